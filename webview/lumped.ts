// A lumped run shows the numbers of the whole network; this shows them as those of the lumped one: one unit for each group.
import type { Lumped } from '../src/core/engine/lump.ts';
import type { LayerHistory, LayerSnapshot, ParameterSnapshot, Run } from '../src/core/engine/run.ts';

export function asLumped(run: Run, lumped: Lumped): Run {
  const groupsOf = (id: string): number => lumped.sizes.get(id)?.length ?? 0;
  const narrowed = (layer: LayerHistory): LayerHistory => ({
    ...layer,
    units: groupsOf(layer.id) || layer.units,
    // No two groups are alike, or they would be one.
    effectiveWidth: layer.effectiveWidth.map(() => groupsOf(layer.id) || layer.units),
  });
  return {
    get step() {
      return run.step;
    },
    tick: (n) => run.tick(n),
    get history() {
      return { ...run.history, layers: run.history.layers.map(narrowed) };
    },
    parameters: () => run.parameters(),
    snapshot: () => {
      const snapshot = run.snapshot();
      return { ...snapshot, layers: snapshot.layers.map((layer) => lumpedLayer(layer, lumped)) };
    },
  };
}

function lumpedLayer(layer: LayerSnapshot, lumped: Lumped): LayerSnapshot {
  const columns = representatives(lumped.groups.get(layer.id));
  const source = lumped.spec.layers.find(({ id }) => id === layer.id)?.from.at(0);
  const rows = source === undefined ? null : representatives(lumped.groups.get(source));
  if (columns === null) return layer;
  const parameters = Object.entries(layer.parameters).map(
    ([name, parameter]): [string, ParameterSnapshot] => [name, picked(parameter, rows, columns)],
  );
  return {
    ...layer,
    units: columns.length,
    parameters: Object.fromEntries(parameters),
    classes: Int32Array.from(columns.keys()),
    unitMean: Float64Array.from(columns, (unit) => layer.unitMean[unit]),
    unitStd: Float64Array.from(columns, (unit) => layer.unitStd[unit]),
  };
}

/** The first member of each group. */
function representatives(groups: Int32Array | undefined): readonly number[] | null {
  if (groups === undefined) return null;
  const first = new Map<number, number>();
  groups.forEach((group, unit) => {
    if (!first.has(group)) first.set(group, unit);
  });
  return [...first].sort(([a], [b]) => a - b).map(([, unit]) => unit);
}

/** The entries of the representatives: of a matrix [in, units], or of a vector of units. Others stay as they are. */
function picked(
  { shape, values }: ParameterSnapshot,
  rows: readonly number[] | null,
  columns: readonly number[],
): ParameterSnapshot {
  if (shape.length === 1)
    return { shape: [columns.length], values: Float64Array.from(columns, (unit) => values[unit]) };
  if (shape.length !== 2) return { shape, values };
  const inputs = rows ?? [...Array(shape[0]).keys()];
  const cells = inputs.flatMap((input) => columns.map((unit) => values[input * shape[1] + unit]));
  return { shape: [inputs.length, columns.length], values: Float64Array.from(cells) };
}
