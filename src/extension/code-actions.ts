// The light bulb: better initializers, simulation, suppression, the rule's page.
import * as vscode from 'vscode';
import type { Finding, RuleId } from '../core/report/finding.ts';
import type { Edit } from '../core/network/span.ts';
import type { Analysis } from './analyse-with-imports.ts';
import type { Analyses } from './analyses.ts';
import { commands } from './command-ids.ts';
import { rangeOf, source } from './diagnostics.ts';
import { hasScriptsInside, selector } from './documents.ts';
import { layersAt } from './locate.ts';
import { rulePageUri } from './rule-pages.ts';
import { type Insertion, suppressInFile, suppressOnLine } from './suppression.ts';

const { QuickFix } = vscode.CodeActionKind;
/** No kind of VS Code's own fits something that only shows: the bulb lists it under "More Actions…". */
const show = vscode.CodeActionKind.Empty.append('initLint').append('simulate');

export function provideCodeActions(analyses: Analyses): vscode.Disposable {
  return vscode.languages.registerCodeActionsProvider(
    selector,
    {
      provideCodeActions: async (document, range, context) => {
        const analysis = await analyses.current(document);
        if (!analysis || analysis.version !== document.version) return [];
        const all = actionsAt(document, range, context, analysis);
        const { only } = context;
        return only ? all.filter((action) => action.kind && only.contains(action.kind)) : all;
      },
    },
    { providedCodeActionKinds: [QuickFix, show] },
  );
}

function actionsAt(
  document: vscode.TextDocument,
  range: vscode.Range,
  context: vscode.CodeActionContext,
  analysis: Analysis,
): vscode.CodeAction[] {
  const start = document.offsetAt(range.start);
  const end = document.offsetAt(range.end);
  const here = analysis.findings.filter(
    ({ at }) => at.file === undefined && at.start <= end && start <= at.end,
  );
  const loud = here.filter(({ severity }) => severity !== 'off');
  const offered = here.flatMap((finding) => fixes(document, finding, context));
  return [
    ...offered.filter(({ isPreferred }) => isPreferred),
    ...simulations(document, analysis, loud, context, start, end),
    ...offered.filter(({ isPreferred }) => !isPreferred),
    ...[...new Set(loud.map(({ rule }) => rule))].flatMap((rule) =>
      fixAll(document, analysis.findings, rule),
    ),
    ...loud.flatMap((finding) => otherActions(document, finding, context)),
  ];
}

function fixes(
  document: vscode.TextDocument,
  finding: Finding,
  context: vscode.CodeActionContext,
): vscode.CodeAction[] {
  return finding.suggestions.map(({ title, edits }, index) => {
    const action = new vscode.CodeAction(title, QuickFix);
    action.edit = workspaceEdit(document, edits);
    action.diagnostics = diagnosticsFor(document, finding, context);
    // Only a fault has a fix to prefer: what is harmless is a matter of taste.
    action.isPreferred = index === 0 && finding.severity !== 'off';
    return action;
  });
}

/** Every fix changes how training goes: all at once only when the author asks for it, never on save. */
function fixAll(
  document: vscode.TextDocument,
  findings: readonly Finding[],
  rule: RuleId,
): vscode.CodeAction[] {
  const alike = findings.filter(
    (finding) => finding.rule === rule && finding.severity !== 'off' && finding.suggestions.length > 0,
  );
  if (alike.length < 2) return [];
  const title = vscode.l10n.t('Fix all {0} findings of {1} in this file', alike.length, rule);
  const action = new vscode.CodeAction(title, QuickFix);
  const edits = withoutOverlaps(alike.flatMap((finding) => finding.suggestions.at(0)?.edits ?? []));
  action.edit = workspaceEdit(document, edits);
  return [action];
}

/** Several findings may suggest the same edit: the first to touch a place decides it. */
function withoutOverlaps(edits: readonly Edit[]): Edit[] {
  const chosen: Edit[] = [];
  for (const edit of edits) {
    const isFree = chosen.every((other) =>
      edit.start === edit.end || other.start === other.end
        ? !(edit.start === other.start && edit.text === other.text)
        : edit.end <= other.start || other.end <= edit.start,
    );
    if (isFree) chosen.push(edit);
  }
  return chosen;
}

function simulations(
  document: vscode.TextDocument,
  analysis: Analysis,
  findings: readonly Finding[],
  context: vscode.CodeActionContext,
  start: number,
  end: number,
): vscode.CodeAction[] {
  return layersAt(analysis.networks, start, end).map(({ network, layer }, _, places) => {
    const mine = findings.filter((finding) => finding.network === network.id && finding.layer === layer.id);
    const title =
      places.length > 1
        ? vscode.l10n.t('Simulate this layer: {0} of {1}', layer.id, network.id)
        : vscode.l10n.t('Simulate this layer');
    const action = new vscode.CodeAction(title, mine.length > 0 ? QuickFix : show);
    action.diagnostics = mine.flatMap((finding) => diagnosticsFor(document, finding, context));
    action.command = {
      command: commands.simulateLayer,
      title,
      arguments: [{ uri: document.uri.toString(), network: network.id, layer: layer.id }],
    };
    return action;
  });
}

function otherActions(
  document: vscode.TextDocument,
  finding: Finding,
  context: vscode.CodeActionContext,
): vscode.CodeAction[] {
  const { rule } = finding;
  const diagnostics = diagnosticsFor(document, finding, context);
  const action = (title: string): vscode.CodeAction => {
    const made = new vscode.CodeAction(title, QuickFix);
    made.diagnostics = diagnostics;
    return made;
  };
  const line = action(vscode.l10n.t('Disable {0} for this line', rule));
  line.edit = insertion(document, suppressOnLine(document.getText(), finding.at.start, rule));
  const page = explain(action(vscode.l10n.t('Show the page of {0}', rule)), rule);
  // Above the first line of HTML a comment of JavaScript would be text.
  if (hasScriptsInside(document)) return [line, page];
  const file = action(vscode.l10n.t('Disable {0} for the entire file', rule));
  file.edit = insertion(document, suppressInFile(document.getText(), rule));
  return [line, file, page];
}

function explain(action: vscode.CodeAction, rule: RuleId): vscode.CodeAction {
  action.command = { command: 'vscode.open', title: action.title, arguments: [rulePageUri(rule)] };
  return action;
}

/** As a snippet, so that what the author should write is selected. */
function insertion(document: vscode.TextDocument, { start, text, choose }: Insertion): vscode.WorkspaceEdit {
  if (choose === undefined) return workspaceEdit(document, [{ start, end: start, text }]);
  const [before, ...after] = text.split(choose);
  const snippet = new vscode.SnippetString(before).appendPlaceholder(choose).appendText(after.join(choose));
  const edit = new vscode.WorkspaceEdit();
  edit.set(document.uri, [vscode.SnippetTextEdit.insert(document.positionAt(start), snippet)]);
  return edit;
}

/** Those the editor asks about that are this finding. */
function diagnosticsFor(
  document: vscode.TextDocument,
  finding: Finding,
  context: vscode.CodeActionContext,
): vscode.Diagnostic[] {
  const range = rangeOf(document, finding.at);
  return context.diagnostics.filter(
    (diagnostic) => diagnostic.source === source && diagnostic.range.isEqual(range),
  );
}

export function workspaceEdit(document: vscode.TextDocument, edits: readonly Edit[]): vscode.WorkspaceEdit {
  const result = new vscode.WorkspaceEdit();
  result.set(
    document.uri,
    edits.map((edit) => new vscode.TextEdit(rangeOf(document, edit), edit.text)),
  );
  return result;
}
