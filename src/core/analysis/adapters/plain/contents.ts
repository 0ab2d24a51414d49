// What an array of numbers holds before training, summed up: one constant, draws, the same draw in every place, numbers
// that the source spells out.
import type { NestedNumbers } from '../../../network/graph.ts';
import type { Span } from '../../../network/span.ts';
import { flowIn } from '../../evaluate/flow.ts';
import type { Abstract, ArrayValue, Draw, List, Located, Machine } from '../../evaluate/model.ts';
import { asNumber } from '../../evaluate/model.ts';

export interface Content {
  readonly kind: 'constant' | 'random' | 'one-draw' | 'values' | 'maybe' | 'unknown' | 'empty';
  /** The constant, or the middle of the draw. */
  readonly value: number;
  /** Where the constant or the draw is written. */
  readonly at?: Span;
  /** The expression that put it there. */
  readonly node?: Located;
  /** How many arrays deep the numbers lie in what `node` gives. */
  readonly below: number;
  readonly low: number;
  readonly high: number;
  /** The first draw among the entries. */
  readonly draw?: Draw;
  /** Rounding has cut draws down to the constant. */
  readonly truncated?: Span;
  /** The very same row stands in every place. */
  readonly sharedRow?: boolean;
  readonly data?: NestedNumbers;
  readonly why?: string;
  /** Lengths from the outside in; null where unknown. */
  readonly shape: readonly (number | null)[];
}

const maxLeaves = 4096;

/** An expression that was written to an entry, with the depth at which that entry stands. */
interface Put {
  readonly at: Located;
  readonly depth: number;
}

interface Tally {
  readonly constants: Set<number>;
  readonly draws: Set<Draw>;
  /** Entries seen; more than one draw in as many entries is random. */
  leaves: number;
  anew: boolean;
  maybeRandom: boolean;
  isRandom: boolean;
  why: string | undefined;
  at: Span | undefined;
  node: { readonly at: Located; readonly below: number } | undefined;
  truncated: Span | undefined;
  shared: boolean;
}

/** As it was when the run that made it had ended. */
export function contentOf(machine: Machine, value: Abstract): Content {
  const tally: Tally = {
    constants: new Set(),
    draws: new Set(),
    leaves: 0,
    anew: false,
    maybeRandom: false,
    isRandom: false,
    why: undefined,
    at: undefined,
    node: undefined,
    truncated: undefined,
    shared: false,
  };
  count(machine, value, tally, false, 0, undefined);
  return summary(tally, shapeOf(machine, value, 0), () => spelledOut(machine, value, 0));
}

const firstList = (machine: Machine, array: ArrayValue): List => {
  const value = machine.valueAtFirst(array.content);
  return value.t === 'list' ? value : { t: 'list', items: [] };
};

function count(
  machine: Machine,
  value: Abstract,
  tally: Tally,
  isEach: boolean,
  depth: number,
  node: Put | undefined,
): void {
  tally.leaves += 1;
  if (tally.leaves > maxLeaves || depth > 6) {
    tally.why ??= 'the array is too large to be listed';
    return;
  }
  if (value.t === 'array') {
    const list = firstList(machine, value);
    if (list.fill) {
      const { length, value: inner, each } = list.fill;
      if (asNumber(length) !== 1 && isShared(machine, inner, !each)) tally.shared = true;
      count(machine, inner, tally, isEach || each === true, depth + 1, node);
    }
    const seen = new Set<Abstract>();
    for (const { value: inner, maybe, node: at } of list.items) {
      if (isShared(machine, inner, seen.has(inner))) tally.shared = true;
      seen.add(inner);
      const put = at && { at, depth: depth + 1 };
      count(machine, inner, tally, isEach || maybe !== undefined, depth + 1, put);
    }
    if (list.rest && isShared(machine, list.rest, false)) tally.shared = true;
    if (list.rest) count(machine, list.rest, tally, true, depth + 1, node);
    return;
  }
  countNumber(machine, value, tally, isEach, depth, node);
}

/** The very same row again, or one that was made before the loop that puts it in many places. */
const isShared = (machine: Machine, row: Abstract, isAgain: boolean): boolean =>
  row.t === 'array' && (isAgain || machine.flows?.isSpread(row) === true);

