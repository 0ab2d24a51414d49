// The lumped network gives the numbers of the whole one.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lump } from '../../src/core/engine/lump.ts';
import type { Run } from '../../src/core/engine/run.ts';
import { createRun, lumpedRun } from '../../src/core/engine/run.ts';
import type { InitializerSpec, NestedArray, NetworkSpec, OptimizerSpec } from '../../src/core/engine/spec.ts';
import { lumpCases, lumpNetworks } from './lump-cases.ts';
import { constant, multilayer, network, normal } from './networks.ts';
import { flatten } from './tensorflow.ts';

const optimizers: readonly OptimizerSpec[] = [
  { kind: 'sgd', learningRate: 0.1 },
  { kind: 'momentum', learningRate: 0.05, momentum: 0.9, useNesterov: true },
  { kind: 'rmsprop', learningRate: 0.01 },
  { kind: 'adagrad', learningRate: 0.1 },
  { kind: 'adadelta', learningRate: 0.05 },
  { kind: 'adam', learningRate: 0.01 },
  { kind: 'adamax', learningRate: 0.01 },
];

function lumpedOf(spec: NetworkSpec): Run {
  const lumped = lump(spec);
  if (lumped === null) throw new Error('nothing to lump');
  return lumpedRun(lumped, 1, true);
}

/** Greatest difference, relative to the greatest entry; `least` where rounding alone has moved a parameter that starts at 0. */
const difference = (a: readonly number[], b: readonly number[], least = 0): number => {
  expect(b).toHaveLength(a.length);
  const scale = Math.max(...a.map(Math.abs), least, 1e-300);
  return Math.max(0, ...a.map((value, i) => Math.abs(value - b[i]))) / scale;
};

/** The network trained as it is, never lumped. */
function wholeRun(spec: NetworkSpec): Run {
  const run = createRun(spec);
  expect(run.history.layers.every((layer, i) => layer.units === layoutUnits(spec, i))).toBe(true);
  return run;
}

const layoutUnits = (spec: NetworkSpec, index: number): number => {
  const units = lump(spec)?.whole.layers[index].units;
  return units ?? createRun(spec).history.layers[index].units;
};

/** Parameters and losses agree relative to their greatest; what is measured of them a little less. */
function expectSame(spec: NetworkSpec, steps: number, tolerance: number): void {
  const whole = wholeRun(spec);
  const lumped = lumpedOf(spec);
  for (const run of [whole, lumped]) run.tick(steps);
  expect(difference(whole.history.loss, lumped.history.loss), 'loss').toBeLessThan(tolerance);
  const expected = flatten(whole.parameters());
  const found = flatten(lumped.parameters());
  for (const [layer, parameters] of Object.entries(expected)) {
    for (const [name, values] of Object.entries(parameters)) {
      expect(difference(values, found[layer][name], 1e-3), `${layer}.${name}`).toBeLessThan(tolerance);
    }
  }
  whole.history.layers.forEach((layer, index) => {
    const other = lumped.history.layers[index];
    expect(other.units).toBe(layer.units);
    expect(other.effectiveWidth, `${layer.id} width`).toEqual(layer.effectiveWidth);
    expect(other.deadUnits, `${layer.id} dead units`).toEqual(layer.deadUnits);
    const spread = Math.max(...layer.activationStd);
    expect(difference(layer.activationMean, other.activationMean, spread)).toBeLessThan(1e-9);
    layer.activationStd.forEach((std, step) => {
      expect(Math.abs(std - other.activationStd[step])).toBeLessThan(1e-7 * Math.max(std, 1e-3));
    });
  });
  const [a, b] = [whole.snapshot(), lumped.snapshot()];
  a.layers.forEach((layer, index) => {
    expect([...b.layers[index].classes], `${layer.id} classes`).toEqual([...layer.classes]);
    const { unitMean, activationStd } = b.layers[index];
    expect(difference([...layer.unitMean], [...unitMean], activationStd)).toBeLessThan(1e-9);
    // Of outputs that vary by rounding alone, the rank is that of the rounding.
    if (Math.max(...layer.unitStd) > 1e-9 * Math.max(...layer.unitMean.map(Math.abs))) {
      expect(b.layers[index].effectiveRank).toBeCloseTo(layer.effectiveRank, 6);
    }
  });
}

function expectSameGradients(spec: NetworkSpec, steps: number): void {
  const whole = wholeRun(spec);
  const lumped = lumpedOf(spec);
  for (const run of [whole, lumped]) run.tick(steps);
  whole.history.layers.forEach((layer, index) => {
    const other = lumped.history.layers[index];
    expect(other.firstGradientStep).toEqual(layer.firstGradientStep);
    for (const [name, norms] of Object.entries(layer.gradientNorms)) {
      expect(difference(norms, other.gradientNorms[name]), `${layer.id}.${name}`).toBeLessThan(1e-9);
      expect(other.zeroGradients[name]).toEqual(layer.zeroGradients[name]);
    }
  });
}

