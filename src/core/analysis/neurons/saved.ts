// Networks written down as JSON: a list of neurons and a list of connections, all numbers given.
import { expanded } from '../evaluate/expand.ts';
import type { Abstract, Call, Item, Located, Machine, ObjectModel } from '../evaluate/model.ts';
import { asNumber, asString, isNullish, listOf, undefinedValue } from '../evaluate/model.ts';
import { putProperty } from '../evaluate/patterns.ts';
import type { Group } from './groups.ts';
import { connect, connectionModel, groupSlots, makeGroup, makeIrregular, setBias } from './groups.ts';
import type { NeuronLibrary } from './library.ts';

export interface SavedNeuron {
  readonly group: Group;
  /** "input", "output", or whatever else the library writes there. */
  readonly role: string | undefined;
}

/** Larger networks in the source are trained ones. */
const mostNeurons = 64;
const mostConnections = 1024;

/**
 * The neurons of a saved network, connected; undefined where not everything about it is written in the source. `list`
 * and `role` are the names of the fields that hold the neurons and say where one belongs.
 */
export function savedNeurons(
  machine: Machine,
  library: NeuronLibrary,
  models: { readonly neuron: ObjectModel },
  json: Abstract,
  fields: { readonly list: string; readonly role: string },
  call: Call,
): SavedNeuron[] | undefined {
  if (json.t !== 'object') return undefined;
  const field = (of: Abstract, name: string): Abstract => machine.get(of, name, call.frame);
  const neurons = itemsOf(field(json, fields.list), mostNeurons);
  const connections = itemsOf(field(json, 'connections'), mostConnections);
  if (!neurons || !connections) return undefined;
  const saved = neurons.map(({ value }): SavedNeuron => {
    const group = makeGroup(machine, models.neuron, { library, size: one, single: true, call });
    const squash = field(value, 'squash');
    if (!isNullish(squash)) putProperty(machine, group, groupSlots.squash, squash);
    setBias(machine, group, field(value, 'bias'), nodeOf(value, 'bias'));
    return { group, role: asString(field(value, fields.role)) };
  });
  for (const { value } of connections) {
    const [from, to] = ['from', 'to'].map(
      (name) => saved.at(asNumber(field(value, name)) ?? Infinity)?.group,
    );
    const weight = field(value, 'weight');
    if (!from || !to || asNumber(weight) === undefined) return undefined;
    const pattern = from === to ? 'else' : 'all';
    const facts = { library, from, to, pattern, call, argument: undefined } as const;
    const link = connect(machine, facts, undefinedValue, connectionModel);
    putProperty(machine, link, groupSlots.weights, weight, nodeOf(value, 'weight'));
    if (!isNullish(field(value, 'gater'))) makeIrregular(machine, to, 'its connections are gated', call);
  }
  return saved;
}

const nodeOf = (object: Abstract, name: string): Located | undefined =>
  object.t === 'object' ? object.props.get(name)?.node : undefined;

const one: Abstract = { t: 'constant', value: 1 };

function itemsOf(value: Abstract, most: number): readonly Item[] | undefined {
  if (value.t !== 'array') return undefined;
  const { items, rest } = expanded(listOf(value));
  const sure = rest === undefined && items.length > 0 && items.length <= most;
  return sure && items.every((item) => item.maybe === undefined) ? items : undefined;
}
