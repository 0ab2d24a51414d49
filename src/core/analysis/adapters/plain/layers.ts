// From units to layers and networks: what reads what, how many units there are, what lies between them.
import type { Flow, FlowNode, Place } from '../../evaluate/model.ts';
import type { Flows } from '../../evaluate/flows.ts';
import type { Machine } from '../../evaluate/model.ts';
import { asNumber, listOf } from '../../evaluate/model.ts';
import { activationOf } from './activations.ts';
import { contentOf } from './contents.ts';
import { listAround, ownerOf } from './homes.ts';
import { readsRow } from './rows.ts';
import type { Unit } from './units.ts';

/** Units that stand side by side: they read the same and their weights were made at the same place of the program. */
export interface Group {
  readonly units: [Unit, ...Unit[]];
  /** Groups it reads; empty for those that read the input. */
  readonly from: Set<Group>;
  readsInput: boolean;
  /** Something stands in between that is not followed. */
  isOpen: boolean;
}

export function groupsOf(flows: Flows, units: readonly Unit[]): Group[] {
  return new Grouping(flows, units).groups;
}

class Grouping {
  readonly groups: Group[] = [];
  readonly #flows: Flows;
  readonly #byNode = new Map<FlowNode, Unit>();
  readonly #groupOf = new Map<Unit, Group>();
  readonly #byKey = new Map<string, Group>();
  readonly #open = new Set<Unit>();

  constructor(flows: Flows, units: readonly Unit[]) {
    this.#flows = flows;
    const byProductKernel = new Map<Place, Unit>();
    for (const unit of units) for (const kernel of unit.kernels) byProductKernel.set(kernel, unit);
    for (const node of flows.nodes) {
      const unit = unitBehind(node, byProductKernel, 0);
      if (unit) this.#byNode.set(node, unit);
    }
    for (const unit of units) this.#visit(unit);
  }

