// Cells of layers that join several tensors entry by entry, or side by side.
import { type Cell, noWeights } from './cell.ts';
import {
  addDeltas,
  type Delta,
  exactly,
  isLive,
  isZero,
  noDelta,
  product,
  productDelta,
  resized,
  scaledDelta,
  type Signal,
  signal,
  sum,
  whole,
} from './signal.ts';
import { larger, sizeOf } from './size.ts';

/** Which part of `parts` holds the unit just before `end`. */
function partAt(parts: readonly Signal[], end: number): number {
  let last = 0;
  for (let k = 0; k < parts.length; k++) {
    last += parts[k].count;
    if (end <= last) return k;
  }
  return parts.length - 1;
}

/** `sizes`: units of the parts of the output, fine enough for every source. */
export function mergeCell(kind: 'add' | 'average' | 'multiply', sizes: readonly number[]): Cell {
  let inputs: readonly (readonly Signal[])[] = [];
  let end = 0;
  const ends = sizes.map((size) => (end += size));
  const slice = (source: readonly Signal[], k: number): Signal =>
    resized(source[partAt(source, ends[k])], sizes[k]);

  const merged = (parts: readonly Signal[]): Signal => {
    if (kind === 'multiply') return parts.reduce(product);
    const total = parts.reduce(sum);
    return kind === 'average' && total.value !== undefined
      ? exactly(total.value / parts.length, total.count)
      : total;
  };

  /** What the source at `place` gets of part k. */
  const share = (place: number, k: number, delta: Delta): Delta => {
    if (!isLive(delta) || kind === 'add') return delta;
    if (kind === 'average') return scaledDelta(delta, sizeOf(1 / inputs.length));
    const others = inputs.filter((_, other) => other !== place).map((other) => slice(other, k));
    return others.some(isZero) ? noDelta : productDelta(delta, others.reduce(product));
  };

  return {
    weights: noWeights,
    forward(sources) {
      inputs = sources;
      return ends.map((_, k) => merged(sources.map((source) => slice(source, k))));
    },
    backward(deltas) {
      const into = inputs.map((source, place) => {
        const whole = ends.length === source.length;
        if (whole) return deltas.map((delta, k) => share(place, k, delta));
        const parts = source.map(() => noDelta);
        ends.forEach((end, k) => {
          const passed = share(place, k, deltas[k]);
          if (!isLive(passed)) return;
          const at = partAt(source, end);
          // Pieces of a part that was cut differ from each other.
          parts[at] = addDeltas(parts[at], { ...passed, overUnits: passed.size, unitSum: passed.size });
        });
        return parts;
      });
      return { into, gradients: [] };
    },
  };
}

/** `alongUnits`: along the last axis, so that the parts of the sources stay apart. */
export function concatenateCell(alongUnits: boolean): Cell {
  let inputs: readonly (readonly Signal[])[] = [];
  return {
    weights: noWeights,
    forward(sources) {
      inputs = sources;
      if (alongUnits) return sources.flat();
      const all = sources.map(whole);
      const [first] = all;
      if (first.value !== undefined && all.every(({ value }) => value === first.value)) return [first];
      const joined = all.reduce((a, b) => ({
        ...a,
        signs: a.signs | b.signs,
        size: larger(a.size, b.size),
        overUnits: larger(a.overUnits, b.overUnits),
      }));
      const { count, signs, size, overUnits } = joined;
      return [signal(count, signs, size, overUnits, size)];
    },
    backward(deltas) {
      let next = 0;
      const passed = (): Delta => {
        const delta = deltas[alongUnits ? next++ : 0];
        if (!isLive(delta)) return noDelta;
        return alongUnits ? { ...delta, unitSum: delta.size } : { ...delta, batchSum: delta.size };
      };
      return { into: inputs.map((source) => source.map(passed)), gradients: [] };
    },
  };
}
