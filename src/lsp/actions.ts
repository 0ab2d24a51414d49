// Better initializers, and comments that silence a rule.
import {
  CodeActionKind,
  type CodeAction,
  type CodeActionParams,
  type Diagnostic,
} from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Edit } from '../core/network/span.ts';
import type { Finding } from '../core/report/finding.ts';
import { suppressInFile, suppressOnLine } from '../extension/suppression.ts';
import { hasScriptsInside, rangeOf, type Analysed } from './documents.ts';

export function actionsAt(
  { document, report }: Analysed,
  { range, context }: CodeActionParams,
): CodeAction[] {
  const { only } = context;
  if (only && !only.some((kind) => kind === '' || kind === CodeActionKind.QuickFix)) return [];
  const start = document.offsetAt(range.start);
  const end = document.offsetAt(range.end);
  const here = report.findings.filter(
    ({ at }) => at.file === undefined && at.start <= end && start <= at.end,
  );
  const loud = here.filter(({ severity }) => severity !== 'off');
  return [
    ...here.flatMap((finding) => fixes(document, finding, context.diagnostics)),
    ...loud.flatMap((finding) => suppressions(document, finding, context.diagnostics)),
  ];
}

const fixes = (document: TextDocument, finding: Finding, asked: readonly Diagnostic[]): CodeAction[] =>
  finding.suggestions.map(({ title, edits }, at) => ({
    title,
    kind: CodeActionKind.QuickFix,
    diagnostics: diagnosticsFor(document, finding, asked),
    // Only a fault has a fix to prefer: what is harmless is a matter of taste.
    isPreferred: at === 0 && finding.severity !== 'off',
    edit: workspaceEdit(document, edits),
  }));

function suppressions(document: TextDocument, finding: Finding, asked: readonly Diagnostic[]): CodeAction[] {
  const { rule, at } = finding;
  const text = document.getText();
  const action = (title: string, edit: Edit): CodeAction => ({
    title,
    kind: CodeActionKind.QuickFix,
    diagnostics: diagnosticsFor(document, finding, asked),
    edit: workspaceEdit(document, [edit]),
  });
  const line = action(`Disable ${rule} for this line`, suppressOnLine(text, at.start, rule));
  // Above the first line of HTML a comment of JavaScript would be text.
  if (hasScriptsInside(document)) return [line];
  return [line, action(`Disable ${rule} for the entire file`, suppressInFile(text, rule))];
}

function diagnosticsFor(
  document: TextDocument,
  finding: Finding,
  asked: readonly Diagnostic[],
): Diagnostic[] {
  const { start } = rangeOf(document, finding.at);
  return asked.filter(
    ({ code, range }) =>
      code === finding.rule && range.start.line === start.line && range.start.character === start.character,
  );
}

const workspaceEdit = (document: TextDocument, edits: readonly Edit[]) => ({
  changes: {
    [document.uri]: edits.map((edit) => ({ range: rangeOf(document, edit), newText: edit.text })),
  },
});
