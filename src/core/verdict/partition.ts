// Which units are interchangeable for ever: the coarsest equitable partition of a network's units, found by colour
// refinement over symbolic starts. "All equal" and "all distinct" cost nothing, whatever a layer's size; classes are
// written out only where numbers are given.
import type { InitializerSpec, NestedArray } from '../engine/spec.ts';
import { parameterNames, startOf } from './cells.ts';
import { evenLayers } from './evenness.ts';
import { concatenationAxis, type Node, type Plan, positionsOf, unitsOf } from './plan.ts';
import { gatesOf } from './recurrent-cell.ts';
import type { Schedule } from './schedule.ts';
import { constantOf, flat, IN, OUT } from './weight.ts';

/** The units of one layer, or a group of layers whose units are tied to each other position by position. */
interface Root {
  readonly size: number;
  /** Class of each unit; one: all in one class, all: each in its own. */
  classes: 'one' | 'all' | Int32Array;
  /** What must be looked at again when the classes change. */
  readonly watchers: (() => void)[];
  waiting: boolean;
  /** Set when the root has been tied to another, which stands for it. */
  tied: Root | undefined;
}

/** `times` neighbouring copies of a root's units, at distinct positions. A tensor is a list of these, row-major. */
interface Segment {
  readonly root: Root;
  readonly times: number;
}

type View = readonly Segment[];

/** How the units of one tensor's last axis group. */
export interface Grouping {
  readonly units: number;
  readonly width: number;
  /** Class of each unit by first appearance; empty where all differ, or where writing it out would be too long. */
  readonly groups: readonly number[];
}

/** Longer lists of groups are left out. */
const longestList = 65_536;

export function partitionOf(schedule: Schedule): readonly Grouping[] {
  const refinement = new Refinement(schedule.plan);
  refinement.separateDropped(schedule);
  refinement.run();
  const even = evenLayers(schedule);
  return schedule.plan.nodes.map((node, index) =>
    even[index] ? one(unitsOf(node.shape)) : refinement.grouping(node),
  );
}

const one = (units: number): Grouping => ({
  units,
  width: 1,
  groups: units === 1 || units > longestList ? [] : Array.from({ length: units }, () => 0),
});

class Refinement {
  readonly #plan: Plan;
  readonly #views: View[] = [];
  readonly #agenda: Root[] = [];
  readonly #conditions: (() => void)[] = [];

