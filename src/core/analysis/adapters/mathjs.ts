// mathjs: matrices and arrays, by functions that change neither.
import type { Abstract } from '../evaluate/model.ts';
import { constant, unknownValue } from '../evaluate/model.ts';
import { followed } from '../matrices/library.ts';
import type { Given, MatrixKind, Operation, Operations } from '../matrices/matrix.ts';
import { arrayOf, factsOf, sidesOf } from '../matrices/matrix.ts';
import type { Making } from '../matrices/making.ts';
import { draw, fromArray, made, ofOne } from '../matrices/making.ts';
import * as op from '../matrices/operations.ts';
import type { Adapter } from './adapter.ts';

const text = op.unfollowed('a text');

const methods: Operations = {
  map: op.map,
  forEach: op.forEach,
  get: op.get,
  set: op.set,
  subset: subset,
  size: op.size,
  clone: op.clone,
  toArray: op.toArray,
  valueOf: op.toArray,
  toJSON: op.toArray,
  reshape: op.inPlace(op.same),
  format: text,
  toString: text,
};

const kind: MatrixKind = {
  library: 'mathjs',
  slot: '_data',
  methods,
  isAlways: false,
  properties: { _size: op.size },
  // Behind what made the matrix, since named imports bring no other maker along.
  drawn: (_made, written, _sides, number) => `${written}.map(() => ${number})`,
};

/** `zeros(2, 3)` is a matrix; `zeros([2, 3])` is arrays. */
const making = ({ args }: Given): Making => ({
  sides: op.lengthsIn(args),
  asArray: args[0]?.t === 'array',
});

/** `random()`, `random(max)`, `random(min, max)`, and each behind a size. */
const random =
  (of: (number: Abstract) => Abstract): Operation =>
  (given) => {
    const { machine, args, call } = given;
    const [size] = args;
    const isSized = arrayOf(size) !== undefined;
    const bounds = isSized ? args.slice(1) : args;
    const [low, high] = bounds.length > 1 ? bounds : [constant(0), bounds[0] ?? constant(1)];
    const number = (): Abstract => of(draw(machine, call, low, high));
    return isSized
      ? made(given, { sides: op.lengthsIn([size]), asArray: factsOf(size) === undefined }, number)
      : number();
  };

/** Integers below the upper bound: none but the lower one where they are next to each other. */
const whole = (number: Abstract): Abstract =>
  number.t === 'draw' && number.high - number.low <= 1 ? constant(number.low) : number;

/** `matrix(array)`; a matrix of nothing grows as it is written, which is not followed. */
const matrix: Operation = (given) => fromArray(given, given.args[0] ?? unknownValue('an empty matrix'));

/** `subset(x, index)` reads; with a third argument it gives a new matrix in which some numbers are others. */
function subset(given: Given): Abstract {
  const { args } = given;
  if (args.length < 3) return sidesOf(args[0]).length > 1 ? op.part(given) : op.get(given);
  return op.result({ ...given, args: args.slice(0, 1) }, sidesOf(args[0]), () =>
    unknownValue('some of the numbers are set'),
  );
}

export const mathjs: Adapter = followed({
  id: 'mathjs',
  packages: ['mathjs', 'mathjs/number'],
  globals: ['math'],
  kind,
  functions: {
    create: () => ({ t: 'library', library: 'mathjs', path: [] }),
    zeros: ofOne(0, making),
    ones: ofOne(1, making),
    random: random((number) => number),
    randomInt: random(whole),
    matrix,
    multiply: op.product,
    dot: op.product,
    dotMultiply: op.times,
    dotDivide: op.divide,
    divide: op.divide,
    dotPow: op.power,
    pow: op.power,
    add: op.addAll,
    subtract: op.subtract,
    unaryMinus: op.negate,
    square: op.unary('square', (x) => x * x),
    ...op.functions,
    transpose: op.transpose,
    ctranspose: op.transpose,
    map: op.map,
    forEach: op.forEach,
    sum: op.sum,
    mean: op.sum,
    max: op.sum,
    min: op.sum,
    norm: op.sum,
    flatten: op.flatten,
    squeeze: op.flatten,
    row: op.part,
    column: op.part,
    reshape: op.reshape,
    clone: op.clone,
    size: op.size,
    subset,
    index: op.unfollowed('an index'),
    range: op.unfollowed('a range'),
    format: text,
    print: text,
    typeOf: text,
    typeof: text,
    deepEqual: op.unfollowed('a comparison'),
    equal: op.unfollowed('a comparison'),
    isMatrix: op.unfollowed('a comparison'),
    number: op.get,
  },
});
