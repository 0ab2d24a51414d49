// Compares what the rules predict with what the engine measures, step for step.
import { lump } from '../../src/core/engine/lump.ts';
import { createRun, type History, type Run } from '../../src/core/engine/run.ts';
import type { NetworkSpec } from '../../src/core/engine/spec.ts';
import { type Analysed, analysed } from '../../src/core/verdict/predict.ts';
import { NOTHING } from '../../src/core/verdict/schedule/size.ts';
import { isZero } from '../../src/core/verdict/schedule/signal.ts';
import type { LayerPrediction } from '../../src/core/verdict/verdict.ts';

export const steps = 12;

/** Gradients this small beside the largest of the network are what rounding leaves of terms that cancel. */
const rounding = 1e-13;

/** Sizes below this are 0 in float64 as well. */
const leastDecades = -290;

export type Comparison =
  | { readonly kind: 'agree' }
  /** They differ, and the data or the draws happened to be special: the predictions are for generic ones. */
  | { readonly kind: 'special'; readonly why: string }
  | { readonly kind: 'disagree'; readonly what: readonly string[] };

export function compare(spec: NetworkSpec, seed = 1): Comparison {
  const predicted = analysed(spec);
  const run = createRun(spec, { seed });
  const what = new Set<string>();
  const note = (text: string): void => {
    what.add(text);
  };
  compareUnits(predicted, run, note);
  while (run.step < steps) {
    run.tick(1);
    if (run.step <= 3 || run.step === steps) compareUnits(predicted, run, note);
  }
  compareGradients(predicted, run.history, note);
  compareWidths(spec, predicted, run, note);
  compareLumps(spec, predicted, note);
  if (what.size === 0) return { kind: 'agree' };
  const why = excuse(spec, predicted, run.history, [...what]);
  return why === undefined ? { kind: 'disagree', what: [...what] } : { kind: 'special', why };
}

type Note = (text: string) => void;

/** Before its first step a gradient is exactly zero, at it it is not. */
function compareGradients({ prediction }: Analysed, { layers }: History, note: Note): void {
  const largest = Math.max(...layers.flatMap(({ gradientNorms }) => Object.values(gradientNorms).flat()));
  layers.forEach(({ id, gradientNorms }, index) => {
    const { firstSteps, firstGradients } = prediction.layers[index];
    for (const [name, norms] of Object.entries(gradientNorms)) {
      const step = firstSteps[name] ?? null;
      const before = norms.slice(0, step === null ? steps : step - 1);
      const early = before.findIndex((norm) => norm > rounding * largest);
      if (early >= 0)
        note(`${id}.${name}: predicted ${step ?? 'never'}, measured ${early + 1} (${before[early]})`);
      if (step === null || step > steps || norms[step - 1] !== 0) continue;
      if ((firstGradients[name]?.decades ?? 0) > leastDecades)
        note(`${id}.${name}: predicted ${step}, measured 0 there`);
    }
  });
}

/** Units of one group put out the same. */
function compareUnits({ prediction }: Analysed, run: Run, note: Note): void {
  if (prediction.layers.every(({ groups }) => groups.length === 0)) return;
  run.snapshot().layers.forEach(({ id, unitMean, unitStd }, index) => {
    const { groups } = prediction.layers[index];
    const first = new Map<number, number>();
    groups.forEach((group, unit) => {
      const other = first.get(group);
      if (other === undefined) {
        first.set(group, unit);
        return;
      }
      const far = (a: Float64Array): boolean =>
        Math.abs(a[unit] - a[other]) > 1e-9 * Math.max(1, Math.abs(a[other]));
      if (far(unitMean) || far(unitStd)) note(`${id}: units ${other} and ${unit} differ at step ${run.step}`);
    });
  });
}

/** As many distinct units as predicted, at every step, counted by equal weights. */
function compareWidths(spec: NetworkSpec, { prediction }: Analysed, run: Run, note: Note): void {
  const { history } = run;
  const drops = spec.layers.some(({ kind }) => kind === 'dropout');
  const merges = spec.layers.some(({ kind }) => ['add', 'multiply', 'average', 'dot'].includes(kind));
  const given = spec.layers.some(hasValues);
  const cut = spec.layers.some(({ kind }) => kind === 'reshape');
  history.layers.forEach((layer, index) => {
    if (!('kernel' in layer.gradientNorms)) return;
    const predicted = prediction.layers[index];
    const { effectiveWidth } = predicted;
    const measured = layer.effectiveWidth;
    // The probe keeps units apart that a reshape sends to different places, whatever becomes of them there. The rules keep
    // channels apart that differ at one place, though behind frozen numbers those at another may be equal.
    if (cut && (given || measured.every((width) => width >= effectiveWidth))) return;
    // What a mask or another branch adds tells units apart only with the first update that it makes uneven; numbers that are
    // given may have equal sums without being equal.
    if (merges || (drops && !learnsBefore(spec, prediction.layers, index))) return;
    const counted = drops ? measured.slice(steps) : measured;
    if (counted.some((width) => (given ? width < effectiveWidth : width !== effectiveWidth)))
      note(`${layer.id}: predicted width ${effectiveWidth}, measured ${measured.join()}`);
  });
}

