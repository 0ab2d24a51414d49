// TensorFlow.js Layers, line by line: what each way of writing gives.
import { describe, expect, test } from 'vitest';
import { check, outline, read } from '../check.ts';
import type { Source } from '../check.ts';

const dense = (field: string): string =>
  `tf.sequential({ layers: [tf.layers.dense({ units: 8, inputShape: [4], ${field} })] });`;

/** The start of one parameter of the first layer of the first network. */
function startOf(source: Source, parameter = 'kernel'): unknown {
  const found = read(source)
    .networks.at(0)
    ?.layers.at(0)
    ?.parameters.find(({ name }) => name === parameter);
  return found?.start.is === 'known' ? found.start.value : (found?.start.is ?? 'no such parameter');
}

const rulesOf = (source: Source): string[] =>
  read(source).networks.flatMap(({ layers }) =>
    layers.flatMap(({ parameters }) =>
      parameters.flatMap(({ surprises }) => surprises.map(({ rule }) => rule)),
    ),
  );

describe('import forms', () => {
  const model = `sequential({ layers: [layers.dense({ units: 3, inputShape: [2] })] })`;
  test.each([
    [
      `import * as tf from '@tensorflow/tfjs'; const m = tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [2] })] });`,
    ],
    [
      `import tf from '@tensorflow/tfjs-node'; const m = tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [2] })] });`,
    ],
    [`import { sequential, layers } from '@tensorflow/tfjs'; const m = ${model};`],
    [
      `import { sequential as s, layers as l } from '@tensorflow/tfjs-layers'; const m = s({ layers: [l.dense({ units: 3, inputShape: [2] })] });`,
    ],
    [
      `const tf = require('@tensorflow/tfjs-node-gpu'); const m = tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [2] })] });`,
    ],
    [`const { sequential, layers } = require('@tensorflow/tfjs'); const m = ${model};`],
    [
      `const { sequential, layers: { dense } } = tf; const m = sequential({ layers: [dense({ units: 3, inputShape: [2] })] });`,
    ],
    [`const m = tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [2] })] });`],
    [`const m = window.tf.sequential({ layers: [window.tf.layers.dense({ units: 3, inputShape: [2] })] });`],
    [
      `import * as dfd from 'danfojs'; const tf = dfd.tensorflow; const m = tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [2] })] });`,
    ],
    [
      `import 'x'; const tf = await import('@tensorflow/tfjs'); const m = tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [2] })] });`,
    ],
    [
      `import * as tf from 'https://cdn.jsdelivr.net/npm/@tensorflow/tfjs@4.22.0/+esm'; const m = tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [2] })] });`,
    ],
    [
      `import { tf } from './setup'; const m = tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [2] })] });`,
    ],
    [
      `function build(tf) { const m = tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [2] })] }); return m; }`,
    ],
  ])('%s', (source) => {
    expect(outline(source, 'units')).toBe(
      'm input[2] → [dense_Dense1]\n  dense_Dense1 dense units=3 ← [input]',
    );
  });

  test('a name of the program’s own is no library', () => {
    expect(
      read(
        `const tf = { sequential: () => ({ add() {} }), layers: { dense: (c) => c } }; const m = tf.sequential(); m.add(tf.layers.dense({ units: 3 }));`,
      ).networks,
    ).toEqual([]);
  });
});

