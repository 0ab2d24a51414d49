// The language status item: what the analysis is doing, and what to do when it stopped.
import * as vscode from 'vscode';
import type { ClientState } from './analysis-client.ts';
import { commands } from './command-ids.ts';
import { selector } from './documents.ts';

export class Status implements vscode.Disposable {
  readonly #item = vscode.languages.createLanguageStatusItem('initLint.status', selector);

  constructor() {
    this.#item.name = 'Init Lint';
    this.show({ kind: 'idle' });
  }

  show(state: ClientState): void {
    const item = this.#item;
    item.busy = state.kind === 'busy';
    const failed = state.kind === 'failed';
    item.severity = failed ? vscode.LanguageStatusSeverity.Error : vscode.LanguageStatusSeverity.Information;
    item.text = failed ? vscode.l10n.t('Init Lint has stopped') : 'Init Lint';
    item.detail = failed ? state.reason : vscode.l10n.t('weights that start where they cannot learn');
    item.command = failed
      ? { command: commands.restart, title: 'Restart' }
      : { command: commands.openPlayground, title: vscode.l10n.t('Open Playground') };
  }

  dispose(): void {
    this.#item.dispose();
  }
}
