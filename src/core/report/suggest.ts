// Which edits to offer: of the spellings that the analysis prepared, those that repair, the fitting one first.
import type { NamedStart, Network, Replacement, Start } from '../network/graph.ts';
import { siteKey } from '../verdict/plan.ts';
import { activationAfter, suggestedStart } from '../verdict/repair.ts';
import type { ParameterJudgement } from '../verdict/verdict.ts';
import type { Edit } from '../network/span.ts';
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

/** Of the spellings at this site, the random ones: what undoes a surprise, then the fitting one. */
export function fitting(network: Network, key: string): readonly Replacement[] {
  for (const layer of network.layers) {
    for (const { name, role, site, surprises } of layer.parameters) {
      if (siteKey(layer.id, name) !== key) continue;
      if (role === 'scale')
        return (site?.replacements ?? []).filter(
          ({ start }) => start.kind === 'constant' && start.value === 1,
        );
      const preferred = suggestedStart(activationAfter(network, layer));
      // What is shared must be taken apart, or new draws would be shared as well.
      const shared = surprises.find(({ rule }) => rule === 'aliased-units');
      if (shared) return ordered(shared.replacements, preferred);
      const undone = surprises.flatMap(({ replacements }) => replacements);
      return [...undone, ...ordered(site?.replacements ?? [], preferred)];
    }
  }
  return [];
}

/** Without the quotes of a string literal: a title is not code. */
const title = (spelling: string): string => spelling.replace(/^(['"`])(.*)\1$/, '$2');

/** "heNormal", or "He draws: …" for a formula. */
export const spoken = ({ spelling, name }: Replacement): string =>
  name === undefined ? title(spelling) : `${name}: ${spelling}`;

export const asSuggestion = (replacement: Replacement): Suggestion => ({
  title: `Use ${spoken(replacement)}`,
  edits: replacement.edits,
});

/**
 * Random starts only: another constant would change nothing. The fitting one comes first, then its family; formulas keep
 * their order within it, those that need no helper first. The program's own way of drawing, where the analysis has it
 * first, goes before all.
 */
function ordered(replacements: readonly Replacement[], preferred: NamedStart): readonly Replacement[] {
  const family = preferred.split('-')[0];
  const order = (replacement: Replacement): number => {
    const { kind } = replacement.start;
    if (kind === 'random-uniform') return replacement === replacements[0] ? 0 : 4;
    if (kind === preferred && replacement.name === undefined) return 1;
    return kind.startsWith(family) ? 2 : 3;
  };
  return replacements.filter(({ start }) => random[start.kind]).toSorted((a, b) => order(a) - order(b));
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
      chosen.flatMap((each) => each.edits).map((edit) => [`${edit.start} ${edit.end} ${edit.text}`, edit]),
    ).values(),
  ].sort((a, b) => a.start - b.start || a.end - b.end);
  const meet = (edit: Edit, before: Edit): boolean =>
    edit.start < before.end || (edit.start === before.start && edit.end === before.end);
  if (edits.some((edit, k) => k > 0 && meet(edit, edits[k - 1]))) return undefined;
  const spellings = [...new Set(chosen.map(({ spelling, name }) => name ?? title(spelling)))];
  return { title: `Use ${spellings.join(' and ')} for ${listed(keys)}`, edits };
}
