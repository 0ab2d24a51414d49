// The weights of the selected layer: one row a unit, equal rows under one bracket, and how all of them are spread.
import { h, type VNode } from '../dom.ts';
import { px, short } from '../format.ts';
import type { Histogram, LayerFrame } from '../simulation-api.ts';

export interface WeightsPicture {
  readonly frame: LayerFrame;
  readonly width: number;
  readonly label: string;
}

const left = 40;
const right = 112;
const rowHeight = 16;
const histogramHeight = 54;

export function weightsPicture({ frame, width, label }: WeightsPicture): VNode {
  const columns = frame.shownInputs.length + (frame.bias.length > 0 ? 1 : 0);
  const room = width - left - right - (frame.bias.length > 0 ? 6 : 0);
  const cell = Math.max(4, Math.min(26, room / Math.max(1, columns)));
  const largest = Math.max(...frame.kernel.flat().map(Math.abs), ...frame.bias.map(Math.abs), 0);
  const height = frame.shownUnits.length * rowHeight + 18;
  const end = left + columns * cell + (frame.bias.length > 0 ? 6 : 0);
  return h(
    'svg',
    {
      class: 'weights',
      width: px(width),
      height: px(height + histogramHeight + 22),
      viewBox: `0 0 ${px(width)} ${px(height + histogramHeight + 22)}`,
      role: 'img',
      'aria-label': label,
    },
    frame.shownUnits.map((unit, j) =>
      h(
        'g',
        {},
        h('text', { class: 'unit-number', x: left - 6, y: j * rowHeight + 12 }, unit + 1),
        frame.kernel.map((row, i) => weightCell(row[j] ?? 0, largest, left + i * cell, j, cell)),
        frame.bias.length > 0
          ? weightCell(frame.bias[j] ?? 0, largest, left + frame.kernel.length * cell + 6, j, cell)
          : null,
      ),
    ),
    brackets(frame, end + 6),
    h('text', { x: left, y: height - 4 }, inputsCaption(frame)),
    frame.bias.length > 0
      ? h('text', { x: px(left + frame.kernel.length * cell + 6), y: height - 4 }, 'bias')
      : null,
    frame.histogram === null ? null : histogramView(frame.histogram, height + 6, width),
  );
}

const inputsCaption = (frame: LayerFrame): string => {
  const last = (frame.shownInputs.at(-1) ?? 0) + 1;
  return last > frame.shownInputs.length ? `first and last of ${last} inputs` : `${last} inputs`;
};

function weightCell(weight: number, largest: number, x: number, row: number, size: number): VNode {
  const level = weight === 0 ? 0 : Math.min(4, Math.ceil((Math.abs(weight) / largest) * 4));
  const kind = weight === 0 ? 'none' : `${weight > 0 ? 'positive' : 'negative'} strength-${level}`;
  return h(
    'rect',
    { class: `weight ${kind}`, x: px(x), y: row * rowHeight + 1, width: px(size - 1), height: rowHeight - 2 },
    h('title', {}, short(weight)),
  );
}

/** A bracket over each stretch of equal rows: "8 equal rows". */
function brackets(frame: LayerFrame, x: number): readonly VNode[] {
  const found: VNode[] = [];
  let start = 0;
  for (let i = 1; i <= frame.rows.length; i += 1) {
    if (i < frame.rows.length && frame.rows[i] === frame.rows[start]) continue;
    if (i - start > 1) {
      const top = start * rowHeight + 2;
      const bottom = i * rowHeight - 2;
      found.push(
        h('path', { class: 'bracket', d: `M${px(x)} ${top}h5V${bottom}h-5` }),
        h(
          'text',
          { class: 'equal', x: px(x + 10), y: px((top + bottom) / 2 + 4) },
          `${i - start} equal rows`,
        ),
      );
    }
    start = i;
  }
  return found;
}

function histogramView({ least, most, counts }: Histogram, y: number, width: number): VNode {
  const room = width - left - right;
  const tallest = Math.max(...counts, 1);
  const bar = room / counts.length;
  const one = counts.filter((n) => n > 0).length === 1;
  return h(
    'g',
    { class: 'histogram' },
    counts.map((n, i) =>
      n === 0
        ? null
        : h('rect', {
            class: one ? 'bar one' : 'bar',
            x: px(left + i * bar),
            y: px(y + histogramHeight * (1 - n / tallest)),
            width: px(Math.max(1, bar - 1)),
            height: px((histogramHeight * n) / tallest),
          }),
    ),
    h('path', { class: 'base', d: `M${left} ${y + histogramHeight}h${px(room)}` }),
    h(
      'text',
      { x: left, y: y + histogramHeight + 13 },
      least === most ? `all ${short(least)}` : short(least),
    ),
    least === most
      ? null
      : h('text', { x: px(left + room), y: y + histogramHeight + 13, 'text-anchor': 'end' }, short(most)),
  );
}
