// Comments and names of functions that promise random weights beside a start that is one constant. Knows no library: it
// reads the words around the place where a start is written.
import ts from 'typescript';
import type { Layer, Network, Parameter, Start, Surprise } from '../network/graph.ts';
import type { Span } from '../network/span.ts';
import type { Value } from '../network/value.ts';
import type { Evaluations } from './evaluations.ts';

/** The networks with what contradicts their starts. */
export function withPromises(
  networks: readonly Network[],
  source: ts.SourceFile,
  evaluations: Evaluations,
): readonly Network[] {
  // Most files promise nothing: they are not looked through again.
  if (!promising.test(source.text)) return networks;
  return networks.map((network) => {
    const layers = network.layers.map((layer) => ofLayer(layer, source));
    const isSame = layers.every((layer, index) => layer === network.layers[index]);
    return isSame ? network : evaluations.copied(network, { ...network, layers });
  });
}

function ofLayer(layer: Layer, source: ts.SourceFile): Layer {
  const parameters = layer.parameters.map((parameter) => ofParameter(parameter, source));
  const isSame = parameters.every((parameter, index) => parameter === layer.parameters[index]);
  return isSame ? layer : { ...layer, parameters };
}

function ofParameter(parameter: Parameter, source: ts.SourceFile): Parameter {
  const { role, site, start, surprises } = parameter;
  const isWeight = role === 'kernel' || role === 'recurrent';
  // What was meant to be random and is not has been told.
  if (!isWeight || surprises.length > 0 || !site || site.at.file !== undefined || !isConstant(start))
    return parameter;
  const promise = [site.at, ...(site.origin ? [site.origin] : [])]
    .filter(({ file }) => file === undefined)
    .map((at) => promiseAt(source, at))
    .find((found) => found !== undefined);
  if (!promise) return parameter;
  const surprise: Surprise = {
    rule: 'contradicts-comment',
    what: `${promise.whose} promises ${promise.what}, but the code gives one constant`,
    at: site.at,
    replacements: [],
  };
  return { ...parameter, surprises: [...surprises, surprise] };
}

const isConstant = (start: Value<Start>): boolean => start.is === 'known' && start.value.kind === 'constant';

interface Promise {
  readonly whose: string;
  readonly what: string;
}

const promising = /xavier|glorot|kaiming|\bhe\b|lecun|random|gauss|normal|uniform|orthogonal/i;

/** Schemes by name need no other word beside them. */
const schemes: readonly (readonly [RegExp, string])[] = [
  [/\bxavier/i, 'a Xavier start'],
  [/\bglorot/i, 'a Glorot start'],
  [/\bkaiming/i, 'a Kaiming start'],
  [/\b[Hh]e[\s-]+(et al|init|normal|uniform|weight|scal|start)|\bHe\b(?=.*\binit)/, 'a He start'],
  [/\blecun[\s-]+(init|normal|uniform|weight|scal|start)/i, 'a LeCun start'],
  [/\borthogonal[\s-]+(init|start|matrix|matrices|weights?)/i, 'an orthogonal start'],
];

const drawn =
  /\brandom(?:ly|i[sz]e[sd]?|i[sz]ing)?\b|\bgaussian\b|\bnormal(?:ly)? distribut\w*|\buniform(?:ly)? distribut\w*|\b(?:truncated|random)[\s-]+normal\b/i;
/** What is drawn at random: a comment on random data says nothing about weights. */
const aboutWeights = /weight|kernel|synap|param|matri|connection|theta|init|\bstart|\bw\d?\b/i;
const aboutOthers =
  /\b(data|samples?|examples?|inputs?|batch|shuffl\w*|seeds?|order|index|dropout|mask|noise|mutat\w*|bias(es)?)\b/i;
/** Not now, not here, not so. */
const denies =
  /\bnot\b|n't\b|\bno\b|\bnon[\s-]|\bnever\b|\bwithout\b|\binstead\b|\brather\b|\blater\b|\bafter(wards)?\b|\bbelow\b|\bbefore\b|\bthen\b|\bwill\b|\bshould\b|\bcould\b|\bcan\b|\bmust\b|\bmay\b|\bwould\b|\btodo\b|\bfixme\b|\bxxx\b|\bhack\b|\btest|\bdebug|\bdeterminis|\breproduc|\bunless\b|\bif\b|\bor\b|\bplaceholder|\boverw?rit|\breplace|\bload|\bavoid|\bfor now\b|\btemporar|\bdisable|\bwhy\b|\?|\bzero(s|ed)?\b|\bones\b|\bconstant|\bidentical|\bsame\b|\bidentity\b/i;

