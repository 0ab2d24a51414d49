// Layers and neurons of synaptic, and what `project` makes between them.
import type { Abstract, Call, Machine, ObjectModel } from '../../evaluate/model.ts';
import {
  asNumber,
  constant,
  isNullish,
  makeObject,
  makeSlot,
  methodOf,
  read,
  undefinedValue,
  unknownValue,
} from '../../evaluate/model.ts';
import { putProperty } from '../../evaluate/patterns.ts';
import { mayChangeTensors } from '../../evaluate/words.ts';
import type { Group, Link, Neuron, Pattern } from '../../neurons/groups.ts';
import {
  connect,
  connectionModel,
  connectionsAt,
  connectionsOf,
  countOf,
  groupSlots,
  isConnection,
  isGroup,
  isLink,
  isNeuron,
  linksOf,
  makeGroup,
  makeIrregular,
  neuronsOf,
  numberOf,
  patternNamed,
  redraw,
  setBias,
  setSquash,
  start,
  surprise,
} from '../../neurons/groups.ts';
import type { NeuronLibrary } from '../../neurons/library.ts';

export const library: NeuronLibrary = {
  id: 'synaptic',
  weight: { kind: 'random-uniform', min: -0.1, max: 0.1 },
  bias: { kind: 'random-uniform', min: -0.1, max: 0.1 },
  order: 'inputs-first',
};

/** Set where `propagate(rate, target)` was called on a layer itself: a network that is trained without a Network. */
export const trained = '@@trained';

export const makeLayer = (machine: Machine, call: Call, name?: string, size?: Abstract): Group =>
  makeGroup(
    machine,
    layerModel,
    { library, size: size ?? call.args.at(0) ?? constant(0), single: false, call },
    name,
  );

export const makeNeuron = (machine: Machine, call: Call): Group =>
  makeGroup(machine, neuronModel, { library, size: constant(1), single: true, call });

/** Whatever connections can come from or go to; a network is connected by its first or last layer. */
export function endOf(value: Abstract, side: 'input' | 'output'): Group | Neuron | undefined {
  if (isGroup(value) || isNeuron(value)) return value;
  const layers = value.t === 'object' ? read(value.props.get('layers')) : undefined;
  const layer = layers?.t === 'object' ? read(layers.props.get(side)) : undefined;
  return layer && isGroup(layer) ? layer : undefined;
}

/** `layer.project(other, type, weight)`, `neuron.project(other, weight)` */
export function project(machine: Machine, from: Abstract, call: Call): Abstract {
  const [source, target] = [endOf(from, 'output'), endOf(call.args.at(0) ?? undefinedValue, 'input')];
  if (!source || !target) return unknownValue('a connection to something that is not known');
  if (isNeuron(source) || isNeuron(target)) {
    for (const end of [source, target]) disturb(machine, end, 'single neurons of it are connected', call);
    return unknownValue('a connection of one neuron');
  }
  const { single } = source.data;
  const argument = single ? 1 : 2;
  const node = call.nodes.at(argument);
  if (source === target) disturb(machine, source, 'it is connected to itself', call);
  const pattern = single ? 'all' : patternOf(call.args.at(1), source === target);
  if (source === target && (single || pattern === 'one') && node)
    surprise(machine, source, 'A neuron is connected to itself with a weight of 1, whatever is given.', {
      node,
      module: call.at.module,
    });
  const link = connect(
    machine,
    {
      library,
      from: source,
      to: target,
      pattern,
      call,
      argument: call.args.length > argument ? argument : undefined,
    },
    nullAsZero(call.args.at(argument) ?? undefinedValue),
    single ? connectionModel : linkModel,
  );
  return single ? firstOf(machine, link, call) : link;
}

/** Only undefined is taken as not given; null is kept, and computed with as 0. */
const nullAsZero = (weight: Abstract): Abstract =>
  weight.t === 'constant' && weight.value === null ? constant(0, weight.at) : weight;

function firstOf(machine: Machine, link: Link, call: Call): Abstract {
  return machine.get(connectionsOf(machine, [link], connectionModel), '0', call.frame);
}

/** `Layer.connectionType.ALL_TO_ALL`, or its text. */
function patternOf(type: Abstract | undefined, toItself: boolean): Pattern {
  if (type === undefined || (type.t === 'constant' && type.value === undefined))
    return toItself ? 'one' : 'all';
  const name =
    type.t === 'library'
      ? type.path.at(-1)
      : type.t === 'constant' && typeof type.value === 'string'
        ? type.value.replaceAll(' ', '_')
        : undefined;
  return patternNamed(name ?? '');
}

function disturb(machine: Machine, end: Group | Neuron, why: string, call: Call): void {
  const group = isNeuron(end) ? end.data.of : end;
  if (isGroup(group)) makeIrregular(machine, group, why, call);
}

