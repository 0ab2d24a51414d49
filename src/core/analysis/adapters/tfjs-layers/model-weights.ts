// A model's weights as one list: those that are trained, layer by layer, then all others.
import { expanded } from '../../evaluate/expand.ts';
import type { Abstract, Call, Item, Machine, ObjectValue } from '../../evaluate/model.ts';
import { constant, listOf, makeArray, undefinedValue, unknownValue } from '../../evaluate/model.ts';
import type { Layer } from './layer-facts.ts';
import { isLayer, parameterRows } from './layer-facts.ts';
import { liveWeights, setWeights } from './live-weights.ts';
import { trainableOf } from './trainable.ts';

interface Place {
  readonly layer: Layer;
  /** Among the layer's own weights. */
  readonly index: number;
}

/** Undefined where it is not known what each layer holds, or whether it is trained. */
function placesOf(layers: readonly ObjectValue[]): Place[] | undefined {
  const trained: Place[] = [];
  const others: Place[] = [];
  for (const layer of layers) {
    if (!isLayer(layer) || !isCounted(layer)) return undefined;
    const trainable = trainableOf(layer, undefined);
    if (trainable.is !== 'known') return undefined;
    for (const [index, row] of parameterRows(layer.data).entries())
      (trainable.value && row.untrained !== true ? trained : others).push({ layer, index });
  }
  return [...trained, ...others];
}

/** Whether it is known which weights the layer has. */
function isCounted({ data: { row, config } }: Layer): boolean {
  return (
    row.wraps !== true &&
    row.parameters.every(({ when }) => {
      const flag = when === undefined ? undefined : config.get(when)?.value;
      return flag === undefined || flag.t === 'constant';
    })
  );
}

/** `model.getWeights()` */
export function weightsOf(machine: Machine, layers: readonly ObjectValue[]): Abstract {
  const places = placesOf(layers);
  if (!places || places.length === 0) return unknownValue('the weights of a model');
  return makeArray(
    machine,
    places.flatMap(({ layer, index }): Item[] => {
      const live = liveWeights(machine, layer);
      const item = live && listOf(live).items[index];
      return item ? [item] : [];
    }),
  );
}

/** `model.setWeights(list)` */
export function distribute(machine: Machine, layers: readonly ObjectValue[], call: Call): void {
  const weights = call.args.at(0) ?? undefinedValue;
  const list = weights.t === 'array' ? expanded(listOf(weights)) : undefined;
  const places = placesOf(layers);
  const fits =
    list !== undefined &&
    list.rest === undefined &&
    list.items.every((item) => item.maybe === undefined) &&
    places?.length === list.items.length;
  const node = call.nodes.at(0);
  const at = node ? { node, module: call.at.module } : call.at;
  for (const layer of layers) {
    if (!fits) {
      // Tensors from elsewhere are what somebody trained; a list that is read and does not fit is merely not understood.
      const why = 'the weights are set from tensors that are not known';
      setWeights(
        machine,
        layer,
        weights.t === 'unknown' ? constant('loaded') : unknownValue(why, machine.span(call.at)),
        call.at,
      );
      continue;
    }
    const own: Item[] = [];
    places.forEach((place, index) => {
      const item = list.items.at(index);
      if (place.layer === layer && item) own[place.index] = item;
    });
    if (own.length > 0) setWeights(machine, layer, makeArray(machine, own), at);
  }
}
