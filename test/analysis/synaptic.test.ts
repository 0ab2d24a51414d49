// synaptic: layers and neurons, projections with weights, architectures, saved networks.
import { describe, expect, test } from 'vitest';
import { check, lint, outline, read } from '../check.ts';
import { fixtures } from './library-fixtures.ts';

const head = `const { Layer, Network, Neuron, Trainer, Architect } = require('synaptic');`;

/** Three layers; how the first two are connected, what is done before and after the network is made. */
const layers = (first: string, second: string, before = '', after = ''): string => `${head}
  const input = new Layer(2), hidden = new Layer(4), output = new Layer(1);
  ${first}
  ${second}
  ${before}
  const net = new Network({ input: input, hidden: [hidden], output: output });
  ${after}`;

const random = ['input.project(hidden);', 'hidden.project(output);'] as const;

describe('networks', () => {
  test('layers in a Network, trained by a Trainer', () => {
    const source = layers(
      ...random,
      `hidden.set({ squash: Neuron.squash.TANH });`,
      `new Trainer(net, { rate: 0.4 }).train([], { rate: 0.1, iterations: 2 });`,
    );
    expect(outline(source, 'units', 'activation')).toBe(
      [
        'net input[2] → [output]',
        '  hidden dense units=4 activation=tanh ← [input]',
        '  output dense units=1 activation=sigmoid ← [hidden]',
      ].join('\n'),
    );
    expect(read(source).networks[0]).toMatchObject({
      library: 'synaptic',
      loss: { value: 'binaryCrossentropy' },
      optimizer: { value: { kind: 'sgd', settings: { learningRate: { value: 0.1 } } } },
    });
  });

  test.each([
    ['its own defaults', `${head} const net = new Architect.Perceptron(2, 3, 5, 1);`, 0.2],
    [
      'the rate of a trainer',
      `${head} const net = new Architect.Perceptron(2, 3, 5, 1); new Trainer(net, { rate: .5 });`,
      0.5,
    ],
    [
      'the rate of propagate',
      `${head} const net = new Architect.Perceptron(2, 3, 5, 1); net.propagate(.3, [1]);`,
      0.3,
    ],
  ])('Perceptron, %s', (_, source, rate) => {
    expect(outline(source, 'units')).toBe(
      [
        'net input[2] → [output]',
        '  hidden dense units=3 ← [input]',
        '  hidden_2 dense units=5 ← [hidden]',
        '  output dense units=1 ← [hidden_2]',
      ].join('\n'),
    );
    const [network] = read(source).networks;
    expect(network.layers[0].parameters.map(({ start }) => start)).toEqual([
      { is: 'known', value: { kind: 'random-uniform', min: -0.1, max: 0.1 } },
      { is: 'known', value: { kind: 'random-uniform', min: -0.1, max: 0.1 } },
    ]);
    expect(network.optimizer).toMatchObject({ value: { settings: { learningRate: { value: rate } } } });
  });

  const body = `const a = new Layer(inputs), b = new Layer(hidden), c = new Layer(outputs);
    a.project(b); b.project(c); this.set({ input: a, hidden: [b], output: c });`;
  test.each([
    [
      'a class',
      `class Mine extends Network { constructor(inputs, hidden, outputs) { super(); ${body} } } const net = new Mine(2, 3, 1);`,
    ],
    [
      'a function with a network as prototype',
      `function Mine(inputs, hidden, outputs) { ${body} } Mine.prototype = new Network(); const net = new Mine(2, 3, 1);`,
    ],
  ])('%s derived from Network', (_, source) => {
    expect(outline(head + source, 'units')).toBe(
      'net a[2] → [c]\n  b dense units=3 ← [a]\n  c dense units=1 ← [b]',
    );
  });

  test('two senders: a layer each, added up before the activation', () => {
    expect(outline(layers(...random, 'input.project(output);'), 'units', 'activation', 'useBias')).toBe(
      [
        'net input[2] → [output]',
        '  hidden dense units=4 activation=sigmoid useBias=true ← [input]',
        '  input_output dense units=1 activation=linear useBias=true ← [input]',
        '  hidden_output dense units=1 activation=linear useBias=false ← [hidden]',
        '  output_sum add ← [input_output,hidden_output]',
        '  output activation activation=sigmoid ← [output_sum]',
      ].join('\n'),
    );
  });

  test.each([
    ['one to one', layers('input.project(hidden, Layer.connectionType.ONE_TO_ONE);', random[1])],
    ['to itself', layers(...random, 'hidden.project(hidden);')],
    ['gates', layers('const c = input.project(hidden); hidden.gate(c, Layer.gateType.INPUT);', random[1])],
    ['single neurons', layers(...random, 'hidden.list[0].project(output.list[0], 0.5);')],
    ['backwards', layers(...random, 'output.project(hidden);')],
    ['LSTM', `${head} const net = new Architect.LSTM(2, 6, 1);`],
    ['Liquid', `${head} const net = new Architect.Liquid(2, 20, 1, 30, 10);`],
  ])('what is no plain layer is opaque: %s', (_, source) => {
    expect(outline(source)).toContain('opaque');
    expect(lint(source).findings.filter(({ severity }) => severity !== 'off')).toEqual([]);
  });

  test('layers trained by hand, without a Network', () => {
    const source = `${head} const input = new Layer(2), hidden = new Layer(3), output = new Layer(1);
      input.project(hidden); hidden.project(output);
      for (let i = 0; i < 20; i++) { input.activate([0, 1]); hidden.activate(); output.activate(); output.propagate(0.3, [1]); hidden.propagate(0.3); }`;
    expect(outline(source, 'units')).toBe(
      'output input[2] → [output]\n  hidden dense units=3 ← [input]\n  output dense units=1 ← [hidden]',
    );
  });
});

