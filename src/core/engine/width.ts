// Counts distinct units by exact equality: two units of a layer are one where everything that makes them and everything
// that reads them is equal (`===`), entry by entry. Follows units through layers that only pass them on.
import type { Block, InputTie, Shape, Slice } from './layers/layer.ts';
import type { Layout, LayerLayout } from './layout.ts';
import type { PlanLayer } from './plan-layer.ts';
import type { NetworkSpec } from './spec.ts';

/** Entries that belong to unit u: base + u·stride + every combination of the loops. */
interface Entries {
  readonly block: Block;
  readonly base: number;
  readonly stride: number;
  readonly loops: readonly { readonly count: number; readonly step: number }[];
  /** Unit u counts as unit u mod period. */
  readonly period?: number;
}

const startOf = ({ base, stride, period }: Entries, unit: number): number =>
  base + (period === undefined ? unit : unit % period) * stride;

/** Units in ascending order of one number of each. */
interface Separation {
  readonly order: Int32Array;
  /** Index of those numbers' entries; −1 while no single one tells all units apart. */
  entry: number;
}

/** Null: every unit is used in a way of its own. */
type Reading = readonly Entries[] | null;

/** How the unit classes of one layer follow from its parameters and the classes of what passes through it. */
interface Rule {
  readonly units: number;
  readonly apart: boolean;
  readonly entries: readonly Entries[];
  /** How the units were told apart last time, where one number of each was enough. */
  readonly last: Separation;
  /** Layers whose classes pass on: origin[o] = source unit·count + i, or −1; classes of the source by layer index. */
  readonly passed: readonly {
    readonly source: number;
    readonly origin: Int32Array;
    readonly count: number;
    readonly alike: boolean;
  }[];
}

export interface Widths {
  /** Unit → class number for each layer, numbered by first appearance; rewritten by `measure`. */
  readonly classes: readonly Int32Array[];
  /** Classes of each layer; rewritten by `measure`. */
  readonly counts: Int32Array;
  measure(): void;
}

export function createWidths(spec: NetworkSpec, layout: Layout, layers: readonly PlanLayer[]): Widths {
  const rules = rulesOf(spec, layout, layers);
  const classes = rules.map(({ units }) => new Int32Array(units));
  const counts = new Int32Array(rules.length);
  const widest = Math.max(...rules.map(({ units }) => units));
  const workshop = createWorkshop(widest);
  const { keys } = workshop;
  return {
    classes,
    counts,
    measure() {
      for (let layer = 0; layer < rules.length; layer++) {
        const rule = rules[layer];
        const own = classes[layer];
        if (rule.apart) {
          for (let u = 0; u < rule.units; u++) own[u] = u;
          counts[layer] = rule.units;
          continue;
        }
        // What differed a step ago nearly always differs still: one look at each unit.
        if (rule.last.entry >= 0 && isSeparated(rule)) continue;
        own.fill(0);
        let count = 1;
        for (const { source, origin, count: copies, alike } of rule.passed) {
          for (let u = 0; u < rule.units; u++) {
            const from = origin[u];
            const passed =
              source < 0 ? Math.floor(from / copies) : classes[source][Math.floor(from / copies)];
            keys[u] = from < 0 ? -1 : passed * copies + (alike ? 0 : from % copies);
          }
          count = refine(rule.units, own, workshop, null);
        }
        if (rule.entries.length > 0) {
          fingerprint(rule, keys);
          count = refine(rule.units, own, workshop, rule.entries);
        }
        counts[layer] = count;
        if (count === rule.units) separate(rule);
      }
    },
  };
}

/** Whether the numbers that told the units apart still stand in the same order, no two of them equal. */
function isSeparated({ units, entries, last }: Rule): boolean {
  const told = entries[last.entry];
  const f = told.block.data;
  const { order } = last;
  let before = -Infinity;
  for (let i = 0; i < units; i++) {
    const value = f[startOf(told, order[i])];
    if (!(value > before)) return false;
    before = value;
  }
  return true;
}

/** Looks for entries of which each unit has another one. */
function separate(rule: Rule): void {
  const { entries, last } = rule;
  last.entry = -1;
  for (let e = 0; e < entries.length; e++) {
    const told = entries[e];
    last.order.sort((u, v) => told.block.data[startOf(told, u)] - told.block.data[startOf(told, v)]);
    last.entry = e;
    if (isSeparated(rule)) return;
  }
  last.entry = -1;
}

/** One number for each unit that is equal where all entries are: the first of each kind, mixed. */
function fingerprint({ units, entries }: Rule, keys: Float64Array): void {
  keys.fill(0, 0, units);
  for (let e = 0; e < entries.length; e++) {
    const told = entries[e];
    const factor = 1 + 0.618 * e;
    for (let u = 0; u < units; u++) keys[u] += factor * told.block.data[startOf(told, u)];
  }
}

