// Which parameters a layer has, and what they start from where the spec says nothing.
import type { InitializerSpec, LayerSpec } from '../engine/spec.ts';

/** The defaults of `tf.layers`. */
const defaults: Record<string, InitializerSpec> = {
  kernel: { kind: 'glorot-normal' },
  depthwise: { kind: 'glorot-normal' },
  embeddings: { kind: 'random-uniform', min: -0.05, max: 0.05 },
  recurrent: { kind: 'orthogonal', gain: 1 },
  bias: { kind: 'constant', value: 0 },
  gamma: { kind: 'constant', value: 1 },
  beta: { kind: 'constant', value: 0 },
  alpha: { kind: 'constant', value: 0 },
};

/** Names of the trained parameters, the kernel first. */
export function parameterNames(layer: LayerSpec): readonly string[] {
  const biased = !('useBias' in layer && layer.useBias === false);
  switch (layer.kind) {
    case 'dense':
    case 'conv1d':
    case 'conv2d':
      return biased ? kernelAndBias : ['kernel'];
    case 'depthwiseConv2d':
      return biased ? ['depthwise', 'bias'] : ['depthwise'];
    case 'embedding':
      return ['embeddings'];
    case 'simpleRNN':
    case 'gru':
    case 'lstm':
      return biased ? ['kernel', 'recurrent', 'bias'] : ['kernel', 'recurrent'];
    case 'batchNormalization':
    case 'layerNormalization':
      return [...(layer.scale === false ? [] : ['gamma']), ...(layer.center === false ? [] : ['beta'])];
    case 'prelu':
      return ['alpha'];
    case 'activation':
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
      return none;
  }
}

const none: readonly string[] = [];
const kernelAndBias: readonly string[] = ['kernel', 'bias'];

const kernels: Readonly<Partial<Record<LayerSpec['kind'], string>>> = {
  dense: 'kernel',
  conv1d: 'kernel',
  conv2d: 'kernel',
  simpleRNN: 'kernel',
  gru: 'kernel',
  lstm: 'kernel',
  depthwiseConv2d: 'depthwise',
  embedding: 'embeddings',
};

/** Kernel, depthwise kernel or embeddings: the parameter that leads to the layer's units. */
export const kernelName = (layer: LayerSpec): string | undefined => kernels[layer.kind];

/** What multiplies everything that passes the layer: its kernel, or the scale of a normalisation. */
export function gateName(layer: LayerSpec): string | undefined {
  if (layer.kind === 'batchNormalization' || layer.kind === 'layerNormalization')
    return layer.scale === false ? undefined : 'gamma';
  return kernelName(layer);
}

export function startOf(layer: LayerSpec, parameter: string): InitializerSpec {
  const given = (layer as unknown as Record<string, InitializerSpec | undefined>)[parameter];
  return given ?? defaults[parameter];
}

/** Blocks of columns side by side in a recurrent layer's kernels. */
export const gatesOf = (kind: LayerSpec['kind']): number => (kind === 'lstm' ? 4 : kind === 'gru' ? 3 : 1);
