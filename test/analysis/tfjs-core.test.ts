// TensorFlow.js Core: variables, and networks read off the forward pass.
import { describe, expect, test } from 'vitest';
import { check, outline, read } from '../check.ts';

const forward = (initial: string): string =>
  `const w = tf.variable(${initial}); const loss = (x, y) => x.matMul(w).sub(y).square().mean();`;

describe('what a variable starts from', () => {
  test.each([
    ['tf.zeros([2, 3])', { kind: 'constant', value: 0 }],
    ['tf.ones([2, 3])', { kind: 'constant', value: 1 }],
    ['tf.fill([2, 3], 0.5)', { kind: 'constant', value: 0.5 }],
    ['tf.zeros([2, 3]).add(0.1)', { kind: 'constant', value: 0.1 }],
    ['tf.randomNormal([2, 3]).mul(0)', { kind: 'constant', value: 0 }],
    ['tf.randomNormal([2, 3]).mul(tf.scalar(0.5))', { kind: 'random-normal', mean: 0, stddev: 0.5 }],
    ['tf.randomNormal([2, 3], 0, 0.5)', { kind: 'random-normal', mean: 0, stddev: 0.5 }],
    ['tf.randomNormal([2, 3], 1, 0)', { kind: 'constant', value: 1 }],
    ['tf.truncatedNormal([2, 3], 0, 0.5)', { kind: 'truncated-normal', mean: 0, stddev: 0.5 }],
    ['tf.randomUniform([2, 3], -1, 1)', { kind: 'random-uniform', min: -1, max: 1 }],
    ['tf.randomUniform([2, 3], 2, 2)', { kind: 'constant', value: 2 }],
    ['tf.randomUniform([2, 3], 0, 1, "int32")', { kind: 'constant', value: 0 }],
    ['tf.tensor2d([[1, 1], [1, 1]])', { kind: 'constant', value: 1 }],
    [
      'tf.tensor2d([[1, 2], [3, 4]])',
      {
        kind: 'values',
        data: [
          [1, 2],
          [3, 4],
        ],
      },
    ],
    [
      'tf.tensor2d([1, 2, 3, 4], [2, 2])',
      {
        kind: 'values',
        data: [
          [1, 2],
          [3, 4],
        ],
      },
    ],
    ['tf.tensor(new Float32Array(6), [2, 3])', { kind: 'constant', value: 0 }],
    ['tf.tensor(new Array(6e9).fill(0.1))', { kind: 'constant', value: 0.1 }],
    ['tf.onesLike(tf.zeros([2, 3]))', { kind: 'constant', value: 1 }],
    ['tf.tidy(() => tf.zeros([2, 3]))', { kind: 'constant', value: 0 }],
    ['load()', 'unknown'],
  ])('%s', (initial, expected) => {
    const start = read(forward(initial)).networks.at(0)?.layers.at(0)?.parameters.at(0)?.start;
    expect(start?.is === 'known' ? start.value : start?.is).toEqual(expected);
  });

  test.each([
    ['tf.fill([2, 3], Math.random())', 'one-draw'],
    ['tf.tensor(Array(6).fill(Math.random()), [2, 3])', 'one-draw'],
    ['tf.randomUniform([2, 3], 0, 1, "int32")', 'truncated-to-constant'],
  ])('%s is told: %s', (initial, rule) => {
    const parameters = read(forward(initial)).networks.flatMap(({ layers }) =>
      layers.flatMap((layer) => layer.parameters),
    );
    expect(parameters.flatMap(({ surprises }) => surprises.map((surprise) => surprise.rule))).toEqual([rule]);
  });

  test.each([
    ['w.assign(tf.ones([2, 3]));', { kind: 'constant', value: 1 }],
    ['w.assign(w.sub(gradient));', { kind: 'constant', value: 0 }],
    ['w.assign(fetched);', 'unknown'],
    ['restore(w);', 'unknown'],
    ['w.print();', { kind: 'constant', value: 0 }],
  ])('after %s', (later, expected) => {
    const start = read(`const w = tf.variable(tf.zeros([2, 3])); ${later} const f = (x) => x.matMul(w);`)
      .networks[0].layers[0].parameters[0].start;
    expect(start.is === 'known' ? start.value : start.is).toEqual(expected);
  });
});

