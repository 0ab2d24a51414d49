// From source text to what the author is told: one of each fault, and the forms that must stay quiet.
import { describe, expect, test } from 'vitest';
import { checkFindings, lint } from '../check.ts';

const stack = (first: string, second: string, activation = 'relu'): string => `
  const model = tf.sequential({ layers: [
    tf.layers.dense({ units: 8, inputShape: [4], activation: '${activation}', ${first} }),
    tf.layers.dense({ units: 8, activation: '${activation}', ${second} }),
    tf.layers.dense({ units: 1 }),
  ] });
  model.compile({ loss: 'meanSquaredError', optimizer: 'sgd' });`;

test('a zero kernel before a relu is dead', () => {
  checkFindings(`
    const model = tf.sequential({ layers: [
      tf.layers.dense({ units: 8, inputShape: [4], activation: 'relu', kernelInitializer: 'zeros' }),
      //                                                                                  ^^^^^^^ dead-weights: never learns
      tf.layers.dense({ units: 1 }),
    ] });`);
});

test('two layers of ones in series work as one unit', () => {
  checkFindings(`
    const model = tf.sequential({ layers: [
      tf.layers.dense({ units: 8, inputShape: [4], activation: 'tanh', kernelInitializer: 'ones' }),
      //                                                                                  ^^^^^^ symmetric-units: stay equal: they work as 1
      tf.layers.dense({ units: 8, activation: 'tanh', kernelInitializer: 'ones' }),
      //                                                                 ^^^^^^ low-rank-start: same feature
      tf.layers.dense({ units: 1 }),
    ] });`);
});

test('variables, too', () => {
  checkFindings(`
    const w1 = tf.variable(tf.zeros([2, 8]));
    //                     ^^^^^^^^^^^^^^^^ dead-weights: never learns
    const w2 = tf.variable(tf.randomNormal([8, 1]));
    const predict = (x) => x.matMul(w1).relu().matMul(w2);
    tf.train.sgd(0.1).minimize(() => predict(xs).sub(ys).square().mean());`);
});

test('an expression that starts several layers gets one finding, which names them all', () => {
  checkFindings(`
    const model = tf.sequential();
    for (let i = 0; i < 3; i++) {
      model.add(tf.layers.dense({ units: 8, inputShape: [4], activation: 'tanh', kernelInitializer: 'ones' }));
      //                                                                                            ^^^^^^ symmetric-units: starts dense_Dense2 and dense_Dense3 too
    }
    model.add(tf.layers.dense({ units: 1, kernelInitializer: 'ones' }));`);
});

describe('what must stay quiet', () => {
  test.each([
    [
      'a start that is constant only on one branch',
      stack(`kernelInitializer: process.env.DEBUG ? 'zeros' : 'heNormal'`, ''),
    ],
    [
      'no hidden layer',
      `const m = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [4], kernelInitializer: 'zeros' })] });`,
    ],
    ['the output layer', stack('', '').replace('units: 1', `units: 1, kernelInitializer: 'zeros'`)],
    ['biases', stack(`biasInitializer: 'zeros'`, `biasInitializer: 'zeros'`)],
    ['frozen layers', stack(`kernelInitializer: 'ones', trainable: false`, '')],
    ['loaded weights', `${stack(`kernelInitializer: 'zeros'`, '')} await model.loadWeights('x');`],
    ['weights set', `${stack(`kernelInitializer: 'zeros'`, '')} model.setWeights(trained);`],
    [
      'an unknown activation',
      `function f(activation) { return tf.sequential({ layers: [tf.layers.dense({ units: 8, inputShape: [4], activation, kernelInitializer: 'zeros' }), tf.layers.dense({ units: 1 })] }); }`,
    ],
    [
      'a linear regression by hand',
      `class R { constructor() { this.w = tf.variable(tf.zeros([3, 1])); } predict(x) { return x.matMul(this.w); } }`,
    ],
    [
      'an optimizer’s state',
      `const m = tf.variable(tf.zeros([3, 3])); const w = tf.variable(tf.randomNormal([3, 3])); const f = (x) => x.matMul(w); m.assign(m.mul(0.9).add(w));`,
    ],
    [
      'a residual branch',
      `const input = tf.input({ shape: [8] }); const h = tf.layers.dense({ units: 8, activation: 'tanh' }).apply(input);
      const branch = tf.layers.dense({ units: 8, kernelInitializer: 'zeros' }).apply(h); const sum = tf.layers.add().apply([h, branch]);
      const model = tf.model({ inputs: input, outputs: tf.layers.dense({ units: 1 }).apply(sum) });`,
    ],
  ])('%s', (_, source) => {
    expect(
      lint(source)
        .findings.filter(({ severity }) => severity !== 'off')
        .map(({ message }) => message),
    ).toEqual([]);
  });
});

