// How layers and networks are put into a few words, for hovers, lenses, hints and the tree.
import * as vscode from 'vscode';
import type { Layer, Network } from '../core/network/graph.ts';
import type { Finding } from '../core/report/finding.ts';
import type { LayerSummary, NetworkSummary } from '../protocol/analysis-api.ts';

const { t } = vscode.l10n;

const counted = {
  layer: (count: number) => (count === 1 ? t('1 layer') : t('{0} layers', count)),
  error: (count: number) => (count === 1 ? t('1 error') : t('{0} errors', count)),
  warning: (count: number) => (count === 1 ? t('1 warning') : t('{0} warnings', count)),
};

/** E.g. "3 layers, 1 error". */
export function networkLine(network: Network, findings: readonly Finding[]): string {
  const mine = findings.filter((finding) => finding.network === network.id);
  const count = (severity: Finding['severity']) => mine.filter((each) => each.severity === severity).length;
  const parts = [
    counted.layer(network.layers.length),
    ...(['error', 'warning'] as const)
      .filter((severity) => count(severity) > 0)
      .map((severity) => counted[severity](count(severity))),
  ];
  return parts.join(', ');
}

const hasKernel = (layer: Layer) => layer.parameters.some(({ role }) => role === 'kernel');

/** When the kernel gets its first gradient: "step 1", "never"; a dash where there is none. */
export function firstStep(layer: Layer, summary: LayerSummary): string {
  if (!hasKernel(layer)) return '–';
  return summary.firstGradientStep === null ? t('never') : t('step {0}', summary.firstGradientStep);
}

/** What is wrong with a layer in a hint's length: "≡ 1 of 64", "waits until step 3"; null when nothing is. */
export function layerHint(layer: Layer, summary: LayerSummary): string | null {
  const { units, effectiveWidth, firstGradientStep } = summary;
  const isFrozen = layer.trainable.is === 'known' && !layer.trainable.value;
  const parts = [
    ...(effectiveWidth < units ? [t('≡ {0} of {1}', effectiveWidth, units)] : []),
    ...(!hasKernel(layer) || isFrozen || firstGradientStep === 1
      ? []
      : [firstGradientStep === null ? t('never learns') : t('waits until step {0}', firstGradientStep)]),
  ];
  return parts.length > 0 ? parts.join(' · ') : null;
}

export function summaryOf(
  summaries: readonly NetworkSummary[] | undefined,
  network: string,
  layer: string,
): LayerSummary | undefined {
  return summaries?.find((each) => each.network === network)?.layers.find(({ id }) => id === layer);
}
