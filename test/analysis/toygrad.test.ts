// toygrad: networks from a list of options; filters and biases as in convnetjs, of which it is a fork.
import { describe, expect, test } from 'vitest';
import { check, lint, outline, read } from '../check.ts';
import { fixtures } from './library-fixtures.ts';

const head = `import { NeuralNetwork, Tensor, Trainers } from 'toygrad';`;
const input = `{ type: 'input', sx: 1, sy: 1, sz: 2 }`;
const net = (hidden: string, after = '', last = `{ type: 'softmax' }`): string =>
  `${head} const nn = new NeuralNetwork({ layers: [${input}, ${hidden}, { type: 'dense', filters: 2 }, ${last}] }); ${after}`;

describe('networks', () => {
  test('layers, trainer and loss', () => {
    const source = net(
      `{ type: 'dense', filters: 4 }, { type: 'tanh' }, { type: 'dropout', probability: 0.2 }`,
      'const trainer = new Trainers.Adam(nn, { batchSize: 4 });',
    );
    expect(outline(source, 'units', 'activation', 'rate', 'useBias')).toBe(
      [
        'nn input[2] → [fc2]',
        '  fc1 dense units=4 activation=tanh useBias=true ← [input]',
        '  dropout1 dropout rate=0.2 ← [fc1]',
        '  fc2 dense units=2 activation=softmax useBias=true ← [dropout1]',
      ].join('\n'),
    );
    expect(read(source).networks[0]).toMatchObject({
      library: 'toygrad',
      loss: { value: 'categoricalCrossentropy' },
      optimizer: { value: { kind: 'adam', settings: { learningRate: { value: 0.01 } } } },
      batchSize: { value: 4 },
    });
  });

  test('a picture, and a loss of its own', () => {
    const source = `${head} const nn = new NeuralNetwork({ layers: [
      { type: 'input', sx: 28, sy: 28, sz: 1 }, { type: 'conv', sx: 5, filters: 8, stride: 1, pad: 2 }, { type: 'relu' },
      { type: 'pool', sx: 2, stride: 2 }, { type: 'dense', filters: 10, bias: -1 }, { type: 'regression' }] });`;
    expect(outline(source, 'units', 'filters', 'padding', 'useBias')).toBe(
      [
        'nn input[28,28,1] → [fc1]',
        '  conv1 conv2d filters=8 padding=same useBias=true ← [input]',
        '  pool1 maxPooling2d padding=valid ← [conv1]',
        '  flatten1 flatten ← [pool1]',
        '  fc1 dense units=10 useBias=false ← [flatten1]',
      ].join('\n'),
    );
    expect(read(source).networks[0].loss).toMatchObject({ value: 'meanSquaredError' });
  });

  test.each([
    ['SGD', '', { kind: 'momentum', settings: { momentum: { value: 0.9 } } }],
    [
      'SGD',
      ', { momentum: 0, learningRate: 0.5 }',
      { kind: 'sgd', settings: { learningRate: { value: 0.5 } } },
    ],
    ['Nesterov', '', { kind: 'momentum', settings: { useNesterov: { value: true } } }],
    ['Adagrad', '', { kind: 'adagrad' }],
    ['Adadelta', '', { kind: 'adadelta' }],
  ])('%s%s', (name, options, expected) => {
    const source = net(`{ type: 'dense', filters: 4 }`, `new Trainers.${name}(nn${options});`);
    expect(read(source).networks[0].optimizer).toMatchObject({ value: expected });
  });
});

test('filters, biases, saved weights', () => {
  check(`${head}
    const nn = new NeuralNetwork({ layers: [
      ${input},
      { type: 'dense', filters: 2, bias: 0.5 },
      //                                 ^^^ bias constant 0.5
      { type: 'dense', filters: 2, _filters: ['AA', 'BB'], _biases: 'CC' },
      { type: 'regression' },
    ] });
    nn.layers[1].filters[0] = nn.layers[1].filters[1] = new Tensor(1, 1, 2, 0);
    //                                                                      ^ kernel constant 0`);
  const [, saved] = read(net(`{ type: 'dense', filters: 2, _filters: ['AA', 'BB'], _biases: 'CC' }`))
    .networks[0].layers;
  expect(saved.parameters).toHaveLength(2);
  const [first] = read(net(`{ type: 'dense', filters: 2, _filters: ['AA', 'BB'], _biases: 'CC' }`))
    .networks[0].layers;
  expect(first.parameters.map(({ start }) => start)).toEqual([
    { is: 'known', value: { kind: 'loaded' } },
    { is: 'known', value: { kind: 'loaded' } },
  ]);
});

