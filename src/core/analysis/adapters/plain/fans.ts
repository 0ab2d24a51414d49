// How many inputs and outputs a kernel has, in texts: which side of it runs over the inputs is read off the subscripts of
// the product with them.
import ts from 'typescript';
import type { Place, ProductNode } from '../../evaluate/model.ts';
import { withoutWrapping } from '../../evaluate/handlers.ts';
import type { Hole } from './holes.ts';
import { methodCalled, pathTo, plainText, receiverOf } from './syntax.ts';

/** Texts of numbers; absent where none is in scope. */
export interface Fans {
  readonly inputs?: string;
  /** Inputs and outputs together. */
  readonly both?: string;
}

/** Which of a kernel's subscripts, outer or inner, is that of its input; for flat arrays, how they are laid out. */
interface Layout {
  readonly inputs: 'outer' | 'inner';
  /** Of `w[i * n + j]`: n. */
  readonly stride?: string;
  /** It has one subscript, that of its input: there is one unit. */
  readonly isVector?: boolean;
}

export function fansAt(
  lengths: Hole['lengths'],
  product: ProductNode,
  place: Place,
  isPerUnit: boolean,
  depth: number,
): Fans {
  const layout = layoutOf(product, place);
  if (depth === 2) {
    const [outer, inner] = lengths;
    const both = outer && inner ? { both: `${outer} + ${inner}` } : {};
    const inputs = layout?.inputs === 'outer' ? outer : layout?.inputs === 'inner' ? inner : undefined;
    return inputs === undefined ? both : { inputs, ...both };
  }
  if (depth !== 1) return {};
  const length = lengths.at(-1);
  if (isPerUnit) return length === undefined ? {} : { inputs: length };
  if (layout?.stride !== undefined) return flat(layout, length, lengths);
  if (length === undefined || layout?.inputs !== 'inner') return {};
  return layout.isVector ? { inputs: length, both: `${length} + 1` } : { inputs: length };
}

/** A matrix in a flat array, whose length is a product of two texts or which two loops run over. */
function flat(layout: Layout, length: string | undefined, around: Hole['lengths']): Fans {
  const factors = length?.split(/\s*\*\s*/) ?? [];
  const sides = factors.length === 2 ? factors : around.length === 2 ? around : [];
  const [one, two] = sides.map((side) => side?.replace(/^\((.*)\)$/, '$1'));
  if (one === undefined || two === undefined) return {};
  const stride = layout.stride === one ? one : layout.stride === two ? two : undefined;
  const both = { both: `${one} + ${two}` };
  if (stride === undefined) return both;
  const other = stride === one ? two : one;
  return { inputs: layout.inputs === 'inner' ? stride : other, ...both };
}

/** undefined where the subscripts do not tell. */
export function layoutOf({ at, factors }: ProductNode, place: Place): Layout | undefined {
  const path = pathTo(at.module.source, at.node);
  const product = path.at(-1);
  if (!product || !ts.isBinaryExpression(product)) return undefined;
  const isLeft = factors[0].node.op === 'entry' && factors[0].node.place === place;
  const [weights, input] = isLeft ? [product.left, product.right] : [product.right, product.left];
  const ofWeights = subscriptsOf(weights, path, 0);
  const ofInput = new Set(subscriptsOf(input, path, 0));
  const [outer, inner] = [ofWeights.at(-2), ofWeights.at(-1)];
  if (inner === undefined) return undefined;
  const index = /^(?<slow>[\w$.]+)\*(?<stride>[\w$.]+)\+(?<fast>[\w$.]+)$/.exec(sorted(inner))?.groups;
  if (index) {
    const { slow, stride, fast } = index as { slow: string; stride: string; fast: string };
    const direct = sideOf(ofInput, slow, fast);
    if (direct) return { inputs: direct, stride };
    const swapped = sideOf(ofInput, stride, fast);
    return swapped && { inputs: swapped, stride: slow };
  }
  if (outer === undefined) return ofInput.has(inner) ? { inputs: 'inner', isVector: true } : undefined;
  const inputs = sideOf(ofInput, outer, inner);
  return inputs && { inputs };
}

