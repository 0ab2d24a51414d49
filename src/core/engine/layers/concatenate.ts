// Joins inputs along one axis. The axis counts the batch as 0, as in TensorFlow.js; −1 is the last one.
import type { ConcatenateSpec } from '../spec.ts';
import type { LayerKind, Shape } from './layer.ts';
import { beginGradient, sizeOf } from './layer.ts';

/** Index into a shape without the batch axis. */
const axisOf = (spec: ConcatenateSpec, rank: number) => {
  const axis = spec.axis ?? -1;
  return axis < 0 ? rank + axis : axis - 1;
};

export const concatenate: LayerKind<ConcatenateSpec> = {
  shape(spec, inputs) {
    const [first] = inputs;
    const axis = axisOf(spec, first.length);
    if (inputs.length < 2) return { field: 'from', message: 'concatenate needs at least two inputs' };
    if (axis < 0 || axis >= first.length) {
      return {
        field: 'axis',
        message: `${spec.axis ?? -1} is not an axis of [${first.join(', ')}] after the batch`,
      };
    }
    const rest = (shape: Shape) => shape.map((length, index) => (index === axis ? '*' : length)).join(', ');
    const other = inputs.find((shape) => rest(shape) !== rest(first));
    if (other !== undefined) {
      return {
        field: 'from',
        message: `concatenate needs inputs equal but for the joined axis, not [${first.join(', ')}] and [${other.join(', ')}]`,
      };
    }
    const joined = inputs.reduce((sum, shape) => sum + shape[axis], 0);
    return first.map((length, index) => (index === axis ? joined : length));
  },
  parameters: () => [],
  ties(spec, inputs) {
    const rank = inputs[0].length;
    const last = axisOf(spec, rank) === rank - 1;
    return {
      own: [],
      inputs: inputs.map((_, index) => ({
        kind: 'pass',
        base: last ? inputs.slice(0, index).reduce((sum, shape) => sum + shape[rank - 1], 0) : 0,
        stride: 1,
        count: 1,
        step: 0,
      })),
    };
  },
  cost: () => 0,
  build(site) {
    const { output, sources, spec } = site;
    const axis = axisOf(spec, output.shape.length);
    // Seen as [batch·outer, axis·inner]: each source gives a run of adjacent numbers to each row.
    const row = sizeOf(output.shape.slice(axis));
    const outer = output.size / row;
    const runs = sources.map(({ tensor }) => sizeOf(tensor.shape.slice(axis)));
    return {
      forward(batch) {
        const y = output.value.data;
        let offset = 0;
        for (let s = 0; s < sources.length; s++) {
          const x = sources[s].tensor.value.data;
          const run = runs[s];
          for (let r = 0; r < batch * outer; r++) {
            for (let i = 0; i < run; i++) y[r * row + offset + i] = x[r * run + i];
          }
          offset += run;
        }
      },
      backward(batch) {
        if (output.gradient === null) return;
        const dy = output.gradient.data;
        let offset = 0;
        for (let s = 0; s < sources.length; s++) {
          const run = runs[s];
          const dx = beginGradient(sources[s], batch);
          if (dx !== null) {
            for (let r = 0; r < batch * outer; r++) {
              for (let i = 0; i < run; i++) dx[r * run + i] += dy[r * row + offset + i];
            }
          }
          offset += run;
        }
      },
    };
  },
};