/** `set({squash, bias, label})`; a bias of 0 is not set, since the library asks `if (options.bias)`. */
function set(machine: Machine, group: Group, call: Call): void {
  const options = call.args.at(0) ?? undefinedValue;
  if (options.t !== 'object') return;
  const squash = machine.get(options, 'squash', call.frame);
  if (!isNullish(squash)) putProperty(machine, group, groupSlots.squash, squash);
  const bias = machine.get(options, 'bias', call.frame);
  const node = options.props.get('bias')?.node;
  if (asNumber(bias) === 0) {
    const what = 'Layer.set takes a bias of 0 as not given: the biases stay random, between -0.1 and 0.1.';
    surprise(machine, group, what, node ?? call.at);
  } else if (!isNullish(bias)) setBias(machine, group, bias, node ?? call.at);
}

const methods = new Set(['project', 'gate', 'set', 'propagate', 'activate', 'reset', 'neurons', 'add']);

const layerModel: ObjectModel = {
  name: 'a layer',
  call(machine, self, method, call) {
    if (!isGroup(self)) return undefined;
    switch (method) {
      case 'project':
        return project(machine, self, call);
      case 'gate':
        gate(machine, call);
        return undefinedValue;
      case 'set':
        set(machine, self, call);
        return self;
      case 'propagate':
        if (call.args.length > 1)
          putProperty(machine, self, trained, call.args[0] ?? undefinedValue, call.at);
        start(machine, self, call);
        return undefinedValue;
      case 'reset':
        redraw(machine, self, call);
        return undefinedValue;
      case 'add':
        makeIrregular(machine, self, 'neurons are added to it', call);
        return undefinedValue;
      case 'neurons':
        return neuronsOf(machine, [self], neuronModel);
      default:
        return undefined;
    }
  },
  get(machine, self, name) {
    if (!isGroup(self)) return undefined;
    if (name === 'list') return neuronsOf(machine, [self], neuronModel);
    if (name === 'size') return self.data.size;
    return methods.has(name) ? methodOf(self, name) : undefined;
  },
  escape: forgetGroup,
};

/** Weights of a layer that is handed to a function called like one that sets them are not known any more. */
export function forgetGroup(machine: Machine, self: Abstract, call: Call): void {
  if (!isGroup(self) || !mayChangeTensors(call.callee)) return;
  const why = unknownValue(`${call.callee} may have set the weights`, machine.span(call.at));
  putProperty(machine, self, groupSlots.biases, why, call.at);
  for (const link of [...linksOf(self, 'in'), ...linksOf(self, 'out')])
    putProperty(machine, link, groupSlots.weights, why, call.at);
}

function gate(machine: Machine, call: Call): void {
  for (const value of call.args) {
    const link = isConnection(value) ? value.data.of : value;
    if (isLink(link)) makeIrregular(machine, link.data.to, 'its connections are gated', call);
  }
}

/** What `layer.project` gives back. */
const linkModel: ObjectModel = {
  name: 'a connection of layers',
  get(machine, self, name) {
    const link = self as Link;
    switch (name) {
      case 'list':
        return connectionsOf(machine, [link], connectionModel);
      case 'connections':
        return keyed(machine, connectionsOf(machine, [link], connectionModel));
      case 'size':
        return constant(countOf(link));
      case 'from':
      case 'to':
        return link.data[name];
      default:
        return undefined;
    }
  },
};

/** A list as the object keyed by IDs that the library keeps. */
function keyed(machine: Machine, list: Abstract): Abstract {
  const object = makeObject(machine);
  const content = list.t === 'array' ? list.content.value : undefined;
  if (content?.t !== 'list' || content.rest !== undefined) {
    machine.write(object.open, unknownValue('the connections of a layer of unknown size'));
    return object;
  }
  content.items.forEach(({ value }, index) => object.props.set(String(index), makeSlot(machine, value)));
  return object;
}

/** A neuron of its own (a group of one), or one of a layer's. */
export const neuronModel: ObjectModel = {
  name: 'a neuron',
  call(machine, self, method, call) {
    switch (method) {
      case 'project':
        return project(machine, self, call);
      case 'gate':
        gate(machine, call);
        return undefinedValue;
      case 'reset':
        if (isGroup(self)) redraw(machine, self, call);
        return undefinedValue;
      case 'propagate':
        if (isGroup(self)) {
          if (call.args.length > 1)
            putProperty(machine, self, trained, call.args[0] ?? undefinedValue, call.at);
          start(machine, self, call);
        }
        return undefinedValue;
      default:
        return undefined;
    }
  },
  get(machine, self, name) {
    if (name === 'connections' && (isGroup(self) || isNeuron(self))) return sides(machine, self);
    if (name === 'bias' && isNeuron(self)) return numberOf(self, groupSlots.biases);
    return undefined;
  },
  set(machine, self, name, value, node) {
    if (!isGroup(self) && !isNeuron(self)) return false;
    if (name === 'bias') setBias(machine, self, value, node);
    else if (name === 'squash') setSquash(machine, self, value);
    else return false;
    return true;
  },
};

/** `connections.inputs` and `.projected`, keyed by ID. */
function sides(machine: Machine, self: Group | Neuron): Abstract {
  const object = makeObject(machine);
  for (const [name, side] of [
    ['inputs', 'in'],
    ['projected', 'out'],
  ] as const)
    object.props.set(
      name,
      makeSlot(machine, keyed(machine, connectionsAt(machine, self, side, connectionModel))),
    );
  return object;
}