  constructor(plan: Plan) {
    this.#plan = plan;
    plan.shapes.slice(0, plan.inputCount).forEach((shape) => {
      const root = newRoot(unitsOf(shape));
      this.#separate(root);
      this.#views.push([{ root, times: positionsOf(shape) }]);
    });
    for (const node of plan.nodes) this.#views.push(this.#viewOf(node));
    for (const output of plan.outputs) for (const { root } of this.#views[output]) this.#separate(find(root));
  }

  run(): void {
    for (const condition of this.#conditions) condition();
    for (let root = this.#agenda.pop(); root !== undefined; root = this.#agenda.pop()) {
      root.waiting = false;
      for (const watcher of root.watchers) watcher();
    }
  }

  /** Dropout tells units apart as soon as anything that touches them learns unevenly. */
  separateDropped(schedule: Schedule): void {
    const uneven = this.#unevenRoots(schedule);
    for (const { layer, from } of this.#plan.nodes) {
      if (layer.kind !== 'dropout' || layer.rate <= 0) continue;
      for (const { root } of this.#views[from[0]]) {
        const stands = find(root);
        if (uneven.has(stands)) this.#separate(stands);
      }
    }
  }

  /** Roots along whose units some weight has learned different numbers. */
  #unevenRoots(schedule: Schedule): Set<Root> {
    const uneven = new Set<Root>();
    schedule.layers.forEach(({ cell, first }, index) => {
      const node = this.#plan.nodes[index];
      const out = this.#views[node.tensor];
      const source = this.#views[node.from[0]];
      for (const [name, blocks] of cell.weights) {
        if (!first.has(name)) continue;
        const bits = blocks.reduce((all, block) => all | block.bits, 0);
        if (bits & OUT) for (const { root } of out) uneven.add(find(root));
        if (bits & IN && name !== 'embeddings') {
          for (const { root } of name === 'recurrent' ? out : source) uneven.add(find(root));
        }
      }
    });
    return uneven;
  }

  grouping(node: Node): Grouping {
    const units = unitsOf(node.shape);
    const channels = lastAxisView(this.#views[node.tensor], node.shape);
    const width = channels.reduce((sum, { root, times }) => sum + times * countOf(find(root)), 0);
    if (width === units || units > longestList) return { units, width, groups: [] };
    const groups: number[] = [];
    let offset = 0;
    for (const segment of channels) {
      const root = find(segment.root);
      const classes = renumbered(listed(root));
      for (let copy = 0; copy < segment.times; copy++) {
        for (const group of classes) groups.push(offset + group);
        offset += countOf(root);
      }
    }
    return { units, width, groups };
  }

  #viewOf(node: Node): View {
    const { layer, from, shape } = node;
    const source = this.#views[from[0]];
    const units = unitsOf(shape);
    const own = (): View => {
      const root = newRoot(units);
      return [{ root, times: positionsOf(shape) }];
    };
    const start = (name: string): InitializerSpec => startOf(layer, name);
    switch (layer.kind) {
      case 'dense':
      case 'conv1d':
      case 'conv2d': {
        const view = own();
        const [{ root }] = view;
        this.#kernel(this.#channels(from[0]), root, start('kernel'));
        if (layer.useBias !== false) this.#vector(view.slice(0, 1), start('bias'));
        return view;
      }
      case 'embedding': {
        const view = own();
        this.#columns(view[0].root, start('embeddings'));
        return view;
      }
      case 'simpleRNN':
      case 'gru':
      case 'lstm': {
        const view = own();
        const [{ root }] = view;
        const gates = gatesOf(layer.kind);
        this.#kernel(this.#channels(from[0]), root, start('kernel'), gates);
        this.#recurrent(root, start('recurrent'), gates);
        if (layer.useBias !== false) this.#columns(root, start('bias'), gates);
        return view;
      }
      case 'depthwiseConv2d': {
        const multiplier = layer.depthMultiplier ?? 1;
        const view = this.#depthwise(
          this.#channels(from[0]),
          multiplier,
          start('depthwise'),
          positionsOf(shape),
        );
        if (layer.useBias !== false) this.#vector(lastAxisView(view, shape), start('bias'));
        return view;
      }
      case 'batchNormalization':
      case 'layerNormalization':
      case 'prelu': {
        for (const name of parameterNames(layer)) {
          this.#vector(layer.kind === 'prelu' ? source : this.#channels(from[0]), start(name));
        }
        return source;
      }
      case 'activation':
      case 'leakyReLU':
      case 'dropout':
      case 'flatten':
      case 'reshape':
        return source;
      case 'maxPooling2d':
      case 'averagePooling2d':
      case 'globalAveragePooling1d':
      case 'globalAveragePooling2d':
        return repeated(this.#channels(from[0]), positionsOf(shape));
      case 'concatenate': {
        const axis = concatenationAxis(layer.axis, shape.length);
        if (axis === shape.length - 1) {
          return repeated(
            from.flatMap((tensor) => [...this.#channels(tensor)]),
            positionsOf(shape),
          );
        }
        const channels = from.map((tensor) => this.#channels(tensor));
        return repeated(
          channels.reduce((a, b) => this.#tie(a, b)),
          positionsOf(shape),
        );
      }
      case 'add':
      case 'multiply':
      case 'average': {
        const views = from
          .map((tensor) => this.#views[tensor])
          .filter((view) => lengthOf(view) === units * positionsOf(shape));
        return views.reduce((a, b) => this.#tie(a, b));
      }
    }
  }

  /** What a layer that sums over positions sees as its input units. */
  #channels(tensor: number): View {
    const shape = this.#plan.shapes[tensor];
    const view = this.#views[tensor];
    const channels = lastAxisView(view, shape);
    if (lengthOf(channels) === unitsOf(shape)) return channels;
    // Reshaped: the units that stand in one place of the last axis share a new root.
    const root = newRoot(unitsOf(shape));
    this.#link(view, root);
    return [{ root, times: 1 }];
  }

  /** Both views hold the same units in the same places from now on. */
  #tie(a: View, b: View): View {
    const aligned =
      a.length === b.length &&
      a.every((segment, k) => segment.root.size === b[k].root.size && segment.times === b[k].times);
    if (aligned) {
      a.forEach((segment, k) => this.#unite(find(segment.root), find(b[k].root)));
      return a;
    }
    const root = newRoot(lengthOf(a));
    this.#link(a, root);
    this.#link(b, root);
    return [{ root, times: 1 }];
  }

  #unite(a: Root, b: Root): void {
    if (a === b) return;
    b.tied = a;
    a.watchers.push(...b.watchers);
    const classes = b.classes;
    this.#conditions.push(() => {
      const root = find(a);
      if (classes === 'all') this.#separate(root);
      else if (classes !== 'one') this.#split(root, (unit) => String(classes[unit]));
    });
  }

  /** Entry i of the view and unit i (mod size) of the root differ only where the other does. */
  #link(view: View, root: Root): void {
    const places: { root: Root; unit: number; position: string }[] = [];
    view.forEach((segment, k) => {
      for (let copy = 0; copy < segment.times; copy++) {
        for (let unit = 0; unit < segment.root.size; unit++) {
          places.push({ root: segment.root, unit, position: `${k}.${copy}` });
        }
      }
    });
    const check = (): void => {
      const forRoot: string[] = Array.from({ length: root.size }, () => '');
      const forOthers = new Map<Root, string[]>();
      places.forEach(({ root: other, unit, position }, index) => {
        const stands = find(other);
        const target = index % root.size;
        forRoot[target] += `${position}:${classOf(stands, unit)};`;
        let keys = forOthers.get(stands);
        if (keys === undefined) {
          keys = Array.from({ length: stands.size }, () => '');
          forOthers.set(stands, keys);
        }
        keys[unit] += `${Math.floor(index / root.size)}:${classOf(find(root), target)};`;
      });
      this.#split(find(root), (unit) => forRoot[unit]);
      for (const [other, keys] of forOthers) this.#split(other, (unit) => keys[unit]);
    };
    this.#watch([...new Set(view.map((segment) => segment.root)), root], check);
  }

  /** A parameter with one entry for each entry of the view. */
  #vector(view: View, start: InitializerSpec): void {
    if (constantOf(start) !== undefined) return;
    if (start.kind !== 'values') {
      for (const { root } of view) this.#conditions.push(() => this.#separate(find(root)));
      return;
    }
    const entries = flat(start.data);
    let offset = 0;
    for (const { root, times } of view) {
      for (let copy = 0; copy < times; copy++, offset += root.size) {
        const from = offset;
        this.#conditions.push(() => this.#split(find(root), (unit) => String(entries[from + unit])));
      }
    }
  }

  /** A parameter whose last axis runs over the gates' units; its other axes are told apart. */
  #columns(root: Root, start: InitializerSpec, gates = 1): void {
    if (constantOf(start) !== undefined) return;
    if (start.kind !== 'values') {
      this.#separate(root);
      return;
    }
    const rows = rowsOf(start.data);
    this.#conditions.push(() =>
      this.#split(find(root), (unit) =>
        rows
          .map((row) =>
            blocks(row, gates)
              .map((block) => block[unit])
              .join(),
          )
          .join(';'),
      ),
    );
  }

  /** Weights between the units of a view and those of a root: equal sums from each class, equal sums to each class. */
  #kernel(view: View, root: Root, start: InitializerSpec, gates = 1): void {
    if (constantOf(start) !== undefined) return;
    const inputs = lengthOf(view);
    if (start.kind === 'identity') {
      if (view.length === 1 && view[0].times === 1 && view[0].root.size === root.size)
        this.#unite(find(view[0].root), find(root));
      else this.#link(view, root);
      return;
    }
    if (start.kind !== 'values') {
      this.#separate(root);
      // With one unit above, random weights still differ from each other.
      for (const segment of view) this.#conditions.push(() => this.#separate(find(segment.root)));
      return;
    }
    const rows = rowsOf(start.data);
    const check = (): void => {
      const above = find(root);
      this.#split(above, (unit) => {
        const sums = new Map<string, number>();
        rows.forEach((row, index) => {
          const place = placeOf(view, index % inputs);
          const tap = Math.floor(index / inputs);
          blocks(row, gates).forEach((block, gate) => {
            add(
              sums,
              `${tap}/${gate}/${place.position}/${classOf(find(place.root), place.unit)}`,
              block[unit],
            );
          });
        });
        return signature(sums);
      });
      const below = new Map<Root, Map<string, number>[]>();
      rows.forEach((row, index) => {
        const place = placeOf(view, index % inputs);
        const stands = find(place.root);
        const tap = Math.floor(index / inputs);
        let sums = below.get(stands);
        if (sums === undefined) {
          sums = Array.from({ length: stands.size }, () => new Map<string, number>());
          below.set(stands, sums);
        }
        const own = sums[place.unit];
        blocks(row, gates).forEach((block, gate) => {
          block.forEach((weight, unit) => {
            add(own, `${tap}/${gate}/${place.position}/${classOf(above, unit)}`, weight);
          });
        });
      });
      for (const [stands, sums] of below) this.#split(stands, (unit) => signature(sums[unit]));
    };
    this.#watch([...new Set(view.map((segment) => segment.root)), root], check);
  }

  #recurrent(root: Root, start: InitializerSpec, gates: number): void {
    // The identity treats all units alike.
    if (constantOf(start) !== undefined || start.kind === 'identity') return;
    this.#kernel([{ root, times: 1 }], root, start, gates);
  }

  /** Each input channel has its own `multiplier` output channels. */
  #depthwise(view: View, multiplier: number, start: InitializerSpec, positions: number): View {
    const constant = constantOf(start) !== undefined;
    if (constant && multiplier === 1) return repeated(view, positions);
    const channels = lengthOf(view);
    const root = newRoot(channels * multiplier);
    const result: View = [{ root, times: positions }];
    if (start.kind !== 'values' && !constant) {
      this.#separate(root);
      for (const segment of view) this.#conditions.push(() => this.#separate(find(segment.root)));
      return result;
    }
    const taps =
      start.kind === 'values' && !constant ? tapsOf(flat(start.data), channels * multiplier) : undefined;
    const weights = (unit: number): string => taps?.map((tap) => tap[unit]).join() ?? '';
    const check = (): void => {
      this.#split(find(root), (unit) => {
        const place = placeOf(view, Math.floor(unit / multiplier));
        return `${place.segment}:${place.position}:${classOf(find(place.root), place.unit)}:${weights(unit)}`;
      });
      const keys = new Map<Root, string[]>();
      for (let channel = 0; channel < channels; channel++) {
        const place = placeOf(view, channel);
        const stands = find(place.root);
        const all = keys.get(stands) ?? Array.from({ length: stands.size }, () => '');
        keys.set(stands, all);
        const copies = Array.from({ length: multiplier }, (_, copy) => {
          const unit = channel * multiplier + copy;
          return `${classOf(find(root), unit)}=${weights(unit)}`;
        });
        all[place.unit] += `${place.position}:${copies.sort().join('|')};`;
      }
      for (const [stands, all] of keys) this.#split(stands, (unit) => all[unit]);
    };
    this.#watch([...new Set(view.map((segment) => segment.root)), root], check);
    return result;
  }

  #watch(roots: readonly Root[], check: () => void): void {
    for (const root of roots) find(root).watchers.push(check);
    this.#conditions.push(check);
  }

  #separate(root: Root): void {
    if (root.classes === 'all' || (root.size === 1 && root.classes === 'one')) return;
    root.classes = 'all';
    this.#changed(root);
  }

  /** Units stay together only where they were together and have the same key. */
  #split(root: Root, key: (unit: number) => string): void {
    if (root.classes === 'all' || root.size === 1) return;
    const numbers = new Map<string, number>();
    const before = countOf(root);
    const classes = Int32Array.from({ length: root.size }, (_, unit) => {
      const name = `${classOf(root, unit)}|${key(unit)}`;
      const number = numbers.get(name) ?? numbers.size;
      numbers.set(name, number);
      return number;
    });
    if (numbers.size === before) return;
    root.classes = numbers.size === root.size ? 'all' : classes;
    this.#changed(root);
  }

  #changed(root: Root): void {
    if (root.waiting) return;
    root.waiting = true;
    this.#agenda.push(root);
  }
}

