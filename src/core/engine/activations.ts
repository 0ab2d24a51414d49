// Activation functions and their derivatives, as TensorFlow.js has them, derivatives at kinks included.
import { sigmoid, tanh } from './kernels/exponential.ts';
import type { Machine } from './kernels/kernels.ts';
import type { ActivationName, AtZero, CurvedName } from './spec.ts';

/** An activation bound to a machine. Positions are element offsets into its memory; `width` is the last axis. */
export interface Activation {
  /** False where the derivative follows from the output alone: then forward may work in place. */
  readonly needsInput: boolean;
  /** Calls kernels and does nothing else. */
  readonly pure: boolean;
  forward(length: number, width: number, x: number, y: number): void;
  /** dx = dy · g′. dx may be dy. */
  backward(length: number, width: number, dy: number, x: number, y: number, dx: number): void;
}

/** One value at a time: g(x), and g′ from x and y = g(x). */
interface Elementwise {
  readonly needsInput: boolean;
  readonly value: (x: number) => number;
  readonly slope: (x: number, y: number) => number;
}

const seluScale = 1.0507009873554805;
const seluScaleAlpha = 1.7580993408473768;
const leakySlope = 0.3;

const softplus = (x: number) => (x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x)));

/** erf to 1e-15: its Taylor series near 0, the continued fraction of erfc beyond. */
export function erf(x: number): number {
  const z = Math.abs(x);
  if (z < 2.5) {
    let term = x;
    let sum = x;
    for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
      term *= (-x * x) / n;
      sum += term / (2 * n + 1);
    }
    return (2 / Math.sqrt(Math.PI)) * sum;
  }
  let fraction = 0;
  for (let n = 60; n > 0; n--) fraction = n / 2 / (z + fraction);
  return Math.sign(x) * (1 - Math.exp(-z * z) / (Math.sqrt(Math.PI) * (z + fraction)));
}

const geluCubic = 0.044715;
const geluScale = Math.sqrt(2 / Math.PI);

/** The activations that act on each entry by itself. */
export const elementwise: Record<Exclude<ActivationName, 'softmax' | 'logSoftmax'>, Elementwise> = {
  linear: { needsInput: false, value: (x) => x, slope: () => 1 },
  relu: { needsInput: false, value: (x) => (x < 0 ? 0 : x), slope: (_, y) => (y > 0 ? 1 : 0) },
  relu6: {
    needsInput: false,
    value: (x) => (x < 0 ? 0 : x > 6 ? 6 : x),
    slope: (_, y) => (y > 0 && y < 6 ? 1 : 0),
  },
  tanh: { needsInput: false, value: tanh, slope: (_, y) => 1 - y * y },
  sigmoid: { needsInput: false, value: sigmoid, slope: (_, y) => y * (1 - y) },
  hardSigmoid: {
    needsInput: true,
    value: (x) => Math.min(1, Math.max(0, 0.2 * x + 0.5)),
    // Clipping passes the derivative at both of its ends.
    slope: (x) => (0.2 * x + 0.5 >= 0 && 0.2 * x + 0.5 <= 1 ? 0.2 : 0),
  },
  softplus: { needsInput: true, value: softplus, slope: (x) => sigmoid(x) },
  softsign: {
    needsInput: true,
    value: (x) => x / (1 + Math.abs(x)),
    slope: (x) => 1 / ((1 + Math.abs(x)) * (1 + Math.abs(x))),
  },
  elu: {
    needsInput: false,
    value: (x) => (x >= 0 ? x : Math.expm1(x)),
    slope: (_, y) => (y >= 0 ? 1 : y + 1),
  },
  selu: {
    needsInput: true,
    value: (x) => (x >= 0 ? seluScale * x : seluScaleAlpha * Math.expm1(x)),
    // The mask is x > 0: at 0 the slope is that of the left side.
    slope: (x) => (x > 0 ? seluScale : seluScaleAlpha * Math.exp(x)),
  },
  gelu: {
    needsInput: true,
    value: (x) => 0.5 * x * (1 + erf(x * Math.SQRT1_2)),
    slope: (x) => 0.5 * (1 + erf(x * Math.SQRT1_2)) + (x * Math.exp(-0.5 * x * x)) / Math.sqrt(2 * Math.PI),
  },
  gelu_new: {
    needsInput: true,
    value: (x) => 0.5 * x * (1 + tanh(geluScale * (x + geluCubic * x * x * x))),
    slope: (x) => {
      const t = tanh(geluScale * (x + geluCubic * x * x * x));
      return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * geluScale * (1 + 3 * geluCubic * x * x);
    },
  },
  swish: {
    needsInput: true,
    value: (x) => x * sigmoid(x),
    slope: (x) => sigmoid(x) * (1 + x * (1 - sigmoid(x))),
  },
  mish: {
    needsInput: true,
    value: (x) => x * tanh(softplus(x)),
    slope: (x) => {
      const t = tanh(softplus(x));
      return t + x * (1 - t * t) * sigmoid(x);
    },
  },
  leakyReLU: {
    needsInput: false,
    value: (x) => (x > 0 ? x : leakySlope * x),
    slope: (_, y) => (y > 0 ? 1 : leakySlope),
  },
};

function eachEntry(machine: Machine, { needsInput, value, slope }: Elementwise): Activation {
  return {
    needsInput,
    pure: false,
    forward(length, _width, x, y) {
      const f = machine.memory;
      for (let i = 0; i < length; i++) f[y + i] = value(f[x + i]);
    },
    backward(length, _width, dy, x, y, dx) {
      const f = machine.memory;
      for (let i = 0; i < length; i++) {
        // 0 stays 0 even where the slope is infinite or not a number.
        const back = f[dy + i];
        f[dx + i] = back === 0 ? 0 : back * slope(f[x + i], f[y + i]);
      }
    },
  };
}