describe('initializer spellings', () => {
  const named: Readonly<Record<string, unknown>> = {
    zeros: { kind: 'constant', value: 0 },
    ones: { kind: 'constant', value: 1 },
    heNormal: { kind: 'he-normal' },
    heUniform: { kind: 'he-uniform' },
    glorotNormal: { kind: 'glorot-normal' },
    glorotUniform: { kind: 'glorot-uniform' },
    leCunNormal: { kind: 'lecun-normal' },
    leCunUniform: { kind: 'lecun-uniform' },
  };
  test.each(Object.entries(named))('%s in four spellings', (name, start) => {
    const className = name.charAt(0).toUpperCase() + name.slice(1);
    for (const spelling of [
      `'${name}'`,
      `"${className}"`,
      `tf.initializers.${name}()`,
      `{ className: '${className}', config: {} }`,
    ]) {
      expect(startOf(dense(`kernelInitializer: ${spelling}`)), spelling).toEqual(start);
    }
  });

  test.each([
    [`'orthogonal'`, { kind: 'orthogonal', gain: 1 }],
    [`'identity'`, { kind: 'identity', gain: 1 }],
    [`'randomNormal'`, { kind: 'random-normal', mean: 0, stddev: 0.05 }],
    [`'truncatedNormal'`, { kind: 'truncated-normal', mean: 0, stddev: 0.05 }],
    [`'randomUniform'`, { kind: 'random-uniform', min: -0.05, max: 0.05 }],
    [`'varianceScaling'`, { kind: 'variance-scaling', scale: 1, mode: 'fanIn', distribution: 'normal' }],
    [`tf.initializers.constant({ value: 0.1 })`, { kind: 'constant', value: 0.1 }],
    [`tf.initializers.constant({ value: true })`, { kind: 'constant', value: 1 }],
    [
      `{ className: 'Constant', config: { value: { type: 'ndarray', value: 0 } } }`,
      { kind: 'constant', value: 0 },
    ],
    [
      `tf.initializers.randomNormal({ mean: 1, stddev: 0.5 })`,
      { kind: 'random-normal', mean: 1, stddev: 0.5 },
    ],
    [`tf.initializers.randomUniform({ minval: 2, maxval: 2 })`, { kind: 'constant', value: 2 }],
    [`tf.initializers.varianceScaling({ scale: 0 })`, { kind: 'constant', value: 0 }],
    [
      `tf.initializers.varianceScaling({ scale: 2, mode: 'fanAvg', distribution: 'uniform' })`,
      { kind: 'variance-scaling', scale: 2, mode: 'fanAvg', distribution: 'uniform' },
    ],
    [`tf.initializers.identity({ gain: 0 })`, { kind: 'constant', value: 0 }],
    [`tf.initializers.orthogonal({ gain: 0 })`, { kind: 'constant', value: 0 }],
    [`null`, { kind: 'glorot-normal' }],
    [`undefined`, { kind: 'glorot-normal' }],
    [`''`, { kind: 'glorot-normal' }],
    [`0`, { kind: 'glorot-normal' }],
    [`false`, { kind: 'glorot-normal' }],
  ])('%s', (written, start) => {
    const source = dense(`kernelInitializer: ${written}`);
    expect(startOf(source)).toEqual(start);
    expect(rulesOf(source)).toEqual([]);
  });

  test.each([
    [`tf.initializers.randomNormal({ stddev: 0 })`, { kind: 'random-normal', mean: 0, stddev: 0.05 }],
    [
      `tf.initializers.truncatedNormal({ mean: 1, stddev: 0 })`,
      { kind: 'truncated-normal', mean: 1, stddev: 0.05 },
    ],
    [`tf.initializers.randomNormal({ stdDev: 0.1 })`, { kind: 'random-normal', mean: 0, stddev: 0.05 }],
    [
      `tf.initializers.randomUniform({ minval: 0, maxval: 0 })`,
      { kind: 'random-uniform', min: -0.05, max: 0.05 },
    ],
    [
      `tf.initializers.randomUniform({ minval: 0, maxval: 1 })`,
      { kind: 'random-uniform', min: -0.05, max: 1 },
    ],
    [`tf.initializers.randomUniform({ minval: 0.05 })`, { kind: 'constant', value: 0.05 }],
    [`tf.initializers.randomUniform({ maxval: -0.05 })`, { kind: 'constant', value: -0.05 }],
  ])('%s is not what it looks like', (written, start) => {
    const source = dense(`kernelInitializer: ${written}`);
    expect(startOf(source)).toEqual(start);
    expect(rulesOf(source)).toEqual(['ignored-initializer']);
  });

  test.each([
    `'constant'`,
    `'Constant'`,
    `'ZEROS'`,
    `'zero'`,
    `'xavier'`,
    `'glorot_uniform'`,
    `'he_normal'`,
    `'lecunNormal'`,
    `tf.initializers.zeros`,
    `() => 0`,
    `tf.zeros([4, 8])`,
    `7`,
    `{ class_name: 'Zeros', config: {} }`,
    `{ className: 'zeros', config: {} }`,
    `{ className: 'Zeros' }`,
    `tf.initializers.randomNormal()`,
    `tf.initializers.constant(0)`,
    `tf.initializers.constant({})`,
    `tf.initializers.constant({ value: '0' })`,
    `tf.initializers.varianceScaling({ scale: -1 })`,
    `tf.initializers.varianceScaling({ mode: 'fan_in' })`,
  ])('%s throws when the layer is built', (written) => {
    const source = dense(`kernelInitializer: ${written}`);
    expect(startOf(source)).toBe('unknown');
    expect(rulesOf(source)).toEqual(['invalid-initializer']);
  });

  test.each([`'MyOrthogonal'`, `'Xavier'`, `'siren'`, `{ className: 'MyOrthogonal', config: {} }`])(
    '%s may be a class registered elsewhere: unknown, and nothing is said',
    (written) => {
      const source = dense(`kernelInitializer: ${written}`);
      expect(startOf(source)).toBe('unknown');
      expect(rulesOf(source)).toEqual([]);
    },
  );

  test('a misspelt name comes with the right one', () => {
    const source = dense(`kernelInitializer: "glorot_uniform"`);
    const surprise = read(source).networks[0].layers[0].parameters[0].surprises[0];
    expect(surprise.replacements.map(({ spelling }) => spelling)).toEqual(['"glorotUniform"']);
  });

  test('a random number is drawn once', () => {
    expect(rulesOf(dense(`kernelInitializer: tf.initializers.constant({ value: Math.random() })`))).toEqual([
      'one-draw',
    ]);
  });
});

