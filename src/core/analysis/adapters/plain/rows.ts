// Whether one unit reads an array of numbers from end to end, or several units share it by index arithmetic: told by
// how the product is written.
import ts from 'typescript';
import type { Located } from '../../evaluate/model.ts';

const K = ts.SyntaxKind;

/** `w[i] * x[i]`, `w * x[i]` in a callback: an array of numbers that belongs to one unit. */
export function readsRow({ node, module }: Located): boolean {
  if (!ts.isBinaryExpression(node)) return false;
  const { source } = module;
  const sides = [bare(node.left), bare(node.right)];
  return sides.every((side) => isStep(side, source)) && sides.some((side) => !ts.isLiteralExpression(side));
}

function bare(node: ts.Expression): ts.Expression {
  if (ts.isParenthesizedExpression(node) || ts.isNonNullExpression(node) || ts.isAsExpression(node))
    return bare(node.expression);
  return ts.isPrefixUnaryExpression(node) ? bare(node.operand) : node;
}

/** Something that a loop goes through one by one, or that stays the same in it. */
function isStep(node: ts.Expression, source: ts.SourceFile): boolean {
  if (ts.isIdentifier(node)) return isLoopVariable(node.text, source.text);
  if (ts.isPropertyAccessExpression(node)) return !hasCall(node);
  if (ts.isElementAccessExpression(node)) return isCounter(bare(node.argumentExpression), source);
  return ts.isLiteralExpression(node);
}

/** `i`, `i + 1` */
function isCounter(index: ts.Expression, source: ts.SourceFile): boolean {
  if (ts.isIdentifier(index)) return isLoopVariable(index.text, source.text);
  if (ts.isBinaryExpression(index)) {
    const adds = index.operatorToken.kind === K.PlusToken || index.operatorToken.kind === K.MinusToken;
    return adds && ts.isNumericLiteral(index.right) && isCounter(bare(index.left), source);
  }
  return ts.isLiteralExpression(index);
}

const hasCall = (node: ts.Node): boolean =>
  ts.isCallExpression(node) || ts.forEachChild(node, (child) => hasCall(child) || undefined) === true;

/** Declared in the head of a loop, or a parameter. */
function isLoopVariable(name: string, text: string): boolean {
  const word = String.raw`\b${name.replaceAll('$', String.raw`\$`)}\b`;
  const inLoop = String.raw`\bfor\s*\([^;{}]*?${word}\s*(?:=|,|\]|of\b|in\b)`;
  const inParameters = String.raw`\(([^(){}]|\([^()]*\))*?${word}[^(){}]*\)\s*(?::[^={]*)?(?:=>|\{)|${word}\s*=>`;
  return new RegExp(`${inLoop}|${inParameters}`).test(text);
}
