// "Lint Workspace": analyses every file, open or not, and keeps the findings of closed ones up to date afterwards.
import * as vscode from 'vscode';
import { analyseWithImports, type Analysis } from './analyse-with-imports.ts';
import type { AnalysisClient } from './analysis-client.ts';
import { diagnosticsOf, source } from './diagnostics.ts';
import { isOurs, sizeLimit, sourceOf } from './documents.ts';
import type { ImportedFiles } from './imported-files.ts';
import { openDocument } from './open-document.ts';
import { settingsFor } from './settings.ts';
import { type SourceText, textOf } from './source-text.ts';
import { workspaceFiles } from './workspace-files.ts';

/** What is known of a file that no editor shows. */
export interface ClosedFile {
  readonly text: SourceText;
  readonly analysis: Analysis;
}

export class WorkspaceLint implements vscode.Disposable {
  readonly #client: AnalysisClient;
  readonly #files: ImportedFiles;
  readonly #log: vscode.LogOutputChannel;
  readonly #closed = new Map<string, ClosedFile>();
  readonly #collection = vscode.languages.createDiagnosticCollection(`${source} workspace`);
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #disposables: { dispose(): unknown }[] = [this.#collection, this.#changed];
  #hasRun = false;

  readonly onDidChange = this.#changed.event;

  constructor(client: AnalysisClient, files: ImportedFiles, log: vscode.LogOutputChannel) {
    this.#client = client;
    this.#files = files;
    this.#log = log;
    this.#disposables.push(
      // An open document speaks for itself.
      vscode.workspace.onDidOpenTextDocument(({ uri }) => this.#forget(uri)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => void this.#again(uri)),
      files.onDidChange((uri) => void this.#again(uri)),
    );
  }

  closedFiles(): readonly ClosedFile[] {
    return [...this.#closed.values()];
  }

  async run(): Promise<void> {
    const options = { location: vscode.ProgressLocation.Notification, title: 'Init Lint', cancellable: true };
    const summary = await vscode.window.withProgress(options, (progress, token) =>
      this.#all(progress, token),
    );
    if (summary === undefined) return;
    const show = vscode.l10n.t('Show Problems');
    const choice = await vscode.window.showInformationMessage(summary, show);
    if (choice === show) await vscode.commands.executeCommand('workbench.actions.view.problems');
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  async #all(
    progress: vscode.Progress<{ message?: string; increment?: number }>,
    token: vscode.CancellationToken,
  ): Promise<string | undefined> {
    progress.report({ message: vscode.l10n.t('looking for files') });
    const uris = await workspaceFiles(token);
    this.#hasRun = true;
    for (const [index, uri] of uris.entries()) {
      if (token.isCancellationRequested) return undefined;
      progress.report({ message: `${index + 1} of ${uris.length} files`, increment: 100 / uris.length });
      await this.#lint(uri);
    }
    const findings = vscode.languages
      .getDiagnostics()
      .flatMap(([, diagnostics]) => diagnostics)
      .filter((diagnostic) => diagnostic.source === source).length;
    if (findings === 0) return vscode.l10n.t('No findings in {0} files.', uris.length);
    return findings === 1
      ? vscode.l10n.t('1 finding in {0} files.', uris.length)
      : vscode.l10n.t('{0} findings in {1} files.', findings, uris.length);
  }

  async #again(uri: vscode.Uri): Promise<void> {
    if (this.#hasRun && vscode.workspace.getWorkspaceFolder(uri)) await this.#lint(uri);
  }

  /** Never rejects: a file that cannot be read or analysed is a line in the log. */
  async #lint(uri: vscode.Uri): Promise<void> {
    if (openDocument(uri.toString())) return;
    try {
      const text = textOf(uri, new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)));
      const { enable, rules } = settingsFor(text);
      if (!enable || !isOurs(text) || text.getText().length > sizeLimit) return;
      const source = sourceOf(text);
      const request = { path: source.place.path, version: 0, text: source.text, rules };
      const isStale = () => openDocument(uri.toString()) !== undefined;
      const analysis = await analyseWithImports(
        this.#client,
        this.#files,
        source.place.root,
        request,
        isStale,
      );
      if (!isStale()) this.#keep(text, analysis);
    } catch (error) {
      this.#forget(uri);
      this.#log.warn(`${uri.path}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  #keep(text: SourceText, analysis: Analysis): void {
    const { uri } = text;
    if (analysis.networks.length === 0 && analysis.findings.length === 0) {
      this.#forget(uri);
      return;
    }
    this.#collection.set(uri, diagnosticsOf(text, analysis.findings));
    this.#closed.set(uri.toString(), { text, analysis });
    this.#changed.fire();
  }

  #forget(uri: vscode.Uri): void {
    this.#collection.delete(uri);
    if (this.#closed.delete(uri.toString())) this.#changed.fire();
  }
}
