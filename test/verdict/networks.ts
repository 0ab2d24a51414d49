// Random networks for the property tests: small, of every kind, with starts that go wrong in every way.
import fc from 'fast-check';
import type {
  ActivationName,
  InitializerSpec,
  LayerSpec,
  LossName,
  NetworkSpec,
  OptimizerSpec,
} from '../../src/core/engine/spec.ts';

const activations: readonly ActivationName[] = [
  'linear',
  'relu',
  'relu6',
  'tanh',
  'sigmoid',
  'hardSigmoid',
  'softplus',
  'softsign',
  'elu',
  'selu',
  'gelu',
  'gelu_new',
  'swish',
  'mish',
  'leakyReLU',
  'softmax',
  'logSoftmax',
];

const zero: InitializerSpec = { kind: 'constant', value: 0 };
const constant = fc
  .constantFrom(0.1, 0.3, -0.2, 0.5)
  .map((value): InitializerSpec => ({ kind: 'constant', value }));
const random = fc.constantFrom<InitializerSpec>(
  { kind: 'glorot-normal' },
  { kind: 'he-uniform' },
  { kind: 'random-normal', mean: 0, stddev: 0.5 },
  { kind: 'truncated-normal', mean: 0, stddev: 0.4 },
  { kind: 'random-uniform', min: -0.5, max: 0.5 },
);
const kernels = fc.oneof(
  { weight: 4, arbitrary: fc.constant(zero) },
  { weight: 3, arbitrary: constant },
  { weight: 4, arbitrary: random },
);
const biases = fc.oneof(
  { weight: 5, arbitrary: fc.constant(zero) },
  { weight: 1, arbitrary: constant },
  {
    weight: 2,
    arbitrary: random.map((): InitializerSpec => ({ kind: 'random-normal', mean: 0, stddev: 0.5 })),
  },
);

const activation = fc.constantFrom(...activations);

/** A hidden layer on a flat tensor; the id and the source come later. */
type Part = { [key: string]: unknown; kind: LayerSpec['kind'] };

const dense = fc.record({
  kind: fc.constant('dense' as const),
  units: fc.integer({ min: 3, max: 6 }),
  activation,
  useBias: fc.boolean(),
  trainable: fc.integer({ min: 0, max: 9 }).map((n) => n > 0),
  kernel: kernels,
  bias: biases,
});

const plain = fc.oneof(
  activation.map((name): Part => ({ kind: 'activation', activation: name })),
  fc.constant<Part>({ kind: 'batchNormalization' }),
  fc.constant<Part>({ kind: 'layerNormalization' }),
  fc.record({ kind: fc.constant('batchNormalization' as const), gamma: kernels, beta: biases }),
  fc.constant<Part>({ kind: 'dropout', rate: 0.3, seed: 3 }),
  fc.record({ kind: fc.constant('prelu' as const), alpha: kernels }),
  fc.constantFrom(0.3, 0).map((alpha): Part => ({ kind: 'leakyReLU', alpha })),
);

/** What stands between two tensors: one layer, a residual branch, or two branches side by side. */
interface Stage {
  readonly shape: 'chain' | 'residual' | 'fork';
  readonly merge: 'add' | 'multiply' | 'average' | 'concatenate';
  readonly first: readonly Part[];
  readonly second: readonly Part[];
}

const stage = (merging: boolean): fc.Arbitrary<Stage> =>
  fc.record({
    shape: merging
      ? fc.constantFrom(
          'chain' as const,
          'chain' as const,
          'chain' as const,
          'residual' as const,
          'fork' as const,
        )
      : fc.constant('chain' as const),
    merge: fc.constantFrom('add', 'multiply', 'average', 'concatenate'),
    first: fc.array(fc.oneof({ weight: 3, arbitrary: dense }, { weight: 1, arbitrary: plain }), {
      minLength: 1,
      maxLength: 2,
    }),
    second: fc.array(dense, { minLength: 1, maxLength: 1 }),
  });

const losses: readonly LossName[] = ['meanSquaredError', 'binaryCrossentropy', 'categoricalCrossentropy'];

const optimizers: readonly OptimizerSpec[] = [
  { kind: 'sgd', learningRate: 0.1 },
  { kind: 'momentum', learningRate: 0.1, momentum: 0.9 },
  { kind: 'adam', learningRate: 0.01 },
];

const outputOf: Record<string, ActivationName> = {
  meanSquaredError: 'linear',
  binaryCrossentropy: 'sigmoid',
  categoricalCrossentropy: 'softmax',
};

/** Networks of dense layers, merges and everything that works on flat tensors. */
export const flatNetworks = fc
  .record({
    inputs: fc.integer({ min: 2, max: 5 }),
    stages: fc.array(stage(true), { minLength: 0, maxLength: 4 }),
    outputs: fc.integer({ min: 1, max: 3 }),
    loss: fc.constantFrom(...losses),
    optimizer: fc.constantFrom(...optimizers),
    kernel: kernels,
    bias: biases,
    uniform: fc.option(kernels, { freq: 3 }),
    seed: fc.integer({ min: 1, max: 50 }),
  })
  .map(({ inputs, stages, outputs, loss, optimizer, kernel, bias, uniform, seed }): NetworkSpec => {
    const layers: LayerSpec[] = [];
    const width = new Map<string, number>([['x', inputs]]);
    const add = (part: Part, from: readonly string[]): string => {
      const id = `${part.kind}_${layers.length + 1}`;
      const start = uniform !== null && part.kind === 'dense' ? { kernel: uniform } : {};
      layers.push({ ...part, ...start, id, from } as unknown as LayerSpec);
      width.set(
        id,
        part.kind === 'dense'
          ? Number(part['units'])
          : part.kind === 'concatenate'
            ? from.reduce((sum, source) => sum + (width.get(source) ?? 0), 0)
            : (width.get(from[0]) ?? 0),
      );
      return id;
    };
    const chain = (parts: readonly Part[], from: string): string =>
      parts.reduce((at, part) => add(part, [at]), from);
    let at = 'x';
    for (const { shape, merge, first, second } of stages) {
      if (shape === 'chain') {
        at = chain(first, at);
        continue;
      }
      const a = chain(first, at);
      const units = width.get(shape === 'residual' ? at : a) ?? 1;
      if (shape === 'residual') {
        const b =
          merge === 'concatenate' || units === (width.get(a) ?? 0) ? a : add({ ...second[0], units }, [a]);
        at = add({ kind: merge }, [at, b]);
      } else {
        const b = add({ ...second[0], units: merge === 'concatenate' ? second[0]['units'] : units }, [at]);
        at = add({ kind: merge }, [a, b]);
      }
    }
    // Labels of several classes sum to one, so with independent outputs they would not be generic data.
    const units =
      loss === 'categoricalCrossentropy' ? Math.max(2, outputs) : loss === 'binaryCrossentropy' ? 1 : outputs;
    const last = add({ kind: 'dense', units, activation: outputOf[loss], kernel, bias }, [at]);
    return {
      inputs: [{ id: 'x', shape: [inputs] }],
      layers,
      outputs: [last],
      loss,
      optimizer,
      batchSize: null,
      data: { kind: 'teacher', samples: 23, seed },
    };
  });
