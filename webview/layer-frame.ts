// What a picture needs of one layer at one step, cut out of the engine's snapshot.
import type { LayerSnapshot, ParameterSnapshot } from '../src/core/engine/run.ts';
import { shownUnits } from './sampling.ts';
import type { Filters, Histogram, LayerFrame } from './simulation-api.ts';

const bins = 24;
/** Pictures of one filter: as many input channels as stand in a row. */
const mostChannels = 6;

export function layerFrame(layer: LayerSnapshot): LayerFrame {
  const kernel = kernelOf(layer);
  const bias = parameterOf(layer, 'bias');
  const units = shownUnits(layer.units);
  const inputs = kernel === null ? 0 : kernel.values.length / layer.units;
  const isMatrix = kernel?.shape.length === 2;
  const shownInputs = isMatrix ? shownUnits(inputs) : [];
  // Whatever the axes before it, the last one is that of the units (a depthwise kernel's last two are).
  const weight = (input: number, unit: number): number => kernel?.values[input * layer.units + unit] ?? 0;
  return {
    id: layer.id,
    units: layer.units,
    classes: [...layer.classes],
    shownUnits: units,
    shownInputs,
    kernel: shownInputs.map((input) => units.map((unit) => weight(input, unit))),
    filters: kernel === null || isMatrix ? null : filtersOf(kernel, layer.units, units, weight),
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

/** The kernel of a layer whose units are its last axis; null for others (gates, merges). */
function kernelOf(layer: LayerSnapshot): ParameterSnapshot | null {
  const depthwise = parameterOf(layer, 'depthwise');
  if (depthwise !== null) return depthwise;
  const kernel = parameterOf(layer, 'kernel') ?? parameterOf(layer, 'embeddings');
  return kernel?.shape.at(-1) === layer.units ? kernel : null;
}

/** `shape` is [...size of the window, input channels, filters]; a depthwise filter has its own channel. */
function filtersOf(
  { shape, values }: ParameterSnapshot,
  count: number,
  units: readonly number[],
  weight: (input: number, unit: number) => number,
): Filters {
  const window = shape.slice(0, -2);
  const cells = window.reduce((a, b) => a * b, 1);
  const channels = values.length / count / cells;
  const width = window.at(-1) ?? 1;
  return {
    width,
    height: cells / width,
    channels,
    pictures: units.map((unit) =>
      Array.from({ length: Math.min(channels, mostChannels) }, (_, channel) =>
        Array.from({ length: cells }, (_cell, cell) => weight(cell * channels + channel, unit)),
      ),
    ),
  };
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
