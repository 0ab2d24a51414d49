// The command "Collect a Report for an Issue": opens what an issue needs as an untitled document, for the user to read.
import * as vscode from 'vscode';
import type { Analyses } from './analyses.ts';
import type { AnalysisClient } from './analysis-client.ts';
import { isOurs } from './documents.ts';
import type { Journal } from './journal.ts';
import { reportText } from './report.ts';
import { section } from './settings.ts';

export interface ReportSources {
  readonly version: string;
  /** What the extension runs in, e.g. "node 20.19.0, linux x64". */
  readonly host: string;
  readonly client: AnalysisClient;
  readonly analyses: Analyses;
  readonly journal: Journal;
}

export async function collectReport(sources: ReportSources): Promise<void> {
  const { version, host, client, analyses, journal } = sources;
  const { env, workspace } = vscode;
  const folders = workspace.workspaceFolders ?? [];
  const content = reportText({
    versions: {
      'Init Lint': version,
      editor: `${env.appName} ${vscode.version} (${env.appHost})`,
      'extension host': host,
      remote: env.remoteName ?? 'none',
      language: env.language,
      'workspace folders': folders.map(({ uri }) => uri.scheme).join(', ') || 'none',
      'workspace trusted': String(workspace.isTrusted),
      'analysis workers started': String(client.started),
    },
    settings: changedSettings(),
    files: workspace.textDocuments.filter(isOurs).map((document) => ({
      language: document.languageId,
      analysis: analyses.latest(document),
    })),
    troubles: journal.troubles,
  });
  const document = await workspace.openTextDocument({ language: 'markdown', content });
  await vscode.window.showTextDocument(document);
}

/** Globs may name things: only how many there are is told. */
function changedSettings(): Record<string, unknown> {
  const configuration = vscode.workspace.getConfiguration(section);
  const names = ['enable', 'rules', 'exclude', 'codeLens', 'inlineHints', 'simulation'];
  return Object.fromEntries(
    names.flatMap((name): [string, unknown][] => {
      const found = configuration.inspect<unknown>(name);
      const values = [
        found?.globalValue,
        found?.workspaceValue,
        found?.workspaceFolderValue,
        found?.globalLanguageValue,
        found?.workspaceLanguageValue,
        found?.workspaceFolderLanguageValue,
      ].filter((value) => value !== undefined);
      if (values.length === 0) return [];
      return [[name, values.map((value) => (Array.isArray(value) ? `${value.length} globs` : value))]];
    }),
  );
}
