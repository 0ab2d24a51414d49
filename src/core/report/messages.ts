// Every sentence about a verdict: what, why, what to do. Names the layer and the count.
import type { Start } from '../network/graph.ts';
import type { HarmlessReason, ParameterJudgement, Scale, ScaleSite, Verdict } from '../verdict/verdict.ts';

type Kind = Verdict['kind'];
type Of<K extends Kind> = Extract<Verdict, { readonly kind: K }>;

/** What a message may say about the layer's surroundings. */
export interface Surroundings {
  /** That of the layer, or of the layer of activations after it. */
  readonly activation: string | null;
  /** The fitting start as the author would write it; null where none is offered. */
  readonly spelling: string | null;
}

export function messageOf(judged: ParameterJudgement, around: Surroundings): string {
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
      ? `with ${described(judged)} here and a constant start in ${listed(verdict.because.map(layerOf))}, ${never}`
      : flat
        ? `with ${described(judged)} no sum is ever above 0, where ${around.activation} is flat, so ${never}`
        : `with ${described(judged)}, ${never}`;
  const others = verdict.affected.length > 0 ? ` It also holds back ${listed(verdict.affected)}.` : '';
  return `The ${named(parameter)} of ${layer} never learns: ${reason}.${others} ${advice(verdict, around)}`;
}

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
  return `${unitsOf(judged, verdict.units)} ${how}. ${capital(described(judged))} ${outgoing}, so every step changes them alike. ${advice(verdict, around)}`;
}

function blocked(judged: ParameterJudgement, verdict: Of<'blocked'>, around: Surroundings): string {
  const { layer, parameter } = judged;
  const step = verdict.firstGradientStep ?? 1;
  const what =
    step > 1
      ? `The ${named(parameter)} of ${layer} gets no gradient before step ${step}: ${verdict.because.length > 0 ? `${listed(verdict.because)} ${verdict.because.length > 1 ? 'start' : 'starts'} at zero and ${verdict.because.length > 1 ? 'let' : 'lets'}` : 'zeros above let'} gradients through one layer a step`
      : `${capital(described(judged))} in ${layer} keeps gradients from ${listed(verdict.affected)} until it has learned itself`;
  return `${what}, and what arrives at first is tiny. ${advice(verdict, around)}`;
}

function lowRank(judged: ParameterJudgement, verdict: Of<'low-rank'>, around: Surroundings): string {
  const what = isZero(judged.start)
    ? `start without any feature of the input (${described(judged)}) and learn along few directions at first`
    : `all begin with the same feature of the input (${described(judged)}); only what surrounds them tells them apart`;
  return `${unitsOf(judged, verdict.units)} ${what}, so training starts slowly. ${advice(verdict, around)}`;
}

const unitsOf = ({ layer }: ParameterJudgement, units: number | null): string =>
  units === null ? `The units of ${layer}` : `The ${units} units of ${layer}`;

/** What to do, and whether that is enough. */
function advice(
  verdict: Of<'dead' | 'symmetric' | 'blocked' | 'low-rank'>,
  { spelling }: Surroundings,
): string {
  if (verdict.repair !== null) return `Use ${spelling ?? spelled(verdict.repair)}.`;
  if (verdict.enough !== undefined) {
    return `It may stay as it is once ${listed(verdict.enough)} ${verdict.enough.length > 1 ? 'start' : 'starts'} at random numbers.`;
  }
  return `Random numbers here alone are not enough: ${listed(verdict.because)} must start at random numbers as well.`;
}

/** For random starts of the wrong size. */
export function scaleMessage(
  { kind, forward, backward }: Scale,
  { layer, stddev, fitting }: ScaleSite,
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
  return `${which} ${what} ${factor} on their way through the network: the weights of ${layer} start with a standard deviation of ${short(stddev)}, where ${short(fitting)} would keep it. Use ${spelling ?? 'a start that fits the size of the layer'}.`;
}

const short = (value: number): string => String(Number(value.toPrecision(2)));

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
    `${layer} closes an adapter beside a path that carries signal and gradient; zero there is how adapters start.`,
  frozen: ({ layer }) => `${layer} is not trained.`,
  loaded: ({ layer, parameter }) => `the ${parameter} of ${layer} is loaded from elsewhere.`,
  default: ({ layer, parameter }) => `the ${parameter} of ${layer} starts with the library's default.`,
  'single-unit': ({ layer }) => `${layer} has one unit, so there is no symmetry to break.`,
  healthy: ({ layer, parameter }) =>
    `nothing keeps the ${parameter} of ${layer} from learning, and its units differ.`,
};

/** "the constant kernel 0.1", "the zero kernel", "the kernel of equal rows". */
export function described({
  start,
  parameter: name,
}: Pick<ParameterJudgement, 'layer' | 'start' | 'parameter'>): string {
  const parameter = named(name);
  if (start?.kind === 'constant')
    return start.value === 0 ? `a ${parameter} of zeros` : `a ${parameter} of ${start.value} everywhere`;
  if (start?.kind === 'values') return `the given ${parameter}`;
  if (start?.kind === 'identity') return `an identity ${parameter}`;
  return start === null ? `an unknown ${parameter}` : `a ${parameter} without spread`;
}

/** A parameter as one says it: "recurrent kernel" for `recurrent`. */
const named = (parameter: string): string =>
  ['recurrent', 'depthwise', 'pointwise'].includes(parameter) ? `${parameter} kernel` : parameter;

/** Added to a message whose initializer starts other layers as well. */
export const alsoStarts = (layers: readonly string[]): string =>
  `The same expression starts ${listed(layers)} too.`;

const layerOf = (key: string): string => key.slice(0, key.lastIndexOf('.'));

const isZero = (start: Start | null): boolean => start?.kind === 'constant' && start.value === 0;

/** "he-normal" → "a He start (he-normal)". */
export function spelled(kind: string): string {
  const family = kind.startsWith('he-') ? 'He' : kind.startsWith('lecun-') ? 'LeCun' : 'Glorot';
  return `a random ${family} start`;
}

export function listed(names: readonly string[]): string {
  if (names.length === 0) return 'its neighbours';
  if (names.length === 1) return names[0];
  if (names.length > 4) return `${names.slice(0, 3).join(', ')} and ${names.length - 3} others`;
  return `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
