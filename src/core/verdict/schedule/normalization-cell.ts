// Batch and layer normalisation: x̂ = (x − mean) / √(variance + ε), then γ·x̂ + β.
import { asSignal, biasGradient, type Cell, nothingFor, type Weights } from './cell.ts';
import type { Gauge } from './gauge.ts';
import {
  cancelledDelta,
  type Delta,
  exactly,
  isLive,
  isZero,
  noDelta,
  productDelta,
  type Signal,
  signal,
  SIGNS,
  sum,
  whole,
  wholeDelta,
} from './signal.ts';
import { decadesOf, larger, NOTHING, ONE, type Size, sizeOf, times } from './size.ts';
import { isZeroWeight, type Weight } from './weight.ts';

const scaled = (s: Signal, gamma: Weight | undefined): Signal => {
  if (gamma === undefined || isZero(s)) return s;
  if (isZeroWeight(gamma)) return exactly(0, s.count);
  return signal(
    s.count,
    SIGNS,
    times(s.size, gamma.size),
    larger(times(s.overUnits, gamma.size), times(s.size, gamma.out)),
    times(s.overData, gamma.size),
  );
};

const shifted = (s: Signal, beta: Weight | undefined): Signal =>
  beta === undefined ? s : sum(s, asSignal(beta, s.count));

/** `over` batch: mean and variance over samples and places, for each unit; over units: for each sample and place. */
export function normalizationCell(
  weights: Weights,
  over: 'batch' | 'units',
  epsilon: number,
  gauge: Gauge,
): Cell {
  const gammas = weights.get('gamma');
  const betas = weights.get('beta');
  const steepest = sizeOf(1 / Math.sqrt(epsilon));
  const threshold = Math.log10(Math.sqrt(epsilon));
  let input: readonly Signal[] = [];
  let hats: readonly Signal[] = [];

  /** 1/√(variance + ε). */
  const steepness = (spread: Size): Size =>
    decadesOf(spread, gauge.rateDecades) > threshold ? -spread : steepest;

  const overBatch = (part: Signal): Signal => {
    const spread = part.overData;
    if (spread === NOTHING || isZero(part)) return exactly(0, part.count);
    const size = times(spread, steepness(spread));
    return signal(part.count, SIGNS, size, part.overUnits === NOTHING ? NOTHING : size, size);
  };

  const overUnits = (source: readonly Signal[]): readonly Signal[] => {
    const all = whole(source);
    const spread = all.count > 1 ? all.overUnits : NOTHING;
    if (spread === NOTHING) return source.map((part) => exactly(0, part.count));
    const by = steepness(spread);
    const size = times(spread, by);
    return source.map((part) =>
      signal(
        part.count,
        SIGNS,
        size,
        part.overUnits === NOTHING ? NOTHING : size,
        part.overData === NOTHING ? NOTHING : times(part.overData, by),
      ),
    );
  };

  return {
    weights,
    forward([source]) {
      input = source;
      hats = over === 'batch' ? source.map(overBatch) : overUnits(source);
      const levels =
        over === 'units' &&
        source.length === 1 &&
        (gammas === undefined || gammas[0].value !== undefined) &&
        (betas === undefined || betas[0].value === 0);
      return hats.map((part, k) => {
        const out = shifted(scaled(part, gammas?.[k]), betas?.[k]);
        return levels && !isZero(out) ? { ...out, total: 0 } : out;
      });
    },
    backward(deltas) {
      const single = over === 'units' && whole(hats).count === 1;
      const byHat = deltas.map((delta, k) => {
        const gamma = gammas?.[k];
        if (gamma === undefined || !isLive(delta)) return delta;
        return productDelta(delta, { size: gamma.size, overUnits: gamma.out, overData: NOTHING });
      });
      const into =
        over === 'batch'
          ? byHat.map(backOverBatch)
          : single
            ? byHat.map(() => noDelta)
            : backOverUnits(byHat);
      const levelled = !single && hats.some((part, k) => isZero(part) && !isZero(input[k]));
      return {
        into: [levelled ? into.map((delta) => ({ ...delta, cancelled: true })) : into],
        gradients: hats.flatMap((hat, block) => {
          const delta = deltas[block];
          return [
            ...(gammas === undefined ? [] : [gammaGradient(hat, block, delta)]),
            ...(betas === undefined ? [] : [biasGradient('beta', block, delta, ONE)]),
          ];
        }),
      };
    },
  };

  function gammaGradient(hat: Signal, block: number, delta: Delta) {
    if (isZero(hat) || !isLive(delta)) return nothingFor('gamma', block, false);
    const size = times(hat.size, delta.size);
    const varied = hat.overUnits !== NOTHING || delta.overUnits !== NOTHING;
    return { parameter: 'gamma', block, size, out: varied ? size : NOTHING, in: NOTHING, cancelled: false };
  }

  /** (δ − mean δ − x̂·mean(δ·x̂)) / σ sums to zero over the batch. */
  function backOverBatch(delta: Delta, k: number): Delta {
    if (!isLive(delta)) return noDelta;
    const hat = hats[k];
    if (hat.overData === NOTHING && delta.overData === NOTHING) return cancelledDelta;
    const size = times(delta.size, steepness(input[k].overData));
    const varied = hat.overUnits !== NOTHING;
    return {
      size,
      overUnits: varied || delta.overUnits !== NOTHING ? size : NOTHING,
      overData: size,
      unitSum: varied || delta.unitSum !== NOTHING ? size : NOTHING,
      batchSum: NOTHING,
      cancelled: false,
    };
  }

  /** Nothing is left of equal δ, whether x̂ is 0 or sums to 0. */
  function backOverUnits(byHat: readonly Delta[]): readonly Delta[] {
    const total = wholeDelta(byHat);
    if (!isLive(total)) return byHat.map(() => noDelta);
    if (total.overUnits === NOTHING) return byHat.map(() => cancelledDelta);
    const all = whole(input);
    const size = times(total.overUnits, steepness(all.count > 1 ? all.overUnits : NOTHING));
    const varied = total.batchSum !== NOTHING || whole(hats).overData !== NOTHING;
    return byHat.map((delta, k) => ({
      size,
      overUnits: delta.overUnits === NOTHING && hats[k].overUnits === NOTHING ? NOTHING : size,
      overData: size,
      unitSum: byHat.length > 1 ? size : NOTHING,
      batchSum: varied ? size : NOTHING,
      cancelled: false,
    }));
  }
}
