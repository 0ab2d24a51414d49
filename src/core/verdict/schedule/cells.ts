// From the layers of a plan to cells: how each is set up, and how its parameters' blocks are cut.
import { dotAxis } from '../../engine/layers/dot.ts';
import type { DotSpec, InitializerSpec, NestedArray } from '../../engine/spec.ts';
import { gatesOf } from '../parameters.ts';
import {
  type Changes,
  concatenationAxis,
  type Node,
  perAxis,
  type Plan,
  positionsOf,
  startIn,
  unitsOf,
} from '../plan.ts';
import { constantOf } from '../start.ts';
import type { AtZero } from './activation.ts';
import { affineCell } from './affine-cell.ts';
import { type Cell, noWeights, type Weights } from './cell.ts';
import { dotCell, type DotSide } from './dot-cell.ts';
import type { Gauge } from './gauge.ts';
import { concatenateCell, mergeCell } from './merge-cells.ts';
import { normalizationCell } from './normalization-cell.ts';
import {
  activationCell,
  dropoutCell,
  embeddingCell,
  leakyCell,
  poolingCell,
  reshapeCell,
} from './plain-cells.ts';
import { recurrentCell } from './recurrent-cell.ts';
import { constantWeight, type Weight, weightOf } from './weight.ts';

/** What all cells of one network share. */
export interface Surroundings {
  readonly plan: Plan;
  readonly changes: Changes;
  readonly gauge: Gauge;
  readonly atZero: AtZero | undefined;
}

const defaultEpsilon = 0.001;

export function cellOf(around: Surroundings, node: Node): Cell {
  const { plan, gauge } = around;
  const { layer, shape } = node;
  const atZero = ('atZero' in layer ? layer.atZero : undefined) ?? around.atZero;
  const source = plan.shapes[node.from[0]];
  const sourceParts = plan.parts[node.from[0]];
  const parts = plan.parts[node.tensor];
  switch (layer.kind) {
    case 'dense':
    case 'conv1d':
    case 'conv2d':
    case 'depthwiseConv2d': {
      const taps = layer.kind === 'dense' ? 1 : product(perAxis(layer.kernelSize, source.length - 1));
      const separate = layer.kind === 'depthwiseConv2d';
      const fan = separate ? taps : taps * unitsOf(source);
      return affineCell(
        weightsOf(around, node, sourceParts, fan),
        {
          units: unitsOf(shape),
          taps,
          places: positionsOf(shape),
          padded: layer.kind !== 'dense' && layer.padding === 'same' && taps > 1,
          activation: layer.activation ?? 'linear',
          kernel: separate ? 'depthwise' : 'kernel',
          separate,
        },
        atZero,
      );
    }
    case 'embedding':
      return embeddingCell(weightsOf(around, node, sourceParts, 1), layer.outputDim, layer.inputDim);
    case 'simpleRNN':
    case 'gru':
    case 'lstm':
      return recurrentCell(
        weightsOf(around, node, sourceParts, unitsOf(source)),
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
    case 'layerNormalization':
      return normalizationCell(
        weightsOf(around, node, sourceParts, 1),
        layer.kind === 'batchNormalization' ? 'batch' : 'units',
        layer.epsilon ?? defaultEpsilon,
        gauge,
      );
    case 'activation':
      return activationCell(layer.activation, atZero);
    case 'prelu':
      return leakyCell(weightsOf(around, node, sourceParts, 1), undefined);
    case 'leakyReLU':
      return leakyCell(noWeights, layer.alpha ?? 0.3);
    case 'dropout':
      return dropoutCell(layer.rate);
    case 'flatten':
    case 'reshape':
      return reshapeCell(unitsOf(shape) / unitsOf(source), parts.length < sourceParts.length);
    case 'maxPooling2d':
    case 'averagePooling2d':
      return poolingCell(
        layer.kind === 'maxPooling2d' ? 'largest' : 'mean',
        layer.padding === 'same' && positionsOf(shape) > 1,
      );
    case 'globalAveragePooling1d':
    case 'globalAveragePooling2d':
      return poolingCell('mean', false);
    case 'add':
    case 'multiply':
    case 'average':
      return mergeCell(layer.kind, parts);
    case 'concatenate':
      return concatenateCell(concatenationAxis(layer.axis, shape.length) === shape.length - 1);
    case 'dot': {
      const side = (input: 0 | 1): DotSide => dotSide(plan, layer, node, input);
      const axis = dotAxis(layer.axes, 0, source.length);
      return dotCell(
        { x: side(0), y: side(1), units: unitsOf(shape), terms: source[axis] },
        layer.scale ?? 1,
      );
    }
  }
}

const product = (sizes: readonly number[]): number => sizes.reduce((all, size) => all * size, 1);

function dotSide(plan: Plan, { axes }: DotSpec, { from }: Node, input: 0 | 1): DotSide {
  const { length } = plan.shapes[from[input]];
  return {
    sumsUnits: dotAxis(axes, input, length) === length - 1,
    isVector: length === 1,
    parts: plan.parts[from[input]].length,
  };
}

/** Parameters of which every part of the input has a block of its own. */
const cutByPart: readonly string[] = ['kernel', 'depthwise', 'gamma', 'beta', 'alpha'];

function weightsOf({ changes }: Surroundings, node: Node, parts: readonly number[], fan: number): Weights {
  const weights = new Map<string, readonly Weight[]>();
  const gates = gatesOf(node.layer.kind);
  for (const name of node.parameters) {
    const blocks = gates * (cutByPart.includes(name) ? parts.length : 1);
    weights.set(name, blocksOf(startIn(node, name, changes), blocks, gates, parts, fan));
  }
  return weights;
}

function blocksOf(
  start: InitializerSpec,
  blocks: number,
  gates: number,
  parts: readonly number[],
  fan: number,
): readonly Weight[] {
  if (start.kind !== 'values') {
    const weight = weightOf(start, 1, fan);
    return blocks === 1 ? [weight] : Array.from({ length: blocks }, () => ({ ...weight }));
  }
  const constant = constantOf(start);
  if (constant !== undefined) return Array.from({ length: blocks }, () => constantWeight(constant));
  const outUnits = lastAxis(start.data) / gates;
  const pieces: Weight[] = [];
  for (let gate = 0; gate < gates; gate++) {
    const columns =
      gates === 1 ? start.data : lastAxisSlice(start.data, gate * outUnits, (gate + 1) * outUnits);
    if (blocks === gates) {
      pieces.push(weightOf({ kind: 'values', data: columns }, outUnits, fan));
      continue;
    }
    let row = 0;
    for (const size of parts) {
      const rows =
        columns.length === parts.reduce((a, b) => a + b, 0) ? columns.slice(row, row + size) : columns;
      pieces.push(weightOf({ kind: 'values', data: rows }, outUnits, fan));
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