const newRoot = (size: number): Root => ({
  size,
  classes: 'one',
  watchers: [],
  waiting: false,
  tied: undefined,
});

function find(root: Root): Root {
  let stands = root;
  while (stands.tied !== undefined) stands = stands.tied;
  return stands;
}

const classOf = (root: Root, unit: number): number =>
  root.classes === 'one' ? 0 : root.classes === 'all' ? unit : root.classes[unit];

function countOf(root: Root): number {
  if (root.classes === 'one') return 1;
  return root.classes === 'all'
    ? root.size
    : root.classes.reduce((most, group) => Math.max(most, group + 1), 0);
}

const listed = (root: Root): number[] => Array.from({ length: root.size }, (_, unit) => classOf(root, unit));

function renumbered(classes: readonly number[]): number[] {
  const numbers = new Map<number, number>();
  return classes.map((group) => {
    const number = numbers.get(group) ?? numbers.size;
    numbers.set(group, number);
    return number;
  });
}

const lengthOf = (view: View): number => view.reduce((sum, { root, times }) => sum + root.size * times, 0);

/** The view of one position's units, where all positions hold the same; else the view itself. */
function lastAxisView(view: View, shape: readonly number[]): View {
  const positions = positionsOf(shape);
  if (positions <= 1) return view;
  if (
    view.length === 1 &&
    view[0].times % positions === 0 &&
    view[0].root.size * view[0].times === unitsOf(shape) * positions
  ) {
    return [{ root: view[0].root, times: view[0].times / positions }];
  }
  const period = view.length / positions;
  if (!Number.isInteger(period)) return view;
  const first = view.slice(0, period);
  const repeats = view.every(
    ({ root, times }, k) => root === first[k % period].root && times === first[k % period].times,
  );
  return repeats ? first : view;
}

