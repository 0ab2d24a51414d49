// A file as the parts that no name connects: each is a program of its own, and an edit reaches no other part than its own.
import ts from 'typescript';
import type { Surveys } from './evaluate/survey.ts';
import { surveyOf } from './evaluate/survey.ts';
import { isAssignment, namesIn } from './syntax.ts';

export interface FilePart {
  /** The first statement that is in no other part. */
  readonly first: ts.Statement;
  /** In the order of the file: its own, and the imports and constants it shares with other parts. */
  readonly statements: readonly ts.Statement[];
}

interface Entry {
  readonly node: ts.Statement;
  /** What it declares for the whole file. */
  readonly bound: ReadonlySet<string>;
  readonly role: Role;
}

type Role =
  /** Whatever uses it may have it without being connected with others that use it. */
  | 'shared'
  /** Does nothing until it is used. */
  | 'definition'
  /** Does something when the file is run: all such statements are one part. */
  | 'active'
  /** Types, and lists of exports. */
  | 'nothing';

export function partsOf(statements: readonly ts.Statement[], surveys: Surveys): FilePart[] {
  const entries = entriesOf(statements, surveys);
  const sharers = new Map<string, Entry>();
  for (const entry of entries)
    if (entry.role === 'shared') for (const name of entry.bound) sharers.set(name, entry);
  return groups(entries, surveys).map(([first, ...others]) => {
    const used = new Set([first, ...others]);
    for (const { node } of used) {
      for (const name of surveyOf(node, surveys).values) {
        const other = sharers.get(name);
        if (other) used.add(other);
      }
    }
    const statements = [...used].map(({ node }) => node).sort((a, b) => a.pos - b.pos);
    return { first: first.node, statements };
  });
}

function entriesOf(statements: readonly ts.Statement[], surveys: Surveys): Entry[] {
  const assigned = new Set(statements.flatMap((node) => [...assignedOutside(node, surveys)]));
  const fixed = new Set<string>();
  return statements.map((node) => {
    const bound = boundBy(node);
    const isFixed = isFixedStatement(node, fixed) && ![...bound].some((name) => assigned.has(name));
    if (isFixed) for (const name of bound) fixed.add(name);
    return { node, bound, role: isFixed ? 'shared' : roleOf(node) };
  });
}

/** Variables that a statement assigns to and does not declare itself. */
function assignedOutside(node: ts.Statement, surveys: Surveys): string[] {
  const { assigned, declared } = surveyOf(node, surveys);
  return [...assigned].filter((name) => !declared.has(name));
}

/** What is connected by a name, the part that does something first. */
function groups(entries: readonly Entry[], surveys: Surveys): (readonly [Entry, ...Entry[]])[] {
  const linking = new Set<string>();
  for (const { node, bound, role } of entries) {
    if (role !== 'shared') for (const name of bound) linking.add(name);
    for (const name of assignedOutside(node, surveys)) linking.add(name);
  }
  const own = entries.filter(({ role }) => role === 'definition' || role === 'active');
  const parents = own.map((_, index) => index);
  const rootOf = (index: number): number => {
    let root = index;
    while (parents[root] !== root) root = parents[root] ?? root;
    parents[index] = root;
    return root;
  };
  const first = new Map<string, number>();
  const link = (name: string, index: number): void => {
    const other = first.get(name);
    if (other === undefined) first.set(name, index);
    else parents[rootOf(index)] = rootOf(other);
  };
  own.forEach(({ node, bound, role }, index) => {
    if (role === 'active') link('*active*', index);
    for (const name of bound) link(name, index);
    for (const name of surveyOf(node, surveys).values) if (linking.has(name)) link(name, index);
  });
  const found = new Map<number, [Entry, ...Entry[]]>();
  own.forEach((entry, index) => {
    const group = found.get(rootOf(index));
    if (group) group.push(entry);
    else found.set(rootOf(index), [entry]);
  });
  const isActive = (group: readonly Entry[]): number => (group.some(({ role }) => role === 'active') ? 0 : 1);
  return [...found.values()].sort((a, b) => isActive(a) - isActive(b));
}

/** What a statement declares for the file; a `var` in a block does so too. */
function boundBy(statement: ts.Statement): Set<string> {
  const bound = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclarationList(node)) {
      const isInBlock = !ts.isVariableStatement(statement) || statement.declarationList !== node;
      if (isInBlock && (node.flags & ts.NodeFlags.BlockScoped) !== 0) return;
      for (const { name } of node.declarations) for (const one of namesIn(name)) bound.add(one);
    } else if (isNamed(node)) {
      if (node.name) bound.add(node.name.text);
      if (ts.isImportClause(node) && node.namedBindings) visit(node.namedBindings);
    } else if (!ts.isExpression(node)) ts.forEachChild(node, visit);
  };
  visit(statement);
  return bound;
}

