// Exact lumping: a network whose units fall into groups that stay together is trained as a small one, with one unit for
// each group that counts as many times as the group has members. Exact arithmetic gives the same numbers as the whole.
//
// The groups are the coarsest equitable partition, found by colour refinement: units stay in one group while they have
// equal biases, equal sums of weights from every group below, and equal sums to every group above.
import { flattenInto, initialize } from './initializers.ts';
import type { ParameterShape } from './layers/layer.ts';
import { sizeOf } from './layers/layer.ts';
import type { LayerLayout, Layout } from './layout.ts';
import { checkedLayout } from './layout.ts';
import { createRandom } from './random.ts';
import type { InitializerSpec, LayerSpec, NetworkSpec } from './spec.ts';

/** Members of the groups of every tensor, by the id of its input or layer. */
export type Multiplicities = ReadonlyMap<string, Float64Array>;

export interface Lumped {
  /** One unit for each group. Initializers are constants or values where groups have several members. */
  readonly spec: NetworkSpec;
  readonly layout: Layout;
  /** Unit of the whole network → group. */
  readonly groups: ReadonlyMap<string, Int32Array>;
  readonly sizes: Multiplicities;
  /** Unit of the whole network → class of units equal in every single weight: finer than groups, which compare sums. */
  readonly classes: ReadonlyMap<string, Int32Array>;
  readonly whole: Layout;
}

/** What a parameter starts from, as far as groups care: one number, known numbers, or draws that are all different. */
type Start =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'known'; readonly values: Float64Array }
  | { readonly kind: 'drawn' };

/** Larger matrices of known numbers are not worth the search. */
const knownLimit = 1 << 22;

function startOf(initializer: InitializerSpec, shape: readonly number[]): Start {
  switch (initializer.kind) {
    case 'constant':
      return initializer;
    case 'values':
    case 'identity': {
      if (sizeOf(shape) > knownLimit) return { kind: 'drawn' };
      const values = new Float64Array(sizeOf(shape));
      if (initializer.kind === 'values') flattenInto(initializer.data, values);
      else initialize(values, shape, initializer, createRandom(0, ''));
      return { kind: 'known', values };
    }
    case 'random-normal':
    case 'truncated-normal':
      return initializer.stddev === 0 ? { kind: 'constant', value: initializer.mean } : { kind: 'drawn' };
    case 'random-uniform':
      return initializer.min === initializer.max
        ? { kind: 'constant', value: initializer.min }
        : { kind: 'drawn' };
    case 'variance-scaling':
      return initializer.scale === 0 ? { kind: 'constant', value: 0 } : { kind: 'drawn' };
    case 'orthogonal':
      return initializer.gain === 0 ? { kind: 'constant', value: 0 } : { kind: 'drawn' };
    case 'glorot-uniform':
    case 'glorot-normal':
    case 'he-uniform':
    case 'he-normal':
    case 'lecun-uniform':
    case 'lecun-normal':
      return { kind: 'drawn' };
  }
}

const unitByUnit: ReadonlySet<string> = new Set([
  'leakyReLU',
  'prelu',
  'batchNormalization',
  'add',
  'multiply',
  'average',
]);

/** Kinds whose output unit u depends on input unit u alone, in the same way for all units but for their own parameters. */
function actsUnitByUnit({ spec, inputs }: LayerLayout): boolean {
  if (spec.kind === 'activation') return spec.activation !== 'softmax' && spec.activation !== 'logSoftmax';
  if (spec.kind === 'flatten') return inputs[0].length === 1;
  return unitByUnit.has(spec.kind);
}

/** Units whose groups are found together: those of all tensors joined by layers that act unit by unit. */
interface Cell {
  readonly units: number;
  /** Inputs, outputs, and what draws touch: every unit for itself. */
  apart: boolean;
  groups: Int32Array;
  count: number;
}

const identity = (units: number) => Int32Array.from({ length: units }, (_, u) => u);

