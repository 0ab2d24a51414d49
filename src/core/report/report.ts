// From judgements to findings: which rule speaks, how loudly, with which words and edits.
import type { Layer, Network, Parameter, Start, Surprise } from '../network/graph.ts';
import { siteKey } from '../verdict/plan.ts';
import { activationAfter, isFault } from '../verdict/repair.ts';
import type { Judgement, ParameterJudgement, Scale, ScaleSite, Verdict } from '../verdict/verdict.ts';
import { whyOf } from './derivation-words.ts';
import type { Finding, RelatedPlace, RuleId, Severity } from './finding.ts';
import { messageOf, scaleMessage } from './messages.ts';
import { rules } from './rules.ts';
import { asSuggestion, fitting, spoken, suggestionsFor } from './suggest.ts';

const ruleOf: Record<Verdict['kind'], RuleId> = {
  dead: 'dead-weights',
  blocked: 'blocked-gradient',
  symmetric: 'symmetric-units',
  'low-rank': 'low-rank-start',
  harmless: 'symmetric-units',
  undecided: 'symmetric-units',
};

/** One finding for every initializer that is written in the source, harmless and undecided ones with severity `off`. */
export function report(network: Network, judgement: Judgement): Finding[] {
  const findings: Finding[] = [];
  for (const judged of judgement.parameters) {
    const layer = network.layers.find((candidate) => candidate.id === judged.layer);
    const parameter = layer?.parameters.find((candidate) => candidate.name === judged.parameter);
    if (layer === undefined || parameter === undefined) continue;
    const finding = findingFor(network, judgement, judged, layer, parameter);
    const promise = parameter.surprises.find(({ rule }) => rule === 'contradicts-comment');
    if (finding) findings.push(promise ? contradicted(network, finding, promise) : finding);
  }
  return findings;
}

function findingFor(
  network: Network,
  judgement: Judgement,
  judged: ParameterJudgement,
  layer: Layer,
  parameter: Parameter,
): Finding | undefined {
  const surprise = parameter.surprises.find(({ rule }) => rule !== 'contradicts-comment');
  if (surprise) return trap(network, judgement, judged, layer, parameter, surprise);
  if (!parameter.site) return undefined;
  const base = plain(network, judgement, judged, layer, parameter, parameter.site.at);
  const scale = judgement.scale?.sites.find(
    (site) => site.layer === layer.id && site.parameter === parameter.name,
  );
  return scale && judgement.scale && !isFault(judged.verdict.kind)
    ? scaled(network, base, judgement.scale, scale)
    : base;
}

/** Where a constant does harm, one sentence more; where it does none, its author should still know that it is one. */
function contradicted(network: Network, finding: Finding, { rule, what }: Surprise): Finding {
  if (finding.severity !== 'off') return { ...finding, message: `${finding.message} ${sentence(what)}` };
  const { kind, because } = finding.verdict;
  if (kind !== 'harmless' || !['convex', 'output-only', 'single-unit', 'healthy'].includes(because ?? ''))
    return finding;
  return {
    ...finding,
    rule,
    severity: rules[rule].severity,
    message: `${sentence(what)} ${finding.message}`,
    suggestions: fitting(network, siteKey(finding.layer, finding.parameter)).map(asSuggestion),
  };
}

function plain(
  network: Network,
  judgement: Judgement,
  judged: ParameterJudgement,
  layer: Layer,
  parameter: Parameter,
  at: Finding['at'],
): Finding {
  const fits = fitting(network, siteKey(layer.id, parameter.name)).at(0);
  const drawn = parameter.surprises.some(({ rule }) => rule === 'one-draw');
  return {
    rule: ruleOf[judged.verdict.kind],
    severity: severityOf(judgement, judged),
    message: messageOf(drawn ? { ...judged, start: withoutSpread } : judged, {
      activation: activationAfter(network, layer),
      spelling: fits === undefined ? null : spoken(fits),
    }),
    at,
    library: network.library,
    network: network.id,
    layer: layer.id,
    parameter: parameter.name,
    initializer: judged.start,
    verdict: summary(judged),
    why: whyOf(judged),
    related: related(network, judged, parameter),
    suggestions: suggestionsFor(network, judged),
  };
}

/** One draw in every place: which number it is, nobody knows. */
const withoutSpread: Start = { kind: 'random-uniform', min: 0, max: 0 };

/** Random, but of a size that the network does not bear: information, with the start that would fit. */
function scaled(network: Network, base: Finding, scale: Scale, site: ScaleSite): Finding {
  const rule = scale.kind === 'vanishing' ? 'vanishing-scale' : 'exploding-scale';
  const offered = fitting(network, siteKey(site.layer, site.parameter));
  const best = offered.at(0);
  return {
    ...base,
    rule,
    severity: rules[rule].severity,
    message: scaleMessage(scale, site, best === undefined ? null : spoken(best)),
    suggestions: offered.map(asSuggestion),
  };
}

