// From a network with unknowns to one that can be run and predicted. Every guess is written down; what cannot be
// guessed honestly (wiring, layers that are not understood) is reported as missing instead.
import type {
  ActivationName,
  InitializerSpec,
  LayerSpec,
  LossName,
  NetworkSpec,
  OptimizerSpec,
} from '../engine/spec.ts';
import type { Layer, Network, Optimizer, Parameter, Setting, Start } from '../network/graph.ts';
import type { Value } from '../network/value.ts';
import { constantOf } from './weight.ts';

export type Concrete =
  { readonly spec: NetworkSpec; readonly assumptions: string[] } | { readonly missing: string[] };

/** A start to use in place of what the source says, by "layer.parameter". */
export type Starts = ReadonlyMap<string, Start>;

export const siteKey = (layer: string, parameter: string): string => `${layer}.${parameter}`;

/** Units of a hidden layer of unknown size: enough to see twins, few enough to draw. */
const assumedUnits = 8;

/**
 * The network as a complete spec. Of alternatives the first is taken; unknown starts are taken as random, unless
 * `starts` says otherwise.
 */
export function concretise(network: Network, starts: Starts = new Map()): Concrete {
  const work = new Concretisation(network, starts);
  return work.result();
}

const activations: Record<ActivationName, true> = {
  linear: true,
  relu: true,
  relu6: true,
  tanh: true,
  sigmoid: true,
  hardSigmoid: true,
  softplus: true,
  softsign: true,
  elu: true,
  selu: true,
  gelu: true,
  gelu_new: true,
  swish: true,
  mish: true,
  leakyReLU: true,
  softmax: true,
  logSoftmax: true,
};

const isActivation = (name: unknown): name is ActivationName =>
  typeof name === 'string' && Object.hasOwn(activations, name);

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

/** Of two or more alternatives the first; undefined for unknown. */
export function firstOf<T>(value: Value<T> | undefined): T | undefined {
  if (value === undefined || value.is === 'unknown') return undefined;
  return value.is === 'known' ? value.value : value.cases[0].value;
}

/** Of two or more alternatives the first that is not constant: where the source leaves a choice, the milder case is believed. */
export function mildestStart(start: Value<Start>): Start | undefined {
  if (start.is !== 'one-of') return firstOf(start);
  const mild = start.cases.find(({ value }) => value.kind === 'loaded' || constantOf(value) === undefined);
  return (mild ?? start.cases[0]).value;
}

class Concretisation {
  readonly #network: Network;
  readonly #starts: Starts;
  readonly #assumptions: string[] = [];
  readonly #missing: string[] = [];

  constructor(network: Network, starts: Starts) {
    this.#network = network;
    this.#starts = starts;
  }

  result(): Concrete {
    const network = this.#network;
    if (network.layers.length === 0) return { missing: [`${network.id} has no layers that could be read`] };
    const wiring = this.#wiring();
    const outputs = this.#outputs(wiring);
    const inputs = this.#inputs(wiring);
    const layers = network.layers.map((layer) =>
      this.#layer(layer, wiring.get(layer.id) ?? [], outputs.includes(layer.id)),
    );
    const loss = this.#loss(layers, outputs);
    const optimizer = this.#optimizer(network.optimizer);
    if (this.#missing.length > 0) return { missing: this.#missing };
    return {
      spec: {
        inputs,
        layers: layers.filter((layer) => layer !== undefined),
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

  #setting(layer: Layer, name: string): Setting | undefined {
    const value = layer.settings[name] as Value<Setting> | undefined;
    if (value?.is === 'one-of')
      this.#assumptions.push(
        `${layer.id}: ${name} ${JSON.stringify(value.cases[0].value)}, the first of ${value.cases.length} alternatives`,
      );
    return firstOf(value);
  }

  #size(layer: Layer, name: string, guess: number): number {
    const value = this.#setting(layer, name);
    if (typeof value === 'number') return value;
    this.#assumptions.push(`${layer.id}: ${guess} ${name} (not in the source)`);
    return guess;
  }

  #list(layer: Layer, name: string): readonly number[] | number | undefined {
    const value = this.#setting(layer, name);
    if (typeof value === 'number') return value;
    return Array.isArray(value) && value.every((entry) => typeof entry === 'number') ? value : undefined;
  }

