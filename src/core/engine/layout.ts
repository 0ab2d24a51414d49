// Shapes, parameters and ties of every layer of a spec: what can be known without allocating anything.
import { samplesOf } from './data.ts';
import { kindOf } from './layers/kinds.ts';
import type { ParameterShape, Shape, Ties } from './layers/layer.ts';
import { isMisfit, sizeOf } from './layers/layer.ts';
import type { LayerSpec, NetworkSpec } from './spec.ts';

export interface LayerLayout {
  readonly spec: LayerSpec;
  /** Shapes of what the layer reads, without the batch axis. */
  readonly inputs: readonly Shape[];
  readonly shape: Shape;
  /** The last axis of the shape. */
  readonly units: number;
  /** In the order of TensorFlow.js's weights, with defaults filled in. */
  readonly parameters: readonly ParameterShape[];
  readonly ties: Ties;
  /** Multiply-adds of one sample's forward pass. */
  readonly cost: number;
}

export interface Layout {
  readonly shapes: ReadonlyMap<string, Shape>;
  readonly layers: readonly LayerLayout[];
}

/** Why a spec cannot run. The message names the layer and the field. */
export interface SpecProblem {
  readonly message: string;
  readonly layer?: string;
  readonly field?: string;
}

export const problemAt = (layer: string, field: string, message: string): SpecProblem => ({
  layer,
  field,
  message: `layer "${layer}", ${field}: ${message}`,
});

/** Works out every shape; the first layer whose inputs do not fit ends it with a problem. Fields must have their types. */
export function layoutOf(spec: NetworkSpec): Layout | SpecProblem {
  const shapes = new Map<string, Shape>(spec.inputs.map(({ id, shape }) => [id, shape]));
  const layers: LayerLayout[] = [];
  for (const layer of spec.layers) {
    const inputs: Shape[] = [];
    for (const id of layer.from) {
      const shape = shapes.get(id);
      if (shape === undefined)
        return problemAt(layer.id, 'from', `"${id}" is not an input or an earlier layer`);
      inputs.push(shape);
    }
    const kind = kindOf(layer);
    const shape = kind.shape(layer, inputs);
    if (isMisfit(shape)) return problemAt(layer.id, shape.field, shape.message);
    shapes.set(layer.id, shape);
    layers.push({
      spec: layer,
      inputs,
      shape,
      units: shape[shape.length - 1] ?? 1,
      parameters: kind.parameters(layer, inputs),
      ties: kind.ties(layer, inputs, shape),
      cost: kind.cost(layer, inputs, shape),
    });
  }
  return { shapes, layers };
}

export const isProblem = (result: Layout | SpecProblem): result is SpecProblem => 'message' in result;

/** The layout of a spec that has been checked. */
export function checkedLayout(spec: NetworkSpec): Layout {
  const layout = layoutOf(spec);
  if (isProblem(layout)) throw new Error(layout.message);
  return layout;
}

/**
 * Multiply-adds of one step: forward, and as much twice again backward, over one batch; and where that is not all samples,
 * once forward over all of them, for the loss.
 */
export function multiplyAdds(spec: NetworkSpec, layout: Layout): number {
  const passes = passesOf(spec);
  return layout.layers.reduce((sum, layer) => sum + passes * stepCost(layer), 0);
}

/** Samples that go through the network in one step, a backward pass counted twice. */
export function passesOf(spec: NetworkSpec): number {
  const samples = samplesOf(spec.data);
  const batch = Math.min(spec.batchSize ?? samples, samples);
  return 3 * batch + (batch < samples ? samples : 0);
}

/** Multiply-adds of one sample's forward pass through a layer, its activation counted as one. */
export const stepCost = ({ cost, shape }: LayerLayout): number => cost + sizeOf(shape);
