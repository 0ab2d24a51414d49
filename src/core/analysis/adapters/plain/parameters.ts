// The parameters of a layer that was read off a program: what they start from, where that is written, why they are weights.
import type { NestedNumbers, Parameter, Start } from '../../../network/graph.ts';
import type { Span } from '../../../network/span.ts';
import type { Value } from '../../../network/value.ts';
import { known, unknown } from '../../../network/value.ts';
import type { Place } from '../../evaluate/model.ts';
import type { Flows } from '../../evaluate/flows.ts';
import type { Abstract, Located, Machine } from '../../evaluate/model.ts';
import type { Content } from './contents.ts';
import { contentOf } from './contents.ts';
import type { Given } from './homes.ts';
import { givensOf, homesOf, namesOf } from './homes.ts';
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

export function kernelOf(
  machine: Machine,
  flows: Flows,
  group: Group,
  readers: readonly Group[],
  width: number | null,
): Parameter {
  const places = group.units.flatMap(({ kernels }) => kernels);
  const [place] = group.units[0].kernels;
  const base = { name: 'kernel', role: 'kernel' as const };
  const contents = places.map((one) => contentOfPlace(machine, flows, one));
  const content = together(contents, width);
  const start = isTaughtFromAbove(places, readers)
    ? startOf(content, places)
    : unknown('what changes it does not come from the layers above');
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

/** Back-propagation brings what the layer above weighs; other rules of learning do not keep twins together as it does. */
const isTaughtFromAbove = (places: readonly Place[], readers: readonly Group[]): boolean =>
  readers.length === 0 ||
  readers.some(({ units }) =>
    units.some(({ kernels }) =>
      kernels.some(({ id }) => places.some(({ updatedFrom }) => updatedFrom.has(id))),
    ),
  );

/** Starts that are written as such: one constant, or numbers that are listed, two units alike. */
const isSaid = (content: Content): boolean =>
  content.kind === 'constant' || content.kind === 'one-draw' || hasTwins(content);

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
function together(contents: readonly Content[], width: number | null): Content {
  const [first] = contents;
  const odd =
    contents.find(({ kind }) => isRandom({ kind } as Content)) ??
    contents.find(({ kind }) => kind !== first.kind);
  if (odd) return odd.kind === 'constant' ? { ...odd, kind: 'unknown', why: 'units start differently' } : odd;
  if (first.kind === 'one-draw' && contents.some(({ draw }) => draw !== first.draw))
    return { ...first, kind: 'random' };
  if (first.kind === 'constant' && contents.some(({ value }) => value !== first.value))
    return { ...first, kind: 'random' };
  if (first.kind !== 'values') return first;
  const data = asKernel(
    contents.map((content) => content.data),
    width,
  );
  return data
    ? { ...first, data }
    : { ...first, kind: 'unknown', why: 'numbers in an order that is not clear' };
}

/** Numbers of the source as a kernel keeps them, inputs by units, where it is clear which side is which. */
function asKernel(
  data: readonly (NestedNumbers | undefined)[],
  width: number | null,
): NestedNumbers | undefined {
  const [only] = data;
  const rows = data.length > 1 ? matrixOf(data) : only && matrixOf(only);
  if (data.length > 1) return rows && rows.length === width ? transposed(rows) : undefined;
  if (!rows) return width === 1 && only && isRow(only) ? only.map((number) => [number]) : undefined;
  const inner = rows[0]?.length;
  if (rows.length === inner) return String(rows) === String(transposed(rows)) ? rows : undefined;
  return inner === width ? rows : rows.length === width ? transposed(rows) : undefined;
}

/** Numbers that differ have nothing to answer for, unless two units have the same. */
function hasTwins({ kind, data }: Content): boolean {
  const rows = kind === 'values' && data ? matrixOf(data) : undefined;
  if (!rows) return false;
  const units = transposed(rows).map(String);
  return new Set(units).size < units.length;
}

const isRow = (data: NestedNumbers | number | undefined): data is readonly number[] =>
  Array.isArray(data) && data.every((entry) => typeof entry === 'number');

function matrixOf(
  data: NestedNumbers | readonly (NestedNumbers | undefined)[],
): (readonly number[])[] | undefined {
  const rows = [...data].filter(isRow);
  return rows.length === data.length && rows.every(({ length }) => length === rows[0]?.length)
    ? rows
    : undefined;
}

const transposed = (rows: readonly (readonly number[])[]): number[][] =>
  (rows[0] ?? []).map((_, index) => rows.map((row) => row[index] ?? 0));

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
      if (content.draw?.isNormal) return known(normalStart(content), content.at);
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

const normalStart = ({ low, high }: Content): Start => ({
  kind: 'random-normal',
  mean: (low + high) / 2,
  stddev: (high - low) / 2,
});

/** The expression to point at: what the name was given, or, where that only makes room, what was written into it. */
function siteFor(machine: Machine, flows: Flows, place: Place, content: Content): KernelSite | undefined {
  const property = propertySite(machine, place);
  const sites = property
    ? [property]
    : givensOf(flows, place).map((given) => givenSite(machine, flows, place, given));
  const inMain = sites.findLast(({ node }) => node.module.main);
  const given = sites.findLast(({ node }) => !isRoom(node));
  const chosen =
    (given && overwritten(given, content)) ??
    given ??
    putSite(machine, place, content, inMain) ??
    sites.at(-1);
  return chosen?.node.module.main ? chosen : (inMain ?? chosen);
}

/** Draws over which a constant is written later have nothing to answer for: the constant has. */
function overwritten({ node, at }: KernelSite, { kind, at: later }: Content): KernelSite | undefined {
  const isLater = kind === 'constant' && later && later.file === undefined && later.start >= at.end;
  if (!isLater || !node.module.main || !/random\w*\s*\(/i.test(textOf(node))) return undefined;
  const constant = pathAt(node.module.source, later).at(-1);
  return constant && { node: { ...node, node: constant }, at: later, depth: 0 };
}

/** By what was written into the room that was made. */
function putSite(
  machine: Machine,
  place: Place,
  content: Content,
  room: KernelSite | undefined,
): KernelSite | undefined {
  const put = content.node;
  if (put?.module.main && !isRoom(put)) return { node: put, at: machine.span(put), depth: content.below };
  const { written } = place;
  if (written?.module.main && !isRoom(written))
    return { node: written, at: machine.span(written), depth: written.depth };
  const constant = content.at?.file === undefined ? content.at : undefined;
  const node = constant && room && pathAt(room.node.module.source, constant).at(-1);
  return node && { node: { ...room.node, node }, at: constant, depth: 0 };
}

/** An array that is made to be written into. */
const isRoom = (node: Located): boolean => /^(\[\s*\]|\{\s*\}|(new )?Array\([^()]*\))$/.test(textOf(node));

function givenSite(machine: Machine, flows: Flows, place: Place, { node, holder }: Given): KernelSite {
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
  const contents = places.map((one) => contentOfPlace(machine, flows, one));
  const content = contents.length === 1 ? contents[0] : together(contents, null);
  return { name: 'bias', role: 'bias', start: startOf(content, places), surprises: [] };
}
