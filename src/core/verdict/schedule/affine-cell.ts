// Layers that sum what they read: dense, convolution, depthwise convolution.
import type { ActivationName } from '../../engine/spec.ts';
import { activate, type AtZero, throughActivation } from './activation.ts';
import {
  type Backward,
  backThrough,
  biasGradient,
  blockGradient,
  cancelsThrough,
  type Cell,
  through,
  type Weights,
  withBias,
} from './cell.ts';
import {
  cancelledDelta,
  type Delta,
  isLive,
  noDelta,
  type Signal,
  SIGNS,
  sum,
  wholeDelta,
} from './signal.ts';
import { larger, NOTHING, type Size, sizeOf } from './size.ts';
import type { Weight } from './weight.ts';

export interface AffineShape {
  readonly units: number;
  /** Kernel entries that meet one input unit: the window of a convolution, else 1. */
  readonly taps: number;
  /** Places at which the kernel is used. */
  readonly places: number;
  /** With padding, places at the border see less than others. */
  readonly padded: boolean;
  readonly activation: ActivationName;
  /** Name of the kernel. */
  readonly kernel: string;
  /** Depthwise: an output unit sees one input unit only. */
  readonly separate: boolean;
}

const totalCount = (parts: readonly Signal[]): number => parts.reduce((count, part) => count + part.count, 0);

/** How much larger a sum of so many terms is than one of them: all of one sign, or random. */
const gainOf = (terms: number, aligned: boolean): Size => sizeOf(aligned ? terms : Math.sqrt(terms));

export const affineCell = (weights: Weights, shape: AffineShape, atZero?: AtZero): Cell =>
  new AffineCell(weights, shape, atZero);

class AffineCell implements Cell {
  readonly weights: Weights;
  private readonly shape: AffineShape;
  private readonly atZero: AtZero | undefined;
  private readonly kernel: readonly Weight[];
  private readonly bias: Weight | undefined;
  private input: readonly Signal[] = [];
  private z: readonly Signal[] = [];

  constructor(weights: Weights, shape: AffineShape, atZero: AtZero | undefined) {
    this.weights = weights;
    this.shape = shape;
    this.atZero = atZero;
    this.kernel = weights.get(shape.kernel) ?? [];
    this.bias = weights.get('bias')?.[0];
  }

  forward([source]: readonly (readonly Signal[])[]): readonly Signal[] {
    this.input = source;
    const kernel = this.kernel;
    if (this.shape.separate) {
      this.z = source.map((part, k) => withBias(this.summed(part, kernel[k]), this.bias));
    } else {
      let total = this.summed(source[0], kernel[0]);
      for (let k = 1; k < source.length; k++) total = sum(total, this.summed(source[k], kernel[k]));
      this.z = [withBias(total, this.bias)];
    }
    return activate(this.shape.activation, this.z, this.atZero);
  }

  backward(deltas: readonly Delta[]): Backward {
    const { activation, kernel, separate, places } = this.shape;
    const dz = throughActivation(activation, this.z, deltas, this.atZero);
    const gain = gainOf(places, false);
    const ofBias = this.bias === undefined ? [] : [biasGradient('bias', 0, biased(dz), gain)];
    if (this.input.length === 1) {
      const [part] = this.input;
      const [delta] = dz;
      const ofKernel = blockGradient(kernel, 0, part, delta, gain);
      return {
        live: isLive(delta),
        into: [[this.intoPart(part, this.kernel[0], delta)]],
        gradients: ofBias.length === 0 ? [ofKernel] : [ofKernel, ofBias[0]],
      };
    }
    const above = (k: number): Delta => dz[separate ? k : 0];
    return {
      live: dz.some(isLive),
      into: [this.input.map((part, k) => this.intoPart(part, this.kernel[k], above(k)))],
      gradients: [...this.input.map((part, k) => blockGradient(kernel, k, part, above(k), gain)), ...ofBias],
    };
  }

  private summed(part: Signal, weight: Weight): Signal {
    const { units, taps, separate, padded } = this.shape;
    const terms = taps * (separate ? 1 : part.count);
    const count = separate ? (units / totalCount(this.input)) * part.count : units;
    const gain = gainOf(terms, weight.in === NOTHING && part.signs !== SIGNS);
    const out = through(part, weight, count, terms, gain);
    if (out.signs === 0 || !(separate || padded)) return out;
    return {
      ...out,
      // What a border cuts off differs from place to place.
      ...(padded ? { value: undefined, overData: larger(out.overData, out.size) } : {}),
      ...(separate && part.overUnits !== NOTHING
        ? { value: undefined, overUnits: larger(out.overUnits, out.size + part.overUnits - part.size) }
        : {}),
    };
  }

  private intoPart(part: Signal, weight: Weight, delta: Delta): Delta {
    const { units, taps, separate, padded } = this.shape;
    const terms = taps * (separate ? 1 : units);
    const gain = gainOf(terms, weight.out === NOTHING && delta.overUnits === NOTHING);
    const back = backThrough(weight, delta, gain);
    if (back.size === NOTHING) {
      const cancelled = back.cancelled || delta.cancelled || cancelsThrough(part, weight);
      return cancelled ? cancelledDelta : noDelta;
    }
    // Equal sums over the whole window need not be equal at one of its places.
    const uneven = separate || (taps > 1 && weight.out !== NOTHING);
    if (!padded && !uneven) return back;
    return {
      ...back,
      ...(uneven ? { unitSum: back.size } : {}),
      ...(padded ? { batchSum: back.size } : {}),
      ...(separate && delta.overUnits !== NOTHING
        ? { overUnits: larger(back.overUnits, back.size + delta.overUnits - delta.size) }
        : {}),
    };
  }
}

/** One bias serves all parts, whose entries differ. */
const biased = (dz: readonly Delta[]): Delta => {
  if (dz.length === 1) return dz[0];
  const all = wholeDelta(dz);
  return { ...all, overUnits: all.size };
};
