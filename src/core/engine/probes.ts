// Looks at a plan after each pass and writes down what it sees.
import type { History, LayerHistory, LayerSnapshot } from './history.ts';
import type { Block, Parameter, Tensor } from './layers/layer.ts';
import { sizeOf } from './layers/layer.ts';
import { multiplyAdds } from './layout.ts';
import type { Layout } from './layout.ts';
import { rankCost } from './measures.ts';
import type { Plan } from './plan.ts';
import type { NetworkSpec } from './spec.ts';
import { createWidths } from './width.ts';

export interface Probes {
  readonly history: History;
  /** Whether they read the plan's measures, which may have been taken on the way: then `measured` is true. */
  readonly useMeasures: boolean;
  /** After a forward pass over all samples, `step` updates after the start. */
  afterForward(step: number, measured: boolean): void;
  /** After the backward pass of step `step` (1-based) over `count` samples: its gradients are still there. */
  afterBackward(step: number, count: number, measured: boolean): void;
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

/** Takes down the norm of one parameter's gradient at a step, and how many of its entries are 0. */
export type GradientRecord = (step: number, size: number, zeros: number) => void;

export function gradientRecord(layer: LayerHistory, name: string): GradientRecord {
  const norms = layer.gradientNorms[name];
  const zeroCounts = layer.zeroGradients[name];
  let learns = false;
  return (step, size, zeros) => {
    norms.push(size);
    zeroCounts.push(zeros);
    if (learns || size === 0) return;
    learns = true;
    layer.firstGradientStep[name] = step;
    layer.firstGradientSize[name] = size;
  };
}

export const emptyLayer = (
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
    effectiveWidth: [],
    gradientNorms: each((): number[] => []),
    zeroGradients: each((): number[] => []),
    firstGradientStep: each((): number | null => null),
    firstGradientSize: each((): number | null => null),
    deadUnits: [],
    activationMean: [],
    activationStd: [],
    effectiveRank: [],
    gradientMean: [],
    gradientStd: [],
  };
};

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
  const layers: LayerHistory[] = plan.layers.map(({ spec: { id, kind }, output, parameters }) =>
    emptyLayer(id, kind, output.units, parameters),
  );
  const records = plan.layers.map(({ parameters }, index) =>
    parameters.map(({ name, gradient }) => ({ gradient, record: gradientRecord(layers[index], name) })),
  );
  const rankEvery = rankEveryOf(spec, layout, plan);
  const history: History = { loss: [], layers, rankEvery };
  return {
    history,
    useMeasures: true,
    afterForward(step, measured) {
      if (!measured) measures.forward();
      widths.measure();
      const numbers = results.data;
      for (let index = 0; index < layers.length; index++) {
        const { output } = slots[index];
        const layer = layers[index];
        layer.effectiveWidth.push(widths.counts[index]);
        layer.deadUnits.push(numbers[output + 2]);
        layer.activationMean.push(numbers[output]);
        layer.activationStd.push(numbers[output + 1]);
      }
      if (step % rankEvery !== 0) return;
      measures.rank();
      layers.forEach((layer, index) => layer.effectiveRank.push(numbers[slots[index].rank]));
    },
    afterBackward(step, count, measured) {
      if (!measured) measures.backward(count);
      const numbers = results.data;
      for (let index = 0; index < layers.length; index++) {
        const slot = slots[index];
        const layer = layers[index];
        layer.gradientMean.push(slot.gradient < 0 ? 0 : numbers[slot.gradient]);
        layer.gradientStd.push(slot.gradient < 0 ? 0 : numbers[slot.gradient + 1]);
        for (let p = 0; p < records[index].length; p++) {
          const { gradient, record } = records[index][p];
          const at = slot.parameters[p];
          if (gradient === null) record(step, 0, 0);
          else record(step, normOf(numbers[at], numbers[at + 1], gradient), numbers[at + 1]);
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
