// What activations do to the values of the abstract interpreter: f(z) on the way up, f′(z) on the way down.
import type { ActivationName } from '../../engine/spec.ts';
import {
  cancelledDelta,
  type Delta,
  exactly,
  NEGATIVE,
  noDelta,
  POSITIVE,
  productDelta,
  relative,
  scaledDelta,
  type Signal,
  signal,
  SIGNS,
  whole,
  wholeDelta,
} from './signal.ts';
import { larger, NOTHING, ONE, orderOf, type Size, sizeOf, times } from './size.ts';

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
  /** How the slope changes with z: not but where the sign does, everywhere, or everywhere but at 0. */
  readonly bend: 'kink' | 'curve' | 'flat-at-0';
  readonly at: (z: number) => number;
  /** Where the slope is zero besides; default nowhere. */
  readonly flat?: (z: number) => boolean;
}

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));
const softplus = (z: number): number => (z > 30 ? z : Math.log1p(Math.exp(z)));
const odd = { below: NEGATIVE, slopeBelow: true, above: POSITIVE } as const;
const positive = { below: POSITIVE, slopeBelow: true, above: POSITIVE } as const;
const rectified = { below: 0, slopeBelow: false, above: POSITIVE, bend: 'kink', slopeAtZero: 0 } as const;

/** For the sign of gelu at a constant; its exact value decides nothing. */
const gelu = (z: number): number => 0.5 * z * (1 + Math.tanh(0.7978845608028654 * (z + 0.044715 * z ** 3)));

/** Elementwise activations; softmax and its logarithm are treated apart, since they mix units. */
const facts: Record<Exclude<ActivationName, 'softmax' | 'logSoftmax'>, ActivationFacts> = {
  linear: { ...odd, bend: 'kink', slopeAtZero: 1, at: (z) => z },
  relu: { ...rectified, at: (z) => Math.max(0, z) },
  relu6: { ...rectified, at: (z) => Math.min(6, Math.max(0, z)), flat: (z) => z >= 6 },
  leakyReLU: { ...odd, bend: 'kink', slopeAtZero: 0.3, at: (z) => (z < 0 ? 0.3 * z : z) },
  tanh: { ...odd, bend: 'flat-at-0', slopeAtZero: 1, at: Math.tanh },
  softsign: { ...odd, bend: 'curve', slopeAtZero: 1, at: (z) => z / (1 + Math.abs(z)) },
  elu: { ...odd, bend: 'curve', slopeAtZero: 1, at: (z) => (z < 0 ? Math.expm1(z) : z) },
  selu: {
    ...odd,
    bend: 'curve',
    slopeAtZero: 1.7580993408473766,
    at: (z) => (z < 0 ? 1.7580993408473766 * Math.expm1(z) : 1.0507009873554805 * z),
  },
  gelu: { ...odd, bend: 'curve', slopeAtZero: 0.5, at: gelu },
  gelu_new: { ...odd, bend: 'curve', slopeAtZero: 0.5, at: gelu },
  swish: { ...odd, bend: 'curve', slopeAtZero: 0.5, at: (z) => z * sigmoid(z) },
  mish: { ...odd, bend: 'curve', slopeAtZero: 0.6, at: (z) => z * Math.tanh(softplus(z)) },
  sigmoid: { ...positive, bend: 'flat-at-0', slopeAtZero: 0.25, at: sigmoid },
  softplus: { ...positive, bend: 'curve', slopeAtZero: 0.5, at: softplus },
  hardSigmoid: {
    ...positive,
    bend: 'curve',
    slopeAtZero: 0.2,
    at: (z) => Math.min(1, Math.max(0, 0.2 * z + 0.5)),
    flat: (z) => Math.abs(z) > 2.5,
  },
};

const isSoft = (name: ActivationName): name is 'softmax' | 'logSoftmax' =>
  name === 'softmax' || name === 'logSoftmax';

export const staysBetween0And1 = (name: ActivationName): boolean =>
  name === 'sigmoid' || name === 'hardSigmoid' || name === 'softmax';

/** f(z) for one number; softmax and its logarithm mix numbers and are left as they are. */
export const valueAt = (name: ActivationName, z: number): number => (isSoft(name) ? z : facts[name].at(z));

/** The slope near a part's values, as a size: that at 0 where the values are small. */
const slopeNear = ({ slopeAtZero }: ActivationFacts, z: Signal): Size =>
  z.value === undefined && (orderOf(z.size) === 0 || slopeAtZero === 0) ? ONE : sizeOf(slopeAtZero);

/** The parts of f(z). `name` is applied over the last axis, all parts together. */
export function activate(name: ActivationName, z: readonly Signal[], atZero?: AtZero): readonly Signal[] {
  if (name === 'linear') return z;
  if (isSoft(name)) return z.map(softened(name, whole(z)));
  if (z.length === 1) return [activateOne(name, z[0], atZero)];
  return z.map((part) => activateOne(name, part, atZero));
}

