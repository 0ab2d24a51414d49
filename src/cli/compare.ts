// The same network from other starts: what `simulate --compare he,glorot` runs beside it.
import type { InitializerSpec, LayerSpec, NetworkSpec } from '../core/engine/spec.ts';
import { UsageError } from './world.ts';

const starts = {
  he: { kind: 'he-normal' },
  'he-normal': { kind: 'he-normal' },
  'he-uniform': { kind: 'he-uniform' },
  glorot: { kind: 'glorot-uniform' },
  'glorot-normal': { kind: 'glorot-normal' },
  'glorot-uniform': { kind: 'glorot-uniform' },
  lecun: { kind: 'lecun-normal' },
  'lecun-normal': { kind: 'lecun-normal' },
  'lecun-uniform': { kind: 'lecun-uniform' },
  small: { kind: 'random-normal', mean: 0, stddev: 0.01 },
  zeros: { kind: 'constant', value: 0 },
  ones: { kind: 'constant', value: 1 },
} as const satisfies Record<string, InitializerSpec>;

export type StartName = keyof typeof starts;

const isStart = (name: string): name is StartName => Object.hasOwn(starts, name);

/** "he,glorot" → names; each once, in the order given. */
export function startNames(list: string): StartName[] {
  const names = [...new Set(list.split(',').map((name) => name.trim()))];
  return names.map((name) => {
    if (isStart(name)) return name;
    throw new UsageError(`There is no start “${name}”. There are ${Object.keys(starts).join(', ')}.`);
  });
}

/** The spec with every kernel (depthwise, embeddings) at that start; biases and recurrent kernels stay. */
export function startedFrom(spec: NetworkSpec, name: StartName): NetworkSpec {
  return { ...spec, layers: spec.layers.map((layer) => layerFrom(layer, starts[name])) };
}

function layerFrom(layer: LayerSpec, start: InitializerSpec): LayerSpec {
  switch (layer.kind) {
    case 'dense':
    case 'conv1d':
    case 'conv2d':
    case 'simpleRNN':
    case 'gru':
    case 'lstm':
      return { ...layer, kernel: start };
    case 'depthwiseConv2d':
      return { ...layer, depthwise: start };
    case 'embedding':
      return { ...layer, embeddings: start };
    case 'batchNormalization':
    case 'layerNormalization':
    case 'activation':
    case 'prelu':
    case 'leakyReLU':
    case 'dropout':
    case 'flatten':
    case 'reshape':
    case 'maxPooling2d':
    case 'averagePooling2d':
    case 'globalAveragePooling1d':
    case 'globalAveragePooling2d':
    case 'add':
    case 'multiply':
    case 'average':
    case 'concatenate':
    case 'dot':
      return layer;
  }
}
