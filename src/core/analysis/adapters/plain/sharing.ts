// Edits that make anew for every entry what the program makes once and copies, and that leave off what cuts draws down.
import ts from 'typescript';
import type { Edit, Span } from '../../../network/span.ts';
import { withoutWrapping } from '../../evaluate/handlers.ts';
import { holeOfConstant } from './holes.ts';
import { lengthNode } from './lengths.ts';
import { containerOf, hasComment, methodCalled, pathAt, pathTo, receiverOf } from './syntax.ts';

/** A change in the author's words: the code as it will read, and the edits. */
export interface Rewriting {
  readonly spelling: string;
  readonly edits: readonly Edit[];
}

const shortened = (text: string): string => (text.length > 80 || text.includes('\n') ? '…' : text);

/** `Array(n).fill(x)` as `Array.from({ length: n }, () => x)`; `made` is the array, or what it was made from. */
export function madeAnew(source: ts.SourceFile, made: ts.Node): Rewriting | undefined {
  const fill = pathTo(source, made).findLast(
    (node): node is ts.CallExpression => ts.isCallExpression(node) && methodCalled(node) === 'fill',
  );
  const receiver = fill && receiverOf(fill);
  const length = receiver && lengthNode(receiver);
  const value = fill?.arguments.length === 1 ? fill.arguments[0] : undefined;
  if (value && makesAnew(withoutWrapping(value))) {
    const path = pathTo(source, value);
    if (path.at(-3)?.kind === ts.SyntaxKind.ExpressionStatement) {
      const text = value.getText(source);
      const hole = holeOfConstant(path, 1);
      return hole && { spelling: `${shortened(text)} for each`, edits: hole.edits(text) };
    }
  }
  if (!length || !value || !isFresh(receiver)) return undefined;
  if (ts.isIdentifier(value)) return writtenAnew(source, pathTo(source, value));
  const head = `Array.from({ length: ${length.getText(source)} }, () => `;
  const [open, close] = ts.isObjectLiteralExpression(value) ? ['(', ')'] : ['', ''];
  const start = fill.getStart(source);
  const dropped =
    source.text.slice(start, length.getStart(source)) + source.text.slice(length.end, value.getStart(source));
  if (hasComment(dropped)) return undefined;
  return {
    spelling: `${head}${shortened(value.getText(source))})`,
    edits: [
      { start, end: value.getStart(source), text: `${head}${open}` },
      ...(close === '' ? [] : [{ start: value.end, end: value.end, text: close }]),
    ],
  };
}

/** An ordinary array that the expression itself makes. */
function isFresh(receiver: ts.Expression): boolean {
  const node = withoutWrapping(receiver);
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression))
    return methodCalled(node) === 'fill' || methodCalled(node) === 'from';
  return (
    (ts.isCallExpression(node) || ts.isNewExpression(node)) &&
    ts.isIdentifier(node.expression) &&
    node.expression.text === 'Array'
  );
}

/** The draw at the span made once for every entry: in the callback of a map, or where its variable was used. */
export function drawnAnew(source: ts.SourceFile, draw: Span): Rewriting | undefined {
  const path = pathAt(source, draw);
  const at = path.findLastIndex(
    (node, index) =>
      ts.isCallExpression(node) && methodCalled(node) === 'fill' && node.arguments[0] === path[index + 1],
  );
  const fill = path[at];
  if (at > 0 && ts.isCallExpression(fill) && isWithinOneFunction(path.slice(at)))
    return inMap(source, fill, path.slice(0, at + 2));
  const declaration = path.findLast(ts.isVariableDeclaration);
  return declaration && isWithinOneFunction(path.slice(path.indexOf(declaration)))
    ? inPlaceOf(source, path, declaration)
    : undefined;
}

const isWithinOneFunction = (path: readonly ts.Node[]): boolean => !path.some(ts.isFunctionLike);

/** `.fill(draw)` as `.fill(0).map(() => draw)`: typed arrays stay what they are. As a statement, it becomes a loop. */
function inMap(
  source: ts.SourceFile,
  fill: ts.CallExpression,
  path: readonly ts.Node[],
): Rewriting | undefined {
  const [value] = fill.arguments;
  const start = value.getStart(source);
  const outside = path.at(-3);
  if (outside && (ts.isExpressionStatement(outside) || ts.isArrowFunction(outside))) {
    const text = value.getText(source);
    const hole = holeOfConstant(path, 1);
    return hole && { spelling: `${text} for each`, edits: hole.edits(text) };
  }
  return {
    spelling: `.fill(0).map(() => ${shortened(value.getText(source))})`,
    edits: [{ start, end: start, text: '0).map(() => ' }],
  };
}

