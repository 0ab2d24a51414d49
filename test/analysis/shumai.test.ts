// shumai: tensors that are told to keep gradients, modules that are called.
import { expect, test } from 'vitest';
import { read } from '../check.ts';
import { fixtures } from './library-fixtures.ts';

/** Two tensors; `made` declares w1 and w2. */
const net = (
  made: string,
  forward = 'x.matmul(w1).add(b1).relu().matmul(w2)',
): string => `import * as sm from '@shumai/shumai'
const inputs = 2, hidden = 8, outputs = 1
${made}
const b1 = sm.full([hidden], 0).requireGrad()
const f = (x) => ${forward}
for (let i = 0; i < 100; i++) {
  const x = sm.randn([10, inputs])
  const loss = sm.loss.mse(target(x), f(x))
  sm.optim.sgd(loss.backward(), 1e-2)
}
`;

/** Two modules of the library; `after` writes over their weights. */
const modules = (after: string): string => `import * as sm from '@shumai/shumai'
class Model extends sm.module.Module {
  constructor() {
    super()
    this.first = sm.module.linear(2, 8)
    this.second = sm.module.linear(8, 1)
${after}
  }
  forward(x) {
    return this.second(this.first(x).relu())
  }
}
const m = new Model()
for (const i of sm.util.range(1000)) {
  const x = sm.randn([10, 2])
  sm.optim.sgd(sm.loss.mse(target(x), m(x)).backward())
}
`;

test('modules with their own starts', () => {
  const [network] = read(modules('')).networks;
  expect(network).toMatchObject({
    id: 'Model',
    library: 'shumai',
    inputs: [{ shape: { value: [2] } }],
    layers: [
      {
        id: 'first',
        settings: { units: { value: 8 }, activation: { value: 'relu' }, useBias: { value: true } },
        parameters: [
          { start: { value: { kind: 'random-uniform' } } },
          { start: { value: { kind: 'constant', value: 0 } } },
        ],
      },
      { id: 'second', settings: { units: { value: 1 }, activation: { value: 'linear' } } },
    ],
  });
  expect(network.atZero).toBeUndefined();
});

test.each([
  [
    'xavier_normal([2, 8], 2, 8)',
    { kind: 'random-normal', mean: 0, stddev: expect.closeTo(Math.sqrt(0.2)) as unknown },
  ],
  [
    'xavier_uniform([2, 8], 2, 8)',
    { kind: 'random-uniform', max: expect.closeTo(Math.sqrt(0.6)) as unknown },
  ],
  ['xavier_uniform([2, 8], 2, 8, 0)', { kind: 'constant', value: 0 }],
  ['randn([2, 8])', { kind: 'random-normal', mean: 0, stddev: 1 }],
  ['rand([2, 8])', { kind: 'random-uniform', min: 0, max: 1 }],
  ['randn([2, 8]).mul(sm.scalar(0.1))', { kind: 'random-normal', stddev: expect.closeTo(0.1) as unknown }],
])('%s', (made, start) => {
  const source = net(`const w1 = sm.${made}.requireGrad(), w2 = sm.randn([8, outputs]).requireGrad()`);
  expect(read(source).networks[0].layers[0].parameters[0].start).toMatchObject({ value: start });
});

