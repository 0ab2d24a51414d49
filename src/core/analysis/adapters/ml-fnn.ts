// ml-fnn (also as FNN of the package ml): one class, networks by the sizes of their hidden layers.
import type { Adapter } from './adapter.ts';
import { isNetwork, load, makeNetwork, networkOf } from './ml-fnn/networks.ts';

export const mlFnn: Adapter = {
  id: 'ml-fnn',
  library: 'ml-fnn',
  packages: ['ml-fnn', 'ml'],
  globals: ['ML'],
  signs: [/\bml-fnn\b|['"`/]ml\b|\bML\s*\./, /\bFNN\b|\b[fF]eed[fF]orward|\bhiddenLayers\b/],
  telling: [
    'FNN',
    'FeedForwardNeuralNetworks',
    'FeedForwardNeuralNetwork',
    'buildNetwork',
    'train',
    'load',
    'model',
  ],
  call(machine, path, call) {
    const own = path[0] === 'FNN' || path[0] === 'FeedForwardNeuralNetworks' ? path.slice(1) : path;
    if (own.length === 0 && call.isNew) return makeNetwork(machine, call);
    return own.join('.') === 'load' ? load(machine, call) : undefined;
  },
  networks: (machine) =>
    machine.made.flatMap(({ object }) => (isNetwork(object) ? networkOf(machine, object) : [])),
};