/** Room for `refine`, reserved once. */
interface Workshop {
  readonly keys: Float64Array;
  /** The first unit of each class, and the class of each unit, while they are made. */
  readonly first: Int32Array;
  readonly next: Int32Array;
  /** Classes by the hash of their keys, −1 where there is none; at least twice as many places as units, a power of two. */
  readonly table: Int32Array;
  /** One number, and its bits. */
  readonly number: Float64Array;
  readonly halves: Int32Array;
}

function createWorkshop(widest: number): Workshop {
  const number = new Float64Array(1);
  return {
    number,
    halves: new Int32Array(number.buffer),
    keys: new Float64Array(widest),
    first: new Int32Array(widest),
    next: new Int32Array(widest),
    table: new Int32Array(2 ** Math.ceil(Math.log2(2 * widest + 1))),
  };
}

/** The same for numbers that are equal, 0 and −0 among them; what is not a number is scattered, since it equals nothing. */
function hashOf({ number, halves }: Workshop, key: number, unit: number): number {
  if (Number.isNaN(key)) return Math.imul(unit + 1, 0x9e3779b1) >>> 0;
  number[0] = key + 0;
  const mixed = Math.imul(halves[0] ^ Math.imul(halves[1], 0x85ebca6b), 0x9e3779b1);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}

/** Splits classes by keys, and by entries where the keys are equal. Returns the number of classes. */
function refine(
  units: number,
  classes: Int32Array,
  workshop: Workshop,
  entries: readonly Entries[] | null,
): number {
  const { keys, first, next, table } = workshop;
  let count = 0;
  const last = 2 ** Math.ceil(Math.log2(2 * units + 1)) - 1;
  table.fill(-1, 0, last + 1);
  for (let u = 0; u < units; u++) {
    let place = (hashOf(workshop, keys[u], u) + Math.imul(classes[u], 0x27d4eb2f)) & last;
    let found = table[place];
    for (; found >= 0; place = (place + 1) & last, found = table[place]) {
      const v = first[found];
      if (keys[v] !== keys[u] || classes[v] !== classes[u]) continue;
      if (entries === null || sameEntries(entries, u, v)) break;
    }
    if (found < 0) {
      table[place] = found = count;
      first[count++] = u;
    }
    next[u] = found;
  }
  for (let u = 0; u < units; u++) classes[u] = next[u];
  return count;
}

function sameEntries(entries: readonly Entries[], u: number, v: number): boolean {
  for (const each of entries) {
    if (!sameLoop(each.block.data, startOf(each, u), startOf(each, v), each.loops, 0)) return false;
  }
  return true;
}

function sameLoop(f: Float64Array, a: number, b: number, loops: Entries['loops'], depth: number): boolean {
  if (depth === loops.length) return f[a] === f[b];
  const { count, step } = loops[depth];
  if (depth === loops.length - 1) {
    for (let i = 0, at = 0; i < count; i++, at += step) if (f[a + at] !== f[b + at]) return false;
    return true;
  }
  for (let i = 0; i < count; i++) {
    if (!sameLoop(f, a + i * step, b + i * step, loops, depth + 1)) return false;
  }
  return true;
}

