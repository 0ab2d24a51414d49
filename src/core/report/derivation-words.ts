// Derivations, remedies and cases in sentences, for whoever asks why.
import type { Derivation, EqualEntries, Link } from '../verdict/derivation.ts';
import type { Case, ParameterJudgement, Remedy } from '../verdict/verdict.ts';
import { capital, listed, plural } from './words.ts';

type Judged = Pick<ParameterJudgement, 'verdict' | 'cases'>;

/** Why the verdict holds, and what would be enough: one sentence or two for each step. Empty where the message says it all. */
export function whyOf({ verdict, cases }: Judged): readonly string[] {
  const inCases = cases === undefined ? [] : [casesWords(cases)];
  if (verdict.kind === 'undecided') return inCases;
  const derived = verdict.derivation.flatMap(derivationWords);
  const remedy = verdict.kind === 'harmless' || verdict.remedy === null ? [] : [remedyWords(verdict.remedy)];
  return [...derived, ...remedy, ...inCases];
}

/** The same without what can be drawn: zero factors and equal entries. */
export function remarksOn({ verdict, cases }: Judged): readonly string[] {
  if (verdict.kind === 'undecided') return whyOf({ verdict, cases });
  const derivation = verdict.derivation.filter(({ kind }) => kind !== 'zero-gradient' && kind !== 'twins');
  return whyOf({ verdict: { ...verdict, derivation }, cases });
}

export function derivationWords(derivation: Derivation): readonly string[] {
  switch (derivation.kind) {
    case 'zero-gradient':
      return zeroGradient(derivation);
    case 'twins':
      return twins(derivation);
    case 'one-feature':
      return [oneFeature(derivation)];
    case 'open-path':
      return [
        `${derivation.around} reaches ${derivation.merge} beside ${derivation.layer}: what comes back from the loss finds its way.`,
      ];
    case 'waits':
      return [
        `${listed(derivation.waiting)} ${derivation.waiting.length > 1 ? 'learn' : 'learns'} from step ${derivation.step} on, when ${derivation.layer} is no longer what it starts at.`,
      ];
  }
}

type Of<K extends Derivation['kind']> = Extract<Derivation, { readonly kind: K }>;

function zeroGradient({ layer, parameter, step, until, chain }: Of<'zero-gradient'>): readonly string[] {
  const when = until === null ? 'at every step' : until === 1 ? 'at step 1' : `up to step ${until}`;
  const first = `The gradient of ${layer}.${parameter} is exactly 0 ${when}: it is a product with these factors in it${until === null ? '' : ` at step ${step}`}.`;
  return [first, ...chain.map(linkWords)];
}

/** One factor that is zero. */
export function linkWords({ layer, factor, parameter, way, until }: Link): string {
  const time = until === null ? 'for ever' : until <= 1 ? 'at step 1' : `up to step ${until}`;
  switch (factor) {
    case 'kernel':
      return way === 'down'
        ? `${layer}.${parameter ?? 'kernel'} = 0 ${time}: multiplied with it, whatever comes back from the loss becomes 0.`
        : `${layer}.${parameter ?? 'kernel'} = 0 ${time}: nothing comes up through it from the input.`;
    case 'slope':
      return way === 'down'
        ? `g′(z) = 0 in ${layer} ${time}: its activation is flat at what it gets.`
        : `g(z) = 0 in ${layer} ${time}: its activation gives 0 for what it gets.`;
    case 'product':
      return `${layer} = 0 ${time}, and it is a factor of the same product: what comes back is multiplied by it.`;
    case 'cancels':
      return `In ${layer} the terms are not 0, but their sum is exactly 0 ${time}.`;
    case 'loss':
      return `Nothing comes back from the loss to ${layer} ${time}.`;
  }
}

function twins({ layer, units: [i, j], incoming, outgoing }: Of<'twins'>): readonly string[] {
  // Counted from 1, as the panel's pictures count.
  const pair = `Units ${i + 1} and ${j + 1} of ${layer}`;
  return [
    `${pair} get the same: ${equalWords(incoming)}. So their outputs are equal.`,
    `They give the same: ${equalWords(outgoing)}. So what comes back to them is equal, and so are their updates: after the step both statements hold again.`,
  ];
}

const equalWords = (entries: readonly EqualEntries[]): string =>
  entries.length === 0 ? 'nothing reads them apart' : entries.map(equalWord).join(', ');

function equalWord({ layer, parameter, why, value }: EqualEntries): string {
  const what = parameter === undefined ? layer : `${layer}.${parameter}`;
  switch (why) {
    case 'constant':
      return `${what} is ${String(value)} everywhere`;
    case 'given':
      return `the numbers of ${what} agree for both`;
    case 'identity':
      return `${what} hands on what is equal already`;
    case 'untold':
      return `${what} never makes a difference between them`;
    case 'twins':
      return `the units of ${what} in the same places are copies, too`;
  }
}

function oneFeature({ layer, value, updateRank }: Of<'one-feature'>): string {
  if (value !== 0)
    return `Every unit of ${layer} starts with ${value} times the sum of its inputs: one feature, however many units there are.`;
  const rank =
    updateRank === null
      ? ''
      : ` Its first update has rank ${updateRank} at most, since all that comes back passes ${plural(updateRank, 'unit')}.`;
  return `Every unit of ${layer} starts at the sum 0, whatever the input: no feature at all.${rank}`;
}

function remedyWords({ changes, then }: Remedy): string {
  const keys = changes.map(({ key }) => key);
  const start = changes.some(({ start: { kind } }) => kind === 'constant')
    ? 'a fitting start'
    : 'random numbers';
  const width =
    then.units === null || then.effectiveWidth === null
      ? 'its units differ'
      : then.units === 1
        ? 'its unit learns'
        : `${then.effectiveWidth === then.units ? `all ${then.units}` : `${then.effectiveWidth} of ${then.units}`} units differ for ever`;
  const first =
    then.firstGradientStep === null ? '' : `, and it learns from step ${then.firstGradientStep} on`;
  return `With ${start} in ${listed(keys)} it is enough: ${width}${first}.`;
}

const outcomes: Record<Case['kind'], (outcome: Case) => string> = {
  dead: () => 'it never learns',
  symmetric: ({ units, effectiveWidth }) =>
    units === null || effectiveWidth === null
      ? 'symmetric for ever'
      : `symmetric for ever, ${units} units that work as ${effectiveWidth}`,
  blocked: ({ firstGradientStep }) =>
    firstGradientStep === null || firstGradientStep === 1
      ? 'layers below wait for it'
      : `no gradient before step ${firstGradientStep}`,
  'low-rank': () => 'low-rank start',
  harmless: () => 'harmless',
};

const assumed = { random: 'random', constant: 'one number everywhere', zero: 'zero' } as const;

/** "If out.kernel is random: low-rank start; if it is one number everywhere: symmetric for ever." */
export function casesWords(cases: readonly Case[]): string {
  const parts = cases.map((outcome, index) => {
    const keys = outcome.when.map(({ key }) => key);
    const who =
      index === 0
        ? `${listed(keys)} ${keys.length > 1 ? 'are' : 'is'}`
        : keys.length > 1
          ? 'they are'
          : 'it is';
    const kinds = [...new Set(outcome.when.map(({ start }) => assumed[start]))];
    return `if ${who} ${kinds.join(' or ')}: ${outcomes[outcome.kind](outcome)}`;
  });
  return `${capital(parts.join('; '))}.`;
}
