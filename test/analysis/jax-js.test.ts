// jax-js: parameters in objects of the program's own; what a gradient is taken for is trained.
import { expect, test } from 'vitest';
import { lint, read } from '../check.ts';
import { fixtures } from './library-fixtures.ts';

const head = `import { grad, jit, nn, numpy as np, random, tree, valueAndGrad } from '@jax-js/jax';
import { adam, applyUpdates, sgd } from '@jax-js/optax';
const inputs = 2, hidden = 8, outputs = 1;
const [k1, k2] = random.split(random.key(0), 2);
`;
const forward = (activation: string): string => `
const predict = jit((params, x) => {
  const h = ${activation}(np.dot(x, params.w1).add(params.b1));
  return np.dot(h, params.w2).add(params.b2);
});
const loss = (params, x, y) => np.square(predict(tree.ref(params), x).sub(y)).mean();
`;

/** Trained by optax. */
const net = (w1: string, w2: string, activation = 'np.tanh', after = ''): string => `${head}
let params = {
  w1:
    ${w1}
  b1: np.zeros([hidden]),
  w2:
    ${w2}
  b2: np.zeros([outputs]),
};
${after}${forward(activation)}
const valueGrad = valueAndGrad(loss);
const solver = adam(0.04);
let optState = solver.init(tree.ref(params));
for (let step = 0; step < 80; step++) {
  const [value, grads] = valueGrad(tree.ref(params), x.ref, y.ref);
  const [updates, next] = solver.update(grads, optState, tree.ref(params));
  optState = next;
  params = applyUpdates(params, updates);
}
`;

/** Trained by the program itself. */
const byHand = (made: string, step: string): string => `${head}${made}
const loss = (w1, w2, x, y) => np.square(np.matmul(nn.sigmoid(np.matmul(x, w1)), w2).sub(y)).mean();
const gradient = grad(loss, { argnums: [0, 1] });
for (let i = 0; i < 80; i++) {
  const [d1, d2] = gradient(w1.ref, w2.ref, x.ref, y.ref);
${step}
}
`;
const steps = `  w1 = w1.sub(d1.mul(0.1));
  w2 = w2.sub(d2.mul(0.1));`;

const inputsByHidden = 'np.ones([inputs, hidden]),';
const hiddenByOutputs = 'np.ones([hidden, outputs]),';

test('layers, draws and the derivative of its rectifier at 0', () => {
  const [network] = read(
    net(
      'random.normal(k1, [inputs, hidden]).mul(0.7),',
      'random.uniform(k2, [hidden, outputs], { minval: -0.5, maxval: 0.5 }),',
      'nn.relu',
    ),
  ).networks;
  expect(network).toMatchObject({
    library: 'jax-js',
    inputs: [{ shape: { value: [2] } }],
    layers: [
      {
        id: 'w1',
        settings: { units: { value: 8 }, activation: { value: 'relu' }, useBias: { value: true } },
        parameters: [
          { start: { value: { kind: 'random-normal', mean: 0, stddev: 0.7 } } },
          { start: { value: { kind: 'constant', value: 0 } } },
        ],
      },
      {
        id: 'w2',
        settings: { units: { value: 1 }, activation: { value: 'linear' } },
        parameters: [{ start: { value: { kind: 'random-uniform', min: -0.5, max: 0.5 } } }, {}],
      },
    ],
    atZero: { relu: { value: 0, slope: 1 } },
  });
});

test.each([
  ['nn.gelu', 'gelu'],
  ['nn.silu', 'swish'],
  ['nn.elu', 'elu'],
  ['nn.selu', 'selu'],
  ['nn.mish', 'mish'],
  ['nn.softplus', 'softplus'],
  ['nn.softSign', 'softsign'],
  ['nn.sigmoid', 'sigmoid'],
  ['nn.leakyRelu', 'leakyReLU'],
  ['((z) => np.maximum(z, 0))', 'relu'],
  ['((z) => np.where(z.ref.greater(0), z, 0))', 'relu'],
])('%s is %s', (written, activation) => {
  const [first] = read(net(inputsByHidden, hiddenByOutputs, written)).networks[0].layers;
  expect(first.settings['activation']).toMatchObject({ value: activation });
});

test('the suggestion is an array', () => {
  const texts = lint(net(inputsByHidden, hiddenByOutputs)).findings[0]?.suggestions.map(
    ({ edits }) => edits[0]?.text,
  );
  expect(texts).toContain(
    'np.array(Array.from({ length: inputs }, () => Array.from({ length: hidden }, () => (Math.random() * 2 - 1) * Math.sqrt(6 / (inputs + hidden)))))',
  );
});

