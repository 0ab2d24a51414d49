// js-pytorch: tensors and layers; what `backward` reaches is trained.
import { expect, test } from 'vitest';
import { lint, read } from '../check.ts';
import { fixtures } from './library-fixtures.ts';

const loop = `const loss_func = new torch.nn.MSELoss();
const x = torch.randn([4, 2]), y = torch.randn([4, 1]);
for (let i = 0; i < 100; i++) {
  const loss = loss_func.forward(model.forward(x), y);
  loss.backward();
  optimizer.step();
  optimizer.zero_grad();
}`;

/** Two layers of the library; `after` writes over their weights. */
const module = (
  after: string,
  relu = 'nn.ReLU',
  last = 1,
): string => `const { torch } = require('js-pytorch');
const nn = torch.nn;
class Net extends nn.Module {
  constructor() {
    super();
    this.first = new nn.Linear(2, 8);
    this.relu = new ${relu}();
    this.second = new nn.Linear(8, ${last});
${after}
  }
  forward(x) {
    let z = this.first.forward(x);
    z = this.relu.forward(z);
    return this.second.forward(z);
  }
}
const model = new Net();
const optimizer = new torch.optim.Adam(model.parameters(), 3e-3, 0);
${loop}
`;

/** Weights as tensors, which the program updates itself. */
const tensors = (made: string, act = 'relu.forward(z1)'): string => `import { torch } from 'js-pytorch';
const inputs = 2, hidden = 8, outputs = 1;
${made}
const b1 = torch.zeros([hidden], true);
const relu = new torch.nn.ReLU();
const loss_func = new torch.nn.MSELoss();
const x = torch.randn([4, inputs]), y = torch.randn([4, outputs]);
for (let i = 0; i < 100; i++) {
  const z1 = torch.add(torch.matmul(x, w1), b1);
  const out = torch.matmul(${act}, w2);
  const loss = loss_func.forward(out, y);
  loss.backward();
  w1._data = w1.add(w1._grad.mul(0.1).neg()).data;
  w2._data = w2.add(w2._grad.mul(0.1).neg()).data;
  loss.zero_grad_graph();
}
`;

test('layers of the library with their own starts', () => {
  const [network] = read(module('')).networks;
  expect(network).toMatchObject({
    id: 'Net',
    library: 'js-pytorch',
    inputs: [{ shape: { value: [2] } }],
    layers: [
      {
        id: 'first',
        settings: { units: { value: 8 }, activation: { value: 'leakyReLU' }, useBias: { value: true } },
        parameters: [
          {
            start: {
              value: { kind: 'random-normal', mean: 0, stddev: expect.closeTo(Math.SQRT1_2) as unknown },
            },
          },
          { start: { value: { kind: 'constant', value: 0 } } },
        ],
      },
      { id: 'second', settings: { units: { value: 1 }, activation: { value: 'linear' } } },
    ],
    // Its rectifier is a leaky one, also at 0.
    atZero: { leakyReLU: { value: 0, slope: 0.001 } },
  });
});

test('without the scale, and without a bias', () => {
  const source = module('').replace('Linear(2, 8)', `Linear(2, 8, 'cpu', false, false)`);
  const [first] = read(source).networks[0].layers;
  expect(first.settings['useBias']).toMatchObject({ value: false });
  expect(first.parameters).toMatchObject([{ start: { value: { kind: 'random-normal', stddev: 1 } } }]);
});

test('what needs no gradient is no weight', () => {
  const source = tensors(`const w1 = torch.zeros([inputs, hidden]), w2 = torch.zeros([hidden, outputs]);`);
  expect(read(source.replaceAll(/^ {2}w\d\._data.*$/gm, '')).networks).toEqual([]);
});

test('the suggestion is a tensor that is trained as well', () => {
  const { findings } = lint(
    tensors(`const w1 = torch.ones([inputs, hidden], true);
const w2 = torch.ones([hidden, outputs], true);`),
  );
  expect(findings[0]?.suggestions.map(({ edits }) => edits[0]?.text)).toContain(
    'torch.tensor(Array.from({ length: inputs }, () => Array.from({ length: hidden }, () => (Math.random() * 2 - 1) * Math.sqrt(6 / inputs))), true)',
  );
});

