// The optimizers of `tf.train`: each treats every entry by the same function of its own gradient history.
import type { Machine } from './kernels/kernels.ts';
import type { Block, Parameter } from './layers/layer.ts';
import type { OptimizerSpec } from './spec.ts';

const epsilonDefault = 1e-7;

export interface Optimizer {
  /** One update of every parameter from its gradient. */
  readonly step: () => void;
}

/** A parameter that is trained, with the optimizer's memory of it. */
interface Slot {
  readonly length: number;
  readonly value: Block;
  readonly gradient: Block;
  readonly first: Block;
  readonly second: Block;
  readonly third: Block;
}

/** How many numbers an optimizer remembers for every entry. */
export function statesOf(optimizer: OptimizerSpec): number {
  switch (optimizer.kind) {
    case 'sgd':
      return 0;
    case 'momentum':
    case 'adagrad':
      return 1;
    case 'rmsprop':
      return optimizer.centered === true ? 3 : 2;
    case 'adadelta':
    case 'adam':
    case 'adamax':
      return 2;
  }
}

/** Reserves its memory at once, through `allocate` (element counts); the machine may be attached later. */
export function createOptimizer(
  spec: OptimizerSpec,
  parameters: readonly Parameter[],
  machine: Machine,
  allocate: (length: number) => Block,
): Optimizer {
  const states = statesOf(spec);
  const slots: Slot[] = [];
  for (const { value, gradient } of parameters) {
    if (gradient === null) continue;
    const state = (index: number) => (index < states ? allocate(value.length) : value);
    slots.push({ length: value.length, value, gradient, first: state(0), second: state(1), third: state(2) });
  }
  return { step: stepper(spec, slots, machine) };
}

function stepper(spec: OptimizerSpec, slots: readonly Slot[], machine: Machine): () => void {
  switch (spec.kind) {
    case 'sgd': {
      const rate = -spec.learningRate;
      return () => {
        for (const slot of slots)
          machine.kernels.addScaled(slot.length, slot.value.at, slot.gradient.at, rate);
      };
    }
    case 'momentum':
      return momentum(slots, spec.learningRate, spec.momentum, spec.useNesterov ?? false);
    case 'rmsprop': {
      const { learningRate, decay = 0.9, momentum: keep = 0, epsilon = epsilonDefault } = spec;
      return spec.centered === true
        ? rmspropCentered(slots, learningRate, decay, keep, epsilon)
        : rmsprop(slots, learningRate, decay, keep, epsilon);
    }
    case 'adagrad':
      return adagrad(slots, spec.learningRate, spec.initialAccumulatorValue ?? 0.1);
    case 'adadelta':
      return adadelta(slots, spec.learningRate ?? 0.001, spec.rho ?? 0.95, spec.epsilon ?? epsilonDefault);
    case 'adam': {
      const { learningRate = 0.001, beta1 = 0.9, beta2 = 0.999, epsilon = epsilonDefault } = spec;
      return adam(slots, learningRate, beta1, beta2, epsilon);
    }
    case 'adamax': {
      const { learningRate = 0.002, beta1 = 0.9, beta2 = 0.999, epsilon = epsilonDefault, decay = 0 } = spec;
      return adamax(slots, learningRate, beta1, beta2, epsilon, decay);
    }
  }
}

function momentum(slots: readonly Slot[], rate: number, keep: number, nesterov: boolean): () => void {
  return () => {
    for (const { length, value, gradient, first } of slots) {
      const w = value.data;
      const g = gradient.data;
      const v = first.data;
      for (let i = 0; i < length; i++) {
        const next = keep * v[i] + g[i];
        v[i] = next;
        w[i] += -rate * (nesterov ? g[i] + next * keep : next);
      }
    }
  };
}

function rmsprop(
  slots: readonly Slot[],
  rate: number,
  decay: number,
  keep: number,
  epsilon: number,
): () => void {
  return () => {
    for (const { length, value, gradient, first, second } of slots) {
      const w = value.data;
      const g = gradient.data;
      const squares = first.data;
      const moments = second.data;
      for (let i = 0; i < length; i++) {
        squares[i] = squares[i] * decay + g[i] * g[i] * (1 - decay);
        moments[i] = moments[i] * keep + (g[i] * rate) / Math.sqrt(squares[i] + epsilon);
        w[i] -= moments[i];
      }
    }
  };
}

