// The fields of every kind of layer, optimizer and initializer, and what each may hold.
import type { Check } from './checks.ts';
import {
  atLeastZero,
  bool,
  count,
  finite,
  fraction,
  integer,
  isRecord,
  oneOf,
  optional,
  positive,
  sizes,
  text,
} from './checks.ts';
import { elementwise, isCurved } from './activations.ts';
import type { Shape } from './layers/layer.ts';
import { losses } from './losses.ts';
import type { InitializerSpec, LayerKindName, OptimizerSpec } from './spec.ts';

type Fields = Readonly<Record<string, Check>>;

export const lossNames = Object.keys(losses);

const activationNames = [...Object.keys(elementwise), 'softmax', 'logSoftmax'];
const activation = optional(oneOf(activationNames));
const seed = optional(integer);

const numbersAtZero: Fields = { value: finite, slope: finite };

const atZero = optional((value) => {
  if (!isRecord(value)) return `needs a value and a slope by activation, not ${text(value)}`;
  for (const [name, own] of Object.entries(value)) {
    if (!isCurved(name)) return `${text(name)} is not an activation with a slope of its own at 0`;
    if (!isRecord(own)) return `${name} needs a value and a slope, not ${text(own)}`;
    for (const [field, check] of Object.entries(numbersAtZero)) {
      const problem = check(own[field]);
      if (problem !== null) return `${field} of ${name}: ${problem}`;
    }
  }
  return null;
});

const initializerChecks: Record<InitializerSpec['kind'], Fields> = {
  constant: { value: finite },
  'random-normal': { mean: finite, stddev: atLeastZero, seed },
  'truncated-normal': { mean: finite, stddev: atLeastZero, seed },
  'random-uniform': { min: finite, max: finite, seed },
  'variance-scaling': {
    scale: atLeastZero,
    mode: oneOf(['fanIn', 'fanOut', 'fanAvg']),
    distribution: oneOf(['normal', 'uniform']),
    seed,
  },
  'glorot-uniform': { seed },
  'glorot-normal': { seed },
  'he-uniform': { seed },
  'he-normal': { seed },
  'lecun-uniform': { seed },
  'lecun-normal': { seed },
  orthogonal: { gain: optional(finite), seed },
  identity: { gain: optional(finite) },
  values: {
    data: (value) => (Array.isArray(value) ? null : `needs nested lists of numbers, not ${text(value)}`),
  },
};

const initializer: Check = (value) => {
  if (!isRecord(value))
    return `needs an initializer such as {"kind": "constant", "value": 0}, not ${text(value)}`;
  const { kind } = value;
  if (typeof kind !== 'string' || !Object.hasOwn(initializerChecks, kind)) {
    return `${text(kind)} is not one of ${Object.keys(initializerChecks).join(', ')}`;
  }
  for (const [field, check] of Object.entries(initializerChecks[kind as InitializerSpec['kind']])) {
    const problem = check(value[field]);
    if (problem !== null) return `${field} of ${kind}: ${problem}`;
  }
  return null;
};

const start = optional(initializer);
const affine: Fields = { activation, atZero, useBias: optional(bool), bias: start };
const everywhere: Fields = { trainable: optional(bool) };
const padding = optional(oneOf(['valid', 'same']));

const conv = (axes: number): Fields => ({
  filters: count,
  kernelSize: sizes(axes),
  strides: optional(sizes(axes)),
  padding,
  kernel: start,
  ...affine,
});

const recurrent: Fields = {
  units: count,
  kernel: start,
  recurrent: start,
  recurrentActivation: activation,
  returnSequences: optional(bool),
  ...affine,
};

const normalization: Fields = {
  epsilon: optional(positive),
  momentum: optional(finite),
  center: optional(bool),
  scale: optional(bool),
  gamma: start,
  beta: start,
};

const pooling: Fields = { poolSize: optional(sizes(2)), strides: optional(sizes(2)), padding };

