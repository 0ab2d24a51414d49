// TensorFlow.js Core: variables, and networks read off the forward pass.
import { describe, expect, test } from 'vitest';
import { check, checkFindings, lint, outline, read } from '../check.ts';

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

  test('convolutions, pooling and what flattens', () => {
    expect(
      outline(
        `const c = tf.variable(tf.zeros([3, 3, 1, 8])), d = tf.variable(tf.zeros([3, 3, 8, 2])), w = tf.variable(tf.zeros([64, 10]));
        const model = (x) => x.conv2d(c, [2, 2], 'same').relu().depthwiseConv2d(d, 1, 'valid').maxPool([2, 2], 2, 0).reshape([-1, 64]).matMul(w);`,
        'filters',
        'kernelSize',
        'strides',
        'padding',
        'depthMultiplier',
        'poolSize',
        'activation',
        'units',
      ),
    ).toBe(
      [
        'model input? → [w]',
        '  c conv2d filters=8 kernelSize=[3,3] strides=[2,2] padding=same activation=relu ← [input]',
        '  d depthwiseConv2d kernelSize=[3,3] strides=1 padding=valid depthMultiplier=2 activation=linear ← [c]',
        '  maxPool maxPooling2d strides=2 padding=valid poolSize=[2,2] ← [d]',
        '  reshape flatten ← [maxPool]',
        '  w dense activation=linear units=10 ← [reshape]',
      ].join('\n'),
    );
  });

  test('embeddings, leaky rectifiers, dropout, concatenations', () => {
    const source = `const e = tf.variable(tf.zeros([100, 16])), a = tf.variable(tf.zeros([16, 8])), b = tf.variable(tf.zeros([16, 8]));
      const f = (ids) => { const x = tf.gather(e, ids); const p = tf.leakyRelu(x.matMul(a)), q = tf.dropout(x.matMul(b), 0.5); return tf.concat([p, q], -1); };`;
    expect(outline(source, 'inputDim', 'outputDim', 'alpha', 'rate', 'axis')).toBe(
      [
        'f input? → [concat]',
        '  e embedding inputDim=100 outputDim=16 ← [input]',
        '  a dense ← [e]',
        '  leakyRelu leakyReLU alpha=0.2 ← [a]',
        '  b dense ← [e]',
        '  dropout dropout rate=0.5 ← [b]',
        '  concat concatenate axis=-1 ← [leakyRelu,dropout]',
      ].join('\n'),
    );
    expect(read(source).networks[0].layers[0].parameters.map(({ name, role }) => [name, role])).toEqual([
      ['embeddings', 'kernel'],
    ]);
  });

  test.each([
    ['x.matMul(w).maximum(0)', { relu: { value: 0, slope: 1 } }],
    ['tf.maximum(x.matMul(w), 0)', { relu: { value: 0, slope: 1 } }],
    ['tf.maximum(0, x.matMul(w))', undefined],
    ['x.matMul(w).maximum(tf.scalar(0))', { relu: { value: 0, slope: 1 } }],
    ['x.matMul(w).relu()', undefined],
    ['x.matMul(w).relu().matMul(v).maximum(0)', undefined],
  ])('%s is a rectifier with its own slope at zero', (code, atZero) => {
    const source = `const w = tf.variable(tf.zeros([2, 2])), v = tf.variable(tf.zeros([2, 2])); const f = (x) => ${code};`;
    const [network] = read(source).networks;
    expect(network.layers.map(({ settings }) => settings['activation'])).toMatchObject(
      network.layers.map(() => ({ value: 'relu' })),
    );
    expect(network.atZero).toEqual(atZero);
  });

  const regression = (body: string): string =>
    `const w = tf.variable(tf.zeros([3, 1])), b = tf.variable(tf.scalar(0));\n${body}`;
  test.each([
    [
      'logistic regression, updated by hand',
      regression(`function train(x, y) { for (let i = 0; i < 100; i++) { const p = x.matMul(w).add(b).sigmoid(); const error = p.sub(y);
        w.assign(w.sub(x.transpose().matMul(error).div(x.shape[0]).mul(0.1))); b.assign(b.sub(error.mean().mul(0.1))); } }`),
    ],
    [
      'linear regression with variableGrads',
      regression(
        `function train(x, y) { const { grads } = tf.variableGrads(() => x.matMul(w).add(b).sub(y).square().mean()); w.assign(w.sub(grads[w.name].mul(0.1))); }`,
      ),
    ],
    [
      'linear regression with minimize',
      regression(
        `const predict = (x) => x.matMul(w).add(b); function train(x, y) { tf.train.sgd(0.1).minimize(() => tf.losses.meanSquaredError(y, predict(x))); }`,
      ),
    ],
    [
      'logistic regression with a cross-entropy by hand',
      regression(`const f = (x) => tf.sigmoid(tf.add(tf.matMul(x, w), b)); function loss(x, y) { const p = f(x); return y.mul(p.log()).add(tf.sub(1, y).mul(tf.sub(1, p).log())).mean().neg(); }
        tf.train.adam().minimize(() => loss(xs, ys));`),
    ],
  ])('%s is harmless, since it is convex', (_, source) => {
    const { findings, networks } = lint(source);
    expect(networks).toHaveLength(1);
    expect(
      findings
        .filter(({ parameter }) => parameter === 'kernel')
        .map(({ severity, verdict }) => [severity, verdict.because]),
    ).toEqual([['off', 'convex']]);
  });

  test('two layers updated by hand', () => {
    const source = `const W1 = tf.variable(tf.zeros([2, 4])), W2 = tf.variable(tf.zeros([4, 1]));
      function step(x, y) {
        const a1 = x.matMul(W1).tanh(), a2 = a1.matMul(W2).sigmoid();
        const d2 = a2.sub(y), d1 = d2.matMul(W2.transpose()).mul(tf.scalar(1).sub(a1.square()));
        W2.assign(W2.sub(a1.transpose().matMul(d2).mul(0.1)));
        W1.assign(W1.sub(x.transpose().matMul(d1).mul(0.1)));
      }`;
    expect(outline(source, 'activation')).toBe(
      [
        'step input[2] → [W2]',
        '  W1 dense activation=tanh ← [input]',
        '  W2 dense activation=sigmoid ← [W1]',
      ].join('\n'),
    );
  });

  test('the optimizer trains what it is given', () => {
    const source = `const g = tf.variable(tf.zeros([2, 4])), d = tf.variable(tf.zeros([4, 1]));
      const gan = (x) => x.matMul(g).tanh().matMul(d).sigmoid();
      tf.train.adam().minimize(() => gan(noise).log().mean().neg(), true, [g]);`;
    const [network] = read(source).networks;
    expect(
      network.layers.map(({ id, trainable }) => [id, trainable.is === 'known' && trainable.value]),
    ).toEqual([
      ['g', true],
      ['d', false],
    ]);
  });

  test('variables in arrays and loops', () => {
    expect(
      outline(
        `const sizes = [4, 8, 3]; const weights = [], biases = [];
        for (let i = 1; i < sizes.length; i++) { weights.push(tf.variable(tf.randomNormal([sizes[i - 1], sizes[i]]))); biases.push(tf.variable(tf.zeros([sizes[i]]))); }
        function predict(x) { let h = x; for (let i = 0; i < weights.length; i++) { h = h.matMul(weights[i]).add(biases[i]); if (i < weights.length - 1) h = h.relu(); } return h.softmax(); }`,
        'units',
        'activation',
        'useBias',
      ),
    ).toBe(
      [
        'predict input[4] → [layer_2]',
        '  layer dense units=8 activation=relu useBias=true ← [input]',
        '  layer_2 dense units=3 activation=softmax useBias=true ← [layer]',
      ].join('\n'),
    );
  });

  test.each([
    ['tf.variable([0, 0])', 'tf.tensor([0, 0])'],
    ['tf.variable(0)', 'tf.scalar(0)'],
    ['new tf.Variable([[1, 2], [3, 4]])', 'tf.tensor([[1, 2], [3, 4]])'],
  ])('%s throws', (written, spelling) => {
    const [parameter] = read(`const w = ${written}; const f = (x) => x.matMul(w);`).networks[0].layers[0]
      .parameters;
    expect(parameter.surprises.map(({ rule }) => rule)).toEqual(['invalid-initializer']);
    expect(parameter.surprises[0].replacements.map((one) => one.spelling)).toEqual([spelling]);
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
