// numjs and @d4c/numjs: networks of arrays by dtype.
import { expect, test } from 'vitest';
import { lint, read } from '../check.ts';
import { fixtures } from './library-fixtures.ts';

/** A network of two layers whose weights are given. */
const net = (made: string, more = '', head = `const nj = require('numjs');`): string => `${head}
const inputs = 2, hidden = 4, outputs = 1;
${made}
function train(x, y, lr, epochs) {
  for (let epoch = 0; epoch < epochs; epoch++) {
    const a1 = nj.sigmoid(nj.dot(x, w1).add(b1));
    const a2 = nj.sigmoid(a1.dot(w2).add(b2));
    const error = a2.subtract(y);
    const delta = error.dot(w2.T).multiply(a1).multiply(nj.ones(a1.shape).subtract(a1));
    w2 = w2.subtract(nj.dot(a1.T, error).multiply(lr));
    w1 = w1.subtract(nj.dot(x.T, delta).multiply(lr));
    b2 = b2.subtract(error.multiply(lr));
    b1 = b1.subtract(delta.multiply(lr));
  }
}
${more}
`;
const biases = `let b1 = nj.zeros([hidden]);
let b2 = nj.zeros([outputs]);`;

test('layers are read off the products', () => {
  const [network] = read(
    net(`let w1 = nj.random([inputs, hidden]);
let w2 = nj.random([hidden, outputs]);
${biases}`),
  ).networks;
  expect(network.layers).toMatchObject([
    { id: 'w1', settings: { units: { value: 4 }, activation: { value: 'sigmoid' } } },
    { id: 'w2', settings: { units: { value: 1 }, activation: { value: 'sigmoid' } } },
  ]);
  expect(network.layers[0].parameters[0]).toMatchObject({
    start: { value: { kind: 'random-uniform', min: 0, max: 1 } },
  });
});

test('the suggestion is an array of draws', () => {
  const { findings } = lint(
    net(`let w1 = nj.ones([inputs, hidden]);
let w2 = nj.ones([hidden, outputs]);
${biases}`),
  );
  const texts = findings[0]?.suggestions.map(({ edits }) => edits[0]?.text).join('\n');
  expect(texts).toContain(
    'nj.array(Array.from({ length: inputs }, () => Array.from({ length: hidden }, () => (Math.random() * 2 - 1) * Math.sqrt(6 / (inputs + hidden)))))',
  );
});

fixtures({
  found: {
    zeros: net(`let w1 = nj.zeros([inputs, hidden]);
    //   ^^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: stay equal
let w2 = nj.zeros([hidden, outputs]);
${biases}`),
    'ones, scaled': net(`let w1 = nj.ones([inputs, hidden]).multiply(0.1);
    //   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: 0.1 everywhere
let w2 = nj.ones([hidden, outputs]).multiply(0.1);
${biases}`),
    'draws times 0': net(`let w1 = nj.random([inputs, hidden]).multiply(0);
    //   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: stay equal
let w2 = nj.random([hidden, outputs]).multiply(0);
${biases}`),
    'added to zeros': net(`let w1 = nj.zeros([inputs, hidden]).add(0.5);
    //   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: 0.5 everywhere
let w2 = nj.add(nj.zeros([hidden, outputs]), 0.5);
${biases}`),
    'integers, of draws':
      net(`let w1 = nj.array([[Math.random(), Math.random(), Math.random(), Math.random()], [Math.random(), Math.random(), Math.random(), Math.random()]], 'int32');
//                  ^^^^^^^^^^^^^ truncated-to-constant: cuts every drawn number down
let w2 = nj.zeros([hidden, outputs]);
${biases}`),
    reshaped: net(`let w1 = nj.zeros(8).reshape(inputs, hidden);
    //   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: stay equal
let w2 = nj.ones(4).reshape(hidden, outputs);
${biases}`),
    'assigned in place': net(`let w1 = nj.zeros([inputs, hidden]);
    //   ^^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: 0.5 everywhere
w1.assign(0.5, false);
let w2 = nj.zeros([hidden, outputs]).assign(0.5);
${biases}`),
    'the fork': net(
      `let w1 = nj.zeros([inputs, hidden]);
    //   ^^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: stay equal
let w2 = nj.empty([hidden, outputs], 'float32');
${biases}`,
      '',
      `import nj from '@d4c/numjs';`,
    ),
  },
  leftAlone: {
    'random numbers': net(`let w1 = nj.random([inputs, hidden]).subtract(0.5);
let w2 = nj.random([hidden, outputs]).subtract(0.5);
${biases}`),
    'zeros at the end': net(`let w1 = nj.random([inputs, hidden]).subtract(0.5);
let w2 = nj.zeros([hidden, outputs]);
${biases}`),
    'set to random numbers': net(`let w1 = nj.zeros([inputs, hidden]);
let w2 = nj.zeros([hidden, outputs]);
for (let i = 0; i < inputs; i++) for (let j = 0; j < hidden; j++) w1.set(i, j, Math.random() - 0.5);
for (let i = 0; i < hidden; i++) for (let j = 0; j < outputs; j++) w2.set(i, j, Math.random() - 0.5);
${biases}`),
    'assigned random numbers': net(`let w1 = nj.zeros([inputs, hidden]);
let w2 = nj.zeros([hidden, outputs]);
w1.assign(nj.random([inputs, hidden]), false);
w2.assign(nj.random([hidden, outputs]), false);
${biases}`),
    'through a view': net(`let w1 = nj.zeros([inputs, hidden]);
let w2 = nj.zeros([hidden, outputs]);
w1.selection.data.forEach((_, k, data) => { data[k] = Math.random(); });
w2.selection.data.forEach((_, k, data) => { data[k] = Math.random(); });
${biases}`),
    'filled elsewhere': net(`let w1 = nj.zeros([inputs, hidden]);
let w2 = nj.zeros([hidden, outputs]);
randomize(w1, w2);
${biases}`),
    loaded: net(
      `let w1 = nj.zeros([inputs, hidden]);
let w2 = nj.zeros([hidden, outputs]);
${biases}`,
      `function load(saved) { w1 = nj.array(saved.w1); w2 = nj.array(saved.w2); }`,
    ),
    'linear regression': `const nj = require('numjs');
      let weights = nj.zeros([3, 1]);
      function train(x, y, lr) {
        const error = nj.dot(x, weights).subtract(y);
        weights = weights.subtract(nj.dot(x.T, error).multiply(lr));
      }`,
    'logistic regression': `const nj = require('numjs');
      let weights = nj.zeros([3, 1]);
      function train(x, y, lr) {
        const error = nj.sigmoid(nj.dot(x, weights)).subtract(y);
        weights = weights.subtract(nj.dot(x.T, error).multiply(lr));
      }`,
    'one hidden unit': `const nj = require('numjs');
      let w1 = nj.ones([2, 1]), w2 = nj.ones([1, 1]);
      function train(x, y, lr) {
        const a1 = nj.sigmoid(nj.dot(x, w1));
        const error = nj.dot(a1, w2).subtract(y);
        const delta = nj.dot(error, w2.T).multiply(a1);
        w2 = w2.subtract(nj.dot(a1.T, error).multiply(lr));
        w1 = w1.subtract(nj.dot(x.T, delta).multiply(lr));
      }`,
  },
  suggestions: 10,
});
