// How layers and networks are put into a few words, for hovers, lenses, hints and the tree. Knows nothing of vscode.
import type { Layer, Network } from '../core/network/graph.ts';
import type { Finding } from '../core/report/finding.ts';
import type { LayerSummary, NetworkSummary } from '../protocol/analysis-api.ts';

const plural = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`;

/** E.g. "3 layers, 1 error". */
export function networkLine(network: Network, findings: readonly Finding[]): string {
  const mine = findings.filter((finding) => finding.network === network.id);
  const count = (severity: Finding['severity']) => mine.filter((each) => each.severity === severity).length;
  const parts = [
    plural(network.layers.length, 'layer'),
    ...(['error', 'warning'] as const)
      .filter((severity) => count(severity) > 0)
      .map((severity) => plural(count(severity), severity)),
  ];
  return parts.join(', ');
}

const hasKernel = (layer: Layer) => layer.parameters.some(({ role }) => role === 'kernel');

/** When the kernel gets its first gradient: "step 1", "never"; a dash where there is none. */
export function firstStep(layer: Layer, summary: LayerSummary): string {
  if (!hasKernel(layer)) return '–';
  return summary.firstGradientStep === null ? 'never' : `step ${summary.firstGradientStep}`;
}

/** What is wrong with a layer in a hint's length: "≡ 1 of 64", "waits until step 3"; null when nothing is. */
export function layerHint(layer: Layer, summary: LayerSummary): string | null {
  const { units, effectiveWidth, firstGradientStep } = summary;
  const isFrozen = layer.trainable.is === 'known' && !layer.trainable.value;
  const parts = [
    ...(effectiveWidth < units ? [`≡ ${effectiveWidth} of ${units}`] : []),
    ...(!hasKernel(layer) || isFrozen || firstGradientStep === 1
      ? []
      : [firstGradientStep === null ? 'never learns' : `waits until step ${firstGradientStep}`]),
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
