// ml5: `ml5.neuralNetwork(options)` builds a model of TensorFlow.js Layers, with the author's layers as they are. So it
// is read as the calls that ml5 makes, and every rule of those layers holds.
import type { Adapter } from './adapter.ts';
import { makeNeuralNetwork } from './ml5/neural-network.ts';

export const ml5: Adapter = {
  id: 'ml5',
  library: 'ml5',
  packages: ['ml5'],
  globals: ['ml5'],
  signs: [/\bml5\b/, /\bneuralNetwork\b/],
  telling: ['ml5', 'neuralNetwork', 'train', 'layers'],
  call: (machine, path, call) =>
    path.length === 1 && path[0] === 'neuralNetwork' ? makeNeuralNetwork(machine, call) : undefined,
  networks: () => [],
};
