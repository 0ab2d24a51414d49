// Ways of writing a random start where a program writes a constant, for libraries that have no initializers: a draw for
// each weight, or leaving out what keeps the library from drawing.
import ts from 'typescript';
import type { NamedStart, Replacement, Start } from '../../network/graph.ts';
import type { Call, Located } from '../evaluate/model.ts';

export interface Fans {
  readonly inputs: number | undefined;
  readonly units: number | undefined;
}

const limits: readonly (readonly [NamedStart, (inputs: number, units: number) => number])[] = [
  ['glorot-uniform', (inputs, units) => Math.sqrt(6 / (inputs + units))],
  ['he-uniform', (inputs) => Math.sqrt(6 / inputs)],
  ['lecun-uniform', (inputs) => Math.sqrt(3 / inputs)],
];

/** `(Math.random() * 2 - 1) * limit` in place of an expression that is evaluated once for every weight. */
export function draws(site: Located, fans: Fans): Replacement[] {
  const place = placeOf(site);
  if (!place || !ts.isExpression(site.node)) return [];
  return limitsFor(fans).map(([start, limit]) => ({
    start,
    spelling: drawText(limit),
    edits: [{ ...place, text: drawText(limit) }],
  }));
}

const drawText = (limit: number): string =>
  `(Math.random() * 2 - 1) * ${String(Number(limit.toPrecision(3)))}`;

function limitsFor({ inputs, units }: Fans): (readonly [Start, number])[] {
  if (inputs === undefined || units === undefined || inputs <= 0 || units <= 0)
    return [[{ kind: 'random-uniform', min: -0.5, max: 0.5 }, 0.5]];
  return limits.map(([kind, limit]) => [{ kind }, limit(inputs, units)]);
}

/** `x.setConst(c)` and, as a statement, `x.fill(c)`: a draw for each number instead. */
export function filledWithDraws(site: Located, fans: Fans): Replacement[] {
  const place = placeOf(site);
  const { node, module } = site;
  if (!place || !ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return [];
  const { expression: target, name } = node.expression;
  const isStatement = /(^|[;{})])\s*$/.test(module.source.text.slice(0, place.start));
  if (node.arguments.length !== 1 || (name.text === 'fill' ? !isStatement : name.text !== 'setConst'))
    return [];
  const list = target.getText(module.source) + (name.text === 'fill' ? '' : '.w');
  return limitsFor(fans).map(([start, limit]) => ({
    start,
    spelling: drawText(limit),
    edits: [{ ...place, text: `${list}.forEach((_, k, w) => { w[k] = ${drawText(limit)}; })` }],
  }));
}

/** The call without its last argument, which stands at `index`. */
export function withoutArgument(call: Call, index: number, spelling: string, start: Start): Replacement[] {
  const [before, node] = [call.nodes.at(index - 1), call.nodes.at(index)];
  if (!call.at.module.main || !node || !before || index === 0 || index !== call.nodes.length - 1) return [];
  const { text } = call.at.module.source;
  if (hasComment(text.slice(before.end, node.end))) return [];
  return [{ start, spelling, edits: [{ start: before.end, end: node.end, text: '' }] }];
}

/** The statement that consists of the expression at `site`, left out. */
export function withoutStatement(site: Located, spelling: string, start: Start): Replacement[] {
  const place = placeOf(site);
  if (!place) return [];
  // Trees have no links upwards: what stands around the expression is read off the text.
  const { text } = site.module.source;
  const before = /(^|[;{}\n])[ \t]*$/.exec(text.slice(0, place.start));
  const after = /^[ \t]*;?(?=[ \t]*(\r?\n|$|\}))/.exec(text.slice(place.end));
  const inBlock = /[;{}]\s*$|^\s*$/.test(text.slice(0, place.start));
  if (!before || !after || !inBlock) return [];
  return [{ start, spelling, edits: [{ start: place.start, end: place.end + after[0].length, text: '' }] }];
}

/** `text` in place of what stands at `site`, the value of the setting `name`. */
export function settingInstead(site: Located, name: string, text: string, start: Start): Replacement[] {
  const place = placeOf(site);
  return place ? [{ start, spelling: `${name}: ${text}`, edits: [{ ...place, text }] }] : [];
}

/** The call at `site` of another function beside the one that is called: `layer.zeros(…)` → `layer.random(…)`. */
export function otherCallee(site: Located, name: string, start: Start): Replacement[] {
  const { node, module } = site;
  if (!module.main || !ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression))
    return [];
  const called = node.expression.name;
  const place = { start: called.getStart(module.source), end: called.end };
  return [{ start, spelling: `${name}(…)`, edits: [{ ...place, text: name }] }];
}

/** Where the node stands; undefined where an edit would lose a comment or reach another file. */
function placeOf({ node, module }: Located): { readonly start: number; readonly end: number } | undefined {
  if (!module.main) return undefined;
  const start = node.getStart(module.source);
  const written = module.source.text.slice(start, node.end);
  return written.length > 500 || hasComment(written) ? undefined : { start, end: node.end };
}

const hasComment = (text: string): boolean => text.includes('//') || text.includes('/*');
