// What constant starts do, fact by fact, as the engine shows it.
import { describe, expect, test } from 'vitest';
import { createRun } from '../../src/core/engine/run.ts';
import type { History, Run } from '../../src/core/engine/run.ts';
import type {
  ActivationName,
  InitializerSpec,
  NetworkSpec,
  OptimizerSpec,
} from '../../src/core/engine/spec.ts';
import type { Training } from './networks.ts';
import { constant, multilayer, network, normal, zero } from './networks.ts';

function trained(spec: NetworkSpec, steps = 8, seed = 1): Run {
  const run = createRun(spec, { seed });
  run.tick(steps);
  return run;
}

/** First step at which each layer that has a kernel gets a gradient for it. */
const firstSteps = ({ history }: Run, parameter = 'kernel') =>
  history.layers
    .filter(({ firstGradientStep }) => parameter in firstGradientStep)
    .map(({ firstGradientStep }) => firstGradientStep[parameter]);

const widthsOf = (history: History) =>
  history.layers.map(({ effectiveWidth }) => effectiveWidth[effectiveWidth.length - 1]);

const flatAtZero: readonly ActivationName[] = [
  'tanh',
  'relu',
  'elu',
  'selu',
  'gelu',
  'swish',
  'mish',
  'softsign',
  'linear',
];
const notZeroAtZero: readonly ActivationName[] = ['sigmoid', 'hardSigmoid', 'softplus'];
const random = normal(0.6);

/** Kernels of `count` layers: zero where listed (1-based), random elsewhere. */
const zeroAt = (count: number, ...layers: number[]): InitializerSpec[] =>
  Array.from({ length: count }, (_, index) => (layers.includes(index + 1) ? zero : random));

describe('symmetry', () => {
  const optimizers: readonly OptimizerSpec[] = [
    { kind: 'sgd', learningRate: 0.1 },
    { kind: 'momentum', learningRate: 0.05, momentum: 0.9 },
    { kind: 'momentum', learningRate: 0.05, momentum: 0.9, useNesterov: true },
    { kind: 'adam', learningRate: 0.01 },
    { kind: 'rmsprop', learningRate: 0.01 },
    { kind: 'adagrad', learningRate: 0.1 },
    { kind: 'adadelta' },
    { kind: 'adamax' },
  ];
  test.each(optimizers)('twins stay twins under $kind', (optimizer) => {
    const run = trained(multilayer([4, 8, 8, 2], 'tanh', constant(0.3), zero, { optimizer }), 100);
    expect(widthsOf(run.history)).toEqual([1, 1, 2]);
    expect(run.history.loss[100]).toBeLessThan(run.history.loss[0]);
  });

  test.each([4, 1, 7])('whatever the batch size: %i', (batchSize) => {
    expect(
      widthsOf(trained(multilayer([4, 8, 2], 'sigmoid', constant(0.3), zero, { batchSize }), 30).history),
    ).toEqual([1, 2]);
  });

  test('distinct biases break it', () => {
    expect(widthsOf(trained(multilayer([4, 8, 2], 'tanh', constant(0.3), random)).history)).toEqual([8, 2]);
  });

  test('distinct outgoing weights break it from the first step on; the start has rank one', () => {
    const run = trained(multilayer([4, 8, 2], 'tanh', [constant(0.3), random]), 0);
    expect(run.snapshot().layers[0].effectiveRank).toBeCloseTo(1, 12);
    run.tick(1);
    const columns = run.parameters().l1.kernel as number[][];
    expect(new Set(columns[0]).size).toBe(8);
  });

  test('dropout on the layer breaks it, dropout on its input does not', () => {
    const dense = { kind: 'dense' as const, units: 8, activation: 'tanh' as const, kernel: constant(0.3) };
    const last = { kind: 'dense' as const, units: 1, kernel: constant(0.3) };
    const after = trained(network([dense, { kind: 'dropout', rate: 0.5 }, last]), 10);
    expect(after.history.layers[0].effectiveWidth[10]).toBe(8);
    const before = trained(network([{ kind: 'dropout', rate: 0.5 }, dense, last]), 10);
    expect(before.history.layers[1].effectiveWidth[10]).toBe(1);
  });

  test.each(['batchNormalization', 'layerNormalization'] as const)(
    '%s with constant gamma and beta does not break it',
    (kind) => {
      const dense = { kind: 'dense' as const, units: 8, activation: 'tanh' as const, kernel: constant(0.3) };
      const run = trained(network([dense, { kind }, { kind: 'dense', units: 1, kernel: constant(0.3) }]), 20);
      expect(run.history.layers[0].effectiveWidth[20]).toBe(1);
    },
  );

  test('a frozen constant layer stays constant, and units below it stay twins', () => {
    const spec = network([
      { kind: 'dense', units: 6, activation: 'tanh', kernel: constant(0.3) },
      { kind: 'dense', units: 5, activation: 'tanh', kernel: constant(0.2), trainable: false },
      { kind: 'dense', units: 1, kernel: random },
    ]);
    const run = trained(spec, 20);
    expect(run.history.layers[0].effectiveWidth[20]).toBe(1);
    expect(run.history.layers[1].firstGradientStep).toEqual({ kernel: null, bias: null });
    expect((run.parameters().l2.kernel as number[][]).flat().every((weight) => weight === 0.2)).toBe(true);
  });
});

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
});

