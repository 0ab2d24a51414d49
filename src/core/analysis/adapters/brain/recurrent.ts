// `new brain.recurrent.LSTM(options)` and its like: recurrent layers by their sizes. Nothing about their weights can be
// given; all are drawn between -0.08 and 0.08.
import type { Layer, Network, Parameter, Setting, Start } from '../../../network/graph.ts';
import type { Value } from '../../../network/value.ts';
import { known, unknown } from '../../../network/value.ts';
import type { Abstract, Call, Machine, ObjectModel, ObjectValue } from '../../evaluate/model.ts';
import {
  asNumber,
  asString,
  constant,
  makeObject,
  makeSlot,
  read,
  undefinedValue,
  unknownValue,
} from '../../evaluate/model.ts';
import { putProperty } from '../../evaluate/patterns.ts';
import { toValue } from '../../evaluate/settings.ts';
import { option, setting, slots } from './options.ts';
import { hiddenOf } from './sized.ts';

const kinds: Readonly<Partial<Record<string, 'simpleRNN' | 'lstm' | 'gru'>>> = {
  RNN: 'simpleRNN',
  LSTM: 'lstm',
  GRU: 'gru',
};

const nameSlot = '@@class';

export function makeRecurrent(machine: Machine, name: string, call: Call): Abstract | undefined {
  if (!Object.hasOwn(kinds, name.replace('TimeStep', ''))) return undefined;
  const net = makeObject(machine, { model: recurrentModel, made: call.at, data: call });
  for (const slot of [...Object.values(slots), nameSlot]) net.props.set(slot, makeSlot(machine));
  putProperty(machine, net, slots.options, call.args.at(0) ?? undefinedValue);
  putProperty(machine, net, nameSlot, constant(name));
  machine.made.push({ object: net, run: machine.run });
  return net;
}

export const isRecurrent = (value: Abstract): value is ObjectValue =>
  value.t === 'object' && value.model === recurrentModel;

const recurrentModel: ObjectModel = {
  name: 'a network',
  call(machine, self, method, call) {
    if (method === 'fromJSON') {
      putProperty(machine, self, slots.weights, constant('loaded'));
      return self;
    }
    if (method !== 'train') return undefined;
    const options = call.args.at(1);
    if (options?.t === 'object') putProperty(machine, self, slots.training, options);
    return unknownValue('what training gives');
  },
};

const drawn: Start = { kind: 'random-uniform', min: -0.08, max: 0.08 };
const zeros: Start = { kind: 'constant', value: 0 };

export function recurrentNetwork(machine: Machine, net: ObjectValue): Network[] {
  const name = asString(read(net.props.get(nameSlot))) ?? '';
  const steps = name.endsWith('TimeStep');
  const kind = kinds[name.replace('TimeStep', '')] ?? 'simpleRNN';
  const saved = read(net.props.get(slots.weights)) !== undefined;
  const at = machine.span((net.data as Call).at);
  const hidden = hiddenOf(option(machine, net, 'hiddenLayers') ?? undefinedValue);
  const sizes =
    hidden && (hidden.length > 0 ? hidden : (steps ? [20] : [20, 20]).map((size) => constant(size)));
  const parameter = (called: string, role: Parameter['role'], start: Start): Parameter => ({
    name: called,
    role,
    start: known(saved ? { kind: 'loaded' } : start),
    surprises: [],
  });
  const layers: Layer[] = [];
  const add = (layer: Pick<Layer, 'id' | 'kind' | 'settings' | 'parameters'>, from: string): string => {
    layers.push({ ...layer, at, from: known([from]), trainable: known(true) });
    return layer.id;
  };
  let last = 'input';
  // Texts are looked up sign by sign; how many signs there are, only the data tells.
  if (!steps) {
    const settings = {
      inputDim: fromData('inputRange'),
      outputDim: sized(machine, net, 'inputSize', undefined),
    };
    last = add(
      { id: 'signs', kind: 'embedding', settings, parameters: [parameter('embeddings', 'kernel', drawn)] },
      last,
    );
  }
  sizes?.forEach((units, index) => {
    const settings: Record<string, Value<Setting>> = {
      units: toValue(units, 'the size of the layer'),
      activation: known(kind === 'simpleRNN' ? 'relu' : 'tanh'),
      ...(kind === 'simpleRNN' ? {} : { recurrentActivation: known('sigmoid') }),
      useBias: known(true),
      returnSequences: known(index < sizes.length - 1),
    };
    const parameters = [
      parameter('kernel', 'kernel', drawn),
      parameter('recurrent', 'recurrent', drawn),
      parameter('bias', 'bias', zeros),
    ];
    last = add({ id: `hidden${index + 1}`, kind, settings, parameters }, last);
  });
  const units = sized(machine, net, 'outputSize', steps ? 1 : undefined);
  add(
    {
      id: 'output',
      kind: 'dense',
      settings: { units, activation: known(steps ? 'linear' : 'softmax'), useBias: known(true) },
      parameters: [parameter('kernel', 'kernel', drawn), parameter('bias', 'bias', steps ? drawn : zeros)],
    },
    last,
  );
  const inputs = asNumber(option(machine, net, 'inputSize')) ?? 1;
  return [
    {
      id: asString(read(net.name)) ?? 'net',
      library: 'brain',
      at,
      inputs: [{ id: 'input', shape: known(steps ? [null, inputs] : [null]) }],
      layers: sizes ? layers : [],
      outputs: known(['output']),
      loss: known(steps ? 'meanSquaredError' : 'categoricalCrossentropy'),
      optimizer: known({
        kind: 'rmsprop',
        settings: {
          learningRate: setting(machine, net, 'learningRate', 0.01),
          decay: setting(machine, net, 'decayRate', 0.999),
          epsilon: setting(machine, net, 'smoothEps', 1e-8),
        },
      }),
      batchSize: known(1),
    },
  ].filter(({ layers: all }) => all.length > 0) as Network[];
}

const fromData = (name: string): Value<Setting> => unknown(`${name} comes from the data`);

function sized(
  machine: Machine,
  net: ObjectValue,
  name: string,
  fallback: number | undefined,
): Value<Setting> {
  if (fallback !== undefined) return setting(machine, net, name, fallback);
  return option(machine, net, name) === undefined ? fromData(name) : setting(machine, net, name, null);
}
