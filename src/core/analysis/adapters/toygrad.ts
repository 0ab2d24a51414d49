// toygrad, a fork of convnetjs: networks from a list of layer options, tensors, trainers.
import type { Network, Optimizer, Setting } from '../../network/graph.ts';
import type { Value } from '../../network/value.ts';
import { known, unknown } from '../../network/value.ts';
import { expanded } from '../evaluate/expand.ts';
import type { Abstract, Call, Machine, ObjectModel, ObjectValue } from '../evaluate/model.ts';
import {
  asNumber,
  asString,
  constant,
  listOf,
  makeArray,
  makeObject,
  makeSlot,
  read,
  undefinedValue,
  unknownValue,
} from '../evaluate/model.ts';
import { putProperty } from '../evaluate/patterns.ts';
import { toValue } from '../evaluate/settings.ts';
import { layersOf } from '../volumes/networks.ts';
import { fieldOf, isStage, makeStages, startTraining, type Stage } from '../volumes/stages.ts';
import { newVol } from '../volumes/vol.ts';
import type { Adapter } from './adapter.ts';
import { described } from './toygrad/definitions.ts';

const trainerSlot = '@@trainer';

interface TrainerFacts {
  readonly name: string;
  readonly network: Abstract;
  readonly options: Abstract;
  readonly call: Call;
}

const networkModel: ObjectModel = { name: 'a network' };

const isNetwork = (value: Abstract): value is ObjectValue =>
  value.t === 'object' && value.model === networkModel;

/** `new NeuralNetwork({layers: […]})` */
function makeNetwork(machine: Machine, call: Call): ObjectValue {
  const network = makeObject(machine, { model: networkModel, made: call.at, data: call });
  network.props.set(trainerSlot, makeSlot(machine));
  const given = machine.get(call.args.at(0) ?? undefinedValue, 'layers', call.frame);
  const list = given.t === 'array' ? expanded(listOf(given)) : undefined;
  if (!list || list.rest !== undefined || list.items.some(({ maybe }) => maybe !== undefined)) return network;
  const definitions = list.items.flatMap(({ value, node }) => {
    const at = value.t === 'object' ? (value.made ?? node) : node;
    return described(machine, value, at ?? call.at, call);
  });
  const layers = makeStages(machine, definitions, call).map((value) => ({ value }));
  putProperty(machine, network, 'layers', makeArray(machine, layers));
  machine.made.push({ object: network, run: machine.run });
  return network;
}

function stagesOf(network: ObjectValue): Stage[] {
  const layers = read(network.props.get('layers'));
  return layers?.t === 'array'
    ? expanded(listOf(layers)).items.flatMap(({ value }) => (isStage(value) ? [value] : []))
    : [];
}

function makeTrainer(machine: Machine, name: string, call: Call): ObjectValue {
  const [network, options] = [call.args.at(0) ?? undefinedValue, call.args.at(1) ?? undefinedValue];
  const trainer = makeObject(machine, {
    model: trainerModel,
    data: { name, network, options, call } satisfies TrainerFacts,
    made: call.at,
  });
  if (isNetwork(network)) putProperty(machine, network, trainerSlot, trainer, call.at);
  return trainer;
}

const trainerModel: ObjectModel = {
  name: 'a trainer',
  call(machine, self, method, call) {
    if (method !== 'train') return undefined;
    const { network } = self.data as TrainerFacts;
    if (isNetwork(network)) startTraining(machine, stagesOf(network), call);
    return unknownValue('what training gives');
  },
};

/** All trainers start from a rate of 0.01 and, where they have one, a momentum of 0.9. */
function training(machine: Machine, network: ObjectValue): Pick<Network, 'optimizer' | 'batchSize'> {
  const trainer = read(network.props.get(trainerSlot));
  if (trainer?.t !== 'object')
    return { optimizer: unknown('no trainer is made here'), batchSize: unknown('no trainer is made here') };
  const { name, options, call } = trainer.data as TrainerFacts;
  const field = (key: string, fallback: number) => fieldOf(machine, options, [key], constant(fallback), call);
  const setting = (key: string, fallback: number): Value<Setting> => toValue(field(key, fallback), key);
  const batchSize = asNumber(field('batchSize', 1));
  const settings = { learningRate: setting('learningRate', 0.01) };
  const momentum = { ...settings, momentum: setting('momentum', 0.9) };
  const optimizers: Readonly<Record<string, Optimizer>> = {
    SGD:
      asNumber(field('momentum', 0.9)) === 0
        ? { kind: 'sgd', settings }
        : { kind: 'momentum', settings: momentum },
    Nesterov: { kind: 'momentum', settings: { ...momentum, useNesterov: known(true) } },
    Adam: {
      kind: 'adam',
      settings: {
        ...settings,
        beta1: setting('beta1', 0.9),
        beta2: setting('beta2', 0.999),
        epsilon: setting('eps', 1e-8),
      },
    },
    Adagrad: { kind: 'adagrad', settings },
    Adadelta: {
      kind: 'adadelta',
      settings: { learningRate: known(1), rho: setting('ro', 0.95), epsilon: setting('eps', 1e-8) },
    },
  };
  return {
    optimizer: Object.hasOwn(optimizers, name)
      ? known(optimizers[name])
      : unknown('the trainer is not known'),
    batchSize: batchSize === undefined ? unknown('the batch size is not known') : known(batchSize),
  };
}

function networkOf(machine: Machine, network: ObjectValue): Network[] {
  const stages = stagesOf(network);
  const { layers, inputs, outputs } = layersOf(machine, stages, 'toygrad’s own random weights');
  if (layers.length === 0) return [];
  const last = stages.at(-1)?.data.what;
  const softmax = last?.type === 'activation' && last.name === 'softmax';
  return [
    {
      id: asString(read(network.name)) ?? 'network',
      library: 'toygrad',
      at: machine.span((network.data as Call).at),
      inputs,
      layers,
      outputs,
      loss: known(softmax ? 'categoricalCrossentropy' : 'meanSquaredError'),
      ...training(machine, network),
      // Its backward pass lets nothing through at 0 and below.
      atZero: { leakyReLU: { value: 0, slope: 0 } },
    },
  ];
}

export const toygrad: Adapter = {
  id: 'toygrad',
  library: 'toygrad',
  packages: ['toygrad'],
  globals: [],
  signs: [/['"`/]toygrad\b/, /\bNeuralNetwork\b/],
  telling: ['NeuralNetwork', 'Trainers', 'train', 'filters', 'toygrad'],
  call(machine, path, call) {
    if (path.length === 2 && path[0] === 'Trainers') return makeTrainer(machine, path[1], call);
    if (path.length !== 1) return undefined;
    if (path[0] === 'NeuralNetwork') return makeNetwork(machine, call);
    return path[0] === 'Tensor' ? newVol(machine, call) : undefined;
  },
  networks: (machine) =>
    machine.made.flatMap(({ object }) => (isNetwork(object) ? networkOf(machine, object) : [])),
};
