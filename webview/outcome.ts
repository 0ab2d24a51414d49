// What a network has learnt so far: how many samples it gets right, and, for two inputs, what it says everywhere between them.
import { fillData, samplesOf, targetShape } from '../src/core/engine/data.ts';
import type { LayerSnapshot } from '../src/core/engine/run.ts';
import type { NetworkSpec } from '../src/core/engine/spec.ts';
import { forwardOf } from './forward.ts';
import type { Outcome, Surface } from './simulation-api.ts';

/** Cells along each side of a surface. */
const cells = 28;

export interface Samples {
  readonly x: readonly (readonly number[])[];
  readonly y: readonly (readonly number[])[];
}

/** The training data of a network with one flat input and one output; null for others. */
export function samplesFor(spec: NetworkSpec, outputUnits: number, seed: number): Samples | null {
  const shape = spec.inputs.at(0)?.shape ?? [];
  if (spec.inputs.length !== 1 || spec.outputs.length !== 1 || shape.length !== 1) return null;
  const count = samplesOf(spec.data);
  const [width] = shape;
  const target = targetShape(spec.loss, [outputUnits]);
  const x = new Float64Array(count * width);
  const y = new Float64Array(count * target[0]);
  fillData(
    spec,
    {
      inputs: [{ id: spec.inputs[0].id, shape, values: x }],
      outputs: [{ id: spec.outputs[0], shape: target, values: y }],
    },
    seed,
  );
  const rows = (values: Float64Array, size: number) =>
    Array.from({ length: count }, (_, i) => [...values.subarray(i * size, (i + 1) * size)]);
  return { x: rows(x, width), y: rows(y, target[0]) };
}

export function outcomeOf(
  spec: NetworkSpec,
  samples: Samples,
  parameters: readonly LayerSnapshot[],
): Outcome | null {
  const forward = forwardOf(spec, parameters);
  if (forward === null) return null;
  const isClasses =
    spec.loss === 'binaryCrossentropy' ||
    spec.loss === 'categoricalCrossentropy' ||
    spec.loss === 'sparseCategoricalCrossentropy' ||
    spec.loss === 'hinge';
  const labels = samples.y.map((row) => (isClasses ? classOf(row, spec) : (row.at(0) ?? 0)));
  const right = samples.x.filter((row, i) => classOf(forward(row), spec) === labels[i]).length;
  return {
    accuracy: isClasses ? right / samples.x.length : null,
    surface: samples.x.at(0)?.length === 2 ? surfaceOf(forward, samples, labels, isClasses, spec) : null,
  };
}

/** Of an output row, or of a label row. */
function classOf(row: readonly number[], spec: NetworkSpec): number {
  if (row.length > 1) return row.indexOf(Math.max(...row));
  const value = row.at(0) ?? 0;
  if (spec.loss === 'sparseCategoricalCrossentropy') return value;
  return value > (spec.loss === 'hinge' ? 0 : 0.5) ? 1 : 0;
}

function surfaceOf(
  forward: (input: readonly number[]) => readonly number[],
  { x }: Samples,
  labels: readonly number[],
  isClasses: boolean,
  spec: NetworkSpec,
): Surface {
  const bounds = [0, 1].map((axis) => {
    const values = x.map((row) => row[axis]);
    const margin = 0.1 * (Math.max(...values) - Math.min(...values)) || 1;
    return [Math.min(...values) - margin, Math.max(...values) + margin];
  });
  const values: number[] = [];
  for (let row = 0; row < cells; row += 1) {
    for (let column = 0; column < cells; column += 1) {
      const at = (axis: number, i: number): number =>
        bounds[axis][0] + ((i + 0.5) / cells) * (bounds[axis][1] - bounds[axis][0]);
      // The picture's rows go down, the second input goes up.
      const out = forward([at(0, column), at(1, cells - 1 - row)]);
      values.push(out.length > 1 ? classOf(out, spec) : (out.at(0) ?? 0));
    }
  }
  const points = x.map(([a, b], i) => ({
    x: (a - bounds[0][0]) / (bounds[0][1] - bounds[0][0]),
    y: 1 - (b - bounds[1][0]) / (bounds[1][1] - bounds[1][0]),
    label: labels[i],
  }));
  const classes = isClasses ? Math.max(...labels, ...values.map(Math.ceil)) + 1 : null;
  return { cells, values, points, classes };
}
