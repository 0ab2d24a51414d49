// Why a constant start does no harm where it stands.
import { kernelName } from './cells.ts';
import type { Node, Plan } from './plan.ts';
import type { Schedule } from './schedule.ts';
import type { HarmlessReason, Prediction } from './verdict.ts';
import { isZeroWeight, weightOf } from './weight.ts';
import { startOf } from './cells.ts';

/** The most telling reason for the layer at `index`, given that nothing worse holds. */
export function harmlessBecause(schedule: Schedule, prediction: Prediction, index: number): HarmlessReason {
  const { plan } = schedule;
  const node = plan.nodes[index];
  const above = reach(plan, index, 'up');
  const below = reach(plan, index, 'down');
  if (above.length === 0) return below.length === 0 ? 'convex' : 'output-only';
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

/** Trained layers with a kernel above (towards the outputs) or below. */
function reach(plan: Plan, index: number, direction: 'up' | 'down'): readonly Node[] {
  const found = new Set<Node>();
  const seen = new Set<number>([index]);
  const open = [index];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const node = plan.nodes[at];
    const next =
      direction === 'up'
        ? plan.readers[node.tensor].map((reader) => reader.node.tensor - plan.inputCount)
        : node.from.filter((tensor) => tensor >= plan.inputCount).map((tensor) => tensor - plan.inputCount);
    for (const neighbour of next) {
      if (seen.has(neighbour)) continue;
      seen.add(neighbour);
      open.push(neighbour);
      const { layer } = plan.nodes[neighbour];
      if (kernelName(layer) !== undefined && layer.trainable !== false) found.add(plan.nodes[neighbour]);
    }
  }
  return [...found];
}

const startsAtZero = ({ layer }: Node): boolean => {
  const name =
    kernelName(layer) ??
    (layer.kind === 'batchNormalization' || layer.kind === 'layerNormalization' ? 'gamma' : undefined);
  return name !== undefined && isZeroWeight(weightOf(startOf(layer, name), 1));
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
