// Random weights that are computed and thrown away: a function that gives new numbers, called as if it changed the old ones.
import ts from 'typescript';
import type { Replacement, Surprise } from '../../../network/graph.ts';
import type { Edit } from '../../../network/span.ts';
import type { Discarded, Flows } from '../../evaluate/flows.ts';
import type { Abstract, ArrayValue, Machine, ObjectValue, Place } from '../../evaluate/model.ts';
import { listOf } from '../../evaluate/model.ts';
import { withoutWrapping } from '../../evaluate/handlers.ts';
import type { Content } from './contents.ts';
import { contentOf } from './contents.ts';
import { homesOf } from './homes.ts';
import type { KernelSite } from './replacements.ts';
import { lineOf } from './sharing.ts';
import { methodCalled, pathTo, plainText, receiverOf } from './syntax.ts';

/** The first such call on the weights of the place. */
export function discardedFrom(
  machine: Machine,
  flows: Flows,
  place: Place,
  site: KernelSite,
): Surprise | undefined {
  for (const { value, node } of flows.discarded) {
    if (!node.module.main || !ts.isExpression(node.node)) continue;
    const call = withoutWrapping(node.node);
    const calling = flows.calls.get(value)?.findLast((one) => one.call.at.node === call);
    if (!calling || !ts.isCallExpression(call) || calling.self === value) continue;
    if (!isOf(flows, place, calling.self)) continue;
    const content = randomIn(machine, value);
    if (!content) continue;
    const { source } = node.module;
    const callee = call.expression.getText(source);
    const isArgument = calling.call.args[0] === calling.self;
    const replacement = isArgument
      ? takenBy(source, node.node, call)
      : taken(source, { value, node }, call, site);
    return {
      rule: 'discarded-result',
      what: `The result of ${callee}(…) is thrown away: the weights stay as they were`,
      at: machine.span(node),
      replacements: replacement
        ? [{ start: { kind: 'random-uniform', min: content.low, max: content.high }, ...replacement }]
        : [],
    };
  }
  return undefined;
}

/** The place itself, one of its rows, or the object that keeps it. */
function isOf(flows: Flows, { holder }: Place, self: Abstract): boolean {
  if (self === holder) return true;
  if (self.t === 'object') return homesOf(flows, holder).some(({ owner }) => owner === self);
  if (self.t !== 'array' || holder.t !== 'array') return false;
  const { items, fill, rest } = listOf(holder);
  return fill?.value === self || rest === self || items.some(({ value }) => value === self);
}

function randomIn(machine: Machine, value: ArrayValue | ObjectValue): Content | undefined {
  const arrays =
    value.t === 'array'
      ? [value]
      : [...value.props.values()].map((slot) => slot.value).filter((one) => one.t === 'array');
  return arrays
    .map((array) => contentOf(machine, array))
    .find(({ kind }) => kind === 'random' || kind === 'maybe');
}

/** The result given to the name that the weights have. */
function taken(
  source: ts.SourceFile,
  { node }: Discarded,
  call: ts.CallExpression,
  site: KernelSite,
): Pick<Replacement, 'spelling' | 'edits'> | undefined {
  const path = pathTo(source, node.node);
  const each = path.at(-3);
  const inEach = ts.isArrowFunction(path[path.length - 2]) && methodCalled(each) === 'forEach';
  const outer = inEach && each && ts.isCallExpression(each) ? each : call;
  const receiver = receiverOf(outer);
  const text = receiver && plainText(receiver, source);
  const statement = path.at(path.indexOf(inEach ? outer : node.node) - 1);
  if (!receiver || text === undefined || !statement || !ts.isExpressionStatement(statement)) return undefined;
  const name = outer.expression;
  const asMap: Edit[] =
    inEach && ts.isPropertyAccessExpression(name)
      ? [{ start: name.name.getStart(source), end: name.name.end, text: 'map' }]
      : [];
  if (!ts.isIdentifier(receiver) || isVariable(path, receiver.text)) {
    const start = outer.getStart(source);
    return {
      spelling: `${text} = ${text}.${inEach ? 'map' : (methodCalled(outer) ?? '')}(…)`,
      edits: [{ start, end: start, text: `${text} = ` }, ...asMap],
    };
  }
  return inEach ? undefined : atOnce(source, outer, receiver, statement, site);
}

/** `math.map(w, …)` of a library as `w = math.map(w, …)`. */
function takenBy(
  source: ts.SourceFile,
  statement: ts.Node,
  call: ts.CallExpression,
): Pick<Replacement, 'spelling' | 'edits'> | undefined {
  const weights = call.arguments.at(0);
  const text = weights && plainText(weights, source);
  if (!weights || text === undefined || statement !== call) return undefined;
  const path = pathTo(source, call);
  if (ts.isIdentifier(weights) && !isVariable(path, text)) return undefined;
  const start = call.getStart(source);
  return {
    spelling: `${text} = ${call.expression.getText(source)}(…)`,
    edits: [{ start, end: start, text: `${text} = ` }],
  };
}

/** `const w = …; w.map(…);` as `const w = ….map(…);` */
function atOnce(
  source: ts.SourceFile,
  call: ts.CallExpression,
  receiver: ts.Identifier,
  statement: ts.Statement,
  site: KernelSite,
): Pick<Replacement, 'spelling' | 'edits'> | undefined {
  const declaration = pathTo(source, site.node.node).at(-2);
  const line = lineOf(source, statement);
  if (!declaration || !ts.isVariableDeclaration(declaration) || !line) return undefined;
  if (!ts.isIdentifier(declaration.name) || declaration.name.text !== receiver.text) return undefined;
  const rest = source.text.slice(receiver.end, call.end);
  const { end } = site.node.node;
  return {
    spelling: `.${methodCalled(call) ?? ''}(…) where ${receiver.text} is declared`,
    edits: [{ start: end, end, text: rest }, line],
  };
}

/** Declared so that it can be given another value. */
function isVariable(path: readonly ts.Node[], name: string): boolean {
  const lists = path
    .flatMap((node) => (ts.isBlock(node) || ts.isSourceFile(node) ? [...node.statements] : []))
    .filter(ts.isVariableStatement)
    .map(({ declarationList }) => declarationList);
  const list = lists.findLast(({ declarations }) =>
    declarations.some((one) => ts.isIdentifier(one.name) && one.name.text === name),
  );
  return list !== undefined && (list.flags & ts.NodeFlags.Const) === 0;
}
