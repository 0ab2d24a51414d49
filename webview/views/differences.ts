// The networks side by side, in numbers: the same step, the same data, the same seed.
import type { VNode } from '../dom.ts';
import { h } from '../dom.ts';
import { short } from '../format.ts';
import type { PanelState } from '../state.ts';
import { text } from '../text.ts';
import type { Column } from './comparison.ts';
import { learningStep, mainParameter, normsOf, widthAt } from './history.ts';
import { type Cell, table } from './tables.ts';
import { hiddenLayers } from './widths.ts';

/** Null where there is nothing to compare. */
export function differences(state: PanelState, columns: readonly Column[]): VNode | null {
  if (columns.length < 2) return null;
  const heads = text.columns;
  const [written] = columns;
  const withAccuracy = columns.some(({ run }) => run.frame?.outcome?.accuracy != null);
  return h(
    'div',
    { class: 'differences' },
    table(
      text.differences,
      [
        heads.network,
        heads.lossAt(state.step),
        heads.difference,
        heads.hidden,
        heads.lastToLearn,
        ...(withAccuracy ? [heads.accuracy] : []),
      ],
      columns.map((column) => {
        const accuracy = column.run.frame?.outcome?.accuracy ?? null;
        const loss = lossAt(column, state.step);
        return [
          column.variant.title,
          loss === null ? '' : short(loss),
          column === written ? '' : signed(loss, lossAt(written, state.step)),
          hidden(column, state.step),
          lastToLearn(column),
          ...(withAccuracy ? [accuracy === null ? '' : `${Math.round(accuracy * 1000) / 10} %`] : []),
        ];
      }),
    ),
  );
}

const lossAt = ({ run }: Column, step: number): number | null => {
  const losses = run.history?.loss ?? [];
  return losses.at(Math.min(step, losses.length - 1)) ?? null;
};

const signed = (loss: number | null, other: number | null): string =>
  loss === null || other === null ? '' : `${loss > other ? '+' : ''}${short(loss - other)}`;

function hidden({ variant, run }: Column, step: number): Cell {
  const layers = hiddenLayers(run, variant.spec.outputs);
  const sum = (of: (layer: (typeof layers)[number]) => number) =>
    layers.reduce((total, layer) => total + of(layer), 0);
  return layers.length === 0
    ? ''
    : text.width(
        sum((layer) => widthAt(layer, step)),
        sum(({ units }) => units),
      );
}

/** The step from which every kernel learns; "never" where one does not as far as was trained. */
function lastToLearn({ variant, run }: Column): Cell {
  const steps = (run.history?.layers ?? []).flatMap((layer) => {
    const name = mainParameter(layer);
    const predicted = variant.prediction.layers.find(({ id }) => id === layer.id)?.firstSteps;
    const norms = name === null ? [] : normsOf(layer, name);
    const isFrozen = variant.spec.layers.find(({ id }) => id === layer.id)?.trainable === false;
    return name === null || norms.length === 0 || isFrozen ? [] : [learningStep(norms, predicted?.[name])];
  });
  if (steps.length === 0) return '';
  return steps.includes(null) ? text.never : text.step(Math.max(...steps.map((step) => step ?? 0)));
}
