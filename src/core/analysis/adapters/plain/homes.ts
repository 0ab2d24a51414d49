// Where a place is kept: the names it goes by, the expressions it was given by, the objects around it.
import ts from 'typescript';
import type { Place } from '../../evaluate/model.ts';
import type { Flows, Home } from '../../evaluate/flows.ts';
import type { ArrayValue, Located, ObjectValue } from '../../evaluate/model.ts';
import { LayerFacts } from '../../matrices/layers.ts';
import { voiceOf } from './names.ts';

type Holder = ArrayValue | ObjectValue;

/** Holders from the place outwards, properties before variables. */
export function homesOf(flows: Flows, holder: Holder): readonly Home[] {
  const all = flows.homes.get(holder) ?? [];
  return [...all].sort((a, b) => rank(a) - rank(b));
}

const rank = (home: Home): number =>
  home.name !== null && home.owner !== null ? 0 : home.owner !== null ? 1 : home.name === null ? 3 : 2;

/** Names of the place from the inside out: of the property, of the matrix, of the variable; at most a few. */
export function namesOf(flows: Flows, place: Place): string[] {
  const names: string[] = place.property === null ? [] : [place.property];
  if (place.property !== null) return names;
  let holder: Holder | null = place.holder;
  for (let depth = 0; holder && depth < 4 && names.length < 3; depth += 1) {
    const home: Home | undefined = homesOf(flows, holder).at(0);
    if (!home) break;
    // The weights of a library's layer go by the name of the layer.
    const isOfLayer = home.owner?.t === 'object' && home.owner.data instanceof LayerFacts;
    if (home.name !== null && !isOfLayer) names.push(home.name.replace(/^#|^_/, ''));
    const isTelling = names.length > 0 && !isContainer(names.at(-1) ?? '');
    if (isTelling) break;
    holder = home.owner;
  }
  return names;
}

const isContainer = (name: string): boolean =>
  /^(data|values?|array|matrix|elements|buffer|items|mat|m|rows|cells|_?data|arr|result|res|out|ret)$/i.test(
    name,
  );

export interface Given {
  /** The expression whose value the holder is. */
  readonly node: Located;
  readonly holder: Holder;
}

/** The expressions by which the place, and what it is kept in, was bound, up to the telling name. */
export function givensOf(flows: Flows, place: Place): Given[] {
  const givens: Given[] = [];
  let holder: Holder | null = place.property === null ? place.holder : null;
  for (let depth = 0; holder && depth < 4; depth += 1) {
    const home: Home | undefined = homesOf(flows, holder).at(0);
    if (!home) break;
    const node = home.node && variableBehind(flows, holder, home.node);
    if (node) givens.push({ node, holder });
    if (home.name !== null && !isInside(flows, home)) break;
    holder = home.owner;
  }
  return givens;
}

/** `const row = …; this.weights.push(row)`: where the variable was given its value. */
function variableBehind(flows: Flows, holder: Holder, site: Located): Located {
  const { node, module } = site;
  if (!ts.isIdentifier(node)) return site;
  const name = node.getText(module.source);
  const variable = homesOf(flows, holder).find((home) => home.owner === null && home.name === name);
  return variable?.node ?? site;
}

/** The name is that of a container's inside: the object around it is what the weights are called by. */
function isInside(flows: Flows, { name, owner }: Home): boolean {
  if (name === null || isContainer(name.replace(/^#|^_/, ''))) return true;
  const outside = owner?.t === 'object' ? homesOf(flows, owner).at(0)?.name : undefined;
  return voiceOf([name]) !== 'for' && typeof outside === 'string' && voiceOf([outside]) === 'for';
}

/** The array that an object or an array stands in, seen through the objects around it. */
export function listAround(flows: Flows, holder: Holder): ArrayValue | undefined {
  const owner = homesOf(flows, holder).find((home) => home.owner?.t === 'array')?.owner;
  return owner?.t === 'array' ? owner : undefined;
}

/** The object that keeps the place. */
export function ownerOf(flows: Flows, place: Place): ObjectValue | undefined {
  if (place.holder.t === 'object') return place.holder;
  const owner = homesOf(flows, place.holder).find((home) => home.owner?.t === 'object')?.owner;
  return owner?.t === 'object' ? owner : undefined;
}

/** The name of the outermost class around the place. */
export function classAround(flows: Flows, place: Place): string | undefined {
  let name: string | undefined;
  let holder: Holder | null = place.holder;
  for (let depth = 0; holder && depth < 8; depth += 1) {
    const proto = holder.t === 'object' ? holder.proto : null;
    if (proto && (proto.t === 'class' || proto.t === 'function')) name = proto.name ?? name;
    holder = homesOf(flows, holder).find(({ owner }) => owner !== null)?.owner ?? null;
  }
  return name;
}
