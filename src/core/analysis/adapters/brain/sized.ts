// `new brain.NeuralNetwork(options)`: layers by their sizes, weights that can be written once they are there.
import { expanded } from '../../evaluate/expand.ts';
import type { Abstract, Call, Item, Machine, ObjectModel, ObjectValue } from '../../evaluate/model.ts';
import {
  asNumber,
  constant,
  listOf,
  makeArray,
  makeObject,
  makeSlot,
  methodOf,
  read,
  undefinedValue,
  unknownValue,
} from '../../evaluate/model.ts';
import { putProperty } from '../../evaluate/patterns.ts';
import { mayChangeTensors } from '../../evaluate/words.ts';
import { loaded, untouchedList } from '../../weights/numbers.ts';
import { isGiven, isStarted, option, slots } from './options.ts';

export function makeSized(machine: Machine, call: Call): ObjectValue {
  const net = makeObject(machine, { model: sizedModel, made: call.at, data: call });
  for (const slot of Object.values(slots)) net.props.set(slot, makeSlot(machine));
  putProperty(machine, net, slots.options, call.args.at(0) ?? undefinedValue);
  machine.made.push({ object: net, run: machine.run });
  return net;
}

export const isSized = (value: Abstract): value is ObjectValue =>
  value.t === 'object' && value.model === sizedModel;

const methods = new Set(['train', 'trainAsync', 'fromJSON', 'initialize', 'run', 'toJSON']);

const sizedModel: ObjectModel = {
  name: 'a network',
  call(machine, self, method, call) {
    switch (method) {
      case 'initialize':
        if (!isStarted(self)) initialize(machine, self);
        return undefinedValue;
      case 'fromJSON':
        if (!isStarted(self)) restore(machine, self, call.args.at(0) ?? undefinedValue, call);
        return self;
      case 'train':
      case 'trainAsync':
        train(machine, self, call);
        return unknownValue('what training gives');
      case 'updateTrainingOptions':
        putProperty(machine, self, slots.training, call.args.at(0) ?? undefinedValue);
        return undefinedValue;
      default:
        return undefined;
    }
  },
  get(_machine, self, name) {
    if (name === 'weights' || name === 'biases')
      return isStarted(self)
        ? unknownValue(`${name} after training`)
        : (read(self.props.get(slots[name])) ?? unknownValue(`the ${name} before there are any`));
    return methods.has(name) ? methodOf(self, name) : undefined;
  },
  set(machine, self, name, value, node) {
    if (name !== 'weights' && name !== 'biases') return false;
    if (!isStarted(self)) putProperty(machine, self, slots[name], value, node);
    return true;
  },
  escape(machine, self, call) {
    if (!mayChangeTensors(call.callee) || isStarted(self)) return;
    const why = unknownValue(`${call.callee} may have set the weights`, machine.span(call.at));
    putProperty(machine, self, slots.weights, why, call.at);
    putProperty(machine, self, slots.biases, why, call.at);
  },
};

function train(machine: Machine, net: ObjectValue, call: Call): void {
  if (isStarted(net)) return;
  putProperty(machine, net, slots.data, call.args.at(0) ?? undefinedValue);
  const options = call.args.at(1);
  if (options?.t === 'object') {
    putProperty(machine, net, slots.training, options);
    for (const name of ['callback', 'log']) {
      const callback = read(options.props.get(name));
      if (callback?.t === 'function') machine.callBack(callback, [unknownValue('how training goes')], call);
    }
  }
  putProperty(machine, net, slots.started, constant(true), call.at);
}

/** The sizes `initialize` is called with: those of the options, where input and output are both given there. */
export function givenSizes(machine: Machine, net: ObjectValue): readonly Abstract[] | undefined {
  const [input, output] = [option(machine, net, 'inputSize'), option(machine, net, 'outputSize')];
  if (!asNumber(input) || !asNumber(output) || !input || !output) return undefined;
  const hidden = hiddenOf(option(machine, net, 'hiddenLayers'));
  return hidden && [input, ...hidden, output];
}

/** The sizes of the hidden layers; undefined where the list is not known. */
export function hiddenOf(value: Abstract | undefined): readonly Abstract[] | undefined {
  if (!isGiven(value)) return [];
  if (value.t !== 'array') return undefined;
  const { items, rest } = expanded(listOf(value));
  return rest === undefined && items.every((item) => !item.maybe)
    ? items.map((item) => item.value)
    : undefined;
}

/** Larger layers are not handed out unit by unit. */
const mostUnits = 512;

/** weights[layer][unit][input] and biases[layer][unit], from layer 1 on; unknown where a size is. */
function initialize(machine: Machine, net: ObjectValue): void {
  const sizes = givenSizes(machine, net)?.map(asNumber);
  if (!sizes?.every((size) => size !== undefined && size >= 0 && size <= mostUnits)) return;
  const weights: Item[] = [{ value: undefinedValue }];
  const biases: Item[] = [{ value: undefinedValue }];
  sizes.slice(1).forEach((units, index) => {
    const rows = Array.from({ length: units ?? 0 }, () => ({ value: untouchedList(machine, sizes[index]) }));
    weights.push({ value: makeArray(machine, rows) });
    biases.push({ value: untouchedList(machine, units) });
  });
  putProperty(machine, net, slots.weights, makeArray(machine, weights));
  putProperty(machine, net, slots.biases, makeArray(machine, biases));
}

/** `fromJSON(json)`: as `toJSON` writes it, `layers[].weights[unit][input]` and `layers[].biases[unit]`. */
function restore(machine: Machine, net: ObjectValue, json: Abstract, call: Call): void {
  const layers = json.t === 'object' ? machine.get(json, 'layers', call.frame) : json;
  const list = layers.t === 'array' ? expanded(listOf(layers)) : undefined;
  if (json.t !== 'object' || !list || list.rest !== undefined || list.items.some(({ maybe }) => maybe)) {
    putProperty(machine, net, slots.weights, loaded);
    putProperty(machine, net, slots.biases, loaded);
    return;
  }
  for (const name of ['weights', 'biases'] as const) {
    const parts = list.items.map(({ value }) => {
      const part = machine.get(value, name, call.frame);
      return { value: part.t === 'array' || part.t === 'constant' ? part : loaded };
    });
    putProperty(machine, net, slots[name], makeArray(machine, parts));
  }
  const options = ['trainOpts', 'options'].map((name) => machine.get(json, name, call.frame));
  const written = options.find((value) => value.t === 'object');
  if (written) putProperty(machine, net, slots.options, written);
}
