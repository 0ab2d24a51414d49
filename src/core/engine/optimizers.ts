// The optimizers of `tf.train`: each treats every entry by the same function of its own gradient history.
import type { Machine } from './kernels/kernels.ts';
import type { Block, Parameter } from './layers/layer.ts';
import type { OptimizerSpec } from './spec.ts';

export interface Optimizer {
  /** One update of every parameter from its gradient. */
  readonly step: () => void;
  /** A step is calls of kernels and nothing else, the same ones every time. */
  readonly pure: boolean;
}

/** A parameter that is trained, with the optimizer's memory of it: `first`, `second` and `third` as far as it has any. */
interface Slot {
  readonly length: number;
  readonly value: Block;
  readonly gradient: Block;
  readonly first: Block;
  readonly second: Block;
  readonly third: Block;
}

interface Rule {
  /** Numbers remembered for every entry. */
  readonly states: number;
  /** What the first of them starts from. Default 0. */
  readonly initial?: number;
  /** Updates one parameter; `step` counts from 0. */
  update(slot: Slot, step: number): void;
}

const epsilonDefault = 1e-7;

/** How many numbers an optimizer remembers for every entry. */
export const statesOf = (spec: OptimizerSpec): number => ruleOf(spec, null).states;

/** Reserves its memory at once, through `allocate` (element counts); the machine may be attached later. */
export function createOptimizer(
  spec: OptimizerSpec,
  parameters: readonly Parameter[],
  machine: Machine,
  allocate: (length: number) => Block,
): Optimizer {
  const rule = ruleOf(spec, machine);
  const slots: Slot[] = [];
  for (const { value, gradient } of parameters) {
    if (gradient === null) continue;
    const state = (index: number) => (index < rule.states ? allocate(value.length) : value);
    slots.push({ length: value.length, value, gradient, first: state(0), second: state(1), third: state(2) });
  }
  let step = 0;
  return {
    pure: rule.states === 0,
    step() {
      for (const slot of slots) {
        if (step === 0 && rule.initial !== undefined) slot.first.data.fill(rule.initial);
        rule.update(slot, step);
      }
      step += 1;
    },
  };
}

function ruleOf(spec: OptimizerSpec, machine: Machine | null): Rule {
  switch (spec.kind) {
    case 'sgd':
      return {
        states: 0,
        update({ length, value, gradient }) {
          machine?.kernels.addScaled(length, value.at, gradient.at, -spec.learningRate);
        },
      };
    case 'momentum':
      return momentum(spec.learningRate, spec.momentum, spec.useNesterov ?? false);
    case 'rmsprop': {
      const { learningRate, decay = 0.9, momentum: keep = 0, epsilon = epsilonDefault } = spec;
      const rule = spec.centered === true ? rmspropCentered : rmsprop;
      return rule(learningRate, decay, keep, epsilon);
    }
    case 'adagrad':
      return adagrad(spec.learningRate, spec.initialAccumulatorValue ?? 0.1);
    case 'adadelta':
      return adadelta(spec.learningRate ?? 0.001, spec.rho ?? 0.95, spec.epsilon ?? epsilonDefault);
    case 'adam': {
      const { learningRate = 0.001, beta1 = 0.9, beta2 = 0.999, epsilon = epsilonDefault } = spec;
      return adam(learningRate, beta1, beta2, epsilon);
    }
    case 'adamax': {
      const { learningRate = 0.002, beta1 = 0.9, beta2 = 0.999, epsilon = epsilonDefault, decay = 0 } = spec;
      return adamax(learningRate, beta1, beta2, epsilon, decay);
    }
  }
}

const momentum = (rate: number, keep: number, nesterov: boolean): Rule => ({
  states: 1,
  update({ length, value: { data: w }, gradient: { data: g }, first: { data: v } }) {
    for (let i = 0; i < length; i++) {
      const next = keep * v[i] + g[i];
      v[i] = next;
      w[i] += -rate * (nesterov ? g[i] + next * keep : next);
    }
  },
});

const rmsprop = (rate: number, decay: number, keep: number, epsilon: number): Rule => ({
  states: 2,
  update({ length, value: { data: w }, gradient: { data: g }, first, second }) {
    const squares = first.data;
    const moments = second.data;
    for (let i = 0; i < length; i++) {
      squares[i] = squares[i] * decay + g[i] * g[i] * (1 - decay);
      moments[i] = moments[i] * keep + (g[i] * rate) / Math.sqrt(squares[i] + epsilon);
      w[i] -= moments[i];
    }
  },
});

const rmspropCentered = (rate: number, decay: number, keep: number, epsilon: number): Rule => ({
  states: 3,
  update({ length, value: { data: w }, gradient: { data: g }, first, second, third }) {
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
  },
});

const adagrad = (rate: number, initial: number): Rule => ({
  states: 1,
  initial,
  update({ length, value: { data: w }, gradient: { data: g }, first: { data: sums } }) {
    for (let i = 0; i < length; i++) {
      sums[i] += g[i] * g[i];
      w[i] += (g[i] / Math.sqrt(sums[i] + epsilonDefault)) * -rate;
    }
  },
});

const adadelta = (rate: number, rho: number, epsilon: number): Rule => ({
  states: 2,
  update({ length, value: { data: w }, gradient: { data: g }, first, second }) {
    const squares = first.data;
    const updates = second.data;
    for (let i = 0; i < length; i++) {
      // The library divides by the accumulated square of before this step.
      const update = (Math.sqrt(updates[i] + epsilon) / Math.sqrt(squares[i] + epsilon)) * g[i];
      squares[i] = squares[i] * rho + g[i] * g[i] * (1 - rho);
      updates[i] = updates[i] * rho + update * update * (1 - rho);
      w[i] += update * -rate;
    }
  },
});

/** βᵗ, multiplied up as the library does, one factor each step: `Math.pow` rounds otherwise, and not everywhere alike. */
function powers(beta: number): (step: number) => number {
  let reached = 0;
  let power = beta;
  return (step) => {
    for (; reached < step; reached++) power *= beta;
    return power;
  };
}

function adam(rate: number, beta1: number, beta2: number, epsilon: number): Rule {
  const power1 = powers(beta1);
  const power2 = powers(beta2);
  return {
    states: 2,
    update({ length, value: { data: w }, gradient: { data: g }, first, second }, step) {
      const means = first.data;
      const squares = second.data;
      const correction1 = 1 - power1(step);
      const correction2 = 1 - power2(step);
      for (let i = 0; i < length; i++) {
        const mean = means[i] * beta1 + g[i] * (1 - beta1);
        const square = squares[i] * beta2 + g[i] * g[i] * (1 - beta2);
        means[i] = mean;
        squares[i] = square;
        w[i] += (mean / correction1 / (Math.sqrt(square / correction2) + epsilon)) * -rate;
      }
    },
  };
}

function adamax(rate: number, beta1: number, beta2: number, epsilon: number, decay: number): Rule {
  const power = powers(beta1);
  return {
    states: 2,
    update({ length, value: { data: w }, gradient: { data: g }, first, second }, step) {
      const means = first.data;
      const greatest = second.data;
      const factor = -rate / (step * decay + 1) / (1 - power(step));
      for (let i = 0; i < length; i++) {
        means[i] = means[i] * beta1 + g[i] * (1 - beta1);
        greatest[i] = Math.max(greatest[i] * beta2, Math.abs(g[i]));
        w[i] += factor * (means[i] / (greatest[i] + epsilon));
      }
    },
  };
}
