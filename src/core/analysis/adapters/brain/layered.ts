// `new brain.FeedForward({inputLayer, hiddenLayers, outputLayer})` and brain.Recurrent: functions that build layers, run
// as the library runs them, and read off: a product with a layer of weights is a dense layer, what is added its bias.
import type {
  Layer,
  LayerKind,
  Network,
  NetworkInput,
  Parameter,
  Setting,
  Start,
} from '../../../network/graph.ts';
import type { Value } from '../../../network/value.ts';
import { known, unknown } from '../../../network/value.ts';
import { expanded } from '../../evaluate/expand.ts';
import type { Abstract, Call, Machine, ObjectModel, ObjectValue } from '../../evaluate/model.ts';
import {
  asNumber,
  asString,
  constant,
  isNullish,
  listOf,
  makeObject,
  makeSlot,
  read,
  undefinedValue,
  unknownValue,
} from '../../evaluate/model.ts';
import { putProperty } from '../../evaluate/patterns.ts';
import { toValue } from '../../evaluate/settings.ts';
import { isLayer, isModel, settingOf, side, type BrainLayer } from './layers.ts';
import { option, slots } from './options.ts';
import { biasOf, drawnParameter, kernelOfModel } from './weights.ts';

const endSlot = '@@end';

export function makeLayered(machine: Machine, recurrent: boolean, call: Call): ObjectValue {
  const net = makeObject(machine, { model: layeredModel, made: call.at, data: call });
  for (const slot of [...Object.values(slots), endSlot]) net.props.set(slot, makeSlot(machine));
  const options = call.args.at(0) ?? undefinedValue;
  putProperty(machine, net, slots.options, options);
  putProperty(machine, net, endSlot, connected(machine, options, recurrent, call));
  machine.made.push({ object: net, run: machine.run });
  return net;
}

export const isLayered = (value: Abstract): value is ObjectValue =>
  value.t === 'object' && value.model === layeredModel;

const layeredModel: ObjectModel = {
  name: 'a network',
  call(machine, self, method, call) {
    if (method === 'fromJSON') {
      putProperty(machine, self, endSlot, unknownValue('a saved network'));
      return self;
    }
    if (method !== 'train' && method !== 'trainAsync') return undefined;
    const options = call.args.at(1);
    if (options?.t === 'object') putProperty(machine, self, slots.training, options);
    return unknownValue('what training gives');
  },
};

/** The last layer, each layer made by its function from the one before. */
function connected(machine: Machine, options: Abstract, recurrent: boolean, call: Call): Abstract {
  if (options.t !== 'object') return unknownValue('the layers are not known');
  const field = (name: string): Abstract => machine.get(options, name, call.frame);
  const hidden = field('hiddenLayers');
  const list = hidden.t === 'array' ? expanded(listOf(hidden)) : undefined;
  if (!list || list.rest !== undefined || list.items.some(({ maybe }) => maybe !== undefined))
    return unknownValue('the hidden layers are not known');
  const again = recurrent ? [unknownValue('the layer’s own output, one step before')] : [];
  let last = machine.callBack(field('inputLayer'), [], call);
  for (const { value } of list.items) last = machine.callBack(value, [last, ...again], call);
  return machine.callBack(field('outputLayer'), [last, ...again], call);
}

export function layeredNetwork(machine: Machine, net: ObjectValue): Network[] {
  const end = read(net.props.get(endSlot));
  if (!end || !isLayer(end)) return [];
  const reader = new Reader(machine);
  const outputs = reader.visit(end).ids;
  if (reader.layers.length === 0) return [];
  const { at } = net.data as Call;
  return [
    {
      id: asString(read(net.name)) ?? 'net',
      library: 'brain',
      at: machine.span(at),
      inputs: reader.inputs,
      layers: reader.layers,
      outputs,
      loss: known('meanSquaredError'),
      optimizer:
        option(machine, net, 'initPraxis') === undefined
          ? known({
              kind: 'rmsprop',
              settings: { learningRate: known(0.01), decay: known(0.999), epsilon: known(1e-8) },
            })
          : unknown('the praxis is computed by the program'),
      batchSize: known(1),
    },
  ];
}

type Ids = Value<readonly string[]>;

interface End {
  readonly ids: Ids;
  /** The index of a layer that a bias or an activation may still belong to. */
  readonly open?: { readonly index: number; readonly biased: boolean };
}

const activations: Readonly<Partial<Record<string, string>>> = {
  sigmoid: 'sigmoid',
  tanh: 'tanh',
  relu: 'relu',
  softMax: 'softmax',
};

const uniform = (limit: number): Start => ({ kind: 'random-uniform', min: -limit, max: limit });

