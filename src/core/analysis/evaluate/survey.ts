// What a file is about, told from its names before anything is run: which names occur how often, and which functions can
// have to do with a network at all.
import ts from 'typescript';
import { isAssignment, namesIn } from '../syntax.ts';

export interface Survey {
  /** How often a name is written in the statements; export lists do not count. */
  readonly references: (name: string) => number;
  /** Whether one of these is called, or handed on as what is called elsewhere. */
  readonly calls: (names: readonly string[]) => boolean;
  /** Functions, methods and classes that mention one of these names, or a function or variable that does. */
  readonly reaching: (names: Iterable<string>) => ReadonlySet<ts.Node>;
  /** Those that call one of these names, or mention a function that does. */
  readonly calling: (names: readonly string[]) => ReadonlySet<ts.Node>;
  /** All functions, methods and classes. */
  readonly all: () => ReadonlySet<ts.Node>;
}

interface Part {
  /** undefined: the statement itself. */
  readonly node: ts.Node | undefined;
  readonly name: string | undefined;
  readonly outer: Part | undefined;
  /** With how often. */
  readonly mentions: Map<string, number>;
  /** Of these, what is called, and what is taken from an import or an object and may be called under another name. */
  readonly calls: Set<string>;
}

/** What one statement at the top of a file adds. Holds no positions: it stays true wherever the statement moves. */
export interface StatementSurvey {
  readonly parts: readonly Part[];
  /** Variables that it uses and that may be those of the file: not what its functions declare for themselves. */
  readonly values: ReadonlySet<string>;
  /** Variables that it assigns to, or counts up. */
  readonly assigned: ReadonlySet<string>;
  /** Names that it declares somewhere inside. */
  readonly declared: ReadonlySet<string>;
}

/** By statement: an edit leaves the nodes of all others as they are, and these need not be walked again. */
export type Surveys = WeakMap<ts.Node, StatementSurvey>;

export function surveyOf(statement: ts.Statement, known: Surveys): StatementSurvey {
  const before = known.get(statement);
  if (before) return before;
  const made = surveyStatement(statement);
  known.set(statement, made);
  return made;
}

export function survey(statements: readonly ts.Statement[], known: Surveys): Survey {
  const parts = statements.flatMap((statement) => surveyOf(statement, known).parts);
  return {
    references: (name) => parts.reduce((sum, { mentions }) => sum + (mentions.get(name) ?? 0), 0),
    calls: (names) => parts.some((part) => names.some((name) => part.calls.has(name))),
    reaching: (names) => reaching(parts, ({ mentions }) => mentions.keys(), new Set(names)),
    calling: (names) => reaching(parts, ({ calls }) => calls, new Set(names)),
    all: () => new Set(parts.flatMap(({ node }) => node ?? [])),
  };
}

const maxDepth = 64;

function surveyStatement(statement: ts.Statement): StatementSurvey {
  let values = new Set<string>();
  const assigned = new Set<string>();
  const declared = new Set<string>();
  const top: Part = {
    node: undefined,
    name: undefined,
    outer: undefined,
    mentions: new Map(),
    calls: new Set(),
  };
  const parts = [top];
  let inside = top;
  let depth = 0;
  const mention = (name: string): void => {
    inside.mentions.set(name, (inside.mentions.get(name) ?? 0) + 1);
  };
  const enter = (node: PartNode): void => {
    const outer = inside;
    inside = { node, name: nameOf(node), outer, mentions: new Map(), calls: new Set() };
    parts.push(inside);
    depth += 1;
    if (ts.isFunctionLike(node)) enterFunction(node);
    else ts.forEachChild(node, visit);
    depth -= 1;
    inside = outer;
  };
  const enterFunction = (node: ts.SignatureDeclaration): void => {
    const outside = values;
    values = new Set();
    ts.forEachChild(node, visit);
    const own = declaredBy(node);
    for (const name of values) if (!own.has(name)) outside.add(name);
    values = outside;
  };
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      mention(node.text);
      values.add(node.text);
    } else if (ts.isPropertyAccessExpression(node)) {
      visit(node.expression);
      mention(node.name.text);
      if (ts.isIdentifier(node.expression)) inside.calls.add(node.name.text);
    } else if (ts.isPropertyAssignment(node) && ts.isIdentifier(node.name)) {
      mention(node.name.text);
      visit(node.initializer);
    } else if (ts.isExpressionWithTypeArguments(node)) {
      visit(node.expression);
    } else if (!ts.isExportDeclaration(node) && !ts.isTypeNode(node)) {
      note(node);
      if (isPart(node) && depth < maxDepth) enter(node);
      else ts.forEachChild(node, visit);
    }
  };
  const noteCallee = (callee: ts.Expression): void => {
    if (ts.isIdentifier(callee)) inside.calls.add(callee.text);
    else if (ts.isPropertyAccessExpression(callee)) inside.calls.add(callee.name.text);
  };
  const note = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      noteCallee(node.expression);
    } else if (ts.isElementAccessExpression(node)) {
      if (ts.isStringLiteralLike(node.argumentExpression)) {
        mention(node.argumentExpression.text);
        inside.calls.add(node.argumentExpression.text);
      }
    } else if (ts.isNewExpression(node)) {
      noteCallee(node.expression);
    } else if (ts.isImportSpecifier(node) || ts.isBindingElement(node)) {
      const taken = node.propertyName ?? node.name;
      if (ts.isIdentifier(taken)) inside.calls.add(taken.text);
    } else if (ts.isBinaryExpression(node)) {
      noteAssigned(node, assigned);
    } else if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
      if (ts.isIdentifier(node.operand)) assigned.add(node.operand.text);
    } else {
      const name = declaredName(node);
      if (name) for (const one of namesIn(name)) declared.add(one);
    }
  };
  visit(statement);
  return { parts, values, assigned, declared };
}

