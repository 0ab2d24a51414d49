// Compares what the rules predict with what the engine measures, step for step.
import { createRun } from '../../src/core/engine/run.ts';
import type { NetworkSpec } from '../../src/core/engine/spec.ts';
import { analysed } from '../../src/core/verdict/predict.ts';
import type { Prediction } from '../../src/core/verdict/verdict.ts';
import { isZero } from '../../src/core/verdict/signal.ts';

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
  const special = history.layers.find(({ deadUnits, units }, index) => {
    const tensor = schedule.plan.nodes[index].tensor;
    const first = schedule.layers[index].firstOutput;
    // Rectified units all of which happen to be off.
    return (
      first !== undefined &&
      schedule.signals[tensor].some((part) => !isZero(part)) &&
      deadUnits.slice(first - 1, steps).some((dead) => dead === units)
    );
  });
  if (special !== undefined) return { kind: 'special', why: `all units of ${special.id} are off` };

  const largest = Math.max(
    ...history.layers.flatMap(({ gradientNorms }) => Object.values(gradientNorms).flat()),
  );
  const what: string[] = [];
  const tells = spec.layers.some(
    ({ kind }) => kind === 'dropout' || kind === 'add' || kind === 'multiply' || kind === 'average',
  );
  history.layers.forEach((layer, index) => {
    const predicted = prediction.layers[index];
    for (const [name, norms] of Object.entries(layer.gradientNorms)) {
      const step = predicted.firstSteps[name] ?? null;
      const before = norms.slice(0, step === null ? steps : step - 1);
      const early = before.findIndex((norm) => norm > rounding * largest);
      if (early >= 0)
        what.push(
          `${layer.id}.${name}: predicted ${step ?? 'never'}, measured ${early + 1} (${before[early]})`,
        );
      if (step !== null && step <= steps && norms[step - 1] === 0)
        what.push(`${layer.id}.${name}: predicted ${step}, measured 0 there`);
    }
    if (Object.keys(layer.gradientNorms).length > 0) {
      const { effectiveWidth } = predicted;
      // What a mask or another branch adds tells units apart with the first update that it makes uneven.
      const wrong = tells
        ? layer.effectiveWidth.some((width) => width > effectiveWidth) ||
          (learnsBefore(spec, prediction, index) && layer.effectiveWidth[steps] !== effectiveWidth)
        : layer.effectiveWidth.some((width) => width !== effectiveWidth);
      if (wrong)
        what.push(`${layer.id}: predicted width ${effectiveWidth}, measured ${layer.effectiveWidth.join()}`);
    }
  });
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
