// The family of neataptic: nodes, groups, layers that are groups, and what connects them. carrot is a fork of it with
// other defaults and other traps; what differs is data.
import type { Start } from '../../network/graph.ts';
import { known, unknown } from '../../network/value.ts';
import type { Abstract, Call, Located, Machine, ObjectModel } from '../evaluate/model.ts';
import {
  asNumber,
  asString,
  constant,
  isNullish,
  makeObject,
  makeSlot,
  methodOf,
  read,
  undefinedValue,
  unknownValue,
} from '../evaluate/model.ts';
import { putProperty } from '../evaluate/patterns.ts';
import { mayChangeTensors } from '../evaluate/words.ts';
import type { Group, Link, Neuron, Pattern } from './groups.ts';
import {
  connect,
  connectionModel,
  connectionsAt,
  connectionsOf,
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
  setBias,
  setSquash,
  start,
  surprise,
} from './groups.ts';
import type { NeuronLibrary } from './library.ts';

export interface NeatLibrary extends NeuronLibrary {
  readonly id: 'neataptic' | 'carrot';
  /** What `new Network(inputs, outputs)` draws for the connections it makes. */
  readonly direct: (inputs: number) => Start;
  /** `{weight: 0}` in place of a weight is taken as options, in which there is no weight. */
  readonly ignoresWeightOption: boolean;
  /** null in place of a weight is taken as not given; else it counts as 0. */
  readonly drawsForNull: boolean;
}

/** Where the type of a node or group ("input", "output", "constant") is kept. */
export const typeSlot = '@@type';

export const makeNode = (machine: Machine, library: NeatLibrary, call: Call): Group => {
  const node = makeGroup(machine, nodeModel, { library, size: constant(1), single: true, call });
  const given = call.args.at(0) ?? undefinedValue;
  if (given.t === 'constant') putProperty(machine, node, typeSlot, given);
  if (given.t === 'object') setAll(machine, node, given, call);
  return node;
};

export const makeNodes = (
  machine: Machine,
  library: NeatLibrary,
  call: Call,
  size: Abstract,
  name?: string,
): Group => makeGroup(machine, groupModel, { library, size, single: false, call }, name);

/** Properties of all nodes of a group at once: bias, squash, type. */
export function setAll(machine: Machine, group: Group, values: Abstract, call: Call): void {
  if (values.t !== 'object') return;
  const node = (name: string): Located => values.props.get(name)?.node ?? call.at;
  const bias = machine.get(values, 'bias', call.frame);
  if (!isNullish(bias)) setBias(machine, group, bias, node('bias'));
  const squash = machine.get(values, 'squash', call.frame);
  if (!isNullish(squash)) setSquash(machine, group, squash);
  const type = machine.get(values, 'type', call.frame);
  if (isNullish(type)) return;
  putProperty(machine, group, typeSlot, type);
  if (asString(type) === 'constant') makeIrregular(machine, group, 'its nodes do not learn', call);
}

/** `group.connect(target, method, weight)`, `node.connect(target, weight)`; answers the connections made. */
export function connectTo(
  machine: Machine,
  from: Group | Neuron,
  target: Abstract,
  call: Call,
  first: number,
): Abstract {
  if (!isGroup(target) || !isGroup(from)) {
    for (const end of [from, target]) disturb(machine, end, 'single nodes of it are connected', call);
    return unknownValue('the connections of one node');
  }
  const library = from.data.library as NeatLibrary;
  const argument = first + (from.data.single ? 0 : 1);
  const given = call.args.at(argument) ?? undefinedValue;
  const node = call.nodes.at(argument);
  if (from === target) disturb(machine, from, 'it is connected to itself', call);
  const pattern = from.data.single ? 'all' : patternOf(call.args.at(first), from === target);
  const itself = from === target && (from.data.single || pattern === 'one');
  if (itself && node && asNumber(given) === 0)
    surprise(machine, from, 'A connection of a node to itself takes a weight of 0 as not given: it is 1.', {
      node,
      module: call.at.module,
    });
  const asOption = library.ignoresWeightOption && given.t === 'object';
  const weight =
    asOption || (library.drawsForNull && isNullish(given))
      ? undefinedValue
      : given.t === 'constant' && given.value === null
        ? constant(0, given.at)
        : given;
  const link = connect(
    machine,
    {
      library,
      from,
      to: target,
      pattern,
      call,
      argument: call.args.length > argument ? argument : undefined,
    },
    weight,
    connectionModel,
  );
  if (asOption) tellOption(machine, link, given, call, argument);
  return connectionsOf(machine, [link], connectionModel);
}

function tellOption(machine: Machine, link: Link, option: Abstract, call: Call, index: number): void {
  if (isNullish(machine.get(option, 'weight', call.frame))) return;
  const node = call.nodes.at(index);
  const what =
    'carrot does not read a weight from an object of options: the weight is random, between -1 and 1. Give the number itself.';
  surprise(machine, link, what, node ? { node, module: call.at.module } : call.at);
}

function patternOf(method: Abstract | undefined, toItself: boolean): Pattern {
  if (method === undefined || isNullish(method)) return toItself ? 'one' : 'all';
  return patternNamed((method.t === 'library' ? method.path.at(-1) : undefined) ?? '');
}

