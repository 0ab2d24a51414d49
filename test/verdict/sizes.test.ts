// The size law: how small a parameter's first gradient is, as a power of the learning rate and in numbers, against the engine.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRun } from '../../src/core/engine/run.ts';
import type { NetworkSpec, OptimizerSpec } from '../../src/core/engine/spec.ts';
import { analysed, predict } from '../../src/core/verdict/predict.ts';
import { flatten, trainWithTensorflow } from '../engine/tensorflow.ts';
import { compare } from './agree.ts';
import { givenData } from './given-data.ts';
import { flatNetworks, spatialNetworks } from './networks.ts';
import { chainSpec, drawn, drawnBias, some, zero } from './rows.ts';

const networks = Number(process.env['INIT_LINT_SIZES'] ?? 150);

interface Measured {
  readonly name: string;
  /** The power of the learning rate, predicted and measured. */
  readonly order: number;
  readonly slope: number;
  /** log₁₀ of the norm at the larger rate, predicted for an entry and measured. */
  readonly decades: number;
  readonly size: number;
}

/** Every parameter whose first gradient comes at the predicted step with both rates, in the same regime. */
function measure(
  spec: NetworkSpec,
  rates: readonly [number, number],
  optimizer: (rate: number) => OptimizerSpec,
): Measured[] {
  const versions = rates.map((rate) => ({ ...spec, optimizer: optimizer(rate) }));
  const predictions = versions.map((version) => analysed(version));
  const last = Math.max(
    ...predictions[0].prediction.layers.flatMap(({ firstSteps }) =>
      Object.values(firstSteps).map((step) => step ?? 0),
    ),
  );
  const runs = versions.map((version) => {
    const run = createRun(version, { seed: 1 });
    run.tick(last);
    return run.history.layers;
  });
  return predictions[0].prediction.layers.flatMap(({ id, firstGradients }, index) =>
    Object.entries(firstGradients).flatMap(([name, first]): Measured[] => {
      const other = predictions[1].prediction.layers[index].firstGradients[name];
      if (name === 'alpha' || first === null || other?.order !== first.order) return [];
      const sizes = runs.map((layers) => layers[index].gradientNorms[name][first.step - 1]);
      // Steps are the business of the agreement tests; here a float64 may have run out.
      if (sizes.some((size) => size === 0 || !Number.isFinite(size))) return [];
      const slope = Math.log(sizes[0] / sizes[1]) / Math.log(rates[0] / rates[1]);
      return [
        {
          name: `${id}.${name}`,
          order: first.order,
          slope,
          decades: first.decades,
          size: Math.log10(sizes[0]),
        },
      ];
    }),
  );
}

describe.each<{ name: string; rates: readonly [number, number]; optimizer: (rate: number) => OptimizerSpec }>(
  [
    {
      name: 'gradient descent',
      rates: [1e-4, 1e-5],
      optimizer: (learningRate) => ({ kind: 'sgd', learningRate }),
    },
    {
      name: 'momentum',
      rates: [1e-4, 1e-5],
      optimizer: (learningRate) => ({ kind: 'momentum', learningRate, momentum: 0.9 }),
    },
    {
      name: 'adagrad',
      rates: [1e-4, 1e-5],
      optimizer: (learningRate) => ({ kind: 'adagrad', learningRate }),
    },
    {
      // Whatever the gradient, the first step is η, while the gradient is larger than ε.
      name: 'adam',
      rates: [1e-4, 1e-5],
      optimizer: (learningRate) => ({ kind: 'adam', learningRate, epsilon: 1e-30 }),
    },
  ],
)('the first gradient is of the predicted power of η: $name', ({ rates, optimizer }) => {
  test(`${networks} random networks`, { timeout: 60 * 60_000 }, () => {
    const specs = [
      ...fc.sample(flatNetworks, { numRuns: Math.ceil(networks * 0.7), seed: 31 }),
      ...fc.sample(spatialNetworks, { numRuns: Math.ceil(networks * 0.3), seed: 32 }),
    ];
    let counted = 0;
    const wrong: string[] = [];
    const large: string[] = [];
    for (const spec of specs) {
      // What rounding leaves of terms that cancel moves weights early.
      if (analysed(spec).schedule.cancels) continue;
      const found = measure(spec, rates, optimizer);
      counted += found.length;
      const off = found.filter(({ order, slope }) => Math.abs(slope - order) > 0.3);
      const louder = found.filter(({ order, decades, size }) => size > decades + 3.5 + 0.4 * order);
      if (off.length === 0 && louder.length === 0) continue;
      // Special data or draws, as in the agreement tests.
      if (compare(spec).kind === 'special') continue;
      wrong.push(...off.map(({ name, order, slope }) => `${name}: η^${order}, measured ${slope.toFixed(2)}`));
      large.push(...louder.map(({ name, decades, size }) => `${name}: 1e${decades}, measured 1e${size}`));
    }
    expect(counted).toBeGreaterThan(2 * networks);
    // Constants of a size that is neither small nor of the order of 1 may decide which of two terms is larger.
    expect(wrong.length, wrong.slice(0, 5).join('; ')).toBeLessThanOrEqual(counted / 500);
    expect(large.length, large.slice(0, 5).join('; ')).toBeLessThanOrEqual(counted / 500);
  });
});

