// Looks at a plan after each pass and writes down what it sees.
import type { History, LayerSnapshot } from './history.ts';
import type { Block, Tensor } from './layers/layer.ts';
import { sizeOf } from './layers/layer.ts';
import { multiplyAdds } from './layout.ts';
import type { Layout } from './layout.ts';
import { Log, slotOf } from './log.ts';
import { rankCost } from './measures.ts';
import type { Plan } from './plan.ts';
import type { NetworkSpec } from './spec.ts';
import { createWidths } from './width.ts';

export interface Probes {
  /** Up to the last step; the same object every time. */
  readonly history: History;
  /** Whether they read the plan's measures, which may have been taken on the way: then `measured` is true. */
  readonly useMeasures: boolean;
  /** After a forward pass over all samples, `step` updates after the start. */
  afterForward(step: number, measured: boolean): void;
  /** After a backward pass over `count` samples: its gradients are still there. */
  afterBackward(count: number, measured: boolean): void;
  snapshot(): LayerSnapshot[];
}

/** Euclidean norm from the sum of squares; 0 only where every entry is 0, also where the squares are too small for a float64. */
export function normOf(squares: number, zeros: number, { data, length }: Block): number {
  if (squares > 1e-280 && squares < Infinity) return Math.sqrt(squares);
  if (zeros === length) return 0;
  let greatest = 0;
  for (const value of data) if (Math.abs(value) > greatest) greatest = Math.abs(value);
  if (greatest === 0 || !Number.isFinite(greatest)) return squares === 0 ? 0 : Math.sqrt(squares);
  let sum = 0;
  for (const value of data) sum += (value / greatest) * (value / greatest);
  return greatest * Math.sqrt(sum);
}

/** Updates between two looks at the ranks: a power of two at which their multiply-adds are a sixtieth of a step's. */
export function rankEveryOf(spec: NetworkSpec, layout: Layout, { samples }: Plan): number {
  const step = multiplyAdds(spec, layout);
  const ranks = layout.layers.map(({ shape, units }) => ({ units, rows: (samples * sizeOf(shape)) / units }));
  const share = (60 * rankCost(ranks)) / step;
  return Math.min(64, 2 ** Math.max(0, Math.ceil(Math.log2(share))));
}

export function createProbes(spec: NetworkSpec, layout: Layout, plan: Plan): Probes {
  const { measures } = plan;
  const { results, slots } = measures;
  const widths = createWidths(spec, layout, plan.layers);
  const rankEvery = rankEveryOf(spec, layout, plan);
  const log = new Log(plan.layers, rankEvery, (index) => plan.layers[index].output.units);
  const { offsets } = log;
  const gradients = plan.layers.map(({ parameters }) => parameters.map(({ gradient }) => gradient));
  return {
    get history() {
      log.flush();
      return log.history;
    },
    useMeasures: true,
    afterForward(step, measured) {
      if (!measured) measures.forward();
      widths.measure();
      const seen = results.data;
      const { numbers } = log;
      for (let index = 0; index < slots.length; index++) {
        const { output } = slots[index];
        const to = log.at + offsets[index];
        numbers[to + slotOf.width] = widths.counts[index];
        numbers[to + slotOf.mean] = seen[output];
        numbers[to + slotOf.std] = seen[output + 1];
        numbers[to + slotOf.dead] = seen[output + 2];
      }
      log.close();
      if (step % rankEvery !== 0) return;
      measures.rank();
      log.history.layers.forEach((layer, index) => layer.effectiveRank.push(seen[slots[index].rank]));
    },
    afterBackward(count, measured) {
      if (!measured) measures.backward(count);
      const seen = results.data;
      const { numbers } = log;
      for (let index = 0; index < slots.length; index++) {
        const { gradient, parameters } = slots[index];
        let to = log.at + offsets[index];
        numbers[to + slotOf.gradientMean] = gradient < 0 ? 0 : seen[gradient];
        numbers[to + slotOf.gradientStd] = gradient < 0 ? 0 : seen[gradient + 1];
        to += slotOf.parameters;
        for (let p = 0; p < parameters.length; p++, to += 2) {
          const at = parameters[p];
          const learns = gradients[index][p];
          numbers[to] = learns === null ? 0 : normOf(seen[at], seen[at + 1], learns);
          numbers[to + 1] = learns === null ? 0 : seen[at + 1];
        }
      }
    },
    snapshot() {
      widths.measure();
      measures.forward();
      measures.rank();
      return plan.layers.map(({ spec: { id, kind }, output, parameters }, index) => ({
        id,
        kind,
        units: output.units,
        parameters: Object.fromEntries(
          parameters.map(({ name, shape, value }) => [name, { shape, values: value.data.slice() }]),
        ),
        classes: widths.classes[index].slice(),
        ...unitsOf(output, plan.samples),
        activationMean: results.data[slots[index].output],
        activationStd: results.data[slots[index].output + 1],
        effectiveRank: results.data[slots[index].rank],
      }));
    },
  };
}

/** Mean and spread of each unit over samples and positions. */
function unitsOf({ value, units, size }: Tensor, samples: number) {
  const values = value.data;
  const rows = (samples * size) / units;
  const unitMean = new Float64Array(units);
  const unitStd = new Float64Array(units);
  for (let u = 0; u < units; u++) {
    const anchor = values[u];
    let sum = 0;
    let squares = 0;
    for (let i = u; i < rows * units; i += units) {
      sum += values[i] - anchor;
      squares += (values[i] - anchor) * (values[i] - anchor);
    }
    unitMean[u] = anchor + sum / rows;
    unitStd[u] = Math.sqrt(Math.max(0, squares / rows - (sum / rows) * (sum / rows)));
  }
  return { unitMean, unitStd };
}