const hasValues = (layer: object): boolean =>
  Object.values(layer).some(
    (field: unknown) =>
      typeof field === 'object' &&
      field !== null &&
      'kind' in field &&
      (field.kind === 'values' || field.kind === 'identity'),
  );

/**
 * Never more groups than the engine's own search for equal sums finds. Fewer are right where nothing ever tells units
 * apart; that they stay equal has been measured.
 */
function compareLumps(spec: NetworkSpec, { prediction }: Analysed, note: Note): void {
  const lumped = lump(spec);
  if (lumped === null) return;
  for (const { id, effectiveWidth } of prediction.layers) {
    const groups = lumped.groups.get(id);
    const count = new Set(groups).size;
    if (groups !== undefined && effectiveWidth > count)
      note(`${id}: predicted width ${effectiveWidth}, lumped to ${count}`);
  }
}

/** Whether the layer's own parameters or those of a reader have learned well before the last step. */
function learnsBefore(spec: NetworkSpec, layers: readonly LayerPrediction[], index: number): boolean {
  const { id } = spec.layers[index];
  return layers.some(
    (layer, other) =>
      (other === index || spec.layers[other].from.includes(id)) &&
      Object.values(layer.firstSteps).some((step) => step !== null && step < steps - 3),
  );
}

/** What makes this network's data or draws special; undefined where nothing does. */
function excuse(
  spec: NetworkSpec,
  { schedule }: Analysed,
  history: History,
  what: readonly string[],
): string | undefined {
  if (history.loss.some((loss) => !(loss < 1e20))) return 'diverges';
  // Cross-entropy clips probabilities: where the first steps overshoot, nothing comes back from it.
  if (spec.loss.toLowerCase().includes('crossentropy') && Math.max(...history.loss) > 2.5) return 'saturates';
  if (schedule.cancels) return 'rounding of terms that cancel';
  if (what.every((text) => text.includes('.alpha'))) return 'nothing below zero reaches a slope';
  const vanished = what.every((text) => text.endsWith('measured 0 there'));
  // Their derivatives are signs: whole numbers, which can sum to zero.
  if (vanished && (spec.loss === 'meanAbsoluteError' || spec.loss === 'hinge'))
    return 'signs that sum to zero';
  const states = spec.layers.filter((layer) => layer.kind === 'simpleRNN' && layer.activation === 'relu');
  if (what.every((text) => states.some(({ id }) => text.startsWith(`${id}.recurrent`))))
    return 'a rectified state is off before it matters';
  if (partIsOff(spec, schedule)) return 'all units of a branch are off';
  // Far out, a bounded activation has no digits left for differences, and its slope rounds to zero.
  const flat = history.layers.some(({ activationMean, activationStd }, index) => {
    const parts = schedule.signals[schedule.plan.nodes[index].tensor];
    const varies = parts.some(({ overData }) => overData !== NOTHING);
    return varies && activationStd.some((std, step) => std <= 1e-12 * Math.abs(activationMean[step]));
  });
  if (flat) return 'a layer is saturated';
  /** Whether constants add up beyond the limits of these is a matter of size, not of zero or not. */
  const limited = spec.layers.some(
    (layer) =>
      ('activation' in layer && (layer.activation === 'relu6' || layer.activation === 'hardSigmoid')) ||
      ('recurrentActivation' in layer && layer.recurrentActivation === 'hardSigmoid'),
  );
  if (limited) return 'a unit is beyond its limit';
  if (spec.layers.some(({ kind }) => kind === 'prelu')) return 'a slope below zero has changed its sign';
  return undefined;
}

/** At some step all rectified units that share a history happen to be off, though the rules leave them a choice. */
function partIsOff(spec: NetworkSpec, { plan, signals, layers }: Analysed['schedule']): boolean {
  const run = createRun(spec, { seed: 1 });
  while (run.step < steps) {
    const isOff = run.snapshot().layers.some(({ unitMean, unitStd }, index) => {
      const { tensor } = plan.nodes[index];
      const first = layers[index].firstOutput;
      if (first === undefined || run.step < first - 1) return false;
      let unit = 0;
      return plan.parts[tensor].some((count, part) => {
        const from = unit;
        unit += count;
        if (isZero(signals[tensor][part])) return false;
        for (let u = from; u < unit; u++) if (unitMean[u] !== 0 || unitStd[u] !== 0) return false;
        return true;
      });
    });
    if (isOff) return true;
    run.tick(1);
  }
  return false;
}
