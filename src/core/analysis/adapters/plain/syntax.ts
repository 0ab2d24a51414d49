// The tree around a node, for edits: the parser leaves parents out, so the way down from the file is looked for when it is needed.
import ts from 'typescript';
import type { Span } from '../../../network/span.ts';

/** From the file down to the node, both included. */
export function pathTo(source: ts.SourceFile, node: ts.Node): ts.Node[] {
  const path: ts.Node[] = [source];
  for (let at: ts.Node = source; at !== node;) {
    const next = ts.forEachChild(at, (child) =>
      child === node || (child.pos <= node.pos && node.end <= child.end) ? child : undefined,
    );
    if (!next) return [];
    path.push(next);
    at = next;
  }
  return path;
}

/** The way down to the outermost expression that is written at the span; empty where there is none. */
export function pathAt(source: ts.SourceFile, { start, end }: Span): ts.Node[] {
  const path: ts.Node[] = [source];
  for (let at: ts.Node = source; ;) {
    const next = ts.forEachChild(at, (child) => (child.pos <= start && end <= child.end ? child : undefined));
    if (!next) return [];
    path.push(next);
    if (next.end === end && next.getStart(source) === start && ts.isExpression(next)) return path;
    at = next;
  }
}

/** The innermost function, method or class field around the last node of the path; the file where there is none. */
export const containerOf = (path: readonly ts.Node[]): ts.Node =>
  path.findLast((node, index) => index < path.length - 1 && isBody(node, path[index - 1])) ?? path[0];

const isBody = (node: ts.Node, parent: ts.Node | undefined): boolean =>
  (ts.isFunctionLike(node) && !(parent && ts.isCallExpression(parent))) || ts.isPropertyDeclaration(node);

export const hasComment = (text: string): boolean => /\/\/|\/\*/.test(text);

/** Texts that mean the same wherever they stand in the same scope, and cost nothing: names, members, sums of them. */
export function plainText(node: ts.Expression, source: ts.SourceFile): string | undefined {
  const text = node.getText(source);
  return text.length <= 60 && !hasComment(text) && isPlain(node) ? text : undefined;
}

const joining: readonly ts.SyntaxKind[] = [
  ts.SyntaxKind.PlusToken,
  ts.SyntaxKind.MinusToken,
  ts.SyntaxKind.AsteriskToken,
  ts.SyntaxKind.SlashToken,
];

function isPlain(node: ts.Expression): boolean {
  if (ts.isIdentifier(node) || ts.isNumericLiteral(node) || node.kind === ts.SyntaxKind.ThisKeyword)
    return true;
  if (ts.isPropertyAccessExpression(node)) return !node.questionDotToken && isPlain(node.expression);
  if (ts.isElementAccessExpression(node))
    return !node.questionDotToken && isPlain(node.expression) && isPlain(node.argumentExpression);
  if (ts.isParenthesizedExpression(node) || ts.isNonNullExpression(node)) return isPlain(node.expression);
  return (
    ts.isBinaryExpression(node) &&
    joining.includes(node.operatorToken.kind) &&
    isPlain(node.left) &&
    isPlain(node.right)
  );
}

/** In brackets unless it binds tighter than any operator. */
export const asOperand = (text: string): string => (/^[\w$.#[\]!]+$/.test(text) ? text : `(${text})`);

export const mentions = (text: string, name: string): boolean =>
  new RegExp(`(?<![\\w$.])${name.replaceAll('$', '\\$')}(?![\\w$])`).test(text);

/** The method that is called, as `fill` in `x.fill(0)`. */
export function methodCalled(node: ts.Node | undefined): string | undefined {
  return node && ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)
    ? node.expression.name.text
    : undefined;
}

export const receiverOf = (node: ts.CallExpression): ts.Expression | undefined =>
  ts.isPropertyAccessExpression(node.expression) ? node.expression.expression : undefined;

/** What a callback gives, where that is one expression. */
export function resultOf(callback: ts.Expression | undefined): ts.Expression | undefined {
  if (!callback || !(ts.isArrowFunction(callback) || ts.isFunctionExpression(callback))) return undefined;
  if (!ts.isBlock(callback.body)) return callback.body;
  const only = callback.body.statements.length === 1 ? callback.body.statements[0] : undefined;
  return only && ts.isReturnStatement(only) ? only.expression : undefined;
}
