// The layers of a `brain.NeuralNetwork`.
import type { Layer, Network, Optimizer, Parameter, Setting, Start } from '../../../network/graph.ts';
import type { Value } from '../../../network/value.ts';
import { known, unknown } from '../../../network/value.ts';
import { expanded } from '../../evaluate/expand.ts';
import type { Abstract, Call, Machine, ObjectValue } from '../../evaluate/model.ts';
import { asNumber, asString, listOf, read, unknownValue } from '../../evaluate/model.ts';
import { toValue } from '../../evaluate/settings.ts';
import { draws, filledWithDraws } from '../../weights/edits.ts';
import { kernelOf, loaded, readNumbers } from '../../weights/numbers.ts';
import { option, setting, slots } from './options.ts';
import { givenSizes, hiddenOf } from './sized.ts';

/** Weights and biases alike. */
const drawn: Start = { kind: 'random-uniform', min: -0.2, max: 0.2 };

interface Sizes {
  readonly input: Abstract;
  /** undefined: nobody knows how many layers there are. */
  readonly hidden: readonly Abstract[] | undefined;
  readonly output: Abstract;
}

export function sizedNetwork(machine: Machine, net: ObjectValue): Network[] {
  // A saved network that is not spelled out: neither its layers nor its weights are known.
  if (read(net.props.get(slots.weights)) === loaded) return [];
  const sizes = sizesOf(machine, net);
  const { at } = net.data as Call;
  const activation = activationOf(machine, net);
  const layers: Layer[] = [];
  let last = 'input';
  const add = (id: string, units: Abstract, inputs: Abstract, index: number): void => {
    const leaky = activation.is === 'known' && activation.value === 'leakyReLU';
    layers.push({
      id,
      kind: 'dense',
      at: machine.span(at),
      from: known([last]),
      settings: {
        units: toValue(units, 'the size of the layer'),
        activation: leaky ? known('linear') : activation,
        useBias: known(true),
      },
      trainable: known(true),
      parameters: [kernelAt(machine, net, index, inputs, units), biasAt(machine, net, index)],
    });
    last = id;
    if (!leaky) return;
    const alpha = setting(machine, net, 'leakyReluAlpha', 0.01);
    last = `${id}_leakyRelu`;
    layers.push({
      id: last,
      kind: 'leakyReLU',
      at: machine.span(at),
      from: known([id]),
      settings: { alpha },
      trainable: known(true),
      parameters: [],
    });
  };
  if (sizes.hidden === undefined) {
    const why = 'the hidden layers are not known';
    layers.push({
      id: 'hidden',
      kind: 'opaque',
      at: machine.span(at),
      from: known(['input']),
      settings: {},
      trainable: known(true),
      parameters: [],
      name: why,
    });
    last = 'hidden';
  }
  const hidden = sizes.hidden ?? [];
  hidden.forEach((units, index) => {
    add(`hidden${index + 1}`, units, hidden[index - 1] ?? sizes.input, index + 1);
  });
  add('output', sizes.output, hidden.at(-1) ?? sizes.input, hidden.length + 1);
  const inputs = asNumber(sizes.input);
  return [
    {
      id: asString(read(net.name)) ?? 'net',
      library: 'brain',
      at: machine.span(at),
      inputs: [
        {
          id: 'input',
          shape: inputs === undefined ? unknown('the size of the input is not known') : known([inputs]),
        },
      ],
      layers,
      outputs: known([last]),
      loss: known('meanSquaredError'),
      optimizer: optimizerOf(machine, net),
      batchSize: known(1),
    },
  ];
}

/** Of a saved network by its weights; else input and output by the options or the data, hidden ones by the options. */
function sizesOf(machine: Machine, net: ObjectValue): Sizes {
  const saved = partsOf(net, slots.weights)?.map(rowsOf);
  const written = saved?.slice(1);
  if (written && written.length > 0 && written.every((rows) => rows !== undefined)) {
    const units = written.map((rows) => countOf(rows.length));
    const first = written[0].at(0);
    const inputs = first?.t === 'array' ? machine.get(first, 'length', (net.data as Call).frame) : undefined;
    return {
      input: inputs ?? unknownValue('the size of the input'),
      hidden: units.slice(0, -1),
      output: units.at(-1) ?? unknownValue('the size of the output'),
    };
  }
  const given = givenSizes(machine, net);
  const [input, output] = ['input', 'output'].map((side) => {
    const own = option(machine, net, `${side}Size`);
    return own && asNumber(own) ? own : sizeInData(machine, net, side);
  });
  const asked = option(machine, net, 'hiddenLayers');
  if (asked !== undefined || (given && !read(net.props.get(slots.data))))
    return { input, output, hidden: hiddenOf(asked) };
  const inputs = asNumber(input);
  const byDefault =
    inputs === undefined
      ? unknownValue('half the size of the input, at least 3')
      : countOf(Math.max(3, Math.floor(inputs / 2)));
  return { input, output, hidden: [byDefault] };
}

