// Whether a layer's units are ever told apart at all, read off the schedule's last state: where no weight that leads to
// them or away from them has come to differ between them, they are one unit, whatever stands beside them.
import { concatenationAxis, type Node } from '../plan.ts';
import type { Schedule } from '../schedule/schedule.ts';
import { NOTHING } from '../schedule/size.ts';
import type { Weight } from '../schedule/weight.ts';

const scales: readonly string[] = ['gamma', 'beta', 'alpha'];

/** By layer: true where nothing distinguishes its units. False says nothing. */
export function evenLayers(schedule: Schedule): readonly boolean[] {
  const { plan, layers } = schedule;
  const { parts } = plan;
  const blocksOf = (index: number, name: string): readonly Weight[] =>
    layers[index].cell.weights.get(name) ?? [];
  const differsOut = ({ out, identity }: Weight): boolean => !identity && out !== NOTHING;
  const differsIn = (weight: Weight): boolean => !weight.identity && weight.in !== NOTHING;

  /** Something after the tensor treats the units of its parts from `low` up to `high` differently. */
  const told = (tensor: number, low: number, high: number): boolean =>
    plan.outputs.has(tensor) ||
    plan.readers[tensor].some(({ node, place }) => toldBy(node, place, low, high));

  const toldBy = (node: Node, place: number, low: number, high: number): boolean => {
    if (node.kernel !== undefined && node.kernel !== 'embeddings') {
      const kernel = blocksOf(node.index, node.kernel);
      const count = parts[node.from[0]].length;
      if (kernel.some((weight, k) => k % count >= low && k % count < high && differsIn(weight))) return true;
      const passesOn = node.layer.kind === 'depthwiseConv2d' || kernel.some(({ identity }) => identity);
      return passesOn && told(node.tensor, 0, parts[node.tensor].length);
    }
    if (node.layer.kind === 'dot') return true;
    if (scales.some((name) => blocksOf(node.index, name).some(differsOut))) return true;
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
    if (node.kernel === undefined || node.layer.kind === 'depthwiseConv2d') return false;
    for (const blocks of layers[index].cell.weights.values())
      if (blocks.some((weight) => weight.identity || differsOut(weight))) return false;
    if (blocksOf(index, 'recurrent').some(differsIn)) return false;
    return !told(node.tensor, 0, parts[node.tensor].length);
  });
}
