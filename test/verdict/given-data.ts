// Data about which nothing is special, written out: normal inputs, independent targets, an odd number of samples.
import { indexInputs, targetShape } from '../../src/core/engine/data.ts';
import { nest } from '../../src/core/engine/initializers.ts';
import { checkedLayout } from '../../src/core/engine/layout.ts';
import { createRandom, type Random } from '../../src/core/engine/random.ts';
import type { DataSpec, LossName, NestedArray, NetworkSpec } from '../../src/core/engine/spec.ts';

const target: Record<LossName, (random: Random, classes: number) => number> = {
  meanSquaredError: ({ normal }) => normal(),
  meanAbsoluteError: ({ normal }) => normal(),
  huberLoss: ({ normal }) => normal(),
  hinge: ({ uniform }) => (uniform() < 0.4 ? 1 : -1),
  binaryCrossentropy: ({ uniform }) => (uniform() < 0.4 ? 1 : 0),
  categoricalCrossentropy: () => 0,
  sparseCategoricalCrossentropy: ({ uniform }, classes) => Math.floor(uniform() * classes),
};

export function givenData(spec: NetworkSpec, seed: number, samples = 17): DataSpec {
  const { shapes } = checkedLayout(spec);
  const limits = indexInputs(spec);
  const filled = (shape: readonly number[], next: () => number): NestedArray => {
    const size = shape.reduce((product, axis) => product * axis, 1);
    return nest(Float64Array.from({ length: samples * size }, next), [samples, ...shape]);
  };
  const x = spec.inputs.map(({ id, shape }): [string, NestedArray] => {
    const random = createRandom(seed, `x/${id}`);
    const limit = limits.get(id);
    return [
      id,
      filled(shape, () => (limit === undefined ? random.normal() : Math.floor(random.uniform() * limit))),
    ];
  });
  const y = spec.outputs.map((id): [string, NestedArray] => {
    const random = createRandom(seed, `y/${id}`);
    const shape = shapes.get(id) ?? [];
    const classes = shape.at(-1) ?? 1;
    const wanted = targetShape(spec.loss, shape);
    if (spec.loss !== 'categoricalCrossentropy')
      return [id, filled(wanted, () => target[spec.loss](random, classes))];
    let hot = -1;
    let at = 0;
    return [
      id,
      filled(wanted, () => {
        if (at % classes === 0) hot = Math.floor(random.uniform() * classes);
        return at++ % classes === hot ? 1 : 0;
      }),
    ];
  });
  return { kind: 'given', x: Object.fromEntries(x), y: Object.fromEntries(y) };
}
