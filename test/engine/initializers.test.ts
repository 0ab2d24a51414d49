// Every initializer: its moments by the definitions of TensorFlow.js, its bounds, and what its seed decides.
import { describe, expect, test } from 'vitest';
import { initialize } from '../../src/core/engine/initializers.ts';
import { createRandom } from '../../src/core/engine/random.ts';
import { createRun } from '../../src/core/engine/run.ts';
import type { InitializerSpec } from '../../src/core/engine/spec.ts';
import { multilayer, network } from './networks.ts';

function drawn(initializer: InitializerSpec, shape: readonly number[]): Float64Array {
  const values = new Float64Array(shape.reduce((a, b) => a * b, 1));
  initialize(values, shape, initializer, createRandom(5, 'test'));
  return values;
}

function moments(values: Float64Array): { mean: number; variance: number; greatest: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, variance, greatest: Math.max(...values.map(Math.abs)) };
}

const inputs = 300;
const units = 100;
/** What cutting a normal distribution at two deviations leaves of its variance. */
const cut = 0.7737413035;

const spreads: readonly (readonly [InitializerSpec, number, number])[] = [
  [{ kind: 'constant', value: 0.3 }, 0.3, 0],
  [{ kind: 'random-normal', mean: 2, stddev: 0.5 }, 2, 0.25],
  [{ kind: 'truncated-normal', mean: -1, stddev: 0.5 }, -1, 0.25 * cut],
  [{ kind: 'random-uniform', min: -1, max: 3 }, 1, 16 / 12],
  [{ kind: 'variance-scaling', scale: 3, mode: 'fanIn', distribution: 'normal' }, 0, (cut * 3) / inputs],
  [{ kind: 'variance-scaling', scale: 3, mode: 'fanOut', distribution: 'uniform' }, 0, 3 / units],
  [{ kind: 'variance-scaling', scale: 3, mode: 'fanAvg', distribution: 'uniform' }, 0, 6 / (inputs + units)],
  [{ kind: 'glorot-uniform' }, 0, 2 / (inputs + units)],
  [{ kind: 'glorot-normal' }, 0, (cut * 2) / (inputs + units)],
  [{ kind: 'he-uniform' }, 0, 2 / inputs],
  [{ kind: 'he-normal' }, 0, (cut * 2) / inputs],
  [{ kind: 'lecun-uniform' }, 0, 1 / inputs],
  [{ kind: 'lecun-normal' }, 0, cut / inputs],
];

describe('mean and variance', () => {
  test.each(spreads)('%o', (initializer, mean, variance) => {
    const found = moments(drawn(initializer, [inputs, units]));
    expect(Math.abs(found.mean - mean)).toBeLessThan(4 * Math.sqrt(variance / (inputs * units)) + 1e-12);
    expect(Math.abs(found.variance - variance)).toBeLessThan(0.03 * variance + 1e-12);
  });

  test('the fans of a convolution count its window', () => {
    const { variance } = moments(drawn({ kind: 'he-uniform' }, [3, 3, 20, 60]));
    expect(variance / (2 / 180)).toBeCloseTo(1, 1);
  });

  test('truncated draws stay within two deviations, uniform ones within their bounds', () => {
    expect(
      moments(drawn({ kind: 'truncated-normal', mean: 0, stddev: 0.5 }, [400, 100])).greatest,
    ).toBeLessThan(1);
    expect(
      moments(drawn({ kind: 'random-uniform', min: -2, max: 1 }, [400, 100])).greatest,
    ).toBeLessThanOrEqual(2);
  });
});

test.each([
  [8, 8],
  [12, 5],
  [5, 12],
])('orthogonal, %i × %i: the shorter side is orthonormal, times the gain', (rows, columns) => {
  const q = drawn({ kind: 'orthogonal', gain: 3 }, [rows, columns]);
  const least = Math.min(rows, columns);
  const entry = (vector: number, i: number) =>
    rows >= columns ? q[i * columns + vector] : q[vector * columns + i];
  for (let a = 0; a < least; a++) {
    for (let b = 0; b < least; b++) {
      let dot = 0;
      for (let i = 0; i < Math.max(rows, columns); i++) dot += entry(a, i) * entry(b, i);
      expect(dot).toBeCloseTo(a === b ? 9 : 0, 12);
    }
  }
});

test('identity, times the gain', () => {
  expect([...drawn({ kind: 'identity' }, [2, 2])]).toEqual([1, 0, 0, 1]);
  expect([...drawn({ kind: 'identity', gain: 0.5 }, [2, 2])]).toEqual([0.5, 0, 0, 0.5]);
});

test('values are the parameter', () => {
  const data = [[1, 2], [3, 4], [5, 6]]; // prettier-ignore
  const spec = network([{ kind: 'dense', units: 2, kernel: { kind: 'values', data } }], { shape: [3] });
  expect(createRun(spec).parameters().l1.kernel).toEqual(data);
});

test('a seed of its own decides, whatever the run’s; without one the run’s seed and the name', () => {
  const kernels = (kernel: InitializerSpec, seed: number) =>
    JSON.stringify(Object.values(createRun(multilayer([3, 4, 2], 'tanh', kernel), { seed }).parameters()).map((own) => own.kernel)); // prettier-ignore
  const own: InitializerSpec = { kind: 'random-normal', mean: 0, stddev: 1, seed: 9 };
  const free: InitializerSpec = { kind: 'random-normal', mean: 0, stddev: 1 };
  expect(kernels(own, 1)).toBe(kernels(own, 2));
  expect(kernels(free, 1)).toBe(kernels(free, 1));
  expect(kernels(free, 1)).not.toBe(kernels(free, 2));
});
