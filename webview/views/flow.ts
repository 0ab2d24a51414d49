// Under the columns: the signal on its way to the loss and the gradient on its way back. Where one of them is exactly
// zero its line ends, and the reason stands there.
import { h, type VNode } from '../dom.ts';
import { px } from '../format.ts';
import type { RunData } from '../simulation.ts';
import { text } from '../text.ts';

/** A column of the chain, from input to output. */
export interface Station {
  readonly id: string;
  readonly x: number;
}

export interface Flow {
  readonly stations: readonly Station[];
  readonly run: RunData;
  readonly step: number;
  /** Where the lines begin. */
  readonly y: number;
  /** Why no gradient comes out of the station, in two words; null where that is not known. */
  readonly reason: (id: string) => string | null;
}

export const flowHeight = 40;

export function flowView(flow: Flow): VNode | null {
  const { stations, run, y } = flow;
  if (run.history === null || stations.length < 2) return null;
  return h(
    'g',
    { class: 'flow', 'aria-hidden': 'true' },
    h('text', { class: 'way', x: 2, y: y + 10 }, text.picture.signal),
    h('text', { class: 'way', x: 2, y: y + 30 }, text.picture.gradient),
    stations.slice(1).map((station, i) => {
      const before = stations[i];
      return h('g', {}, forward(flow, before, station), backward(flow, before, station, i));
    }),
  );
}

const clearance = 22;

function forward({ run, step, y }: Flow, from: Station, to: Station): VNode {
  const layer = run.history?.layers.find(({ id }) => id === from.id);
  const silent =
    layer !== undefined && at(layer.activationMean, step) === 0 && at(layer.activationStd, step) === 0;
  return segment(from.x, to.x, y + 6, silent ? 'a = 0' : null);
}

/** What leaves `to` downwards; at the first column there is nothing below that could use it. */
function backward({ run, step, y, reason }: Flow, from: Station, to: Station, index: number): VNode | null {
  if (index === 0) return null;
  const layer = run.history?.layers.find(({ id }) => id === from.id);
  const last = Math.max(0, step - 1);
  const silent =
    layer !== undefined && at(layer.gradientMean, last) === 0 && at(layer.gradientStd, last) === 0;
  const why = silent ? (reason(from.id) ?? 'δ = 0') : null;
  return segment(to.x, from.x, y + 26, why);
}

const at = (series: readonly number[], index: number): number =>
  series.at(Math.min(index, series.length - 1)) ?? NaN;

/** A moving line with a head, or a broken one with the reason on it. */
function segment(from: number, to: number, y: number, stopped: string | null): VNode {
  const way = Math.sign(to - from);
  const start = px(from + way * clearance);
  const end = px(to - way * clearance);
  if (stopped !== null) {
    return h(
      'g',
      {},
      h('path', { class: 'stream stopped', d: `M${start} ${y}H${end}` }),
      h('text', { class: 'stop', x: px((from + to) / 2), y: y + 4 }, stopped),
    );
  }
  return h(
    'g',
    {},
    h('path', { class: 'stream', d: `M${start} ${y}H${end}` }),
    h('path', { class: 'tip', d: `M${end} ${y}l${-way * 6} -3v6z` }),
  );
}
