// The graph of one model: its layers in order and what each reads, models in it opened, and what could not be read.
import type { Layer, NetworkInput, Setting } from '../../../network/graph.ts';
import type { Known, Value } from '../../../network/value.ts';
import { known, unknown } from '../../../network/value.ts';
import { expanded } from '../../evaluate/expand.ts';
import type { Abstract, Item, Machine, ObjectValue } from '../../evaluate/model.ts';
import { asString, isNullish, listOf, read, undefinedValue } from '../../evaluate/model.ts';
import { toValue } from '../../evaluate/settings.ts';
import { customParameters } from './custom.ts';
import { fieldOf, isLayer, settingsOf } from './layer-facts.ts';
import type { Model } from './model-facts.ts';
import { isModel, modelSlots } from './model-facts.ts';
import type { Names } from './names.ts';
import { parametersOf } from './parameters.ts';
import type { SymbolFacts, SymbolValue } from './symbols.ts';
import { isSymbol } from './symbols.ts';
import { trainableOf } from './trainable.ts';
import { wrappedParameters } from './wrappers.ts';

type Ids = Value<readonly string[]>;

export class Builder {
  readonly layers: Layer[] = [];
  readonly inputs: NetworkInput[] = [];
  readonly #machine: Machine;
  readonly #names: Names;
  /** Ids taken, and the last number tried after each. */
  readonly #ids = new Map<string, number>();
  /** What comes out of each application of a layer or model; one entry for each output. */
  readonly #applied = new Map<object, readonly Ids[]>();
  /** What stands for the inputs of models that are part of this one. */
  readonly #inputsOf = new Map<object, Ids>();
  /** How often each layer object has been applied. */
  readonly #uses = new Map<ObjectValue, number>();

  readonly #model: Model;

  constructor(machine: Machine, names: Names, model: Model) {
    this.#machine = machine;
    this.#names = names;
    this.#model = model;
  }