  #activation(layer: Layer, name = 'activation'): Partial<Record<string, ActivationName>> {
    const written = layer.settings[name] as Value<Setting> | undefined;
    if (written === undefined) return {};
    const said = this.#setting(layer, name);
    if (isActivation(said)) return { [name]: said };
    if (said === null)
      return layer.kind === 'dense' || layer.kind === 'lstm' || layer.kind === 'gru'
        ? { [name]: 'linear' }
        : {};
    this.#missing.push(
      said === undefined
        ? `the ${name} of ${layer.id}`
        : `the ${name} ${JSON.stringify(said)} of ${layer.id}`,
    );
    return {};
  }

  #padding(layer: Layer): { padding?: 'valid' | 'same' } {
    const said = this.#setting(layer, 'padding');
    if (said === undefined || said === 'valid' || said === 'same')
      return said === undefined ? {} : { padding: said };
    this.#missing.push(`the padding ${JSON.stringify(said)} of ${layer.id}`);
    return {};
  }

  #flag(layer: Layer, name: string): Record<string, boolean> {
    const said = this.#setting(layer, name);
    return typeof said === 'boolean' ? { [name]: said } : {};
  }

  #start(layer: Layer, name: string): Record<string, InitializerSpec> {
    const key = siteKey(layer.id, name);
    const chosen = this.#starts.get(key);
    if (chosen !== undefined) return { [name]: initializerOf(chosen, name) };
    const parameter = layer.parameters.find((candidate) => candidate.name === name);
    if (parameter === undefined) return {};
    const start = mildestStart(parameter.start);
    if (parameter.start.is === 'one-of' && start !== undefined) {
      this.#assumptions.push(`${key}: ${start.kind}, one of ${parameter.start.cases.length} alternatives`);
    }
    if (start === undefined) {
      this.#assumptions.push(
        `${key}: random (${parameter.start.is === 'unknown' ? parameter.start.why : 'not in the source'})`,
      );
      return { [name]: unknownStart(parameter) };
    }
    if (start.kind === 'loaded') {
      this.#assumptions.push(`${key}: random, since what is loaded is not known`);
      return { [name]: unknownStart(parameter) };
    }
    return { [name]: initializerOf(start, name) };
  }

  #layer(layer: Layer, from: readonly string[], isOutput: boolean): LayerSpec | undefined {
    const trainable = firstOf(layer.trainable);
    if (layer.trainable.is !== 'known')
      this.#assumptions.push(`${layer.id}: ${trainable === false ? 'frozen' : 'trained'}`);
    const base = { id: layer.id, from, ...(trainable === false ? { trainable } : {}) };
    const start = (...names: string[]): Record<string, InitializerSpec> =>
      Object.assign({}, ...names.map((name) => this.#start(layer, name))) as Record<string, InitializerSpec>;
    switch (layer.kind) {
      case 'dense': {
        const activation = this.#activation(layer);
        return {
          ...base,
          kind: 'dense',
          units: this.#size(
            layer,
            'units',
            isOutput ? (activation['activation'] === 'softmax' ? 3 : 1) : assumedUnits,
          ),
          ...activation,
          ...this.#flag(layer, 'useBias'),
          ...start('kernel', 'bias'),
        };
      }
      case 'conv1d':
      case 'conv2d':
        return {
          ...base,
          kind: layer.kind,
          filters: this.#size(layer, 'filters', assumedUnits),
          kernelSize: this.#list(layer, 'kernelSize') ?? this.#size(layer, 'kernelSize', 3),
          ...defined({ strides: this.#list(layer, 'strides') }),
          ...this.#padding(layer),
          ...this.#activation(layer),
          ...this.#flag(layer, 'useBias'),
          ...start('kernel', 'bias'),
        };
      case 'depthwiseConv2d':
        return {
          ...base,
          kind: 'depthwiseConv2d',
          kernelSize: this.#list(layer, 'kernelSize') ?? this.#size(layer, 'kernelSize', 3),
          ...defined({ strides: this.#list(layer, 'strides') }),
          ...this.#padding(layer),
          ...defined({ depthMultiplier: numeric(this.#setting(layer, 'depthMultiplier')) }),
          ...this.#activation(layer),
          ...this.#flag(layer, 'useBias'),
          ...start('depthwise', 'bias'),
        };
      case 'embedding':
        return {
          ...base,
          kind: 'embedding',
          inputDim: this.#size(layer, 'inputDim', 16),
          outputDim: this.#size(layer, 'outputDim', assumedUnits),
          ...start('embeddings'),
        };
      case 'simpleRNN':
      case 'gru':
      case 'lstm':
        return {
          ...base,
          kind: layer.kind,
          units: this.#size(layer, 'units', assumedUnits),
          ...this.#activation(layer),
          ...(layer.kind === 'simpleRNN' ? {} : this.#activation(layer, 'recurrentActivation')),
          ...this.#flag(layer, 'useBias'),
          ...this.#flag(layer, 'returnSequences'),
          ...start('kernel', 'recurrent', 'bias'),
        };
      case 'batchNormalization':
      case 'layerNormalization':
        return {
          ...base,
          kind: layer.kind,
          ...defined({
            epsilon: numeric(this.#setting(layer, 'epsilon')),
            momentum:
              layer.kind === 'batchNormalization' ? numeric(this.#setting(layer, 'momentum')) : undefined,
          }),
          ...this.#flag(layer, 'center'),
          ...this.#flag(layer, 'scale'),
          ...start('gamma', 'beta'),
        };
      case 'activation': {
        const { activation } = this.#activation(layer);
        return {
          ...base,
          kind: 'activation',
          activation: activation ?? 'linear',
        };
      }
      case 'prelu':
        return { ...base, kind: 'prelu', ...start('alpha') };
      case 'leakyReLU':
        return { ...base, kind: 'leakyReLU', ...defined({ alpha: numeric(this.#setting(layer, 'alpha')) }) };
      case 'dropout': {
        const rate = numeric(this.#setting(layer, 'rate'));
        if (rate === undefined) this.#assumptions.push(`${layer.id}: rate 0.5 (not in the source)`);
        return { ...base, kind: 'dropout', rate: rate ?? 0.5 };
      }
      case 'flatten':
      case 'globalAveragePooling1d':
      case 'globalAveragePooling2d':
        return { ...base, kind: layer.kind };
      case 'reshape': {
        const target = this.#list(layer, 'targetShape');
        if (target === undefined) this.#missing.push(`the target shape of ${layer.id}`);
        return {
          ...base,
          kind: 'reshape',
          targetShape: typeof target === 'number' ? [target] : (target ?? []),
        };
      }
      case 'maxPooling2d':
      case 'averagePooling2d':
        return {
          ...base,
          kind: layer.kind,
          ...defined({ poolSize: this.#list(layer, 'poolSize'), strides: this.#list(layer, 'strides') }),
          ...this.#padding(layer),
        };
      case 'add':
      case 'multiply':
      case 'average':
        return { ...base, kind: layer.kind };
      case 'concatenate':
        return { ...base, kind: 'concatenate', ...defined({ axis: numeric(this.#setting(layer, 'axis')) }) };
      case 'opaque':
        this.#missing.push(`what ${layer.id}${layer.name === undefined ? '' : ` (${layer.name})`} computes`);
        return undefined;
    }
  }
}

/** For an axis whose length the source leaves open. */
const freeLength = 6;

const inputFor = (layer: string): string => `${layer}_input`;

const numeric = (value: Setting | undefined): number | undefined =>
  typeof value === 'number' ? value : undefined;

/** Without the entries that are undefined. */
function defined<T extends object>(entries: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

function guessedInput(reader: Layer | undefined): number[] {
  const kind = reader?.kind ?? 'dense';
  switch (kind) {
    case 'conv2d':
    case 'depthwiseConv2d':
    case 'maxPooling2d':
    case 'averagePooling2d':
    case 'globalAveragePooling2d':
      return [16, 16, 3];
    case 'conv1d':
    case 'globalAveragePooling1d':
      return [16, 4];
    case 'simpleRNN':
    case 'gru':
    case 'lstm':
      return [freeLength, 4];
    case 'embedding':
      return [freeLength];
    case 'dense':
    case 'batchNormalization':
    case 'layerNormalization':
    case 'activation':
    case 'prelu':
    case 'leakyReLU':
    case 'dropout':
    case 'flatten':
    case 'reshape':
    case 'add':
    case 'multiply':
    case 'average':
    case 'concatenate':
    case 'opaque':
      return [4];
  }
}

export function initializerOf(start: Start, parameter: string): InitializerSpec {
  return start.kind === 'loaded' ? randomFor(parameter) : start;
}

const unknownStart = (parameter: Parameter): InitializerSpec => randomFor(parameter.name);

function randomFor(parameter: string): InitializerSpec {
  switch (parameter) {
    case 'kernel':
    case 'depthwise':
      return { kind: 'glorot-normal' };
    case 'recurrent':
      return { kind: 'orthogonal', gain: 1 };
    case 'gamma':
    case 'movingVariance':
      return { kind: 'constant', value: 1 };
    default:
      return { kind: 'random-normal', mean: 0, stddev: 0.05 };
  }
}
