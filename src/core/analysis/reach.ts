// Whether a file can make a network at all, told from its text before it is parsed: most files that mention a library
// only use what others have made.
import type { Adapter } from './adapters/adapter.ts';
import { bringsLibrary, globalsOf } from './origin.ts';
import { withoutQuotes } from './prefilter.ts';
import type { Resolver } from './resolution/resolver.ts';

/** Files that hand a library on to other files may do so over this many steps. */
const maxHops = 8;

/** Those of the adapters whose networks the file at `path` may make. `code` is its text without comments. */
export function reaching(
  adapters: readonly Adapter[],
  path: string,
  code: string,
  resolver: Resolver,
): readonly Adapter[] {
  const specifiers = specifiersIn(code);
  const unquoted = withoutQuotes(code);
  return adapters.filter((adapter) => {
    if (adapter.makers === undefined) return true;
    return (
      mentionsOneOf(adapter.makers, code) &&
      (mentionsOneOf(globalsOf(adapters, adapter.library), unquoted) ||
        new Reach(adapter, resolver).byOneOf(specifiers, path, 0))
    );
  });
}

const mentionsOneOf = (names: readonly string[], text: string): boolean =>
  names.some((name) => new RegExp(`\\b${name}\\b`).test(text));

/** Its numbers are a library's tensors: no network is computed entry by entry. */
export const usesTensors = (adapters: readonly Adapter[], code: string): boolean =>
  specifiersIn(code).some((specifier) =>
    adapters.some((adapter) => adapter.makers !== undefined && bringsLibrary(adapter, specifier)),
  );

class Reach {
  readonly #adapter: Adapter;
  readonly #resolver: Resolver;
  /** Files looked at so far: they may hand each other on in a circle. */
  readonly #asked = new Set<string>();

  constructor(adapter: Adapter, resolver: Resolver) {
    this.#adapter = adapter;
    this.#resolver = resolver;
  }

  /** Whether importing one of these can give the library, or a part of it. */
  byOneOf(specifiers: readonly string[], from: string, hops: number): boolean {
    return (
      specifiers.some((specifier) => bringsLibrary(this.#adapter, specifier)) ||
      (hops <= maxHops && specifiers.some((specifier) => this.#handsOn(specifier, from, hops)))
    );
  }

  #handsOn(specifier: string, from: string, hops: number): boolean {
    const file = this.#resolver.resolve(specifier, from);
    if (!file || this.#asked.has(file.path)) return false;
    this.#asked.add(file.path);
    // What a CommonJS file hands out is known only by running it.
    const isModule = /\bexport\b/.test(file.text);
    return isModule
      ? this.byOneOf(handedOnIn(file.text), file.path, hops + 1)
      : this.byOneOf(specifiersIn(file.text), file.path, maxHops + 1);
  }
}

/** What this module imports and may export again. */
function handedOnIn(text: string): string[] {
  if (/\bexport\s*\{[^{}]*\}(?!\s*from\b)/.test(text)) return specifiersIn(text);
  const again = /\bexport\s*(?:\*|\{[^{}]*\})[\w\s]*?\bfrom\s*['"]([^'"\n]+)['"]/g;
  return [...text.matchAll(again)].flatMap((match) => match.at(1) ?? []);
}

/** What a text imports, in any of the ways. */
const specifiersIn = (text: string): string[] =>
  [...text.matchAll(/\b(?:from|import|require)\s*(?:\(\s*)?(['"`])([^'"`\n]+)\1/g)].flatMap(
    (match) => match.at(2) ?? [],
  );
