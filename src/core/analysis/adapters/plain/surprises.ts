// JavaScript's own twins among the weights of a layer: shared rows and objects, one draw for all, draws cut down to one number.
import ts from 'typescript';
import type { Replacement, Start, Surprise } from '../../../network/graph.ts';
import type { Span } from '../../../network/span.ts';
import type { Flows } from '../../evaluate/flows.ts';
import type { ArrayValue, Located, Machine, ObjectValue, Place } from '../../evaluate/model.ts';
import { asNumber, listOf } from '../../evaluate/model.ts';
import type { Content } from './contents.ts';
import { discardedFrom } from './discarded.ts';
import { layoutOf } from './fans.ts';
import { listAround, ownerOf } from './homes.ts';
import type { Group } from './layers.ts';
import { isPerUnit } from './layers.ts';
import type { KernelSite } from './replacements.ts';
import { integerArraysIn, keepComments } from './replacements.ts';
import type { Rewriting } from './sharing.ts';
import { drawnAnew, madeAnew, withoutRounding, writtenAnew } from './sharing.ts';
import { methodCalled, pathTo } from './syntax.ts';

/** `draws` are the ways of drawing that the site has: what shares a constant needs them as well. */
export function surprisesOf(
  machine: Machine,
  flows: Flows,
  group: Group,
  content: Content,
  site: KernelSite,
  draws: readonly Replacement[],
): Surprise[] {
  const [unit] = group.units;
  const [place] = unit.kernels;
  const found: Surprise[] = [];
  const start: Start = { kind: 'random-uniform', min: content.low, max: content.high };
  const as = (rewriting: Rewriting | undefined): Replacement[] =>
    rewriting ? [{ start, ...rewriting }] : [];
  /** Not shared any more, and random if it was not. */
  const apart = (rewriting: Rewriting | undefined): Replacement[] => {
    if (!rewriting || content.kind === 'random') return as(rewriting);
    return draws.map((draw) => ({ ...draw, edits: [...rewriting.edits, ...draw.edits] }));
  };
  if (content.sharedRow) {
    const inputs = layoutOf(unit.first, place)?.inputs;
    const holder = place.holder.t === 'array' ? place.holder : undefined;
    found.push({
      rule: 'aliased-units',
      what: `${counted(content.shape[0])} the very same row: ${inputs ? sharing[inputs] : 'a change to one is a change to all'}`,
      at: site.at,
      replacements: apart(holder && unshared(holder)),
      ...(inputs === 'inner' ? asOne(content.shape[0]) : {}),
    });
  }
  const shared = sharedObject(flows, place);
  if (shared) {
    found.push({
      rule: 'aliased-units',
      what: `${counted(shared.count)} the very same object: ${sharing.inner}`,
      at: machine.span(shared.at),
      replacements: apart(unshared(shared.list, ownerOf(flows, place)?.made)),
      ...asOne(shared.count),
    });
  }
  const layer = shared ? undefined : sharedLayer(flows, place);
  if (layer)
    found.push({
      rule: 'aliased-units',
      what: `The very same layer stands in ${layer.count ?? 'all'} places: what one of them learns, all learn`,
      at: machine.span(layer.at),
      replacements: apart(unshared(layer.list, layer.at)),
      ...(isFilling(layer.at) ? {} : { mayBeMeant: true }),
    });
  if (content.kind === 'one-draw')
    found.push({
      rule: 'one-draw',
      what: 'One random number is drawn and copied to every entry',
      at: content.at ?? site.at,
      replacements: as(inMain(site.node, content.at, drawnAnew)),
    });
  if (content.truncated)
    found.push({
      rule: 'truncated-to-constant',
      what: 'Rounding cuts every drawn number down to the same value',
      at: content.truncated,
      replacements: as(inMain(site.node, content.truncated, withoutRounding) ?? inFloats(site.node)),
    });
  const discarded = content.kind === 'constant' ? discardedFrom(machine, flows, place, site) : undefined;
  if (discarded) found.push(discarded);
  return found.map((surprise) => ({
    ...surprise,
    replacements: surprise.replacements.filter(({ edits }) => keepComments(site.node.module.source, edits)),
  }));
}

function inMain(
  { module }: Located,
  at: Span | undefined,
  rewrite: (source: ts.SourceFile, at: Span) => Rewriting | undefined,
): Rewriting | undefined {
  return module.main && at && at.file === undefined ? rewrite(module.source, at) : undefined;
}

/** Draws into an integer array: it becomes one of floats. */
function inFloats({ module, node }: Located): Rewriting | undefined {
  const edits = module.main ? integerArraysIn(module.source, node) : [];
  return edits.length > 0 ? { spelling: 'Float32Array', edits } : undefined;
}

/** By the call that made the array, else by what was written into it. */
function unshared(list: ArrayValue, entry?: Located): Rewriting | undefined {
  for (const made of [list.made, entry]) {
    const filled = made?.module.main ? madeAnew(made.module.source, made.node) : undefined;
    if (filled) return filled;
  }
  const put = listOf(list).items.find(({ node }) => node && ts.isIdentifier(node.node))?.node;
  return put?.module.main ? writtenAnew(put.module.source, pathTo(put.module.source, put.node)) : undefined;
}

/** What shared rows mean, by the side of the matrix that runs over the inputs. */
const sharing = {
  inner: 'what one unit learns, all learn, and they work as 1',
  outer: 'all inputs share their weights',
};

const counted = (count: number | null | undefined): string =>
  typeof count === 'number' ? `All ${count} entries of the array are` : 'All entries of the array are';

const asOne = (count: number | null | undefined): Pick<Surprise, 'asOne' | 'count'> =>
  typeof count === 'number' ? { asOne: true, count } : { asOne: true };

interface SharedObject {
  readonly at: Located;
  readonly list: ArrayValue;
  readonly count: number | null;
}

/** `fill(new Neuron())`: the call that put one object in every place. */
function sharedObject(flows: Flows, place: Place): SharedObject | undefined {
  if (!isPerUnit(flows, place)) return undefined;
  const owner = ownerOf(flows, place);
  const list = owner && listAround(flows, owner);
  const at = list?.made ?? owner?.made;
  return list && at && timesIn(list, owner, at);
}

/** A layer with a matrix of its own that is put into the list of layers more than once. */
function sharedLayer(flows: Flows, place: Place): SharedObject | undefined {
  const owner = isPerUnit(flows, place) ? undefined : ownerOf(flows, place);
  const list = owner && listAround(flows, owner);
  return list && owner.made && timesIn(list, owner, owner.made);
}

/** `fill(new Layer())`: whoever writes it expects several; a layer that is put twice by its name may be tied. */
const isFilling = ({ node, module }: Located): boolean =>
  methodCalled(pathTo(module.source, node).at(-2)) === 'fill';

function timesIn(list: ArrayValue, owner: ObjectValue, at: Located): SharedObject | undefined {
  const { fill, items } = listOf(list);
  if (fill) {
    const count = asNumber(fill.length) ?? null;
    return fill.value === owner && !fill.each && count !== 1 ? { at, list, count } : undefined;
  }
  const count = items.filter(({ value }) => value === owner).length;
  return count > 1 ? { at, list, count } : undefined;
}
