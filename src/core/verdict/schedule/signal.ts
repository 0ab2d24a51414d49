// The values of the abstract interpreter in schedule.ts: what flows up (signals) and what flows down (deltas). Followed are
// which signs occur, along which axes entries differ, and how small all that is; for a part that is one known number, that
// number. A size that is not NOTHING means "less is known to be zero or equal", so knowledge only shrinks while training goes on.
import { alike, larger, NOTHING, ONE, type Size, sizeOf, smaller, times } from './size.ts';

/** Some entries are negative. */
export const NEGATIVE = 1;
/** Some entries are positive. */
export const POSITIVE = 2;
export const SIGNS = NEGATIVE | POSITIVE;

/** Neighbouring units of one tensor that share a history (a concatenation has one part for each branch). */
export interface Signal {
  /** Units. */
  readonly count: number;
  readonly signs: number;
  readonly size: Size;
  /** Of the differences between the units of the part. */
  readonly overUnits: Size;
  /** Of the differences between samples or positions. */
  readonly overData: Size;
  /** Every entry is exactly this number. */
  readonly value: number | undefined;
  /** What the units are known to sum to: 0 as layer normalisation leaves them, 1 as softmax does. */
  readonly total: 0 | 1 | undefined;
}

/** A gradient by one part. */
export interface Delta {
  readonly size: Size;
  readonly overUnits: Size;
  readonly overData: Size;
  /** Of the mean over the units, for some sample. */
  readonly unitSum: Size;
  /** Of the mean over samples and positions, for some unit. */
  readonly batchSum: Size;
  /** Somewhere on its way terms that are not zero cancelled exactly. Rounding may leave a trace where this is so. */
  readonly cancelled: boolean;
}

export const noDelta: Delta = {
  size: NOTHING,
  overUnits: NOTHING,
  overData: NOTHING,
  unitSum: NOTHING,
  batchSum: NOTHING,
  cancelled: false,
};

export const cancelledDelta: Delta = { ...noDelta, cancelled: true };

/** A gradient of which nothing is known but that it is there. */
export const genericDelta = (size: Size): Delta =>
  size === ONE
    ? anyDelta
    : { size, overUnits: size, overData: size, unitSum: size, batchSum: size, cancelled: false };

const anyDelta: Delta = {
  size: ONE,
  overUnits: ONE,
  overData: ONE,
  unitSum: ONE,
  batchSum: ONE,
  cancelled: false,
};

export const isLive = (delta: Delta): boolean => delta.size !== NOTHING;

export function addDeltas(a: Delta, b: Delta): Delta {
  if (a.size === NOTHING) return a.cancelled && !b.cancelled ? { ...b, cancelled: true } : b;
  if (b.size === NOTHING) return b.cancelled && !a.cancelled ? { ...a, cancelled: true } : a;
  return {
    size: larger(a.size, b.size),
    overUnits: larger(a.overUnits, b.overUnits),
    overData: larger(a.overData, b.overData),
    unitSum: larger(a.unitSum, b.unitSum),
    batchSum: larger(a.batchSum, b.batchSum),
    cancelled: a.cancelled || b.cancelled,
  };
}

/** Every entry times a number of this size. */
export const scaledDelta = (delta: Delta, by: Size): Delta =>
  by === ONE || delta.size === NOTHING
    ? delta
    : {
        size: times(delta.size, by),
        overUnits: times(delta.overUnits, by),
        overData: times(delta.overData, by),
        unitSum: times(delta.unitSum, by),
        batchSum: times(delta.batchSum, by),
        cancelled: delta.cancelled,
      };

/** Every entry times one of the factor's. */
export function productDelta(delta: Delta, factor: Pick<Signal, 'size' | 'overUnits' | 'overData'>): Delta {
  if (delta.size === NOTHING || factor.size === NOTHING) return noDelta;
  const { size } = factor;
  const units = times(delta.size, factor.overUnits);
  const data = times(delta.size, factor.overData);
  return {
    size: times(delta.size, size),
    overUnits: larger(times(delta.overUnits, size), units),
    overData: larger(times(delta.overData, size), data),
    unitSum: larger(times(delta.unitSum, size), units),
    batchSum: larger(times(delta.batchSum, size), data),
    cancelled: delta.cancelled,
  };
}

export const sameDelta = (a: Delta, b: Delta): boolean =>
  a === b ||
  (alike(a.size, b.size) &&
    alike(a.overUnits, b.overUnits) &&
    alike(a.overData, b.overData) &&
    alike(a.unitSum, b.unitSum) &&
    alike(a.batchSum, b.batchSum) &&
    a.cancelled === b.cancelled);

