// What a parameter starts from, as far as the groups of units care: one number, known numbers, or draws that all differ.
import { flattenInto, initialize } from './initializers.ts';
import { sizeOf } from './layers/layer.ts';
import { createRandom } from './random.ts';
import type { InitializerSpec } from './spec.ts';

export type Start =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'known'; readonly values: Float64Array }
  | { readonly kind: 'drawn' };

/** Larger matrices of known numbers are not worth the search. */
const knownLimit = 1 << 22;

const drawn: Start = { kind: 'drawn' };
const constantly = (value: number): Start => ({ kind: 'constant', value });

export function startOf(initializer: InitializerSpec, shape: readonly number[]): Start {
  switch (initializer.kind) {
    case 'constant':
      return initializer;
    case 'values':
    case 'identity': {
      if (sizeOf(shape) > knownLimit) return drawn;
      const values = new Float64Array(sizeOf(shape));
      if (initializer.kind === 'values') flattenInto(initializer.data, values);
      else initialize(values, shape, initializer, createRandom(0, ''));
      return { kind: 'known', values };
    }
    case 'random-normal':
    case 'truncated-normal':
      return initializer.stddev === 0 ? constantly(initializer.mean) : drawn;
    case 'random-uniform':
      return initializer.min === initializer.max ? constantly(initializer.min) : drawn;
    case 'variance-scaling':
      return initializer.scale === 0 ? constantly(0) : drawn;
    case 'orthogonal':
      return initializer.gain === 0 ? constantly(0) : drawn;
    case 'glorot-uniform':
    case 'glorot-normal':
    case 'he-uniform':
    case 'he-normal':
    case 'lecun-uniform':
    case 'lecun-normal':
      return drawn;
  }
}
