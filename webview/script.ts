// A network as a TensorFlow.js program that anyone can run: the same layers, starts, data and training.
import { fillData, samplesOf, targetShape } from '../src/core/engine/data.ts';
import type { InitializerSpec, LayerSpec, NetworkSpec, OptimizerSpec } from '../src/core/engine/spec.ts';
import type { Prediction } from '../src/core/verdict/verdict.ts';

/** More numbers than this are drawn by the script itself. */
const mostNumbers = 20_000;

/** An ES module. */
export function tensorflowScript(
  spec: NetworkSpec,
  prediction: Prediction,
  seed: number,
  steps: number,
): string {
  const layers = spec.layers.map(layerLines);
  const inputs = spec.inputs.map(
    ({ id, shape }) => `const ${name(id)} = tf.input({ shape: ${json(shape)} });`,
  );
  const [x, y] = dataLines(spec, prediction, seed);
  return [
    "import * as tf from '@tensorflow/tfjs';",
    '',
    ...inputs,
    ...layers,
    '',
    `const model = tf.model({ inputs: [${spec.inputs.map(({ id }) => name(id)).join(', ')}], outputs: [${spec.outputs.map(name).join(', ')}] });`,
    `model.compile({ loss: ${lossText(spec.loss)}, optimizer: ${optimizerText(spec.optimizer)} });`,
    '',
    x,
    y,
    `const history = await model.fit(xs, ys, { epochs: ${steps}, batchSize: ${spec.batchSize ?? samplesOf(spec.data)}, shuffle: false, verbose: 0 });`,
    'console.log(history.history.loss);',
    `console.log(await model.getLayer('${spec.layers.find((layer) => layer.kind === 'dense')?.id ?? spec.layers[0].id}').getWeights()[0].array());`,
    '',
  ].join('\n');
}

const json = (value: unknown): string => JSON.stringify(value);

/** A JavaScript name for a layer's id. */
const name = (id: string): string => id.replace(/[^A-Za-z0-9_$]/g, '_').replace(/^(?=[0-9])/, '_');

function layerLines(layer: LayerSpec): string {
  const from = layer.from.map(name);
  const apply = `.apply(${from.length === 1 ? from[0] : `[${from.join(', ')}]`})`;
  const { kind, id } = layer;
  // There it is a layer, and no activation.
  const isLeaky = 'activation' in layer && kind !== 'activation' && layer.activation === 'leakyReLU';
  const settings = Object.entries(isLeaky ? { ...layer, activation: 'linear' } : layer)
    // TensorFlow.js has numbers at 0 of its own, and no such field.
    .filter(([field]) => !['kind', 'id', 'from', 'atZero'].includes(field))
    .map(([field, value]) => setting(field, value));
  const text = [`name: ${json(id)}`, ...settings].join(', ');
  const made = `tf.layers.${kind}({ ${text} })${apply}`;
  return `const ${name(id)} = ${isLeaky ? `tf.layers.leakyReLU().apply(${made})` : made};`;
}

const initializers = ['kernel', 'bias', 'recurrent', 'depthwise', 'embeddings', 'gamma', 'beta', 'alpha'];

function setting(field: string, value: unknown): string {
  if (!initializers.includes(field) || typeof value !== 'object' || value === null)
    return `${field}: ${json(value)}`;
  return `${field}Initializer: ${initializerText(value as InitializerSpec)}`;
}

function initializerText(start: InitializerSpec): string {
  const { kind, ...fields } = start;
  const camel = kind
    .replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
    .replace('lecun', 'leCun');
  if (start.kind === 'values')
    return `{ getConfig: () => ({}), apply: () => tf.tensor(${json(start.data)}) }`;
  if (start.kind === 'random-uniform') {
    const seeded = start.seed === undefined ? '' : `, seed: ${start.seed}`;
    return `tf.initializers.randomUniform({ minval: ${start.min}, maxval: ${start.max}${seeded} })`;
  }
  return `tf.initializers.${camel}(${json(fields)
    .replace(/"([a-z]+)":/gi, ' $1: ')
    .replace('}', ' }')})`;
}

/** Layers knows its losses by name; the others are functions of the library. */
const lossText = (loss: NetworkSpec['loss']): string =>
  loss === 'huberLoss' ? '(truth, guess) => tf.losses.huberLoss(truth, guess)' : `'${loss}'`;

function optimizerText(optimizer: OptimizerSpec): string {
  const rate = optimizer.learningRate ?? 0.001;
  if (optimizer.kind === 'momentum') return `tf.train.momentum(${rate}, ${optimizer.momentum})`;
  return `tf.train.${optimizer.kind}(${rate})`;
}

/** The very numbers, where they are few enough to be written down. */
function dataLines(spec: NetworkSpec, prediction: Prediction, seed: number): readonly [string, string] {
  const samples = samplesOf(spec.data);
  const sizes = (shape: readonly number[]): number => samples * shape.reduce((a, b) => a * b, 1);
  const shapeOf = (id: string): readonly number[] =>
    targetShape(spec.loss, [prediction.layers.find((layer) => layer.id === id)?.units ?? 1]);
  const inputs = spec.inputs.map(({ id, shape }) => ({ id, shape, values: new Float64Array(sizes(shape)) }));
  const outputs = spec.outputs.map((id) => ({
    id,
    shape: shapeOf(id),
    values: new Float64Array(sizes(shapeOf(id))),
  }));
  const few = [...inputs, ...outputs].reduce((sum, { values }) => sum + values.length, 0) <= mostNumbers;
  if (few) fillData(spec, { inputs, outputs }, seed);
  const tensor = ({
    shape,
    values,
  }: {
    readonly shape: readonly number[];
    readonly values: Float64Array;
  }): string =>
    few
      ? `tf.tensor(${json([...values])}, ${json([samples, ...shape])})`
      : `tf.randomNormal(${json([samples, ...shape])}, 0, 1, 'float32', ${seed})`;
  const list = (all: readonly string[]): string =>
    all.length === 1 ? (all[0] ?? '') : `[${all.join(', ')}]`;
  return [`const xs = ${list(inputs.map(tensor))};`, `const ys = ${list(outputs.map(tensor))};`];
}