const countOf = (value: number): Abstract => ({ t: 'constant', value });

/** How many numbers a sample of the training data holds: entries of an array, or names of objects. */
function sizeInData(machine: Machine, net: ObjectValue, side: string): Abstract {
  const unknownSize = unknownValue(`the size of the ${side} comes from the data`);
  const data = read(net.props.get(slots.data));
  const list = data?.t === 'array' ? expanded(listOf(data)) : undefined;
  const names = new Set<string>();
  for (const { value } of (list?.items ?? []).slice(0, 200)) {
    const sample = machine.get(value, side, (net.data as Call).frame);
    if (sample.t === 'array') return machine.get(sample, 'length', (net.data as Call).frame);
    if (sample.t !== 'object' || sample.open.value.t !== 'absent') return unknownSize;
    for (const name of sample.props.keys()) names.add(name);
  }
  return names.size === 0 || !list || list.rest !== undefined ? unknownSize : countOf(names.size);
}

function partsOf(net: ObjectValue, slot: string): readonly Abstract[] | undefined {
  const value = read(net.props.get(slot));
  if (value?.t !== 'array') return undefined;
  const { items, rest } = expanded(listOf(value));
  return rest === undefined ? items.map((item) => item.value) : undefined;
}

function rowsOf(value: Abstract): readonly Abstract[] | undefined {
  if (value.t !== 'array') return undefined;
  const { items, rest } = expanded(listOf(value));
  return rest === undefined ? items.map((item) => item.value) : undefined;
}

/** What stands for the weights of one layer; undefined where the library draws them. */
function partAt(net: ObjectValue, slot: string, index: number): Abstract | undefined {
  const whole = read(net.props.get(slot));
  if (whole === undefined || whole.t === 'unknown' || whole === loaded) return whole;
  return partsOf(net, slot)?.at(index) ?? unknownValue('the weights of the layer are replaced');
}

function kernelAt(
  machine: Machine,
  net: ObjectValue,
  index: number,
  inputs: Abstract,
  units: Abstract,
): Parameter {
  const fans = { inputs: asNumber(inputs), units: asNumber(units) };
  const { start, site, forEach, surprises } = readNumbers(machine, partAt(net, slots.weights, index), {
    start: known(drawn),
    arrange: (numbers) => kernelOf(numbers, fans.inputs, fans.units, 'units-first'),
  });
  const replacements = site ? (forEach === true ? draws(site, fans) : filledWithDraws(site, fans)) : [];
  return {
    name: 'kernel',
    role: 'kernel',
    start,
    surprises,
    ...(site ? { site: { at: machine.span(site), replacements } } : {}),
  };
}

function biasAt(machine: Machine, net: ObjectValue, index: number): Parameter {
  const { start, site } = readNumbers(machine, partAt(net, slots.biases, index), {
    start: known(drawn),
    arrange: (numbers) => numbers,
  });
  return {
    name: 'bias',
    role: 'bias',
    start,
    surprises: [],
    ...(site ? { site: { at: machine.span(site), replacements: [] } } : {}),
  };
}

/** One for all layers, the output too. */
function activationOf(machine: Machine, net: ObjectValue): Value<Setting> {
  const value = setting(machine, net, 'activation', 'sigmoid');
  return value.is === 'known' && value.value === 'leaky-relu' ? known('leakyReLU', value.at) : value;
}

/** Gradient descent with momentum, sample by sample; `praxis: 'adam'` is the other way. */
function optimizerOf(machine: Machine, net: ObjectValue): Value<Optimizer> {
  const learningRate = setting(machine, net, 'learningRate', 0.3);
  const praxis = option(machine, net, 'praxis');
  if (asString(praxis) === 'adam')
    return known({
      kind: 'adam',
      settings: {
        learningRate,
        beta1: setting(machine, net, 'beta1', 0.9),
        beta2: setting(machine, net, 'beta2', 0.999),
        epsilon: setting(machine, net, 'epsilon', 1e-8),
      },
    });
  return known({
    kind: 'momentum',
    settings: { learningRate, momentum: setting(machine, net, 'momentum', 0.1) },
  });
}
