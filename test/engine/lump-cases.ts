// Networks to lump: one for each kind of layer, and a source of random ones.
import fc from 'fast-check';
import type { InitializerSpec, NestedArray, NetworkSpec } from '../../src/core/engine/spec.ts';
import { checkedLayout } from '../../src/core/engine/layout.ts';
import { createRandom } from '../../src/core/engine/random.ts';
import type { Training } from './networks.ts';
import { constant, network, normal } from './networks.ts';

export interface LumpCase {
  readonly name: string;
  readonly spec: NetworkSpec;
  /** The layer looked at, its units, and the groups they fall into. */
  readonly layer: string;
  readonly units: number;
  readonly groups: number;
  /** Some derivative is 0 in exact arithmetic and rounding in any other. */
  readonly cancels: boolean;
}

type Loose = Parameters<typeof network>[0][number];

const c = constant;
const image: Training = { shape: [5, 4, 2], samples: 6 };
const sequence: Training = { shape: [4, 3], samples: 6 };
const vector: Training = { shape: [3], samples: 8 };

const dense = (units: number, value = 0.3, more: object = {}): Loose => ({
  kind: 'dense',
  units,
  activation: 'tanh',
  kernel: c(value),
  bias: c(0.1),
  ...more,
});
const conv = (filters: number, more: object = {}): Loose => ({
  kind: 'conv2d',
  filters,
  kernelSize: 2,
  activation: 'tanh',
  kernel: c(0.2),
  bias: c(0.1),
  ...more,
});
const out: Loose = { kind: 'dense', id: 'out', units: 2, kernel: c(0.4), bias: c(0.1) };
const pool: Loose = { kind: 'globalAveragePooling2d' };

