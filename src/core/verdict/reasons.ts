// Why a constant start does no harm where it stands.
import type { Derivation } from './derivation.ts';
import { gateName, startOf } from './parameters.ts';
import type { Node, Plan } from './plan.ts';
import type { Analysed } from './predict.ts';
import type { Schedule } from './schedule/schedule.ts';
import { constantOf } from './start.ts';
import type { HarmlessReason } from './verdict.ts';

/** By layer: whether a trained kernel comes later on the way to the outputs, or earlier on the way from the inputs. */
export interface Place {
  readonly above: boolean;
  readonly below: boolean;
}

export function placesOf(plan: Plan): readonly Place[] {
  const learns = plan.nodes.map(({ layer, kernel }) => kernel !== undefined && layer.trainable !== false);
  const above: boolean[] = plan.nodes.map(() => false);
  const below: boolean[] = plan.nodes.map(() => false);
  plan.nodes.forEach((node, index) => {
    for (const tensor of node.from) {
      const source = tensor - plan.inputCount;
      if (source >= 0 && (learns[source] || below[source])) below[index] = true;
    }
  });
  for (let index = plan.nodes.length - 1; index >= 0; index--) {
    for (const { node } of plan.readers[plan.nodes[index].tensor]) {
      if (learns[node.index] || above[node.index]) above[index] = true;
    }
  }
  return above.map((value, index) => ({ above: value, below: below[index] }));
}

export interface Excuse {
  readonly because: HarmlessReason;
  readonly derivation: readonly Derivation[];
  /** Whether a slow start is excused, too. */
  readonly full: boolean;
}

/** The most telling reason for the layer at `index`, given that nothing worse holds. */
export function excuseOf(analysed: Analysed, places: readonly Place[], index: number): Excuse {
  const { schedule } = analysed;
  const { plan } = schedule;
  const node = plan.nodes[index];
  const place = places[index];
  const excuse = (because: HarmlessReason, derivation: readonly Derivation[] = []): Excuse => ({
    because,
    derivation,
    full: true,
  });
  if (!place.above)
    return place.below ? excuse('output-only', waits(analysed, places, index)) : excuse('convex');
  if (plan.shapes[node.tensor].at(-1) === 1) return excuse('single-unit');
  if (startsAtZero(node)) {
    const path = openPath(schedule, node);
    if (path !== undefined) return excuse(isSecond(plan, node) ? 'adapter' : 'residual', [path]);
    const second = linearReader(plan, node);
    const beyond = second === undefined ? undefined : openPath(schedule, second);
    if (beyond !== undefined) return excuse('adapter', [beyond]);
    const factor = otherFactor(schedule, node);
    if (factor !== undefined) return excuse('healthy', [factor]);
  }
  return { because: 'healthy', derivation: [], full: false };
}

/** Layers below that learn later than at the first step. */
function waits(analysed: Analysed, places: readonly Place[], index: number): readonly Derivation[] {
  const { plan } = analysed.schedule;
  const late = plan.nodes.filter(
    (node) => places[node.index].above && (analysed.kernelFirst(node.index) ?? 1) > 1,
  );
  if (late.length === 0) return [];
  const step = Math.max(...late.map((node) => analysed.kernelFirst(node.index) ?? 1));
  const waiting = late.map(({ layer }) => layer.id);
  return [{ kind: 'waits', layer: plan.nodes[index].layer.id, waiting, step }];
}

const startsAtZero = ({ layer }: Node): boolean => {
  const name = gateName(layer);
  return name !== undefined && constantOf(startOf(layer, name)) === 0;
};

/** A branch around the node to the addition that its output reaches without passing another kernel. */
function openPath(schedule: Schedule, node: Node): Derivation | undefined {
  const { plan } = schedule;
  const merge = firstMerge(plan, node);
  const around = merge?.from.find(
    (tensor) => tensor !== node.tensor && carriesSignal(schedule, tensor, node),
  );
  if (merge === undefined || around === undefined) return undefined;
  const id =
    around < plan.inputCount ? plan.spec.inputs[around].id : plan.nodes[around - plan.inputCount].layer.id;
  return { kind: 'open-path', layer: node.layer.id, merge: merge.layer.id, around: id };
}

function firstMerge(plan: Plan, node: Node): Node | undefined {
  let at = node;
  for (;;) {
    const readers = plan.readers[at.tensor];
    if (readers.length !== 1) return undefined;
    const [{ node: next }] = readers;
    if (next.layer.kind === 'add' || next.layer.kind === 'average') return next;
    if (next.kernel !== undefined) return undefined;
    at = next;
  }
}

/** Whether another source of the merge says something at the first step. */
function carriesSignal(schedule: Schedule, tensor: number, without: Node): boolean {
  const { plan } = schedule;
  if (tensor < plan.inputCount) return true;
  const index = tensor - plan.inputCount;
  return (
    plan.nodes[index] !== without &&
    schedule.layers[index].firstOutput === 1 &&
    !readsFrom(plan, index, without)
  );
}

/** Whether the node at `index` is on the way from `source` to the merge. */
function readsFrom(plan: Plan, index: number, source: Node): boolean {
  const open = [index];
  const seen = new Set<number>();
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const node = plan.nodes[at];
    if (node === source) return true;
    if (node.index < source.index || seen.has(at)) continue;
    seen.add(at);
    for (const tensor of node.from) if (tensor >= plan.inputCount) open.push(tensor - plan.inputCount);
  }
  return false;
}

const isLinear = ({ layer }: Node): boolean =>
  layer.kind === 'dense' && (layer.activation ?? 'linear') === 'linear';

const widthOf = (plan: Plan, { tensor }: Node): number => plan.shapes[tensor].at(-1) ?? 1;

/** The second of two linear kernels in series through a narrow middle. */
function isSecond(plan: Plan, node: Node): boolean {
  const [source] = node.from;
  if (source < plan.inputCount || !isLinear(node)) return false;
  const first = plan.nodes[source - plan.inputCount];
  return isLinear(first) && widthOf(plan, first) < widthOf(plan, node);
}

/** The second of two such kernels, given the first. */
function linearReader(plan: Plan, node: Node): Node | undefined {
  const readers = plan.readers[node.tensor];
  if (readers.length !== 1 || !isLinear(node)) return undefined;
  const [{ node: next }] = readers;
  return isSecond(plan, next) ? next : undefined;
}

/** The partner in a product of two activations (attention), where it is not zero itself: then this one learns at once. */
function otherFactor(schedule: Schedule, node: Node): Derivation | undefined {
  const { plan } = schedule;
  let at = node;
  for (;;) {
    const readers = plan.readers[at.tensor];
    if (readers.length !== 1) return undefined;
    const [{ node: next, place }] = readers;
    if (next.kernel !== undefined) return undefined;
    if (next.layer.kind === 'dot') {
      const partner = next.from[1 - place] - plan.inputCount;
      if (partner < 0 || schedule.layers[partner].firstOutput !== 1) return undefined;
      const around = plan.nodes[partner].layer.id;
      return { kind: 'open-path', layer: node.layer.id, merge: next.layer.id, around };
    }
    at = next;
  }
}
