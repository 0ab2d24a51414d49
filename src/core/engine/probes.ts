// Looks at a plan after each pass and writes down what it sees.
import type { History, LayerHistory, LayerSnapshot } from './history.ts';
import type { Kernels, Machine } from './kernels/kernels.ts';
import type { Block, Parameter, Tensor } from './layers/layer.ts';
import type { Layout } from './layout.ts';
import type { Plan } from './plan.ts';
import type { NetworkSpec } from './spec.ts';
import { createWidths } from './width.ts';

export interface Probes {
  readonly history: History;
  /** After a forward pass over all samples. */
  afterForward(): void;
  /** After the backward pass of step `step` (1-based) over `count` samples, before the update. */
  afterBackward(step: number, count: number): void;
  snapshot(): LayerSnapshot[];
}

/** Euclidean norm; 0 only where every entry is 0, also where the squares are too small for a float64. */
export function norm(kernels: Kernels, block: Block): number {
  const squares = kernels.sumOfSquares(block.length, block.at);
  if (squares > 1e-280 && squares < Infinity) return Math.sqrt(squares);
  let greatest = 0;
  for (const value of block.data) if (Math.abs(value) > greatest) greatest = Math.abs(value);
  if (greatest === 0 || !Number.isFinite(greatest)) return squares === 0 ? 0 : Math.sqrt(squares);
  let sum = 0;
  for (const value of block.data) sum += (value / greatest) * (value / greatest);
  return greatest * Math.sqrt(sum);
}

/** Units whose value is 0 in each of the first `rows` rows. */
function deadUnits(values: Float64Array, rows: number, units: number): number {
  let dead = 0;
  for (let u = 0; u < units; u++) {
    let i = u;
    const end = rows * units;
    while (i < end && values[i] === 0) i += units;
    if (i >= end) dead++;
  }
  return dead;
}

/** Mean and standard deviation, taken relative to the first value so that equal values have a deviation of exactly 0. */
function momentsOf(
  { memory, kernels }: Machine,
  values: Block,
  length: number,
  into: Block,
  to: Moments,
): void {
  kernels.moments(length, values.at, into.at);
  const shift = memory[into.at] / length;
  to.mean = values.data[0] + shift;
  to.std = Math.sqrt(Math.max(0, memory[into.at + 1] / length - shift * shift));
}

interface Moments {
  mean: number;
  std: number;
}

/** Adds the norm of a parameter's gradient at a step, and how many of its entries are 0. */
export function recordGradient(
  layer: LayerHistory,
  name: string,
  step: number,
  size: number,
  zeros: number,
): void {
  layer.gradientNorms[name].push(size);
  layer.zeroGradients[name].push(zeros);
  if (size !== 0 && layer.firstGradientStep[name] === null) {
    layer.firstGradientStep[name] = step;
    layer.firstGradientSize[name] = size;
  }
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
    gradientMean: [],
    gradientStd: [],
  };
};

/** Rows of a tensor's matrix of units: samples times positions. */
const rowsOf = ({ size, units }: Tensor, count: number) => (count * size) / units;

export function createProbes(spec: NetworkSpec, layout: Layout, plan: Plan): Probes {
  const widths = createWidths(spec, layout, plan.layers);
  const layers: LayerHistory[] = plan.layers.map(({ spec: { id, kind }, output, parameters }) =>
    emptyLayer(id, kind, output.units, parameters),
  );
  const history: History = { loss: [], layers };
  const stats = { mean: 0, std: 0 };
  return {
    history,
    afterForward() {
      widths.measure();
      for (let index = 0; index < layers.length; index++) {
        const { output } = plan.layers[index];
        const layer = layers[index];
        momentsOf(plan.machine, output.value, plan.samples * output.size, plan.scratch, stats);
        layer.effectiveWidth.push(widths.counts[index]);
        layer.deadUnits.push(deadUnits(output.value.data, rowsOf(output, plan.samples), output.units));
        layer.activationMean.push(stats.mean);
        layer.activationStd.push(stats.std);
      }
    },
    afterBackward(step, count) {
      for (let index = 0; index < layers.length; index++) {
        const { output, parameters } = plan.layers[index];
        const layer = layers[index];
        if (output.gradient === null) {
          stats.mean = stats.std = 0;
        } else {
          momentsOf(plan.machine, output.gradient, count * output.size, plan.scratch, stats);
        }
        layer.gradientMean.push(stats.mean);
        layer.gradientStd.push(stats.std);
        for (const { name, gradient } of parameters) {
          const size = gradient === null ? 0 : norm(plan.machine.kernels, gradient);
          const length = gradient === null ? 0 : gradient.length;
          const zeros =
            size === 0 || gradient === null ? length : plan.machine.kernels.countZeros(length, gradient.at);
          recordGradient(layer, name, step, size, zeros);
        }
      }
    },
    snapshot() {
      widths.measure();
      return plan.layers.map(({ spec: { id, kind }, output, parameters }, index) => ({
        id,
        kind,
        units: output.units,
        parameters: Object.fromEntries(
          parameters.map(({ name, shape, value }) => [name, { shape, values: value.data.slice() }]),
        ),
        classes: widths.classes[index].slice(),
        ...describe(plan, output),
      }));
    },
  };
}

/** Rows looked at for the rank: enough to tell ranks apart, few enough for every frame. */
export const rankRows = 128;

function describe(plan: Plan, output: Tensor) {
  const values = output.value.data;
  const { units } = output;
  const rows = rowsOf(output, plan.samples);
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
  const stats = { mean: 0, std: 0 };
  momentsOf(plan.machine, output.value, plan.samples * output.size, plan.scratch, stats);
  return {
    unitMean,
    unitStd,
    activationMean: stats.mean,
    activationStd: stats.std,
    effectiveRank: participation(values, Math.min(rows, rankRows), units, unitMean),
  };
}

/** (Σλ)² / Σλ² of the covariance's eigenvalues, from the products of the centred rows; 0 where nothing varies. */
export function participation(
  values: Float64Array,
  rows: number,
  units: number,
  mean: Float64Array,
  weights: Float64Array | null = null,
): number {
  let trace = 0;
  let squares = 0;
  for (let a = 0; a < rows; a++) {
    for (let b = a; b < rows; b++) {
      let dot = 0;
      for (let u = 0; u < units; u++) {
        const product = (values[a * units + u] - mean[u]) * (values[b * units + u] - mean[u]);
        dot += weights === null ? product : weights[u] * product;
      }
      if (a === b) trace += dot;
      squares += (a === b ? 1 : 2) * dot * dot;
    }
  }
  return squares === 0 ? 0 : (trace * trace) / squares;
}