export function disturb(machine: Machine, end: Abstract, why: string, call: Call): void {
  const group = isNeuron(end) ? end.data.of : end;
  if (isGroup(group)) makeIrregular(machine, group, why, call);
}

/** Gated connections: an array of them, or one. */
function gate(machine: Machine, value: Abstract, call: Call): void {
  const content = value.t === 'array' ? value.content.value : undefined;
  const views = content?.t === 'list' ? content.items.map((item) => item.value) : [value];
  for (const view of views) {
    const link = isConnection(view) ? view.data.of : view;
    if (isLink(link)) makeIrregular(machine, link.data.to, 'its connections are gated', call);
  }
}

export function forget(machine: Machine, group: Group, why: string, call: Call): void {
  const value = unknownValue(why, machine.span(call.at));
  putProperty(machine, group, groupSlots.biases, value, call.at);
  for (const link of [...linksOf(group, 'in'), ...linksOf(group, 'out')])
    putProperty(machine, link, groupSlots.weights, value, call.at);
}

const methods = new Set(['connect', 'gate', 'set', 'propagate', 'activate', 'disconnect', 'clear']);

const groupModel: ObjectModel = {
  name: 'a group of nodes',
  call(machine, self, method, call) {
    if (!isGroup(self)) return undefined;
    switch (method) {
      case 'connect':
        return connectTo(machine, self, call.args.at(0) ?? undefinedValue, call, 1);
      case 'gate':
        gate(machine, call.args.at(0) ?? undefinedValue, call);
        return undefinedValue;
      case 'set':
        setAll(machine, self, call.args.at(0) ?? undefinedValue, call);
        return undefinedValue;
      case 'propagate':
        start(machine, self, call);
        return undefinedValue;
      case 'disconnect':
        for (const end of [self, call.args.at(0) ?? undefinedValue])
          disturb(machine, end, 'it is disconnected later', call);
        return undefinedValue;
      default:
        return undefined;
    }
  },
  get(machine, self, name) {
    if (!isGroup(self)) return undefined;
    switch (name) {
      case 'nodes':
        return neuronsOf(machine, [self], nodeModel);
      case 'output':
        return self;
      default:
        return methods.has(name) ? methodOf(self, name) : sidesOf(machine, self, name);
    }
  },
  escape: forgetIfSet,
};

function forgetIfSet(machine: Machine, self: Abstract, call: Call): void {
  if (isGroup(self) && mayChangeTensors(call.callee))
    forget(machine, self, `${call.callee} may have set the weights`, call);
}

/** `connections.in` and `.out`, in carrot `incoming` and `outgoing`. */
function sidesOf(machine: Machine, end: Group | Neuron, name: string): Abstract | undefined {
  const at = (side: 'in' | 'out'): Abstract => connectionsAt(machine, end, side, connectionModel);
  switch (name) {
    case 'incoming':
      return at('in');
    case 'outgoing':
      return at('out');
    case 'connections': {
      const object = makeObject(machine);
      object.props.set('in', makeSlot(machine, at('in')));
      object.props.set('out', makeSlot(machine, at('out')));
      return object;
    }
    default:
      return undefined;
  }
}

/** A node of its own (a group of one), or one of a group's. */
export const nodeModel: ObjectModel = {
  name: 'a node',
  call(machine, self, method, call) {
    if (!isGroup(self) && !isNeuron(self)) return undefined;
    switch (method) {
      case 'connect':
        return connectTo(machine, self, call.args.at(0) ?? undefinedValue, call, 1);
      case 'gate':
        gate(machine, call.args.at(0) ?? undefinedValue, call);
        return undefinedValue;
      case 'mutate':
        disturb(machine, self, 'evolution changes it', call);
        return undefinedValue;
      case 'propagate':
        if (isGroup(self)) start(machine, self, call);
        return undefinedValue;
      case 'disconnect':
        for (const end of [self, call.args.at(0) ?? undefinedValue])
          disturb(machine, end, 'it is disconnected later', call);
        return undefinedValue;
      default:
        return undefined;
    }
  },
  get(machine, self, name) {
    if (!isGroup(self) && !isNeuron(self)) return undefined;
    if (name === 'type') return isNeuron(self) ? typeOf(self) : read(self.props.get(typeSlot));
    if (name === 'bias' && isNeuron(self)) return numberOf(self, groupSlots.biases);
    return sidesOf(machine, self, name);
  },
  set(machine, self, name, value, node) {
    if (!isGroup(self) && !isNeuron(self)) return false;
    if (name === 'bias') setBias(machine, self, value, node);
    else if (name === 'squash') setSquash(machine, self, value);
    else if (name === 'type' && isGroup(self)) putProperty(machine, self, typeSlot, value, node);
    else return false;
    return true;
  },
};

const typeOf = ({ data: { of } }: Neuron): Abstract =>
  read(of.props.get(typeSlot)) ?? unknownValue('its type');

/** The weights `new Network(inputs, outputs)` draws. */
export function directly(machine: Machine, library: NeatLibrary, from: Group, to: Group, call: Call): void {
  const inputs = asNumber(from.data.size);
  const made =
    inputs === undefined ? unknown('the number of inputs is not known') : known(library.direct(inputs));
  connect(
    machine,
    { library, from, to, pattern: 'all', call, argument: undefined, made },
    undefinedValue,
    connectionModel,
  );
}
