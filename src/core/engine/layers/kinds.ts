// All layer kinds by name.
import type { LayerKindName, LayerSpec } from '../spec.ts';
import { activation, leakyReLU, prelu } from './activation.ts';
import { concatenate } from './concatenate.ts';
import { conv } from './conv.ts';
import { dense } from './dense.ts';
import { depthwiseConv2d } from './depthwise.ts';
import { dot } from './dot.ts';
import { dropout } from './dropout.ts';
import { embedding } from './embedding.ts';
import { gru } from './gru.ts';
import type { LayerKind } from './layer.ts';
import { lstm } from './lstm.ts';
import { merge } from './merge.ts';
import { batchNormalization, layerNormalization } from './normalization.ts';
import { averagePooling2d, globalAveragePooling, maxPooling2d } from './pooling.ts';
import { flatten, reshape } from './shape.ts';
import { simpleRNN } from './simple-rnn.ts';

type SpecOf<K extends LayerKindName, S extends LayerSpec = LayerSpec> = S extends LayerSpec
  ? K extends S['kind']
    ? S
    : never
  : never;

const kinds: { readonly [K in LayerKindName]: LayerKind<SpecOf<K>> } = {
  dense,
  conv1d: conv,
  conv2d: conv,
  depthwiseConv2d,
  embedding,
  simpleRNN,
  gru,
  lstm,
  batchNormalization,
  layerNormalization,
  activation,
  prelu,
  leakyReLU,
  dropout,
  flatten,
  reshape,
  maxPooling2d,
  averagePooling2d,
  globalAveragePooling1d: globalAveragePooling,
  globalAveragePooling2d: globalAveragePooling,
  add: merge,
  multiply: merge,
  average: merge,
  concatenate,
  dot,
};

/** The kind that belongs to a layer's spec; it will only ever be handed that spec. */
export const kindOf = (spec: LayerSpec): LayerKind<LayerSpec> => kinds[spec.kind];
