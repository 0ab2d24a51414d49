// How large the first update of a weight is, given its gradient: the one place where optimizers differ for the schedule.
import type { OptimizerSpec } from '../../engine/spec.ts';
import { decadesOf, NOTHING, RATE, type Size, sizeOf, times } from './size.ts';

export interface Gauge {
  /** log₁₀ η. */
  readonly rateDecades: number;
  /** Of the update that a gradient of this size leads to. */
  update(gradient: Size): Size;
}

const epsilonDefault = 1e-7;

export function gaugeOf(optimizer: OptimizerSpec): Gauge {
  switch (optimizer.kind) {
    case 'sgd':
    case 'momentum':
      return proportional(optimizer.learningRate, 1);
    case 'adagrad':
      return proportional(optimizer.learningRate, 1 / Math.sqrt(optimizer.initialAccumulatorValue ?? 0.1));
    case 'adadelta':
      return proportional(optimizer.learningRate ?? 0.001, 1);
    case 'rmsprop': {
      const { learningRate, decay = 0.9, epsilon = epsilonDefault } = optimizer;
      return normalised(learningRate, Math.sqrt(1 - decay), Math.sqrt(epsilon));
    }
    case 'adam':
      return normalised(optimizer.learningRate ?? 0.001, 1, optimizer.epsilon ?? epsilonDefault);
    case 'adamax':
      return normalised(optimizer.learningRate ?? 0.002, 1, optimizer.epsilon ?? epsilonDefault);
  }
}

/** η·g·factor. */
function proportional(rate: number, factor: number): Gauge {
  const step = RATE + sizeOf(factor);
  return { rateDecades: Math.log10(rate), update: (gradient) => times(gradient, step) };
}

/** η·g / (|g|·share + ε): about η, however small the gradient is, until it is smaller than ε. */
function normalised(rate: number, share: number, epsilon: number): Gauge {
  const rateDecades = Math.log10(rate);
  const full = RATE - sizeOf(share);
  const faint = RATE - sizeOf(Math.max(epsilon, 1e-30));
  const threshold = Math.log10(Math.max(epsilon, 1e-30) / share);
  return {
    rateDecades,
    update: (gradient) =>
      gradient === NOTHING
        ? NOTHING
        : decadesOf(gradient, rateDecades) > threshold
          ? full
          : times(gradient, faint),
  };
}
