// What the tests of the theory share: trained runs, and what is read off them.
import { createRun } from '../../src/core/engine/run.ts';
import type { History, Run } from '../../src/core/engine/run.ts';
import type {
  ActivationName,
  InitializerSpec,
  NetworkSpec,
  OptimizerSpec,
} from '../../src/core/engine/spec.ts';
import { normal, zero } from './networks.ts';

export function trained(spec: NetworkSpec, steps = 8, seed = 1): Run {
  const run = createRun(spec, { seed });
  run.tick(steps);
  return run;
}

/** First step at which each layer that has a kernel gets a gradient for it. */
export const firstSteps = ({ history }: Run, parameter = 'kernel') =>
  history.layers
    .filter(({ firstGradientStep }) => parameter in firstGradientStep)
    .map(({ firstGradientStep }) => firstGradientStep[parameter]);

export const widthsOf = (history: History) =>
  history.layers.map(({ effectiveWidth }) => effectiveWidth[effectiveWidth.length - 1]);

export const last = (list: readonly number[]) => list[list.length - 1];

/** g(0) = 0. */
export const flatAtZero: readonly ActivationName[] = [
  'tanh',
  'relu',
  'elu',
  'selu',
  'gelu',
  'swish',
  'mish',
  'softsign',
  'linear',
];
export const notZeroAtZero: readonly ActivationName[] = ['sigmoid', 'hardSigmoid', 'softplus'];

export const optimizers: readonly OptimizerSpec[] = [
  { kind: 'sgd', learningRate: 0.1 },
  { kind: 'momentum', learningRate: 0.05, momentum: 0.9 },
  { kind: 'momentum', learningRate: 0.05, momentum: 0.9, useNesterov: true },
  { kind: 'adam', learningRate: 0.01 },
  { kind: 'rmsprop', learningRate: 0.01 },
  { kind: 'adagrad', learningRate: 0.1 },
  { kind: 'adadelta' },
  { kind: 'adamax', learningRate: 0.01 },
];

export const random = normal(0.6);

/** Kernels of `count` layers: zero where listed (1-based), random elsewhere. */
export const zeroAt = (count: number, ...layers: number[]): InitializerSpec[] =>
  Array.from({ length: count }, (_, index) => (layers.includes(index + 1) ? zero : random));
