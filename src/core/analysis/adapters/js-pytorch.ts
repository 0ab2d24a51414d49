// js-pytorch: tensors with gradients, and layers that make their own; `loss.backward()` says what is trained.
import type { Abstract } from '../evaluate/model.ts';
import { asNumber, constant, undefinedValue, unknownValue } from '../evaluate/model.ts';
import { backward } from '../matrices/gradients.ts';
import { affine, makeLayer } from '../matrices/layers.ts';
import { followed } from '../matrices/library.ts';
import type { Making } from '../matrices/making.ts';
import { draw, fromArray, made, normalDraw, ofOne, someDraw } from '../matrices/making.ts';
import type { Given, MatrixKind, Operation, Operations } from '../matrices/matrix.ts';
import { arrayOf, makeMatrix, MatrixFacts, filled } from '../matrices/matrix.ts';
import { nested } from '../matrices/nested.ts';
import * as op from '../matrices/operations.ts';
import type { Adapter } from './adapter.ts';

const arithmetic: Operations = {
  add: op.add,
  sub: op.subtract,
  mul: op.times,
  div: op.divide,
  neg: op.negate,
  pow: op.power,
  matmul: op.product,
  exp: op.functions.exp,
  log: op.functions.log,
  sqrt: op.functions.sqrt,
  transpose: op.transpose,
  reshape: op.reshape,
  mean: op.sum,
  variance: op.sum,
};