/** The same for an elementwise activation and one part. */
export function activateOne(name: ActivationName, part: Signal, atZero?: AtZero): Signal {
  if (name === 'linear') return part;
  if (isSoft(name)) return softened(name, part)(part);
  const f = facts[name];
  if (part.value === 0) return exactly(atZero?.[name]?.value ?? f.at(0), part.count);
  if (part.value !== undefined) return exactly(f.at(part.value), part.count);
  const signs = (part.signs & POSITIVE ? f.above : 0) | (part.signs & NEGATIVE ? f.below : 0);
  const slope = slopeNear(f, part);
  const raised = f.at(0) !== 0;
  return signal(
    part.count,
    signs,
    raised ? sizeOf(orderOf(part.size) === 0 ? 1 : f.at(0)) : times(part.size, slope),
    times(part.overUnits, slope),
    times(part.overData, slope),
  );
}

function softened(name: 'softmax' | 'logSoftmax', all: Signal): (part: Signal) => Signal {
  const level = name === 'softmax' ? 1 / all.count : -Math.log(all.count);
  if (all.overUnits === NOTHING || all.count === 1) return (part) => exactly(level, part.count);
  return (part) =>
    signal(
      part.count,
      name === 'softmax' ? POSITIVE : NEGATIVE,
      sizeOf(level),
      part.overUnits,
      all.overData,
      name === 'softmax' && part.count === all.count ? 1 : undefined,
    );
}

/** The gradient by z, given the one by f(z). */
export function throughActivation(
  name: ActivationName,
  z: readonly Signal[],
  deltas: readonly Delta[],
  atZero?: AtZero,
): readonly Delta[] {
  if (name === 'linear') return deltas;
  if (isSoft(name)) return throughSoftmax(name, z, deltas);
  if (z.length === 1) return [throughOne(name, z[0], deltas[0], atZero)];
  return z.map((part, k) => throughOne(name, part, deltas[k], atZero));
}

/** The same for an elementwise activation and one part. */
export function throughOne(name: ActivationName, z: Signal, delta: Delta, atZero?: AtZero): Delta {
  if (name === 'linear') return delta;
  if (isSoft(name)) return throughSoftmax(name, [z], [delta])[0];
  if (delta.size === NOTHING) return noDelta;
  const f = facts[name];
  if (z.value !== undefined) {
    const slope = slopeAt(f, z.value, atZero?.[name]);
    return slope === 0 ? noDelta : scaledDelta(delta, sizeOf(slope));
  }
  const passes = (z.signs & POSITIVE) !== 0 || ((z.signs & NEGATIVE) !== 0 && f.slopeBelow);
  if (!passes) return noDelta;
  const slope = slopeNear(f, z);
  const bends = f.bend !== 'kink' || z.signs === SIGNS;
  if (!bends) return scaledDelta(delta, slope);
  const bent = (spread: Size): Size => {
    if (f.bend === 'kink') return relative(spread, z.size);
    return f.bend === 'flat-at-0' && orderOf(z.size) > 0 ? times(spread, z.size) : spread;
  };
  return productDelta(delta, { size: slope, overUnits: bent(z.overUnits), overData: bent(z.overData) });
}

/** The slope at one known number, not counting how it got there. */
function slopeAt(f: ActivationFacts, z: number, own: { readonly slope: number } | undefined): number {
  if (z === 0) return own?.slope ?? f.slopeAtZero;
  if ((z < 0 && !f.slopeBelow) || f.flat?.(z) === true) return 0;
  const step = 1e-4 * Math.abs(z);
  // Far out it is too small to be seen in a difference, and yet it is not zero.
  return (f.at(z + step) - f.at(z - step)) / (2 * step) || 1e-12;
}

/** δz = p∘(δ − Σ p·δ), or δ − p·Σδ: it sums to zero over the units, and equal entries of δ cancel. */
function throughSoftmax(
  name: 'softmax' | 'logSoftmax',
  z: readonly Signal[],
  deltas: readonly Delta[],
): readonly Delta[] {
  const all = wholeDelta(deltas);
  const sums = whole(z);
  const several = deltas.length > 1;
  if (all.size === NOTHING) return deltas.map(() => noDelta);
  if (sums.count === 1) return deltas.map(() => noDelta);
  const size = larger(all.overUnits, name === 'softmax' ? NOTHING : times(all.size, sums.overUnits));
  if (size === NOTHING) return deltas.map(() => cancelledDelta);
  const scale = name === 'softmax' ? sizeOf(1 / sums.count) : ONE;
  const own = times(size, scale);
  return deltas.map((part, k) => ({
    size: own,
    overUnits: larger(times(part.overUnits, scale), times(own, z[k].overUnits)),
    overData: own,
    unitSum: several ? own : NOTHING,
    batchSum: own,
    cancelled: false,
  }));
}
