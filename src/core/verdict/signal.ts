// The values of the abstract interpreter in schedule.ts. What is followed is whether numbers are exactly zero, which
// signs occur, and along which axes entries are exactly equal; for a part that is one known number, that number.
// A set bit always means "less is known to be equal or zero", so a value can only grow while training goes on.
import type { ActivationName } from '../engine/spec.ts';

/** Some entries are negative. */
export const NEGATIVE = 1;
/** Some entries are positive. */
export const POSITIVE = 2;
export const SIGNS = NEGATIVE | POSITIVE;
/** Entries differ between the units of the part. */
export const UNITS = 4;
/** Entries differ between samples or positions. */
export const DATA = 8;
/** Of gradients: some entry is not zero. */
export const LIVE = 1;
/** Of gradients: for some sample the sum over the units is not zero. */
export const UNIT_SUM = 16;
/** Of gradients: for some unit the sum over samples and positions is not zero. */
export const BATCH_SUM = 32;
/** Of gradients that are zero: terms that are not zero cancel exactly. Rounding may leave a trace where this is so. */
export const CANCELLED = 64;
/** A gradient of which nothing is known but that it is there. */
export const ANY_GRADIENT = LIVE | UNITS | DATA | UNIT_SUM | BATCH_SUM;

/** Neighbouring units of one tensor that share a history (a concatenation has one part for each branch). */
export interface Signal {
  readonly size: number;
  readonly bits: number;
  /** Every entry is exactly this number. */
  readonly value?: number;
  /** The units sum to exactly zero, as layer normalisation leaves them. */
  readonly balanced?: true;
}

export const exactly = (value: number, size: number): Signal => ({
  size,
  bits: value > 0 ? POSITIVE : value < 0 ? NEGATIVE : value === 0 ? 0 : SIGNS,
  value,
});

export const signal = (bits: number, size: number): Signal =>
  (bits & SIGNS) === 0 ? exactly(0, size) : { size, bits };

export const isZero = (s: Signal): boolean => (s.bits & SIGNS) === 0;

export const sameSignal = (a: Signal, b: Signal): boolean =>
  a.bits === b.bits && a.value === b.value && a.balanced === b.balanced;

export function sum(a: Signal, b: Signal): Signal {
  if (a.value !== undefined && b.value !== undefined) return exactly(a.value + b.value, a.size);
  return { size: a.size, bits: a.bits | b.bits };
}

/** The signs of a product of numbers with these signs. */
export const productSigns = (a: number, b: number): number =>
  ((a & POSITIVE && b & POSITIVE) || (a & NEGATIVE && b & NEGATIVE) ? POSITIVE : 0) |
  ((a & POSITIVE && b & NEGATIVE) || (a & NEGATIVE && b & POSITIVE) ? NEGATIVE : 0);

/** Entry by entry. */
export function product(a: Signal, b: Signal): Signal {
  if (a.value !== undefined && b.value !== undefined) return exactly(a.value * b.value, a.size);
  return signal(productSigns(a.bits, b.bits) | ((a.bits | b.bits) & (UNITS | DATA)), a.size);
}

/** 1 − s, where s is known to lie strictly between 0 and 1 or not. */
export const oneMinus = (s: Signal, between0And1: boolean): Signal =>
  s.value !== undefined
    ? exactly(1 - s.value, s.size)
    : { size: s.size, bits: (s.bits & (UNITS | DATA)) | (between0And1 ? POSITIVE : SIGNS) };

export const negated = (s: Signal): Signal =>
  s.value !== undefined
    ? exactly(-s.value, s.size)
    : {
        size: s.size,
        bits: (s.bits & ~SIGNS) | (s.bits & POSITIVE ? NEGATIVE : 0) | (s.bits & NEGATIVE ? POSITIVE : 0),
      };

/** What can be somewhere among several parts or steps. */
export function either(a: Signal, b: Signal): Signal {
  if (a.value !== undefined && a.value === b.value) return a;
  const differ = a.value !== undefined && b.value !== undefined ? DATA : 0;
  return { size: a.size, bits: a.bits | b.bits | differ };
}

/** The parts seen as one. */
export function whole(parts: readonly Signal[]): Signal {
  const first = parts[0];
  if (parts.length === 1) return first;
  const size = parts.reduce((total, part) => total + part.size, 0);
  if (parts.every((part) => part.value !== undefined && part.value === first.value)) {
    return exactly(first.value ?? 0, size);
  }
  return { size, bits: parts.reduce((bits, part) => bits | part.bits, UNITS) };
}

/** The library's own value and slope at 0, where they differ from those of the spec. */
export type AtZero = Readonly<Partial<Record<string, { readonly value: number; readonly slope: number }>>>;

interface ActivationFacts {
  /** The sign of f(z) for z < 0. */
  readonly below: number;
  /** Whether the slope is non-zero for z < 0. */
  readonly slopeBelow: boolean;
  /** The sign of f(z) for z > 0. */
  readonly above: number;
  readonly slopeAtZero: number;
  /** Slopes are the same wherever the sign is. */
  readonly piecewiseLinear: boolean;
  readonly at: (z: number) => number;
  /** Where the slope is zero besides; default nowhere. */
  readonly flat?: (z: number) => boolean;
}

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));
const softplus = (z: number): number => (z > 30 ? z : Math.log1p(Math.exp(z)));
const odd = { below: NEGATIVE, slopeBelow: true, above: POSITIVE, piecewiseLinear: false } as const;
const positive = { below: POSITIVE, slopeBelow: true, above: POSITIVE, piecewiseLinear: false } as const;
const rectified = { below: 0, slopeBelow: false, above: POSITIVE, piecewiseLinear: true } as const;

