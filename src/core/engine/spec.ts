// A complete, concrete network: plain data that fully determines a run. Names, fields, shapes and mathematics are
// those of `tf.layers` and `tf.train` (channelsLast; kernels [in, units] and [h, w, in, filters]).

export interface NetworkSpec {
  readonly inputs: readonly InputSpec[];
  /** Topological: a layer comes after everything it reads. */
  readonly layers: readonly LayerSpec[];
  readonly outputs: readonly string[];
  readonly loss: LossName;
  readonly optimizer: OptimizerSpec;
  /** null or absent: full batch; else consecutive slices in order, the last one may be shorter. */
  readonly batchSize?: number | null;
  readonly data: DataSpec;
}

export interface InputSpec {
  readonly id: string;
  /** Without the batch axis. */
  readonly shape: readonly number[];
}

interface LayerBase {
  readonly id: string;
  /** Ids of inputs or earlier layers. */
  readonly from: readonly string[];
  /** Default true. */
  readonly trainable?: boolean;
}

/**
 * f(0) and f′(0) of a library whose activations differ there from those of TensorFlow.js, by name: at exactly 0 these
 * hold, elsewhere nothing changes.
 */
export type AtZero = Readonly<
  Partial<Record<CurvedName, { readonly value: number; readonly slope: number }>>
>;

/** Acts on one entry, and not as it is. */
export type CurvedName = Exclude<ActivationName, 'linear' | 'softmax' | 'logSoftmax'>;

interface Activating {
  readonly atZero?: AtZero;
}

interface Affine extends Activating {
  /** Default linear (recurrent layers: tanh). */
  readonly activation?: ActivationName;
  /** Default true. */
  readonly useBias?: boolean;
  readonly bias?: InitializerSpec;
}

type Size = number | readonly number[];
export type Padding = 'valid' | 'same';

export interface DenseSpec extends LayerBase, Affine {
  readonly kind: 'dense';
  readonly units: number;
  /** Shape [in, units]. */
  readonly kernel?: InitializerSpec;
}

export interface ConvSpec extends LayerBase, Affine {
  readonly kind: 'conv1d' | 'conv2d';
  readonly filters: number;
  readonly kernelSize: Size;
  readonly strides?: Size;
  readonly padding?: Padding;
  /** Shape [...kernelSize, in, filters]. */
  readonly kernel?: InitializerSpec;
}

export interface DepthwiseSpec extends LayerBase, Affine {
  readonly kind: 'depthwiseConv2d';
  readonly kernelSize: Size;
  readonly strides?: Size;
  readonly padding?: Padding;
  /** Default 1. */
  readonly depthMultiplier?: number;
  /** Shape [...kernelSize, in, depthMultiplier]. */
  readonly depthwise?: InitializerSpec;
}

export interface EmbeddingSpec extends LayerBase {
  readonly kind: 'embedding';
  readonly inputDim: number;
  readonly outputDim: number;
  /** Shape [inputDim, outputDim]. */
  readonly embeddings?: InitializerSpec;
}

export interface RecurrentSpec extends LayerBase, Affine {
  readonly kind: 'simpleRNN' | 'gru' | 'lstm';
  readonly units: number;
  /** gru and lstm; default hardSigmoid. */
  readonly recurrentActivation?: ActivationName;
  /** Default false. */
  readonly returnSequences?: boolean;
  /** Shape [in, gates · units], gates z r h (gru) and i f c o (lstm). */
  readonly kernel?: InitializerSpec;
  /** Shape [units, gates · units]. */
  readonly recurrent?: InitializerSpec;
}

export interface NormalizationSpec extends LayerBase {
  readonly kind: 'batchNormalization' | 'layerNormalization';
  /** Default 0.001. */
  readonly epsilon?: number;
  /** Default 0.99. */
  readonly momentum?: number;
  readonly center?: boolean;
  readonly scale?: boolean;
  readonly gamma?: InitializerSpec;
  readonly beta?: InitializerSpec;
}

export interface ActivationSpec extends LayerBase, Activating {
  readonly kind: 'activation';
  readonly activation: ActivationName;
}

export interface PreluSpec extends LayerBase {
  readonly kind: 'prelu';
  /** Shape of the input without the batch axis. */
  readonly alpha?: InitializerSpec;
}

export interface LeakyReluSpec extends LayerBase {
  readonly kind: 'leakyReLU';
  /** Default 0.3. */
  readonly alpha?: number;
}

export interface DropoutSpec extends LayerBase {
  readonly kind: 'dropout';
  readonly rate: number;
  readonly seed?: number;
}

export interface FlattenSpec extends LayerBase {
  readonly kind: 'flatten' | 'globalAveragePooling1d' | 'globalAveragePooling2d';
}

export interface ReshapeSpec extends LayerBase {
  readonly kind: 'reshape';
  readonly targetShape: readonly number[];
}

export interface PoolingSpec extends LayerBase {
  readonly kind: 'maxPooling2d' | 'averagePooling2d';
  /** Default 2. */
  readonly poolSize?: Size;
  /** Default poolSize. */
  readonly strides?: Size;
  readonly padding?: Padding;
}

