// A parameter as the abstract interpreter sees it: signs, known equalities, and whether it has begun to move.
import type { InitializerSpec, NestedArray } from '../engine/spec.ts';
import { LIVE, NEGATIVE, POSITIVE, SIGNS } from './signal.ts';

/** Entries differ between the units that the weights lead to. */
export const OUT = 4;
/** Entries differ between the units that the weights come from (or the window's places). */
export const IN = 8;

/** One block of a parameter: the rows that belong to one part of the input, or one gate. */
export interface Weight {
  bits: number;
  /** Every entry is exactly this number. */
  value: number | undefined;
  /** Ones on the diagonal: equal units below stay equal above. */
  identity: boolean;
}

export const constantWeight = (value: number): Weight => ({
  bits: value > 0 ? POSITIVE : value < 0 ? NEGATIVE : value === 0 ? 0 : SIGNS,
  value,
  identity: false,
});

/** Whether this initializer gives every entry the same number, and which; undefined where it does not. */
export function constantOf(start: InitializerSpec): number | undefined {
  switch (start.kind) {
    case 'constant':
      return start.value;
    case 'random-normal':
    case 'truncated-normal':
      return start.stddev === 0 ? start.mean : undefined;
    case 'random-uniform':
      return start.min === start.max ? start.min : undefined;
    case 'variance-scaling':
      return start.scale === 0 ? 0 : undefined;
    case 'orthogonal':
    case 'identity':
      return start.gain === 0 ? 0 : undefined;
    case 'values': {
      const all = flat(start.data);
      return all.every((entry) => entry === all[0]) ? all[0] : undefined;
    }
    case 'glorot-uniform':
    case 'glorot-normal':
    case 'he-uniform':
    case 'he-normal':
    case 'lecun-uniform':
    case 'lecun-normal':
      return undefined;
  }
}

/** How far into its tail a normal distribution must lie on one side for its draws to be taken as of one sign. */
const sureDeviations = 6;

/** `outUnits`: size of the last axis, along which given numbers are compared. */
export function weightOf(start: InitializerSpec, outUnits: number): Weight {
  const constant = constantOf(start);
  if (constant !== undefined) return constantWeight(constant);
  const random = (signs: number): Weight => ({ bits: signs | OUT | IN, value: undefined, identity: false });
  const sided = (low: number, high: number): Weight =>
    random((low < 0 ? NEGATIVE : 0) | (high > 0 ? POSITIVE : 0));
  switch (start.kind) {
    case 'random-normal':
      return sided(start.mean - sureDeviations * start.stddev, start.mean + sureDeviations * start.stddev);
    case 'truncated-normal':
      return sided(start.mean - 2 * start.stddev, start.mean + 2 * start.stddev);
    case 'random-uniform':
      return sided(Math.min(start.min, start.max), Math.max(start.min, start.max));
    case 'identity':
      return {
        bits: ((start.gain ?? 1) < 0 ? NEGATIVE : POSITIVE) | OUT | IN,
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
    case 'lecun-normal':
      return random(SIGNS);
  }
}

function given(entries: readonly number[], outUnits: number): Weight {
  let bits = 0;
  entries.forEach((entry, index) => {
    if (entry < 0) bits |= NEGATIVE;
    if (entry > 0) bits |= POSITIVE;
    if (entry !== entries[index - (index % outUnits)]) bits |= OUT;
    if (entry !== entries[index % outUnits]) bits |= IN;
  });
  return { bits, value: undefined, identity: false };
}

export function flat(data: NestedArray): number[] {
  return data.flatMap((entry) => (typeof entry === 'number' ? [entry] : flat(entry)));
}

export const isZeroWeight = (weight: Weight): boolean => (weight.bits & SIGNS) === 0;

/** One update with a gradient of these bits. Returns whether anything about the weight changed. */
export function update(weight: Weight, gradient: number): boolean {
  if ((gradient & LIVE) === 0) return false;
  const before = weight.bits;
  const hadValue = weight.value !== undefined;
  // A weight that was zero now has some sign; one that was not keeps it, since steps are small.
  weight.bits |= (gradient & (OUT | IN)) | (isZeroWeight(weight) ? SIGNS : 0);
  weight.value = undefined;
  if (gradient & (OUT | IN)) weight.identity = false;
  return hadValue || weight.bits !== before;
}
