// The gradient frontier: layers × steps, the size of each parameter's gradient on a logarithmic scale. Exactly zero is
// hatched and never coloured. The predicted first step is drawn over what was measured.
import type { Prediction } from '../../src/core/verdict/verdict.ts';
import { h, type VNode } from '../dom.ts';
import { fitted, px } from '../format.ts';
import { text } from '../text.ts';
import type { LayerHistory } from '../simulation-api.ts';
import type { RunData } from '../simulation.ts';
import { firstStep, learningStep, mainParameter, normsOf } from './history.ts';
import { gutter, levelOf, levels, plotWidth, stepAt, ticks, type TimeScale, xOfStep } from './scale.ts';

export interface FrontierPicture {
  readonly name: string;
  readonly run: RunData;
  readonly prediction: Prediction;
  readonly scale: TimeScale;
  readonly step: number;
  readonly focus: string | null;
  readonly label: string;
  readonly onPick: (layer: string, step: number) => void;
}

interface Row {
  readonly layer: LayerHistory;
  readonly parameter: string;
  readonly main: boolean;
  readonly y: number;
  readonly height: number;
  readonly predicted: number | null | undefined;
}

const mainHeight = 20;
const thinHeight = 7;
const gap = 5;
const axisHeight = 18;
const finest = 2.5;

/** Output on top: the gradient comes in there and works its way down. */
export function frontierPicture(picture: FrontierPicture): VNode {
  const { scale, run, step, name } = picture;
  const rows = rowsOf(run, picture.prediction);
  const last = rows.at(-1);
  const bottom = last === undefined ? 0 : last.y + last.height;
  const playhead = px(xOfStep(scale, step));
  const end = px(xOfStep(scale, scale.steps));
  const pick = (event: Event): void => {
    if (!(event instanceof MouseEvent) || !(event.currentTarget instanceof Element)) return;
    const box = event.currentTarget.getBoundingClientRect();
    const row = rowAt(rows, event.clientY - box.top);
    if (row !== undefined) picture.onPick(row.layer.id, stepAt(scale, event.clientX - box.left));
  };
  return h(
    'svg',
    {
      class: 'frontier',
      width: px(scale.width),
      height: px(bottom + axisHeight),
      viewBox: `0 0 ${px(scale.width)} ${px(bottom + axisHeight)}`,
      role: 'img',
      'aria-label': picture.label,
      onclick: pick,
    },
    hatch(name),
    rows.map((row) => rowView(row, picture)),
    h('rect', {
      class: 'future',
      x: playhead,
      y: 0,
      width: px(Math.max(0, end - playhead)),
      height: px(bottom),
    }),
    rows.map((row) => zeroLabel(row, scale)),
    h('path', { class: 'playhead', d: `M${playhead} 0V${px(bottom + 3)}` }),
    axis(scale, bottom),
  );
}

/** The pattern for exactly zero. Named per picture, because an id counts for the whole page. */
const hatch = (name: string): VNode =>
  h(
    'defs',
    {},
    h(
      'pattern',
      { id: `zero-${name}`, width: 6, height: 6, patternUnits: 'userSpaceOnUse' },
      h('path', { class: 'hatch', d: 'M-1 1L1 -1M0 6L6 0M5 7L7 5' }),
    ),
  );

function rowsOf(run: RunData, prediction: Prediction): readonly Row[] {
  const rows: Row[] = [];
  let y = 2;
  for (const layer of [...(run.history?.layers ?? [])].reverse()) {
    const main = mainParameter(layer);
    if (main === null) continue;
    const first = prediction.layers.find((entry) => entry.id === layer.id)?.firstSteps;
    const names = [main, ...Object.keys(layer.gradientNorms).filter((entry) => entry !== main)];
    for (const parameter of names) {
      const height = parameter === main ? mainHeight : thinHeight;
      rows.push({ layer, parameter, main: parameter === main, y, height, predicted: first?.[parameter] });
      y += height + 1;
    }
    y += gap;
  }
  return rows;
}

const rowAt = (rows: readonly Row[], y: number): Row | undefined =>
  rows.find((row) => y >= row.y && y <= row.y + row.height + 1);