describe('what a weight starts from', () => {
  test('the third argument of project, biases by set and by hand', () => {
    check(`${head}
      const input = new Layer(2), hidden = new Layer(4), output = new Layer(1);
      input.project(hidden, Layer.connectionType.ALL_TO_ALL, 0.5);
      //                                                     ^^^ kernel constant 0.5
      hidden.project(output, 'ALL TO ALL', -1);
      //                                   ^^ kernel constant -1
      hidden.set({ bias: 2 });
      //                 ^ bias constant 2
      for (const neuron of output.list) neuron.bias = 0;
      //                                              ^ bias constant 0
      const net = new Network({ input, hidden: [hidden], output });`);
  });

  test('saved networks whose numbers stand in the source', () => {
    const saved = `${head}
      const net = Network.fromJSON({
        neurons: [{ layer: 'input', squash: 'LOGISTIC', bias: 0 }, { layer: 0, squash: 'TANH', bias: 0 }, { layer: 0, squash: 'TANH', bias: 0 }, { layer: 'output', squash: 'IDENTITY', bias: 0.5 }],
        connections: [
          { from: 0, to: 1, weight: 0.1 }, { from: 0, to: 2, weight: 0.2 },
          { from: 1, to: 3, weight: 0.3 }, { from: 2, to: 3, weight: 0.4 },
        ],
      });`;
    expect(outline(saved, 'units', 'activation')).toBe(
      [
        'net input[1] → [output]',
        '  hidden dense units=2 activation=tanh ← [input]',
        '  output dense units=1 activation=linear ← [hidden]',
      ].join('\n'),
    );
    expect(read(saved).networks[0].layers.map(({ parameters }) => parameters[0].start)).toEqual([
      { is: 'known', value: { kind: 'values', data: [[0.1, 0.2]] } },
      { is: 'known', value: { kind: 'values', data: [[0.3], [0.4]] } },
    ]);
  });

  test.each([
    ['not given', 'input.project(hidden);', 'random-uniform'],
    ['undefined', 'input.project(hidden, undefined, undefined);', 'random-uniform'],
    ['null, computed with as 0', 'input.project(hidden, Layer.connectionType.ALL_TO_ALL, null);', 'constant'],
    [
      'a list, which is no weight',
      'input.project(hidden, Layer.connectionType.ALL_TO_ALL, [0, 0]);',
      'unknown',
    ],
    ['unknown', 'input.project(hidden, Layer.connectionType.ALL_TO_ALL, process.argv.length);', 'unknown'],
    [
      'one draw for all',
      'input.project(hidden, Layer.connectionType.ALL_TO_ALL, Math.random());',
      'constant',
    ],
    [
      'reset afterwards',
      'input.project(hidden, Layer.connectionType.ALL_TO_ALL, 0); hidden.reset();',
      'random-uniform',
    ],
    ['one of them', 'const c = input.project(hidden); c.list[0].weight = 0;', 'unknown'],
    [
      'all, one by one',
      'const c = input.project(hidden); for (const id in c.connections) c.connections[id].weight = 0;',
      'constant',
    ],
    [
      'all, at random',
      'const c = input.project(hidden); c.list.forEach((one) => { one.weight = Math.random() - 0.5; });',
      'random-uniform',
    ],
    [
      'handed to a function that resets',
      'input.project(hidden, Layer.connectionType.ALL_TO_ALL, 0); resetWeights(hidden);',
      'unknown',
    ],
  ])('%s', (_, project, kind) => {
    const { start } = read(layers(project, random[1])).networks[0].layers[0].parameters[0];
    expect(start.is === 'known' ? start.value.kind : start.is).toBe(kind);
  });

  test('what is written after training has begun is no start', () => {
    const source = layers(
      ...random,
      '',
      `net.propagate(0.1, [1]); hidden.list.forEach((n) => { n.bias = 0; });`,
    );
    expect(read(source).networks[0].layers[0].parameters[1].site).toBeUndefined();
  });
});

