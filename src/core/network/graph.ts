// A neural network as its source describes it: layers, parameters and what they start from, with unknowns and
// source spans. Plain data: it crosses worker and panel borders as it is. Says nothing of what will become of it.
import type { Edit, Span } from './span.ts';
import type { Value } from './value.ts';

export type LibraryId =
  | 'tfjs-layers'
  | 'tfjs-core'
  | 'plain'
  | 'ml-matrix'
  | 'mathjs'
  | 'numjs'
  | 'convnetjs'
  | 'brain'
  | 'synaptic'
  | 'neataptic'
  | 'carrot'
  | 'ml-fnn'
  | 'js-pytorch'
  | 'jax-js'
  | 'ndarray'
  | 'toygrad'
  | 'ml5'
  | 'shumai';

/** What fills a parameter before training. Field names and units are those of the initializers of TensorFlow.js. */
export type Start =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'random-normal' | 'truncated-normal'; readonly mean: number; readonly stddev: number }
  | { readonly kind: 'random-uniform'; readonly min: number; readonly max: number }
  | {
      readonly kind: 'variance-scaling';
      readonly scale: number;
      readonly mode: 'fanIn' | 'fanOut' | 'fanAvg';
      readonly distribution: 'normal' | 'uniform';
    }
  | { readonly kind: NamedStart }
  | { readonly kind: 'orthogonal' | 'identity'; readonly gain: number }
  /** The numbers are in the source, nested arrays in the parameter's shape. */
  | { readonly kind: 'values'; readonly data: NestedNumbers }
  /** Comes from a checkpoint, `setWeights` with unknown tensors, or another trained model. */
  | { readonly kind: 'loaded' };

export type NamedStart =
  'glorot-uniform' | 'glorot-normal' | 'he-uniform' | 'he-normal' | 'lecun-uniform' | 'lecun-normal';

export type NestedNumbers = readonly (number | NestedNumbers)[];

export type ParameterRole =
  | 'kernel' /** input to units: dense, conv, depthwise, recurrent input kernels, embeddings */
  | 'recurrent'
  | 'bias'
  | 'scale' /** gamma */
  | 'shift' /** beta */
  | 'statistic' /** moving mean and variance: never trained by gradients */
  | 'slope'; /** prelu alpha */

/** Something the library does that the author did not write; becomes a trap rule. */
export interface Surprise {
  readonly rule:
    | 'ignored-initializer'
    | 'invalid-initializer'
    | 'one-draw'
    | 'aliased-units'
    | 'truncated-to-constant'
    | 'discarded-result'
    | 'contradicts-comment';
  /** One sentence: what really happens, e.g. "randomNormal treats stddev 0 as not given and uses 0.05". */
  readonly what: string;
  readonly at: Span;
  readonly replacements: readonly Replacement[];
  /** For units that are one object: how many there seem to be. */
  readonly count?: number;
  /** The units of the layer are one and the same, whatever they and their neighbours start from. */
  readonly asOne?: true;
  /** Some do it on purpose, as in tied layers: worth knowing, no fault by itself. */
  readonly mayBeMeant?: true;
}

/** One way of writing a start at a site, already as edits in the library's own spelling. */
export interface Replacement {
  readonly start: Start;
  /** As the author would read it, e.g. "heNormal" or "tf.initializers.heNormal()". */
  readonly spelling: string;
  /** What to call it where the spelling is a formula, e.g. "He draws". */
  readonly name?: string;
  readonly edits: readonly Edit[];
}

/** The expression in the source that decides a parameter's start. Absent where the library's default does. */
export interface InitSite {
  readonly at: Span;
  /** Where the constant itself is written, if elsewhere (a variable, a helper's return): related information. */
  readonly origin?: Span;
  readonly replacements: readonly Replacement[];
}

export interface Parameter {
  /** As in NetworkSpec: kernel, recurrent, bias, depthwise, pointwise, embeddings, gamma, beta, alpha, movingMean … */
  readonly name: string;
  readonly role: ParameterRole;
  readonly start: Value<Start>;
  readonly site?: InitSite;
  readonly surprises: readonly Surprise[];
  /** For parameters recognised by use: why this is a weight, e.g. "multiplied with the input at line 40". */
  readonly becauses?: readonly string[];
}

/**
 * What a layer computes. Kinds and setting names are those of NetworkSpec (`engine/spec.ts`), which are those of
 * `tf.layers`; `opaque` is a layer that is there but not understood.
 */
export interface Layer {
  readonly id: string;
  readonly kind: LayerKind;
  readonly at: Span;
  /** Ids of inputs or layers this one reads; unknown when the wiring cannot be read. */
  readonly from: Value<readonly string[]>;
  /** Settings the source gives or the library defaults: units, activation, useBias, rate, kernelSize, axis … */
  readonly settings: Readonly<Record<string, Value<Setting>>>;
  readonly trainable: Value<boolean>;
  readonly parameters: readonly Parameter[];
  /** For `opaque`: what the library calls it. */
  readonly name?: string;
}

export type Setting = number | string | boolean | null | readonly (number | null)[];

export type LayerKind =
  | 'dense'
  | 'conv1d'
  | 'conv2d'
  | 'depthwiseConv2d'
  | 'embedding'
  | 'simpleRNN'
  | 'gru'
  | 'lstm'
  | 'batchNormalization'
  | 'layerNormalization'
  | 'activation'
  | 'prelu'
  | 'leakyReLU'
  | 'dropout'
  | 'flatten'
  | 'reshape'
  | 'maxPooling2d'
  | 'averagePooling2d'
  | 'globalAveragePooling1d'
  | 'globalAveragePooling2d'
  | 'add'
  | 'multiply'
  | 'average'
  | 'concatenate'
  | 'dot'
  | 'opaque';

export interface NetworkInput {
  readonly id: string;
  /** Without the batch axis; null for an axis of free length. */
  readonly shape: Value<readonly (number | null)[]>;
}

export interface Optimizer {
  /** As in NetworkSpec: sgd, momentum, rmsprop, adagrad, adadelta, adam, adamax; anything else as written. */
  readonly kind: string;
  readonly settings: Readonly<Record<string, Value<Setting>>>;
}

export interface Network {
  /** The variable's or class's name, made unique within the file. */
  readonly id: string;
  readonly library: LibraryId;
  readonly at: Span;
  readonly inputs: readonly NetworkInput[];
  /** Topological: a layer comes after everything it reads. */
  readonly layers: readonly Layer[];
  /** Layer ids. Unknown when the model's end is not in this file. */
  readonly outputs: Value<readonly string[]>;
  readonly loss: Value<string>;
  readonly optimizer: Value<Optimizer>;
  readonly batchSize: Value<number | null>;
  /** The library's own f(0) and f'(0) where they differ from those of the NetworkSpec, by activation name. */
  readonly atZero?: Readonly<Record<string, { readonly value: number; readonly slope: number }>>;
}

/** Something that kept the analysis from reading a part of the file, in words for its author. */
export interface Problem {
  readonly message: string;
  readonly at?: Span;
}
