// A cheap test on the text: a file without the signs of any library cannot hold a network and is not parsed at all.
import type { Adapter } from './adapters/adapter.ts';

/** The adapters of the libraries whose networks the text may hold. */
export function librariesIn(text: string, adapters: readonly Adapter[]): readonly Adapter[] {
  const present = new Set(
    adapters.filter(({ signs }) => signs.every((sign) => sign.test(text))).map(({ library }) => library),
  );
  return adapters.filter(({ library }) => present.has(library));
}

const opening = /["'`]|\/[*/]/g;

/** What may stand between two quotes, and between two marks of a comment of one line. */
const inside: Readonly<Record<string, RegExp>> = {
  '"': /(?:\\.|[^"\\\n])*/y,
  "'": /(?:\\.|[^'\\\n])*/y,
  '`': /(?:\\[^]|[^`\\])*/y,
  '//': /.*/y,
};

/**
 * Replaces what is quoted and what is commented out; what never ends is neither. Each end is looked for once: where one is
 * missing, it is missing for everything that begins before the place where the search gave up.
 */
function replaceQuotesAndComments(text: string, replace: (found: string) => string): string {
  const givenUp: Record<string, number> = {};
  let output = '';
  let copied = 0;
  opening.lastIndex = 0;
  for (let match = opening.exec(text); match; match = opening.exec(text)) {
    const { index, 0: mark } = match;
    opening.lastIndex = index + 1;
    if (index < (givenUp[mark] ?? 0)) continue;
    const end = endOf(text, index, mark);
    if (end.found) {
      output += text.slice(copied, index) + replace(text.slice(index, end.at));
      copied = end.at;
      opening.lastIndex = end.at;
    } else givenUp[mark] = end.at;
  }
  return output + text.slice(copied);
}

function endOf(text: string, start: number, mark: string): { readonly at: number; readonly found: boolean } {
  if (mark === '/*') {
    const close = text.indexOf('*/', start + 2);
    return close < 0 ? { at: text.length, found: false } : { at: close + 2, found: true };
  }
  const pattern = inside[mark];
  pattern.lastIndex = start + mark.length;
  pattern.test(text);
  const at = pattern.lastIndex;
  if (mark === '//') return { at, found: true };
  return text[at] === mark ? { at: at + 1, found: true } : { at, found: false };
}

/** A text without its comments; what is quoted stays. */
export const withoutComments = (text: string): string =>
  replaceQuotesAndComments(text, (found) => (found.startsWith('/') ? ' ' : found));

/** What of a text can be names: of templates, the expressions in them. */
export const withoutQuotes = (text: string): string =>
  replaceQuotesAndComments(text, (found) =>
    found.startsWith('`') ? (found.match(/\$\{[^}]*/g) ?? []).join(' ') : ' ',
  );

/** What bundlers put in front of the modules of a program. */
const prelude =
  /webpackUniversalModuleDefinition|webpackBootstrap|__webpack_require__|^[^\n]{0,200}function(?: \w)?\(\w(?:,\w)*\)\{(?:if\(typeof exports===|function \w\(\w,\w\)\{if\(!\w\[)/;

/** Bundles begin like no program, or have lines that nobody writes. */
export const isBundle = (text: string): boolean => {
  if (prelude.test(text.slice(0, 2000))) return true;
  const lines = text.split('\n', 2000);
  return lines.some((line) => line.length > 3000) || text.length / Math.max(1, lines.length) > 400;
};
