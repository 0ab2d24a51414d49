// Networks to compare with TensorFlow.js: every kind, activation, loss and optimizer, and the starts that matter here.
import type {
  ActivationName,
  LossName,
  NestedArray,
  NetworkSpec,
  OptimizerSpec,
} from '../../src/core/engine/spec.ts';
import { createRandom } from '../../src/core/engine/random.ts';
import type { Training } from './networks.ts';
import { constant, filled, network, normal, normals, zero } from './networks.ts';

export interface Case {
  readonly name: string;
  readonly spec: NetworkSpec;
  /** Loosened where a float32 quotient of tiny numbers is amplified. */
  readonly tolerance?: number;
}

const samples = 6;

/** Given data for one input and one output, normal or in the form the loss wants. */
function data(
  shape: readonly number[],
  target: readonly number[],
  loss: LossName = 'meanSquaredError',
): NetworkSpec['data'] {
  const random = createRandom(11, 'labels');
  const width = target[target.length - 1];
  const oneHot = () => {
    const hot = Math.floor(random.uniform() * width);
    return Array.from({ length: width }, (_, i) => (i === hot ? 1 : 0));
  };
  const labels: Record<LossName, () => NestedArray> = {
    meanSquaredError: () => normals([samples, ...target], 3),
    meanAbsoluteError: () => normals([samples, ...target], 3),
    huberLoss: () => normals([samples, ...target], 3),
    hinge: () => filled([samples, ...target], () => (random.uniform() < 0.5 ? -1 : 1)),
    binaryCrossentropy: () => filled([samples, ...target], () => (random.uniform() < 0.4 ? 1 : 0)),
    categoricalCrossentropy: () => Array.from({ length: samples }, oneHot),
    sparseCategoricalCrossentropy: () =>
      Array.from({ length: samples }, () => [Math.floor(random.uniform() * width)]),
  };
  return { kind: 'given', x: normals([samples, ...shape], 2), y: labels[loss]() };
}

type Loose = Parameters<typeof network>[0][number];

const on = (
  shape: readonly number[],
  target: readonly number[],
  layers: readonly Loose[],
  training: Training = {},
) => network(layers, { shape, data: data(shape, target, training.loss), ...training });

const dense = (units: number, activation: ActivationName = 'linear', more: object = {}): Loose => ({
  kind: 'dense',
  units,
  activation,
  kernel: normal(0.5),
  bias: normal(0.3),
  ...more,
});

const activations: readonly ActivationName[] = [
  'linear', 'relu', 'relu6', 'tanh', 'sigmoid', 'hardSigmoid', 'softplus', 'softsign', 'elu', 'selu', 'gelu', 'gelu_new',
  'swish', 'mish', 'leakyReLU', 'softmax', 'logSoftmax',
]; // prettier-ignore

const optimizers: readonly OptimizerSpec[] = [
  { kind: 'sgd', learningRate: 0.1 },
  { kind: 'momentum', learningRate: 0.05, momentum: 0.9 },
  { kind: 'momentum', learningRate: 0.05, momentum: 0.9, useNesterov: true },
  { kind: 'rmsprop', learningRate: 0.01 },
  { kind: 'rmsprop', learningRate: 0.01, decay: 0.8, momentum: 0.5 },
  { kind: 'rmsprop', learningRate: 0.001, decay: 0.95, centered: true },
  { kind: 'adagrad', learningRate: 0.1 },
  { kind: 'adagrad', learningRate: 0.1, initialAccumulatorValue: 0.5 },
  { kind: 'adadelta', learningRate: 1 },
  { kind: 'adadelta', learningRate: 1, rho: 0.9, epsilon: 1e-4 },
  { kind: 'adam', learningRate: 0.01 },
  { kind: 'adam' },
  { kind: 'adam', learningRate: 0.05, beta1: 0.8, beta2: 0.95, epsilon: 1e-4 },
  { kind: 'adamax', learningRate: 0.01 },
  { kind: 'adamax', learningRate: 0.01, beta1: 0.8, beta2: 0.99, decay: 0.1 },
];

