// shumai: tensors that are told to keep gradients, and modules that are called like functions.
import type { Abstract } from '../evaluate/model.ts';
import { asNumber, constant, undefinedValue, unknownValue } from '../evaluate/model.ts';
import { onEach } from '../evaluate/builtins/arrays.ts';
import { backward, requireGradient } from '../matrices/gradients.ts';
import { affine, makeLayer } from '../matrices/layers.ts';
import { followed } from '../matrices/library.ts';
import type { Making } from '../matrices/making.ts';
import { draw, fromArray, made, normalDraw, ofOne, someDraw } from '../matrices/making.ts';
import type { Given, MatrixKind, Operation, Operations } from '../matrices/matrix.ts';
import { arrayOf, filled, makeMatrix, MatrixFacts } from '../matrices/matrix.ts';
import * as op from '../matrices/operations.ts';
import type { Adapter } from './adapter.ts';

const arithmetic: Operations = {
  add: op.add,
  sub: op.subtract,
  mul: op.times,
  div: op.divide,
  power: op.power,
  negate: op.negate,
  negative: op.negate,
  matmul: op.product,
  mm: op.product,
  maximum: op.withConstant('max', Math.max),
  minimum: op.withConstant('min', Math.min),
  greaterThan: op.greater,
  gt: op.greater,
  lessThan: op.less,
  lt: op.less,
  where: op.where,
  relu: op.unary('relu', (x) => Math.max(0, x)),
  leakyRelu: op.unary('leakyRelu', (x) => (x > 0 ? x : 0.01 * x)),
  elu: op.unary('elu', (x) => (x > 0 ? x : Math.expm1(x))),
  sigmoid: op.sigmoid,
  softmax: op.softmax,
  logistic: op.sigmoid,
  absolute: op.functions.abs,
  square: op.unary('square', (x) => x * x),
  ...op.functions,
  sum: op.sum,
  mean: op.sum,
  amax: op.sum,
  amin: op.sum,
  transpose: op.transpose,
  reshape: op.reshape,
};

const update: Operation = (given) => {
  const [tensor = undefinedValue, value = undefinedValue] = given.args;
  return op.fill({ ...given, args: [tensor, op.get({ ...given, args: [value] })] });
};