class Reader {
  readonly layers: Layer[] = [];
  readonly inputs: NetworkInput[] = [];
  readonly #machine: Machine;
  readonly #ends = new Map<BrainLayer, End>();
  readonly #counts = new Map<string, number>();

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  visit(value: Abstract | undefined): End {
    if (!value || !isLayer(value) || !this.#machine.step())
      return { ids: unknown(value?.t === 'unknown' ? value.why : 'a layer that is not known') };
    const before = this.#ends.get(value);
    if (before) return before;
    this.#ends.set(value, { ids: unknown('a circle') });
    const end = this.#read(value);
    this.#ends.set(value, end);
    return end;
  }

  #read(layer: BrainLayer): End {
    const { type, sources } = layer.data;
    const [first, second] = [sources.at(0), sources.at(1)];
    const activation = Object.hasOwn(activations, type) ? activations[type] : undefined;
    if (activation !== undefined) return this.#activation(layer, this.visit(first), activation);
    switch (type) {
      case 'input':
        return this.#input(layer);
      case 'target':
        return this.visit(first);
      case 'multiply':
        return first && isModel(first)
          ? this.#product(layer, first, this.visit(second))
          : this.#other(layer, 'opaque');
      case 'add':
        return this.#sum(layer, first, second);
      case 'feedForward':
      case 'output':
        return this.#whole(layer, first);
      case 'leakyRelu':
        return this.#push(layer, 'leakyReLU', this.visit(first).ids, { alpha: known(0.01) }, []);
      case 'dropout': {
        const rate = settingOf(this.#machine, layer, 'probability');
        const given = isNullish(rate) ? constant(0.5) : rate;
        return this.#push(
          layer,
          'dropout',
          this.visit(first).ids,
          { rate: toValue(given, 'probability') },
          [],
        );
      }
      case 'fullyConnected':
      case 'convolution':
        // Over volumes, which the network spec counts otherwise.
        return this.#push(layer, 'opaque', this.visit(first).ids, {}, [
          drawnParameter(this.#machine, layer, 'kernel', uniform(0.2)),
        ]);
      default:
        return this.#other(layer, 'opaque');
    }
  }

  #input(layer: BrainLayer): End {
    const id = this.#id('input');
    const [height, width] = (['height', 'width'] as const).map((name) =>
      asNumber(side(this.#machine, layer, name)),
    );
    this.inputs.push({
      id,
      shape:
        height !== undefined && width === 1 ? known([height]) : unknown('the size of the input is not known'),
    });
    return { ids: known([id]) };
  }

  #product(layer: BrainLayer, weights: BrainLayer, from: End): End {
    const settings = this.#dense(side(this.#machine, weights, 'height'), 'linear', false);
    const end = this.#push(layer, 'dense', from.ids, settings, [kernelOfModel(this.#machine, weights)]);
    return { ...end, open: { index: this.layers.length - 1, biased: false } };
  }

  #sum(layer: BrainLayer, first: Abstract | undefined, second: Abstract | undefined): End {
    const [weights, other] = second && isModel(second) ? [second, first] : [first, second];
    if (!weights || !isModel(weights)) return this.#other(layer, 'add');
    const from = this.visit(other);
    const open = from.open && !from.open.biased ? from.open : undefined;
    const product = open && this.layers.at(open.index);
    if (!open || !product) return this.#other(layer, 'opaque');
    this.layers[open.index] = {
      ...product,
      settings: { ...product.settings, useBias: known(true) },
      parameters: [...product.parameters, biasOf(this.#machine, weights)],
    };
    return { ids: from.ids, open: { index: open.index, biased: true } };
  }

  #activation(layer: BrainLayer, from: End, activation: string): End {
    const product = from.open && this.layers.at(from.open.index);
    if (!from.open || !product)
      return this.#push(layer, 'activation', from.ids, { activation: known(activation) }, []);
    this.layers[from.open.index] = {
      ...product,
      settings: { ...product.settings, activation: known(activation) },
    };
    return { ids: from.ids };
  }

  /** feedForward: random within ±0.2 and a sigmoid; output: within ±0.08 and none. */
  #whole(layer: BrainLayer, source: Abstract | undefined): End {
    const sigmoid = layer.data.type === 'feedForward';
    const start = uniform(sigmoid ? 0.2 : 0.08);
    const settings = this.#dense(side(this.#machine, layer, 'height'), sigmoid ? 'sigmoid' : 'linear', true);
    return this.#push(layer, 'dense', this.visit(source).ids, settings, [
      drawnParameter(this.#machine, layer, 'kernel', start),
      drawnParameter(this.#machine, layer, 'bias', start),
    ]);
  }

  #dense(units: Abstract, activation: string, useBias: boolean): Record<string, Value<Setting>> {
    return { units: toValue(units, 'height'), activation: known(activation), useBias: known(useBias) };
  }

  #other(layer: BrainLayer, kind: 'add' | 'opaque'): End {
    const ids: string[] = [];
    const lost: Ids[] = [];
    for (const source of layer.data.sources) {
      const end = this.visit(source).ids;
      if (end.is === 'known') ids.push(...end.value);
      else lost.push(end);
    }
    return this.#push(layer, kind, lost.at(0) ?? known(ids), {}, []);
  }

  #push(
    layer: BrainLayer,
    kind: LayerKind,
    from: Ids,
    settings: Record<string, Value<Setting>>,
    parameters: readonly Parameter[],
  ): End {
    const { type, call } = layer.data;
    const id = this.#id(asString(settingOf(this.#machine, layer, 'id')) ?? type);
    this.layers.push({
      id,
      kind,
      at: this.#machine.span(call.at),
      from,
      settings,
      trainable: known(true),
      parameters,
      ...(kind === 'opaque' ? { name: type } : {}),
    });
    return { ids: known([id]) };
  }

  #id(name: string): string {
    const count = (this.#counts.get(name) ?? 0) + 1;
    this.#counts.set(name, count);
    return count === 1 ? name : `${name}_${count}`;
  }
}
