// Units read off what a program computes: a sum of products of weights with inputs or with what other units give.
import type { Flow, FlowNode, Place, ProductNode } from '../../evaluate/model.ts';
import { isStraight } from '../../evaluate/flow.ts';
import type { Flows } from '../../evaluate/flows.ts';
import { namesOf } from './homes.ts';
import { namesBias, voiceOf } from './names.ts';

export interface Unit {
  readonly id: number;
  /** The largest sum: products and biases. */
  readonly node: FlowNode;
  readonly kernels: readonly [Place, ...Place[]];
  /** What the kernels are multiplied with. */
  readonly sources: readonly Flow[];
  readonly biases: readonly Place[];
  /** Other numbers in the sum that come from units: what a residual connection adds. */
  readonly added: readonly FlowNode[];
  readonly first: ProductNode;
}

/** How strongly the program treats a place as weights; below the line nothing is said about it. */
const line = 5;

export function evidenceFor(flows: Flows, place: Place): number {
  const voice = voiceOf(namesOf(flows, place));
  return (
    (place.multiplied.length > 0 ? 2 : 0) +
    (place.updated.length > 0 ? 3 : 0) +
    (place.isTaught ? 4 : 0) +
    (voice === 'for' ? 1 : voice === 'against' ? -4 : 0)
  );
}

interface Forward {
  readonly product: ProductNode;
  readonly kernel: Place;
  readonly source: Flow;
}

export function unitsIn(flows: Flows): Unit[] {
  const forwards = new Map<FlowNode, Forward>();
  for (const node of flows.nodes) {
    const forward = node.op === 'product' ? forwardOf(flows, node) : undefined;
    if (forward) forwards.set(node, forward);
  }
  if (forwards.size === 0) return [];
  const candidates = flows.nodes
    .map((node) => ({ node, parts: partsOf(node, forwards, 0) }))
    .filter(({ parts }) => parts.length > 0)
    .sort((a, b) => b.parts.length - a.parts.length || sizeOf(b.node) - sizeOf(a.node));
  const claimed = new Set<FlowNode>();
  const units: Unit[] = [];
  for (const { node, parts } of candidates) {
    const own = parts.filter(({ product }) => !claimed.has(product));
    const first = own.at(0);
    if (!first || own.length < parts.length) continue;
    for (const { product } of own) claimed.add(product);
    units.push({
      id: units.length,
      node,
      kernels: [
        first.kernel,
        ...new Set(own.map(({ kernel }) => kernel).filter((one) => one !== first.kernel)),
      ],
      sources: own.map(({ source }) => source),
      biases: biasesOf(flows, node),
      added: addedTo(node, own),
      first: first.product,
    });
  }
  return distinct(units);
}

/** The same weights may be multiplied with the arguments of several functions: one unit is enough. */
function distinct(units: readonly Unit[]): Unit[] {
  const taken = new Set<Place>();
  const kept: Unit[] = [];
  for (const unit of units) {
    if (unit.kernels.some((kernel) => taken.has(kernel))) continue;
    for (const kernel of unit.kernels) taken.add(kernel);
    kept.push(unit);
  }
  return kept;
}

/** A product of weights with something that does not depend on them: on the way forward. */
function forwardOf(flows: Flows, product: ProductNode): Forward | undefined {
  const [left, right] = product.factors;
  let best: (Forward & { readonly evidence: number }) | undefined;
  for (const [weights, source] of [
    [left, right],
    [right, left],
  ] as const) {
    if (weights.node.op !== 'entry' || !isStraight(weights.curve)) continue;
    const { place } = weights.node;
    if (source.node.reaches.has(place.id)) continue;
    const evidence = evidenceFor(flows, place);
    if (evidence >= line && evidence > (best?.evidence ?? 0))
      best = { product, kernel: place, source, evidence };
  }
  return best;
}

function partsOf(node: FlowNode, forwards: ReadonlyMap<FlowNode, Forward>, depth: number): Forward[] {
  const own = forwards.get(node);
  if (own) return [own];
  if (node.op !== 'sum' || depth > 2) return [];
  const parts: Forward[] = [];
  for (const term of node.terms) {
    if (isStraight(term.curve)) parts.push(...partsOf(term.node, forwards, depth + 1));
  }
  return parts;
}

const sizeOf = (node: FlowNode): number => (node.op === 'sum' ? node.terms.length : 1);

function biasesOf(flows: Flows, node: FlowNode): Place[] {
  if (node.op !== 'sum') return [];
  return node.terms.flatMap(({ node: term }) => {
    if (term.op === 'sum') return biasesOf(flows, term);
    if (term.op !== 'entry') return [];
    const { place } = term;
    return place.updated.length > 0 || namesOf(flows, place).some(namesBias) ? [place] : [];
  });
}

function addedTo(node: FlowNode, own: readonly Forward[]): FlowNode[] {
  if (node.op !== 'sum') return [];
  const products = new Set<FlowNode>(own.map(({ product }) => product));
  return node.terms
    .filter(
      ({ node: term }) =>
        !products.has(term) && (term.op === 'sum' || term.op === 'product' || term.op === 'mixed'),
    )
    .map(({ node: term }) => term);
}