describe('fields', () => {
  test.each([
    ['dense({ units: 2', ['kernel', 'bias']],
    ['dense({ units: 2, useBias: false', ['kernel']],
    ['conv2d({ filters: 2, kernelSize: 3', ['kernel', 'bias']],
    ['depthwiseConv2d({ kernelSize: 3', ['depthwise', 'bias']],
    ['separableConv2d({ filters: 2, kernelSize: 3', ['depthwise', 'pointwise', 'bias']],
    ['embedding({ inputDim: 3, outputDim: 2', ['embeddings']],
    ['simpleRNN({ units: 2', ['kernel', 'recurrent', 'bias']],
    ['gru({ units: 2', ['kernel', 'recurrent', 'bias']],
    ['lstm({ units: 2', ['kernel', 'recurrent', 'bias']],
    ['batchNormalization({ axis: -1', ['gamma', 'beta', 'movingMean', 'movingVariance']],
    ['batchNormalization({ center: false', ['gamma', 'movingMean', 'movingVariance']],
    ['layerNormalization({ axis: -1', ['gamma', 'beta']],
    ['prelu({ name: "p"', ['alpha']],
  ])('tf.layers.%s })', (call, parameters) => {
    const [network] = read(`const m = tf.sequential({ layers: [tf.layers.${call} })] });`).networks;
    expect(network.layers[0].parameters.map(({ name }) => name)).toEqual(parameters);
  });

  test('fields that nothing reads', () => {
    check(`const m = tf.sequential({ layers: [
      tf.layers.dense({ units: 2, inputShape: [2], kernel_initializer: 'zeros' }),
      //                                                               ^^^^^^^ ignored-initializer: its field is kernelInitializer
      tf.layers.depthwiseConv2d({ kernelSize: 3, kernelInitializer: 'zeros' }),
      //                                                            ^^^^^^^ ignored-initializer: depthwiseInitializer
      tf.layers.separableConv2d({ filters: 2, kernelSize: 3, pointwiseInitializer: 'zeros' }),
      //                                                                           ^^^^^^^ ignored-initializer: does not read pointwiseInitializer
    ] });`);
  });

  test('unitForgetBias sets one gate to one', () => {
    const source = `tf.sequential({ layers: [tf.layers.lstm({ units: 2, inputShape: [3, 1], unitForgetBias: true })] });`;
    expect(startOf(source, 'bias')).toEqual({ kind: 'values', data: [0, 0, 1, 1, 0, 0, 0, 0] });
  });

  test('trainable', () => {
    const trainable = (code: string): unknown => {
      const value = read(
        `const d = tf.layers.dense({ units: 2, inputShape: [2]${code} const m = tf.sequential({ layers: [d] });`,
      ).networks[0].layers[0].trainable;
      return value.is === 'known' ? value.value : value.is;
    };
    expect(trainable('});')).toBe(true);
    expect(trainable(', trainable: false });')).toBe(false);
    expect(trainable('}); d.trainable = false;')).toBe(false);
    expect(trainable(', trainable: window.x });')).toBe('unknown');
  });
});

