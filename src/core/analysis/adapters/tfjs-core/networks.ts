// Networks read off a forward pass: a product with a variable is a layer, a variable added to it its bias, and the
// function applied to that its activation. What follows up to the loss is recognised or left alone.
import ts from 'typescript';
import type {
  Layer,
  LayerKind,
  Network,
  NetworkInput,
  Optimizer,
  Parameter,
  Setting,
} from '../../../network/graph.ts';
import type { Value } from '../../../network/value.ts';
import { known, unknown } from '../../../network/value.ts';
import type { Abstract, Machine, ObjectValue } from '../../evaluate/model.ts';
import { discardedOf } from '../../evaluate/discarded.ts';
import { asString, read } from '../../evaluate/model.ts';
import { truthiness } from '../../evaluate/operators.ts';
import type { ComputedFacts } from './operations.ts';
import { coreSlots, isComputed, isVariable, tensorOf } from './operations.ts';
import { tensorReplacements } from './replacements.ts';

type Ids = Value<readonly string[]>;
type Computed = ObjectValue & { readonly data: ComputedFacts };

const products: Readonly<Partial<Record<string, LayerKind>>> = {
  matMul: 'dense',
  dot: 'dense',
  conv1d: 'conv1d',
  conv2d: 'conv2d',
};

const activations: Readonly<Partial<Record<string, string>>> = {
  relu: 'relu',
  relu6: 'relu6',
  sigmoid: 'sigmoid',
  tanh: 'tanh',
  softmax: 'softmax',
  logSoftmax: 'logSoftmax',
  elu: 'elu',
  selu: 'selu',
  softplus: 'softplus',
};

/** Operations between the output and the loss. */
const tail = new Set([
  'mean',
  'sum',
  'square',
  'sub',
  'neg',
  'log',
  'mul',
  'div',
  'abs',
  'squaredDifference',
  'asScalar',
  'sqrt',
  'pow',
  'clipByValue',
]);

const lossNames: Readonly<Partial<Record<string, string>>> = {
  'losses.meanSquaredError': 'meanSquaredError',
  'losses.absoluteDifference': 'meanAbsoluteError',
  'losses.logLoss': 'binaryCrossentropy',
  'losses.huberLoss': 'huberLoss',
  'losses.hingeLoss': 'hinge',
  'losses.sigmoidCrossEntropy': 'sigmoidCrossEntropy',
  'losses.softmaxCrossEntropy': 'softmaxCrossEntropy',
};

const isLoss = (name: string): boolean => name.startsWith('losses.') || name.startsWith('metrics.');

export function coreNetworks(machine: Machine): Network[] {
  const all = machine.made.flatMap(({ object }) => (isComputed(object) ? [object] : []));
  const consumed = new Set(all.flatMap(({ data }) => data.inputs));
  const found = new Map<string, Network>();
  for (const end of all.filter((value) => !consumed.has(value)).slice(0, 200)) {
    const network = new Reader(machine).read(end);
    if (!network) continue;
    const key = network.layers
      .map(({ at, parameters }) => `${at.start}:${parameters.map(({ site }) => site?.at.start).join()}`)
      .join(' ');
    const before = found.get(key);
    if (!before || (before.loss.is === 'unknown' && network.loss.is !== 'unknown')) found.set(key, network);
  }
  return [...found.values()];
}

/** What has been put together of a layer before the next operation shows what belongs to it. */
interface Open {
  readonly index: number;
  readonly stage: 'product' | 'biased' | 'done';
}

