// brain.js: networks by sizes, networks by layers, recurrent ones.
import { describe, expect, test } from 'vitest';
import { check, lint, outline, read } from '../check.ts';
import { fixtures } from './library-fixtures.ts';

const head = `const brain = require('brain.js');`;
const xor = `[{ input: [0, 0], output: [0] }, { input: [0, 1], output: [1] }]`;

describe('NeuralNetwork', () => {
  test.each([
    [
      'sizes by the data',
      `const net = new brain.NeuralNetwork({ hiddenLayers: [4, 3] }); net.train(${xor});`,
      'net input[2] → [output]\n  hidden1 dense units=4 activation=sigmoid ← [input]\n  hidden2 dense units=3 activation=sigmoid ← [hidden1]\n  output dense units=1 activation=sigmoid ← [hidden2]',
    ],
    [
      'the default: half the inputs, at least 3',
      `const net = new brain.NeuralNetwork(); net.train([{ input: { r: 1, g: 0, b: 0, a: 1, x: 1, y: 2, z: 3, w: 4 }, output: { black: 1 } }, { input: { r: 0 }, output: { white: 1 } }]);`,
      'net input[8] → [output]\n  hidden1 dense units=4 activation=sigmoid ← [input]\n  output dense units=2 activation=sigmoid ← [hidden1]',
    ],
    [
      'input and output by the options, trained',
      `const net = new brain.NeuralNetwork({ inputSize: 2, outputSize: 1 }); net.train(data);`,
      'net input[2] → [output]\n  hidden1 dense units=3 activation=sigmoid ← [input]\n  output dense units=1 activation=sigmoid ← [hidden1]',
    ],
    [
      'the same, initialized by hand: no hidden layer',
      `const net = new brain.NeuralNetwork({ inputSize: 2, outputSize: 1 }); net.initialize();`,
      'net input[2] → [output]\n  output dense units=1 activation=sigmoid ← [input]',
    ],
    [
      'leaky, for every layer',
      `const net = new brain.NeuralNetworkGPU({ hiddenLayers: [2], activation: 'leaky-relu' }); net.train(${xor});`,
      'net input[2] → [output_leakyRelu]\n  hidden1 dense units=2 activation=linear ← [input]\n  hidden1_leakyRelu leakyReLU ← [hidden1]\n  output dense units=1 activation=linear ← [hidden1_leakyRelu]\n  output_leakyRelu leakyReLU ← [output]',
    ],
    [
      'hidden layers nobody knows',
      `const make = (hiddenLayers) => { const net = new brain.NeuralNetwork({ hiddenLayers }); return net; };`,
      'net input? → [output]\n  hidden opaque ← [input]\n  output dense units=? activation=sigmoid ← [hidden]',
    ],
  ])('%s', (_, source, expected) => {
    expect(outline(head + source, 'units', 'activation')).toBe(expected);
  });

  test.each([
    [
      'momentum',
      '',
      { kind: 'momentum', settings: { learningRate: { value: 0.3 }, momentum: { value: 0.1 } } },
    ],
    [
      'what train is given',
      `, { learningRate: 0.05, momentum: 0.5 }`,
      { kind: 'momentum', settings: { learningRate: { value: 0.05 }, momentum: { value: 0.5 } } },
    ],
    [
      'adam',
      `, { praxis: 'adam', beta1: 0.8 }`,
      { kind: 'adam', settings: { beta1: { value: 0.8 }, beta2: { value: 0.999 } } },
    ],
  ])('optimizer: %s', (_, options, expected) => {
    const source = `${head} const net = new brain.NeuralNetwork({ hiddenLayers: [2] }); net.train(${xor}${options});`;
    expect(read(source).networks[0]).toMatchObject({
      optimizer: { value: expected },
      loss: { value: 'meanSquaredError' },
    });
  });

  test('everything is drawn between -0.2 and 0.2', () => {
    const { layers } = read(`${head} const net = new brain.NeuralNetwork({ hiddenLayers: [2] });`)
      .networks[0];
    for (const { parameters } of layers)
      for (const { start } of parameters)
        expect(start).toEqual({ is: 'known', value: { kind: 'random-uniform', min: -0.2, max: 0.2 } });
  });

  test('weights and biases by hand, once they are there', () => {
    check(`${head}
      const net = new brain.NeuralNetwork({ inputSize: 2, hiddenLayers: [3], outputSize: 2 });
      net.initialize();
      for (const row of net.weights[1]) row.fill(0.5);
      //                                ^^^^^^^^^^^^^ kernel constant 0.5
      for (let n = 0; n < 2; n++) for (let k = 0; k < 3; k++) net.weights[2][n][k] = Math.random() * 2 - 1;
      //                                                                             ^^^^^^^^^^^^^^^^^^^^^ kernel random-uniform -1 1
      for (let n = 0; n < 3; n++) net.biases[1][n] = 0;
      //                                             ^ bias constant 0`);
  });

  test('a saved network: rows are units', () => {
    const source = `${head} const net = new brain.NeuralNetwork();
      net.fromJSON({ sizes: [2, 2, 1], layers: [{ weights: [], biases: [] }, { weights: [[1, 2], [3, 4]], biases: [0, 1] }, { weights: [[5, 6]], biases: [0] }], options: {}, trainOpts: { activation: 'tanh', learningRate: 0.2 } });`;
    expect(outline(source, 'units', 'activation')).toBe(
      'net input[2] → [output]\n  hidden1 dense units=2 activation=tanh ← [input]\n  output dense units=1 activation=tanh ← [hidden1]',
    );
    expect(read(source).networks[0].layers[0].parameters[0].start).toEqual({
      is: 'known',
      value: {
        kind: 'values',
        data: [
          [1, 3],
          [2, 4],
        ],
      },
    });
  });

  test('a saved network that is not spelled out is none', () => {
    expect(
      read(
        `${head} const net = new brain.NeuralNetwork({ hiddenLayers: [3] }); net.fromJSON(require('./net.json'));`,
      ).networks,
    ).toEqual([]);
  });
});

