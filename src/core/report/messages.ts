// Every sentence about a verdict: what, why, what to do. Names the layer and the count.
import { siteKey } from '../verdict/plan.ts';
import type { HarmlessReason, ParameterJudgement, Scale, ScaleSite, Verdict } from '../verdict/verdict.ts';
import { casesWords } from './derivation-words.ts';
import { capital, described, isZero, listed, named, short, sizeWords, spelled } from './words.ts';

type Kind = Verdict['kind'];
type Of<K extends Kind> = Extract<Verdict, { readonly kind: K }>;
type Fault = 'dead' | 'symmetric' | 'blocked' | 'low-rank';

/** What a message may say about the layer's surroundings. */
export interface Surroundings {
  /** That of the layer, or of the layer of activations after it. */
  readonly activation: string | null;
  /** The fitting start as the author would write it; null where none is offered. */
  readonly spelling: string | null;
}

export function messageOf(judged: ParameterJudgement, around: Surroundings): string {
  const text = plainMessage(judged, around);
  return judged.cases === undefined ? text : `${text} ${casesWords(judged.cases)}`;
}

function plainMessage(judged: ParameterJudgement, around: Surroundings): string {
  const { verdict } = judged;
  switch (verdict.kind) {
    case 'dead':
      return dead(judged, verdict, around);
    case 'symmetric':
      return symmetric(judged, verdict, around);
    case 'blocked':
      return blocked(judged, verdict, around);
    case 'low-rank':
      return lowRank(judged, verdict, around);
    case 'harmless':
      return `Harmless: ${reasons[verdict.because](judged)}`;
    case 'undecided':
      return `Undecided: ${described(judged)} in ${judged.layer} may matter, but it is not known: ${listed(verdict.missing)}.`;
  }
}

function dead(judged: ParameterJudgement, verdict: Of<'dead'>, around: Surroundings): string {
  const { layer, parameter } = judged;
  const flat = around.activation === 'relu' || around.activation === 'relu6';
  const never = 'its gradient is exactly 0 at every step';
  const reason =
    verdict.because.length > 0
      ? `with ${described(judged)} here, and because ${tooConstant(verdict.because)}, ${never}`
      : flat
        ? `with ${described(judged)} no sum is ever above 0, where ${around.activation} is flat, so ${never}`
        : `with ${described(judged)}, ${never}`;
  const others = verdict.affected.length > 0 ? ` It also holds back ${listed(verdict.affected)}.` : '';
  return `The ${named(parameter)} of ${layer} never learns: ${reason}.${others}${advice(judged, verdict, around)}`;
}

/** "hidden_2.kernel is constant too". */
const tooConstant = (keys: readonly string[]): string =>
  `${listed(keys)} ${keys.length > 1 ? 'are' : 'is'} constant too`;

function symmetric(judged: ParameterJudgement, verdict: Of<'symmetric'>, around: Surroundings): string {
  const width = verdict.effectiveWidth ?? 1;
  const how =
    width === 1
      ? 'start equal and stay equal: they work as 1'
      : `fall into ${width} groups of equal units that stay equal: they work as ${width}`;
  const outgoing =
    verdict.because.length > 0
      ? `gives each the same weights coming in, ${listed(verdict.because)} the same going out`
      : 'gives each the same weights';
  const late =
    verdict.faintest?.layer === judged.layer
      ? ` Besides, its kernel has no gradient before step ${verdict.faintest.step}, and then one ${sizeWords(verdict.faintest)}.`
      : '';
  return `${unitsOf(judged, verdict.units)} ${how}. ${capital(described(judged))} ${outgoing}, so every step changes them alike.${late}${advice(judged, verdict, around)}`;
}

function blocked(judged: ParameterJudgement, verdict: Of<'blocked'>, around: Surroundings): string {
  const { layer, parameter } = judged;
  const { because, faintest } = verdict;
  const step = verdict.firstGradientStep ?? 1;
  const zeros =
    because.length === 0
      ? 'zeros above let'
      : `${listed(because)} ${because.length > 1 ? 'start at zero too and let' : 'starts at zero too and lets'}`;
  const what =
    step > 1
      ? `The ${named(parameter)} of ${layer} gets no gradient before step ${step}: ${zeros} gradients through one layer a step.`
      : `${capital(described(judged))} in ${layer} keeps gradients from ${listed(verdict.affected)} until it has learned itself.`;
  const size =
    faintest === null
      ? ''
      : ` The first gradient of ${faintest.layer}, at step ${faintest.step}, is ${sizeWords(faintest)}.`;
  return `${what}${size}${advice(judged, verdict, around)}`;
}

