// Random draws of the right size, as texts: uniform ones, which need no helper, and normal ones by the function that the
// file has for them, or by one that is added.
import ts from 'typescript';
import type { Start } from '../../../network/graph.ts';
import type { Edit } from '../../../network/span.ts';
import type { Fans } from './fans.ts';
import { asOperand } from './syntax.ts';

export interface Drawing {
  readonly start: Start;
  /** As in a sentence: "He draws". */
  readonly name: string;
  readonly text: string;
  /** The helper that the text calls, where the file has none. */
  readonly helper?: Edit;
}

const centred = '(Math.random() * 2 - 1)';

/** Uniform draws first, then normal ones; without a known number of inputs, draws between -1 and 1. */
export function drawingsFor(source: ts.SourceFile, { inputs, both }: Fans, at: number): Drawing[] {
  const uniform = (start: Start['kind'] & `${string}-uniform`, name: string, variance: string): Drawing => ({
    start: { kind: start } as Start,
    name,
    text: `${centred} * Math.sqrt(${variance})`,
  });
  const over = (numerator: number, text: string): string => `${numerator} / ${asOperand(text)}`;
  if (inputs === undefined && both === undefined)
    return [
      {
        start: { kind: 'random-uniform', min: -1, max: 1 },
        name: 'random draws',
        text: 'Math.random() * 2 - 1',
      },
    ];
  const normal = normalIn(source, at);
  const gaussian = (start: Start['kind'] & `${string}-normal`, name: string, variance: string): Drawing => ({
    start: { kind: start } as Start,
    name,
    text: normal.draw(`Math.sqrt(${variance})`),
    ...(normal.helper ? { helper: normal.helper } : {}),
  });
  return [
    ...(inputs === undefined ? [] : [uniform('he-uniform', 'He draws', over(6, inputs))]),
    ...(both === undefined ? [] : [uniform('glorot-uniform', 'Glorot draws', over(6, both))]),
    ...(inputs === undefined ? [] : [uniform('lecun-uniform', 'LeCun draws', over(3, inputs))]),
    ...(inputs === undefined ? [] : [gaussian('he-normal', 'normal He draws', over(2, inputs))]),
    ...(both === undefined ? [] : [gaussian('glorot-normal', 'normal Glorot draws', over(2, both))]),
    ...(inputs === undefined ? [] : [gaussian('lecun-normal', 'normal LeCun draws', over(1, inputs))]),
  ];
}

interface Normal {
  readonly draw: (deviation: string) => string;
  readonly helper?: Edit;
}

const normalNames =
  /^(randn|rand_?n|gauss(ian)?(_?rand(om)?)?|rand(om)?_?(gauss(ian)?|normal)|box_?muller|standard_?normal|normal_?(rand(om)?|dist(ribution)?|sample)?|sample_?normal|next_?gaussian)$/i;

/** The file's own normal draw, or a helper to add. A variable must have been given its function before `at`. */
function normalIn(source: ts.SourceFile, at: number): Normal {
  for (const statement of source.statements) {
    const own = declared(statement);
    if (!own || !normalNames.test(own.name) || !(ts.isFunctionDeclaration(statement) || statement.end <= at))
      continue;
    const body = own.fn.getText(source);
    const draw =
      /Math\s*\.\s*random/.test(body) && !/return\s*[[{]/.test(body) ? drawWith(own.name, own.fn) : undefined;
    if (draw) return { draw };
  }
  // p5 has it as a global: whoever calls it already may call it again.
  if (/(?<![\w$.])randomGaussian\(/.test(source.text) && !/function\s+randomGaussian/.test(source.text))
    return { draw: (deviation) => `randomGaussian(0, ${deviation})` };
  const name =
    ['gaussian', 'standardNormal', 'normalDraw'].find((one) => !source.text.includes(one)) ?? 'boxMuller';
  return { draw: (deviation) => `${name}() * ${deviation}`, helper: helperFor(source, name) };
}

function declared(
  statement: ts.Statement,
): { readonly name: string; readonly fn: ts.FunctionLikeDeclaration } | undefined {
  if (ts.isFunctionDeclaration(statement) && statement.name && statement.body)
    return { name: statement.name.text, fn: statement };
  if (!ts.isVariableStatement(statement)) return undefined;
  const [{ name, initializer }] = statement.declarationList.declarations;
  const isFunction = initializer && (ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer));
  return isFunction && ts.isIdentifier(name) ? { name: name.text, fn: initializer } : undefined;
}

/** How to call it for a standard deviation: with mean and deviation, or times the deviation. */
function drawWith(
  name: string,
  { parameters, asteriskToken }: ts.FunctionLikeDeclaration,
): Normal['draw'] | undefined {
  if (asteriskToken) return undefined;
  const names = parameters.map((parameter) => (ts.isIdentifier(parameter.name) ? parameter.name.text : ''));
  const isScaled =
    /^(mean|mu|m|avg)$/i.test(names[0] ?? '') &&
    /^(s|std|stdev|stddev|sd|sigma|dev|deviation)/i.test(names[1] ?? '');
  const areOptional = parameters.every(({ initializer, questionToken }) => initializer ?? questionToken);
  if (isScaled && parameters.slice(2).every(({ initializer, questionToken }) => initializer ?? questionToken))
    return (deviation) => `${name}(0, ${deviation})`;
  return areOptional ? (deviation) => `${name}() * ${deviation}` : undefined;
}

/** Behind the last statement: a function declaration is there before anything runs. */
function helperFor(source: ts.SourceFile, name: string): Edit {
  const { text } = source;
  const end = source.statements.at(-1)?.end ?? text.length;
  const lineEnd = text.indexOf('\n', end) < 0 ? text.length : text.indexOf('\n', end);
  const at = text.slice(end, lineEnd).trim() === '' ? end : lineEnd;
  const line = text.includes('\r\n') ? '\r\n' : '\n';
  const indent = /^(?<tab>\t| {2,8})\S/m.exec(text)?.groups?.['tab'] ?? '  ';
  const stop = /;\s*$/m.test(text) ? ';' : '';
  const body = `return Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random())${stop}`;
  return { start: at, end: at, text: `${line}${line}function ${name}() {${line}${indent}${body}${line}}` };
}
