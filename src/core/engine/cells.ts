// The coarsest equitable partition of a network's units, by colour refinement: all units of a layer begin in one group, and
// groups are split until nothing tells their members apart.
//
// Units of a group have equal biases, equal sums of weights from every group below, and equal sums to every group above.
// Layers that have no kernel hand units on; what they do to places (an image's pixels, the steps of a sequence) keeps
// places apart, because different places see different data. Two restrictions keep the result a network of the same
// layers, at the price of being finer than the coarsest in cases that nobody writes: the copies of a depthwise
// convolution form the same groups for every channel, and a concatenation joins no units of different sources.
import type { ParameterShape } from './layers/layer.ts';
import type { LayerLayout, Layout } from './layout.ts';
import type { View } from './parameter-view.ts';
import { indexIn, viewOf } from './parameter-view.ts';
import type { NetworkSpec } from './spec.ts';
import type { Start } from './start.ts';

/** The units of one tensor, in groups numbered by first appearance. */
export interface Cell {
  readonly units: number;
  groups: Int32Array;
  count: number;
}

export type Cells = ReadonlyMap<string, Cell>;

export function cellOf(cells: Cells, id: string): Cell {
  const cell = cells.get(id);
  if (cell === undefined) throw new Error(`no units of ${id}`);
  return cell;
}

const identity = (units: number) => Int32Array.from({ length: units }, (_, u) => u);

/** One group each, but for units that are apart from the start: inputs, outputs, what draws and dropout touch. */
export function coarsest(
  spec: NetworkSpec,
  layout: Layout,
  startFor: (parameter: ParameterShape) => Start,
): Cells {
  const cells = new Map<string, Cell>();
  for (const [id, shape] of layout.shapes) {
    const units = shape[shape.length - 1] ?? 1;
    cells.set(id, { units, groups: new Int32Array(units), count: 1 });
  }
  const separate = (id: string): void => {
    const cell = cellOf(cells, id);
    cell.groups = identity(cell.units);
    cell.count = cell.units;
  };
  for (const { id } of spec.inputs) separate(id);
  for (const id of spec.outputs) separate(id);
  for (const layer of layout.layers) {
    const { spec: own, parameters, ties } = layer;
    if (own.kind === 'dropout' && own.rate > 0) separate(own.id);
    ties.inputs.forEach((tie, input) => {
      if (tie.kind !== 'apart') return;
      separate(own.from[input]);
      if (parameters.length === 0) separate(own.id);
    });
    for (const parameter of parameters) {
      if (startFor(parameter).kind !== 'drawn') continue;
      separate(own.id);
      const { reads } = viewOf(layer, parameter);
      if (reads !== null) separate(reads);
    }
  }
  return cells;
}

/** `sums` asks for equal sums over groups, as training keeps them; `entries` for weights that are equal one by one. */
export function refine(
  layout: Layout,
  cells: Cells,
  startFor: (parameter: ParameterShape) => Start,
  by: 'sums' | 'entries',
): void {
  const look = (layer: LayerLayout): boolean => {
    let changed = false;
    for (const parameter of layer.parameters) {
      const start = startFor(parameter);
      // One number everywhere tells no units apart.
      if (start.kind !== 'known') continue;
      const view = viewOf(layer, parameter);
      const own = cellOf(cells, layer.spec.id);
      const below = view.reads === null ? null : cellOf(cells, view.reads);
      changed = splitByValues(view, start.values, own, below, by) || changed;
    }
    return handOn(layer, cells) || changed;
  };
  // What splits below travels upwards in one sweep, what splits above downwards in the next.
  for (let changed = true; changed;) {
    changed = false;
    for (const layer of layout.layers) changed = look(layer) || changed;
    for (let index = layout.layers.length - 1; index >= 0; index--) {
      changed = look(layout.layers[index]) || changed;
    }
  }
}

