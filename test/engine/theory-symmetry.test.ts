// Units that stay copies of each other, fact by fact, as the engine shows it.
import { describe, expect, test } from 'vitest';
import { lump } from '../../src/core/engine/lump.ts';
import type { InitializerSpec, NestedArray } from '../../src/core/engine/spec.ts';
import { constant, multilayer, network, normals, zero } from './networks.ts';
import { last, optimizers, random, trained, widthsOf } from './theory.ts';

const values = (data: NestedArray): InitializerSpec => ({ kind: 'values', data });

describe('symmetry', () => {
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

  const losses = [
    'meanSquaredError',
    'meanAbsoluteError',
    'binaryCrossentropy',
    'categoricalCrossentropy',
    'sparseCategoricalCrossentropy',
    'hinge',
    'huberLoss',
  ] as const;
  test.each(losses)('for any loss: %s', (loss) => {
    const last = loss.endsWith('Crossentropy') ? 'softmax' : 'tanh';
    const run = trained(multilayer([4, 8, 8, 3], 'tanh', constant(0.3), zero, { loss }, last), 40);
    expect(widthsOf(run.history)).toEqual([1, 1, 3]);
  });

  const sets = ['teacher', 'blobs', 'xor', 'circles', 'spiral', 'gaussian-linear'] as const;
  test.each(sets)('for any data, with noise and balanced or not: %s', (kind) => {
    for (const noise of [0, 0.5]) {
      for (const balanced of [true, false]) {
        const data = { kind, samples: 24, noise, balanced };
        const run = trained(multilayer([3, 6, 6, 1], 'tanh', constant(0.3), zero, { data }), 20);
        expect(widthsOf(run.history)).toEqual([1, 1, 1]);
      }
    }
  });

  test.each([1e-6, 0.01, 1])('for any learning rate: %f', (learningRate) => {
    const optimizer = { kind: 'sgd' as const, learningRate };
    const run = trained(multilayer([4, 8, 8, 2], 'tanh', constant(0.3), zero, { optimizer }), 40);
    expect(widthsOf(run.history)).toEqual([1, 1, 2]);
  });

  test('for any batch order', () => {
    const x = normals([12, 3], 1) as number[][];
    const y = normals([12, 1], 2) as number[][];
    const order = [7, 2, 11, 0, 5, 9, 1, 3, 10, 4, 8, 6];
    for (const places of [order, [...order].reverse()]) {
      const data = { kind: 'given' as const, x: places.map((i) => x[i]), y: places.map((i) => y[i]) };
      const spec = multilayer([3, 6, 6, 1], 'tanh', constant(0.3), zero, { data, batchSize: 4 });
      expect(widthsOf(trained(spec, 30).history)).toEqual([1, 1, 1]);
    }
  });

  test('more steps: after 3000, where float32 libraries have drifted apart by 4.5, still equal to the last bit', () => {
    const optimizer = { kind: 'adam' as const, learningRate: 0.01 };
    const run = trained(multilayer([4, 16, 16, 1], 'tanh', constant(0.1), zero, { optimizer }), 3000);
    const { history } = run;
    expect(history.layers.map(({ effectiveWidth }) => Math.max(...effectiveWidth))).toEqual([1, 1, 1]);
    expect(last(history.loss)).toBeLessThan(history.loss[0] / 2);
    for (const row of run.parameters().l2.kernel as number[][]) expect(new Set(row).size).toBe(1);
  });

  test('rows stay equal to each other; entries along a row separate', () => {
    const run = trained(multilayer([4, 8, 8, 2], 'tanh', constant(0.3)), 1);
    const kernel = run.parameters().l1.kernel as number[][];
    expect(kernel.map((fromInput) => new Set(fromInput).size)).toEqual([1, 1, 1, 1]);
    expect(new Set(kernel.map(([weight]) => weight)).size).toBe(4);
  });

  test('random weights: the full width; constant ones: 1, whatever the layer’s size', () => {
    for (const units of [2, 17, 64]) {
      expect(widthsOf(trained(multilayer([4, units, 2], 'tanh', random)).history)).toEqual([units, 2]);
      expect(widthsOf(trained(multilayer([4, units, 2], 'tanh', constant(0.1))).history)).toEqual([1, 2]);
    }
  });

  test('an equitable partition compares sums: units with unequal rows stay equal where the sums are', () => {
    // Two units read two twins with (a, b) and (b, a).
    const crossed = values([[0.2, 0.5], [0.5, 0.2]]); // prettier-ignore
    const spec = multilayer([3, 2, 2, 1], 'tanh', [constant(0.3), crossed, constant(0.4)]);
    const run = trained(spec, 60);
    expect(run.history.loss[60]).toBeLessThan(run.history.loss[0]);
    for (const { unitMean, unitStd } of run.snapshot().layers.slice(0, 2)) {
      expect(unitMean[0]).toBeCloseTo(unitMean[1], 12);
      expect(unitStd[0]).toBeCloseTo(unitStd[1], 12);
    }
    // Weights that are equal one by one is what the measured width counts; the groups are fewer.
    expect(widthsOf(run.history)).toEqual([2, 2, 1]);
    expect(lump(spec)?.layout.layers.map(({ units }) => units)).toEqual([1, 1, 1]);
  });

  test('distinct incoming rows break it', () => {
    const run = trained(multilayer([4, 8, 2], 'tanh', [random, constant(0.3)]));
    expect(widthsOf(run.history)).toEqual([8, 2]);
  });

  test('a recurrent kernel that is left at its default, orthogonal, breaks it', () => {
    const spec = network(
      [
        { kind: 'simpleRNN', units: 5, kernel: constant(0.3) },
        { kind: 'dense', units: 1, kernel: constant(0.4) },
      ],
      { shape: [4, 3] },
    );
    expect(widthsOf(trained(spec).history)).toEqual([5, 1]);
  });

  test('a constant kernel with random outgoing weights: one in the first pass, all distinct after one step', () => {
    const run = trained(multilayer([4, 8, 8, 2], 'tanh', [constant(0.3), random, random]), 0);
    const before = run.snapshot().layers[0].unitMean;
    expect(new Set(before).size).toBe(1);
    run.tick(1);
    expect(new Set(run.snapshot().layers[0].unitMean).size).toBe(8);
  });

  test('the same start is dead where the activation is flat: zero, or below zero, before a rectifier', () => {
    // Inputs are not negative here, so that a negative constant keeps every unit off.
    const x = (normals([16, 4], 3) as number[][]).map((row) => row.map(Math.abs));
    const data = { kind: 'given' as const, x, y: normals([16, 2], 4) };
    for (const value of [0, -0.3]) {
      const spec = multilayer([4, 8, 2], 'relu', [constant(value), random], zero, { data });
      const { gradientNorms } = trained(spec, 30).history.layers[0];
      expect(gradientNorms.kernel.every((norm) => norm === 0)).toBe(true);
    }
  });
});
