// The open panels: at most one for each network, and one playground.
import * as vscode from 'vscode';
import type { Analyses } from './analyses.ts';
import type { PanelTarget } from './panel-target.ts';
import { Panel, panelType } from './panel.ts';
import { simulationSettingsFor } from './settings.ts';
import { simulationLook } from './simulation-look.ts';

const keyOf = (target: PanelTarget) => (target ? `${target.uri}\n${target.network}` : '');

export class Panels implements vscode.Disposable {
  readonly #extension: vscode.Uri;
  readonly #analyses: Analyses;
  readonly #open = new Map<string, Panel>();

  constructor(extension: vscode.Uri, analyses: Analyses) {
    this.#extension = extension;
    this.#analyses = analyses;
  }

  /** `look`: how it is set, from a link; without one, a new panel is set as the settings say. */
  show(target: PanelTarget, focus: string | null, look: string | null = null): void {
    const open = this.#open.get(keyOf(target));
    if (open) open.show(target, focus, look);
    else this.#created(target).show(target, focus, look ?? usualLook(target));
  }

  /** Panels that were open when the window was closed come back with what they showed. */
  restore(): vscode.Disposable {
    return vscode.window.registerWebviewPanelSerializer(panelType, {
      deserializeWebviewPanel: (view, state: unknown) => {
        this.#adopt(view, targetIn(state));
        return Promise.resolve();
      },
    });
  }

  dispose(): void {
    for (const panel of [...this.#open.values()]) panel.dispose();
  }

  #created(target: PanelTarget): Panel {
    const title = target ? `${target.network} · Init Lint` : vscode.l10n.t('Init Lint Playground');
    const view = vscode.window.createWebviewPanel(
      panelType,
      title,
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
      { enableFindWidget: true },
    );
    return this.#adopt(view, target);
  }

  #adopt(view: vscode.WebviewPanel, target: PanelTarget): Panel {
    const key = keyOf(target);
    const panel = new Panel(view, this.#extension, this.#analyses, target, () => {
      if (this.#open.get(key) === panel) this.#open.delete(key);
    });
    this.#open.set(key, panel);
    return panel;
  }
}

const usualLook = (target: PanelTarget): string | null =>
  target && simulationLook(simulationSettingsFor(vscode.Uri.parse(target.uri)));

/** The page's own state; whatever else is in there is its business. What cannot be read opens the playground. */
function targetIn(state: unknown): PanelTarget {
  const subject = property(property(state, 'source'), 'subject');
  const uri = property(subject, 'uri');
  const network = property(property(subject, 'network'), 'id');
  return typeof uri === 'string' && typeof network === 'string' ? { uri, network } : null;
}

const property = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
