// Small helpers to write network specs in tests.
import type {
  ActivationName,
  InitializerSpec,
  LayerSpec,
  LossName,
  NestedArray,
  NetworkSpec,
  OptimizerSpec,
} from '../../src/core/engine/spec.ts';
import { createRandom } from '../../src/core/engine/random.ts';

export const constant = (value: number): InitializerSpec => ({ kind: 'constant', value });
export const normal = (stddev: number, seed?: number): InitializerSpec =>
  seed === undefined
    ? { kind: 'random-normal', mean: 0, stddev }
    : { kind: 'random-normal', mean: 0, stddev, seed };
export const zero = constant(0);

/** A layer without its wiring: `chain` and `network` read each layer from the one before. */
type Loose = LayerSpec extends infer S
  ? S extends LayerSpec
    ? Omit<S, 'id' | 'from'> & Partial<Pick<S, 'id' | 'from'>>
    : never
  : never;

/** Layers in a row; ids are l1, l2, … where not given. */
export function chain(layers: readonly Loose[], from = 'x'): LayerSpec[] {
  let before = from;
  return layers.map((layer, index) => {
    const spec: LayerSpec = { id: `l${index + 1}`, from: [before], ...layer };
    before = spec.id;
    return spec;
  });
}

export interface Training {
  readonly shape?: readonly number[];
  readonly loss?: LossName;
  readonly optimizer?: OptimizerSpec;
  readonly batchSize?: number;
  readonly samples?: number;
  readonly data?: NetworkSpec['data'];
  readonly outputs?: readonly string[];
  readonly inputs?: NetworkSpec['inputs'];
}

export function network(layers: readonly Loose[], training: Training = {}): NetworkSpec {
  const wired = chain(layers);
  return {
    inputs: training.inputs ?? [{ id: 'x', shape: training.shape ?? [3] }],
    layers: wired,
    outputs: training.outputs ?? [wired[wired.length - 1].id],
    loss: training.loss ?? 'meanSquaredError',
    optimizer: training.optimizer ?? { kind: 'sgd', learningRate: 0.1 },
    batchSize: training.batchSize ?? null,
    data: training.data ?? { kind: 'teacher', samples: training.samples ?? 16, seed: 5 },
  };
}

/** Dense layers of these widths after the input; the last one without the hidden activation. */
export function multilayer(
  widths: readonly number[],
  activation: ActivationName,
  kernel: InitializerSpec | readonly InitializerSpec[],
  bias: InitializerSpec = zero,
  training: Training = {},
  last: ActivationName = 'linear',
): NetworkSpec {
  const [inputs, ...units] = widths;
  return network(
    units.map((width, index) => ({
      kind: 'dense' as const,
      units: width,
      activation: index === units.length - 1 ? last : activation,
      kernel: 'kind' in kernel ? kernel : kernel[index],
      bias: index === units.length - 1 ? zero : bias,
    })),
    { shape: [inputs], ...training },
  );
}

/** Nested arrays of that shape, filled from a seeded source. */
export function filled(shape: readonly number[], draw: () => number): NestedArray {
  const [length, ...rest] = shape;
  return Array.from({ length }, () => (rest.length === 0 ? draw() : filled(rest, draw)));
}

export const normals = (shape: readonly number[], seed: number): NestedArray => {
  const random = createRandom(seed, 'test data');
  return filled(shape, random.normal);
};
