// Entries of arrays as they are read and written: what a typed array makes of a number, and what flows in and out.
import { joinValues } from './join.ts';
import type { Abstract, ArrayValue, List, Located, Machine } from './model.ts';
import { constant, listOf } from './model.ts';

/** A number as an integer array keeps it. */
export function truncatedEntry(value: Abstract): Abstract {
  if (value.t === 'constant' && typeof value.value === 'number')
    return Number.isInteger(value.value) ? value : constant(Math.trunc(value.value), value.at);
  if (value.t !== 'draw' || value.isNormal) return value;
  const [low, high] = [Math.trunc(value.low), Math.trunc(value.high - (value.high - value.low) * 1e-12)];
  return low === high ? { ...constant(low, value.at), truncated: value.at } : { ...value, low, high };
}

export const truncatedList = (list: List): List => ({
  ...list,
  items: list.items.map((item) => ({ ...item, value: truncatedEntry(item.value) })),
  ...(list.fill ? { fill: { ...list.fill, value: truncatedEntry(list.fill.value) } } : {}),
  ...(list.rest ? { rest: truncatedEntry(list.rest) } : {}),
});

/** Whether the number put there is drawn in each round of the loops around, or was drawn before them. */
export function noteSpread(machine: Machine, array: ArrayValue, value: Abstract): void {
  if (!machine.flows || machine.rounds.length === 0) return;
  const { holder } = machine.flows.placeOf(array);
  const since = holder.t === 'array' ? holder.content.born : 0;
  machine.flows.spread(
    value,
    machine.rounds.filter((began) => began > since),
  );
}

/** Matrices of a list that are compared with one written to an entry that is not known. */
const maxCompared = 16;

/**
 * What is kept when the value is written to the entry at `index` (null: one that is not known); null when the write is
 * a step of training.
 */
export function kept(
  machine: Machine,
  array: ArrayValue,
  index: number | null,
  value: Abstract,
  node: Located,
): Abstract | null {
  const stored = array.typed === 'integer' ? truncatedEntry(value) : value;
  const { flows } = machine;
  if (!flows) return stored;
  noteSpread(machine, array, stored);
  if (stored.t === 'array' || stored.t === 'object') {
    const { items, fill, rest } = listOf(array);
    const others = fill?.value ?? rest;
    const held =
      index === null ? items.slice(0, maxCompared).map((item) => item.value) : [items[index]?.value];
    if ([...held, others].some((before) => before && flows.isTrained(before, stored, node))) return null;
    flows.keep(stored, array, null, node);
  }
  return flows.stored(array, null, stored, node, machine.isFromEarlierRun(array.content));
}

/** An entry whose index is not known, as one of those that are there. */
export function anyEntry(machine: Machine, array: ArrayValue): Abstract | undefined {
  const list = listOf(array);
  const all = list.fill
    ? [list.fill.value]
    : [...list.items.map((item) => item.value), ...(list.rest ? [list.rest] : [])];
  const first = all.at(0);
  if (!first) return undefined;
  // Rows of one matrix are alike: the first stands for them all.
  const isMatrix =
    machine.flows !== null &&
    all.every((one) => one.t === first.t) &&
    (first.t === 'array' || first.t === 'object');
  const any = isMatrix ? first : all.reduce((a, b) => joinValues(a, b, undefined, 'loop'));
  return machine.flows?.entry(array, any) ?? any;
}
