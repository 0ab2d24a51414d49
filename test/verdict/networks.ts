// Random networks for the property tests: small, of every kind, with starts that go wrong in every way. A network is a list
// of moves, each of which adds what fits to what is there, so that any list makes a network and shrinks to a shorter one.
import fc from 'fast-check';
import { kindOf } from '../../src/core/engine/layers/kinds.ts';
import { isMisfit } from '../../src/core/engine/layers/layer.ts';
import type {
  ActivationName,
  InitializerSpec,
  InputSpec,
  LayerSpec,
  LossName,
  NetworkSpec,
  OptimizerSpec,
} from '../../src/core/engine/spec.ts';
import { gatesOf } from '../../src/core/verdict/parameters.ts';
import { givenData } from './given-data.ts';
import { kernels, type Recipe, startFor, vectors } from './starts.ts';

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

const optimizers: readonly OptimizerSpec[] = [
  { kind: 'sgd', learningRate: 0.1 },
  { kind: 'sgd', learningRate: 0.02 },
  { kind: 'momentum', learningRate: 0.1, momentum: 0.9 },
  { kind: 'momentum', learningRate: 0.05, momentum: 0.9, useNesterov: true },
  { kind: 'adam', learningRate: 0.01 },
  { kind: 'adamax', learningRate: 0.01 },
  { kind: 'rmsprop', learningRate: 0.01 },
  { kind: 'adagrad', learningRate: 0.1 },
  { kind: 'adadelta', learningRate: 1 },
];

const outputOf: Record<LossName, ActivationName> = {
  meanSquaredError: 'linear',
  meanAbsoluteError: 'linear',
  huberLoss: 'linear',
  hinge: 'tanh',
  binaryCrossentropy: 'sigmoid',
  categoricalCrossentropy: 'softmax',
  sparseCategoricalCrossentropy: 'softmax',
};

const flatMoves = ['dense', 'dense', 'dense', 'unit by unit'] as const;
const merges = ['residual', 'fork'] as const;
/** Units that are cut into pixels or steps, and what reads those. */
const cutMoves = ['conv', 'dense', 'recurrent', 'unit by unit', 'residual', 'fork'] as const;
const sequenceMoves = ['conv', 'recurrent', 'attention', 'dense', 'unit by unit'] as const;
const imageMoves = ['conv', 'conv', 'depthwise', 'pool', 'unit by unit'] as const;

/** One step in making a network. Its numbers mean what the move makes of them. */
interface Move {
  readonly move: (
    typeof flatMoves | typeof merges | typeof sequenceMoves | typeof imageMoves | typeof cutMoves
  )[number];
  readonly pick: number;
  readonly units: number;
  readonly activation: ActivationName;
  readonly useBias: boolean;
  readonly trainable: boolean;
  readonly kernel: Recipe;
  readonly second: Recipe;
  readonly vector: Recipe;
  readonly merge: 'add' | 'multiply' | 'average' | 'concatenate' | 'dot';
}

const move = (moves: readonly Move['move'][]): fc.Arbitrary<Move> =>
  fc.record({
    move: fc.constantFrom(...moves),
    pick: fc.nat(11),
    units: fc.integer({ min: 3, max: 6 }),
    activation: fc.constantFrom(...activations),
    useBias: fc.boolean(),
    trainable: fc.nat(9).map((n) => n > 0),
    kernel: kernels,
    second: kernels,
    vector: vectors,
    merge: fc.constantFrom('add', 'multiply', 'average', 'concatenate', 'dot'),
  });

interface Tensor {
  readonly id: string;
  readonly shape: readonly number[];
}

/** Layer fields without id, source and starts. */
type Draft = { readonly kind: LayerSpec['kind'] } & Readonly<Record<string, unknown>>;

class Builder {
  readonly layers: LayerSpec[] = [];
  /** Stands for every kernel where one start is to be everywhere. */
  readonly #everywhere: Recipe | null;