describe('networks by layers', () => {
  const layered = (hidden: string): string => `${head} const { layer } = brain;
    const net = new brain.FeedForward({ inputLayer: () => layer.input({ height: 2 }), hiddenLayers: [${hidden}], outputLayer: (last) => layer.target({ height: 1 }, layer.feedForward({ height: 1 }, last)) });`;

  test.each([
    [
      'feedForward',
      '(input) => layer.feedForward({ height: 3 }, input)',
      '  feedForward dense units=3 activation=sigmoid useBias=true ← [input]',
    ],
    [
      'a product, a bias, an activation',
      `(input) => layer.tanh(layer.add(layer.multiply(layer.random({ height: 3, width: input.height }), input), layer.random({ height: 3 })))`,
      '  multiply dense units=3 activation=tanh useBias=true ← [input]',
    ],
    [
      'no bias',
      `(input) => layer.relu(layer.multiply(layer.random({ height: 3, width: 2 }), input))`,
      '  multiply dense units=3 activation=relu useBias=false ← [input]',
    ],
    [
      'output',
      '(input) => layer.output({ height: 3 }, input)',
      '  output dense units=3 activation=linear useBias=true ← [input]',
    ],
  ])('%s', (_, hidden, expected) => {
    expect(outline(layered(hidden), 'units', 'activation', 'useBias').split('\n')[1]).toBe(expected);
  });

  test('leaky relu and dropout are layers, cells and convolutions opaque', () => {
    const text = outline(
      layered(
        `(i) => layer.leakyRelu(layer.feedForward({ height: 3 }, i)), (i) => layer.dropout(i, { probability: 0.3 }), (i) => layer.rnnCell({ height: 2 }, i, r), (i) => layer.fullyConnected({ height: 3, width: 1, weights: w }, i)`,
      ),
      'rate',
    );
    expect(text).toContain('leakyRelu leakyReLU ← [feedForward]');
    expect(text).toContain('dropout dropout rate=0.3 ← [leakyRelu]');
    expect(text).toContain('rnnCell opaque ← ');
    expect(text).toContain('fullyConnected opaque ← ');
  });

  test.each([
    ['nothing given', '{ height: 3, width: 2 }', { kind: 'random-uniform', min: -0.2, max: 0.2 }],
    [
      'std is the bound of a uniform distribution',
      '{ height: 3, width: 2, std: 0.08 }',
      { kind: 'random-uniform', min: -0.08, max: 0.08 },
    ],
    ['std 0', '{ height: 3, width: 2, std: 0 }', { kind: 'constant', value: 0 }],
    ['std null', '{ height: 3, width: 2, std: null }', { kind: 'random-uniform', min: -0.2, max: 0.2 }],
    [
      'weights',
      '{ height: 2, width: 2, weights: [[1, 2], [3, 4]] }',
      {
        kind: 'values',
        data: [
          [1, 3],
          [2, 4],
        ],
      },
    ],
  ])('random: %s', (_, settings, expected) => {
    const [kernel] = read(layered(`(i) => layer.sigmoid(layer.multiply(layer.random(${settings}), i))`))
      .networks[0].layers[0].parameters;
    expect(kernel.start).toEqual({
      is: 'known',
      value: expected,
      ...('at' in kernel.start ? { at: kernel.start.at } : {}),
    });
  });

  test('zeros and ones are weights that learn, and overwrite the ones they are given', () => {
    check(`${head} const { layer } = brain;
      const net = new brain.FeedForward({
        inputLayer: () => layer.input({ height: 2 }),
        hiddenLayers: [
          (input) => layer.sigmoid(layer.multiply(layer.ones({ height: 3, width: 2 }), input)),
          //                                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ kernel constant 1
          (input) => layer.sigmoid(layer.add(layer.multiply(layer.random({ height: 3, width: 3, std: 0 }), input), layer.zeros({ height: 3 }))),
          //                                                                                         ^ kernel constant 0
          //                                                                                                       ^^^^^^^^^^^^^^^^^^^^^^^^^^ bias constant 0
          (input) => layer.feedForward({ height: 2, weights: w }, input),
          //                                                 ^ ignored-initializer: does not read weights
        ],
        outputLayer: (input) => layer.multiply(layer.zeros({ height: 1, width: 2, weights: [[1, 2]] }), input),
        //                                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ kernel constant 0
        //                                                                                 ^^^^^^^^ ignored-initializer: all of them are 0
      });`);
  });
});

