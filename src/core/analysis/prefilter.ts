// A cheap test on the text: a file without the signs of any library cannot hold a network and is not parsed at all.
import type { Adapter } from './adapters/adapter.ts';

/** The adapters of the libraries whose networks the text may hold. */
export function librariesIn(text: string, adapters: readonly Adapter[]): readonly Adapter[] {
  const present = new Set(
    adapters.filter(({ signs }) => signs.every((sign) => sign.test(text))).map(({ library }) => library),
  );
  return adapters.filter(({ library }) => present.has(library));
}

const quotesAndComments = /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\[^]|[^`\\])*`|\/\*[^]*?\*\/|\/\/.*/g;

/** A text without its comments; what is quoted stays. */
export const withoutComments = (text: string): string =>
  text.replace(quotesAndComments, (found) => (found.startsWith('/') ? ' ' : found));

/** What of a text can be names: of templates, the expressions in them. */
export const withoutQuotes = (text: string): string =>
  text.replace(quotesAndComments, (found) =>
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
