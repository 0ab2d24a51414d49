// What a small network puts out for given inputs, from parameters that were kept: for the decision surface and the
// accuracy at any step. Not for training; the engine alone does that.
import { elementwise } from '../src/core/engine/activations.ts';
import type { LayerSnapshot } from '../src/core/engine/run.ts';
import type { ActivationName, LayerSpec, NetworkSpec } from '../src/core/engine/spec.ts';

type Row = readonly number[];

/** From an input to the first output. Null for a network with layers that are not looked through here. */
export function forwardOf(
  spec: NetworkSpec,
  parameters: readonly LayerSnapshot[],
): ((input: Row) => Row) | null {
  const input = spec.inputs.at(0);
  const output = spec.outputs.at(0);
  if (input === undefined || output === undefined || spec.inputs.length > 1) return null;
  const steps: { readonly id: string; readonly from: readonly string[]; readonly apply: Apply }[] = [];
  for (const layer of spec.layers) {
    const apply = applyOf(
      layer,
      parameters.find(({ id }) => id === layer.id),
    );
    if (apply === null) return null;
    steps.push({ id: layer.id, from: layer.from, apply });
  }
  return (row) => {
    const values = new Map<string, Row>([[input.id, row]]);
    for (const { id, from, apply } of steps)
      values.set(id, apply(from.map((source) => values.get(source) ?? [])));
    return values.get(output) ?? [];
  };
}

type Apply = (inputs: readonly Row[]) => Row;

function applyOf(layer: LayerSpec, snapshot: LayerSnapshot | undefined): Apply | null {
  switch (layer.kind) {
    case 'dense': {
      const { kernel, bias } = (snapshot?.parameters ?? {}) as Partial<LayerSnapshot['parameters']>;
      if (kernel === undefined) return null;
      const units = layer.units;
      return ([row]) => {
        const z = Array.from({ length: units }, (_, unit) =>
          row.reduce((sum, x, i) => sum + x * kernel.values[i * units + unit], bias?.values[unit] ?? 0),
        );
        return activate(layer.activation ?? 'linear', z);
      };
    }
    case 'activation':
      return ([row]) => activate(layer.activation, row);
    case 'leakyReLU':
      return ([row]) => row.map((x) => (x >= 0 ? x : x * (layer.alpha ?? 0.3)));
    case 'dropout':
    case 'flatten':
      return ([row]) => row;
    case 'add':
      return (rows) => rows[0].map((_, i) => rows.reduce((sum, row) => sum + row[i], 0));
    case 'average':
      return (rows) => rows[0].map((_, i) => rows.reduce((sum, row) => sum + row[i], 0) / rows.length);
    case 'multiply':
      return (rows) => rows[0].map((_, i) => rows.reduce((product, row) => product * row[i], 1));
    case 'concatenate':
      return (rows) => rows.flat();
    case 'conv1d':
    case 'conv2d':
    case 'depthwiseConv2d':
    case 'embedding':
    case 'simpleRNN':
    case 'gru':
    case 'lstm':
    case 'batchNormalization':
    case 'layerNormalization':
    case 'prelu':
    case 'reshape':
    case 'maxPooling2d':
    case 'averagePooling2d':
    case 'globalAveragePooling1d':
    case 'globalAveragePooling2d':
    case 'dot':
      return null;
  }
}

function activate(name: ActivationName, z: Row): Row {
  if (name !== 'softmax' && name !== 'logSoftmax') return z.map(elementwise[name].value);
  const most = Math.max(...z);
  const exponentials = z.map((value) => Math.exp(value - most));
  const sum = exponentials.reduce((a, b) => a + b, 0);
  return exponentials.map((value) => (name === 'softmax' ? value / sum : Math.log(value / sum)));
}
