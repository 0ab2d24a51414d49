// Findings as squiggles and entries of the Problems view.
import * as vscode from 'vscode';
import type { Finding, RelatedPlace, Severity } from '../core/report/finding.ts';
import type { Analyses } from './analyses.ts';
import { placeOf } from './documents.ts';
import { rulePageUri } from './rule-pages.ts';
import type { SourceText } from './source-text.ts';

export const source = 'init-lint';

const severities: Readonly<Record<Severity, vscode.DiagnosticSeverity | null>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Information,
  off: null,
};

/** Keeps the diagnostics of open documents equal to their latest analysis. */
export function publishDiagnostics(analyses: Analyses): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection(source);
  const subscription = analyses.onDidChange(({ document, analysis }) => {
    collection.set(document.uri, analysis ? diagnosticsOf(document, analysis.findings) : undefined);
  });
  return vscode.Disposable.from(collection, subscription);
}

export function diagnosticsOf(document: SourceText, findings: readonly Finding[]): vscode.Diagnostic[] {
  return findings.flatMap((finding) => {
    const severity = severities[finding.severity];
    // A finding in an imported file is shown when that file is open.
    if (severity === null || finding.at.file !== undefined) return [];
    const diagnostic = new vscode.Diagnostic(rangeOf(document, finding.at), finding.message, severity);
    diagnostic.source = source;
    diagnostic.code = { value: finding.rule, target: rulePageUri(finding.rule) };
    diagnostic.relatedInformation = finding.related.flatMap((place) => related(document, place));
    return [diagnostic];
  });
}

export function rangeOf(
  document: SourceText,
  span: { readonly start: number; readonly end: number },
): vscode.Range {
  return new vscode.Range(document.positionAt(span.start), document.positionAt(span.end));
}

/** Places in other files have offsets of a text that is not at hand: they lead to the file's beginning. */
function related(document: SourceText, { at, message }: RelatedPlace): vscode.DiagnosticRelatedInformation[] {
  if (at.file === undefined) {
    const location = new vscode.Location(document.uri, rangeOf(document, at));
    return [new vscode.DiagnosticRelatedInformation(location, message)];
  }
  const uri = vscode.Uri.joinPath(placeOf(document).root, at.file);
  const other = vscode.workspace.textDocuments.find(
    (candidate) => candidate.uri.toString() === uri.toString(),
  );
  const range = other ? rangeOf(other, at) : new vscode.Range(0, 0, 0, 0);
  return [new vscode.DiagnosticRelatedInformation(new vscode.Location(uri, range), message)];
}
