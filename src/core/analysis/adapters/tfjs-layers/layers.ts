// Layer objects: what a factory call keeps, and what may be done to a layer later.
import { expanded } from '../../evaluate/expand.ts';
import { joinValues } from '../../evaluate/join.ts';
import type {
  Abstract,
  Call,
  Item,
  Located,
  Machine,
  ObjectModel,
  ObjectValue,
} from '../../evaluate/model.ts';
import {
  constant,
  isNullish,
  listOf,
  makeArray,
  makeObject,
  makeSlot,
  read,
  undefinedValue,
  unknownValue,
} from '../../evaluate/model.ts';
import { putProperty } from '../../evaluate/patterns.ts';
import { mayChangeTensors } from '../../evaluate/words.ts';
import { endOfLayer } from './ends.ts';
import type { LayerFacts } from './layer-facts.ts';
import { fieldOf, layerName, parameterRows, slots } from './layer-facts.ts';
import type { Row } from './rows.ts';
import { applied } from './symbols.ts';

const layerModel: ObjectModel = {
  name: layerName,
  call(machine, self, method, call) {
    switch (method) {
      case 'apply':
        return applied(machine, self, call);
      case 'setWeights': {
        const weights = call.args.at(0) ?? undefinedValue;
        const node = call.nodes.at(0);
        // Tensors from elsewhere are what somebody trained.
        const set = weights.t === 'unknown' ? constant('loaded') : weights;
        setWeights(machine, self, set, node ? { node, module: call.at.module } : call.at);
        return undefinedValue;
      }
      case 'getWeights':
        return liveWeights(machine, self);
      default:
        return undefined;
    }
  },
  get(machine, self, name) {
    switch (name) {
      case 'name':
        return (self.data as LayerFacts).config.get('name')?.value ?? unknownValue('the name of a layer');
      case 'trainable':
        return (
          read(self.props.get(slots.trainable)) ??
          fieldOf(self.data as LayerFacts, 'trainable') ??
          constant(true)
        );
      case 'input':
      case 'output':
        return endOfLayer(machine, self, name);
      default:
        return undefined;
    }
  },
  set(machine, self, name, value, node) {
    if (name !== 'trainable') return false;
    putProperty(machine, self, slots.trainable, value, node);
    putProperty(machine, self, slots.weightsTrainable, value, node);
    return true;
  },
  escape(machine, self, call) {
    if (mayChangeTensors(call.callee)) forgetWeights(machine, self, call);
  },
};

export function forgetWeights(machine: Machine, layer: ObjectValue, call: Call): void {
  putProperty(
    machine,
    layer,
    slots.weights,
    unknownValue(`${call.callee} may have set the weights`, machine.span(call.at)),
    call.at,
  );
}

/** The variables of a layer: what is assigned to them changes the layer. */
function liveWeights(machine: Machine, layer: ObjectValue): Abstract {
  const { row } = layer.data as LayerFacts;
  const count = parameterRows(layer.data as LayerFacts).length;
  if (count === 0 && row.kind === 'opaque') return unknownValue('the weights of a layer');
  return makeArray(
    machine,
    Array.from({ length: count }, (_, index) => ({
      value: makeObject(machine, { model: liveModel, data: { layer, index } satisfies Live }),
    })),
  );
}

interface Live {
  readonly layer: ObjectValue;
  readonly index: number;
}

const liveModel: ObjectModel = {
  name: 'a weight of a layer',
  call(machine, self, method, call) {
    if (method !== 'assign' && method !== 'write') return undefined;
    const { layer, index } = self.data as Live;
    const before = read(layer.props.get(slots.weights));
    const held: readonly Item[] = before?.t === 'array' ? expanded(listOf(before)).items : [];
    const items: Item[] = parameterRows(layer.data as LayerFacts).map(
      (_, at) => held.at(at) ?? { value: undefinedValue },
    );
    const node = call.nodes.at(0);
    items[index] = {
      value: call.args.at(0) ?? undefinedValue,
      ...(node ? { node: { node, module: call.at.module } } : {}),
    };
    setWeights(machine, layer, makeArray(machine, items), call.at);
    return undefinedValue;
  },
};

const isTrue = (value: Abstract | undefined): boolean => value?.t === 'constant' && value.value === true;

/** Weights set after training has started do not count: what matters is the start. */
export function setWeights(machine: Machine, layer: ObjectValue, weights: Abstract, node: Located): void {
  if (isTrue(read(layer.props.get(slots.started)))) return;
  putProperty(machine, layer, slots.weights, weights, node);
}

export function makeLayer(machine: Machine, row: Row, call: Call): ObjectValue {
  const config = new Map<string, { value: Abstract; node: Located | undefined }>();
  const given = call.args.at(0);
  let open = call.open ? 'its configuration comes from a spread' : undefined;
  for (const object of given?.t === 'choice' ? given.cases : given ? [given] : []) {
    if (object.t === 'object' && !object.model) {
      for (const [name, slot] of object.props) {
        const value = read(slot);
        if (value) config.set(name, merged(config.get(name), { value, node: slot.node }));
      }
      if (object.open.value.t === 'unknown') open = object.open.value.why;
    } else if (!isNullish(object)) {
      open = object.t === 'unknown' ? object.why : 'its configuration is not known';
    }
  }
  const facts: LayerFacts = { kind: 'layer', row, config, open, call };
  const layer = makeObject(machine, { model: layerModel, data: facts, made: call.at });
  machine.made.push({ object: layer, run: machine.run });
  for (const name of Object.values(slots)) layer.props.set(name, makeSlot(machine));
  const weights = config.get('weights');
  if (weights && !isNullish(weights.value))
    putProperty(machine, layer, slots.weights, weights.value, weights.node);
  return layer;
}

const merged = (
  before: { value: Abstract; node: Located | undefined } | undefined,
  now: { value: Abstract; node: Located | undefined },
): { value: Abstract; node: Located | undefined } =>
  before ? { value: joinValues(before.value, now.value), node: now.node ?? before.node } : now;
