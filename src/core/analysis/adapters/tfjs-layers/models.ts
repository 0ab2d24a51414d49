// Models: tf.sequential, tf.model, and models that come from elsewhere.
import { expanded } from '../../evaluate/expand.ts';
import type { Abstract, Call, Located, Machine, ObjectModel, ObjectValue } from '../../evaluate/model.ts';
import {
  asNumber,
  asString,
  constant,
  isNullish,
  listOf,
  makeArray,
  makeObject,
  makeSlot,
  native,
  read,
  undefinedValue,
  unknownValue,
} from '../../evaluate/model.ts';
import { putProperty } from '../../evaluate/patterns.ts';
import { mayChangeTensors } from '../../evaluate/words.ts';
import { endOfModel } from './ends.ts';
import { givenName, isLayer, slots } from './layer-facts.ts';
import { build } from './custom.ts';
import { forgetWeights } from './layers.ts';
import { setWeights } from './live-weights.ts';
import type { Model, ModelFacts } from './model-facts.ts';
import { isModel, modelName, modelSlots } from './model-facts.ts';
import { applied, isSymbol } from './symbols.ts';
import { distribute, weightsOf } from './model-weights.ts';
import { captureTrainable, modelTrainable, setModelTrainable } from './trainable.ts';

/** `isPart`: it is only there inside another and no network of its own. */
export function makeModel(
  machine: Machine,
  kind: ModelFacts['kind'],
  call: Call,
  isPart = false,
): ObjectValue {
  const config = call.args[0] ?? undefinedValue;
  const model = makeObject(machine, {
    model: modelModel,
    data: { kind, call, config } satisfies ModelFacts,
    made: call.at,
  });
  for (const name of Object.values(modelSlots)) model.props.set(name, makeSlot(machine));
  const layers = makeArray(machine, []);
  putProperty(machine, model, modelSlots.layers, layers, call.at);
  if (kind === 'sequential' && !isNullish(config)) {
    const given = machine.get(config, 'layers', call.frame);
    if (given.t === 'array') {
      const list = expanded(listOf(given));
      machine.write(layers.content, list);
      for (const { value } of list.items) settle(machine, value, model, call);
    } else if (!isNullish(given))
      machine.write(layers.content, { t: 'list', items: [], rest: unknownValue('the layers are not known') });
  }
  if (!isPart) machine.made.push({ object: model, run: machine.run });
  return model;
}

/** A layer knows the model it was added to last. */
function settle(machine: Machine, layer: Abstract, model: ObjectValue, call: Call): void {
  if (layer.t !== 'object') return;
  putProperty(machine, layer, slots.home, model, call.at);
  build(machine, layer, call);
}

/** The layers of a model as far as they are known, nested models opened; for what concerns all of them. */
export function layersIn(machine: Machine, model: ObjectValue): ObjectValue[] {
  const found = new Set<ObjectValue>();
  const visit = (value: Abstract): void => {
    if (!machine.step()) return;
    if (value.t === 'choice') value.cases.forEach(visit);
    else if (value.t === 'array') for (const item of expanded(listOf(value)).items) visit(item.value);
    else if (isSymbol(value)) {
      const { layer, source } = value.data;
      if (layer && found.has(layer)) return;
      visit(source);
      if (layer) visit(layer);
    } else if (isModel(value)) {
      const facts = value.data;
      if (facts.kind === 'functional') visit(machine.get(facts.config, 'outputs', facts.call.frame));
      else visit(read(value.props.get(modelSlots.layers)) ?? undefinedValue);
    } else if (value.t === 'object' && (isLayer(value) || value.proto?.t === 'class')) {
      found.add(value);
    }
  };
  visit(model);
  return [...found];
}

const at = (call: Call, index: number): Located => {
  const node = call.nodes[index];
  return node ? { node, module: call.at.module } : call.at;
};

function startTraining(machine: Machine, model: ObjectValue, call: Call, batchSize: Abstract): Abstract {
  const facts = model.data as ModelFacts;
  if (batchSize.t !== 'constant' || batchSize.value !== undefined)
    putProperty(machine, model, modelSlots.batchSize, batchSize, call.at);
  // A run of its own (a function nobody calls) tells nothing about what comes first.
  if (facts.call.frame.module === call.frame.module) {
    for (const layer of layersIn(machine, model))
      putProperty(machine, layer, slots.started, constant(true), call.at);
  }
  for (const arg of call.args) if (arg.t === 'object' && !arg.model) runCallbacks(machine, arg, call);
  return unknownValue('what training gives');
}

/** `callbacks: {onEpochEnd…}`: code that runs while the model trains. */
function runCallbacks(machine: Machine, config: ObjectValue, call: Call): void {
  const callbacks = read(config.props.get('callbacks'));
  if (callbacks?.t === 'object')
    machine.call(unknownValue('fit'), undefinedValue, {
      ...call,
      callee: 'fit',
      args: [callbacks],
      nodes: [],
    });
}