fixtures({
  found: {
    full: net(`const w1 = sm.full([inputs, hidden], 0.5).requireGrad()
//         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: 0.5 everywhere
const w2 = sm.full([hidden, outputs], 0.5).requireGrad()`),
    'zeros before relu': net(`const w1 = sm.full([inputs, hidden], 0).requireGrad()
//         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns
const w2 = sm.randn([hidden, outputs]).requireGrad()`),
    'a gain of 0': net(`const w1 = sm.xavier_uniform([inputs, hidden], inputs, hidden, 0).requireGrad()
//         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns
const w2 = sm.randn([hidden, outputs]).requireGrad()`),
    'told in a line of its own': net(`const w1 = sm.full([inputs, hidden], 1)
//         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: stay equal
const w2 = sm.full([hidden, outputs], 1)
w1.requires_grad = true
w2.requires_grad = true`),
    'numbers in a typed array':
      net(`const w1 = sm.tensor(new Float32Array(inputs * hidden)).reshape([inputs, hidden]).requireGrad()
//         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns
const w2 = sm.randn([hidden, outputs]).requireGrad()`),
    'draws times 0': net(`const w1 = sm.randn([inputs, hidden]).mul(sm.scalar(0)).requireGrad()
//         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns
const w2 = sm.randn([hidden, outputs]).requireGrad()`),
    'by functions': net(
      `const w1 = sm.full([inputs, hidden], 0.1).requireGrad()
//         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: 0.1 everywhere
const w2 = sm.full([hidden, outputs], 0.1).requireGrad()`,
      'sm.matmul(sm.sigmoid(sm.matmul(x, w1).add(b1)), w2)',
    ),
    'weights of a module': modules(`    this.first.weight = sm.full([2, 8], 0.5).requireGrad()
//                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: 0.5 everywhere
    this.second.weight = sm.full([8, 1], 0.5).requireGrad()`),
    'zeros in a module': modules(`    this.first.weight = sm.full([2, 8], 0).requireGrad()
//                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns`),
    'a class of the program': `import * as sm from '@shumai/shumai'
class Linear {
  constructor(inp_dim, out_dim) {
    this.weight = sm.full([inp_dim, out_dim], 1)
//                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: stay equal
    this.bias = sm.full([1, out_dim], 0)
    this.weight.requires_grad = true
    this.bias.requires_grad = true
  }
  forward(x) {
    return x.matmul(this.weight).add(this.bias)
  }
}
const l0 = new Linear(1, 32), l1 = new Linear(32, 1)
const model = (x) => l1.forward(l0.forward(x).maximum(sm.scalar(0)))
for (let i = 0; i < 100; i++) {
  const loss = sm.loss.mse(sm.randn([8, 1]), model(sm.randn([8, 1])))
  sm.optim.sgd(loss.backward())
}`,
  },
  leftAlone: {
    'the library’s own starts': modules(''),
    'random numbers': net(`const w1 = sm.randn([inputs, hidden]).requireGrad()
const w2 = sm.randn([hidden, outputs]).requireGrad()`),
    'zeros at the end': net(`const w1 = sm.randn([inputs, hidden]).requireGrad()
const w2 = sm.full([hidden, outputs], 0).requireGrad()`),
    'zeros below a random layer, tanh': net(
      `const w1 = sm.full([inputs, hidden], 0).requireGrad()
const w2 = sm.randn([hidden, outputs]).requireGrad()`,
      'x.matmul(w1).add(b1).tanh().matmul(w2)',
    ),
    'without gradients': net(`const w1 = sm.full([inputs, hidden], 1)
const w2 = sm.full([hidden, outputs], 1)`),
    'biases of zeros': modules('    this.first.bias = sm.full([8], 0).requireGrad()'),
    'linear regression': `import * as sm from '@shumai/shumai'
      const w = sm.full([3, 1], 0).requireGrad()
      for (let i = 0; i < 100; i++) sm.optim.sgd(sm.loss.mse(y, sm.matmul(x, w)).backward())`,
    'logistic regression': `import * as sm from '@shumai/shumai'
      const w = sm.full([3, 1], 0).requireGrad()
      const loss = sm.loss.binaryCrossEntropy()
      for (let i = 0; i < 100; i++) sm.optim.sgd(loss(y, sm.matmul(x, w).sigmoid()).backward())`,
    'one hidden unit': net(`const w1 = sm.full([2, 1], 1).requireGrad()
const w2 = sm.full([1, 1], 1).requireGrad()`).replace('full([hidden]', 'full([1]'),
    'data of ones': net(`const w1 = sm.randn([inputs, hidden]).requireGrad()
const w2 = sm.randn([hidden, outputs]).requireGrad()`).replace(
      'sm.randn([10, inputs])',
      'sm.full([10, inputs], 1)',
    ),
    'a long short-term memory': `import * as sm from '@shumai/shumai'
      const cell = sm.module.lstm(2, 8)
      const w = sm.full([8, 1], 0).requireGrad()
      for (let i = 0; i < 100; i++) sm.optim.sgd(sm.loss.mse(y, cell(x).matmul(w)).backward())`,
  },
  suggestions: 30,
});