describe('weights set after construction', () => {
  const layer = (extra: string, after: string): string =>
    `const d = tf.layers.dense({ units: 2, inputShape: [3], kernelInitializer: 'zeros'${extra} }); const m = tf.sequential({ layers: [d] }); ${after}`;
  test.each([
    [
      layer(', weights: [tf.randomNormal([3, 2]), tf.zeros([2])]', ''),
      { kind: 'random-normal', mean: 0, stddev: 1 },
    ],
    [layer('', 'd.setWeights([tf.ones([3, 2]), tf.zeros([2])]);'), { kind: 'constant', value: 1 }],
    [layer('', 'm.setWeights([tf.ones([3, 2]), tf.zeros([2])]);'), { kind: 'constant', value: 1 }],
    [layer('', 'm.setWeights(other.getWeights());'), { kind: 'loaded' }],
    [layer('', 'd.setWeights(other.getWeights());'), { kind: 'loaded' }],
    [layer('', 'await m.loadWeights("x");'), { kind: 'loaded' }],
    [
      layer('', 'm.layers[0].setWeights([tf.tensor2d([[1, 2], [3, 4], [5, 6]]), tf.zeros([2])]);'),
      {
        kind: 'values',
        data: [
          [1, 2],
          [3, 4],
          [5, 6],
        ],
      },
    ],
    [
      layer('', 'm.getLayer(null, 0).setWeights([tf.fill([3, 2], 0.5), tf.zeros([2])]);'),
      { kind: 'constant', value: 0.5 },
    ],
    [layer('', 'd.getWeights()[0].assign(tf.ones([3, 2]));'), { kind: 'constant', value: 1 }],
    [
      layer(
        '',
        'm.compile({ loss: "meanSquaredError", optimizer: "sgd" }); m.fit(x, y); d.setWeights([tf.ones([3, 2]), tf.zeros([2])]);',
      ),
      { kind: 'constant', value: 0 },
    ],
    [layer('', 'initializeWeights(m);'), 'unknown'],
    [layer('', 'tfvis.show.modelSummary({}, m);'), { kind: 'constant', value: 0 }],
    [layer('', 'if (window.x) d.setWeights([tf.ones([3, 2]), tf.zeros([2])]);'), 'unknown'],
    [
      layer(
        '',
        'for (const l of m.layers) l.setWeights(l.getWeights().map((w) => tf.randomNormal(w.shape)));',
      ),
      { kind: 'random-normal', mean: 0, stddev: 1 },
    ],
  ])('%s', (source, start) => {
    expect(startOf(source)).toEqual(start);
  });
});