/** The lumped form of a checked spec; null where some layer couples units in another way, or where nothing is joined. */
export function lump(spec: NetworkSpec): Lumped | null {
  const whole = checkedLayout(spec);
  if (
    !whole.layers.every(
      (layer) => (layer.spec.kind === 'dense' && layer.inputs[0].length === 1) || actsUnitByUnit(layer),
    )
  ) {
    return null;
  }
  const cells = cellsOf(spec, whole);
  if (cells === null) return null;
  const cellOf = (id: string): Cell => {
    const cell = cells.get(id);
    if (cell === undefined) throw new Error(`no units of ${id}`);
    return cell;
  };
  const starts = new Map<ParameterShape, Start>();
  for (const { parameters } of whole.layers) {
    for (const parameter of parameters)
      starts.set(parameter, startOf(parameter.initializer, parameter.shape));
  }
  const startFor = (parameter: ParameterShape): Start => starts.get(parameter) ?? { kind: 'drawn' };
  for (const layer of whole.layers) {
    for (const parameter of layer.parameters) {
      if (startFor(parameter).kind !== 'drawn') continue;
      cellOf(layer.spec.id).apart = true;
      if (parameter.name === 'kernel') cellOf(layer.spec.from[0]).apart = true;
    }
  }
  const all = [...new Set(cells.values())];
  if (all.every(({ apart, units }) => apart || units === 1)) return null;
  for (const cell of all) {
    cell.groups = cell.apart ? identity(cell.units) : new Int32Array(cell.units);
    cell.count = cell.apart ? cell.units : 1;
  }
  refineUntilStable(whole, cellOf, startFor);
  if (all.every(({ units, count }) => units === count)) return null;
  return quotient(spec, whole, cellOf, startFor);
}

/** Joins tensors that share their units. Null where a softmax or the like would see a lumped row. */
function cellsOf(spec: NetworkSpec, layout: Layout): ReadonlyMap<string, Cell> | null {
  const cells = new Map<string, Cell>();
  for (const { id, shape } of spec.inputs) {
    if (shape.length !== 1) return null;
    cells.set(id, { units: shape[0], apart: true, groups: identity(shape[0]), count: shape[0] });
  }
  for (const layer of layout.layers) {
    const { units, spec: own } = layer;
    const sources = own.from.map((id) => cells.get(id));
    let cell: Cell | undefined = own.kind === 'dense' ? undefined : sources[0];
    if (own.kind !== 'dense') {
      for (const other of sources) {
        if (other === undefined || cell === undefined || other === cell) continue;
        cell.apart ||= other.apart;
        const kept = cell;
        for (const [id, entry] of cells) if (entry === other) cells.set(id, kept);
      }
    }
    cell ??= { units, apart: false, groups: identity(units), count: units };
    const activation = own.kind === 'dense' ? own.activation : undefined;
    if (activation === 'softmax' || activation === 'logSoftmax' || spec.outputs.includes(own.id))
      cell.apart = true;
    cells.set(own.id, cell);
  }
  return cells;
}

type CellOf = (id: string) => Cell;
type StartFor = (parameter: ParameterShape) => Start;

function refineUntilStable(layout: Layout, cellOf: CellOf, startFor: StartFor): void {
  for (let changed = true; changed;) {
    changed = false;
    for (const layer of layout.layers) {
      const own = cellOf(layer.spec.id);
      for (const parameter of layer.parameters) {
        const start = startFor(parameter);
        // One number everywhere tells no units apart.
        if (start.kind !== 'known') continue;
        if (parameter.name !== 'kernel') {
          changed = split(own, (u) => start.values[u]) || changed;
          continue;
        }
        const below = cellOf(layer.spec.from[0]);
        const wide = own.units;
        for (let group = 0; group < below.count; group++) {
          const members = membersOf(below, group);
          changed = split(own, (u) => orderlySum(members.map((c) => start.values[c * wide + u]))) || changed;
        }
        for (let group = 0; group < own.count; group++) {
          const members = membersOf(own, group);
          changed =
            split(below, (u) => orderlySum(members.map((d) => start.values[u * wide + d]))) || changed;
        }
      }
    }
  }
}

