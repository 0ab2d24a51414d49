// The probes of a lumped plan: every number as the whole network would give it. A group counts as often as it has members.
import { expansionsOf } from './expand.ts';
import type { LayerSnapshot } from './history.ts';
import type { Parameter, Tensor } from './layers/layer.ts';
import { sizeOf } from './layers/layer.ts';
import { Log, slotOf } from './log.ts';
import type { Lumped } from './lump.ts';
import type { PlanLayer } from './plan-layer.ts';
import type { Plan } from './plan.ts';
import type { Probes } from './probes.ts';
import { createWidths } from './width.ts';
import { rankRows } from './measures.ts';
import { rankEveryOf } from './probes.ts';

/** Entries of one parameter that a snapshot copies at most; larger ones are left out of it. */
const snapshotLimit = 1 << 20;

/** Mean and deviation over rows of units that stand for so many each. */
function weighted(values: Float64Array, rows: number, sizes: Float64Array): { mean: number; std: number } {
  const units = sizes.length;
  const anchor = values[0];
  let count = 0;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < rows * units; i++) {
    const weight = sizes[i % units];
    const difference = values[i] - anchor;
    count += weight;
    sum += weight * difference;
    squares += weight * difference * difference;
  }
  const shift = sum / count;
  return { mean: anchor + shift, std: Math.sqrt(Math.max(0, squares / count - shift * shift)) };
}

/** Euclidean norm and number of zeros of the whole gradient. Scaled by the greatest entry: nothing underflows. */
function wholeNorm({ gradient }: Parameter, counts: Float64Array): { size: number; zeros: number } {
  if (gradient === null) return { size: 0, zeros: 0 };
  let greatest = 0;
  for (const value of gradient.data) if (!(Math.abs(value) <= greatest)) greatest = Math.abs(value);
  let squares = 0;
  let zeros = 0;
  gradient.data.forEach((value, i) => {
    if (value === 0) zeros += counts[i];
    else squares += counts[i] * (value / greatest) * (value / greatest);
  });
  return { size: greatest === 0 ? 0 : greatest * Math.sqrt(squares), zeros };
}

function deadUnits(values: Float64Array, rows: number, sizes: Float64Array): number {
  let dead = 0;
  for (let u = 0; u < sizes.length; u++) {
    let row = 0;
    while (row < rows && values[row * sizes.length + u] === 0) row++;
    if (row === rows) dead += sizes[u];
  }
  return dead;
}

/** (Σλ)² / Σλ² of the covariance's eigenvalues, from its smaller form: of the units, or of the rows; 0 where nothing varies. */
function participation(
  { value, units }: Tensor,
  allRows: number,
  sizes: Float64Array,
  centred: Float64Array,
): number {
  const rows = Math.min(allRows, rankRows);
  const every = Math.floor(allRows / rows) * units;
  for (let u = 0; u < units; u++) {
    const anchor = value.data[u];
    let sum = 0;
    for (let row = 0; row < rows; row++) sum += value.data[row * every + u] - anchor;
    for (let row = 0; row < rows; row++) {
      centred[row * units + u] = value.data[row * every + u] - anchor - sum / rows;
    }
  }
  const ofUnits = units <= rows;
  const order = ofUnits ? units : rows;
  let trace = 0;
  let squares = 0;
  for (let a = 0; a < order; a++) {
    for (let b = a; b < order; b++) {
      let dot = 0;
      if (ofUnits) for (let i = 0; i < rows * units; i += units) dot += centred[i + a] * centred[i + b];
      else for (let u = 0; u < units; u++) dot += sizes[u] * centred[a * units + u] * centred[b * units + u];
      if (a === b) trace += ofUnits ? sizes[a] * dot : dot;
      squares += (a === b ? 1 : 2) * (ofUnits ? sizes[a] * sizes[b] : 1) * dot * dot;
    }
  }
  return squares === 0 ? 0 : (trace * trace) / squares;
}

export interface LumpedProbes extends Probes {
  /** The whole parameter. */
  valuesOf(layer: number, parameter: Parameter): { shape: readonly number[]; values: Float64Array };
}

