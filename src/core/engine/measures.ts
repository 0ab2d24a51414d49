// What is measured of a plan after each pass, by programs that leave the numbers in the machine's memory.
import type { Arena } from './arena.ts';
import type { Block } from './layers/layer.ts';
import type { PlanLayer } from './plan-layer.ts';

/** Places of a layer's numbers in `Measures.results`. */
export interface LayerSlots {
  /** Of the outputs: mean and standard deviation over everything, and how many units are exactly 0 everywhere. */
  readonly output: number;
  /** Mean and standard deviation of the outputs' gradients; −1 where there are none. */
  readonly gradient: number;
  /** For each parameter, sum of squares and number of zeros of its gradient; −1 where it is frozen. */
  readonly parameters: readonly number[];
  readonly rank: number;
}

export interface Measures {
  readonly results: Block;
  readonly slots: readonly LayerSlots[];
  /** Outputs, after a pass over all samples. */
  readonly forward: () => void;
  /** Gradients, after a backward pass over so many samples. */
  backward(batch: number): void;
  /** The calls of kernels that these two make, one by one: to be part of another program. */
  readonly calls: { readonly forward: () => void; readonly backward: (batch: number) => void };
  /** Effective ranks, after a pass over all samples. */
  readonly rank: () => void;
}

/** Rows looked at for the rank, evenly spread: enough to tell ranks apart, few enough for every frame. */
export const rankRows = 128;

/** Kinds whose bias learns the sum of what comes back to each unit: that sum need not be made again. */
const addsUp: ReadonlySet<string> = new Set(['dense', 'conv1d', 'conv2d', 'depthwiseConv2d']);

/** Multiply-adds that the ranks take. */
export const rankCost = (layers: readonly { readonly units: number; readonly rows: number }[]): number =>
  layers.reduce((sum, { units, rows }) => {
    const looked = Math.min(rows, rankRows);
    return sum + looked * units * Math.min(looked, units);
  }, 0);

export function createMeasures(
  arena: Arena,
  layers: readonly PlanLayer[],
  samples: number,
  batches: readonly number[],
): Measures {
  const { machine } = arena;
  let next = 0;
  const take = (count: number) => {
    const at = next;
    next += count;
    return at;
  };
  const slots = layers.map(({ output, parameters }): LayerSlots => ({
    output: take(3),
    gradient: output.gradient === null ? -1 : take(2),
    parameters: parameters.map(({ gradient }) => (gradient === null ? -1 : take(2))),
    // One more, which the kernel writes on the way.
    rank: take(2),
  }));
  const results = arena.allocate(next);
  const forward = () => {
    const { kernels } = machine;
    layers.forEach(({ output: { value, size, units } }, index) => {
      kernels.describe((samples * size) / units, units, value.at, results.at + slots[index].output);
    });
  };
  const backward = (batch: number) => {
    const { kernels } = machine;
    layers.forEach(({ spec: { kind }, output: { gradient, size, units }, parameters }, index) => {
      const to = results.at + slots[index].gradient;
      const sums = addsUp.has(kind) ? parameters.find(({ name }) => name === 'bias')?.gradient : null;
      if (gradient !== null && sums != null) {
        kernels.spreadFromSums(batch * size, units, gradient.at, sums.at, to);
      } else if (gradient !== null) {
        kernels.spread(batch * size, gradient.at, to);
      }
      parameters.forEach((parameter, p) => {
        if (parameter.gradient === null) return;
        const { at, length } = parameter.gradient;
        kernels.gradientSize(length, at, results.at + slots[index].parameters[p]);
      });
    });
  };
  const passes = [...new Set(batches)].map((batch) => ({
    batch,
    run: arena.program(() => {
      backward(batch);
    }),
  }));
  return {
    results,
    slots,
    calls: { forward, backward },
    forward: arena.program(forward),
    backward(batch) {
      for (const pass of passes) if (pass.batch === batch) pass.run();
    },
    rank: rankProgram(arena, layers, samples, (index) => results.at + slots[index].rank),
  };
}

/** Rank of the covariance, from its smaller form: of the units, or of the rows. */
function rankProgram(
  arena: Arena,
  layers: readonly PlanLayer[],
  samples: number,
  slotOf: (layer: number) => number,
): () => void {
  const { machine } = arena;
  const sizes = layers.map(({ output: { size, units } }) => {
    const all = (samples * size) / units;
    const rows = Math.min(all, rankRows);
    return { rows, every: Math.floor(all / rows), units, order: Math.min(rows, units) };
  });
  const centred = arena.allocate(Math.max(...sizes.map(({ rows, units }) => rows * units)));
  const products = arena.allocate(Math.max(...sizes.map(({ order }) => order * order)));
  return arena.program(() => {
    const { kernels } = machine;
    layers.forEach(({ output }, index) => {
      const { rows, every, units, order } = sizes[index];
      const x = centred.at;
      kernels.centre(rows, units, output.value.at, every * units, x);
      if (units <= rows) {
        kernels.multiply(units, units, rows, x, 1, units, x, units, 1, products.at, units, -1, 0);
      } else {
        kernels.multiply(rows, rows, units, x, units, 1, x, 1, units, products.at, rows, -1, 0);
      }
      kernels.participation(order, products.at, slotOf(index));
    });
  });
}
