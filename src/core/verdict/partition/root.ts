// The units of one layer and the classes into which they fall; and tensors as lists of such units.
import { positionsOf, unitsOf } from '../plan.ts';

/** The units of one layer, or a group of layers whose units are tied to each other position by position. */
export interface Root {
  readonly size: number;
  /** Class of each unit; one: all in one class, all: each in its own. */
  classes: 'one' | 'all' | Int32Array;
  /** What must be looked at again when the classes change. */
  readonly watchers: (() => void)[];
  waiting: boolean;
  /** Set when the root has been tied to another, which stands for it. */
  tied: Root | undefined;
}

export const newRoot = (size: number): Root => ({
  size,
  classes: 'one',
  watchers: [],
  waiting: false,
  tied: undefined,
});

export function find(root: Root): Root {
  let stands = root;
  while (stands.tied !== undefined) stands = stands.tied;
  return stands;
}

export const classOf = (root: Root, unit: number): number =>
  root.classes === 'one' ? 0 : root.classes === 'all' ? unit : root.classes[unit];

export function countOf(root: Root): number {
  if (root.classes === 'one') return 1;
  return root.classes === 'all'
    ? root.size
    : root.classes.reduce((most, group) => Math.max(most, group + 1), 0);
}

/** Class of each unit, numbered by first appearance. */
export function listed(root: Root): number[] {
  const numbers = new Map<number, number>();
  return Array.from({ length: root.size }, (_, unit) => {
    const group = classOf(root, unit);
    const number = numbers.get(group) ?? numbers.size;
    numbers.set(group, number);
    return number;
  });
}

/** `times` neighbouring copies of a root's units, at distinct positions. A tensor is a list of these, row-major. */
export interface Segment {
  readonly root: Root;
  readonly times: number;
}

export type View = readonly Segment[];

export const lengthOf = (view: View): number =>
  view.length === 1
    ? view[0].root.size * view[0].times
    : view.reduce((sum, { root, times }) => sum + root.size * times, 0);

/** The view of one position's units, where all positions hold the same; else the view itself. */
export function lastAxisView(view: View, shape: readonly number[]): View {
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
export function repeated(channels: View, positions: number): View {
  if (positions === 1) return channels;
  if (channels.length === 1) return [{ root: channels[0].root, times: channels[0].times * positions }];
  return Array.from({ length: positions }, () => channels).flat();
}

export interface Place {
  readonly root: Root;
  readonly unit: number;
  readonly position: string;
  readonly segment: number;
}

export function placeOf(view: View, index: number): Place {
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
