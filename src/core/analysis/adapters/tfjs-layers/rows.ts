// The layers of TensorFlow.js Layers: class names, kinds, settings and parameters with their fields and defaults
// (tfjs-layers/src/layers, 4.22). A layer without a row is opaque.
import type { LayerKind, ParameterRole, Setting, Start } from '../../../network/graph.ts';

export interface ParameterRow {
  readonly name: string;
  readonly role: ParameterRole;
  /** The config field that is read; null when none is. */
  readonly field: string | null;
  readonly start: Start;
  /** Present only when this setting is not false. */
  readonly when?: 'useBias' | 'center' | 'scale';
  readonly untrained?: true;
}

export interface Row {
  readonly className: string;
  readonly kind: LayerKind;
  /** Field → default; undefined: the field must be given. */
  readonly settings: Readonly<Record<string, Setting | undefined>>;
  /** In the order of creation, which is that of getWeights, trainable ones first. */
  readonly parameters: readonly ParameterRow[];
  /** Its weights are those of the layers or cells inside it. */
  readonly wraps?: true;
  /** Initializer fields that look right but are not read. */
  readonly ignored?: Readonly<Record<string, string>>;
  /** Fields with which building throws. */
  readonly refused?: Readonly<Record<string, string>>;
  /** Activations that are linear when null is given; those of other layers are then the default. */
  readonly linearWhenNull?: true;
}

const zeros: Start = { kind: 'constant', value: 0 };
const ones: Start = { kind: 'constant', value: 1 };
const glorotNormal: Start = { kind: 'glorot-normal' };
const glorotUniform: Start = { kind: 'glorot-uniform' };

const kernel: ParameterRow = {
  name: 'kernel',
  role: 'kernel',
  field: 'kernelInitializer',
  start: glorotNormal,
};
const bias: ParameterRow = {
  name: 'bias',
  role: 'bias',
  field: 'biasInitializer',
  start: zeros,
  when: 'useBias',
};
const recurrent: ParameterRow = {
  name: 'recurrent',
  role: 'recurrent',
  field: 'recurrentInitializer',
  start: { kind: 'orthogonal', gain: 1 },
};

const affine = { activation: 'linear', useBias: true } as const;
const conv = {
  filters: undefined,
  kernelSize: undefined,
  strides: 1,
  padding: 'valid',
  dilationRate: 1,
  ...affine,
};
const cell = { units: undefined, activation: 'tanh', useBias: true, returnSequences: false };
const gated = { ...cell, recurrentActivation: 'hardSigmoid' };
const gatedConv = { ...conv, activation: 'tanh', recurrentActivation: 'hardSigmoid' } as const;
const poolingSettings = { poolSize: 2, strides: null, padding: 'valid' };

const opaque = (
  className: string,
  parameters: readonly ParameterRow[] = [],
  settings: Row['settings'] = {},
): Row => ({
  className,
  kind: 'opaque',
  settings,
  parameters,
});

const plain = (className: string, kind: LayerKind, settings: Row['settings'] = {}): Row => ({
  className,
  kind,
  settings,
  parameters: [],
});

const separable: ParameterRow[] = [
  { name: 'depthwise', role: 'kernel', field: 'depthwiseInitializer', start: glorotUniform },
  // The library reads the depthwise field for both.
  { name: 'pointwise', role: 'kernel', field: 'depthwiseInitializer', start: glorotUniform },
  bias,
];

const maxPooling2d = plain('MaxPooling2D', 'maxPooling2d', poolingSettings);
const averagePooling2d = plain('AveragePooling2D', 'averagePooling2d', poolingSettings);