export interface MergeSpec extends LayerBase {
  readonly kind: 'add' | 'multiply' | 'average';
}

export interface ConcatenateSpec extends LayerBase {
  readonly kind: 'concatenate';
  /** Default -1; counts the batch axis as 0, as TensorFlow.js does. */
  readonly axis?: number;
}

export interface DotSpec extends LayerBase {
  readonly kind: 'dot';
  /** Summed over, one for both inputs or one for each; counts the batch axis as 0, as TensorFlow.js does. */
  readonly axes: number | readonly [number, number];
  /** Multiplies every product: 1/√d in attention. Default 1; `tf.layers.dot` has no such field. */
  readonly scale?: number;
}

export type LayerSpec =
  | DenseSpec
  | ConvSpec
  | DepthwiseSpec
  | EmbeddingSpec
  | RecurrentSpec
  | NormalizationSpec
  | ActivationSpec
  | PreluSpec
  | LeakyReluSpec
  | DropoutSpec
  | FlattenSpec
  | ReshapeSpec
  | PoolingSpec
  | MergeSpec
  | ConcatenateSpec
  | DotSpec;

export type LayerKindName = LayerSpec['kind'];

export type ActivationName =
  | 'linear'
  | 'relu'
  | 'relu6'
  | 'tanh'
  | 'sigmoid'
  | 'hardSigmoid'
  | 'softplus'
  | 'softsign'
  | 'elu'
  | 'selu'
  | 'gelu'
  | 'gelu_new'
  | 'swish'
  | 'mish'
  /** Slope 0.3 below zero, as the layer of that name. */
  | 'leakyReLU'
  | 'softmax'
  | 'logSoftmax';

export type NestedArray = readonly (number | NestedArray)[];

type Seeded<T> = T & { readonly seed?: number };

/** Without a seed of its own, the seed derives from the run's seed and the parameter's name. */
export type InitializerSpec =
  | { readonly kind: 'constant'; readonly value: number }
  | Seeded<{
      readonly kind: 'random-normal' | 'truncated-normal';
      readonly mean: number;
      readonly stddev: number;
    }>
  | Seeded<{ readonly kind: 'random-uniform'; readonly min: number; readonly max: number }>
  | Seeded<{
      readonly kind: 'variance-scaling';
      readonly scale: number;
      readonly mode: 'fanIn' | 'fanOut' | 'fanAvg';
      readonly distribution: 'normal' | 'uniform';
    }>
  | Seeded<{
      readonly kind:
        'glorot-uniform' | 'glorot-normal' | 'he-uniform' | 'he-normal' | 'lecun-uniform' | 'lecun-normal';
    }>
  | Seeded<{ readonly kind: 'orthogonal'; readonly gain?: number }>
  | { readonly kind: 'identity'; readonly gain?: number }
  | { readonly kind: 'values'; readonly data: NestedArray };

export type LossName =
  | 'meanSquaredError'
  | 'meanAbsoluteError'
  | 'binaryCrossentropy'
  | 'categoricalCrossentropy'
  | 'sparseCategoricalCrossentropy'
  | 'hinge'
  | 'huberLoss';

/** Fields left out take the defaults of `tf.train`. */
export type OptimizerSpec =
  | { readonly kind: 'sgd'; readonly learningRate: number }
  | {
      readonly kind: 'momentum';
      readonly learningRate: number;
      readonly momentum: number;
      readonly useNesterov?: boolean;
    }
  | {
      readonly kind: 'rmsprop';
      readonly learningRate: number;
      readonly decay?: number;
      readonly momentum?: number;
      readonly epsilon?: number;
      readonly centered?: boolean;
    }
  | { readonly kind: 'adagrad'; readonly learningRate: number; readonly initialAccumulatorValue?: number }
  | {
      readonly kind: 'adadelta';
      readonly learningRate?: number;
      readonly rho?: number;
      readonly epsilon?: number;
    }
  | {
      readonly kind: 'adam';
      readonly learningRate?: number;
      readonly beta1?: number;
      readonly beta2?: number;
      readonly epsilon?: number;
    }
  | {
      readonly kind: 'adamax';
      readonly learningRate?: number;
      readonly beta1?: number;
      readonly beta2?: number;
      readonly epsilon?: number;
      readonly decay?: number;
    };

export type GeneratorName = 'teacher' | 'blobs' | 'xor' | 'circles' | 'spiral' | 'gaussian-linear';

export type DataSpec =
  | {
      readonly kind: GeneratorName;
      readonly samples?: number;
      readonly seed?: number;
      readonly noise?: number;
      readonly balanced?: boolean;
    }
  /** One entry per sample; a map from input (output) id to such a list where there are several. */
  | {
      readonly kind: 'given';
      readonly x: NestedArray | Readonly<Record<string, NestedArray>>;
      readonly y: NestedArray | Readonly<Record<string, NestedArray>>;
    };
