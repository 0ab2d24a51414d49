// Groups of neurons and the links between them as objects of the evaluator, whatever the library calls them.
import type { Start, Surprise } from '../../network/graph.ts';
import type { Value } from '../../network/value.ts';
import type { Abstract, Call, Located, Machine, ObjectModel, ObjectValue } from '../evaluate/model.ts';
import {
  asNumber,
  constant,
  isNullish,
  makeArray,
  makeObject,
  makeSlot,
  read,
  undefinedValue,
  unknownValue,
} from '../evaluate/model.ts';
import { putProperty } from '../evaluate/patterns.ts';
import { untouchedList } from '../weights/numbers.ts';
import type { NeuronLibrary } from './library.ts';

export interface GroupFacts {
  readonly kind: 'group';
  readonly library: NeuronLibrary;
  readonly size: Abstract;
  /** A neuron made on its own. */
  readonly single: boolean;
  readonly call: Call;
}

/** `all`: every neuron to every other. The other patterns are not layers of the network spec. */
export type Pattern = 'all' | 'one' | 'else' | 'unknown';

const patterns: Readonly<Partial<Record<string, Pattern>>> = {
  ALL_TO_ALL: 'all',
  ALL_TO_ALL_FORWARD: 'all',
  ONE_TO_ONE: 'one',
  ALL_TO_ELSE: 'else',
};

/** As the libraries call them. */
export const patternNamed = (name: string): Pattern =>
  (Object.hasOwn(patterns, name) ? patterns[name] : undefined) ?? 'unknown';

export interface LinkFacts {
  readonly kind: 'link';
  readonly library: NeuronLibrary;
  readonly from: Group;
  readonly to: Group;
  readonly pattern: Pattern;
  readonly call: Call;
  /** Which argument of the call gives the weight, where one does. */
  readonly argument: number | undefined;
  /** What is drawn for it, where that is not what the library draws for every connection. */
  readonly made?: Value<Start>;
}

/** One neuron of a group, or one connection of a link; no index: any of them. */
interface View<Kind extends string> {
  readonly kind: Kind;
  readonly of: ObjectValue;
  readonly index: number | undefined;
}

export type Group = ObjectValue & { readonly data: GroupFacts };
export type Link = ObjectValue & { readonly data: LinkFacts };
export type Neuron = ObjectValue & { readonly data: View<'neuron'> };
type Connection = ObjectValue & { readonly data: View<'connection'> };

export const groupSlots = {
  squash: '@@squash',
  biases: '@@biases',
  out: '@@out',
  in: '@@in',
  weights: '@@weights',
  started: '@@started',
  /** What the library does with a bias that is written. */
  surprises: '@@surprises',
  /** Why the group is no plain layer: its connections are gated, single neurons are connected … */
  irregular: '@@irregular',
} as const;

const isOf = (value: Abstract, kind: string): boolean =>
  value.t === 'object' &&
  typeof value.data === 'object' &&
  value.data !== null &&
  'kind' in value.data &&
  value.data.kind === kind;

export const isGroup = (value: Abstract): value is Group => isOf(value, 'group');
export const isLink = (value: Abstract): value is Link => isOf(value, 'link');
export const isConnection = (value: Abstract): value is Connection => isOf(value, 'connection');
export const isNeuron = (value: Abstract): value is Neuron => isOf(value, 'neuron');

export function makeGroup(
  machine: Machine,
  model: ObjectModel,
  facts: Omit<GroupFacts, 'kind'>,
  name?: string,
): Group {
  const data: GroupFacts = { kind: 'group', ...facts };
  const group = { ...makeObject(machine, { model, made: facts.call.at }), data };
  for (const slot of Object.values(groupSlots)) group.props.set(slot, makeSlot(machine));
  putProperty(machine, group, groupSlots.out, makeArray(machine, []));
  putProperty(machine, group, groupSlots.in, makeArray(machine, []));
  if (name !== undefined) machine.write(group.name, constant(name));
  machine.made.push({ object: group, run: machine.run });
  return group;
}

/** How many neurons the group surely has. */
export const sizeOf = (group: Group): number | undefined => asNumber(group.data.size);

export const linksOf = (group: Group, side: 'in' | 'out'): Link[] => {
  const list = read(group.props.get(groupSlots[side]));
  const { value } = list?.t === 'array' ? list.content : { value: undefined };
  return value?.t === 'list' ? value.items.flatMap((item) => (isLink(item.value) ? [item.value] : [])) : [];
};

export const isStarted = (group: ObjectValue): boolean => {
  const value = read(group.props.get(groupSlots.started));
  return value?.t === 'constant' && value.value === true;
};

export const start = (machine: Machine, group: Group, call: Call): void => {
  putProperty(machine, group, groupSlots.started, constant(true), call.at);
};

