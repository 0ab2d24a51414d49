// Which networks of layers a program of synaptic makes: its Network objects, and layers that are trained without one.
import type { Network } from '../../../network/graph.ts';
import type { Machine, ObjectValue } from '../../evaluate/model.ts';
import { asString, makeObject, makeSlot, read } from '../../evaluate/model.ts';
import type { Group } from '../../neurons/groups.ts';
import { isGroup, linksOf } from '../../neurons/groups.ts';
import { networkOf } from '../../neurons/networks.ts';
import { bodyOf } from '../../neurons/parts.ts';
import { library, trained } from './layers.ts';
import { layersOf, netSlots } from './networks.ts';
import { optimizerOf } from './training.ts';

export function networksOf(machine: Machine): Network[] {
  const claimed = new Set<Group>();
  const networks = machine.made.flatMap(({ object }) => {
    if (!object.props.has(netSlots.network) && !object.props.has(netSlots.saved)) return [];
    const { groups, inputs, outputs } = layersOf(machine, object);
    groups.forEach((group) => claimed.add(group));
    const made = object.made;
    if (!made || groups.length < 2) return [];
    const name = asString(read(object.name)) ?? className(object) ?? 'network';
    const body = bodyOf(machine, { library, name, at: machine.span(made) }, groups, { inputs, outputs });
    return networkOf(machine, body, { optimizer: optimizerOf(object) }) ?? [];
  });
  return [...networks, ...strays(machine, claimed)];
}

const className = (object: ObjectValue): string | undefined =>
  object.proto?.t === 'class' || object.proto?.t === 'function' ? object.proto.name : undefined;

/** Layers that were trained by hand, and whatever leads to them. */
function strays(machine: Machine, claimed: ReadonlySet<Group>): Network[] {
  const all = machine.made.flatMap(({ object }) =>
    isGroup(object) && object.data.library === library ? [object] : [],
  );
  return all.flatMap((output) => {
    const rate = read(output.props.get(trained));
    if (!rate || claimed.has(output)) return [];
    const reached = new Set([output]);
    for (const group of reached) for (const { data } of linksOf(group, 'in')) reached.add(data.from);
    const groups = all.filter((group) => reached.has(group));
    const inputs = groups.filter((group) => linksOf(group, 'in').length === 0);
    const at = machine.span(output.data.call.at);
    const name = asString(read(output.name)) ?? 'network';
    const body = bodyOf(machine, { library, name, at }, groups, { inputs, outputs: [output] });
    const holder = makeObject(machine);
    holder.props.set(netSlots.rate, makeSlot(machine, rate));
    return networkOf(machine, body, { optimizer: optimizerOf(holder) }) ?? [];
  });
}
