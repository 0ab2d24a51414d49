// Network objects of the family of neataptic: `new Network(in, out)`, the architectures, saved ones; training and evolution.
import { expanded } from '../evaluate/expand.ts';
import type { Abstract, Call, Machine, ObjectModel, ObjectValue } from '../evaluate/model.ts';
import {
  asNumber,
  asString,
  isNullish,
  listOf,
  makeObject,
  methodOf,
  read,
  undefinedValue,
  unknownValue,
} from '../evaluate/model.ts';
import { putProperty } from '../evaluate/patterns.ts';
import { mayChangeTensors } from '../evaluate/words.ts';
import type { Group } from './groups.ts';
import {
  connectionModel,
  connectionsOf,
  isGroup,
  isNeuron,
  linksOf,
  makeIrregular,
  neuronsOf,
  setSquash,
  setBias,
  start,
  surprise,
} from './groups.ts';
import type { NeatLibrary } from './neat.ts';
import { connectTo, directly, forget, makeNodes, nodeModel, setAll, typeSlot } from './neat.ts';
import { savedNeurons } from './saved.ts';

export interface NetFacts {
  readonly kind: 'net';
  readonly library: NeatLibrary;
  /** In the order in which they are activated. */
  readonly groups: readonly Group[];
}

export type Net = ObjectValue & { readonly data: NetFacts };

export const isNet = (value: Abstract): value is Net => value.t === 'object' && value.model === netModel;

/** The options and the dropout of `train`. */
export const netSlots = { options: '@@options' } as const;

/** A network of these groups; of none if nothing is known about it. */
function makeNet(machine: Machine, library: NeatLibrary, groups: readonly Group[], call: Call): Net {
  const data: NetFacts = { kind: 'net', library, groups };
  const net = { ...makeObject(machine, { model: netModel, made: call.at }), data };
  if (groups.length > 0) machine.made.push({ object: net, run: machine.run });
  return net;
}

/** `new Network(inputs, outputs)`: every input is connected to every output. */
export function directNet(machine: Machine, library: NeatLibrary, call: Call): Net {
  const [input, output] = ['input', 'output'].map((role, index) =>
    makeNodes(machine, library, call, call.args.at(index) ?? undefinedValue, role),
  );
  directly(machine, library, input, output, call);
  return makeNet(machine, library, [input, output], call);
}

/** `architect.Perceptron(2, 3, 1)` and the others. */
export function architect(
  machine: Machine,
  library: NeatLibrary,
  name: string,
  call: Call,
): Abstract | undefined {
  switch (name) {
    case 'Construct':
      return construct(machine, library, call);
    case 'Perceptron': {
      if (call.open || call.args.length < 3) return makeNet(machine, library, [], call);
      const groups = call.args.map((size, index) =>
        makeNodes(
          machine,
          library,
          call,
          size,
          index === 0 ? 'input' : index === call.args.length - 1 ? 'output' : 'hidden',
        ),
      );
      groups.slice(1).forEach((group, index) => joined(machine, groups[index], group, call));
      return makeNet(machine, library, groups, call);
    }
    case 'Hopfield':
    case 'LSTM':
    case 'GRU':
    case 'NARX':
    case 'Random': {
      const sizes = [
        call.args.at(0),
        undefined,
        name === 'LSTM' || name === 'GRU' ? call.args.at(-1) : call.args.at(2),
      ];
      const groups = ['input', name, 'output'].map((role, index) =>
        makeNodes(machine, library, call, sizes[index] ?? unknownValue('several groups of nodes'), role),
      );
      const [input, hidden, output] = groups;
      joined(machine, input, hidden, call);
      joined(machine, hidden, output, call);
      makeIrregular(machine, hidden, `architect.${name}`, call);
      return makeNet(machine, library, groups, call);
    }
    default:
      return undefined;
  }
}

const joined = (machine: Machine, from: Group, to: Group, call: Call): Abstract =>
  connectTo(machine, from, to, { ...call, args: [to], nodes: [], open: false }, 1);

/** `architect.Construct([input, hidden, output])`; nodes of the list that nothing leads to are inputs, and so on. */
function construct(machine: Machine, library: NeatLibrary, call: Call): Net {
  const given = call.args.at(0);
  const list = given?.t === 'array' ? expanded(listOf(given)) : undefined;
  const sure = list?.rest === undefined && list?.items.every((item) => !item.maybe && isGroup(item.value));
  if (!list || sure !== true) return makeNet(machine, library, [], call);
  const groups = list.items.map(({ value }) => value).filter(isGroup);
  const has = (type: string) => (group: Group) => asString(read(group.props.get(typeSlot))) === type;
  const outputs = groups.filter((group) => has('output')(group) || linksOf(group, 'out').length === 0);
  const inputs = groups.filter(
    (group) => !outputs.includes(group) && (has('input')(group) || linksOf(group, 'in').length === 0),
  );
  const hidden = groups.filter((group) => !outputs.includes(group) && !inputs.includes(group));
  for (const [type, ends] of [
    ['input', inputs],
    ['output', outputs],
  ] as const)
    for (const group of ends) putProperty(machine, group, typeSlot, { t: 'constant', value: type });
  return makeNet(machine, library, [...inputs, ...hidden, ...outputs], call);
}

