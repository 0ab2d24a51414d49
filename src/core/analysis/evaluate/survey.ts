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

/** Methods that build, set or train; a function that mentions none of them and no library leaves networks as they are. */
const telling = [
  'tf',
  'dfd',
  'ml5',
  'layers',
  'initializers',
  'fit',
  'fitDataset',
  'trainOnBatch',
  'compile',
  'setWeights',
  'loadWeights',
  'getWeights',
  'trainable',
  'addWeight',
  'assign',
  'variable',
  'minimize',
  'variableGrads',
  'sequential',
  'matMul',
];

interface Part {
  readonly node: ts.Node;
  readonly name: string | undefined;
  readonly mentions: Set<string>;
}

export function survey(module: Module, all = false): Survey {
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

  if (all) return { references, worthRunning: new Set(parts.map(({ node }) => node)) };
  const names = new Set([...telling, ...importedNames(module)]);
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

/** Names from the project's own files and from the library; what other packages bring builds no networks. */
function importedNames(module: Module): string[] {
  return [...module.imports].flatMap(([name, { specifier }]) =>
    /^\.|tensorflow|danfo|ml5/.test(specifier) ? [name] : [],
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
