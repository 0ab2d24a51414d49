// How a random start scales what passes through the network: in the limit of wide layers, with inputs of variance 1, the
// variance of the sums (q) going up and of the gradients (χ) going down change by a known factor at every layer.
import type { ActivationName, InitializerSpec, LayerSpec } from '../engine/spec.ts';
import { kernelName, startOf } from './parameters.ts';
import { type Plan, unitsOf, perAxis } from './plan.ts';
import { suggestedStart } from './repair.ts';
import { valueAt } from './schedule/activation.ts';
import type { Scale, ScaleSite } from './verdict.ts';

/** A standard deviation that changes by more than this through the whole network is worth a word. */
const bearable = 1000;

/** A start whose own standard deviation is within this factor of the fitting one is not the cause. */
const near = 2;

/** null: nothing to say, or the network is not one of which this theory speaks (normalised, merged, constant, unknown). */
export function scaleOf(
  plan: Plan,
  sites: readonly { readonly layer: string; readonly parameter: string }[],
): Scale | null {
  const now = sites.length === 0 ? undefined : passageOf(plan);
  if (now === undefined) return null;
  const kind = extreme(now);
  if (kind === null) return null;
  const suggested = (layer: LayerSpec): InitializerSpec => ({ kind: suggestedStart(activationOf(layer)) });
  const fitted = passage(plan, (layer, index) => varianceOf(suggested(layer), fans(plan, index)));
  if (fitted === undefined || extreme(fitted) !== null) return null;

  const places = new Map(plan.nodes.map((node) => [node.layer.id, node]));
  const blamed = sites.flatMap(({ layer: id, parameter }): ScaleSite[] => {
    const node = places.get(id);
    if (node === undefined || node.kernel !== parameter) return [];
    const { layer, index } = node;
    const stddev = Math.sqrt(varianceOf(startOf(layer, parameter), fans(plan, index)) ?? 0);
    const fit = Math.sqrt(meantBy(suggested(layer), fans(plan, index)) ?? 0);
    const off = kind === 'vanishing' ? fit / stddev : stddev / fit;
    const gain = fit * Math.sqrt(fans(plan, index).fanIn);
    return off > near ? [{ layer: id, parameter, stddev, fitting: fit, gain }] : [];
  });
  return blamed.length === 0 ? null : { kind, forward: now.forward, backward: now.backward, sites: blamed };
}

/** Factors: of the sums' standard deviation from the input to the output, of the gradient's norm from the last sums to the first. */
export interface Passage {
  readonly forward: number;
  readonly backward: number;
}

/** Of a chain of dense and convolutional layers as it starts; undefined where the theory does not speak of it. */
export const passageOf = (plan: Plan): Passage | undefined =>
  isPlainChain(plan)
    ? passage(plan, (layer, index) => varianceOf(startOf(layer, kernelName(layer) ?? ''), fans(plan, index)))
    : undefined;

function extreme({ forward, backward }: Passage): Scale['kind'] | null {
  if (Math.max(forward, backward) > bearable) return 'exploding';
  return Math.min(forward, backward) < 1 / bearable ? 'vanishing' : null;
}

const quiet: readonly LayerSpec['kind'][] = [
  'dense',
  'conv1d',
  'conv2d',
  'activation',
  'leakyReLU',
  'dropout',
  'flatten',
  'reshape',
];

const isPlainChain = ({ spec }: Plan): boolean =>
  spec.inputs.length === 1 &&
  spec.layers.every(
    (layer, index) =>
      quiet.includes(layer.kind) &&
      layer.from.length === 1 &&
      layer.from[0] === (index === 0 ? spec.inputs[0].id : spec.layers[index - 1].id),
  );