/** An initializer of a group's biases or a link's weights that has no effect, and what happens instead. */
export function surprise(
  machine: Machine,
  group: ObjectValue,
  what: string,
  node: Located,
  rule: Surprise['rule'] = 'ignored-initializer',
): void {
  const before = read(group.props.get(groupSlots.surprises));
  const told = makeObject(machine, { data: { rule, what, node } satisfies Told });
  const items = before?.t === 'array' && before.content.value.t === 'list' ? before.content.value.items : [];
  putProperty(machine, group, groupSlots.surprises, makeArray(machine, [...items, { value: told }]), node);
}

interface Told {
  readonly rule: Surprise['rule'];
  readonly what: string;
  readonly node: Located;
}

export function surprisesOf(machine: Machine, group: ObjectValue): Surprise[] {
  const list = read(group.props.get(groupSlots.surprises));
  const items = list?.t === 'array' && list.content.value.t === 'list' ? list.content.value.items : [];
  return items.flatMap(({ value }) => {
    if (value.t !== 'object') return [];
    const { rule, what, node } = value.data as Told;
    return [{ rule, what, at: machine.span(node), replacements: [] }];
  });
}

export const makeIrregular = (machine: Machine, group: Group, why: string, call: Call): void => {
  putProperty(machine, group, groupSlots.irregular, unknownValue(why, machine.span(call.at)), call.at);
};

export function connect(
  machine: Machine,
  facts: Omit<LinkFacts, 'kind'>,
  given: Abstract,
  model: ObjectModel,
): Link {
  const data: LinkFacts = { kind: 'link', ...facts };
  const link = { ...makeObject(machine, { model, made: facts.call.at }), data };
  for (const slot of [groupSlots.weights, groupSlots.surprises]) link.props.set(slot, makeSlot(machine));
  // One number for all of them: a list in its place becomes the weight of each, which is none.
  const weight = given.t === 'array' ? unknownValue('a list in place of one weight') : given;
  if (!isNullish(weight)) putProperty(machine, link, groupSlots.weights, weight, argumentAt(facts));
  for (const [group, side] of [
    [facts.from, groupSlots.out],
    [facts.to, groupSlots.in],
  ] as const) {
    const list = read(group.props.get(side));
    if (list?.t === 'array')
      machine.callMethod(list, 'push', { ...facts.call, args: [link], nodes: [], open: false });
  }
  return link;
}

function argumentAt({ call, argument }: Pick<LinkFacts, 'call' | 'argument'>): Located {
  const node = argument === undefined ? undefined : call.nodes.at(argument);
  return node ? { node, module: call.at.module } : call.at;
}

/** All random again: biases, and every connection to and from the group. */
export function redraw(machine: Machine, group: Group, call: Call): void {
  if (isStarted(group)) return;
  putProperty(machine, group, groupSlots.biases, undefinedValue, call.at);
  for (const link of [...linksOf(group, 'in'), ...linksOf(group, 'out')])
    putProperty(machine, link, groupSlots.weights, undefinedValue, call.at);
}

/** More neurons than this are not handed out one by one. */
const mostViews = 512;

/** The neurons of groups, one after the other. */
export const neuronsOf = (machine: Machine, groups: readonly Group[], model: ObjectModel): Abstract =>
  views(machine, groups, 'neuron', sizeOf, model);

/** The connections of links, in the order in which the library makes them. */
export const connectionsOf = (machine: Machine, links: readonly Link[], model: ObjectModel): Abstract =>
  views(machine, links, 'connection', countOf, model);

/** The connections that lead to one neuron, or away from it; of a group, all of them. */
export function connectionsAt(
  machine: Machine,
  end: Group | Neuron,
  side: 'in' | 'out',
  model: ObjectModel,
): Abstract {
  if (isGroup(end)) return connectionsOf(machine, linksOf(end, side), model);
  const { of: group, index } = end.data;
  const links = isGroup(group) ? linksOf(group, side) : [];
  const plain = links.every(
    (link) => link.data.pattern === 'all' && (countOf(link) ?? Infinity) <= mostViews,
  );
  if (index === undefined || !plain) return unknownValue('the connections of one neuron');
  const found = links.flatMap((link) => {
    const { from, to, library } = link.data;
    const [inputs, units] = [sizeOf(from) ?? 0, sizeOf(to) ?? 0];
    const place = (i: number, u: number): number =>
      library.order === 'inputs-first' ? i * units + u : u * inputs + i;
    return Array.from({ length: side === 'in' ? inputs : units }, (_, other) => {
      const at = side === 'in' ? place(other, index) : place(index, other);
      const data: View<'connection'> = { kind: 'connection', of: link, index: at };
      return { value: makeObject(machine, { model, data }) };
    });
  });
  return makeArray(machine, found);
}

