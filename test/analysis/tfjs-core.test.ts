// TensorFlow.js Core: variables, and networks read off the forward pass.
import { describe, expect, test } from 'vitest';
import { check, checkFindings, outline, read } from '../check.ts';

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
    ['tf.randomNormal([2, 3], 1, 0, "float32", 7)', { kind: 'constant', value: 1 }],
    ['tf.truncatedNormal([2, 3], 0.5, 0)', { kind: 'constant', value: 0.5 }],
    ['tf.randomUniform([2, 3], 0, 1, "bool")', { kind: 'constant', value: 0 }],
    ['tf.randomUniformInt([2, 3], 0, 1)', { kind: 'constant', value: 0 }],
    ['tf.randomUniformInt([2, 3], 0, 5)', { kind: 'random-uniform', min: 0, max: 5 }],
    ['tf.randomNormal([2, 3], 0, 0.05, "int32")', { kind: 'constant', value: 0 }],
    ['tf.randomGamma([2, 3], 1, 0)', { kind: 'constant', value: 0 }],
    ['tf.randomGamma([2, 3], 1, 2)', 'unknown'],
    ['tf.rand([2, 3], () => 0.5)', { kind: 'constant', value: 0.5 }],
    ['tf.rand([2, 3], () => Math.random() - 0.5)', { kind: 'random-uniform', min: -0.5, max: 0.5 }],
    ['tf.rand([2, 3], () => gauss())', 'unknown'],
    ['tf.zerosLike(tf.ones([2, 3]))', { kind: 'constant', value: 0 }],
    ['tf.ones([2, 3]).zerosLike()', { kind: 'constant', value: 0 }],
    ['tf.eye(1)', { kind: 'constant', value: 1 }],
    ['tf.eye(3)', { kind: 'identity', gain: 1 }],
    ['tf.eye(3).mul(0.5)', { kind: 'identity', gain: 0.5 }],
    ['tf.scalar(2)', { kind: 'constant', value: 2 }],
    ['tf.linspace(3, 3, 6)', { kind: 'constant', value: 3 }],
    ['tf.linspace(0, 1, 6)', 'unknown'],
    ['tf.buffer([2, 3]).toTensor()', { kind: 'constant', value: 0 }],
    ['tf.broadcastTo(tf.scalar(0.5), [2, 3])', { kind: 'constant', value: 0.5 }],
    ['tf.scalar(0.5).broadcastTo([2, 3])', { kind: 'constant', value: 0.5 }],
    ['tf.tile(tf.ones([1, 3]), [2, 1])', { kind: 'constant', value: 1 }],
    ['tf.tile(tf.randomNormal([1, 3]), [2, 1])', 'unknown'],
    ['tf.diag([0, 0])', { kind: 'constant', value: 0 }],
    ['tf.diag(tf.tensor1d([2, 2]))', { kind: 'identity', gain: 2 }],
    ['tf.tensor1d([0, 0])', { kind: 'constant', value: 0 }],
    ['tf.tensor3d([[[1], [1]]])', { kind: 'constant', value: 1 }],
    ['tf.tensor4d(new Float32Array(6), [1, 1, 2, 3])', { kind: 'constant', value: 0 }],
    ['tf.tensor5d([0, 0], [1, 1, 1, 1, 2])', { kind: 'constant', value: 0 }],
    ['tf.tensor6d([0, 0], [1, 1, 1, 1, 1, 2])', { kind: 'constant', value: 0 }],
    ['tf.tensor(new Array(6).fill(0.1), [2, 3])', { kind: 'constant', value: 0.1 }],
    ['tf.randomNormal([2, 3]).mul(tf.scalar(0))', { kind: 'constant', value: 0 }],
    ['tf.mul(tf.randomNormal([2, 3]), 0.1)', { kind: 'random-normal', mean: 0, stddev: 0.1 }],
    ['tf.mul(0.1, tf.randomNormal([2, 3]))', { kind: 'random-normal', mean: 0, stddev: 0.1 }],
    ['tf.zeros([2, 3]).add(tf.randomNormal([2, 3]))', { kind: 'random-normal', mean: 0, stddev: 1 }],
    ['tf.sub(1, tf.randomUniform([2, 3]))', { kind: 'random-uniform', min: 0, max: 1 }],
    ['tf.randomNormal([2, 3]).div(Math.sqrt(4))', { kind: 'random-normal', mean: 0, stddev: 0.5 }],
    ['tf.randomNormal([2, 3]).sub(tf.randomNormal([2, 3]))', 'unknown'],
    ['tf.ones([2, 3]).neg()', { kind: 'constant', value: -1 }],
    ['tf.exp(tf.zeros([2, 3]))', { kind: 'constant', value: 1 }],
    ['tf.randomUniform([2, 3]).floor()', 'unknown'],
    ['tf.randomUniform([2, 3]).toInt()', { kind: 'constant', value: 0 }],
    ['tf.cast(tf.randomUniform([2, 3]), "int32")', { kind: 'constant', value: 0 }],
    ['tf.zeros([6]).reshape([2, 3])', { kind: 'constant', value: 0 }],
    ['tf.concat([tf.zeros([1, 3]), tf.zeros([1, 3])])', { kind: 'constant', value: 0 }],
    ['tf.stack([tf.zeros([3]), tf.ones([3])])', 'unknown'],
    ['tf.zeros([2, 3]).clone()', { kind: 'constant', value: 0 }],
    ['tf.keep(tf.zeros([2, 3]))', { kind: 'constant', value: 0 }],
    ['tf.initializers.glorotNormal({}).apply([2, 3])', { kind: 'glorot-normal' }],
    ['tf.initializers.randomUniform({ minval: 0.05 }).apply([2, 3])', { kind: 'constant', value: 0.05 }],
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
    ['w.assign(w.add(tf.randomNormal([2, 3])));', { kind: 'random-normal', mean: 0, stddev: 1 }],
    ['w.assign(tf.add(w, 1).mul(0.5));', { kind: 'constant', value: 0.5 }],
    ['w.add(tf.randomNormal([2, 3]));', { kind: 'constant', value: 0 }],
    [
      'const buffer = tf.buffer([2, 3]); for (let i = 0; i < 6; i++) buffer.set(Math.random(), 0, i); w.assign(buffer.toTensor());',
      'unknown',
    ],
  ])('after %s', (later, expected) => {
    const start = read(`const w = tf.variable(tf.zeros([2, 3])); ${later} const f = (x) => x.matMul(w);`)
      .networks[0].layers[0].parameters[0].start;
    expect(start.is === 'known' ? start.value : start.is).toEqual(expected);
  });
});

