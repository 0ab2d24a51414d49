// Exact lumping: a network whose units fall into groups that stay together is trained as a small one, with one unit for
// each group that counts as many times as the group has members. Exact arithmetic gives the same numbers as the whole.
import type { Cells } from './cells.ts';
import { cellOf, coarsest, membersOf, orderlySum, refine } from './cells.ts';
import { nest } from './initializers.ts';
import type { ParameterShape } from './layers/layer.ts';
import type { LayerLayout, Layout } from './layout.ts';
import { checkedLayout } from './layout.ts';
import { indexIn, viewOf } from './parameter-view.ts';
import type { LayerSpec, NestedArray, NetworkSpec } from './spec.ts';
import { startOf } from './start.ts';
import type { Start } from './start.ts';

/** Members of the groups of every tensor, by the id of its input or layer. */
export type Multiplicities = ReadonlyMap<string, Float64Array>;

export interface Lumped {
  /** One unit for each group. Initializers are constants or values where groups have several members. */
  readonly spec: NetworkSpec;
  readonly layout: Layout;
  /** Unit of the whole network → group. */
  readonly groups: ReadonlyMap<string, Int32Array>;
  readonly sizes: Multiplicities;
  /** Unit of the whole network → class of units of one group that are equal in every single weight: groups compare sums. */
  readonly classes: ReadonlyMap<string, Int32Array>;
  readonly whole: Layout;
}

type StartFor = (parameter: ParameterShape) => Start;

/** The lumped form of a checked spec; null where nothing is joined. */
export function lump(spec: NetworkSpec): Lumped | null {
  // A product of two activations sums over units: how many stand in a group would have to weigh there, and it has no weights.
  if (spec.layers.some(({ kind }) => kind === 'dot')) return null;
  const whole = checkedLayout(spec);
  const starts = new Map<ParameterShape, Start>();
  const startFor = (parameter: ParameterShape): Start => {
    const known = starts.get(parameter) ?? startOf(parameter.initializer, parameter.shape);
    starts.set(parameter, known);
    return known;
  };
  const cells = coarsest(spec, whole, startFor);
  if ([...cells.values()].every(({ units, count }) => units === count)) return null;
  refine(whole, cells, startFor, 'sums');
  if ([...cells.values()].every(({ units, count }) => units === count)) return null;
  return quotient(spec, whole, cells, startFor);
}

function quotient(spec: NetworkSpec, whole: Layout, cells: Cells, startFor: StartFor): Lumped {
  const sizes = new Map<string, Float64Array>();
  for (const [id, { groups, count }] of cells) {
    const counts = new Float64Array(count);
    for (const group of groups) counts[group]++;
    sizes.set(id, counts);
  }
  const reduced = { ...spec, layers: whole.layers.map((layer) => narrowed(layer, cells, startFor)) };
  const groups = new Map([...cells].map(([id, cell]) => [id, cell.groups.slice()]));
  // Members of a group may differ in single weights; their differences last as long as the groups do.
  refine(whole, cells, startFor, 'entries');
  const classes = new Map([...cells].map(([id, cell]) => [id, cell.groups]));
  return { spec: reduced, layout: checkedLayout(reduced), groups, sizes, classes, whole };
}

/** A layer with one unit for each group. */
function narrowed(layer: LayerLayout, cells: Cells, startFor: StartFor): LayerSpec {
  const { spec, shape } = layer;
  const { count } = cellOf(cells, spec.id);
  const starts: Record<string, unknown> = {};
  for (const parameter of layer.parameters) {
    const start = startFor(parameter);
    if (start.kind === 'constant') starts[parameter.name] = start;
    if (start.kind !== 'known') continue;
    starts[parameter.name] = { kind: 'values', data: meansOf(layer, parameter, start.values, cells) };
  }
  switch (spec.kind) {
    case 'dense':
    case 'simpleRNN':
    case 'gru':
    case 'lstm':
      return { ...spec, units: count, ...starts };
    case 'conv1d':
    case 'conv2d':
      return { ...spec, filters: count, ...starts };
    case 'depthwiseConv2d':
      return { ...spec, depthMultiplier: count / cellOf(cells, spec.from[0]).count, ...starts };
    case 'embedding':
      return { ...spec, outputDim: count, ...starts };
    case 'reshape':
      return { ...spec, targetShape: [...shape.slice(0, -1), count] };
    case 'batchNormalization':
    case 'layerNormalization':
    case 'prelu':
      return { ...spec, ...starts };
    case 'activation':
    case 'leakyReLU':
    case 'dropout':
    case 'flatten':
    case 'maxPooling2d':
    case 'averagePooling2d':
    case 'globalAveragePooling1d':
    case 'globalAveragePooling2d':
    case 'add':
    case 'multiply':
    case 'average':
    case 'concatenate':
    case 'dot':
      return spec;
  }
}

/** The mean weight from group to group, what each member gets from a member; a vector's entry for each group. */
function meansOf(
  layer: LayerLayout,
  parameter: ParameterShape,
  values: Float64Array,
  cells: Cells,
): NestedArray {
  const view = viewOf(layer, parameter);
  const own = membersOf(cellOf(cells, layer.spec.id)).map(([unit]) => unit);
  const below = view.reads === null ? [[0]] : membersOf(cellOf(cells, view.reads));
  const means: number[] = [];
  for (let place = 0; place < view.places; place++) {
    for (const members of below) {
      for (let block = 0; block < view.blocks; block++) {
        for (const unit of own) {
          const first = values[indexIn(view, place, members[0], block, unit)];
          const rest = members.map((reader) => values[indexIn(view, place, reader, block, unit)] - first);
          // The mean of equal weights is that weight, to the last bit.
          means.push(first + orderlySum(rest) / members.length);
        }
      }
    }
  }
  return nest(Float64Array.from(means), narrowedShape(layer, parameter, cells));
}

/** The shape of a parameter where each group is one unit. */
function narrowedShape(
  { spec }: LayerLayout,
  { shape, reads, blocks = 1 }: ParameterShape,
  cells: Cells,
): number[] {
  const { count } = cellOf(cells, spec.id);
  const input = cellOf(cells, spec.from[0]).count;
  if (spec.kind === 'depthwiseConv2d' && shape.length === 4) {
    return [...shape.slice(0, 2), input, count / input];
  }
  if (reads === undefined) return [...shape.slice(0, -1), blocks * count];
  return [...shape.slice(0, -2), reads === 'input' ? input : count, blocks * count];
}
