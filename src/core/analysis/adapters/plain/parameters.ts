// The parameters of a layer that was read off a program: what they start from, where that is written, why they are weights.
import type { NestedNumbers, Parameter, Start, Surprise } from '../../../network/graph.ts';
import type { Span } from '../../../network/span.ts';
import type { Value } from '../../../network/value.ts';
import { known, unknown } from '../../../network/value.ts';
import type { Place } from '../../evaluate/model.ts';
import type { Flows } from '../../evaluate/flows.ts';
import type { Abstract, Located, Machine } from '../../evaluate/model.ts';
import { asNumber, listOf } from '../../evaluate/model.ts';
import type { Content } from './contents.ts';
import { contentOf } from './contents.ts';
import { homesOf, listAround, namesOf, ownerOf, sitesOf } from './homes.ts';
import type { Group } from './layers.ts';
import { isPerUnit } from './layers.ts';

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
export const isAliased = ({ surprises }: Parameter): boolean =>
  surprises.some(({ rule }) => rule === 'aliased-units');

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
  const site = siteFor(flows, place, content);
  const spot = site && machine.span(site);
  const multiplied = place.multiplied.at(0);
  const updated = place.updated.at(0);
  const becauses = [
    ...(multiplied ? [`multiplied with its input at line ${lineOf(multiplied)}`] : []),
    ...(updated ? [`changed by training at line ${lineOf(updated)}`] : []),
    `called ${namesOf(flows, place).join(' of ') || 'nothing'}`,
  ];
  const surprises = spot ? surprisesOf(machine, flows, place, content, spot) : [];
  const isSaid = content.kind === 'constant' || hasTwins(content) || surprises.length > 0;
  return {
    ...base,
    start,
    surprises,
    becauses,
    ...(spot && isSaid
      ? {
          site: {
            at: spot,
            ...(content.at && !within(content.at, spot) ? { origin: content.at } : {}),
            replacements: [],
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

const within = (inner: Span, outer: Span): boolean =>
  inner.file === outer.file && inner.start >= outer.start && inner.end <= outer.end;

/** The start of the array, or of what its home held first: a later call may have put another array there. */
function contentOfPlace(machine: Machine, flows: Flows, place: Place): Content {
  const value = valueAt(machine, place);
  const own = value ? contentOf(machine, value) : undefined;
  const first = firstAtHome(machine, flows, place);
  const other = first && first !== place.holder ? contentOf(machine, first) : undefined;
  if (own && other && isRandom(other)) return other;
  return own ?? { kind: 'unknown', value: 0, low: 0, high: 0, shape: [], why: 'the weights are not known' };
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
    case 'one-draw':
      return known({ kind: 'constant', value: content.value }, content.at);
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
function siteFor(flows: Flows, place: Place, content: Content): Located | undefined {
  const property = propertyNode(place);
  const sites = property ? [property] : sitesOf(flows, place);
  const given = sites.findLast((site) => !isRoom(site));
  const chosen = given ?? content.node ?? place.written ?? sites.at(-1);
  return chosen?.module.main ? chosen : (sites.findLast(({ module }) => module.main) ?? chosen);
}

const isRoom = (site: Located): boolean => /^(\[\s*\]|\{\s*\}|(new )?Array\([^()]*\))$/.test(textOf(site));

const propertyNode = (place: Place): Located | undefined =>
  place.holder.t === 'object' ? place.holder.props.get(place.property ?? '')?.node : undefined;

const textOf = ({ node, module }: Located): string => node.getText(module.source);

function surprisesOf(machine: Machine, flows: Flows, place: Place, content: Content, at: Span): Surprise[] {
  const found: Surprise[] = [];
  if (content.sharedRow)
    found.push({
      rule: 'aliased-units',
      what: `${counted(content.shape[0])} the very same row: what one unit learns, all learn, and they work as 1`,
      at,
      replacements: [],
      ...countOf(content.shape[0]),
    });
  const shared = sharedObject(flows, place);
  if (shared)
    found.push({
      rule: 'aliased-units',
      what: `${counted(shared.count)} the very same object: what one unit learns, all learn, and they work as 1`,
      at: machine.span(shared.at),
      replacements: [],
      ...countOf(shared.count),
    });
  if (content.kind === 'one-draw')
    found.push({
      rule: 'one-draw',
      what: 'One random number is drawn and copied to every entry',
      at: content.at ?? at,
      replacements: [],
    });
  if (content.truncated)
    found.push({
      rule: 'truncated-to-constant',
      what: 'Rounding cuts every drawn number down to the same value',
      at: content.truncated,
      replacements: [],
    });
  return found;
}

const counted = (count: number | null | undefined): string =>
  typeof count === 'number' ? `All ${count} entries of the array are` : 'All entries of the array are';

const countOf = (count: number | null | undefined): { readonly count?: number } =>
  typeof count === 'number' ? { count } : {};

interface Shared {
  readonly at: Located;
  readonly count: number | null;
}

/** `fill(new Neuron())`: the call that put one object in every place. */
function sharedObject(flows: Flows, place: Place): Shared | undefined {
  if (!isPerUnit(flows, place)) return undefined;
  const owner = ownerOf(flows, place);
  const list = owner && listAround(flows, owner);
  if (!owner || !list) return undefined;
  const at = list.made ?? owner.made;
  if (!at) return undefined;
  const { fill, items } = listOf(list);
  if (fill) {
    const count = asNumber(fill.length) ?? null;
    return fill.value === owner && !fill.each && count !== 1 ? { at, count } : undefined;
  }
  const count = items.filter(({ value }) => value === owner).length;
  return count > 1 ? { at, count } : undefined;
}

export function biasOf(machine: Machine, flows: Flows, group: Group): Parameter | undefined {
  const places = group.units.flatMap(({ biases }) => biases);
  if (places.length === 0) return undefined;
  const contents = places.map((one) => contentOfPlace(machine, flows, one));
  const content = contents.length === 1 ? contents[0] : together(contents, null);
  return { name: 'bias', role: 'bias', start: startOf(content, places), surprises: [] };
}
