// `new convnetjs.Trainer(net, options)`, also called SGDTrainer.
import type { Abstract, Call, Machine, ObjectModel, ObjectValue } from '../../evaluate/model.ts';
import { makeObject, undefinedValue, unknownValue } from '../../evaluate/model.ts';
import { putProperty } from '../../evaluate/patterns.ts';
import { startTraining } from '../../volumes/stages.ts';
import { isNet, stagesOf } from './nets.ts';
import { netSlots } from './trainer-facts.ts';

export function makeTrainer(machine: Machine, call: Call): ObjectValue {
  const [net, options] = [call.args.at(0) ?? undefinedValue, call.args.at(1) ?? undefinedValue];
  if (isNet(net)) putProperty(machine, net, netSlots.trainer, options, call.at);
  return makeObject(machine, { model: trainerModel, data: net, made: call.at });
}

const trainerModel: ObjectModel = {
  name: 'a trainer',
  call(machine, self, method, call) {
    if (method !== 'train') return undefined;
    const net = self.data as Abstract;
    if (isNet(net)) startTraining(machine, stagesOf(net) ?? [], call);
    return unknownValue('what training gives');
  },
};
