// convnetjs: definitions with their sugar, volumes, trainers.
import { describe, expect, test } from 'vitest';
import { check, outline, read } from '../check.ts';
import { fixtures } from './library-fixtures.ts';

const head = `const convnetjs = require('convnetjs');`;
const net = (hidden: string, after = ''): string => `${head}
  const net = new convnetjs.Net();
  net.makeLayers([
    { type: 'input', out_sx: 1, out_sy: 1, out_depth: 2 },
    ${hidden}
    { type: 'regression', num_neurons: 1 },
  ]);
  ${after}`;

describe('networks', () => {
  test('a picture: convolution, pooling, flattening, dropout, the loss’s own layer', () => {
    const source = `const layer_defs = [];
      layer_defs.push({ type: 'input', out_sx: 24, out_sy: 20, out_depth: 3 });
      layer_defs.push({ type: 'conv', sx: 5, filters: 8, stride: 1, pad: 2, activation: 'relu' });
      layer_defs.push({ type: 'pool', sx: 2, stride: 2 });
      layer_defs.push({ type: 'fc', num_neurons: 20, activation: 'tanh', drop_prob: 0.25 });
      layer_defs.push({ type: 'softmax', num_classes: 10 });
      const net = new convnetjs.Net(); net.makeLayers(layer_defs);
      const trainer = new convnetjs.SGDTrainer(net, { method: 'adadelta', batch_size: 20 });`;
    expect(outline(source, 'units', 'filters', 'kernelSize', 'padding', 'activation', 'rate')).toBe(
      [
        'net input[20,24,3] → [fc2]',
        '  conv1 conv2d filters=8 kernelSize=[5,5] padding=same activation=relu ← [input]',
        '  pool1 maxPooling2d padding=valid ← [conv1]',
        '  flatten1 flatten ← [pool1]',
        '  fc1 dense units=20 activation=tanh ← [flatten1]',
        '  dropout1 dropout rate=0.25 ← [fc1]',
        '  fc2 dense units=10 activation=softmax ← [dropout1]',
      ].join('\n'),
    );
    const [network] = read(source).networks;
    expect(network).toMatchObject({
      library: 'convnetjs',
      loss: { value: 'categoricalCrossentropy' },
      optimizer: { value: { kind: 'adadelta', settings: { rho: { value: 0.95 } } } },
      batchSize: { value: 20 },
    });
    expect(network.layers.flatMap(({ parameters }) => parameters.map(({ start }) => start))).toEqual([
      { is: 'known', value: { kind: 'random-normal', mean: 0, stddev: 1 / Math.sqrt(75) } },
      { is: 'known', value: { kind: 'constant', value: 0.1 } },
      { is: 'known', value: { kind: 'random-normal', mean: 0, stddev: 1 / Math.sqrt(960) } },
      { is: 'known', value: { kind: 'constant', value: 0 } },
      { is: 'known', value: { kind: 'random-normal', mean: 0, stddev: 1 / Math.sqrt(20) } },
      { is: 'known', value: { kind: 'constant', value: 0 } },
    ]);
  });

  test.each([
    [
      'sgd with momentum',
      '',
      { kind: 'momentum', settings: { learningRate: { value: 0.01 }, momentum: { value: 0.9 } } },
    ],
    [
      'plain',
      '{ learning_rate: 0.1, momentum: 0 }',
      { kind: 'sgd', settings: { learningRate: { value: 0.1 } } },
    ],
    ['adam', `{ method: 'adam' }`, { kind: 'adam', settings: { beta2: { value: 0.999 } } }],
    [
      'its own spelling',
      `{ method: 'netsterov' }`,
      { kind: 'momentum', settings: { useNesterov: { value: true } } },
    ],
    ['windowgrad', `{ method: 'windowgrad' }`, { kind: 'windowgrad' }],
  ])('trainer: %s', (_, options, expected) => {
    const source = net(
      `{ type: 'fc', num_neurons: 3 },`,
      `new convnetjs.Trainer(net, ${options || 'undefined'});`,
    );
    expect(read(source).networks[0].optimizer).toMatchObject({ value: expected });
  });

  test.each([
    ['maxout', `{ type: 'fc', num_neurons: 4, activation: 'maxout' },`],
    ['local response normalisation', `{ type: 'lrn', k: 1, n: 3, alpha: 0.1, beta: 0.75 },`],
    ['a layer of later versions', `{ type: 'leaky_relu' },`],
  ])('what the network spec lacks is opaque: %s', (_, hidden) => {
    expect(outline(net(hidden))).toContain('opaque');
  });
});

