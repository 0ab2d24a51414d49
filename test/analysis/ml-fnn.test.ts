// ml-fnn: one class, always tanh, weights drawn on one side of 0.
import { describe, expect, test } from 'vitest';
import { check, lint, outline, read } from '../check.ts';
import { fixtures } from './library-fixtures.ts';

const head = `import FNN from 'ml-fnn';`;
const data = `[[0, 1], [1, 0], [1, 1]], ['a', 'b', 'c']`;
const saved = (hidden: string, output: string, activation = 'tanh'): string => `${head}
  const net = FNN.load({ model: 'FNN', hiddenLayers: [2], iterations: 50, layers: [
    { model: 'Layer', inputSize: 2, outputSize: 2, activation: '${activation}', W: ${hidden}, b: [[0, 0]] },
    { model: 'Layer', inputSize: 2, outputSize: 2, activation: '${activation}', W: ${output}, b: [[0, 0]] },
  ] });
  net.train(${data});`;

describe('networks', () => {
  test.each([
    [
      'its package',
      `import FNN from 'ml-fnn'; const net = new FNN({ hiddenLayers: [4, 3] }); net.train(${data});`,
    ],
    [
      'CommonJS',
      `const FeedForwardNeuralNetworks = require('ml-fnn'); const net = new FeedForwardNeuralNetworks({ hiddenLayers: [4, 3] }); net.train(${data});`,
    ],
    [
      'the collection',
      `import { FNN } from 'ml'; const net = new FNN({ hiddenLayers: [4, 3] }); net.train(${data});`,
    ],
    ['a script', `const net = new ML.FNN({ hiddenLayers: [4, 3] }); net.train(${data});`],
    [
      'an activation that is ignored',
      `${head} const net = new FNN({ hiddenLayers: [4, 3], activation: 'relu' }); net.train(${data});`,
    ],
  ])('%s', (_, source) => {
    expect(outline(source, 'units', 'activation')).toBe(
      [
        'net input[2] → [output]',
        '  hidden1 dense units=4 activation=tanh ← [input]',
        '  hidden2 dense units=3 activation=tanh ← [hidden1]',
        '  output dense units=3 activation=softmax ← [hidden2]',
      ].join('\n'),
    );
  });

  test('defaults', () => {
    const [network] = read(`${head} const net = new FNN(); net.train(${data});`).networks;
    expect(network).toMatchObject({
      library: 'ml-fnn',
      loss: { value: 'categoricalCrossentropy' },
      optimizer: { value: { kind: 'sgd', settings: { learningRate: { value: 0.01 } } } },
      atZero: { relu: { value: 0, slope: 1 } },
    });
    expect(network.layers.map(({ settings }) => settings['units'])).toMatchObject([
      { value: 10 },
      { value: 3 },
    ]);
    expect(network.layers[0].parameters.map(({ start }) => start)).toEqual([
      { is: 'known', value: { kind: 'random-uniform', min: 0, max: 1 / Math.sqrt(2) } },
      { is: 'known', value: { kind: 'constant', value: 0 } },
    ]);
  });
});

test('matrices that are there before training', () => {
  check(`${head}
    const net = new FNN({ hiddenLayers: [2] });
    net.buildNetwork(2, 2);
    for (const layer of [net.model[0]]) layer.W.fill(0.5);
    //                                  ^^^^^^^^^^^^^^^^^ kernel constant 0.5
    for (let i = 0; i < 2; i++) for (let j = 0; j < 2; j++) net.model[1].W.set(i, j, 1);
    //                                                                               ^ kernel constant 1
    net.train(${data});`);
  const [hidden, output] = read(saved('[[1, 2], [3, 4]]', '[[0, 0], [0, 0]]')).networks[0].layers;
  expect(hidden.parameters[0].start).toEqual({
    is: 'known',
    value: {
      kind: 'values',
      data: [
        [1, 2],
        [3, 4],
      ],
    },
  });
  expect(output.parameters[0].start).toMatchObject({ value: { kind: 'constant', value: 0 } });
});

