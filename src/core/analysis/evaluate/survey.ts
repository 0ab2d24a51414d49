// What a file is about, told from its names before anything is run: which names occur how often, which other files and
// packages it asks for, and which functions can have to do with a network at all.
import ts from 'typescript';
import type { Module } from './model.ts';

export interface Survey {
  /** How often a name is written in the file; export lists do not count. */
  readonly references: (name: string) => number;
  /** What `require` and `import()` are called with, where that is written out. */
  readonly required: readonly string[];
  /** Functions, methods and classes that mention one of these names, or a function or variable that does. */
  readonly reaching: (names: Iterable<string>) => ReadonlySet<ts.Node>;
}

interface Part {
  readonly node: ts.Node;
  readonly name: string | undefined;
  readonly outer: Part | undefined;
  readonly mentions: Set<string>;
}

/** What one statement at the top of a file adds. Holds no positions: it stays true wherever the statement moves. */
export interface StatementSurvey {
  readonly references: ReadonlyMap<string, number>;
  readonly required: readonly string[];
  readonly parts: readonly Part[];
  /** Names that stand for a value somewhere in it, whether of its own or of the file. */
  readonly names: ReadonlySet<string>;
  /** Names that it makes known to the whole file. */
  readonly bound: ReadonlySet<string>;
  /** Names that it assigns to, or to a property of. */
  readonly written: ReadonlySet<string>;
}

/** `known` keeps what statements add, by their nodes: a statement that did not change need not be walked again. */
export function surveyOf(statement: ts.Statement, known: WeakMap<ts.Node, StatementSurvey>): StatementSurvey {
  const before = known.get(statement);
  if (before) return before;
  const made = surveyStatement(statement);
  known.set(statement, made);
  return made;
}

export function survey({ statements }: Module, known: WeakMap<ts.Node, StatementSurvey>): Survey {
  const all = statements.map((statement) => surveyOf(statement, known));
  return {
    references: (name) => all.reduce((sum, { references }) => sum + (references.get(name) ?? 0), 0),
    required: all.flatMap(({ required }) => required),
    reaching: (names) =>
      reaching(
        all.flatMap(({ parts }) => parts),
        names,
      ),
  };
}

const maxDepth = 64;

function surveyStatement(statement: ts.Statement): StatementSurvey {
  const references = new Map<string, number>();
  const required: string[] = [];
  const parts: Part[] = [];
  const names = new Set<string>();
  const written = new Set<string>();
  const mention = (name: string, inside: Part | undefined): void => {
    references.set(name, (references.get(name) ?? 0) + 1);
    inside?.mentions.add(name);
  };
  const visit = (node: ts.Node, inside: Part | undefined, depth: number): void => {
    if (ts.isIdentifier(node)) {
      mention(node.text, inside);
      names.add(node.text);
      return;
    }
    if (ts.isExportDeclaration(node) || ts.isTypeNode(node)) return;
    if (ts.isPropertyAccessExpression(node)) {
      // The name of a property is no value of the file.
      mention(node.name.text, inside);
      visit(node.expression, inside, depth);
      return;
    }
    let within = inside;
    if (isPart(node) && depth < maxDepth) {
      within = { node, name: nameOf(node), outer: inside, mentions: new Set() };
      parts.push(within);
    } else if (ts.isCallExpression(node)) {
      const first = node.arguments.at(0);
      if (first && ts.isStringLiteralLike(first) && asksForModule(node.expression)) required.push(first.text);
    } else if (ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression)) {
      mention(node.argumentExpression.text, inside);
    } else if (ts.isPropertyAssignment(node) && ts.isIdentifier(node.name)) {
      mention(node.name.text, inside);
      visit(node.initializer, inside, depth);
      return;
    } else if (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind)) {
      const root = rootOf(node.left);
      if (root !== undefined) written.add(root);
    }
    ts.forEachChild(node, (child) => {
      visit(child, within, within === inside ? depth : depth + 1);
    });
  };
  visit(statement, undefined, 0);
  return { references, required, parts, names, bound: boundBy(statement), written };
}

const isAssignment = (kind: ts.SyntaxKind): boolean =>
  kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;

/** `a` of `a.b[c].d` */
export function rootOf(node: ts.Expression): string | undefined {
  if (ts.isIdentifier(node)) return node.text;
  return ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)
    ? rootOf(node.expression)
    : undefined;
}

/** What a statement declares; `var` and functions in blocks reach the file as well. */
function boundBy(statement: ts.Statement): Set<string> {
  const bound = new Set<string>();
  const bind = (name: ts.BindingName): void => {
    if (ts.isIdentifier(name)) bound.add(name.text);
    else for (const element of name.elements) if (!ts.isOmittedExpression(element)) bind(element.name);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node)) bind(node.name);
    if (ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node) || ts.isEnumDeclaration(node) || ts.isModuleDeclaration(node)) {
      if (node.name) bound.add(node.name.text);
      return;
    }
    if (ts.isImportClause(node) || ts.isNamespaceImport(node) || ts.isImportSpecifier(node) || ts.isImportEqualsDeclaration(node)) {
      if (node.name) bound.add(node.name.text);
    }
    if (!ts.isFunctionLike(node) && !ts.isClassLike(node) && !ts.isExpression(node)) ts.forEachChild(node, visit);
  };
  visit(statement);
  return bound;
}

type PartNode = ts.SignatureDeclaration | ts.ClassLikeDeclaration | ts.VariableDeclaration;

const isPart = (node: ts.Node): node is PartNode =>
  ts.isFunctionLike(node) || ts.isClassLike(node) || ts.isVariableDeclaration(node);

const nameOf = ({ name }: PartNode): string | undefined =>
  name && ts.isIdentifier(name) ? name.text : undefined;

const asksForModule = (callee: ts.Expression): boolean =>
  callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === 'require');

function reaching(parts: readonly Part[], names: Iterable<string>): ReadonlySet<ts.Node> {
  const telling = new Set(names);
  const reached = new Set<ts.Node>();
  const reach = (part: Part | undefined): void => {
    for (let outer = part; outer && !reached.has(outer.node); outer = outer.outer) {
      reached.add(outer.node);
      if (outer.name !== undefined) telling.add(outer.name);
    }
  };
  for (let before = -1; before < reached.size;) {
    before = reached.size;
    for (const part of parts) if (!reached.has(part.node) && meet(part.mentions, telling)) reach(part);
  }
  return reached;
}

function meet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  for (const name of a) if (b.has(name)) return true;
  return false;
}
