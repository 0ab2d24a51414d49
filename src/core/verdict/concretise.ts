// From a network with unknowns to one that can be run and predicted. Every guess is written down; what cannot be
// guessed honestly (wiring, layers that are not understood) is reported as missing instead.
import type { LayerSpec, LossName, NetworkSpec, OptimizerSpec } from '../engine/spec.ts';
import type { Network, Optimizer } from '../network/graph.ts';
import type { Value } from '../network/value.ts';
import { defined, LayerConcretiser, type Starts } from './concrete-layer.ts';
import { firstOf, freeLength, guessedInput } from './guesses.ts';

export type Concrete =
  { readonly spec: NetworkSpec; readonly assumptions: string[] } | { readonly missing: string[] };

/**
 * The network as a complete spec. Of alternatives the first is taken; unknown starts are taken as random, unless
 * `starts` says otherwise.
 */
export function concretise(network: Network, starts: Starts = new Map()): Concrete {
  const work = new Concretisation(network, starts);
  return work.result();
}

const losses: Record<LossName, true> = {
  meanSquaredError: true,
  meanAbsoluteError: true,
  binaryCrossentropy: true,
  categoricalCrossentropy: true,
  sparseCategoricalCrossentropy: true,
  hinge: true,
  huberLoss: true,
};

const isLoss = (name: string): name is LossName => Object.hasOwn(losses, name);

class Concretisation {
  readonly #network: Network;
  readonly #layers: LayerConcretiser;
  readonly #assumptions: string[];
  readonly #missing: string[];

  constructor(network: Network, starts: Starts) {
    this.#network = network;
    this.#layers = new LayerConcretiser(starts);
    this.#assumptions = this.#layers.assumptions;
    this.#missing = this.#layers.missing;
  }

  result(): Concrete {
    const network = this.#network;
    if (network.layers.length === 0) return { missing: [`${network.id} has no layers that could be read`] };
    const wiring = this.#wiring();
    const outputs = this.#outputs(wiring);
    const inputs = this.#inputs(wiring);
    const layers = network.layers.map((layer) =>
      this.#layers.layer(layer, wiring.get(layer.id) ?? [], outputs.includes(layer.id)),
    );
    const loss = this.#loss(layers, outputs);
    const optimizer = this.#optimizer(network.optimizer);
    if (this.#missing.length > 0) return { missing: this.#missing };
    return {
      spec: {
        inputs,
        layers: layers
          .filter((layer) => layer !== undefined)
          .map((layer) => withAtZero(layer, network.atZero)),
        outputs,
        loss,
        optimizer,
        batchSize: null,
        data: { kind: 'teacher', samples: 64, seed: 7 },
      },
      assumptions: this.#assumptions,
    };
  }

  /** Layer → what it reads. */
  #wiring(): Map<string, readonly string[]> {
    const known = new Set(this.#network.inputs.map((input) => input.id));
    const wiring = new Map<string, readonly string[]>();
    for (const layer of this.#network.layers) {
      if (layer.from.is !== 'known') {
        this.#missing.push(
          `what ${layer.id} reads${layer.from.is === 'unknown' ? ` (${layer.from.why})` : ''}`,
        );
        wiring.set(layer.id, []);
      } else {
        const strangers = layer.from.value.filter((id) => !known.has(id));
        if (strangers.length > 0) this.#missing.push(`${strangers.join(', ')}, which ${layer.id} reads`);
        wiring.set(layer.id, layer.from.value.length === 0 ? [inputFor(layer.id)] : layer.from.value);
      }
      known.add(layer.id);
    }
    return wiring;
  }

