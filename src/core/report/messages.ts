// Every sentence about a verdict: what, why, what to do. Names the layer and the count.
import type { Start } from '../network/graph.ts';
import type { HarmlessReason, ParameterJudgement, Verdict } from '../verdict/verdict.ts';

type Kind = Verdict['kind'];
type Of<K extends Kind> = Extract<Verdict, { readonly kind: K }>;

/** What a message may say about the layer's surroundings. */
export interface Surroundings {
  readonly activation: string | null;
}

export function messageOf(judged: ParameterJudgement, around: Surroundings): string {
  const { verdict } = judged;
  switch (verdict.kind) {
    case 'dead':
      return dead(judged, verdict, around);
    case 'symmetric':
      return symmetric(judged, verdict);
    case 'blocked':
      return blocked(judged, verdict);
    case 'low-rank':
      return lowRank(judged, verdict);
    case 'harmless':
      return `Harmless: ${reasons[verdict.because](judged)}`;
    case 'undecided':
      return `Undecided: ${described(judged)} may matter, but ${listed(verdict.missing)} ${verdict.missing.length === 1 ? 'is' : 'are'} not known.`;
  }
}

function dead(judged: ParameterJudgement, verdict: Of<'dead'>, around: Surroundings): string {
  const { layer, parameter } = judged;
  const own = `The ${parameter} of ${layer} never learns`;
  const rectified = around.activation === 'relu' || around.activation === 'relu6';
  const reason =
    verdict.because.length > 0
      ? `with ${described(judged)}${besides(verdict.because)} its gradient is exactly 0 at every step`
      : rectified && isZero(judged.start)
        ? `with ${described(judged)} every sum is 0, where the slope of ${around.activation} is 0, so its gradient is exactly 0 at every step`
        : `with ${described(judged)} its gradient is exactly 0 at every step`;
  const others = verdict.affected.length > 0 ? ` It also holds back ${listed(verdict.affected)}.` : '';
  return `${own}: ${reason}.${others} ${advice(verdict)}`;
}

function symmetric({ layer, start, parameter }: ParameterJudgement, verdict: Of<'symmetric'>): string {
  const { units, effectiveWidth } = verdict;
  const all = units === null ? `The units of ${layer}` : `The ${units} units of ${layer}`;
  const width = effectiveWidth ?? 1;
  const how =
    width === 1
      ? 'start equal and stay equal: they work as 1'
      : `fall into ${width} groups of equal units that stay equal: they work as ${width}`;
  const reason =
    verdict.because.length > 0
      ? ` ${capital(described({ layer, start, parameter }))} gives each the same incoming weights, and ${listed(verdict.because)} the same outgoing ones, so their gradients are the same at every step.`
      : ` ${capital(described({ layer, start, parameter }))} gives each the same weights, so their gradients are the same at every step.`;
  return `${all} ${how}.${reason} ${advice(verdict)}`;
}

function blocked(judged: ParameterJudgement, verdict: Of<'blocked'>): string {
  const { layer, parameter } = judged;
  const { firstGradientStep: step } = verdict;
  const own =
    step === null || step === 1
      ? `With ${described(judged)}, ${layer} keeps gradients from ${verdict.affected.length > 0 ? listed(verdict.affected) : 'the layers below'}`
      : `The ${parameter} of ${layer} gets its first gradient at step ${step}: ${described(judged)}${besides(verdict.because)} lets gradients through one layer a step`;
  return `${own}, and what arrives then is very small. ${advice(verdict)}`;
}

function lowRank(judged: ParameterJudgement, verdict: Of<'low-rank'>): string {
  const { layer, start } = judged;
  const all = verdict.units === null ? `The units of ${layer}` : `The ${verdict.units} units of ${layer}`;
  const what = isZero(start)
    ? `start without any feature of their input and learn along few directions at first`
    : `all begin with the same feature of their input; only what surrounds them tells them apart`;
  return `${all} ${what} (${described(judged)}), so training starts slowly. ${advice(verdict)}`;
}

/** What to do, and whether that is enough. */
function advice(verdict: Of<'dead' | 'symmetric' | 'blocked' | 'low-rank'>): string {
  if (verdict.repair !== null) return `Use ${spelled(verdict.repair)}.`;
  return `Changing this start alone is not enough: give ${listed(verdict.because)} a random start as well.`;
}

const besides = (keys: readonly string[]): string => (keys.length > 0 ? ` and constant ${listed(keys)}` : '');

const reasons: Record<HarmlessReason, (judged: ParameterJudgement) => string> = {
  convex: ({ layer }) =>
    `${layer} is the only layer that learns, so its loss is convex and any start is a fine start.`,
  bias: ({ layer }) =>
    `a constant bias is the usual start; the kernel of ${layer} is what tells its units apart.`,
  normalization: ({ layer, parameter }) => `${parameter} of ${layer} starts as normalisation usually does.`,
  'output-only': ({ layer }) =>
    `${layer} is an output layer: the layers below wait one step at most, its own units have different targets.`,
  residual: ({ layer }) =>
    `a branch around ${layer} carries signal and gradient; starting this one at zero is a known technique.`,
  adapter: ({ layer }) =>
    `${layer} closes an adapter beside a path that carries signal and gradient; zero there is how adapters start.`,
  frozen: ({ layer }) => `${layer} is not trained.`,
  loaded: ({ layer, parameter }) => `the ${parameter} of ${layer} is loaded from elsewhere.`,
  default: ({ layer, parameter }) => `the ${parameter} of ${layer} starts with the library's default.`,
  'single-unit': ({ layer }) => `${layer} has one unit, so there is no symmetry to break.`,
  healthy: ({ layer, parameter }) =>
    `the ${parameter} of ${layer} learns from the start, and its units differ.`,
};

/** "the constant kernel 0.1", "the zero kernel", "the kernel of equal rows". */
export function described({
  start,
  parameter,
}: Pick<ParameterJudgement, 'layer' | 'start' | 'parameter'>): string {
  if (start?.kind === 'constant')
    return start.value === 0 ? `a ${parameter} of zeros` : `a ${parameter} of ${start.value} everywhere`;
  if (start?.kind === 'values') return `the given ${parameter}`;
  if (start?.kind === 'identity') return `an identity ${parameter}`;
  return start === null ? `an unknown ${parameter}` : `a ${parameter} without spread`;
}

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
