// Why two units are copies of each other: which entries that lead to them, and away from them, are equal, and why.
import type { InitializerSpec } from '../engine/spec.ts';
import type { Derivation, EqualEntries } from './derivation.ts';
import { type Changes, type Node, type Plan, startIn } from './plan.ts';
import { constantOf } from './start.ts';

export type Twins = Extract<Derivation, { readonly kind: 'twins' }>;

/** A derivation that names more than this names nothing. */
const mostEntries = 8;

/** The first two units of the layer at `index` that share a group; null where none do. `groups` as in a prediction. */
export function twinsOf(
  plan: Plan,
  changes: Changes,
  index: number,
  groups: readonly number[],
): Twins | null {
  const units = firstPair(groups);
  if (units === null) return null;
  const node = plan.nodes[index];
  return {
    kind: 'twins',
    layer: node.layer.id,
    units,
    incoming: node.parameters.map((name) => entries(node, name, changes)),
    outgoing: readings(plan, changes, node),
  };
}

function firstPair(groups: readonly number[]): readonly [number, number] | null {
  const seen = new Map<number, number>();
  for (let unit = 0; unit < groups.length; unit++) {
    const twin = seen.get(groups[unit]);
    if (twin !== undefined) return [twin, unit];
    seen.set(groups[unit], unit);
  }
  return null;
}

function entries(node: Node, parameter: string, changes: Changes): EqualEntries {
  const why = equality(startIn(node, parameter, changes));
  return { layer: node.layer.id, parameter, ...why };
}

function equality(start: InitializerSpec): Pick<EqualEntries, 'why' | 'value'> {
  const value = constantOf(start);
  if (value !== undefined) return { why: 'constant', value };
  return { why: start.kind === 'values' ? 'given' : start.kind === 'identity' ? 'identity' : 'untold' };
}

/** Everything that reads the units, through layers that only pass them on. */
function readings(plan: Plan, changes: Changes, node: Node): readonly EqualEntries[] {
  const found: EqualEntries[] = [];
  const seen = new Set<Node>();
  const visit = (from: Node): void => {
    for (const { node: reader, place } of plan.readers[from.tensor]) {
      if (seen.has(reader) || found.length >= mostEntries) continue;
      seen.add(reader);
      if (reader.kernel !== undefined) {
        found.push(entries(reader, reader.kernel, changes));
        if (reader.layer.kind !== 'depthwiseConv2d') continue;
      } else for (const name of reader.parameters) found.push(entries(reader, name, changes));
      if (reader.layer.kind !== 'concatenate') {
        reader.from.forEach((tensor, other) => {
          if (other === place || tensor < plan.inputCount || tensor === from.tensor) return;
          found.push({ layer: plan.nodes[tensor - plan.inputCount].layer.id, why: 'twins' });
        });
      }
      if (reader.layer.kind !== 'dot') visit(reader);
    }
  };
  visit(node);
  return found;
}
