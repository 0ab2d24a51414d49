// numjs and its fork @d4c/numjs: arrays by dtype, of which integer ones cut numbers down.
import type { Abstract, Typed } from '../evaluate/model.ts';
import { asString, constant, undefinedValue } from '../evaluate/model.ts';
import { followed } from '../matrices/library.ts';
import type { Making } from '../matrices/making.ts';
import { draw, fromArray, made, ofOne } from '../matrices/making.ts';
import type { Given, MatrixKind, Operation, Operations } from '../matrices/matrix.ts';
import { arrayOf, sidesOf } from '../matrices/matrix.ts';
import { nested } from '../matrices/nested.ts';
import * as op from '../matrices/operations.ts';
import type { Adapter } from './adapter.ts';

/** `x.add(y)` gives a new array, `x.add(y, false)` changes x. */
const orInPlace =
  (operation: Operation): Operation =>
  (given) => {
    const copy = given.args.at(2);
    const isCopy = copy === undefined || (copy.t === 'constant' && copy.value !== false);
    return (isCopy ? operation : op.inPlace(operation))({ ...given, args: given.args.slice(0, 2) });
  };

const arithmetic: Operations = {
  add: op.add,
  subtract: op.subtract,
  multiply: op.times,
  divide: op.divide,
  power: op.power,
  negative: op.negate,
  ...op.functions,
};

const shared: Operations = {
  dot: op.product,
  transpose: op.transpose,
  reshape: op.reshape,
  flatten: op.flatten,
  sum: op.sum,
  mean: op.sum,
  max: op.sum,
  min: op.sum,
  std: op.sum,
  clone: op.clone,
};

const methods: Operations = {
  ...Object.fromEntries(Object.entries(arithmetic).map(([name, one = op.same]) => [name, orInPlace(one)])),
  pow: orInPlace(op.power),
  ...shared,
  /** `x.assign(y)` gives a new array unless told otherwise. */
  assign: orInPlace(({ args, ...given }) =>
    op.result({ ...given, args }, sidesOf(args[0]), () => op.get({ ...given, args: args.slice(1) })),
  ),
  get: op.get,
  set: op.set,
  slice: op.part,
  pick: op.part,
  hi: op.part,
  lo: op.part,
  tolist: op.toArray,
  toJSON: op.unfollowed('a text'),
  toString: op.unfollowed('a text'),
  equal: op.unfollowed('a comparison'),
};

const kind: MatrixKind = {
  library: 'numjs',
  slot: 'data',
  methods,
  isAlways: true,
  properties: {
    shape: op.size,
    T: op.transpose,
    size: op.unfollowed('how many numbers there are'),
    dtype: op.unfollowed('the type of the numbers'),
  },
  drawn(_made, written, sides, number) {
    const namespace = /^[\w$]+(?=\.)/.exec(written)?.[0];
    return namespace && sides.length > 0 ? `${namespace}.array(${nested(sides, number)})` : undefined;
  },
};

const typeIn = (value: Abstract | undefined): Typed =>
  /^u?int/.test(asString(value) ?? '') ? 'integer' : false;

/** `zeros([2, 3], dtype)` */
const making = ({ args: [shape = undefinedValue, dtype] }: Given): Making => ({
  sides: op.lengthsIn([shape]),
  typed: typeIn(dtype),
});

/** `random([2, 3])`, `random(2, 3)`: between 0 and 1. */
const random: Operation = (given) =>
  made(given, { sides: op.lengthsIn(given.args) }, () =>
    draw(given.machine, given.call, constant(0), constant(1)),
  );

const array: Operation = (given) =>
  arrayOf(given.args[0])
    ? fromArray(given, given.args[0], { typed: typeIn(given.args[1]) })
    : (given.args[0] ?? undefinedValue);

/** `empty(shape, dtype)`: without a dtype it throws. */
const empty: Operation = (given) =>
  given.args.length > 1 ? ofOne(0, making)(given) : op.unfollowed('an array that is not made')(given);

export const numjs: Adapter = followed({
  id: 'numjs',
  packages: ['numjs', '@d4c/numjs'],
  globals: ['nj'],
  kind,
  functions: {
    zeros: ofOne(0, making),
    ones: ofOne(1, making),
    empty,
    random,
    array,
    ...arithmetic,
    ...shared,
    sigmoid: op.sigmoid,
    softmax: op.softmax,
    leakyRelu: op.unary('leakyRelu', (x) => (x > 0 ? x : 0.1 * x)),
    equal: op.unfollowed('a comparison'),
  },
});
