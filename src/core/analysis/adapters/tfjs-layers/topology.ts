// `tf.models.modelFromJSON` and model.json files: a topology, from Keras or from toJSON, as the calls that would build the
// same.
import { expanded } from '../../evaluate/expand.ts';
import type { Abstract, Call, Item, Located, Machine, ObjectValue } from '../../evaluate/model.ts';
import {
  asNumber,
  asString,
  constant,
  isNullish,
  listOf,
  makeArray,
  makeObject,
  read,
  undefinedValue,
  unknownValue,
} from '../../evaluate/model.ts';
import { giveName, putProperty } from '../../evaluate/patterns.ts';
import { isModel } from './model-facts.ts';
import { makeLayer } from './layers.ts';
import { loadAll, makeModel } from './models.ts';
import type { Row } from './rows.ts';
import { rows } from './rows.ts';
import { applied, makeInput } from './symbols.ts';

const byClassName = new Map<string, Row>(Object.values(rows).map((row) => [row.className, row]));

const maxDepth = 30;
const maxLayers = 2000;

/** The library turns every key and text from snake_case to camelCase, names excepted. */
const camelCase = (text: string): string =>
  text.length < 2 ? text : text.replace(/_+(\w|$)/g, (_, letter: string) => letter.toUpperCase());

/** Lists that begin with the name of a layer. */
const namingLists = new Set(['inboundNodes', 'inputLayers', 'outputLayers']);

function converted(machine: Machine, value: Abstract, key: string, depth: number): Abstract {
  if (!machine.step() || depth > maxDepth) return unknownValue('the topology is nested too deeply');
  if (value.t === 'constant' && typeof value.value === 'string') {
    return key === 'name' ? value : constant(camelCase(value.value), value.at);
  }
  if (value.t === 'array') {
    const list = expanded(listOf(value));
    if (list.rest !== undefined) return unknownValue('a list of the topology is not known');
    return makeArray(
      machine,
      list.items.map((item, index) => ({
        ...item,
        value:
          index === 0 && namingLists.has(key) && asString(item.value) !== undefined
            ? item.value
            : converted(machine, item.value, key, depth + 1),
      })),
    );
  }
  if (value.t !== 'object' || value.model) return value;
  const copy = makeObject(machine, value.made ? { made: value.made } : {});
  for (const [name, slot] of value.props) {
    const inner = read(slot);
    const camel = name === 'name' ? name : camelCase(name);
    if (inner) putProperty(machine, copy, camel, converted(machine, inner, camel, depth + 1), slot.node);
  }
  return copy;
}

/** What is built from a topology: the machine, the call it comes from, and how deep in other models. */
interface Site {
  readonly machine: Machine;
  readonly call: Call;
  readonly depth: number;
}

const fieldOf = ({ machine, call }: Site, value: Abstract, name: string): Abstract =>
  isNullish(value) ? undefinedValue : machine.get(value, name, call.frame);

/** `tf.models.modelFromJSON(topology)` */
export function modelFromJson(machine: Machine, call: Call): Abstract {
  const given = call.args.at(0) ?? undefinedValue;
  const site: Site = { machine, call, depth: 0 };
  const inner = fieldOf(site, given, 'modelTopology');
  const model = modelOfTopology(machine, isNullish(inner) ? given : inner, call);
  const hasWeights = !isNullish(fieldOf(site, given, 'weightsManifest'));
  if (isModel(model) && hasWeights) loadAll(machine, model, call);
  return model;
}

/** A model.json file: the same, called by the name that the topology gives it. */
export function modelFromFile(machine: Machine, call: Call): void {
  const model = modelFromJson(machine, call);
  if (!isModel(model)) return;
  const site: Site = { machine, call, depth: 0 };
  const given = call.args.at(0) ?? undefinedValue;
  const steps = ['modelTopology', 'model_config', 'config', 'name'];
  const name = steps.reduce((at, step) => {
    const inner = fieldOf(site, at, step);
    return isNullish(inner) && step !== 'name' ? at : inner;
  }, given);
  giveName(machine, model, asString(name) ?? 'model');
}

