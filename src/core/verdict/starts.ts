// The same network from other starts, to stand beside the one as written.
import type { InitializerSpec, LayerSpec, NetworkSpec } from '../engine/spec.ts';
import { kernelName, parameterNames } from './parameters.ts';

export interface Starts {
  /** For every kernel, depthwise kernel and table of embeddings. */
  readonly kernel: InitializerSpec;
  /** For recurrent kernels and biases; left out, they keep what they have. */
  readonly recurrent?: InitializerSpec;
  readonly bias?: InitializerSpec;
  /** Frozen layers stand for a checkpoint. Default false: they get the start too. */
  readonly keepFrozen?: boolean;
}

export const startedFrom = (spec: NetworkSpec, starts: Starts): NetworkSpec => ({
  ...spec,
  layers: spec.layers.map((layer) =>
    starts.keepFrozen === true && layer.trainable === false ? layer : layerFrom(layer, starts),
  ),
});

function layerFrom(layer: LayerSpec, { kernel, recurrent, bias }: Starts): LayerSpec {
  const main = kernelName(layer);
  if (main === undefined) return layer;
  const names = parameterNames(layer);
  return {
    ...layer,
    [main]: kernel,
    ...(recurrent !== undefined && names.includes('recurrent') ? { recurrent } : {}),
    ...(bias !== undefined && names.includes('bias') ? { bias } : {}),
  };
}
