// ndarray with ndarray-ops and ndarray-gemm: views whose numbers are written in place.
import { expect, test } from 'vitest';
import { lint, read } from '../check.ts';
import { fixtures } from './library-fixtures.ts';

const head = `const ndarray = require('ndarray');
const ops = require('ndarray-ops');
const gemm = require('ndarray-gemm');
const inputs = 3, hidden = 4, outputs = 1;
`;

/** A network of two layers by loops over get and set. */
const loops = (made: string, more = ''): string => `${head}${made}
function train(x, y, lr) {
  const h = ndarray(new Float32Array(hidden), [hidden]), out = ndarray(new Float32Array(outputs), [outputs]);
  for (let j = 0; j < hidden; j++) {
    let sum = 0;
    for (let i = 0; i < inputs; i++) sum += w1.get(i, j) * x[i];
    h.set(j, 1 / (1 + Math.exp(-sum)));
  }
  for (let k = 0; k < outputs; k++) {
    let sum = 0;
    for (let j = 0; j < hidden; j++) sum += w2.get(j, k) * h.get(j);
    out.set(k, sum);
  }
  for (let j = 0; j < hidden; j++) {
    let error = 0;
    for (let k = 0; k < outputs; k++) error += (out.get(k) - y[k]) * w2.get(j, k);
    const delta = error * h.get(j) * (1 - h.get(j));
    for (let i = 0; i < inputs; i++) w1.set(i, j, w1.get(i, j) - lr * delta * x[i]);
  }
  for (let j = 0; j < hidden; j++)
    for (let k = 0; k < outputs; k++) w2.set(j, k, w2.get(j, k) - lr * (out.get(k) - y[k]) * h.get(j));
}
${more}`;

/** The same with the functions of ndarray-gemm and ndarray-ops. */
const products = (made: string): string => `${head}${made}
function train(x, xT, y, n) {
  const h = ndarray(new Float32Array(n * hidden), [n, hidden]), out = ndarray(new Float32Array(n), [n, outputs]);
  const d1 = ndarray(new Float32Array(inputs * hidden), [inputs, hidden]);
  const d2 = ndarray(new Float32Array(hidden), [hidden, outputs]);
  const delta = ndarray(new Float32Array(n * hidden), [n, hidden]);
  gemm(h, x, w1);
  ops.tanheq(h);
  gemm(out, h, w2);
  ops.subeq(out, y);
  gemm(delta, out, w2.transpose(1, 0));
  ops.muleq(delta, h);
  gemm(d1, xT, delta);
  gemm(d2, h.transpose(1, 0), out);
  ops.mulseq(d1, 0.1);
  ops.mulseq(d2, 0.1);
  ops.subeq(w1, d1);
  ops.subeq(w2, d2);
}
`;

const zeros = `const w1 = ndarray(new Float32Array(inputs * hidden), [inputs, hidden]);
const w2 = ndarray(new Float32Array(hidden * outputs), [hidden, outputs]);`;

test.each([
  ['loops', loops, 'sigmoid'],
  ['products', products, 'tanh'],
] as const)('layers are read off %s', (_, source, activation) => {
  const [network] = read(source(`${zeros}\nops.random(w1);\nops.random(w2);`)).networks;
  expect(network).toMatchObject({
    library: 'ndarray',
    layers: [
      {
        id: 'w1',
        settings: { units: { value: 4 }, activation: { value: activation } },
        parameters: [{ start: { value: { kind: 'random-uniform', min: 0, max: 1 } } }],
      },
      { id: 'w2', settings: { units: { value: 1 }, activation: { value: 'linear' } } },
    ],
  });
});

test('the suggestion fills the typed array', () => {
  const texts = lint(loops(zeros)).findings[0]?.suggestions.map(({ edits }) => edits[0]?.text);
  expect(texts).toContain(
    'ndarray(Float32Array.from({ length: inputs * hidden }, () => (Math.random() * 2 - 1) * Math.sqrt(6 / (inputs + hidden))), [inputs, hidden])',
  );
});

const random =
  'for (let i = 0; i < inputs; i++) for (let j = 0; j < hidden; j++) w1.set(i, j, Math.random() - 0.5);';