describe('models', () => {
  test('functional, with a merge and a shared input', () => {
    expect(
      outline(`
        const input = tf.input({ shape: [4] });
        const a = tf.layers.dense({ units: 8 }).apply(input);
        const b = tf.layers.dense({ units: 8 }).apply(a);
        const sum = tf.layers.add().apply([a, b]);
        const model = tf.model({ inputs: input, outputs: tf.layers.dense({ units: 1 }).apply(sum) });`),
    ).toBe(
      [
        'model input[4] → [dense_Dense3]',
        '  dense_Dense1 dense ← [input]',
        '  dense_Dense2 dense ← [dense_Dense1]',
        '  add_Add1 add ← [dense_Dense1,dense_Dense2]',
        '  dense_Dense3 dense ← [add_Add1]',
      ].join('\n'),
    );
  });

  test('a model inside another, and a layer of two models', () => {
    expect(
      outline(`
        const shared = tf.layers.dense({ units: 8, inputShape: [4] });
        const base = tf.sequential({ layers: [shared] });
        const whole = tf.sequential({ layers: [base, tf.layers.dense({ units: 1 })] });`),
    ).toBe(
      [
        'base input[4] → [shared]',
        '  shared dense ← [input]',
        'whole input[4] → [dense_Dense2]',
        '  shared dense ← [input]',
        '  dense_Dense2 dense ← [shared]',
      ].join('\n'),
    );
  });

  test('a layer that may be there', () => {
    expect(
      outline(`const m = tf.sequential(); m.add(tf.layers.dense({ units: 8, inputShape: [4] }));
        if (window.deep) m.add(tf.layers.dense({ units: 8 }));
        m.add(tf.layers.dense({ units: 1 }));`),
    ).toContain('dense_Dense3 dense ← [dense_Dense1]|[dense_Dense2]');
  });

  test('a layer applied twice has no single source', () => {
    expect(
      outline(`const input = tf.input({ shape: [4] }); const d = tf.layers.dense({ units: 4 });
        const model = tf.model({ inputs: input, outputs: d.apply(d.apply(input)) });`),
    ).toBe('model input[4] → [d_2]\n  d dense ← ?\n  d_2 dense ← ?');
  });

  test('compile', () => {
    const [network] =
      read(`const m = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
      m.compile({ loss: tf.losses.meanSquaredError, optimizer: tf.train.momentum(0.1, 0.9) }); m.fit(x, y, { batchSize: 16 });`).networks;
    expect(network.loss).toMatchObject({ value: 'meanSquaredError' });
    expect(network.optimizer).toMatchObject({
      value: { kind: 'momentum', settings: { learningRate: { value: 0.1 }, momentum: { value: 0.9 } } },
    });
    expect(network.batchSize).toMatchObject({ value: 16 });
  });

  test('a layer of the program’s own, with addWeight', () => {
    check(`
      class Mine extends tf.layers.Layer {
        build(inputShape) {
          this.w = this.addWeight('w', [inputShape[1], 8], 'float32', tf.initializers.zeros());
          //                                                          ^^^^^^^^^^^^^^^^^^^^^^^ w constant 0
          this.v = this.addWeight('bias', [8], 'float32', 'zeros');
          //                                              ^^^^^^^ bias unknown
          //                                              ^^^^^^^ invalid-initializer: a string throws
        }
      }
      const m = tf.sequential({ layers: [new Mine(), tf.layers.dense({ units: 1 })] });`);
  });

  test('wrappers show what is inside', () => {
    check(`const m = tf.sequential({ layers: [
      tf.layers.bidirectional({ layer: tf.layers.lstm({ units: 4, recurrentInitializer: 'zeros' }), inputShape: [5, 2] }),
      //                                                                                ^^^^^^^ recurrent constant 0
      tf.layers.timeDistributed({ layer: tf.layers.dense({ units: 4, kernelInitializer: 'ones' }) }),
      //                                                                                ^^^^^^ kernel constant 1
    ] });`);
  });
});

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

  test('a functional topology is not read', () => {
    expect(
      read(`const m = tf.models.modelFromJSON({ class_name: 'Model', config: { layers: [] } });`).networks,
    ).toEqual([]);
  });
});