/** A trap stands in place of the verdict's own rule, at the place where the library or the language surprises. */
function trap(
  network: Network,
  judgement: Judgement,
  judged: ParameterJudgement,
  layer: Layer,
  parameter: Parameter,
  surprise: Surprise,
): Finding {
  const base = plain(network, judgement, judged, layer, parameter, surprise.at);
  if (surprise.rule === 'aliased-units') {
    const shared = aliased(network, base, judged, layer, surprise);
    if (shared) return shared;
  }
  const hurts = isFault(judged.verdict.kind);
  const always = surprise.rule === 'ignored-initializer' || surprise.rule === 'invalid-initializer';
  const severity: Severity = hurts
    ? stronger(base.severity, rules[surprise.rule].severity)
    : always
      ? rules[surprise.rule].severity
      : 'off';
  const own = surprise.replacements.map(asSuggestion);
  return {
    ...base,
    rule: surprise.rule,
    severity,
    message: hurts ? `${sentence(surprise.what)} ${base.message}` : sentence(surprise.what),
    suggestions: hurts || own.length === 0 ? base.suggestions : own,
  };
}

/** What is shared stays equal whatever it starts from, and whatever it is surrounded by: where no constant is to blame, that is. */
function aliased(
  network: Network,
  base: Finding,
  judged: ParameterJudgement,
  layer: Layer,
  { rule, what, asOne, mayBeMeant, count }: Surprise,
): Finding | undefined {
  const { kind } = judged.verdict;
  const isTrained = layer.trainable.is !== 'known' || layer.trainable.value;
  if (kind === 'dead' || kind === 'symmetric' || judged.start?.kind === 'loaded' || !isTrained)
    return undefined;
  const offered = fitting(network, siteKey(base.layer, base.parameter));
  const best = offered.at(0);
  return {
    ...base,
    rule,
    severity: asOne ? rules[rule].severity : mayBeMeant ? 'info' : 'warning',
    message: `${sentence(what)}${best ? ` Use ${spoken(best)}.` : ''}`,
    verdict: {
      kind: asOne ? 'symmetric' : 'low-rank',
      units: count ?? base.verdict.units,
      effectiveWidth: asOne ? 1 : null,
      firstGradientStep: base.verdict.firstGradientStep,
    },
    suggestions: offered.map(asSuggestion),
  };
}

const order: readonly Severity[] = ['off', 'info', 'warning', 'error'];

/** The verdict's severity, but no louder than the rule's own and no quieter than info. */
const stronger = (verdict: Severity, rule: Severity): Severity =>
  order[Math.max(1, Math.min(order.indexOf(verdict), order.indexOf(rule)))];

const sentence = (text: string): string => {
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(capital) ? capital : `${capital}.`;
};

function severityOf(judgement: Judgement, { verdict }: ParameterJudgement): Severity {
  switch (verdict.kind) {
    case 'dead':
      return 'error';
    case 'symmetric':
      return verdict.effectiveWidth === 1 ? 'error' : 'warning';
    case 'blocked':
      return longestWait(judgement, verdict) > 1 ? 'warning' : 'info';
    case 'low-rank':
      return directionsMissing(verdict) ? 'warning' : 'info';
    case 'harmless':
    case 'undecided':
      return 'off';
  }
}

/** So many units for each direction they can learn along at first that most of the layer idles for long. */
const unitsPerDirection = 64;

function directionsMissing({ units, derivation }: Extract<Verdict, { kind: 'low-rank' }>): boolean {
  const start = derivation.find((each) => each.kind === 'one-feature');
  return units !== null && units >= unitsPerDirection * (start?.updateRank ?? 1);
}

/** Steps that this layer, or one that it holds back, waits. */
function longestWait({ prediction }: Judgement, verdict: Extract<Verdict, { kind: 'blocked' }>): number {
  const waits = (prediction?.layers ?? [])
    .filter((layer) => verdict.affected.includes(layer.id))
    .map((layer) => (layer.firstGradientStep ?? 1) - 1);
  return Math.max((verdict.firstGradientStep ?? 1) - 1, ...waits);
}

function summary({ verdict, cases }: ParameterJudgement): Finding['verdict'] {
  const inCases = cases === undefined ? {} : { cases };
  if (verdict.kind === 'undecided') {
    return {
      kind: 'undecided',
      because: 'unknown',
      units: null,
      effectiveWidth: null,
      firstGradientStep: null,
      ...inCases,
    };
  }
  const { units, effectiveWidth, firstGradientStep } = verdict;
  const numbers = { units, effectiveWidth, firstGradientStep };
  return verdict.kind === 'harmless'
    ? { kind: 'harmless', because: verdict.because, ...numbers }
    : { kind: verdict.kind, ...numbers, faintest: verdict.faintest, ...inCases };
}

/** Where the constant is written, and the neighbours without which the verdict would not hold. */
function related(
  network: Network,
  { verdict }: ParameterJudgement,
  parameter: Parameter,
): readonly RelatedPlace[] {
  const places: RelatedPlace[] = [];
  const origin = parameter.site?.origin;
  if (origin !== undefined) places.push({ message: 'The value comes from here.', at: origin });
  if (verdict.kind === 'harmless' || verdict.kind === 'undecided') return places;
  for (const layer of network.layers) {
    for (const { name, site } of layer.parameters) {
      const key = `${layer.id}.${name}`;
      if (site !== undefined && verdict.because.includes(key)) {
        places.push({ message: `${key} is constant too.`, at: site.at });
      }
    }
  }
  return places;
}
