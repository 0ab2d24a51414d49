// What the probes see of each step, as one row of numbers. The rows are sorted into the lists of the history when that is
// asked for: thirty lists that grow at every step cost more than the step of a small network, for each growth copies a list.
import type { History, LayerHistory } from './history.ts';
import type { Parameter } from './layers/layer.ts';
import type { PlanLayer } from './plan-layer.ts';

/** Places of a layer's numbers in a row; where its parameters begin, each has its norm and its zeros. */
export const slotOf = { width: 0, dead: 1, mean: 2, std: 3, gradientMean: 4, gradientStd: 5, parameters: 6 };

/** A list of the history, for one number of each row. */
interface Column {
  readonly list: number[];
  /** Of the backward pass, which the row of the start has none of. */
  readonly back: boolean;
}

/** Numbers in a piece of the log, about; a row is never parted. */
const pieceLength = 2 ** 13;

export class Log {
  /** Up to date once `flush` has been called. */
  readonly history: History;
  /** Where to write the row at hand: layer `index` begins at `at + offsets[index]`. Both change when a row is closed. */
  numbers: Float64Array;
  at = 0;
  readonly offsets: readonly number[];
  readonly #columns: readonly Column[];
  readonly #width: number;
  /** Rows of a piece. */
  readonly #room: number;
  /** Full ones; the one at hand is `numbers`. */
  #full: Float64Array[] = [];
  /** Rows that are in the lists already. */
  #before = 0;

  /** `units`: of each layer, where they are not those of the plan. */
  constructor(planLayers: readonly PlanLayer[], rankEvery: number, units: (index: number) => number) {
    const layers = planLayers.map(({ spec: { id, kind }, parameters }, index) =>
      emptyLayer(id, kind, units(index), parameters),
    );
    const columns: Column[] = [];
    this.offsets = planLayers.map(({ parameters }, index) => {
      const offset = columns.length;
      columns.push(...columnsOf(layers[index], parameters));
      return offset;
    });
    this.history = { loss: doubles(), layers, rankEvery };
    this.#columns = columns;
    this.#width = columns.length;
    this.#room = Math.max(1, Math.floor(pieceLength / this.#width));
    this.numbers = this.#piece();
  }

  #piece(): Float64Array {
    return new Float64Array(this.#room * this.#width);
  }

  /** The row is complete. */
  close(): void {
    this.at += this.#width;
    if (this.at < this.numbers.length) return;
    this.#full.push(this.numbers);
    this.numbers = this.#piece();
    this.at = 0;
  }

  /** Puts all complete rows into the history. */
  flush(): void {
    const room = this.#room;
    const width = this.#width;
    const pieces = [...this.#full, this.numbers];
    const count = this.#full.length * room + this.at / width;
    if (count === 0) return;
    /** The row of the start has no backward pass. */
    const skipped = this.#before === 0 ? 1 : 0;
    this.#columns.forEach(({ list, back }, at) => {
      let next = list.length;
      // To the full length at once; one by one, they would be copied over and over.
      if (count > 16) list.length += back ? count - skipped : count;
      for (let row = back ? skipped : 0; row < count; row++) {
        list[next++] = pieces[Math.floor(row / room)][(row % room) * width + at];
      }
    });
    const after = this.#before + skipped - 1;
    for (const layer of this.history.layers)
      for (const name in layer.gradientNorms) findFirst(layer, name, after);
    this.#full = [];
    this.#before += count;
    this.at = 0;
  }
}

/** The lists of a layer in the order of its numbers in a row. */
function columnsOf(layer: LayerHistory, parameters: readonly Parameter[]): readonly Column[] {
  const { effectiveWidth, deadUnits, activationMean, activationStd, gradientMean, gradientStd } = layer;
  return [
    ...[effectiveWidth, deadUnits, activationMean, activationStd].map((list) => ({ list, back: false })),
    ...[gradientMean, gradientStd].map((list) => ({ list, back: true })),
    ...parameters.flatMap(({ name }) => [
      { list: layer.gradientNorms[name], back: true },
      { list: layer.zeroGradients[name], back: true },
    ]),
  ];
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
