// What the panel's controls offer.
import type { ActivationName, GeneratorName, LossName } from '../src/core/engine/spec.ts';
import type { Start } from '../src/core/network/graph.ts';
import type { OptimizerName } from './changes.ts';

export interface StartChoice {
  readonly value: string;
  readonly label: string;
  readonly start: Start;
}

export const kernelStarts: readonly StartChoice[] = [
  { value: 'zeros', label: 'zeros', start: { kind: 'constant', value: 0 } },
  { value: 'ones', label: 'ones', start: { kind: 'constant', value: 1 } },
  { value: 'constant', label: 'constant 0.5', start: { kind: 'constant', value: 0.5 } },
  {
    value: 'small',
    label: 'small random (0.01)',
    start: { kind: 'random-normal', mean: 0, stddev: 0.01 },
  },
  {
    value: 'normal',
    label: 'randomNormal (0.05)',
    start: { kind: 'random-normal', mean: 0, stddev: 0.05 },
  },
  { value: 'large', label: 'randomNormal (1)', start: { kind: 'random-normal', mean: 0, stddev: 1 } },
  { value: 'glorotUniform', label: 'glorotUniform', start: { kind: 'glorot-uniform' } },
  { value: 'glorotNormal', label: 'glorotNormal', start: { kind: 'glorot-normal' } },
  { value: 'heUniform', label: 'heUniform', start: { kind: 'he-uniform' } },
  { value: 'heNormal', label: 'heNormal', start: { kind: 'he-normal' } },
  { value: 'lecunNormal', label: 'lecunNormal', start: { kind: 'lecun-normal' } },
  { value: 'orthogonal', label: 'orthogonal', start: { kind: 'orthogonal', gain: 1 } },
];

export const biasStarts: readonly StartChoice[] = [
  { value: 'zeros', label: 'zeros', start: { kind: 'constant', value: 0 } },
  { value: 'tenth', label: 'constant 0.1', start: { kind: 'constant', value: 0.1 } },
  { value: 'ones', label: 'ones', start: { kind: 'constant', value: 1 } },
  { value: 'random', label: 'random (0.5)', start: { kind: 'random-normal', mean: 0, stddev: 0.5 } },
];

export const activations: readonly ActivationName[] = [
  'linear',
  'relu',
  'tanh',
  'sigmoid',
  'hardSigmoid',
  'softplus',
  'softsign',
  'elu',
  'selu',
  'gelu',
  'swish',
  'mish',
  'leakyReLU',
  'relu6',
  'softmax',
];

export const optimizers: readonly OptimizerName[] = ['sgd', 'momentum', 'rmsprop', 'adagrad', 'adam'];

export const dataSets: readonly GeneratorName[] = [
  'teacher',
  'blobs',
  'xor',
  'circles',
  'spiral',
  'gaussian-linear',
];

export const losses: readonly LossName[] = [
  'meanSquaredError',
  'meanAbsoluteError',
  'binaryCrossentropy',
  'categoricalCrossentropy',
  'hinge',
  'huberLoss',
];

/** The code's own size is always among them. */
export const batchSizes = (own: number | null): readonly (number | 'full')[] => [
  'full',
  ...[...new Set([4, 8, 16, 32, ...(own === null ? [] : [own])])].sort((a, b) => a - b),
];

/** A start as its author would write it, e.g. "zeros", "heNormal", "randomNormal (0.05)". */
export function startLabel(start: Start): string {
  switch (start.kind) {
    case 'constant':
      return start.value === 0 ? 'zeros' : start.value === 1 ? 'ones' : `constant ${start.value}`;
    case 'random-normal':
      return `randomNormal (${start.stddev})`;
    case 'truncated-normal':
      return `truncatedNormal (${start.stddev})`;
    case 'random-uniform':
      return `randomUniform (${start.min} … ${start.max})`;
    case 'variance-scaling':
      return 'varianceScaling';
    case 'values':
      return 'values in the code';
    case 'loaded':
      return 'loaded';
    case 'glorot-uniform':
    case 'glorot-normal':
    case 'he-uniform':
    case 'he-normal':
    case 'lecun-uniform':
    case 'lecun-normal':
    case 'orthogonal':
    case 'identity':
      return start.kind.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  }
}
