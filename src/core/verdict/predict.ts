// What will become of a complete network, by rules alone: nothing is run and nothing sampled.
import type { NetworkSpec } from '../engine/spec.ts';
import { type Grouping, partitionOf } from './partition/partition.ts';
import { type Changes, noChanges, type Plan, planOf } from './plan.ts';
import type { AtZero } from './schedule/activation.ts';
import { learnedIn, type Schedule, scheduleOf } from './schedule/schedule.ts';
import { decadesOf, orderOf, type Size } from './schedule/size.ts';
import type { FirstGradient, LayerPrediction, Prediction } from './verdict.ts';

/**
 * Effective width and first gradient step of every layer; exact for generic data. The spec must be one that the engine
 * accepts. `atZero`: the library's own values and slopes at 0.
 */
export const predict = (spec: NetworkSpec, atZero?: AtZero): Prediction => analysed(spec, atZero).prediction;

export const analysed = (spec: NetworkSpec, atZero?: AtZero): Analysed => new Analysed(planOf(spec), atZero);

/** A prediction together with the schedule it was read from. Widths are worked out when they are asked for. */
export class Analysed {
  readonly schedule: Schedule;
  #groupings: readonly Grouping[] | undefined;
  #prediction: Prediction | undefined;

  constructor(plan: Plan, atZero?: AtZero, changes: Changes = noChanges) {
    this.schedule = scheduleOf(plan, atZero, changes);
  }

  /** First step at which the parameter of the layer at `index` has a gradient; null for never. */
  first(index: number, parameter: string): number | null {
    return learnedIn(this.schedule.layers[index], parameter)?.step ?? null;
  }

  /** The same for the layer's kernel; null for layers without one, too. */
  kernelFirst(index: number): number | null {
    const { kernel } = this.schedule.plan.nodes[index];
    return kernel === undefined ? null : this.first(index, kernel);
  }

  firstGradient(index: number, parameter: string): FirstGradient | null {
    const { layers, rateDecades } = this.schedule;
    const learned = learnedIn(layers[index], parameter);
    return learned === undefined ? null : described(learned.step, learned.size, rateDecades);
  }

  grouping(index: number): Grouping {
    this.#groupings ??= partitionOf(this.schedule);
    return this.#groupings[index];
  }

  get prediction(): Prediction {
    this.#prediction ??= { layers: this.schedule.plan.nodes.map((_, index) => this.#layer(index)) };
    return this.#prediction;
  }

  #layer(index: number): LayerPrediction {
    const { layer, parameters } = this.schedule.plan.nodes[index];
    const { units, width, groups } = this.grouping(index);
    const firstSteps: Record<string, number | null> = {};
    const firstGradients: Record<string, FirstGradient | null> = {};
    for (const name of parameters) {
      firstSteps[name] = this.first(index, name);
      firstGradients[name] = this.firstGradient(index, name);
    }
    return {
      id: layer.id,
      units,
      effectiveWidth: width,
      groups,
      firstGradientStep: this.kernelFirst(index),
      firstSteps,
      firstGradients,
    };
  }
}

/** Half the least number of float32: what is smaller rounds to 0. */
const leastDecades = Math.log10(2 ** -150);

/** By how much a size may be larger than it is guessed. */
const marginOf = (order: number): number => 3.5 + 0.4 * order;

function described(step: number, size: Size, rateDecades: number): FirstGradient {
  const order = orderOf(size);
  const decades = decadesOf(size, rateDecades);
  return { step, order, decades, roundsToZero: decades + marginOf(order) < leastDecades };
}
