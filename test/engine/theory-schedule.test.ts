// Which kernel learns when, fact by fact, as the engine shows it.
import { describe, expect, test } from 'vitest';
import type { InitializerSpec } from '../../src/core/engine/spec.ts';
import type { Training } from './networks.ts';
import { constant, multilayer, network, normal, zero } from './networks.ts';
import {
  firstSteps,
  flatAtZero,
  notZeroAtZero,
  optimizers,
  random,
  trained,
  widthsOf,
  zeroAt,
} from './theory.ts';

describe('which kernel learns when', () => {
  test.each(flatAtZero)('all zero, %s (g(0) = 0): only the output bias ever learns', (activation) => {
    const run = trained(multilayer([4, 8, 8, 2], activation, zero), 20);
    expect(firstSteps(run)).toEqual([null, null, null]);
    expect(firstSteps(run, 'bias')).toEqual([null, null, 1]);
    expect(run.history.layers[0].gradientNorms.kernel.every((norm) => norm === 0)).toBe(true);
  });

  test.each(notZeroAtZero)(
    'all zero, %s (g(0) ≠ 0): one layer a step, and every hidden layer keeps width 1',
    (activation) => {
      const run = trained(multilayer([4, 8, 8, 8, 2], activation, zero), 20);
      expect(firstSteps(run)).toEqual([4, 3, 2, 1]);
      expect(widthsOf(run.history)).toEqual([1, 1, 1, 2]);
    },
  );

  test('zero kernels, random biases, smooth: not symmetric, blocked, and what arrives is small', () => {
    const run = trained(multilayer([4, 8, 8, 8, 2], 'tanh', zero, random), 20);
    expect(firstSteps(run)).toEqual([4, 3, 2, 1]);
    expect(widthsOf(run.history)).toEqual([8, 8, 8, 2]);
    const sizes = run.history.layers.map(({ firstGradientSize }) => firstGradientSize.kernel ?? 0);
    expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
  });

  test('zero kernels, random biases, relu: about half of the units are dead for ever', () => {
    const run = trained(multilayer([4, 200, 1], 'relu', zero, random), 30);
    const [hidden] = run.history.layers;
    expect(hidden.deadUnits[0]).toBeGreaterThan(70);
    expect(hidden.deadUnits[0]).toBeLessThan(130);
    expect(hidden.deadUnits[30]).toBeGreaterThanOrEqual(hidden.deadUnits[0]);
  });

  test.each(['tanh', 'relu', 'sigmoid'] as const)(
    'all constant, not zero, constant biases, %s: gradients flow, symmetric for ever',
    (activation) => {
      const run = trained(multilayer([4, 8, 8, 2], activation, constant(0.2), constant(0.1)), 50);
      expect(firstSteps(run)).toEqual([1, 1, 1]);
      expect(widthsOf(run.history)).toEqual([1, 1, 2]);
    },
  );

  test('all constant, random biases: the units differ only by their biases at first', () => {
    const run = trained(multilayer([4, 8, 8, 2], 'tanh', constant(0.2), normal(0.05)), 0);
    expect(widthsOf(run.history)).toEqual([8, 8, 2]);
    expect(run.snapshot().layers[0].effectiveRank).toBeLessThan(1.2);
    expect(
      trained(multilayer([4, 8, 8, 2], 'tanh', random), 0).snapshot().layers[0].effectiveRank,
    ).toBeGreaterThan(2);
  });

  test.each(['tanh', 'relu'] as const)('all random, zero biases, %s: healthy', (activation) => {
    const run = trained(multilayer([4, 8, 8, 2], activation, random));
    expect(firstSteps(run)).toEqual([1, 1, 1]);
    expect(widthsOf(run.history)).toEqual([8, 8, 2]);
  });

  test.each(['tanh', 'selu', 'gelu', 'linear'] as const)(
    'one zero hidden layer, %s (g′(0) ≠ 0): costs one step, low rank',
    (activation) => {
      const run = trained(multilayer([4, 8, 8, 2], activation, zeroAt(3, 2)), 1);
      expect(firstSteps(run)).toEqual([null, 1, null]);
      expect(firstSteps(run, 'bias')).toEqual([null, 1, 1]);
      expect(run.snapshot().layers[1].effectiveRank).toBeLessThanOrEqual(2);
      run.tick(1);
      expect(firstSteps(run)).toEqual([2, 1, 2]);
    },
  );

  test.each(['relu', 'relu6'] as const)(
    'one zero hidden layer, %s (g′(0) = 0): it and everything below is dead',
    (activation) => {
      expect(firstSteps(trained(multilayer([4, 8, 8, 2], activation, zeroAt(3, 2)), 50))).toEqual([
        null,
        null,
        null,
      ]);
      expect(firstSteps(trained(multilayer([4, 8, 8, 2], activation, zeroAt(3, 1)), 50))).toEqual([
        null,
        null,
        null,
      ]);
    },
  );

  test('only the output zero: hidden kernels wait exactly one step', () => {
    expect(firstSteps(trained(multilayer([4, 8, 8, 2], 'tanh', zeroAt(3, 3))))).toEqual([2, 2, 1]);
  });

  test('no hidden layer: zero is a fine start', () => {
    const zeroStart = trained(
      network([{ kind: 'dense', units: 1, kernel: zero }], { data: { kind: 'gaussian-linear', seed: 3 } }),
      400,
    );
    expect(zeroStart.history.loss[400]).toBeLessThan(0.01);
    expect(firstSteps(zeroStart)).toEqual([1]);
  });

  test.each(['tanh', 'relu'] as const)(
    'a residual branch that ends in zero: the identity path carries the gradient, %s',
    (activation) => {
      const spec = network([
        { kind: 'dense', id: 'stem', units: 6, activation, kernel: random },
        { kind: 'dense', id: 'inner', units: 6, activation, kernel: random },
        { kind: 'dense', id: 'branch', units: 6, kernel: zero },
        { kind: 'add', id: 'sum', from: ['stem', 'branch'] },
        { kind: 'dense', id: 'out', units: 1, kernel: random },
      ]);
      const run = trained(spec);
      expect(firstSteps(run)).toEqual([1, 2, 1, 1]);
      expect(run.history.layers[1].effectiveWidth[8]).toBe(6);
    },
  );

  test('gamma = 0 at the end of a residual branch is as harmless', () => {
    const spec = network([
      { kind: 'dense', id: 'stem', units: 6, activation: 'tanh', kernel: random },
      { kind: 'dense', id: 'inner', units: 6, kernel: random },
      { kind: 'batchNormalization', id: 'norm', gamma: zero },
      { kind: 'add', id: 'sum', from: ['stem', 'norm'] },
      { kind: 'dense', id: 'out', units: 1, kernel: random },
    ]);
    const run = trained(spec);
    expect(run.history.layers[2].firstGradientStep.gamma).toBe(1);
    expect(firstSteps(run)[0]).toBe(1);
    expect(firstSteps(run)[1]).toBe(2);
  });

  test('five sigmoid layers with {2, 4} zero start at steps 3, 2, 2, 1, 1', () => {
    expect(firstSteps(trained(multilayer([4, 6, 6, 6, 6, 1], 'sigmoid', zeroAt(5, 2, 4))))).toEqual([
      3, 2, 2, 1, 1,
    ]);
  });

  const locking: readonly Training['optimizer'][] = [
    { kind: 'sgd', learningRate: 0.1 },
    { kind: 'adam', learningRate: 0.01 },
  ];
  test.each(locking)('five tanh layers with {2, 4} zero: never, never, never, never, step 2', (optimizer) => {
    const run = trained(multilayer([4, 6, 6, 6, 6, 1], 'tanh', zeroAt(5, 2, 4), zero, { optimizer }), 60);
    expect(firstSteps(run)).toEqual([null, null, null, null, 2]);
  });

  test.each(locking)('two zero tanh layers in series stay locked', (optimizer) => {
    const run = trained(multilayer([4, 6, 6, 6, 1], 'tanh', zeroAt(4, 2, 3), zero, { optimizer }), 60);
    expect(firstSteps(run)).toEqual([null, null, null, 2]);
  });

  test('dropout does not unlock them; a skip connection around one does', () => {
    const layer = (id: string, kernel: InitializerSpec) => ({
      kind: 'dense' as const,
      id,
      units: 6,
      activation: 'tanh' as const,
      kernel,
    });
    const out = { kind: 'dense' as const, id: 'out', units: 1, kernel: random };
    const dropped = network([
      layer('a', random),
      layer('b', zero),
      { kind: 'dropout', id: 'd', rate: 0.5 },
      layer('c', zero),
      out,
    ]);
    expect(firstSteps(trained(dropped, 40))).toEqual([null, null, null, 2]);
    const skipped = network([
      layer('a', random),
      layer('b', zero),
      layer('c', zero),
      { kind: 'add', id: 's', from: ['b', 'c'] },
      out,
    ]);
    expect(firstSteps(trained(skipped, 10)).every((step) => step !== null)).toBe(true);
  });

  test('one zero relu layer with batch normalisation is dead; a positive bias revives it', () => {
    const build = (bias: InitializerSpec) =>
      network([
        { kind: 'dense', units: 6, activation: 'relu', kernel: random },
        { kind: 'dense', units: 6, activation: 'relu', kernel: zero, bias },
        { kind: 'batchNormalization' },
        { kind: 'dense', units: 1, kernel: random },
      ]);
    expect(firstSteps(trained(build(zero), 40)).slice(0, 2)).toEqual([null, null]);
    // The variance over the batch is 0 at first, so the gradient is only scaled: it does flow.
    expect(firstSteps(trained(build(constant(0.5)), 40))[1]).not.toBeNull();
  });

  test('size law: the first gradient k layers below the output has size η^(2^k − 1)', () => {
    const sizes = [0.01, 0.001].map((learningRate) => {
      const spec = multilayer([4, 6, 6, 6, 1], 'sigmoid', zero, zero, {
        optimizer: { kind: 'sgd', learningRate },
      });
      return trained(spec, 6).history.layers.map(({ firstGradientSize }) => firstGradientSize.kernel ?? 0);
    });
    [0, 1, 2, 3].forEach((below) => {
      const order = Math.log10(sizes[0][3 - below] / sizes[1][3 - below]);
      expect(Math.abs(order - (2 ** below - 1))).toBeLessThan(0.2);
    });
  });

  test('nothing underflows to zero in float64 where float32 has stopped', () => {
    const run = trained(multilayer([4, 4, 4, 4, 4, 4, 4, 4, 1], 'sigmoid', zero), 9);
    expect(firstSteps(run)).toEqual([8, 7, 6, 5, 4, 3, 2, 1]);
    expect(run.history.layers[0].firstGradientSize.kernel).toBeLessThan(1e-60);
  });

  test('an output layer with equal rows under softmax cross-entropy sends back exactly zero at step 1', () => {
    const spec = multilayer(
      [4, 6, 3],
      'tanh',
      [random, constant(0.5)],
      zero,
      { loss: 'categoricalCrossentropy', samples: 32 },
      'softmax',
    );
    const run = trained(spec, 2);
    const [first, second] = run.history.layers[0].gradientNorms.kernel;
    // Up to the rounding of Σ(p − y).
    expect(first).toBeLessThan(1e-15);
    expect(second).toBeGreaterThan(1e-4);
  });

  test('a constant layer before layer normalisation: the output does not depend on the input', () => {
    const spec = network([
      { kind: 'dense', units: 6, activation: 'tanh', kernel: constant(0.4) },
      { kind: 'layerNormalization' },
      { kind: 'dense', units: 1, kernel: random },
    ]);
    expect(trained(spec, 0).history.layers[1].activationStd).toEqual([0]);
  });

  test('balanced classes cancel: sigmoid units at 0.5 give the output kernel nothing, the cost stays at ln 2', () => {
    const build = (balanced: boolean) =>
      multilayer(
        [2, 4, 1],
        'sigmoid',
        zero,
        zero,
        { loss: 'binaryCrossentropy', data: { kind: 'xor', samples: 64, balanced } },
        'sigmoid',
      );
    const still = trained(build(true), 20);
    expect(firstSteps(still)).toEqual([null, null]);
    expect(still.history.loss.every((loss) => loss === Math.LN2)).toBe(true);
    expect(firstSteps(trained(build(false), 20))).toEqual([2, 1]);
  });

  test('all zero with g(0) = 0 fits the label frequencies and stops there: the loss is their entropy', () => {
    const spec = multilayer(
      [2, 6, 1],
      'relu',
      zero,
      zero,
      {
        loss: 'binaryCrossentropy',
        data: { kind: 'xor', samples: 60 },
        optimizer: { kind: 'sgd', learningRate: 1 },
      },
      'sigmoid',
    );
    const run = trained(spec, 300);
    const share = 1 / 3;
    expect(run.history.loss[300]).toBeCloseTo(
      -share * Math.log(share) - (1 - share) * Math.log(1 - share),
      6,
    );
  });

  const smooth = [...notZeroAtZero, 'tanh', 'elu', 'swish'] as const;
  test.each(smooth)('zero kernels, random biases, %s: one layer a step, full width', (activation) => {
    const run = trained(multilayer([4, 8, 8, 2], activation, zero, random), 20);
    expect(firstSteps(run)).toEqual([3, 2, 1]);
    expect(widthsOf(run.history)).toEqual([8, 8, 2]);
  });

  const everything = [...flatAtZero, ...notZeroAtZero, 'relu6', 'gelu_new', 'leakyReLU'] as const;
  test.each(everything)('all constant, not zero, %s: gradients flow, symmetric for ever', (activation) => {
    const optimizer = { kind: 'sgd' as const, learningRate: 0.01 };
    const run = trained(
      multilayer([4, 6, 6, 2], activation, constant(0.2), constant(0.1), { optimizer }),
      30,
    );
    expect(firstSteps(run)).toEqual([1, 1, 1]);
    expect(widthsOf(run.history)).toEqual([1, 1, 2]);
  });

  test.each(everything)(
    'all random, zero biases, %s: healthy, and zero biases are harmless',
    (activation) => {
      const run = trained(multilayer([4, 6, 6, 2], activation, random));
      expect(firstSteps(run)).toEqual([1, 1, 1]);
      expect(firstSteps(run, 'bias')).toEqual([1, 1, 1]);
      expect(widthsOf(run.history)).toEqual([6, 6, 2]);
    },
  );

  test('beta 0, gamma 1, the defaults of a normalisation, are harmless', () => {
    for (const kind of ['batchNormalization', 'layerNormalization'] as const) {
      const run = trained(
        network([
          { kind: 'dense', units: 6, activation: 'tanh', kernel: random },
          { kind, gamma: constant(1), beta: zero },
          { kind: 'dense', units: 2, kernel: random },
        ]),
      );
      expect(run.history.layers.map(({ firstGradientStep }) => Object.values(firstGradientStep))).toEqual([
        [1, 1],
        [1, 1],
        [1, 1],
      ]);
      expect(run.history.layers[0].effectiveWidth[8]).toBe(6);
    }
  });

  test('a zero hidden layer starts at a rank no greater than the number of outputs', () => {
    for (const outputs of [1, 2]) {
      const spec = multilayer([5, 6, outputs], 'tanh', zeroAt(2, 1), zero, {
        optimizer: { kind: 'sgd', learningRate: 1 },
        samples: 32,
      });
      const kernel = trained(spec, 1).parameters().l1.kernel as number[][];
      expect(rankOf(kernel)).toBe(outputs);
    }
  });

  test.each([
    ['linear regression', 'meanSquaredError', 'linear', 1],
    ['logistic regression', 'binaryCrossentropy', 'sigmoid', 1],
    ['softmax regression', 'categoricalCrossentropy', 'softmax', 3],
  ] as const)(
    'no hidden layer, %s: from zero to where a random start goes too',
    (_, loss, activation, units) => {
      const run = (kernel: InitializerSpec) =>
        trained(
          network([{ kind: 'dense', units, activation, kernel }], {
            loss,
            data: { kind: 'blobs', samples: 60, noise: 2, seed: 3 },
            optimizer: { kind: 'adam', learningRate: 0.05 },
          }),
          1500,
        ).history;
      const fromZero = run(zero);
      expect(fromZero.layers[0].firstGradientStep.kernel).toBe(1);
      expect(fromZero.loss[1500]).toBeLessThan(fromZero.loss[0]);
      expect(Math.abs(fromZero.loss[1500] - run(random).loss[1500])).toBeLessThan(2e-3);
    },
  );

  test('LoRA: B = 0 beside a frozen kernel starts one step later; A = B = 0 lock each other', () => {
    const build = (a: InitializerSpec, b: InitializerSpec) =>
      network([
        { kind: 'dense', id: 'base', units: 5, from: ['x'], kernel: random, trainable: false },
        { kind: 'dense', id: 'A', units: 2, from: ['x'], useBias: false, kernel: a },
        { kind: 'dense', id: 'B', units: 5, from: ['A'], useBias: false, kernel: b },
        { kind: 'add', id: 'sum', from: ['base', 'B'] },
        { kind: 'dense', id: 'out', units: 1, kernel: random },
      ]);
    const steps = (a: InitializerSpec, b: InitializerSpec) =>
      firstSteps(trained(build(a, b), 40)).slice(1, 3);
    expect(steps(random, zero)).toEqual([2, 1]);
    expect(steps(zero, random)).toEqual([1, 2]);
    expect(steps(zero, zero)).toEqual([null, null]);
  });

  test('a zero convolution at the end of a branch is harmless', () => {
    const conv = (id: string, from: string, kernel: InitializerSpec) =>
      ({
        kind: 'conv2d',
        id,
        from: [from],
        filters: 3,
        kernelSize: 3,
        padding: 'same',
        activation: 'tanh',
        kernel,
      }) as const;
    const run = trained(
      network(
        [
          conv('stem', 'x', random),
          conv('inner', 'stem', random),
          { ...conv('zero', 'inner', zero), kernelSize: 1, activation: 'linear' },
          { kind: 'add', id: 'sum', from: ['stem', 'zero'] },
          { kind: 'globalAveragePooling2d' },
          { kind: 'dense', units: 1, kernel: random },
        ],
        { shape: [5, 5, 2] },
      ),
    );
    expect(firstSteps(run)).toEqual([1, 2, 1, 1]);
    expect(widthsOf(run.history).slice(0, 2)).toEqual([3, 3]);
  });

  const subsets = Array.from({ length: 32 }, (_, bits) =>
    [1, 2, 3, 4, 5].filter((layer) => (bits >> (layer - 1)) & 1),
  );
  test.each(subsets.map((zeros) => ({ zeros })))(
    'with g(0) ≠ 0 the first gradient comes at step 1 + the number of zero layers above: {$zeros}',
    ({ zeros }) => {
      const expected = [1, 2, 3, 4, 5].map((layer) => 1 + zeros.filter((other) => other > layer).length);
      const run = (bias: InitializerSpec, activation: 'sigmoid' | 'tanh') =>
        firstSteps(trained(multilayer([4, 5, 5, 5, 5, 1], activation, zeroAt(5, ...zeros), bias)));
      expect(run(zero, 'sigmoid')).toEqual(expected);
      // Biases that are not zero do the same for g(0) = 0.
      expect(run(random, 'tanh')).toEqual(expected);
    },
  );

  test('with η = 0.1 the first gradient underflows float32 about six layers down', () => {
    const { layers } = trained(multilayer([4, 4, 4, 4, 4, 4, 4, 1], 'sigmoid', zero), 8).history;
    const sizes = layers.map(({ firstGradientSize }) => firstGradientSize.kernel ?? 0).reverse();
    const least = 2 ** -150;
    expect(sizes.findIndex((size) => size < least)).toBeGreaterThanOrEqual(4);
    expect(sizes[6]).toBeGreaterThan(0);
    expect(sizes[6]).toBeLessThan(least);
  });

  test.each(optimizers.map((optimizer) => ({ optimizer, kind: optimizer.kind })))(
    'two zero tanh layers in series, with others between, lock them and all below under $kind',
    ({ optimizer }) => {
      const spec = multilayer([4, 5, 5, 5, 5, 1], 'tanh', zeroAt(5, 2, 4), zero, { optimizer });
      const run = trained(spec, 40);
      expect(firstSteps(run)).toEqual([null, null, null, null, 2]);
      // What lies above learns, from its biases.
      expect(firstSteps(run, 'bias')).toEqual([null, null, null, 1, 1]);
    },
  );

  test('a skip connection around either of the two removes the lock', () => {
    const layer = (id: string, kernel: InitializerSpec) =>
      ({ kind: 'dense', id, units: 6, activation: 'tanh', kernel }) as const;
    const out = { kind: 'dense', id: 'out', units: 1, kernel: random } as const;
    const lower = network([
      layer('a', random),
      layer('b', zero),
      { kind: 'add', id: 's', from: ['a', 'b'] },
      layer('c', zero),
      out,
    ]);
    const upper = network([
      layer('a', random),
      layer('b', zero),
      layer('c', zero),
      { kind: 'add', id: 's', from: ['b', 'c'] },
      out,
    ]);
    for (const spec of [lower, upper]) {
      expect(firstSteps(trained(spec, 10)).every((step) => step !== null)).toBe(true);
    }
  });

  test('one zero hidden layer, smooth: at step 1 only it and the biases above move, at step 2 everything', () => {
    const run = trained(multilayer([4, 6, 6, 6, 2], 'tanh', zeroAt(4, 2)), 2);
    expect(firstSteps(run)).toEqual([2, 1, 2, 2]);
    expect(firstSteps(run, 'bias')).toEqual([2, 1, 1, 1]);
  });

  test.each([2, 4, 8])('with %i classes, a power of two, that zero is exact', (classes) => {
    const spec = multilayer(
      [4, 6, classes],
      'tanh',
      [random, constant(0.5)],
      zero,
      { loss: 'categoricalCrossentropy', samples: 32 },
      'softmax',
    );
    const run = trained(spec, 2);
    expect(run.history.layers[0].gradientNorms.kernel[0]).toBe(0);
    expect(firstSteps(run)).toEqual([2, 1]);
  });

  const attention = (starts: Partial<Record<'q' | 'k' | 'v' | 'o', InitializerSpec>>) => {
    const dense = (id: 'q' | 'k' | 'v' | 'o', from: string) =>
      ({ kind: 'dense', id, units: 3, from: [from], useBias: false, kernel: starts[id] ?? random }) as const;
    return network(
      [
        dense('q', 'x'),
        dense('k', 'x'),
        dense('v', 'x'),
        { kind: 'dot', id: 'scores', from: ['q', 'k'], axes: 2, scale: 1 / Math.sqrt(3) },
        { kind: 'activation', id: 'shares', activation: 'softmax' },
        { kind: 'dot', id: 'mixed', from: ['shares', 'v'], axes: [2, 1] },
        dense('o', 'mixed'),
        { kind: 'flatten' },
        { kind: 'dense', units: 1, kernel: random },
      ],
      { shape: [4, 3] },
    );
  };
  test.each([
    ['Wq = Wk = 0 lock each other', { q: zero, k: zero }, [null, null, 1, 1]],
    ['Wv = Wo = 0 lock each other, and what is below', { v: zero, o: zero }, [null, null, null, null]],
    ['Wq = 0 alone is fine', { q: zero }, [1, 2, 1, 1]],
    ['Wk = 0 alone is fine', { k: zero }, [2, 1, 1, 1]],
    ['Wv = 0 alone is fine', { v: zero }, [2, 2, 1, 2]],
    ['Wo = 0 alone is fine', { o: zero }, [2, 2, 2, 1]],
  ] as const)('attention: %s', (_, starts, expected) => {
    expect(firstSteps(trained(attention(starts), 40)).slice(0, 4)).toEqual(expected);
  });

  test('a constant layer before layer normalisation: the normalised value is 0, the output is beta', () => {
    const spec = network([
      { kind: 'dense', units: 6, activation: 'tanh', kernel: constant(0.4) },
      { kind: 'layerNormalization', beta: constant(0.7) },
      { kind: 'dense', units: 1, kernel: random },
    ]);
    expect([...trained(spec, 0).snapshot().layers[1].unitMean]).toEqual([0.7, 0.7, 0.7, 0.7, 0.7, 0.7]);
  });

  test.each([...flatAtZero, ...notZeroAtZero])(
    'everything zero and Σδ = 0, %s: nothing moves at all',
    (activation) => {
      const spec = multilayer(
        [2, 4, 4, 1],
        activation,
        zero,
        zero,
        { loss: 'binaryCrossentropy', data: { kind: 'xor', samples: 64, balanced: true } },
        'sigmoid',
      );
      const run = trained(spec, 20);
      expect([firstSteps(run), firstSteps(run, 'bias')]).toEqual([
        [null, null, null],
        [null, null, null],
      ]);
      expect(new Set(run.history.loss)).toEqual(new Set([Math.LN2]));
    },
  );
});

/** Rank by elimination; what is 1e-9 of the greatest entry is 0. */
function rankOf(matrix: readonly (readonly number[])[]): number {
  const rows = matrix.map((row) => [...row]);
  const least = 1e-9 * Math.max(...rows.flat().map(Math.abs));
  let rank = 0;
  for (let column = 0; column < rows[0].length && rank < rows.length; column++) {
    const rest = rows.slice(rank).map((row) => Math.abs(row[column]));
    const pivot = rank + rest.indexOf(Math.max(...rest));
    if (Math.abs(rows[pivot][column]) <= least) continue;
    [rows[rank], rows[pivot]] = [rows[pivot], rows[rank]];
    const chosen = rows[rank];
    for (const row of rows.slice(rank + 1)) {
      const factor = row[column] / chosen[column];
      for (let i = 0; i < row.length; i++) row[i] -= factor * chosen[i];
    }
    rank++;
  }
  return rank;
}
