// Network objects of synaptic: `new Network({input, hidden, output})`, classes derived from it, the architectures, and
// saved ones.
import { expanded } from '../../evaluate/expand.ts';
import type { Abstract, Call, Machine, ObjectModel, ObjectValue } from '../../evaluate/model.ts';
import {
  isNullish,
  listOf,
  makeArray,
  makeObject,
  makeSlot,
  native,
  read,
  undefinedValue,
  unknownValue,
} from '../../evaluate/model.ts';
import { putProperty } from '../../evaluate/patterns.ts';
import { mayChangeTensors } from '../../evaluate/words.ts';
import type { Group } from '../../neurons/groups.ts';
import { isGroup, makeIrregular, neuronsOf, redraw, start } from '../../neurons/groups.ts';
import { savedNeurons } from '../../neurons/saved.ts';
import { forgetGroup, library, makeLayer, neuronModel, project } from './layers.ts';

/** `network`: present on everything that has layers, objects of derived classes included; `rate`: it was trained with. */
export const netSlots = { network: '@@network', saved: '@@saved', rate: '@@rate' } as const;

export function makeNetwork(machine: Machine, layers: Abstract, call: Call): ObjectValue {
  const network = makeObject(machine, { model: networkModel, made: call.at });
  if (!isNullish(layers)) setLayers(machine, network, layers, call);
  return network;
}

function setLayers(machine: Machine, network: ObjectValue, layers: Abstract, call: Call): void {
  if (!network.props.has(netSlots.network)) machine.made.push({ object: network, run: machine.run });
  putProperty(machine, network, netSlots.network, undefinedValue, call.at);
  putProperty(machine, network, 'layers', layers, call.at);
}

/** `Architect.Perceptron(2, 3, 1)` and the others. */
export function architect(machine: Machine, name: string, call: Call): Abstract | undefined {
  const sizes = call.args;
  switch (name) {
    case 'Perceptron': {
      if (call.open || sizes.length < 3) return makeNetwork(machine, undefinedValue, call);
      const roles = sizes.map((_, index) =>
        index === 0 ? 'input' : index === sizes.length - 1 ? 'output' : 'hidden',
      );
      const layers = sizes.map((size, index) => makeLayer(machine, call, roles[index], size));
      layers.slice(1).forEach((layer, index) => connected(machine, layers[index], layer, call));
      return built(machine, layers, call);
    }
    case 'Hopfield': {
      const layers = ['input', 'output'].map((role) => makeLayer(machine, call, role, sizes.at(0)));
      connected(machine, layers[0], layers[1], call);
      return built(machine, layers, call);
    }
    case 'LSTM':
    case 'Liquid': {
      const [input, hidden, output] = ['input', name, 'output'].map((role, index) =>
        makeLayer(
          machine,
          call,
          role,
          index === 1 ? unknownValue('several groups of neurons') : sizes.at(index),
        ),
      );
      connected(machine, input, hidden, call);
      connected(machine, hidden, output, call);
      makeIrregular(machine, hidden, `Architect.${name}`, call);
      return built(machine, [input, hidden, output], call);
    }
    default:
      return undefined;
  }
}

const connected = (machine: Machine, from: Group, to: Group, call: Call): Abstract =>
  project(machine, from, { ...call, args: [to], nodes: [], open: false });

function built(machine: Machine, layers: readonly Group[], call: Call): ObjectValue {
  const holder = makeObject(machine);
  const [input, output] = [layers.at(0), layers.at(-1)];
  const hidden = makeArray(
    machine,
    layers.slice(1, -1).map((value) => ({ value })),
  );
  for (const [role, value] of Object.entries({ input, hidden, output }))
    if (value) holder.props.set(role, makeSlot(machine, value));
  return makeNetwork(machine, holder, call);
}

