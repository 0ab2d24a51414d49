// `new Trainer(network, options)`: what a network is trained with. Training itself only matters as the end of its start.
import type { Optimizer, Setting } from '../../../network/graph.ts';
import type { Value } from '../../../network/value.ts';
import { known } from '../../../network/value.ts';
import type { Abstract, Call, Machine, ObjectModel, ObjectValue } from '../../evaluate/model.ts';
import { isNullish, makeObject, read, undefinedValue, unknownValue } from '../../evaluate/model.ts';
import { putProperty } from '../../evaluate/patterns.ts';
import { toValue } from '../../evaluate/settings.ts';
import { start } from '../../neurons/groups.ts';
import { groupsIn, netSlots } from './networks.ts';

export function makeTrainer(machine: Machine, call: Call): ObjectValue {
  const network = call.args.at(0) ?? undefinedValue;
  const trainer = makeObject(machine, { model: trainerModel, data: network, made: call.at });
  keepRate(machine, network, call, call.args.at(1));
  return trainer;
}

const trainerModel: ObjectModel = {
  name: 'a trainer',
  call(machine, self, method, call) {
    if (method === 'test') return undefined;
    const network = self.data as Abstract;
    if (method === 'train' || method === 'trainAsync' || method === 'workerTrain')
      keepRate(machine, network, call, call.args.at(1));
    if (network.t === 'object') for (const group of groupsIn(machine, network)) start(machine, group, call);
    return unknownValue('what training gives');
  },
};

function keepRate(machine: Machine, network: Abstract, call: Call, options: Abstract | undefined): void {
  if (network.t !== 'object' || options?.t !== 'object') return;
  const rate = machine.get(options, 'rate', call.frame);
  if (!isNullish(rate)) putProperty(machine, network, netSlots.rate, rate, call.at);
}

/** Plain gradient descent, one sample at a time; a Trainer's rate is 0.2 where none is given. */
export function optimizerOf(network: ObjectValue): Value<Optimizer> {
  const rate = read(network.props.get(netSlots.rate));
  const learningRate: Value<Setting> = rate ? toValue(rate, 'the learning rate') : known(0.2);
  return known({ kind: 'sgd', settings: { learningRate } });
}
