// The networks of ml-fnn: always tanh, whatever activation is asked for (the library looks for the name among numbers),
// unless they are loaded; the output is a softmax.
import type { Layer, Network, Parameter, Setting, Start } from '../../../network/graph.ts';
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
  makeArray,
  makeObject,
  makeSlot,
  read,
  undefinedValue,
  unknownValue,
} from '../../evaluate/model.ts';
import { putProperty } from '../../evaluate/patterns.ts';
import { toValue } from '../../evaluate/settings.ts';
import { draws, withoutStatement } from '../../weights/edits.ts';
import { kernelOf, readNumbers } from '../../weights/numbers.ts';
import { isMatrix, matrixSlot, untouchedMatrix } from './matrix.ts';

const slots = {
  options: '@@options',
  started: '@@started',
  inputs: '@@inputs',
  outputs: '@@outputs',
} as const;

export function makeNetwork(machine: Machine, call: Call): ObjectValue {
  const network = makeObject(machine, { model: networkModel, made: call.at, data: call });
  for (const slot of Object.values(slots)) network.props.set(slot, makeSlot(machine));
  const options = call.args.at(0) ?? undefinedValue;
  putProperty(machine, network, slots.options, options);
  if (options.t === 'object' && !isNullish(machine.get(options, 'model', call.frame)))
    restore(machine, network, options, call);
  machine.made.push({ object: network, run: machine.run });
  return network;
}

/** `load(json)`; of a network that is not spelled out there is nothing to say. */
export function load(machine: Machine, call: Call): Abstract {
  return call.args.at(0)?.t === 'object' ? makeNetwork(machine, call) : unknownValue('a loaded network');
}

export const isNetwork = (value: Abstract): value is ObjectValue =>
  value.t === 'object' && value.model === networkModel;

const networkModel: ObjectModel = {
  name: 'a network',
  call(machine, self, method, call) {
    switch (method) {
      case 'buildNetwork':
        build(machine, self, call);
        return undefinedValue;
      case 'train':
        train(machine, self, call);
        return undefinedValue;
      default:
        return undefined;
    }
  },
};

const optionOf = (machine: Machine, network: ObjectValue, name: string): Abstract => {
  const options = read(network.props.get(slots.options)) ?? undefinedValue;
  return options.t === 'object'
    ? machine.get(options, name, (network.data as Call).frame)
    : options.t === 'constant'
      ? undefinedValue
      : options;
};

/** The sizes of the hidden layers, [10] by default; undefined where they are not known. */
function hiddenOf(machine: Machine, network: ObjectValue): readonly Abstract[] | undefined {
  const given = optionOf(machine, network, 'hiddenLayers');
  if (isNullish(given)) return [constant(10)];
  const list = given.t === 'array' ? expanded(listOf(given)) : undefined;
  if (!list || list.rest !== undefined || list.items.some(({ maybe }) => maybe !== undefined))
    return undefined;
  return list.items.map(({ value }) => value);
}

/** `buildNetwork(inputs, outputs)`, private, but the only way to weights before training. */
function build(machine: Machine, network: ObjectValue, call: Call): void {
  const hidden = hiddenOf(machine, network);
  if (!hidden) return;
  const sizes = [call.args.at(0) ?? undefinedValue, ...hidden, call.args.at(1) ?? undefinedValue];
  putProperty(machine, network, slots.inputs, sizes[0]);
  putProperty(machine, network, slots.outputs, sizes[sizes.length - 1]);
  const layers = sizes.slice(1).map((units, index) => {
    const layer = makeObject(machine);
    putProperty(machine, layer, 'W', untouchedMatrix(machine, asNumber(sizes[index]), asNumber(units)));
    return { value: layer };
  });
  putProperty(machine, network, 'model', makeArray(machine, layers));
}

/** Layers as they are saved: `{W: number[][], b: number[][], activation}`. */
function restore(machine: Machine, network: ObjectValue, json: ObjectValue, call: Call): void {
  putProperty(machine, network, 'model', machine.get(json, 'layers', call.frame));
}

function train(machine: Machine, network: ObjectValue, call: Call): void {
  const started = read(network.props.get(slots.started));
  if (started?.t === 'constant' && started.value === true) return;
  putProperty(machine, network, slots.started, constant(true), call.at);
  const features = call.args.at(0);
  const row = features?.t === 'array' ? machine.get(features, '0', call.frame) : undefined;
  if (row?.t === 'array') putProperty(machine, network, slots.inputs, machine.get(row, 'length', call.frame));
  const classes = new Set<unknown>();
  const labels = call.args.at(1);
  const list = labels?.t === 'array' ? expanded(listOf(labels)) : undefined;
  for (const { value } of list?.items ?? []) classes.add(value.t === 'constant' ? value.value : value);
  if (list && list.rest === undefined) putProperty(machine, network, slots.outputs, constant(classes.size));
  // What is done to the weights from here on is no part of the start.
  const model = read(network.props.get('model'));
  if (model?.t === 'array')
    putProperty(machine, network, 'model', makeArray(machine, expanded(listOf(model)).items));
}