function rmspropCentered(
  slots: readonly Slot[],
  rate: number,
  decay: number,
  keep: number,
  epsilon: number,
): () => void {
  return () => {
    for (const { length, value, gradient, first, second, third } of slots) {
      const w = value.data;
      const g = gradient.data;
      const squares = first.data;
      const moments = second.data;
      const means = third.data;
      for (let i = 0; i < length; i++) {
        squares[i] = squares[i] * decay + g[i] * g[i] * (1 - decay);
        means[i] = means[i] * decay + g[i] * (1 - decay);
        // The library subtracts epsilon here where the paper adds it.
        const spread = squares[i] - (means[i] * means[i] + epsilon);
        moments[i] = moments[i] * keep + (g[i] * rate) / Math.sqrt(spread);
        w[i] -= moments[i];
      }
    }
  };
}

function adagrad(slots: readonly Slot[], rate: number, initial: number): () => void {
  let started = false;
  return () => {
    for (const { length, value, gradient, first } of slots) {
      const w = value.data;
      const g = gradient.data;
      const sums = first.data;
      if (!started) sums.fill(initial);
      for (let i = 0; i < length; i++) {
        sums[i] += g[i] * g[i];
        w[i] += (g[i] / Math.sqrt(sums[i] + epsilonDefault)) * -rate;
      }
    }
    started = true;
  };
}

function adadelta(slots: readonly Slot[], rate: number, rho: number, epsilon: number): () => void {
  return () => {
    for (const { length, value, gradient, first, second } of slots) {
      const w = value.data;
      const g = gradient.data;
      const squares = first.data;
      const updates = second.data;
      for (let i = 0; i < length; i++) {
        // The library divides by the accumulated square of before this step.
        const update = (Math.sqrt(updates[i] + epsilon) / Math.sqrt(squares[i] + epsilon)) * g[i];
        squares[i] = squares[i] * rho + g[i] * g[i] * (1 - rho);
        updates[i] = updates[i] * rho + update * update * (1 - rho);
        w[i] += update * -rate;
      }
    }
  };
}

function adam(
  slots: readonly Slot[],
  rate: number,
  beta1: number,
  beta2: number,
  epsilon: number,
): () => void {
  let power1 = beta1;
  let power2 = beta2;
  return () => {
    const correction1 = 1 - power1;
    const correction2 = 1 - power2;
    for (const { length, value, gradient, first, second } of slots) {
      const w = value.data;
      const g = gradient.data;
      const means = first.data;
      const squares = second.data;
      for (let i = 0; i < length; i++) {
        const mean = means[i] * beta1 + g[i] * (1 - beta1);
        const square = squares[i] * beta2 + g[i] * g[i] * (1 - beta2);
        means[i] = mean;
        squares[i] = square;
        w[i] += (mean / correction1 / (Math.sqrt(square / correction2) + epsilon)) * -rate;
      }
    }
    power1 *= beta1;
    power2 *= beta2;
  };
}

function adamax(
  slots: readonly Slot[],
  rate: number,
  beta1: number,
  beta2: number,
  epsilon: number,
  decay: number,
): () => void {
  let power = beta1;
  let iteration = 0;
  return () => {
    const factor = -rate / (iteration * decay + 1) / (1 - power);
    for (const { length, value, gradient, first, second } of slots) {
      const w = value.data;
      const g = gradient.data;
      const means = first.data;
      const greatest = second.data;
      for (let i = 0; i < length; i++) {
        means[i] = means[i] * beta1 + g[i] * (1 - beta1);
        greatest[i] = Math.max(greatest[i] * beta2, Math.abs(g[i]));
        w[i] += factor * (means[i] / (greatest[i] + epsilon));
      }
    }
    iteration += 1;
    power *= beta1;
  };
}
