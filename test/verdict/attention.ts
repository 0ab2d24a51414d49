// Networks in which kernels meet in pairs: attention as it is written, and an adapter beside an open path.
import type { InitializerSpec, NetworkSpec } from '../../src/core/engine/spec.ts';
import { network as specOf } from '../engine/networks.ts';
import { givenData } from './given-data.ts';

const zero: InitializerSpec = { kind: 'constant', value: 0 };
const drawn: InitializerSpec = { kind: 'glorot-normal' };

export type Zeros = readonly ('q' | 'k' | 'v' | 'o')[];

/** Wq, Wk, Wv and Wo around softmax(q·kᵀ)·v over a sequence of five. */
export function attention(zeroed: Zeros): NetworkSpec {
  const kernel = (name: Zeros[number]): InitializerSpec => (zeroed.includes(name) ? zero : drawn);
  const bare = specOf(
    [
      { kind: 'dense', id: 'q', from: ['x'], units: 4, kernel: kernel('q') },
      { kind: 'dense', id: 'k', from: ['x'], units: 4, kernel: kernel('k') },
      { kind: 'dense', id: 'v', from: ['x'], units: 4, kernel: kernel('v') },
      { kind: 'dot', id: 'scores', from: ['q', 'k'], axes: [2, 2], scale: 0.5 },
      { kind: 'activation', id: 'shares', from: ['scores'], activation: 'softmax' },
      { kind: 'dot', id: 'mixed', from: ['shares', 'v'], axes: [2, 1] },
      { kind: 'dense', id: 'o', from: ['mixed'], units: 4, kernel: kernel('o') },
      { kind: 'flatten', id: 'flat', from: ['o'] },
      { kind: 'dense', id: 'out', from: ['flat'], units: 2, kernel: drawn },
    ],
    { shape: [5, 3] },
  );
  return { ...bare, data: givenData(bare, 4) };
}

/** LoRA: a kernel and, beside it, two narrow ones in series, A and B. */
export function adapter(zeroed: readonly ('a' | 'b')[]): NetworkSpec {
  const kernel = (name: 'a' | 'b'): InitializerSpec => (zeroed.includes(name) ? zero : drawn);
  const bare = specOf([
    { kind: 'dense', id: 'base', from: ['x'], units: 8, activation: 'tanh', kernel: drawn },
    { kind: 'dense', id: 'a', from: ['base'], units: 2, useBias: false, kernel: kernel('a') },
    { kind: 'dense', id: 'b', from: ['a'], units: 8, useBias: false, kernel: kernel('b') },
    { kind: 'add', id: 'sum', from: ['base', 'b'] },
    { kind: 'dense', id: 'out', from: ['sum'], units: 2, kernel: drawn },
  ]);
  return { ...bare, data: givenData(bare, 4) };
}
