// From model objects to networks: the layers in order, what each reads, and what could not be read.
import type { Layer, Network, NetworkInput, Parameter, Setting } from '../../../network/graph.ts';
import type { Known, Value } from '../../../network/value.ts';
import { known, unknown } from '../../../network/value.ts';
import { expanded } from '../../evaluate/expand.ts';
import type { Abstract, Item, Machine, ObjectValue } from '../../evaluate/model.ts';
import { asString, isNullish, listOf, read, undefinedValue } from '../../evaluate/model.ts';
import { toValue } from '../../evaluate/settings.ts';
import { customParameters } from './custom.ts';
import { isLayer, fieldOf, givenName, parametersOf, settingsOf, trainableOf } from './layers.ts';
import type { ModelFacts } from './models.ts';
import { isModel, modelSlots } from './models.ts';
import { readLoss, readOptimizer } from './training.ts';
import { isSymbol } from './symbols.ts';

type Ids = Value<readonly string[]>;

/** Over all networks of a file. */
const maxLayers = 5000;

/** TensorFlow.js counts layers of each class over the whole program; so do we, over the file. */
export class Names {
  readonly #counts = new Map<string, number>();
  readonly #names = new Map<ObjectValue, string>();

  of(layer: ObjectValue, className: string): string {
    const before = this.#names.get(layer);
    if (before !== undefined) return before;
    const own = isLayer(layer) ? givenName(layer) : undefined;
    const name = own ?? asString(read(layer.name)) ?? this.#next(className);
    this.#names.set(layer, name);
    return name;
  }

  /** Layers left to be listed: nested models can multiply beyond any use. */
  left = maxLayers;

  #next(className: string): string {
    const count = (this.#counts.get(className) ?? 0) + 1;
    this.#counts.set(className, count);
    return `${snakeCase(className)}_${className}${count}`;
  }
}

