// An open document as the analysis sees it, and what was last found out about it.
import { fileURLToPath } from 'node:url';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Range } from 'vscode-languageserver/node';
import type { Report } from '../core/index.ts';
import type { Span } from '../core/network/span.ts';
import { scriptBlocks } from '../extension/script-blocks.ts';

export interface Analysed {
  readonly document: TextDocument;
  readonly report: Report;
}

/** Languages with scripts inside. */
const containers: readonly string[] = ['html', 'vue', 'svelte'];

export const hasScriptsInside = ({ languageId }: TextDocument): boolean => containers.includes(languageId);

/** Where the document lies on the disk; undefined for one that does not. */
export function pathOf(uri: string): string | undefined {
  try {
    return fileURLToPath(uri);
  } catch {
    return undefined;
  }
}

/** The scripts of a page stay where they are: everything around them is blank. */
export function scriptOf(document: TextDocument): { readonly text: string; readonly ending: string } {
  const text = document.getText();
  if (!hasScriptsInside(document)) return { text, ending: '' };
  const blocks = scriptBlocks(text);
  return { text: blocks.text, ending: blocks.typescript ? '.ts' : '.js' };
}

export const rangeOf = (document: TextDocument, { start, end }: Span): Range => ({
  start: document.positionAt(start),
  end: document.positionAt(end),
});
