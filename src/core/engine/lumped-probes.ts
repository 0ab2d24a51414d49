// The probes of a lumped plan: every number as the whole network would give it. A group counts as often as it has members.
import { expansionsOf } from './expand.ts';
import type { Expansion } from './expand.ts';
import type { History, LayerSnapshot } from './history.ts';
import type { Parameter } from './layers/layer.ts';
import { sizeOf } from './layers/layer.ts';
import type { Lumped } from './lump.ts';
import type { Plan, PlanLayer } from './plan.ts';
import type { Probes } from './probes.ts';
import { rankRows } from './measures.ts';
import { emptyLayer, gradientRecord, rankEveryOf } from './probes.ts';

/** Entries of one parameter that a snapshot copies at most; larger ones are left out of it. */
const snapshotLimit = 1 << 20;

/** Sum of weight · (value − anchor)^power over rows of units. */
function weighted(values: Float64Array, rows: number, { sizes }: Expansion): { mean: number; std: number } {
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
function wholeNorm({ gradient, name }: Parameter, { weights }: Expansion): { size: number; zeros: number } {
  const counts = weights.get(name);
  if (gradient === null || counts === undefined) return { size: 0, zeros: 0 };
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

function deadUnits(values: Float64Array, rows: number, { sizes }: Expansion): number {
  let dead = 0;
  for (let u = 0; u < sizes.length; u++) {
    let row = 0;
    while (row < rows && values[row * sizes.length + u] === 0) row++;
    if (row === rows) dead += sizes[u];
  }
  return dead;
}

/** (Σλ)² / Σλ² of the covariance's eigenvalues, from the products of the centred rows; 0 where nothing varies. */
function participation(values: Float64Array, rows: number, sizes: Float64Array): number {
  const units = sizes.length;
  const mean = Float64Array.from(sizes, (_, u) => {
    let sum = 0;
    for (let row = 0; row < rows; row++) sum += values[row * units + u] - values[u];
    return values[u] + sum / rows;
  });
  let trace = 0;
  let squares = 0;
  for (let a = 0; a < rows; a++) {
    for (let b = a; b < rows; b++) {
      let dot = 0;
      for (let u = 0; u < units; u++) {
        dot += sizes[u] * (values[a * units + u] - mean[u]) * (values[b * units + u] - mean[u]);
      }
      if (a === b) trace += dot;
      squares += (a === b ? 1 : 2) * dot * dot;
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
  const classes = lumped.whole.layers.map(({ spec }) => lumped.classes.get(spec.id) ?? new Int32Array(0));
  const widths = classes.map((own) => new Set(own).size);
  const layers = plan.layers.map(({ spec: { id, kind }, parameters }, index) =>
    emptyLayer(id, kind, expansions[index].units, parameters),
  );
  const records = plan.layers.map(({ parameters }, index) =>
    parameters.map(({ name }) => gradientRecord(layers[index], name)),
  );
  const rankEvery = rankEveryOf(lumped.spec, lumped.layout, plan);
  const history: History = { loss: [], layers, rankEvery };
  const valuesOf = (layer: number, parameter: Parameter) => ({
    shape: expansions[layer].shapeOf(parameter.name),
    values: expansions[layer].valuesOf(parameter),
  });

  const rankOf = ({ output }: PlanLayer, index: number): number =>
    participation(output.value.data, Math.min(plan.samples, rankRows), expansions[index].sizes);

  const snapshotOf = (layer: PlanLayer, index: number): LayerSnapshot => {
    const { spec: { id, kind }, output, parameters } = layer; // prettier-ignore
    const expansion = expansions[index];
    const values = output.value.data;
    const units = expansion.sizes.length;
    const means = new Float64Array(units);
    const deviations = new Float64Array(units);
    for (let u = 0; u < units; u++) {
      const column = Float64Array.from({ length: plan.samples }, (_, row) => values[row * units + u]);
      const { mean, std } = weighted(column, plan.samples, { ...expansion, sizes: Float64Array.of(1) });
      means[u] = mean;
      deviations[u] = std;
    }
    const { mean, std } = weighted(values, plan.samples, expansion);
    const shown = parameters.filter(({ name }) => sizeOf(expansion.shapeOf(name)) <= snapshotLimit);
    return {
      id,
      kind,
      units: expansion.units,
      parameters: Object.fromEntries(shown.map((parameter) => [parameter.name, valuesOf(index, parameter)])),
      classes: classes[index].slice(),
      unitMean: Float64Array.from(expansion.groups, (group) => means[group]),
      unitStd: Float64Array.from(expansion.groups, (group) => deviations[group]),
      activationMean: mean,
      activationStd: std,
      effectiveRank: rankOf(layer, index),
    };
  };

  return {
    history,
    valuesOf,
    afterForward(step) {
      plan.layers.forEach(({ output }, index) => {
        const { mean, std } = weighted(output.value.data, plan.samples, expansions[index]);
        layers[index].effectiveWidth.push(widths[index]);
        layers[index].deadUnits.push(deadUnits(output.value.data, plan.samples, expansions[index]));
        layers[index].activationMean.push(mean);
        layers[index].activationStd.push(std);
      });
      if (step % rankEvery !== 0) return;
      plan.layers.forEach((layer, index) => layers[index].effectiveRank.push(rankOf(layer, index)));
    },
    afterBackward(step, count) {
      plan.layers.forEach(({ output, parameters }, index) => {
        const layer = layers[index];
        const { mean, std } =
          output.gradient === null
            ? { mean: 0, std: 0 }
            : weighted(output.gradient.data, count, expansions[index]);
        layer.gradientMean.push(mean);
        layer.gradientStd.push(std);
        parameters.forEach((parameter, p) => {
          const { size, zeros } = wholeNorm(parameter, expansions[index]);
          records[index][p](step, size, zeros);
        });
      });
    },
    snapshot: () => plan.layers.map(snapshotOf),
  };
}
