// Source files as trees. No libraries, no types, no checker:
// scopes are the evaluator's business.
import ts from 'typescript';
import type { Problem } from '../network/graph.ts';

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
