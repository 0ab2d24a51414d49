// One walk over the file before the functions that nobody calls are run: which names occur how often, and which
// functions can have to do with a network at all.
import ts from 'typescript';
import type { Module } from './model.ts';

export interface Survey {
  /** How often each name is written in the file; export lists do not count. */
  readonly references: ReadonlyMap<string, number>;
  /** Functions, methods and classes that mention a library, a model's methods, or a function or variable that does. */
  readonly worthRunning: ReadonlySet<ts.Node>;
}

/** What tells that a function has to do with networks; one that mentions none of it leaves them as they are. */
export interface Telling {
  /** Names of libraries, and methods that build, set or train. */
  readonly telling: readonly string[];
  /** Whether an import of this specifier is a library's. */
  readonly brings: (specifier: string) => boolean;
}

interface Part {
  readonly node: ts.Node;
  readonly name: string | undefined;
  readonly mentions: Set<string>;
}

export function survey(module: Module, { telling, brings }: Telling): Survey {
  const references = new Map<string, number>();
  const parts: Part[] = [];
  const visit = (node: ts.Node, inside: readonly Part[], depth: number): void => {
    if (ts.isIdentifier(node)) {
      references.set(node.text, (references.get(node.text) ?? 0) + 1);
      for (const part of inside) part.mentions.add(node.text);
      return;
    }
    if (ts.isExportDeclaration(node)) return;
    let within = inside;
    if (depth < 64 && (ts.isFunctionLike(node) || ts.isClassLike(node) || ts.isVariableDeclaration(node))) {
      const part: Part = { node, name: nameOf(node), mentions: new Set() };
      parts.push(part);
      within = [...inside, part];
    }
    ts.forEachChild(node, (child) => {
      visit(child, within, depth + (within === inside ? 0 : 1));
    });
  };
  visit(module.source, [], 0);

  const names = new Set([...telling, ...importedNames(module, brings)]);
  const worthRunning = new Set<ts.Node>();
  for (let grown = true; grown;) {
    grown = false;
    for (const { node, name, mentions } of parts) {
      if (worthRunning.has(node) || !meet(mentions, names)) continue;
      worthRunning.add(node);
      if (name !== undefined) names.add(name);
      grown = true;
    }
  }
  return { references, worthRunning };
}

/** Names from the project's own files and from a library; what other packages bring builds no networks. */
function importedNames(module: Module, brings: Telling['brings']): string[] {
  return [...module.imports].flatMap(([name, { specifier }]) =>
    specifier.startsWith('.') || brings(specifier) ? [name] : [],
  );
}

function meet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  for (const name of a) if (b.has(name)) return true;
  return false;
}

function nameOf(
  node: ts.SignatureDeclaration | ts.ClassLikeDeclaration | ts.VariableDeclaration,
): string | undefined {
  return node.name && ts.isIdentifier(node.name) ? node.name.text : undefined;
}