fixtures({
  found: {
    'never written': loops(`const w1 = ndarray(new Float32Array(inputs * hidden), [inputs, hidden]);
//         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: stay equal
const w2 = ndarray(new Float32Array(hidden * outputs), [hidden, outputs]);`),
    'never written, products':
      products(`const w1 = ndarray(new Float32Array(inputs * hidden), [inputs, hidden]);
//         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns
const w2 = ndarray(new Float32Array(hidden * outputs), [hidden, outputs]);
//         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns`),
    assigns: products(`const w1 = ndarray(new Float64Array(inputs * hidden), [inputs, hidden]);
//         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: 0.5 everywhere
const w2 = ndarray(new Float64Array(hidden * outputs), [hidden, outputs]);
ops.assigns(w1, 0.5);
ops.assigns(w2, 0.5);`),
    'added to zeros': products(`const w1 = ndarray(new Float32Array(inputs * hidden), [inputs, hidden]);
//         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: 0.1 everywhere
const w2 = ndarray(new Float32Array(hidden * outputs), [hidden, outputs]);
ops.addseq(w1, 0.1);
ops.addseq(w2, 0.1);`),
    'draws times 0': loops(`const w1 = ndarray(new Float32Array(inputs * hidden), [inputs, hidden]);
//         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: stay equal
const w2 = ndarray(new Float32Array(hidden * outputs), [hidden, outputs]);
ops.random(w1);
ops.random(w2);
ops.mulseq(w1, 0);
ops.mulseq(w2, 0);`),
    'the package zeros': loops(`const zeros = require('zeros');
const w1 = zeros([inputs, hidden]);
//         ^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: stay equal
const w2 = zeros([hidden, outputs]);`),
    'an array of its own name': loops(`const numbers = new Float32Array(inputs * hidden).fill(0.5);
const w1 = ndarray(numbers, [inputs, hidden]);
//         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: 0.5 everywhere
const w2 = ndarray(new Float32Array(hidden * outputs).fill(0.5), [hidden, outputs]);`),
    'one number, set one by one':
      loops(`const w1 = ndarray(new Float32Array(inputs * hidden), [inputs, hidden]);
//         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: stay equal
const w2 = ndarray(new Float32Array(hidden * outputs), [hidden, outputs]);
for (let i = 0; i < inputs; i++) for (let j = 0; j < hidden; j++) w1.set(i, j, 0.5);
for (let j = 0; j < hidden; j++) for (let k = 0; k < outputs; k++) w2.set(j, k, 0.5);`),
    'filled by a callback': loops(`const fill = require('ndarray-fill');
const w1 = ndarray(new Float32Array(inputs * hidden), [inputs, hidden]);
//         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: 0.2 everywhere
const w2 = ndarray(new Float32Array(hidden * outputs), [hidden, outputs]);
fill(w1, () => 0.2);
fill(w2, () => 0.2);`),
    'draws cut down by integers':
      loops(`const w1 = ndarray(Int32Array.from({ length: 12 }, () => Math.random()), [inputs, hidden]);
//                                                       ^^^^^^^^^^^^^ truncated-to-constant: cuts every drawn number down
const w2 = ndarray(new Float32Array(hidden * outputs), [hidden, outputs]);`),
  },
  leftAlone: {
    'random numbers': products(`${zeros}\nops.random(w1);\nops.random(w2);`),
    'set to random numbers': loops(`${zeros}\n${random}`),
    'zeros at the end': products(`${zeros}\nops.random(w1);`),
    'filled by a random callback': loops(`const fill = require('ndarray-fill');
${zeros}
fill(w1, () => Math.random() - 0.5);
fill(w2, () => Math.random() - 0.5);`),
    'filled through the array':
      loops(`const one = new Float32Array(inputs * hidden), two = new Float32Array(hidden * outputs);
const w1 = ndarray(one, [inputs, hidden]), w2 = ndarray(two, [hidden, outputs]);
for (let i = 0; i < one.length; i++) one[i] = Math.random();
for (let i = 0; i < two.length; i++) two[i] = Math.random();`),
    'filled through data': loops(`${zeros}
for (let i = 0; i < w1.data.length; i++) w1.data[i] = Math.random();
for (let i = 0; i < w2.data.length; i++) w2.data[i] = Math.random();`),
    'filled elsewhere': loops(`${zeros}\nrandomize(w1, w2);`),
    assigned: products(
      `const saved = require('./weights');\n${zeros}\nops.assign(w1, saved.w1);\nops.assign(w2, saved.w2);`,
    ),
    'linear regression': `${head}
      const w = ndarray(new Float32Array(inputs), [inputs]);
      function train(x, y, lr) {
        let sum = 0;
        for (let i = 0; i < inputs; i++) sum += w.get(i) * x[i];
        for (let i = 0; i < inputs; i++) w.set(i, w.get(i) - lr * (sum - y) * x[i]);
      }`,
    'a convolution mask': `${head}
      const kernel = ndarray(new Float32Array(9).fill(1 / 9), [3, 3]);
      function blur(image, out) {
        let sum = 0;
        for (let i = 0; i < 3; i++) for (let j = 0; j < 3; j++) sum += kernel.get(i, j) * image.get(i, j);
        out.set(0, 0, sum);
      }`,
    'a heat map': `${head}
      const weights = ndarray(new Float32Array(100), [10, 10]);
      function update(points, learning) {
        for (const p of points) weights.set(p.x, p.y, weights.get(p.x, p.y) + learning * p.error);
      }`,
  },
  suggestions: 10,
});
