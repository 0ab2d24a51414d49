// A parameter as the abstract interpreter sees it: signs, known equalities, how small it is, and how training moves it.
import type { InitializerSpec } from '../../engine/spec.ts';
import { constantOf, flat } from '../start.ts';
import type { Gauge } from './gauge.ts';
import { NEGATIVE, POSITIVE, SIGNS } from './signal.ts';
import { larger, NOTHING, ONE, orderOf, type Size, sizeOf } from './size.ts';

/** One block of a parameter: the rows that belong to one part of the input, or one gate. */
export interface Weight {
  signs: number;
  size: Size;
  /** Of the differences between the units that the weights lead to. */
  out: Size;
  /** Of the differences between the units that the weights come from (or the window's places). */
  in: Size;
  /** The same for the sums of what leads to a unit, and of what comes from one: given numbers may differ and sum to the same. */
  outSums: Size;
  inSums: Size;
  /** Every entry is exactly this number. */
  value: number | undefined;
  /** Ones on the diagonal: equal units below stay equal above. */
  identity: boolean;
}

/** What one backward pass says of one block of a parameter. */
export interface BlockGradient {
  readonly parameter: string;
  readonly block: number;
  readonly size: Size;
  /** Of its differences along the weight's axes. */
  readonly out: Size;
  readonly in: Size;
  readonly cancelled: boolean;
}

export const isZeroWeight = (weight: Weight): boolean => weight.signs === 0;

export const constantWeight = (value: number): Weight => ({
  signs: value > 0 ? POSITIVE : value < 0 ? NEGATIVE : value === 0 ? 0 : SIGNS,
  size: sizeOf(value),
  out: NOTHING,
  in: NOTHING,
  outSums: NOTHING,
  inSums: NOTHING,
  value,
  identity: false,
});

/** How far into its tail a normal distribution must lie on one side for its draws to be taken as of one sign. */
const sureDeviations = 6;

/** `outUnits`: size of the last axis, along which given numbers are compared. `fan`: what one unit sums. */
export function weightOf(start: InitializerSpec, outUnits: number, fan: number): Weight {
  const constant = constantOf(start);
  if (constant !== undefined) return constantWeight(constant);
  const sided = (low: number, high: number, spread: number): Weight =>
    random(
      (low < 0 ? NEGATIVE : 0) | (high > 0 ? POSITIVE : 0),
      sizeOf(Math.max(-low, high)),
      sizeOf(spread),
    );
  switch (start.kind) {
    case 'random-normal':
      return start.mean === 0
        ? random(SIGNS, sizeOf(start.stddev), sizeOf(start.stddev))
        : sided(
            start.mean - sureDeviations * start.stddev,
            start.mean + sureDeviations * start.stddev,
            start.stddev,
          );
    case 'truncated-normal':
      return start.mean === 0
        ? random(SIGNS, sizeOf(start.stddev), sizeOf(start.stddev))
        : sided(start.mean - 2 * start.stddev, start.mean + 2 * start.stddev, start.stddev);
    case 'random-uniform':
      return sided(Math.min(start.min, start.max), Math.max(start.min, start.max), start.max - start.min);
    case 'identity':
      return {
        signs: (start.gain ?? 1) < 0 ? NEGATIVE : POSITIVE,
        size: sizeOf(start.gain ?? 1),
        out: ONE,
        in: ONE,
        outSums: NOTHING,
        inSums: NOTHING,
        value: undefined,
        identity: true,
      };
    case 'values':
      return given(flat(start.data), outUnits);
    case 'constant':
      return constantWeight(start.value);
    case 'orthogonal':
    case 'variance-scaling':
    case 'glorot-uniform':
    case 'glorot-normal':
    case 'he-uniform':
    case 'he-normal':
    case 'lecun-uniform':
    case 'lecun-normal': {
      const size = sizeOf(1 / Math.sqrt(fan));
      return random(SIGNS, size, size);
    }
  }
}

const random = (signs: number, size: Size, spread: Size): Weight => ({
  signs,
  size,
  out: spread,
  in: spread,
  outSums: spread,
  inSums: spread,
  value: undefined,
  identity: false,
});

function given(entries: readonly number[], outUnits: number): Weight {
  let signs = 0;
  let largest = 0;
  let out: Size = NOTHING;
  let across: Size = NOTHING;
  const columns = new Array<number>(outUnits).fill(0);
  const rows: number[] = [];
  entries.forEach((entry, index) => {
    const column = index % outUnits;
    if (entry < 0) signs |= NEGATIVE;
    if (entry > 0) signs |= POSITIVE;
    largest = Math.max(largest, Math.abs(entry));
    if (entry !== entries[index - column]) out = ONE;
    if (entry !== entries[column]) across = ONE;
    columns[column] += entry;
    if (column === 0) rows.push(entry);
    else rows[rows.length - 1] += entry;
  });
  return {
    signs,
    size: sizeOf(largest),
    out,
    in: across,
    outSums: spreadOf(columns, largest),
    inSums: spreadOf(rows, largest),
    value: undefined,
    identity: false,
  };
}

/** Sums that differ by rounding only are equal. */
const spreadOf = (sums: readonly number[], largest: number): Size =>
  sums.every((sum) => Math.abs(sum - sums[0]) <= 1e-12 * largest) ? NOTHING : ONE;

/** One update. Returns whether anything about the weight changed that others may notice. */
export function update(weight: Weight, gradient: BlockGradient, gauge: Gauge): boolean {
  if (gradient.size === NOTHING) return false;
  const step = gauge.update(gradient.size);
  const by = step - gradient.size;
  const { size, out, in: across, outSums, inSums } = weight;
  let changed = weight.value !== undefined;
  // A weight that was zero now has some sign; one that was not keeps it, since steps are small.
  if (isZeroWeight(weight)) {
    weight.signs = SIGNS;
    changed = true;
  }
  weight.value = undefined;
  weight.size = larger(size, step);
  if (gradient.out !== NOTHING) {
    weight.out = larger(out, gradient.out + by);
    weight.outSums = larger(weight.outSums, gradient.out + by);
  }
  if (gradient.in !== NOTHING) {
    weight.in = larger(across, gradient.in + by);
    weight.inSums = larger(weight.inSums, gradient.in + by);
  }
  if (weight.identity && (gradient.out !== NOTHING || gradient.in !== NOTHING)) {
    weight.identity = false;
    changed = true;
  }
  return (
    changed ||
    lower(weight.size, size) ||
    lower(weight.out, out) ||
    lower(weight.in, across) ||
    lower(weight.outSums, outSums) ||
    lower(weight.inSums, inSums)
  );
}

const lower = (now: Size, before: Size): boolean => now !== before && orderOf(now) < orderOf(before);
