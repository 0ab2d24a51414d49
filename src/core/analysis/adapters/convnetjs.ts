// convnetjs: `net.makeLayers(defs)`, volumes, trainers.
import type { Abstract, Call, Machine } from '../evaluate/model.ts';
import { asNumber, constant, makeList, undefinedValue } from '../evaluate/model.ts';
import { newVol } from '../volumes/vol.ts';
import type { Adapter } from './adapter.ts';
import { makeNet, networksOf } from './convnetjs/nets.ts';
import { makeTrainer } from './convnetjs/training.ts';

export const convnetjs: Adapter = {
  id: 'convnetjs',
  library: 'convnetjs',
  packages: ['convnetjs'],
  globals: ['convnetjs'],
  signs: [/\bconvnetjs\b/, /\bNet\b/],
  telling: ['convnetjs', 'makeLayers', 'layer_defs', 'setConst', 'fromJSON', 'train'],
  call(machine, path, call) {
    switch (path.join('.')) {
      case 'Net':
        return makeNet(machine, call);
      case 'Vol':
        return newVol(machine, call);
      case 'Trainer':
      case 'SGDTrainer':
        return makeTrainer(machine, call);
      case 'zeros':
        return makeList(machine, {
          t: 'list',
          items: [],
          fill: { length: call.args.at(0) ?? undefinedValue, value: constant(0, machine.span(call.at)) },
        });
      case 'randf':
        return between(machine, call);
      default:
        return undefined;
    }
  },
  networks: networksOf,
};

/** `randf(a, b)`, one number drawn. */
function between(machine: Machine, call: Call): Abstract | undefined {
  const [low, high] = [asNumber(call.args.at(0)), asNumber(call.args.at(1))];
  const at = machine.span(call.at);
  if (low === undefined || high === undefined) return undefined;
  return low === high ? constant(low, at) : { t: 'draw', low, high, at, born: machine.clock };
}
