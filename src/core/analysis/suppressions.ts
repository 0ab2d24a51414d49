// Comments by which the author switches rules off.
import type { Suppression } from './project.ts';

const comment =
  /\/\/[ \t]*init-lint-disable-(next-line|line)\b([^\n\r]*)|\/\*\s*init-lint-(disable-next-line|disable-line|disable|enable)\b([\s\S]*?)\*\//g;

/** Found by text: a comment inside a string would count too, which harms nobody. */
export function suppressionsIn(text: string): Suppression[] {
  if (!text.includes('init-lint-')) return [];
  const found: Suppression[] = [];
  let open: { from: number; rules: readonly string[] | null }[] = [];
  for (const match of text.matchAll(comment)) {
    const kind = (match.at(1) ?? match.at(3) ?? '').replace(/^disable-/, '');
    const rules = rulesIn(match.at(2) ?? match.at(4) ?? '');
    const end = match.index + match[0].length;
    if (kind === 'next-line') found.push({ ...nextLine(text, end), rules });
    else if (kind === 'line') found.push({ ...lineAround(text, match.index), rules });
    else if (kind === 'disable') open.push({ from: match.index, rules });
    else {
      const ends = (entry: { rules: readonly string[] | null }): boolean =>
        rules === null || (entry.rules?.every((rule) => rules.includes(rule)) ?? false);
      for (const entry of open.filter(ends))
        found.push({ from: entry.from, to: match.index, rules: entry.rules });
      open = open.filter((entry) => !ends(entry));
    }
  }
  for (const { from, rules } of open) found.push({ from, to: text.length + 1, rules });
  return found.sort((a, b) => a.from - b.from);
}

/** The rules named before `--`; null when none is named: all. */
function rulesIn(rest: string): readonly string[] | null {
  const [names = ''] = rest.split(/\s--(?:\s|$)|^--/);
  const rules = names.split(/[\s,]+/).filter((name) => name !== '');
  return rules.length === 0 ? null : rules;
}

function lineAround(text: string, offset: number): { from: number; to: number } {
  const from = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  return { from, to: end < 0 ? text.length + 1 : end };
}

function nextLine(text: string, offset: number): { from: number; to: number } {
  const end = text.indexOf('\n', offset);
  return end < 0 ? { from: text.length, to: text.length + 1 } : lineAround(text, end + 1);
}