describe('other layers', () => {
  const image: Training = { shape: [5, 5, 2] };
  const tail = (kernel: InitializerSpec) => [
    { kind: 'globalAveragePooling2d' as const },
    { kind: 'dense' as const, units: 1, kernel },
  ];

  test('constant filters with constant consumers are identical', () => {
    const conv = {
      kind: 'conv2d' as const,
      filters: 4,
      kernelSize: 3,
      activation: 'tanh' as const,
      kernel: constant(0.2),
    };
    expect(
      trained(network([conv, ...tail(constant(0.5))], image), 10).history.layers[0].effectiveWidth[10],
    ).toBe(1);
    expect(trained(network([conv, ...tail(random)], image), 10).history.layers[0].effectiveWidth[10]).toBe(4);
  });

  test('positions inside a constant kernel are not twins: they see different pixels', () => {
    const conv = {
      kind: 'conv2d' as const,
      filters: 4,
      kernelSize: 3,
      activation: 'tanh' as const,
      kernel: constant(0.2),
    };
    const run = trained(network([conv, ...tail(constant(0.5))], image), 10);
    const filter = (run.parameters().l1.kernel as number[][][][]).flat(2).map((filters) => filters[0]);
    expect(new Set(filter).size).toBe(18);
  });

  test('a depthwise constant kernel is not symmetric: channels see different inputs', () => {
    const depthwise = {
      kind: 'depthwiseConv2d' as const,
      kernelSize: 3,
      activation: 'tanh' as const,
      depthwise: constant(0.2),
    };
    const run = trained(network([depthwise, ...tail(constant(0.5))], image), 10);
    expect(run.history.layers[0].effectiveWidth[10]).toBe(2);
  });

  test('only the copies of one channel are twins', () => {
    const depthwise = {
      kind: 'depthwiseConv2d' as const,
      kernelSize: 3,
      depthMultiplier: 3,
      activation: 'tanh' as const,
      depthwise: constant(0.2),
    };
    const run = trained(network([depthwise, ...tail(constant(0.5))], image), 10);
    expect(run.history.layers[0].units).toBe(6);
    expect(run.history.layers[0].effectiveWidth[10]).toBe(2);
  });

  test('embedding columns: constant with constant consumers stay one, random consumers break them', () => {
    const build = (kernel: InitializerSpec) =>
      network(
        [
          { kind: 'embedding', inputDim: 6, outputDim: 4, embeddings: constant(0.1) },
          { kind: 'flatten' },
          { kind: 'dense', units: 1, kernel },
        ],
        { shape: [3] },
      );
    expect(trained(build(constant(0.2)), 10).history.layers[0].effectiveWidth[10]).toBe(1);
    expect(trained(build(random), 10).history.layers[0].effectiveWidth[10]).toBe(4);
  });

  test.each(['simpleRNN', 'gru', 'lstm'] as const)(
    '%s: twins where kernel, recurrent kernel and consumer are constant, and only there',
    (kind) => {
      const width = (kernel: InitializerSpec, recurrent: InitializerSpec, consumer: InitializerSpec) =>
        trained(
          network(
            [
              { kind, units: 4, kernel, recurrent },
              { kind: 'dense', units: 1, kernel: consumer },
            ],
            { shape: [4, 3] },
          ),
          10,
        ).history.layers[0].effectiveWidth[10];
      expect(width(constant(0.2), constant(0.1), constant(0.3))).toBe(1);
      expect(width(zero, { kind: 'orthogonal' }, constant(0.3))).toBe(4);
      expect(width(random, zero, constant(0.3))).toBe(4);
      expect(width(constant(0.2), constant(0.1), random)).toBe(4);
    },
  );

  test('lstm and gru at zero: gates 0.5, candidate 0, so the state is 0 and the input kernel waits for the consumer', () => {
    const run = trained(
      network(
        [
          { kind: 'lstm', units: 3, kernel: zero, recurrent: zero },
          { kind: 'dense', units: 1, kernel: random },
        ],
        { shape: [4, 3] },
      ),
      0,
    );
    expect(run.history.layers[0].activationStd[0]).toBe(0);
    run.tick(3);
    expect(run.history.layers[0].firstGradientStep.kernel).toBe(1);
  });

  test('merge layers hand the question on', () => {
    const spec = network([
      { kind: 'dense', id: 'a', units: 4, activation: 'tanh', kernel: constant(0.3) },
      { kind: 'dense', id: 'b', units: 4, activation: 'tanh', kernel: random, from: ['x'] },
      { kind: 'concatenate', id: 'c', from: ['a', 'b'] },
      { kind: 'dense', id: 'out', units: 1, kernel: constant(0.3) },
    ]);
    expect(trained(spec, 10).history.layers.map(({ effectiveWidth }) => effectiveWidth[10])).toEqual([
      1, 4, 5, 1,
    ]);
  });
});