describe('which layers learn', () => {
  /** "model: layer layer …" for every network, frozen ones in brackets, "?" after those that are not known. */
  const learning = (source: string): string[] =>
    read(source).networks.map(
      ({ id, layers }) =>
        `${id}: ${layers
          .map((layer) => {
            const { trainable } = layer;
            if (trainable.is !== 'known') return `${layer.id}?`;
            return trainable.value ? layer.id : `[${layer.id}]`;
          })
          .join(' ')}`,
    );
  const two = `const a = tf.layers.dense({ units: 2, inputShape: [2] }), b = tf.layers.dense({ units: 2 });
    const m = tf.sequential({ layers: [a, b] });`;
  const compile = `m.compile({ loss: 'meanSquaredError', optimizer: 'sgd' });`;

  test.each([
    ['', 'm: a b'],
    ['a.trainable = false;', 'm: [a] b'],
    ['m.trainable = false;', 'm: [a] [b]'],
    ['m.layers[1].trainable = false;', 'm: a [b]'],
    ['for (const layer of m.layers) layer.trainable = false; b.trainable = true;', 'm: [a] b'],
    [`a.trainable = false; ${compile}`, 'm: [a] b'],
    [`${compile} a.trainable = false;`, 'm: a b'],
    [`a.trainable = false; ${compile} a.trainable = true;`, 'm: [a] b'],
    [`a.trainable = false; ${compile} a.trainable = true; ${compile}`, 'm: a b'],
    [`m.trainable = false; a.trainable = true; m.trainable = true; ${compile}`, 'm: a b'],
    // The model's switch is that of the weights: a layer that is off itself stays off.
    [`a.trainable = false; m.trainable = true; ${compile}`, 'm: [a] b'],
    [`if (window.x) a.trainable = false; ${compile}`, 'm: a? b'],
    [`if (window.x) { a.trainable = false; ${compile} } else { ${compile} }`, 'm: a? b?'],
  ])('%s', (code, expected) => {
    expect(learning(`${two} ${code}`)).toEqual([expected]);
  });

  test('the two models of a GAN', () => {
    expect(
      learning(`
        const generator = tf.sequential({ layers: [tf.layers.dense({ name: 'g', units: 8, inputShape: [4] })] });
        const discriminator = tf.sequential({ layers: [tf.layers.dense({ name: 'd', units: 1, inputShape: [8] })] });
        discriminator.compile({ loss: 'binaryCrossentropy', optimizer: 'adam' });
        discriminator.trainable = false;
        const gan = tf.sequential({ layers: [generator, discriminator] });
        gan.compile({ loss: 'binaryCrossentropy', optimizer: 'adam' });`),
    ).toEqual(['generator: g', 'discriminator: d', 'gan: g [d]']);
  });

  test('the two models of a GAN, functional, of several inputs and outputs', () => {
    expect(
      learning(`
        function makeGenerator(latent) {
          const noise = tf.input({ shape: [latent] }), label = tf.input({ shape: [1] });
          const both = tf.layers.concatenate({ name: 'both' }).apply([noise, label]);
          return tf.model({ inputs: [noise, label], outputs: tf.layers.dense({ name: 'g', units: 8 }).apply(both) });
        }
        function makeDiscriminator() {
          const image = tf.input({ shape: [8] });
          const h = tf.layers.dense({ name: 'h', units: 8 }).apply(image);
          return tf.model({ inputs: image, outputs: [tf.layers.dense({ name: 'real', units: 1 }).apply(h), tf.layers.dense({ name: 'kind', units: 3 }).apply(h)] });
        }
        function combine(generator, discriminator) {
          const noise = tf.input({ name: 'noise', shape: [4] }), label = tf.input({ name: 'label', shape: [1] });
          let fake = generator.apply([noise, label]);
          discriminator.trainable = false;
          const [real, kind] = discriminator.apply(fake);
          const combined = tf.model({ inputs: [noise, label], outputs: [real, kind] });
          combined.compile({ optimizer: 'adam', loss: ['binaryCrossentropy', 'sparseCategoricalCrossentropy'] });
          return combined;
        }
        const discriminator = makeDiscriminator();
        discriminator.compile({ optimizer: 'adam', loss: ['binaryCrossentropy', 'sparseCategoricalCrossentropy'] });
        const generator = makeGenerator(4);
        const combined = combine(generator, discriminator);`),
    ).toEqual(['discriminator: h real kind', 'generator: both g', 'combined: both g [h] [real] [kind]']);
  });

  test('a layer of the program’s own', () => {
    const custom = (body: string, later: string): string[] =>
      learning(
        `class Mine extends tf.layers.Layer { ${body} } const l = new Mine(); ${later} const m = tf.sequential({ layers: [l] });`,
      );
    expect(custom('', '')).toEqual(['m: l']);
    expect(custom('constructor() { super({}); this.trainable = false; }', '')).toEqual(['m: [l]']);
    expect(custom('', 'l.trainable = false;')).toEqual(['m: [l]']);
  });
});

