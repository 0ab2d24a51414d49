// neataptic: nodes, groups and layers, architectures, saved networks, evolution.
import { describe, expect, test } from 'vitest';
import { check, lint, outline, read } from '../check.ts';
import { fixtures } from './library-fixtures.ts';

const head = `const { Network, Node, Group, Layer, Neat, Connection, architect, methods } = require('neataptic');`;

/** Three groups; how they are connected, and what is done afterwards. */
const groups = (first: string, second = 'hidden.connect(output);', after = ''): string => `${head}
  const input = new Group(2), hidden = new Group(4), output = new Group(1);
  ${first}
  ${second}
  const net = architect.Construct([input, hidden, output]);
  ${after}`;

describe('networks', () => {
  test('groups, and what train is given', () => {
    const source = groups(
      'input.connect(hidden, methods.connection.ALL_TO_ALL); hidden.set({ squash: methods.activation.SELU });',
      undefined,
      'net.train([], { rate: 0.1, momentum: 0.9, dropout: 0.4, cost: methods.cost.MSE });',
    );
    expect(outline(source, 'units', 'activation', 'rate')).toBe(
      [
        'net input[2] → [output]',
        '  hidden dense units=4 activation=selu ← [input]',
        '  hidden_dropout dropout rate=0.4 ← [hidden]',
        '  output dense units=1 activation=sigmoid ← [hidden_dropout]',
      ].join('\n'),
    );
    expect(read(source).networks[0]).toMatchObject({
      library: 'neataptic',
      optimizer: {
        value: { kind: 'momentum', settings: { learningRate: { value: 0.1 }, momentum: { value: 0.9 } } },
      },
    });
  });

  test.each([
    [
      'Perceptron',
      'const net = new architect.Perceptron(2, 3, 1);',
      'net input[2] → [output]\n  hidden dense units=3 ← [input]\n  output dense units=1 ← [hidden]',
    ],
    [
      'nodes one by one',
      `const a = new Node('input'), b = new Node(), c = new Node(), d = new Node('output');
      a.connect(b); a.connect(c); b.connect(d); c.connect(d); const net = architect.Construct([a, b, c, d]);`,
      'net a[1] → [d]\n  hidden dense units=2 ← [a]\n  d dense units=1 ← [hidden]',
    ],
    [
      'a node to a group',
      `const a = new Node('input'), b = new Group(3), c = new Group(1); a.connect(b); b.connect(c); const net = architect.Construct([a, b, c]);`,
      'net a[1] → [c]\n  b dense units=3 ← [a]\n  c dense units=1 ← [b]',
    ],
    [
      'layers',
      'const a = new Layer.Dense(2), b = new Layer.Dense(3), c = new Layer.Dense(1); a.connect(b); b.connect(c); const net = architect.Construct([a, b, c]);',
      'net a[2] → [c]\n  b dense units=3 ← [a]\n  c dense units=1 ← [b]',
    ],
    [
      'inputs and outputs, connected directly',
      'const net = new Network(3, 2);',
      'net input[3] → [output]\n  output dense units=2 ← [input]',
    ],
  ])('%s', (_, made, expected) => {
    expect(outline(head + made, 'units')).toBe(expected);
  });

  test('a network made directly draws no negative weight', () => {
    const [kernel] = read(`${head} const net = new Network(8, 2);`).networks[0].layers[0].parameters;
    expect(kernel.start).toEqual({ is: 'known', value: { kind: 'random-uniform', min: 0, max: 4 } });
  });

  test.each([
    ['LSTM', 'const net = architect.LSTM(2, 6, 1);'],
    ['GRU', 'const net = architect.GRU(2, 6, 1);'],
    ['NARX', 'const net = architect.NARX(1, 5, 1, 3, 3);'],
    ['Random', 'const net = architect.Random(2, 6, 1);'],
    [
      'an LSTM layer',
      'const a = new Layer.Dense(2), b = new Layer.LSTM(3), c = new Layer.Dense(1); a.connect(b); b.connect(c); const net = architect.Construct([a, b, c]);',
    ],
    [
      'gates',
      'const a = new Group(2), b = new Group(3), c = new Group(1); const made = a.connect(b); b.connect(c); c.gate(made, methods.gating.INPUT); const net = architect.Construct([a, b, c]);',
    ],
    [
      'constant nodes',
      `const a = new Group(2), b = new Group(3), c = new Group(1); b.set({ type: 'constant' }); a.connect(b); b.connect(c); const net = architect.Construct([a, b, c]);`,
    ],
    ['evolution', 'const net = architect.Perceptron(2, 3, 1); net.evolve([], {});'],
    ['mutation', 'const net = architect.Perceptron(2, 3, 1); net.mutate(methods.mutation.ADD_NODE);'],
    [
      'a template of a population',
      'const net = architect.Perceptron(2, 3, 1); const neat = new Neat(2, 1, fitness, { network: net });',
    ],
  ])('what is no plain layer is opaque: %s', (_, made) => {
    expect(outline(head + made)).toContain('opaque');
  });
});