const axisLengths: Check = (value) => {
  if (!Array.isArray(value) || value.length === 0) return `needs a list of axis lengths, not ${text(value)}`;
  const wrong = (value as unknown[]).find((axis) => axis !== -1 && count(axis) !== null);
  return wrong === undefined ? null : `needs whole numbers of at least 1, or one -1, not ${text(wrong)}`;
};

const axisPair: Check = (value) => {
  if (!Array.isArray(value)) return integer(value);
  if (value.length !== 2) return `needs one axis or two, not ${value.length}`;
  return (value as unknown[]).map(integer).find((problem) => problem !== null) ?? null;
};

const ownFields: Record<LayerKindName, Fields> = {
  dense: { units: count, kernel: start, ...affine },
  conv1d: conv(1),
  conv2d: conv(2),
  depthwiseConv2d: {
    kernelSize: sizes(2),
    strides: optional(sizes(2)),
    padding,
    depthMultiplier: optional(count),
    depthwise: start,
    ...affine,
  },
  embedding: { inputDim: count, outputDim: count, embeddings: start },
  simpleRNN: recurrent,
  gru: recurrent,
  lstm: recurrent,
  batchNormalization: normalization,
  layerNormalization: normalization,
  activation: { activation: oneOf(activationNames), atZero },
  prelu: { alpha: start },
  leakyReLU: { alpha: optional(finite) },
  dropout: { rate: fraction, seed },
  flatten: {},
  reshape: { targetShape: axisLengths },
  maxPooling2d: pooling,
  averagePooling2d: pooling,
  globalAveragePooling1d: {},
  globalAveragePooling2d: {},
  add: {},
  multiply: {},
  average: {},
  concatenate: { axis: optional(integer) },
  dot: { axes: axisPair, scale: optional(finite) },
};

/** Fields besides id, kind and from. */
export const layerChecks: Readonly<Record<string, Fields>> = Object.fromEntries(
  Object.entries(ownFields).map(([kind, fields]) => [kind, { ...everywhere, ...fields }]),
);

const rate = positive;
const beta = optional(fraction);
const epsilon = optional(atLeastZero);

const optimizerFields: Record<OptimizerSpec['kind'], Fields> = {
  sgd: { learningRate: rate },
  momentum: { learningRate: rate, momentum: finite, useNesterov: optional(bool) },
  rmsprop: { learningRate: rate, decay: beta, momentum: optional(finite), epsilon, centered: optional(bool) },
  adagrad: { learningRate: rate, initialAccumulatorValue: optional(atLeastZero) },
  adadelta: { learningRate: optional(rate), rho: beta, epsilon },
  adam: { learningRate: optional(rate), beta1: beta, beta2: beta, epsilon },
  adamax: { learningRate: optional(rate), beta1: beta, beta2: beta, epsilon, decay: optional(finite) },
};

export const optimizerChecks: Readonly<Record<string, Fields>> = optimizerFields;

/** Whether nested lists hold finite numbers in exactly that shape. */
export function nestedFits(data: unknown, shape: Shape): string | null {
  if (shape.length === 0) return finite(data);
  if (!Array.isArray(data)) return `needs lists nested as [${shape.join(', ')}], not ${text(data)}`;
  if (data.length !== shape[0]) return `needs ${shape[0]} entries where there are ${data.length}`;
  const rest = shape.slice(1);
  for (const entry of data as unknown[]) {
    const problem = nestedFits(entry, rest);
    if (problem !== null) return problem;
  }
  return null;
}

/** What of an initializer depends on the parameter's shape. */
export function initializerFits(spec: InitializerSpec, shape: Shape): string | null {
  const shown = `[${shape.join(', ')}]`;
  if (spec.kind === 'values') return nestedFits(spec.data, shape);
  if (spec.kind === 'identity' && (shape.length !== 2 || shape[0] !== shape[1])) {
    return `identity needs a square matrix, not ${shown}`;
  }
  if (spec.kind === 'orthogonal' && shape.length < 2)
    return `orthogonal needs at least two axes, not ${shown}`;
  return null;
}
