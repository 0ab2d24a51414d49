// Why a constant start does no harm where it stands.
import { gateName, kernelName } from './parameters.ts';
import type { Node, Plan } from './plan.ts';
import type { Schedule } from './schedule/schedule.ts';
import type { HarmlessReason, Prediction } from './verdict.ts';
import { constantOf } from './start.ts';
import { startOf } from './parameters.ts';

/** By layer: whether a trained kernel comes later on the way to the outputs, or earlier on the way from the inputs. */
export interface Place {
  readonly above: boolean;
  readonly below: boolean;
}

export function placesOf(plan: Plan): readonly Place[] {
  const learns = plan.nodes.map(({ layer }) => kernelName(layer) !== undefined && layer.trainable !== false);
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
      const reader = node.tensor - plan.inputCount;
      if (learns[reader] || above[reader]) above[index] = true;
    }
  }
  return above.map((value, index) => ({ above: value, below: below[index] }));
}

/** The most telling reason for the layer at `index`, given that nothing worse holds. */
export function harmlessBecause(
  schedule: Schedule,
  prediction: Prediction,
  place: Place,
  index: number,
): HarmlessReason {
  const { plan } = schedule;
  const node = plan.nodes[index];
  if (!place.above) return place.below ? 'output-only' : 'convex';
  if (prediction.layers[index].units === 1) return 'single-unit';
  const merge = firstMerge(plan, node);
  if (merge !== undefined && startsAtZero(node)) {
    const around = merge.from.some(
      (tensor) => tensor !== node.tensor && carriesSignal(schedule, tensor, node),
    );
    if (around) return isAdapter(plan, node) ? 'adapter' : 'residual';
  }
  return 'healthy';
}

const startsAtZero = ({ layer }: Node): boolean => {
  const name = gateName(layer);
  return name !== undefined && constantOf(startOf(layer, name)) === 0;
};

/** The addition that the layer's output reaches without passing another kernel. */
function firstMerge(plan: Plan, node: Node): Node | undefined {
  let at = node;
  for (;;) {
    const readers = plan.readers[at.tensor];
    if (readers.length !== 1) return undefined;
    const [{ node: next }] = readers;
    if (next.layer.kind === 'add' || next.layer.kind === 'average') return next;
    if (kernelName(next.layer) !== undefined) return undefined;
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
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const node = plan.nodes[at];
    if (node === source) return true;
    if (node.tensor < source.tensor) continue;
    for (const tensor of node.from) if (tensor >= plan.inputCount) open.push(tensor - plan.inputCount);
  }
  return false;
}

/** Two linear kernels in series through a narrow middle, the second one zero. */
function isAdapter(plan: Plan, node: Node): boolean {
  const [source] = node.from;
  if (source < plan.inputCount || node.layer.kind !== 'dense') return false;
  const first = plan.nodes[source - plan.inputCount];
  return (
    first.layer.kind === 'dense' &&
    (first.layer.activation ?? 'linear') === 'linear' &&
    (node.layer.activation ?? 'linear') === 'linear' &&
    first.layer.units < node.layer.units
  );
}
