// The decision surface of a problem with two inputs: what the network says at every place, and the samples on top.
import { h, type VNode } from '../dom.ts';
import { px } from '../format.ts';
import type { Surface } from '../simulation-api.ts';

const size = 196;

export function surfacePicture(surface: Surface, label: string): VNode {
  const cell = size / surface.cells;
  const kindOf = kinds(surface);
  const paths = new Map<string, string>();
  surface.values.forEach((value, i) => {
    const kind = kindOf(value);
    const x = px((i % surface.cells) * cell);
    const y = px(Math.floor(i / surface.cells) * cell);
    paths.set(kind, `${paths.get(kind) ?? ''}M${x} ${y}h${px(cell)}v${px(cell)}h${px(-cell)}z`);
  });
  return h(
    'svg',
    {
      class: 'surface',
      width: size,
      height: size,
      viewBox: `0 0 ${size} ${size}`,
      role: 'img',
      'aria-label': label,
    },
    [...paths]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([kind, d]) => h('path', { class: `says ${kind}`, d })),
    surface.points.map((point) => pointView(point.x * size, point.y * size, pointKind(point.label, surface))),
  );
}

/** Two classes or a quantity: from one colour over nothing to the other. Several classes: a colour each. */
function kinds({ classes, values }: Surface): (value: number) => string {
  if (classes !== null && classes > 2) return (value) => `class-${value % 8}`;
  const middle = classes === null ? 0 : 0.5;
  const most = classes === null ? Math.max(...values.map((value) => Math.abs(value - middle)), 1e-12) : 0.5;
  return (value) => {
    const level = Math.min(4, Math.ceil((Math.abs(value - middle) / most) * 4));
    return level === 0 ? 'even' : `${value > middle ? 'positive' : 'negative'} strength-${level}`;
  };
}

const pointKind = (label: number, { classes }: Surface): string =>
  classes !== null && classes > 2
    ? `class-${label % 8}`
    : label > (classes === null ? 0 : 0.5)
      ? 'positive'
      : 'negative';

/** Circles and squares: the two kinds differ by more than colour. */
const pointView = (x: number, y: number, kind: string): VNode =>
  kind === 'negative'
    ? h('rect', { class: `sample ${kind}`, x: px(x - 2.6), y: px(y - 2.6), width: 5.2, height: 5.2 })
    : h('circle', { class: `sample ${kind}`, cx: px(x), cy: px(y), r: 3 });