const isNamed = (
  node: ts.Node,
): node is
  | ts.FunctionDeclaration
  | ts.ClassDeclaration
  | ts.EnumDeclaration
  | ts.ModuleDeclaration
  | ts.ImportClause =>
  ts.isFunctionDeclaration(node) ||
  ts.isClassDeclaration(node) ||
  ts.isEnumDeclaration(node) ||
  ts.isModuleDeclaration(node) ||
  ts.isImportClause(node) ||
  ts.isNamespaceImport(node) ||
  ts.isImportSpecifier(node) ||
  ts.isImportEqualsDeclaration(node);

const definitions = new Set([
  ts.SyntaxKind.FunctionDeclaration,
  ts.SyntaxKind.ClassDeclaration,
  ts.SyntaxKind.EnumDeclaration,
  ts.SyntaxKind.ImportDeclaration,
  ts.SyntaxKind.ImportEqualsDeclaration,
]);

const withoutEffect = new Set([
  ts.SyntaxKind.InterfaceDeclaration,
  ts.SyntaxKind.TypeAliasDeclaration,
  ts.SyntaxKind.ExportDeclaration,
  ts.SyntaxKind.EmptyStatement,
]);

function roleOf(node: ts.Statement): Role {
  if (withoutEffect.has(node.kind) || isListOfExports(node)) return 'nothing';
  const isDefinition = ts.isVariableStatement(node)
    ? node.declarationList.declarations.every(({ initializer }) => !initializer || isInert(initializer))
    : definitions.has(node.kind);
  return isDefinition ? 'definition' : 'active';
}

/** Expressions that call nothing. */
function isInert(node: ts.Node): boolean {
  if (ts.isFunctionLike(node)) return true;
  if (ts.isCallExpression(node) || ts.isNewExpression(node) || ts.isTaggedTemplateExpression(node))
    return false;
  if (ts.isAwaitExpression(node) || ts.isYieldExpression(node) || ts.isDeleteExpression(node)) return false;
  if (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind)) return false;
  return ts.forEachChild(node, (child) => (isInert(child) ? undefined : true)) === undefined;
}

/** Packages, and constants that are numbers and texts. */
function isFixedStatement(node: ts.Statement, fixed: ReadonlySet<string>): boolean {
  if (ts.isImportDeclaration(node))
    return ts.isStringLiteral(node.moduleSpecifier) && isPackage(node.moduleSpecifier.text);
  if (!ts.isVariableStatement(node)) return false;
  return node.declarationList.declarations.every(
    ({ initializer }) => initializer !== undefined && isFixedValue(initializer, fixed),
  );
}

function isFixedValue(node: ts.Expression, fixed: ReadonlySet<string>): boolean {
  if (ts.isNumericLiteral(node) || ts.isStringLiteralLike(node)) return true;
  if (node.kind === ts.SyntaxKind.TrueKeyword || node.kind === ts.SyntaxKind.FalseKeyword) return true;
  if (ts.isPrefixUnaryExpression(node)) return isFixedValue(node.operand, fixed);
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node))
    return isFixedValue(node.expression, fixed);
  if (ts.isBinaryExpression(node))
    return (
      !isAssignment(node.operatorToken.kind) &&
      isFixedValue(node.left, fixed) &&
      isFixedValue(node.right, fixed)
    );
  if (ts.isCallExpression(node)) {
    const first = node.arguments.at(0);
    const requires = ts.isIdentifier(node.expression) && node.expression.text === 'require';
    return requires && first !== undefined && ts.isStringLiteralLike(first) && isPackage(first.text);
  }
  if (ts.isPropertyAccessExpression(node)) return isFixedValue(node.expression, fixed);
  return ts.isIdentifier(node) && fixed.has(node.text);
}

/** Files of the project can be changed by those who import them, and are run once for all of these. */
const isPackage = (specifier: string): boolean => !/^[./#~]|^@\//.test(specifier);

/** `export default name`, `module.exports = { a, b }`: names what there is and changes none of it. */
function isListOfExports(node: ts.Statement): boolean {
  if (ts.isExportAssignment(node)) return isListOfNames(node.expression);
  if (!ts.isExpressionStatement(node) || !ts.isBinaryExpression(node.expression)) return false;
  const { left, operatorToken, right } = node.expression;
  if (operatorToken.kind !== ts.SyntaxKind.EqualsToken || !isListOfNames(right)) return false;
  let root: ts.Expression = left;
  while (ts.isPropertyAccessExpression(root)) root = root.expression;
  return ts.isIdentifier(root) && (root.text === 'module' || root.text === 'exports');
}

const isListOfNames = (node: ts.Expression): boolean =>
  ts.isIdentifier(node) ||
  (ts.isObjectLiteralExpression(node) &&
    node.properties.every(
      (property) =>
        ts.isShorthandPropertyAssignment(property) ||
        (ts.isPropertyAssignment(property) && ts.isIdentifier(property.initializer)),
    ));