const modelModel: ObjectModel = {
  name: modelName,
  call(machine, self, method, call) {
    switch (method) {
      case 'add': {
        const layers = read(self.props.get(modelSlots.layers));
        if (layers?.t === 'array')
          machine.callMethod(layers, 'push', { ...call, args: call.args.slice(0, 1) });
        if (call.args[0]) settle(machine, call.args[0], self, call);
        return undefinedValue;
      }
      case 'pop': {
        const layers = read(self.props.get(modelSlots.layers));
        if (layers?.t === 'array') machine.callMethod(layers, 'pop', { ...call, args: [] });
        return undefinedValue;
      }
      case 'apply':
        return applied(machine, self, call, outputsOf(machine, self));
      case 'compile':
        captureTrainable(machine, self, layersIn(machine, self), call.at);
        putProperty(machine, self, modelSlots.compiled, call.args[0] ?? undefinedValue, at(call, 0));
        return undefinedValue;
      case 'fit':
        return startTraining(machine, self, call, configField(machine, call, 2, 'batchSize'));
      case 'fitDataset':
      case 'trainOnBatch':
        return startTraining(machine, self, call, undefinedValue);
      case 'setWeights':
        distribute(machine, layersIn(machine, self), call);
        return undefinedValue;
      case 'getWeights':
        return weightsOf(machine, layersIn(machine, self));
      case 'loadWeights':
        loadAll(machine, self, call);
        return undefinedValue;
      case 'getLayer':
        return layerNamed(machine, self, call);
      case 'summary':
      case 'dispose':
        return undefinedValue;
      default:
        return undefined;
    }
  },
  get(machine, self, name) {
    const facts = self.data as ModelFacts;
    switch (name) {
      case 'layers':
        if (facts.kind === 'sequential') return read(self.props.get(modelSlots.layers));
        if (facts.kind === 'functional')
          return makeArray(
            machine,
            layersIn(machine, self).map((value) => ({ value })),
          );
        return unknownValue('the layers of a loaded model');
      case 'trainable':
        return modelTrainable(self);
      case 'weights':
      case 'trainableWeights':
        return weightsOf(machine, layersIn(machine, self));
      case 'input':
      case 'inputs':
      case 'output':
      case 'outputs':
        return isModel(self) ? endOfModel(machine, self, name) : undefined;
      case 'optimizer':
      case 'name':
        return unknownValue(`${name} of a model`);
      case 'then':
        return undefined;
      default:
        return methods.has(name)
          ? native(name, (inner, call) => inner.callMethod(self, name, call))
          : undefined;
    }
  },
  set(machine, self, name, value, node) {
    if (name !== 'trainable') return false;
    setModelTrainable(machine, self, layersIn(machine, self), value, node);
    return true;
  },
  escape(machine, self, call) {
    if (mayChangeTensors(call.callee))
      for (const layer of layersIn(machine, self)) forgetWeights(machine, layer, call);
  },
};

/** All weights come from elsewhere. */
export function loadAll(machine: Machine, model: ObjectValue, call: Call): void {
  for (const layer of layersIn(machine, model)) setWeights(machine, layer, constant('loaded'), call.at);
}

/** Methods that may be taken off a model and called later (`const {add} = model` is rare, `model.add.bind(model)` is not). */
const methods = new Set(['add', 'apply', 'compile', 'fit', 'setWeights', 'loadWeights', 'getLayer']);

function configField(machine: Machine, call: Call, index: number, name: string): Abstract {
  const config = call.args.at(index);
  return config?.t === 'object' ? machine.get(config, name, call.frame) : undefinedValue;
}

/** Which layer of a loaded model it is does not matter: what comes out of it is features that somebody trained. */
const loadedLayerModel: ObjectModel = {
  name: 'a layer of a loaded model',
  get: (machine, self, name) =>
    (name === 'input' || name === 'output') && isLoaded(self.data)
      ? endOfModel(machine, self.data.loaded, name)
      : undefined,
};

const isLoaded = (data: unknown): data is { readonly loaded: Model } =>
  typeof data === 'object' && data !== null && 'loaded' in data;

function layerNamed(machine: Machine, model: ObjectValue, call: Call): Abstract {
  if (isModel(model) && model.data.kind === 'loaded')
    return makeObject(machine, { model: loadedLayerModel, data: { loaded: model }, made: call.at });
  const [wanted] = call.args;
  const name = asString(wanted);
  const index = asNumber(wanted) ?? asNumber(call.args[1]);
  const layers = layersIn(machine, model);
  const found =
    name === undefined
      ? index === undefined
        ? undefined
        : layers[index]
      : layers.find((layer) => isLayer(layer) && givenName(layer) === name);
  return found ?? unknownValue('a layer of the model');
}

/** How many tensors applying the model gives; one where that is not known. */
function outputsOf(machine: Machine, model: ObjectValue): number {
  const { kind, config, call } = model.data as ModelFacts;
  const outputs = kind === 'functional' ? machine.get(config, 'outputs', call.frame) : undefined;
  return outputs?.t === 'array'
    ? Math.max(1, Math.min(expanded(listOf(outputs)).items.length, maxOutputs))
    : 1;
}

const maxOutputs = 64;