  constructor(everywhere: Recipe | null) {
    this.#everywhere = everywhere;
  }

  add(draft: Draft, from: readonly Tensor[], { kernel, second, vector }: Recipes): Tensor {
    const bare = {
      ...draft,
      id: `${draft.kind}_${this.layers.length + 1}`,
      from: from.map(({ id }) => id),
    } as unknown as LayerSpec;
    const inputs = from.map(({ shape }) => shape);
    const kind = kindOf(bare);
    const shape = kind.shape(bare, inputs);
    if (isMisfit(shape)) return from[0];
    const starts = kind
      .parameters(bare, inputs)
      .flatMap(({ name, shape: own }): [string, InitializerSpec][] => {
        const recipe = own.length < 2 ? vector : name === 'recurrent' ? second : (this.#everywhere ?? kernel);
        const isScale = name === 'gamma' && vector.kind === 'initializer' && draft['plain'] === true;
        return isScale ? [] : [[name, startFor(recipe, own, own.length < 2 ? 1 : gatesOf(bare.kind))]];
      });
    const fields = Object.fromEntries(Object.entries(bare).filter(([field]) => field !== 'plain'));
    const layer: Record<string, unknown> = { ...fields, ...Object.fromEntries(starts) };
    this.layers.push(layer as unknown as LayerSpec);
    return { id: bare.id, shape };
  }

  /** Everything that the moves make of a tensor, one after the other. */
  run(moves: readonly Move[], from: Tensor): Tensor {
    return moves.reduce((at, each) => this.#one(each, at), from);
  }

  #one(each: Move, at: Tensor): Tensor {
    const { move, pick, units, activation, useBias, trainable } = each;
    const frozen = trainable ? {} : { trainable };
    const rank = at.shape.length;
    switch (move) {
      case 'dense':
        return this.add({ kind: 'dense', units, activation, useBias, ...frozen }, [at], each);
      case 'unit by unit':
        return this.add({ ...plainDrafts(each)[pick], ...frozen }, [at], each);
      case 'conv':
        return this.add(
          {
            kind: rank === 2 ? 'conv1d' : 'conv2d',
            filters: units,
            kernelSize: 1 + (pick % 2),
            padding: pick % 3 === 0 ? 'valid' : 'same',
            activation,
            useBias,
            ...frozen,
          },
          [at],
          each,
        );
      case 'depthwise':
        return this.add(
          {
            kind: 'depthwiseConv2d',
            kernelSize: 2,
            padding: 'same',
            depthMultiplier: 1 + (pick % 2),
            activation,
            useBias,
            ...frozen,
          },
          [at],
          each,
        );
      case 'pool':
        return this.add(
          {
            kind: pick % 2 === 0 ? 'maxPooling2d' : 'averagePooling2d',
            poolSize: 2,
            strides: 1,
            padding: pick % 3 === 0 ? 'valid' : 'same',
          },
          [at],
          each,
        );
      case 'recurrent':
        return this.#recurrent(each, at, true);
      case 'attention':
        return this.#attention(each, at);
      case 'residual': {
        const inner = this.add({ kind: 'dense', units, activation, useBias, ...frozen }, [at], each);
        const kernel = each.merge === 'concatenate' || each.merge === 'dot' ? each.kernel : each.second;
        const back = this.add({ kind: 'dense', units: at.shape[rank - 1], useBias }, [inner], {
          ...each,
          kernel,
        });
        return this.#merge(each, [at, back]);
      }
      case 'fork': {
        const a = this.add({ kind: 'dense', units, activation, useBias, ...frozen }, [at], each);
        const b = this.add({ kind: 'dense', units, activation, useBias }, [at], {
          ...each,
          kernel: each.second,
        });
        return this.#merge(each, [a, b]);
      }
    }
  }

  #merge(each: Move, tensors: readonly Tensor[]): Tensor {
    if (each.merge === 'dot') return this.add({ kind: 'dot', axes: -1 }, tensors, each);
    return this.add({ kind: each.merge }, tensors, each);
  }

