// Effective width over time: for each hidden layer, how much of it is distinct. A full bar is a full layer.
import { h, type VNode } from '../dom.ts';
import { fitted, px } from '../format.ts';
import { text } from '../text.ts';
import type { LayerHistory } from '../simulation-api.ts';
import type { RunData } from '../simulation.ts';
import { widthAt } from './history.ts';
import { gutter, plotWidth, stepAt, type TimeScale, xOfStep } from './scale.ts';

export interface WidthsPicture {
  readonly run: RunData;
  readonly outputs: readonly string[];
  readonly scale: TimeScale;
  readonly step: number;
  readonly focus: string | null;
  readonly label: string;
  readonly onPick: (layer: string, step: number) => void;
}

const rowHeight = 20;
const gap = 5;

/** Only layers in which something could be a twin of something. */
export const hiddenLayers = (run: RunData, outputs: readonly string[]): readonly LayerHistory[] =>
  (run.history?.layers ?? []).filter(
    (layer) => layer.units > 1 && !outputs.includes(layer.id) && 'kernel' in layer.gradientNorms,
  );

export function widthsPicture(picture: WidthsPicture): VNode {
  const { scale, run, step } = picture;
  const layers = [...hiddenLayers(run, picture.outputs)].reverse();
  const height = layers.length * (rowHeight + gap) + 2;
  const playhead = px(xOfStep(scale, step));
  return h(
    'svg',
    {
      class: 'widths',
      width: px(scale.width),
      height,
      viewBox: `0 0 ${px(scale.width)} ${height}`,
      role: 'img',
      'aria-label': picture.label,
      onclick: (event: Event) => {
        if (!(event instanceof MouseEvent) || !(event.currentTarget instanceof Element)) return;
        const box = event.currentTarget.getBoundingClientRect();
        const layer = layers.at(Math.floor((event.clientY - box.top) / (rowHeight + gap)));
        if (layer !== undefined) picture.onPick(layer.id, stepAt(scale, event.clientX - box.left));
      },
    },
    layers.map((layer, i) => rowView(layer, 1 + i * (rowHeight + gap), picture)),
    h('rect', {
      class: 'future',
      x: playhead,
      y: 0,
      width: px(Math.max(0, xOfStep(scale, scale.steps) - playhead)),
      height,
    }),
    h('path', { class: 'playhead', d: `M${playhead} 0V${height}` }),
  );
}

function rowView(layer: LayerHistory, y: number, { scale, step, focus }: WidthsPicture): VNode {
  const now = widthAt(layer, step);
  const fewer = now < layer.units;
  return h(
    'g',
    { class: `row${layer.id === focus ? ' focused' : ''}` },
    h('title', {}, text.picture.widthAt(layer.id, now, layer.units, step)),
    h('text', { class: 'name', x: gutter.left - 8, y: y + rowHeight / 2 + 4 }, fitted(layer.id, 12)),
    h('rect', { class: 'ground', x: gutter.left, y, width: px(plotWidth(scale)), height: rowHeight }),
    h('path', { class: fewer ? 'filled fewer' : 'filled', d: area(layer, y, scale) }),
    h(
      'text',
      {
        class: fewer ? 'first never' : 'first',
        x: px(scale.width - gutter.right + 8),
        y: y + rowHeight / 2 + 4,
      },
      text.width(now, layer.units),
    ),
  );
}

/** A stepped area: between two updates the width does not change. */
function area(layer: LayerHistory, y: number, scale: TimeScale): string {
  const bottom = y + rowHeight;
  let path = `M${gutter.left} ${bottom}`;
  let height = -1;
  layer.effectiveWidth.forEach((width, step) => {
    // One unit of a thousand must still be seen.
    const next = px(bottom - Math.max(width > 0 ? 2 : 0, (rowHeight * width) / layer.units));
    if (next === height) return;
    height = next;
    path += `H${px(xOfStep(scale, step))}V${height}`;
  });
  return `${path}H${px(xOfStep(scale, Math.max(0, layer.effectiveWidth.length - 1)))}V${bottom}Z`;
}