function passage(
  plan: Plan,
  variance: (layer: LayerSpec, index: number) => number | undefined,
): Passage | undefined {
  /** Variance of the sums; mean square of what the next layer reads, and of the slopes in between. */
  let q = 1;
  let square = 1;
  let slope = 1;
  let chi = 1;
  let isFirst = true;
  // Layers in a row ask for the same again and again.
  const known = new Map<string, ReturnType<typeof means>>();
  for (const [index, layer] of plan.spec.layers.entries()) {
    if (kernelName(layer) !== undefined) {
      const weights = variance(layer, index);
      // Constants are the business of other rules.
      if (weights === undefined || weights === 0) return undefined;
      const gain = fans(plan, index).fanIn * weights;
      q = gain * square;
      if (!isFirst) chi *= gain * slope;
      isFirst = false;
      square = q;
      slope = 1;
    }
    const name = activationOf(layer);
    if (name === 'linear') continue;
    const key = `${name} ${q.toPrecision(6)}`;
    const mean = known.get(key) ?? means(name, q);
    known.set(key, mean);
    square = mean.square;
    slope *= mean.slope;
  }
  return { forward: Math.sqrt(q), backward: Math.sqrt(chi) };
}

/** E[f(z)²] and E[f′(z)²] for z normal with variance q. */
function means(name: ActivationName, q: number): { readonly square: number; readonly slope: number } {
  const f = (z: number): number => valueAt(name, z);
  return {
    square: expected((z) => f(z) ** 2, q),
    slope: expected((z) => ((f(z + 1e-4) - f(z - 1e-4)) / 2e-4) ** 2, q),
  };
}

const activationOf = (layer: LayerSpec): ActivationName =>
  layer.kind === 'leakyReLU'
    ? 'leakyReLU'
    : 'activation' in layer
      ? (layer.activation ?? 'linear')
      : 'linear';

/** E[f(z)] for z normal with variance q. */
function expected(f: (z: number) => number, q: number): number {
  const deviation = Math.sqrt(q);
  let total = 0;
  let weight = 0;
  for (let u = -5; u <= 5; u += 0.25) {
    const density = Math.exp((-u * u) / 2);
    total += density * f(deviation * u);
    weight += density;
  }
  return total / weight;
}

interface Fans {
  readonly fanIn: number;
  readonly fanOut: number;
}

function fans({ shapes, nodes }: Plan, index: number): Fans {
  const node = nodes[index];
  const { layer } = node;
  const source = shapes[node.from[0]];
  const taps =
    layer.kind === 'conv1d' || layer.kind === 'conv2d'
      ? perAxis(layer.kernelSize, source.length - 1).reduce((product, size) => product * size, 1)
      : 1;
  return { fanIn: taps * unitsOf(source), fanOut: taps * unitsOf(node.shape) };
}

/** What a normal distribution cut off at two deviations keeps of its variance. */
const kept = 0.7737;

/**
 * Variance about zero of one weight; undefined for starts that this theory does not cover. The normal ones among the named
 * starts are cut off without a correction in TensorFlow.js, so they are smaller than their formulas: "he-normal" loses an
 * eighth of the signal in every layer.
 */
export function varianceOf(start: InitializerSpec, fans: Fans): number | undefined {
  const meant = meantBy(start, fans);
  return meant !== undefined && isCut(start) ? kept * meant : meant;
}

const isCut = (start: InitializerSpec): boolean =>
  start.kind === 'glorot-normal' ||
  start.kind === 'he-normal' ||
  start.kind === 'lecun-normal' ||
  start.kind === 'truncated-normal' ||
  (start.kind === 'variance-scaling' && start.distribution === 'normal');

/** What the start's own formula says. */
function meantBy(start: InitializerSpec, { fanIn, fanOut }: Fans): number | undefined {
  const mean = (fanIn + fanOut) / 2;
  switch (start.kind) {
    case 'random-normal':
    case 'truncated-normal':
      return start.mean === 0 ? start.stddev ** 2 : undefined;
    case 'random-uniform':
      return start.min === -start.max ? start.max ** 2 / 3 : undefined;
    case 'glorot-uniform':
    case 'glorot-normal':
      return 1 / mean;
    case 'he-uniform':
    case 'he-normal':
      return 2 / fanIn;
    case 'lecun-uniform':
    case 'lecun-normal':
      return 1 / fanIn;
    case 'variance-scaling':
      return start.scale / (start.mode === 'fanIn' ? fanIn : start.mode === 'fanOut' ? fanOut : mean);
    case 'orthogonal':
      return (start.gain ?? 1) ** 2 / Math.max(fanIn, fanOut);
    case 'constant':
    case 'identity':
    case 'values':
      return undefined;
  }
}
