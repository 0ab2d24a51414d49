// What a parameter's start demands of the units it belongs to: equal sums of weights from each class, equal sums to each class.
import type { InitializerSpec, NestedArray } from '../../engine/spec.ts';
import { constantOf, flat } from '../start.ts';
import type { Refinement } from './refinement.ts';
import { classOf, find, lengthOf, newRoot, placeOf, repeated, type Root, type View } from './root.ts';

/** A parameter with one entry for each entry of the view. */
export function vector(refinement: Refinement, view: View, start: InitializerSpec): void {
  if (constantOf(start) !== undefined) return;
  if (start.kind !== 'values') {
    refinement.separateAll(view);
    return;
  }
  const entries = flat(start.data);
  let offset = 0;
  for (const { root, times } of view) {
    for (let copy = 0; copy < times; copy++, offset += root.size) {
      const from = offset;
      refinement.later(() => {
        refinement.split(root, (unit) => String(entries[from + unit]));
      });
    }
  }
}

/** A parameter whose last axis runs over the gates' units; its other axes are told apart. */
export function columns(refinement: Refinement, root: Root, start: InitializerSpec, gates = 1): void {
  if (constantOf(start) !== undefined) return;
  if (start.kind !== 'values') {
    refinement.separate(root);
    return;
  }
  const rows = rowsOf(start.data);
  const key = (unit: number): string =>
    rows
      .map((row) =>
        blocks(row, gates)
          .map((block) => block[unit])
          .join(),
      )
      .join(';');
  refinement.later(() => {
    refinement.split(root, key);
  });
}

/** Weights between the units of a view and those of a root. */
export function kernel(
  refinement: Refinement,
  view: View,
  root: Root,
  start: InitializerSpec,
  gates = 1,
): void {
  if (constantOf(start) !== undefined) return;
  if (start.kind === 'identity') {
    if (view.length === 1 && view[0].times === 1 && view[0].root.size === root.size)
      refinement.unite(view[0].root, root);
    else refinement.link(view, root);
    return;
  }
  if (start.kind !== 'values') {
    refinement.separate(root);
    // With one unit above, random weights still differ from each other.
    refinement.separateAll(view);
    return;
  }
  const inputs = lengthOf(view);
  const rows = rowsOf(start.data);
  const places = Array.from({ length: inputs }, (_, index) => placeOf(view, index));
  const check = (): void => {
    const above = find(root);
    refinement.split(above, (unit) => {
      const sums = new Map<string, number>();
      rows.forEach((row, index) => {
        const place = places[index % inputs];
        const tap = Math.floor(index / inputs);
        blocks(row, gates).forEach((block, gate) => {
          const group = classOf(find(place.root), place.unit);
          add(sums, `${tap}/${gate}/${place.position}/${group}`, block[unit]);
        });
      });
      return signature(sums);
    });
    const below = new Map<Root, Map<string, number>[]>();
    rows.forEach((row, index) => {
      const place = places[index % inputs];
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
    for (const [stands, sums] of below) refinement.split(stands, (unit) => signature(sums[unit]));
  };
  refinement.watch([...new Set(view.map((segment) => segment.root)), root], check);
}

export function recurrent(refinement: Refinement, root: Root, start: InitializerSpec, gates: number): void {
  // The identity treats all units alike.
  if (constantOf(start) !== undefined || start.kind === 'identity') return;
  kernel(refinement, [{ root, times: 1 }], root, start, gates);
}

/** Each input channel has its own `multiplier` output channels. */
export function depthwise(
  refinement: Refinement,
  view: View,
  multiplier: number,
  start: InitializerSpec,
  positions: number,
): View {
  const constant = constantOf(start) !== undefined;
  if (constant && multiplier === 1) return repeated(view, positions);
  const channels = lengthOf(view);
  const root = newRoot(channels * multiplier);
  const result: View = [{ root, times: positions }];
  if (start.kind !== 'values' && !constant) {
    refinement.separate(root);
    refinement.separateAll(view);
    return result;
  }
  const taps =
    start.kind === 'values' && !constant ? tapsOf(flat(start.data), channels * multiplier) : undefined;
  const weights = (unit: number): string => taps?.map((tap) => tap[unit]).join() ?? '';
  const check = (): void => {
    refinement.split(root, (unit) => {
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
    for (const [stands, all] of keys) refinement.split(stands, (unit) => all[unit]);
  };
  refinement.watch([...new Set(view.map((segment) => segment.root)), root], check);
  return result;
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
