// "Lint Workspace": analyses every file, open or not, and keeps the findings of closed ones up to date afterwards.
import * as vscode from 'vscode';
import { analyseWithImports, type Analysis } from './analyse-with-imports.ts';
import type { AnalysisClient } from './analysis-client.ts';
import type { ConfigFiles } from './config-files.ts';
import { diagnosticsOf, source } from './diagnostics.ts';
import { isOurs, reasonToSkip, sourceOf } from './documents.ts';
import type { ImportedFiles } from './imported-files.ts';
import type { Journal } from './journal.ts';
import { openDocument } from './open-document.ts';
import { section } from './settings.ts';
import { type SourceText, textOf } from './source-text.ts';
import { type WorkspaceFiles, workspaceFiles } from './workspace-files.ts';

/** What is known of a file that no editor shows. */
export interface ClosedFile {
  readonly text: SourceText;
  readonly analysis: Analysis;
}

export class WorkspaceLint implements vscode.Disposable {
  readonly #client: AnalysisClient;
  readonly #files: ImportedFiles;
  readonly #configs: ConfigFiles;
  readonly #journal: Journal;
  readonly #closed = new Map<string, ClosedFile>();
  readonly #collection = vscode.languages.createDiagnosticCollection(`${source} workspace`);
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #disposables: { dispose(): unknown }[] = [this.#collection, this.#changed];
  /** Undefined until the workspace was linted for the first time: before, nobody asked about closed files. */
  #scope: WorkspaceFiles | undefined;

  readonly onDidChange = this.#changed.event;

  constructor(client: AnalysisClient, files: ImportedFiles, configs: ConfigFiles, journal: Journal) {
    this.#client = client;
    this.#files = files;
    this.#configs = configs;
    this.#journal = journal;
    const { workspace } = vscode;
    this.#disposables.push(
      workspace.onDidOpenTextDocument((document) => {
        // It speaks for itself.
        if (isOurs(document)) this.#forget(document.uri);
      }),
      workspace.onDidCloseTextDocument(({ uri }) => void this.#again(uri)),
      workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(section)) void this.#everything();
      }),
      workspace.onDidRenameFiles(() => void this.#everything()),
      configs.onDidChange(() => void this.#everything()),
      files.onDidChange((uri) => void this.#again(uri)),
      files.onDidDelete((uri) => this.#forgetBelow(uri)),
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
    this.#scope = await workspaceFiles(token);
    const { uris } = this.#scope;
    for (const [index, uri] of uris.entries()) {
      if (token.isCancellationRequested) return undefined;
      const message = vscode.l10n.t('{0} of {1} files', index + 1, uris.length);
      progress.report({ message, increment: 100 / uris.length });
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
    if (this.#scope?.includes(uri) === true) await this.#lint(uri);
  }

  /** After a change that may concern any file: quietly, and given up when the next one comes. */
  async #everything(): Promise<void> {
    if (!this.#scope) return;
    const scope = (this.#scope = await workspaceFiles());
    const left = new Set(scope.uris.map((uri) => uri.toString()));
    for (const { text } of this.closedFiles()) if (!left.has(text.uri.toString())) this.#forget(text.uri);
    for (const uri of scope.uris) {
      if (this.#scope !== scope) return;
      await this.#lint(uri);
    }
  }

  /** Never rejects: a file that cannot be read or analysed is a line in the log. */
  async #lint(uri: vscode.Uri): Promise<void> {
    const isOpen = (): boolean => {
      const document = openDocument(uri.toString());
      return document !== undefined && isOurs(document);
    };
    if (isOpen()) return;
    try {
      const text = textOf(uri, new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)));
      const settings = await this.#configs.settingsFor(text);
      if (!isOurs(text) || reasonToSkip(text, settings) !== null) {
        this.#forget(uri);
        return;
      }
      const { text: source, place } = sourceOf(text);
      const request = { path: place.path, version: 0, text: source, rules: settings.rules };
      const analysis = await analyseWithImports(this.#client, this.#files, place.root, request, isOpen);
      if (!isOpen()) this.#keep(text, analysis);
    } catch (error) {
      this.#forget(uri);
      this.#journal.error(uri.path, error);
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

  /** A folder that goes takes along what is in it; `uri` may be a file as well. */
  #forgetBelow(uri: vscode.Uri): void {
    const key = uri.toString();
    for (const { text } of this.closedFiles()) {
      const file = text.uri.toString();
      if (file === key || file.startsWith(`${key}/`)) this.#forget(text.uri);
    }
  }
}
