// @liquid-carrot/carrot: what it does otherwise than neataptic, of which it is a fork.
import { describe, expect, test } from 'vitest';
import { check, outline, read } from '../check.ts';
import { fixtures } from './library-fixtures.ts';

const head = `const { Network, Node, Group, Layer, architect, methods } = require('@liquid-carrot/carrot');`;

describe('networks', () => {
  test.each([
    ['Perceptron', 'const net = architect.Perceptron(2, 3, 1);'],
    ['the same under another name', 'const net = Network.architecture.Perceptron(2, 3, 1);'],
    [
      'layers',
      'const input = Layer.Dense(2), hidden = Layer.Dense(3), output = Layer.Dense(1); input.connect(hidden); hidden.connect(output, methods.connection.ALL_TO_ALL_FORWARD); const net = architect.Construct([input, hidden, output]);',
    ],
  ])('%s', (_, made) => {
    expect(outline(head + made, 'units')).toBe(
      'net input[2] → [output]\n  hidden dense units=3 ← [input]\n  output dense units=1 ← [hidden]',
    );
  });

  test('weights and biases are drawn between -1 and 1, direct connections by the number of inputs', () => {
    const [first] = read(`${head} const net = architect.Perceptron(2, 3, 1);`).networks[0].layers;
    expect(first.parameters.map(({ start }) => start)).toEqual([
      { is: 'known', value: { kind: 'random-uniform', min: -1, max: 1 } },
      { is: 'known', value: { kind: 'random-uniform', min: -1, max: 1 } },
    ]);
    const [direct] = read(`${head} const net = new Network(8, 1);`).networks[0].layers;
    expect(direct.parameters[0].start).toEqual({
      is: 'known',
      value: { kind: 'random-uniform', min: -2, max: 2 },
    });
  });

  test('by connect, by hand, by the options of a node', () => {
    check(`${head}
      const input = new Group(2), hidden = new Group(3), output = new Node({ bias: 0, type: 'output' });
      //                                                                           ^ bias constant 0
      input.connect(hidden, methods.connection.ALL_TO_ALL_FORWARD, 0.5);
      //                                                           ^^^ kernel constant 0.5
      const last = hidden.connect(output);
      for (const connection of last) connection.weight = 2;
      //                                                 ^ kernel constant 2
      const net = architect.Construct([input, hidden, output]);`);
  });

  test.each([
    ['null is taken as not given', 'null', 'random-uniform'],
    ['options hold no weight', '{ weight: 0 }', 'random-uniform'],
    ['a number', '0', 'constant'],
  ])('%s', (_, weight, kind) => {
    const source = `${head} const a = new Group(2), b = new Group(3), c = new Group(1); a.connect(b, methods.connection.ALL_TO_ALL_FORWARD, ${weight}); b.connect(c); const net = architect.Construct([a, b, c]);`;
    const { start } = read(source).networks[0].layers[0].parameters[0];
    expect(start.is === 'known' ? start.value.kind : start.is).toBe(kind);
  });
});

fixtures({
  found: {
    'a weight of 0 in options, which is not read': `${head}
      const input = new Group(2), hidden = new Group(3), output = new Group(1);
      input.connect(hidden, methods.connection.ALL_TO_ALL_FORWARD, { weight: 0 });
      //                                                           ^^^^^^^^^^^^^ ignored-initializer: random, between -1 and 1
      hidden.connect(output);
      const net = architect.Construct([input, hidden, output]);`,
    'a zero group before a relu': `${head}
      const input = new Group(2), hidden = new Group(4), output = new Group(1);
      input.connect(hidden, methods.connection.ALL_TO_ALL_FORWARD, 0);
      //                                                           ^ dead-weights: never learns
      hidden.connect(output);
      hidden.set({ bias: 0, squash: methods.activation.RELU });
      const net = architect.Construct([input, hidden, output]);`,
    'one weight for all': `${head}
      const net = architect.Perceptron(2, 3, 1);
      net.nodes.forEach((node) => { node.bias = 0; node.incoming.forEach((connection) => { connection.weight = 1; }); });
      //                                                                                                       ^ symmetric-units: they work as 1
      net.train([]);`,
    'network.set takes the activation away': `${head}
      const net = architect.Perceptron(2, 3, 1);
      net.set({ bias: 0 });
      //              ^ invalid-initializer: throws when it is activated`,
  },
  leftAlone: {
    'the defaults': `${head} const net = architect.Perceptron(2, 3, 1); net.train([], { rate: 0.2 });`,
    'network.set with both': `${head} const net = architect.Perceptron(2, 3, 1); net.set({ bias: 0, squash: methods.activation.TANH });`,
    'group.set': `${head} const a = new Group(2), b = new Group(3), c = new Group(1); a.connect(b); b.connect(c); b.set({ bias: 0 }); const net = architect.Construct([a, b, c]);`,
    'an LSTM': `${head} const net = new architect.LSTM(1, 6, 1);`,
    evolution: `${head} const net = new Network(2, 1); net.connections.forEach((c) => { c.weight = 0; }); await net.evolve([]);`,
    'a saved network': `${head} const net = Network.fromJSON(saved); net.train([]);`,
    misuse: `${head} new Group().connect(); new Node(3); new Node({ bias: 'x' }).connect([]); Layer.Dense(); architect.Construct({}); new Network('a', {}); Network.fromJSON(null);`,
  },
  suggestions: 4,
});
