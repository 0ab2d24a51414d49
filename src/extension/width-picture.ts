// A small picture of a network: a bar for each layer, as high as it is wide, filled as far as its units differ.
// Knows nothing of vscode.
import type { LayerSummary } from '../protocol/analysis-api.ts';

const height = 56;
const barWidth = 14;
const gap = 10;
/** Colours that can be told apart on light and dark ground alike. */
const full = '#3b82c4';
const lost = '#d9730d';

/** A data image; null when there are no numbers, or too many to be told apart. */
export function widthPicture(layers: readonly LayerSummary[]): string | null {
  if (layers.length === 0 || layers.length > 24) return null;
  const widest = Math.max(...layers.map(({ units }) => units));
  const scale = (units: number) => 6 + (height - 8) * (Math.log2(1 + units) / Math.log2(1 + widest)) ** 2;
  const bars = layers.map(({ units, effectiveWidth }, index) => {
    const outer = scale(units);
    const inner = outer * (effectiveWidth / units);
    const x = 1 + index * (barWidth + gap);
    const top = (of: number) => ((height - of) / 2).toFixed(1);
    const colour = effectiveWidth < units ? lost : full;
    return (
      `<rect x="${x}" y="${top(outer)}" width="${barWidth}" height="${outer.toFixed(1)}" rx="4" fill="${colour}" fill-opacity=".15" stroke="${colour}" stroke-width="1.2"/>` +
      `<rect x="${x}" y="${top(inner)}" width="${barWidth}" height="${inner.toFixed(1)}" rx="${Math.min(4, inner / 2).toFixed(1)}" fill="${colour}"/>`
    );
  });
  const width = layers.length * (barWidth + gap) - gap + 2;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${bars.join('')}</svg>`;
  return `data:image/svg+xml;utf8,${encodeURIComponent(svg)}`;
}
