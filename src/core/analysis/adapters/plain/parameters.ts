// The parameters of a layer that was read off a program: what they start from, where that is written, why they are weights.
import type { Parameter, Start } from '../../../network/graph.ts';
import type { Span } from '../../../network/span.ts';
import type { Value } from '../../../network/value.ts';
import { known, unknown } from '../../../network/value.ts';
import type { Place } from '../../evaluate/model.ts';
import type { Flows } from '../../evaluate/flows.ts';
import type { Abstract, Located, Machine } from '../../evaluate/model.ts';
import type { Content } from './contents.ts';
import { contentOf } from './contents.ts';
import { givenOf, homesOf, namesOf } from './homes.ts';
import type { Group } from './layers.ts';
import type { KernelSite } from './replacements.ts';
import { replacementsFor } from './replacements.ts';
import { surprisesOf } from './surprises.ts';
import { pathAt } from './syntax.ts';

const valueAt = (machine: Machine, place: Place): Abstract | undefined => {
  if (place.holder.t === 'array') return place.holder;
  const slot = place.holder.props.get(place.property ?? '');
  if (!slot) return undefined;
  const value = machine.valueAtFirst(slot);
  return value.t === 'list' || value.t === 'absent' ? undefined : value;
};

const lineOf = ({ node, module }: Located): number =>
  module.source.getLineAndCharacterOfPosition(node.getStart(module.source)).line + 1;

/** Whether all units of the layer are one object or one row. */
export const isAliased = ({ surprises }: Parameter): boolean => surprises.some(({ asOne }) => asOne === true);

export function kernelOf(machine: Machine, flows: Flows, group: Group): Parameter {
  const places = group.units.flatMap(({ kernels }) => kernels);
  const [place] = group.units[0].kernels;
  const base = { name: 'kernel', role: 'kernel' as const };
  const contents = places.map((one) => contentOfPlace(machine, flows, one));
  const content = together(contents);
  const start = startOf(content, places);
  const site = siteFor(machine, flows, place, content);
  const spot = site?.at;
  const multiplied = place.multiplied.at(0);
  const updated = place.updated.at(0);
  const becauses = [
    ...(multiplied ? [`multiplied with its input at line ${lineOf(multiplied)}`] : []),
    ...(updated ? [`changed by training at line ${lineOf(updated)}`] : []),
    `called ${namesOf(flows, place).join(' of ') || 'nothing'}`,
  ];
  const draws = site && isSaid(content) ? replacementsFor(machine, flows, group, content, site) : [];
  const surprises = site ? surprisesOf(machine, flows, group, content, site, draws) : [];
  return {
    ...base,
    start,
    surprises,
    becauses,
    ...(site && spot && (isSaid(content) || surprises.length > 0)
      ? {
          site: {
            at: spot,
            ...(content.at && !within(content.at, spot) ? { origin: content.at } : {}),
            replacements: draws,
          },
        }
      : {}),
  };
}

/** Starts that are written as such: one constant, or numbers that are listed. */
const isSaid = ({ kind }: Content): boolean =>
  kind === 'constant' || kind === 'one-draw' || kind === 'values';

const within = (inner: Span, outer: Span): boolean =>
  inner.file === outer.file && inner.start >= outer.start && inner.end <= outer.end;

/** The start of the array, or of what its home held first: a later call may have put another array there. */
function contentOfPlace(machine: Machine, flows: Flows, place: Place): Content {
  const value = valueAt(machine, place);
  const own = value ? contentOf(machine, value) : undefined;
  const first = firstAtHome(machine, flows, place);
  const other = first && first !== place.holder ? contentOf(machine, first) : undefined;
  if (own && other && isRandom(other)) return other;
  return (
    own ?? {
      kind: 'unknown',
      value: 0,
      low: 0,
      high: 0,
      below: 0,
      shape: [],
      why: 'the weights are not known',
    }
  );
}

