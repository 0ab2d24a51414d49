// Where a suppression comment goes and what it says. Knows nothing of vscode.
import type { Edit } from '../core/network/span.ts';

const marker = 'init-lint-disable-next-line';
const nextLine = /^\s*\/\/ init-lint-disable-next-line(?<rules>.*?)(?:\s+--.*)?$/;

/** What to insert where; `choose` is the part that the author should write over. */
export interface Insertion extends Edit {
  readonly choose?: string;
}

/** The reason that a suppression asks for: a word that nobody would leave standing. */
const reason = 'why';

/** A comment above the line of `offset`, in its indentation; one that is already there gets the rule added. */
export function suppressOnLine(text: string, offset: number, rule: string): Insertion {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const above = lineAbove(text, start);
  const existing = nextLine.exec(above.text);
  if (existing) {
    const rules = (existing.groups?.['rules'] ?? '').trimEnd();
    const at = above.start + existing[0].indexOf(marker) + marker.length + rules.length;
    return { start: at, end: at, text: ` ${rule}` };
  }
  const indentation = /^[ \t]*/.exec(text.slice(start))?.[0] ?? '';
  return {
    start,
    end: start,
    text: `${indentation}// ${marker} ${rule} -- ${reason}${lineEnding(text)}`,
    choose: reason,
  };
}

/** A comment at the beginning, after a `#!` line. */
export function suppressInFile(text: string, rule: string): Insertion {
  const start = text.startsWith('#!') ? text.indexOf('\n') + 1 : 0;
  return {
    start,
    end: start,
    text: `/* init-lint-disable ${rule} -- ${reason} */${lineEnding(text)}`,
    choose: reason,
  };
}

function lineAbove(text: string, start: number): { readonly start: number; readonly text: string } {
  if (start === 0) return { start: 0, text: '' };
  const aboveStart = text.lastIndexOf('\n', start - 2) + 1;
  return { start: aboveStart, text: text.slice(aboveStart, start - 1).replace(/\r$/, '') };
}

const lineEnding = (text: string) => (text.includes('\r\n') ? '\r\n' : '\n');