  /** Lists the layers; answers the outputs. */
  run(): Ids {
    const { kind, config, call } = this.#model.data;
    if (kind !== 'functional') return this.sequence(this.#model, undefined);
    // Inputs first, in the author's order.
    this.symbols(this.#machine.get(config, 'inputs', call.frame));
    return this.symbols(this.#machine.get(config, 'outputs', call.frame));
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
    return all(this.#outputs(value, [from]));
  }

  /** What a layer or model gives for these sources: one entry for each output. */
  #outputs(value: Abstract, sources: readonly Ids[]): readonly Ids[] {
    this.#names.left -= 1;
    if (this.#names.left < 0) return [unknown('the network is too large to be listed')];
    if (isModel(value)) return this.#nested(value, sources);
    const from = all(sources);
    if (isLayer(value)) return [this.layer(value, from)];
    if (value.t === 'object' && value.proto?.t === 'class') return [this.#custom(value, from)];
    if (value.t === 'choice') {
      const ends = value.cases
        .filter((one) => !isNullish(one))
        .map((one) => all(this.#outputs(one, sources)));
      return [ends.length === 0 ? from : ends.reduce((a, b) => either(a, b, value.condition))];
    }
    return [
      unknown(
        value.t === 'unknown' ? value.why : 'a layer that is not known',
        value.t === 'unknown' ? value.at : undefined,
      ),
    ];
  }

  #nested(model: Model, sources: readonly Ids[]): readonly Ids[] {
    if (!this.#machine.step()) return [unknown('the analysis gave up')];
    switch (model.data.kind) {
      case 'sequential':
        return [this.sequence(model, all(sources))];
      case 'functional':
        return this.#graph(model, sources);
      case 'loaded': {
        const id = this.#unique(this.#names.of(model, 'Model'));
        this.layers.push({
          id,
          kind: 'opaque',
          at: this.#machine.span(model.data.call.at),
          from: all(sources),
          settings: {},
          trainable: unknown('a loaded model'),
          parameters: [],
          name: 'a loaded model',
        });
        return [known([id])];
      }
    }
  }

  /** A functional model as a part: its inputs are what it is applied to. */
  #graph({ data: { config, call } }: Model, sources: readonly Ids[]): readonly Ids[] {
    const inputs = listed(this.#machine.get(config, 'inputs', call.frame));
    const outputs = listed(this.#machine.get(config, 'outputs', call.frame));
    if (!inputs || inputs.length !== sources.length || !inputs.every(isSymbol))
      return [unknown('a model with other inputs inside another')];
    if (!outputs) return [unknown('the outputs of the model are not known')];
    const before = new Map(this.#applied);
    for (const [index, input] of inputs.entries())
      this.#inputsOf.set(input.data.application, sources[index] ?? unknown('an input is missing'));
    const ends = outputs.map((output) => this.symbols(output));
    // Applied once more, to something else, its layers come once more.
    this.#applied.clear();
    for (const [application, ids] of before) this.#applied.set(application, ids);
    for (const input of inputs) this.#inputsOf.delete(input.data.application);
    return ends;
  }

  /** The ids behind one symbolic tensor, or a list of them. */
  symbols(value: Abstract): Ids {
    if (!this.#machine.step()) return unknown('the analysis gave up');
    if (isSymbol(value)) return this.#symbol(value, asString(read(value.name)));
    if (value.t === 'array') {
      const list = expanded(listOf(value));
      if (list.rest !== undefined || list.items.some((item) => item.maybe)) {
        for (const item of list.items) this.symbols(item.value);
        return unknown('the list of sources is not known');
      }
      return all(list.items.map((item) => this.symbols(item.value)));
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

  #symbol({ data }: SymbolValue, name: string | undefined): Ids {
    const { layer, source, call, application, output = 0 } = data;
    const standsFor = this.#inputsOf.get(application);
    if (standsFor) return standsFor;
    const before = this.#applied.get(application);
    if (before) return before[output] ?? all(before);
    // Guards against a symbol that is its own source.
    this.#applied.set(application, [unknown('a circle')]);
    const ids = layer ? this.#outputs(layer, this.#sources(source)) : [this.#inputSymbol(source, call, name)];
    this.#applied.set(application, ids);
    return ids[output] ?? all(ids);
  }

  #inputSymbol(config: Abstract, { frame }: SymbolFacts['call'], variable: string | undefined): Ids {
    const name = asString(this.#fieldOfConfig(config, 'name', frame)) ?? variable ?? 'input';
    const shape = this.#shape(
      this.#fieldOfConfig(config, 'shape', frame),
      this.#fieldOfConfig(config, 'batchShape', frame),
    );
    return known([this.#input(name, shape)]);
  }

  /** What a layer is applied to: one entry for each tensor of a list. */
  #sources(source: Abstract): readonly Ids[] {
    const list = listed(source);
    return source.t === 'array' && list ? list.map((one) => this.symbols(one)) : [this.symbols(source)];
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
    return this.#push(layer, facts.row.className, {
      kind: facts.row.kind,
      at: machine.span(facts.call.at),
      from,
      settings: settingsOf(facts),
      trainable: trainableOf(layer, this.#model),
      parameters: facts.row.wraps ? wrappedParameters(machine, layer) : parametersOf(machine, layer),
      ...(facts.row.kind === 'opaque' ? { name: facts.row.className } : {}),
    });
  }

  #custom(object: ObjectValue, from: Ids): Ids {
    const className = object.proto?.t === 'class' ? (object.proto.name ?? 'Layer') : 'Layer';
    const made = object.made;
    return this.#push(object, className, {
      kind: 'opaque',
      at: made ? this.#machine.span(made) : { start: 0, end: 0 },
      from,
      settings: {},
      trainable: trainableOf(object, this.#model),
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

/** The values of a list, or one value as a list; undefined where not all are known. */
function listed(value: Abstract): readonly Abstract[] | undefined {
  if (value.t !== 'array') return [value];
  const list = expanded(listOf(value));
  if (list.rest !== undefined || list.items.some((item) => item.maybe)) return undefined;
  return list.items.map((item) => item.value);
}

/** Several sources as one list. */
function all(parts: readonly Ids[]): Ids {
  const ids: string[] = [];
  for (const part of parts) {
    if (part.is !== 'known')
      return parts.length === 1 || part.is === 'unknown'
        ? part
        : unknown('a source depends on a condition', part.condition);
    ids.push(...part.value);
  }
  return known(ids);
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
