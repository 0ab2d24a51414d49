// What a report for an issue says: counts and versions, and no text, name or path of the user's. Knows nothing of vscode.
import type { Network } from '../core/network/graph.ts';
import type { Finding } from '../core/report/finding.ts';
import type { Trouble } from './journal.ts';

export interface ReportFacts {
  /** What runs where: name → value. */
  readonly versions: Readonly<Record<string, string>>;
  /** Settings that differ from their defaults, without globs. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly files: readonly ReportFile[];
  readonly troubles: readonly Trouble[];
}

export interface ReportFile {
  readonly language: string;
  /** Undefined when it has not been analysed. */
  readonly analysis:
    | {
        readonly networks: readonly Network[];
        readonly findings: readonly Finding[];
        readonly problems: readonly unknown[];
      }
    | undefined;
}

export function reportText({ versions, settings, files, troubles }: ReportFacts): string {
  const analyses = files.flatMap(({ analysis }) => analysis ?? []);
  const networks = analyses.flatMap((analysis) => analysis.networks);
  const findings = analyses.flatMap((analysis) => analysis.findings);
  return [
    '# Init Lint report',
    '',
    'Made on your machine, sent nowhere. It holds no source code, no file names and no names from your code.',
    'What went wrong, and what did you expect?',
    '',
    table('', Object.entries(versions)),
    '## Settings that are not the default',
    '',
    '```json',
    JSON.stringify(settings, null, 2),
    '```',
    '',
    '## Counts',
    '',
    table('open files', counts(files.map(({ language }) => language))),
    table('networks by library', counts(networks.map(({ library }) => library))),
    table('layers by kind', counts(networks.flatMap(({ layers }) => layers.map(({ kind }) => kind)))),
    table('findings', counts(findings.map(({ rule, severity }) => `${rule}, ${severity}`))),
    table('analysis', [
      ['files not analysed', String(files.length - analyses.length)],
      ['problems told', String(analyses.reduce((sum, { problems }) => sum + problems.length, 0))],
    ]),
    '## Last warnings and errors',
    '',
    ...(troubles.length === 0 ? ['none'] : troubles.map(line)),
    '',
  ].join('\n');
}

function table(title: string, rows: readonly (readonly [string, string])[]): string {
  const body = rows.length === 0 ? ['| none | |'] : rows.map(([name, value]) => `| ${name} | ${value} |`);
  return [`| ${title} | |`, '|---|---|', ...body, ''].join('\n');
}

function counts(names: readonly string[]): [string, string][] {
  const found = new Map<string, number>();
  for (const name of names) found.set(name, (found.get(name) ?? 0) + 1);
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, count]) => [name, String(count)]);
}

const longest = 200;

/** What is quoted may come from the code, what has a slash may be a path: neither is told. */
function line({ level, path, message }: Trouble): string {
  const ending = path === null ? null : (/\.\w{1,6}$/.exec(path)?.[0] ?? '');
  const told = (path === null ? message : message.replaceAll(path, 'it'))
    .split('\n', 1)
    .join('')
    .replace(/“[^”]*”?|"[^"]*"?|'[^']*'?|`[^`]*`?/g, '“…”')
    .replace(/\S+/g, (word) => (/[\\/]/.test(word) ? '…' : word))
    .slice(0, longest);
  return `- ${level}${ending === null ? '' : `, a ${ending} file`}: ${told}`;
}
