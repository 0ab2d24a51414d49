// Products of two activations, summed over one axis of each: q·kᵀ and p·v of attention. Where one factor is zero the other
// hears nothing, and where entries of one are equal, only the sum of what comes back to the other matters.
import { type Cell, noWeights } from './cell.ts';
import {
  cancelledDelta,
  type Delta,
  exactly,
  isLive,
  noDelta,
  productSigns,
  type Signal,
  signal,
  whole,
} from './signal.ts';
import { larger, NOTHING, type Size, sizeOf, times } from './size.ts';

export interface DotShape {
  readonly x: DotSide;
  readonly y: DotSide;
  /** Size of the output's last axis. */
  readonly units: number;
  /** Products in one sum. */
  readonly terms: number;
}

export interface DotSide {
  /** The sum runs over the units; else over the places. */
  readonly sumsUnits: boolean;
  /** It has no other axis. */
  readonly isVector: boolean;
  /** Parts that the source falls into. */
  readonly parts: number;
}

/** Differences along the axis that is summed over, and along the one that is left. */
interface Spread {
  readonly summed: Size;
  readonly left: Size;
}

const spreadOf = (s: Signal, side: DotSide): Spread => ({
  summed: side.sumsUnits ? s.overUnits : s.overData,
  left: side.isVector ? NOTHING : side.sumsUnits ? s.overData : s.overUnits,
});

/** What is known of Σ over the axis that is summed. */
const totalOf = (s: Signal, side: DotSide): 0 | 1 | undefined => (side.sumsUnits ? s.total : undefined);

export function dotCell(shape: DotShape, scale: number): Cell {
  const gain = sizeOf(Math.sqrt(shape.terms) * Math.abs(scale));
  let x: Signal = exactly(0, 1);
  let y: Signal = exactly(0, 1);

  const met = (): Size => {
    if (totalOf(x, shape.x) === 0) return times(x.size, spreadOf(y, shape.y).summed);
    if (totalOf(y, shape.y) === 0) return times(y.size, spreadOf(x, shape.x).summed);
    return times(x.size, y.size);
  };

  return {
    weights: noWeights,
    forward([first, second]) {
      x = whole(first);
      y = whole(second);
      const size = times(met(), gain);
      const { units, terms } = shape;
      if (size === NOTHING) return [exactly(0, units)];
      if (y.value !== undefined) {
        if (x.value !== undefined) return [exactly(x.value * y.value * terms * scale, units)];
        if (totalOf(x, shape.x) === 1) return [exactly(y.value * scale, units)];
      }
      const last = shape.y.isVector
        ? times(spreadOf(x, shape.x).left, y.size)
        : times(spreadOf(y, shape.y).left, x.size);
      const places =
        shape.y.isVector || shape.x.isVector ? NOTHING : times(spreadOf(x, shape.x).left, y.size);
      const samples = larger(times(x.overData, y.size), times(x.size, y.overData));
      return [
        signal(
          units,
          productSigns(x.signs, y.signs),
          size,
          last === NOTHING ? NOTHING : times(last, gain),
          larger(samples, places) === NOTHING ? NOTHING : times(larger(samples, places), gain),
        ),
      ];
    },
    backward([delta]) {
      const cancels = x.signs !== 0 && y.signs !== 0 && met() === NOTHING;
      const marked = (into: Delta): Delta => (cancels ? { ...into, cancelled: true } : into);
      const into = [marked(intoFirst(delta)), marked(intoSecond(delta))] as const;
      const parts = (side: DotSide, own: Delta): readonly Delta[] =>
        Array.from({ length: side.parts }, () =>
          side.parts === 1 || !isLive(own) ? own : { ...own, unitSum: own.size },
        );
      return { into: [parts(shape.x, into[0]), parts(shape.y, into[1])], gradients: [] };
    },
  };

  /** δx[i, k] = Σⱼ δ[i, j]·y[j, k] */
  function intoFirst(delta: Delta): Delta {
    if (!isLive(delta) || y.signs === 0) return noDelta;
    const spread = spreadOf(y, shape.y);
    const sum = shape.y.isVector
      ? times(y.size, delta.size)
      : larger(times(y.size, delta.unitSum), times(spread.left, delta.size));
    if (sum === NOTHING) return cancelledDelta;
    const size = times(sum, gain);
    const by = size - delta.size;
    const along = spread.summed === NOTHING ? NOTHING : size;
    const places = times(delta.overData, by);
    const onUnits = shape.x.sumsUnits;
    return {
      size,
      overUnits: onUnits ? along : places,
      overData: larger(larger(places, y.overData === NOTHING ? NOTHING : size), onUnits ? NOTHING : along),
      unitSum: onUnits && totalOf(y, shape.y) === 0 ? NOTHING : size,
      batchSum: larger(times(delta.batchSum, by), y.overData === NOTHING ? NOTHING : size),
      cancelled: false,
    };
  }

  /** δy[j, k] = Σᵢ δ[i, j]·x[i, k] */
  function intoSecond(delta: Delta): Delta {
    if (!isLive(delta) || x.signs === 0) return noDelta;
    const size = times(times(x.size, delta.size), gain);
    const by = size - delta.size;
    const spread = spreadOf(x, shape.x);
    const along = spread.summed === NOTHING ? NOTHING : size;
    const across = times(delta.overUnits, by);
    const data = larger(times(delta.overData, by), x.overData === NOTHING ? NOTHING : size);
    if (shape.y.sumsUnits) {
      return {
        size,
        overUnits: along,
        overData: larger(data, across),
        unitSum: totalOf(x, shape.x) === 0 ? NOTHING : size,
        // Σⱼ δ[i, j]: softmax makes it zero, so what is added to every key alike changes nothing.
        batchSum: shape.y.isVector ? times(delta.batchSum, by) : times(delta.unitSum, by),
        cancelled: false,
      };
    }
    return {
      size,
      overUnits: across,
      overData: larger(data, along),
      unitSum: times(delta.unitSum, by),
      // Σₖ x[i, k]: shares of attention sum to one, so the sum over the places is that of what came back.
      batchSum: totalOf(x, shape.x) === 1 ? times(delta.batchSum, by) : size,
      cancelled: false,
    };
  }
}
