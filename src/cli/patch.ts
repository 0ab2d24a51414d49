// Suggestions as a patch that `git apply` takes: the author reads it, and applies what is wanted.
import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { Edit } from '../core/network/span.ts';
import type { Finding } from '../core/report/finding.ts';
import { readSource } from './files.ts';
import type { FileResult } from './lint.ts';

export interface Patch {
  readonly text: string;
  /** How many suggestions are not in it: they contradict one that is, or lie in files that no patch can hold. */
  readonly left: number;
}

const contextLines = 3;

/** The first suggestion of every finding. Paths start from the repository's root, as git wants them. */
export function patchOf(files: readonly FileResult[], cwd: string): Patch {
  const root = repositoryOf(cwd) ?? cwd;
  let text = '';
  let left = 0;
  for (const { path, findings } of files) {
    const wanted = findings.flatMap(preferred);
    if (wanted.length === 0) continue;
    const source = readSource(cwd, path);
    const name = relative(root, resolve(cwd, path)).split(sep).join('/');
    // What is not UTF-8 was not read as it is, and would not be found again.
    if (source.kind !== 'text' || source.text.includes('\ufffd') || name.startsWith('../')) {
      left += wanted.length;
      continue;
    }
    const { edits, taken } = combined(wanted);
    text += `${header(name)}${hunks(source.text, edits)}`;
    left += wanted.length - taken;
  }
  return { text, left };
}

/** The folder of the repository that `cwd` is in. */
function repositoryOf(cwd: string): string | undefined {
  for (let folder = cwd; ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}

const preferred = ({ severity, suggestions }: Finding): (readonly Edit[])[] =>
  severity === 'off' ? [] : suggestions.slice(0, 1).flatMap(({ edits }) => (edits.length > 0 ? [edits] : []));

/** Suggestions are whole or not at all; two may ask for the same edit. In the order of the source. */
function combined(wanted: readonly (readonly Edit[])[]): { edits: Edit[]; taken: number } {
  const edits: Edit[] = [];
  let taken = 0;
  for (const suggestion of wanted) {
    const fresh = suggestion.filter((edit) => !edits.some((other) => areEqual(edit, other)));
    if (fresh.some((edit) => edits.some((other) => collide(edit, other)))) continue;
    edits.push(...fresh);
    taken += 1;
  }
  return { edits: edits.sort((a, b) => a.start - b.start || a.end - b.end), taken };
}

const areEqual = (a: Edit, b: Edit): boolean => a.start === b.start && a.end === b.end && a.text === b.text;

/** Two insertions at one place do, too: which comes first is not known. */
const collide = (a: Edit, b: Edit): boolean =>
  (a.start < b.end && b.start < a.end) || (a.start === b.start && (a.start === a.end || b.start === b.end));

function header(name: string): string {
  const [from, to] = [quoted(`a/${name}`), quoted(`b/${name}`)];
  // A tab ends a name that holds blanks.
  const end = name.includes(' ') ? '\t' : '';
  return `diff --git ${from} ${to}\n--- ${from}${end}\n+++ ${to}${end}\n`;
}

/** As git quotes the names of files. */
function quoted(name: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what this is about
  const special = /[\u0000-\u001f"\\\u007f]/g;
  if (name.search(special) < 0) return name;
  const octal = (character: string) => `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`;
  return `"${name.replace(special, octal)}"`;
}

/** Some lines of the old text and what stands in their place. `from` and `to` count lines from 0. */
interface Change {
  readonly from: number;
  readonly to: number;
  readonly lines: readonly string[];
}

function hunks(text: string, edits: readonly Edit[]): string {
  const old = linesOf(text);
  let shift = 0;
  let output = '';
  for (const changes of near(changesOf(text, old, edits))) {
    const first = Math.max(0, (changes.at(0)?.from ?? 0) - contextLines);
    const last = Math.min(old.length, (changes.at(-1)?.to ?? 0) + contextLines);
    const rows: string[] = [];
    let at = first;
    let grown = 0;
    for (const { from, to, lines } of changes) {
      rows.push(
        ...marked(' ', old.slice(at, from)),
        ...marked('-', old.slice(from, to)),
        ...marked('+', lines),
      );
      at = to;
      grown += lines.length - (to - from);
    }
    rows.push(...marked(' ', old.slice(at, last)));
    const count = last - first;
    output += `@@ -${range(first, count)} +${range(first + shift, count + grown)} @@\n${rows.join('')}`;
    shift += grown;
  }
  return output;
}

/** A hunk of no lines is named by the line before it. */
const range = (first: number, count: number): string => `${count === 0 ? first : first + 1},${count}`;

const marked = (mark: string, lines: readonly string[]): string[] =>
  lines.map((line) => `${mark}${line.endsWith('\n') ? line : `${line}\n\\ No newline at end of file\n`}`);

/** With their ends: what git calls a line ends in a line feed. */
const linesOf = (text: string): string[] => text.split(/(?<=\n)/).filter((line) => line !== '');

/** Changes so close that one hunk holds them. */
function near(changes: readonly Change[]): Change[][] {
  const groups: Change[][] = [];
  let reached = -Infinity;
  for (const change of changes) {
    if (change.from - reached > 2 * contextLines) groups.push([change]);
    else groups.at(-1)?.push(change);
    reached = change.to;
  }
  return groups;
}

/** Edits of the same lines are one change. */
function changesOf(text: string, old: readonly string[], edits: readonly Edit[]): Change[] {
  const starts: number[] = [];
  let length = 0;
  for (const line of old) {
    starts.push(length);
    length += line.length;
  }
  const lineAt = (offset: number) =>
    Math.max(
      0,
      starts.findLastIndex((start) => start <= offset),
    );
  const groups: { from: number; to: number; edits: Edit[] }[] = [];
  for (const edit of edits) {
    const from = lineAt(edit.start);
    const to = Math.min(old.length, lineAt(edit.end) + 1);
    const last = groups.at(-1);
    if (last && from < last.to) {
      last.edits.push(edit);
      last.to = Math.max(last.to, to);
    } else groups.push({ from, to, edits: [edit] });
  }
  return groups.map(({ from, to, edits: inside }) => {
    let at = starts[from] ?? 0;
    let written = '';
    for (const edit of inside) {
      written += text.slice(at, edit.start) + edit.text;
      at = edit.end;
    }
    written += text.slice(at, starts[to] ?? text.length);
    return withoutEqualEnds({ from, to, lines: linesOf(written) }, old);
  });
}

/** A line that is put above another one does not change that one. */
function withoutEqualEnds({ from, to, lines }: Change, old: readonly string[]): Change {
  let above = 0;
  let below = 0;
  const room = Math.min(to - from, lines.length);
  while (above < room && old[from + above] === lines[above]) above += 1;
  while (below < room - above && old[to - 1 - below] === lines[lines.length - 1 - below]) below += 1;
  return { from: from + above, to: to - below, lines: lines.slice(above, lines.length - below) };
}
