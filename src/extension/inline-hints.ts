// At the end of a layer's first line, when asked for: "≡ 1 of 64", "waits until step 3".
import * as vscode from 'vscode';
import type { Analyses } from './analyses.ts';
import { selector } from './documents.ts';
import { settingsFor } from './settings.ts';
import { layerHint, summaryOf } from './words.ts';

export function provideInlineHints(analyses: Analyses): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const subscription = analyses.onDidChange(() => changed.fire());
  const provider = vscode.languages.registerInlayHintsProvider(selector, {
    onDidChangeInlayHints: changed.event,
    provideInlayHints: async (document, range) => {
      if (!settingsFor(document).inlineHints) return [];
      const analysis = await analyses.current(document);
      if (!analysis) return [];
      return analysis.networks.flatMap((network) =>
        network.layers.flatMap((layer) => {
          const summary = summaryOf(analysis.summaries, network.id, layer.id);
          const words = summary && layerHint(layer, summary);
          if (!words || layer.at.file !== undefined) return [];
          const end = document.lineAt(document.positionAt(layer.at.start)).range.end;
          if (!range.contains(end)) return [];
          const hint = new vscode.InlayHint(end, words);
          hint.paddingLeft = true;
          hint.tooltip = vscode.l10n.t(
            '{0}: effective width {1} of {2}',
            layer.id,
            summary.effectiveWidth,
            summary.units,
          );
          return [hint];
        }),
      );
    },
  });
  return vscode.Disposable.from(changed, subscription, provider);
}
