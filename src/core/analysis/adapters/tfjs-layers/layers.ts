// Layer objects: what a factory call keeps, and what the layer's parameters start from.
import type { InitSite, Parameter, Setting, Start, Surprise } from '../../../network/graph.ts';
import type { Span } from '../../../network/span.ts';
import type { Value } from '../../../network/value.ts';
import { known, unknown } from '../../../network/value.ts';
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
  TensorValue,
} from '../../evaluate/model.ts';
import {
  asString,
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
import { toValue } from '../../evaluate/settings.ts';
import { mayChangeTensors } from '../../evaluate/words.ts';
import { truthiness } from '../../evaluate/operators.ts';
import type { Reading } from './initializers.ts';
import { readInitializer } from './initializers.ts';
import { replacementsAt, replacementsOf, spelledInstead } from './replacements.ts';
import type { ParameterRow, Row } from './rows.ts';
import { fromIdentifier } from './starts.ts';
import { applied } from './symbols.ts';

/** What a layer was built with, as it was at that moment. */
export interface LayerFacts {
  readonly kind: 'layer';
  readonly row: Row;
  readonly config: ReadonlyMap<string, { readonly value: Abstract; readonly node: Located | undefined }>;
  /** Fields beyond those in `config` may have been given. */
  readonly open: string | undefined;
  readonly call: Call;
}

export const isLayer = (value: Abstract): value is ObjectValue & { readonly data: LayerFacts } =>
  value.t === 'object' && value.model === layerModel;

/** The slots a layer's later life is kept in. */
export const slots = { weights: '@@weights', trainable: '@@trainable', started: '@@started' } as const;

const layerModel: ObjectModel = {
  name: 'a layer',
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
  get(_machine, self, name) {
    if (name === 'name') return layerName(self) ?? unknownValue('the name of a layer');
    return undefined;
  },
  set(machine, self, name, value, node) {
    if (name !== 'trainable') return false;
    putProperty(machine, self, slots.trainable, value, node);
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

const parameterRows = (facts: LayerFacts): readonly ParameterRow[] =>
  facts.row.parameters.filter(
    ({ when }) => when === undefined || truthiness(fieldOf(facts, when) ?? constant(true)) !== false,
  );

const isTrue = (value: Abstract | undefined): boolean => value?.t === 'constant' && value.value === true;

/** Weights set after training has started do not count: what matters is the start. */
export function setWeights(machine: Machine, layer: ObjectValue, weights: Abstract, node: Located): void {
  if (isTrue(read(layer.props.get(slots.started)))) return;
  putProperty(machine, layer, slots.weights, weights, node);
}

function layerName(layer: ObjectValue): Abstract | undefined {
  const facts = layer.data as LayerFacts;
  return facts.config.get('name')?.value;
}

export const givenName = (layer: ObjectValue): string | undefined => asString(layerName(layer));

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

/** The value of a config field; undefined when it is surely not given. */
export function fieldOf(facts: LayerFacts, name: string): Abstract | undefined {
  const entry = facts.config.get(name);
  if (entry && !(entry.value.t === 'constant' && entry.value.value === undefined)) return entry.value;
  return facts.open === undefined ? undefined : unknownValue(facts.open);
}

export function settingsOf(facts: LayerFacts): Record<string, Value<Setting>> {
  const settings: Record<string, Value<Setting>> = {};
  for (const [name, fallback] of Object.entries(facts.row.settings)) {
    const given = fieldOf(facts, name);
    const nullIsDefault = given?.t === 'constant' && given.value === null && fallback !== null;
    if (given === undefined || nullIsDefault) {
      settings[name] = fallback === undefined ? unknown(`${name} is not given`) : known(fallback);
    } else {
      settings[name] = toValue(given, name);
    }
  }
  return settings;
}

export function trainableOf(layer: ObjectValue, facts: LayerFacts): Value<boolean> {
  const value = read(layer.props.get(slots.trainable)) ?? fieldOf(facts, 'trainable');
  if (value === undefined) return known(true);
  // Layers whose config is only partly known are nearly always trainable; but nothing here is guessed.
  const truth = isNullish(value) ? true : truthiness(value);
  if (truth !== undefined) return known(truth, value.t === 'constant' ? value.at : undefined);
  if (value.t === 'choice') {
    return {
      is: 'one-of',
      cases: value.cases.map((one) => known(truthiness(one) ?? true)),
      ...(value.condition ? { condition: value.condition } : {}),
    };
  }
  return unknown(`trainable: ${value.t === 'unknown' ? value.why : 'it is computed'}`);
}

export function parametersOf(machine: Machine, layer: ObjectValue, facts: LayerFacts): Parameter[] {
  const present = parameterRows(facts);
  const weights = read(layer.props.get(slots.weights));
  const weightsNode = layer.props.get(slots.weights)?.node;
  return present.map((row, index) => {
    const initial = initialParameter(machine, facts, row);
    return weights === undefined ? initial : overridden(machine, initial, weights, weightsNode, index);
  });
}

function initialParameter(machine: Machine, facts: LayerFacts, row: ParameterRow): Parameter {
  const base = { name: row.name, role: row.role };
  const surprises = misplaced(machine, facts, row);
  const entry = row.field === null ? undefined : facts.config.get(row.field);
  if (entry === undefined && facts.open !== undefined)
    return { ...base, start: unknown(facts.open), surprises };
  const reading = entry && readInitializer(machine, entry.value, facts.call);
  if (!entry || !reading) return { ...base, start: known(defaultStart(facts, row)), surprises };
  const { node } = entry;
  if (!node) return { ...base, start: reading.start, surprises };
  const { site, at } = siteOf(machine, node, reading, row, facts.call);
  return {
    ...base,
    start: withUnitForgetBias(facts, row, reading.start),
    site,
    surprises: [...surprises, ...ownSurprise(reading, node, at, row)],
  };
}

/** Where the initializer is written: in the layer's config, or, where that lies in another file, where its value does. */
function siteOf(
  machine: Machine,
  node: Located,
  { origin }: Reading,
  { role }: ParameterRow,
  { frame }: Call,
): { readonly site: InitSite; readonly at: Span } {
  const at = machine.span(node);
  if (at.file !== undefined && origin && origin.file === undefined) {
    const source = mainOf(frame)?.source;
    return {
      site: { at: origin, replacements: source ? replacementsOf(source, origin, role) : [] },
      at: origin,
    };
  }
  const inside = origin?.file === at.file && origin && origin.start >= at.start && origin.end <= at.end;
  return {
    site: { at, replacements: replacementsAt(node, at, role), ...(origin && !inside ? { origin } : {}) },
    at,
  };
}

/** The analysed file, if the call came from there. */
function mainOf(frame: Call['frame']): Call['at']['module'] | undefined {
  for (let at: typeof frame | null = frame; at; at = at.caller) if (at.module.main) return at.module;
  return undefined;
}

function ownSurprise(reading: Reading, node: Located, at: Surprise['at'], row: ParameterRow): Surprise[] {
  if (reading.rule === undefined || reading.what === undefined) return [];
  const meant = reading.instead === undefined ? undefined : fromIdentifier(reading.instead);
  const replacements =
    reading.instead !== undefined && meant && 'start' in meant
      ? spelledInstead(node, at, reading.instead, meant.start)
      : reading.rule === 'invalid-initializer'
        ? replacementsAt(node, at, row.role)
        : [];
  return [{ rule: reading.rule, what: reading.what, at, replacements }];
}

const defaultStart = (facts: LayerFacts, row: ParameterRow): Start => {
  const start = withUnitForgetBias(facts, row, known(row.start));
  return start.is === 'known' ? start.value : row.start;
};

/** With unitForgetBias the forget gate's biases start at one, so the bias is no single constant. */
function withUnitForgetBias(facts: LayerFacts, row: ParameterRow, start: Value<Start>): Value<Start> {
  if (row.name !== 'bias' || facts.row.kind !== 'lstm') return start;
  const asked = fieldOf(facts, 'unitForgetBias');
  const units = fieldOf(facts, 'units');
  if (asked === undefined || truthiness(asked) === false) return start;
  if (start.is !== 'known' || start.value.kind !== 'constant') return start;
  if (
    truthiness(asked) !== true ||
    units?.t !== 'constant' ||
    typeof units.value !== 'number' ||
    units.value > 4096
  ) {
    return unknown('unitForgetBias sets a part of it to one');
  }
  const { value } = start.value;
  const width = Math.max(0, Math.floor(units.value));
  const gate = (content: number): number[] => Array.from({ length: width }, () => content);
  return known({ kind: 'values', data: [...gate(value), ...gate(1), ...gate(value), ...gate(value)] });
}

/** Initializer fields that are written but not read by this layer; told at its first parameter. */
function misplaced(machine: Machine, facts: LayerFacts, row: ParameterRow): Surprise[] {
  if (row !== facts.row.parameters[0]) return [];
  const readFields = new Set(facts.row.parameters.map(({ field }) => field));
  const surprises: Surprise[] = [];
  for (const [name, { value, node }] of facts.config) {
    if (!node || isNullish(value) || readFields.has(name)) continue;
    const { ignored } = facts.row;
    const told = ignored && Object.hasOwn(ignored, name) ? ignored[name] : misspelt(name, facts);
    if (told !== undefined)
      surprises.push({ rule: 'ignored-initializer', what: told, at: machine.span(node), replacements: [] });
  }
  return surprises;
}

const initializerLike =
  /^(kernel|bias|recurrent|depthwise|pointwise|embeddings?|gamma|beta|alpha|movingmean|movingvariance|weights?|recurrentkernel)?initiali[sz]er$/;

function misspelt(name: string, facts: LayerFacts): string | undefined {
  const plainName = name.replace(/_/g, '').toLowerCase();
  if (!initializerLike.test(plainName)) return undefined;
  const layer = facts.row.className;
  const meant = facts.row.parameters.find(({ field }) => field?.toLowerCase() === plainName)?.field;
  return meant === undefined || meant === null
    ? `${layer} does not read ${name}: it has no effect.`
    : `${layer} does not read ${name}: its field is ${meant}.`;
}

/** A parameter whose weights were given as tensors. */
function overridden(
  machine: Machine,
  initial: Parameter,
  weights: Abstract,
  node: Located | undefined,
  index: number,
): Parameter {
  if (weights.t === 'choice') {
    const cases = weights.cases.filter((one) => !isNullish(one));
    const only = cases.at(0);
    if (cases.length === 1 && only && cases.length === weights.cases.length)
      return overridden(machine, initial, only, node, index);
    return without(initial, unknown('the weights are set under a condition', weights.condition));
  }
  if (isNullish(weights)) return initial;
  if (weights.t === 'constant') return without(initial, known({ kind: 'loaded' }));
  if (weights.t !== 'array')
    return without(initial, unknown(weights.t === 'unknown' ? weights.why : 'the weights are not known'));
  const list = expanded(listOf(weights));
  const item: Item | undefined = list.items.at(index);
  if (!item || item.maybe) return without(initial, unknown('the weights are not known'));
  // Left as the initializer made it, while others were assigned.
  if (isNullish(item.value)) return initial;
  const site = item.node ?? node;
  const start = item.value.t === 'tensor' ? startOfTensor(item.value) : unknown('the weights are not known');
  const surprises: Surprise[] = [];
  if (site && item.value.t === 'tensor' && item.value.content.is === 'start') {
    const { oneDraw, truncated } = item.value.content;
    if (oneDraw)
      surprises.push({
        rule: 'one-draw',
        what: 'One random number is drawn and copied to every entry.',
        at: machine.span(site),
        replacements: [],
      });
    if (truncated)
      surprises.push({
        rule: 'truncated-to-constant',
        what: 'The integer type cuts every drawn number down to the same value.',
        at: machine.span(site),
        replacements: [],
      });
  }
  return {
    name: initial.name,
    role: initial.role,
    start,
    surprises,
    ...(site ? { site: { at: machine.span(site), replacements: [] } } : {}),
  };
}

const without = (initial: Parameter, start: Value<Start>): Parameter => ({
  name: initial.name,
  role: initial.role,
  start,
  // The written initializer is still there to be spoken of; another one would change nothing.
  ...(initial.site ? { site: { ...initial.site, replacements: [] } } : {}),
  surprises: [],
});

export function startOfTensor(tensor: TensorValue): Value<Start> {
  switch (tensor.content.is) {
    case 'start':
      return known(tensor.content.start, tensor.at);
    case 'loaded':
      return known({ kind: 'loaded' });
    case 'unknown':
      return unknown(tensor.content.why, tensor.at);
  }
}
