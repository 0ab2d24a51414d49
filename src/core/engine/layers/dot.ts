// Products of two inputs summed over one axis of each: q·kᵀ and p·v of attention, the dot product of two vectors.
import type { DotSpec } from '../spec.ts';
import type { InputTie, LayerKind, Misfit, Shape } from './layer.ts';
import { beginGradient, isMisfit, passing, sizeOf } from './layer.ts';

/** How one input is walked through: `left` places by `summed` terms. */
interface Side {
  readonly summed: number;
  readonly left: number;
  readonly summedStep: number;
  readonly leftStep: number;
}

/** The axis that is summed over, without the batch axis; the spec counts that as axis 0. */
export function dotAxis(axes: DotSpec['axes'], input: 0 | 1, rank: number): number {
  const axis = typeof axes === 'number' ? axes : axes[input];
  return axis < 0 ? rank + axis : axis - 1;
}

const isLast = (axes: DotSpec['axes'], input: 0 | 1, rank: number): boolean =>
  dotAxis(axes, input, rank) === rank - 1;

function sideOf(axes: DotSpec['axes'], input: 0 | 1, shape: Shape): Side | Misfit {
  if (shape.length === 0 || shape.length > 2) {
    return { field: 'from', message: `dot needs inputs of one or two axes, not [${shape.join(', ')}]` };
  }
  const axis = dotAxis(axes, input, shape.length);
  if (axis < 0 || axis >= shape.length) {
    const given = typeof axes === 'number' ? axes : axes[input];
    return { field: 'axes', message: `${given} is not an axis of [${shape.join(', ')}]` };
  }
  const summedIsLast = isLast(axes, input, shape.length);
  return {
    summed: shape[axis],
    left: sizeOf(shape) / shape[axis],
    summedStep: summedIsLast ? 1 : shape[1],
    leftStep: summedIsLast ? shape[axis] : 1,
  };
}

const isSide = (side: Side | Misfit): side is Side => 'summed' in side;

function sides(spec: DotSpec, inputs: readonly Shape[]): readonly [Side, Side] | Misfit {
  if (inputs.length !== 2)
    return { field: 'from', message: `dot needs exactly two inputs, not ${inputs.length}` };
  const x = sideOf(spec.axes, 0, inputs[0]);
  const y = sideOf(spec.axes, 1, inputs[1]);
  if (!isSide(x)) return x;
  if (!isSide(y)) return y;
  if (x.summed !== y.summed) {
    const message = `sums over ${x.summed} entries of one input and ${y.summed} of the other`;
    return { field: 'axes', message };
  }
  return [x, y];
}

function fittingSides(spec: DotSpec, inputs: readonly Shape[]): readonly [Side, Side] {
  const both = sides(spec, inputs);
  if ('message' in both) throw new Error(both.message);
  return both;
}

export const dot: LayerKind<DotSpec> = {
  shape(spec, inputs) {
    const both = sides(spec, inputs);
    if ('message' in both) return both;
    const [x, y] = inputs;
    const left = (shape: Shape, input: 0 | 1) =>
      shape.filter((_, axis) => axis !== dotAxis(spec.axes, input, shape.length));
    const shape = [...left(x, 0), ...left(y, 1)];
    return shape.length === 0 ? [1] : shape;
  },
  parameters: () => [],
  ties(spec, inputs) {
    const [first, second] = inputs.map((shape, input) =>
      isLast(spec.axes, input === 0 ? 0 : 1, shape.length),
    );
    const meet = (other: number): InputTie => (first && second ? { kind: 'meet', other } : { kind: 'apart' });
    return {
      own: [],
      inputs: [
        // Units that are not summed over become places, but for those that end up as the output's last axis.
        first ? meet(1) : inputs[1].length === 1 ? passing : { kind: 'apart' },
        second ? meet(0) : passing,
      ],
    };
  },
  cost: (spec, inputs, output) => {
    const both = sides(spec, inputs);
    return 'message' in both || isMisfit(output) ? 0 : sizeOf(output) * both[0].summed;
  },
  build({ spec, sources, output }) {
    const scale = spec.scale ?? 1;
    const [first, second] = sources.map(({ tensor }) => tensor);
    const [x, y] = fittingSides(spec, [first.shape, second.shape]);
    const terms = x.summed;
    return {
      forward(batch) {
        const a = first.value.data;
        const b = second.value.data;
        const out = output.value.data;
        let at = 0;
        for (let s = 0; s < batch; s++) {
          for (let i = 0; i < x.left; i++) {
            for (let j = 0; j < y.left; j++) {
              let p = s * first.size + i * x.leftStep;
              let q = s * second.size + j * y.leftStep;
              let sum = 0;
              for (let k = 0; k < terms; k++, p += x.summedStep, q += y.summedStep) sum += a[p] * b[q];
              out[at++] = scale * sum;
            }
          }
        }
      },
      backward(batch) {
        if (output.gradient === null) return;
        const dy = output.gradient.data;
        const da = beginGradient(sources[0], batch);
        // ∂J/∂x[i, k] = Σⱼ δ[i, j]·y[j, k]
        if (da !== null) spread(batch, dy, da, second.value.data, first.size, second.size, x, y, y.left, 1);
        const db = beginGradient(sources[1], batch);
        // ∂J/∂y[j, k] = Σᵢ δ[i, j]·x[i, k]
        if (db !== null) spread(batch, dy, db, first.value.data, second.size, first.size, y, x, 1, y.left);
      },
    };

    /** Adds to each entry of one input what comes back through the other, one sum for each entry. */
    function spread(
      batch: number,
      dy: Float64Array,
      into: Float64Array,
      other: Float64Array,
      size: number,
      otherSize: number,
      own: Side,
      others: Side,
      ownRow: number,
      otherRow: number,
    ): void {
      for (let s = 0; s < batch; s++) {
        for (let i = 0; i < own.left; i++) {
          for (let k = 0; k < terms; k++) {
            let d = s * output.size + i * ownRow;
            let q = s * otherSize + k * others.summedStep;
            let sum = 0;
            for (let j = 0; j < others.left; j++, d += otherRow, q += others.leftStep)
              sum += dy[d] * other[q];
            into[s * size + i * own.leftStep + k * own.summedStep] += scale * sum;
          }
        }
      }
    }
  },
};
