// neataptic: nodes, groups and layers, architectures, evolution.
import type { Adapter } from './adapter.ts';
import type { NeatLibrary } from '../neurons/neat.ts';
import { callNeat, neatNetworks } from '../neurons/neat-adapter.ts';

const library: NeatLibrary = {
  id: 'neataptic',
  weight: { kind: 'random-uniform', min: -0.1, max: 0.1 },
  bias: { kind: 'random-uniform', min: -0.1, max: 0.1 },
  order: 'inputs-first',
  // `Math.random() * inputs * sqrt(2 / inputs)`: never negative.
  direct: (inputs) => ({ kind: 'random-uniform', min: 0, max: Math.sqrt(2 * inputs) }),
  // The derivative lacks an absolute value, and with it everything at 0.
  atZero: { softsign: { value: 0, slope: 0 } },
  ignoresWeightOption: false,
  drawsForNull: false,
};

export const neataptic: Adapter = {
  id: 'neataptic',
  library: 'neataptic',
  packages: ['neataptic'],
  globals: ['neataptic'],
  signs: [/\bneataptic\b/, /\b(?:Network|architect|Construct|Perceptron|fromJSON)\b/],
  telling: ['neataptic', 'connect', 'train', 'propagate', 'evolve', 'mutate', 'architect', 'fromJSON'],
  call: (machine, path, call) => callNeat(machine, library, path, call),
  networks: (machine) => neatNetworks(machine, library),
};