function views<T extends ObjectValue>(
  machine: Machine,
  owners: readonly T[],
  kind: 'neuron' | 'connection',
  count: (owner: T) => number | undefined,
  model: ObjectModel,
): Abstract {
  const counts = owners.map(count);
  const total = counts.reduce<number>((sum, one) => sum + (one ?? Infinity), 0);
  const view = (of: T, index: number | undefined): ObjectValue =>
    makeObject(machine, { model, data: { kind, of, index } satisfies View<string> });
  if (total <= mostViews)
    return makeArray(
      machine,
      owners.flatMap((of, at) =>
        Array.from({ length: counts[at] ?? 0 }, (_, index) => ({ value: view(of, index) })),
      ),
    );
  const [only] = owners;
  return {
    ...makeArray(machine, []),
    content: makeSlot(machine, {
      t: 'list',
      items: [],
      rest: owners.length === 1 ? view(only, undefined) : unknownValue('one of many'),
    }),
  };
}

export const countOf = ({ data: { from, to, pattern } }: Link): number | undefined => {
  const [a, b] = [sizeOf(from), sizeOf(to)];
  if (a === undefined || b === undefined || pattern === 'unknown') return undefined;
  if (pattern === 'all') return a * b;
  return pattern === 'one' ? a : a * b - Math.min(a, b);
};

/** The bias of a neuron, or all of a group's. */
export function setBias(
  machine: Machine,
  target: Group | Neuron,
  value: Abstract,
  node: Located | undefined,
): void {
  if (isGroup(target)) {
    if (!isStarted(target)) putProperty(machine, target, groupSlots.biases, value, node);
    return;
  }
  const group = target.data.of;
  if (isGroup(group) && !isStarted(group))
    setOne(machine, group, groupSlots.biases, sizeOf(group), target.data.index, value, node);
}

/** Neurons set one after the other: as long as all get the same activation, it is the group's. */
export function setSquash(machine: Machine, target: Group | Neuron, value: Abstract): void {
  if (isGroup(target)) {
    putProperty(machine, target, groupSlots.squash, value);
    return;
  }
  const { of: group, index } = target.data;
  const before = read(group.props.get(groupSlots.squash));
  const text = (one: Abstract | undefined): string =>
    one?.t === 'library' ? one.path.join('.') : one?.t === 'constant' ? String(one.value) : '?';
  const agrees = index === 0 || index === undefined || (text(value) !== '?' && text(before) === text(value));
  const whole = agrees ? value : unknownValue('the neurons have different activations');
  putProperty(machine, group, groupSlots.squash, whole);
}

/** The weight of a connection. */
export function setWeight(machine: Machine, connection: Connection, value: Abstract, node: Located): void {
  const link = connection.data.of;
  if (!isLink(link) || isStarted(link.data.from) || isStarted(link.data.to)) return;
  setOne(machine, link, groupSlots.weights, countOf(link), connection.data.index, value, node);
}

/** What is known of one number: what was written, or that the library draws it. */
export function numberOf(view: Neuron | Connection, slot: string): Abstract {
  const all = read(view.data.of.props.get(slot));
  const { index } = view.data;
  if (all?.t !== 'array') return all && !isNullish(all) ? all : unknownValue('the library draws it');
  const { value } = all.content;
  const item = value.t === 'list' && index !== undefined ? value.items.at(index) : undefined;
  return item && !item.maybe ? item.value : unknownValue('one of many');
}

function setOne(
  machine: Machine,
  owner: ObjectValue,
  slot: string,
  count: number | undefined,
  index: number | undefined,
  value: Abstract,
  node: Located | undefined,
): void {
  if (count === 1 && index === 0) {
    putProperty(machine, owner, slot, value, node);
    return;
  }
  const before = read(owner.props.get(slot));
  if (before?.t === 'array') {
    if (index !== undefined && node) machine.set(before, String(index), value, node);
    else putProperty(machine, owner, slot, unknownValue('one of many is set'), node);
    return;
  }
  if (count === undefined || index === undefined || count > mostViews) {
    putProperty(machine, owner, slot, unknownValue('one of many is set'), node);
    return;
  }
  const whole = untouchedList(machine, count);
  if (before && !isNullish(before))
    machine.callMethod(whole, 'fill', { ...callOf(owner), args: [before], nodes: [] });
  putProperty(machine, owner, slot, whole, node);
  if (node) machine.set(whole, String(index), value, node);
}

const callOf = (owner: ObjectValue): Call => (owner.data as GroupFacts | LinkFacts).call;

/** How a connection answers: its weight is what matters. */
export const connectionModel: ObjectModel = {
  name: 'a connection',
  get: (_machine, self, name) =>
    name === 'weight' ? numberOf(self as Connection, groupSlots.weights) : undefined,
  set(machine, self, name, value, node) {
    if (name === 'weight') setWeight(machine, self as Connection, value, node);
    return name === 'weight';
  },
};
