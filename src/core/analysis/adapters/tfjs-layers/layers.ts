// Layer objects: what a factory call keeps, and what may be done to a layer later.
import { joinValues } from '../../evaluate/join.ts';
import type { Abstract, Call, Located, Machine, ObjectModel, ObjectValue } from '../../evaluate/model.ts';
import {
  constant,
  isNullish,
  makeObject,
  makeSlot,
  native,
  read,
  undefinedValue,
  unknownValue,
} from '../../evaluate/model.ts';
import { putProperty } from '../../evaluate/patterns.ts';
import { mayChangeTensors } from '../../evaluate/words.ts';
import { endOfLayer } from './ends.ts';
import type { LayerFacts } from './layer-facts.ts';
import { fieldOf, layerName, slots } from './layer-facts.ts';
import { liveWeightNamed, liveWeights, setWeights } from './live-weights.ts';
import { followed } from './own-initializers.ts';
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
      case 'getConfig':
        return configOf(machine, self.data as LayerFacts, call);
      case 'getWeights':
        return liveWeights(machine, self) ?? unknownValue('the weights of a layer');
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
      case 'constructor':
        return native(name, (inner, call) => makeLayer(inner, (self.data as LayerFacts).row, call));
      case 'input':
      case 'output':
        return endOfLayer(machine, self, name);
      case 'weights':
      case 'trainableWeights':
        return liveWeights(machine, self) ?? unknownValue('the weights of a layer');
      default:
        return liveWeightNamed(machine, self, name);
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

/** What it was built with, without its weights: a copy made of it is initialized anew. */
function configOf(machine: Machine, { config, open }: LayerFacts, call: Call): Abstract {
  if (open !== undefined) return unknownValue(open);
  const copy = makeObject(machine, { made: call.at });
  for (const [name, { value, node }] of config)
    if (name !== 'weights') putProperty(machine, copy, name, value, node ?? call.at);
  return copy;
}

export function forgetWeights(machine: Machine, layer: ObjectValue, call: Call): void {
  putProperty(
    machine,
    layer,
    slots.weights,
    unknownValue(`${call.callee} may have set the weights`, machine.span(call.at)),
    call.at,
  );
}

export function makeLayer(machine: Machine, row: Row, call: Call): ObjectValue {
  const config = new Map<string, { value: Abstract; node: Located | undefined }>();
  const given = call.args.at(0);
  let open = call.open ? 'its configuration comes from a spread' : undefined;
  const objects = given?.t === 'choice' ? given.cases : given ? [given] : [];
  for (const object of objects) {
    if (object.t === 'object' && !object.model) {
      for (const [name, slot] of object.props) {
        const value = read(slot);
        if (!value) continue;
        const meant = /Initializer$/.test(name) ? followed(machine, value, call) : value;
        config.set(name, merged(config.get(name), { value: meant, node: slot.node }));
      }
      if (object.open.value.t === 'unknown') open = object.open.value.why;
    } else if (!isNullish(object)) {
      open = object.t === 'unknown' ? object.why : 'its configuration is not known';
    }
  }
  // What only one of several configurations has may not be given.
  for (const [name, entry] of objects.length > 1 ? config : [])
    if (objects.some((object) => object.t !== 'object' || !read(object.props.get(name))))
      config.set(name, merged(entry, { value: undefinedValue, node: undefined }));
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
