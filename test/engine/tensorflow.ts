// The same network in TensorFlow.js, on its CPU backend, started from the engine's own parameters.
import * as tf from '@tensorflow/tfjs';
import type { ParameterDump } from '../../src/core/engine/run.ts';
import type { LayerSpec, NetworkSpec, NestedArray, OptimizerSpec } from '../../src/core/engine/spec.ts';

type Nested = Parameters<typeof tf.tensor>[0];

const factories: Record<LayerSpec['kind'], (config: never) => tf.layers.Layer> = {
  dense: tf.layers.dense,
  conv1d: tf.layers.conv1d,
  conv2d: tf.layers.conv2d,
  depthwiseConv2d: tf.layers.depthwiseConv2d,
  embedding: tf.layers.embedding,
  simpleRNN: tf.layers.simpleRNN,
  gru: tf.layers.gru,
  lstm: tf.layers.lstm,
  batchNormalization: tf.layers.batchNormalization,
  layerNormalization: tf.layers.layerNormalization,
  activation: tf.layers.activation,
  prelu: tf.layers.prelu,
  leakyReLU: tf.layers.leakyReLU,
  dropout: tf.layers.dropout,
  flatten: tf.layers.flatten,
  reshape: tf.layers.reshape,
  maxPooling2d: tf.layers.maxPooling2d,
  averagePooling2d: tf.layers.averagePooling2d,
  globalAveragePooling1d: tf.layers.globalAveragePooling1d,
  globalAveragePooling2d: tf.layers.globalAveragePooling2d,
  add: tf.layers.add,
  multiply: tf.layers.multiply,
  average: tf.layers.average,
  concatenate: tf.layers.concatenate,
  dot: tf.layers.dot,
};

function optimizerOf(spec: OptimizerSpec): tf.Optimizer {
  switch (spec.kind) {
    case 'sgd':
      return tf.train.sgd(spec.learningRate);
    case 'momentum':
      return tf.train.momentum(spec.learningRate, spec.momentum, spec.useNesterov);
    case 'rmsprop':
      return tf.train.rmsprop(spec.learningRate, spec.decay, spec.momentum, spec.epsilon, spec.centered);
    case 'adagrad':
      return tf.train.adagrad(spec.learningRate, spec.initialAccumulatorValue);
    case 'adadelta':
      return tf.train.adadelta(spec.learningRate, spec.rho, spec.epsilon);
    case 'adam':
      return tf.train.adam(spec.learningRate, spec.beta1, spec.beta2, spec.epsilon);
    case 'adamax':
      return tf.train.adamax(spec.learningRate, spec.beta1, spec.beta2, spec.epsilon, spec.decay);
  }
}

/** Initializers are left to the library: the weights are set right after. */
function configOf(layer: LayerSpec): Record<string, unknown> {
  const config: Record<string, unknown> = { ...layer, name: layer.id };
  for (const field of [
    'id',
    'from',
    'kind',
    'kernel',
    'bias',
    'recurrent',
    'depthwise',
    'embeddings',
    'gamma',
    'beta',
  ]) {
    config[field] = undefined;
  }
  if (layer.kind === 'prelu') config.alpha = undefined;
  // As an activation the library knows it by its class alone, with the layer's slope.
  if (config.activation === 'leakyReLU') config.activation = 'LeakyReLU';
  return Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined));
}

export interface Trained {
  /** Loss before each step. */
  readonly losses: number[];
  readonly parameters: Record<string, Record<string, number[]>>;
}

const flat = (value: NestedArray): number[] =>
  value.flatMap((entry) => (typeof entry === 'number' ? [entry] : flat(entry)));

/** Trains `steps` full batches (or slices in order), starting from `start`. The spec's data must be given. */
export async function trainWithTensorflow(
  spec: NetworkSpec,
  start: ParameterDump,
  steps: number,
): Promise<Trained> {
  await tf.setBackend('cpu');
  const { data } = spec;
  if (data.kind !== 'given') throw new Error('needs given data');
  const tensors = new Map<string, tf.SymbolicTensor>();
  for (const { id, shape } of spec.inputs) tensors.set(id, tf.input({ shape: [...shape], name: id }));
  const layers = new Map<string, tf.layers.Layer>();
  const symbolic = (id: string) => {
    const tensor = tensors.get(id);
    if (tensor === undefined) throw new Error(id);
    return tensor;
  };
  for (const layer of spec.layers) {
    const built = factories[layer.kind](configOf(layer) as never);
    const sources = layer.from.map(symbolic);
    tensors.set(layer.id, built.apply(sources.length === 1 ? sources[0] : sources) as tf.SymbolicTensor);
    layers.set(layer.id, built);
    if (!(layer.id in start)) continue;
    const own = start[layer.id];
    const weights = Object.values(own).map((values) => tf.tensor(values as Nested));
    // Moving statistics come last and play no part in training.
    const rest = built.getWeights().slice(weights.length);
    built.setWeights([...weights, ...rest]);
  }
  const model = tf.model({
    inputs: spec.inputs.map(({ id }) => symbolic(id)),
    outputs: spec.outputs.map(symbolic),
  });
  model.compile({
    optimizer: optimizerOf(spec.optimizer),
    loss: spec.loss === 'huberLoss' ? (y, p) => tf.losses.huberLoss(y, p) : spec.loss,
  });
  const lists = (value: typeof data.x, ids: readonly string[]) =>
    ids.map(
      (id) => (Array.isArray(value) ? value : (value as Record<string, NestedArray>)[id]) as NestedArray,
    );
  const xs = lists(
    data.x,
    spec.inputs.map(({ id }) => id),
  );
  const ys = lists(data.y, spec.outputs);
  const samples = xs[0].length;
  const batch = spec.batchSize ?? samples;
  const slices = Math.ceil(samples / batch);
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) {
    const from = (step % slices) * batch;
    const slice = (list: NestedArray) => tf.tensor(list.slice(from, from + batch));
    const answer = await model.trainOnBatch(xs.map(slice), ys.map(slice));
    losses.push(Array.isArray(answer) ? answer[0] : answer);
  }
  const parameters = Object.fromEntries(
    Object.entries(start).map(([id, own]) => {
      const weights = layers.get(id)?.getWeights() ?? [];
      return [
        id,
        Object.fromEntries(
          Object.keys(own).map((name, index) => [name, Array.from(weights[index].dataSync())]),
        ),
      ];
    }),
  );
  tf.disposeVariables();
  return { losses, parameters };
}

export const flatten = (dump: ParameterDump): Record<string, Record<string, number[]>> =>
  Object.fromEntries(
    Object.entries(dump).map(([id, own]) => [
      id,
      Object.fromEntries(Object.entries(own).map(([name, values]) => [name, flat(values)])),
    ]),
  );