const snakeCase = (name: string): string =>
  name
    .replace(/(.)([A-Z][a-z0-9]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();

export function networkOf(
  machine: Machine,
  model: ObjectValue & { readonly data: ModelFacts },
  names: Names,
): Network | undefined {
  const { data: facts } = model;
  if (facts.kind === 'loaded') return undefined;
  const builder = new Builder(machine, names);
  const outputs = facts.kind === 'sequential' ? builder.sequence(model, undefined) : builder.graph(model);
  if (builder.layers.length === 0) return undefined;
  const compiled = read(model.props.get(modelSlots.compiled));
  const name = asString(read(model.name)) ?? facts.call.frame.name ?? 'model';
  return {
    id: name,
    library: 'tfjs-layers',
    at: machine.span(facts.call.at),
    inputs: builder.inputs,
    layers: builder.layers,
    outputs,
    loss: readLoss(machine, compiled, facts.call.frame),
    optimizer: readOptimizer(machine, compiled, facts.call.frame),
    batchSize: batchSizeOf(model),
  };
}

function batchSizeOf(model: ObjectValue): Value<number | null> {
  const given = read(model.props.get(modelSlots.batchSize));
  if (given === undefined || isNullish(given)) return unknown('the batch size is not given');
  const value = toValue(given, 'batchSize');
  if (value.is === 'known')
    return typeof value.value === 'number' || value.value === null
      ? known(value.value, value.at)
      : unknown('batchSize is no number');
  return value.is === 'unknown' ? value : unknown('batchSize depends on a condition', value.condition);
}

class Builder {
  readonly layers: Layer[] = [];
  readonly inputs: NetworkInput[] = [];
  readonly #machine: Machine;
  readonly #names: Names;
  /** Ids taken, and the last number tried after each. */
  readonly #ids = new Map<string, number>();
  readonly #symbols = new Map<ObjectValue, Ids>();
  /** How often each layer object has been applied. */
  readonly #uses = new Map<ObjectValue, number>();

  constructor(machine: Machine, names: Names) {
    this.#machine = machine;
    this.#names = names;
  }

  #unique(name: string): string {
    let id = name;
    let count = this.#ids.get(name) ?? 1;
    for (; this.#ids.has(id); count += 1) id = `${name}_${count + 1}`;
    this.#ids.set(id, 1);
    this.#ids.set(name, count);
    return id;
  }

  /** Adds the layers of a sequential model; answers what comes out at its end. */
  sequence(model: ObjectValue, from: Ids | undefined): Ids {
    const holder = read(model.props.get(modelSlots.layers));
    const list = holder?.t === 'array' ? expanded(listOf(holder)) : undefined;
    let last = from;
    for (const item of list?.items ?? []) last = this.#next(item, last);
    if (!list || list.rest !== undefined) {
      last = unknown(list?.rest?.t === 'unknown' ? list.rest.why : 'the layers are not all known');
    }
    return last ?? unknown('the model has no layers');
  }

  #next(item: Item, last: Ids | undefined): Ids {
    const from = last ?? this.#firstInput(item.value);
    const here = this.value(item.value, from);
    if (!item.maybe) return here;
    return either(from, here, item.maybe === true ? undefined : item.maybe);
  }

  /** Adds whatever a value stands for in a sequence: a layer, a model, one of several. */
  value(value: Abstract, from: Ids): Ids {
    this.#names.left -= 1;
    if (this.#names.left < 0) return unknown('the network is too large to be listed');
    if (isLayer(value)) return this.layer(value, from);
    if (isModel(value)) return this.#nested(value, from);
    if (value.t === 'object' && value.proto?.t === 'class') return this.#custom(value, from);
    if (value.t === 'choice') {
      const ends = value.cases.filter((one) => !isNullish(one)).map((one) => this.value(one, from));
      return ends.length === 0 ? from : ends.reduce((a, b) => either(a, b, value.condition));
    }
    return unknown(
      value.t === 'unknown' ? value.why : 'a layer that is not known',
      value.t === 'unknown' ? value.at : undefined,
    );
  }

  #nested(model: ObjectValue & { readonly data: ModelFacts }, from: Ids): Ids {
    if (!this.#machine.step()) return unknown('the analysis gave up');
    switch (model.data.kind) {
      case 'sequential':
        return this.sequence(model, from);
      case 'functional': {
        const { config, call } = model.data;
        const inputs = this.#machine.get(config, 'inputs', call.frame);
        const only = inputs.t === 'array' ? expanded(listOf(inputs)).items : [{ value: inputs }];
        const first = only.at(0);
        if (only.length === 1 && first && isSymbol(first.value)) this.#symbols.set(first.value, from);
        else return unknown('a model with several inputs inside another');
        const outputs = this.#machine.get(config, 'outputs', call.frame);
        return this.symbols(outputs);
      }
      case 'loaded': {
        const id = this.#unique(this.#names.of(model, 'Model'));
        this.layers.push({
          id,
          kind: 'opaque',
          at: this.#machine.span(model.data.call.at),
          from,
          settings: {},
          trainable: unknown('a loaded model'),
          parameters: [],
          name: 'a loaded model',
        });
        return known([id]);
      }
    }
  }

  graph(model: ObjectValue & { readonly data: ModelFacts }): Ids {
    const { config, call } = model.data;
    // Inputs first, in the author's order.
    const inputs = this.#machine.get(config, 'inputs', call.frame);
    this.symbols(inputs);
    return this.symbols(this.#machine.get(config, 'outputs', call.frame));
  }

  /** The ids behind one symbolic tensor, or a list of them. */
  symbols(value: Abstract): Ids {
    if (!this.#machine.step()) return unknown('the analysis gave up');
    if (isSymbol(value)) return this.#symbol(value);
    if (value.t === 'array') {
      const list = expanded(listOf(value));
      if (list.rest !== undefined || list.items.some((item) => item.maybe)) {
        for (const item of list.items) this.symbols(item.value);
        return unknown('the list of sources is not known');
      }
      const parts = list.items.map((item) => this.symbols(item.value));
      const ids: string[] = [];
      for (const part of parts) {
        if (part.is !== 'known') return part;
        ids.push(...part.value);
      }
      return known(ids);
    }
    if (value.t === 'choice') {
      return value.cases
        .filter((one) => !isNullish(one))
        .map((one) => this.symbols(one))
        .reduce((a, b) => either(a, b, value.condition), undefined as unknown as Ids);
    }
    return unknown(
      value.t === 'unknown' ? value.why : 'a source that is not known',
      value.t === 'unknown' ? value.at : undefined,
    );
  }

  #symbol(symbol: ObjectValue): Ids {
    const before = this.#symbols.get(symbol);
    if (before) return before;
    // Guards against a symbol that is its own source.
    this.#symbols.set(symbol, unknown('a circle'));
    const ids = this.#readSymbol(symbol);
    this.#symbols.set(symbol, ids);
    return ids;
  }

  #readSymbol(symbol: ObjectValue): Ids {
    if (!isSymbol(symbol)) return unknown('a source that is not known');
    const { layer, source, call } = symbol.data;
    if (layer === null) {
      const name =
        asString(this.#fieldOfConfig(source, 'name', call.frame)) ?? asString(read(symbol.name)) ?? 'input';
      const shape = this.#shape(
        this.#fieldOfConfig(source, 'shape', call.frame),
        this.#fieldOfConfig(source, 'batchShape', call.frame),
      );
      return known([this.#input(name, shape)]);
    }
    return this.value(layer, this.symbols(source));
  }

  #fieldOfConfig(config: Abstract, name: string, frame: Parameters<Machine['get']>[2]): Abstract | undefined {
    const value = isNullish(config) ? undefinedValue : this.#machine.get(config, name, frame);
    return isNullish(value) ? undefined : value;
  }

  #input(name: string, shape: NetworkInput['shape']): string {
    const id = this.#unique(name);
    this.inputs.push({ id, shape });
    return id;
  }

  /** The input a sequential model's first layer asks for. */
  #firstInput(first: Abstract): Ids {
    const layer = this.#firstLayer(first);
    if (!layer || !isLayer(layer))
      return known([this.#input('input', unknown('the input shape is not given'))]);
    const facts = layer.data;
    const direct = fieldOf(facts, 'inputShape');
    const dim = facts.row.kind === 'dense' ? fieldOf(facts, 'inputDim') : undefined;
    const shape =
      dim && !direct ? this.#shapeOfDim(dim) : this.#shape(direct, fieldOf(facts, 'batchInputShape'));
    return known([this.#input('input', shape)]);
  }

  #firstLayer(value: Abstract): ObjectValue | undefined {
    if (isLayer(value)) return value;
    if (!isModel(value) || value.data.kind !== 'sequential') return undefined;
    const layers = read(value.props.get(modelSlots.layers));
    const first = layers?.t === 'array' ? expanded(listOf(layers)).items.at(0) : undefined;
    return first ? this.#firstLayer(first.value) : undefined;
  }

  #shapeOfDim(dim: Abstract): NetworkInput['shape'] {
    const value = toValue(dim, 'inputDim');
    if (value.is === 'known' && typeof value.value === 'number') return known([value.value], value.at);
    return unknown('the input shape is not known');
  }

  #shape(shape: Abstract | undefined, batchShape: Abstract | undefined): NetworkInput['shape'] {
    const given = shape ?? batchShape;
    if (given === undefined) return unknown('the input shape is not given');
    const value = toValue(given, 'inputShape');
    if (value.is === 'unknown') return value;
    if (value.is === 'one-of') return unknown('the input shape depends on a condition', value.condition);
    const dims = typeof value.value === 'number' ? [value.value] : value.value;
    if (!isDims(dims)) return unknown('the input shape is not a list of numbers');
    return known(shape ? dims : dims.slice(1), value.at);
  }

  layer(layer: ObjectValue, from: Ids): Ids {
    if (!isLayer(layer)) return unknown('a layer that is not known');
    const { data: facts } = layer;
    if (facts.row.className === 'InputLayer') {
      const shape = this.#shape(fieldOf(facts, 'inputShape'), fieldOf(facts, 'batchInputShape'));
      const placeholder = from.is === 'known' ? this.inputs.findIndex(({ id }) => id === from.value[0]) : -1;
      if (placeholder >= 0) this.inputs[placeholder] = { id: this.inputs[placeholder]?.id ?? 'input', shape };
      return from;
    }
    const machine = this.#machine;
    const parameters = parametersOf(machine, layer, facts);
    return this.#push(layer, facts.row.className, {
      kind: facts.row.kind,
      at: machine.span(facts.call.at),
      from,
      settings: settingsOf(facts),
      trainable: trainableOf(layer, facts),
      parameters: facts.row.kind === 'opaque' && parameters.length === 0 ? this.#wrapped(layer) : parameters,
      ...(facts.row.kind === 'opaque' ? { name: facts.row.className } : {}),
    });
  }

  /** Wrappers (bidirectional, timeDistributed, rnn): the sites of what is inside are those of the wrapper. */
  #wrapped(wrapper: ObjectValue): Parameter[] {
    if (!isLayer(wrapper)) return [];
    const inner: Parameter[] = [];
    for (const name of ['layer', 'cell', 'cells']) {
      const value = fieldOf(wrapper.data, name);
      const parts =
        value?.t === 'array' ? expanded(listOf(value)).items.map((item) => item.value) : value ? [value] : [];
      for (const part of parts) {
        if (!isLayer(part)) continue;
        // Wrapped layers are built without their `weights:`.
        const own = part.data.config.has('weights') ? { ...part, props: new Map() } : part;
        inner.push(...(isLayer(own) ? parametersOf(this.#machine, own, own.data) : []));
      }
    }
    return inner.map((parameter, index) => ({
      ...parameter,
      name:
        inner.findIndex(({ name }) => name === parameter.name) === index
          ? parameter.name
          : `${parameter.name}_${index}`,
    }));
  }

  #custom(object: ObjectValue, from: Ids): Ids {
    const className = object.proto?.t === 'class' ? (object.proto.name ?? 'Layer') : 'Layer';
    const made = object.made;
    return this.#push(object, className, {
      kind: 'opaque',
      at: made ? this.#machine.span(made) : { start: 0, end: 0 },
      from,
      settings: {},
      trainable: known(true),
      parameters: customParameters(this.#machine, object),
      name: className,
    });
  }

  #push(object: ObjectValue, className: string, layer: Omit<Layer, 'id'>): Ids {
    const uses = (this.#uses.get(object) ?? 0) + 1;
    this.#uses.set(object, uses);
    const name = this.#names.of(object, className);
    const id = this.#unique(name);
    // One layer applied twice has one set of weights: what it reads cannot be told as one list.
    const from: Ids = uses > 1 ? unknown(`${name} is applied more than once`) : layer.from;
    if (uses === 2) {
      const first = this.layers.findIndex((other) => other.id === name);
      const other = this.layers.at(first);
      if (other) this.layers[first] = { ...other, from: unknown(`${name} is applied more than once`) };
    }
    this.layers.push({ id, ...layer, from });
    return known([id]);
  }
}

const isDims = (value: Setting): value is readonly (number | null)[] => Array.isArray(value);

function either(a: Ids | undefined, b: Ids, condition?: Known<unknown>['at']): Ids {
  if (a === undefined) return b;
  if (a.is === 'unknown') return a;
  if (b.is === 'unknown') return b;
  const cases = [...(a.is === 'known' ? [a] : a.cases), ...(b.is === 'known' ? [b] : b.cases)];
  const distinct = cases.filter(
    (one, index) => cases.findIndex((other) => other.value.join('\n') === one.value.join('\n')) === index,
  );
  const only = distinct.at(0);
  if (distinct.length === 1 && only) return only;
  return { is: 'one-of', cases: distinct, ...(condition ? { condition } : {}) };
}