/** The model of a topology, with or without the optimizer and version that surround it. */
function modelOfTopology(machine: Machine, topology: Abstract, call: Call): Abstract {
  const site: Site = { machine, call, depth: 0 };
  const whole = converted(machine, topology, '', 0);
  const config = fieldOf(site, whole, 'modelConfig');
  return modelOf(site, isNullish(config) ? whole : config) ?? unknownValue('a topology that is not read');
}

function modelOf(site: Site, entry: Abstract): Abstract | undefined {
  const className = asString(fieldOf(site, entry, 'className'));
  const config = fieldOf(site, entry, 'config');
  if (site.depth > maxDepth) return undefined;
  if (className === 'Sequential') return sequential({ ...site, depth: site.depth + 1 }, config);
  if (className === 'Model' || className === 'Functional')
    return functional({ ...site, depth: site.depth + 1 }, config);
  return undefined;
}

const itemsOf = (value: Abstract): readonly Item[] | undefined => {
  if (value.t !== 'array') return undefined;
  const list = expanded(listOf(value));
  return list.rest === undefined && list.items.length <= maxLayers ? list.items : undefined;
};

const nodeOf = ({ call }: Site, item: Item): Located => item.node ?? call.at;

function sequential(site: Site, config: Abstract): Abstract | undefined {
  const layers = itemsOf(config) ?? itemsOf(fieldOf(site, config, 'layers'));
  if (!layers) return undefined;
  const built = layers.map((item) => ({ value: layerOf(site, item.value, nodeOf(site, item)) }));
  return made(site, 'sequential', { layers: makeArray(site.machine, built) });
}

function made(
  { machine, call, depth }: Site,
  kind: 'sequential' | 'functional',
  options: Readonly<Record<string, Abstract>>,
): Abstract {
  const object = makeObject(machine);
  for (const [name, value] of Object.entries(options)) putProperty(machine, object, name, value, call.at);
  return makeModel(machine, kind, { ...call, args: [object], nodes: [] }, depth > 1);
}

/** A layer, or a model that stands in the place of one. */
function layerOf(site: Site, entry: Abstract, at: Located): Abstract {
  const { machine, call } = site;
  const model = modelOf(site, entry);
  if (model) return model;
  const row = byClassName.get(asString(fieldOf(site, entry, 'className')) ?? '');
  if (!row) return unknownValue('a layer of the topology is not known');
  const config = fieldOf(site, entry, 'config');
  return makeLayer(machine, row, { ...call, args: [withInner(site, config)], nodes: [], at });
}

/** Wrappers hold the layers inside them as topologies of their own. */
function withInner(site: Site, config: Abstract): Abstract {
  if (config.t !== 'object') return config;
  for (const name of ['layer', 'cell', 'cells']) {
    const slot = config.props.get(name);
    const inner = read(slot);
    if (!inner || site.depth > maxDepth) continue;
    const deeper = { ...site, depth: site.depth + 1 };
    const at = slot?.node ?? site.call.at;
    const list = itemsOf(inner);
    const built = list
      ? makeArray(
          site.machine,
          list.map((item) => ({ value: layerOf(deeper, item.value, nodeOf(site, item)) })),
        )
      : layerOf(deeper, inner, at);
    putProperty(site.machine, config, name, built, at);
  }
  return config;
}

/** A layer of a functional topology: where it is applied, and what came of it so far. */
interface Part {
  readonly layer: ObjectValue | undefined;
  readonly nodes: readonly Abstract[];
  readonly outputs: Abstract[];
  readonly at: Located;
}