const lossCases: readonly (readonly [LossName, ActivationName, number])[] = [
  ['meanSquaredError', 'linear', 3],
  ['meanAbsoluteError', 'linear', 3],
  ['huberLoss', 'linear', 3],
  ['hinge', 'tanh', 2],
  ['binaryCrossentropy', 'sigmoid', 1],
  ['binaryCrossentropy', 'sigmoid', 3],
  ['categoricalCrossentropy', 'softmax', 4],
  ['categoricalCrossentropy', 'sigmoid', 3],
  ['sparseCategoricalCrossentropy', 'softmax', 4],
];

const tail: readonly Loose[] = [{ kind: 'flatten' }, dense(2)];

const kinds: readonly (readonly [string, readonly number[], readonly Loose[]])[] = [
  ['dense on a sequence', [4, 3], [dense(5, 'tanh'), dense(2), ...tail]],
  ['conv1d valid', [7, 2], [{ kind: 'conv1d', filters: 3, kernelSize: 3, activation: 'tanh', kernel: normal(0.4) }, ...tail]],
  ['conv1d same, stride 2', [7, 2], [{ kind: 'conv1d', filters: 3, kernelSize: 4, strides: 2, padding: 'same', kernel: normal(0.4) }, ...tail]],
  ['conv2d valid', [5, 6, 2], [{ kind: 'conv2d', filters: 3, kernelSize: [3, 2], activation: 'relu', kernel: normal(0.4), bias: normal(0.3) }, ...tail]],
  ['conv2d same, stride 2', [5, 6, 2], [{ kind: 'conv2d', filters: 3, kernelSize: 3, strides: 2, padding: 'same', activation: 'sigmoid', kernel: normal(0.4) }, ...tail]],
  ['two conv2d without bias', [5, 5, 1], [{ kind: 'conv2d', filters: 2, kernelSize: 2, useBias: false, activation: 'tanh', kernel: normal(0.4) }, { kind: 'conv2d', filters: 3, kernelSize: 2, padding: 'same', kernel: normal(0.4) }, ...tail]],
  ['depthwiseConv2d', [5, 6, 2], [{ kind: 'depthwiseConv2d', kernelSize: 3, activation: 'tanh', depthwise: normal(0.4), bias: normal(0.2) }, ...tail]],
  ['depthwiseConv2d, multiplier 2, same, stride 2', [5, 6, 2], [{ kind: 'depthwiseConv2d', kernelSize: [3, 3], depthMultiplier: 2, strides: 2, padding: 'same', depthwise: normal(0.4) }, ...tail]],
  ['simpleRNN', [4, 3], [{ kind: 'simpleRNN', units: 4, kernel: normal(0.5), bias: normal(0.2) }, dense(2)]],
  ['simpleRNN, sequences, relu', [4, 3], [{ kind: 'simpleRNN', units: 4, activation: 'relu', returnSequences: true, bias: normal(0.2) }, ...tail]],
  ['gru', [4, 3], [{ kind: 'gru', units: 4, kernel: normal(0.5), recurrent: normal(0.5), bias: normal(0.2) }, dense(2)]],
  ['gru, sequences, sigmoid gates', [4, 3], [{ kind: 'gru', units: 3, recurrentActivation: 'sigmoid', returnSequences: true }, { kind: 'gru', units: 4 }, dense(2)]],
  ['lstm', [4, 3], [{ kind: 'lstm', units: 4, kernel: normal(0.5), recurrent: normal(0.5), bias: normal(0.2) }, dense(2)]],
  ['lstm, sequences, sigmoid gates, no bias', [4, 3], [{ kind: 'lstm', units: 3, recurrentActivation: 'sigmoid', useBias: false, returnSequences: true }, { kind: 'lstm', units: 2 }, dense(2)]],
  ['batchNormalization', [3], [dense(5, 'tanh'), { kind: 'batchNormalization', gamma: normal(1), beta: normal(0.5) }, dense(2)]],
  ['batchNormalization on images', [4, 4, 2], [{ kind: 'conv2d', filters: 3, kernelSize: 2, kernel: normal(0.4) }, { kind: 'batchNormalization', epsilon: 0.01 }, { kind: 'activation', activation: 'relu' }, ...tail]],
  ['layerNormalization', [3], [dense(5, 'tanh'), { kind: 'layerNormalization', gamma: normal(1), beta: normal(0.5) }, dense(2)]],
  ['layerNormalization on a sequence', [4, 3], [{ kind: 'layerNormalization', epsilon: 0.01 }, { kind: 'gru', units: 3, returnSequences: true }, { kind: 'layerNormalization' }, ...tail]],
  ['prelu', [3], [dense(5), { kind: 'prelu', alpha: normal(0.5) }, dense(2)]],
  ['leakyReLU', [3], [dense(5), { kind: 'leakyReLU' }, dense(4), { kind: 'leakyReLU', alpha: 0.1 }, dense(2)]],
  ['activation layer', [3], [dense(5), { kind: 'activation', activation: 'selu' }, dense(2), { kind: 'activation', activation: 'tanh' }]],
  ['reshape', [12], [dense(12, 'tanh'), { kind: 'reshape', targetShape: [3, 2, 2] }, { kind: 'conv2d', filters: 2, kernelSize: 2, kernel: normal(0.5) }, ...tail]],
  ['maxPooling2d', [6, 6, 2], [{ kind: 'conv2d', filters: 2, kernelSize: 2, kernel: normal(0.5) }, { kind: 'maxPooling2d' }, ...tail]],
  ['maxPooling2d same, overlapping', [5, 5, 2], [{ kind: 'conv2d', filters: 2, kernelSize: 1, kernel: normal(0.5) }, { kind: 'maxPooling2d', poolSize: 3, strides: 2, padding: 'same' }, ...tail]],
  ['averagePooling2d', [6, 6, 2], [{ kind: 'conv2d', filters: 2, kernelSize: 1, kernel: normal(0.5) }, { kind: 'averagePooling2d', poolSize: [2, 3], strides: [2, 1] }, ...tail]],
  ['globalAveragePooling1d', [5, 3], [{ kind: 'conv1d', filters: 4, kernelSize: 2, activation: 'tanh', kernel: normal(0.5) }, { kind: 'globalAveragePooling1d' }, dense(2)]],
  ['globalAveragePooling2d', [4, 4, 2], [{ kind: 'conv2d', filters: 4, kernelSize: 2, activation: 'tanh', kernel: normal(0.5) }, { kind: 'globalAveragePooling2d' }, dense(2)]],
  ['add, a residual branch', [3], [dense(3, 'tanh', { id: 'a' }), dense(3, 'tanh', { id: 'b' }), { kind: 'add', from: ['a', 'b'] }, dense(2)]],
  ['multiply', [3], [dense(4, 'tanh', { id: 'a' }), dense(4, 'sigmoid', { id: 'b', from: ['x'] }), { kind: 'multiply', from: ['a', 'b'] }, dense(2)]],
  ['average of three', [3], [dense(4, 'tanh', { id: 'a' }), dense(4, 'sigmoid', { id: 'b', from: ['x'] }), dense(4, 'linear', { id: 'c', from: ['a'] }), { kind: 'average', from: ['a', 'b', 'c'] }, dense(2)]],
  ['concatenate', [3], [dense(4, 'tanh', { id: 'a' }), dense(2, 'sigmoid', { id: 'b', from: ['x'] }), { kind: 'concatenate', from: ['a', 'b', 'x'] }, dense(2)]],
  ['concatenate along the steps', [4, 3], [dense(2, 'tanh', { id: 'a' }), dense(2, 'sigmoid', { id: 'b', from: ['x'] }), { kind: 'concatenate', axis: 1, from: ['a', 'b'] }, ...tail]],
  ['dot of two vectors', [3], [dense(4, 'tanh', { id: 'a' }), dense(4, 'sigmoid', { id: 'b', from: ['x'] }), { kind: 'dot', axes: 1, from: ['a', 'b'] }, dense(2)]],
  ['attention: softmax(q·kᵀ)·v', [5, 3], [dense(4, 'linear', { id: 'q' }), dense(4, 'linear', { id: 'k', from: ['x'] }), dense(3, 'linear', { id: 'v', from: ['x'] }), { kind: 'dot', axes: [2, 2], from: ['q', 'k'] }, { kind: 'activation', activation: 'softmax', id: 'p' }, { kind: 'dot', axes: [2, 1], from: ['p', 'v'] }, dense(2), ...tail]],
  ['dot over the steps of one sequence', [4, 3], [dense(3, 'tanh', { id: 'a' }), { kind: 'dot', axes: [1, 1], from: ['a', 'a'] }, ...tail]],
  ['dense twice over one input', [3], [dense(4, 'relu', { id: 'a' }), dense(4, 'tanh', { id: 'b', from: ['a'] }), { kind: 'add', from: ['a', 'b', 'a'] }, dense(2)]],
  ['a frozen layer', [3], [dense(4, 'tanh'), dense(4, 'tanh', { trainable: false }), dense(2)]],
  ['a frozen batchNormalization', [3], [dense(4, 'tanh'), { kind: 'batchNormalization', trainable: false }, dense(2)]],
  ['dropout of rate 0', [3], [dense(4, 'tanh'), { kind: 'dropout', rate: 0 }, dense(2)]],
]; // prettier-ignore