describe('results thrown away', () => {
  const use =
    'const v = tf.variable(tf.randomNormal([3, 1])); const f = (x) => x.matMul(w).relu().matMul(v);';
  const told = (code: string): string[] =>
    read(`${code} ${use}`).networks.flatMap(({ layers }) =>
      layers.flatMap(({ parameters }) =>
        parameters.flatMap(({ surprises }) => surprises.map(({ rule, what }) => `${rule}: ${what}`)),
      ),
    );

  test.each([
    'const w = tf.variable(tf.zeros([2, 3])); w.add(tf.randomNormal([2, 3]));',
    'const w = tf.variable(tf.zeros([2, 3])); await w.add(1);',
    'const w = tf.variable(tf.zeros([2, 3])); for (let i = 0; i < 3; i++) { w.add(1); }',
    'const w = tf.variable(tf.zeros([2, 3])); tf.add(w, tf.randomNormal([2, 3]));',
    'const zeros = tf.zeros([2, 3]); zeros.add(tf.randomNormal([2, 3])); const w = tf.variable(zeros);',
  ])('%s', (code) => {
    expect(told(code)).toEqual([
      'discarded-result: add gives a new tensor and changes nothing: its result is thrown away here.',
    ]);
  });

  test.each([
    'const w = tf.variable(tf.zeros([2, 3])); w.assign(w.add(1));',
    'const w = tf.variable(tf.zeros([2, 3])); const other = w.add(1);',
    'const w = tf.variable(tf.zeros([2, 3])); w.add(1).print();',
    'const w = tf.variable(tf.zeros([2, 3])); w.print(); w.data(); console.log(w.mul(2));',
    'const w = tf.variable(tf.zeros([2, 3])); x.add(1);',
    'let w = tf.variable(tf.zeros([2, 3])); w = w.add(1);',
  ])('nothing is told of %s', (code) => {
    expect(told(code)).toEqual([]);
  });

  test('where it hurts, with the line that takes the result', () => {
    const report = checkFindings(`
      const w = tf.variable(tf.zeros([2, 3]));
      w.add(tf.randomNormal([2, 3]));
  //  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ discarded-result: never learns
      ${use}`);
    const [finding] = report.findings.filter(({ severity }) => severity !== 'off');
    expect(finding).toMatchObject({ rule: 'discarded-result', severity: 'error' });
    expect(finding.suggestions[0].edits[0].text).toBe('w.assign(w.add(tf.randomNormal([2, 3])))');
  });

  test('of a layer’s weight', () => {
    check(`
      const d = tf.layers.dense({ units: 2, inputShape: [3], kernelInitializer: 'zeros' });
      //                                                                        ^^^^^^^ kernel constant 0
      const m = tf.sequential({ layers: [d] });
      m.getWeights()[0].add(tf.randomNormal([3, 2]));
  //  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ discarded-result: add gives a new tensor
      d.getWeights()[1].print();`);
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
