// The arguments of a helper or a matrix class, by the side of the array that each sets: `rows` and `columns` of `zeros(rows, columns)`.
import ts from 'typescript';
import { withoutWrapping } from '../../evaluate/handlers.ts';
import type { Flows } from '../../evaluate/flows.ts';
import type {
  Abstract,
  ArrayValue,
  Call,
  List,
  Located,
  Machine,
  ObjectValue,
} from '../../evaluate/model.ts';
import { asNumber, listOf } from '../../evaluate/model.ts';
import type { Content } from './contents.ts';
import { lengthsAround } from './lengths.ts';
import { containerOf, pathAt, pathTo, plainText } from './syntax.ts';

/**
 * Texts for the lengths of what the call at `site` gives, `depth` arrays deep, the outermost first; undefined for those
 * that no argument sets.
 */
export function argumentTexts(
  machine: Machine,
  flows: Flows,
  value: ArrayValue | ObjectValue,
  content: Content,
  site: Located,
  depth: number,
): (string | undefined)[] {
  const made = ts.isExpression(site.node) ? whatIsMade(site.node) : site.node;
  const calls = (flows.calls.get(value) ?? []).map(({ call }) => call);
  const end = calls.findIndex(({ at }) => at.node === made);
  if (end < 0) return [];
  const array = value.t === 'array' ? value : arrayIn(machine, value, depth);
  const byValue = array ? argumentsWith(calls[end], sidesOf(machine, array)) : [];
  const byText = throughCalls(calls.slice(0, end + 1), content, site, depth);
  return Array.from({ length: depth }, (_, side) => byValue.at(side) ?? byText.at(side));
}

/** `f()` in `given || f()`. */
function whatIsMade(node: ts.Expression): ts.Expression {
  const bare = withoutWrapping(node);
  return ts.isBinaryExpression(bare) ? whatIsMade(bare.right) : bare;
}

/** Arguments whose value is that of a length. */
function argumentsWith({ args, nodes, at }: Call, sides: readonly Abstract[]): (string | undefined)[] {
  const taken = new Set<number>();
  return sides.map((side) => {
    const fits = args.flatMap((arg, index) => (isSame(arg, side) && !taken.has(index) ? [index] : []));
    const index = fits.at(0);
    // Two arguments that nobody knows may have the same reason for it.
    if (index === undefined || (fits.length > 1 && asNumber(side) === undefined)) return undefined;
    taken.add(index);
    const text = nodes[index];
    return text && plainText(text, at.module.source);
  });
}

function arrayIn(machine: Machine, { props }: ObjectValue, depth: number): ArrayValue | undefined {
  for (const slot of props.values()) {
    const value = machine.valueAtFirst(slot);
    if (value.t === 'array' && sidesOf(machine, value).length === depth) return value;
  }
  return undefined;
}

/** Lengths as values, from the outside in. */
function sidesOf(machine: Machine, array: ArrayValue): Abstract[] {
  const sides: Abstract[] = [];
  for (let at: Abstract | undefined = array; at?.t === 'array' && sides.length < 4;) {
    const first = machine.valueAtFirst(at.content);
    const list: List = first.t === 'list' ? first : listOf(at);
    sides.push(list.fill?.length ?? { t: 'constant', value: list.rest ? null : list.items.length });
    at = list.fill?.value ?? list.items.at(0)?.value ?? list.rest;
  }
  return sides;
}

/** Values that are one: the same number, or the same thing that is not known. */
function isSame(a: Abstract, b: Abstract): boolean {
  if (a === b) return true;
  if (a.t === 'unknown' && b.t === 'unknown') return a.why === b.why && a.at?.start === b.at?.start;
  const number = asNumber(a);
  return number !== undefined && number === asNumber(b);
}

/** The lengths where the numbers are written, from parameter to argument out through the calls, the innermost first. */
function throughCalls(
  calls: readonly Call[],
  { node, below, at }: Content,
  site: Located,
  depth: number,
): (string | undefined)[] {
  let path =
    node && below === 0
      ? pathTo(node.module.source, node.node)
      : at && at.file === undefined && site.module.main
        ? pathAt(site.module.source, at)
        : [];
  if (path.length === 0) return [];
  let texts = lengthsAround(path, depth);
  for (const call of calls) {
    const fn = containerOf(path);
    if (!ts.isFunctionLike(fn) || nameOf(fn, path) !== call.callee) return [];
    const inner = path[0] as ts.SourceFile;
    texts = texts.map((text) => {
      const index = text === undefined ? -1 : parameterOf(fn, text, inner);
      const argument = index < 0 ? undefined : call.nodes[index];
      return argument && plainText(argument, call.at.module.source);
    });
    path = pathTo(call.at.module.source, call.at.node);
  }
  return texts;
}

/** As it is called: constructors by their class. */
function nameOf(fn: ts.SignatureDeclaration, path: readonly ts.Node[]): string | undefined {
  const above = path.at(path.indexOf(fn) - 1);
  if (ts.isConstructorDeclaration(fn)) return above && ts.isClassLike(above) ? above.name?.text : undefined;
  const named = fn.name ?? (above && ts.isVariableDeclaration(above) ? above.name : undefined);
  return named && ts.isIdentifier(named) ? named.text : undefined;
}

/** The parameter that the text is, or that a property was given. */
function parameterOf(fn: ts.SignatureDeclaration, text: string, source: ts.SourceFile): number {
  const named = (name: string): number =>
    fn.parameters.findIndex((parameter) => ts.isIdentifier(parameter.name) && parameter.name.text === name);
  if (!text.startsWith('this.')) return named(text);
  const property = text.slice('this.'.length);
  const own = named(property);
  if (own >= 0 && ts.canHaveModifiers(fn.parameters[own]) && ts.getModifiers(fn.parameters[own])) return own;
  let found = -1;
  const visit = (node: ts.Node): void => {
    if (
      ts.isBinaryExpression(node) &&
      node.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
      node.left.getText(source) === text &&
      ts.isIdentifier(node.right)
    )
      found = named(node.right.text);
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(fn, visit);
  return found;
}
