// The lumped network gives the numbers of the whole one.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lump } from '../../src/core/engine/lump.ts';
import type { Run } from '../../src/core/engine/run.ts';
import { createRun, lumpedRun } from '../../src/core/engine/run.ts';
import type { InitializerSpec, NetworkSpec, OptimizerSpec } from '../../src/core/engine/spec.ts';
import { constant, multilayer, network, normal } from './networks.ts';
import { flatten } from './tensorflow.ts';

const optimizers: readonly OptimizerSpec[] = [
  { kind: 'sgd', learningRate: 0.1 },
  { kind: 'momentum', learningRate: 0.05, momentum: 0.9, useNesterov: true },
  { kind: 'rmsprop', learningRate: 0.01 },
  { kind: 'adagrad', learningRate: 0.1 },
  { kind: 'adadelta', learningRate: 1 },
  { kind: 'adam', learningRate: 0.01 },
  { kind: 'adamax', learningRate: 0.01 },
];

function lumpedOf(spec: NetworkSpec): Run {
  const lumped = lump(spec);
  if (lumped === null) throw new Error('nothing to lump');
  return lumpedRun(lumped, 1, true);
}

const close = (a: readonly number[], b: readonly number[], tolerance: number): boolean => {
  const scale = Math.max(...a.map(Math.abs), 1e-300);
  return a.length === b.length && a.every((value, i) => Math.abs(value - b[i]) <= tolerance * scale);
};

/** Largest parameters, losses and norms agree relative to their size. */
function expectSame(spec: NetworkSpec, steps: number, tolerance: number): void {
  const whole = createRun(spec);
  const lumped = lumpedOf(spec);
  for (const run of [whole, lumped]) run.tick(steps);
  expect(close(lumped.history.loss, whole.history.loss, tolerance), 'loss').toBe(true);
  const expected = flatten(whole.parameters());
  const found = flatten(lumped.parameters());
  for (const [layer, parameters] of Object.entries(expected)) {
    for (const [name, values] of Object.entries(parameters)) {
      expect(close(values, found[layer][name], tolerance), `${layer}.${name}`).toBe(true);
    }
  }
  whole.history.layers.forEach((layer, index) => {
    const other = lumped.history.layers[index];
    expect(other.units).toBe(layer.units);
    expect(other.effectiveWidth).toEqual(layer.effectiveWidth);
    expect(other.deadUnits).toEqual(layer.deadUnits);
    expect(other.firstGradientStep).toEqual(layer.firstGradientStep);
    for (const [name, norms] of Object.entries(layer.gradientNorms)) {
      expect(close(norms, other.gradientNorms[name], 1e-10), `${layer.id}.${name} gradient`).toBe(true);
    }
    expect(close(layer.activationMean, other.activationMean, 1e-10)).toBe(true);
    layer.activationStd.forEach((std, step) => {
      expect(Math.abs(std - other.activationStd[step])).toBeLessThan(1e-7 * Math.max(std, 1e-3));
    });
  });
}

describe('constant networks', () => {
  test.each(optimizers)('$kind', (optimizer) => {
    expectSame(multilayer([3, 8, 5, 2], 'tanh', constant(0.2), constant(0.1), { optimizer }), 12, 1e-12);
  });

  test('any widths, constants and activations', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 3 }),
        fc.integer({ min: -50, max: 50 }).map((hundredths) => hundredths / 100),
        fc.constantFrom('tanh', 'sigmoid', 'relu', 'swish', 'softplus'),
        fc.constantFrom(...optimizers.slice(0, 2)),
        (hidden, value, activation, optimizer) => {
          if (hidden.every((width) => width === 1)) return;
          expectSame(
            multilayer([2, ...hidden, 1], activation, constant(value), constant(0.3), { optimizer }),
            5,
            1e-11,
          );
        },
      ),
      { numRuns: 40 },
    );
  });

  test('a residual branch and batch normalisation', () => {
    const dense = {
      kind: 'dense' as const,
      units: 6,
      kernel: constant(0.3),
      bias: constant(0.1),
      activation: 'tanh' as const,
    };
    const spec = network([
      { ...dense, id: 'a' },
      { ...dense, id: 'b' },
      { kind: 'add', id: 'c', from: ['a', 'b'] },
      { kind: 'batchNormalization' },
      { kind: 'dense', units: 2, kernel: constant(0.2) },
    ]);
    expectSame(spec, 8, 1e-11);
  });
});

test('units with unequal weights but equal sums are lumped, and keep their differences', () => {
  const values = (data: number[][]): InitializerSpec => ({ kind: 'values', data });
  const spec = network([
    { kind: 'dense', units: 4, activation: 'tanh', kernel: constant(0.4) },
    { kind: 'dense', units: 4, activation: 'tanh', kernel: values([[1, 2, 3, 4], [2, 3, 4, 1], [3, 4, 1, 2], [4, 1, 2, 3]].map((row) => row.map((w) => w / 8))) },
    { kind: 'dense', units: 2, kernel: constant(0.5) },
  ]); // prettier-ignore
  const lumped = lump(spec);
  expect(lumped?.sizes.get('l2')).toEqual(Float64Array.of(4));
  expectSame(spec, 6, 1e-12);
  expect(lumpedOf(spec).history.layers[1].effectiveWidth).toEqual([4]);
});

test('what nothing joins is not lumped', () => {
  expect(lump(multilayer([3, 8, 2], 'tanh', normal(0.5)))).toBeNull();
  expect(lump(multilayer([3, 8, 2], 'tanh', [constant(0.5), normal(0.5)]))).toBeNull();
  expect(lump(multilayer([3, 8, 2], 'tanh', constant(0.5), normal(1)))).toBeNull();
  expect(lump(multilayer([3, 1, 2], 'tanh', constant(0.5)))).toBeNull();
});

test('six constant layers of 4096 units run within the memory, like one unit', () => {
  const wide = createRun(
    multilayer([4, 4096, 4096, 4096, 4096, 4096, 4096, 1], 'tanh', constant(0.001), constant(0), {
      optimizer: { kind: 'sgd', learningRate: 1e-4 },
    }),
  );
  wide.tick(3);
  expect(wide.history.layers.map(({ effectiveWidth }) => effectiveWidth[3])).toEqual([1, 1, 1, 1, 1, 1, 1]);
  expect(wide.history.loss[3]).toBeLessThan(wide.history.loss[0]);
  expect(wide.snapshot().layers[0].unitMean).toHaveLength(4096);
});
