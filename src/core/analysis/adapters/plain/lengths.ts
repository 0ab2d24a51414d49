// How long arrays are, in the author's own words: the texts that stand for their lengths where they are made.
import ts from 'typescript';
import { withoutWrapping } from '../../evaluate/handlers.ts';
import { methodCalled, plainText, receiverOf } from './syntax.ts';

const arrays = /^(Array|(Float|Int|Uint)\d+(Clamped)?Array)$/;

/** The name of the constructor that a call or `new` makes an array with. */
export function constructorOf(node: ts.Expression): string | undefined {
  if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return undefined;
  return ts.isIdentifier(node.expression) && arrays.test(node.expression.text)
    ? node.expression.text
    : undefined;
}

/** `Array.from(…)` and its like. */
export const isFrom = (node: ts.CallExpression): boolean => {
  const receiver = receiverOf(node);
  return (
    methodCalled(node) === 'from' &&
    receiver !== undefined &&
    ts.isIdentifier(receiver) &&
    arrays.test(receiver.text)
  );
};

/** The expression that gives the length of an array where that is made: `n` of `new Array(n).fill(0)`. */
export function lengthNode(node: ts.Expression): ts.Expression | undefined {
  const made = withoutWrapping(node);
  if (constructorOf(made) && (ts.isCallExpression(made) || ts.isNewExpression(made))) {
    const only = made.arguments?.length === 1 ? made.arguments[0] : undefined;
    return only && ts.isArrayLiteralExpression(only) ? undefined : only;
  }
  if (ts.isArrayLiteralExpression(made) && made.elements.length === 1 && ts.isSpreadElement(made.elements[0]))
    return lengthNode(made.elements[0].expression);
  if (!ts.isCallExpression(made)) return undefined;
  if (isFrom(made)) return lengthGiven(made.arguments[0]);
  const receiver = receiverOf(made);
  const keeps = ['fill', 'map', 'keys', 'slice', 'reverse'].includes(methodCalled(made) ?? '');
  const isWhole = methodCalled(made) !== 'slice' || made.arguments.length === 0;
  return receiver && keeps && isWhole ? lengthNode(receiver) : undefined;
}

/** Of the first argument of `Array.from`. */
function lengthGiven(node: ts.Expression): ts.Expression | undefined {
  if (!ts.isObjectLiteralExpression(node)) return lengthNode(node);
  const [property] = node.properties;
  if (!property.name || !ts.isIdentifier(property.name) || property.name.text !== 'length') return undefined;
  if (ts.isShorthandPropertyAssignment(property)) return property.name;
  return ts.isPropertyAssignment(property) ? property.initializer : undefined;
}

/** A text for the length of an array, valid where the array is made. */
export function lengthText(node: ts.Expression, source: ts.SourceFile): string | undefined {
  const made = withoutWrapping(node);
  const given = lengthNode(made);
  if (given) return plainText(given, source);
  if (ts.isArrayLiteralExpression(made))
    return made.elements.some(ts.isSpreadElement) ? undefined : String(made.elements.length);
  if (constructorOf(made) && (ts.isCallExpression(made) || ts.isNewExpression(made))) {
    const only = made.arguments?.at(0);
    return only && ts.isArrayLiteralExpression(only) ? lengthText(only, source) : undefined;
  }
  const text = plainText(made, source);
  return text === undefined || ts.isNumericLiteral(made) ? undefined : `${text}.length`;
}

/**
 * Lengths of the arrays around an expression, from the outside in: how often the loops and callbacks around it run it.
 * The last node of the path is the expression; undefined for a length that cannot be told.
 */
export function lengthsAround(path: readonly ts.Node[], count: number): (string | undefined)[] {
  const source = path[0] as ts.SourceFile;
  const found: (string | undefined)[] = [];
  for (let index = path.length - 1; index > 0 && found.length < count; index -= 1) {
    const [node, parent] = [path[index], path[index - 1]];
    if (isLoop(parent) && parent.statement === node) found.push(roundsOf(parent, source));
    else if (ts.isArrayLiteralExpression(parent)) found.push(lengthText(parent, source));
    else if (ts.isCallExpression(parent) && methodCalled(parent) === 'fill' && parent.arguments[0] === node)
      found.push(ofReceiver(parent, source));
    else if (ts.isFunctionLike(node)) {
      if (!ts.isCallExpression(parent)) break;
      if (isFrom(parent)) found.push(textOf(lengthGiven(parent.arguments[0]), source));
      else if (['map', 'forEach'].includes(methodCalled(parent) ?? ''))
        found.push(ofReceiver(parent, source));
      else break;
    }
  }
  while (found.length < count) found.push(undefined);
  return found.reverse();
}

const textOf = (node: ts.Expression | undefined, source: ts.SourceFile): string | undefined =>
  node && plainText(node, source);

const ofReceiver = (node: ts.CallExpression, source: ts.SourceFile): string | undefined => {
  const receiver = receiverOf(node);
  return receiver && lengthText(receiver, source);
};

const isLoop = (node: ts.Node): node is ts.IterationStatement => ts.isIterationStatement(node, false);

/** How often a loop runs: `n` of `for (let i = 0; i < n; i++)`. */
function roundsOf(loop: ts.IterationStatement, source: ts.SourceFile): string | undefined {
  if (ts.isForOfStatement(loop)) return lengthText(loop.expression, source);
  if (!ts.isForStatement(loop) || !loop.condition || !ts.isBinaryExpression(loop.condition)) return undefined;
  const { left, right, operatorToken } = loop.condition;
  const from = firstValue(loop, left);
  const isUnder = operatorToken.kind === ts.SyntaxKind.LessThanToken && from === '0';
  const isUpTo = operatorToken.kind === ts.SyntaxKind.LessThanEqualsToken && from === '1';
  return isUnder || isUpTo ? plainText(right, source) : undefined;
}

/** What the loop's variable starts from. */
function firstValue({ initializer }: ts.ForStatement, variable: ts.Expression): string | undefined {
  if (!initializer || !ts.isIdentifier(variable)) return undefined;
  if (ts.isVariableDeclarationList(initializer)) {
    const declared = initializer.declarations.find(
      ({ name }) => ts.isIdentifier(name) && name.text === variable.text,
    );
    return declared?.initializer && ts.isNumericLiteral(declared.initializer)
      ? declared.initializer.text
      : undefined;
  }
  return ts.isBinaryExpression(initializer) && ts.isNumericLiteral(initializer.right)
    ? initializer.right.text
    : undefined;
}