class Reader {
  readonly #machine: Machine;
  readonly #layers: Layer[] = [];
  readonly #inputs: NetworkInput[] = [];
  readonly #ends = new Map<ObjectValue, { ids: Ids; open?: Open }>();
  readonly #sources = new Map<Abstract, string>();
  readonly #ids = new Set<string>();
  readonly #kernels = new Set<ObjectValue>();
  #left = 2000;

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  read(end: Computed): Network | undefined {
    const { output, loss } = this.#outputOf(end, 0);
    if (!output) return undefined;
    const outputs = this.#visit(output).ids;
    const kernels = this.#layers.filter(({ parameters }) => parameters.length > 0);
    const first = kernels.at(0);
    if (!first) return undefined;
    const { frame } = output.data.call;
    const optimizer = read(end.props.get(coreSlots.optimizer));
    return {
      id: frame.home?.name ?? frame.name ?? 'network',
      library: 'tfjs-core',
      at: this.#machine.span(output.data.call.at),
      inputs: this.#inputs,
      layers: this.#layers,
      outputs,
      loss,
      optimizer:
        optimizer?.t === 'object' && isOptimizer(optimizer.data)
          ? known(optimizer.data)
          : unknown('the optimizer is not known'),
      batchSize: unknown('the batch size is not given'),
    };
  }

  /** Goes back from the end over what only measures, to the last operation of the network. */
  #outputOf(end: Computed, depth: number): { output: Computed | undefined; loss: Value<string> } {
    const { name, inputs } = end.data;
    const computed = inputs.filter(isComputed);
    const measures = isLoss(name) || tail.has(name) || (name === 'add' && !inputs.some(isVariable));
    if (!measures || depth > 50) return { output: end, loss: unknown('the loss is computed by the program') };
    const outputs = computed.map((input) => this.#outputOf(input, depth + 1).output);
    const output = outputs.at(0);
    if (outputs.some((other) => other !== output))
      return {
        output: name === 'add' ? end : undefined,
        loss: unknown('the loss is computed by the program'),
      };
    const loss =
      (Object.hasOwn(lossNames, name) ? lossNames[name] : undefined) ??
      (name === 'mean' ? squaredError(computed.at(0)) : undefined);
    const inner = computed.at(0);
    const innerLoss = inner
      ? this.#outputOf(inner, depth + 1).loss
      : unknown('the loss is computed by the program');
    return { output, loss: loss === undefined ? innerLoss : known(loss) };
  }