/** The fields that are seldom set. */
const seldom: readonly (readonly [string, readonly number[], readonly Loose[]])[] = [
  ['dense without bias', [3], [dense(5, 'tanh', { useBias: false }), dense(2)]],
  ['conv1d with a bias, and without', [7, 2], [{ kind: 'conv1d', filters: 3, kernelSize: 3, activation: 'tanh', kernel: normal(0.4), bias: normal(0.3) }, { kind: 'conv1d', filters: 2, kernelSize: 2, useBias: false }, ...tail]],
  ['depthwiseConv2d without bias', [5, 5, 2], [{ kind: 'depthwiseConv2d', kernelSize: 2, useBias: false, depthwise: normal(0.4) }, ...tail]],
  ['simpleRNN, random recurrent kernel, no bias', [4, 3], [{ kind: 'simpleRNN', units: 3, recurrent: normal(0.5), useBias: false }, dense(2)]],
  ['gru of softsign units, no bias', [4, 3], [{ kind: 'gru', units: 3, activation: 'softsign', useBias: false }, dense(2)]],
  ['lstm of softsign units', [4, 3], [{ kind: 'lstm', units: 3, activation: 'softsign', bias: normal(0.2) }, dense(2)]],
  ['a frozen conv1d', [7, 2], [{ kind: 'conv1d', filters: 3, kernelSize: 2, trainable: false }, { kind: 'conv1d', filters: 2, kernelSize: 2 }, ...tail]],
  ['frozen conv2d and depthwiseConv2d', [5, 5, 2], [{ kind: 'conv2d', filters: 3, kernelSize: 2, activation: 'tanh' }, { kind: 'conv2d', filters: 2, kernelSize: 2, trainable: false }, { kind: 'depthwiseConv2d', kernelSize: 2, trainable: false }, ...tail]],
  ['frozen recurrent layers', [4, 3], [{ kind: 'simpleRNN', units: 3, returnSequences: true }, { kind: 'simpleRNN', units: 3, returnSequences: true, trainable: false }, { kind: 'gru', units: 3, returnSequences: true, trainable: false }, { kind: 'lstm', units: 3, trainable: false }, dense(2)]],
  ['a frozen layerNormalization and prelu', [3], [dense(4, 'tanh'), { kind: 'layerNormalization', trainable: false }, { kind: 'prelu', alpha: normal(0.5), trainable: false }, dense(2)]],
]; // prettier-ignore

