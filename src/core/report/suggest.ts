// Which edits to offer: of the spellings that the analysis prepared, those that repair, the fitting one first.
import type { NamedStart, Network, Parameter, Replacement } from '../network/graph.ts';
import type { Judgement, Verdict } from '../verdict/verdict.ts';
import { isFault, suggestedStart } from '../verdict/repair.ts';
import type { Suggestion } from './finding.ts';

const random: readonly NamedStart[] = [
  'he-normal',
  'he-uniform',
  'glorot-uniform',
  'glorot-normal',
  'lecun-normal',
  'lecun-uniform',
];

/** Suggestions for one faulted site. Empty where nothing that can be written here would help. */
export function suggestionsFor(
  network: Network,
  judgement: Judgement,
  parameter: Parameter,
  verdict: Verdict,
): readonly Suggestion[] {
  if (!isFault(verdict.kind) || verdict.kind === 'harmless' || verdict.kind === 'undecided') return [];
  if (verdict.repair !== null)
    return ordered(parameter.site?.replacements ?? [], verdict.repair).map(asSuggestion);
  const everywhere = everySite(network, judgement);
  return everywhere === undefined ? [] : [everywhere];
}

const asSuggestion = ({ spelling, edits }: Replacement): Suggestion => ({ title: `Use ${spelling}`, edits });

/** Random starts only: another constant would change nothing. */
function ordered(replacements: readonly Replacement[], preferred: NamedStart): readonly Replacement[] {
  const family = preferred.split('-')[0];
  const order = (start: Replacement['start']): number =>
    start.kind === preferred ? 0 : start.kind.startsWith(family) ? 1 : 2;
  return replacements
    .filter(({ start }) => random.some((kind) => kind === start.kind))
    .toSorted((a, b) => order(a.start) - order(b.start));
}

/** One suggestion that changes every faulted site at once; undefined where one of them cannot be edited. */
function everySite(network: Network, judgement: Judgement): Suggestion | undefined {
  const chosen: Replacement[] = [];
  for (const { layer, parameter, verdict } of judgement.parameters) {
    if (!isFault(verdict.kind)) continue;
    const owner = network.layers.find((candidate) => candidate.id === layer);
    const site = owner?.parameters.find((candidate) => candidate.name === parameter)?.site;
    const spec = judgement.evidence?.spec.layers.find((candidate) => candidate.id === layer);
    const activation = spec !== undefined && 'activation' in spec ? (spec.activation ?? null) : null;
    const best = ordered(site?.replacements ?? [], suggestedStart(activation)).at(0);
    if (best === undefined) return undefined;
    chosen.push(best);
  }
  // The same expression may start several layers; it is edited once.
  const edits = new Map(
    chosen.flatMap(({ edits }) => edits).map((edit) => [`${edit.start} ${edit.end}`, edit]),
  );
  const sorted = [...edits.values()].sort((a, b) => a.start - b.start);
  if (sorted.some((edit, k) => k > 0 && edit.start < sorted[k - 1].end)) return undefined;
  const spellings = [...new Set(chosen.map(({ spelling }) => spelling))];
  return {
    title: `Use ${spellings.join(' and ')} in all ${chosen.length} places of ${network.id}`,
    edits: sorted,
  };
}