describe('Saxe, McClelland, Ganguli: identical linear units', () => {
  /** Greatest distance of the product of weights from the closed form, for N units and T = 10. */
  function distance(units: number, rate: number): number {
    const u0 = 1e-3;
    const a = Math.sqrt(u0 / units);
    // x = 1, y = 1: the squared error's gradient is twice that of the paper's loss.
    const spec = network(
      [
        { kind: 'dense', units, useBias: false, kernel: constant(a) },
        { kind: 'dense', units: 1, useBias: false, kernel: constant(a) },
      ],
      {
        shape: [1],
        data: { kind: 'given', x: [[1]], y: [[1]] },
        optimizer: { kind: 'sgd', learningRate: rate / 2 },
      },
    );
    const run = createRun(spec, { probes: false });
    const steps = Math.round(10 / rate);
    run.tick(steps);
    let greatest = 0;
    run.history.loss.forEach((loss, step) => {
      const e = Math.exp(2 * rate * step);
      // The loss is (1 − u)² and u stays below 1.
      const u = 1 - Math.sqrt(loss);
      greatest = Math.max(greatest, Math.abs(u - e / (e - 1 + 1 / u0)));
    });
    return greatest;
  }

  test.each([1, 10, 1000])('N = %i', (units) => {
    const coarse = distance(units, 0.01);
    const fine = distance(units, 0.001);
    expect(coarse).toBeGreaterThan(5.5e-3);
    expect(coarse).toBeLessThan(6.7e-3);
    expect(fine).toBeGreaterThan(5.5e-4);
    expect(fine).toBeLessThan(6.7e-4);
  });
});
