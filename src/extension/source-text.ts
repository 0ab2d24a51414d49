// A text with a name: what an open document and a file on disk have in common.
import * as vscode from 'vscode';

export type SourceText = Pick<
  vscode.TextDocument,
  'uri' | 'languageId' | 'version' | 'getText' | 'positionAt' | 'offsetAt'
>;

const languagesByEnding: Readonly<Record<string, string>> = {
  js: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  jsx: 'javascriptreact',
  ts: 'typescript',
  mts: 'typescript',
  cts: 'typescript',
  tsx: 'typescriptreact',
  html: 'html',
  vue: 'vue',
  svelte: 'svelte',
};

/** A file as it was read: no editor is opened for it, so nobody else hears of it. Its version is always 0. */
export function textOf(uri: vscode.Uri, text: string): SourceText {
  const starts = lineStarts(text);
  return {
    uri,
    languageId: languagesByEnding[uri.path.split('.').at(-1) ?? ''] ?? 'plaintext',
    version: 0,
    getText: () => text,
    positionAt: (offset) => {
      const line = lastAtMost(starts, offset);
      return new vscode.Position(line, Math.max(0, offset - (starts[line] ?? 0)));
    },
    offsetAt: ({ line, character }) => Math.min((starts[line] ?? text.length) + character, text.length),
  };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (const match of text.matchAll(/\r\n|\r|\n/g)) starts.push(match.index + match[0].length);
  return starts;
}

/** The index of the last entry that is not above `value`; entries ascend from 0. */
function lastAtMost(starts: readonly number[], value: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
