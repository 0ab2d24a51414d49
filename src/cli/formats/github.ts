// Workflow commands: on a GitHub runner each becomes an annotation beside its line.
import type { Severity } from '../../core/report/finding.ts';
import type { LintResult } from '../lint.ts';

const commands: Record<Severity, string> = {
  error: 'error',
  warning: 'warning',
  info: 'notice',
  off: 'debug',
};

export function github(result: LintResult): string {
  return result.files
    .flatMap((file) =>
      file.findings.map((finding) => {
        const { start, end } = file.places.of(finding.at);
        const properties: [string, string | number][] = [
          ['file', file.path],
          ['line', start.line],
          ['endLine', end.line],
          // Columns count only within one line.
          ...(start.line === end.line
            ? ([
                ['col', start.column],
                ['endColumn', end.column],
              ] as [string, number][])
            : []),
          ['title', finding.rule],
        ];
        const list = properties.map(([name, value]) => `${name}=${property(String(value))}`).join(',');
        return `::${commands[finding.severity]} ${list}::${data(finding.message)}\n`;
      }),
    )
    .join('');
}

const data = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
