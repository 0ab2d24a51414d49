// A file as the parts that no name connects: each is evaluated on its own, and after an edit only the part that it reaches.
import ts from 'typescript';
import type { StatementSurvey } from './evaluate/survey.ts';
import { rootOf, surveyOf } from './evaluate/survey.ts';

export interface FilePart {
  /** Its own statements and those constants and libraries that it uses, in the order of the file. */
  readonly statements: readonly ts.Statement[];
  /** As long as these nodes are the same, the part is the same. */
  readonly key: readonly ts.Node[];
}

interface Entry {
  readonly node: ts.Statement;
  readonly facts: StatementSurvey;
  /** Binds nothing that could be changed: parts may share it without being one. */
  readonly isShared: boolean;
}

export function partsOf(
  statements: readonly ts.Statement[],
  surveys: WeakMap<ts.Node, StatementSurvey>,
): FilePart[] {
  const shared = new Set<string>(['tf']);
  const entries = statements.map((node): Entry => {
    const facts = surveyOf(node, surveys);
    const isShared = isFixed(node, shared);
    if (isShared) for (const name of facts.bound) shared.add(name);
    return { node, facts, isShared };
  });
  const imports = entries.filter(({ node }) => ts.isImportDeclaration(node)).map(({ node }) => node);
  const sharedBy = new Map<string, Entry>();
  for (const entry of entries)
    if (entry.isShared) for (const name of entry.facts.bound) sharedBy.set(name, entry);

  return [...groups(entries).values()].map((group) => {
    const used = new Set(group);
    for (const { facts } of used) {
      for (const name of facts.names) {
        const other = sharedBy.get(name);
        if (other) used.add(other);
      }
    }
    const all = [...used].map(({ node }) => node).sort((a, b) => a.pos - b.pos);
    return { statements: all, key: [...imports, ...all] };
  });
}

/** Statements that are not shared, by what connects them. */
function groups(entries: readonly Entry[]): Map<number, Entry[]> {
  const links = linkingNames(entries);
  const parent = entries.map((_, index) => index);
  const find = (index: number): number => {
    let root = index;
    while (parent[root] !== root) root = parent[root] ?? root;
    parent[index] = root;
    return root;
  };
  const first = new Map<string, number>();
  entries.forEach(({ facts, isShared, node }, index) => {
    if (isShared || isOnlyExport(node)) return;
    for (const name of [...facts.names, ...facts.bound]) {
      if (!links.has(name)) continue;
      const other = first.get(name);
      if (other === undefined) first.set(name, index);
      else parent[find(index)] = find(other);
    }
  });
  const found = new Map<number, Entry[]>();
  entries.forEach((entry, index) => {
    if (entry.isShared || isOnlyExport(entry.node)) return;
    const root = find(index);
    const group = found.get(root);
    if (group) group.push(entry);
    else found.set(root, [entry]);
  });
  return found;
}

/** Names of things that one statement could change for another. */
function linkingNames(entries: readonly Entry[]): Set<string> {
  const links = new Set<string>();
  for (const { facts, isShared } of entries) {
    if (!isShared) for (const name of facts.bound) links.add(name);
    for (const name of facts.written) links.add(name);
  }
  return links;
}

/** Libraries, and constants that are numbers and texts. */
function isFixed(node: ts.Statement, shared: ReadonlySet<string>): boolean {
  if (ts.isImportDeclaration(node)) return ts.isStringLiteral(node.moduleSpecifier) && isElsewhere(node.moduleSpecifier.text);
  if (!ts.isVariableStatement(node) || (node.declarationList.flags & ts.NodeFlags.Const) === 0) return false;
  return node.declarationList.declarations.every(({ initializer }) => initializer && isFixedValue(initializer, shared));
}

function isFixedValue(node: ts.Expression, shared: ReadonlySet<string>): boolean {
  if (ts.isNumericLiteral(node) || ts.isStringLiteralLike(node)) return true;
  if (node.kind === ts.SyntaxKind.TrueKeyword || node.kind === ts.SyntaxKind.FalseKeyword) return true;
  if (ts.isPrefixUnaryExpression(node)) return isFixedValue(node.operand, shared);
  if (ts.isParenthesizedExpression(node) || ts.isAwaitExpression(node) || ts.isAsExpression(node))
    return isFixedValue(node.expression, shared);
  if (ts.isBinaryExpression(node))
    return (
      node.operatorToken.kind < ts.SyntaxKind.FirstAssignment &&
      isFixedValue(node.left, shared) &&
      isFixedValue(node.right, shared)
    );
  if (ts.isCallExpression(node)) {
    const first = node.arguments.at(0);
    const asks =
      node.expression.kind === ts.SyntaxKind.ImportKeyword ||
      (ts.isIdentifier(node.expression) && node.expression.text === 'require');
    return asks && first !== undefined && ts.isStringLiteralLike(first) && isElsewhere(first.text);
  }
  const root = rootOf(node);
  return root !== undefined && shared.has(root);
}

/** A package; files of the project can be changed by those who import them. */
const isElsewhere = (specifier: string): boolean => !/^[./#~]|^@\//.test(specifier);

/** `module.exports = { a, b }`: names what there is and changes none of it. */
function isOnlyExport(node: ts.Statement): boolean {
  if (ts.isExportAssignment(node)) return isListOfNames(node.expression);
  if (!ts.isExpressionStatement(node) || !ts.isBinaryExpression(node.expression)) return false;
  const { left, operatorToken, right } = node.expression;
  const root = rootOf(left);
  return (
    operatorToken.kind === ts.SyntaxKind.EqualsToken &&
    (root === 'module' || root === 'exports') &&
    isListOfNames(right)
  );
}

const isListOfNames = (node: ts.Expression): boolean =>
  ts.isIdentifier(node) ||
  (ts.isObjectLiteralExpression(node) &&
    node.properties.every(
      (property) =>
        ts.isShorthandPropertyAssignment(property) ||
        (ts.isPropertyAssignment(property) && ts.isIdentifier(property.initializer)),
    ));
