// Where a random draw can be written in place of a constant: the edits around it, and the lengths that are in scope there.
import ts from 'typescript';
import type { Edit } from '../../../network/span.ts';
import { withoutWrapping } from '../../evaluate/handlers.ts';
import { constructorOf, isFrom, lengthNode, lengthText, lengthsAround } from './lengths.ts';
import { hasComment, mentions, methodCalled, plainText, receiverOf, resultOf } from './syntax.ts';

export interface Hole {
  /** Texts of the lengths of the arrays around the draw, the outermost first; undefined where none is in scope. */
  readonly lengths: readonly (string | undefined)[];
  readonly edits: (draw: string) => readonly Edit[];
  /** Which of two sides runs over the inputs, where the text of the product does not tell. */
  readonly inputs?: 'outer' | 'inner';
}

/**
 * The hole where a constant itself is written: an argument of fill or push, the right side of an assignment, an entry
 * of a literal, what a callback gives. `path` leads to the constant; `depth` counts the arrays around it.
 */
export function holeOfConstant(path: readonly ts.Node[], depth: number): Hole | undefined {
  const source = path[0] as ts.SourceFile;
  const at = path.findLastIndex((_, index) => index === 0 || !isWrapping(path[index - 1]));
  const [leaf, parent] = [path[at], path.at(at - 1)];
  if (!parent || !ts.isExpression(leaf)) return undefined;
  const around = (count: number, index = at): (string | undefined)[] =>
    lengthsAround(path.slice(0, index + 1), count);
  if (ts.isCallExpression(parent) && parent.arguments.length === 1 && parent.arguments[0] === leaf) {
    if (methodCalled(parent) === 'push') return { lengths: around(depth), edits: instead(leaf, source) };
    if (methodCalled(parent) !== 'fill') return undefined;
    const outer = around(depth - 1, at - 1);
    if (ts.isExpressionStatement(path[at - 2])) return filledLater(parent, outer, source, (loop) => loop);
    const isEach = ts.isArrowFunction(path[at - 2]) && methodCalled(path[at - 3]) === 'forEach';
    return isEach
      ? filledLater(parent, outer, source, (loop) => `{ ${loop}; }`)
      : mapped(parent, outer, lengthText(parent, source));
  }
  if (ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken)
    return parent.right === leaf ? { lengths: around(depth), edits: instead(leaf, source) } : undefined;
  if (ts.isArrayLiteralExpression(parent)) {
    const top = path.findIndex((node) => ts.isArrayLiteralExpression(node) && isLevel(node, source));
    return top > 0 && top < at ? literal(path.slice(0, top + 1), depth) : undefined;
  }
  const [callback, call] = ts.isArrowFunction(parent)
    ? [parent, path.at(at - 2)]
    : ts.isReturnStatement(parent)
      ? [path.at(at - 3), path.at(at - 4)]
      : [];
  if (callback && call && ts.isCallExpression(call) && (isFrom(call) || methodCalled(call) === 'map'))
    return { lengths: around(depth), edits: instead(leaf, source) };
  const isInitial = ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent);
  return isInitial && depth === 0 ? { lengths: [], edits: instead(leaf, source) } : undefined;
}

const isWrapping = (node: ts.Node): boolean =>
  ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isNonNullExpression(node);

const instead =
  (node: ts.Node, source: ts.SourceFile): Hole['edits'] =>
  (draw) => [{ start: node.getStart(source), end: node.end, text: draw }];

/** `x.fill(0)` of which nobody takes the result: the array is there already. */
function filledLater(
  call: ts.CallExpression,
  around: Hole['lengths'],
  source: ts.SourceFile,
  finish: (loop: string) => string,
): Hole | undefined {
  const receiver = receiverOf(call);
  const text = receiver && plainText(receiver, source);
  if (text === undefined || hasComment(call.getText(source))) return undefined;
  const index = ['i', 'j', 'k', 'index'].find((name) => !mentions(text, name)) ?? 'n';
  return {
    lengths: [...around, `${text}.length`],
    edits: (draw) => [
      {
        start: call.getStart(source),
        end: call.end,
        text: finish(
          `for (let ${index} = 0; ${index} < ${text}.length; ${index}++) ${text}[${index}] = ${draw}`,
        ),
      },
    ],
  };
}

/** `.map(() => draw)` after an array of numbers; the callback is handed the array where no text names its length. */
function mapped(node: ts.Expression, around: Hole['lengths'], length: string | undefined): Hole {
  const row = unusedName(['row', 'array', 'list'], around);
  const head = length === undefined ? `(_, __, ${row})` : '()';
  return {
    lengths: [...around, length ?? `${row}.length`],
    edits: (draw) => [{ start: node.end, end: node.end, text: `.map(${head} => ${draw})` }],
  };
}

