// For people at a terminal: one block per file, one line per finding, what to do about it below.
import pc from 'picocolors';
import type { Finding, Severity } from '../../core/report/finding.ts';
import type { FileResult, LintResult } from '../lint.ts';
import { printable } from '../world.ts';
import type { FormatOptions } from './format.ts';

type Colors = ReturnType<typeof pc.createColors>;

export function stylish(result: LintResult, { color }: FormatOptions): string {
  const c = pc.createColors(color);
  const blocks = result.files
    .filter(({ findings, problems }) => findings.length > 0 || problems.length > 0)
    .map((file) => block(file, c));
  return blocks.length === 0 ? '' : `\n${blocks.join('\n')}\n${total(result, c)}\n`;
}

function block(file: FileResult, c: Colors): string {
  const rows = file.findings.map((finding) => {
    const { line, column } = file.places.of(finding.at).start;
    return { place: `${line}:${column}`, finding };
  });
  const width = Math.max(0, ...rows.map(({ place }) => place.length));
  const indent = ' '.repeat(width + 4);
  const lines = rows.flatMap(({ place, finding }) => [
    `  ${c.dim(place.padStart(width))}  ${label(finding, c)}  ${printable(finding.message)}  ${c.dim(finding.rule)}`,
    ...suggestions(finding).map((text) => `${indent}${c.dim('try')}      ${c.cyan(text)}`),
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
