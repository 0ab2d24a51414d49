// Signals: how large what flows forward and backward is, layer by layer. A column of marks that leans to the left vanishes on its way.
import { h, type VNode } from '../dom.ts';
import { fitted, px, short } from '../format.ts';
import { text } from '../text.ts';
import type { LayerHistory } from '../simulation-api.ts';
import type { RunData } from '../simulation.ts';
import { gutter } from './scale.ts';

export interface SignalsPicture {
  readonly run: RunData;
  readonly step: number;
  readonly focus: string | null;
  readonly width: number;
  readonly label: string;
}

export interface Signal {
  readonly layer: LayerHistory;
  /** Spread of the outputs over samples and units. */
  readonly forward: number;
  /** Spread of the loss's derivative by the outputs. */
  readonly backward: number;
  readonly dead: number;
  readonly rank: number | null;
}

const rowHeight = 22;
const decades = { from: -10, to: 2 } as const;

/** Output first, as in the other pictures. */
export function signalsAt(run: RunData, step: number): readonly Signal[] {
  return [...(run.history?.layers ?? [])].reverse().map((layer) => ({
    layer,
    forward: at(layer.activationStd, step),
    backward: at(layer.gradientStd, Math.max(0, step - 1)),
    dead: at(layer.deadUnits, step),
    rank: run.frame?.layers.find((entry) => entry.id === layer.id)?.effectiveRank ?? null,
  }));
}

const at = (series: readonly number[], index: number): number =>
  series.at(Math.min(index, series.length - 1)) ?? 0;

export function signalsPicture({ run, step, focus, width, label }: SignalsPicture): VNode {
  const signals = signalsAt(run, step);
  const height = signals.length * rowHeight + 34;
  const right = 118;
  const x = (value: number): number =>
    px(
      gutter.left +
        12 +
        ((Math.min(decades.to, Math.max(decades.from, Math.log10(value))) - decades.from) /
          (decades.to - decades.from)) *
          (width - gutter.left - right - 12),
    );
  const y = (i: number): number => i * rowHeight + 30;
  const line = (kind: 'forward' | 'backward'): string => {
    const points = signals.flatMap((signal, i) => (signal[kind] > 0 ? [`${x(signal[kind])} ${y(i)}`] : []));
    return points.length > 1 ? `M${points.join('L')}` : '';
  };
  return h(
    'svg',
    {
      class: 'signals',
      width: px(width),
      height,
      viewBox: `0 0 ${px(width)} ${height}`,
      role: 'img',
      'aria-label': label,
    },
    [-8, -4, 0].map((decade) =>
      h(
        'g',
        { class: 'grid' },
        h('path', { d: `M${x(10 ** decade)} 18V${height}` }),
        h('text', { x: x(10 ** decade), y: 12 }, decade === 0 ? '1' : decade === -4 ? '10⁻⁴' : '10⁻⁸'),
      ),
    ),
    h('text', { class: 'head', x: px(width - right + 14), y: 12 }, text.picture.rank),
    h('text', { class: 'head', x: px(width - 52), y: 12 }, text.picture.silent),
    h('path', { class: 'forward line', d: line('forward') }),
    h('path', { class: 'backward line', d: line('backward') }),
    signals.map((signal, i) =>
      h(
        'g',
        { class: signal.layer.id === focus ? 'row focused' : 'row' },
        h('text', { class: 'name', x: gutter.left - 8, y: y(i) + 4 }, fitted(signal.layer.id, 12)),
        mark('forward', signal.forward, x, y(i)),
        mark('backward', signal.backward, x, y(i)),
        h('text', { x: px(width - right + 14), y: y(i) + 4 }, signal.rank === null ? '' : short(signal.rank)),
        h(
          'text',
          { class: signal.dead > 0 ? 'never' : '', x: px(width - 52), y: y(i) + 4 },
          text.width(signal.dead, signal.layer.units),
        ),
      ),
    ),
  );
}

/** A filled circle for what goes forward, an open diamond for what comes back; exactly zero stands in the margin as a cross. */
function mark(kind: 'forward' | 'backward', value: number, x: (value: number) => number, y: number): VNode {
  const size = value === 0 ? text.picture.exactly : short(value);
  const words = kind === 'forward' ? text.picture.outputSpread(size) : text.picture.gradientSpread(size);
  const title = h('title', {}, words);
  if (value === 0) {
    const left = gutter.left + (kind === 'forward' ? 0 : 8);
    return h('path', { class: `mark ${kind} nil`, d: `M${left - 3} ${y - 3}l6 6m0 -6l-6 6` }, title);
  }
  const cx = x(value);
  return kind === 'forward'
    ? h('circle', { class: 'mark forward', cx, cy: y, r: 4 }, title)
    : h('path', { class: 'mark backward', d: `M${cx} ${y - 5}l5 5l-5 5l-5 -5z` }, title);
}

export const signalsKey = (): VNode =>
  h(
    'span',
    { class: 'signals-key' },
    h(
      'svg',
      { width: 12, height: 12, viewBox: '0 0 12 12', 'aria-hidden': 'true' },
      h('circle', { class: 'mark forward', cx: 6, cy: 6, r: 4 }),
    ),
    text.picture.outputs,
    h(
      'svg',
      { width: 12, height: 12, viewBox: '0 0 12 12', 'aria-hidden': 'true' },
      h('path', { class: 'mark backward', d: 'M6 1l5 5l-5 5l-5 -5z' }),
    ),
    text.picture.gradients,
  );