test.each([
  ['RNN', 'signs embedding', 'simpleRNN units=20 activation=relu'],
  ['LSTM', 'signs embedding', 'lstm units=20 activation=tanh'],
  ['GRU', 'signs embedding', 'gru units=20 activation=tanh'],
])('recurrent.%s', (name, embedding, hidden) => {
  const text = outline(
    `${head} const net = new brain.recurrent.${name}(); const steps = new brain.recurrent.${name}TimeStep({ inputSize: 2, hiddenLayers: [20], outputSize: 2 });`,
    'units',
    'activation',
  );
  expect(text).toContain(
    `  ${embedding} ← [input]\n  hidden1 ${hidden} ← [signs]\n  hidden2 ${hidden} ← [hidden1]\n  output dense units=? activation=softmax ← [hidden2]`,
  );
  expect(text).toContain(
    `steps input[null,2] → [output]\n  hidden1 ${hidden} ← [input]\n  output dense units=2 activation=linear ← [hidden1]`,
  );
});

test('recurrent networks are judged, and all random', () => {
  const { judgements } = lint(`${head} const net = new brain.recurrent.LSTM({ hiddenLayers: [10] });`);
  expect(judgements[0].missing).toEqual([]);
});

fixtures({
  found: {
    'weights filled with zeros': `${head}
      const net = new brain.NeuralNetwork({ inputSize: 2, hiddenLayers: [3], outputSize: 1 });
      net.initialize();
      for (let l = 1; l < net.weights.length; l++) {
        for (const row of net.weights[l]) row.fill(0);
        //                                ^^^^^^^^^^^ symmetric-units: they work as 1
        net.biases[l].fill(0);
      }
      net.train(data);`,
    'weights set one by one': `${head}
      const net = new brain.NeuralNetwork({ inputSize: 2, hiddenLayers: [3], outputSize: 1, activation: 'relu' });
      net.initialize();
      net.biases[1].fill(0);
      for (let n = 0; n < 3; n++) for (let k = 0; k < 2; k++) net.weights[1][n][k] = 0;
      //                                                                             ^ dead-weights: never learns
      net.train(data);`,
    'a saved network of equal numbers': `${head}
      const net = new brain.NeuralNetwork().fromJSON({
        sizes: [2, 2, 1],
        layers: [
          { weights: [], biases: [] },
          { weights: [[0.1, 0.1], [0.1, 0.1]], biases: [0, 0] },
          //           ^^^ symmetric-units: they work as 1
          { weights: [[0.5, 0.5]], biases: [0] },
        ],
      });
      net.train(data);`,
    'zeros as a layer’s weights': `${head} const { layer } = brain;
      const net = new brain.FeedForward({
        inputLayer: () => layer.input({ height: 2 }),
        hiddenLayers: [
          (input) => layer.relu(layer.add(layer.multiply(layer.zeros({ height: 3, width: 2 }), input), layer.zeros({ height: 3 }))),
          //                                             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns
        ],
        outputLayer: (input) => layer.target({ height: 1 }, layer.feedForward({ height: 1 }, input)),
      });`,
    'random without spread': `${head} const { layer } = brain;
      const net = new brain.FeedForward({
        inputLayer: () => layer.input({ height: 2 }),
        hiddenLayers: [
          (input) => layer.relu(layer.multiply(layer.random({ height: 3, width: 2, std: 0 }), input)),
          //                                                                            ^ dead-weights: never learns
        ],
        outputLayer: (input) => layer.output({ height: 1 }, input),
      });`,
    'weights that are not read': `${head} const { layer } = brain;
      const net = new brain.FeedForward({
        inputLayer: () => layer.input({ height: 2 }),
        hiddenLayers: [(input) => layer.feedForward({ height: 3, weights: [[0, 0], [0, 0], [0, 0]] }, input)],
        //                                                                ^^^^^^^^^^^^^^^^^^^^^^^^ ignored-initializer: its kernel is random
        outputLayer: (input) => layer.output({ height: 1 }, input),
      });`,
  },
  leftAlone: {
    'the defaults': `${head} const net = new brain.NeuralNetwork({ hiddenLayers: [3] }); net.train(${xor});`,
    'no hidden layer': `${head} const net = new brain.NeuralNetwork({ inputSize: 2, outputSize: 1 }); net.initialize(); net.weights[1][0].fill(0); net.train(data);`,
    'the output alone': `${head} const net = new brain.NeuralNetwork({ inputSize: 2, hiddenLayers: [3], outputSize: 1 }); net.initialize(); net.weights[2][0].fill(0); net.train(data);`,
    'written after training': `${head} const net = new brain.NeuralNetwork({ inputSize: 2, hiddenLayers: [3], outputSize: 1 }); net.initialize(); net.train(data); net.weights[1].forEach((r) => r.fill(0)); net.weights[2].forEach((r) => r.fill(0));`,
    'written before there are weights': `${head} const net = new brain.NeuralNetwork({ hiddenLayers: [3] }); net.weights[1] = 0; net.train(${xor});`,
    'a network loaded': `${head} const net = new brain.NeuralNetwork(); net.fromJSON(JSON.parse(text)); net.train(data);`,
    'weights only read': `${head} const net = new brain.NeuralNetwork({ inputSize: 2, hiddenLayers: [3], outputSize: 1 }); net.initialize(); net.weights.forEach((l) => console.log(l)); const first = net.weights[1][0][0];`,
    'zeros as a bias': `${head} const { layer } = brain; const net = new brain.FeedForward({ inputLayer: () => layer.input({ height: 2 }), hiddenLayers: [(i) => layer.relu(layer.add(layer.multiply(layer.random({ height: 3, width: 2 }), i), layer.zeros({ height: 3 })))], outputLayer: (i) => layer.output({ height: 1 }, i) });`,
    'outputs called weights': `${head} const output = { weights: new Float32Array(9) }; output.weights.fill(0); new brain.NeuralNetwork();`,
    misuse: `${head} new brain.NeuralNetwork(3); new brain.NeuralNetwork({ hiddenLayers: 3 }); new brain.NeuralNetwork({ hiddenLayers: [] }).train(); new brain.NeuralNetwork({ inputSize: -1, outputSize: 'x' }).initialize(); new brain.NeuralNetwork().fromJSON(); new brain.NeuralNetwork().fromJSON({ layers: [1, {}, { weights: 3 }] }); new brain.FeedForward(); new brain.FeedForward({ hiddenLayers: [() => 3] }); new brain.FeedForward({ inputLayer: 1, hiddenLayers: [], outputLayer: 2 }); brain.layer.add(); brain.layer.multiply(1, 2); brain.layer.nothing({}); new brain.recurrent.Nothing(); new brain.recurrent.LSTM({ hiddenLayers: 'x' }); const net = new brain.NeuralNetwork({ inputSize: 1e9, hiddenLayers: [1e9], outputSize: 1e9 }); net.initialize(); net.weights[1][0].fill(0);`,
  },
  suggestions: 8,
});
