// Starts of every sort for the random networks: what a recipe becomes depends on the shape of the parameter.
import fc from 'fast-check';
import { nest } from '../../src/core/engine/initializers.ts';
import { createRandom } from '../../src/core/engine/random.ts';
import type { InitializerSpec } from '../../src/core/engine/spec.ts';

/** Explicit numbers, by how they repeat along the units that are left and the units that are reached. */
type Pattern = 'equal columns' | 'equal rows' | 'pairs of columns' | 'pairs' | 'shifted rows' | 'few levels';

export type Recipe =
  | { readonly kind: 'initializer'; readonly start: InitializerSpec }
  | { readonly kind: 'pattern'; readonly pattern: Pattern; readonly seed: number };

const initializer = (start: InitializerSpec): Recipe => ({ kind: 'initializer', start });
const constant = (value: number): Recipe => initializer({ kind: 'constant', value });

const random = fc.constantFrom<InitializerSpec>(
  { kind: 'glorot-normal' },
  { kind: 'he-uniform' },
  { kind: 'lecun-normal' },
  { kind: 'variance-scaling', scale: 2, mode: 'fanAvg', distribution: 'uniform' },
  { kind: 'random-normal', mean: 0, stddev: 0.5 },
  { kind: 'random-normal', mean: 0.4, stddev: 0.05 },
  { kind: 'truncated-normal', mean: 0, stddev: 0.4 },
  { kind: 'random-uniform', min: -0.5, max: 0.5 },
  { kind: 'random-uniform', min: 0.1, max: 0.5 },
  { kind: 'orthogonal' },
);

const pattern = fc.record({
  kind: fc.constant('pattern' as const),
  pattern: fc.constantFrom<Pattern>(
    'equal columns',
    'equal rows',
    'pairs of columns',
    'pairs',
    'shifted rows',
    'few levels',
  ),
  seed: fc.integer({ min: 1, max: 9 }),
});

/** Mostly what goes wrong: zeros and constants. */
export const kernels: fc.Arbitrary<Recipe> = fc.oneof(
  { weight: 8, arbitrary: fc.constant(constant(0)) },
  { weight: 6, arbitrary: fc.constantFrom(0.1, 0.3, -0.2, 0.5).map(constant) },
  { weight: 8, arbitrary: random.map(initializer) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      initializer({ kind: 'identity' }),
      initializer({ kind: 'identity', gain: 0.5 }),
    ),
  },
  { weight: 3, arbitrary: pattern },
);

export const vectors: fc.Arbitrary<Recipe> = fc.oneof(
  { weight: 10, arbitrary: fc.constant(constant(0)) },
  { weight: 2, arbitrary: fc.constantFrom(0.1, 0.3, -0.2).map(constant) },
  { weight: 4, arbitrary: fc.constant(initializer({ kind: 'random-normal', mean: 0, stddev: 0.5 })) },
  { weight: 1, arbitrary: pattern },
);

/** The recipe for a parameter of this shape; `gates`: blocks of columns side by side. */
export function startFor(recipe: Recipe, shape: readonly number[], gates = 1): InitializerSpec {
  if (recipe.kind === 'pattern') return { kind: 'values', data: valuesOf(recipe, shape, gates) };
  const { start } = recipe;
  const isSquare = shape.length === 2 && shape[0] === shape[1];
  if (start.kind === 'identity' && !isSquare) return { kind: 'glorot-normal' };
  if (start.kind === 'orthogonal' && shape.length < 2) return { kind: 'random-normal', mean: 0, stddev: 0.5 };
  return start;
}

function valuesOf({ pattern, seed }: Recipe & { kind: 'pattern' }, shape: readonly number[], gates: number) {
  const units = (shape.at(-1) ?? 1) / gates;
  const inputs = shape.at(-2) ?? 1;
  const size = shape.reduce((product, axis) => product * axis, 1);
  const values = Float64Array.from({ length: size }, (_, index) => {
    const column = index % (units * gates);
    const gate = Math.floor(column / units);
    const unit = column % units;
    const row = Math.floor(index / (units * gates));
    const input = row % inputs;
    const tap = Math.floor(row / inputs);
    const draw = (name: string): number =>
      Math.round(100 * createRandom(seed, `${tap}/${gate}/${name}`).normal()) / 200;
    switch (pattern) {
      case 'equal columns':
        return draw(`${input}`);
      case 'equal rows':
        return draw(`/${unit}`);
      case 'pairs of columns':
        return draw(`${input}/${unit >> 1}`);
      case 'pairs':
        return draw(`${input >> 1}/${unit >> 1}`);
      case 'shifted rows':
        return draw(`${(input + unit) % units}`);
      case 'few levels':
        return [0, 0.25, -0.25][Math.floor(3 * createRandom(seed, `${index}`).uniform())];
    }
  });
  return nest(values, shape);
}