/** Over the last axis, whose entries may stand for several each. Subtracts the greatest entry first, so that nothing overflows. */
function softmax(machine: Machine, counts: Float64Array | null): Activation {
  return {
    needsInput: false,
    pure: false,
    forward(length, width, x, y) {
      const f = machine.memory;
      for (let row = 0; row < length; row += width) {
        let greatest = -Infinity;
        for (let i = row; i < row + width; i++) if (f[x + i] > greatest) greatest = f[x + i];
        let sum = 0;
        for (let i = row; i < row + width; i++) {
          f[y + i] = Math.exp(f[x + i] - greatest);
          sum += counts === null ? f[y + i] : counts[i - row] * f[y + i];
        }
        for (let i = row; i < row + width; i++) f[y + i] /= sum;
      }
    },
    backward(length, width, dy, _x, y, dx) {
      const f = machine.memory;
      for (let row = 0; row < length; row += width) {
        let dot = 0;
        for (let i = row; i < row + width; i++) {
          const term = f[dy + i] * f[y + i];
          dot += counts === null ? term : counts[i - row] * term;
        }
        for (let i = row; i < row + width; i++) f[dx + i] = f[y + i] * (f[dy + i] - dot);
      }
    },
  };
}

function logSoftmax(machine: Machine, counts: Float64Array | null): Activation {
  return {
    needsInput: false,
    pure: false,
    forward(length, width, x, y) {
      const f = machine.memory;
      for (let row = 0; row < length; row += width) {
        let greatest = -Infinity;
        for (let i = row; i < row + width; i++) if (f[x + i] > greatest) greatest = f[x + i];
        let sum = 0;
        for (let i = row; i < row + width; i++) {
          const term = Math.exp(f[x + i] - greatest);
          sum += counts === null ? term : counts[i - row] * term;
        }
        const shift = greatest + Math.log(sum);
        for (let i = row; i < row + width; i++) f[y + i] = f[x + i] - shift;
      }
    },
    backward(length, width, dy, _x, y, dx) {
      const f = machine.memory;
      for (let row = 0; row < length; row += width) {
        let sum = 0;
        for (let i = row; i < row + width; i++) {
          sum += counts === null ? f[dy + i] : counts[i - row] * f[dy + i];
        }
        for (let i = row; i < row + width; i++) f[dx + i] = f[dy + i] - Math.exp(f[y + i]) * sum;
      }
    },
  };
}

/** The same function but for its value and slope at exactly 0; null where these are its own. */
function setAtZero(name: CurvedName, { [name]: own }: AtZero): Elementwise | null {
  if (own === undefined) return null;
  const { value, slope } = elementwise[name];
  return {
    // What comes out does not tell whether 0 went in.
    needsInput: true,
    value: (x) => (x === 0 ? own.value : value(x)),
    slope: (x, y) => (x === 0 ? own.slope : slope(x, y)),
  };
}

/** Whether it may have numbers of its own at 0. */
export const isCurved = (name: string): name is CurvedName =>
  name !== 'linear' && Object.hasOwn(elementwise, name);

/** Copies in front of a function that leaves everything as it is, where input and output are two places. */
function copying(machine: Machine): Activation {
  return {
    needsInput: false,
    pure: true,
    forward(length, _width, x, y) {
      if (x !== y) machine.kernels.copy(length, x, y);
    },
    backward(length, _width, dy, _x, _y, dx) {
      if (dx !== dy) machine.kernels.copy(length, dy, dx);
    },
  };
}

/**
 * The activation of that name on that machine, whose memory and kernels may be attached later. `counts` for a lumped
 * network: how many units each unit of the last axis stands for. `atZero`: the library's own numbers at 0.
 */
export function createActivation(
  name: ActivationName,
  machine: Machine,
  counts: Float64Array | null = null,
  atZero: AtZero = {},
): Activation {
  const own = isCurved(name) ? setAtZero(name, atZero) : null;
  if (own !== null) return eachEntry(machine, own);
  const special = Object.hasOwn(bound, name) ? bound[name as keyof typeof bound] : undefined;
  return special === undefined
    ? eachEntry(machine, elementwise[name as keyof typeof elementwise])
    : special(machine, counts);
}

/** Those with kernels of their own, and those over a whole row. */
const bound = {
  linear: copying,
  softmax,
  logSoftmax,
  relu: (machine: Machine): Activation => ({
    needsInput: false,
    pure: true,
    forward: (length, _, x, y) => machine.kernels.relu(length, x, y),
    backward: (length, _, dy, _x, y, dx) => machine.kernels.reluBack(length, dy, y, dx),
  }),
  tanh: (machine: Machine): Activation => ({
    needsInput: false,
    pure: true,
    forward: (length, _, x, y) => machine.kernels.tanh(length, x, y),
    backward: (length, _, dy, _x, y, dx) => machine.kernels.tanhBack(length, dy, y, dx),
  }),
  sigmoid: (machine: Machine): Activation => ({
    needsInput: false,
    pure: true,
    forward: (length, _, x, y) => machine.kernels.sigmoid(length, x, y),
    backward: (length, _, dy, _x, y, dx) => machine.kernels.sigmoidBack(length, dy, y, dx),
  }),
} satisfies Partial<Record<ActivationName, (machine: Machine, counts: Float64Array | null) => Activation>>;
