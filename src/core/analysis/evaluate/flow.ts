// Curves: functions of one number, followed by what they give at a few arguments.
import type { Abstract, Curve, Flow } from './model.ts';
import { unknownValue } from './model.ts';

/** Arguments at which every function of one number is followed; what they map to tells activations apart. */
export const grid: readonly number[] = [-3, -2, -1, -0.5, 0, 0.5, 1, 2, 3];

/** The number itself. */
export const identity: readonly number[] = [...grid];

/** The number itself, shifted by a constant at most. */
export const isShift = (curve: Curve): boolean => {
  if (curve === null || curve === identity) return curve !== null;
  const shift = (curve[0] ?? 0) - (grid[0] ?? 0);
  return curve.every((value, index) => Math.abs(value - (grid[index] ?? 0) - shift) < 1e-9);
};

/** A straight line that is not level. */
export const isStraight = (curve: Curve): boolean => {
  if (curve === null) return false;
  const [zero, one] = [at(curve, 0), at(curve, 1)];
  return zero !== one && curve.every((value, index) => near(value, zero + (one - zero) * (grid[index] ?? 0)));
};

const near = (a: number, b: number): boolean =>
  Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));

/** The curve's value at one of the grid's arguments. */
export const at = (curve: readonly number[], argument: number): number =>
  curve[grid.indexOf(argument)] ?? NaN;

export const isLevel = (curve: Curve): boolean =>
  curve !== null && curve.every((value) => near(value, curve[0] ?? 0));

export const mapCurve = (curve: Curve, compute: (value: number) => number): Curve =>
  curve?.map(compute) ?? null;

export const zipCurves = (a: Curve, b: Curve, compute: (x: number, y: number) => number): Curve =>
  a === null || b === null ? null : a.map((value, index) => compute(value, b[index] ?? NaN));

/** The flows a sum consists of, seen through shifts. */
export const termsOf = (flow: Flow): readonly Flow[] =>
  flow.node.op === 'sum' && isShift(flow.curve) ? flow.node.terms : [flow];

export const flowIn = (value: Abstract): Flow | undefined =>
  value.t === 'unknown' || value.t === 'draw' || value.t === 'constant' || value.t === 'choice'
    ? value.flow
    : undefined;

export type Scalar = Extract<Abstract, { t: 'constant' | 'draw' | 'unknown' | 'choice' }>;

export const isScalar = (value: Abstract): value is Scalar =>
  value.t === 'unknown' ||
  value.t === 'draw' ||
  (value.t === 'constant' && typeof value.value === 'number') ||
  (value.t === 'choice' && value.cases.every((one) => one.t === 'draw' || one.t === 'constant'));

/** The value with this flow in place of its own; values that hold none, with operands' randomness kept. */
export function withFlow(
  value: Abstract,
  flow: Flow | undefined,
  ...operands: readonly Abstract[]
): Abstract {
  if (value.t !== 'constant' && !isScalar(value)) return value;
  if (flow === undefined) {
    if (value.flow === undefined) return value;
    const rest = { ...value };
    delete (rest as { flow?: Flow }).flow;
    return rest;
  }
  if (value.t === 'constant' && typeof value.value !== 'number') {
    return typeof value.value === 'boolean' ? { ...value, flow } : value;
  }
  const plain = value.t === 'unknown' && operands.includes(value) ? unknownValue(value.why, value.at) : value;
  return { ...plain, flow };
}
