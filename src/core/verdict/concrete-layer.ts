// One layer of a network with unknowns as a layer of a spec.
import type { ActivationName, InitializerSpec, LayerSpec } from '../engine/spec.ts';
import type { Layer, Setting, Start } from '../network/graph.ts';
import type { Value } from '../network/value.ts';
import { assumedUnits, firstOf, initializerOf, mildestStart, randomStart } from './guesses.ts';
import { siteKey } from './plan.ts';

/** A start to use in place of what the source says, by "layer.parameter". */
export type Starts = ReadonlyMap<string, Start>;

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

/** Writes down what it guesses, and what it cannot guess. */
export class LayerConcretiser {
  readonly assumptions: string[] = [];
  readonly missing: string[] = [];
  readonly #starts: Starts;

  constructor(starts: Starts) {
    this.#starts = starts;
  }

  layer(layer: Layer, from: readonly string[], isOutput: boolean): LayerSpec | undefined {
    const trainable = firstOf(layer.trainable);
    if (layer.trainable.is !== 'known')
      this.assumptions.push(`${layer.id}: ${trainable === false ? 'frozen' : 'trained'}`);
    const base = { id: layer.id, from, ...(trainable === false ? { trainable } : {}) };
    const start = (...names: string[]): Record<string, InitializerSpec> => {
      const written: Record<string, InitializerSpec> = {};
      for (const name of names) {
        const found = this.#start(layer, name);
        if (found !== undefined) written[name] = found;
      }
      return written;
    };
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
        if (rate === undefined) this.assumptions.push(`${layer.id}: rate 0.5 (not in the source)`);
        return { ...base, kind: 'dropout', rate: rate ?? 0.5 };
      }
      case 'flatten':
      case 'globalAveragePooling1d':
      case 'globalAveragePooling2d':
        return { ...base, kind: layer.kind };
      case 'reshape': {
        const target = this.#list(layer, 'targetShape');
        if (target === undefined) this.missing.push(`the target shape of ${layer.id}`);
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
      case 'dot': {
        const axes = this.#list(layer, 'axes');
        const pair =
          typeof axes === 'number' ? axes : axes?.length === 2 ? ([axes[0], axes[1]] as const) : undefined;
        if (pair === undefined) this.missing.push(`the axes of ${layer.id}`);
        if (this.#setting(layer, 'normalize') === true)
          this.missing.push(`the lengths that ${layer.id} divides by`);
        return {
          ...base,
          kind: 'dot',
          axes: pair ?? -1,
          ...defined({ scale: numeric(this.#setting(layer, 'scale')) }),
        };
      }
      case 'opaque':
        this.missing.push(`what ${layer.id}${layer.name === undefined ? '' : ` (${layer.name})`} computes`);
        return undefined;
    }
  }

  #setting(layer: Layer, name: string): Setting | undefined {
    const value = layer.settings[name] as Value<Setting> | undefined;
    if (value?.is === 'one-of')
      this.assumptions.push(
        `${layer.id}: ${name} ${JSON.stringify(value.cases[0].value)}, the first of ${value.cases.length} alternatives`,
      );
    return firstOf(value);
  }

  #size(layer: Layer, name: string, guess: number): number {
    const value = this.#setting(layer, name);
    if (typeof value === 'number') return value;
    this.assumptions.push(`${layer.id}: ${guess} ${name} (not in the source)`);
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
    this.missing.push(
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
    this.missing.push(`the padding ${JSON.stringify(said)} of ${layer.id}`);
    return {};
  }

  #flag(layer: Layer, name: string): Record<string, boolean> {
    const said = this.#setting(layer, name);
    return typeof said === 'boolean' ? { [name]: said } : {};
  }

  #start(layer: Layer, name: string): InitializerSpec | undefined {
    const key = siteKey(layer.id, name);
    const chosen = this.#starts.get(key);
    if (chosen !== undefined) return initializerOf(chosen, name);
    const parameter = layer.parameters.find((candidate) => candidate.name === name);
    if (parameter === undefined) return undefined;
    const start = mildestStart(parameter.start);
    if (parameter.start.is === 'one-of' && start !== undefined) {
      this.assumptions.push(`${key}: ${start.kind}, one of ${parameter.start.cases.length} alternatives`);
    }
    if (start === undefined) {
      this.assumptions.push(
        `${key}: random (${parameter.start.is === 'unknown' ? parameter.start.why : 'not in the source'})`,
      );
      return randomStart(name);
    }
    if (start.kind === 'loaded') {
      this.assumptions.push(`${key}: random, since what is loaded is not known`);
      return randomStart(name);
    }
    return initializerOf(start, name);
  }
}

const numeric = (value: Setting | undefined): number | undefined =>
  typeof value === 'number' ? value : undefined;

/** Without the entries that are undefined. */
export function defined<T extends object>(entries: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