/** Row-major: the units of every position after those of the one before. */
function repeated(channels: View, positions: number): View {
  if (channels.length === 1) return [{ root: channels[0].root, times: channels[0].times * positions }];
  return Array.from({ length: positions }, () => channels).flat();
}

function placeOf(view: View, index: number): { root: Root; unit: number; position: string; segment: number } {
  let rest = index;
  for (let segment = 0; segment < view.length; segment++) {
    const { root, times } = view[segment];
    if (rest < root.size * times) {
      return {
        root,
        segment,
        unit: rest % root.size,
        position: `${segment}.${Math.floor(rest / root.size)}`,
      };
    }
    rest -= root.size * times;
  }
  throw new Error(`The kernel has more rows than its input has units (row ${index}).`);
}

/** Every row along the last axis. */
function rowsOf(data: NestedArray): (readonly number[])[] {
  if (data.every((entry) => typeof entry === 'number')) return [data];
  return data.flatMap((entry) => (typeof entry === 'number' ? [] : rowsOf(entry)));
}

function blocks(row: readonly number[], gates: number): (readonly number[])[] {
  if (gates === 1) return [row];
  const size = row.length / gates;
  return Array.from({ length: gates }, (_, gate) => row.slice(gate * size, (gate + 1) * size));
}

const tapsOf = (entries: readonly number[], size: number): number[][] =>
  Array.from({ length: entries.length / size }, (_, tap) => entries.slice(tap * size, (tap + 1) * size));

function add(sums: Map<string, number>, key: string, amount: number): void {
  sums.set(key, (sums.get(key) ?? 0) + amount);
}

/** Sums that differ by rounding only are equal. */
const signature = (sums: ReadonlyMap<string, number>): string =>
  [...sums]
    .map(([key, sum]) => `${key}=${Number(sum.toPrecision(12))}`)
    .sort()
    .join();
