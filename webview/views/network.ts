// The network: columns of units, twins in one colour, edges by weight. What has exactly no gradient is grey and says so.
import type { NetworkSpec } from '../../src/core/engine/spec.ts';
import type { Prediction } from '../../src/core/verdict/verdict.ts';
import { type Attribute, h, type VNode } from '../dom.ts';
import { fitted, px, short } from '../format.ts';
import { shownUnits } from '../sampling.ts';
import type { LayerFrame } from '../simulation-api.ts';
import { text } from '../text.ts';
import type { RunData } from '../simulation.ts';
import { type Column, columnsOf } from './columns.ts';
import { flowHeight, flowView } from './flow.ts';
import { kernelGradient } from './history.ts';
import { filterPicture } from './filter.ts';
import { type ClassMark, classMarks } from './scale.ts';

export interface NetworkPicture {
  readonly spec: NetworkSpec;
  readonly prediction: Prediction;
  readonly run: RunData;
  readonly step: number;
  readonly focus: string | null;
  /** Pixels to draw in; a deep network takes more and is scrolled. */
  readonly width: number;
  readonly label: string;
  readonly playing: boolean;
  /** For a lumped network: how many units each layer stands for. */
  readonly standsFor?: Readonly<Record<string, number>>;
  /** Why no gradient leaves the layer above on its way to this one, in two words. */
  readonly reason: (layer: string) => string | null;
  readonly onSelect: (layer: string) => void;
}

interface Place {
  readonly x: number;
  readonly top: number;
  readonly bottom: number;
  /** Height of each shown unit, in the order of `shownUnits`. */
  readonly ys: readonly number[];
  /** Baseline of the gradient, and the line under which the caption stands. */
  readonly headY: number;
  readonly captionY: number;
}

const captionHeight = 58;
const headHeight = 22;
const narrowest = 72;

export function networkPicture(picture: NetworkPicture): VNode {
  const columns = columnsOf(picture.spec, picture.prediction);
  const { places, width, height, pitch, gap } = placed(columns, picture.width);
  const frames = new Map(picture.run.frame?.layers.map((layer) => [layer.id, layer]) ?? []);
  const radius = Math.min(9, pitch * 0.41);
  const edges = columns.flatMap((column) =>
    edgesInto(column, columns, places, frames.get(column.id), picture),
  );
  const chain = columns.every((column) =>
    columns.every((other) => other === column || other.depth !== column.depth),
  );
  const whole = chain ? height + flowHeight : height;
  return h(
    'svg',
    {
      class: picture.playing ? 'network playing' : 'network',
      width: px(width),
      height: px(whole),
      viewBox: `0 0 ${px(width)} ${px(whole)}`,
      role: 'group',
      'aria-label': picture.label,
    },
    h('g', { class: 'edges', 'aria-hidden': 'true' }, edges),
    columns.map((column) => {
      const place = places.get(column.id);
      return place === undefined
        ? null
        : columnView(column, place, { radius, gap, frame: frames.get(column.id), picture });
    }),
    chain
      ? flowView({
          stations: columns.map(({ id }) => ({ id, x: places.get(id)?.x ?? 0 })),
          run: picture.run,
          step: picture.step,
          y: height,
          reason: picture.reason,
        })
      : null,
  );
}

interface Placed {
  readonly places: ReadonlyMap<string, Place>;
  readonly width: number;
  readonly height: number;
  readonly pitch: number;
  readonly gap: number;
}

/** One slot more than units where some are left out. */
const slots = (units: number): number => {
  const shown = shownUnits(units).length;
  return shown < units ? shown + 1 : shown;
};