/** The same for an array of arrays. */
function mappedTwice(node: ts.Expression, outer: string | undefined, inner: string | undefined): Hole {
  const row = unusedName(['row', 'line', 'entries'], [outer, inner]);
  const rows = unusedName(['rows', 'lines', 'all'], [outer, inner]);
  const head = outer === undefined ? `(${row}, _, ${rows})` : `(${row})`;
  return {
    lengths: [outer ?? `${rows}.length`, inner ?? `${row}.length`],
    edits: (draw) => [{ start: node.end, end: node.end, text: `.map(${head} => ${row}.map(() => ${draw}))` }],
  };
}

const unusedName = (names: readonly string[], texts: Hole['lengths']): string =>
  names.find((name) => !texts.some((text) => text !== undefined && mentions(text, name))) ?? 'inner';

/** Numbers, or arrays of as many numbers each. */
function isLevel(node: ts.ArrayLiteralExpression, source: ts.SourceFile): boolean {
  const rows = node.elements.filter(ts.isArrayLiteralExpression);
  if (rows.length === 0) return node.elements.length > 0 && node.elements.every(isNumber);
  return (
    rows.length === node.elements.length &&
    rows.every((row) => isLevel(row, source) && row.elements.length === rows[0].elements.length)
  );
}

const isNumber = (node: ts.Expression): boolean =>
  ts.isNumericLiteral(node) || (ts.isPrefixUnaryExpression(node) && ts.isNumericLiteral(node.operand));

/** A literal of equal numbers as `Array.from`. */
function literal(path: readonly ts.Node[], depth: number): Hole | undefined {
  const source = path[0] as ts.SourceFile;
  const node = path[path.length - 1];
  if (!ts.isArrayLiteralExpression(node) || hasComment(node.getText(source))) return undefined;
  const own: string[] = [];
  for (
    let at: ts.Expression | undefined = node;
    at && ts.isArrayLiteralExpression(at);
    at = at.elements.at(0)
  )
    own.push(String(at.elements.length));
  if (own.length > depth) return undefined;
  return {
    lengths: [...lengthsAround(path, depth - own.length), ...own],
    edits: (draw) => [
      {
        start: node.getStart(source),
        end: node.end,
        text: own.reduceRight((inner, length) => `Array.from({ length: ${length} }, () => ${inner})`, draw),
      },
    ],
  };
}

/**
 * The hole in an expression that makes arrays `depth` deep, or one number, of which the path leads to the outermost part.
 * `given` are texts for its lengths that its parts do not tell: those of a helper's arguments.
 */
export function holeIn(
  path: readonly ts.Node[],
  depth: number,
  given: Hole['lengths'] = [],
): Hole | undefined {
  const source = path[0] as ts.SourceFile;
  const whole = path[path.length - 1];
  if (!ts.isExpression(whole)) return undefined;
  const node = withoutWrapping(whole);
  if (depth === 0)
    return hasComment(whole.getText(source)) ? undefined : { lengths: [], edits: instead(whole, source) };
  if (ts.isBinaryExpression(node)) {
    const isFallback = [ts.SyntaxKind.BarBarToken, ts.SyntaxKind.QuestionQuestionToken].includes(
      node.operatorToken.kind,
    );
    return isFallback ? holeIn([source, node.right], depth, given) : undefined;
  }
  if (ts.isArrayLiteralExpression(node) && isLevel(node, source)) return literal([source, node], depth);
  if (constructorOf(node) === 'Array') return undefined;
  if (ts.isCallExpression(node)) {
    const method = methodCalled(node);
    const body = isFrom(node)
      ? resultOf(node.arguments.at(1))
      : method === 'map'
        ? resultOf(node.arguments.at(0))
        : undefined;
    const inner = body && holeIn([source, body], depth - 1);
    if (inner) return { ...inner, lengths: [lengthText(node, source), ...inner.lengths] };
    if (method === 'fill' && depth > 1) return undefined;
  }
  if (!canBeFollowed(node)) return undefined;
  const own = lengthNode(node) ? lengthText(node, source) : undefined;
  if (depth === 1) return mapped(node, [], own ?? given.at(-1));
  return depth === 2 ? mappedTwice(node, own ?? given.at(0), given.at(1)) : undefined;
}

/** A `.map` after it is a `.map` of it. */
const canBeFollowed = (node: ts.Expression): boolean =>
  ts.isCallExpression(node) ||
  ts.isIdentifier(node) ||
  ts.isPropertyAccessExpression(node) ||
  ts.isElementAccessExpression(node) ||
  (ts.isArrayLiteralExpression(node) && node.elements.length > 0) ||
  (ts.isNewExpression(node) && node.arguments !== undefined);
