// Losses of `tf.layers` (and `tf.losses.huberLoss`): averaged over the batch and, but for the categorical ones, over the
// last axis. Value and derivative beside each other.
import type { Machine } from './kernels/kernels.ts';
import type { LossName } from './spec.ts';

/** What TensorFlow.js clips probabilities to, away from 0 and 1. */
const epsilon = 1e-7;

export interface Loss {
  /** Entries of a target row for output rows of this width. */
  targetWidth(width: number): number;
  /** Calls kernels and does nothing else. */
  readonly pure: boolean;
  /** Writes the loss of the `rows` rows of predictions at p against targets at t. */
  value(machine: Machine, rows: number, width: number, p: number, t: number, out: number): void;
  /** Writes the loss's derivative by the predictions at dp. */
  gradient(machine: Machine, rows: number, width: number, p: number, t: number, dp: number): void;
}

/** A loss that is a mean over all entries of something of one prediction and its target. */
function entrywise(value: (p: number, t: number) => number, slope: (p: number, t: number) => number): Loss {
  return {
    targetWidth: (width) => width,
    pure: false,
    value({ memory: f }, rows, width, p, t, out) {
      // Compensated (Neumaier): the mean of equal numbers is that number.
      let sum = 0;
      let lost = 0;
      const length = rows * width;
      for (let i = 0; i < length; i++) {
        const term = value(f[p + i], f[t + i]);
        const next = sum + term;
        lost += Math.abs(sum) >= Math.abs(term) ? sum - next + term : term - next + sum;
        sum = next;
      }
      f[out] = (sum + lost) / length;
    },
    gradient({ memory: f }, rows, width, p, t, dp) {
      const length = rows * width;
      for (let i = 0; i < length; i++) f[dp + i] = slope(f[p + i], f[t + i]) / length;
    },
  };
}

const clip = (p: number) => (p < epsilon ? epsilon : p > 1 - epsilon ? 1 - epsilon : p);
const inside = (p: number) => p >= epsilon && p <= 1 - epsilon;

/** Rows are divided by their sums, clipped, and the target's entries say how much of −log each gives. */
function categorical(sparse: boolean): Loss {
  /** Target of entry j in a row. */
  const wanted = (f: Float64Array, t: number, row: number, width: number, j: number) =>
    sparse ? (Math.floor(f[t + row]) === j ? 1 : 0) : f[t + row * width + j];
  // The sparse form clips before it divides, too.
  const first = (p: number) => (sparse ? clip(p) : p);
  const rowSum = (f: Float64Array, at: number, width: number) => {
    let sum = 0;
    for (let j = 0; j < width; j++) sum += first(f[at + j]);
    return sum;
  };
  return {
    targetWidth: (width) => (sparse ? 1 : width),
    pure: false,
    value({ memory: f }, rows, width, p, t, out) {
      let sum = 0;
      let lost = 0;
      for (let row = 0; row < rows; row++) {
        const at = p + row * width;
        const total = rowSum(f, at, width);
        for (let j = 0; j < width; j++) {
          const target = wanted(f, t, row, width, j);
          if (target === 0) continue;
          const term = -target * Math.log(clip(first(f[at + j]) / total));
          const next = sum + term;
          lost += Math.abs(sum) >= Math.abs(term) ? sum - next + term : term - next + sum;
          sum = next;
        }
      }
      f[out] = (sum + lost) / rows;
    },
    gradient({ memory: f }, rows, width, p, t, dp) {
      for (let row = 0; row < rows; row++) {
        const at = p + row * width;
        const total = rowSum(f, at, width);
        // d/dpⱼ of −Σ tᵢ log(pᵢ/S) is (Σ tᵢ)/S − tⱼ/pⱼ, over the entries that are not clipped.
        let live = 0;
        for (let j = 0; j < width; j++) {
          if (inside(first(f[at + j]) / total)) live += wanted(f, t, row, width, j);
        }
        for (let j = 0; j < width; j++) {
          const value = first(f[at + j]);
          let slope = live / total;
          if (inside(value / total)) slope -= wanted(f, t, row, width, j) / value;
          if (sparse && !inside(f[at + j])) slope = 0;
          f[dp + row * width + j] = slope / rows;
        }
      }
    },
  };
}

export const losses: Record<LossName, Loss> = {
  meanSquaredError: {
    targetWidth: (width) => width,
    pure: true,
    value({ kernels }, rows, width, p, t, out) {
      kernels.squaredError(rows * width, p, t, out);
    },
    gradient({ kernels }, rows, width, p, t, dp) {
      kernels.squaredErrorBack(rows * width, p, t, dp);
    },
  },
  meanAbsoluteError: entrywise(
    (p, t) => Math.abs(p - t),
    // As TensorFlow.js has it: the derivative of |x| at 0 is −1.
    (p, t) => (p - t > 0 ? 1 : -1),
  ),
  binaryCrossentropy: entrywise(
    (p, t) => {
      const q = clip(p);
      return -(t === 0 ? 0 : t * Math.log(q)) - (t === 1 ? 0 : (1 - t) * Math.log(1 - q));
    },
    (p, t) => (inside(p) ? (p - t) / (p * (1 - p)) : 0),
  ),
  categoricalCrossentropy: categorical(false),
  sparseCategoricalCrossentropy: categorical(true),
  hinge: entrywise(
    (p, t) => Math.max(0, 1 - t * p),
    (p, t) => (1 - t * p > 0 ? -t : 0),
  ),
  huberLoss: entrywise(
    (p, t) => {
      const error = Math.abs(p - t);
      return error <= 1 ? 0.5 * error * error : error - 0.5;
    },
    (p, t) => Math.max(-1, Math.min(1, p - t)),
  ),
};