function placed(columns: readonly Column[], room: number): Placed {
  const depths = 1 + Math.max(0, ...columns.map((column) => column.depth));
  const gap = Math.max(narrowest, room / depths);
  const width = Math.max(room, gap * depths);
  const stacks = Array.from({ length: depths }, (_, depth) =>
    columns.filter((column) => column.depth === depth),
  );
  const tallest = Math.max(1, ...stacks.map((stack) => stack.reduce((sum, c) => sum + slots(c.units), 0)));
  const pitch = Math.max(15, Math.min(24, 210 / tallest));
  const heightOf = (stack: readonly Column[]): number =>
    stack.reduce((sum, c) => sum + slots(c.units) * pitch + captionHeight + headHeight, 0);
  const height = Math.max(...stacks.map(heightOf));
  const places = new Map<string, Place>();
  stacks.forEach((stack, depth) => {
    let y = (height - heightOf(stack)) / 2;
    for (const column of stack) {
      const top = y + headHeight;
      const shown = shownUnits(column.units);
      const jump = shown.length < column.units ? shown.length / 2 : Infinity;
      const ys = shown.map((_, i) => top + (i + (i >= jump ? 1 : 0) + 0.5) * pitch);
      const bottom = top + slots(column.units) * pitch;
      // A column that is alone stands its words on the lines that all such columns share.
      const alone = stack.length === 1;
      const headY = alone ? headHeight - 6 : top - 6;
      const captionY = alone ? height - captionHeight : bottom;
      places.set(column.id, { x: gap * (depth + 0.5), top, bottom, ys, headY, captionY });
      y = bottom + captionHeight;
    }
  });
  return { places, width, height, pitch, gap };
}

function edgesInto(
  column: Column,
  columns: readonly Column[],
  places: ReadonlyMap<string, Place>,
  frame: LayerFrame | undefined,
  picture: NetworkPicture,
): readonly VNode[] {
  const to = places.get(column.id);
  if (to === undefined) return [];
  const stopped = kernelGradient(picture.run, column.id, picture.step) === 0;
  return column.from.flatMap((id) => {
    const from = places.get(id);
    const source = columns.find((other) => other.id === id);
    if (from === undefined || source === undefined) return [];
    const matches = column.from.length === 1 && frame !== undefined && frame.kernel.length === from.ys.length;
    return matches ? weights(from, to, frame, stopped) : [ribbon(from, to, stopped)];
  });
}

/** One path for each sign and thickness, so that a thousand edges are a handful of elements. */
function weights(from: Place, to: Place, frame: LayerFrame, stopped: boolean): readonly VNode[] {
  const largest = Math.max(...frame.kernel.flat().map(Math.abs));
  const many = frame.kernel.flat().length > 60;
  const paths = new Map<string, string[]>();
  frame.kernel.forEach((row, i) => {
    row.forEach((weight, j) => {
      const line = `M${px(from.x)} ${px(from.ys[i] ?? 0)}L${px(to.x)} ${px(to.ys[j] ?? 0)}`;
      const kind = edgeClass(weight, largest);
      paths.set(kind, [...(paths.get(kind) ?? []), line]);
    });
  });
  return [...paths]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([kind, lines]) =>
      h('path', {
        class: `edge ${kind}${many ? ' many' : ''}${stopped ? ' stopped' : ''}`,
        d: lines.join(''),
      }),
    );
}

function edgeClass(weight: number, largest: number): string {
  if (weight === 0) return 'zero';
  const size = Math.min(4, Math.floor((Math.abs(weight) / largest) * 4) + 1);
  return `${weight > 0 ? 'positive' : 'negative'} size-${Number.isFinite(size) ? size : 4}`;
}

const ribbon = (from: Place, to: Place, stopped: boolean): VNode => {
  const middle = px((from.x + to.x) / 2);
  const path = (y1: number, y2: number) => `C${middle} ${px(y1)} ${middle} ${px(y2)}`;
  return h('path', {
    class: stopped ? 'ribbon stopped' : 'ribbon',
    d:
      `M${px(from.x)} ${px(from.top)}${path(from.top, to.top)} ${px(to.x)} ${px(to.top)}` +
      `L${px(to.x)} ${px(to.bottom)}${path(to.bottom, from.bottom)} ${px(from.x)} ${px(from.bottom)}Z`,
  });
};

