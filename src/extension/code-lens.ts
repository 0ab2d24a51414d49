// The line above a model: "Simulate · 3 layers, 1 error".
import * as vscode from 'vscode';
import type { Analyses } from './analyses.ts';
import { commands } from './command-ids.ts';
import { rangeOf } from './diagnostics.ts';
import { selector } from './documents.ts';
import { settingsFor } from './settings.ts';
import { networkLine } from './words.ts';

export function provideCodeLenses(analyses: Analyses): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const subscription = analyses.onDidChange(() => changed.fire());
  const provider = vscode.languages.registerCodeLensProvider(selector, {
    onDidChangeCodeLenses: changed.event,
    provideCodeLenses: async (document) => {
      if (!settingsFor(document).codeLens) return [];
      const analysis = await analyses.current(document);
      if (!analysis) return [];
      return analysis.networks
        .filter(({ at }) => at.file === undefined)
        .map((network) => {
          const target = { uri: document.uri.toString(), network: network.id, layer: null };
          return new vscode.CodeLens(rangeOf(document, network.at), {
            title: vscode.l10n.t('Simulate · {0}', networkLine(network, analysis.findings)),
            tooltip: vscode.l10n.t('Train {0} and watch what its layers learn', network.id),
            command: commands.simulateLayer,
            arguments: [target],
          });
        });
    },
  });
  return vscode.Disposable.from(changed, subscription, provider);
}
