// The open panels: at most one for each network, and one playground.
import * as vscode from 'vscode';
import type { Analyses } from './analyses.ts';
import { Panel, type PanelTarget, panelType } from './panel.ts';

const keyOf = (target: PanelTarget) => (target ? `${target.uri}\n${target.network}` : '');

export class Panels implements vscode.Disposable {
  readonly #extension: vscode.Uri;
  readonly #analyses: Analyses;
  readonly #open = new Map<string, Panel>();

  constructor(extension: vscode.Uri, analyses: Analyses) {
    this.#extension = extension;
    this.#analyses = analyses;
  }

  show(target: PanelTarget, focus: string | null): void {
    const open = this.#open.get(keyOf(target));
    if (open) open.show(target, focus);
    else this.#create(target, focus);
  }

  dispose(): void {
    for (const panel of [...this.#open.values()]) panel.dispose();
  }

  #create(target: PanelTarget, focus: string | null): void {
    const title = target ? `${target.network} · Init Lint` : 'Init Lint Playground';
    const view = vscode.window.createWebviewPanel(
      panelType,
      title,
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
      { enableFindWidget: true },
    );
    const key = keyOf(target);
    const panel = new Panel(view, this.#extension, this.#analyses, target, () => this.#open.delete(key));
    this.#open.set(key, panel);
    panel.show(target, focus);
  }
}
