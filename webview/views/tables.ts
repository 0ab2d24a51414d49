// Every picture as a table: for screen readers, for reading numbers, and for tests.
import type { Prediction } from '../../src/core/verdict/verdict.ts';
import { h, type VNode } from '../dom.ts';
import { short } from '../format.ts';
import type { LayerFrame } from '../simulation-api.ts';
import type { RunData } from '../simulation.ts';
import { text } from '../text.ts';
import { firstStep, kernelGradient, widthAt } from './history.ts';
import type { Signal } from './signals.ts';

export type Cell = string | number;

const heads = text.columns;

/** `name` is the caption and the handle by which the table is opened. */
export const table = (name: string, columns: readonly string[], rows: readonly (readonly Cell[])[]): VNode =>
  h(
    'div',
    { class: 'table', tabindex: 0, role: 'region', 'aria-label': name },
    h(
      'table',
      {},
      h('caption', {}, name),
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          columns.map((column) => h('th', { scope: 'col' }, column)),
        ),
      ),
      h(
        'tbody',
        {},
        rows.map((cells) =>
          h(
            'tr',
            {},
            cells.map((cell, i) => (i === 0 ? h('th', { scope: 'row' }, cell) : h('td', {}, cell))),
          ),
        ),
      ),
    ),
  );

/** The network at a step: one row a layer. */
export function networkTable(name: string, run: RunData, prediction: Prediction, step: number): VNode {
  const rows = prediction.layers
    .filter((layer) => Object.keys(layer.firstSteps).length > 0)
    .map((layer) => {
      const history = run.history?.layers.find((entry) => entry.id === layer.id);
      const gradient = kernelGradient(run, layer.id, step);
      return [
        layer.id,
        layer.units,
        history === undefined ? layer.effectiveWidth : widthAt(history, step),
        gradient === null ? '' : short(gradient),
      ];
    });
  return table(name, [heads.layer, heads.units, heads.width, heads.gradientAt(Math.max(1, step))], rows);
}

/** One row a parameter: first steps, measured and predicted, and some of the gradients. */
export function gradientTable(name: string, run: RunData, prediction: Prediction): VNode {
  const steps = sampleSteps(run.history?.step ?? 0);
  const rows = (run.history?.layers ?? []).flatMap((layer) =>
    Object.entries(layer.gradientNorms).map(([parameter, norms]) => {
      const first = prediction.layers.find((entry) => entry.id === layer.id)?.firstSteps[parameter];
      return [
        `${layer.id} ${parameter}`,
        firstStep(norms) ?? text.never,
        first === undefined ? '' : (first ?? text.never),
        ...steps.map((step) => short(norms[step - 1] ?? 0)),
      ];
    }),
  );
  return table(name, [heads.parameter, heads.first, heads.predicted, ...steps.map(text.step)], rows);
}

export function widthTable(name: string, run: RunData): VNode {
  const steps = [0, ...sampleSteps(run.history?.step ?? 0)];
  const rows = (run.history?.layers ?? []).map((layer) => [
    layer.id,
    layer.units,
    ...steps.map((step) => widthAt(layer, step)),
  ]);
  return table(name, [heads.layer, heads.units, ...steps.map(text.step)], rows);
}

export function lossTable(
  name: string,
  runs: readonly { readonly title: string; readonly run: RunData }[],
): VNode {
  const longest = Math.max(0, ...runs.map(({ run }) => run.history?.step ?? 0));
  const steps = [0, ...sampleSteps(longest)];
  const rows = steps.map((step) => [
    step,
    ...runs.map(({ run }) => {
      const loss = run.history?.loss[step];
      return loss === undefined ? '' : short(loss);
    }),
  ]);
  return table(name, [text.time.step, ...runs.map(({ title }) => title)], rows);
}

/** One row a unit: its incoming weights, its bias, and the number of its row. */
export function weightTable(name: string, frame: LayerFrame): VNode {
  const inputs = frame.shownInputs.map((input) => heads.from(input + 1));
  const rows = frame.shownUnits.map((unit, j) => [
    unit + 1,
    frame.rows[j] + 1,
    ...frame.kernel.map((row) => short(row[j])),
    ...(frame.bias.length > 0 ? [short(frame.bias[j])] : []),
  ]);
  return table(
    name,
    [heads.unit, heads.row, ...inputs, ...(frame.bias.length > 0 ? [text.picture.bias] : [])],
    rows,
  );
}

export const signalTable = (name: string, signals: readonly Signal[]): VNode =>
  table(
    name,
    [heads.layer, heads.outputSpread, heads.gradientSpread, heads.rank, heads.silent],
    signals.map(({ layer, forward, backward, rank, dead }) => [
      layer.id,
      short(forward),
      short(backward),
      rank === null ? '' : short(rank),
      text.width(dead, layer.units),
    ]),
  );

/** The first five steps, where it is decided what moves, then ever fewer, and the last. */
function sampleSteps(last: number): readonly number[] {
  const wanted = [1, 2, 3, 4, 5, 10, 20, 50, 100, 200, 500, 1000];
  return [...new Set([...wanted.filter((step) => step < last), last])].filter((step) => step > 0);
}
