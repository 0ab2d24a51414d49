// What comes back from the loss to an output, on generic data.
import { type Plan, unitsOf } from '../plan.ts';
import { type Delta, genericDelta, noDelta, POSITIVE, type Signal } from './signal.ts';
import { NOTHING, sizeOf } from './size.ts';

/** Clipping keeps probabilities this far from 0 and 1 in the cross-entropies. */
const clip = 1e-7;

export function lossDeltas(plan: Plan, tensor: number, parts: readonly Signal[]): readonly Delta[] {
  const units = unitsOf(plan.shapes[tensor]);
  const { loss } = plan.spec;
  const isCategorical = loss === 'categoricalCrossentropy' || loss === 'sparseCategoricalCrossentropy';
  // Errors partly cancel in the mean over a batch.
  const generic = genericDelta(sizeOf(isCategorical ? 0.5 : 0.5 / units));
  const delta = units === 1 ? { ...generic, overUnits: NOTHING } : generic;
  switch (loss) {
    case 'binaryCrossentropy':
      return parts.map((part) => (isInside(part) ? delta : noDelta));
    case 'categoricalCrossentropy':
    case 'sparseCategoricalCrossentropy':
      // Outputs are divided by their sum first, so that Σ p·δ = 0: with one class nothing is left.
      if (units === 1) return parts.map(() => noDelta);
      return parts.length === 1 && parts[0].overUnits === NOTHING
        ? [{ ...delta, unitSum: NOTHING }]
        : parts.map(() => delta);
    case 'meanSquaredError':
    case 'meanAbsoluteError':
    case 'hinge':
    case 'huberLoss':
      return parts.map(() => delta);
  }
}

/** Not clipped. */
const isInside = ({ value, signs }: Signal): boolean =>
  value === undefined ? (signs & POSITIVE) !== 0 : value >= clip && value <= 1 - clip;
