// A filter of a convolution as a small picture: its weights in their places, by sign and strength.
import { h, type VNode } from '../dom.ts';
import { px } from '../format.ts';

export interface FilterPicture {
  /** Row by row from the top. */
  readonly weights: readonly number[];
  /** Cells in a row. */
  readonly columns: number;
  /** The weight that counts as full strength. */
  readonly largest: number;
  readonly x: number;
  readonly y: number;
  /** Of one cell, in pixels. */
  readonly cell: number;
}

/** One path for each sign and strength: a filter of many cells is a handful of elements. */
export function filterPicture({ weights, columns, largest, x, y, cell }: FilterPicture): VNode {
  const paths = new Map<string, string>();
  weights.forEach((weight, i) => {
    const kind = strengthOf(weight, largest);
    const left = px(x + (i % columns) * cell);
    const top = px(y + Math.floor(i / columns) * cell);
    paths.set(kind, `${paths.get(kind) ?? ''}M${left} ${top}h${px(cell)}v${px(cell)}h${px(-cell)}z`);
  });
  return h(
    'g',
    { class: 'filter' },
    [...paths]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([kind, d]) => h('path', { class: `weight ${kind}`, d })),
  );
}

/** As class names: "none", "positive strength-3". */
export function strengthOf(weight: number, largest: number): string {
  if (weight === 0) return 'none';
  const level = Math.min(4, Math.ceil((Math.abs(weight) / largest) * 4));
  return `${weight > 0 ? 'positive' : 'negative'} strength-${Number.isFinite(level) ? level : 4}`;
}
