// From the layers of a spec to cells: which parameters there are, what they start from, how their blocks are cut.
import type { InitializerSpec, LayerSpec, NestedArray } from '../engine/spec.ts';
import {
  activationCell,
  affineCell,
  type Cell,
  dropoutCell,
  embeddingCell,
  leakyCell,
  poolingCell,
  reshapeCell,
  type Weights,
} from './cell.ts';
import { concatenateCell, mergeCell, normalizationCell } from './merge-cell.ts';
import { concatenationAxis, type Node, perAxis, type Plan, positionsOf, unitsOf } from './plan.ts';
import { gatesOf, recurrentCell } from './recurrent-cell.ts';
import type { AtZero } from './signal.ts';
import { constantOf, type Weight, weightOf } from './weight.ts';

/** What a parameter starts from where the spec says nothing: the defaults of `tf.layers`. */
const defaults: Record<string, InitializerSpec> = {
  kernel: { kind: 'glorot-normal' },
  depthwise: { kind: 'glorot-normal' },
  embeddings: { kind: 'random-uniform', min: -0.05, max: 0.05 },
  recurrent: { kind: 'orthogonal', gain: 1 },
  bias: { kind: 'constant', value: 0 },
  gamma: { kind: 'constant', value: 1 },
  beta: { kind: 'constant', value: 0 },
  alpha: { kind: 'constant', value: 0 },
};

/** Names of the trained parameters, the kernel first. */
export function parameterNames(layer: LayerSpec): readonly string[] {
  const withBias = (...names: string[]): string[] =>
    'useBias' in layer && layer.useBias === false ? names : [...names, 'bias'];
  switch (layer.kind) {
    case 'dense':
    case 'conv1d':
    case 'conv2d':
      return withBias('kernel');
    case 'depthwiseConv2d':
      return withBias('depthwise');
    case 'embedding':
      return ['embeddings'];
    case 'simpleRNN':
    case 'gru':
    case 'lstm':
      return withBias('kernel', 'recurrent');
    case 'batchNormalization':
    case 'layerNormalization':
      return [...(layer.scale === false ? [] : ['gamma']), ...(layer.center === false ? [] : ['beta'])];
    case 'prelu':
      return ['alpha'];
    case 'activation':
    case 'leakyReLU':
    case 'dropout':
    case 'flatten':
    case 'reshape':
    case 'maxPooling2d':
    case 'averagePooling2d':
    case 'globalAveragePooling1d':
    case 'globalAveragePooling2d':
    case 'add':
    case 'multiply':
    case 'average':
    case 'concatenate':
      return [];
  }
}

/** Kernel, depthwise kernel or embeddings: the parameter that leads to the layer's units. */
export const kernelName = (layer: LayerSpec): string | undefined =>
  parameterNames(layer).find((name) => name === 'kernel' || name === 'depthwise' || name === 'embeddings');

export function startOf(layer: LayerSpec, parameter: string): InitializerSpec {
  const given = (layer as unknown as Record<string, InitializerSpec | undefined>)[parameter];
  return given ?? defaults[parameter];
}