const starts: readonly (readonly [string, readonly Loose[]])[] = [
  ['all zero, tanh', [dense(4, 'tanh', { kernel: zero, bias: zero }), dense(4, 'tanh', { kernel: zero, bias: zero }), dense(2, 'linear', { kernel: zero, bias: zero })]],
  ['all zero, sigmoid', [dense(4, 'sigmoid', { kernel: zero, bias: zero }), dense(4, 'sigmoid', { kernel: zero, bias: zero }), dense(2, 'linear', { kernel: zero, bias: zero })]],
  ['all zero, relu', [dense(4, 'relu', { kernel: zero, bias: zero }), dense(2, 'linear', { kernel: zero, bias: zero })]],
  ['all 0.5', [dense(4, 'tanh', { kernel: constant(0.5), bias: zero }), dense(4, 'tanh', { kernel: constant(0.5), bias: zero }), dense(2, 'linear', { kernel: constant(0.5), bias: zero })]],
  ['one zero relu layer', [dense(4, 'relu', { bias: zero }), dense(4, 'relu', { kernel: zero, bias: zero }), dense(2)]],
  ['one zero selu layer', [dense(4, 'selu', { bias: zero }), dense(4, 'selu', { kernel: zero, bias: zero }), dense(2)]],
  ['one zero hardSigmoid layer', [dense(4, 'hardSigmoid', { kernel: zero, bias: zero }), dense(2)]],
  ['zero kernels, random biases', [dense(4, 'tanh', { kernel: zero }), dense(4, 'tanh', { kernel: zero }), dense(2, 'linear', { kernel: zero })]],
  ['a constant conv2d', [{ kind: 'reshape', targetShape: [4, 4, 1] }, { kind: 'conv2d', filters: 3, kernelSize: 2, kernel: constant(0.3), activation: 'tanh' }, { kind: 'flatten' }, dense(2, 'linear', { kernel: constant(0.2) })]],
  ['a constant lstm', [{ kind: 'reshape', targetShape: [4, 4] }, { kind: 'lstm', units: 3, kernel: constant(0.3), recurrent: constant(0.1) }, dense(2, 'linear', { kernel: constant(0.2) })]],
  ['a zero gru', [{ kind: 'reshape', targetShape: [4, 4] }, { kind: 'gru', units: 3, kernel: zero, recurrent: zero }, dense(2)]],
]; // prettier-ignore

