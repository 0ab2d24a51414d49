// The table of what a constant start leads to, one row each, as networks that can be predicted and run.
import type {
  ActivationName,
  DenseSpec,
  InitializerSpec,
  LayerSpec,
  LossName,
  NetworkSpec,
} from '../../src/core/engine/spec.ts';
import { adapter, attention } from './attention.ts';

export const zero: InitializerSpec = { kind: 'constant', value: 0 };
export const some: InitializerSpec = { kind: 'constant', value: 0.3 };
export const drawn: InitializerSpec = { kind: 'glorot-normal' };
export const drawnBias: InitializerSpec = { kind: 'random-normal', mean: 0, stddev: 0.5 };

export interface ChainOptions {
  /** One for every layer, or one for all; zero where absent. */
  readonly biases?: readonly InitializerSpec[] | InitializerSpec;
  readonly loss?: LossName;
  readonly units?: number;
  readonly outputs?: number;
  readonly last?: ActivationName;
}

/** Dense layers h1 … hk and out, 4 inputs. */
export function chainSpec(
  activation: ActivationName,
  kernels: readonly InitializerSpec[],
  options: ChainOptions = {},
): NetworkSpec {
  const { biases, loss = 'meanSquaredError', units = 8, outputs = 2, last = 'linear' } = options;
  const bias = (index: number): InitializerSpec =>
    biases === undefined
      ? zero
      : Array.isArray(biases)
        ? (biases as readonly InitializerSpec[])[index]
        : (biases as InitializerSpec);
  return {
    inputs: [{ id: 'x', shape: [4] }],
    layers: kernels.map((kernel, index): DenseSpec => {
      const isLast = index === kernels.length - 1;
      return {
        id: isLast ? 'out' : `h${index + 1}`,
        kind: 'dense',
        from: [index === 0 ? 'x' : `h${index}`],
        units: isLast ? outputs : units,
        activation: isLast ? last : activation,
        kernel,
        bias: bias(index),
      };
    }),
    outputs: ['out'],
    loss,
    optimizer: { kind: 'sgd', learningRate: 0.1 },
    batchSize: null,
    data: { kind: 'teacher', samples: 64, seed: 7 },
  };
}

/** First step of the kernel (null: never) and effective width, layer by layer. */
export type Expected = readonly (readonly [first: number | null, width: number])[];

export interface Row {
  readonly name: string;
  readonly spec: NetworkSpec;
  readonly expected: Expected;
}

const flatAtZero: readonly ActivationName[] = [
  'tanh',
  'relu',
  'elu',
  'selu',
  'gelu',
  'swish',
  'mish',
  'softsign',
  'linear',
];
const raisedAtZero: readonly ActivationName[] = ['sigmoid', 'hardSigmoid', 'softplus'];

const widths = (layers: number, width: number, steps: readonly (number | null)[]): Expected =>
  steps.map((step, index) => [step, index === layers - 1 ? 2 : width]);

/** Every row that concerns dense networks, with its variants. */
export const rows: readonly Row[] = [
  ...flatAtZero.map((activation) => ({
    name: `all W = 0, b = 0, ${activation}: every kernel is dead`,
    spec: chainSpec(activation, [zero, zero, zero]),
    expected: widths(3, 1, [null, null, null]),
  })),
  ...raisedAtZero.map((activation) => ({
    name: `all W = 0, b = 0, ${activation}: one layer a step, and symmetric`,
    spec: chainSpec(activation, [zero, zero, zero, zero]),
    expected: widths(4, 1, [4, 3, 2, 1]),
  })),
  ...(['tanh', 'sigmoid', 'relu'] as const).map((activation) => ({
    name: `all W = 0, b random, ${activation}: blocked, not symmetric`,
    spec: chainSpec(activation, [zero, zero, zero], { biases: drawnBias }),
    expected: widths(3, 8, [3, 2, 1]),
  })),
  ...(['tanh', 'relu', 'sigmoid'] as const).map((activation) => ({
    name: `all W = c, b constant, ${activation}: symmetric for ever`,
    spec: chainSpec(activation, [some, some, some]),
    expected: widths(3, 1, [1, 1, 1]),
  })),
  {
    name: 'all W = c, b random: weakly broken',
    spec: chainSpec('tanh', [some, some, some], { biases: drawnBias }),
    expected: widths(3, 8, [1, 1, 1]),
  },
  {
    name: 'all W random, b = 0: healthy',
    spec: chainSpec('relu', [drawn, drawn, drawn]),
    expected: widths(3, 8, [1, 1, 1]),
  },
  {
    name: 'one hidden W = 0, outgoing random, tanh: low-rank start, its consumer one step later',
    spec: chainSpec('tanh', [drawn, zero, drawn]),
    expected: widths(3, 8, [2, 1, 2]),
  },
  ...(['relu', 'relu6'] as const).map((activation) => ({
    name: `one hidden W = 0, outgoing random, ${activation}: dead, and everything below`,
    spec: chainSpec(activation, [drawn, zero, drawn]),
    expected: widths(3, 8, [null, null, null]),
  })),
  {
    name: 'one hidden W = 0 with a positive bias, relu: rescued',
    spec: chainSpec('relu', [drawn, zero, drawn], { biases: [zero, some, zero] }),
    expected: widths(3, 8, [2, 1, 1]),
  },
  {
    name: 'only the output W = 0: hidden kernels wait exactly one step',
    spec: chainSpec('relu', [drawn, drawn, zero]),
    expected: widths(3, 8, [2, 2, 1]),
  },
  { name: 'no hidden layer: convex', spec: chainSpec('relu', [zero]), expected: [[1, 2]] },
  {
    name: 'sigmoid, five layers, {2,4} zero',
    spec: chainSpec('sigmoid', [drawn, zero, drawn, zero, drawn]),
    expected: widths(5, 8, [3, 2, 2, 1, 1]),
  },
  {
    name: 'tanh, five layers, {2,4} zero: what lies between and below is locked',
    spec: chainSpec('tanh', [drawn, zero, drawn, zero, drawn]),
    expected: widths(5, 8, [null, null, null, null, 2]),
  },
  {
    name: 'output with equal rows under softmax cross-entropy: nothing comes back at step 1',
    spec: chainSpec('tanh', [drawn, drawn, some], {
      loss: 'categoricalCrossentropy',
      last: 'softmax',
      outputs: 2,
    }),
    expected: widths(3, 8, [2, 2, 1]),
  },
  {
    name: 'two constant layers below a random one: the lower stays one unit, the upper recovers',
    spec: chainSpec('tanh', [some, some, drawn]),
    expected: [
      [1, 1],
      [1, 8],
      [1, 2],
    ],
  },
];

