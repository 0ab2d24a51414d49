// Pictures and data to take along: SVG and PNG of one picture, CSV and JSON of what happened.
import type { RunData } from './simulation.ts';
import { normsOf } from './views/history.ts';

/** What a picture's look depends on, taken from the page into the copy. */
const properties = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-opacity',
  'stroke-width',
  'stroke-dasharray',
  'opacity',
  'paint-order',
  'font-family',
  'font-size',
  'font-weight',
  'text-anchor',
] as const;

/** The picture as a file of its own: its colours are written into it. */
export function svgText(picture: SVGSVGElement): string {
  const copy = picture.cloneNode(true) as SVGSVGElement;
  const originals = [picture, ...picture.querySelectorAll('*')];
  const copies = [copy, ...copy.querySelectorAll('*')];
  originals.forEach((original, i) => {
    const style = getComputedStyle(original);
    const target = copies.at(i);
    for (const property of properties) {
      const value = style.getPropertyValue(property);
      if (value !== '') target?.setAttribute(property, value.replaceAll('"', "'"));
    }
  });
  const ground = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  ground.setAttribute('width', '100%');
  ground.setAttribute('height', '100%');
  ground.setAttribute('fill', getComputedStyle(document.body).backgroundColor);
  copy.prepend(ground);
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  return new XMLSerializer().serializeToString(copy);
}

/** Of a picture twice as fine as on the page; of a chart as it is. */
export async function pngOf(picture: Element): Promise<Blob> {
  const { width, height } = picture.getBoundingClientRect();
  const chart = picture instanceof HTMLCanvasElement ? picture : null;
  const canvas = document.createElement('canvas');
  canvas.width = chart?.width ?? Math.ceil(width * 2);
  canvas.height = chart?.height ?? Math.ceil(height * 2);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('The picture could not be drawn.');
  context.fillStyle = getComputedStyle(document.body).backgroundColor;
  context.fillRect(0, 0, canvas.width, canvas.height);
  if (chart !== null) context.drawImage(chart, 0, 0);
  else if (picture instanceof SVGSVGElement) {
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svgText(picture))}`;
    await image.decode();
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
  }
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob === null) reject(new Error('The picture could not be drawn.'));
      else resolve(blob);
    }, 'image/png');
  });
}

export interface NamedRun {
  readonly title: string;
  readonly run: RunData;
}

/** One row a run, layer and step. */
export function csvOf(runs: readonly NamedRun[]): string {
  const rows = runs.flatMap(({ title, run: { history } }) =>
    (history?.layers ?? []).flatMap((layer) =>
      layer.effectiveWidth.map((width, step) =>
        [
          title,
          layer.id,
          step,
          history?.loss[step] ?? '',
          layer.units,
          width,
          step === 0 ? '' : (normsOf(layer, 'kernel').at(step - 1) ?? ''),
          step === 0 ? '' : (normsOf(layer, 'bias').at(step - 1) ?? ''),
        ]
          .map(quoted)
          .join(),
      ),
    ),
  );
  return ['run,layer,step,loss,units,effectiveWidth,kernelGradientNorm,biasGradientNorm', ...rows, ''].join(
    '\n',
  );
}

/** A name that begins like a formula must not become one in a spreadsheet. */
function quoted(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@]/.test(value) ? `'${value}` : value;
  return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Hands the user a file. */
export function download(fileName: string, content: Blob | string, type = 'text/plain'): void {
  const url = URL.createObjectURL(typeof content === 'string' ? new Blob([content], { type }) : content);
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  document.body.append(link);
  link.click();
  link.remove();
  // The editor reads the file after the click.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
