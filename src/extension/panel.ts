// One exploration panel: shows one network of one document and follows its edits.
import * as vscode from 'vscode';
import type { Network } from '../core/network/graph.ts';
import type { HostApi, PanelApi, PanelSubject } from '../protocol/panel-api.ts';
import { connect, type Port, type Remote, serve } from '../protocol/rpc.ts';
import type { Analysis } from './analyse-with-imports.ts';
import type { Analyses } from './analyses.ts';
import { workspaceEdit } from './code-actions.ts';
import { rangeOf } from './diagnostics.ts';
import { fileNameOf, placeOf } from './documents.ts';
import { openDocument } from './open-document.ts';
import { panelHtml } from './panel-html.ts';
import { panelLink } from './panel-link.ts';
import type { PanelTarget } from './panel-target.ts';

export const panelType = 'initLint.panel';

export class Panel implements vscode.Disposable {
  readonly #view: vscode.WebviewPanel;
  readonly #analyses: Analyses;
  readonly #disposables: vscode.Disposable[] = [];
  readonly #api: Remote<PanelApi>;
  readonly #onClosed: () => void;
  #isReady = false;
  #focus: string | null = null;
  /** From a link, for the page once it is ready. */
  #look: string | null = null;
  #target: PanelTarget;

  constructor(
    view: vscode.WebviewPanel,
    extension: vscode.Uri,
    analyses: Analyses,
    target: PanelTarget,
    onClosed: () => void,
  ) {
    this.#view = view;
    this.#analyses = analyses;
    this.#target = target;
    this.#onClosed = onClosed;
    const port = webviewPort(view);
    this.#api = connect<PanelApi>(port);
    const host: HostApi = {
      ready: () => {
        this.#isReady = true;
        this.#show();
      },
      reveal: (uri, at) => void reveal(uri, at, view.viewColumn),
      applyEdits: (uri, version, edits) => applyEdits(uri, version, edits),
      link: (look) => panelLink(this.#target, look),
    };
    serve(port, host);
    this.#disposables.push(
      view.onDidDispose(() => this.dispose()),
      analyses.onDidChange(({ document, analysis }) => {
        if (document.uri.toString() === this.#target?.uri) this.#follow(document, analysis);
      }),
    );
    const dist = vscode.Uri.joinPath(extension, 'dist');
    const asset = (name: string) => view.webview.asWebviewUri(vscode.Uri.joinPath(dist, name));
    view.webview.options = { enableScripts: true, localResourceRoots: [dist] };
    view.webview.html = panelHtml({
      cspSource: view.webview.cspSource,
      nonce: crypto.randomUUID(),
      script: asset('panel.js'),
      style: asset('panel.css'),
      simulation: asset('simulation.js'),
    });
  }

  get target(): PanelTarget {
    return this.#target;
  }

  show(target: PanelTarget, focus: string | null, look: string | null = null): void {
    this.#target = target;
    this.#focus = focus;
    this.#look = look;
    this.#view.reveal(undefined, true);
    if (this.#isReady) this.#show();
  }

  dispose(): void {
    for (const disposable of this.#disposables.splice(0)) disposable.dispose();
    this.#view.dispose();
    this.#onClosed();
  }

  #show(): void {
    const target = this.#target;
    if (!target) {
      tell(this.#api.showPlayground());
      this.#recall();
      return;
    }
    void this.#find(target).then((found) => {
      if (target !== this.#target) return;
      if (found) this.#send(found.document, found.analysis);
      else tell(this.#api.lost(vscode.l10n.t('This file cannot be read any more.')));
    });
  }

  async #find(target: {
    readonly uri: string;
  }): Promise<{ document: vscode.TextDocument; analysis: Analysis } | undefined> {
    try {
      const document =
        openDocument(target.uri) ?? (await vscode.workspace.openTextDocument(vscode.Uri.parse(target.uri)));
      const analysis = await this.#analyses.current(document);
      return analysis && { document, analysis };
    } catch {
      return undefined;
    }
  }

  #follow(document: vscode.TextDocument, analysis: Analysis | undefined): void {
    if (!this.#isReady) return;
    if (analysis) this.#send(document, analysis);
    else if (!document.isClosed)
      tell(this.#api.lost(vscode.l10n.t('This file is not analysed at the moment.')));
  }

  #send(document: vscode.TextDocument, analysis: Analysis): void {
    const network = analysis.networks.find(({ id }) => id === this.#target?.network);
    if (!network) {
      const problem = analysis.problems.at(0)?.message;
      const gone = vscode.l10n.t(
        'There is no network “{0}” in this file any more.',
        this.#target?.network ?? '',
      );
      tell(this.#api.lost(problem ?? gone));
      return;
    }
    this.#view.title = `${network.id} · Init Lint`;
    tell(this.#api.show(subjectOf(document, analysis, network), this.#focus));
    this.#focus = null;
    this.#recall();
  }

  #recall(): void {
    if (this.#look !== null) tell(this.#api.recall(this.#look));
    this.#look = null;
  }
}

/** A page that is closed before it has answered is no fault. */
function tell(answer: Promise<unknown>): void {
  answer.catch(() => undefined);
}

function subjectOf(document: vscode.TextDocument, analysis: Analysis, network: Network): PanelSubject {
  const lines = network.layers
    .filter(({ at }) => at.file === undefined)
    .map(({ id, at }) => [id, document.positionAt(at.start).line + 1] as const);
  return {
    uri: document.uri.toString(),
    version: analysis.version,
    fileName: fileNameOf(document.uri),
    network,
    findings: analysis.findings.filter((finding) => finding.network === network.id),
    lines: Object.fromEntries(lines),
  };
}

function webviewPort(view: vscode.WebviewPanel): Port {
  return {
    // A hidden page is not there to answer: posting to it is no error.
    post: (message) => void view.webview.postMessage(message),
    onMessage: (listener) => {
      const subscription = view.webview.onDidReceiveMessage(listener);
      return () => void subscription.dispose();
    },
    onClose: (listener) => {
      const subscription = view.onDidDispose(() => listener(new Error('The panel was closed.')));
      return () => void subscription.dispose();
    },
  };
}

/** In an editor beside the panel, never over it. */
async function reveal(
  uri: string,
  at: { readonly start: number; readonly end: number; readonly file?: string },
  panelColumn: vscode.ViewColumn | undefined,
): Promise<void> {
  const shown = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri));
  const document =
    at.file === undefined
      ? shown
      : await vscode.workspace.openTextDocument(vscode.Uri.joinPath(placeOf(shown).root, at.file));
  const visible = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
  const other = panelColumn === vscode.ViewColumn.One ? vscode.ViewColumn.Two : vscode.ViewColumn.One;
  const editor = await vscode.window.showTextDocument(document, visible?.viewColumn ?? other);
  const range = rangeOf(document, at);
  editor.selection = new vscode.Selection(range.start, range.start);
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

async function applyEdits(
  uri: string,
  version: number,
  edits: Parameters<HostApi['applyEdits']>[2],
): Promise<boolean> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri));
  if (document.version !== version) return false;
  return vscode.workspace.applyEdit(workspaceEdit(document, edits));
}
