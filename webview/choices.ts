// What the panel's controls offer.
import type { ActivationName, GeneratorName, LossName } from '../src/core/engine/spec.ts';
import type { Start } from '../src/core/network/graph.ts';
import type { OptimizerName, PlainStart } from './changes.ts';
import { text } from './text.ts';

export interface StartChoice {
  readonly value: string;
  readonly label: string;
  readonly start: PlainStart;
  /** Its number may be any other. */
  readonly adjustable?: true;
}

const constant = (value: number): PlainStart => ({ kind: 'constant', value });
const normal = (stddev: number): PlainStart => ({ kind: 'random-normal', mean: 0, stddev });

export const kernelStarts: readonly StartChoice[] = [
  { value: 'zeros', label: 'zeros', start: constant(0) },
  { value: 'ones', label: 'ones', start: constant(1) },
  { value: 'constant', label: 'constant', start: constant(0.5), adjustable: true },
  { value: 'small', label: text.starts.small, start: normal(0.01) },
  { value: 'normal', label: 'randomNormal', start: normal(0.05), adjustable: true },
  { value: 'large', label: text.starts.large, start: normal(1) },
  {
    value: 'uniform',
    label: 'randomUniform',
    start: { kind: 'random-uniform', min: -0.05, max: 0.05 },
    adjustable: true,
  },
  { value: 'glorotUniform', label: 'glorotUniform', start: { kind: 'glorot-uniform' } },
  { value: 'glorotNormal', label: 'glorotNormal', start: { kind: 'glorot-normal' } },
  { value: 'heUniform', label: 'heUniform', start: { kind: 'he-uniform' } },
  { value: 'heNormal', label: 'heNormal', start: { kind: 'he-normal' } },
  { value: 'lecunUniform', label: 'lecunUniform', start: { kind: 'lecun-uniform' } },
  { value: 'lecunNormal', label: 'lecunNormal', start: { kind: 'lecun-normal' } },
  { value: 'orthogonal', label: 'orthogonal', start: { kind: 'orthogonal', gain: 1 } },
];

export const biasStarts: readonly StartChoice[] = [
  { value: 'zeros', label: 'zeros', start: constant(0) },
  { value: 'ones', label: 'ones', start: constant(1) },
  { value: 'constant', label: 'constant', start: constant(0.1), adjustable: true },
  { value: 'normal', label: 'randomNormal', start: normal(0.5), adjustable: true },
  {
    value: 'uniform',
    label: 'randomUniform',
    start: { kind: 'random-uniform', min: -0.5, max: 0.5 },
    adjustable: true,
  },
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
      return text.starts.values;
    case 'loaded':
      return text.starts.loaded;
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