function countNumber(
  machine: Machine,
  value: Abstract,
  tally: Tally,
  isEach: boolean,
  depth: number,
  node: Put | undefined,
): void {
  if (value.t === 'choice') {
    const cases = value.cases.filter((one) => !(one.t === 'constant' && one.value === undefined));
    if (cases.some((one) => one.t === 'draw')) tally.maybeRandom ||= cases.length > 1;
    for (const one of cases) countNumber(machine, one, tally, isEach, depth, node);
    return;
  }
  if (value.t === 'constant') {
    if (value.value === undefined || value.value === null) return;
    if (typeof value.value !== 'number') tally.why ??= 'the entries are no numbers';
    else {
      tally.constants.add(value.value);
      tally.at ??= value.at;
      tally.node ??= node && { at: node.at, below: depth - node.depth };
      tally.truncated ??= value.truncated;
    }
    return;
  }
  if (value.t === 'draw') {
    tally.draws.add(value);
    if (isEach && machine.flows?.isSpread(value) !== true) tally.anew = true;
    tally.at ??= value.at;
    tally.node ??= node && { at: node.at, below: depth - node.depth };
    return;
  }
  if (value.t === 'unknown' && value.kind === 'random' && !flowIn(value)) tally.isRandom = true;
  else tally.why ??= value.t === 'unknown' ? value.why : 'the entries are no numbers';
}

function summary(tally: Tally, shape: Content['shape'], spelled: () => NestedNumbers | undefined): Content {
  const draw = [...tally.draws].at(0);
  const base = {
    value: 0,
    low: 0,
    high: 0,
    shape,
    ...(tally.at ? { at: tally.at } : {}),
    ...(tally.node ? { node: tally.node.at } : {}),
    below: tally.node?.below ?? 0,
    ...(tally.shared ? { sharedRow: true } : {}),
  };
  if (tally.why !== undefined) return { ...base, kind: 'unknown', why: tally.why };
  const random = draw !== undefined || tally.isRandom;
  const constant = [...tally.constants].at(0);
  if (random) {
    const range = draw ? { low: draw.low, high: draw.high, value: typical(draw), draw } : {};
    if (tally.maybeRandom) return { ...base, ...range, kind: 'maybe' };
    const isOne =
      tally.draws.size === 1 &&
      !tally.anew &&
      !tally.isRandom &&
      tally.constants.size === 0 &&
      !isSingle(shape);
    return { ...base, ...range, kind: isOne ? 'one-draw' : 'random' };
  }
  if (constant === undefined) return { ...base, kind: 'empty' };
  if (tally.constants.size === 1)
    return {
      ...base,
      kind: 'constant',
      value: constant,
      ...(tally.truncated ? { truncated: tally.truncated } : {}),
    };
  const data = spelled();
  return data ? { ...base, kind: 'values', data } : { ...base, kind: 'unknown', why: 'different numbers' };
}

/** In the middle of the range, but not 0: that is never drawn. */
const typical = ({ low, high }: Draw): number => (low + high) / 2 || high / 2;

const isSingle = (shape: Content['shape']): boolean => shape.every((length) => length === 1);

function shapeOf(machine: Machine, value: Abstract, depth: number): readonly (number | null)[] {
  if (value.t !== 'array' || depth > 4) return [];
  const list = firstList(machine, value);
  const inner = list.fill?.value ?? list.items.at(0)?.value ?? list.rest;
  const length = list.fill
    ? (asNumber(list.fill.length) ?? null)
    : list.rest === undefined && list.items.every(({ maybe }) => maybe === undefined)
      ? list.items.length
      : null;
  return [length, ...(inner ? shapeOf(machine, inner, depth + 1) : [])];
}

function spelledOut(machine: Machine, value: Abstract, depth: number): NestedNumbers | undefined {
  if (value.t !== 'array' || depth > 4) return undefined;
  const list = firstList(machine, value);
  if (list.fill || list.rest) return undefined;
  const entries: (number | NestedNumbers)[] = [];
  for (const item of list.items) {
    const entry =
      item.value.t === 'array' ? spelledOut(machine, item.value, depth + 1) : asNumber(item.value);
    if (entry === undefined || item.maybe) return undefined;
    entries.push(entry);
  }
  return entries;
}
