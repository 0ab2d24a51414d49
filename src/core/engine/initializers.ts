// Fills parameters before training, with the formulas of `tf.initializers`.
import type { Random } from './random.ts';
import type { InitializerSpec, NestedArray } from './spec.ts';

/** `computeFans` of TensorFlow.js: receptive field × channels for kernels of rank 3 and 4, √size for vectors. */
export function fans(shape: readonly number[]): { fanIn: number; fanOut: number } {
  const size = shape.reduce((product, axis) => product * axis, 1);
  if (shape.length < 2) return { fanIn: Math.sqrt(size), fanOut: Math.sqrt(size) };
  const units = shape[shape.length - 1];
  const inputs = shape[shape.length - 2];
  const field = size / (units * inputs);
  return { fanIn: inputs * field, fanOut: units * field };
}

/** Copies nested arrays, in order, into `target`; returns how many numbers there were. */
export function flattenInto(nested: NestedArray, target: Float64Array, at = 0): number {
  let next = at;
  for (const entry of nested) {
    if (typeof entry === 'number') target[next++] = entry;
    else next = flattenInto(entry, target, next);
  }
  return next;
}

/** Row-major numbers as nested arrays of the given shape. */
export function nest(values: Float64Array, shape: readonly number[]): NestedArray {
  if (shape.length <= 1) return Array.from(values);
  const [rows, ...rest] = shape;
  const size = rest.reduce((product, axis) => product * axis, 1);
  return Array.from({ length: rows }, (_, row) => nest(values.subarray(row * size, (row + 1) * size), rest));
}

function truncatedNormal(random: Random): number {
  for (;;) {
    const value = random.normal();
    if (Math.abs(value) < 2) return value;
  }
}

/** A matrix with orthonormal columns (rows where it is wide), by modified Gram–Schmidt, twice for accuracy. */
function orthogonal(target: Float64Array, shape: readonly number[], gain: number, random: Random): void {
  const columns = shape[shape.length - 1];
  const rows = target.length / columns;
  const count = Math.min(rows, columns);
  const length = Math.max(rows, columns);
  const basis = Array.from({ length: count }, () => Float64Array.from({ length }, () => random.normal()));
  basis.forEach((vector, index) => {
    for (let pass = 0; pass < 2; pass++) {
      for (const earlier of basis.slice(0, index)) {
        let dot = 0;
        for (let i = 0; i < length; i++) dot += vector[i] * earlier[i];
        for (let i = 0; i < length; i++) vector[i] -= dot * earlier[i];
      }
      let norm = 0;
      for (let i = 0; i < length; i++) norm += vector[i] * vector[i];
      norm = Math.sqrt(norm);
      for (let i = 0; i < length; i++) vector[i] /= norm;
    }
  });
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      target[row * columns + column] = gain * (rows >= columns ? basis[column][row] : basis[row][column]);
    }
  }
}

interface Scaling {
  readonly scale: number;
  readonly mode: 'fanIn' | 'fanOut' | 'fanAvg';
  readonly distribution: 'normal' | 'uniform';
}

const named: Record<string, Scaling> = {
  'glorot-uniform': { scale: 1, mode: 'fanAvg', distribution: 'uniform' },
  'glorot-normal': { scale: 1, mode: 'fanAvg', distribution: 'normal' },
  'he-uniform': { scale: 2, mode: 'fanIn', distribution: 'uniform' },
  'he-normal': { scale: 2, mode: 'fanIn', distribution: 'normal' },
  'lecun-uniform': { scale: 1, mode: 'fanIn', distribution: 'uniform' },
  'lecun-normal': { scale: 1, mode: 'fanIn', distribution: 'normal' },
};

function scaled(target: Float64Array, shape: readonly number[], scaling: Scaling, random: Random): void {
  const { fanIn, fanOut } = fans(shape);
  const fan = { fanIn, fanOut, fanAvg: (fanIn + fanOut) / 2 }[scaling.mode];
  const variance = scaling.scale / Math.max(1, fan);
  if (scaling.distribution === 'normal') {
    // As in TensorFlow.js: truncated at two deviations, without the usual correction for the truncation.
    const deviation = Math.sqrt(variance);
    for (let i = 0; i < target.length; i++) target[i] = deviation * truncatedNormal(random);
  } else {
    const limit = Math.sqrt(3 * variance);
    for (let i = 0; i < target.length; i++) target[i] = limit * (2 * random.uniform() - 1);
  }
}

/** Fills `target`, a parameter of the given shape in row-major order. */
export function initialize(
  target: Float64Array,
  shape: readonly number[],
  initializer: InitializerSpec,
  random: Random,
): void {
  switch (initializer.kind) {
    case 'constant':
      target.fill(initializer.value);
      return;
    case 'random-normal':
      for (let i = 0; i < target.length; i++) {
        target[i] = initializer.mean + initializer.stddev * random.normal();
      }
      return;
    case 'truncated-normal':
      for (let i = 0; i < target.length; i++) {
        target[i] = initializer.mean + initializer.stddev * truncatedNormal(random);
      }
      return;
    case 'random-uniform':
      for (let i = 0; i < target.length; i++) {
        target[i] = initializer.min + (initializer.max - initializer.min) * random.uniform();
      }
      return;
    case 'variance-scaling':
      scaled(target, shape, initializer, random);
      return;
    case 'glorot-uniform':
    case 'glorot-normal':
    case 'he-uniform':
    case 'he-normal':
    case 'lecun-uniform':
    case 'lecun-normal':
      scaled(target, shape, named[initializer.kind], random);
      return;
    case 'orthogonal':
      orthogonal(target, shape, initializer.gain ?? 1, random);
      return;
    case 'identity':
      target.fill(0);
      for (let i = 0; i < shape[0]; i++) target[i * shape[0] + i] = initializer.gain ?? 1;
      return;
    case 'values':
      flattenInto(initializer.data, target);
      return;
  }
}