describe('networks by use', () => {
  test('two layers with biases and activations, the loss and the optimizer', () => {
    const source = `
      import * as tf from '@tensorflow/tfjs';
      const w1 = tf.variable(tf.zeros([2, 8]));
      //                     ^^^^^^^^^^^^^^^^ kernel constant 0
      const b1 = tf.variable(tf.zeros([8]));
      //                     ^^^^^^^^^^^^^ bias constant 0
      const w2 = tf.zeros([8, 1]).variable();
      //         ^^^^^^^^^^^^^^^^^^^^^^^^^^^ kernel constant 0
      const optimizer = tf.train.sgd(0.5);
      const predict = (x) => tf.tidy(() => tf.sigmoid(tf.matMul(x.matMul(w1).add(b1).relu(), w2)));
      function train(xs, ys) {
        for (let i = 0; i < 1000; i++) optimizer.minimize(() => tf.losses.meanSquaredError(ys, predict(xs)));
      }`;
    const [network] = check(source).networks;
    expect(outline(source, 'units', 'activation', 'useBias')).toBe(
      [
        'predict input[2] → [w2]',
        '  w1 dense units=8 activation=relu useBias=true ← [input]',
        '  w2 dense units=1 activation=sigmoid useBias=false ← [w1]',
      ].join('\n'),
    );
    expect(network.loss).toMatchObject({ value: 'meanSquaredError' });
    expect(network.optimizer).toMatchObject({
      value: { kind: 'sgd', settings: { learningRate: { value: 0.5 } } },
    });
    expect(network.library).toBe('tfjs-core');
  });

  test('a class with variables as fields', () => {
    expect(
      outline(
        `class Regression {
        constructor() { this.weights = tf.variable(tf.zeros([3, 1])); this.bias = tf.variable(tf.scalar(0)); }
        predict(x) { return x.matMul(this.weights).add(this.bias); }
      }`,
        'units',
      ),
    ).toBe('Regression input[3] → [weights]\n  weights dense units=1 ← [input]');
  });

  test('a residual connection', () => {
    expect(
      outline(`const a = tf.variable(tf.zeros([4, 4])), b = tf.variable(tf.randomNormal([4, 4]));
        function net(x) { const h = x.matMul(b).relu(); return h.add(h.matMul(a)); }`),
    ).toBe(
      ['net input[4] → [add]', '  b dense ← [input]', '  a dense ← [b]', '  add add ← [b,a]'].join('\n'),
    );
  });

  test('a kernel used twice, or in a way that is not followed, leaves its layer without a source', () => {
    expect(
      outline(`const w = tf.variable(tf.zeros([4, 4])); const f = (x) => x.matMul(w).relu().matMul(w);`),
    ).toContain('w_2 dense ← ?');
    expect(
      outline(
        `const w = tf.variable(tf.zeros([4, 4])), v = tf.variable(tf.zeros([4, 4])); const f = (x) => x.matMul(w).einsum(v).matMul(v);`,
      ),
    ).toContain('einsum opaque ← ?');
  });

  test('variables that are no weights make no network', () => {
    expect(
      read(
        `const total = tf.variable(tf.scalar(0)); function count(x) { total.assign(total.add(x)); return total.mul(2); }`,
      ).networks,
    ).toEqual([]);
  });

  test('random tensors scaled for the shape are offered', () => {
    const site = read(forward('tf.zeros([8, 2])')).networks[0].layers[0].parameters[0].site;
    expect(site?.replacements.map(({ spelling }) => spelling)).toContain(
      'tf.truncatedNormal([8, 2], 0, 0.5)',
    );
  });
});
