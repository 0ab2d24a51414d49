// What `ml5.neuralNetwork(options)` does with TensorFlow.js when it is trained.
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
  undefinedValue,
  unknownValue,
} from '../../evaluate/model.ts';
import { copyProperties, putProperty } from '../../evaluate/patterns.ts';
import { truthiness } from '../../evaluate/operators.ts';

export function makeNeuralNetwork(machine: Machine, call: Call): Abstract {
  const options = call.args.at(0) ?? undefinedValue;
  const field = (name: string): Abstract =>
    options.t === 'object' ? machine.get(options, name, call.frame) : undefinedValue;
  const model = tf(machine, ['sequential'], [], call);
  if (model.t !== 'object' || options.t !== 'object') return model;
  const task = asString(field('task'))?.toLowerCase() ?? '';
  const layers = layersOf(machine, field, task);
  for (const config of layers ?? [unknownValue('the layers are not known')]) {
    const type = config.t === 'object' ? asString(machine.get(config, 'type', call.frame)) : undefined;
    const layer = type === undefined ? config : tf(machine, ['layers', type], [config], call);
    machine.callMethod(model, 'add', { ...call, args: [layer], nodes: [] });
  }
  compile(machine, model, field, task, call);
  if (!isNullish(field('modelUrl')))
    machine.callMethod(model, 'loadWeights', { ...call, args: [], nodes: [] });
  return { ...makeObject(machine, { model: networkModel, data: model, made: call.at }), name: model.name };
}

const tf = (machine: Machine, path: readonly string[], args: readonly Abstract[], call: Call): Abstract =>
  machine.callLibrary(
    { t: 'library', library: 'tfjs', path },
    { ...call, args, nodes: [], open: false, isNew: false },
  );

const networkModel: ObjectModel = {
  name: 'a network of ml5',
  call(machine, self, method, call) {
    const model = self.data as Abstract;
    switch (method) {
      case 'train':
        machine.callMethod(model, 'fit', {
          ...call,
          args: [undefinedValue, undefinedValue, call.args.at(0) ?? undefinedValue],
          nodes: [],
        });
        for (const arg of call.args)
          if (arg.t === 'function') machine.callBack(arg, [unknownValue('how training goes')], call);
        return unknownValue('what training gives');
      case 'load':
      case 'mutate':
      case 'crossover':
        // Weights from elsewhere, or told apart by chance.
        machine.callMethod(model, 'loadWeights', { ...call, args: [], nodes: [] });
        return undefinedValue;
      default:
        return undefined;
    }
  },
  get(machine, self, name) {
    if (name !== 'neuralNetwork') return undefined;
    const holder = makeObject(machine);
    holder.props.set('model', makeSlot(machine, self.data as Abstract));
    return holder;
  },
};

/**
 * The author's layers, if there are at least two (fewer are ignored) and nothing evolves; else the default ones. The
 * first is given the shape of the input, the last the number of outputs, where they have none.
 */
function layersOf(
  machine: Machine,
  field: (name: string) => Abstract,
  task: string,
): readonly Abstract[] | undefined {
  const given = field('layers');
  const list = given.t === 'array' ? expanded(listOf(given)) : undefined;
  if (!isNullish(given) && (!list || list.rest !== undefined || list.items.some(({ maybe }) => maybe)))
    return undefined;
  const own = (list?.items ?? []).map(({ value }) => copyOf(machine, value));
  const evolves = truthiness(field('neuroEvolution')) === true;
  const layers = own.length >= 2 && !evolves ? own : defaults(machine, field, task);
  const [first, last] = [layers.at(0), layers.at(-1)];
  if (first?.t === 'object' && !first.props.has('inputShape'))
    give(machine, first, 'inputShape', shapeOf(machine, field('inputs')));
  if (last?.t === 'object' && !last.props.has('units'))
    give(machine, last, 'units', countOf(field('outputs'), task));
  return layers;
}

