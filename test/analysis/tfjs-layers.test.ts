// TensorFlow.js Layers, line by line: what each way of writing gives.
import { describe, expect, test } from 'vitest';
import { check, checkSuggestions, outline, read, startOf } from '../check.ts';
import type { Source } from '../check.ts';

const dense = (field: string): string =>
  `tf.sequential({ layers: [tf.layers.dense({ units: 8, inputShape: [4], ${field} })] });`;

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

  test('activation null is linear for gated layers, the default for others', () => {
    const layers = ['simpleRNN', 'lstm', 'gru', 'dense'].map(
      (name) => `tf.layers.${name}({ units: 1, activation: null })`,
    );
    const text = outline(`tf.sequential({ layers: [${layers.join()}] });`, 'activation');
    expect(text.match(/activation=\w+/g)).toEqual(
      ['tanh', 'linear', 'linear', 'linear'].map((name) => `activation=${name}`),
    );
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
  test('give an unread field its right name, where what it holds is worth having', () => {
    const fixes = (field: string): string[] =>
      read(dense(field)).networks[0].layers[0].parameters[0].surprises.flatMap(({ replacements }) =>
        replacements.map(({ spelling }) => spelling),
      );
    expect(fixes(`kernel_initializer: 'heNormal'`)).toEqual([`kernelInitializer: 'heNormal'`]);
    expect(fixes(`'kernelInitialiser': "heNormal"`)).toEqual([`'kernelInitializer': "heNormal"`]);
    expect(fixes(`kernel_initializer: 'zeros'`)).toEqual([]);
    expect(fixes(`kernelInitializer: 'zeros', kernel_initializer: 'heNormal'`)).toEqual([]);
    expect(checkSuggestions(dense(`kernel_initializer: 'heNormal'`))).toBe(1);
  });
  test('write the factory where addWeight is given a string', () => {
    const source = `class Mine extends tf.layers.Layer { build() { this.w = this.addWeight('w', [4, 4], null, 'HeNormal'); } }
      const m = tf.sequential({ layers: [new Mine(), tf.layers.dense({ units: 1 })] });`;
    const [surprise] = read(source).networks[0].layers[0].parameters[0].surprises;
    expect(surprise.replacements.map(({ spelling }) => spelling)).toEqual(['tf.initializers.heNormal({})']);
  });
  test('never lose a comment', () => {
    expect(spellings('tf.initializers.zeros(/* on purpose */)')).toEqual([]);
  });
});
