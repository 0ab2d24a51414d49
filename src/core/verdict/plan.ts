// A spec with its wiring resolved: the common ground of the schedule and the partition. Tensors are numbered, network
// inputs first, then the layers' outputs in the spec's order. Expects a spec that the engine would accept.
import { kindOf } from '../engine/layers/kinds.ts';
import { isMisfit } from '../engine/layers/layer.ts';
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

/** Starts in place of those of the spec: layer → parameter → start. */
export type Changes = ReadonlyMap<string, Readonly<Partial<Record<string, InitializerSpec>>>>;

export const noChanges: Changes = new Map();

export const siteKey = (layer: string, parameter: string): string => `${layer}.${parameter}`;

/** What a parameter starts from in this version of the network. */
export function startIn({ layer }: Node, parameter: string, changes: Changes): InitializerSpec {
  return changes.get(layer.id)?.[parameter] ?? startOf(layer, parameter);
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
    const shape = kindOf(layer).shape(
      layer,
      from.map((source) => shapes[source]),
    );
    if (isMisfit(shape)) throw new Error(`layer "${layer.id}", ${shape.field}: ${shape.message}`);
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

/** 0-based without the batch axis; the spec counts the batch as axis 0. */
export const concatenationAxis = (axis: number | undefined, rank: number): number => {
  const chosen = axis ?? -1;
  return chosen < 0 ? rank + chosen : chosen - 1;
};

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
