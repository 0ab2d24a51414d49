// Starts by their names on the command line: what `simulate --compare he,glorot` runs beside it.
import type { InitializerSpec } from '../core/engine/spec.ts';
import { UsageError } from './world.ts';

export const starts = {
  he: { kind: 'he-normal' },
  'he-normal': { kind: 'he-normal' },
  'he-uniform': { kind: 'he-uniform' },
  glorot: { kind: 'glorot-uniform' },
  'glorot-normal': { kind: 'glorot-normal' },
  'glorot-uniform': { kind: 'glorot-uniform' },
  lecun: { kind: 'lecun-normal' },
  'lecun-normal': { kind: 'lecun-normal' },
  'lecun-uniform': { kind: 'lecun-uniform' },
  small: { kind: 'random-normal', mean: 0, stddev: 0.01 },
  zeros: { kind: 'constant', value: 0 },
  ones: { kind: 'constant', value: 1 },
} as const satisfies Record<string, InitializerSpec>;

export type StartName = keyof typeof starts;

const isStart = (name: string): name is StartName => Object.hasOwn(starts, name);

/** "he,glorot" → names; each once, in the order given. */
export function startNames(list: string): StartName[] {
  const names = [...new Set(list.split(',').map((name) => name.trim()))];
  return names.map((name) => {
    if (isStart(name)) return name;
    throw new UsageError(`There is no start “${name}”. There are ${Object.keys(starts).join(', ')}.`);
  });
}