interface Look {
  readonly radius: number;
  readonly gap: number;
  readonly frame: LayerFrame | undefined;
  readonly picture: NetworkPicture;
}

function columnView(column: Column, place: Place, look: Look): VNode {
  const { picture, gap, radius, frame } = look;
  const predicted = picture.prediction.layers.find((layer) => layer.id === column.id);
  const classes = frame?.classes ?? predicted?.groups ?? [];
  const marks = column.kind === 'units' && !column.output ? classMarks(classes) : [];
  const distinct = column.output ? column.units : new Set(classes).size || column.units;
  const focused = column.id === picture.focus;
  const selectable = column.kind !== 'input';
  const select = () => picture.onSelect(column.id);
  const boxWidth = Math.min(gap - 6, 130);
  const box = {
    x: px(place.x - boxWidth / 2),
    y: px(place.headY - headHeight + 8),
    width: px(boxWidth),
    height: px(place.captionY - place.headY + headHeight + captionHeight - 14),
  };
  return h(
    'g',
    {
      key: column.id,
      class: `column ${column.kind}${focused ? ' focused' : ''}`,
    },
    h('rect', { class: 'box', ...box, rx: 4 }),
    head(column, place, picture),
    twinBands(place, column, marks, radius),
    shownUnits(column.units).map((unit, i) =>
      unitView(column, place.x, place.ys[i] ?? 0, radius, marks[unit], filterOf(frame, i)),
    ),
    place.ys.length < column.units
      ? h('text', { class: 'more', x: px(place.x), y: px((place.top + place.bottom) / 2 + 4) }, '⋮')
      : null,
    caption(column, place, distinct, Math.floor(gap / 6.6), picture.standsFor),
    selectable ? h('rect', { ...box, ...button(spoken(column, distinct), focused, select) }) : null,
  );
}

/** What is clicked: an empty shape over the column, so that its name is not the sum of all letters in it. */
const button = (name: string, pressed: boolean, act: () => void): Readonly<Record<string, Attribute>> => ({
  class: 'hit',
  role: 'button',
  tabindex: 0,
  'aria-pressed': String(pressed),
  'aria-label': name,
  onclick: act,
  onkeydown: onActivate(act),
});

/** The size of the kernel's gradient above the column. */
function head(column: Column, place: Place, picture: NetworkPicture): VNode | null {
  if (column.kind !== 'units') return null;
  const norm = kernelGradient(picture.run, column.id, picture.step);
  if (norm === null) return null;
  return h(
    'text',
    { class: norm === 0 ? 'gradient nil' : 'gradient', x: px(place.x), y: px(place.headY) },
    norm === 0 ? text.picture.noGradient : `∇ ${short(norm)}`,
  );
}

/** A band behind neighbouring twins: they are one unit drawn several times. */
function twinBands(
  place: Place,
  column: Column,
  marks: readonly ClassMark[],
  radius: number,
): readonly VNode[] {
  const shown = shownUnits(column.units).map((unit) => marks[unit]?.letter ?? '');
  const bands: VNode[] = [];
  let start = 0;
  for (let i = 1; i <= shown.length; i += 1) {
    if (i < shown.length && shown[i] === shown[start]) continue;
    const letter = shown[start] ?? '';
    if (letter !== '' && i - start > 1) {
      const top = (place.ys[start] ?? 0) - radius - 2.5;
      const bottom = (place.ys[i - 1] ?? 0) + radius + 2.5;
      const colour = marks[shownUnits(column.units)[start] ?? 0]?.colour ?? 0;
      bands.push(
        h('rect', {
          class: `band class-${colour}`,
          x: px(place.x - radius - 2.5),
          y: px(top),
          width: px(2 * radius + 5),
          height: px(bottom - top),
          rx: px(radius + 2.5),
        }),
      );
    }
    start = i;
  }
  return bands;
}