const embedding: Case = {
  name: 'embedding',
  spec: network(
    [
      { kind: 'embedding', inputDim: 5, outputDim: 3, embeddings: normal(0.5) },
      { kind: 'lstm', units: 3 },
      dense(2),
    ],
    {
      shape: [4],
      data: {
        kind: 'given',
        x: filled([samples, 4], (() => { let i = 0; return () => (i++ * 3) % 5; })()), // prettier-ignore
        y: normals([samples, 2], 3),
      },
    },
  ),
};

const branches: Case = {
  name: 'two inputs, two outputs',
  spec: {
    inputs: [
      { id: 'p', shape: [3] },
      { id: 'q', shape: [2] },
    ],
    layers: [
      { kind: 'dense', id: 'a', from: ['p'], units: 4, activation: 'tanh', kernel: normal(0.5) },
      { kind: 'dense', id: 'b', from: ['q'], units: 4, activation: 'relu', kernel: normal(0.5) },
      { kind: 'add', id: 'c', from: ['a', 'b'] },
      { kind: 'dense', id: 'o', from: ['c'], units: 2, kernel: normal(0.5) },
      { kind: 'dense', id: 'r', from: ['o'], units: 1, kernel: normal(0.5) },
    ],
    outputs: ['o', 'r'],
    loss: 'meanSquaredError',
    optimizer: { kind: 'sgd', learningRate: 0.1 },
    data: {
      kind: 'given',
      x: { p: normals([samples, 3], 1), q: normals([samples, 2], 2) },
      y: { o: normals([samples, 2], 3), r: normals([samples, 1], 4) },
    },
  },
};

