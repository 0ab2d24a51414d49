// Networks read off a forward pass: a product with a variable is a layer, a variable added to it its bias, and the
// function applied to that its activation.
import ts from 'typescript';
import type { Layer, LayerKind, Network, NetworkInput, Parameter, Surprise } from '../../../network/graph.ts';
import type { Span } from '../../../network/span.ts';
import type { Value } from '../../../network/value.ts';
import { known, unknown } from '../../../network/value.ts';
import { discardedOf } from '../../evaluate/discarded.ts';
import { expanded } from '../../evaluate/expand.ts';
import type { Abstract, Located, Machine, ObjectValue } from '../../evaluate/model.ts';
import { asNumber, asString, listOf, read } from '../../evaluate/model.ts';
import { truthiness } from '../../evaluate/operators.ts';
import { toValue } from '../../evaluate/settings.ts';
import { activations, lengthSetting, plainLayer, products, productSettings } from './layer-operations.ts';
import type { Computed } from './operations.ts';
import { coreSlots, isComputed, isVariable, tensorOf } from './operations.ts';
import { tensorReplacements } from './replacements.ts';
import { startOfNumbers } from './tensors.ts';

type Ids = Value<readonly string[]>;
type ParameterName = 'kernel' | 'bias' | 'depthwise' | 'embeddings';
type Layers = Pick<Network, 'inputs' | 'layers' | 'outputs' | 'atZero'>;

interface Part {
  readonly ids: Ids;
  /** The layer that the next operation may belong to. */
  readonly open?: Open;
}

/** What has been put together of a layer before the next operation shows what belongs to it. */
interface Open {
  readonly index: number;
  readonly stage: 'product' | 'biased' | 'done';
}

export class Reader {
  readonly #machine: Machine;
  readonly #layers: Layer[] = [];
  readonly #inputs: NetworkInput[] = [];
  readonly #ends = new Map<ObjectValue, Part>();
  readonly #sources = new Map<Abstract, string>();
  readonly #ids = new Set<string>();
  readonly #kernels = new Set<ObjectValue>();
  /** Slopes at zero of the rectifiers met: that of `maximum(x, 0)` is 1. */
  readonly #slopes = new Set<number>();
  readonly #trained: ReadonlySet<Abstract> | undefined;
  #left = 2000;

  /** `trained`: the variables that the optimizer is given; undefined: all. */
  constructor(machine: Machine, trained: ReadonlySet<Abstract> | undefined) {
    this.#machine = machine;
    this.#trained = trained;
  }