function splitByValues(
  view: View,
  values: Float64Array,
  own: Cell,
  below: Cell | null,
  by: 'sums' | 'entries',
): boolean {
  let changed = false;
  for (let place = 0; place < view.places; place++) {
    for (let block = 0; block < view.blocks; block++) {
      const at = (reader: number, unit: number) => values[indexIn(view, place, reader, block, unit)];
      if (below === null) {
        changed = split(own, (u) => at(0, u)) || changed;
        continue;
      }
      for (const members of by === 'sums' ? membersOf(below) : singles(below)) {
        changed = split(own, (u) => orderlySum(members.map((c) => at(c, u)))) || changed;
      }
      for (const members of by === 'sums' ? membersOf(own) : singles(own)) {
        changed = split(below, (c) => orderlySum(members.map((u) => at(c, u)))) || changed;
      }
    }
  }
  return changed;
}

/** Makes the groups of what a layer passes on and of what comes out agree. */
function handOn({ spec, ties, units }: LayerLayout, cells: Cells): boolean {
  const out = cellOf(cells, spec.id);
  let changed = false;
  ties.inputs.forEach((tie, input) => {
    const source = cellOf(cells, spec.from[input]);
    if (tie.kind === 'fold') {
      changed = spread(out, source) || changed;
      return;
    }
    if (tie.kind !== 'pass') return;
    const { base, stride, count, step } = tie;
    // Where each output unit comes from: source unit · count + copy, −1 for those of other sources.
    const origin = new Int32Array(units).fill(-1);
    for (let u = 0; u < source.units; u++) {
      for (let i = 0; i < count; i++) origin[base + u * stride + i * step] = u * count + i;
    }
    const alike = tie.alike === true;
    const unitOf = (from: number) => Math.floor(from / count);
    const down = (u: number) => {
      const from = origin[u];
      if (from < 0) return -1;
      return source.groups[unitOf(from)] * count + (alike ? 0 : from % count);
    };
    changed = split(out, down) || changed;
    for (let i = 0; i < count; i++) {
      changed = split(source, (u) => out.groups[base + u * stride + i * step]) || changed;
    }
    if (alike && count > 1) {
      const copies = copyClasses(source.units, count, (u, i) => out.groups[base + u * stride + i * step]);
      changed = split(out, (u) => copies[origin[u] % count]) || changed;
    }
  });
  return changed;
}

/** Units j·n + u of the wide cell belong together with unit u of the narrow one, for each j apart. */
function spread(narrow: Cell, wide: Cell): boolean {
  const { units } = narrow;
  let changed = split(wide, (u) => narrow.groups[u % units] + narrow.count * Math.floor(u / units));
  for (let j = 0; j * units < wide.units; j++) {
    changed = split(narrow, (u) => wide.groups[j * units + u]) || changed;
  }
  return changed;
}

/** Copies that are in one group for every channel share a class. */
function copyClasses(
  channels: number,
  count: number,
  groupOf: (channel: number, copy: number) => number,
): Int32Array {
  const classes = new Int32Array(count);
  for (let i = 1; i < count; i++) {
    let like = 0;
    const same = (copy: number) => {
      for (let c = 0; c < channels; c++) if (groupOf(c, copy) !== groupOf(c, i)) return false;
      return true;
    };
    while (like < i && !same(like)) like++;
    classes[i] = like;
  }
  return classes;
}

/** The units of each group. */
export function membersOf({ groups, count }: Cell): number[][] {
  const members = Array.from({ length: count }, (): number[] => []);
  groups.forEach((group, unit) => members[group].push(unit));
  return members;
}

const singles = ({ units }: Cell): number[][] => Array.from({ length: units }, (_, u) => [u]);

/** The same for the same numbers in any order. */
export const orderlySum = (values: number[]): number =>
  values.length === 1 ? values[0] : values.sort((a, b) => a - b).reduce((sum, value) => sum + value, 0);

/** Splits a cell's groups by a number of each unit. True where that made new groups. */
function split(cell: Cell, key: (unit: number) => number): boolean {
  if (cell.count === cell.units) return false;
  const numbers = Array.from({ length: cell.count }, () => new Map<number, number>());
  let count = 0;
  const next = cell.groups.map((group, unit) => {
    const value = key(unit);
    const known = numbers[group].get(value);
    if (known !== undefined) return known;
    numbers[group].set(value, count);
    return count++;
  });
  const grown = count > cell.count;
  cell.groups = next;
  cell.count = count;
  return grown;
}