test('a fix gives code without the finding', () => {
  const source = stack(`kernelInitializer: 'zeros'`, '');
  const [finding] = lint(source).findings.filter(({ severity }) => severity !== 'off');
  const [edit] = finding.suggestions[0].edits;
  const repaired = source.slice(0, edit.start) + edit.text + source.slice(edit.end);
  expect(lint(repaired).findings.filter(({ severity }) => severity !== 'off')).toEqual([]);
});

/** Every spelling of an activation, and what becomes of two layers in series that start at zero around it. */
const afterActivation: Readonly<Record<string, readonly string[]>> = {
  // Nothing comes out, so nothing can be learned from it.
  'dead, dead': [
    ...["'linear'", "'relu'", "'relu6'", "'elu'", "'selu'", "'tanh'", "'softsign'", "'swish'", "'mish'"],
    ...["'gelu'", "'gelu_new'", 'null', 'undefined'],
  ],
  // Something comes out, the same from every unit.
  'symmetric, harmless': ["'sigmoid'", "'hardSigmoid'", "'softplus'"],
  // Something comes out, but errors that are equal over its units cancel in it.
  'dead, harmless': ["'softmax'", "'logSoftmax'"],
  // Refused by the library, or a layer's class under which it finds that layer: not known here, so nothing is said.
  'undecided, undecided': [
    ...[
      "'hard_sigmoid'",
      "'leakyRelu'",
      "'prelu'",
      "'silu'",
      "'exponential'",
      "'Relu'",
      "'geluNew'",
      'tf.relu',
    ],
    ...["'ReLU'", "'LeakyReLU'", "'ELU'", "'PReLU'", "'Softmax'"],
  ],
};

test.each(
  Object.entries(afterActivation).flatMap(([verdicts, names]) =>
    names.map((name) => [name, verdicts] as const),
  ),
)('activation %s between two zero kernels: %s', (activation, verdicts) => {
  const { findings } = lint(`import * as tf from '@tensorflow/tfjs';
    const model = tf.sequential();
    model.add(tf.layers.dense({ units: 8, inputShape: [4], activation: ${activation}, kernelInitializer: 'zeros' }));
    model.add(tf.layers.dense({ units: 3, activation: 'sigmoid', kernelInitializer: 'zeros' }));
    model.compile({ loss: 'meanSquaredError', optimizer: 'sgd' });`);
  expect(findings.map(({ verdict }) => verdict.kind).join(', ')).toBe(verdicts);
});

/** What compiling refuses is the library's to say: which layers start wrong is told all the same. */
test.each([
  ["'meanSquaredError'", "'sgd'"],
  ["'categoricalCrossentropy'", "'SGD'"],
  ["'mse'", "'adam'"],
  ["'categoricalCrossEntropy'", "'Adam'"],
  ["'huberLoss'", "'RMSprop'"],
  ['tf.losses.meanSquaredError', "'ADAM'"],
  ['(y, p) => tf.losses.huberLoss(y, p)', 'tf.train.sgd()'],
  ["['meanSquaredError']", 'tf.train.momentum(0.1, 0.9)'],
])('loss %s and optimizer %s leave dead layers dead', (loss, optimizer) => {
  const { findings } = lint(`import * as tf from '@tensorflow/tfjs';
    const model = tf.sequential();
    model.add(tf.layers.dense({ units: 8, inputShape: [4], activation: 'tanh', kernelInitializer: 'zeros' }));
    model.add(tf.layers.dense({ units: 3, kernelInitializer: 'zeros' }));
    model.compile({ loss: ${loss}, optimizer: ${optimizer} });`);
  expect(findings.map(({ verdict }) => verdict.kind).join(', ')).toMatch(/^dead, (dead|harmless)$/);
});
