// `brain.layer.*`: what a factory call keeps. What they compute is read by layered.ts.
import type { Abstract, Call, Machine, ObjectModel, ObjectValue } from '../../evaluate/model.ts';
import { constant, isNullish, makeObject, makeSlot, unknownValue } from '../../evaluate/model.ts';
import { putProperty } from '../../evaluate/patterns.ts';

export interface LayerFacts {
  readonly kind: 'brain-layer';
  readonly type: string;
  /** What it reads, in order. */
  readonly sources: readonly Abstract[];
  readonly settings: ObjectValue | undefined;
  readonly call: Call;
}

export type BrainLayer = ObjectValue & { readonly data: LayerFacts };

export const isLayer = (value: Abstract): value is BrainLayer =>
  value.t === 'object' && value.model === layerModel;

/** Weights set after the layer was made. */
export const weightsSlot = '@@weights';

/** The first arguments are settings and the layers it reads, in whatever order the factory takes them. */
export function makeLayer(machine: Machine, type: string, call: Call): BrainLayer {
  const settings = call.args.find((arg) => arg.t === 'object' && !arg.model);
  const data: LayerFacts = {
    kind: 'brain-layer',
    type,
    sources: call.args.filter((arg) => arg !== settings && !isNullish(arg)),
    settings: settings?.t === 'object' ? settings : undefined,
    call,
  };
  const layer = { ...makeObject(machine, { model: layerModel, made: call.at }), data };
  layer.props.set(weightsSlot, makeSlot(machine));
  return layer;
}

export const settingOf = (
  machine: Machine,
  { data: { settings, call } }: BrainLayer,
  name: string,
): Abstract => (settings ? machine.get(settings, name, call.frame) : constant(undefined));

const models = new Set(['random', 'zeros', 'ones']);

/** A layer that holds weights of its own. */
export const isModel = (value: Abstract): value is BrainLayer =>
  isLayer(value) && models.has(value.data.type);

/** Sides as the library computes them: a product is as high as its weights, most others as what they read. */
export function side(
  machine: Machine,
  value: Abstract | undefined,
  name: 'height' | 'width',
  depth = 0,
): Abstract {
  if (!value || !isLayer(value) || depth > 50) return unknownValue('the size of the layer is not known');
  const own = settingOf(machine, value, name);
  if (!isNullish(own)) return own;
  const { type, sources } = value.data;
  if (sources.length === 0 || type === 'feedForward' || type === 'output') return constant(1);
  const from = type === 'multiply' && name === 'width' ? sources.at(1) : sources.at(0);
  return side(machine, from, name, depth + 1);
}

const layerModel: ObjectModel = {
  name: 'a layer',
  get(machine, self, name) {
    return name === 'height' || name === 'width' ? side(machine, self, name) : undefined;
  },
  set(machine, self, name, value, node) {
    if (name === 'weights') putProperty(machine, self, weightsSlot, value, node);
    return name === 'weights';
  },
};
