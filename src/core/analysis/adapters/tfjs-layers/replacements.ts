// Other ways of writing an initializer at its place in the source, in the author's own style.
import ts from 'typescript';
import type { NamedStart, ParameterRole, Replacement, Start } from '../../../network/graph.ts';
import type { Span } from '../../../network/span.ts';
import type { Located } from '../../evaluate/model.ts';

const spellings: Readonly<Record<NamedStart, string>> = {
  'he-normal': 'heNormal',
  'he-uniform': 'heUniform',
  'glorot-uniform': 'glorotUniform',
  'glorot-normal': 'glorotNormal',
  'lecun-normal': 'leCunNormal',
  'lecun-uniform': 'leCunUniform',
};

const forKernels = Object.entries(spellings).map(([kind, name]): readonly [string, Start] => [
  name,
  { kind: kind as NamedStart },
]);

/** What can stand there, by role; none for parameters that are best left at zero or one. */
const offers: Readonly<Record<ParameterRole, readonly (readonly [string, Start])[]>> = {
  kernel: forKernels,
  recurrent: [['orthogonal', { kind: 'orthogonal', gain: 1 }], ...forKernels],
  bias: [],
  scale: [],
  shift: [],
  statistic: [],
  slope: [],
};

/** Replacements of the expression at `site`; none where an edit could lose a comment or reaches another file. */
export function replacementsAt(site: Located, span: Span, role: ParameterRole): Replacement[] {
  const name = ts.isShorthandPropertyAssignment(site.node) ? `${site.node.name.text}: ` : '';
  if (!site.module.main || !(ts.isExpression(site.node) || name !== '')) return [];
  return replacementsOf(site.module.source, span, role, name);
}

/** The same for a stretch of the analysed file that is known to hold an initializer. `before` is written before each. */
export function replacementsOf(
  source: ts.SourceFile,
  span: Span,
  role: ParameterRole,
  before = '',
): Replacement[] {
  const written = source.text.slice(span.start, span.end);
  if (written.length > 500 || written.includes('//') || written.includes('/*')) return [];
  const isText = /^(['"`]).*\1$/s.test(written);
  const quote = isText ? written.charAt(0) : quoteAt(source, span.start);
  const factory = /^([\w$.\s]*\binitializers\s*\.\s*)\w+\s*\(/.exec(written)?.[1];
  return offers[role].map(([name, start]) => {
    const config = name === 'orthogonal' ? '{gain: 1}' : '';
    const spelling = factory === undefined ? `${quote}${name}${quote}` : `${factory}${name}(${config})`;
    return { start, spelling, edits: [{ start: span.start, end: span.end, text: before + spelling }] };
  });
}

const quotes = new WeakMap<ts.Statement, string>();

/** The quotes that the author uses most round about: in the same function, class or statement at the top of the file. */
function quoteAt({ statements, text }: ts.SourceFile, offset: number): string {
  const around = statements.find(({ pos, end }) => pos <= offset && offset < end);
  if (!around) return "'";
  const known = quotes.get(around);
  if (known !== undefined) return known;
  const written = text.slice(around.pos, around.end);
  const quote = written.split('"').length > written.split("'").length ? '"' : "'";
  quotes.set(around, quote);
  return quote;
}

/** `name` as an initializer in place of what is written at `site`; for what the library refuses or ignores. */
export function spelledInstead(site: Located, span: Span, name: string, start: Start): Replacement[] {
  if (!site.module.main) return [];
  const { text } = site.module.source;
  const written = text.slice(span.start, span.end);
  if (written.includes('//') || written.includes('/*')) return [];
  const quote = ts.isStringLiteral(site.node) ? written.charAt(0) : quoteAt(site.module.source, span.start);
  const uncalled = ts.isPropertyAccessExpression(site.node) && written.endsWith(name);
  const spelling = uncalled ? `${written}()` : `${quote}${name}${quote}`;
  return [{ start, spelling, edits: [{ start: span.start, end: span.end, text: spelling }] }];
}

/** The field `name`, whose value is at `site`, by the name `meant`. */
export function renamed(site: Located, span: Span, name: string, meant: string, start: Start): Replacement[] {
  if (!site.module.main) return [];
  const { text } = site.module.source;
  const key = new RegExp(`(['"]?)${name}\\1(\\s*:\\s*)$`).exec(
    text.slice(Math.max(0, span.start - 200), span.start),
  );
  if (!key || !/^\w+$/.test(name)) return [];
  const [whole, quote = '', colon = ''] = key;
  const begin = span.start - whole.length;
  const spelling = `${quote}${meant}${quote}${colon}${text.slice(span.start, span.end)}`;
  return [
    {
      start,
      spelling,
      edits: [{ start: begin, end: span.start - colon.length, text: `${quote}${meant}${quote}` }],
    },
  ];
}

/** `tf.initializers.name({})` in place of a string, by the name that the file has for the library. */
export function factoryAt(site: Located, span: Span, name: string, start: Start): Replacement[] {
  const library = site.module.main
    ? /([\w$]+)\s*\.\s*layers\b/.exec(site.module.source.text)?.[1]
    : undefined;
  if (library === undefined) return [];
  const factory = name.charAt(0).toLowerCase() + name.slice(1);
  const spelling = `${library}.initializers.${factory}({})`;
  return [{ start, spelling, edits: [{ start: span.start, end: span.end, text: spelling }] }];
}
