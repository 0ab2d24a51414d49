// @liquid-carrot/carrot, a fork of neataptic with other defaults.
import type { Adapter } from './adapter.ts';
import type { NeatLibrary } from '../neurons/neat.ts';
import { callNeat, neatNetworks } from '../neurons/neat-adapter.ts';

const library: NeatLibrary = {
  id: 'carrot',
  weight: { kind: 'random-uniform', min: -1, max: 1 },
  bias: { kind: 'random-uniform', min: -1, max: 1 },
  order: 'units-first',
  direct: (inputs) => ({
    kind: 'random-uniform',
    min: -Math.sqrt(inputs / 2),
    max: Math.sqrt(inputs / 2),
  }),
  atZero: { softsign: { value: 0, slope: 0 } },
  ignoresWeightOption: true,
  drawsForNull: true,
};

export const carrot: Adapter = {
  id: 'carrot',
  library: 'carrot',
  packages: ['@liquid-carrot/carrot'],
  globals: ['carrot'],
  signs: [/\bcarrot\b/, /\b(?:Network|architect|Construct|Perceptron|fromJSON)\b/],
  telling: ['carrot', 'connect', 'train', 'propagate', 'evolve', 'mutate', 'architect', 'fromJSON'],
  call: (machine, path, call) => callNeat(machine, library, path, call),
  networks: (machine) => neatNetworks(machine, library),
};