describe('every kind of layer', () => {
  test.each(lumpCases)('$name: $units units in $groups groups', ({ spec, layer, units, groups }) => {
    const lumped = lump(spec);
    expect(lumped?.groups.get(layer)).toHaveLength(units);
    expect(lumped?.sizes.get(layer)).toHaveLength(groups);
    expectSame(spec, 8, 1e-12);
  });

  const even = lumpCases.filter(({ cancels }) => !cancels);
  test.each(even)('$name: the same gradients, entry counts and first steps', ({ spec }) => {
    expectSameGradients(spec, 6);
  });

  // Where terms cancel exactly, only rounding is left, and the optimizers that divide by the gradient's size magnify it.
  test.each(optimizers)('under $kind', (optimizer) => {
    for (const { spec } of even) expectSame({ ...spec, optimizer }, 8, 1e-12);
  });
});

describe('constant networks', () => {
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
            1e-12,
          );
        },
      ),
      { numRuns: 40 },
    );
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
});

test('random networks of all kinds, with constant, twofold and random starts', () => {
  fc.assert(
    fc.property(lumpNetworks, (spec) => {
      if (lump(spec) === null) return;
      expectSame(spec, 4, 1e-11);
    }),
    { numRuns: 120 },
  );
}, 120_000);

describe('units with unequal weights but equal sums', () => {
  const values = (data: NestedArray): InitializerSpec => ({ kind: 'values', data });
  const circulant = [[1, 2, 3, 4], [2, 3, 4, 1], [3, 4, 1, 2], [4, 1, 2, 3]].map((row) => row.map((w) => w / 8)); // prettier-ignore

  test('of dense layers are lumped, and keep their differences', () => {
    const spec = network([
      { kind: 'dense', units: 4, activation: 'tanh', kernel: constant(0.4) },
      { kind: 'dense', units: 4, activation: 'tanh', kernel: values(circulant) },
      { kind: 'dense', units: 2, kernel: constant(0.5) },
    ]);
    expect(lump(spec)?.sizes.get('l2')).toEqual(Float64Array.of(4));
    expectSame(spec, 6, 1e-12);
    expect(lumpedOf(spec).history.layers[1].effectiveWidth).toEqual([4]);
  });

  test('so are filters, and the units of a recurrent layer with the identity as its recurrent kernel', () => {
    const filters = network(
      [
        { kind: 'conv2d', filters: 4, kernelSize: 1, activation: 'tanh', kernel: constant(0.4) },
        { kind: 'conv2d', filters: 4, kernelSize: 1, activation: 'tanh', kernel: values([[circulant]]) },
        { kind: 'globalAveragePooling2d' },
        { kind: 'dense', units: 1, kernel: constant(0.5) },
      ],
      { shape: [3, 3, 2] },
    );
    expect(lump(filters)?.sizes.get('l2')).toEqual(Float64Array.of(4));
    expectSame(filters, 6, 1e-12);
    const recurrent = network(
      [
        { kind: 'simpleRNN', units: 5, kernel: constant(0.3), recurrent: { kind: 'identity', gain: 0.5 } },
        { kind: 'dense', units: 1, kernel: constant(0.5) },
      ],
      { shape: [4, 2] },
    );
    expect(lump(recurrent)?.sizes.get('l1')).toEqual(Float64Array.of(5));
    expectSame(recurrent, 6, 1e-12);
  });
});

test('what nothing joins is not lumped', () => {
  expect(lump(multilayer([3, 8, 2], 'tanh', normal(0.5)))).toBeNull();
  expect(lump(multilayer([3, 8, 2], 'tanh', [constant(0.5), normal(0.5)]))).toBeNull();
  expect(lump(multilayer([3, 8, 2], 'tanh', constant(0.5), normal(1)))).toBeNull();
  expect(lump(multilayer([3, 1, 2], 'tanh', constant(0.5)))).toBeNull();
});

test('dropout keeps units apart, on the layer and only there', () => {
  const dense = { kind: 'dense' as const, units: 4, activation: 'tanh' as const, kernel: constant(0.3) };
  const spec = network([dense, { kind: 'dropout', rate: 0.5 }, dense, { ...dense, units: 1 }]);
  const lumped = lump(spec);
  expect(lumped?.sizes.get('l1')).toHaveLength(4);
  expect(lumped?.sizes.get('l3')).toHaveLength(1);
  expectSame(spec, 6, 1e-12);
});

test('shown as it is, the lumped network has a unit for each group and the same loss', () => {
  const spec = multilayer([3, 8, 5, 2], 'tanh', constant(0.2), constant(0.1));
  const lumped = lump(spec);
  if (lumped === null) throw new Error('nothing to lump');
  const run = lumpedRun(lumped, 1, true, 'lumped');
  run.tick(5);
  expect(run.history.layers.map(({ units }) => units)).toEqual([1, 1, 2]);
  expect(run.snapshot().layers[1].parameters.kernel.shape).toEqual([1, 1]);
  const whole = createRun(spec);
  whole.tick(5);
  expect(difference(whole.history.loss, run.history.loss)).toBeLessThan(1e-12);
});