export const cases: readonly Case[] = [
  ...activations.map((activation): Case => ({
    name: `activation ${activation}`,
    // The library's erf is good to 1e-7 only.
    tolerance: activation === 'gelu' ? 2e-4 : undefined,
    spec: on([3], [2], [dense(5, activation), dense(4, activation), dense(2)], {
      // Two logSoftmax layers in a row explode at a greater rate, in both libraries.
      optimizer: { kind: 'sgd', learningRate: activation === 'logSoftmax' ? 0.001 : 0.1 },
    }),
  })),
  ...optimizers.map((optimizer): Case => ({
    name: `optimizer ${JSON.stringify(optimizer)}`,
    spec: on([3], [2], [dense(5, 'tanh'), dense(2)], { optimizer }),
  })),
  ...lossCases.map(([loss, activation, units]): Case => ({
    name: `${loss} after ${units} ${activation}`,
    spec: on([3], [units], [dense(5, 'tanh'), dense(units, activation)], { loss }),
  })),
  ...kinds.map(([name, shape, layers]): Case => ({ name, spec: on(shape, [2], layers) })),
  ...seldom.map(([name, shape, layers]): Case => ({ name, spec: on(shape, [2], layers) })),
  ...starts.map(([name, layers]): Case => ({
    name,
    spec: on([16], [2], layers, { optimizer: { kind: 'sgd', learningRate: 0.05 } }),
  })),
  embedding,
  {
    name: 'a frozen embedding',
    spec: {
      ...embedding.spec,
      layers: embedding.spec.layers.map((layer) =>
        layer.kind === 'embedding' ? { ...layer, trainable: false } : layer,
      ),
    },
  },
  branches,
  { name: 'mini-batches', spec: on([3], [2], [dense(5, 'tanh'), dense(2)], { batchSize: 4 }) },
];

/** What TensorFlow.js does not have, or does otherwise: only its derivatives are compared, with differences. */
export const ownCases: readonly Case[] = (
  [
    ['averagePooling2d same: the mean of the entries that are there', [5, 5, 2], [{ kind: 'conv2d', filters: 2, kernelSize: 1, kernel: normal(0.5) }, { kind: 'averagePooling2d', poolSize: 3, strides: 2, padding: 'same' }, ...tail]],
    // The library fails on these.
    ['batchNormalization without gamma', [3], [dense(4, 'tanh'), { kind: 'batchNormalization', scale: false, momentum: 0.8 }, dense(2)]],
    ['batchNormalization without beta', [3], [dense(4, 'tanh'), { kind: 'batchNormalization', center: false }, dense(2)]],
    ['layerNormalization without gamma', [3], [dense(4, 'tanh'), { kind: 'layerNormalization', scale: false }, dense(2)]],
    ['layerNormalization without beta', [3], [dense(4, 'tanh'), { kind: 'layerNormalization', center: false }, dense(2)]],
    ['attention with scaled scores', [4, 3], [dense(3, 'linear', { id: 'q' }), dense(3, 'linear', { id: 'k', from: ['x'] }), { kind: 'dot', axes: 2, scale: 0.5, from: ['q', 'k'] }, { kind: 'activation', activation: 'softmax', id: 'p' }, { kind: 'dot', axes: [2, 1], scale: -2, from: ['p', 'k'] }, ...tail]],
    ['recurrent layers of other activations', [4, 3], [{ kind: 'simpleRNN', units: 3, activation: 'elu', returnSequences: true }, { kind: 'gru', units: 3, activation: 'gelu', recurrentActivation: 'softplus', returnSequences: true }, { kind: 'lstm', units: 3, activation: 'swish', recurrentActivation: 'tanh' }, dense(2)]],
  ] as const
).map(([name, shape, layers]): Case => ({ name, spec: on(shape, [2], layers) })); // prettier-ignore
