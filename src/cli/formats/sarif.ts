// SARIF 2.1.0: what code scanning services read. A result keeps its fingerprint when its line moves.
import type { Span } from '../../core/network/span.ts';
import type { Finding, RuleId, Severity, Suggestion } from '../../core/report/finding.ts';
import { rules } from '../../core/report/rules.ts';
import { fingerprints } from '../fingerprint.ts';
import type { Place } from '../lines.ts';
import type { FileResult, LintResult } from '../lint.ts';
import { readPage } from '../pages.ts';
import type { FormatOptions } from './format.ts';

const levels: Record<Severity, 'error' | 'warning' | 'note' | 'none'> = {
  error: 'error',
  warning: 'warning',
  info: 'note',
  off: 'none',
};

export function sarif(result: LintResult, options: FormatOptions): string {
  const ids = Object.keys(rules) as RuleId[];
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'init-lint',
            semanticVersion: options.version,
            rules: ids.map((id) => descriptor(id, options)),
          },
        },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { SRCROOT: { description: { text: 'The folder init-lint was run in.' } } },
        results: result.files.flatMap((file) => {
          const prints = fingerprints(file.path, file.findings);
          return file.findings.map((finding, at) => resultOf(finding, file, ids, prints[at]));
        }),
        invocations: [
          {
            executionSuccessful: result.unreadable.length === 0,
            toolExecutionNotifications: [
              ...result.unreadable.map((text) => ({ level: 'error', message: { text } })),
              ...result.files.flatMap((file) =>
                file.problems.map(({ message, at }) => ({
                  level: 'note',
                  message: { text: message },
                  locations: [location(at ?? { start: 0, end: 0 }, file)],
                  ...(at?.file === undefined ? {} : { properties: { analysisTarget: artifact(file.path) } }),
                })),
              ),
            ],
          },
        ],
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function descriptor(id: RuleId, options: FormatOptions) {
  const { title, severity } = rules[id];
  const page = readPage(options.pages, id) ?? title;
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: title },
    help: { text: page, markdown: page },
    defaultConfiguration: { level: levels[severity] },
  };
}

function resultOf(finding: Finding, file: FileResult, ids: readonly RuleId[], print: string) {
  const path = related(finding, file);
  return {
    ruleId: finding.rule,
    ruleIndex: ids.indexOf(finding.rule),
    kind: finding.severity === 'off' ? (finding.verdict.kind === 'undecided' ? 'open' : 'pass') : 'fail',
    level: levels[finding.severity],
    message: { text: finding.message },
    ...(finding.at.file === undefined ? {} : { analysisTarget: artifact(file.path) }),
    locations: [location(finding.at, file)],
    ...(path.length === 0
      ? {}
      : {
          relatedLocations: path,
          codeFlows: [
            {
              threadFlows: [
                {
                  locations: [
                    ...path.map((place) => ({ location: place })),
                    {
                      location: { ...location(finding.at, file), message: { text: 'where training starts' } },
                    },
                  ],
                },
              ],
            },
          ],
        }),
    partialFingerprints: { 'initLint/v1': print },
    ...(finding.suggestions.length === 0
      ? {}
      : { fixes: finding.suggestions.map((suggestion) => fix(suggestion, file)) }),
    properties: {
      network: finding.network,
      layer: finding.layer,
      parameter: finding.parameter,
      ...finding.verdict,
    },
  };
}

const related = (finding: Finding, file: FileResult) =>
  finding.related.map(({ message, at }, id) => ({ id, ...location(at, file), message: { text: message } }));

const artifact = (path: string) => ({
  uri: path.split('/').map(encodeURIComponent).join('/'),
  uriBaseId: 'SRCROOT',
});

function location(at: Span, file: FileResult) {
  const place = file.places.of(at);
  return { physicalLocation: { artifactLocation: artifact(place.path), region: region(place) } };
}

const region = ({ start, end }: Place) => ({
  startLine: start.line,
  startColumn: start.column,
  endLine: end.line,
  endColumn: end.column,
  charOffset: start.offset,
  charLength: end.offset - start.offset,
});

const fix = ({ title, edits }: Suggestion, file: FileResult) => ({
  description: { text: title },
  artifactChanges: [
    {
      artifactLocation: artifact(file.path),
      replacements: edits.map(({ start, end, text }) => ({
        deletedRegion: region(file.places.of({ start, end })),
        insertedContent: { text },
      })),
    },
  ],
});