function rowView(row: Row, picture: FrontierPicture): VNode {
  const { scale, name } = picture;
  const norms = normsOf(row.layer, row.parameter);
  const cells = cellsOf(norms, scale, row);
  const first = learningStep(norms, row.predicted);
  const focused = row.main && row.layer.id === picture.focus;
  const middle = px(row.y + row.height / 2 + 4);
  return h(
    'g',
    { class: `row${focused ? ' focused' : ''}` },
    h('title', {}, sentence(row, firstStep(norms), norms.length)),
    row.main
      ? h('text', { class: 'name', x: gutter.left - 8, y: middle }, fitted(row.layer.id, 12))
      : h('text', { class: 'minor', x: gutter.left - 8, y: px(row.y + row.height) }, row.parameter),
    h('rect', {
      class: 'ground',
      x: gutter.left,
      y: px(row.y),
      width: px(plotWidth(scale)),
      height: row.height,
    }),
    [...cells.paths].map(([kind, d]) =>
      h('path', { class: `cell ${kind}`, d, fill: kind === 'zero' ? `url(#zero-${name})` : null }),
    ),
    prediction(row, scale),
    row.main
      ? h(
          'text',
          {
            class: first === null ? 'first never' : 'first',
            x: px(scale.width - gutter.right + 8),
            y: middle,
          },
          first === null ? (norms.length === 0 ? '' : text.never) : text.step(first),
        )
      : null,
  );
}

/** Says it in words where there is room, over the veil of what has not been reached. */
function zeroLabel(row: Row, scale: TimeScale): VNode | null {
  const { zero } = cellsOf(normsOf(row.layer, row.parameter), scale, row);
  if (!row.main || zero.width < 70) return null;
  return h(
    'text',
    { class: 'exactly', x: px(zero.x + 8), y: px(row.y + row.height / 2 + 4) },
    text.picture.exactly,
  );
}

/** Where the rules say that learning begins; nothing for "never", which the hatching then shows. */
function prediction(row: Row, scale: TimeScale): VNode | null {
  if (row.predicted === undefined || row.predicted === null || row.predicted > scale.steps) return null;
  const x = px(xOfStep(scale, row.predicted - 1));
  const tip = row.main ? `M${px(x - 4)} ${px(row.y - 3)}h8l-4 5z` : '';
  return h('path', { class: 'predicted', d: `M${x} ${px(row.y)}v${row.height}${tip}` });
}

interface Cells {
  /** Path by class: `zero`, `wild` (not finite) or `level-n`. */
  readonly paths: ReadonlyMap<string, string>;
  /** The longest stretch of zeros, in pixels. */
  readonly zero: { readonly x: number; readonly width: number };
}

/** Steps too fine to see are joined; a joined cell counts as zero only if every step in it is. */
function cellsOf(norms: readonly number[], scale: TimeScale, row: Row): Cells {
  const each = plotWidth(scale) / scale.steps;
  const joined = Math.max(1, Math.ceil(finest / each));
  const paths = new Map<string, string>();
  let zero = { x: 0, width: 0 };
  const close = (kind: string, from: number, to: number): void => {
    const x = xOfStep(scale, from);
    const width = xOfStep(scale, Math.min(to, norms.length)) - x;
    paths.set(
      kind,
      `${paths.get(kind) ?? ''}M${px(x)} ${px(row.y)}h${px(width)}v${row.height}h${px(-width)}z`,
    );
    if (kind === 'zero' && width > zero.width) zero = { x, width };
  };
  let start = 0;
  let kind = '';
  for (let step = 0; step < norms.length; step += joined) {
    const next = kindOf(Math.max(...norms.slice(step, step + joined)));
    if (next !== kind) {
      if (kind !== '') close(kind, start, step);
      start = step;
      kind = next;
    }
  }
  if (kind !== '') close(kind, start, norms.length);
  return { paths, zero };
}

const kindOf = (norm: number): string =>
  norm === 0 ? 'zero' : Number.isFinite(norm) ? `level-${levelOf(norm)}` : 'wild';

function sentence(row: Row, first: number | null, steps: number): string {
  const measured = text.picture.firstGradient(`${row.layer.id} ${row.parameter}`, first, steps);
  return row.predicted === undefined ? measured : `${measured}; ${text.picture.predictedStep(row.predicted)}`;
}

function axis(scale: TimeScale, y: number): VNode {
  return h(
    'g',
    { class: 'axis' },
    ticks(scale).map((step) =>
      h('text', { x: px(xOfStep(scale, step)), y: px(y + 14), 'text-anchor': 'middle' }, step),
    ),
    h('text', { x: gutter.left - 8, y: px(y + 14), class: 'axis-name' }, text.step('').trim()),
  );
}

/** The colours, named where they are: no separate legend to look up. */
export function frontierKey(): VNode {
  const size = 16;
  return h(
    'svg',
    { class: 'key', width: 276, height: 16, viewBox: '0 0 276 16', 'aria-hidden': 'true' },
    hatch('key'),
    h('rect', { class: 'cell zero', x: 0.5, y: 2.5, width: 18, height: 11, fill: 'url(#zero-key)' }),
    h('text', { x: 23, y: 12 }, text.picture.exactly),
    h('text', { x: 88, y: 12 }, '10⁻⁸'),
    levels.map((level) =>
      h('rect', { class: `cell level-${level}`, x: 113 + level * size, y: 2, width: size, height: 12 }),
    ),
    h('text', { x: 113 + levels.length * size + 4, y: 12 }, '1'),
  );
}