test.each([
  ['multiplied by 0', 'net.model[0].W.mul(0);', 'constant'],
  ['multiplied', 'net.model[0].W.mul(0.5);', 'unknown'],
  ['another matrix', 'net.model[0].W = Matrix.zeros(2, 2);', 'unknown'],
  ['one number', 'net.model[0].W.set(0, 0, 1);', 'unknown'],
  ['untouched', '', 'random-uniform'],
])('weights %s', (_, written, kind) => {
  const source = `${head} const net = new FNN({ hiddenLayers: [2] }); net.buildNetwork(2, 2); ${written} net.train(${data});`;
  const { start } = read(source).networks[0].layers[0].parameters[0];
  expect(start.is === 'known' ? start.value.kind : start.is).toBe(kind);
});

test('a relu has a slope at 0 here, so a zero layer is slow and not dead', () => {
  const verdict = (activation: string): string | undefined =>
    lint(saved('[[0, 0], [0, 0]]', '[[0.1, -0.2], [0.3, 0.1]]', activation)).judgements[0].parameters.at(0)
      ?.verdict.kind;
  expect(verdict('relu')).toBe('low-rank');
});

fixtures({
  found: {
    'zeros in every layer of tanh': `${head}
      const net = new FNN({ hiddenLayers: [3] });
      net.buildNetwork(2, 2);
      for (const layer of net.model) layer.W.fill(0);
      //                             ^^^^^^^^^^^^^^^ dead-weights: never learns
      net.train(${data});`,
    'the same, statement by statement': `${head}
      const net = new FNN({ hiddenLayers: [3] });
      net.buildNetwork(2, 2);
      net.model[0].W.mul(0);
    //^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns
      net.model[1].W.mul(0);
    //^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns
      net.train(${data});`,
    'one number in a loop': `${head}
      const net = new FNN({ hiddenLayers: [3] });
      net.buildNetwork(3, 3);
      for (const layer of net.model)
        for (let i = 0; i < 3; i++) for (let j = 0; j < 3; j++) layer.W.set(i, j, 0.5);
        //                                                                        ^^^ symmetric-units: they work as 1
      net.train(${data});`,
    'a saved network of equal numbers': `${head}
      const net = FNN.load({ model: 'FNN', hiddenLayers: [2], layers: [
        { model: 'Layer', activation: 'logistic', W: [[0.1, 0.1], [0.1, 0.1]], b: [[0, 0]] },
        //                                             ^^^ symmetric-units: they work as 1
        { model: 'Layer', activation: 'logistic', W: [[1, 2], [1, 2]], b: [[0, 0]] },
      ] });
      net.train(${data});`,
  },
  leftAlone: {
    'the defaults': `${head} const net = new FNN({ hiddenLayers: [4] }); net.train(${data});`,
    'a saved network of distinct numbers': saved('[[0.1, 0.2], [0.3, 0.4]]', '[[1, 2], [3, 4]]'),
    'the output alone': saved('[[0.1, 0.2], [0.3, 0.4]]', '[[0, 0], [0, 0]]'),
    'a network loaded from a file': `${head} const net = FNN.load(JSON.parse(text)); net.train(${data});`,
    'a loaded file': `${head} import model from './model.json'; const net = FNN.load(model);`,
    'written after training': `${head} const net = new FNN({ hiddenLayers: [3] }); net.train(${data}); net.model[0].W.fill(0); net.model[1].W.fill(0);`,
    'matrices of something else': `import { Matrix } from 'ml'; const hiddenLayers = Matrix.zeros(3, 3); hiddenLayers.fill(0);`,
    'sizes nobody knows': `${head} const make = (sizes) => { const net = new FNN({ hiddenLayers: sizes }); net.buildNetwork(2, 2); net.model[0].W.fill(0); return net; };`,
    'random numbers': `${head} const net = new FNN({ hiddenLayers: [3] }); net.buildNetwork(2, 2); for (const { W } of net.model) for (let i = 0; i < 2; i++) for (let j = 0; j < 2; j++) W.set(i, j, Math.random());`,
    misuse: `${head} new FNN(3); new FNN({ hiddenLayers: 'x' }).train(); new FNN({ hiddenLayers: [] }).buildNetwork(); new FNN({ model: 'FNN' }); FNN.load(); FNN.load({ layers: [3] }); FNN(); new FNN({ hiddenLayers: [-1, 1e9] }).buildNetwork(1e9, NaN);`,
  },
  suggestions: 4,
});