function promiseAt(source: ts.SourceFile, at: Span): Promise | undefined {
  const path = pathAround(source, at);
  for (const offset of [at.start, ...loopsIn(path).map((loop) => loop.getStart(source))]) {
    for (const comment of commentsBeside(source.text, offset)) {
      const what = promiseIn(comment);
      if (what !== undefined) return { whose: 'The comment', what };
    }
  }
  for (const name of [calledAt(path), functionAround(path)]) {
    const what = name === undefined ? undefined : promiseOfName(name);
    if (what !== undefined) return { whose: `The name ${name ?? ''}`, what };
  }
  return undefined;
}

const drawing =
  /^randomi[sz]e$|random(i[sz]ed?)?_?(weight|matri|init|values?$|array|vector|tensor|kernel|param|numbers?$)|(weights?|matrix|array|vector|init(iali[sz]e)?)_?random|gaussian/i;

function promiseOfName(name: string): string | undefined {
  const words = name.replace(/([a-z\d])([A-Z])/g, '$1 $2').replaceAll('_', ' ');
  if (denies.test(words)) return undefined;
  return schemeIn(words) ?? (drawing.test(name) ? 'random numbers' : undefined);
}

const schemeIn = (text: string): string | undefined => schemes.find(([words]) => words.test(text))?.[1];

function promiseIn(text: string): string | undefined {
  if (denies.test(text)) return undefined;
  const scheme = schemeIn(text);
  if (scheme !== undefined) return scheme;
  const word = drawn.exec(text)?.[0].toLowerCase();
  if (word === undefined || !aboutWeights.test(text) || aboutOthers.test(text)) return undefined;
  return /gauss|normal/.test(word) ? 'Gaussian numbers' : 'random numbers';
}

/** On the same line, and directly above it. */
function commentsBeside(text: string, offset: number): string[] {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  const line = text.slice(start, end < 0 ? text.length : end);
  const before = text.slice(0, start).trimEnd();
  const isNext = !/\n[ \t\r]*\n/.test(text.slice(before.length, start));
  return [wordsOf(line), ...(isNext ? [above(before)] : [])].filter((words) => words !== '');
}

/** The comments in a piece of text, without their marks. */
const wordsOf = (text: string): string =>
  [...text.matchAll(/\/\/(.*)|\/\*([\s\S]*?)\*\//g)].map((match) => match.slice(1).join(' ')).join(' ');

/** The comment that ends a text: a block, or lines of nothing else. */
function above(text: string): string {
  if (text.endsWith('*/')) return wordsOf(text.slice(Math.max(0, text.lastIndexOf('/*'))));
  let from = text.length;
  for (let lines = 0; lines < 6 && from > 0; lines += 1) {
    const before = text.lastIndexOf('\n', from - 2) + 1;
    if (!/^\s*\/\//.test(text.slice(before, from))) break;
    from = before;
  }
  return wordsOf(text.slice(from));
}

function pathAround(source: ts.SourceFile, { start, end }: Span): ts.Node[] {
  const path: ts.Node[] = [];
  for (let at: ts.Node | undefined = source; at;) {
    path.push(at);
    at = ts.forEachChild(at, (child) => (child.pos <= start && end <= child.end ? child : undefined));
  }
  return path;
}

/** Loops around the place, within its function. */
function loopsIn(path: readonly ts.Node[]): ts.Node[] {
  const from = path.findLastIndex((node) => ts.isFunctionLike(node));
  return path.slice(from + 1).filter((node) => ts.isIterationStatement(node, false));
}

/** The function that the expression at the end of the path calls. */
function calledAt(path: readonly ts.Node[]): string | undefined {
  const call = path.findLast(ts.isCallExpression);
  if (!call || !path.slice(path.indexOf(call)).every((node) => ts.isExpression(node))) return undefined;
  return textOf(ts.isPropertyAccessExpression(call.expression) ? call.expression.name : call.expression);
}

/** The name of the innermost function or method that is written around the place; a constructor has none. */
function functionAround(path: readonly ts.Node[]): string | undefined {
  for (const node of [...path].reverse()) {
    if (ts.isConstructorDeclaration(node)) return undefined;
    if (ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node)) return textOf(node.name);
    if (ts.isVariableDeclaration(node) && isFunction(node.initializer)) return textOf(node.name);
  }
  return undefined;
}

const isFunction = (node: ts.Node | undefined): boolean =>
  node !== undefined && (ts.isArrowFunction(node) || ts.isFunctionExpression(node));

const textOf = (name: ts.Node | undefined): string | undefined =>
  name && ts.isIdentifier(name) ? name.text : undefined;
