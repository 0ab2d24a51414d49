// Questions that several pictures ask of a run's history.
import type { LayerHistory } from '../simulation-api.ts';
import type { RunData } from '../simulation.ts';

/** The parameters a layer's own row stands for, the first that is there. */
const mainParameters = ['kernel', 'depthwise', 'embeddings', 'gamma', 'alpha'] as const;

export const mainParameter = (layer: LayerHistory): string | null =>
  mainParameters.find((name) => name in layer.gradientNorms) ??
  Object.keys(layer.gradientNorms).at(0) ??
  null;

/** Of one parameter, one entry a step; empty for one that the layer does not have. */
export const normsOf = (layer: LayerHistory, name: string): readonly number[] =>
  Object.entries(layer.gradientNorms).find(([parameter]) => parameter === name)?.[1] ?? [];

/** The gradient that the kernel got at the update that led to `step` (at the start: at the first update). Null: not known yet. */
export function kernelGradient(run: RunData, id: string, step: number): number | null {
  const layer = run.history?.layers.find((entry) => entry.id === id);
  const name = layer === undefined ? null : mainParameter(layer);
  if (layer === undefined || name === null) return null;
  return normsOf(layer, name)[Math.max(0, step - 1)] ?? null;
}

/** The first update at which a gradient is not exactly zero; null while there is none. */
export function firstStep(norms: readonly number[]): number | null {
  const index = norms.findIndex((norm) => norm !== 0);
  return index < 0 ? null : index + 1;
}

/**
 * When a parameter began to learn. Where exact terms cancel, rounding shows a trace of a gradient before there is one;
 * such a trace does not count if the rules know the step.
 */
export function learningStep(norms: readonly number[], predicted: number | null | undefined): number | null {
  const measured = firstStep(norms);
  if (measured === null || predicted === undefined || predicted === null) return measured;
  const trace = norms.slice(measured - 1, predicted - 1).every((norm) => norm < 1e-12);
  return measured < predicted && trace ? predicted : measured;
}

/** The distinct units at a step, or at the last step known. */
export function widthAt(layer: LayerHistory, step: number): number {
  return layer.effectiveWidth[Math.min(step, layer.effectiveWidth.length - 1)] ?? layer.units;
}