function functional(site: Site, config: Abstract): Abstract | undefined {
  const entries = itemsOf(fieldOf(site, config, 'layers'));
  if (!entries) return undefined;
  const parts = new Map<string, Part>();
  for (const item of entries) {
    const name =
      asString(fieldOf(site, item.value, 'name')) ??
      asString(fieldOf(site, fieldOf(site, item.value, 'config'), 'name'));
    const part = partOf(site, item);
    if (name === undefined || !part) return undefined;
    parts.set(name, part);
  }
  // Layers need not stand in the order in which they are applied.
  for (let before = -1, now = 0; before !== now;) {
    before = now;
    for (const part of parts.values()) applyNext(site, part, parts);
    now = [...parts.values()].reduce((sum, { outputs }) => sum + outputs.length, 0);
  }
  const inputs = endsOf(site, fieldOf(site, config, 'inputLayers'), parts);
  const outputs = endsOf(site, fieldOf(site, config, 'outputLayers'), parts);
  if (!inputs || !outputs) return undefined;
  return made(site, 'functional', { inputs, outputs });
}

function partOf(site: Site, item: Item): Part | undefined {
  const { machine, call } = site;
  const at = nodeOf(site, item);
  const config = fieldOf(site, item.value, 'config');
  if (asString(fieldOf(site, item.value, 'className')) === 'InputLayer') {
    const options = makeObject(machine);
    for (const [field, name] of [
      ['batchInputShape', 'batchShape'],
      ['batchShape', 'batchShape'],
      ['name', 'name'],
    ] as const) {
      const value = fieldOf(site, config, field);
      if (!isNullish(value)) putProperty(machine, options, name, value, at);
    }
    const input = makeInput(machine, { ...call, args: [options], nodes: [], at });
    return { layer: undefined, nodes: [], outputs: [input], at };
  }
  const layer = layerOf(site, item.value, at);
  const nodes = itemsOf(fieldOf(site, item.value, 'inboundNodes'));
  return layer.t === 'object' && nodes
    ? { layer, nodes: nodes.map(({ value }) => value), outputs: [], at }
    : undefined;
}

/** Applies a layer wherever what it reads is there by now. */
function applyNext(site: Site, part: Part, parts: ReadonlyMap<string, Part>): void {
  const { machine, call } = site;
  const { layer, nodes, outputs, at } = part;
  while (layer && outputs.length < nodes.length) {
    const sources = itemsOf(nodes[outputs.length] ?? undefinedValue)?.map(({ value }) =>
      tensorOf(value, parts),
    );
    if (!sources || sources.length === 0 || sources.some((source) => source === undefined)) return;
    const [first] = sources;
    const source =
      sources.length === 1 && first
        ? first
        : makeArray(
            machine,
            sources.map((value) => ({ value: value ?? undefinedValue })),
          );
    const inner = { ...call, args: [source], nodes: [], at };
    outputs.push(isModel(layer) ? machine.callMethod(layer, 'apply', inner) : applied(machine, layer, inner));
  }
}

/** [layer's name, which of its applications, which of the outputs] */
function tensorOf(reference: Abstract, parts: ReadonlyMap<string, Part>): Abstract | undefined {
  const [name, node, tensor] = (itemsOf(reference) ?? []).map(({ value }) => value);
  const found = parts.get(asString(name) ?? '')?.outputs[asNumber(node) ?? 0];
  return found?.t === 'array' ? itemsOf(found)?.[asNumber(tensor) ?? 0]?.value : found;
}

function endsOf(site: Site, value: Abstract, parts: ReadonlyMap<string, Part>): Abstract | undefined {
  const given = itemsOf(value);
  // One end may stand without a list around it.
  const references = asString(given?.[0]?.value) === undefined ? given?.map((item) => item.value) : [value];
  const tensors = references?.map((reference) => tensorOf(reference, parts));
  if (!tensors || tensors.length === 0 || tensors.some((tensor) => tensor === undefined)) return undefined;
  return makeArray(
    site.machine,
    tensors.map((tensor) => ({ value: tensor ?? undefinedValue })),
  );
}