function firstAtHome(machine: Machine, flows: Flows, place: Place): Abstract | undefined {
  const home = place.property === null ? homesOf(flows, place.holder).at(0) : undefined;
  if (home?.owner?.t !== 'object' || home.name === null) return undefined;
  const slot = home.owner.props.get(home.name);
  const value = slot && machine.valueAtFirst(slot);
  return value?.t === 'array' || value?.t === 'object' ? value : undefined;
}

const isRandom = ({ kind }: Content): boolean => kind === 'random' || kind === 'maybe' || kind === 'unknown';

/** The contents of the rows of several units as one. */
function together(contents: readonly Content[]): Content {
  const [first] = contents;
  const odd =
    contents.find(({ kind }) => isRandom({ kind } as Content)) ??
    contents.find(({ kind }) => kind !== first.kind);
  if (odd) return odd.kind === 'constant' ? { ...odd, kind: 'unknown', why: 'units start differently' } : odd;
  if (first.kind === 'constant' && contents.some(({ value }) => value !== first.value))
    return { ...first, kind: 'random' };
  return first;
}

function startOf(content: Content, places: readonly Place[]): Value<Start> {
  if (places.some(({ mayBeReplaced }) => mayBeReplaced) && content.kind !== 'random')
    return known({ kind: 'loaded' });
  switch (content.kind) {
    case 'constant':
      return known({ kind: 'constant', value: content.value }, content.at);
    case 'one-draw':
      // Whichever number it is, it is not zero.
      return known(
        { kind: 'constant', value: content.value === 0 ? content.high / 2 : content.value },
        content.at,
      );
    case 'random':
      return content.low < content.high
        ? known({ kind: 'random-uniform', min: content.low, max: content.high }, content.at)
        : unknown('random numbers whose distribution is not followed');
    case 'values':
      return content.data
        ? known({ kind: 'values', data: content.data })
        : unknown('numbers that are not listed');
    case 'maybe':
      return unknown('a later line may fill it with random numbers');
    case 'empty':
      return unknown('nothing is written into it here');
    case 'unknown':
      return unknown(content.why ?? 'the weights are not known');
  }
}

/** The expression to point at: what the name was given, or, where that only makes room, what was written into it. */
function siteFor(machine: Machine, flows: Flows, place: Place, content: Content): KernelSite | undefined {
  const given = place.property === null ? givenSite(machine, flows, place) : propertySite(machine, place);
  if (given && !isRoom(given.node)) return given;
  const put = content.node;
  if (put?.module.main && !isRoom(put)) return { node: put, at: machine.span(put), depth: content.below };
  const constant = content.at && content.at.file === undefined ? content.at : undefined;
  const node =
    constant && given?.node.module.main ? pathAt(given.node.module.source, constant).at(-1) : undefined;
  return given && node && constant ? { node: { ...given.node, node }, at: constant, depth: 0 } : given;
}

/** An array that is made to be written into. */
const isRoom = (node: Located): boolean => /^(\[\s*\]|\{\s*\}|(new )?Array\([^()]*\))$/.test(textOf(node));

function givenSite(machine: Machine, flows: Flows, place: Place): KernelSite | undefined {
  const given = givenOf(flows, place);
  if (!given) return undefined;
  const { node, holder } = given;
  const home = homesOf(flows, place.holder).find(({ owner }) => owner === holder);
  return {
    node,
    at: machine.span(node),
    depth: holder.t === 'array' ? contentOf(machine, holder).shape.length : 0,
    value: holder,
    ...(typeof home?.name === 'string' ? { property: home.name } : {}),
  };
}

function propertySite(machine: Machine, place: Place): KernelSite | undefined {
  const node = place.holder.t === 'object' ? place.holder.props.get(place.property ?? '')?.node : undefined;
  return node && { node, at: machine.span(node), depth: 0 };
}

const textOf = ({ node, module }: Located): string => node.getText(module.source);

export function biasOf(machine: Machine, flows: Flows, group: Group): Parameter | undefined {
  const places = group.units.flatMap(({ biases }) => biases);
  if (places.length === 0) return undefined;
  const content = together(places.map((one) => contentOfPlace(machine, flows, one)));
  return { name: 'bias', role: 'bias', start: startOf(content, places), surprises: [] };
}
