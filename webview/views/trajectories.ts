// The paths of single units: the size of each unit's incoming weights over time. Twins draw one line, with their number.
import { h, type VNode } from '../dom.ts';
import { px, short } from '../format.ts';
import { text } from '../text.ts';
import type { Trajectories } from '../simulation-api.ts';
import { gutter, type TimeScale, xOfStep } from './scale.ts';

const height = 96;

export interface Path {
  readonly units: readonly number[];
  readonly norms: readonly number[];
}

/** Units whose paths are the same at every step, together. */
export function paths({ units, norms }: Trajectories): readonly Path[] {
  const found = new Map<string, { units: number[]; norms: readonly number[] }>();
  units.forEach((unit, i) => {
    const path = norms[i] ?? [];
    const key = path.join();
    const known = found.get(key);
    if (known === undefined) found.set(key, { units: [unit], norms: path });
    else known.units.push(unit);
  });
  return [...found.values()];
}

export function trajectoriesPicture(
  trajectories: Trajectories,
  scale: TimeScale,
  step: number,
  label: string,
): VNode {
  const all = paths(trajectories);
  const values = all.flatMap(({ norms }) => norms).filter(Number.isFinite);
  const most = Math.max(...values, 0) || 1;
  const y = (norm: number): number => px(8 + (height - 16) * (1 - norm / most));
  return h(
    'svg',
    {
      class: 'trajectories',
      width: px(scale.width),
      height,
      viewBox: `0 0 ${px(scale.width)} ${height}`,
      role: 'img',
      'aria-label': label,
    },
    h('text', { class: 'axis-name', x: gutter.left - 8, y: 14 }, short(most)),
    h('text', { class: 'axis-name', x: gutter.left - 8, y: height - 6 }, '0'),
    all.map(({ units, norms }) => {
      const points = norms.map((norm, i) => `${px(xOfStep(scale, trajectories.steps[i] ?? 0))} ${y(norm)}`);
      const last = norms.at(-1) ?? 0;
      return h(
        'g',
        { class: units.length > 1 ? 'path shared' : 'path' },
        h('title', {}, text.picture.unitList(units.map((unit) => unit + 1).join(', '))),
        h('path', { d: `M${points.join('L')}` }),
        units.length > 1
          ? h(
              'text',
              { x: px(scale.width - gutter.right + 8), y: y(last) + 4 },
              text.picture.units(units.length),
            )
          : null,
      );
    }),
    h('path', { class: 'playhead', d: `M${px(xOfStep(scale, step))} 0V${height}` }),
  );
}