describe('what a weight starts from', () => {
  test('by connect, by set and by hand', () => {
    check(`${head}
      const input = new Group(2), hidden = new Group(3), output = new Group(1);
      input.connect(hidden, methods.connection.ALL_TO_ALL, 0.5);
      //                                                   ^^^ kernel constant 0.5
      const last = hidden.connect(output);
      last.forEach((connection) => { connection.weight = Math.random() - 0.5; });
      //                                                 ^^^^^^^^^^^^^^^^^^^ kernel random-uniform -0.5 0.5
      hidden.set({ bias: 0 });
      //                 ^ bias constant 0
      output.nodes[0].bias = 1;
      //                     ^ bias constant 1
      const net = architect.Construct([input, hidden, output]);`);
  });

  test('a saved network', () => {
    const source = `${head} const net = Network.fromJSON({ input: 1, output: 1, dropout: 0,
      nodes: [{ bias: 0, type: 'input', squash: 'LOGISTIC' }, { bias: 1, type: 'hidden', squash: 'TANH' }, { bias: 2, type: 'hidden', squash: 'TANH' }, { bias: 0, type: 'output', squash: 'RELU' }],
      connections: [{ from: 0, to: 2, weight: 0.2 }, { from: 0, to: 1, weight: 0.1 }, { from: 1, to: 3, weight: 0.3 }, { from: 2, to: 3, weight: 0.4 }] });`;
    expect(
      read(source).networks[0].layers.flatMap(({ parameters }) => parameters.map(({ start }) => start)),
    ).toEqual([
      { is: 'known', value: { kind: 'values', data: [[0.1, 0.2]] } },
      { is: 'known', value: { kind: 'values', data: [1, 2] } },
      { is: 'known', value: { kind: 'values', data: [[0.3], [0.4]] } },
      { is: 'known', value: { kind: 'constant', value: 0 } },
    ]);
    expect(outline(source, 'activation')).toContain('activation=relu');
  });

  test.each([
    ['null, computed with as 0', 'input.connect(hidden, methods.connection.ALL_TO_ALL, null);', 'constant'],
    [
      'a weight in options, which become the weight',
      'input.connect(hidden, methods.connection.ALL_TO_ALL, { weight: 0 });',
      'unknown',
    ],
    [
      'a connection that neither end knows of',
      'input.connect(hidden); new Connection(input.nodes[0], hidden.nodes[0], 0);',
      'random-uniform',
    ],
    [
      'two patterns by condition',
      'input.connect(hidden, methods.connection.ALL_TO_ALL, flag ? 0 : 1);',
      'one-of',
    ],
    ['handed on', 'input.connect(hidden, undefined, 0); initWeights(hidden);', 'unknown'],
  ])('%s', (_, made, kind) => {
    const { start } = read(groups(made)).networks[0].layers[0].parameters[0];
    expect(start.is === 'known' ? start.value.kind : start.is).toBe(kind);
  });
});

test('softsign lets nothing back at 0: the library’s derivative is 0 there', () => {
  const source = (squash: string): string =>
    groups(
      `input.connect(hidden, undefined, 0); hidden.set({ bias: 0, squash: methods.activation.${squash} });`,
    );
  const verdict = (squash: string): string | undefined =>
    lint(source(squash)).judgements[0].parameters.find(({ layer }) => layer === 'hidden')?.verdict.kind;
  expect(verdict('SOFTSIGN')).toBe('dead');
  expect(verdict('TANH')).toBe('low-rank');
});

