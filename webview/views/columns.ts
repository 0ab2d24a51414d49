// A network as columns of units: which layers stand in a column of their own, which are only noted under another,
// and which column feeds which.
import type { LayerSpec, NetworkSpec } from '../../src/core/engine/spec.ts';
import type { Prediction } from '../../src/core/verdict/verdict.ts';
import { text } from '../text.ts';

export interface Column {
  /** Layer or input id. */
  readonly id: string;
  readonly kind: 'input' | 'units' | 'merge';
  readonly units: number;
  /** "tanh", "conv2d · relu", "add", "28×28". */
  readonly what: string;
  /** Layers without units of their own that come right after, as words. */
  readonly notes: readonly string[];
  /** Columns this one reads. */
  readonly from: readonly string[];
  /** Longest way from an input. */
  readonly depth: number;
  readonly output: boolean;
}

export function columnsOf(spec: NetworkSpec, prediction: Prediction): readonly Column[] {
  const columns = new Map<string, Column>();
  /** Layer or input id → the column it is drawn in. */
  const owner = new Map<string, string>();
  const units = new Map(prediction.layers.map((layer) => [layer.id, layer.units]));
  for (const input of spec.inputs) {
    const size = input.shape.reduce((a, b) => a * b, 1);
    const what = input.shape.length > 1 ? text.picture.inputOf(input.shape.join('×')) : text.picture.input;
    columns.set(input.id, column(input.id, 'input', size, what, [], 0));
    owner.set(input.id, input.id);
  }
  for (const layer of spec.layers) {
    const sources = [...new Set(layer.from.map((id) => owner.get(id) ?? id))];
    const only = sources.length === 1 ? columns.get(sources[0] ?? '') : undefined;
    const role = roleOf(layer);
    if (role === 'note' && only !== undefined) {
      columns.set(only.id, { ...only, notes: [...only.notes, noteOf(layer)] });
      owner.set(layer.id, only.id);
      continue;
    }
    const depth = 1 + Math.max(0, ...sources.map((id) => columns.get(id)?.depth ?? 0));
    const kind = role === 'units' ? 'units' : 'merge';
    columns.set(layer.id, column(layer.id, kind, units.get(layer.id) ?? 1, whatOf(layer), sources, depth));
    owner.set(layer.id, layer.id);
  }
  const outputs = new Set(spec.outputs.map((id) => owner.get(id) ?? id));
  return [...columns.values()].map((entry) => ({ ...entry, output: outputs.has(entry.id) }));
}

const column = (
  id: string,
  kind: Column['kind'],
  units: number,
  what: string,
  from: readonly string[],
  depth: number,
): Column => ({ id, kind, units, what, notes: [], from, depth, output: false });

function roleOf(layer: LayerSpec): 'units' | 'note' | 'merge' {
  switch (layer.kind) {
    case 'dense':
    case 'conv1d':
    case 'conv2d':
    case 'depthwiseConv2d':
    case 'embedding':
    case 'simpleRNN':
    case 'gru':
    case 'lstm':
      return 'units';
    case 'add':
    case 'multiply':
    case 'average':
    case 'concatenate':
    case 'dot':
      return 'merge';
    case 'batchNormalization':
    case 'layerNormalization':
    case 'activation':
    case 'prelu':
    case 'leakyReLU':
    case 'dropout':
    case 'flatten':
    case 'reshape':
    case 'maxPooling2d':
    case 'averagePooling2d':
    case 'globalAveragePooling1d':
    case 'globalAveragePooling2d':
      return 'note';
  }
}

function whatOf(layer: LayerSpec): string {
  const activation = 'activation' in layer && layer.activation !== undefined ? layer.activation : null;
  if (layer.kind === 'dense') return activation ?? 'linear';
  return activation === null ? layer.kind : `${layer.kind} · ${activation}`;
}

function noteOf(layer: LayerSpec): string {
  if (layer.kind === 'activation') return layer.activation;
  if (layer.kind === 'dropout') return `dropout ${layer.rate}`;
  if (layer.kind === 'batchNormalization') return 'batch norm';
  if (layer.kind === 'layerNormalization') return 'layer norm';
  return layer.kind;
}
