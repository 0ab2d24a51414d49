// Random networks over images and sequences, for the property tests.
import fc from 'fast-check';
import type {
  ActivationName,
  InitializerSpec,
  LayerSpec,
  LossName,
  NetworkSpec,
} from '../../src/core/engine/spec.ts';

const starts = fc.oneof(
  { weight: 3, arbitrary: fc.constant<InitializerSpec>({ kind: 'constant', value: 0 }) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(0.1, 0.3).map((value): InitializerSpec => ({ kind: 'constant', value })),
  },
  { weight: 4, arbitrary: fc.constant<InitializerSpec>({ kind: 'random-normal', mean: 0, stddev: 0.5 }) },
);
const biases = fc.oneof(
  { weight: 4, arbitrary: fc.constant<InitializerSpec>({ kind: 'constant', value: 0 }) },
  { weight: 1, arbitrary: fc.constant<InitializerSpec>({ kind: 'random-normal', mean: 0, stddev: 0.5 }) },
);
const activation = fc.constantFrom<ActivationName>(
  'linear',
  'relu',
  'tanh',
  'sigmoid',
  'softplus',
  'elu',
  'gelu',
  'swish',
);

type Draft = { [key: string]: unknown; kind: LayerSpec['kind'] };

const conv = (kind: 'conv1d' | 'conv2d', padding: readonly ('same' | 'valid')[]): fc.Arbitrary<Draft> =>
  fc.record({
    kind: fc.constant(kind),
    filters: fc.integer({ min: 3, max: 4 }),
    kernelSize: fc.integer({ min: 1, max: 2 }),
    padding: fc.constantFrom(...padding),
    activation,
    useBias: fc.boolean(),
    kernel: starts,
    bias: biases,
  });

const depthwise = fc.record({
  kind: fc.constant('depthwiseConv2d' as const),
  kernelSize: fc.constant(2),
  padding: fc.constant('same' as const),
  depthMultiplier: fc.integer({ min: 1, max: 2 }),
  activation,
  depthwise: starts,
  bias: biases,
});

const recurrent = (returnSequences: boolean): fc.Arbitrary<Draft> =>
  fc.record({
    kind: fc.constantFrom('simpleRNN' as const, 'gru' as const, 'lstm' as const),
    units: fc.integer({ min: 3, max: 4 }),
    activation: fc.constantFrom<ActivationName>('tanh', 'sigmoid', 'linear'),
    recurrentActivation: fc.constant<ActivationName>('sigmoid'),
    returnSequences: fc.constant(returnSequences),
    kernel: starts,
    recurrent: starts,
    bias: biases,
  });

const dense = fc.record({
  kind: fc.constant('dense' as const),
  units: fc.integer({ min: 3, max: 5 }),
  activation,
  kernel: starts,
  bias: biases,
});

const images = fc.record({
  input: fc.constant([4, 4, 2]),
  body: fc.array(
    fc.oneof(
      conv('conv2d', ['same']),
      depthwise,
      fc.constant<Draft>({ kind: 'averagePooling2d', poolSize: 2, strides: 1, padding: 'same' }),
      fc.constant<Draft>({ kind: 'maxPooling2d', poolSize: 2, strides: 1, padding: 'same' }),
      fc.constant<Draft>({ kind: 'batchNormalization' }),
    ),
    { minLength: 1, maxLength: 3 },
  ),
  bridge: fc
    .constantFrom<Draft>({ kind: 'flatten' }, { kind: 'globalAveragePooling2d' })
    .map((draft) => [draft]),
  head: fc.array(dense, { maxLength: 1 }),
});

const sequences = fc.record({
  input: fc.constant([4, 2]),
  body: fc.array(fc.oneof(conv('conv1d', ['same']), recurrent(true), dense), { maxLength: 2 }),
  bridge: fc.oneof(
    recurrent(false).map((draft) => [draft]),
    fc.constantFrom<Draft>({ kind: 'flatten' }, { kind: 'globalAveragePooling1d' }).map((draft) => [draft]),
  ),
  head: fc.array(dense, { maxLength: 1 }),
});

const texts = fc.record({
  input: fc.constant([4]),
  body: fc
    .tuple(
      fc.record({
        kind: fc.constant('embedding' as const),
        inputDim: fc.constant(6),
        outputDim: fc.integer({ min: 3, max: 4 }),
        embeddings: starts,
      }),
      recurrent(true),
    )
    .map(([embedding, layer]): Draft[] => [embedding, layer]),
  bridge: recurrent(false).map((draft) => [draft]),
  head: fc.array(dense, { maxLength: 1 }),
});

/** Convolutions, pooling, embeddings and recurrent layers in a chain. */
export const spatialNetworks = fc
  .record({
    parts: fc.oneof(images, sequences, texts),
    loss: fc.constantFrom<LossName>('meanSquaredError', 'categoricalCrossentropy'),
    kernel: starts,
    seed: fc.integer({ min: 1, max: 50 }),
  })
  .map(({ parts, loss, kernel, seed }): NetworkSpec => {
    const drafts = [
      ...parts.body,
      ...parts.bridge,
      ...parts.head,
      {
        kind: 'dense',
        units: 2,
        activation: loss === 'meanSquaredError' ? 'linear' : 'softmax',
        kernel,
      } as Draft,
    ];
    const id = (index: number): string => `${drafts[index].kind}_${index + 1}`;
    return {
      inputs: [{ id: 'x', shape: parts.input }],
      layers: drafts.map(
        (draft, index) =>
          ({ ...draft, id: id(index), from: [index === 0 ? 'x' : id(index - 1)] }) as unknown as LayerSpec,
      ),
      outputs: [id(drafts.length - 1)],
      loss,
      optimizer: { kind: 'sgd', learningRate: 0.1 },
      batchSize: null,
      // An odd number: two classes are never exactly balanced.
      data: { kind: 'teacher', samples: 15, seed },
    };
  });