const found: Readonly<Record<string, string>> = {
  'a zero kernel before a relu': `${head}
    const input = new Layer(2), hidden = new Layer(4), output = new Layer(1);
    input.project(hidden, Layer.connectionType.ALL_TO_ALL, 0);
    //                                                     ^ dead-weights: never learns
    hidden.project(output);
    hidden.set({ squash: Neuron.squash.RELU });
    hidden.list.forEach((neuron) => { neuron.bias = 0; });
    const net = new Network({ input, hidden: [hidden], output });`,
  'one weight for every connection, biases alike': `${head}
    const input = new Layer(2), hidden = new Layer(4), output = new Layer(1);
    input.project(hidden, Layer.connectionType.ALL_TO_ALL, 0.5);
    //                                                     ^^^ symmetric-units: they work as 1
    hidden.project(output, Layer.connectionType.ALL_TO_ALL, 0.5);
    hidden.set({ bias: 1 });
    const net = new Network({ input, hidden: [hidden], output });`,
  'connections set one by one': `${head}
    const net = new Architect.Perceptron(2, 3, 1);
    for (const { neuron } of net.neurons()) {
      neuron.bias = 0;
      for (const id in neuron.connections.inputs) neuron.connections.inputs[id].weight = 0.1;
      //                                                                                 ^^^ symmetric-units: 3 units
    }`,
  'a bias of 0 that is not set': `${head}
    const input = new Layer(2), hidden = new Layer(4), output = new Layer(1);
    input.project(hidden); hidden.project(output);
    hidden.set({ bias: 0 });
    //                 ^ ignored-initializer: stay random
    const net = new Network({ input, hidden: [hidden], output });`,
  'a self-connection, whose weight is not read': `${head}
    const input = new Layer(2), hidden = new Layer(4), output = new Layer(1);
    input.project(hidden); hidden.project(output);
    hidden.project(hidden, Layer.connectionType.ONE_TO_ONE, 0.5);
    //                                                      ^^^ ignored-initializer: with a weight of 1
    const net = new Network({ input, hidden: [hidden], output });`,
  'one draw copied': `${head}
    const input = new Layer(2), hidden = new Layer(4), output = new Layer(1);
    const weight = Math.random();
    input.project(hidden, Layer.connectionType.ALL_TO_ALL, weight);
    //                                                     ^^^^^^ one-draw: One random number
    hidden.project(output, Layer.connectionType.ALL_TO_ALL, weight);
    hidden.set({ bias: 1 });
    const net = new Network({ input, hidden: [hidden], output });`,
  'neurons made one by one': `${head}
    const a = new Neuron(), b = new Neuron(), c = new Neuron(), d = new Neuron();
    a.project(b, 0.3);
    //           ^^^ symmetric-units: 2 units
    a.project(c, 0.3); b.project(d, 0.3); c.project(d, 0.3);
    b.bias = 0; c.bias = 0;
    for (let i = 0; i < 100; i++) { a.activate(1); b.activate(); c.activate(); d.activate(); d.propagate(0.1, 0); b.propagate(0.1); c.propagate(0.1); }`,
  'a saved network of equal numbers': `${head}
    const net = Network.fromJSON({
      neurons: [{ layer: 'input', bias: 0 }, { layer: 0, bias: 0 }, { layer: 0, bias: 0 }, { layer: 'output', bias: 0 }],
      connections: [
        { from: 0, to: 1, weight: 0.7 },
        //                        ^^^ symmetric-units: 2 units
        { from: 0, to: 2, weight: 0.7 },
        { from: 1, to: 3, weight: 0.2 }, { from: 2, to: 3, weight: 0.2 },
      ],
    });
    new Trainer(net).XOR();`,
};

