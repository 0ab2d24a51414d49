// `compile` and optimizers: which loss, which optimizer, with which settings.
import type { Optimizer, Setting } from '../../../network/graph.ts';
import type { Known, Value } from '../../../network/value.ts';
import { known, unknown } from '../../../network/value.ts';
import type { Abstract, Call, Frame, Machine, ObjectModel } from '../../evaluate/model.ts';
import { isNullish, makeObject, undefinedValue } from '../../evaluate/model.ts';
import { toValue } from '../../evaluate/settings.ts';

interface OptimizerRow {
  readonly kind: string;
  /** Arguments of `tf.train.x(…)` in order, with their defaults; undefined: must be given. */
  readonly arguments: readonly (readonly [string, Setting | undefined])[];
  /** What the optimizer's name in `compile` stands for, where that differs from the defaults above. */
  readonly byName?: Readonly<Record<string, Setting>>;
}

const optimizers: Readonly<Record<string, OptimizerRow>> = {
  sgd: { kind: 'sgd', arguments: [['learningRate', undefined]], byName: { learningRate: 0.01 } },
  momentum: {
    kind: 'momentum',
    arguments: [
      ['learningRate', undefined],
      ['momentum', undefined],
      ['useNesterov', false],
    ],
  },
  rmsprop: {
    kind: 'rmsprop',
    arguments: [
      ['learningRate', undefined],
      ['decay', 0.9],
      ['momentum', 0],
      ['epsilon', 1e-7],
      ['centered', false],
    ],
    byName: { learningRate: 0.001 },
  },
  adam: {
    kind: 'adam',
    arguments: [
      ['learningRate', 0.001],
      ['beta1', 0.9],
      ['beta2', 0.999],
      ['epsilon', 1e-7],
    ],
  },
  adagrad: {
    kind: 'adagrad',
    arguments: [
      ['learningRate', undefined],
      ['initialAccumulatorValue', 0.1],
    ],
    byName: { learningRate: 0.01 },
  },
  adadelta: {
    kind: 'adadelta',
    arguments: [
      ['learningRate', 0.001],
      ['rho', 0.95],
      ['epsilon', 1e-7],
    ],
    byName: { learningRate: 1 },
  },
  adamax: {
    kind: 'adamax',
    arguments: [
      ['learningRate', 0.002],
      ['beta1', 0.9],
      ['beta2', 0.999],
      ['epsilon', 1e-7],
      ['decay', 0],
    ],
  },
};

/** Names `compile` accepts. */
const byName: Readonly<Record<string, string>> = {
  sgd: 'sgd',
  SGD: 'sgd',
  adam: 'adam',
  Adam: 'adam',
  rmsprop: 'rmsprop',
  RMSProp: 'rmsprop',
  adagrad: 'adagrad',
  Adagrad: 'adagrad',
  adadelta: 'adadelta',
  Adadelta: 'adadelta',
  adamax: 'adamax',
  Adamax: 'adamax',
};

const optimizerModel: ObjectModel = {
  name: 'an optimizer',
  call: (machine, self, method, call) => (method === 'minimize' ? machine.optimize(self, call) : undefined),
};

/** `tf.train.name(…)` */
export function makeOptimizer(machine: Machine, name: string, call: Call): Abstract | undefined {
  const row = Object.hasOwn(optimizers, name) ? optimizers[name] : undefined;
  if (!row) return undefined;
  const settings: Record<string, Value<Setting>> = {};
  row.arguments.forEach(([field, fallback], index) => {
    const given = call.args[index] ?? undefinedValue;
    if (call.open) settings[field] = unknown(`${field} comes from a spread`);
    else if (!isNullish(given)) settings[field] = toValue(given, field);
    else settings[field] = fallback === undefined ? unknown(`${field} is not given`) : known(fallback);
  });
  return makeObject(machine, {
    model: optimizerModel,
    data: { kind: row.kind, settings } satisfies Optimizer,
    made: call.at,
  });
}

export function readOptimizer(
  machine: Machine,
  compiled: Abstract | undefined,
  frame: Frame,
): Value<Optimizer> {
  if (compiled === undefined || isNullish(compiled)) return unknown('the model is not compiled here');
  return optimizerOf(machine.get(compiled, 'optimizer', frame));
}

function optimizerOf(value: Abstract): Value<Optimizer> {
  if (value.t === 'object' && value.model === optimizerModel) return known(value.data as Optimizer);
  if (value.t === 'constant' && typeof value.value === 'string') {
    const name = Object.hasOwn(byName, value.value) ? byName[value.value] : undefined;
    const row = name === undefined ? undefined : optimizers[name];
    if (!row) return known({ kind: value.value, settings: {} }, value.at);
    const entries = row.arguments.flatMap(([field, fallback]): [string, Known<Setting>][] => {
      const setting = row.byName?.[field] ?? fallback;
      return setting === undefined ? [] : [[field, known(setting)]];
    });
    return known({ kind: row.kind, settings: Object.fromEntries(entries) }, value.at);
  }
  if (value.t === 'choice') {
    const cases: Known<Optimizer>[] = [];
    for (const one of value.cases) {
      const part = optimizerOf(one);
      if (part.is !== 'known') return unknown('the optimizer depends on a condition', value.condition);
      cases.push(part);
    }
    return { is: 'one-of', cases, ...(value.condition ? { condition: value.condition } : {}) };
  }
  return unknown(`the optimizer: ${value.t === 'unknown' ? value.why : 'it is not known'}`);
}

const lossFunctions: Readonly<Record<string, string>> = {
  meanSquaredError: 'meanSquaredError',
  absoluteDifference: 'meanAbsoluteError',
  softmaxCrossEntropy: 'softmaxCrossEntropy',
  sigmoidCrossEntropy: 'sigmoidCrossEntropy',
  huberLoss: 'huberLoss',
  hingeLoss: 'hinge',
  logLoss: 'binaryCrossentropy',
};

export function readLoss(machine: Machine, compiled: Abstract | undefined, frame: Frame): Value<string> {
  if (compiled === undefined || isNullish(compiled)) return unknown('the model is not compiled here');
  return lossOf(machine.get(compiled, 'loss', frame));
}

function lossOf(value: Abstract): Value<string> {
  if (value.t === 'constant' && typeof value.value === 'string') return known(value.value, value.at);
  if (value.t === 'library') {
    const name = value.path.at(-1) ?? '';
    const loss =
      value.path.at(-2) === 'losses' || value.path.at(-2) === 'metrics'
        ? Object.hasOwn(lossFunctions, name)
          ? lossFunctions[name]
          : name
        : undefined;
    if (loss !== undefined) return known(loss);
  }
  if (value.t === 'choice') {
    const cases: Known<string>[] = [];
    for (const one of value.cases) {
      const part = lossOf(one);
      if (part.is !== 'known') return unknown('the loss depends on a condition', value.condition);
      cases.push(part);
    }
    return { is: 'one-of', cases, ...(value.condition ? { condition: value.condition } : {}) };
  }
  return unknown(`the loss: ${value.t === 'unknown' ? value.why : 'it is computed by the program'}`);
}
