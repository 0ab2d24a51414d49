// What the analysis says of each open document, kept up to date while one types. Everything else in the extension shows
// what is in here. An answer for a version that the document has left behind is dropped.
import * as vscode from 'vscode';
import { type Analysis, analyseWithImports } from './analyse-with-imports.ts';
import type { AnalysisClient } from './analysis-client.ts';
import type { ConfigFiles } from './config-files.ts';
import { isOurs, reasonToSkip, sourceOf } from './documents.ts';
import type { ImportedFiles } from './imported-files.ts';
import type { Journal } from './journal.ts';
import { openDocument } from './open-document.ts';
import { section } from './settings.ts';

/** `analysis` is undefined when the document is closed, skipped, or could not be analysed. */
export interface AnalysisChange {
  readonly document: vscode.TextDocument;
  readonly analysis: Analysis | undefined;
}

interface Entry {
  latest?: Analysis;
  running?: { readonly version: number; readonly done: Promise<Analysis | undefined> };
  timer?: ReturnType<typeof setTimeout>;
}

const typingPause = 250;

export class Analyses implements vscode.Disposable {
  readonly #client: AnalysisClient;
  readonly #files: ImportedFiles;
  readonly #configs: ConfigFiles;
  readonly #journal: Journal;
  readonly #entries = new Map<string, Entry>();
  readonly #changed = new vscode.EventEmitter<AnalysisChange>();
  readonly #disposables: { dispose(): unknown }[] = [this.#changed];

  readonly onDidChange = this.#changed.event;

  constructor(client: AnalysisClient, files: ImportedFiles, configs: ConfigFiles, journal: Journal) {
    this.#client = client;
    this.#files = files;
    this.#configs = configs;
    this.#journal = journal;
    const { workspace } = vscode;
    this.#disposables.push(
      workspace.onDidOpenTextDocument((document) => this.#schedule(document, 0)),
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length === 0) return;
        this.#schedule(document, typingPause);
        this.#importersOf(document.uri).forEach((importer) =>
          this.#schedule(importer, 2 * typingPause, true),
        );
      }),
      workspace.onDidCloseTextDocument((document) => this.#forget(document)),
      workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(section)) this.refreshAll();
      }),
      configs.onDidChange(() => this.refreshAll()),
      files.onDidChange((uri) =>
        this.#importersOf(uri).forEach((importer) => this.#schedule(importer, typingPause, true)),
      ),
    );
  }

  /** Analyses what is open anew, whatever is known. */
  refreshAll(): void {
    for (const document of vscode.workspace.textDocuments) this.#schedule(document, 0, true);
  }

  /** Only if it is that of the document as it is now. */
  latest(document: vscode.TextDocument): Analysis | undefined {
    const latest = this.#entries.get(document.uri.toString())?.latest;
    return latest?.version === document.version ? latest : undefined;
  }

  /** All that are up to date. */
  *all(): Iterable<{ document: vscode.TextDocument; analysis: Analysis }> {
    for (const document of vscode.workspace.textDocuments) {
      const analysis = this.latest(document);
      if (analysis) yield { document, analysis };
    }
  }

  /** Waits for the answer on the document as it is now; undefined when there is none or the document has moved on. */
  async current(document: vscode.TextDocument): Promise<Analysis | undefined> {
    // What is closed is forgotten: a late question must not bring it back.
    if (!isOurs(document) || document.isClosed) return undefined;
    return this.latest(document) ?? (await this.#start(document));
  }

  /** Why a document has no analysis, or null when it has one. */
  async reasonToSkip(document: vscode.TextDocument): Promise<string | null> {
    return reasonToSkip(document, await this.#configs.settingsFor(document));
  }

  dispose(): void {
    for (const { timer } of this.#entries.values()) clearTimeout(timer);
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #entry(document: vscode.TextDocument): Entry {
    const key = document.uri.toString();
    const entry = this.#entries.get(key) ?? {};
    this.#entries.set(key, entry);
    return entry;
  }

  #schedule(document: vscode.TextDocument, delay: number, anew = false): void {
    if (!isOurs(document)) return;
    const entry = this.#entry(document);
    clearTimeout(entry.timer);
    if (anew) delete entry.running;
    entry.timer = setTimeout(() => void this.#start(document), delay);
  }

  #start(document: vscode.TextDocument): Promise<Analysis | undefined> {
    const entry = this.#entry(document);
    clearTimeout(entry.timer);
    if (entry.running?.version === document.version) return entry.running.done;
    const run = { version: document.version, done: this.#analyse(document) };
    entry.running = run;
    void run.done.then((analysis) => {
      // A later run has taken over, or the document was closed meanwhile.
      if (entry.running !== run || document.isClosed) return;
      delete entry.running;
      if (document.version !== run.version) return;
      entry.latest = analysis;
      this.#changed.fire({ document, analysis });
    });
    return run.done;
  }

  /** Never rejects: what went wrong is in the log, and in the status of the client. */
  async #analyse(document: vscode.TextDocument): Promise<Analysis | undefined> {
    const { version } = document;
    const settings = await this.#configs.settingsFor(document);
    if (document.version !== version) return undefined;
    const { text, place } = sourceOf(document);
    const skip = reasonToSkip(document, settings);
    if (skip !== null) {
      this.#journal.debug(place.path, skip);
      return undefined;
    }
    const request = { path: place.path, version, text, rules: settings.rules };
    try {
      const isStale = () => document.version !== version;
      const analysis = await analyseWithImports(this.#client, this.#files, place.root, request, isStale);
      return analysis.superseded ? undefined : analysis;
    } catch (error) {
      this.#journal.error(place.path, error);
      return undefined;
    }
  }

  #importersOf(uri: vscode.Uri): vscode.TextDocument[] {
    const key = uri.toString();
    return [...this.#entries]
      .filter(([, entry]) => entry.latest?.imports.has(key))
      .map(([importer]) => openDocument(importer))
      .filter((document) => document !== undefined);
  }

  #forget(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    const entry = this.#entries.get(key);
    if (!entry) return;
    clearTimeout(entry.timer);
    this.#entries.delete(key);
    this.#changed.fire({ document, analysis: undefined });
  }
}