/** An object that is made once and put into an array again and again, made where it is put there. The path leads to its name. */
export function writtenAnew(source: ts.SourceFile, path: readonly ts.Node[]): Rewriting | undefined {
  const use = path.at(-1);
  if (!use || !ts.isIdentifier(use)) return undefined;
  const declaration = path
    .flatMap((node) => (ts.isBlock(node) || ts.isSourceFile(node) ? [...node.statements] : []))
    .filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) => [...declarationList.declarations])
    .findLast(({ name }) => ts.isIdentifier(name) && name.text === use.text);
  if (!declaration?.initializer || !makesAnew(withoutWrapping(declaration.initializer))) return undefined;
  const arePut = usesOf(containerOf(path), declaration.name as ts.Identifier).every((one) => {
    const parent = pathTo(source, one).at(-2);
    return (
      ['push', 'fill'].includes(methodCalled(parent) ?? '') ||
      (parent && (isAssigned(parent, one) || ts.isArrowFunction(parent)))
    );
  });
  return arePut ? inPlaceOf(source, pathTo(source, declaration), declaration) : undefined;
}

const makesAnew = (node: ts.Expression): boolean =>
  ts.isNewExpression(node) ||
  ts.isArrayLiteralExpression(node) ||
  ['from', 'fill', 'map'].includes(methodCalled(node) ?? '');

/** `const r = draw` written out where r is used; the declaration goes where nothing else needs it. */
function inPlaceOf(
  source: ts.SourceFile,
  path: readonly ts.Node[],
  { name, initializer }: ts.VariableDeclaration,
): Rewriting | undefined {
  if (!ts.isIdentifier(name) || !initializer) return undefined;
  const container = containerOf(path);
  const uses = usesOf(container, name);
  if (uses.some((use) => isHandedOn(pathTo(source, use).at(-2)))) return undefined;
  if (uses.length === 0 || hasComment(initializer.getText(source))) return undefined;
  const text = initializer.getText(source);
  const edits = uses.flatMap((use): Edit[] => {
    const start = use.getStart(source);
    const call = pathTo(source, use).at(-2);
    const isFilled =
      call && ts.isCallExpression(call) && methodCalled(call) === 'fill' && call.arguments.length === 1;
    if (isFilled) return [{ start, end: use.end, text: `0).map(() => ${text}` }];
    const isAlone = call && (ts.isCallExpression(call) || ts.isArrowFunction(call) || isAssigned(call, use));
    return [{ start, end: use.end, text: isAlone ? text : `(${text})` }];
  });
  const statement = path.findLast(ts.isVariableStatement);
  const isOnly = statement?.declarationList.declarations.length === 1;
  const removal = isOnly ? lineOf(source, statement) : undefined;
  return { spelling: `${text} for each`, edits: [...(removal ? [removal] : []), ...edits] };
}

/** To a function that may put it in many places once more. */
const isHandedOn = (node: ts.Node | undefined): boolean =>
  node !== undefined &&
  (ts.isNewExpression(node) ||
    (ts.isCallExpression(node) && !['push', 'fill', 'concat'].includes(methodCalled(node) ?? '')));

const isAssigned = (node: ts.Node, value: ts.Node): boolean =>
  ts.isBinaryExpression(node) &&
  node.right === value &&
  node.operatorToken.kind === ts.SyntaxKind.EqualsToken;

/** Where a variable is read, within the function that declares it. */
function usesOf(container: ts.Node, name: ts.Identifier): ts.Identifier[] {
  const found: ts.Identifier[] = [];
  const visit = (node: ts.Node, parent: ts.Node): void => {
    if (ts.isIdentifier(node) && node.text === name.text && node !== name) {
      const isMember =
        (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
        (ts.isPropertyAssignment(parent) && parent.name === node);
      if (!isMember) found.push(node);
    }
    ts.forEachChild(node, (child) => {
      visit(child, node);
    });
  };
  visit(container, container);
  return found;
}

/** Takes a statement away with its line; nothing where a comment or other code stands there. */
export function lineOf({ text }: ts.SourceFile, statement: ts.Statement): Edit | undefined {
  const start = text.lastIndexOf('\n', statement.end - 1) + 1;
  const end = text.indexOf('\n', statement.end);
  const begins = text.slice(statement.pos, statement.end).trimStart();
  const line = end < 0 ? '' : text.slice(start, end);
  return line.trim() === begins && !hasComment(line) ? { start, end: end + 1, text: '' } : undefined;
}

/** `Math.floor(draw)` without the rounding. */
export function withoutRounding(source: ts.SourceFile, rounding: Span): Rewriting | undefined {
  const path = pathAt(source, rounding);
  const [call, parent] = [path.at(-1), path.at(-2)];
  if (!call || !parent || !ts.isCallExpression(call) || call.arguments.length !== 1) return undefined;
  if (methodCalled(call) === undefined && !ts.isIdentifier(call.expression)) return undefined;
  const [value] = call.arguments;
  const text = value.getText(source);
  const isAlone =
    ts.isArrowFunction(parent) ||
    ts.isCallExpression(parent) ||
    ts.isReturnStatement(parent) ||
    isAssigned(parent, call);
  const [open, close] = isAlone ? ['', ''] : ['(', ')'];
  return {
    spelling: text,
    edits: [
      { start: call.getStart(source), end: value.getStart(source), text: open },
      { start: value.end, end: call.end, text: close },
    ],
  };
}