export const exactly = (value: number, count: number): Signal => ({
  count,
  signs: value > 0 ? POSITIVE : value < 0 ? NEGATIVE : value === 0 ? 0 : SIGNS,
  size: sizeOf(value),
  overUnits: NOTHING,
  overData: NOTHING,
  value,
  total: undefined,
});

export const signal = (
  count: number,
  signs: number,
  size: Size,
  overUnits: Size,
  overData: Size,
  total?: 0 | 1,
): Signal =>
  signs === 0 || size === NOTHING
    ? exactly(0, count)
    : { count, signs, size, overUnits, overData, value: undefined, total };

export const isZero = (s: Signal): boolean => s.signs === 0;

/** The same for whoever reads it. */
export const sameSignal = (a: Signal, b: Signal): boolean =>
  a === b ||
  (a.signs === b.signs &&
    a.value === b.value &&
    a.total === b.total &&
    alike(a.size, b.size) &&
    alike(a.overUnits, b.overUnits) &&
    alike(a.overData, b.overData));

export const resized = (s: Signal, count: number): Signal => (s.count === count ? s : { ...s, count });

export function sum(a: Signal, b: Signal): Signal {
  if (a.value !== undefined && b.value !== undefined) return exactly(a.value + b.value, a.count);
  return {
    count: a.count,
    signs: a.signs | b.signs,
    size: larger(a.size, b.size),
    overUnits: larger(a.overUnits, b.overUnits),
    overData: larger(a.overData, b.overData),
    value: undefined,
    total: undefined,
  };
}

/** The signs of a product of numbers with these signs. */
export const productSigns = (a: number, b: number): number =>
  ((a & POSITIVE && b & POSITIVE) || (a & NEGATIVE && b & NEGATIVE) ? POSITIVE : 0) |
  ((a & POSITIVE && b & NEGATIVE) || (a & NEGATIVE && b & POSITIVE) ? NEGATIVE : 0);

/** Entry by entry. */
export function product(a: Signal, b: Signal): Signal {
  if (a.value !== undefined && b.value !== undefined) return exactly(a.value * b.value, a.count);
  return signal(
    a.count,
    productSigns(a.signs, b.signs),
    times(a.size, b.size),
    larger(times(a.overUnits, b.size), times(a.size, b.overUnits)),
    larger(times(a.overData, b.size), times(a.size, b.overData)),
  );
}

/** 1 − s, where s is known to lie strictly between 0 and 1 or not. */
export const oneMinus = (s: Signal, between0And1: boolean): Signal =>
  s.value !== undefined
    ? exactly(1 - s.value, s.count)
    : { ...s, signs: between0And1 ? POSITIVE : SIGNS, size: ONE, total: undefined };

export const negated = (s: Signal): Signal =>
  s.value !== undefined
    ? exactly(-s.value, s.count)
    : { ...s, signs: productSigns(s.signs, NEGATIVE), total: undefined };

/** What can be somewhere among several steps or places. */
export function either(a: Signal, b: Signal): Signal {
  if (a.value !== undefined && a.value === b.value) return a;
  const differ = a.value !== undefined && b.value !== undefined ? larger(a.size, b.size) : NOTHING;
  return {
    count: a.count,
    signs: a.signs | b.signs,
    size: larger(a.size, b.size),
    overUnits: larger(a.overUnits, b.overUnits),
    overData: larger(differ, larger(a.overData, b.overData)),
    value: undefined,
    total: undefined,
  };
}

/** The parts seen as one. */
export function whole(parts: readonly Signal[]): Signal {
  const [first] = parts;
  if (parts.length === 1) return first;
  let { count, signs, size, overUnits, overData } = first;
  let same = first.value !== undefined;
  for (let k = 1; k < parts.length; k++) {
    const part = parts[k];
    count += part.count;
    signs |= part.signs;
    size = larger(size, part.size);
    overUnits = larger(overUnits, part.overUnits);
    overData = larger(overData, part.overData);
    same &&= part.value === first.value;
  }
  if (same) return exactly(first.value ?? 0, count);
  // The parts differ from each other.
  return {
    count,
    signs,
    size,
    overUnits: larger(overUnits, size),
    overData,
    value: undefined,
    total: undefined,
  };
}

/** The deltas of all parts seen as one. */
export function wholeDelta(parts: readonly Delta[]): Delta {
  if (parts.length === 1) return parts[0];
  let all = noDelta;
  for (const part of parts) all = addDeltas(all, part);
  return all.size === NOTHING ? all : { ...all, overUnits: all.size, unitSum: all.size };
}

/** The difference that a spread makes beside what is there already. */
export const relative = (spread: Size, size: Size): Size =>
  spread === NOTHING ? NOTHING : smaller(ONE, spread - size);