/** `Network.fromJSON(json)`; a network that is not spelled out is a trained one, of which there is nothing to say. */
export function fromJson(machine: Machine, call: Call): ObjectValue {
  const saved = savedNeurons(
    machine,
    library,
    { neuron: neuronModel },
    call.args.at(0) ?? undefinedValue,
    { list: 'neurons', role: 'layer' },
    call,
  );
  if (!saved) return makeNetwork(machine, undefinedValue, call);
  const at = (role: string): Group[] => saved.flatMap((one) => (one.role === role ? [one.group] : []));
  const data: Ends = { inputs: at('input'), outputs: at('output') };
  const network = makeObject(machine, { model: networkModel, made: call.at, data });
  machine.made.push({ object: network, run: machine.run });
  const neurons = makeArray(
    machine,
    saved.map(({ group }) => ({ value: group })),
  );
  putProperty(machine, network, netSlots.saved, neurons);
  return network;
}

interface Ends {
  readonly inputs: readonly Group[];
  readonly outputs: readonly Group[];
}

/** The layers of a network as they are now: input, hidden, output. */
export function layersOf(machine: Machine, network: ObjectValue): { groups: Group[] } & Ends {
  const saved = read(network.props.get(netSlots.saved));
  if (saved) {
    const groups =
      saved.t === 'array'
        ? expanded(listOf(saved))
            .items.map(({ value }) => value)
            .filter(isGroup)
        : [];
    return { groups, ...(network.data as Ends) };
  }
  const holder = read(network.props.get('layers'));
  const role = (name: string): Group[] => {
    const value = holder?.t === 'object' ? read(holder.props.get(name)) : undefined;
    if (value === undefined || !machine.step()) return [];
    if (value.t === 'array')
      return expanded(listOf(value))
        .items.map((item) => item.value)
        .filter(isGroup);
    return isGroup(value) ? [value] : [];
  };
  const [inputs, hidden, outputs] = ['input', 'hidden', 'output'].map(role);
  return { groups: [...inputs, ...hidden, ...outputs], inputs, outputs };
}

export const groupsIn = (machine: Machine, network: ObjectValue): Group[] =>
  layersOf(machine, network).groups;

const methods = new Set([
  'project',
  'gate',
  'set',
  'propagate',
  'activate',
  'reset',
  'neurons',
  'clone',
  'clear',
]);

/** Also for objects of classes derived from Network, which inherit these. */
export function inheritedMethod(
  machine: Machine,
  self: ObjectValue,
  name: string,
  call: Call,
): Abstract | undefined {
  switch (name) {
    case 'set':
      setLayers(machine, self, call.args.at(0) ?? undefinedValue, call);
      return undefinedValue;
    case 'project':
      return project(machine, self, call);
    case 'propagate':
      keepRate(machine, self, call);
      for (const group of groupsIn(machine, self)) start(machine, group, call);
      return undefinedValue;
    case 'reset':
      for (const group of groupsIn(machine, self)) redraw(machine, group, call);
      return undefinedValue;
    case 'neurons':
      return described(machine, self);
    case 'clone':
      return makeNetwork(machine, undefinedValue, call);
    case 'gate':
      return undefinedValue;
    default:
      return undefined;
  }
}

function keepRate(machine: Machine, network: ObjectValue, call: Call): void {
  const rate = call.args.at(0);
  if (rate && !network.props.has(netSlots.rate)) putProperty(machine, network, netSlots.rate, rate, call.at);
}

/** `[{neuron, layer}]` */
function described(machine: Machine, network: ObjectValue): Abstract {
  const list = neuronsOf(machine, groupsIn(machine, network), neuronModel);
  const content = list.t === 'array' ? listOf(list) : undefined;
  if (!content || content.rest !== undefined) return unknownValue('the neurons of a network');
  return makeArray(
    machine,
    content.items.map(({ value }) => {
      const entry = makeObject(machine);
      entry.props.set('neuron', makeSlot(machine, value));
      return { value: entry };
    }),
  );
}

const networkModel: ObjectModel = {
  name: 'a network',
  call: inheritedMethod,
  get(_machine, _self, name) {
    // `Perceptron.prototype = new Network()`: the method is called on whatever inherits it.
    return methods.has(name)
      ? native(name, (machine, call, self) =>
          self.t === 'object'
            ? (inheritedMethod(machine, self, name, call) ?? unknownValue(`the result of ${name}`))
            : unknownValue(`the result of ${name}`),
        )
      : undefined;
  },
  escape(machine, self, call) {
    if (mayChangeTensors(call.callee))
      for (const group of groupsIn(machine, self)) forgetGroup(machine, group, call);
  },
};