const names: Readonly<Partial<Record<string, string>>> = { identity: 'linear', logistic: 'sigmoid' };

export function networkOf(machine: Machine, network: ObjectValue): Network[] {
  const call = network.data as Call;
  const at = machine.span(call.at);
  const model = read(network.props.get('model'));
  const saved = model?.t === 'array' ? expanded(listOf(model)) : undefined;
  const parts = saved && saved.rest === undefined ? saved.items.map(({ value }) => value) : undefined;
  const hidden = hiddenOf(machine, network);
  const fromData = unknownValue('it comes from the data');
  const input = sizeOf(machine, parts?.at(0), 0, call) ?? read(network.props.get(slots.inputs)) ?? fromData;
  const output =
    sizeOf(machine, parts?.at(-1), 1, call) ?? read(network.props.get(slots.outputs)) ?? fromData;
  if (!hidden) return [];
  const sizes = [input, ...hidden, output];
  const layers = sizes.slice(1).map((units, index): Layer => {
    const last = index === sizes.length - 2;
    const part = parts?.at(index);
    const activation = part ? machine.get(part, 'activation', call.frame) : undefinedValue;
    const name = asString(activation) ?? 'tanh';
    return {
      id: last ? 'output' : `hidden${index + 1}`,
      kind: 'dense',
      at,
      from: known([index === 0 ? 'input' : `hidden${index}`]),
      settings: {
        units: toValue(units, 'the size of the layer'),
        activation: known(last ? 'softmax' : (names[name] ?? name)),
        useBias: known(true),
      },
      trainable: known(true),
      parameters: [kernelOfLayer(machine, part, sizes[index], units, call), biasOf(machine, part, call)],
    };
  });
  const inputs = asNumber(input);
  const rate = optionOf(machine, network, 'learningRate');
  const learningRate: Value<Setting> = isNullish(rate) ? known(0.01) : toValue(rate, 'learningRate');
  return [
    {
      id: asString(read(network.name)) ?? 'network',
      library: 'ml-fnn',
      at,
      inputs: [
        {
          id: 'input',
          shape:
            inputs === undefined ? unknown('the size of the input comes from the data') : known([inputs]),
        },
      ],
      layers,
      outputs: known(['output']),
      loss: known('categoricalCrossentropy'),
      optimizer: known({ kind: 'sgd', settings: { learningRate } }),
      batchSize: known(null),
      // Here a relu has a slope at 0.
      atZero: { relu: { value: 0, slope: 1 } },
    },
  ];
}

/** Rows (0) or columns (1) of a saved layer's weights. */
function sizeOf(machine: Machine, part: Abstract | undefined, side: 0 | 1, call: Call): Abstract | undefined {
  const rows = part ? machine.get(part, 'W', call.frame) : undefined;
  const list = rows?.t === 'array' ? (side === 0 ? rows : machine.get(rows, '0', call.frame)) : undefined;
  return list?.t === 'array' ? machine.get(list, 'length', call.frame) : undefined;
}

function kernelOfLayer(
  machine: Machine,
  part: Abstract | undefined,
  inputs: Abstract,
  units: Abstract,
  call: Call,
): Parameter {
  const fans = { inputs: asNumber(inputs), units: asNumber(units) };
  const made: Value<Start> =
    fans.inputs === undefined || fans.inputs <= 0
      ? unknown('the number of inputs is not known')
      : known({ kind: 'random-uniform', min: 0, max: 1 / Math.sqrt(fans.inputs) });
  const whole = part ? machine.get(part, 'W', call.frame) : undefined;
  const node = part?.t === 'object' ? part.props.get('W')?.node : undefined;
  const { start, site, forEach, surprises } = readNumbers(
    machine,
    whole && isMatrix(whole) ? read(whole.props.get(matrixSlot)) : whole,
    { start: made, arrange: (numbers) => kernelOf(numbers, fans.inputs, fans.units, 'inputs-first') },
    whole && isMatrix(whole) ? whole.props.get(matrixSlot)?.node : node,
  );
  const own: Start = made.is === 'known' ? made.value : { kind: 'random-uniform', min: 0, max: 1 };
  const replacements = site
    ? forEach === true
      ? draws(site, fans)
      : withoutStatement(site, 'ml-fnn’s own random weights', own)
    : [];
  return {
    name: 'kernel',
    role: 'kernel',
    start,
    surprises,
    ...(site ? { site: { at: machine.span(site), replacements } } : {}),
  };
}

function biasOf(machine: Machine, part: Abstract | undefined, call: Call): Parameter {
  const made = {
    start: known<Start>({ kind: 'constant', value: 0 }),
    arrange: (numbers: readonly number[]) => numbers,
  };
  const node = part?.t === 'object' ? part.props.get('b')?.node : undefined;
  const { start, site } = readNumbers(
    machine,
    part ? machine.get(part, 'b', call.frame) : undefined,
    made,
    node,
  );
  return {
    name: 'bias',
    role: 'bias',
    start,
    surprises: [],
    ...(site ? { site: { at: machine.span(site), replacements: [] } } : {}),
  };
}
