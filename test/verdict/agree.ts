// Compares what the rules predict with what the engine measures, step for step.
import { createRun, type ParameterDump } from '../../src/core/engine/run.ts';
import type { NestedArray, NetworkSpec } from '../../src/core/engine/spec.ts';
import { analysed } from '../../src/core/verdict/predict.ts';
import type { Prediction } from '../../src/core/verdict/verdict.ts';
import { isZero } from '../../src/core/verdict/schedule/signal.ts';

export const steps = 12;

/** Gradients this small beside the largest of the network are what rounding leaves of terms that cancel. */
const rounding = 1e-13;

export type Comparison =
  | { readonly kind: 'agree' }
  /** The data or the draws happened to be special: the predictions are for generic ones. */
  | { readonly kind: 'special'; readonly why: string }
  | { readonly kind: 'disagree'; readonly what: readonly string[] };

export function compare(spec: NetworkSpec, seed = 1): Comparison {
  const { prediction, schedule } = analysed(spec);
  const run = createRun(spec, { seed });
  run.tick(steps);
  const { history } = run;
  if (history.loss.some((loss) => !Number.isFinite(loss))) return { kind: 'special', why: 'diverges' };
  // Cross-entropy clips probabilities: where the first steps overshoot, nothing comes back from it.
  if (spec.loss !== 'meanSquaredError' && Math.max(...history.loss) > 2.5)
    return { kind: 'special', why: 'saturates' };
  const off = history.layers.find(({ deadUnits, units }, index) => {
    const { tensor } = schedule.plan.nodes[index];
    const first = schedule.layers[index].firstOutput;
    // Rectified units all of which happen to be off.
    return (
      first !== undefined &&
      schedule.signals[tensor].some((part) => !isZero(part)) &&
      deadUnits.slice(first - 1, steps).some((dead) => dead === units)
    );
  });
  let special: string | undefined = off === undefined ? undefined : `all units of ${off.id} are off`;

  const largest = Math.max(
    ...history.layers.flatMap(({ gradientNorms }) => Object.values(gradientNorms).flat()),
  );
  const what: string[] = [];
  const { parts } = schedule.plan;
  const coarse = schedule.plan.nodes.some(
    ({ layer, from }) =>
      (layer.kind === 'add' || layer.kind === 'multiply' || layer.kind === 'average') &&
      from.some((tensor) => parts[tensor].length !== parts[from[0]].length),
  );
  /** Whether constants add up beyond the limits of these is a matter of size, not of zero or not. */
  const saturates = spec.layers.some(
    (layer) => 'activation' in layer && (layer.activation === 'relu6' || layer.activation === 'hardSigmoid'),
  );
  /** Normalisation takes a mean first: beside it, differences of a later step may be below the last bit. */
  const absorbs = spec.layers.some(
    ({ kind }) => kind === 'batchNormalization' || kind === 'layerNormalization',
  );
  const drops = spec.layers.some(({ kind }) => kind === 'dropout');
  const merges = spec.layers.some(({ kind }) => kind === 'add' || kind === 'multiply' || kind === 'average');
  /** Where terms cancel exactly, rounding moves weights that would not move, and some optimizers make much of it. */
  const note = (text: string): void => {
    if (text.includes('.alpha')) special ??= 'a slope below zero has changed its sign';
    else if (schedule.cancels) special ??= 'rounding of terms that cancel';
    else what.push(text);
  };
  history.layers.forEach((layer, index) => {
    const predicted = prediction.layers[index];
    for (const [name, norms] of Object.entries(layer.gradientNorms)) {
      const step = predicted.firstSteps[name] ?? null;
      const before = norms.slice(0, step === null ? steps : step - 1);
      const early = before.findIndex((norm) => norm > rounding * largest);
      if (early >= 0)
        note(`${layer.id}.${name}: predicted ${step ?? 'never'}, measured ${early + 1} (${before[early]})`);
      if (step === null || step > steps || norms[step - 1] !== 0) continue;
      if (name === 'alpha') special ??= `nothing below zero reaches ${layer.id}`;
      else if (saturates) special ??= 'a unit is saturated';
      else if (absorbs && schedule.cancels) special ??= 'differences too small for a mean';
      else if (coarse) special ??= 'a merge of sources cut into different parts';
      else what.push(`${layer.id}.${name}: predicted ${step}, measured 0 there`);
    }
    if ('kernel' in layer.gradientNorms) {
      const { effectiveWidth } = predicted;
      // What a mask or another branch adds tells units apart only with the first update that it makes uneven.
      const wrong = merges
        ? !areTwins(run.parameters(), layer.id, predicted.groups)
        : drops
          ? layer.effectiveWidth.some((width) => width > effectiveWidth) ||
            (learnsBefore(spec, prediction, index) && layer.effectiveWidth[steps] !== effectiveWidth)
          : layer.effectiveWidth.some((width) => width !== effectiveWidth);
      if (wrong)
        note(`${layer.id}: predicted width ${effectiveWidth}, measured ${layer.effectiveWidth.join()}`);
    }
  });
  if (special !== undefined) return { kind: 'special', why: special };
  return what.length === 0 ? { kind: 'agree' } : { kind: 'disagree', what };
}

/** Whether the layer's own parameters or those of a reader have learned well before the last step. */
function learnsBefore(spec: NetworkSpec, prediction: Prediction, index: number): boolean {
  const { id } = spec.layers[index];
  return prediction.layers.some(
    (layer, other) =>
      (other === index || spec.layers[other].from.includes(id)) &&
      Object.values(layer.firstSteps).some((step) => step !== null && step < steps - 3),
  );
}

/** Whether units of one group have equal biases and equal weights coming in. */
function areTwins(dump: ParameterDump, id: string, groups: readonly number[]): boolean {
  const parameters = dump[id];
  const columns = groups.map((_, unit) =>
    ['kernel', 'bias'].flatMap((name) => (name in parameters ? column(parameters[name], unit) : [])).join(),
  );
  const first = new Map<number, string>();
  return groups.every((group, unit) => {
    const known = first.get(group) ?? columns[unit];
    first.set(group, known);
    return known === columns[unit];
  });
}

/** Every number that belongs to the unit: the last axis at its place. */
function column(data: NestedArray, unit: number): number[] {
  return data.every((entry) => typeof entry === 'number')
    ? [data[unit]]
    : data.flatMap((entry) => (typeof entry === 'number' ? [] : column(entry, unit)));
}
