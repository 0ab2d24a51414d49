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

/** Bundles have lines that nobody writes. */
export const isMinified = (text: string): boolean => {
  const lines = text.split('\n', 2000);
  return lines.some((line) => line.length > 3000) || text.length / Math.max(1, lines.length) > 400;
};