  #recurrent(each: Move, at: Tensor, returnSequences: boolean): Tensor {
    const { pick, units, useBias, trainable } = each;
    return this.add(
      {
        kind: (['simpleRNN', 'gru', 'lstm'] as const)[pick % 3],
        units: Math.min(units, 4),
        activation: (['tanh', 'sigmoid', 'linear', 'relu'] as const)[pick % 4],
        recurrentActivation: pick % 5 === 0 ? 'hardSigmoid' : 'sigmoid',
        returnSequences,
        useBias,
        ...(trainable ? {} : { trainable }),
      },
      [at],
      each,
    );
  }

  /** softmax(q·kᵀ)·v, as it is written. */
  #attention(each: Move, at: Tensor): Tensor {
    const { units, useBias } = each;
    const part = (kernel: Recipe): Tensor =>
      this.add({ kind: 'dense', units, useBias }, [at], { ...each, kernel });
    const q = part(each.kernel);
    const k = part(each.second);
    const v = part(each.pick % 2 === 0 ? each.kernel : each.second);
    const scores = this.add(
      { kind: 'dot', axes: [2, 2], ...(each.pick < 6 ? { scale: 0.5 } : {}) },
      [q, k],
      each,
    );
    const shares = this.add({ kind: 'activation', activation: 'softmax' }, [scores], each);
    return this.add({ kind: 'dot', axes: [2, 1] }, [shares, v], each);
  }

  /** Down to one axis. */
  flat(each: Move, at: Tensor): Tensor {
    if (at.shape.length === 1) return at;
    if (at.shape.length === 2 && each.pick % 3 === 0) return this.#recurrent(each, at, false);
    const kind = at.shape.length === 2 ? 'globalAveragePooling1d' : 'globalAveragePooling2d';
    return this.add(each.pick % 3 === 1 ? { kind } : { kind: 'flatten' }, [at], each);
  }
}

type Recipes = Pick<Move, 'kernel' | 'second' | 'vector'>;

const plainDrafts = ({ activation, vector }: Move): readonly Draft[] => [
  { kind: 'activation', activation },
  { kind: 'activation', activation },
  { kind: 'activation', activation },
  { kind: 'batchNormalization', plain: true },
  { kind: 'batchNormalization', plain: vector.kind === 'pattern' },
  { kind: 'layerNormalization', plain: true },
  { kind: 'layerNormalization', plain: true, center: false, scale: false },
  { kind: 'dropout', rate: 0.3, seed: 3 },
  { kind: 'dropout', rate: 0.5, seed: 5 },
  { kind: 'prelu' },
  { kind: 'leakyReLU', alpha: 0.3 },
  { kind: 'leakyReLU', alpha: 0 },
];

/** Twelve units, as places of fewer. */
const cuts: readonly (readonly number[])[] = [
  [6, 2],
  [4, 3],
  [12, 1],
  [2, 6],
  [2, 2, 3],
];

interface Plan {
  /** Comes before the body, which then works on places. */
  readonly cut: { readonly before: Move; readonly shape: readonly number[] } | null;
  readonly body: readonly Move[];
  readonly bridge: Move;
  readonly head: readonly Move[];
  readonly last: Move;
  /** Units of the outputs: an odd number, so that signs never cancel exactly. */
  readonly outputs: 1 | 3;
  readonly loss: LossName;
  readonly optimizer: OptimizerSpec;
  readonly everywhere: Recipe | null;
  /** A second input that joins before the head, a second output that leaves there. */
  readonly secondInput: boolean;
  readonly secondOutput: boolean;
  readonly seed: number;
}

