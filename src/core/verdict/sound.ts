// Whether a network made concrete can be run at all: what the engine would refuse has no fate to predict.
import { initializerFits, layerChecks, optimizerChecks } from '../engine/check-fields.ts';
import { kindOf } from '../engine/layers/kinds.ts';
import { isMisfit, type Shape } from '../engine/layers/layer.ts';
import type { LayerSpec, NetworkSpec } from '../engine/spec.ts';
import { parameterNames, startOf } from './parameters.ts';

/** What is deeper is not a network somebody wrote. */
const mostLayers = 2000;

/** Starts whose form must fit the parameter's shape. */
const shaped: readonly string[] = ['values', 'identity', 'orthogonal'];

/** The first thing that does not fit, in words; null where all does. How much memory a run takes is not asked. */
export function unsound(spec: NetworkSpec): string | null {
  if (spec.layers.length > mostLayers) return `${spec.layers.length} layers are more than ${mostLayers}`;
  const wrong = firstProblem(optimizerChecks[spec.optimizer.kind], spec.optimizer);
  if (wrong !== null) return `optimizer ${wrong}`;
  const shapes = new Map<string, Shape>();
  for (const { id, shape } of spec.inputs) {
    if (shape.some((size) => !(Number.isSafeInteger(size) && size > 0)))
      return `the shape [${shape.join(', ')}] of ${id}`;
    shapes.set(id, shape);
  }
  for (const layer of spec.layers) {
    const problem = problemOf(layer, shapes);
    if (problem !== null) return `layer "${layer.id}", ${problem}`;
  }
  return null;
}

function problemOf(layer: LayerSpec, shapes: Map<string, Shape>): string | null {
  if (shapes.has(layer.id)) return 'id: is taken by another layer or input';
  const field = firstProblem(layerChecks[layer.kind], layer);
  if (field !== null) return field;
  const inputs = layer.from.map((id) => shapes.get(id) ?? []);
  const kind = kindOf(layer);
  const shape = kind.shape(layer, inputs);
  if (isMisfit(shape)) return `${shape.field}: ${shape.message}`;
  shapes.set(layer.id, shape);
  if (!parameterNames(layer).some((name) => shaped.includes(startOf(layer, name).kind))) return null;
  for (const { name, shape: own, initializer } of kind.parameters(layer, inputs)) {
    const problem = initializerFits(initializer, own);
    if (problem !== null) return `${name}: ${problem}`;
  }
  return null;
}

function firstProblem(checks: (typeof layerChecks)[string], value: object): string | null {
  for (const field in checks) {
    const problem = checks[field]((value as Record<string, unknown>)[field]);
    if (problem !== null) return `${field}: ${problem}`;
  }
  return null;
}