  /** The layers up to `output`; undefined where no variable is multiplied with anything on the way. */
  read(output: Computed): Layers | undefined {
    const outputs = this.#visit(output).ids;
    if (!this.#layers.some(({ parameters }) => parameters.length > 0)) return undefined;
    return {
      inputs: this.#inputs,
      layers: this.#layers,
      outputs,
      // One function cannot be both: then nothing is claimed, and the library's usual slope holds.
      ...(this.#slopes.size === 1 && this.#slopes.has(1) ? { atZero: { relu: { value: 0, slope: 1 } } } : {}),
    };
  }

  #visit(value: Computed): Part {
    const before = this.#ends.get(value);
    if (before) return before;
    this.#left -= 1;
    this.#ends.set(value, { ids: unknown('a circle') });
    const result =
      this.#left < 0 ? { ids: unknown('the network is too large to be listed') } : this.#read(value);
    this.#ends.set(value, result);
    return result;
  }

  #source(value: Abstract): Part {
    if (isComputed(value)) return this.#visit(value);
    if (isVariable(value)) return { ids: unknown('a variable used in a way that is not followed') };
    if (value.t === 'choice' || value.t === 'array')
      return { ids: unknown('the operand depends on a condition') };
    const known_ = this.#sources.get(value);
    if (known_ !== undefined) return { ids: known([known_]) };
    const id = this.#unique('input');
    this.#sources.set(value, id);
    this.#inputs.push({
      id,
      shape:
        value.t === 'tensor' && value.shape
          ? known(value.shape.slice(1))
          : unknown('the shape of the input is not given'),
    });
    return { ids: known([id]) };
  }

  #unique(name: string): string {
    let id = name;
    for (let count = 2; this.#ids.has(id); count += 1) id = `${name}_${count}`;
    this.#ids.add(id);
    return id;
  }

  #read(value: Computed): Part {
    const { name, inputs } = value.data;
    const [first, second] = [inputs.at(0), inputs.at(1)];
    if (first && second) {
      const product = Object.hasOwn(products, name) ? products[name] : undefined;
      if (product && isVariable(second)) return this.#product(value, product, first, second);
      if (name === 'gather' && isVariable(first)) return this.#embedding(value, first, second);
      if (name === 'add') return this.#sum(value, first, second);
      if (name === 'maximum') return this.#rectifier(value, first, second);
    }
    if (first && isComputed(first)) {
      const activation = Object.hasOwn(activations, name) ? activations[name] : undefined;
      if (activation === 'relu' || activation === 'relu6') this.#slopes.add(0);
      if (activation !== undefined) return this.#activation(value, this.#source(first), activation);
      const plain = plainLayer(name, inputs);
      if (plain) return this.#push(value, plain.kind, plain.settings, [first]);
    }
    if (name === 'concat' && first?.t === 'array') return this.#concatenated(value, first, second);
    return this.#push(
      value,
      'opaque',
      {},
      inputs.filter((input) => isComputed(input) || isVariable(input)),
    );
  }

  #sum(value: Computed, first: Abstract, second: Abstract): Part {
    const [bias, other] = isVariable(second)
      ? [second, first]
      : isVariable(first)
        ? [first, second]
        : [undefined, first];
    return bias
      ? this.#bias(value, this.#source(other), bias)
      : this.#push(value, 'add', {}, [first, second]);
  }

  /** `maximum(x, 0)` and `maximum(0, x)`: the same function, but for the slope at zero. */
  #rectifier(value: Computed, first: Abstract, second: Abstract): Part {
    const isZero = (one: Abstract): boolean =>
      asNumber(one) === 0 ||
      (one.t === 'tensor' &&
        one.content.is === 'start' &&
        one.content.start.kind === 'constant' &&
        one.content.start.value === 0);
    const from = isZero(second) ? first : isZero(first) ? second : undefined;
    if (!from || !isComputed(from))
      return this.#push(value, 'opaque', {}, [first, second].filter(isComputed));
    this.#slopes.add(from === first ? 1 : 0);
    return this.#activation(value, this.#source(from), 'relu');
  }

  #concatenated(value: Computed, list: Abstract, axis: Abstract | undefined): Part {
    const parts = list.t === 'array' ? expanded(listOf(list)) : undefined;
    if (!parts || parts.rest !== undefined || parts.items.some((item) => item.maybe))
      return this.#push(value, 'opaque', {}, []);
    // Counted with the batch, which the network does not.
    const given = axis ? toValue(axis, 'axis') : known(0);
    return this.#push(
      value,
      'concatenate',
      { axis: given },
      parts.items.map((item) => item.value),
    );
  }

  #product(value: Computed, kind: LayerKind, input: Abstract, variable: ObjectValue): Part {
    const from = this.#source(input).ids;
    const shape = tensorOf(variable)?.shape ?? null;
    if (kind === 'dense' && shape) this.#inputOfKernel(from, shape);
    const role = kind === 'depthwiseConv2d' ? 'depthwise' : 'kernel';
    return this.#weighted(
      value,
      kind,
      variable,
      from,
      this.#parameter(variable, role, 'multiplied with its input'),
      {
        ...productSettings(kind, shape, value.data.inputs),
        activation: known('linear'),
        useBias: known(false),
      },
    );
  }

  #embedding(value: Computed, variable: ObjectValue, indices: Abstract): Part {
    const [rows, columns] = tensorOf(variable)?.shape ?? [];
    const parameter = this.#parameter(variable, 'embeddings', 'rows are looked up in it');
    return this.#weighted(value, 'embedding', variable, this.#source(indices).ids, parameter, {
      inputDim: lengthSetting(rows),
      outputDim: lengthSetting(columns),
    });
  }

  #weighted(
    value: Computed,
    kind: LayerKind,
    variable: ObjectValue,
    from: Ids,
    parameter: Parameter,
    settings: Layer['settings'],
  ): Part {
    const repeated = this.#kernels.has(variable);
    this.#kernels.add(variable);
    const id = this.#unique(asString(read(variable.name)) ?? 'layer');
    const index = this.#layers.length;
    this.#layers.push({
      id,
      kind,
      at: this.#machine.span(value.data.call.at),
      from: repeated ? unknown(`${id} is used more than once`) : from,
      settings,
      trainable: trainableOf(variable, this.#trained),
      parameters: [parameter],
    });
    return { ids: known([id]), open: { index, stage: kind === 'embedding' ? 'done' : 'product' } };
  }

  /** An input has as many features as the kernel it is multiplied with has rows. */
  #inputOfKernel(from: Ids, shape: readonly (number | null)[]): void {
    const rows = shape.at(0);
    const id = from.is === 'known' ? from.value.at(0) : undefined;
    const index = this.#inputs.findIndex((input) => input.id === id && input.shape.is === 'unknown');
    if (id !== undefined && index >= 0 && typeof rows === 'number')
      this.#inputs[index] = { id, shape: known([rows]) };
  }

  #bias(value: Computed, from: Part, variable: ObjectValue): Part {
    const { open } = from;
    const layer = open?.stage === 'product' ? this.#layers.at(open.index) : undefined;
    if (!open || !layer) return this.#push(value, 'opaque', {}, value.data.inputs);
    this.#layers[open.index] = {
      ...layer,
      settings: { ...layer.settings, useBias: known(true) },
      parameters: [...layer.parameters, this.#parameter(variable, 'bias', 'added to the product')],
    };
    return { ids: from.ids, open: { index: open.index, stage: 'biased' } };
  }

  #activation(value: Computed, from: Part, activation: string): Part {
    const { open } = from;
    const layer = open && open.stage !== 'done' ? this.#layers.at(open.index) : undefined;
    if (open && layer) {
      this.#layers[open.index] = {
        ...layer,
        settings: { ...layer.settings, activation: known(activation) },
      };
      return { ids: from.ids, open: { index: open.index, stage: 'done' } };
    }
    const id = this.#unique(activation);
    this.#layers.push({
      id,
      kind: 'activation',
      at: this.#machine.span(value.data.call.at),
      from: from.ids,
      settings: { activation: known(activation) },
      trainable: known(true),
      parameters: [],
    });
    return { ids: known([id]) };
  }

  #push(value: Computed, kind: LayerKind, settings: Layer['settings'], inputs: readonly Abstract[]): Part {
    const ids: string[] = [];
    const unknowns: Ids[] = [];
    for (const input of inputs) {
      const part = this.#source(input).ids;
      if (part.is === 'known') ids.push(...part.value);
      else unknowns.push(part);
    }
    const id = this.#unique(value.data.name);
    this.#layers.push({
      id,
      kind,
      at: this.#machine.span(value.data.call.at),
      from: unknowns.at(0) ?? known(ids),
      settings,
      trainable: known(true),
      parameters: [],
      ...(kind === 'opaque' ? { name: value.data.name } : {}),
    });
    return { ids: known([id]) };
  }

  #parameter(variable: ObjectValue, name: ParameterName, because: string): Parameter {
    const role = name === 'bias' ? 'bias' : 'kernel';
    const slot = variable.props.get(coreSlots.value);
    const value = read(slot);
    const site = slot?.node;
    const at = site && this.#machine.span(site);
    const tensor = value?.t === 'tensor' ? value : undefined;
    const base = { name, role, becauses: [because] } as const;
    const surprises = [...discardedOf(this.#machine, variable, value), ...refused(value, site, at)];
    if (tensor?.content.is === 'start' && at) {
      if (tensor.content.oneDraw)
        surprises.push({
          rule: 'one-draw',
          what: 'One random number is drawn and copied to every entry.',
          at,
          replacements: [],
        });
      if (tensor.content.truncated)
        surprises.push({
          rule: 'truncated-to-constant',
          what: 'The integer type cuts every drawn number down to the same value.',
          at,
          replacements: [],
        });
    }
    const start: Parameter['start'] =
      tensor?.content.is === 'start'
        ? known(tensor.content.start, tensor.at)
        : tensor?.content.is === 'loaded'
          ? known({ kind: 'loaded' })
          : unknown(value?.t === 'unknown' ? value.why : 'the value of the variable is not known');
    if (!site || !at) return { ...base, start, surprises };
    const isCall = ts.isCallExpression(site.node);
    return {
      ...base,
      start,
      surprises,
      site: {
        at,
        replacements: isCall && role === 'kernel' ? tensorReplacements(site, tensor?.shape ?? null, at) : [],
      },
    };
  }
}