/** `Network.fromJSON(json)` */
export function fromJson(machine: Machine, library: NeatLibrary, call: Call): Net {
  const saved = savedNeurons(
    machine,
    library,
    { neuron: nodeModel },
    call.args.at(0) ?? undefinedValue,
    { list: 'nodes', role: 'type' },
    call,
  );
  for (const { group, role } of saved ?? [])
    if (role !== undefined) putProperty(machine, group, typeSlot, { t: 'constant', value: role });
  return makeNet(machine, library, saved?.map(({ group }) => group) ?? [], call);
}

/** Mutation and selection tell units apart, and change what is connected to what. */
export function evolve(machine: Machine, net: Net, call: Call): void {
  for (const group of net.data.groups) makeIrregular(machine, group, 'evolution changes it', call);
}

const methods = new Set(['connect', 'set', 'train', 'propagate', 'evolve', 'mutate', 'activate', 'toJSON']);

const netModel: ObjectModel = {
  name: 'a network',
  call(machine, self, method, call) {
    if (!isNet(self)) return undefined;
    const { groups, library } = self.data;
    switch (method) {
      case 'connect': {
        const from = call.args.at(0) ?? undefinedValue;
        if (isGroup(from) || isNeuron(from))
          return connectTo(machine, from, call.args.at(1) ?? undefinedValue, call, 2);
        return unknownValue('connections of something that is not known');
      }
      case 'set':
        set(machine, self, call.args.at(0) ?? undefinedValue, call);
        return undefinedValue;
      case 'train':
        if (call.args.at(1)?.t === 'object')
          putProperty(machine, self, netSlots.options, call.args.at(1) ?? undefinedValue, call.at);
        for (const group of groups) start(machine, group, call);
        return unknownValue('what training gives');
      case 'propagate':
        for (const group of groups) start(machine, group, call);
        return undefinedValue;
      case 'evolve':
      case 'mutate':
      case 'mutateRandom':
        evolve(machine, self, call);
        return unknownValue('what evolution gives');
      case 'remove':
      case 'gate':
      case 'ungate':
      case 'disconnect':
      case 'addNodes':
        for (const group of groups) makeIrregular(machine, group, `${method} changes it`, call);
        return undefinedValue;
      case 'clone':
        return makeNet(machine, library, [], call);
      default:
        return undefined;
    }
  },
  get(machine, self, name) {
    if (!isNet(self)) return undefined;
    const { groups } = self.data;
    switch (name) {
      case 'nodes':
        if (groups.length === 0) return unknownValue('the nodes of the network');
        return neuronsOf(machine, groups, nodeModel);
      case 'connections':
        if (groups.length === 0) return unknownValue('the connections of the network');
        return connectionsOf(
          machine,
          groups.flatMap((group) => linksOf(group, 'out')),
          connectionModel,
        );
      case 'input':
        return groups.at(0)?.data.size;
      case 'output':
        return groups.at(-1)?.data.size;
      default:
        return methods.has(name) ? methodOf(self, name) : undefined;
    }
  },
  escape(machine, self, call) {
    if (isNet(self) && mayChangeTensors(call.callee))
      for (const group of self.data.groups)
        forget(machine, group, `${call.callee} may have set the weights`, call);
  },
};

/** `network.set({bias, squash})`, which neither library does as one would expect. */
function set(machine: Machine, net: Net, values: Abstract, call: Call): void {
  if (values.t !== 'object') return;
  const { library, groups } = net.data;
  const bias = machine.get(values, 'bias', call.frame);
  const squash = machine.get(values, 'squash', call.frame);
  const node = values.props.get('bias')?.node ?? call.at;
  for (const group of groups) {
    if (library.id === 'neataptic') {
      if (!isNullish(squash)) setSquash(machine, group, squash);
      if (asNumber(bias) === 0)
        surprise(
          machine,
          group,
          'Network.set takes a bias of 0 as not given: the biases stay random. Set it on the groups or nodes instead.',
          node,
        );
      else if (!isNullish(bias)) setBias(machine, group, bias, node);
      continue;
    }
    setAll(machine, group, values, call);
    if (isNullish(squash) && values.props.has('bias')) {
      setSquash(machine, group, unknownValue('Network.set took the activation away'));
      surprise(
        machine,
        group,
        'Network.set of carrot also replaces the activation, by nothing where it is not given: the network then throws when it is activated.',
        node,
        'invalid-initializer',
      );
    }
  }
}

/** `new Neat(inputs, outputs, fitness, {network})`: what the population is bred from. */
export function breed(machine: Machine, call: Call): Abstract {
  const options = call.args.at(3);
  const network = options?.t === 'object' ? machine.get(options, 'network', call.frame) : undefinedValue;
  if (isNet(network)) evolve(machine, network, call);
  return unknownValue('a population');
}
