// What holds in each case where the source does not tell how some kernels start. The cases looked at: all of them random, all
// one number, all zero.
import type { Network, Parameter, ParameterRole, Start } from '../network/graph.ts';
import type { Starts } from './concrete-layer.ts';
import { siteKey } from './plan.ts';
import { constantOf } from './start.ts';
import type { Assumed, Case, ParameterJudgement, Verdict } from './verdict.ts';

/** Starts assumed in place of what is not known. */
export interface World {
  readonly when: Case['when'];
  readonly starts: Starts;
}

/** One number like any other. */
const someNumber = 0.1;

const isConstant = (start: Start): boolean => start.kind !== 'loaded' && constantOf(start) !== undefined;

const kindOf = (start: Start): Assumed =>
  start.kind === 'loaded' || constantOf(start) === undefined
    ? 'random'
    : constantOf(start) === 0
      ? 'zero'
      : 'constant';

const zero: Start = { kind: 'constant', value: 0 };

/** What a kernel or a bias of which nothing is known may start from, the mildest first. */
const anyKernel: readonly Start[] = [
  { kind: 'glorot-normal' },
  { kind: 'constant', value: someNumber },
  zero,
];
const anyBias: readonly Start[] = [{ kind: 'random-normal', mean: 0, stddev: 0.05 }, zero];

/** The choices for a start that is not decided; undefined where it is. */
function choicesFor({ start, role }: Parameter): readonly Start[] | undefined {
  if (!open.includes(role) || start.is === 'known') return undefined;
  if (start.is === 'unknown') return role === 'bias' ? anyBias : anyKernel;
  const cases = start.cases.map(({ value }) => value);
  return cases.some(isConstant)
    ? cases.toSorted((a, b) => Number(isConstant(a)) - Number(isConstant(b)))
    : undefined;
}

/** Roles whose starts decide. */
const open: readonly ParameterRole[] = ['kernel', 'recurrent', 'bias'];

/** Empty where all starts are known. */
export function worldsOf(network: Network): readonly World[] {
  const undecided: { key: string; choices: readonly Start[] }[] = [];
  for (const layer of network.layers) {
    for (const parameter of layer.parameters) {
      const choices = choicesFor(parameter);
      if (choices !== undefined) undecided.push({ key: siteKey(layer.id, parameter.name), choices });
    }
  }
  const most = Math.max(0, ...undecided.map(({ choices }) => choices.length));
  return Array.from({ length: most }, (_, world) => {
    const chosen = undecided.map(({ key, choices }): [string, Start] => [
      key,
      choices[Math.min(world, choices.length - 1)],
    ]);
    return {
      when: chosen.map(([key, start]) => ({ key, start: kindOf(start) })),
      starts: new Map(chosen),
    };
  });
}

const rank: Record<Verdict['kind'], number> = {
  dead: 4,
  symmetric: 4,
  blocked: 3,
  'low-rank': 2,
  undecided: 1,
  harmless: 0,
};

/** Reasons that stand whatever surrounds the start. */
const unshaken: readonly string[] = ['bias', 'normalization', 'frozen', 'loaded', 'default'];

/** The judgements as they are likely, with the cases where these differ, and the mildest verdict of all. */
export function casesOf(
  likely: readonly ParameterJudgement[],
  worlds: readonly { readonly when: Case['when']; readonly parameters: readonly ParameterJudgement[] }[],
): readonly ParameterJudgement[] {
  return likely.map((judged, index) => {
    const { verdict } = judged;
    if (verdict.kind === 'harmless' && unshaken.includes(verdict.because)) return judged;
    const outcomes = worlds.map(({ when, parameters }) => ({ when, verdict: parameters[index].verdict }));
    const decisive = decisiveOf(siteKey(judged.layer, judged.parameter), outcomes);
    const cases = distinct(outcomes, decisive);
    if (cases.length < 2) return judged;
    const mildest = outcomes.reduce((a, b) => (rank[b.verdict.kind] < rank[a.verdict.kind] ? b : a)).verdict;
    if (verdict.kind !== 'undecided' && mildest.kind !== 'harmless')
      return { ...judged, verdict: mildest, cases };
    const missing =
      verdict.kind === 'undecided' ? verdict.missing : decisive.map((key) => `the start of ${key}`);
    return { ...judged, verdict: { kind: 'undecided', missing }, cases };
  });
}

interface Outcome {
  readonly when: Case['when'];
  readonly verdict: Verdict;
}

/** The open starts on which a verdict hangs: its own, and those that some outcome names; all where none is named. */
function decisiveOf(own: string, outcomes: readonly Outcome[]): readonly string[] {
  const keys = outcomes[0]?.when.map(({ key }) => key) ?? [];
  const blamed = new Set(
    outcomes.flatMap(({ verdict }) =>
      verdict.kind === 'harmless' || verdict.kind === 'undecided' ? [] : verdict.because,
    ),
  );
  const named = keys.filter((key) => key === own || blamed.has(key));
  return named.length > 0 ? named : keys;
}

/** One case for each different outcome, the first that has it. */
function distinct(outcomes: readonly Outcome[], decisive: readonly string[]): readonly Case[] {
  const cases = new Map<string, Case>();
  for (const { when, verdict } of outcomes) {
    if (verdict.kind === 'undecided' || cases.has(verdict.kind)) continue;
    const { kind, units, effectiveWidth, firstGradientStep } = verdict;
    const named = when.filter(({ key }) => decisive.includes(key));
    cases.set(kind, { when: named, kind, units, effectiveWidth, firstGradientStep });
  }
  return [...cases.values()];
}
