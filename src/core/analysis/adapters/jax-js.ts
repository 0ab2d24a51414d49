// jax-js: arrays in objects of the program's own, functions of them that the library differentiates, optimizers of optax.
import { expanded } from '../evaluate/expand.ts';
import type { Abstract, Call, Machine } from '../evaluate/model.ts';
import {
  asNumber,
  constant,
  isNullish,
  listOf,
  makeArray,
  makeObject,
  native,
  undefinedValue,
  unknownValue,
} from '../evaluate/model.ts';
import { putProperty } from '../evaluate/patterns.ts';
import { gradientsFor, mapTree } from '../matrices/gradients.ts';
import { followed } from '../matrices/library.ts';
import type { Making } from '../matrices/making.ts';
import { draw, fromArray, made, normalDraw, ofOne, someDraw } from '../matrices/making.ts';
import type { Given, MatrixKind, Operation, Operations } from '../matrices/matrix.ts';
import { arrayOf, sidesOf } from '../matrices/matrix.ts';
import { nested } from '../matrices/nested.ts';
import * as op from '../matrices/operations.ts';
import type { Adapter } from './adapter.ts';

const comparison: Operations = {
  greater: op.greater,
  greaterEqual: op.greaterEqual,
  less: op.less,
  lessEqual: op.lessEqual,
  equal: op.unfollowed('a comparison'),
  notEqual: op.unfollowed('a comparison'),
};

const reducing: Operations = { sum: op.sum, mean: op.sum, max: op.sum, min: op.sum, prod: op.sum };

