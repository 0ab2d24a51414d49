// Which layers learn. A layer has a switch of its own and one for its weights, which a model sets for all its layers; what
// counts is how they stood when the model was compiled.
import type { Value } from '../../../network/value.ts';
import { known, unknown } from '../../../network/value.ts';
import type { Abstract, Located, Machine, ObjectValue } from '../../evaluate/model.ts';
import { constant, isNullish, makeObject, read } from '../../evaluate/model.ts';
import { truthiness } from '../../evaluate/operators.ts';
import { putProperty } from '../../evaluate/patterns.ts';
import { fieldOf, isLayer, slots } from './layer-facts.ts';
import { modelSlots } from './model-facts.ts';

/** The switches of a layer as they stand now: trainable only if both are on. */
function switchesOf(layer: ObjectValue): Abstract[] {
  const own =
    read(layer.props.get(slots.trainable)) ??
    (isLayer(layer) ? fieldOf(layer.data, 'trainable') : read(layer.props.get('trainable')));
  const weights = read(layer.props.get(slots.weightsTrainable));
  return [own, weights].filter((value) => value !== undefined);
}

type Captured = ReadonlyMap<ObjectValue, readonly Abstract[]>;

/** `compile`: from here on the model trains the layers that are trainable now. */
export function captureTrainable(
  machine: Machine,
  model: ObjectValue,
  layers: readonly ObjectValue[],
  at: Located,
): void {
  const own = read(model.props.get(modelSlots.trainable));
  const data: Captured = new Map(
    layers.map((layer) => [layer, [...(own ? [own] : []), ...switchesOf(layer)]]),
  );
  putProperty(machine, model, modelSlots.captured, makeObject(machine, { data, made: at }), at);
}

/** As `model` trains it; without a model, or before it is compiled, as it stands at the end. */
export function trainableOf(layer: ObjectValue, model: ObjectValue | undefined): Value<boolean> {
  const captured = model && read(model.props.get(modelSlots.captured));
  if (captured?.t === 'choice')
    return unknown('it depends on a condition what was compiled', captured.condition);
  const switches =
    captured?.t === 'object'
      ? ((captured.data as Captured).get(layer) ?? switchesOf(layer))
      : switchesOf(layer);
  const values = switches.map(valueOf);
  const off = values.find((value) => value.is === 'known' && !value.value);
  return off ?? values.find((value) => value.is !== 'known') ?? values.at(0) ?? known(true);
}

function valueOf(value: Abstract): Value<boolean> {
  // Layers whose config is only partly known are nearly always trainable; but nothing here is guessed.
  const truth = truthOf(value);
  if (truth !== undefined) return known(truth, value.t === 'constant' ? value.at : undefined);
  if (value.t === 'choice') {
    return {
      is: 'one-of',
      cases: value.cases.map((one) => known(truthOf(one) ?? true)),
      ...(value.condition ? { condition: value.condition } : {}),
    };
  }
  return unknown(`trainable: ${value.t === 'unknown' ? value.why : 'it is computed'}`);
}

/** What is not given is on. */
function truthOf(value: Abstract): boolean | undefined {
  if (isNullish(value)) return true;
  if (value.t !== 'choice') return truthiness(value);
  const all = new Set(value.cases.map(truthOf));
  const [only] = all;
  return all.size === 1 ? only : undefined;
}

/** `model.trainable = value` */
export function setModelTrainable(
  machine: Machine,
  model: ObjectValue,
  layers: readonly ObjectValue[],
  value: Abstract,
  at: Located,
): void {
  putProperty(machine, model, modelSlots.trainable, value, at);
  for (const layer of layers) putProperty(machine, layer, slots.weightsTrainable, value, at);
}

/** A model is trainable until it is told otherwise. */
export const modelTrainable = (model: ObjectValue): Abstract =>
  read(model.props.get(modelSlots.trainable)) ?? constant(true);