fixtures({
  found: {
    'zeros in both layers': module(`    this.first.W = torch.zeros([2, 8], true);
//                 ^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns
    this.second.W = torch.zeros([8, 1], true);
//                  ^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns`),
    'ones in both layers': module(`    this.first.W = torch.ones([2, 8], true);
//                 ^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: stay equal
    this.second.W = torch.ones([8, 1], true);`),
    'a parameter of numbers':
      module(`    this.first.W = new torch.Parameter([[0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5], [0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5]]);
//                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: stay equal
    this.second.W = torch.ones([8, 1], true);`),
    'integers below one': module(`    this.first.W = torch.randint(0, 1, [2, 8], true);
//                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: stay equal
    this.second.W = torch.randint(3, 4, [8, 1], true);`),
    'set from outside': module('', 'nn.ReLU').replace(
      'const optimizer',
      `model.first.W = torch.ones([2, 8], true);
//              ^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: stay equal
model.second.W = torch.ones([8, 1], true);
const optimizer`,
    ),
    tensors: tensors(`const w1 = torch.zeros([inputs, hidden], true);
//         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: stay equal
const w2 = torch.ones([hidden, outputs], true);`),
    'tensors of arrays':
      tensors(`const w1 = torch.tensor(Array.from({ length: inputs }, () => Array(hidden).fill(0.1)), true);
//         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: 0.1 everywhere
const w2 = torch.ones([hidden, outputs], true);`),
    'told later to be trained': tensors(`const w1 = torch.ones([inputs, hidden]);
//         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: stay equal
w1.requires_grad = true;
const w2 = torch.ones([hidden, outputs], true);`),
    'new Tensor': tensors(`const w1 = new torch.Tensor([[1, 1, 1], [1, 1, 1]], true);
//         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: stay equal
const w2 = torch.ones([3, outputs], true);`).replace('hidden], true);\nconst relu', '3], true);\nconst relu'),
    'slow behind the leak': tensors(`const w1 = torch.zeros([inputs, hidden], true);
//         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ low-rank-start: slowly
const w2 = torch.randn([hidden, outputs], true, 'cpu', true);`),
  },
  leftAlone: {
    'the library’s own starts': module(''),
    'zeros at the end': module('    this.second.W = torch.zeros([8, 1], true);'),
    'random tensors': tensors(`const w1 = torch.randn([inputs, hidden], true, 'cpu', true);
const w2 = torch.randn([hidden, outputs], true, 'cpu', true);`),
    'zeros without a gradient': tensors(`const w1 = torch.zeros([inputs, hidden]);
const w2 = torch.randn([hidden, outputs], true);`),
    'biases of zeros': module('    this.first.b = torch.zeros([8], true);'),
    'loaded from a file': `${module(`    this.first.W = torch.zeros([2, 8], true);
    this.second.W = torch.zeros([8, 1], true);`)}
torch.load(model, 'model.json');`,
    'linear regression': `const { torch } = require('js-pytorch');
      const w = torch.zeros([3, 1], true);
      const loss_func = new torch.nn.MSELoss();
      const x = torch.randn([8, 3]), y = torch.randn([8, 1]);
      for (let i = 0; i < 50; i++) {
        const loss = loss_func.forward(torch.matmul(x, w), y);
        loss.backward();
        w._data = w.add(w._grad.mul(0.1).neg()).data;
      }`,
    'softmax regression': `const { torch } = require('js-pytorch');
      const model = new torch.nn.Linear(4, 3);
      model.W = torch.zeros([4, 3], true);
      const loss_func = new torch.nn.CrossEntropyLoss();
      const optimizer = new torch.optim.Adam(model.parameters());
      const x = torch.randn([8, 4]), y = torch.randint(0, 3, [8]);
      for (let i = 0; i < 50; i++) {
        const loss = loss_func.forward(model.forward(x), y);
        loss.backward();
        optimizer.step();
      }`,
    'one hidden unit': tensors(`const w1 = torch.ones([2, 1], true);
const w2 = torch.ones([1, 1], true);`).replace('zeros([hidden]', 'zeros([1]'),
    'data of zeros': module('').replace('torch.randn([4, 2])', 'torch.zeros([4, 2])'),
    'a mask of ones': module('    this.mask = torch.ones([8, 8]);'),
  },
  suggestions: 20,
});