const kind: MatrixKind = {
  library: 'jax-js',
  slot: '_data',
  isAlways: true,
  wrapsNumbers: true,
  methods: {
    add: op.add,
    sub: op.subtract,
    mul: op.times,
    div: op.divide,
    neg: op.negate,
    ...comparison,
    ...reducing,
    transpose: op.transpose,
    reshape: op.reshape,
    flatten: op.flatten,
    ravel: op.flatten,
    slice: op.part,
    diagonal: op.part,
    sort: op.part,
    astype: op.same,
    view: op.same,
    js: op.toArray,
    jsAsync: op.toArray,
    data: op.flatten,
    dataSync: op.flatten,
    item: op.get,
    dispose: op.unfollowed('nothing'),
    blockUntilReady: op.same,
    toString: op.unfollowed('a text'),
  },
  properties: {
    ref: op.same,
    shape: op.size,
    dtype: op.unfollowed('the type of the numbers'),
    size: op.unfollowed('how many numbers there are'),
    ndim: op.unfollowed('how many sides there are'),
    device: op.unfollowed('a device'),
  },
  // Where both sides of its maximum are equal, the gradient goes to the number, not to the zero.
  atZero: {
    relu: { value: 0, slope: 1 },
    relu6: { value: 0, slope: 1 },
    leakyReLU: { value: 0, slope: 1 },
  },
  drawn(_call, written, sides, number) {
    const namespace = /^([\w$.]+)\.\w+\s*\(/.exec(written)?.[1];
    return namespace === undefined || namespace.endsWith('random') || sides.length === 0
      ? undefined
      : `${namespace}.array(${nested(sides, number)})`;
  },
};

const making =
  (at = 0): ((given: Given) => Making) =>
  ({ args }) => ({ sides: op.lengthsIn([args[at] ?? undefinedValue]) });

/** `zerosLike(x)` */
const like =
  (value: number): Operation =>
  (given) =>
    op.result({ ...given, args: given.args.slice(0, 1) }, sidesOf(given.args[0]), () => constant(value));

const full: Operation = (given) => made(given, making()(given), () => given.args[1] ?? undefinedValue);

const fullLike: Operation = (given) =>
  op.result(
    { ...given, args: given.args.slice(0, 1) },
    sidesOf(given.args[0]),
    () => given.args[1] ?? undefinedValue,
  );

const array: Operation = (given) =>
  arrayOf(given.args[0]) ? fromArray(given, given.args[0]) : (given.args[0] ?? undefinedValue);

const diagonal: Operation = (given) =>
  made(given, { sides: [given.args[0] ?? undefinedValue, given.args[0] ?? undefinedValue] }, () =>
    unknownValue('different numbers'),
  );

/** `normal(key, shape)` */
const normal: Operation = (given) =>
  made(given, making(1)(given), () => normalDraw(given.machine, given.call, 0, 1));

/** `uniform(key, shape, { minval = 0, maxval = 1 })` */
const uniform: Operation = (given) => {
  const { machine, args, call } = given;
  const bound = (name: string, otherwise: number): Abstract => {
    const value = args[2] ? machine.get(args[2], name, call.frame) : undefinedValue;
    return isNullish(value) ? constant(otherwise) : value;
  };
  return made(given, making(1)(given), () => draw(machine, call, bound('minval', 0), bound('maxval', 1)));
};

const otherDraws: Operation = (given) =>
  made(given, making(1)(given), () => someDraw(given.machine, given.call));

/** `jit(f)`, `vmap(f)`: the function itself, as far as its numbers are concerned. */
const itself = op.same;

/** `grad(f)`, `valueAndGrad(f, { argnums, hasAux })`: a function that trains what it is given. */
const differentiated =
  (finish: (machine: Machine, value: Abstract, gradients: Abstract) => Abstract): Operation =>
  (given) => {
    const { machine, call } = given;
    const [f = undefinedValue] = given.args;
    const options = given.args.at(1);
    const option = (name: string): Abstract =>
      options ? machine.get(options, name, call.frame) : undefinedValue;
    const argnums = option('argnums');
    const hasAux = option('hasAux');
    const places = placesIn(argnums);
    return native('gradient', (inner, outer) => {
      const value = inner.call(f, undefinedValue, outer);
      const isPair = hasAux.t === 'constant' && hasAux.value === true;
      const loss = isPair ? inner.get(value, '0', outer.frame) : value;
      const own = { ...given, machine: inner, call: outer };
      const gradients = places.map((place) =>
        gradientsFor(own, loss, outer.args.at(place) ?? undefinedValue, outer.at),
      );
      const all =
        argnums.t === 'array'
          ? makeArray(
              inner,
              gradients.map((one) => ({ value: one })),
            )
          : (gradients[0] ?? undefinedValue);
      return finish(inner, value, all);
    });
  };

/** Which arguments are differentiated: the first, or those that are listed. */
function placesIn(argnums: Abstract): number[] {
  if (argnums.t !== 'array') return [asNumber(argnums) ?? 0];
  return expanded(listOf(argnums)).items.flatMap(({ value }) => asNumber(value) ?? []);
}

const pair = (machine: Machine, first: Abstract, second: Abstract): Abstract =>
  makeArray(machine, [{ value: first }, { value: second }]);

/** `tree.map(f, tree, …others)`; what is the tree after a step of training is the tree. */
const treeMap: Operation = (given) => {
  const { machine, call } = given;
  const [f = undefinedValue, ...trees] = given.args;
  const [tree = undefinedValue] = trees;
  const mapped = mapTree(given, trees, (leaves) => machine.callBack(f, leaves, call));
  return machine.flows?.isTrained(tree, mapped, call.at) ? tree : mapped;
};

/** `adam(0.01)`: an optimizer with `init` and `update`, whose updates `applyUpdates` adds. */
const optimizer: Operation = ({ machine, call }) => {
  const solver = makeObject(machine, { made: call.at });
  const state = unknownValue('the state of an optimizer');
  const method = (name: string, run: (inner: Machine, args: Call['args']) => Abstract): void => {
    putProperty(
      machine,
      solver,
      name,
      native(name, (inner, outer) => run(inner, outer.args)),
    );
  };
  method('init', () => state);
  method('update', (inner, [gradients = undefinedValue]) => pair(inner, gradients, state));
  return solver;
};

const curves: Readonly<Record<string, (x: number) => number>> = {
  relu: (x) => Math.max(0, x),
  relu6: (x) => Math.min(6, Math.max(0, x)),
  leakyRelu: (x) => (x > 0 ? x : 0.01 * x),
  elu: (x) => (x > 0 ? x : Math.expm1(x)),
  celu: (x) => (x > 0 ? x : Math.expm1(x)),
  selu: (x) => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * Math.expm1(x)),
  gelu: (x) => 0.5 * x * (1 + Math.tanh(0.7978845608 * (x + 0.044715 * x ** 3))),
  silu: (x) => x / (1 + Math.exp(-x)),
  swish: (x) => x / (1 + Math.exp(-x)),
  mish: (x) => x * Math.tanh(Math.log1p(Math.exp(x))),
  softplus: (x) => Math.log1p(Math.exp(x)),
  softSign: (x) => x / (1 + Math.abs(x)),
  squareplus: (x) => 0.5 * (x + Math.sqrt(x * x + 4)),
  logSigmoid: (x) => -Math.log1p(Math.exp(-x)),
  hardTanh: (x) => Math.min(1, Math.max(-1, x)),
  hardSigmoid: (x) => Math.min(1, Math.max(0, x / 6 + 0.5)),
  hardSilu: (x) => x * Math.min(1, Math.max(0, x / 6 + 0.5)),
};

