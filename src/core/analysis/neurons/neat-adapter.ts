// What an adapter of the family of neataptic does: calls, and the networks of layers a program makes.
import type { Network, Optimizer, Setting } from '../../network/graph.ts';
import type { Value } from '../../network/value.ts';
import { known, unknown } from '../../network/value.ts';
import type { Abstract, Call, Machine } from '../evaluate/model.ts';
import { asNumber, asString, isNullish, makeObject, read, undefinedValue } from '../evaluate/model.ts';
import { truthiness } from '../evaluate/operators.ts';
import { toValue } from '../evaluate/settings.ts';
import type { Group } from './groups.ts';
import { linksOf, makeIrregular } from './groups.ts';
import type { NeatLibrary } from './neat.ts';
import { makeNode, makeNodes, typeSlot } from './neat.ts';
import type { Net } from './neat-networks.ts';
import { architect, breed, directNet, fromJson, isNet, netSlots } from './neat-networks.ts';
import { networkOf } from './networks.ts';
import { bodyOf } from './parts.ts';

export function callNeat(
  machine: Machine,
  library: NeatLibrary,
  path: readonly string[],
  call: Call,
): Abstract | undefined {
  const [first, second] = path;
  switch (path.join('.')) {
    case 'Network':
      return directNet(machine, library, call);
    case 'Network.fromJSON':
      return fromJson(machine, library, call);
    case 'Node':
      return makeNode(machine, library, call);
    case 'Group':
      return makeNodes(machine, library, call, call.args.at(0) ?? undefinedValue);
    case 'Connection':
      // Neither of its ends knows of it: it is part of no network.
      return makeObject(machine, { made: call.at });
    case 'Neat':
      return breed(machine, call);
    default:
      if (first === 'architect' && path.length === 2) return architect(machine, library, second, call);
      if (path.length === 3 && first === 'Network' && second === 'architecture')
        return architect(machine, library, path[2], call);
      return first === 'Layer' && path.length === 2 ? layer(machine, library, second, call) : undefined;
  }
}

/** `Layer.Dense(size)` is a group; the others are several groups with gates between them. */
function layer(machine: Machine, library: NeatLibrary, name: string, call: Call): Group {
  const group = makeNodes(machine, library, call, call.args.at(0) ?? undefinedValue);
  if (name !== 'Dense') makeIrregular(machine, group, `Layer.${name}`, call);
  return group;
}

export const neatNetworks = (machine: Machine, library: NeatLibrary): Network[] =>
  machine.made.flatMap(({ object }) =>
    isNet(object) && object.data.library === library ? (readNet(machine, object) ?? []) : [],
  );

function readNet(machine: Machine, net: Net): Network | undefined {
  const { library, groups } = net.data;
  if (groups.length < 2 || !net.made) return undefined;
  const name = asString(read(net.name)) ?? 'network';
  const ofType = (type: string): Group[] =>
    groups.filter((group) => asString(read(group.props.get(typeSlot))) === type);
  const inputs =
    ofType('input').length > 0
      ? ofType('input')
      : groups.filter((group) => linksOf(group, 'in').length === 0);
  const outputs =
    ofType('output').length > 0
      ? ofType('output')
      : groups.filter((group) => linksOf(group, 'out').length === 0);
  const body = bodyOf(machine, { library, name, at: machine.span(net.made) }, groups, { inputs, outputs });
  const dropout = option(machine, net, 'dropout');
  return networkOf(machine, body, {
    optimizer: optimizerOf(machine, net),
    ...(dropout === undefined || truthiness(dropout) === false
      ? {}
      : { dropout: toValue(dropout, 'dropout') }),
  });
}

function option(machine: Machine, net: Net, name: string): Abstract | undefined {
  const options = read(net.props.get(netSlots.options));
  const call = net.data.groups.at(0)?.data.call;
  if (options?.t !== 'object' || !call) return undefined;
  const value = machine.get(options, name, call.frame);
  return isNullish(value) ? undefined : value;
}

/** Gradient descent, one sample at a time; the rate is 0.3 and the momentum 0 where none is given. */
function optimizerOf(machine: Machine, net: Net): Value<Optimizer> {
  const [rate, momentum] = [option(machine, net, 'rate'), option(machine, net, 'momentum')];
  const learningRate: Value<Setting> = rate ? toValue(rate, 'the learning rate') : known(0.3);
  if (momentum === undefined || asNumber(momentum) === 0)
    return known({ kind: 'sgd', settings: { learningRate } });
  if (asNumber(momentum) === undefined) return unknown('the momentum is not known');
  return known({ kind: 'momentum', settings: { learningRate, momentum: toValue(momentum, 'momentum') } });
}
