// The groups of one network and the links between them, neurons made one by one put together: those that hear the same
// and are heard by the same are a layer.
import type { Setting } from '../../network/graph.ts';
import type { Span } from '../../network/span.ts';
import type { Value } from '../../network/value.ts';
import { known, unknown } from '../../network/value.ts';
import type { Abstract, Machine } from '../evaluate/model.ts';
import { asString, read } from '../evaluate/model.ts';
import { toValue } from '../evaluate/settings.ts';
import type { Group, Link, Pattern } from './groups.ts';
import { groupSlots, linksOf, sizeOf } from './groups.ts';
import type { NeuronLibrary } from './library.ts';
import { activationNamed } from './library.ts';

export interface Part {
  /** One group, or several single neurons. Never empty. */
  readonly members: readonly [Group, ...Group[]];
  readonly name: string;
  readonly size: Value<Setting>;
  /** The size, where it is surely known. */
  readonly count: number | undefined;
  readonly activation: Value<Setting>;
  readonly irregular: string | undefined;
  readonly at: Span;
}

export interface Wire {
  readonly from: Part;
  readonly to: Part;
  readonly pattern: Pattern;
  /** One link, or those between single neurons: all into the first sender's receivers first. Never empty. */
  readonly links: readonly [Link, ...Link[]];
}

export interface Body {
  readonly library: NeuronLibrary;
  readonly name: string;
  readonly at: Span;
  /** In the order in which they are activated. */
  readonly parts: readonly Part[];
  readonly wires: readonly Wire[];
  readonly inputs: ReadonlySet<Part>;
  readonly outputs: ReadonlySet<Part>;
}

/** Groups in the order in which they are activated; those of `inputs` and `outputs` are known to be such. */
export function bodyOf(
  machine: Machine,
  facts: Pick<Body, 'library' | 'name' | 'at'>,
  groups: readonly Group[],
  ends: { readonly inputs: readonly Group[]; readonly outputs: readonly Group[] },
): Body {
  const all = new Set(groups);
  const links = groups.flatMap((group) => linksOf(group, 'out')).filter(({ data }) => all.has(data.to));
  const roleOf = (group: Group): string =>
    ends.inputs.includes(group) ? 'input' : ends.outputs.includes(group) ? 'output' : 'hidden';
  const parts = together(groups, roleOf).map((members) => partOf(machine, members, roleOf(members[0])));
  const partWith = new Map(parts.flatMap((part) => part.members.map((member) => [member, part])));
  const within = (group: Group): Part[] => {
    const part = partWith.get(group);
    return part ? [part] : [];
  };
  return {
    ...facts,
    parts,
    wires: wiresOf(links, partWith),
    inputs: new Set(ends.inputs.flatMap(within)),
    outputs: new Set(ends.outputs.flatMap(within)),
  };
}

/** Single neurons with the same role, the same senders and the same receivers are one layer. */
function together(
  groups: readonly Group[],
  roleOf: (group: Group) => string,
): (readonly [Group, ...Group[]])[] {
  const numbers = new Map(groups.map((group, index) => [group, index]));
  const merged = new Map<string, [Group, ...Group[]]>();
  groups.forEach((group, index) => {
    const side = (links: readonly Link[], end: 'from' | 'to'): string =>
      links
        .map(({ data }) => `${numbers.get(data[end]) ?? '?'}${data.pattern}`)
        .sort()
        .join();
    const squash = activationText(group);
    const key = group.data.single
      ? [roleOf(group), squash, side(linksOf(group, 'in'), 'from'), side(linksOf(group, 'out'), 'to')].join(
          '|',
        )
      : String(index);
    const before = merged.get(key);
    if (before) before.push(group);
    else merged.set(key, [group]);
  });
  return [...merged.values()];
}

const activationText = (group: Group): string => {
  const { is, ...rest } = activationOf(read(group.props.get(groupSlots.squash)));
  return is + JSON.stringify('value' in rest ? rest.value : '');
};

function partOf(machine: Machine, members: readonly [Group, ...Group[]], role: string): Part {
  const [first] = members;
  const merged = members.length > 1;
  const irregular = members
    .map((member) => read(member.props.get(groupSlots.irregular)))
    .find((why) => why?.t === 'unknown');
  return {
    members,
    name: merged ? role : (asString(read(first.name)) ?? role),
    size: merged ? known(members.length) : toValue(first.data.size, 'the size of the layer'),
    count: merged ? members.length : sizeOf(first),
    activation: activationOf(read(first.props.get(groupSlots.squash))),
    irregular: irregular?.t === 'unknown' ? irregular.why : undefined,
    at: machine.span(first.data.call.at),
  };
}

/** `Neuron.squash.TANH`, `methods.activation.TANH`, or its name in a saved network; logistic where none is given. */
export function activationOf(squash: Abstract | undefined): Value<Setting> {
  if (squash === undefined || (squash.t === 'constant' && squash.value === undefined))
    return known('sigmoid');
  if (squash.t === 'library') return known(activationNamed(squash.path.at(-1) ?? ''));
  if (squash.t === 'constant' && typeof squash.value === 'string')
    return known(activationNamed(squash.value), squash.at);
  if (squash.t === 'function') return known(squash.name ?? 'a function of the program');
  return unknown(squash.t === 'unknown' ? squash.why : 'the activation is not known');
}

function wiresOf(links: readonly Link[], partWith: ReadonlyMap<Group, Part>): Wire[] {
  const between = new Map<string, { from: Part; to: Part; links: [Link, ...Link[]] }>();
  const number = new Map([...new Set(partWith.values())].map((part, index) => [part, index]));
  const whole: Wire[] = [];
  for (const link of links) {
    const [from, to] = [partWith.get(link.data.from), partWith.get(link.data.to)];
    if (!from || !to) continue;
    if (from.members.length === 1 && to.members.length === 1) {
      whole.push({ from, to, pattern: link.data.pattern, links: [link] });
      continue;
    }
    const key = `${number.get(from) ?? 0} ${number.get(to) ?? 0}`;
    const before = between.get(key);
    if (before) before.links.push(link);
    else between.set(key, { from, to, links: [link] });
  }
  return [...whole, ...[...between.values()].map(mergedWire)];
}

/** Links between single neurons, sorted sender by sender; anything missing or double makes the pattern unknown. */
function mergedWire({ from, to, links }: { from: Part; to: Part; links: [Link, ...Link[]] }): Wire {
  const place = ({ data }: Link): number =>
    from.members.indexOf(data.from) * to.members.length + to.members.indexOf(data.to);
  const places = new Set(links.map(place));
  const full = places.size === links.length && links.length === from.members.length * to.members.length;
  const simple = [...from.members, ...to.members].every(({ data }) => data.single);
  links.sort((a, b) => place(a) - place(b));
  return { from, to, pattern: full && simple ? 'all' : 'unknown', links };
}