describe('models made from parts of others', () => {
  const base = `const base = tf.sequential({ layers: [
    tf.layers.dense({ name: 'one', units: 8, inputShape: [4] }), tf.layers.dense({ name: 'two', units: 8 }), tf.layers.dense({ name: 'three', units: 3 })] });`;
  const shown = (code: string): string | undefined => outline(code).split('\n').slice(-3).join('\n');

  test.each([
    [`${base} const m = tf.model({ inputs: base.inputs, outputs: base.layers[1].output });`, '[two]'],
    [`${base} const m = tf.model({ inputs: base.input, outputs: base.getLayer('two').output });`, '[two]'],
    [
      `${base} const m = tf.model({ inputs: base.inputs[0], outputs: base.getLayer('two').output });`,
      '[two]',
    ],
  ])('%s', (source) => {
    expect(shown(source)).toBe('m input[4] → [two]\n  one dense ← [input]\n  two dense ← [one]');
  });

  test('a head on a truncated model, functional', () => {
    expect(
      shown(`const input = tf.input({ shape: [4] }); const h = tf.layers.dense({ name: 'h', units: 8 });
        const whole = tf.model({ inputs: input, outputs: tf.layers.dense({ name: 'old', units: 1 }).apply(h.apply(input)) });
        const out = tf.layers.dense({ name: 'head', units: 3 }).apply(whole.layers[0].output);
        const m = tf.model({ inputs: whole.inputs, outputs: out });`),
    ).toBe('m input[4] → [head]\n  h dense ← [input]\n  head dense ← [h]');
  });

  test.each([
    `const layer = mobilenet.getLayer('conv_pw_13_relu'); const features = tf.model({ inputs: mobilenet.inputs, outputs: layer.output });
      const m = tf.sequential({ layers: [features, tf.layers.dense({ name: 'head', units: 3 })] });`,
    `const m = tf.sequential(); m.add(mobilenet); m.add(tf.layers.dense({ name: 'head', units: 3 }));`,
    `const m = tf.model({ inputs: mobilenet.inputs, outputs: tf.layers.dense({ name: 'head', units: 3 }).apply(mobilenet.outputs[0]) });`,
  ])('a head on a loaded model: %s', (code) => {
    expect(outline(`const mobilenet = await tf.loadLayersModel('x'); ${code}`)).toMatch(
      /m input\? → \[head\]\n {2}mobilenet opaque ← \[input\]\n {2}head dense ← \[mobilenet\]$/,
    );
  });

  test('a model of two inputs applied to two layers', () => {
    expect(
      outline(`const x = tf.input({ shape: [2] }), y = tf.input({ shape: [2] });
        const inner = tf.model({ inputs: [x, y], outputs: tf.layers.add({ name: 'sum' }).apply([x, y]) });
        const p = tf.input({ shape: [4] });
        const one = tf.layers.dense({ name: 'one', units: 2 }).apply(p), two = tf.layers.dense({ name: 'two', units: 2 }).apply(p);
        const m = tf.model({ inputs: p, outputs: inner.apply([one, two]) });`),
    ).toContain('m p[4] → [sum]\n  one dense ← [p]\n  two dense ← [p]\n  sum add ← [one,two]');
  });
});

describe('replacements', () => {
  const spellings = (written: string): string[] =>
    read(
      `// "quotes" "everywhere"\n${dense(`kernelInitializer: ${written}`)}`,
    ).networks[0].layers[0].parameters[0].site?.replacements.map(({ spelling }) => spelling) ?? [];
  test('keep the author’s style', () => {
    expect(spellings(`'zeros'`)).toContain(`'heNormal'`);
    expect(spellings('"zeros"')).toContain('"heNormal"');
    expect(spellings('tf.initializers.zeros()')).toContain('tf.initializers.heNormal()');
    expect(spellings(`{ className: 'Zeros', config: {} }`)).toContain('"heNormal"');
  });
  test('never lose a comment', () => {
    expect(spellings('tf.initializers.zeros(/* on purpose */)')).toEqual([]);
  });
});