fixtures({
  found: {
    'a zero group before a relu': `${head}
      const input = new Group(2), hidden = new Group(4), output = new Group(1);
      input.connect(hidden, methods.connection.ALL_TO_ALL, 0);
      //                                                   ^ dead-weights: never learns
      hidden.connect(output, methods.connection.ALL_TO_ALL);
      hidden.set({ bias: 0, squash: methods.activation.RELU });
      const net = architect.Construct([input, hidden, output]);`,
    'one weight for all connections of a network': `${head}
      const net = new architect.Perceptron(2, 3, 1);
      net.nodes.forEach((node) => { node.bias = 0; });
      net.connections.forEach((connection) => { connection.weight = 0.1; });
      //                                                            ^^^ symmetric-units: they work as 1
      net.train([], {});`,
    'incoming connections, node by node': `${head}
      const net = new architect.Perceptron(2, 3, 1);
      for (const node of net.nodes) {
        node.bias = 0;
        for (const connection of node.connections.in) connection.weight = 1;
        //                                                                ^ symmetric-units: they work as 1
      }`,
    'nodes connected one by one': `${head}
      const a = new Node('input'), b = new Node(), c = new Node(), d = new Node('output');
      a.connect(b, 0.5);
      //           ^^^ symmetric-units: 2 units
      a.connect(c, 0.5); b.connect(d, 0.5); c.connect(d, 0.5);
      b.bias = 0; c.bias = 0;
      const net = architect.Construct([a, b, c, d]);`,
    'a bias of 0 that network.set ignores': `${head}
      const net = new architect.Perceptron(2, 3, 1);
      net.set({ bias: 0 });
      //              ^ ignored-initializer: stay random`,
    'a self-connection of 0, which is one of 1': `${head}
      const a = new Node('input'), b = new Node(), c = new Node('output');
      a.connect(b); b.connect(c);
      b.connect(b, 0);
      //           ^ ignored-initializer: it is 1
      const net = architect.Construct([a, b, c]);`,
    'softsign at 0': `${head}
      const input = new Group(2), hidden = new Group(4), output = new Group(1);
      input.connect(hidden, methods.connection.ALL_TO_ALL, 0);
      //                                                   ^ dead-weights: never learns
      hidden.connect(output);
      hidden.set({ bias: 0, squash: methods.activation.SOFTSIGN });
      const net = architect.Construct([input, hidden, output]);`,
    'a saved network of equal numbers': `${head}
      const net = Network.fromJSON({
        nodes: [{ bias: 0, type: 'input' }, { bias: 0, type: 'hidden' }, { bias: 0, type: 'hidden' }, { bias: 0, type: 'output' }],
        connections: [
          { from: 0, to: 1, weight: 1 }, { from: 0, to: 2, weight: 1 },
          //                        ^ symmetric-units: 2 units
          { from: 1, to: 3, weight: 1 }, { from: 2, to: 3, weight: 1 },
        ],
      });
      net.train([], {});`,
  },
  leftAlone: {
    'the defaults': groups('input.connect(hidden);'),
    'group.set, which does set a bias of 0': groups('input.connect(hidden); hidden.set({ bias: 0 });'),
    'evolution of a constant network': `${head} const net = new architect.Perceptron(2, 3, 1); net.nodes.forEach((n) => { n.bias = 0; }); net.connections.forEach((c) => { c.weight = 0; }); net.evolve([], { mutation: methods.mutation.FFW });`,
    'a population bred from a constant network': `${head} const net = new architect.Perceptron(2, 3, 1); net.nodes.forEach((n) => { n.bias = 0; }); net.connections.forEach((c) => { c.weight = 0; }); new Neat(2, 1, null, { network: net });`,
    'inputs and outputs only': `${head} const net = new Network(3, 1); net.connections.forEach((c) => { c.weight = 0; }); net.train([], {});`,
    'dropout tells units apart': groups(
      'input.connect(hidden, undefined, 0.5); hidden.set({ bias: 0 });',
      'hidden.connect(output, undefined, 0.5);',
      'net.train([], { dropout: 0.5 });',
    ),
    'a network loaded from a file': `${head} const net = Network.fromJSON(require('fs').readFileSync('x')); net.train([], {});`,
    'written after training': `${head} const net = new architect.Perceptron(2, 3, 1); net.train([], {}); net.nodes.forEach((n) => { n.bias = 0; }); net.connections.forEach((c) => { c.weight = 0; });`,
    'random numbers': `${head} const net = new architect.Perceptron(2, 3, 1); net.connections.forEach((c) => { c.weight = Math.random(); });`,
    'an activation that is not followed': groups(
      'input.connect(hidden, undefined, 0); hidden.set({ bias: 0, squash: methods.activation.GAUSSIAN });',
    ),
    misuse: `${head} new Network(); new Network(-1, 'x'); new Group(); new Group(2).connect(); new Group(2).connect(3); new Node().connect(new Node(), new Node()); architect.Construct(); architect.Construct([]); architect.Construct([1, 2]); architect.Perceptron(); architect.Nothing(1); Network.fromJSON({ nodes: [], connections: [] }); new Layer.Dense(); Layer.Nothing(2); net.set(); new Neat(); new Group(1e9).nodes.forEach((n) => { n.bias = 0; }); const all = new Group(2); all.connect(all, methods.connection.ALL_TO_ELSE, 0); architect.Construct([all, all]);`,
  },
  suggestions: 7,
});
