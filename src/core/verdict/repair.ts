// Starts that fit an activation, and the same network with them at every faulted site.
import type { ActivationName, LayerSpec, NetworkSpec } from '../engine/spec.ts';
import type { Layer, NamedStart, Network } from '../network/graph.ts';
import { firstOf } from './guesses.ts';
import type { Judgement } from './verdict.ts';

/** He for the relu family, LeCun for selu, Glorot for everything else; null is linear. */
export function suggestedStart(activation: string | null): NamedStart {
  switch (activation ?? 'linear') {
    case 'relu':
    case 'relu6':
    case 'leakyReLU':
    case 'prelu':
    case 'elu':
    case 'gelu':
    case 'gelu_new':
    case 'swish':
    case 'mish':
      return 'he-normal';
    case 'selu':
      return 'lecun-normal';
    default:
      return 'glorot-uniform';
  }
}

/** Layers after which the sums of a layer are still what is activated. */
const transparent: readonly LayerSpec['kind'][] = [
  'activation',
  'prelu',
  'leakyReLU',
  'batchNormalization',
  'layerNormalization',
  'dropout',
  'flatten',
  'maxPooling2d',
  'averagePooling2d',
];

/** The activation that a layer's sums go through: its own, or that of a layer of activations after it. */
export function activationOf(
  layer: LayerSpec,
  following: (id: string) => readonly LayerSpec[],
): ActivationName | 'prelu' {
  if (layer.kind === 'activation') return layer.activation;
  if (layer.kind === 'prelu' || layer.kind === 'leakyReLU') return layer.kind;
  const own = 'activation' in layer ? (layer.activation ?? 'linear') : 'linear';
  if (own !== 'linear') return own;
  const next = following(layer.id);
  const [only] = next;
  return next.length === 1 && transparent.includes(only.kind) ? activationOf(only, following) : 'linear';
}

export const readersIn =
  (spec: NetworkSpec) =>
  (id: string): readonly LayerSpec[] =>
    spec.layers.filter((layer) => layer.from.includes(id));

/** The same for a network as its source describes it; null where it cannot be read. */
export function activationAfter(network: Network, layer: Layer): string | null {
  const own =
    layer.kind === 'prelu' || layer.kind === 'leakyReLU' ? layer.kind : firstOf(layer.settings['activation']);
  if (typeof own === 'string' && own !== 'linear') return own;
  const readers = network.layers.filter(({ from }) => firstOf(from)?.includes(layer.id) === true);
  const [only] = readers;
  return readers.length === 1 && transparent.some((kind) => kind === only.kind)
    ? activationAfter(network, only)
    : 'linear';
}

export type FittingStart = { readonly kind: NamedStart } | { readonly kind: 'constant'; readonly value: 1 };

/** What a parameter should start from: random numbers of a fitting size, but for the scale of a normalisation. */
export const fittingStart = (
  layer: LayerSpec,
  parameter: string,
  following: (id: string) => readonly LayerSpec[],
): FittingStart =>
  parameter === 'gamma'
    ? { kind: 'constant', value: 1 }
    : { kind: suggestedStart(activationOf(layer, following)) };

/** The same network with a fitting random start at every site of `sites` (layer id → parameter names). */
export function withStarts(
  spec: NetworkSpec,
  sites: ReadonlyMap<string, readonly string[]>,
  start?: NamedStart,
): NetworkSpec {
  const following = readersIn(spec);
  return {
    ...spec,
    layers: spec.layers.map((layer) => {
      const parameters = sites.get(layer.id);
      if (parameters === undefined) return layer;
      const chosen = (name: string): FittingStart =>
        start === undefined || name === 'gamma' ? fittingStart(layer, name, following) : { kind: start };
      return { ...layer, ...Object.fromEntries(parameters.map((name) => [name, chosen(name)])) };
    }),
  };
}

/** Judged to hurt: these sites are what the report asks to change. */
export const isFault = (kind: string): boolean =>
  kind === 'dead' || kind === 'symmetric' || kind === 'blocked' || kind === 'low-rank';

/** The network with the suggested starts at every faulted site. */
export function repaired(spec: NetworkSpec, judgement: Judgement): NetworkSpec {
  const sites = new Map<string, string[]>();
  for (const { layer, parameter, verdict } of judgement.parameters) {
    if (isFault(verdict.kind)) sites.set(layer, [...(sites.get(layer) ?? []), parameter]);
  }
  return sites.size === 0 ? spec : withStarts(spec, sites);
}