/** Parameters and what stands at the top of the body: what is declared further inside is not sure to be meant. */
function declaredBy(node: ts.SignatureDeclaration): Set<string> {
  const names = new Set(node.parameters.flatMap(({ name }) => namesIn(name)));
  const body = 'body' in node ? node.body : undefined;
  if (!body || !ts.isBlock(body)) return names;
  for (const statement of body.statements) {
    const declared = ts.isVariableStatement(statement)
      ? statement.declarationList.declarations
      : ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)
        ? [statement]
        : [];
    for (const { name } of declared) if (name) for (const one of namesIn(name)) names.add(one);
  }
  return names;
}

const declaredName = (node: ts.Node): ts.Node | undefined =>
  ts.isVariableDeclaration(node) ||
  ts.isParameter(node) ||
  ts.isFunctionDeclaration(node) ||
  ts.isFunctionExpression(node) ||
  ts.isClassLike(node) ||
  ts.isImportClause(node) ||
  ts.isImportSpecifier(node) ||
  ts.isNamespaceImport(node) ||
  ts.isImportEqualsDeclaration(node) ||
  ts.isEnumDeclaration(node) ||
  ts.isModuleDeclaration(node)
    ? node.name
    : undefined;

function noteAssigned({ operatorToken, left }: ts.BinaryExpression, assigned: Set<string>): void {
  if (!isAssignment(operatorToken.kind)) return;
  if (ts.isIdentifier(left)) assigned.add(left.text);
  else if (ts.isObjectLiteralExpression(left) || ts.isArrayLiteralExpression(left)) {
    const note = (node: ts.Node): void => {
      if (ts.isIdentifier(node)) assigned.add(node.text);
      ts.forEachChild(node, note);
    };
    note(left);
  }
}

type PartNode = ts.SignatureDeclaration | ts.ClassLikeDeclaration | ts.VariableDeclaration;

const isPart = (node: ts.Node): node is PartNode =>
  ts.isVariableDeclaration(node) || ts.isFunctionLike(node) || ts.isClassLike(node);

const nameOf = ({ name }: PartNode): string | undefined =>
  name && ts.isIdentifier(name) ? name.text : undefined;

/** Parts that have one of the names by themselves, and those that mention a part which has, at any number of removes. */
function reaching(
  parts: readonly Part[],
  ownNames: (part: Part) => Iterable<string>,
  names: ReadonlySet<string>,
): ReadonlySet<ts.Node> {
  const telling = new Set<string>();
  const reached = new Set<ts.Node>();
  const reach = (part: Part): void => {
    for (let outer: Part | undefined = part; outer?.node && !reached.has(outer.node); outer = outer.outer) {
      reached.add(outer.node);
      if (outer.name !== undefined) telling.add(outer.name);
    }
  };
  for (const part of parts) if (hasOneOf(ownNames(part), names)) reach(part);
  for (let before = -1; before < reached.size;) {
    before = reached.size;
    for (const part of parts)
      if (part.node && !reached.has(part.node) && hasOneOf(part.mentions.keys(), telling)) reach(part);
  }
  return reached;
}

function hasOneOf(some: Iterable<string>, names: ReadonlySet<string>): boolean {
  for (const name of some) if (names.has(name)) return true;
  return false;
}
