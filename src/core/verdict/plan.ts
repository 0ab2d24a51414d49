// A spec with its wiring resolved: the common ground of the schedule and the partition. Tensors are numbered, network
// inputs first, then the layers' outputs in the spec's order. Expects a spec that the engine would accept.
import { dotAxis } from '../engine/layers/dot.ts';
import type { InitializerSpec, LayerSpec, NetworkSpec } from '../engine/spec.ts';
import { kernelName, parameterNames, startOf } from './parameters.ts';

export interface Node {
  readonly layer: LayerSpec;
  /** Place among the nodes. */
  readonly index: number;
  /** Names of the trained parameters, the kernel first. */
  readonly parameters: readonly string[];
  readonly kernel: string | undefined;
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
  /** By tensor number: the sizes of the parts into which its units fall, one for each branch of a concatenation. */
  readonly parts: readonly (readonly number[])[];
  readonly nodes: readonly Node[];
  /** Tensor number → nodes that read it, with the place at which they do. */
  readonly readers: readonly (readonly { readonly node: Node; readonly place: number }[])[];
  /** Tensor numbers. */
  readonly outputs: ReadonlySet<number>;
  readonly inputCount: number;
}

/** Starts in place of those of the spec, by "layer.parameter". */
export type Changes = ReadonlyMap<string, InitializerSpec>;

export const noChanges: Changes = new Map();

export const siteKey = (layer: string, parameter: string): string => `${layer}.${parameter}`;

/** What a parameter starts from in this version of the network. */
export function startIn({ layer }: Node, parameter: string, changes: Changes): InitializerSpec {
  const changed = changes.size === 0 ? undefined : changes.get(siteKey(layer.id, parameter));
  return changed ?? startOf(layer, parameter);
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

  const nodes = spec.layers.map((layer, index): Node => {
    const from = layer.from.map((id) => numbers.get(id) ?? missing(id));
    const shape = outputShape(
      layer,
      from.map((tensor) => shapes[tensor]),
    );
    const tensor = declare(layer.id, shape);
    const parameters = parameterNames(layer);
    const node: Node = { layer, index, parameters, kernel: kernelName(layer), from, tensor, shape };
    from.forEach((tensor, place) => readers[tensor].push({ node, place }));
    return node;
  });
  const outputs = new Set(spec.outputs.map((id) => numbers.get(id) ?? missing(id)));
  return {
    spec,
    shapes,
    parts: partsOf(shapes, nodes),
    nodes,
    readers,
    outputs,
    inputCount: spec.inputs.length,
  };
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
    case 'dot': {
      const left = inputs.flatMap((shape, k) =>
        shape.filter((_, axis) => axis !== dotAxis(layer.axes, k === 0 ? 0 : 1, shape.length)),
      );
      return left.length === 0 ? [1] : left;
    }
    case 'add':
    case 'multiply':
    case 'average':
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

function partsOf(shapes: Plan['shapes'], nodes: readonly Node[]): readonly (readonly number[])[] {
  const parts: (readonly number[])[] = shapes.map((shape) => [unitsOf(shape)]);
  for (const { layer, from, tensor, shape } of nodes) {
    const first = parts[from[0]];
    switch (layer.kind) {
      case 'depthwiseConv2d':
        parts[tensor] = first.map((size) => size * (layer.depthMultiplier ?? 1));
        break;
      case 'flatten':
      case 'reshape': {
        const copies = unitsOf(shape) / unitsOf(shapes[from[0]]);
        if (first.length > 1 && Number.isInteger(copies)) parts[tensor] = first.map((size) => size * copies);
        break;
      }
      case 'concatenate':
        if (concatenationAxis(layer.axis, shape.length) === shape.length - 1)
          parts[tensor] = from.flatMap((source) => parts[source]);
        break;
      case 'add':
      case 'multiply':
      case 'average': {
        const ends = new Set<number>();
        for (const tensor of from) {
          const source = parts[tensor];
          if (source.length === 1 && source[0] === 1 && unitsOf(shape) > 1) continue;
          source.reduce((end, size) => {
            ends.add(end + size);
            return end + size;
          }, 0);
        }
        const sorted = [...ends].sort((a, b) => a - b);
        parts[tensor] = sorted.map((end, k) => end - (k === 0 ? 0 : sorted[k - 1]));
        break;
      }
      case 'activation':
      case 'prelu':
      case 'leakyReLU':
      case 'dropout':
      case 'batchNormalization':
      case 'layerNormalization':
      case 'maxPooling2d':
      case 'averagePooling2d':
      case 'globalAveragePooling1d':
      case 'globalAveragePooling2d':
        parts[tensor] = first;
        break;
      case 'dense':
      case 'conv1d':
      case 'conv2d':
      case 'embedding':
      case 'simpleRNN':
      case 'gru':
      case 'lstm':
      case 'dot':
        break;
    }
  }
  return parts;
}
