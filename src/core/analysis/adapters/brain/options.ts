// Options of brain.js networks: those of the constructor, overwritten by those of `train`.
import type { Setting } from '../../../network/graph.ts';
import type { Value } from '../../../network/value.ts';
import { known } from '../../../network/value.ts';
import type { Abstract, Call, Machine, ObjectValue } from '../../evaluate/model.ts';
import { read, undefinedValue } from '../../evaluate/model.ts';
import { toValue } from '../../evaluate/settings.ts';

/** What a network is kept with: its options, and the data and options it was trained with. */
export const slots = {
  options: '@@options',
  data: '@@data',
  training: '@@training',
  weights: '@@weights',
  biases: '@@biases',
  started: '@@started',
} as const;

export const isGiven = (value: Abstract | undefined): value is Abstract =>
  value !== undefined && !(value.t === 'constant' && value.value === undefined);

/** undefined where neither `train` nor the constructor is given it. */
export function option(machine: Machine, net: ObjectValue, name: string): Abstract | undefined {
  const { frame } = net.data as Call;
  for (const slot of [slots.training, slots.options]) {
    const options = read(net.props.get(slot)) ?? undefinedValue;
    const value = options.t === 'object' ? machine.get(options, name, frame) : undefinedValue;
    if (isGiven(value)) return value;
    if (options.t !== 'object' && options.t !== 'constant') return options;
  }
  return undefined;
}

export function setting(machine: Machine, net: ObjectValue, name: string, fallback: Setting): Value<Setting> {
  const value = option(machine, net, name);
  return value === undefined ? known(fallback) : toValue(value, name);
}

export const isStarted = (net: ObjectValue): boolean => {
  const value = read(net.props.get(slots.started));
  return value?.t === 'constant' && value.value === true;
};