/** Layers in a row between x and out, each reading the one before where it does not say otherwise. */
const sequence = (
  shape: readonly number[],
  layers: readonly (Partial<LayerSpec> & { kind: LayerSpec['kind'] })[],
): NetworkSpec => ({
  ...chainSpec('linear', [drawn]),
  inputs: [{ id: 'x', shape }],
  layers: layers.map(
    (layer, index) =>
      ({
        id: index === layers.length - 1 ? 'out' : `l${index + 1}`,
        from: [index === 0 ? 'x' : `l${index}`],
        ...layer,
      }) as LayerSpec,
  ),
});

const hidden = { kind: 'dense', units: 8, activation: 'tanh' } as const;
const out = { kind: 'dense', units: 2 } as const;

/** The same for everything that is not a chain of dense layers. */
export const otherRows: readonly Row[] = [
  {
    name: 'last layer of a residual branch = 0: harmless, the identity path carries the gradient',
    spec: sequence(
      [4],
      [
        { ...hidden, kernel: drawn },
        { ...hidden, kernel: drawn },
        { kind: 'dense', units: 8, kernel: zero },
        { kind: 'add', from: ['l1', 'l3'] },
        { ...out, kernel: drawn },
      ],
    ),
    expected: [
      [1, 8],
      [2, 8],
      [1, 8],
      [null, 8],
      [1, 2],
    ],
  },
  {
    name: 'convolution, a constant kernel: identical filters, as dense',
    spec: sequence(
      [4, 4, 2],
      [
        { kind: 'conv2d', filters: 6, kernelSize: 2, activation: 'tanh', kernel: some },
        { kind: 'flatten' },
        { ...out, kernel: some },
      ],
    ),
    expected: [
      [1, 1],
      [null, 9],
      [1, 2],
    ],
  },
  {
    name: 'depthwise convolution, a constant kernel: channels see different inputs, no twins',
    spec: sequence(
      [4, 4, 3],
      [
        { kind: 'depthwiseConv2d', kernelSize: 2, depthwise: some },
        { kind: 'globalAveragePooling2d' },
        { ...out, kernel: some },
      ],
    ),
    expected: [
      [1, 3],
      [null, 3],
      [1, 2],
    ],
  },
  {
    name: 'the same with two copies of each channel: the copies are twins',
    spec: sequence(
      [4, 4, 3],
      [
        { kind: 'depthwiseConv2d', kernelSize: 2, depthMultiplier: 2, depthwise: some },
        { kind: 'globalAveragePooling2d' },
        { ...out, kernel: some },
      ],
    ),
    expected: [
      [1, 3],
      [null, 3],
      [1, 2],
    ],
  },
  {
    name: 'embedding with constant rows, a random consumer: broken by the consumer',
    spec: sequence(
      [5],
      [
        { kind: 'embedding', inputDim: 6, outputDim: 8, embeddings: some },
        { kind: 'globalAveragePooling1d' },
        { ...out, kernel: drawn },
      ],
    ),
    expected: [
      [1, 8],
      [null, 8],
      [1, 2],
    ],
  },
  ...(['simpleRNN', 'gru', 'lstm'] as const).flatMap((kind): Row[] => [
    {
      name: `${kind}, all gates constant in kernel and recurrent kernel, and the consumer too: symmetric for ever`,
      spec: sequence(
        [4, 3],
        [
          { kind, units: 6, kernel: some, recurrent: some },
          { ...out, kernel: some },
        ],
      ),
      expected: [
        [1, 1],
        [1, 2],
      ],
    },
    {
      name: `${kind}, a zero kernel and a random recurrent kernel: not symmetric`,
      spec: sequence(
        [4, 3],
        [
          { kind, units: 6, kernel: zero, recurrent: drawn, bias: drawnBias },
          { ...out, kernel: drawn },
        ],
      ),
      expected: [
        [1, 6],
        [1, 2],
      ],
    },
  ]),
  {
    name: 'batch normalisation after a constant layer: twins stay twins',
    spec: sequence(
      [4],
      [{ ...hidden, kernel: some }, { kind: 'batchNormalization' }, { ...out, kernel: some }],
    ),
    expected: [
      [1, 1],
      [null, 1],
      [1, 2],
    ],
  },
  {
    name: 'a constant layer before layer normalisation: its output is 0, and nothing comes back',
    spec: sequence(
      [4],
      [{ ...hidden, kernel: some }, { kind: 'layerNormalization' }, { ...out, kernel: drawn }],
    ),
    expected: [
      [1, 8],
      [null, 8],
      [2, 2],
    ],
  },
  {
    name: 'dropout on its output tells the units of a constant layer apart',
    spec: sequence(
      [4],
      [
        { ...hidden, kernel: some },
        { kind: 'dropout', rate: 0.5 },
        { ...out, kernel: some },
      ],
    ),
    expected: [
      [1, 8],
      [null, 8],
      [1, 2],
    ],
  },
  {
    name: 'concatenation hands the question on: constant here, random there, one constant consumer',
    spec: sequence(
      [4],
      [
        { ...hidden, kernel: some },
        { ...hidden, from: ['x'], kernel: drawn },
        { kind: 'concatenate', from: ['l1', 'l2'] },
        { ...out, kernel: some },
      ],
    ),
    expected: [
      [1, 1],
      [1, 8],
      [null, 9],
      [1, 2],
    ],
  },
  {
    name: 'addition ties the units of its branches: the random one tells those of the constant one apart',
    spec: sequence(
      [4],
      [
        { ...hidden, kernel: some },
        { ...hidden, from: ['x'], kernel: drawn },
        { kind: 'add', from: ['l1', 'l2'] },
        { ...hidden, kernel: some },
        { ...out, kernel: some },
      ],
    ),
    expected: [
      [1, 8],
      [1, 8],
      [null, 8],
      [1, 1],
      [1, 2],
    ],
  },
  {
    name: 'a frozen constant consumer: twins below it stay twins',
    spec: sequence(
      [4],
      [
        { ...hidden, kernel: some },
        { ...hidden, kernel: some, trainable: false },
        { ...out, kernel: drawn },
      ],
    ),
    expected: [
      [1, 1],
      [null, 8],
      [1, 2],
    ],
  },
  {
    name: 'attention (Wq, Wk, Wv, q·k, softmax, ·v, Wo, flattened, out), Wq = Wk = 0: they lock each other',
    spec: attention(['q', 'k']),
    expected: [
      [null, 1],
      [null, 1],
      [1, 4],
      [null, 5],
      [null, 5],
      [null, 4],
      [1, 4],
      [null, 20],
      [1, 2],
    ],
  },
  {
    name: 'attention, Wq = 0 alone: one zero factor of a pair is fine',
    spec: attention(['q']),
    expected: [
      [1, 4],
      [2, 4],
      [1, 4],
      [null, 5],
      [null, 5],
      [null, 4],
      [1, 4],
      [null, 20],
      [1, 2],
    ],
  },
  {
    name: 'attention, Wv = Wo = 0: they lock each other, and nothing reaches the shares',
    spec: attention(['v', 'o']),
    expected: [
      [null, 4],
      [null, 4],
      [null, 1],
      [null, 5],
      [null, 5],
      [null, 1],
      [null, 4],
      [null, 20],
      [2, 2],
    ],
  },
  {
    name: 'attention, Wo = 0 alone: one zero factor of a pair is fine',
    spec: attention(['o']),
    expected: [
      [2, 4],
      [2, 4],
      [2, 4],
      [null, 5],
      [null, 5],
      [null, 4],
      [1, 4],
      [null, 20],
      [2, 2],
    ],
  },
  {
    name: 'an adapter beside an open path (base, A, B, sum, out; LoRA), A = B = 0: they lock each other',
    spec: adapter(['a', 'b']),
    expected: [
      [1, 8],
      [null, 1],
      [null, 8],
      [null, 8],
      [1, 2],
    ],
  },
  {
    name: 'an adapter, B = 0 alone: harmless, A learns one step later',
    spec: adapter(['b']),
    expected: [
      [1, 8],
      [2, 2],
      [1, 8],
      [null, 8],
      [1, 2],
    ],
  },
];
