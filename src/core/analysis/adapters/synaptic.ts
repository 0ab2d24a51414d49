// synaptic: Layer, Neuron, Network, Architect, Trainer.
import type { Abstract, Call, Machine } from '../evaluate/model.ts';
import { undefinedValue } from '../evaluate/model.ts';
import type { Adapter } from './adapter.ts';
import { makeLayer, makeNeuron } from './synaptic/layers.ts';
import { architect, fromJson, inheritedMethod, makeNetwork } from './synaptic/networks.ts';
import { networksOf } from './synaptic/read.ts';
import { makeTrainer } from './synaptic/training.ts';

function make(machine: Machine, path: readonly string[], call: Call): Abstract | undefined {
  switch (path.join('.')) {
    case 'Layer':
      return makeLayer(machine, call);
    case 'Neuron':
      return makeNeuron(machine, call);
    case 'Network':
      return makeNetwork(machine, call.args.at(0) ?? undefinedValue, call);
    case 'Network.fromJSON':
      return fromJson(machine, call);
    case 'Trainer':
      return makeTrainer(machine, call);
    default:
      return path[0] === 'Architect' && path.length === 2 ? architect(machine, path[1], call) : undefined;
  }
}

export const synaptic: Adapter = {
  id: 'synaptic',
  library: 'synaptic',
  packages: ['synaptic'],
  globals: ['synaptic'],
  signs: [/\bsynaptic\b/, /\b(?:Network|Architect|Perceptron|Layer|Neuron|fromJSON)\b/],
  telling: ['synaptic', 'project', 'propagate', 'train', 'trainAsync', 'Architect', 'fromJSON'],
  call: make,
  inheritedMethod: (machine, base, self, name, call) =>
    base.path.join('.') === 'Network' ? inheritedMethod(machine, self, name, call) : undefined,
  networks: networksOf,
};
