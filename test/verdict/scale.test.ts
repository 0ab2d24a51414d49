// How random starts scale signals and gradients, as the rules compute it for wide layers, against what a run measures.
import { describe, expect, test } from 'vitest';
import { createRandom } from '../../src/core/engine/random.ts';
import { createRun } from '../../src/core/engine/run.ts';
import type {
  ActivationName,
  InitializerSpec,
  NestedArray,
  NetworkSpec,
} from '../../src/core/engine/spec.ts';
import type { Start } from '../../src/core/network/graph.ts';
import { known } from '../../src/core/network/value.ts';
import { judge } from '../../src/core/verdict/judge.ts';
import { planOf } from '../../src/core/verdict/plan.ts';
import { type Passage, passageOf } from '../../src/core/verdict/scale.ts';
import { network } from './build.ts';

const units = 96;
const samples = 48;
const seeds = [1, 2, 3, 4, 5];

/** Inputs of variance 1, as the theory takes them. `size` of the targets: where it is large, errors hang on what comes out no more. */
function wide(activation: ActivationName, depth: number, kernel: InitializerSpec, size = 1): NetworkSpec {
  const random = createRandom(11, 'x');
  const drawn = (by: number): NestedArray =>
    Array.from({ length: samples }, () => Array.from({ length: units }, () => by * random.normal()));
  return {
    inputs: [{ id: 'x', shape: [units] }],
    layers: Array.from({ length: depth }, (_, index) => ({
      id: `l${index}`,
      kind: 'dense' as const,
      from: [index === 0 ? 'x' : `l${index - 1}`],
      units,
      activation: index === depth - 1 ? ('linear' as const) : activation,
      kernel,
    })),
    outputs: [`l${depth - 1}`],
    loss: 'meanSquaredError',
    optimizer: { kind: 'sgd', learningRate: 1e-9 },
    batchSize: null,
    data: { kind: 'given', x: drawn(1), y: drawn(size) },
  };
}

/** Geometric means over several draws. */
function measured(spec: NetworkSpec): Passage {
  const logs = seeds.map((seed) => {
    const run = createRun(spec, { seed });
    run.tick(1);
    const { layers } = run.history;
    const rms = (mean: number, std: number): number => Math.hypot(mean, std);
    const [first, last] = [layers[0], layers[layers.length - 1]];
    return {
      forward: Math.log(rms(last.activationMean[0], last.activationStd[0])),
      backward: Math.log(
        rms(first.gradientMean[0], first.gradientStd[0]) / rms(last.gradientMean[0], last.gradientStd[0]),
      ),
    };
  });
  const mean = (of: (log: Passage) => number): number =>
    Math.exp(logs.reduce((sum, log) => sum + of(log), 0) / logs.length);
  return { forward: mean(({ forward }) => forward), backward: mean(({ backward }) => backward) };
}

const normal = (stddev: number): InitializerSpec => ({ kind: 'random-normal', mean: 0, stddev });

describe.each<{ activation: ActivationName; name: string; kernel: InitializerSpec }>([
  { activation: 'tanh', name: 'randn · 0.01', kernel: normal(0.01) },
  { activation: 'tanh', name: 'Glorot', kernel: { kind: 'glorot-normal' } },
  { activation: 'relu', name: 'He', kernel: { kind: 'he-normal' } },
  { activation: 'relu', name: 'randn · 0.05', kernel: normal(0.05) },
  { activation: 'relu', name: 'randn', kernel: normal(1) },
  { activation: 'selu', name: 'LeCun', kernel: { kind: 'lecun-normal' } },
  { activation: 'sigmoid', name: 'Glorot', kernel: { kind: 'glorot-uniform' } },
  { activation: 'linear', name: 'orthogonal, gain 2', kernel: { kind: 'orthogonal', gain: 2 } },
])('$activation, $name', ({ activation, kernel }) => {
  test.each([2, 4, 8])('through %i layers', (depth) => {
    const spec = wide(activation, depth, kernel);
    const predicted = passageOf(planOf(spec));
    const found = measured(wide(activation, depth, kernel, 1000 * (predicted?.forward ?? 1)));
    // Within a tenth in all, and 5 % more for each layer: 96 units are not infinitely many.
    const tolerance = Math.log(1.1) + depth * Math.log(1.05);
    for (const way of ['forward', 'backward'] as const)
      expect(Math.abs(Math.log(found[way] / (predicted?.[way] ?? Number.NaN))), way).toBeLessThan(tolerance);
  });
});

describe('the gain that is suggested', () => {
  const model = (activation: string, start: Start) =>
    network(
      Array.from({ length: 5 }, (_, index) => ({
        id: `l${index}`,
        settings: { units, activation: index === 4 ? 'linear' : activation },
        starts: { kernel: start },
      })),
      { inputs: [{ id: 'x', shape: known([units]) }] },
    );

  test.each<{ activation: ActivationName; stddev: number; kind: 'vanishing' | 'exploding'; gain: number }>([
    { activation: 'tanh', stddev: 0.005, kind: 'vanishing', gain: 1 },
    { activation: 'relu', stddev: 0.005, kind: 'vanishing', gain: Math.SQRT2 },
    { activation: 'relu', stddev: 1, kind: 'exploding', gain: Math.SQRT2 },
    { activation: 'selu', stddev: 0.005, kind: 'vanishing', gain: 1 },
  ])('$activation, $kind', ({ activation, stddev, kind, gain }) => {
    const { scale } = judge(model(activation, { kind: 'random-normal', mean: 0, stddev }));
    expect(scale?.kind).toBe(kind);
    const [site] = scale?.sites ?? [];
    expect(site.stddev).toBeCloseTo(stddev, 10);
    expect(site.gain).toBeCloseTo(gain, 10);
    expect(site.fitting).toBeCloseTo(gain / Math.sqrt(units), 10);

    // What is said of the start at hand, and of the one that fits, is what a run shows.
    const before = measured(wide(activation, 5, normal(stddev), 1000 * (scale?.forward ?? 1)));
    const worst = kind === 'vanishing' ? Math.min : Math.max;
    const said = worst(scale?.forward ?? Number.NaN, scale?.backward ?? Number.NaN);
    expect(Math.abs(Math.log10(worst(before.forward, before.backward) / said))).toBeLessThan(0.3);
    const after = measured(wide(activation, 5, normal(site.fitting), 1000));
    for (const factor of [after.forward, after.backward]) {
      expect(factor).toBeGreaterThan(0.3);
      expect(factor).toBeLessThan(3);
    }
    // The start that fits is judged to fit.
    expect(
      judge(model(activation, { kind: 'random-normal', mean: 0, stddev: site.fitting })).scale,
    ).toBeUndefined();
  });

  test('named normal starts are cut off, and so are smaller than their formulas', () => {
    const of = (kind: 'he-normal' | 'he-uniform'): Passage | undefined =>
      passageOf(planOf(wide('relu', 8, { kind })));
    expect(of('he-uniform')?.forward).toBeCloseTo(Math.SQRT2, 2);
    expect(of('he-normal')?.forward).toBeCloseTo(Math.SQRT2 * 0.7737 ** 4, 2);
  });

  test('within a factor 1000 nothing is said', () => {
    expect(judge(model('tanh', { kind: 'random-normal', mean: 0, stddev: 0.05 })).scale).toBeUndefined();
  });
});