  #visit(value: Computed): { ids: Ids; open?: Open } {
    const before = this.#ends.get(value);
    if (before) return before;
    this.#left -= 1;
    this.#ends.set(value, { ids: unknown('a circle') });
    const result =
      this.#left < 0 ? { ids: unknown('the network is too large to be listed') } : this.#read(value);
    this.#ends.set(value, result);
    return result;
  }

  #source(value: Abstract): { ids: Ids; open?: Open } {
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

  #read(value: Computed): { ids: Ids; open?: Open } {
    const { name, inputs } = value.data;
    const [first, second] = [inputs.at(0), inputs.at(1)];
    const kind = Object.hasOwn(products, name) ? products[name] : undefined;
    if (kind && first && second && isVariable(second)) return this.#product(value, kind, first, second);
    if (name === 'add' && first && second) {
      const [bias, other] = isVariable(second)
        ? [second, first]
        : isVariable(first)
          ? [first, second]
          : [undefined, first];
      if (bias) return this.#bias(value, this.#source(other), bias);
      return this.#layer(value, 'add', [first, second]);
    }
    const activation = Object.hasOwn(activations, name) ? activations[name] : undefined;
    if (activation !== undefined && first) return this.#activation(value, this.#source(first), activation);
    return this.#layer(
      value,
      'opaque',
      inputs.filter((input) => isComputed(input) || isVariable(input)),
    );
  }

  #product(
    value: Computed,
    kind: LayerKind,
    input: Abstract,
    variable: ObjectValue,
  ): { ids: Ids; open?: Open } {
    const from = this.#source(input).ids;
    const shape = tensorOf(variable)?.shape ?? null;
    const units = shape?.at(-1);
    const setting = (given: number | null | undefined): Value<Setting> =>
      typeof given === 'number' ? known(given) : unknown('the shape of the kernel is not known');
    const settings: Record<string, Value<Setting>> = kind === 'dense'
      ? {
          units: shape?.length === 1 ? known(1) : setting(units),
          activation: known('linear'),
          useBias: known(false),
        }
      : {
          filters: setting(units),
          kernelSize:
            shape && shape.every((side) => side !== null)
              ? known(shape.slice(0, -2))
              : unknown('the shape of the kernel is not known'),
          strides: unknown('the strides are not read'),
          padding: unknown('the padding is not read'),
          activation: known('linear'),
          useBias: known(false),
        };
    if (kind === 'dense' && shape) this.#inputOfKernel(from, shape);
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
      trainable: trainableOf(variable),
      parameters: [this.#parameter(variable, 'kernel', `multiplied with its input`)],
    });
    return { ids: known([id]), open: { index, stage: 'product' } };
  }

  /** An input has as many features as the kernel it is multiplied with has rows. */
  #inputOfKernel(from: Ids, shape: readonly (number | null)[]): void {
    const rows = shape.at(0);
    const id = from.is === 'known' ? from.value.at(0) : undefined;
    const index = this.#inputs.findIndex((input) => input.id === id && input.shape.is === 'unknown');
    if (id !== undefined && index >= 0 && typeof rows === 'number')
      this.#inputs[index] = { id, shape: known([rows]) };
  }

  #bias(value: Computed, from: { ids: Ids; open?: Open }, variable: ObjectValue): { ids: Ids; open?: Open } {
    const layer = from.open && this.#layers.at(from.open.index);
    if (!layer || from.open?.stage !== 'product') return this.#layer(value, 'opaque', value.data.inputs);
    this.#layers[from.open.index] = {
      ...layer,
      settings: { ...layer.settings, useBias: known(true) },
      parameters: [...layer.parameters, this.#parameter(variable, 'bias', 'added to the product')],
    };
    return { ids: from.ids, open: { index: from.open.index, stage: 'biased' } };
  }

  #activation(
    value: Computed,
    from: { ids: Ids; open?: Open },
    activation: string,
  ): { ids: Ids; open?: Open } {
    const layer = from.open && this.#layers.at(from.open.index);
    if (layer && from.open && from.open.stage !== 'done') {
      this.#layers[from.open.index] = {
        ...layer,
        settings: { ...layer.settings, activation: known(activation) },
      };
      return { ids: from.ids, open: { index: from.open.index, stage: 'done' } };
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

  #layer(value: Computed, kind: 'add' | 'opaque', inputs: readonly Abstract[]): { ids: Ids } {
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
      settings: {},
      trainable: known(true),
      parameters: [],
      ...(kind === 'opaque' ? { name: value.data.name } : {}),
    });
    return { ids: known([id]) };
  }

  #parameter(variable: ObjectValue, role: 'kernel' | 'bias', because: string): Parameter {
    const slot = variable.props.get(coreSlots.value);
    const value = read(slot);
    const site = slot?.node;
    const at = site && this.#machine.span(site);
    const tensor = value?.t === 'tensor' ? value : undefined;
    const base = { name: role, role, becauses: [because] };
    const surprises = discardedOf(this.#machine, variable, value);
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

const isOptimizer = (data: unknown): data is Optimizer =>
  typeof data === 'object' && data !== null && 'settings' in data && 'kind' in data;

const trainableOf = (variable: ObjectValue): Value<boolean> => {
  if (!isVariable(variable)) return unknown('the variable is not known');
  const { trainable } = variable.data;
  if (trainable.t === 'constant' && trainable.value === undefined) return known(true);
  const truth = truthiness(trainable);
  return truth === undefined ? unknown('trainable is computed') : known(truth);
};

/** mean(square(…)) */
const squaredError = (inner: Computed | undefined): string | undefined =>
  inner && (inner.data.name === 'square' || inner.data.name === 'squaredDifference')
    ? 'meanSquaredError'
    : undefined;
