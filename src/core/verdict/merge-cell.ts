// Merges and normalisation in the abstract interpreter.
import { biasGradient, type Cell, type Weights } from './cell.ts';
import {
  ANY_GRADIENT,
  BATCH_SUM,
  CANCELLED,
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
  const gammas = weights.get('gamma');
  const betas = weights.get('beta');
  let input: readonly Signal[] = [];
  let spread: readonly Signal[] = [];
  return {
    weights,
    forward([source]) {
      const all = whole(source);
      input = source;
      spread = source.map((part) => {
        const varies = over === 'batch' ? part.bits & DATA : all.size > 1 && all.bits & UNITS;
        if (!varies || (over === 'batch' && isZero(part))) return exactly(0, part.size);
        return {
          size: part.size,
          bits: SIGNS | (part.bits & UNITS) | (part.bits & DATA),
        };
      });
      const balanced =
        over === 'units' && source.length === 1 && gammas?.[0].value !== undefined && betas?.[0].value === 0;
      return spread.map((part, k) => {
        const out = shifted(scaled(part, gammas?.[k]), betas?.[k]);
        return balanced && !isZero(out) ? { ...out, balanced } : out;
      });
    },
    backward(delta) {
      const all = whole(spread);
      const single = over === 'units' && all.size === 1;
      const byHat = delta.map((d, k) => {
        const gamma = gammas?.[k];
        if ((d & LIVE) === 0 || (gamma !== undefined && isZeroWeight(gamma))) return 0;
        return gamma !== undefined && gamma.bits & OUT ? d | UNITS | UNIT_SUM : d;
      });
      const total = byHat.reduce((bits, d) => bits | d, byHat.length > 1 ? UNITS : 0);
      const into = byHat.map((d, k) => {
        const source = over === 'units' ? total : d;
        if ((source & LIVE) === 0 || single) return 0;
        if (over === 'units') {
          // (δ − mean δ − x̂·mean(δ·x̂)) / σ: nothing is left of equal δ where x̂ is 0 or sums to 0.
          if ((source & UNITS) === 0) return CANCELLED;
          return (
            LIVE |
            DATA |
            ((d | spread[k].bits) & UNITS) |
            (byHat.length > 1 ? UNIT_SUM : 0) |
            (source & BATCH_SUM) |
            (all.bits & DATA ? BATCH_SUM : 0)
          );
        }
        const varied = spread[k].bits & DATA || d & DATA;
        if (!varied) return CANCELLED;
        return (
          (ANY_GRADIENT & ~BATCH_SUM & ~UNITS & ~UNIT_SUM) |
          ((d | spread[k].bits) & UNITS) |
          (spread[k].bits & UNITS ? UNIT_SUM : d & UNIT_SUM)
        );
      });
      const levelled = spread.some((part, k) => isZero(part) && !isZero(input[k]) && !single);
      return {
        into: [levelled ? into.map((bits) => bits | CANCELLED) : into],
        gradients: spread.flatMap((part, block) => {
          const d = delta[block];
          const varied = (part.bits | d) & UNITS ? OUT : 0;
          const gamma = isZero(part) || (d & LIVE) === 0 ? 0 : LIVE | varied;
          const beta = biasGradient(d);
          return [
            ...(gammas === undefined ? [] : [{ parameter: 'gamma', block, bits: gamma }]),
            ...(betas === undefined ? [] : [{ parameter: 'beta', block, bits: beta }]),
          ];
        }),
      };
    },
  };
}