const kind: MatrixKind = {
  library: 'shumai',
  slot: '_data',
  isAlways: true,
  wrapsNumbers: true,
  methods: {
    ...arithmetic,
    T: op.transpose,
    flatten: op.flatten,
    index: op.part,
    slice: op.part,
    concat: op.unfollowed('several tensors in one'),
    detach: op.same,
    copy: op.clone,
    deepCopy: op.clone,
    astype: op.same,
    asContiguousTensor: op.same,
    requireGrad: requireGradient,
    checkpoint: op.same,
    backward,
    update,
    eval: op.same,
    untidy: op.same,
    dispose: op.unfollowed('nothing'),
    toFloat32: op.get,
    toFloat32Array: op.flatten,
    valueOf: op.get,
    toString: op.unfollowed('a text'),
  },
  properties: {
    shape: op.size,
    grad: op.unfollowed('a gradient'),
    requires_grad: op.unfollowed('whether it is trained'),
    elements: op.unfollowed('how many numbers there are'),
    dtype: op.unfollowed('the type of the numbers'),
    ndim: op.unfollowed('how many sides there are'),
  },
  drawn(call, written, sides, number) {
    const namespace = /^([\w$.]+)\.\w+\s*\(/.exec(written)?.[1];
    const rest = written.slice(call.at.node.getText(call.at.module.source).length).trim();
    if (namespace === undefined || sides.length === 0 || !/^(\.requireGrad\(\))?$/.test(rest))
      return undefined;
    const length = sides.map((side) => (/^[\w$.]+$/.test(side) ? side : `(${side})`)).join(' * ');
    const numbers = `Float32Array.from({ length: ${length} }, () => ${number})`;
    return `${namespace}.tensor(${numbers}).reshape([${sides.join(', ')}])${rest}`;
  },
};

const making = ({ args: [shape = undefinedValue] }: Given): Making => ({ sides: op.lengthsIn([shape]) });

const full: Operation = (given) => made(given, making(given), () => given.args[1] ?? undefinedValue);

const scalar: Operation = ({ machine, call, args: [number = undefinedValue] }) => {
  const facts = new MatrixFacts(kind, call);
  facts.isNumber = true;
  return makeMatrix(
    machine,
    filled(machine, [constant(1)], () => number),
    facts,
    call,
  );
};

const rand: Operation = (given) =>
  made(given, making(given), () => draw(given.machine, given.call, constant(0), constant(1)));

const randn: Operation = (given) =>
  made(given, making(given), () => normalDraw(given.machine, given.call, 0, 1));

/** `xavier_uniform(shape, fan_in, fan_out, gain = 1)`: a gain of 0 leaves zeros. */
const xavier =
  (isNormal: boolean): Operation =>
  (given) => {
    const { machine, args, call } = given;
    const [inputs, outputs] = [asNumber(args[1]), asNumber(args[2])];
    const gain = args.length > 3 ? asNumber(args[3]) : 1;
    return made(given, making(given), () => xavierDraw({ machine, call }, isNormal, gain, inputs, outputs));
  };

function xavierDraw(
  { machine, call }: Pick<Given, 'machine' | 'call'>,
  isNormal: boolean,
  gain: number | undefined,
  inputs: number | undefined,
  outputs: number | undefined,
): Abstract {
  if (gain === 0) return constant(0, machine.span(call.at));
  if (gain === undefined || inputs === undefined || outputs === undefined) return someDraw(machine, call);
  const deviation = gain * Math.sqrt(2 / (inputs + outputs));
  const bound = Math.sqrt(3) * deviation;
  return isNormal
    ? normalDraw(machine, call, 0, deviation)
    : draw(machine, call, constant(-bound), constant(bound));
}

const tensor: Operation = (given) =>
  arrayOf(given.args[0]) ? fromArray(given, given.args[0]) : (given.args[0] ?? undefinedValue);

/** Numbers on the diagonal are others. */
const identity: Operation = (given) => {
  const [side = undefinedValue] = given.args;
  return made(given, { sides: [side, side] }, () => unknownValue('different numbers'));
};

/** `linear(inputs, outputs)`: uniform Xavier draws with a gain of √2, a bias of zeros. */
const linear: Operation = ({ machine, call, args }) => {
  const [inputs = unknownValue('inputs'), outputs = unknownValue('outputs')] = args;
  const matrix = (sides: readonly Abstract[], number: () => Abstract): Abstract =>
    makeMatrix(machine, filled(machine, sides, number), new MatrixFacts(kind, call, [], true), call);
  const number = (): Abstract =>
    xavierDraw({ machine, call }, false, Math.SQRT2, asNumber(inputs), asNumber(outputs));
  const properties = {
    weight: matrix([inputs, outputs], number),
    bias: matrix([outputs], () => constant(0)),
  };
  return makeLayer(machine, kind, call, properties, affine('weight', 'bias'));
};

/** `sequential(f, g, …)`: each is called with what the one before gave. */
const sequential: Operation = ({ machine, call, args: stages }) =>
  makeLayer(machine, kind, call, {}, ({ args, call: outer, machine: inner }) =>
    stages.reduce((x, stage) => inner.callBack(stage, [x], outer), args[1] ?? undefinedValue),
  );

const unfollowedModule: Operation = ({ machine, call }) =>
  makeLayer(machine, kind, call, {}, op.unfollowed('what a module gives'));

const squaredError: Operation = (given) => {
  const error = op.subtract(given);
  return op.sum({ ...given, args: [op.times({ ...given, args: [error, error] })] });
};

const difference: Operation = (given) =>
  op.sum({ ...given, args: [op.functions.abs({ ...given, args: [op.subtract(given)] })] });

/** A loss that is a function to be made first: `const loss = crossEntropy()`. */
const lossOf =
  (loss: Operation): Operation =>
  ({ machine, call }) =>
    makeLayer(machine, kind, call, {}, ({ args, ...inner }) => loss({ ...inner, args: args.slice(1) }));

/** Whatever it is, every number of its arguments goes into it. */
const mixed: Operation = (given) => op.sum({ ...given, args: [op.times(given)] });

/** `for (const i of range(n))` */
const range: Operation = ({ machine, args: [length = undefinedValue] }) =>
  filled(machine, [length], () => onEach(machine, () => unknownValue('a counter')));

export const shumai: Adapter = followed({
  id: 'shumai',
  packages: ['@shumai/shumai'],
  globals: [],
  signs: [/@shumai\/shumai/, /backward|serve_model/],
  kind,
  functions: {
    ...arithmetic,
    full,
    scalar,
    constant: full,
    rand,
    randn,
    tensor,
    Tensor: tensor,
    identity,
    ident: identity,
    eye: identity,
    xavier_uniform: xavier(false),
    xavier_normal: xavier(true),
    zeros: ofOne(0, making),
    ones: ofOne(1, making),
    'module.linear': linear,
    'module.Linear': linear,
    'module.sequential': sequential,
    'module.Sequential': sequential,
    'module.layerNorm': unfollowedModule,
    'module.LayerNorm': unfollowedModule,
    'module.lstm': unfollowedModule,
    'module.LSTM': unfollowedModule,
    'module.conv2d': unfollowedModule,
    'loss.mse': squaredError,
    'loss.mae': lossOf(difference),
    'loss.crossEntropy': lossOf(mixed),
    'loss.binaryCrossEntropy': lossOf(mixed),
    'optim.sgd': op.unfollowed('nothing'),
    'optim.adam': op.unfollowed('nothing'),
    'optim.Adam': op.unfollowed('an optimizer'),
    'util.range': range,
    'util.viter': range,
    'util.tidy': ({ machine, args: [f = undefinedValue], call }) => machine.callBack(f, [], call),
  },
  inherited: {
    '()': ({ machine, args: [self = undefinedValue, ...args], call }) =>
      machine.callMethod(self, 'forward', { ...call, args, nodes: [] }),
    checkpoint: op.unfollowed('nothing'),
  },
});