export function createLumpedProbes(lumped: Lumped, plan: Plan): LumpedProbes {
  const expansions = expansionsOf(lumped);
  const widths = createWidths(lumped.spec, lumped.layout, plan.layers);
  const rankEvery = rankEveryOf(lumped.spec, lumped.layout, plan);
  const log = new Log(plan.layers, rankEvery, (index) => expansions[index].units);
  const { offsets } = log;
  const rowsOf = ({ size, units }: Tensor) => (plan.samples * size) / units;
  const centred = plan.layers.map(({ output }) => {
    return new Float64Array(Math.min(rowsOf(output), rankRows) * output.units);
  });
  const expansionFor = (layer: number, { name }: Parameter) => {
    const found = expansions[layer].parameters.get(name);
    if (found === undefined) throw new Error(`no parameter ${name}`);
    return found;
  };
  const valuesOf = (layer: number, parameter: Parameter) => {
    const expansion = expansionFor(layer, parameter);
    return { shape: expansion.shape, values: expansion.valuesOf(parameter) };
  };
  /** Class of every unit: groups that are equal now, and members that were equal from the start. */
  const classesOf = (index: number): Int32Array => {
    const { groups, classes } = expansions[index];
    const found = new Map<string, number>();
    return groups.map((group, unit) => {
      const name = `${widths.classes[index][group]}/${isUniform[index] ? 0 : classes[unit]}`;
      const known = found.get(name) ?? found.size;
      found.set(name, known);
      return known;
    });
  };
  /** Layers whose groups hold only units that are equal in every weight. */
  const isUniform = expansions.map(({ classes, sizes }) => new Set(classes).size === sizes.length);

  const snapshotOf = (layer: PlanLayer, index: number): LayerSnapshot => {
    const { spec: { id, kind }, output, parameters } = layer; // prettier-ignore
    const expansion = expansions[index];
    const { groups, sizes } = expansion;
    const each = Array.from({ length: sizes.length }, (_, u) => columnOf(output, u, rowsOf(output)));
    const { mean, std } = weighted(output.value.data, rowsOf(output), sizes);
    const shown = parameters.filter((parameter) => {
      return sizeOf(expansionFor(index, parameter).shape) <= snapshotLimit;
    });
    return {
      id,
      kind,
      units: expansion.units,
      parameters: Object.fromEntries(shown.map((parameter) => [parameter.name, valuesOf(index, parameter)])),
      classes: classesOf(index),
      unitMean: Float64Array.from(groups, (group) => each[group].mean),
      unitStd: Float64Array.from(groups, (group) => each[group].std),
      activationMean: mean,
      activationStd: std,
      effectiveRank: participation(output, rowsOf(output), sizes, centred[index]),
    };
  };

  return {
    get history() {
      log.flush();
      return log.history;
    },
    useMeasures: false,
    valuesOf,
    afterForward(step) {
      widths.measure();
      const { numbers } = log;
      plan.layers.forEach(({ output }, index) => {
        const { sizes } = expansions[index];
        const { mean, std } = weighted(output.value.data, rowsOf(output), sizes);
        const to = log.at + offsets[index];
        numbers[to + slotOf.width] = isUniform[index]
          ? widths.counts[index]
          : Math.max(...classesOf(index)) + 1;
        numbers[to + slotOf.dead] = deadUnits(output.value.data, rowsOf(output), sizes);
        numbers[to + slotOf.mean] = mean;
        numbers[to + slotOf.std] = std;
        if (step % rankEvery === 0) {
          const rank = participation(output, rowsOf(output), sizes, centred[index]);
          log.history.layers[index].effectiveRank.push(rank);
        }
      });
      log.close();
    },
    afterBackward(count) {
      const { numbers } = log;
      plan.layers.forEach(({ output, parameters }, index) => {
        const to = log.at + offsets[index];
        const { gradient, size, units } = output;
        const { mean, std } =
          gradient === null
            ? { mean: 0, std: 0 }
            : weighted(gradient.data, (count * size) / units, expansions[index].sizes);
        numbers[to + slotOf.gradientMean] = mean;
        numbers[to + slotOf.gradientStd] = std;
        parameters.forEach((parameter, p) => {
          const { size: norm, zeros } = wholeNorm(parameter, expansionFor(index, parameter).weights);
          numbers[to + slotOf.parameters + 2 * p] = norm;
          numbers[to + slotOf.parameters + 2 * p + 1] = zeros;
        });
      });
    },
    snapshot() {
      widths.measure();
      return plan.layers.map(snapshotOf);
    },
  };
}

/** Mean and spread of one unit of the lumped network. */
function columnOf({ value, units }: Tensor, unit: number, rows: number): { mean: number; std: number } {
  const column = Float64Array.from({ length: rows }, (_, row) => value.data[row * units + unit]);
  return weighted(column, rows, Float64Array.of(1));
}
