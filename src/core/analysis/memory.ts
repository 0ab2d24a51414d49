// What one analysis leaves for the next: trees of the files it read. Answers never depend on it, only how soon they come.
import ts from 'typescript';
import type { Surveys } from './evaluate/survey.ts';
import { Evaluations } from './evaluations.ts';
import type { Parsed } from './program.ts';
import { parse } from './program.ts';

/** Characters of source whose trees are kept (a tree takes some twenty times as many bytes), the least lately used dropped first. */
const maxCharacters = 2_000_000;

/**
 * Nodes that stay hold on to the text they were cut from, so a tree patched for ever would keep as many texts as it has
 * nodes: after this many changes it is made anew.
 */
const maxChanges = 200;

interface Tree {
  readonly source: ts.SourceFile;
  readonly changes: number;
}

export class FileMemory {
  readonly surveys: Surveys = new WeakMap();
  readonly evaluations = new Evaluations();
  readonly #trees = new Map<string, Tree>();
  #characters = 0;

  /**
   * The tree of a text. One file's next text is parsed from the last one's tree, of which only what surrounds the change
   * is read again; that tree is used up by it, so no two analyses with the same memory may run at once.
   */
  parse(path: string, text: string): Parsed {
    const before = this.#trees.get(path);
    if (before) this.#forget(path, before);
    if (before?.source.text === text) {
      this.#keep(path, before);
      return before;
    }
    const source = before && before.changes < maxChanges ? changed(before.source, text) : undefined;
    const parsed = source ? { source } : parse(path, text);
    if ('source' in parsed)
      this.#keep(path, { source: parsed.source, changes: source && before ? before.changes + 1 : 0 });
    return parsed;
  }

  #forget(path: string, { source }: Tree): void {
    this.#trees.delete(path);
    this.#characters -= source.text.length;
  }

  #keep(path: string, tree: Tree): void {
    this.#trees.set(path, tree);
    this.#characters += tree.source.text.length;
    for (const [oldest, other] of this.#trees) {
      if (this.#characters <= maxCharacters || this.#trees.size === 1) return;
      this.#forget(oldest, other);
    }
  }
}

/** The tree of `text`, made from that of an earlier text; undefined where starting anew is as good. */
function changed(before: ts.SourceFile, text: string): ts.SourceFile | undefined {
  const old = before.text;
  const shorter = Math.min(old.length, text.length);
  const same = alike(shorter, (from, to) => old.slice(from, to) === text.slice(from, to));
  const sameAtEnd = alike(
    shorter - same,
    (from, to) =>
      old.slice(old.length - to, old.length - from) === text.slice(text.length - to, text.length - from),
  );
  const replaced = old.length - same - sameAtEnd;
  const inserted = text.length - same - sameAtEnd;
  if (replaced + inserted > shorter / 2 || text.includes('\0')) return undefined;
  try {
    const range = { span: { start: same, length: replaced }, newLength: inserted };
    return ts.updateSourceFile(before, text, range);
  } catch (error) {
    // Nested too deeply: parsing anew says so.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** How many of the first `length` characters are the same, told by stretches: the texts are long and differ in one place. */
function alike(length: number, areSame: (from: number, to: number) => boolean): number {
  let from = 0;
  for (let stretch = 4096; stretch >= 1; stretch >>= 1) {
    while (from + stretch <= length && areSame(from, from + stretch)) from += stretch;
  }
  return from;
}
