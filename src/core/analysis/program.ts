// Source files as trees: one file and what its imports reach inside the project. No libraries, no types, no checker:
// scopes are the evaluator's business. A tree is never changed.
import ts from 'typescript';
import type { Problem } from '../network/graph.ts';
import type { Project } from './project.ts';

const endings: Readonly<Record<string, ts.ScriptKind>> = {
  ts: ts.ScriptKind.TS,
  mts: ts.ScriptKind.TS,
  cts: ts.ScriptKind.TS,
  tsx: ts.ScriptKind.TSX,
  js: ts.ScriptKind.JSX,
  mjs: ts.ScriptKind.JSX,
  cjs: ts.ScriptKind.JSX,
  jsx: ts.ScriptKind.JSX,
};

/** Files larger than this are bundles or data. */
const maxLength = 1_000_000;

export type Parsed = { readonly source: ts.SourceFile } | { readonly problem: Problem };

export function parse(path: string, text: string): Parsed {
  if (text.length > maxLength)
    return {
      problem: { message: `The file is too large to be analysed (${Math.round(text.length / 1e6)} MB).` },
    };
  if (text.includes('\0')) return { problem: { message: 'The file is binary.' } };
  const ending = /\.([a-z]+)$/i.exec(path)?.[1]?.toLowerCase() ?? '';
  try {
    const source = ts.createSourceFile(
      path,
      text,
      { languageVersion: ts.ScriptTarget.ESNext, jsDocParsingMode: ts.JSDocParsingMode.ParseNone },
      false,
      Object.hasOwn(endings, ending) ? endings[ending] : ts.ScriptKind.TSX,
    );
    return { source };
  } catch (error) {
    // The parser recurses: a file nested thousands of brackets deep exhausts the stack.
    if (error instanceof RangeError)
      return { problem: { message: 'The file is nested too deeply to be analysed.' } };
    throw error;
  }
}

/** The parser's guesses at what was meant come in further sentences, and not always. */
const firstSentence = (message: string): string => message.replace(/(?<=\.)\s.*$/s, '');

/** What the parser had to complain about, at most a few. */
export function syntaxProblems(source: ts.SourceFile): Problem[] {
  const { parseDiagnostics } = source as ts.SourceFile & {
    readonly parseDiagnostics?: readonly ts.DiagnosticWithLocation[];
  };
  return (parseDiagnostics ?? []).slice(0, 3).map((diagnostic) => ({
    message: firstSentence(ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ')),
    at: { start: diagnostic.start, end: diagnostic.start + diagnostic.length },
  }));
}

const candidates = (path: string): string[] => {
  const bare = path.replace(/\.(m|c)?jsx?$/, '');
  return [
    path,
    ...['.ts', '.tsx', '.js', '.jsx', '.mjs', '.cjs', '.mts', '.cts', '.json'].map((ending) => path + ending),
    ...(bare === path ? [] : ['.ts', '.tsx', '.mts', '.cts'].map((ending) => bare + ending)),
    ...['.ts', '.tsx', '.js', '.jsx', '.mjs'].map((ending) => `${path}/index${ending}`),
  ];
};

/** The path of the file a relative specifier names, and its text. */
export function resolve(
  project: Project,
  specifier: string,
  from: string,
): { path: string; text: string } | undefined {
  if (!specifier.startsWith('.')) return undefined;
  const parts = from.split('/').slice(0, -1);
  for (const part of specifier.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  for (const path of candidates(parts.join('/'))) {
    const text = project.read(path);
    if (text !== undefined) return { path, text };
  }
  return undefined;
}
