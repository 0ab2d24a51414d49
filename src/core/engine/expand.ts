// What a lumped run shows as if it were the whole network: counts, parameters, and how often each number stands.
import { initialize } from './initializers.ts';
import type { Parameter } from './layers/layer.ts';
import { sizeOf } from './layers/layer.ts';
import type { Lumped } from './lump.ts';
import { createRandom } from './random.ts';

export interface Expansion {
  /** Units of the whole network's layer. */
  readonly units: number;
  /** Group of each of them. */
  readonly groups: Int32Array;
  /** Members of each group. */
  readonly sizes: Float64Array;
  /** How often each entry of a parameter stands in the whole one. */
  readonly weights: ReadonlyMap<string, Float64Array>;
  /** Shape of the whole parameter. */
  shapeOf(parameter: string): readonly number[];
  /** The whole parameter's present values. */
  valuesOf(parameter: Parameter): Float64Array;
}

/** For each layer of the lumped plan. The run's seed matters only to parameters that nothing joined. */
export function expansionsOf({ whole, groups, sizes }: Lumped): readonly Expansion[] {
  return whole.layers.map((layer) => {
    const { id, from, kind } = layer.spec;
    const own = groups.get(id) ?? new Int32Array(0);
    const counts = sizes.get(id) ?? new Float64Array(0);
    const belowGroups = groups.get(from[0]) ?? new Int32Array(0);
    const belowCounts = sizes.get(from[0]) ?? new Float64Array(0);
    const isKernel = (name: string) => kind === 'dense' && name === 'kernel';
    const weights = new Map(
      layer.parameters.map(({ name }) => [
        name,
        isKernel(name)
          ? Float64Array.from({ length: belowCounts.length * counts.length }, (_, i) => {
              return belowCounts[Math.floor(i / counts.length)] * counts[i % counts.length];
            })
          : counts,
      ]),
    );
    const shapeOf = (name: string) =>
      layer.parameters.find((parameter) => parameter.name === name)?.shape ?? [];
    return {
      units: layer.units,
      groups: own,
      sizes: counts,
      weights,
      shapeOf,
      valuesOf(parameter) {
        const shape = shapeOf(parameter.name);
        const values = new Float64Array(sizeOf(shape));
        const reduced = parameter.value.data;
        if (!isKernel(parameter.name)) {
          for (let u = 0; u < values.length; u++) values[u] = reduced[own[u]];
          return values;
        }
        const original = layer.parameters.find(({ name }) => name === parameter.name)?.initializer;
        // Members may differ at the start; what training adds is the same for all of a pair of groups.
        if (original !== undefined && parameter.initializer.kind === 'values') {
          const start = new Float64Array(reduced.length);
          initialize(start, parameter.shape, parameter.initializer, createRandom(0, ''));
          initialize(values, shape, original, createRandom(0, ''));
          addBetween(values, belowGroups, own, counts.length, (i) => reduced[i] - start[i]);
        } else {
          addBetween(values, belowGroups, own, counts.length, (i) => reduced[i]);
        }
        return values;
      },
    };
  });
}

/** Adds to each weight the number of its pair of groups. */
function addBetween(
  values: Float64Array,
  below: Int32Array,
  above: Int32Array,
  groupsAbove: number,
  amount: (pair: number) => number,
): void {
  for (let c = 0; c < below.length; c++) {
    for (let d = 0; d < above.length; d++) {
      values[c * above.length + d] += amount(below[c] * groupsAbove + above[d]);
    }
  }
}