const rows: readonly (readonly [string, Training, readonly Loose[], string, number, number])[] = [
  ['dense', vector, [dense(6), dense(5), out], 'l2', 5, 1],
  ['dense on a sequence', sequence, [dense(6), dense(5), { kind: 'flatten' }, out], 'l2', 5, 1],
  ['conv1d', sequence, [{ kind: 'conv1d', filters: 4, kernelSize: 2, activation: 'tanh', kernel: c(0.2) }, { kind: 'conv1d', filters: 3, kernelSize: 2, kernel: c(0.3) }, { kind: 'flatten' }, out], 'l2', 3, 1],
  ['conv2d', image, [conv(4), conv(3, { padding: 'same', strides: 2 }), pool, out], 'l2', 3, 1],
  ['conv2d with random filters below', image, [conv(4, { kernel: normal(0.5) }), conv(3), pool, out], 'l2', 3, 1],
  ['the copies of a depthwiseConv2d', image, [{ kind: 'depthwiseConv2d', kernelSize: 2, depthMultiplier: 3, activation: 'tanh', depthwise: c(0.3), bias: c(0.1) }, pool, out], 'l1', 6, 2],
  ['a depthwiseConv2d over equal filters', image, [conv(4), { kind: 'depthwiseConv2d', kernelSize: 2, depthMultiplier: 2, depthwise: c(0.3) }, pool, out], 'l2', 8, 1],
  ['embedding', { shape: [4], samples: 6 }, [{ kind: 'embedding', inputDim: 5, outputDim: 6, embeddings: c(0.1) }, { kind: 'flatten' }, out], 'l1', 6, 1],
  ['simpleRNN', sequence, [{ kind: 'simpleRNN', units: 5, kernel: c(0.3), recurrent: c(0.1), returnSequences: true }, { kind: 'simpleRNN', units: 4, kernel: c(0.2), recurrent: c(0.15) }, out], 'l2', 4, 1],
  ['gru', sequence, [{ kind: 'gru', units: 5, kernel: c(0.3), recurrent: c(0.1), bias: c(0.1), returnSequences: true }, { kind: 'gru', units: 4, kernel: c(0.2), recurrent: c(0.15) }, out], 'l1', 5, 1],
  ['lstm', sequence, [{ kind: 'lstm', units: 5, kernel: c(0.3), recurrent: c(0.1), bias: c(0.1), recurrentActivation: 'sigmoid', returnSequences: true }, { kind: 'lstm', units: 4, kernel: c(0.2), recurrent: c(0.15) }, out], 'l1', 5, 1],
  ['prelu', vector, [dense(6, 0.3, { activation: 'linear' }), { kind: 'prelu', alpha: c(0.2) }, out], 'l2', 6, 1],
  ['leakyReLU', vector, [dense(6, -0.3, { activation: 'linear' }), { kind: 'leakyReLU' }, out], 'l2', 6, 1],
  ['an activation layer', vector, [dense(6, 0.3, { activation: 'linear' }), { kind: 'activation', activation: 'gelu' }, out], 'l2', 6, 1],
  ['dropout of rate 0', vector, [dense(6), { kind: 'dropout', rate: 0 }, out], 'l2', 6, 1],
  ['maxPooling2d', image, [conv(4), { kind: 'maxPooling2d' }, { kind: 'flatten' }, out], 'l2', 4, 1],
  ['averagePooling2d', image, [conv(4), { kind: 'averagePooling2d' }, { kind: 'flatten' }, out], 'l3', 8, 2],
  ['globalAveragePooling1d', sequence, [dense(4), { kind: 'globalAveragePooling1d' }, out], 'l2', 4, 1],
  ['flatten', image, [conv(4), { kind: 'flatten' }, dense(3), out], 'l2', 48, 12],
  ['a reshape that joins places', sequence, [dense(4), { kind: 'reshape', targetShape: [2, 8] }, dense(3), { kind: 'flatten' }, out], 'l2', 8, 2],
  ['a reshape that makes places', vector, [dense(12), { kind: 'reshape', targetShape: [3, 2, 2] }, conv(3), pool, out], 'l1', 12, 6],
  ['a reshape that keeps the units', sequence, [dense(4), { kind: 'reshape', targetShape: [2, 2, 4] }, conv(3), pool, out], 'l2', 4, 1],
  ['add', vector, [dense(4, 0.3, { id: 'a' }), dense(4, 0.2, { id: 'b' }), { kind: 'add', from: ['a', 'b'] }, out], 'l3', 4, 1],
  ['average', vector, [dense(4, 0.3, { id: 'a' }), dense(4, 0.2, { id: 'b' }), { kind: 'average', from: ['a', 'b'] }, out], 'a', 4, 1],
  ['multiply', vector, [dense(4, 0.3, { id: 'a' }), dense(4, 0.2, { id: 'b', from: ['x'] }), { kind: 'multiply', from: ['a', 'b'] }, out], 'a', 4, 1],
  ['a sum with random units', vector, [dense(4, 0.3, { id: 'a' }), dense(4, 0.2, { id: 'b', kernel: normal(0.5), from: ['x'] }), { kind: 'add', from: ['a', 'b'] }, dense(5), out], 'l4', 5, 1],
  ['concatenate', vector, [dense(4, 0.3, { id: 'a' }), dense(3, 0.2, { id: 'b', from: ['x'] }), { kind: 'concatenate', from: ['a', 'b', 'x'] }, dense(5), out], 'l3', 10, 5],
  ['concatenate along the steps', sequence, [dense(4, 0.3, { id: 'a' }), dense(4, 0.2, { id: 'b', from: ['x'] }), { kind: 'concatenate', axis: 1, from: ['a', 'b'] }, { kind: 'flatten' }, out], 'l3', 4, 1],
  ['a frozen layer', vector, [dense(4), dense(5, 0.2, { trainable: false }), out], 'l2', 5, 1],
  ['mini-batches', { ...vector, batchSize: 3 }, [dense(6), dense(5), out], 'l2', 5, 1],
]; // prettier-ignore

const cancelling: typeof rows = [
  ['batchNormalization', vector, [dense(4), { kind: 'batchNormalization', gamma: c(0.8), beta: c(0.2) }, out], 'l2', 4, 1],
  ['batchNormalization on images', image, [conv(4), { kind: 'batchNormalization' }, pool, out], 'l2', 4, 1],
  ['layerNormalization of one group', vector, [dense(4), { kind: 'layerNormalization', gamma: c(0.8), beta: c(0.2) }, out], 'l2', 4, 1],
  ['layerNormalization of two groups', vector, [dense(4, 0.3, { id: 'a' }), dense(3, -0.2, { id: 'b', from: ['x'] }), { kind: 'concatenate', from: ['a', 'b'] }, { kind: 'layerNormalization' }, out], 'l4', 7, 2],
  ['softmax units', vector, [dense(4, 0.3, { activation: 'softmax' }), out], 'l1', 4, 1],
  ['softmax over two groups', vector, [dense(4, 0.3, { id: 'a' }), dense(3, -0.2, { id: 'b', from: ['x'] }), { kind: 'concatenate', from: ['a', 'b'] }, { kind: 'activation', activation: 'softmax' }, out], 'l4', 7, 2],
  ['logSoftmax over two groups', vector, [dense(4, 0.3, { id: 'a' }), dense(3, -0.2, { id: 'b', from: ['x'] }), { kind: 'concatenate', from: ['a', 'b'] }, { kind: 'activation', activation: 'logSoftmax' }, out], 'l4', 7, 2],
]; // prettier-ignore

