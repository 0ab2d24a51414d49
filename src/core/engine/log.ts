// What the probes see of each step, as one row of numbers. The rows are sorted into the lists of the history when that is
// asked for: thirty lists that grow at every step cost more than the step of a small network, for each growth copies a list.
import type { History, LayerHistory } from './history.ts';
import type { Parameter } from './layers/layer.ts';
import type { PlanLayer } from './plan-layer.ts';

/** Places of a layer's numbers in a row; where its parameters begin, each has its norm and its zeros. */
export const slotOf = { width: 0, dead: 1, mean: 2, std: 3, gradientMean: 4, gradientStd: 5, parameters: 6 };

/** A list of the history and where its numbers stand in a row. */
interface Column {
  readonly list: number[];
  readonly at: number;
  /** Of the backward pass, which the row of the start has none of. */
  readonly back: boolean;
}

export interface Log {
  /** Up to date once `flush` has been called. */
  readonly history: History;
  /** Where to write the row at hand: layer `index` begins at `at + offsets[index]`. Both change when a row is closed. */
  numbers: Float64Array;
  at: number;
  readonly offsets: readonly number[];
  /** The row is complete. */
  close(): void;
  /** Puts all complete rows into the history. */
  flush(): void;
}

/** Numbers in a piece of the log, about; a row is never parted. */
const pieceLength = 2 ** 13;

/** `units`: of each layer, where they are not those of the plan. */
export function createLog(
  planLayers: readonly PlanLayer[],
  rankEvery: number,
  units: (index: number) => number,
): Log {
  const layers: LayerHistory[] = planLayers.map(({ spec: { id, kind }, parameters }, index) =>
    emptyLayer(id, kind, units(index), parameters),
  );
  const columns: Column[] = [];
  const norms: { readonly layer: LayerHistory; readonly name: string }[] = [];
  const offsets: number[] = [];
  let width = 0;
  planLayers.forEach(({ parameters }, index) => {
    const layer = layers[index];
    const add = (list: number[], back: boolean): void => void columns.push({ list, at: width++, back });
    offsets.push(width);
    add(layer.effectiveWidth, false);
    add(layer.deadUnits, false);
    add(layer.activationMean, false);
    add(layer.activationStd, false);
    add(layer.gradientMean, true);
    add(layer.gradientStd, true);
    for (const { name } of parameters) {
      norms.push({ layer, name });
      add(layer.gradientNorms[name], true);
      add(layer.zeroGradients[name], true);
    }
  });
  const room = Math.max(1, Math.floor(pieceLength / width));
  const piece = () => new Float64Array(room * width);
  /** Full ones; the one at hand is `log.numbers`. */
  let pieces: Float64Array[] = [];
  /** Rows that are in the lists already, and rows in the piece at hand. */
  let before = 0;
  let rows = 0;

  const log: Log = {
    history: { loss: doubles(), layers, rankEvery },
    numbers: piece(),
    at: 0,
    offsets,
    close() {
      rows += 1;
      log.at += width;
      if (rows < room) return;
      pieces.push(log.numbers);
      log.numbers = piece();
      log.at = rows = 0;
    },
    flush() {
      const count = pieces.length * room + rows;
      if (count === 0) return;
      pieces.push(log.numbers);
      /** The row of the start has no backward pass. */
      const skipped = before === 0 ? 1 : 0;
      for (const { list, at, back } of columns) {
        let next = list.length;
        // To the full length at once; one by one, they would be copied over and over.
        if (count > 16) list.length += back ? count - skipped : count;
        for (let row = back ? skipped : 0; row < count; row++) {
          list[next++] = pieces[Math.floor(row / room)][(row % room) * width + at];
        }
      }
      for (const { layer, name } of norms) findFirst(layer, name, before + skipped - 1);
      pieces = [];
      before += count;
      log.at = rows = 0;
    },
  };
  return log;
}

/** The first norm that is not 0, among those after so many steps. */
function findFirst(layer: LayerHistory, name: string, after: number): void {
  if (layer.firstGradientStep[name] !== null) return;
  const norms = layer.gradientNorms[name];
  let step = after;
  while (step < norms.length && norms[step] === 0) step++;
  if (step === norms.length) return;
  layer.firstGradientStep[name] = step + 1;
  layer.firstGradientSize[name] = norms[step];
}

/** An empty list that has held a fraction: platforms keep it as plain float64, and all lists of a history alike. */
function doubles(): number[] {
  const list = [0.5];
  list.pop();
  return list;
}

const emptyLayer = (
  id: string,
  kind: LayerHistory['kind'],
  units: number,
  parameters: readonly Parameter[],
): LayerHistory => {
  const each = <T>(make: () => T): Record<string, T> =>
    Object.fromEntries(parameters.map(({ name }) => [name, make()]));
  return {
    id,
    kind,
    units,
    effectiveWidth: doubles(),
    gradientNorms: each(doubles),
    zeroGradients: each(doubles),
    firstGradientStep: each((): number | null => null),
    firstGradientSize: each((): number | null => null),
    deadUnits: doubles(),
    activationMean: doubles(),
    activationStd: doubles(),
    effectiveRank: doubles(),
    gradientMean: doubles(),
    gradientStd: doubles(),
  };
};