test('leakyrelu lets nothing back at 0, though it leaks forwards', () => {
  const verdict = (activation: string): string | undefined =>
    lint(
      net(
        `{ type: 'dense', filters: 4 }, { type: '${activation}' }`,
        'nn.layers[1].filters.forEach((f) => { f.w.fill(0); });',
      ),
    ).judgements[0].parameters.at(0)?.verdict.kind;
  expect(verdict('leakyrelu')).toBe('dead');
  expect(verdict('tanh')).toBe('low-rank');
});

fixtures({
  found: {
    'filters filled with zeros, before a leaky relu': `${head}
      const nn = new NeuralNetwork({ layers: [${input}, { type: 'dense', filters: 4 }, { type: 'leakyrelu' }, { type: 'dense', filters: 2 }, { type: 'softmax' }] });
      for (const filter of nn.layers[1].filters) filter.w.fill(0);
      //                                         ^^^^^^^^^^^^^^^^ dead-weights: never learns`,
    'constant filters in both layers': `${head}
      const nn = new NeuralNetwork({ layers: [${input}, { type: 'dense', filters: 4 }, { type: 'sigmoid' }, { type: 'dense', filters: 1 }, { type: 'regression' }] });
      [1, 3].forEach((l) => {
        nn.layers[l].filters.forEach((filter) => {
          for (let k = 0; k < filter.w.length; k++) filter.w[k] = 0.1;
          //                                                      ^^^ symmetric-units: they work as 1
        });
      });`,
    'tensors of one number': `${head}
      const nn = new NeuralNetwork({ layers: [${input}, { type: 'dense', filters: 2 }, { type: 'relu' }, { type: 'dense', filters: 1 }, { type: 'regression' }] });
      nn.layers[1].filters[0] = new Tensor(1, 1, 2, 0);
      //                                            ^ dead-weights: never learns
      nn.layers[1].filters[1] = new Tensor(1, 1, 2, 0);`,
  },
  leftAlone: {
    'the defaults': net(`{ type: 'dense', filters: 4 }, { type: 'relu' }`),
    'no hidden layer': `${head} const nn = new NeuralNetwork({ layers: [${input}, { type: 'dense', filters: 2 }, { type: 'softmax' }] }); nn.layers[1].filters.forEach((f) => f.w.fill(0));`,
    'the output alone': net(
      `{ type: 'dense', filters: 4 }, { type: 'relu' }`,
      'nn.layers[3].filters.forEach((f) => f.w.fill(0));',
    ),
    'a positive bias before a relu': net(
      `{ type: 'dense', filters: 4, bias: 0.1 }, { type: 'relu' }`,
      'nn.layers[1].filters.forEach((f) => f.w.fill(0));',
    ),
    'saved weights': net(`{ type: 'dense', filters: 4, _filters: saved, _biases: text }, { type: 'relu' }`),
    'after training': net(
      `{ type: 'dense', filters: 4 }, { type: 'relu' }`,
      'new Trainers.SGD(nn).train(x, 1); nn.layers[1].filters.forEach((f) => f.w.fill(0));',
    ),
    'tensors that are data': `${head} const x = new Tensor(1, 1, 2, 0); x.w.fill(1); new NeuralNetwork({ layers: [] });`,
    'layers nobody knows': `${head} const make = (layers) => new NeuralNetwork({ layers: [${input}, ...layers] });`,
    'a NeuralNetwork of the program’s own': `import { Encoder } from 'toygrad'; class NeuralNetwork { constructor() { this.layers = [{ filters: [{ w: [0, 0] }] }]; } } new NeuralNetwork();`,
    misuse: `${head} new NeuralNetwork(); new NeuralNetwork(3); new NeuralNetwork({ layers: [3, {}, { type: 'x' }] }); new Trainers.SGD(); new Trainers.Nothing(1); new Tensor(); new Tensor(2, 2, 2, 'x').w.fill(); Trainers.SGD(); new NeuralNetwork({ layers: [{ type: 'dense', filters: 1e9 }] });`,
  },
  suggestions: 4,
});