const caseOf =
  (cancels: boolean) =>
  ([name, training, layers, layer, units, groups]: (typeof rows)[number]): LumpCase => ({
    name,
    spec: network(layers, training),
    layer,
    units,
    groups,
    cancels,
  });

export const lumpCases: readonly LumpCase[] = [...rows.map(caseOf(false)), ...cancelling.map(caseOf(true))];

/** Without kinks: where two pixels tie, or a unit stands at 0, the last bit decides which way a derivative goes. */
const stages: Record<'image' | 'sequence' | 'vector', readonly (() => Loose)[]> = {
  image: [
    () => conv(4, { padding: 'same' }),
    () => conv(3, { padding: 'same', activation: 'softplus' }),
    () => ({ kind: 'depthwiseConv2d', kernelSize: 2, padding: 'same', depthMultiplier: 2, activation: 'tanh' }),
    () => ({ kind: 'batchNormalization' }),
    () => ({ kind: 'layerNormalization' }),
    () => ({ kind: 'averagePooling2d', padding: 'same' }),
  ],
  sequence: [
    () => dense(4),
    () => ({ kind: 'conv1d', filters: 4, kernelSize: 2, padding: 'same', activation: 'tanh' }),
    () => ({ kind: 'simpleRNN', units: 4, returnSequences: true }),
    () => ({ kind: 'gru', units: 3, returnSequences: true }),
    () => ({ kind: 'lstm', units: 3, returnSequences: true }),
    () => ({ kind: 'layerNormalization' }),
    () => ({ kind: 'activation', activation: 'swish' }),
  ],
  vector: [
    () => dense(6),
    () => dense(4, 0.3, { activation: 'sigmoid' }),
    () => dense(5, 0.3, { activation: 'softmax' }),
    () => ({ kind: 'batchNormalization' }),
    () => ({ kind: 'layerNormalization' }),
    () => ({ kind: 'activation', activation: 'mish' }),
    () => ({ kind: 'activation', activation: 'logSoftmax' }),
  ],
}; // prettier-ignore

/** One number everywhere, two numbers that depend on the unit, or draws. */
function startFor(shape: readonly number[], random: () => number): InitializerSpec {
  const kind = random();
  // Crooked, so that nothing cancels by chance.
  const value = () => Math.round(random() * 80 - 40) / 100 + 0.00318;
  if (kind < 0.7) return constant(value());
  if (kind > 0.9) return { kind: 'random-normal', mean: 0, stddev: 0.4 };
  const units = shape[shape.length - 1];
  const two = [value(), value()];
  const of = Array.from({ length: units }, () => two[random() < 0.5 ? 0 : 1]);
  const fill = ([length, ...rest]: readonly number[]): NestedArray =>
    Array.from({ length }, (_, i) => (rest.length === 0 ? of[i] : fill(rest)));
  return { kind: 'values', data: fill(shape) };
}

/** Gives every parameter a start of its own. */
function started(spec: NetworkSpec, random: () => number): NetworkSpec {
  const { layers } = checkedLayout(spec);
  return {
    ...spec,
    layers: layers.map(({ spec: layer, parameters }) => {
      const starts = parameters.map(({ name, shape }) => [name, startFor(shape, random)]);
      return { ...layer, ...(Object.fromEntries(starts) as object) };
    }),
  };
}

export const lumpNetworks: fc.Arbitrary<NetworkSpec> = fc
  .record({
    family: fc.constantFrom('image' as const, 'sequence' as const, 'vector' as const),
    picks: fc.array(fc.nat(), { minLength: 1, maxLength: 4 }),
    join: fc.constantFrom('none' as const, 'add' as const, 'multiply' as const, 'concatenate' as const),
    flat: fc.boolean(),
    seed: fc.nat(),
  })
  .map(({ family, picks, join, flat, seed }) => {
    const training = { image, sequence, vector }[family];
    const list = stages[family];
    const layers: Loose[] = picks.map((pick) => list[pick % list.length]());
    if (join !== 'none') {
      const wide = family === 'image' ? conv(4, { padding: 'same' }) : dense(4);
      layers.push({ ...wide, id: 'p' }, { ...wide, id: 'q' }, { kind: join, from: ['p', 'q'] });
    }
    if (family !== 'vector') {
      const pooled: Loose = {
        kind: family === 'image' ? 'globalAveragePooling2d' : 'globalAveragePooling1d',
      };
      layers.push(flat ? { kind: 'flatten' } : pooled);
    }
    layers.push(dense(3), { kind: 'dense', units: 2 });
    const optimizer = { kind: 'sgd' as const, learningRate: 0.05 };
    return started(network(layers, { ...training, optimizer }), createRandom(seed, 'lump').uniform);
  });
