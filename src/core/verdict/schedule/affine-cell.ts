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
import { type Delta, noDelta, type Signal, SIGNS, sum, wholeDelta } from './signal.ts';
import { larger, NOTHING, type Size, sizeOf } from './size.ts';
import type { BlockGradient, Weight } from './weight.ts';

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

export function affineCell(weights: Weights, shape: AffineShape, atZero?: AtZero): Cell {
  const kernel = weights.get(shape.kernel) ?? [];
  const bias = weights.get('bias')?.[0];
  const { units, taps, padded, separate, activation } = shape;
  const placesGain = gainOf(shape.places, false);
  let input: readonly Signal[] = [];
  let z: readonly Signal[] = [];

  const summed = (part: Signal, weight: Weight): Signal => {
    const terms = taps * (separate ? 1 : part.count);
    const count = separate ? (units / totalCount(input)) * part.count : units;
    const out = through(
      part,
      weight,
      count,
      terms,
      gainOf(terms, weight.in === NOTHING && part.signs !== SIGNS),
    );
    if (out.signs === 0 || !(separate || padded)) return out;
    return {
      ...out,
      // What a border cuts off differs from place to place.
      ...(padded ? { value: undefined, overData: larger(out.overData, out.size) } : {}),
      ...(separate && part.overUnits !== NOTHING
        ? { value: undefined, overUnits: larger(out.overUnits, out.size + part.overUnits - part.size) }
        : {}),
    };
  };

  const intoPart = (part: Signal, weight: Weight, delta: Delta): Delta => {
    const terms = taps * (separate ? 1 : units);
    const back = backThrough(
      weight,
      delta,
      gainOf(terms, weight.out === NOTHING && delta.overUnits === NOTHING),
    );
    if (back.size === NOTHING) {
      const cancelled = back.cancelled || delta.cancelled || cancelsThrough(part, weight);
      return cancelled === back.cancelled ? back : { ...noDelta, cancelled };
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
  };

  return {
    weights,
    forward([source]) {
      input = source;
      if (separate) z = source.map((part, k) => withBias(summed(part, kernel[k]), bias));
      else {
        let total = summed(source[0], kernel[0]);
        for (let k = 1; k < source.length; k++) total = sum(total, summed(source[k], kernel[k]));
        z = [withBias(total, bias)];
      }
      return activate(activation, z, atZero);
    },
    backward(deltas): Backward {
      const dz = throughActivation(activation, z, deltas, atZero);
      const gradients: BlockGradient[] = input.map((part, block) =>
        blockGradient(shape.kernel, block, part, dz[separate ? block : 0], placesGain),
      );
      if (bias !== undefined) gradients.push(biasGradient('bias', 0, biased(dz), placesGain));
      return {
        live: dz.some(({ size }) => size !== NOTHING),
        into: [input.map((part, k) => intoPart(part, kernel[k], dz[separate ? k : 0]))],
        gradients,
      };
    },
  };
}

/** One bias serves all parts, whose entries differ. */
const biased = (dz: readonly Delta[]): Delta => {
  if (dz.length === 1) return dz[0];
  const all = wholeDelta(dz);
  return { ...all, overUnits: all.size };
};