function sideOf(subscripts: ReadonlySet<string>, outer: string, inner: string): Layout['inputs'] | undefined {
  if (subscripts.has(inner) === subscripts.has(outer)) return undefined;
  return subscripts.has(inner) ? 'inner' : 'outer';
}

/** An index as `i*n+j`, whichever way round it is written. */
function sorted(index: string): string {
  const bare = index.replace(/[\s()]/g, '');
  const terms = bare.split('+');
  return terms.length === 2 && !terms[0].includes('*') ? `${terms[1]}+${terms[0]}` : bare;
}

/** Subscripts of a number, the outermost first: indices as written, and those that callbacks and loops go through. */
function subscriptsOf(given: ts.Expression, path: readonly ts.Node[], depth: number): string[] {
  const node = withoutWrapping(given);
  const source = path[0] as ts.SourceFile;
  if (depth > 8) return [];
  if (ts.isElementAccessExpression(node))
    return [
      ...subscriptsOf(node.expression, path, depth + 1),
      plainText(node.argumentExpression, source) ?? `@${node.pos}`,
    ];
  if (ts.isPropertyAccessExpression(node)) return subscriptsOf(node.expression, path, depth + 1);
  if (ts.isCallExpression(node)) {
    const receiver = receiverOf(node);
    if (!receiver || !/^(get|at|value|val)/i.test(methodCalled(node) ?? '')) return [];
    const own = node.arguments.map((argument) => plainText(argument, source) ?? `@${argument.pos}`);
    return [...subscriptsOf(receiver, path, depth + 1), ...own];
  }
  return ts.isIdentifier(node) ? subscriptsOfName(node.text, path, depth) : [];
}

/** Of a variable: a callback's parameter, a loop's variable, or what it was declared as. */
function subscriptsOfName(name: string, path: readonly ts.Node[], depth: number): string[] {
  const source = path[0] as ts.SourceFile;
  for (let index = path.length - 1; index > 0; index -= 1) {
    const node = path[index];
    const above = path.slice(0, index);
    if (ts.isForOfStatement(node) && ts.isVariableDeclarationList(node.initializer)) {
      const [{ name: declared }] = node.initializer.declarations;
      if (ts.isIdentifier(declared) && declared.text === name)
        return [...subscriptsOf(node.expression, above, depth + 1), `@${node.pos}`];
    }
    if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) {
      const found = throughCallback(node, name, above, source, depth);
      if (found) return found;
    }
    if (ts.isBlock(node) || ts.isSourceFile(node)) {
      const initializer = declaredIn(node.statements, name);
      if (initializer) return subscriptsOf(initializer, above, depth + 1);
    }
  }
  return [];
}

function throughCallback(
  node: ts.ArrowFunction | ts.FunctionExpression,
  name: string,
  above: readonly ts.Node[],
  source: ts.SourceFile,
  depth: number,
): string[] | undefined {
  const call = above.at(-1);
  const method = methodCalled(call);
  const receiver = call && ts.isCallExpression(call) ? receiverOf(call) : undefined;
  const first = method === 'reduce' ? 1 : method === 'map' || method === 'forEach' ? 0 : undefined;
  const position = node.parameters.findIndex(
    (parameter) => ts.isIdentifier(parameter.name) && parameter.name.text === name,
  );
  if (position < 0) return undefined;
  if (!receiver || first === undefined || position !== first) return [];
  const index = node.parameters.at(first + 1);
  return [...subscriptsOf(receiver, above, depth + 1), index ? index.name.getText(source) : `@${node.pos}`];
}

function declaredIn(statements: readonly ts.Statement[], name: string): ts.Expression | undefined {
  for (const statement of statements) {
    if (!ts.isVariableStatement(statement)) continue;
    for (const declaration of statement.declarationList.declarations) {
      if (ts.isIdentifier(declaration.name) && declaration.name.text === name) return declaration.initializer;
    }
  }
  return undefined;
}
