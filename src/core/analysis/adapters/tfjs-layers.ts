// TensorFlow.js Layers: tf.layers, tf.sequential, tf.model, tf.initializers, tf.train.
import type { Abstract, Call, Machine } from '../evaluate/model.ts';
import { unknownValue } from '../evaluate/model.ts';
import type { Adapter } from './adapter.ts';
import { addWeight } from './tfjs-layers/custom.ts';
import { makeInitializer } from './tfjs-layers/initializers.ts';
import { makeLayer } from './tfjs-layers/layers.ts';
import { isModel } from './tfjs-layers/model-facts.ts';
import { makeModel } from './tfjs-layers/models.ts';
import { Names } from './tfjs-layers/names.ts';
import { networkOf } from './tfjs-layers/networks.ts';
import { registerClass } from './tfjs-layers/own-initializers.ts';
import { rows } from './tfjs-layers/rows.ts';
import { applied, makeInput } from './tfjs-layers/symbols.ts';
import { modelFromFile, modelFromJson } from './tfjs-layers/topology.ts';
import { makeOptimizer } from './tfjs-layers/training.ts';

function callAtTop(machine: Machine, name: string, call: Call): Abstract | undefined {
  switch (name) {
    case 'sequential':
    case 'Sequential':
      return makeModel(machine, 'sequential', call);
    case 'model':
    case 'LayersModel':
      return makeModel(machine, 'functional', call);
    case 'loadLayersModel':
    case 'loadModel':
    case 'loadGraphModel':
      return makeModel(machine, 'loaded', call);
    case 'input':
      return makeInput(machine, call);
    default:
      return undefined;
  }
}

function makeAnyLayer(machine: Machine, name: string, call: Call): Abstract | undefined {
  if (name === 'input') return makeInput(machine, call);
  const row = Object.hasOwn(rows, name) ? rows[name] : undefined;
  if (row) return makeLayer(machine, row, call);
  return unknownValue(`tf.layers.${name} is not known`, machine.span(call.at));
}

export const tfjsLayers: Adapter = {
  id: 'tfjs-layers',
  library: 'tfjs',
  packages: [
    '@tensorflow/tfjs',
    '@tensorflow/tfjs-node',
    '@tensorflow/tfjs-node-gpu',
    '@tensorflow/tfjs-layers',
    '@tensorflow/tfjs-react-native',
  ],
  globals: ['tf'],
  makers: ['sequential', 'Sequential', 'model', 'LayersModel', 'modelFromJSON'],
  signs: [
    /@tensorflow\/tfjs|\btf\s*[.[]|\}\s*=\s*tf\b|danfojs|\bdfd\s*\.|\bml5\s*\.|\blayers\s*\.\s*[a-z]/,
    /\b[sS]equential\b|\bmodel\s*(?:\(|\bas\b)|LayersModel|modelFromJSON/,
  ],
  telling: [
    'tf',
    'dfd',
    'ml5',
    'layers',
    'initializers',
    'fit',
    'fitDataset',
    'trainOnBatch',
    'compile',
    'setWeights',
    'loadWeights',
    'getWeights',
    'trainable',
    'addWeight',
    'assign',
    'sequential',
  ],
  call(machine, path, call) {
    const [first = '', second = ''] = path;
    if (path.length === 1) return callAtTop(machine, first, call);
    if (path.length !== 2) return undefined;
    switch (first) {
      case 'layers':
        return makeAnyLayer(machine, second, call);
      case 'initializers':
        return makeInitializer(machine, second, call);
      case 'models':
        return second === 'modelFromJSON' ? modelFromJson(machine, call) : undefined;
      case 'serialization':
        return second === 'registerClass' ? registerClass(machine, call) : undefined;
      case 'train':
        return makeOptimizer(machine, second, call);
      default:
        return undefined;
    }
  },
  inheritedMethod(machine, base, self, name, call) {
    if (name === 'addWeight') return addWeight(machine, self, call);
    return name === 'apply' && base.path.at(-1) === 'Layer' ? applied(machine, self, call) : undefined;
  },
  modelFile: modelFromFile,
  networks(machine) {
    const names = new Names(machine);
    return machine.made.flatMap(({ object }) => {
      const network = isModel(object) ? networkOf(machine, object, names) : undefined;
      return network ? [network] : [];
    });
  },
};