const planOf = (moves: readonly Move['move'][], most: number, isCut = false): fc.Arbitrary<Plan> =>
  fc.record({
    cut: isCut ? fc.record({ before: move(['dense']), shape: fc.constantFrom(...cuts) }) : fc.constant(null),
    body: fc.array(move(moves), { maxLength: most }),
    bridge: move(['unit by unit']),
    head: fc.array(move(['dense', 'unit by unit']), { maxLength: 1 }),
    last: move(['dense']),
    outputs: fc.constantFrom(1 as const, 3 as const),
    loss: fc.constantFrom(...(Object.keys(outputOf) as LossName[])),
    optimizer: fc.constantFrom(...optimizers),
    everywhere: fc.option(kernels, { freq: 3 }),
    secondInput: fc.nat(5).map((n) => n === 0),
    secondOutput: fc.nat(5).map((n) => n === 0),
    seed: fc.integer({ min: 1, max: 50 }),
  });

function assemble(plan: Plan, input: InputSpec, vocabulary: number | null): NetworkSpec {
  const { last, loss, outputs } = plan;
  const builder = new Builder(plan.everywhere);
  const inputs: InputSpec[] = [input];
  let at: Tensor = input;
  if (vocabulary !== null)
    at = builder.add({ kind: 'embedding', inputDim: vocabulary, outputDim: 4 }, [at], plan.bridge);
  if (plan.cut !== null) {
    const { before, shape } = plan.cut;
    const { activation, useBias } = before;
    at = builder.add({ kind: 'dense', units: 12, activation, useBias }, [at], before);
    at = builder.add({ kind: 'reshape', targetShape: shape }, [at], before);
  }
  at = builder.flat(plan.bridge, builder.run(plan.body, at));
  if (plan.secondInput) {
    const beside = { id: 'y', shape: [3] };
    inputs.push(beside);
    const units = at.shape[0];
    const own = builder.add({ kind: 'dense', units, activation: last.activation }, [beside], plan.bridge);
    at = builder.add({ kind: last.merge === 'dot' ? 'add' : last.merge }, [at, own], last);
  }
  const branch = at;
  at = builder.run(plan.head, at);
  const output = (from: Tensor, recipes: Recipes): Tensor =>
    builder.add(
      { kind: 'dense', units: loss.includes('ategorical') ? 3 : outputs, activation: outputOf[loss] },
      [from],
      recipes,
    );
  const ends = [output(at, last)];
  if (plan.secondOutput) ends.push(output(branch, { ...last, kernel: last.second }));
  const spec: NetworkSpec = {
    inputs,
    layers: builder.layers,
    outputs: ends.map(({ id }) => id),
    loss,
    optimizer: plan.optimizer,
    batchSize: null,
    data: { kind: 'teacher', samples: 1 },
  };
  return { ...spec, data: givenData(spec, plan.seed) };
}

/** Dense layers, merges and everything that works on flat tensors, up to eight deep. */
export const flatNetworks: fc.Arbitrary<NetworkSpec> = fc
  .tuple(planOf([...flatMoves, ...flatMoves, ...merges], 6), fc.integer({ min: 2, max: 5 }))
  .map(([plan, size]) => assemble(plan, { id: 'x', shape: [size] }, null));

/** Layers of units that become the pixels of an image or the steps of a sequence. */
export const cutNetworks: fc.Arbitrary<NetworkSpec> = planOf(cutMoves, 3, true).map((plan) =>
  assemble(plan, { id: 'x', shape: [3] }, null),
);

/** Convolutions, pooling, embeddings, recurrent layers and attention. */
export const spatialNetworks: fc.Arbitrary<NetworkSpec> = fc.oneof(
  planOf([...imageMoves, ...merges], 4).map((plan) => assemble(plan, { id: 'x', shape: [4, 4, 2] }, null)),
  planOf([...sequenceMoves, ...merges], 3).map((plan) => assemble(plan, { id: 'x', shape: [4, 2] }, null)),
  planOf([...sequenceMoves], 2).map((plan) => assemble(plan, { id: 'x', shape: [4] }, 6)),
  cutNetworks,
);
