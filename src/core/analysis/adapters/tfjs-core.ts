// TensorFlow.js Core: tensors and what they start from.
import type { Adapter } from './adapter.ts';
import { makeTensor } from './tfjs-core/tensors.ts';

export const tfjsCore: Adapter = {
  id: 'tfjs-core',
  library: 'tfjs',
  packages: ['@tensorflow/tfjs-core'],
  globals: [],
  call(machine, path, call) {
    const name = path.at(0);
    return path.length === 1 && name !== undefined ? makeTensor(machine, name, call) : undefined;
  },
  networks: () => [],
};