export const rows: Readonly<Record<string, Row>> = {
  dense: {
    className: 'Dense',
    kind: 'dense',
    settings: { units: undefined, ...affine },
    parameters: [kernel, bias],
  },
  conv1d: { className: 'Conv1D', kind: 'conv1d', settings: conv, parameters: [kernel, bias] },
  conv2d: { className: 'Conv2D', kind: 'conv2d', settings: conv, parameters: [kernel, bias] },
  conv3d: opaque('Conv3D', [kernel, bias], conv),
  conv2dTranspose: opaque('Conv2DTranspose', [kernel, bias], conv),
  conv3dTranspose: opaque('Conv3DTranspose', [kernel, bias], conv),
  separableConv2d: {
    ...opaque('SeparableConv2D', separable, { ...conv, depthMultiplier: 1 }),
    ignored: {
      pointwiseInitializer:
        'separableConv2d does not read pointwiseInitializer: depthwiseInitializer is used for both kernels.',
    },
    refused: {
      kernelInitializer:
        'separableConv2d throws when it is given kernelInitializer: its field is depthwiseInitializer.',
    },
  },
  depthwiseConv2d: {
    className: 'DepthwiseConv2D',
    kind: 'depthwiseConv2d',
    settings: { kernelSize: undefined, strides: 1, padding: 'valid', depthMultiplier: 1, ...affine },
    parameters: [
      { name: 'depthwise', role: 'kernel', field: 'depthwiseInitializer', start: glorotNormal },
      bias,
    ],
    ignored: {
      kernelInitializer:
        'depthwiseConv2d does not read kernelInitializer: its field is depthwiseInitializer.',
    },
  },
  embedding: {
    className: 'Embedding',
    kind: 'embedding',
    settings: { inputDim: undefined, outputDim: undefined },
    parameters: [
      {
        name: 'embeddings',
        role: 'kernel',
        field: 'embeddingsInitializer',
        start: { kind: 'random-uniform', min: -0.05, max: 0.05 },
      },
    ],
  },
  simpleRNN: {
    className: 'SimpleRNN',
    kind: 'simpleRNN',
    settings: cell,
    parameters: [kernel, recurrent, bias],
  },
  gru: {
    className: 'GRU',
    kind: 'gru',
    settings: gated,
    parameters: [kernel, recurrent, bias],
    linearWhenNull: true,
  },
  lstm: {
    className: 'LSTM',
    kind: 'lstm',
    settings: gated,
    parameters: [kernel, recurrent, bias],
    linearWhenNull: true,
  },
  convLstm2d: { ...opaque('ConvLSTM2D', [kernel, recurrent, bias], gatedConv), linearWhenNull: true },
  simpleRNNCell: opaque('SimpleRNNCell', [kernel, recurrent, bias], cell),
  gruCell: { ...opaque('GRUCell', [kernel, recurrent, bias], gated), linearWhenNull: true },
  lstmCell: { ...opaque('LSTMCell', [kernel, recurrent, bias], gated), linearWhenNull: true },
  convLstm2dCell: { ...opaque('ConvLSTM2DCell', [kernel, recurrent, bias], gatedConv), linearWhenNull: true },
  rnn: { ...opaque('RNN'), wraps: true },
  stackedRNNCells: { ...opaque('StackedRNNCells'), wraps: true },
  bidirectional: { ...opaque('Bidirectional'), wraps: true },
  timeDistributed: { ...opaque('TimeDistributed'), wraps: true },
  batchNormalization: {
    className: 'BatchNormalization',
    kind: 'batchNormalization',
    settings: { axis: -1, momentum: 0.99, epsilon: 0.001, center: true, scale: true },
    parameters: [
      { name: 'gamma', role: 'scale', field: 'gammaInitializer', start: ones, when: 'scale' },
      { name: 'beta', role: 'shift', field: 'betaInitializer', start: zeros, when: 'center' },
      {
        name: 'movingMean',
        role: 'statistic',
        field: 'movingMeanInitializer',
        start: zeros,
        untrained: true,
      },
      {
        name: 'movingVariance',
        role: 'statistic',
        field: 'movingVarianceInitializer',
        start: ones,
        untrained: true,
      },
    ],
  },
  layerNormalization: {
    className: 'LayerNormalization',
    kind: 'layerNormalization',
    settings: { axis: -1, epsilon: 0.001, center: true, scale: true },
    parameters: [
      { name: 'gamma', role: 'scale', field: 'gammaInitializer', start: ones, when: 'scale' },
      { name: 'beta', role: 'shift', field: 'betaInitializer', start: zeros, when: 'center' },
    ],
  },
  prelu: {
    className: 'PReLU',
    kind: 'prelu',
    settings: {},
    parameters: [{ name: 'alpha', role: 'slope', field: 'alphaInitializer', start: zeros }],
  },
  activation: plain('Activation', 'activation', { activation: undefined }),
  leakyReLU: plain('LeakyReLU', 'leakyReLU', { alpha: 0.3 }),
  reLU: plain('ReLU', 'activation', { activation: 'relu' }),
  elu: plain('ELU', 'activation', { activation: 'elu' }),
  inputLayer: plain('InputLayer', 'opaque'),
  softmax: plain('Softmax', 'activation', { activation: 'softmax' }),
  thresholdedReLU: opaque('ThresholdedReLU'),
  dropout: plain('Dropout', 'dropout', { rate: undefined, seed: null }),
  alphaDropout: opaque('AlphaDropout'),
  gaussianDropout: opaque('GaussianDropout'),
  gaussianNoise: opaque('GaussianNoise'),
  spatialDropout1d: opaque('SpatialDropout1D'),
  flatten: plain('Flatten', 'flatten'),
  reshape: plain('Reshape', 'reshape', { targetShape: undefined }),
  maxPooling2d,
  maxPool2d: maxPooling2d,
  averagePooling2d,
  avgPool2d: averagePooling2d,
  avgPooling2d: averagePooling2d,
  globalAveragePooling1d: plain('GlobalAveragePooling1D', 'globalAveragePooling1d'),
  globalAveragePooling2d: plain('GlobalAveragePooling2D', 'globalAveragePooling2d'),
  add: plain('Add', 'add'),
  multiply: plain('Multiply', 'multiply'),
  average: plain('Average', 'average'),
  concatenate: plain('Concatenate', 'concatenate', { axis: -1 }),
  dot: plain('Dot', 'dot', { axes: undefined, normalize: false }),
  ...Object.fromEntries(
    Object.entries({
      averagePooling1d: 'AveragePooling1D',
      averagePooling3d: 'AveragePooling3D',
      avgPool1d: 'AveragePooling1D',
      avgPool3d: 'AveragePooling3D',
      avgPooling1d: 'AveragePooling1D',
      avgPooling3d: 'AveragePooling3D',
      categoryEncoding: 'CategoryEncoding',
      centerCrop: 'CenterCrop',
      cropping2D: 'Cropping2D',
      globalMaxPool1d: 'GlobalMaxPooling1D',
      globalMaxPool2d: 'GlobalMaxPooling2D',
      globalMaxPooling1d: 'GlobalMaxPooling1D',
      globalMaxPooling2d: 'GlobalMaxPooling2D',
      masking: 'Masking',
      maxPool1d: 'MaxPooling1D',
      maxPool3d: 'MaxPooling3D',
      maxPooling1d: 'MaxPooling1D',
      maxPooling3d: 'MaxPooling3D',
      maximum: 'Maximum',
      minimum: 'Minimum',
      permute: 'Permute',
      randomWidth: 'RandomWidth',
      repeatVector: 'RepeatVector',
      rescaling: 'Rescaling',
      resizing: 'Resizing',
      upSampling2d: 'UpSampling2D',
      zeroPadding2d: 'ZeroPadding2D',
    }).map(([factory, className]) => [factory, opaque(className)]),
  ),
};
