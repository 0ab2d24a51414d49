// For people at a terminal: one block per file, one line per finding, what to do about it below.
import pc from 'picocolors';
import type { Finding, Severity } from '../../core/report/finding.ts';
import type { FileResult, LintResult } from '../lint.ts';
import { printable } from '../world.ts';
import type { FormatOptions } from './format.ts';

type Colors = ReturnType<typeof pc.createColors>;

export function stylish(result: LintResult, { color, all, columns }: FormatOptions): string {
  const c = pc.createColors(color);
  const blocks = result.files
    .filter(({ findings, problems }) => findings.length > 0 || (all && problems.length > 0))
    .map((file) => block(file, columns, c));
  const skipped = all ? 0 : result.files.filter(({ problems }) => problems.length > 0).length;
  if (blocks.length === 0 && skipped === 0) return '';
  return `\n${[...blocks, total(result, c)].join('\n')}${unread(skipped, c)}\n`;
}

/** Why a file could not be followed is for whoever asks: in a large project there is always one. */
const unread = (count: number, c: Colors): string =>
  count === 0
    ? ''
    : c.dim(`\n${count} file${count === 1 ? ' was' : 's were'} not understood to the end; --all says why`);

function block(file: FileResult, columns: number, c: Colors): string {
  const rows = file.findings.map((finding) => {
    const { line, column } = file.places.of(finding.at).start;
    return { place: `${line}:${column}`, finding };
  });
  const width = Math.max(0, ...rows.map(({ place }) => place.length));
  const indent = ' '.repeat(width + 13);
  const room = columns === 0 ? Infinity : Math.max(40, columns - indent.length);
  const lines = rows.flatMap(({ place, finding }) => [
    `  ${c.dim(place.padStart(width))}  ${label(finding, c)}  ${said(finding, room, c).join(`\n${indent}`)}`,
    ...suggestions(finding).map((text) => `${' '.repeat(width + 4)}${c.dim('try')}      ${c.cyan(text)}`),
  ]);
  const problems = file.problems.map(({ message, at }) => {
    const place = at ? `${file.places.of(at).start.line}: ` : '';
    return `  ${c.dim(`${place}${printable(message)}`)}`;
  });
  return `${c.underline(printable(file.path))}\n${[...lines, ...problems].join('\n')}\n`;
}

const labels: Record<Severity, string> = {
  error: 'error  ',
  warning: 'warning',
  info: 'info   ',
  off: 'fine   ',
};

function label({ severity, verdict }: Finding, c: Colors): string {
  const paint: Record<Severity, (text: string) => string> = {
    error: c.red,
    warning: c.yellow,
    info: c.blue,
    off: c.green,
  };
  return verdict.kind === 'undecided' ? c.dim('unknown') : paint[severity](labels[severity]);
}

/** The message, then the rule: it is named where it spoke. */
function said({ severity, message, rule }: Finding, room: number, c: Colors): string[] {
  const lines = wrapped(printable(message), severity === 'off' ? room : room - rule.length - 2);
  if (severity === 'off') return lines.map((line) => c.dim(line));
  return [...lines.slice(0, -1), `${lines.at(-1) ?? ''}  ${c.dim(rule)}`];
}

/** Lines of at most `room` characters, broken between words. */
function wrapped(text: string, room: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > room) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

const suggestions = ({ severity, suggestions: all }: Finding): string[] =>
  severity === 'off' ? [] : all.slice(0, 1).map(({ title }) => printable(title));

function total({ summary }: LintResult, c: Colors): string {
  const parts = [
    [summary.errors, 'error', c.red],
    [summary.warnings, 'warning', c.yellow],
    [summary.infos, 'note', c.blue],
  ] as const;
  const counts = parts
    .filter(([count]) => count > 0)
    .map(([count, word, paint]) => paint(`${count} ${word}${count === 1 ? '' : 's'}`));
  const files = c.dim(` in ${summary.files} file${summary.files === 1 ? '' : 's'}, ${summary.ms} ms`);
  return `${counts.length === 0 ? c.green('Nothing to warn of') : counts.join(', ')}${files}`;
}
