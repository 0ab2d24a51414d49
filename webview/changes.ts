// What the user changed against the code, and the network that results. Changes are made to the network, before it
// is made concrete, so that verdict, sentence and run all follow from the same thing.
import type {
  ActivationName,
  DataSpec,
  GeneratorName,
  LossName,
  NetworkSpec,
} from '../src/core/engine/spec.ts';
import type { Layer, Network, Optimizer, Parameter, Start } from '../src/core/network/graph.ts';
import { known } from '../src/core/network/value.ts';
import { deepened } from './depth.ts';

export type OptimizerName = 'sgd' | 'momentum' | 'rmsprop' | 'adagrad' | 'adam';

/** Starts that need nothing from the code: no checkpoint, no list of numbers. */
export type PlainStart = Exclude<Start, { readonly kind: 'values' | 'loaded' | 'variance-scaling' }>;

/** What was never changed is not there. */
export type ById<T> = Readonly<Partial<Record<string, T>>>;

export interface Changes {
  /** By "layer.parameter". */
  readonly starts: ById<PlainStart>;
  /** By layer id. */
  readonly activations: ById<ActivationName>;
  /** By layer id. */
  readonly units: ById<number>;
  /** By layer id: how many such layers stand in a row; 0 leaves it out. */
  readonly depths: ById<number>;
  readonly loss: LossName | null;
  readonly optimizer: OptimizerName | null;
  readonly learningRate: number | null;
  readonly batchSize: number | 'full' | null;
  readonly data: GeneratorName | null;
  readonly balanced: boolean | null;
  /** null: 1, the seed of every other front end. */
  readonly seed: number | null;
}

export const noChanges: Changes = {
  starts: {},
  activations: {},
  units: {},
  depths: {},
  loss: null,
  optimizer: null,
  learningRate: null,
  batchSize: null,
  data: null,
  balanced: null,
  seed: null,
};

/** How many things differ from the code. */
export const countChanges = (changes: Changes): number =>
  Object.keys(changes.starts).length +
  Object.keys(changes.activations).length +
  Object.keys(changes.units).length +
  Object.keys(changes.depths).length +
  [
    changes.loss,
    changes.optimizer,
    changes.learningRate,
    changes.batchSize,
    changes.data,
    changes.balanced,
    changes.seed,
  ].filter((value) => value !== null).length;

/** Sets, or with null takes back, one entry of one of the maps. */
export function withEntry<T>(map: ById<T>, key: string, value: T | null): ById<T> {
  const rest = Object.entries(map).filter(([name]) => name !== key);
  return Object.fromEntries(value === null ? rest : [...rest, [key, value]]);
}

export function changedNetwork(network: Network, changes: Changes): Network {
  const kind = changes.optimizer;
  const before = network.optimizer.is === 'known' ? network.optimizer.value : null;
  const rate: Optimizer['settings'] =
    changes.learningRate === null ? {} : { learningRate: known(changes.learningRate) };
  const optimizer =
    kind === null && changes.learningRate === null
      ? network.optimizer
      : known({
          kind: kind ?? before?.kind ?? 'sgd',
          settings: {
            ...(kind === null || kind === before?.kind
              ? (before?.settings ?? {})
              : { learningRate: before?.settings['learningRate'] ?? known(0.1) }),
            ...rate,
          },
        });
  return {
    ...network,
    layers: deepened(network, changes.depths).map((layer) => changedLayer(layer, changes)),
    loss: changes.loss === null ? network.loss : known(changes.loss),
    optimizer,
  };
}

function changedLayer(layer: Layer, changes: Changes): Layer {
  const activation = changes.activations[layer.id];
  const units = changes.units[layer.id];
  const settings = {
    ...layer.settings,
    ...(activation === undefined ? {} : { activation: known(activation) }),
    ...(units === undefined ? {} : { ['filters' in layer.settings ? 'filters' : 'units']: known(units) }),
  };
  return {
    ...layer,
    settings,
    parameters: layer.parameters.map((parameter) =>
      changedParameter(parameter, changes.starts[`${layer.id}.${parameter.name}`]),
    ),
  };
}

/** A start chosen here is not the author's any more: what surprised there no longer holds. */
const changedParameter = (parameter: Parameter, start: Start | undefined): Parameter =>
  start === undefined ? parameter : { ...parameter, start: known(start), surprises: [] };

/** Data and batches, chosen after the network is concrete: the one is not part of the code, the other depends on it. */
export function changedData(network: NetworkSpec, changes: Changes): NetworkSpec {
  const { batchSize } = changes;
  const spec =
    batchSize === null ? network : { ...network, batchSize: batchSize === 'full' ? null : batchSize };
  if (changes.data === null && changes.balanced === null) return spec;
  const before = spec.data;
  const kind = changes.data ?? (before.kind === 'given' ? 'teacher' : before.kind);
  const samples = before.kind === 'given' ? 64 : (before.samples ?? 64);
  const seed = before.kind === 'given' ? 7 : (before.seed ?? 7);
  const data: DataSpec = { kind, samples, seed, balanced: changes.balanced ?? false };
  return { ...spec, data };
}