function copyOf(machine: Machine, value: Abstract): Abstract {
  if (value.t !== 'object') return value;
  const copy = { ...makeObject(machine), ...(value.made ? { made: value.made } : {}) };
  copyProperties(machine, value, copy);
  return copy;
}

const give = (machine: Machine, config: ObjectValue, name: string, value: Abstract | undefined): void => {
  if (value) putProperty(machine, config, name, value);
};

/** A number of inputs, a list of their names, or the sides of a picture. */
function shapeOf(machine: Machine, inputs: Abstract): Abstract | undefined {
  if (asNumber(inputs) !== undefined) return makeArray(machine, [{ value: inputs }]);
  if (inputs.t !== 'array') return undefined;
  const { items, rest } = expanded(listOf(inputs));
  if (rest !== undefined || items.length === 0) return undefined;
  return items.every(({ value }) => asNumber(value) !== undefined)
    ? inputs
    : makeArray(machine, [{ value: constant(items.length) }]);
}

/** How many numbers come out; how many classes there are, only the data tells. */
function countOf(outputs: Abstract, task: string): Abstract {
  if (asNumber(outputs) !== undefined) return outputs;
  const list = outputs.t === 'array' ? expanded(listOf(outputs)) : undefined;
  return task === 'regression' && list && list.rest === undefined
    ? constant(list.items.length)
    : unknownValue('the number of outputs comes from the data');
}

type Plain = Readonly<Record<string, string | number | readonly number[]>>;

function defaults(machine: Machine, field: (name: string) => Abstract, task: string): Abstract[] {
  const hidden = field('hiddenUnits');
  const units = isNullish(hidden) ? constant(16) : hidden;
  const conv = (filters: number): Plain => ({
    type: 'conv2d',
    filters,
    kernelSize: 5,
    strides: 1,
    activation: 'relu',
    kernelInitializer: 'varianceScaling',
  });
  const pool: Plain = { type: 'maxPooling2d', poolSize: [2, 2], strides: [2, 2] };
  const picture: readonly Plain[] = [
    conv(8),
    pool,
    conv(16),
    pool,
    { type: 'flatten' },
    { type: 'dense', kernelInitializer: 'varianceScaling', activation: 'softmax' },
  ];
  const row: readonly Plain[] = [
    { type: 'dense', activation: 'relu' },
    { type: 'dense', activation: task === 'classification' ? 'softmax' : 'sigmoid' },
  ];
  const layers = (task === 'imageclassification' ? picture : row).map((config) => objectOf(machine, config));
  if (task !== 'imageclassification') putProperty(machine, layers[0], 'units', units);
  return layers;
}

function objectOf(machine: Machine, plain: Plain): ObjectValue {
  const object = makeObject(machine);
  for (const [name, value] of Object.entries(plain)) {
    const abstract =
      typeof value === 'object'
        ? makeArray(
            machine,
            value.map((entry) => ({ value: constant(entry) })),
          )
        : constant(value);
    putProperty(machine, object, name, abstract);
  }
  return object;
}

/** Gradient descent for classes, adam for numbers; the rate is 0.2, for pictures 0.02. */
function compile(
  machine: Machine,
  model: Abstract,
  field: (name: string) => Abstract,
  task: string,
  call: Call,
): void {
  const given = field('learningRate');
  const rate = isNullish(given) ? constant(task === 'imageclassification' ? 0.02 : 0.2) : given;
  const config = makeObject(machine);
  const regression = task === 'regression';
  putProperty(
    machine,
    config,
    'optimizer',
    tf(machine, ['train', regression ? 'adam' : 'sgd'], [rate], call),
  );
  if (task !== '')
    putProperty(
      machine,
      config,
      'loss',
      constant(regression ? 'meanSquaredError' : 'categoricalCrossentropy'),
    );
  machine.callMethod(model, 'compile', { ...call, args: [config], nodes: [] });
}