/** By tensor number: the sizes of the parts into which its units fall. */
export function partsOf(plan: Plan): readonly (readonly number[])[] {
  const parts: (readonly number[])[] = plan.shapes.map((shape) => [unitsOf(shape)]);
  for (const { layer, from, tensor, shape } of plan.nodes) {
    const sources = from.map((source) => parts[source]);
    const [first] = sources;
    switch (layer.kind) {
      case 'depthwiseConv2d':
        parts[tensor] = first.map((size) => size * (layer.depthMultiplier ?? 1));
        break;
      case 'flatten':
      case 'reshape': {
        const copies = unitsOf(shape) / unitsOf(plan.shapes[from[0]]);
        if (first.length > 1 && Number.isInteger(copies)) parts[tensor] = first.map((size) => size * copies);
        break;
      }
      case 'concatenate':
        if (concatenationAxis(layer.axis, shape.length) === shape.length - 1) parts[tensor] = sources.flat();
        break;
      case 'add':
      case 'multiply':
      case 'average': {
        const ends = new Set<number>();
        for (const source of sources) {
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
        break;
    }
  }
  return parts;
}

export function cellOf(plan: Plan, node: Node, parts: readonly (readonly number[])[], atZero?: AtZero): Cell {
  const { layer } = node;
  const source = plan.shapes[node.from[0]];
  const sourceParts = parts[node.from[0]];
  const weights = weightsOf(layer, sourceParts);
  switch (layer.kind) {
    case 'dense':
      return affineCell(
        weights,
        {
          units: layer.units,
          taps: 1,
          padded: false,
          activation: layer.activation ?? 'linear',
          kernel: 'kernel',
          separate: false,
        },
        atZero,
      );
    case 'conv1d':
    case 'conv2d':
    case 'depthwiseConv2d': {
      const window = perAxis(layer.kernelSize, source.length - 1);
      const taps = window.reduce((product, size) => product * size, 1);
      return affineCell(
        weights,
        {
          units: unitsOf(node.shape),
          taps,
          padded: layer.padding === 'same' && taps > 1,
          activation: layer.activation ?? 'linear',
          kernel: layer.kind === 'depthwiseConv2d' ? 'depthwise' : 'kernel',
          separate: layer.kind === 'depthwiseConv2d',
        },
        atZero,
      );
    }
    case 'embedding':
      return embeddingCell(weights, layer.outputDim);
    case 'simpleRNN':
    case 'gru':
    case 'lstm':
      return recurrentCell(
        weights,
        {
          kind: layer.kind,
          units: layer.units,
          times: source.at(0) ?? 1,
          activation: layer.activation ?? 'tanh',
          gateActivation: layer.recurrentActivation ?? 'hardSigmoid',
          sequences: layer.returnSequences === true,
        },
        atZero,
      );
    case 'batchNormalization':
      return normalizationCell(weights, 'batch');
    case 'layerNormalization':
      return normalizationCell(weights, 'units');
    case 'activation':
      return activationCell(layer.activation, atZero);
    case 'prelu':
      return leakyCell(weights, undefined);
    case 'leakyReLU':
      return leakyCell(weights, layer.alpha ?? 0.3);
    case 'dropout':
      return dropoutCell(layer.rate);
    case 'flatten':
    case 'reshape':
      return reshapeCell(
        unitsOf(node.shape) / unitsOf(source),
        parts[node.tensor].length < sourceParts.length,
      );
    case 'maxPooling2d':
    case 'averagePooling2d':
      return poolingCell(layer.padding === 'same', positionsOf(node.shape) > 1);
    case 'globalAveragePooling1d':
    case 'globalAveragePooling2d':
      return poolingCell(false, false);
    case 'add':
    case 'multiply':
    case 'average':
      return mergeCell(layer.kind, parts[node.tensor]);
    case 'concatenate':
      return concatenateCell(concatenationAxis(layer.axis, node.shape.length) === node.shape.length - 1);
  }
}

function weightsOf(layer: LayerSpec, parts: readonly number[]): Weights {
  return new Map(parameterNames(layer).map((name) => [name, blocksOf(layer, name, parts)]));
}

function blocksOf(layer: LayerSpec, name: string, parts: readonly number[]): readonly Weight[] {
  const start = startOf(layer, name);
  const gates =
    layer.kind === 'simpleRNN' || layer.kind === 'gru' || layer.kind === 'lstm' ? gatesOf(layer.kind) : 1;
  const byPart = ['kernel', 'depthwise', 'gamma', 'beta', 'alpha'].includes(name);
  const blocks = gates * (byPart ? parts.length : 1);
  if (start.kind !== 'values' || constantOf(start) !== undefined) {
    return Array.from({ length: blocks }, () => weightOf(start, 1));
  }
  const outUnits = lastAxis(start.data) / gates;
  const pieces: Weight[] = [];
  for (let gate = 0; gate < gates; gate++) {
    const columns =
      gates === 1 ? start.data : lastAxisSlice(start.data, gate * outUnits, (gate + 1) * outUnits);
    if (!byPart || parts.length === 1) {
      pieces.push(weightOf({ kind: 'values', data: columns }, outUnits));
      continue;
    }
    let row = 0;
    for (const size of parts) {
      const rows =
        columns.length === parts.reduce((a, b) => a + b, 0) ? columns.slice(row, row + size) : columns;
      pieces.push(weightOf({ kind: 'values', data: rows }, outUnits));
      row += size;
    }
  }
  return pieces;
}

function lastAxis(data: NestedArray): number {
  const first = data.at(0);
  return first === undefined || typeof first === 'number' ? data.length : lastAxis(first);
}

function lastAxisSlice(data: NestedArray, from: number, to: number): NestedArray {
  if (typeof data.at(0) === 'number') return data.slice(from, to);
  return data.map((entry) => (typeof entry === 'number' ? entry : lastAxisSlice(entry, from, to)));
}