const activations = Object.fromEntries(
  Object.entries(curves).map(([name, compute]) => [`nn.${name}`, op.unary(name, compute)]),
);

const at = (prefix: string, operations: Operations): Operations =>
  Object.fromEntries(Object.entries(operations).map(([name, operation]) => [`${prefix}.${name}`, operation]));

const numpy: Operations = {
  zeros: ofOne(0, making()),
  ones: ofOne(1, making()),
  full,
  zerosLike: like(0),
  onesLike: like(1),
  fullLike,
  array,
  asarray: array,
  eye: diagonal,
  identity: diagonal,
  linspace: op.unfollowed('numbers of a range'),
  arange: op.unfollowed('numbers of a range'),
  add: op.add,
  subtract: op.subtract,
  multiply: op.times,
  divide: op.divide,
  trueDivide: op.divide,
  negative: op.negate,
  power: op.power,
  pow: op.power,
  square: op.unary('square', (x) => x * x),
  absolute: op.functions.abs,
  ...op.functions,
  ...comparison,
  ...reducing,
  maximum: op.withConstant('max', Math.max),
  minimum: op.withConstant('min', Math.min),
  clip: op.same,
  where: op.where,
  dot: op.product,
  matmul: op.product,
  vecdot: op.product,
  transpose: op.transpose,
  matrixTranspose: op.transpose,
  reshape: op.reshape,
  ravel: op.flatten,
  squeeze: op.same,
  expandDims: op.same,
  argmax: op.unfollowed('an index'),
  shape: op.size,
  float32: op.unfollowed('a type'),
};

const readsOnly = op.unfollowed('nothing');

export const jaxJs: Adapter = followed({
  id: 'jax-js',
  packages: ['@jax-js/jax', '@jax-js/optax'],
  globals: [],
  signs: [/@jax-js\/jax\b/, /\bgrad\b|\bvalueAndGrad\b/],
  kind,
  functions: {
    ...at('numpy', numpy),
    ...activations,
    'nn.sigmoid': op.sigmoid,
    'nn.tanh': op.functions.tanh,
    'nn.identity': op.same,
    'nn.softmax': op.softmax,
    'nn.logSoftmax': (given) => op.functions.log({ ...given, args: [op.softmax(given)] }),
    'nn.oneHot': op.unfollowed('labels'),
    'random.key': op.unfollowed('a key'),
    'random.split': op.unfollowed('keys'),
    'random.normal': normal,
    'random.uniform': uniform,
    'random.bernoulli': otherDraws,
    'random.exponential': otherDraws,
    'random.cauchy': otherDraws,
    'random.laplace': otherDraws,
    'random.gumbel': otherDraws,
    jit: itself,
    vmap: itself,
    grad: differentiated((_machine, _value, gradients) => gradients),
    valueAndGrad: differentiated(pair),
    'tree.ref': op.same,
    'tree.map': treeMap,
    'tree.dispose': readsOnly,
    'tree.leaves': readsOnly,
    'tree.flatten': readsOnly,
    blockUntilReady: op.same,
    init: readsOnly,
    defaultDevice: readsOnly,
    sgd: optimizer,
    adam: optimizer,
    adamw: optimizer,
    chain: optimizer,
    applyUpdates: op.same,
    squaredError: (given) => {
      const error = op.subtract(given);
      return op.times({ ...given, args: [error, error] });
    },
    l2Loss: (given) => {
      const error = op.subtract(given);
      return op.times({ ...given, args: [error, error] });
    },
  },
});
