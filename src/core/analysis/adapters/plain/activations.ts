// Activations told apart by what they give for a few numbers, however they are written.
import type { Curve } from '../../evaluate/model.ts';
import { at, grid } from '../../evaluate/flow.ts';

type Shape = (curve: readonly number[]) => boolean;

const near = (a: number, b: number, tolerance = 1e-6): boolean =>
  Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a), Math.abs(b));

const follows =
  (compute: (x: number) => number, tolerance?: number): Shape =>
  (curve) =>
    grid.every((x, index) => near(curve[index] ?? NaN, compute(x), tolerance));

/** The same slope everywhere after undoing the function: sigmoid(k·x), tanh(k·x) with any k. */
const straightUnder =
  (inverse: (y: number) => number): Shape =>
  (curve) => {
    const slope = inverse(at(curve, 1));
    return (
      Number.isFinite(slope) &&
      slope !== 0 &&
      grid.every((x, index) => near(inverse(curve[index] ?? NaN), slope * x, 1e-4))
    );
  };

/** tanh and the logistic function stretched in height. */
const scaledTanh: Shape = (curve) =>
  [1.7159, 1.7159047085].some((height) => straightUnder((y) => Math.atanh(y / height))(curve));

const linear: Shape = (curve) => {
  const [zero, one] = [at(curve, 0), at(curve, 1)];
  return zero === 0 && one !== 0 && grid.every((x, index) => near(curve[index] ?? NaN, one * x));
};

const rectified: Shape = (curve) => {
  const slope = at(curve, 1);
  return slope > 0 && grid.every((x, index) => near(curve[index] ?? NaN, x > 0 ? slope * x : 0));
};

const leaky: Shape = (curve) => {
  const below = -at(curve, -1);
  return below > 0 && below < 1 && grid.every((x, index) => near(curve[index] ?? NaN, x > 0 ? x : below * x));
};

const elu = (x: number): number => (x > 0 ? x : Math.expm1(x));
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

const shapes: readonly (readonly [string, Shape])[] = [
  ['linear', linear],
  ['relu', rectified],
  ['relu6', follows((x) => Math.min(6, Math.max(0, x)))],
  ['leakyReLU', leaky],
  ['sigmoid', straightUnder((y) => Math.log(y / (1 - y)))],
  ['tanh', straightUnder(Math.atanh)],
  ['tanh', scaledTanh],
  ['softplus', follows((x) => Math.log1p(Math.exp(x)))],
  ['softsign', follows((x) => x / (1 + Math.abs(x)))],
  ['elu', follows(elu)],
  ['selu', follows((x) => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * Math.expm1(x)), 1e-3)],
  ['swish', follows((x) => x * sigmoid(x))],
  ['gelu', follows((x) => 0.5 * x * (1 + Math.tanh(0.7978845608 * (x + 0.044715 * x ** 3))), 5e-3)],
  ['mish', follows((x) => x * Math.tanh(Math.log1p(Math.exp(x))))],
  ['hardSigmoid', follows((x) => Math.min(1, Math.max(0, 0.2 * x + 0.5)))],
];

/** undefined for a curve that is no activation we know. */
export function activationOf(curve: Curve, exponential = false): string | undefined {
  if (!curve || curve.some((value) => !Number.isFinite(value))) return undefined;
  // Divided by a sum of its like, an exponential is a softmax: over equal numbers it is level.
  if (exponential && curve.every((value) => near(value, curve[0] ?? 0)) && curve[0] !== 0) return 'softmax';
  return shapes.find(([, shape]) => shape(curve))?.[0];
}

/** The derivative of a rectifier as a function of its argument or its result, with what it gives at 0. */
export function rectifierSlopeAtZero(curve: Curve): number | undefined {
  if (!curve) return undefined;
  const below = at(curve, -1);
  const isStep =
    below >= 0 &&
    below < 0.5 &&
    grid.every((x, index) => x === 0 || near(curve[index] ?? NaN, x > 0 ? 1 : below));
  return isStep ? at(curve, 0) : undefined;
}