describe('in mixed networks the orders follow from what is zero above and below', () => {
  const orders = (spec: NetworkSpec): (number | null)[] =>
    predict(spec).layers.map(({ firstGradients }) => firstGradients['kernel']?.order ?? null);
  const softmax = { loss: 'categoricalCrossentropy', last: 'softmax', outputs: 3 } as const;
  const balanced = (spec: NetworkSpec): NetworkSpec => ({ ...spec, data: givenData(spec, 3) });

  test.each<{ name: string; spec: NetworkSpec; expected: (number | null)[] }>([
    {
      name: 'all zero, sigmoid: 2^k − 1',
      spec: chainSpec('sigmoid', [zero, zero, zero, zero, zero]),
      expected: [15, 7, 3, 1, 0],
    },
    {
      name: 'sigmoid, five layers, {2, 4} zero',
      spec: chainSpec('sigmoid', [drawn, zero, drawn, zero, drawn]),
      expected: [3, 1, 1, 0, 0],
    },
    {
      name: 'sigmoid, only the first layer random',
      spec: chainSpec('sigmoid', [drawn, zero, zero, zero]),
      expected: [7, 3, 1, 0],
    },
    {
      name: 'all W = 0, b random, tanh',
      spec: chainSpec('tanh', [zero, zero, zero], { biases: drawnBias }),
      expected: [3, 1, 0],
    },
    {
      name: 'one hidden W = 0, outgoing random, tanh: its consumer waits for what comes up',
      spec: chainSpec('tanh', [drawn, zero, drawn]),
      expected: [1, 0, 1],
    },
    {
      name: 'only the output W = 0',
      spec: chainSpec('relu', [drawn, drawn, zero]),
      expected: [1, 1, 0],
    },
    {
      name: 'equal rows under softmax cross-entropy',
      spec: balanced(chainSpec('tanh', [drawn, drawn, some], softmax)),
      expected: [1, 1, 0],
    },
    {
      name: 'all W = c',
      spec: chainSpec('tanh', [some, some, some]),
      expected: [0, 0, 0],
    },
  ])('$name', ({ spec, expected }) => {
    expect(orders(spec)).toEqual(expected);
    const found = measure(spec, [1e-4, 1e-5], (learningRate) => ({ kind: 'sgd', learningRate }));
    expect(found.length).toBeGreaterThanOrEqual(spec.layers.length);
    for (const { name, order, slope } of found) expect(slope, name).toBeCloseTo(order, 1);
  });
});

test('what is said to round to zero in float32 is zero in TensorFlow.js, what is far from it is not', async () => {
  const bare = chainSpec(
    'sigmoid',
    Array.from({ length: 9 }, () => zero),
  );
  const spec = { ...bare, data: givenData(bare, 5) };
  const { layers } = predict(spec);
  const rounds = layers.map(({ firstGradients }) => firstGradients['kernel']?.roundsToZero ?? false);
  expect(rounds.filter(Boolean).length).toBeGreaterThanOrEqual(2);
  expect(rounds.filter((each) => !each).length).toBeGreaterThanOrEqual(4);
  const start = createRun(spec, { probes: false }).parameters();
  const steps = layers[0].firstGradientStep ?? 0;
  const { parameters } = await trainWithTensorflow(spec, start, steps);
  const before = flatten(start);
  layers.forEach(({ id, firstGradients }, index) => {
    const decades = firstGradients['kernel']?.decades ?? 0;
    const moved = parameters[id]['kernel'].some((value, entry) => value !== before[id]['kernel'][entry]);
    if (rounds[index]) expect(moved, id).toBe(false);
    else if (decades > -30) expect(moved, id).toBe(true);
  });
});