describe('what a weight starts from', () => {
  test('setConst, entries, whole volumes, the bias of a definition', () => {
    check(
      `${head}
      const net = new convnetjs.Net();
      net.makeLayers([
        { type: 'input', out_depth: 2 },
        { type: 'fc', num_neurons: 3, activation: 'relu', bias_pref: 0 },
        //                                                           ^ bias constant 0
        { type: 'fc', num_neurons: 2 },
        { type: 'regression', num_neurons: 1 },
      ]);
      for (let i = 0; i < 3; i++) net.layers[1].filters[i].setConst(0.5);
      //                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ kernel constant 0.5
      net.layers[3].filters.forEach((filter) => { for (let k = 0; k < filter.w.length; k++) filter.w[k] = 1; });
      //                                                                                                  ^ kernel constant 1
      for (const k of [0, 1]) net.layers[3].biases.w[k] = 2;
      //                                                  ^ bias constant 2
      net.layers[4].filters[0] = new convnetjs.Vol(1, 1, 2, 0.25);
      //                                                    ^^^^ kernel constant 0.25`,
    );
  });

  test('numbers of a filter lie row by row, point by point', () => {
    const source = `${head} const net = new convnetjs.Net();
      net.makeLayers([{ type: 'input', out_sx: 4, out_sy: 4, out_depth: 1 }, { type: 'conv', sx: 2, sy: 1, filters: 2 }, { type: 'softmax', num_classes: 2 }]);
      net.layers[1].filters[0].set(1, 0, 0, 2); net.layers[1].filters[0].set(0, 0, 0, 1);
      net.layers[1].filters[1].w = new Float64Array([3, 4]);`;
    expect(read(source).networks[0].layers[0].parameters[0].start).toEqual({
      is: 'known',
      value: { kind: 'values', data: [[[[1, 3]], [[2, 4]]]] },
    });
  });

  test.each([
    ['a filter of null', 'net.layers[1].filters[0] = new convnetjs.Vol(1, 1, 2, null);', 'constant'],
    ['a filter from a list', 'net.layers[1].filters[0] = new convnetjs.Vol([0, 0]);', 'constant'],
    ['a new random one', 'net.layers[1].filters[0] = new convnetjs.Vol(1, 1, 2);', 'random-normal'],
    ['zeros', 'net.layers[1].filters[0].w = convnetjs.zeros(2);', 'constant'],
    ['a saved filter', 'net.layers[1].filters[0].fromJSON({ w: [1, 2] });', 'values'],
    [
      'one draw of the library for each',
      'for (let k = 0; k < 2; k++) net.layers[1].filters[0].w[k] = convnetjs.randf(-1, 1);',
      'random-uniform',
    ],
    ['one of two', 'net.layers[1].filters[0].w[0] = 0;', 'unknown'],
    ['added to', 'net.layers[1].filters[0].addFrom(other);', 'unknown'],
    ['a filter nobody knows', 'net.layers[1].filters[0] = other;', 'random-normal'],
    [
      'after training',
      'new convnetjs.Trainer(net, {}).train(x, y); net.layers[1].filters[0].setConst(0);',
      'random-normal',
    ],
  ])('%s', (_, after, kind) => {
    const { start } = read(net(`{ type: 'fc', num_neurons: 1 },`, after)).networks[0].layers[0].parameters[0];
    expect(start.is === 'known' ? start.value.kind : start.is).toBe(kind);
  });
});