/** For the sign of gelu at a constant; its exact value decides nothing. */
const gelu = (z: number): number => 0.5 * z * (1 + Math.tanh(0.7978845608028654 * (z + 0.044715 * z ** 3)));

/** Elementwise activations; softmax and its logarithm are treated apart, since they mix units. */
const facts: Record<Exclude<ActivationName, 'softmax' | 'logSoftmax'>, ActivationFacts> = {
  linear: { ...odd, piecewiseLinear: true, slopeAtZero: 1, at: (z) => z },
  relu: { ...rectified, slopeAtZero: 0, at: (z) => Math.max(0, z) },
  relu6: { ...rectified, slopeAtZero: 0, at: (z) => Math.min(6, Math.max(0, z)), flat: (z) => z >= 6 },
  leakyReLU: { ...odd, piecewiseLinear: true, slopeAtZero: 0.3, at: (z) => (z < 0 ? 0.3 * z : z) },
  tanh: { ...odd, slopeAtZero: 1, at: Math.tanh },
  softsign: { ...odd, slopeAtZero: 1, at: (z) => z / (1 + Math.abs(z)) },
  elu: { ...odd, slopeAtZero: 1, at: (z) => (z < 0 ? Math.expm1(z) : z) },
  selu: {
    ...odd,
    slopeAtZero: 1.7580993408473766,
    at: (z) => (z < 0 ? 1.7580993408473766 * Math.expm1(z) : 1.0507009873554805 * z),
  },
  gelu: { ...odd, slopeAtZero: 0.5, at: gelu },
  gelu_new: { ...odd, slopeAtZero: 0.5, at: gelu },
  swish: { ...odd, slopeAtZero: 0.5, at: (z) => z * sigmoid(z) },
  mish: { ...odd, slopeAtZero: 0.6, at: (z) => z * Math.tanh(softplus(z)) },
  sigmoid: { ...positive, slopeAtZero: 0.25, at: sigmoid },
  softplus: { ...positive, slopeAtZero: 0.5, at: softplus },
  hardSigmoid: {
    ...positive,
    slopeAtZero: 0.2,
    at: (z) => Math.min(1, Math.max(0, 0.2 * z + 0.5)),
    flat: (z) => Math.abs(z) > 2.5,
  },
};

const isSoft = (name: ActivationName): name is 'softmax' | 'logSoftmax' =>
  name === 'softmax' || name === 'logSoftmax';

export const staysBetween0And1 = (name: ActivationName): boolean =>
  name === 'sigmoid' || name === 'hardSigmoid' || name === 'softmax';

/** The parts of f(z). `name` is applied over the last axis, all parts together. */
export function activate(name: ActivationName, z: readonly Signal[], atZero?: AtZero): readonly Signal[] {
  if (name === 'linear') return z;
  if (isSoft(name)) {
    const all = whole(z);
    const level = name === 'softmax' ? 1 / all.size : -Math.log(all.size);
    if ((all.bits & UNITS) === 0 || all.size === 1) return z.map((part) => exactly(level, part.size));
    const sign = name === 'softmax' ? POSITIVE : NEGATIVE;
    return z.map((part) => ({ size: part.size, bits: sign | (part.bits & UNITS) | (all.bits & DATA) }));
  }
  const f = facts[name];
  return z.map((part) => {
    if (part.value === 0) return exactly(atZero?.[name]?.value ?? f.at(0), part.size);
    if (part.value !== undefined) return exactly(f.at(part.value), part.size);
    const signs = (part.bits & POSITIVE ? f.above : 0) | (part.bits & NEGATIVE ? f.below : 0);
    return signal(signs | (part.bits & (UNITS | DATA)), part.size);
  });
}

/** The gradient by z, given the one by f(z). */
export function throughActivation(
  name: ActivationName,
  z: readonly Signal[],
  delta: readonly number[],
  atZero?: AtZero,
): readonly number[] {
  if (name === 'linear') return delta;
  if (isSoft(name)) {
    // δz = p∘(δ − Σ p·δ), or δ − p·Σδ: it sums to zero over the units, and equal entries of δ cancel.
    const units = whole(z).size;
    const all = delta.reduce((bits, part) => bits | part, delta.length > 1 ? UNITS : 0);
    const cancels =
      units === 1 ||
      (all & LIVE) === 0 ||
      ((all & UNITS) === 0 && (name === 'softmax' || (whole(z).bits & UNITS) === 0));
    const nothing = units > 1 && all & LIVE ? CANCELLED : 0;
    const several = delta.length > 1 ? UNIT_SUM : 0;
    return delta.map((part, k) =>
      cancels ? nothing : LIVE | DATA | BATCH_SUM | several | ((part | z[k].bits) & UNITS),
    );
  }
  const f = facts[name];
  return z.map((part, k) => {
    if ((delta[k] & LIVE) === 0) return 0;
    if (part.value !== undefined) {
      const slope = part.value === 0 ? (atZero?.[name]?.slope ?? f.slopeAtZero) : 1;
      const flat = part.value !== 0 && (part.value < 0 ? !f.slopeBelow : false);
      return slope === 0 || flat || f.flat?.(part.value) === true ? 0 : delta[k];
    }
    const passes = (part.bits & POSITIVE) !== 0 || ((part.bits & NEGATIVE) !== 0 && f.slopeBelow);
    if (!passes) return 0;
    const bends = !f.piecewiseLinear || (part.bits & SIGNS) === SIGNS;
    const units = bends && part.bits & UNITS ? UNITS | UNIT_SUM : 0;
    const data = bends && part.bits & DATA ? DATA | BATCH_SUM : 0;
    return delta[k] | units | data;
  });
}
