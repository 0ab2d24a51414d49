// brain.js: NeuralNetwork (by sizes), FeedForward and Recurrent (by layers), brain.recurrent.* (by sizes).
import type { Abstract, Call, Machine } from '../evaluate/model.ts';
import { constant, makeList, undefinedValue } from '../evaluate/model.ts';
import type { Adapter } from './adapter.ts';
import { makeLayer } from './brain/layers.ts';
import { isLayered, layeredNetwork, makeLayered } from './brain/layered.ts';
import { isSized, makeSized } from './brain/sized.ts';
import { sizedNetwork } from './brain/sized-network.ts';
import { isRecurrent, makeRecurrent, recurrentNetwork } from './brain/recurrent.ts';

function make(machine: Machine, path: readonly string[], call: Call): Abstract | undefined {
  switch (path.join('.')) {
    case 'NeuralNetwork':
    case 'NeuralNetworkGPU':
      return makeSized(machine, call);
    case 'FeedForward':
    case 'Recurrent':
      return makeLayered(machine, path[0] === 'Recurrent', call);
    case 'utilities.zeros':
    case 'utilities.ones': {
      const value = constant(path[1] === 'zeros' ? 0 : 1, machine.span(call.at));
      const length = call.args.at(0) ?? undefinedValue;
      return makeList(machine, { t: 'list', items: [], fill: { length, value } });
    }
    default:
      if (path.length !== 2) return undefined;
      if (path[0] === 'recurrent') return makeRecurrent(machine, path[1], call);
      return path[0] === 'layer' ? makeLayer(machine, path[1], call) : undefined;
  }
}

export const brain: Adapter = {
  id: 'brain',
  library: 'brain',
  packages: ['brain.js'],
  globals: ['brain'],
  signs: [/\bbrain\b/, /\b(?:NeuralNetwork(?:GPU)?|FeedForward|Recurrent|recurrent|RNN|LSTM|GRU)\b/],
  telling: ['brain', 'weights', 'biases', 'train', 'trainAsync', 'fromJSON', 'initialize', 'hiddenLayers'],
  call: make,
  networks: (machine) =>
    machine.made.flatMap(({ object }) => {
      if (isSized(object)) return sizedNetwork(machine, object);
      if (isLayered(object)) return layeredNetwork(machine, object);
      return isRecurrent(object) ? recurrentNetwork(machine, object) : [];
    }),
};
