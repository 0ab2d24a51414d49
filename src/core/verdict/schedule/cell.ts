// How the values of the abstract interpreter pass forward and backward through one layer. A cell remembers what its last
// forward pass saw, as a layer in training does. Here: what all layers with weights share.
import {
  cancelledDelta,
  type Delta,
  exactly,
  NEGATIVE,
  noDelta,
  POSITIVE,
  productSigns,
  type Signal,
  signal,
  sum,
} from './signal.ts';
import { larger, NOTHING, type Size, smaller, times } from './size.ts';
import { type BlockGradient, isZeroWeight, type Weight } from './weight.ts';

export interface Backward {
  /** For every source of the layer, for every part of it. */
  readonly into: readonly (readonly Delta[])[];
  readonly gradients: readonly BlockGradient[];
  /** Whether anything gets past the activation; absent where that can be seen from the rest. */
  readonly live?: boolean;
}

/** Parameter name → blocks: one for each part of the input, or for each gate. */
export type Weights = ReadonlyMap<string, readonly Weight[]>;

export interface Cell {
  readonly weights: Weights;
  forward(inputs: readonly (readonly Signal[])[]): readonly Signal[];
  /** After `forward`; one delta for every part of the output. */
  backward(deltas: readonly Delta[]): Backward;
}

export const noWeights: Weights = new Map();

/** The size of what is multiplied: inputs that sum to zero leave only the differences between their weights. */
const meeting = (part: Signal, weight: Weight): Size =>
  part.total === 0 && !weight.identity ? weight.in : weight.size;

/** `Σ x·w` over the part's units, for `count` units of the output; `gain`: of the number of terms. */
export function through(part: Signal, weight: Weight, count: number, terms: number, gain: Size): Signal {
  const met = meeting(part, weight);
  if (part.signs === 0 || weight.signs === 0 || met === NOTHING) return exactly(0, count);
  if (part.value !== undefined && weight.value !== undefined) {
    return exactly(part.value * weight.value * terms, count);
  }
  const size = times(times(part.size, met), gain);
  return signal(
    count,
    productSigns(part.signs, weight.signs),
    size,
    weight.identity ? times(part.overUnits, gain) : acrossOutputs(part, weight, gain),
    times(times(part.overData, met), gain),
  );
}

/** Where all inputs are equal, only the sums of the weights tell the outputs apart. */
const acrossOutputs = (part: Signal, weight: Weight, gain: Size): Size => {
  const isEven = part.overUnits === NOTHING && part.overData === NOTHING;
  return times(times(part.size, isEven ? weight.outSums : weight.out), gain);
};

/** Whether `through` is zero though neither factor is. */
export const cancelsThrough = (part: Signal, weight: Weight): boolean =>
  part.signs !== 0 && weight.signs !== 0 && meeting(part, weight) === NOTHING;

/** `Σ w·δ` over the units above: the mean weight times the sum of δ, and the differences from it times δ. */
export function backThrough(weight: Weight, delta: Delta, gain: Size): Delta {
  if (delta.size === NOTHING || isZeroWeight(weight)) return noDelta;
  const met = larger(times(weight.size, delta.unitSum), times(weight.out, delta.size));
  if (met === NOTHING) return cancelledDelta;
  const size = times(met, gain);
  const by = size - delta.size;
  return {
    size,
    overUnits: weight.identity
      ? times(delta.overUnits, by)
      : weight.in === NOTHING
        ? NOTHING
        : acrossInputs(weight, delta, size, gain),
    overData: times(delta.overData, by),
    unitSum: smaller(size, times(sumMet(weight, delta), gain)),
    batchSum: times(delta.batchSum, by),
    cancelled: false,
  };
}

/** Summed over the inputs too, each unit above counts by what its weights sum to. */
const sumMet = (weight: Weight, delta: Delta): Size =>
  larger(times(weight.size, delta.unitSum), times(weight.outSums, delta.size));

const acrossInputs = (weight: Weight, delta: Delta, size: Size, gain: Size): Size =>
  smaller(size, times(times(delta.size, delta.overUnits === NOTHING ? weight.inSums : weight.in), gain));

/** `Σ δ·x` over samples: the mean input times the sum of δ, and the differences from it times δ. */
export function blockGradient(
  parameter: string,
  block: number,
  part: Signal,
  delta: Delta,
  gain: Size,
): BlockGradient {
  if (delta.size === NOTHING || part.signs === 0) return nothingFor(parameter, block, delta.cancelled);
  const met = larger(times(part.size, delta.batchSum), times(part.overData, delta.size));
  if (met === NOTHING) return nothingFor(parameter, block, true);
  const size = times(met, gain);
  return {
    parameter,
    block,
    size,
    out: times(delta.overUnits, size - delta.size),
    in: times(part.overUnits, size - part.size),
    cancelled: false,
  };
}

export const nothingFor = (parameter: string, block: number, cancelled: boolean): BlockGradient => ({
  parameter,
  block,
  size: NOTHING,
  out: NOTHING,
  in: NOTHING,
  cancelled,
});

/** `Σ δ` over samples and positions. */
export function biasGradient(parameter: string, block: number, delta: Delta, gain: Size): BlockGradient {
  if (delta.size === NOTHING) return nothingFor(parameter, block, delta.cancelled);
  if (delta.batchSum === NOTHING) return nothingFor(parameter, block, true);
  const size = times(delta.batchSum, gain);
  return {
    parameter,
    block,
    size,
    out: times(delta.overUnits, size - delta.size),
    in: NOTHING,
    cancelled: false,
  };
}

/** A weight that every unit adds to what it has: bias, beta. */
export const asSignal = (weight: Weight, count: number): Signal =>
  weight.value === undefined
    ? signal(count, weight.signs & (POSITIVE | NEGATIVE), weight.size, weight.out, NOTHING)
    : exactly(weight.value, count);

export const withBias = (z: Signal, bias: Weight | undefined): Signal =>
  bias === undefined || (bias.value === 0 && z.total === undefined) ? z : sum(z, asSignal(bias, z.count));