const leftAlone: Readonly<Record<string, string>> = {
  'the defaults': layers(...random),
  'no hidden layer': `${head} const a = new Layer(2), b = new Layer(1); a.project(b, Layer.connectionType.ALL_TO_ALL, 0); new Network({ input: a, output: b });`,
  'a Hopfield network': `${head} const net = new Architect.Hopfield(10); net.learn([[0, 1]]);`,
  'only the output': layers(random[0], 'hidden.project(output, Layer.connectionType.ALL_TO_ALL, 0);'),
  'one hidden neuron': layers(
    'input.project(hidden, Layer.connectionType.ALL_TO_ALL, 0);',
    'hidden.project(output, Layer.connectionType.ALL_TO_ALL, 0);',
  ).replace('Layer(4)', 'Layer(1)'),
  'a network loaded from a file': `${head} const net = Network.fromJSON(JSON.parse(require('fs').readFileSync('net.json')));`,
  'a bias of one': layers(...random, 'hidden.set({ bias: 1 });'),
  'a Layer of the program’s own': `class Layer { project() {} } const a = new Layer(2), b = new Layer(3); a.project(b, 0, 0); // synaptic Network`,
  'sizes nobody knows': `${head} function build(n) { const a = new Layer(n), b = new Layer(n), c = new Layer(n); a.project(b, Layer.connectionType.ALL_TO_ALL, 0.1); b.project(c); return new Network({ input: a, hidden: [b], output: c }); }`,
  misuse: `${head} new Layer(); new Layer(-1); new Layer('x'); new Network(); new Network(3); new Network({ input: 1 }); new Architect.Perceptron(); new Architect.Perceptron(1); Network.fromJSON(); Network.fromJSON({ neurons: 1 }); Network.fromJSON({ neurons: [{}], connections: [{ from: 9, to: 0, weight: 1 }] }); new Trainer(); new Trainer(3).train(); new Layer(1).project(); new Neuron().project(4); new Layer(2).set(); new Layer(2).gate(); Layer.project(); new Layer(1e9).list.forEach((n) => { n.bias = 0; });`,
};

fixtures({ found, leftAlone, suggestions: 7 });