const kind: MatrixKind = {
  library: 'js-pytorch',
  slot: '_data',
  isAlways: true,
  wrapsNumbers: true,
  methods: {
    ...arithmetic,
    // `reshape(shape)`
    reshape: op.reshape,
    sum: op.sum,
    at: op.part,
    masked_fill: op.same,
    to: op.same,
    tolist: op.toArray,
    backward,
    zero_grad: op.unfollowed('nothing'),
    zero_grad_graph: op.unfollowed('nothing'),
  },
  properties: {
    data: op.toArray,
    shape: op.size,
    grad: op.unfollowed('a gradient'),
    _grad: op.unfollowed('a gradient'),
    device: op.unfollowed('a device'),
    requires_grad: op.unfollowed('whether it is trained'),
    length: op.unfollowed('a length'),
    ndims: op.unfollowed('how many sides there are'),
  },
  // Its rectifier lets a thousandth through.
  atZero: { leakyReLU: { value: 0, slope: 0.001 } },
  drawn(call, written, sides, number) {
    const namespace = /^(?:new\s+)?([\w$.]+)\.(?:zeros|ones|randn?|randint|[tT]ensor|Parameter)\s*\(/.exec(
      written,
    )?.[1];
    const rest = written.slice(call.at.node.getText(call.at.module.source).length);
    if (namespace === undefined || sides.length === 0 || rest.trim() !== '') return undefined;
    const given = call.nodes.slice(1).map((node) => `, ${node?.getText(call.at.module.source) ?? ''}`);
    return `${namespace}.tensor(${nested(sides, number)}${given.join('')})`;
  },
};

const isTrue = (value: Abstract | undefined): boolean => value?.t === 'constant' && value.value === true;

/** `zeros(shape, requires_grad)` */
const making =
  (trainableAt: number, shapeAt = 0): ((given: Given) => Making) =>
  ({ args }) => ({
    sides: op.lengthsIn([args[shapeAt] ?? undefinedValue]),
    isTrainable: isTrue(args[trainableAt]),
  });

/** `randn(shape, requires_grad, device, xavier)`: over the root of the first side where `xavier` says so. */
const randn: Operation = (given) => {
  const { args } = given;
  const sides = op.lengthsIn([args[0] ?? undefinedValue]);
  return made(given, making(1)(given), () => normal(given, isTrue(args[3]) ? sides[0] : constant(1)));
};

/** A draw with this many inputs' share of the variance. */
function normal({ machine, call }: Given, over: Abstract | undefined): Abstract {
  const inputs = asNumber(over);
  return inputs === undefined || inputs <= 0
    ? someDraw(machine, call)
    : normalDraw(machine, call, 0, 1 / Math.sqrt(inputs));
}

/** `randint(low = 0, high = 1, shape = [1])`: integers below the upper bound, so one number where they are next to each other. */
const randint: Operation = (given) => {
  const { machine, args, call } = given;
  const low = asNumber(args[0] ?? constant(0));
  const high = asNumber(args[1] ?? constant(1));
  const isOne = low !== undefined && high !== undefined && high - low <= 1;
  return made(given, making(3, 2)(given), () => (isOne ? constant(low) : someDraw(machine, call)));
};

const tensor =
  (isTrainable: (given: Given) => boolean): Operation =>
  (given) =>
    arrayOf(given.args[0])
      ? fromArray(given, given.args[0], { isTrainable: isTrainable(given) })
      : (given.args[0] ?? undefinedValue);

const fromData = tensor(({ args }) => isTrue(args[1]));

/** `new nn.Linear(in, out, device, bias = true, xavier = true)` */
const linear: Operation = (given) => {
  const { machine, call } = given;
  const [inputs = unknownValue('inputs'), outputs = unknownValue('outputs')] = given.args;
  const isOn = (index: number): boolean => {
    const value = given.args.at(index);
    return value === undefined || isTrue(value) || (value.t === 'constant' && value.value === undefined);
  };
  const [hasBias, isScaled] = [isOn(3), isOn(4)];
  const matrix = (sides: readonly Abstract[], number: () => Abstract): Abstract =>
    makeMatrix(machine, filled(machine, sides, number), new MatrixFacts(kind, call, [], true), call);
  const weights = matrix([inputs, outputs], () => normal(given, isScaled ? inputs : constant(1)));
  const properties = { W: weights, ...(hasBias ? { b: matrix([outputs], () => constant(0)) } : {}) };
  return makeLayer(machine, kind, call, properties, affine('W', hasBias ? 'b' : undefined));
};

/** A layer without parameters. */
const plainLayer =
  (forward: Operation): Operation =>
  ({ machine, call }) =>
    makeLayer(machine, kind, call, {}, ({ args, ...inner }) => forward({ ...inner, args: args.slice(1) }));

/** What is not followed: what it computes from is lost on purpose, so that nothing is concluded behind it. */
const unfollowedLayer = plainLayer(op.unfollowed('what a layer gives'));

const squaredError: Operation = (given) => {
  const error = op.subtract(given);
  return op.sum({ ...given, args: [op.times({ ...given, args: [error, error] })] });
};

const crossEntropy: Operation = (given) => {
  const [z = undefinedValue, y = undefinedValue] = given.args;
  return op.sum({
    ...given,
    args: [op.subtract({ ...given, args: [op.softmax({ ...given, args: [z] }), y] })],
  });
};

/** Writes a file's weights into the model. */
const load: Operation = ({ machine, args }) => {
  const [model = undefinedValue] = args;
  machine.flows?.escaped(model, 'load');
  return model;
};

const helper = op.unfollowed('what a helper gives');

export const jsPytorch: Adapter = followed({
  id: 'js-pytorch',
  packages: ['js-pytorch'],
  globals: ['torch'],
  prefix: 'torch',
  signs: [/js-pytorch|\btorch\s*\.\s*(nn|tensor|zeros|ones|randn?|optim)\b/, /backward/],
  kind,
  functions: {
    ...arithmetic,
    zeros: ofOne(0, making(1)),
    ones: ofOne(1, making(1)),
    rand: (given) =>
      made(given, making(1)(given), () => draw(given.machine, given.call, constant(0), constant(1))),
    randn,
    randint,
    tensor: fromData,
    Tensor: fromData,
    Parameter: tensor(() => true),
    tril: helper,
    at: op.part,
    masked_fill: op.same,
    broadcast: op.same,
    getShape: op.size,
    save: helper,
    load,
    'nn.Linear': linear,
    'nn.ReLU': plainLayer(op.unary('relu', (x) => (x > 0 ? x : 0.001 * x))),
    'nn.Softmax': plainLayer(op.softmax),
    'nn.Dropout': plainLayer(op.same),
    'nn.MSELoss': plainLayer(squaredError),
    'nn.CrossEntropyLoss': plainLayer(crossEntropy),
    'nn.MultiHeadSelfAttention': unfollowedLayer,
    'nn.FullyConnected': unfollowedLayer,
    'nn.Block': unfollowedLayer,
    'nn.Embedding': unfollowedLayer,
    'nn.PositionalEmbedding': unfollowedLayer,
    'nn.LayerNorm': unfollowedLayer,
    'optim.Adam': op.unfollowed('an optimizer'),
  },
  inherited: {
    parameters: op.unfollowed('parameters'),
    train: op.unfollowed('nothing'),
    eval: op.unfollowed('nothing'),
    mode: op.unfollowed('a mode'),
    entries: op.unfollowed('entries'),
  },
});
