// The weights of the selected layer: one row a unit, equal rows under one bracket, and how all of them are spread.
import { h, type VNode } from '../dom.ts';
import { px, short } from '../format.ts';
import type { Filters, Histogram, LayerFrame } from '../simulation-api.ts';
import { text } from '../text.ts';
import { filterPicture, strengthOf } from './filter.ts';

export interface WeightsPicture {
  readonly frame: LayerFrame;
  readonly width: number;
  readonly label: string;
}

const left = 40;
const right = 112;
/** Of a unit whose weights are a row. A filter's picture is taller. */
const plainRow = 16;
const smallestCell = 5;
const histogramHeight = 54;

export function weightsPicture({ frame, width, label }: WeightsPicture): VNode {
  const hasBias = frame.bias.length > 0;
  const { filters } = frame;
  const inputs = filters?.pictures.at(0)?.length ?? frame.shownInputs.length;
  const room = width - left - right - (hasBias ? 6 : 0);
  const rowHeight = filters === null ? plainRow : Math.max(plainRow, filters.height * smallestCell + 3);
  const tall = filters === null ? 26 : Math.max(((rowHeight - 3) / filters.height) * filters.width + 4, 8);
  const cell = Math.max(4, Math.min(tall, room / Math.max(1, inputs + (hasBias ? 1 : 0))));
  const all = [...frame.kernel.flat(), ...(filters?.pictures.flat(2) ?? []), ...frame.bias];
  const largest = all.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
  const height = frame.shownUnits.length * rowHeight + 18;
  const biasX = left + inputs * cell + 6;
  const end = hasBias ? biasX + cell : left + inputs * cell;
  const look = { cell, rowHeight, largest };
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
        h('text', { class: 'unit-number', x: left - 6, y: (j + 0.5) * rowHeight + 4 }, unit + 1),
        frame.kernel.map((row, i) => weightCell(row[j] ?? 0, left + i * cell, j, look)),
        filters === null ? null : filterRow(filters, j, look),
        hasBias ? weightCell(frame.bias[j] ?? 0, biasX, j, look) : null,
      ),
    ),
    brackets(frame, end + 6, rowHeight),
    h('text', { x: left, y: height - 4 }, inputsCaption(frame)),
    hasBias ? h('text', { x: px(Math.max(biasX, left + 110)), y: height - 4 }, text.picture.bias) : null,
    frame.histogram === null ? null : histogramView(frame.histogram, height + 6, width),
  );
}

function inputsCaption({ shownInputs, filters }: LayerFrame): string {
  if (filters !== null) return text.picture.channels(filters.pictures.at(0)?.length ?? 0, filters.channels);
  const last = (shownInputs.at(-1) ?? 0) + 1;
  return last > shownInputs.length ? text.picture.someInputs(last) : text.picture.inputs(last);
}

interface Look {
  readonly cell: number;
  readonly rowHeight: number;
  readonly largest: number;
}

/** One picture for each channel of the input. */
const filterRow = (filters: Filters, row: number, { cell, rowHeight, largest }: Look): readonly VNode[] =>
  (filters.pictures[row] ?? []).map((weights, channel) =>
    filterPicture({
      weights,
      columns: filters.width,
      largest,
      x: left + channel * cell,
      y: row * rowHeight + 1,
      cell: Math.min((cell - 3) / filters.width, (rowHeight - 3) / filters.height),
    }),
  );

function weightCell(weight: number, x: number, row: number, { cell, rowHeight, largest }: Look): VNode {
  return h(
    'rect',
    {
      class: `weight ${strengthOf(weight, largest)}`,
      x: px(x),
      y: row * rowHeight + 1,
      width: px(cell - 1),
      height: rowHeight - 2,
    },
    h('title', {}, short(weight)),
  );
}

/** A bracket over each stretch of equal rows: "8 equal rows". */
function brackets(frame: LayerFrame, x: number, rowHeight: number): readonly VNode[] {
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
          text.picture.equalRows(i - start),
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
      least === most ? text.picture.all(short(least)) : short(least),
    ),
    least === most
      ? null
      : h('text', { x: px(left + room), y: y + histogramHeight + 13, 'text-anchor': 'end' }, short(most)),
  );
}
