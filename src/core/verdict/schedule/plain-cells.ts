// Cells of layers that sum nothing: activations, embeddings, dropout, pooling, and those that only move entries.
import type { ActivationName } from '../../engine/spec.ts';
import { activate, type AtZero, throughActivation } from './activation.ts';
import { asSignal, type Cell, nothingFor, noWeights, type Weights } from './cell.ts';
import {
  type Delta,
  exactly,
  isLive,
  NEGATIVE,
  noDelta,
  POSITIVE,
  productDelta,
  productSigns,
  relative,
  type Signal,
  signal,
  SIGNS,
  whole,
} from './signal.ts';
import { larger, NOTHING, ONE, type Size, sizeOf, times } from './size.ts';
import { constantWeight, isZeroWeight, type Weight } from './weight.ts';

/** Each row of the table is chosen by the sample; what flows back is the gradient of the rows chosen. */
export function embeddingCell(weights: Weights, units: number, rowCount: number): Cell {
  const rows = weights.get('embeddings')?.[0];
  // A row meets few of the samples.
  const share = sizeOf(1 / Math.sqrt(rowCount));
  return {
    weights,
    forward() {
      if (rows === undefined) return [exactly(0, units)];
      const out = asSignal(rows, units);
      return [out.value === undefined && out.signs !== 0 ? { ...out, overData: rows.in } : out];
    },
    backward: ([delta]) => {
      if (!isLive(delta)) return { into: [[noDelta]], gradients: [nothingFor('embeddings', 0, false)] };
      const size = times(delta.size, share);
      return {
        into: [[noDelta]],
        gradients: [
          {
            parameter: 'embeddings',
            block: 0,
            size,
            out: delta.overUnits === NOTHING ? NOTHING : times(delta.overUnits, share),
            in: size,
            cancelled: false,
          },
        ],
      };
    },
  };
}

export function activationCell(name: ActivationName, atZero?: AtZero): Cell {
  let z: readonly Signal[] = [];
  return {
    weights: noWeights,
    forward([source]) {
      z = source;
      return activate(name, z, atZero);
    },
    backward: (deltas) => ({ into: [throughActivation(name, z, deltas, atZero)], gradients: [] }),
  };
}

/** A slope below zero: fixed (leakyReLU) or learned (prelu, one block for each part). */
export function leakyCell(weights: Weights, fixedSlope: number | undefined): Cell {
  const learned = weights.get('alpha');
  const fixed = constantWeight(fixedSlope ?? 0);
  const alphaOf = (k: number): Weight => learned?.[k] ?? fixed;
  let z: readonly Signal[] = [];

  const bent = (part: Signal, alpha: Weight): Signal => {
    if (part.value !== undefined && (part.value >= 0 || alpha.value !== undefined)) {
      return exactly(part.value >= 0 ? part.value : part.value * (alpha.value ?? 0), part.count);
    }
    const negative = (part.signs & NEGATIVE) !== 0;
    const below = negative ? productSigns(NEGATIVE, alpha.signs) : 0;
    const varied = negative && !isZeroWeight(alpha) ? times(part.size, alpha.out) : NOTHING;
    const size = part.signs & POSITIVE ? part.size : times(part.size, alpha.size);
    return signal(
      part.count,
      (part.signs & POSITIVE) | below,
      size,
      larger(part.overUnits, varied),
      part.overData,
    );
  };

  const back = (part: Signal, delta: Delta, alpha: Weight): Delta => {
    const positive = (part.signs & POSITIVE) !== 0;
    if (!isLive(delta) || (!positive && isZeroWeight(alpha))) return noDelta;
    const own = (part.signs & NEGATIVE) !== 0 ? alpha.out : NOTHING;
    const bends = own !== NOTHING || part.signs === SIGNS;
    const change = (spread: Size): Size => (bends ? relative(spread, part.size) : NOTHING);
    return productDelta(delta, {
      size: positive ? ONE : alpha.size,
      overUnits: larger(own, change(part.overUnits)),
      overData: change(part.overData),
    });
  };

  return {
    weights,
    forward([source]) {
      z = source;
      return z.map((part, k) => bent(part, alphaOf(k)));
    },
    backward(deltas) {
      const into = [z.map((part, k) => back(part, deltas[k], alphaOf(k)))];
      if (learned === undefined) return { into, gradients: [] };
      const gradients = z.map((part, block) => {
        const delta = deltas[block];
        if (!(part.signs & NEGATIVE) || !isLive(delta)) return nothingFor('alpha', block, false);
        const size = times(part.size, delta.size);
        const out = larger(times(part.overUnits, delta.size), times(part.size, delta.overUnits));
        return { parameter: 'alpha', block, size, out, in: NOTHING, cancelled: false };
      });
      return { into, gradients };
    },
  };
}

/** A new mask for every unit and sample. */
export function dropoutCell(rate: number): Cell {
  const drops = rate > 0;
  const masked = (part: Signal): Signal =>
    part.signs === 0 ? part : signal(part.count, part.signs, part.size, part.size, part.size);
  const maskedDelta = (delta: Delta): Delta =>
    isLive(delta) ? productDelta(delta, { size: ONE, overUnits: ONE, overData: ONE }) : delta;
  return {
    weights: noWeights,
    forward: ([source]) => (drops ? source.map(masked) : source),
    backward: (deltas) => ({ into: [drops ? deltas.map(maskedDelta) : deltas], gradients: [] }),
  };
}

/** Flatten and reshape: entries keep their values and change their place. `copies` units arise from each; `joined`: the parts become one. */
export function reshapeCell(copies: number, joined: boolean): Cell {
  let input: readonly Signal[] = [];
  const moved = (part: Signal): Signal => {
    const count = part.count * copies;
    if (part.value !== undefined) return exactly(part.value, count);
    const places = copies === 1 ? NOTHING : part.overData;
    const units = copies < 1 ? part.overUnits : NOTHING;
    return {
      ...part,
      count,
      overUnits: larger(part.overUnits, places),
      overData: larger(part.overData, units),
      total: copies === 1 && !joined ? part.total : undefined,
    };
  };
  const back = (delta: Delta): Delta => {
    if (copies === 1 || !isLive(delta)) return delta;
    // Places that became units, or units that became places: what is equal everywhere stays so.
    const isEven = delta.overUnits === NOTHING && (copies > 1 || delta.overData === NOTHING);
    return isEven ? delta : { ...delta, overUnits: delta.size, unitSum: delta.size, batchSum: delta.size };
  };
  return {
    weights: noWeights,
    forward([source]) {
      input = source;
      return (joined ? [whole(source)] : source).map(moved);
    },
    backward: (deltas) => ({
      into: [input.map((_, k) => back(deltas[joined ? 0 : k]))],
      gradients: [],
    }),
  };
}

/** Pooling: each output is a mean or the largest of a window. `padded`: the windows at the border are smaller, and more than one is left. */
export function poolingCell(kind: 'mean' | 'largest', padded: boolean): Cell {
  return {
    weights: noWeights,
    // The largest entries no longer sum to what all did.
    forward: ([source]) =>
      kind === 'mean'
        ? source
        : source.map((part) => (part.total === undefined ? part : { ...part, total: undefined })),
    backward: (deltas) => ({
      into: [
        padded ? deltas.map((delta) => (isLive(delta) ? { ...delta, batchSum: delta.size } : delta)) : deltas,
      ],
      gradients: [],
    }),
  };
}