  #visit(unit: Unit): Group {
    const known = this.#groupOf.get(unit);
    if (known) return known;
    if (this.#open.has(unit)) return { units: [unit], from: new Set(), readsInput: false, isOpen: true };
    this.#open.add(unit);
    const from = new Set<Group>();
    let readsInput = false;
    let isOpen = unit.added.some(
      (node) => this.#byNode.get(node) !== undefined && this.#byNode.get(node) !== unit,
    );
    for (const source of unit.sources) {
      const below = this.#byNode.get(source.node);
      if (below && below !== unit) from.add(this.#visit(below));
      else if (isGiven(source.node)) readsInput = true;
      else if (source.node.reaches.size > 0 && this.#dependsOnUnits(source.node)) isOpen = true;
      else readsInput = true;
    }
    if (from.size > 1 || (readsInput && from.size > 0)) isOpen = true;
    this.#open.delete(unit);
    const key = `${this.#family(unit)}<${[...from].map((group) => this.groups.indexOf(group)).join()}${readsInput ? 'x' : ''}`;
    const before = this.#byKey.get(key);
    const group: Group = before ?? { units: [unit], from, readsInput, isOpen };
    if (!before) {
      this.#byKey.set(key, group);
      this.groups.push(group);
    }
    if (new Set(unit.kernels.map((kernel) => this.#familyOfPlace(kernel))).size > 1) group.isOpen = true;
    if (isOpen) group.isOpen = true;
    if (before) group.units.push(unit);
    this.#groupOf.set(unit, group);
    return group;
  }

  #dependsOnUnits(node: FlowNode): boolean {
    for (const unit of this.#byNode.values())
      for (const kernel of unit.kernels) if (node.reaches.has(kernel.id)) return true;
    return false;
  }

  /** A whole matrix is a layer by itself; rows and numbers that objects keep belong together by where they were made. */
  #family(unit: Unit): string {
    const [first] = unit.kernels;
    return isPerUnit(this.#flows, first) ? this.#familyOfPlace(first) : `unit ${unit.id}`;
  }

  #familyOfPlace(place: Place): string {
    const owner = ownerOf(this.#flows, place);
    const made = owner?.made?.node.pos ?? place.holder.made?.node.pos ?? place.id;
    return `${place.property ?? ''}@${made}`;
  }
}

/** The place belongs to one unit of a list of units: an object in an array, with a row or a number of its own. */
export function isPerUnit(flows: Flows, place: Place): boolean {
  const owner = ownerOf(flows, place);
  if (!owner || !listAround(flows, owner)) return false;
  if (place.holder.t === 'object') return true;
  const list = listOf(place.holder);
  const inner = list.items.at(0)?.value ?? list.fill?.value ?? list.rest;
  return inner?.t !== 'array';
}

/** Data and entries of arrays of data. */
const isGiven = (node: FlowNode): boolean => node.op === 'data' || node.op === 'entry';

function unitBehind(node: FlowNode, byKernel: ReadonlyMap<Place, Unit>, depth: number): Unit | undefined {
  if (node.op === 'product') {
    for (const [weights, source] of [node.factors, [node.factors[1], node.factors[0]] as const]) {
      if (weights.node.op !== 'entry') continue;
      const unit = byKernel.get(weights.node.place);
      if (unit && !source.node.reaches.has(weights.node.place.id)) return unit;
    }
    return undefined;
  }
  if (node.op !== 'sum' || depth > 2) return undefined;
  for (const term of node.terms) {
    const unit = unitBehind(term.node, byKernel, depth + 1);
    if (unit) return unit;
  }
  return undefined;
}

/** The activation of a group as those above it read it; for the last one, whatever activation was laid over its sums. */
export function activationOfGroup(flows: Flows, group: Group, readers: readonly Group[]): string | undefined {
  const nodes = new Set<FlowNode>();
  const own = new Set(group.units);
  const behind = new Map<Place, Unit>();
  for (const unit of group.units) for (const kernel of unit.kernels) behind.set(kernel, unit);
  for (const node of flows.nodes) {
    const unit = unitBehind(node, behind, 0);
    if (unit && own.has(unit)) nodes.add(node);
  }
  const read: Flow[] = readers.flatMap(({ units }) =>
    units.flatMap(({ sources }) => sources.filter(({ node }) => nodes.has(node))),
  );
  const names = new Set(read.map(({ curve, exponential }) => activationOf(curve, exponential)));
  if (readers.length > 0) {
    const [only] = names;
    return names.size === 1 ? only : undefined;
  }
  const seen = [...nodes].flatMap(({ id }) => flows.curves.get(id) ?? []);
  const recognised = seen
    .map(({ curve, exponential }) => activationOf(curve, exponential))
    .filter((name) => name !== undefined && name !== 'linear');
  return recognised.at(0) ?? 'linear';
}

/** Number of units: of objects in a list, of biases, or of the side of the matrix that does not fit what is below. */
export function widthOf(
  machine: Machine,
  flows: Flows,
  group: Group,
  below: number | null,
  above: readonly (number | null)[],
): number | null {
  const [unit] = group.units;
  const [kernel] = unit.kernels;
  if (isPerUnit(flows, kernel)) {
    if (group.units.length > 1) return group.units.length;
    const owner = ownerOf(flows, kernel);
    const list = owner && listAround(flows, owner);
    const length = list && listOf(list).fill?.length;
    // The objects may be layers as well as units: with a matrix of their own they are not told apart by their number.
    return length ? (asNumber(length) ?? null) : 1;
  }
  const bias = unit.biases.at(0);
  if (bias?.holder.t === 'array') {
    const { shape } = contentOf(machine, bias.holder);
    const lengths = shape.filter((length) => length !== 1);
    const only = lengths.at(0);
    if (lengths.length === 1 && typeof only === 'number') return only;
    if (shape.length > 0 && lengths.length === 0) return 1;
  }
  if (kernel.holder.t !== 'array') return 1;
  const { shape } = contentOf(machine, kernel.holder);
  if (shape.length === 1 && readsRow(unit.first.at)) return 1;
  if (shape.length !== 2) return null;
  const [outer, inner] = shape;
  if (outer === inner) return outer;
  if (below !== null && outer === below) return inner;
  if (below !== null && inner === below) return outer;
  const shared = above.find((side) => side !== null && (side === outer || side === inner));
  return shared ?? null;
}

/** Both sides of a group's matrix, for the group below it to compare with. */
export function sidesOf(machine: Machine, group: Group): readonly (number | null)[] {
  const [kernel] = group.units[0].kernels;
  return kernel.holder.t === 'array' ? contentOf(machine, kernel.holder).shape : [];
}