fixtures({
  found: {
    'constant filters in both layers': `${head}
      const net = new convnetjs.Net();
      net.makeLayers([{ type: 'input', out_depth: 2 }, { type: 'fc', num_neurons: 3, activation: 'tanh' }, { type: 'regression', num_neurons: 1 }]);
      for (const layer of net.layers) {
        if (!layer.filters) continue;
        for (const filter of layer.filters) filter.setConst(0.5);
        //                                  ^^^^^^^^^^^^^^^^^^^^ symmetric-units: they work as 1
      }`,
    'zero filters before a relu without its little bias': `${head}
      const net = new convnetjs.Net();
      net.makeLayers([{ type: 'input', out_depth: 2 }, { type: 'fc', num_neurons: 2, activation: 'relu', bias_pref: 0 }, { type: 'softmax', num_classes: 2 }]);
      net.layers[1].filters[0] = new convnetjs.Vol(1, 1, 2, 0);
      //                                                    ^ dead-weights: never learns
      net.layers[1].filters[1] = new convnetjs.Vol(1, 1, 2, 0);`,
    'entries set in a loop': `${head}
      const net = new convnetjs.Net();
      net.makeLayers([{ type: 'input', out_depth: 2 }, { type: 'fc', num_neurons: 3, activation: 'sigmoid' }, { type: 'regression', num_neurons: 1 }]);
      [1, 3].forEach((l) => {
        net.layers[l].filters.forEach((filter) => {
          for (let k = 0; k < filter.w.length; k++) filter.w[k] = 0;
          //                                                      ^ symmetric-units: they work as 1
        });
      });`,
    'identical filters of a convolution': `${head}
      const net = new convnetjs.Net();
      net.makeLayers([{ type: 'input', out_sx: 8, out_sy: 8, out_depth: 1 }, { type: 'conv', sx: 3, filters: 4, activation: 'relu' }, { type: 'softmax', num_classes: 2 }]);
      net.layers[1].filters.forEach((filter) => { filter.setConst(0.1); });
      //                                          ^^^^^^^^^^^^^^^^^^^^ symmetric-units: they work as 1
      net.layers[3].filters.forEach((filter) => { filter.setConst(0.1); });`,
    'one draw for a filter’s every number': `${head}
      const net = new convnetjs.Net();
      net.makeLayers([{ type: 'input', out_depth: 2 }, { type: 'fc', num_neurons: 3, activation: 'tanh' }, { type: 'regression', num_neurons: 1 }]);
      const same = Math.random();
      for (const filter of [...net.layers[1].filters, ...net.layers[3].filters]) filter.setConst(same);
      //                                                                         ^^^^^^^^^^^^^^^^^^^^^ one-draw: One random number`,
  },
  leftAlone: {
    'the defaults': net(`{ type: 'fc', num_neurons: 5, activation: 'relu' },`),
    'zero filters before a relu with its little bias': net(
      `{ type: 'fc', num_neurons: 3, activation: 'relu' },`,
      'net.layers[1].filters.forEach((f) => f.setConst(0));',
    ),
    'no hidden layer': `${head} const net = new convnetjs.Net(); net.makeLayers([{ type: 'input', out_depth: 2 }, { type: 'svm', num_classes: 2 }]); net.layers[1].filters.forEach((f) => f.setConst(0));`,
    'the output alone': net(
      `{ type: 'fc', num_neurons: 3, activation: 'tanh' },`,
      'net.layers[3].filters[0].setConst(0);',
    ),
    biases: net(
      `{ type: 'fc', num_neurons: 3, activation: 'tanh', bias_pref: 0.5 },`,
      'net.layers[1].biases.setConst(0);',
    ),
    'volumes that are data': `${head} const x = new convnetjs.Vol(32, 32, 3, 0.0); x.setConst(0); x.w[3] = 1; const y = new convnetjs.Vol([0, 0, 0]); // Net`,
    'a saved net': `${head} const net = new convnetjs.Net(); net.fromJSON(JSON.parse(text)); net.layers[1].filters[0].setConst(0);`,
    'definitions nobody knows': `${head} function make(defs) { const net = new convnetjs.Net(); net.makeLayers(defs); return net; }`,
    'dropout tells units apart': net(
      `{ type: 'fc', num_neurons: 3, activation: 'tanh', drop_prob: 0.5 },`,
      'net.layers.forEach((l) => { if (l.filters) l.filters.forEach((f) => f.setConst(0.5)); });',
    ),
    misuse: `${head} const net = new convnetjs.Net(); net.makeLayers(); net.makeLayers([]); net.makeLayers([3, null]); net.makeLayers([{ type: 'fc' }]); net.layers[7].filters[1].setConst(0); new convnetjs.Vol(); new convnetjs.Vol('a'); new convnetjs.Vol(-1, 2, 3, 0).set(); new convnetjs.Trainer(); new convnetjs.Trainer(net, 5).train(); new convnetjs.Vol(1e6, 1e6, 1e6).w.forEach((w) => w);`,
  },
  suggestions: 8,
});