fixtures({
  found: {
    ones: net(
      `np.ones([inputs, hidden]),
//  ^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: stay equal`,
      hiddenByOutputs,
    ),
    full: net(
      `np.full([inputs, hidden], 0.1),
//  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: 0.1 everywhere`,
      hiddenByOutputs,
    ),
    'draws times 0': net(
      `random.normal(k1, [inputs, hidden]).mul(0),
//  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: stay equal`,
      hiddenByOutputs,
    ),
    'an array of equal numbers': net(
      `np.array([[0.5, 0.5, 0.5], [0.5, 0.5, 0.5]]),
//  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: stay equal`,
      'np.ones([3, outputs]),',
    ).replace('np.zeros([hidden])', 'np.zeros([3])'),
    'zeros before a rectifier of slope 1': net(
      `np.zeros([inputs, hidden]),
//  ^^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: stay equal`,
      hiddenByOutputs,
      'nn.relu',
    ),
    'zeros in both layers, tanh': net(
      `np.zeros([inputs, hidden]),
//  ^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns`,
      `np.zeros([hidden, outputs]),
//  ^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns`,
    ),
    'like another array': net(
      `np.onesLike(np.zeros([inputs, hidden])),
//  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: stay equal`,
      hiddenByOutputs,
    ),
    'set in the object': net(
      'random.normal(k1, [inputs, hidden]),',
      hiddenByOutputs,
      'np.tanh',
      `params.w1 = np.ones([inputs, hidden]);
//          ^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: stay equal`,
    ),
    'arrays of their own, steps by hand': byHand(
      `let w1 = np.ones([inputs, hidden]);
//       ^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: stay equal
let w2 = np.ones([hidden, outputs]);`,
      steps,
    ),
    'mapped over the tree': net(
      `np.ones([inputs, hidden]),
//  ^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: stay equal`,
      hiddenByOutputs,
    ).replace(
      'params = applyUpdates(params, updates)',
      'params = tree.map((p, g) => p.sub(g.mul(0.1)), params, grads)',
    ),
    'a new object for each step': net(
      `np.ones([inputs, hidden]),
//  ^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: stay equal`,
      hiddenByOutputs,
    ).replace(
      'params = applyUpdates(params, updates)',
      `params = {
    w1: params.w1.sub(grads.w1.mul(0.1)),
    b1: params.b1.sub(grads.b1.mul(0.1)),
    w2: params.w2.sub(grads.w2.mul(0.1)),
    b2: params.b2.sub(grads.b2.mul(0.1)),
  }`,
    ),
  },
  leftAlone: {
    'random numbers': net(
      'random.normal(k1, [inputs, hidden]).mul(0.7),',
      'random.normal(k2, [hidden, outputs]).mul(0.7),',
    ),
    'zeros at the end': net('random.normal(k1, [inputs, hidden]),', 'np.zeros([hidden, outputs]),'),
    'zeros below a random layer, tanh': net(
      'np.zeros([inputs, hidden]),',
      'random.normal(k2, [hidden, outputs]),',
    ),
    'zeros below a random layer, where relu′(0) is 1': net(
      'np.zeros([inputs, hidden]),',
      'random.normal(k2, [hidden, outputs]),',
      'nn.relu',
    ),
    'ones that are not trained': `${head}
      const w1 = np.ones([inputs, hidden]), w2 = np.ones([hidden, outputs]);
      const out = np.dot(np.tanh(np.dot(x, w1)), w2);
      const gradient = grad((z) => np.square(z));`,
    loaded: net(
      'np.zeros([inputs, hidden]),',
      'np.zeros([hidden, outputs]),',
      'np.tanh',
      'params = await loadParams();\n',
    ),
    'linear regression': `${head}
      let w = np.zeros([4]);
      const lossGrad = grad((w) => np.square(np.dot(x.ref, w).sub(y.ref)).mean());
      for (let step = 0; step < 80; step++) w = w.ref.sub(lossGrad(w.ref).mul(0.1));`,
    'logistic regression': `${head}
      const loss = jit((w) => {
        const logits = np.dot(x.ref, w);
        return nn.softplus(logits.ref).sub(y.ref.mul(logits)).mean();
      });
      const lossGrad = grad(loss);
      let w = np.zeros([4]);
      const opt = sgd(0.4);
      let state = opt.init(w.ref);
      for (let step = 0; step < 80; step++) {
        const [updates, nextState] = opt.update(lossGrad(w.ref), state);
        state = nextState;
        w = applyUpdates(w, updates);
      }`,
    'softmax regression': `${head}
      let params = { w: np.zeros([4, 3]), b: np.zeros([3]) };
      const loss = (params, x, y) => nn.logSoftmax(np.dot(x, params.w).add(params.b)).mul(y).sum().neg();
      const step = grad(loss);
      for (let i = 0; i < 10; i++) {
        const grads = step(params, x, y);
        params = tree.map((p, g) => p.sub(g.mul(0.1)), params, grads);
      }`,
    'one hidden unit': net('np.ones([inputs, 1]),', 'np.ones([1, outputs]),').replace(
      'np.zeros([hidden])',
      'np.zeros([1])',
    ),
    'state of an optimizer': net(
      'random.normal(k1, [inputs, hidden]),',
      'random.normal(k2, [hidden, outputs]),',
      'np.tanh',
      'let m = { w1: np.zeros([inputs, hidden]), w2: np.zeros([hidden, outputs]) };\n',
    ),
  },
  suggestions: 30,
});