  #inputs(wiring: Map<string, readonly string[]>): { id: string; shape: number[] }[] {
    const declared = this.#network.inputs.map((input) => ({ id: input.id, shape: firstOf(input.shape) }));
    const undeclared = this.#network.layers
      .filter((layer) => wiring.get(layer.id)?.[0] === inputFor(layer.id))
      .map((layer) => ({ id: inputFor(layer.id), shape: undefined }));
    return [...declared, ...undeclared].map(({ id, shape }) => {
      const reader = this.#network.layers.find((layer) => wiring.get(layer.id)?.includes(id));
      if (shape === undefined) {
        const guess = guessedInput(reader);
        this.#assumptions.push(`${id}: shape [${guess.join(', ')}] (not in the source)`);
        return { id, shape: guess };
      }
      if (shape.some((size) => size === null)) {
        this.#assumptions.push(`${id}: ${freeLength} for an axis of free length`);
      }
      return { id, shape: shape.map((size) => size ?? freeLength) };
    });
  }

  #outputs(wiring: Map<string, readonly string[]>): readonly string[] {
    const { outputs, layers } = this.#network;
    const given = firstOf(outputs);
    const ids = new Set(layers.map((layer) => layer.id));
    if (given !== undefined && given.length > 0 && given.every((id) => ids.has(id))) return given;
    const read = new Set([...wiring.values()].flat());
    const last = layers.map((layer) => layer.id).filter((id) => !read.has(id));
    this.#assumptions.push(
      `outputs: ${last.join(', ')} (nothing in the source reads ${last.length > 1 ? 'them' : 'it'})`,
    );
    return last;
  }

  #loss(layers: readonly (LayerSpec | undefined)[], outputs: readonly string[]): LossName {
    const said = firstOf(this.#network.loss);
    if (said !== undefined && isLoss(said)) return said;
    const last = layers.find((layer) => layer !== undefined && outputs.includes(layer.id));
    const activation = last !== undefined && 'activation' in last ? last.activation : undefined;
    const guess: LossName =
      activation === 'softmax' || activation === 'logSoftmax'
        ? 'categoricalCrossentropy'
        : activation === 'sigmoid'
          ? 'binaryCrossentropy'
          : 'meanSquaredError';
    this.#assumptions.push(
      said === undefined ? `loss: ${guess} (not in the source)` : `loss: ${guess} in place of ${said}`,
    );
    return guess;
  }

  #optimizer(optimizer: Value<Optimizer>): OptimizerSpec {
    const said = firstOf(optimizer);
    const number = (name: string): number | undefined => {
      const value = firstOf(said?.settings[name]);
      return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
    };
    const rate = number('learningRate');
    const assumed = (learningRate: number): number => {
      this.#assumptions.push(`learning rate: ${learningRate} (not in the source)`);
      return learningRate;
    };
    if (said === undefined) {
      this.#assumptions.push('optimizer: adam, learning rate 0.01 (not in the source)');
      return { kind: 'adam', learningRate: 0.01 };
    }
    switch (said.kind) {
      case 'sgd':
        return { kind: 'sgd', learningRate: rate ?? assumed(0.01) };
      case 'momentum':
        return {
          kind: 'momentum',
          learningRate: rate ?? assumed(0.01),
          momentum: number('momentum') ?? 0.9,
          useNesterov: firstOf(said.settings['useNesterov']) === true,
        };
      case 'rmsprop':
        return {
          kind: 'rmsprop',
          learningRate: rate ?? assumed(0.001),
          ...defined({ decay: number('decay'), momentum: number('momentum'), epsilon: number('epsilon') }),
        };
      case 'adagrad':
        return { kind: 'adagrad', learningRate: rate ?? assumed(0.01) };
      case 'adadelta':
        return {
          kind: 'adadelta',
          ...defined({ learningRate: rate, rho: number('rho'), epsilon: number('epsilon') }),
        };
      case 'adam':
      case 'adamax':
        return {
          kind: said.kind,
          ...defined({
            learningRate: rate,
            beta1: number('beta1'),
            beta2: number('beta2'),
            epsilon: number('epsilon'),
          }),
        };
      default:
        this.#assumptions.push(`optimizer: adam in place of ${said.kind}`);
        return { kind: 'adam', learningRate: rate ?? 0.01 };
    }
  }
}

/** The layer with the library's own numbers at 0 for the activations that it has. */
function withAtZero(layer: LayerSpec, atZero: Network['atZero'] = {}): LayerSpec {
  if (!('activation' in layer)) return layer;
  const names: unknown[] = [
    layer.activation,
    'recurrentActivation' in layer ? layer.recurrentActivation : null,
  ];
  const own = Object.entries(atZero).filter(([name]) => names.includes(name));
  return own.length === 0 ? layer : { ...layer, atZero: Object.fromEntries(own) };
}

const inputFor = (layer: string): string => `${layer}_input`;