const membersOf = ({ groups }: Cell, group: number): number[] => {
  const members: number[] = [];
  groups.forEach((own, unit) => {
    if (own === group) members.push(unit);
  });
  return members;
};

/** The same for the same numbers in any order. */
const orderlySum = (values: number[]) => values.sort((a, b) => a - b).reduce((sum, value) => sum + value, 0);

/** Splits a cell's groups by a number of each unit. True where that made new groups. */
function split(cell: Cell, key: (unit: number) => number): boolean {
  if (cell.count === cell.units) return false;
  const numbers = new Map<string, number>();
  const next = cell.groups.map((group, unit) => {
    const name = `${group}/${key(unit)}`;
    const known = numbers.get(name);
    if (known !== undefined) return known;
    numbers.set(name, numbers.size);
    return numbers.size - 1;
  });
  const grown = numbers.size > cell.count;
  cell.groups = next;
  cell.count = numbers.size;
  return grown;
}

function quotient(spec: NetworkSpec, whole: Layout, cellOf: CellOf, startFor: StartFor): Lumped {
  const sizes = new Map<string, Float64Array>();
  const groups = new Map<string, Int32Array>();
  for (const id of whole.shapes.keys()) {
    const cell = cellOf(id);
    const counts = new Float64Array(cell.count);
    for (const group of cell.groups) counts[group]++;
    sizes.set(id, counts);
    groups.set(id, cell.groups);
  }
  const layers = whole.layers.map((layer): LayerSpec => {
    const own = cellOf(layer.spec.id);
    const fields: Record<string, unknown> = { ...layer.spec };
    if (layer.spec.kind === 'dense') fields.units = own.count;
    for (const parameter of layer.parameters) {
      const start = startFor(parameter);
      if (start.kind === 'constant') fields[parameter.name] = start;
      if (start.kind !== 'known') continue;
      const reduced =
        parameter.name === 'kernel'
          ? meanKernel(start.values, cellOf(layer.spec.from[0]), own)
          : firstOfEach(start.values, own);
      fields[parameter.name] = { kind: 'values', data: reduced };
    }
    return fields as unknown as LayerSpec;
  });
  const reduced = { ...spec, layers };
  const classes = classesOf(whole, cellOf, startFor);
  return { spec: reduced, layout: checkedLayout(reduced), groups, sizes, classes, whole };
}

/** Equality of all known weights, entry by entry. It lasts as long as the groups do. */
function classesOf(whole: Layout, cellOf: CellOf, startFor: StartFor): ReadonlyMap<string, Int32Array> {
  const fine = new Map<Cell, Cell>();
  const fineOf = (id: string): Cell => {
    const cell = cellOf(id);
    const known = fine.get(cell) ?? { ...cell };
    fine.set(cell, known);
    return known;
  };
  for (const layer of whole.layers) {
    const own = fineOf(layer.spec.id);
    for (const parameter of layer.parameters) {
      const start = startFor(parameter);
      if (start.kind !== 'known' || parameter.name !== 'kernel') continue;
      const [rows, columns] = parameter.shape;
      for (let row = 0; row < rows; row++) split(own, (u) => start.values[row * columns + u]);
      const below = fineOf(layer.spec.from[0]);
      for (let column = 0; column < columns; column++)
        split(below, (u) => start.values[u * columns + column]);
    }
  }
  return new Map([...whole.shapes.keys()].map((id) => [id, fineOf(id).groups]));
}

function firstOfEach(values: Float64Array, { groups, count }: Cell): number[] {
  return Array.from({ length: count }, (_, group) => values[groups.indexOf(group)]);
}

/** The mean weight from group to group: what each member gets from a member. */
function meanKernel(values: Float64Array, below: Cell, above: Cell): number[][] {
  const wide = above.units;
  return Array.from({ length: below.count }, (_, from) => {
    const members = membersOf(below, from);
    return Array.from({ length: above.count }, (_, to) => {
      const unit = above.groups.indexOf(to);
      return orderlySum(members.map((c) => values[c * wide + unit])) / members.length;
    });
  });
}
