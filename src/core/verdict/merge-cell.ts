// Merges and normalisation in the abstract interpreter.
import { type Cell, type Weights } from './cell.ts';
import {
  ANY_GRADIENT,
  BATCH_SUM,
  DATA,
  exactly,
  isZero,
  LIVE,
  product,
  type Signal,
  signal,
  SIGNS,
  sum,
  UNIT_SUM,
  UNITS,
  whole,
} from './signal.ts';
import { isZeroWeight, OUT, type Weight } from './weight.ts';

/** Which part of `parts` holds the unit just before `end`. A part of one unit is broadcast. */
function partAt(parts: readonly Signal[], end: number): number {
  let last = 0;
  for (let k = 0; k < parts.length; k++) {
    last += parts[k].size;
    if (end <= last) return k;
  }
  return parts.length - 1;
}

/** `sizes`: of the parts of the output, fine enough for every source. */
export function mergeCell(kind: 'add' | 'average' | 'multiply', sizes: readonly number[]): Cell {
  let inputs: readonly (readonly Signal[])[] = [];
  let end = 0;
  const ends = sizes.map((size) => (end += size));
  const slice = (source: readonly Signal[], k: number): Signal => {
    const part = source[partAt(source, ends[k])];
    return { ...part, size: ends[k] - (k === 0 ? 0 : ends[k - 1]) };
  };
  return {
    weights: new Map(),
    forward(sources) {
      inputs = sources;
      return ends.map((_, k) => {
        const parts = sources.map((source) => slice(source, k));
        if (kind === 'multiply') return parts.reduce(product);
        const total = parts.reduce(sum);
        return kind === 'average' && total.value !== undefined
          ? exactly(total.value / sources.length, total.size)
          : total;
      });
    },
    backward(delta) {
      const into = inputs.map((source, place) => {
        const bits = source.map(() => 0);
        ends.forEach((end, k) => {
          if ((delta[k] & LIVE) === 0) return;
          let passed = delta[k];
          if (kind === 'multiply') {
            const others = inputs.filter((_, other) => other !== place).map((other) => slice(other, k));
            if (others.some(isZero)) return;
            const varied = others.reduce((all, part) => all | part.bits, 0);
            passed |= (varied & UNITS ? UNITS | UNIT_SUM : 0) | (varied & DATA ? DATA | BATCH_SUM : 0);
          }
          const at = partAt(source, end);
          bits[at] |= ends.length > source.length ? passed | UNITS | UNIT_SUM : passed;
        });
        return bits;
      });
      return { into, gradients: [] };
    },
  };
}

/** `alongUnits`: along the last axis, so that the parts of the sources stay apart. */
export function concatenateCell(alongUnits: boolean): Cell {
  let inputs: readonly (readonly Signal[])[] = [];
  return {
    weights: new Map(),
    forward(sources) {
      inputs = sources;
      if (alongUnits) return sources.flat();
      const first = whole(sources[0]);
      if (sources.every((source) => whole(source).value === first.value && first.value !== undefined)) {
        return [first];
      }
      return [
        signal(
          sources.reduce((bits, source) => bits | whole(source).bits, DATA),
          first.size,
        ),
      ];
    },
    backward(delta) {
      let next = 0;
      return {
        into: inputs.map((source) =>
          source.map(() => {
            if (alongUnits) {
              const passed = delta[next++];
              return passed & LIVE ? passed | UNIT_SUM : 0;
            }
            return delta[0] & LIVE ? delta[0] | BATCH_SUM : 0;
          }),
        ),
        gradients: [],
      };
    },
  };
}

const scaled = (s: Signal, gamma: Weight | undefined): Signal => {
  if (gamma === undefined || isZero(s)) return s;
  if (isZeroWeight(gamma)) return exactly(0, s.size);
  return { size: s.size, bits: SIGNS | (s.bits & (UNITS | DATA)) | (gamma.bits & OUT ? UNITS : 0) };
};

const shifted = (s: Signal, beta: Weight | undefined): Signal =>
  beta === undefined
    ? s
    : sum(s, {
        size: s.size,
        bits: (beta.bits & SIGNS) | (beta.bits & OUT ? UNITS : 0),
        ...(beta.value === undefined ? {} : { value: beta.value }),
      });

/**
 * `over` batch: x̂ = (x − mean over samples and places) / deviation, for each unit; over units: for each sample.
 * Where there is nothing to spread, x̂ is 0 and the slope is 1/√ε.
 */
export function normalizationCell(weights: Weights, over: 'batch' | 'units'): Cell {
  const gamma = weights.get('gamma')?.[0];
  const beta = weights.get('beta')?.[0];
  let spread: readonly Signal[] = [];
  return {
    weights,
    forward([source]) {
      const all = whole(source);
      spread = source.map((part) => {
        const varies = over === 'batch' ? part.bits & DATA : all.size > 1 && all.bits & UNITS;
        if (!varies || (over === 'batch' && isZero(part))) return exactly(0, part.size);
        return {
          size: part.size,
          bits: SIGNS | (over === 'units' ? UNITS : part.bits & UNITS) | (part.bits & DATA),
        };
      });
      return spread.map((part) => shifted(scaled(part, gamma), beta));
    },
    backward(delta) {
      const all = whole(spread);
      const single = over === 'units' && all.size === 1;
      const byHat = delta.map((d) => {
        if ((d & LIVE) === 0 || (gamma !== undefined && isZeroWeight(gamma))) return 0;
        return gamma !== undefined && gamma.bits & OUT ? d | UNITS | UNIT_SUM : d;
      });
      const total = byHat.reduce((bits, d) => bits | d, byHat.length > 1 ? UNITS : 0);
      const into = byHat.map((d, k) => {
        const source = over === 'units' ? total : d;
        if ((source & LIVE) === 0 || single) return 0;
        if (over === 'units') {
          // (δ − mean δ − x̂·mean(δ·x̂)) / σ: nothing is left of equal δ where x̂ is 0 or sums to 0.
          if ((source & UNITS) === 0) return 0;
          return LIVE | UNITS | DATA | (source & BATCH_SUM) | (all.bits & DATA ? BATCH_SUM : 0);
        }
        const varied = spread[k].bits & DATA || d & DATA;
        if (!varied) return 0;
        return (
          (ANY_GRADIENT & ~BATCH_SUM & ~UNITS & ~UNIT_SUM) |
          ((d | spread[k].bits) & UNITS) |
          (spread[k].bits & UNITS ? UNIT_SUM : d & UNIT_SUM)
        );
      });
      const gammaBits = spread.reduce(
        (bits, part, k) =>
          isZero(part) || (delta[k] & LIVE) === 0
            ? bits
            : bits | LIVE | ((part.bits | delta[k]) & UNITS ? OUT : 0),
        0,
      );
      const betaBits = delta.reduce(
        (bits, d) => (d & LIVE && d & BATCH_SUM ? bits | LIVE | (d & UNITS ? OUT : 0) : bits),
        0,
      );
      return {
        into: [into],
        gradients: [
          ...(gamma === undefined ? [] : [{ parameter: 'gamma', block: 0, bits: gammaBits }]),
          ...(beta === undefined ? [] : [{ parameter: 'beta', block: 0, bits: betaBits }]),
        ],
      };
    },
  };
}
