// A spec with its wiring resolved: the common ground of schedule.ts and partition.ts. Tensors are numbered, network
// inputs first, then the layers' outputs in the spec's order. Expects a spec that the engine would accept.
import type { LayerSpec, NetworkSpec } from '../engine/spec.ts';

export interface Node {
  readonly layer: LayerSpec;
  /** Tensor numbers this layer reads. */
  readonly from: readonly number[];
  /** Tensor number of its output. */
  readonly tensor: number;
  /** Without the batch axis. */
  readonly shape: readonly number[];
}

export interface Plan {
  readonly spec: NetworkSpec;
  /** By tensor number, without the batch axis. */
  readonly shapes: readonly (readonly number[])[];
  readonly nodes: readonly Node[];
  /** Tensor number → nodes that read it, with the place at which they do. */
  readonly readers: readonly (readonly { readonly node: Node; readonly place: number }[])[];
  /** Tensor numbers. */
  readonly outputs: ReadonlySet<number>;
  readonly inputCount: number;
}

/** Size of the last axis: units, filters, channels. */
export const unitsOf = (shape: readonly number[]): number => shape.at(-1) ?? 1;

/** Product of all axes but the last. */
export const positionsOf = (shape: readonly number[]): number =>
  shape.slice(0, -1).reduce((product, size) => product * size, 1);

export function planOf(spec: NetworkSpec): Plan {
  const numbers = new Map<string, number>();
  const shapes: (readonly number[])[] = [];
  const readers: { node: Node; place: number }[][] = [];
  const declare = (id: string, shape: readonly number[]): number => {
    const tensor = shapes.length;
    numbers.set(id, tensor);
    shapes.push(shape);
    readers.push([]);
    return tensor;
  };
  for (const input of spec.inputs) declare(input.id, input.shape);

  const nodes = spec.layers.map((layer): Node => {
    const from = layer.from.map((id) => numbers.get(id) ?? missing(id));
    const shape = outputShape(
      layer,
      from.map((tensor) => shapes[tensor]),
    );
    const node: Node = { layer, from, shape, tensor: declare(layer.id, shape) };
    from.forEach((tensor, place) => readers[tensor].push({ node, place }));
    return node;
  });
  const outputs = new Set(spec.outputs.map((id) => numbers.get(id) ?? missing(id)));
  return { spec, shapes, nodes, readers, outputs, inputCount: spec.inputs.length };
}

function missing(id: string): never {
  throw new Error(`The network has no input or layer “${id}”.`);
}

/** `size` for every one of `axes` axes. */
export const perAxis = (
  size: number | readonly number[] | undefined,
  axes: number,
  otherwise = 1,
): number[] =>
  Array.from({ length: axes }, (_, axis) =>
    size === undefined ? otherwise : typeof size === 'number' ? size : (size[axis] ?? otherwise),
  );

export function outputShape(layer: LayerSpec, inputs: readonly (readonly number[])[]): readonly number[] {
  const input = inputs.at(0) ?? [];
  switch (layer.kind) {
    case 'dense':
      return [...input.slice(0, -1), layer.units];
    case 'conv1d':
    case 'conv2d':
      return [...slide(input, layer.kernelSize, layer.strides ?? 1, layer.padding), layer.filters];
    case 'depthwiseConv2d':
      return [
        ...slide(input, layer.kernelSize, layer.strides ?? 1, layer.padding),
        unitsOf(input) * (layer.depthMultiplier ?? 1),
      ];
    case 'maxPooling2d':
    case 'averagePooling2d': {
      const size = layer.poolSize ?? 2;
      return [...slide(input, size, layer.strides ?? size, layer.padding), unitsOf(input)];
    }
    case 'embedding':
      return [...input, layer.outputDim];
    case 'simpleRNN':
    case 'gru':
    case 'lstm':
      return layer.returnSequences === true ? [...input.slice(0, -1), layer.units] : [layer.units];
    case 'flatten':
      return [positionsOf(input) * unitsOf(input)];
    case 'reshape':
      return resolved(layer.targetShape, positionsOf(input) * unitsOf(input));
    case 'globalAveragePooling1d':
    case 'globalAveragePooling2d':
      return [unitsOf(input)];
    case 'concatenate': {
      const axis = concatenationAxis(layer.axis, input.length);
      return input.map((size, k) =>
        k === axis ? inputs.reduce((sum, shape) => sum + (shape[axis] ?? 0), 0) : size,
      );
    }
    case 'add':
    case 'multiply':
    case 'average':
      return input.map((size, k) => Math.max(size, ...inputs.map((shape) => shape[k] ?? size)));
    case 'batchNormalization':
    case 'layerNormalization':
    case 'activation':
    case 'prelu':
    case 'leakyReLU':
    case 'dropout':
      return input;
  }
}

/** 0-based without the batch axis; the spec counts the batch as axis 0. */
export const concatenationAxis = (axis: number | undefined, rank: number): number => {
  const chosen = axis ?? -1;
  return chosen < 0 ? rank + chosen : chosen - 1;
};

function slide(
  input: readonly number[],
  window: number | readonly number[],
  strides: number | readonly number[],
  padding: 'valid' | 'same' | undefined,
): number[] {
  const spatial = input.slice(0, -1);
  const sizes = perAxis(window, spatial.length);
  const steps = perAxis(strides, spatial.length);
  return spatial.map((length, axis) =>
    padding === 'same'
      ? Math.ceil(length / steps[axis])
      : Math.floor((length - sizes[axis]) / steps[axis]) + 1,
  );
}

function resolved(target: readonly number[], total: number): number[] {
  const known = target.reduce((product, size) => (size > 0 ? product * size : product), 1);
  return target.map((size) => (size > 0 ? size : total / known));
}
