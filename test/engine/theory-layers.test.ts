// The same questions for other layers than dense ones, and the closed form of linear networks.
import { describe, expect, test } from 'vitest';
import { lump } from '../../src/core/engine/lump.ts';
import { createRun } from '../../src/core/engine/run.ts';
import type { InitializerSpec } from '../../src/core/engine/spec.ts';
import type { Training } from './networks.ts';
import { constant, network, zero } from './networks.ts';
import { random, trained } from './theory.ts';

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

  test.each(['hardSigmoid', 'sigmoid'] as const)(
    'gates of %s at zero are 0.5: half of the state passes on, and of the candidate',
    (recurrentActivation) => {
      // The candidate's bias alone: h = ½·h + ½·tanh(b) in a gru, c = ½·c + ½·tanh(b) and h = ½·tanh(c) in an lstm.
      const state = (kind: 'gru' | 'lstm', bias: readonly number[]) =>
        trained(
          network(
            [
              {
                kind,
                units: 1,
                recurrentActivation,
                kernel: zero,
                recurrent: zero,
                bias: { kind: 'values', data: bias },
              },
              { kind: 'dense', units: 1, kernel: random },
            ],
            { shape: [2, 3] },
          ),
          0,
        ).snapshot().layers[0].unitMean[0];
      const candidate = Math.tanh(0.8);
      expect(state('gru', [0, 0, 0.8])).toBeCloseTo(0.75 * candidate, 14);
      expect(state('lstm', [0, 0, 0.8, 0])).toBeCloseTo(0.5 * Math.tanh(0.75 * candidate), 14);
      // And the candidate is 0.
      expect([state('gru', [0, 0, 0]), state('lstm', [0, 0, 0, 0])]).toEqual([0, 0]);
    },
  );

  test('where the variance over the batch is 0, batch normalisation gives beta, and its gradient is scaled by 1/√ε', () => {
    // Zero kernel, constant bias: every sample gives the same number, and what comes back is centred over the batch.
    const build = (epsilon: number) =>
      network([
        { kind: 'dense', units: 3, kernel: zero, bias: constant(0.5) },
        { kind: 'batchNormalization', beta: constant(0.2), epsilon },
        { kind: 'dense', units: 1, kernel: random },
      ]);
    expect([...trained(build(1e-3), 0).snapshot().layers[1].unitMean]).toEqual([0.2, 0.2, 0.2]);
    const [coarse, fine] = [1e-2, 1e-4].map(
      (epsilon) => trained(build(epsilon), 1).history.layers[0].gradientNorms.kernel[0],
    );
    expect(coarse).toBeGreaterThan(1e-3);
    expect(fine / coarse).toBeCloseTo(10, 6);
  });

  test('a sum: a unit’s consumers are those of everything it flows into', () => {
    const width = (other: InitializerSpec, consumer: InitializerSpec) => {
      const spec = network([
        { kind: 'dense', id: 'a', units: 4, activation: 'tanh', kernel: constant(0.3) },
        { kind: 'dense', id: 'b', units: 4, activation: 'tanh', kernel: other, from: ['x'] },
        { kind: 'add', id: 'c', from: ['a', 'b'] },
        { kind: 'dense', id: 'out', units: 1, kernel: consumer },
      ]);
      return trained(spec, 10).history.layers.map(({ effectiveWidth }) => effectiveWidth[10]);
    };
    expect(width(constant(0.2), constant(0.3))).toEqual([1, 1, 1, 1]);
    // Distinct units are added to the twins: what reads the sums learns to tell them apart, and so the twins.
    expect(width(random, constant(0.3))).toEqual([4, 4, 4, 1]);
    expect(width(constant(0.2), random)).toEqual([4, 4, 4, 1]);
  });

  describe('a dot product: a unit that is summed over meets one unit of the other input', () => {
    const attention = (starts: Partial<Record<'q' | 'k' | 'v' | 'o', InitializerSpec>>) => {
      const dense = (id: 'q' | 'k' | 'v' | 'o', from: string) =>
        ({ kind: 'dense', id, units: 4, from: [from], kernel: starts[id] ?? constant(0.3) }) as const;
      const run = trained(
        network(
          [
            dense('q', 'x'),
            dense('k', 'x'),
            dense('v', 'x'),
            { kind: 'dot', id: 'scores', from: ['q', 'k'], axes: 2 },
            { kind: 'activation', id: 'shares', activation: 'softmax' },
            { kind: 'dot', id: 'mixed', from: ['shares', 'v'], axes: [2, 1] },
            dense('o', 'mixed'),
          ],
          { shape: [5, 3] },
        ),
        10,
      );
      const widths = run.history.layers.map(({ id, effectiveWidth }) => [id, effectiveWidth[10]]);
      return Object.fromEntries(widths) as Record<string, number>;
    };
    test.each([
      ['all constant: queries, keys and values are one unit each', {}, { q: 1, k: 1, v: 1, mixed: 1, o: 4 }],
      ['random keys tell the queries apart', { k: random }, { q: 4, k: 4, v: 1 }],
      ['random queries tell the keys apart', { q: random }, { q: 4, k: 4, v: 1 }],
      ['values are told apart by what reads the mixture', { o: random }, { q: 1, k: 1, v: 4, mixed: 4 }],
      [
        'random values are distinct, and the mixture with them',
        { v: random },
        { q: 1, k: 1, v: 4, mixed: 4 },
      ],
    ] as const)('%s', (_, starts, expected) => {
      expect(attention(starts)).toMatchObject(expected);
    });
    test('units that meet the network’s inputs are used each in its own way', () => {
      const spec = network([
        { kind: 'dense', id: 'a', units: 3, kernel: constant(0.3) },
        { kind: 'dot', id: 'd', from: ['a', 'x'], axes: 1 },
        { kind: 'dense', units: 1, kernel: constant(0.3) },
      ]);
      expect(trained(spec, 10).history.layers[0].effectiveWidth[10]).toBe(3);
    });
  });

  test('a reshape that turns units into pixels: its channels are twins, while the units below differ by their places', () => {
    const spec = network(
      [
        { kind: 'dense', units: 12, activation: 'tanh', kernel: constant(0.3) },
        { kind: 'reshape', targetShape: [3, 2, 2] },
        { kind: 'conv2d', filters: 3, kernelSize: 2, activation: 'tanh', kernel: constant(0.2) },
        ...tail(constant(0.4)),
      ],
      { shape: [3] },
    );
    const run = trained(spec, 10);
    // Twelve units are six places of two channels.
    expect(run.history.layers.map(({ effectiveWidth }) => effectiveWidth[10])).toEqual([6, 1, 1, 1, 1]);
    const { unitMean } = run.snapshot().layers[1];
    expect(unitMean[0]).toBe(unitMean[1]);
    expect(lump(spec)?.layout.layers.map(({ units }) => units)).toEqual([6, 1, 1, 1, 1]);
  });

  test('frozen constant filters stay as they are', () => {
    const conv = {
      kind: 'conv2d' as const,
      filters: 3,
      kernelSize: 2,
      kernel: constant(0.2),
      trainable: false,
    };
    const run = trained(network([conv, ...tail(random)], image), 10);
    expect(run.history.layers[0].firstGradientStep).toEqual({ kernel: null, bias: null });
    expect(new Set((run.parameters().l1.kernel as number[][][][]).flat(3))).toEqual(new Set([0.2]));
  });

  test('a depthwise layer over equal filters: its channels are twins too', () => {
    const run = trained(
      network(
        [
          { kind: 'conv2d', filters: 4, kernelSize: 2, activation: 'tanh', kernel: constant(0.2) },
          { kind: 'depthwiseConv2d', kernelSize: 2, activation: 'tanh', depthwise: constant(0.2) },
          ...tail(constant(0.5)),
        ],
        image,
      ),
      10,
    );
    expect(run.history.layers.map(({ effectiveWidth }) => effectiveWidth[10])).toEqual([1, 1, 1, 1]);
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
