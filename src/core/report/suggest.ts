// Which edits to offer: of the spellings that the analysis prepared, those that repair, the fitting one first.
import type { NamedStart, Network, Replacement, Start } from '../network/graph.ts';
import { siteKey } from '../verdict/plan.ts';
import { activationAfter, suggestedStart } from '../verdict/repair.ts';
import type { ParameterJudgement } from '../verdict/verdict.ts';
import type { Suggestion } from './finding.ts';
import { listed } from './words.ts';

/** Starts that differ from weight to weight; another constant would change nothing. */
const random: Readonly<Record<Start['kind'], boolean>> = {
  'he-normal': true,
  'he-uniform': true,
  'glorot-uniform': true,
  'glorot-normal': true,
  'lecun-normal': true,
  'lecun-uniform': true,
  'random-normal': true,
  'truncated-normal': true,
  'random-uniform': true,
  'variance-scaling': true,
  orthogonal: false,
  identity: false,
  constant: false,
  values: false,
  loaded: false,
};

/** More places than this at once are not a quick fix. */
const mostTogether = 50;

/** Suggestions for one faulted site. Empty where nothing that can be written here would help. */
export function suggestionsFor(
  network: Network,
  { layer, parameter, verdict }: ParameterJudgement,
): readonly Suggestion[] {
  if (verdict.kind === 'harmless' || verdict.kind === 'undecided') return [];
  const own = siteKey(layer, parameter);
  const keys = verdict.remedy?.changes.map(({ key }) => key) ?? [];
  if (keys.length === 1 && keys[0] === own) return fitting(network, own).map(asSuggestion);
  const together = keys.length === 0 || keys.length > mostTogether ? undefined : inAll(network, keys);
  return together === undefined ? [] : [together];
}

/** Of the spellings at this site, those that repair, the fitting one first. */
export function fitting(network: Network, key: string): readonly Replacement[] {
  for (const layer of network.layers) {
    for (const { name, role, site } of layer.parameters) {
      if (siteKey(layer.id, name) !== key) continue;
      const written = site?.replacements ?? [];
      if (role === 'scale')
        return written.filter(({ start }) => start.kind === 'constant' && start.value === 1);
      return ordered(written, suggestedStart(activationAfter(network, layer)));
    }
  }
  return [];
}

/** Without the quotes of a string literal: a title is not code. */
export const title = (spelling: string): string => spelling.replace(/^(['"`])(.*)\1$/, '$2');

const asSuggestion = ({ spelling, edits }: Replacement): Suggestion => ({
  title: `Use ${title(spelling)}`,
  edits,
});

function ordered(replacements: readonly Replacement[], preferred: NamedStart): readonly Replacement[] {
  const family = preferred.split('-')[0];
  const order = (start: Replacement['start']): number =>
    start.kind === preferred ? 0 : start.kind.startsWith(family) ? 1 : 2;
  return replacements
    .filter(({ start }) => random[start.kind])
    .toSorted((a, b) => order(a.start) - order(b.start));
}

/** One suggestion that changes all these sites at once; undefined where one of them cannot be edited. */
function inAll(network: Network, keys: readonly string[]): Suggestion | undefined {
  const chosen: Replacement[] = [];
  for (const key of keys) {
    const best = fitting(network, key).at(0);
    if (best === undefined) return undefined;
    chosen.push(best);
  }
  // The same expression may start several layers: it is edited once.
  const edits = [
    ...new Map(
      chosen.flatMap((each) => each.edits).map((edit) => [`${edit.start} ${edit.end}`, edit]),
    ).values(),
  ].sort((a, b) => a.start - b.start);
  if (edits.some((edit, k) => k > 0 && edit.start < edits[k - 1].end)) return undefined;
  const spellings = [...new Set(chosen.map(({ spelling }) => title(spelling)))];
  return { title: `Use ${spellings.join(' and ')} for ${listed(keys)}`, edits };
}