function rulesOf(spec: NetworkSpec, layout: Layout, layers: readonly PlanLayer[]): Rule[] {
  const indexOf = new Map(layout.layers.map((layer, index) => [layer.spec.id, index]));
  const consumers = consumersOf(layout);
  const outputs = new Set(spec.outputs);
  const entriesOf = (index: number, slices: readonly Slice[]): Entries[] =>
    slices.map(({ parameter, ...slice }) => {
      const found = layers[index].parameters.find(({ name }) => name === parameter);
      if (found === undefined) throw new Error(`no parameter ${parameter}`);
      return { block: found.value, ...slice };
    });

  /** What a unit of that tensor is made of, where a product with it makes that matter. */
  const making = (id: string): Reading => {
    const index = indexOf.get(id);
    if (index === undefined) return null;
    const { spec: layer, ties } = layout.layers[index];
    let entries: readonly Entries[] = entriesOf(index, ties.own);
    for (const [input, tie] of ties.inputs.entries()) {
      if (tie.kind === 'read') continue;
      if (tie.kind === 'apart' || tie.kind === 'meet') {
        if (ties.own.length === 0) return null;
        continue;
      }
      const below = isIdentity(tie) ? making(layer.from[input]) : null;
      if (below === null) return null;
      entries = [...entries, ...below];
    }
    return entries;
  };

  const readings = new Map<string, Reading>();
  const readingOf = (id: string): Reading => {
    const known = readings.get(id);
    if (known !== undefined) return known;
    const reading = outputs.has(id) ? null : collect(id);
    readings.set(id, reading);
    return reading;
  };
  const collect = (id: string): Reading => {
    const entries: Entries[] = [];
    for (const { index, input } of consumers.get(id) ?? []) {
      const { spec: layer, ties } = layout.layers[index];
      const tie = ties.inputs[input];
      if (tie.kind === 'apart') return null;
      if (tie.kind === 'read') {
        entries.push(...entriesOf(index, tie.slices));
        continue;
      }
      if (tie.kind === 'meet') {
        const met = making(layer.from[tie.other]);
        if (met === null) return null;
        entries.push(...met);
        continue;
      }
      if (tie.kind === 'fold') {
        const folded = folding(
          readingOf(layer.id),
          layout.layers[index].units,
          layout.layers[index].inputs[input],
        );
        if (folded === null) return null;
        entries.push(...folded);
        continue;
      }
      const parts: Reading[] = [
        entriesOf(index, ties.own),
        readingOf(layer.id),
        ...(tie.times ?? []).map((other) => making(layer.from[other])),
      ];
      for (const part of parts) {
        if (part === null || (!isIdentity(tie) && part.some(({ period }) => period !== undefined)))
          return null;
        entries.push(...part.map((entry) => through(entry, tie)));
      }
    }
    return entries;
  };

  return layout.layers.map((layer, index) => {
    const reading = readingOf(layer.spec.id);
    const passes = layer.ties.inputs.some(({ kind }) => kind === 'pass' || kind === 'fold');
    const made = layer.ties.own.length > 0 || passes;
    return {
      units: layer.units,
      apart: reading === null || !made,
      entries: [...entriesOf(index, layer.ties.own), ...(reading ?? [])],
      passed: passedTo(layer, indexOf),
      last: { order: Int32Array.from({ length: layer.units }, (_, u) => u), entry: -1 },
    };
  });
}

/** Unit u becomes unit u. */
const isIdentity = (tie: InputTie): boolean =>
  tie.kind === 'pass' && tie.stride === 1 && tie.count === 1 && tie.base === 0;

/** What reads unit j·n + u is what reads unit u, at a place that is j's own. */
function folding(reading: Reading, outputs: number, input: Shape): Reading {
  if (reading === null || reading.some(({ period }) => period !== undefined)) return null;
  const units = input[input.length - 1];
  const places = Float64Array.from({ length: units }, (_, u) => Math.floor(u / outputs));
  const place = { block: { at: 0, length: units, data: places }, base: 0, stride: 1, loops: [] };
  return [place, ...reading.map((entry) => ({ ...entry, period: outputs }))];
}

/** The entries that belong to a unit below a layer that passes it on. */
function through(entry: Entries, tie: InputTie & { kind: 'pass' }): Entries {
  const loop = { count: tie.count, step: tie.step * entry.stride };
  return {
    block: entry.block,
    base: entry.base + tie.base * entry.stride,
    stride: tie.stride * entry.stride,
    loops: tie.count > 1 ? [loop, ...entry.loops] : entry.loops,
  };
}

function passedTo(layer: LayerLayout, indexOf: ReadonlyMap<string, number>): Rule['passed'] {
  return layer.ties.inputs.flatMap((tie, input) => {
    if (tie.kind !== 'pass' && tie.kind !== 'fold') return [];
    const source = indexOf.get(layer.spec.from[input]) ?? -1;
    const shape = layer.inputs[input];
    if (tie.kind === 'fold') {
      return Array.from({ length: (shape[shape.length - 1] ?? 1) / layer.units }, (_, j) => ({
        source,
        origin: Int32Array.from({ length: layer.units }, (__, u) => j * layer.units + u),
        count: 1,
        alike: false,
      }));
    }
    const origin = new Int32Array(layer.units).fill(-1);
    for (let u = 0; u < (shape[shape.length - 1] ?? 1); u++) {
      for (let i = 0; i < tie.count; i++)
        origin[tie.base + u * tie.stride + i * tie.step] = u * tie.count + i;
    }
    return [{ source, origin, count: tie.count, alike: tie.alike ?? false }];
  });
}

function consumersOf(layout: Layout): ReadonlyMap<string, readonly { index: number; input: number }[]> {
  const consumers = new Map<string, { index: number; input: number }[]>();
  layout.layers.forEach(({ spec }, index) => {
    spec.from.forEach((id, input) => {
      consumers.set(id, [...(consumers.get(id) ?? []), { index, input }]);
    });
  });
  return consumers;
}
