import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { DiagnosticSeverity, type Diagnostic, type Location } from 'vscode-languageserver/node';
import type { Span } from '../core/network/span.ts';
import type { Finding, RuleId, Severity } from '../core/report/finding.ts';
import { rangeOf, type Analysed } from './documents.ts';

const source = 'init-lint';

const severities: Readonly<Record<Severity, DiagnosticSeverity | null>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  off: null,
};

/** The file beside the program that tells about the rule. */
export const pageUri = (pages: string, rule: RuleId): string =>
  pathToFileURL(join(pages, `${rule}.md`)).toString();

/** `uriOf` and `read` take paths as findings name them. */
export interface Surroundings {
  readonly pages: string;
  readonly uriOf: (path: string) => string;
  readonly read: (path: string) => string | undefined;
}

export function diagnosticsOf({ document, report }: Analysed, around: Surroundings): Diagnostic[] {
  return report.findings.flatMap((finding) => {
    const severity = severities[finding.severity];
    // A finding in an imported file is shown when that file is open.
    if (severity === null || finding.at.file !== undefined) return [];
    return [
      {
        range: rangeOf(document, finding.at),
        severity,
        source,
        code: finding.rule,
        codeDescription: { href: pageUri(around.pages, finding.rule) },
        message: finding.message,
        relatedInformation: related(finding, document, around),
      },
    ];
  });
}

const related = ({ related: places }: Finding, document: TextDocument, around: Surroundings) =>
  places.map(({ message, at }) => ({ message, location: locationOf(at, document, around) }));

function locationOf(at: Span, document: TextDocument, { uriOf, read }: Surroundings): Location {
  if (at.file === undefined) return { uri: document.uri, range: rangeOf(document, at) };
  const uri = uriOf(at.file);
  const other = TextDocument.create(uri, document.languageId, 0, read(at.file) ?? '');
  return { uri, range: rangeOf(other, at) };
}
