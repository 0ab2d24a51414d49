// What a lumped run shows as if it were the whole network: counts, parameters, and how often each number stands.
import { initialize } from './initializers.ts';
import type { Parameter } from './layers/layer.ts';
import { sizeOf } from './layers/layer.ts';
import type { LayerLayout } from './layout.ts';
import type { Lumped } from './lump.ts';
import { indexIn, viewOf } from './parameter-view.ts';
import type { View } from './parameter-view.ts';
import { createRandom } from './random.ts';

export interface Expansion {
  /** Units of the whole network's layer. */
  readonly units: number;
  /** Group of each of them. */
  readonly groups: Int32Array;
  /** Class of each of them among those of its group. */
  readonly classes: Int32Array;
  /** Members of each group. */
  readonly sizes: Float64Array;
  /** By parameter. */
  readonly parameters: ReadonlyMap<string, ParameterExpansion>;
}

interface ParameterExpansion {
  /** How often each entry stands in the whole parameter. */
  readonly weights: Float64Array;
  /** Shape of the whole parameter. */
  readonly shape: readonly number[];
  /** The whole parameter's present values. */
  valuesOf(parameter: Parameter): Float64Array;
}

/** For each layer of the lumped plan. */
export function expansionsOf(lumped: Lumped): readonly Expansion[] {
  const { whole, layout, groups, sizes, classes } = lumped;
  return whole.layers.map((layer, index) => {
    const { id } = layer.spec;
    return {
      units: layer.units,
      groups: groups.get(id) ?? new Int32Array(0),
      classes: classes.get(id) ?? new Int32Array(0),
      sizes: sizes.get(id) ?? new Float64Array(0),
      parameters: new Map(
        layer.parameters.map(({ name }, p) => [name, expansionOf(lumped, layer, layout.layers[index], p)]),
      ),
    };
  });
}

function expansionOf(
  { groups, sizes }: Lumped,
  layer: LayerLayout,
  lumped: LayerLayout,
  index: number,
): ParameterExpansion {
  const { shape, initializer } = layer.parameters[index];
  const wide = viewOf(layer, layer.parameters[index]);
  const narrow = viewOf(lumped, lumped.parameters[index]);
  const own = groups.get(layer.spec.id) ?? new Int32Array(0);
  const above = sizes.get(layer.spec.id) ?? new Float64Array(0);
  const read = wide.reads === null ? Int32Array.of(0) : (groups.get(wide.reads) ?? new Int32Array(0));
  const below = wide.reads === null ? Float64Array.of(1) : (sizes.get(wide.reads) ?? new Float64Array(0));
  const weights = new Float64Array(sizeOf(lumped.parameters[index].shape));
  eachEntry(narrow, (i, reader, unit) => (weights[i] = below[reader] * above[unit]));
  return {
    weights,
    shape,
    valuesOf({ value, initializer: start }) {
      const values = new Float64Array(sizeOf(shape));
      const change = value.data.slice();
      // Members may differ at the start; what training adds is the same for all of a pair of groups.
      if (start.kind === 'values') {
        const first = new Float64Array(change.length);
        initialize(first, [], start, createRandom(0, ''));
        for (let i = 0; i < change.length; i++) change[i] -= first[i];
        initialize(values, shape, initializer, createRandom(0, ''));
      }
      eachEntry(wide, (i, reader, unit, place, block) => {
        values[i] += change[indexIn(narrow, place, read[reader], block, own[unit])];
      });
      return values;
    },
  };
}

/** Calls `visit` for each entry of a parameter, in order. */
function eachEntry(
  { places, below, blocks, units }: View,
  visit: (index: number, reader: number, unit: number, place: number, block: number) => void,
): void {
  let index = 0;
  for (let place = 0; place < places; place++) {
    for (let reader = 0; reader < below; reader++) {
      for (let block = 0; block < blocks; block++) {
        for (let unit = 0; unit < units; unit++) visit(index++, reader, unit, place, block);
      }
    }
  }
}
