// What can be said of an initializer without drawing from it.
import type { InitializerSpec, NestedArray } from '../engine/spec.ts';

/** Whether this initializer gives every entry the same number, and which; undefined where it does not. */
export function constantOf(start: InitializerSpec): number | undefined {
  switch (start.kind) {
    case 'constant':
      return start.value;
    case 'random-normal':
    case 'truncated-normal':
      return start.stddev === 0 ? start.mean : undefined;
    case 'random-uniform':
      return start.min === start.max ? start.min : undefined;
    case 'variance-scaling':
      return start.scale === 0 ? 0 : undefined;
    case 'orthogonal':
    case 'identity':
      return start.gain === 0 ? 0 : undefined;
    case 'values': {
      const all = flat(start.data);
      return all.every((entry) => entry === all[0]) ? all[0] : undefined;
    }
    case 'glorot-uniform':
    case 'glorot-normal':
    case 'he-uniform':
    case 'he-normal':
    case 'lecun-uniform':
    case 'lecun-normal':
      return undefined;
  }
}

export function flat(data: NestedArray): number[] {
  return data.flatMap((entry) => (typeof entry === 'number' ? [entry] : flat(entry)));
}
