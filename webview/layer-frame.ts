// What a picture needs of one layer at one step, cut out of the engine's snapshot.
import type { LayerSnapshot, ParameterSnapshot } from '../src/core/engine/run.ts';
import { shownUnits } from './sampling.ts';
import type { Histogram, LayerFrame } from './simulation-api.ts';

const bins = 24;

export function layerFrame(layer: LayerSnapshot): LayerFrame {
  const kernel = kernelOf(layer);
  const bias = parameterOf(layer, 'bias');
  const units = shownUnits(layer.units);
  const [inputs = 0, outputs = 0] = kernel?.shape ?? [];
  const shownInputs = kernel === null ? [] : shownUnits(inputs);
  const weight = (input: number, unit: number): number => kernel?.values[input * outputs + unit] ?? 0;
  return {
    id: layer.id,
    units: layer.units,
    classes: [...layer.classes],
    shownUnits: units,
    shownInputs,
    kernel: shownInputs.map((input) => units.map((unit) => weight(input, unit))),
    bias: bias === null ? [] : units.map((unit) => bias.values[unit] ?? 0),
    rows:
      kernel === null
        ? []
        : rowNumbers(units, inputs, (input, unit) =>
            input === inputs ? (bias?.values[unit] ?? 0) : weight(input, unit),
          ),
    unitNorms:
      kernel === null
        ? []
        : units.map((unit) => {
            let sum = 0;
            for (let input = 0; input < inputs; input += 1) sum += weight(input, unit) ** 2;
            return Math.sqrt(sum);
          }),
    histogram: kernel === null ? null : histogramOf(kernel.values),
    activationStd: layer.activationStd,
    effectiveRank: layer.effectiveRank,
  };
}

/** The kernel of a layer whose units are its columns; null for others (filters, gates, merges). */
function kernelOf(layer: LayerSnapshot): ParameterSnapshot | null {
  const kernel = parameterOf(layer, 'kernel');
  return kernel?.shape.length === 2 && kernel.shape[1] === layer.units ? kernel : null;
}

const parameterOf = (layer: LayerSnapshot, name: string): ParameterSnapshot | null =>
  Object.entries(layer.parameters).find(([parameter]) => parameter === name)?.[1] ?? null;

/** Numbers the units by first appearance of their row; `entry` gives the incoming weights and, last, the bias. */
function rowNumbers(
  units: readonly number[],
  inputs: number,
  entry: (input: number, unit: number) => number,
): readonly number[] {
  const representatives: number[] = [];
  return units.map((unit) => {
    const known = representatives.findIndex((other) => {
      for (let input = 0; input <= inputs; input += 1) {
        if (entry(input, unit) !== entry(input, other)) return false;
      }
      return true;
    });
    return known >= 0 ? known : representatives.push(unit) - 1;
  });
}

function histogramOf(values: Float64Array): Histogram {
  let least = Infinity;
  let most = -Infinity;
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  const counts = new Array<number>(bins).fill(0);
  const width = (most - least) / bins;
  for (const value of values) {
    const bin = width > 0 ? Math.min(bins - 1, Math.floor((value - least) / width)) : 0;
    if (Number.isFinite(bin)) counts[bin] += 1;
  }
  return { least, most, counts };
}
