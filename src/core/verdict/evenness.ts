// Whether a layer's units are ever told apart at all, read off the schedule's last state: where no weight that leads to
// them or away from them has come to differ between them, they are one unit, whatever stands beside them.
import { partsOf } from './cells.ts';
import { concatenationAxis, type Node } from './plan.ts';
import type { Schedule } from './schedule.ts';
import { IN, OUT, type Weight } from './weight.ts';

/** By layer: true where nothing distinguishes its units. False says nothing. */
export function evenLayers(schedule: Schedule): readonly boolean[] {
  const { plan } = schedule;
  const parts = partsOf(plan);
  const has = (index: number, name: string, bit: number): boolean => {
    const blocks: readonly Weight[] = schedule.layers[index].cell.weights.get(name) ?? [];
    return blocks.some(({ bits, identity }) => !identity && (bits & bit) !== 0);
  };

  /** Something after the tensor treats the units of its parts from `low` up to `high` differently. */
  const told = (tensor: number, low: number, high: number): boolean =>
    plan.outputs.has(tensor) ||
    plan.readers[tensor].some(({ node, place }) => toldBy(node, place, low, high));

  const toldBy = (node: Node, place: number, low: number, high: number): boolean => {
    const index = node.tensor - plan.inputCount;
    const kernel =
      schedule.layers[index].cell.weights.get('kernel') ??
      schedule.layers[index].cell.weights.get('depthwise');
    if (kernel !== undefined) {
      const count = parts[node.from[0]].length;
      const rows = kernel.some(
        ({ bits, identity }, k) => k % count >= low && k % count < high && !identity && (bits & IN) !== 0,
      );
      if (rows) return true;
      const passesOn = node.layer.kind === 'depthwiseConv2d' || kernel.some(({ identity }) => identity);
      return passesOn && told(node.tensor, 0, parts[node.tensor].length);
    }
    if (['gamma', 'beta', 'alpha'].some((name) => has(index, name, OUT))) return true;
    const all = parts[node.tensor].length;
    if (node.layer.kind === 'concatenate') {
      if (concatenationAxis(node.layer.axis, node.shape.length) !== node.shape.length - 1)
        return told(node.tensor, 0, all);
      const before = node.from.slice(0, place).reduce((sum, source) => sum + parts[source].length, 0);
      return told(node.tensor, before + low, before + high);
    }
    // A merge may cut its sources finer than they are.
    return all === parts[node.from[place]].length ? told(node.tensor, low, high) : told(node.tensor, 0, all);
  };

  return plan.nodes.map((node, index) => {
    const { weights } = schedule.layers[index].cell;
    if (weights.size === 0 || node.layer.kind === 'depthwiseConv2d') return false;
    if ([...weights.keys()].some((name) => has(index, name, OUT))) return false;
    if (has(index, 'recurrent', IN)) return false;
    if (['gamma', 'beta', 'alpha'].some((name) => weights.has(name))) return false;
    return !told(node.tensor, 0, parts[node.tensor].length);
  });
}