function lowRank(judged: ParameterJudgement, verdict: Of<'low-rank'>, around: Surroundings): string {
  const what = isZero(judged.start)
    ? `start without any feature of the input (${described(judged)}) and learn along few directions at first`
    : `all begin with the same feature of the input (${described(judged)}); only what surrounds them tells them apart`;
  return `${unitsOf(judged, verdict.units)} ${what}, so training starts slowly.${advice(judged, verdict, around)}`;
}

const unitsOf = ({ layer }: ParameterJudgement, units: number | null): string =>
  units === null ? `The units of ${layer}` : `The ${units} units of ${layer}`;

/** What to do, and whether that is enough. Starts with a space. */
function advice(
  { layer, parameter }: ParameterJudgement,
  { remedy, because }: Of<Fault>,
  { spelling }: Surroundings,
): string {
  if (remedy === null) return '';
  const own = siteKey(layer, parameter);
  const isOwn = remedy.changes.some(({ key }) => key === own);
  if (isOwn && remedy.changes.length === 1) return ` Use ${spelling ?? spelled(remedy.changes[0].start)}.`;
  const keys = remedy.changes.map(({ key }) => key).filter((key) => key !== own);
  if (isOwn)
    return ` Random numbers here alone are not enough: ${listed(nearestFirst(keys, because))} must start at random numbers as well.`;
  return ` It may stay as it is once ${listed(keys)} ${keys.length > 1 ? 'start' : 'starts'} at random numbers.`;
}

const nearestFirst = (keys: readonly string[], near: readonly string[]): readonly string[] => [
  ...near.filter((key) => keys.includes(key)),
  ...keys.filter((key) => !near.includes(key)),
];

/** For random starts of the wrong size. */
export function scaleMessage(
  { kind, forward, backward }: Scale,
  { layer, stddev, fitting, gain }: ScaleSite,
  spelling: string | null,
): string {
  const [what, factor] =
    kind === 'vanishing'
      ? ['fade', `to ${short(Math.min(forward, backward))} of their size`]
      : ['grow', `to ${short(Math.max(forward, backward))} times their size`];
  const which =
    kind === 'vanishing'
      ? backward < forward
        ? 'Gradients'
        : 'Signals'
      : backward > forward
        ? 'Gradients'
        : 'Signals';
  const fits = `where ${short(fitting)}, a gain of ${short(gain)} over √inputs, would keep it`;
  return `${which} ${what} ${factor} on their way through the network: the weights of ${layer} start with a standard deviation of ${short(stddev)}, ${fits}. Use ${spelling ?? 'a start that fits the size of the layer'}.`;
}

const reasons: Record<HarmlessReason, (judged: ParameterJudgement) => string> = {
  convex: ({ layer }) =>
    `${layer} is the only layer that learns, so its loss is convex and any start is a fine start.`,
  bias: () => 'units are told apart by their kernel, so a bias may start at a constant or at random numbers.',
  normalization: ({ layer, parameter }) => `${parameter} of ${layer} starts as normalisation usually does.`,
  'output-only': ({ layer }) =>
    `${layer} is the output, whose units have targets of their own; the layers below wait one step at most.`,
  residual: ({ layer }) =>
    `a branch around ${layer} carries signal and gradient; starting this one at zero is a known technique.`,
  adapter: ({ layer }) =>
    `${layer} belongs to an adapter beside a path that carries signal and gradient; zero there is how adapters start.`,
  frozen: ({ layer }) => `${layer} is not trained.`,
  loaded: ({ layer, parameter }) => `the ${parameter} of ${layer} is loaded from elsewhere.`,
  default: ({ layer, parameter }) => `the ${parameter} of ${layer} starts with the library's default.`,
  'single-unit': ({ layer }) => `${layer} has one unit, so there is no symmetry to break.`,
  healthy: ({ layer, parameter }) =>
    `nothing keeps the ${parameter} of ${layer} from learning, and its units differ.`,
};

/** Added to a message whose initializer starts other layers as well. */
export const alsoStarts = (layers: readonly string[]): string =>
  `The same expression starts ${listed(layers)} too.`;