/** Whether the variable is trainable, and among those the optimizer is given. */
function trainableOf(variable: ObjectValue, trained: ReadonlySet<Abstract> | undefined): Value<boolean> {
  if (!isVariable(variable)) return unknown('the variable is not known');
  if (trained && !trained.has(variable)) return known(false);
  const { trainable } = variable.data;
  if (trainable.t === 'constant' && trainable.value === undefined) return known(true);
  const truth = truthiness(trainable);
  return truth === undefined ? unknown('trainable is computed') : known(truth);
}

/** A variable is made of a tensor: numbers and arrays throw. */
function refused(value: Abstract | undefined, site: Located | undefined, at: Span | undefined): Surprise[] {
  const isNumber = value?.t === 'constant' && typeof value.value === 'number';
  if (!value || !site || !at || !(isNumber || value.t === 'array')) return [];
  const what = `${isNumber ? 'A number' : 'An array'} is no tensor: making the variable throws.`;
  const start = startOfNumbers(value);
  const { node, module } = site;
  const written = module.source.text.slice(at.start, at.end);
  const spelling = `tf.${isNumber ? 'scalar' : 'tensor'}(${written})`;
  const canEdit = module.main && start && ts.isExpression(node) && !/\/[/*]/.test(written);
  const replacements = canEdit
    ? [{ start, spelling, edits: [{ start: at.start, end: at.end, text: spelling }] }]
    : [];
  return [{ rule: 'invalid-initializer', what, at, replacements }];
}