/** The first channel of a filter, and how its cells lie. */
interface Filter {
  readonly weights: readonly number[];
  readonly columns: number;
  readonly rows: number;
}

function filterOf(frame: LayerFrame | undefined, index: number): Filter | null {
  const filters = frame?.filters;
  const weights = filters?.pictures[index]?.at(0);
  if (filters == null || weights === undefined || filters.width * filters.height < 2) return null;
  return { weights, columns: filters.width, rows: filters.height };
}

/** A circle, or for a convolution the picture of its filter; the ring or letter of its class is the same. */
function unitView(
  column: Column,
  x: number,
  y: number,
  radius: number,
  mark: ClassMark | undefined,
  filter: Filter | null,
): VNode {
  const twin = mark !== undefined && mark.colour !== null;
  if (filter !== null) {
    const cell = (2 * radius - 2) / Math.max(filter.columns, filter.rows);
    const [width, height] = [cell * filter.columns, cell * filter.rows];
    const [left, top] = [x - width / 2, y - height / 2];
    const largest = filter.weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
    return h(
      'g',
      {},
      filterPicture({ ...filter, largest, x: left, y: top, cell }),
      h('rect', {
        class: twin ? `frame class-${mark.colour}` : 'frame',
        x: px(left),
        y: px(top),
        width: px(width),
        height: px(height),
      }),
      twin && radius >= 6
        ? h(
            'text',
            { class: `beside-letter class-${mark.colour}`, x: px(x + radius + 8), y: px(y + 3.4) },
            mark.letter,
          )
        : null,
    );
  }
  const r = column.kind === 'units' ? radius : radius * 0.6;
  return h(
    'g',
    {},
    h('circle', {
      class: twin ? `unit class-${mark.colour}` : 'unit',
      cx: px(x),
      cy: px(y),
      r: px(r),
    }),
    twin && radius >= 6
      ? h('text', { class: `letter class-${mark.colour}`, x: px(x), y: px(y + 3.4) }, mark.letter)
      : null,
  );
}

function caption(
  column: Column,
  place: Place,
  distinct: number,
  characters: number,
  standsFor: NetworkPicture['standsFor'],
): VNode {
  const whole = Object.entries(standsFor ?? {}).find(([id]) => id === column.id)?.[1];
  const hidden = column.kind === 'units' && !column.output;
  const line = (n: number, attributes: Readonly<Record<string, string>>, words: string) =>
    h(
      'text',
      { ...attributes, x: px(place.x), y: px(place.captionY + 2 + n * 14) },
      fitted(words, characters),
    );
  const many = text.picture.units(column.units);
  return h(
    'g',
    { class: 'caption' },
    h('title', {}, [column.id, column.what, ...column.notes].join(', ')),
    line(1, { class: 'name' }, column.id),
    line(
      2,
      {},
      column.kind === 'units' ? `${column.units} ${column.what}` : `${column.what} ${column.units}`,
    ),
    whole !== undefined && whole > column.units
      ? line(3, { class: 'distinct' }, text.picture.standsFor(whole))
      : hidden && column.units > 1
        ? line(
            3,
            { class: distinct < column.units ? 'distinct fewer' : 'distinct' },
            text.width(distinct, column.units),
          )
        : line(3, {}, column.kind === 'input' ? '' : column.output ? text.picture.output : many),
  );
}

const spoken = (column: Column, distinct: number): string =>
  column.kind === 'units' && !column.output
    ? text.picture.spoken(column.id, column.what, distinct, column.units)
    : `${column.id}, ${column.what}, ${column.units}`;

export const onActivate =
  (act: () => void) =>
  (event: Event): void => {
    const key = event instanceof KeyboardEvent ? event.key : '';
    if (key !== 'Enter' && key !== ' ') return;
    event.preventDefault();
    act();
  };
