// Models as data: modelFromJSON and model.json files.
import { describe, expect, test } from 'vitest';
import { check, lint, outline, read, startOf, startText } from '../check.ts';
import type { Source } from '../check.ts';

describe('topology', () => {
  test('modelFromJSON with the spellings of Keras', () => {
    const source = `const m = await tf.models.modelFromJSON({ modelTopology: { model_config: { class_name: 'Sequential', config: { layers: [
      { class_name: 'Dense', config: { name: 'first_layer', units: 8, batch_input_shape: [null, 4], activation: 'hard_sigmoid', kernel_initializer: { class_name: 'Zeros', config: {} } } },
      //                                                                                                                                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ kernel constant 0
      { class_name: 'Dense', config: { units: 1, kernel_initializer: 'random_normal' } },
      //                                                             ^^^^^^^^^^^^^^^ kernel random-normal 0 0.05
    ] } } } });`;
    check(source);
    expect(outline(source, 'units', 'activation')).toBe(
      [
        'm input[4] → [dense_Dense1]',
        '  first_layer dense units=8 activation=hardSigmoid ← [input]',
        '  dense_Dense1 dense units=1 activation=linear ← [first_layer]',
      ].join('\n'),
    );
  });

  test('a topology file', () => {
    const files = {
      'a.ts': `import topology from './model.json'; const m = tf.models.modelFromJSON(topology);`,
      'model.json': `{ "class_name": "Sequential", "config": [{ "class_name": "Dense", "config": { "units": 8, "batch_input_shape": [null, 2], "kernel_initializer": "ones" } }] }`,
    };
    expect(startOf(files)).toEqual({ kind: 'constant', value: 1 });
  });

  test('a functional topology, layers in any order', () => {
    const topology = {
      class_name: 'Functional',
      config: {
        name: 'model_1',
        layers: [
          {
            class_name: 'Add',
            name: 'sum',
            config: { name: 'sum' },
            inbound_nodes: [
              [
                ['first_one', 0, 0, {}],
                ['second', 0, 0, {}],
              ],
            ],
          },
          {
            class_name: 'InputLayer',
            name: 'input_1',
            config: { name: 'input_1', batch_input_shape: [null, 4], dtype: 'float32' },
            inbound_nodes: [],
          },
          {
            class_name: 'Dense',
            name: 'first_one',
            config: { name: 'first_one', units: 8, activation: 'relu' },
            inbound_nodes: [[['input_1', 0, 0, {}]]],
          },
          {
            class_name: 'Dense',
            name: 'second',
            config: { name: 'second', units: 8 },
            inbound_nodes: [[['first_one', 0, 0, {}]]],
          },
          {
            class_name: 'Bidirectional',
            name: 'both',
            config: {
              name: 'both',
              layer: {
                class_name: 'LSTM',
                config: { name: 'inside', units: 2, kernel_initializer: 'zeros' },
              },
            },
            inbound_nodes: [[['sum', 0, 0, {}]]],
          },
        ],
        input_layers: [['input_1', 0, 0]],
        output_layers: [['both', 0, 0]],
      },
      keras_version: '2.15.0',
      backend: 'tensorflow',
    };
    for (const written of [
      topology,
      { modelTopology: topology },
      { modelTopology: { model_config: topology } },
    ]) {
      const source = `const m = await tf.models.modelFromJSON(${JSON.stringify(written)});`;
      expect(outline(source, 'units', 'activation')).toBe(
        [
          'm input_1[4] → [both]',
          '  first_one dense units=8 activation=relu ← [input_1]',
          '  second dense units=8 activation=linear ← [first_one]',
          '  sum add ← [first_one,second]',
          '  both opaque ← [sum]',
        ].join('\n'),
      );
      const both = read(source).networks[0].layers.at(-1);
      expect(both?.parameters.map(({ name, start }) => `${name} ${startText(start)}`).at(0)).toBe(
        'kernel constant 0',
      );
    }
  });

  test('a topology with models inside, and one of two inputs and outputs', () => {
    const dense = (name: string, from: string): object => ({
      className: 'Dense',
      name,
      config: { name, units: 2 },
      inboundNodes: from === '' ? [] : [[[from, 0, 0, {}]]],
    });
    const input = (name: string): object => ({
      className: 'InputLayer',
      name,
      config: { name, batchInputShape: [null, 2] },
      inboundNodes: [],
    });
    const inner = {
      className: 'Sequential',
      name: 'inner',
      config: { name: 'inner', layers: [dense('deep_one', ''), dense('deep_two', '')] },
      inboundNodes: [[['x_1', 0, 0, {}]]],
    };
    const source = `tf.models.modelFromJSON(${JSON.stringify({
      className: 'Model',
      config: {
        name: 'm',
        layers: [input('x_1'), input('x_2'), inner, dense('top', 'x_2')],
        inputLayers: [
          ['x_1', 0, 0],
          ['x_2', 0, 0],
        ],
        outputLayers: [
          ['inner', 0, 0],
          ['top', 0, 0],
        ],
      },
    })})`;
    expect(outline(source)).toBe(
      [
        'model x_1[2] x_2[2] → [deep_two,top]',
        '  deep_one dense ← [x_1]',
        '  deep_two dense ← [deep_one]',
        '  top dense ← [x_2]',
      ].join('\n'),
    );
  });

  test.each([
    `{ class_name: 'Model', config: { layers: [] } }`,
    `{ class_name: 'Functional', config: { layers: [{ class_name: 'Dense', config: { name: 'a', units: 1 }, inbound_nodes: [[['a', 0, 0, {}]]] }], input_layers: [], output_layers: [['a', 0, 0]] } }`,
    `{ class_name: 'Functional', config: { layers: [{ class_name: 'Dense', name: 'a', config: {}, inbound_nodes: [{ args: [] }] }], input_layers: [['b', 0, 0]], output_layers: [['a', 0, 0]] } }`,
    `'{ "class_name": "Sequential" }'`,
    `null`,
    `42`,
  ])('what is no topology gives no network: %s', (topology) => {
    expect(read(`const m = tf.models.modelFromJSON(${topology});`).networks).toEqual([]);
  });

  test('with a manifest of weights everything is loaded', () => {
    const files = {
      'a.ts': `import model from './model.json'; const m = tf.models.modelFromJSON(model);`,
      'model.json': `{ "modelTopology": { "class_name": "Sequential", "config": [{ "class_name": "Dense", "config": { "units": 8, "batch_input_shape": [null, 2], "kernel_initializer": "zeros" } }] }, "weightsManifest": [] }`,
    };
    expect(startOf(files)).toEqual({ kind: 'loaded' });
  });

  test.each([
    ['"zeros"', { kind: 'constant', value: 0 }],
    ['"Zeros"', { kind: 'constant', value: 0 }],
    ['"glorot_uniform"', { kind: 'glorot-uniform' }],
    ['"random_normal"', { kind: 'random-normal', mean: 0, stddev: 0.05 }],
    ['"he_normal"', { kind: 'he-normal' }],
    ['"le_cun_normal"', { kind: 'lecun-normal' }],
    ['"lecun_normal"', 'unknown'],
    ['null', { kind: 'glorot-normal' }],
    [
      '{"class_name": "Zeros", "config": {}, "module": "keras.initializers", "registered_name": null}',
      { kind: 'constant', value: 0 },
    ],
    ['{"class_name": "Zeros"}', 'unknown'],
    ['{"class_name": "zeros", "config": {}}', 'unknown'],
    ['{"class_name": "Constant", "config": {"value": 0}}', { kind: 'constant', value: 0 }],
    [
      '{"class_name": "Constant", "config": {"value": {"type": "ndarray", "value": 0}}}',
      { kind: 'constant', value: 0 },
    ],
    ['{"class_name": "VarianceScaling", "config": {"scale": 0}}', { kind: 'constant', value: 0 }],
    [
      '{"class_name": "RandomNormal", "config": {"stddev": 0}}',
      { kind: 'random-normal', mean: 0, stddev: 0.05 },
    ],
    [
      '{"class_name": "RandomUniform", "config": {"minval": 0.1, "maxval": 0.1}}',
      { kind: 'constant', value: 0.1 },
    ],
    ['{"class_name": "Orthogonal", "config": {"gain": 0}}', { kind: 'constant', value: 0 }],
    [
      '{"class_name": "VarianceScaling", "config": {"scale": 2, "mode": "fan_avg", "distribution": "truncated_normal"}}',
      { kind: 'variance-scaling', scale: 2, mode: 'fanAvg', distribution: 'uniform' },
    ],
  ])('in a model.json: %s', (written, start) => {
    for (const key of ['kernel_initializer', 'kernelInitializer']) {
      const file = `{"class_name": "Sequential", "config": {"name": "my_model", "layers": [{"class_name": "Dense", "config": {"units": 3, "batch_input_shape": [null, 2], "${key}": ${written}}}]}}`;
      const source = { 'model.json': file };
      expect(startOf(source)).toEqual(start);
      expect(read(source).networks[0].id).toBe('my_model');
      expect(
        startOf({ 'a.js': `const m = tf.models.modelFromJSON(require('./model.json'));`, ...source }),
      ).toEqual(start);
    }
  });

  test('every parameter in the spelling of Keras', () => {
    const config = (fields: object): string =>
      JSON.stringify({
        class_name: 'Sequential',
        config: [{ class_name: 'BatchNormalization', config: { batch_input_shape: [null, 2], ...fields } }],
      });
    const source = {
      'model.json': config({
        gamma_initializer: 'zeros',
        beta_initializer: 'ones',
        moving_mean_initializer: 'ones',
        moving_variance_initializer: 'zeros',
      }),
    };
    expect(['gamma', 'beta', 'movingMean', 'movingVariance'].map((name) => startOf(source, name))).toEqual(
      [0, 1, 1, 0].map((value) => ({ kind: 'constant', value })),
    );
  });

  test('what is found in a model.json is shown there', () => {
    const text = `{"class_name": "Sequential", "config": [
      {"class_name": "Dense", "config": {"units": 8, "activation": "relu", "batch_input_shape": [null, 2], "kernel_initializer": "zeros"}},
      {"class_name": "Dense", "config": {"units": 1}}]}`;
    const written = (source: Source): string[] =>
      lint(source)
        .findings.filter(({ severity }) => severity !== 'off')
        .map(
          ({ rule, at, suggestions }) =>
            `${rule} ${at.file ?? ''} ${text.slice(at.start, at.end)} ${suggestions.at(0)?.edits.at(0)?.text ?? ''}`,
        );
    expect(written({ 'model.json': text })).toEqual(['dead-weights  "zeros" "heNormal"']);
    expect(
      written({ 'a.js': `const m = tf.models.modelFromJSON(require('./model.json'));`, 'model.json': text }),
    ).toEqual(['dead-weights model.json "zeros" ']);
  });

  test.each(['{', '{"class_name": "Sequential", "config": [', '[1, 2]', '{"layers": 1, "class_name": 2}'])(
    'a broken model.json: %s',
    (text) => {
      expect(read({ 'model.json': text }).networks).toEqual([]);
    },
  );
});
