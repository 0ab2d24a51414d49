// What will become of a complete network, by rules alone: nothing is run and nothing sampled.
import type { NetworkSpec } from '../engine/spec.ts';
import { partitionOf } from './partition/partition.ts';
import { planOf } from './plan.ts';
import type { AtZero } from './schedule/activation.ts';
import { type Schedule, scheduleOf } from './schedule/schedule.ts';
import type { Prediction } from './verdict.ts';

/**
 * Effective width and first gradient step of every layer; exact for generic data. The spec must be one that the engine
 * accepts. `atZero`: the library's own values and slopes at 0.
 */
export const predict = (spec: NetworkSpec, atZero?: AtZero): Prediction => analysed(spec, atZero).prediction;

/** A prediction together with the schedule it was read from. */
export interface Analysed {
  readonly prediction: Prediction;
  readonly schedule: Schedule;
}

export function analysed(spec: NetworkSpec, atZero?: AtZero): Analysed {
  const schedule = scheduleOf(planOf(spec), atZero);
  const groupings = partitionOf(schedule);
  const layers = schedule.layers.map(({ first }, index) => {
    const { layer, kernel, parameters } = schedule.plan.nodes[index];
    const { units, width, groups } = groupings[index];
    return {
      id: layer.id,
      units,
      effectiveWidth: width,
      groups,
      firstGradientStep: kernel === undefined ? null : (first.get(kernel) ?? null),
      firstSteps: Object.fromEntries(parameters.map((name) => [name, first.get(name) ?? null])),
    };
  });
  return { prediction: { layers }, schedule };
}
