// ml-matrix: matrices whose methods change them in place.
import type { Abstract } from '../evaluate/model.ts';
import { asNumber, constant, makeArray, undefinedValue, unknownValue } from '../evaluate/model.ts';
import { onEach } from '../evaluate/builtins/arrays.ts';
import { followed } from '../matrices/library.ts';
import { draw, fromArray, made, ofOne } from '../matrices/making.ts';
import type { Given, MatrixKind, Operation, Operations } from '../matrices/matrix.ts';
import { factsOf, numberIn, sidesOf } from '../matrices/matrix.ts';
import * as op from '../matrices/operations.ts';
import type { Adapter } from './adapter.ts';

/** Those that change the matrix, and as static functions give a new one. */
const changing: Operations = {
  add: op.add,
  sub: op.subtract,
  subtract: op.subtract,
  mul: op.times,
  multiply: op.times,
  div: op.divide,
  divide: op.divide,
  pow: op.power,
  neg: op.negate,
  negate: op.negate,
  ...op.functions,
};

const changed = Object.fromEntries(
  Object.entries(changing).map(([name, operation = op.same]) => [name, op.inPlace(operation)]),
);

/** `apply(function (i, j) { … })` with the matrix as `this`. */
const apply: Operation = ({ machine, args, call }) => {
  const [matrix = undefinedValue, callback = undefinedValue] = args;
  const place = (): Abstract => unknownValue('the place of a number');
  onEach(machine, () => machine.call(callback, matrix, { ...call, args: [place(), place()], nodes: [] }));
  return matrix;
};

const methods: Operations = {
  ...changed,
  addRowVector: changed['add'] ?? op.same,
  addColumnVector: changed['add'] ?? op.same,
  subRowVector: changed['sub'] ?? op.same,
  subColumnVector: changed['sub'] ?? op.same,
  mulRowVector: changed['mul'] ?? op.same,
  mulColumnVector: changed['mul'] ?? op.same,
  divRowVector: changed['div'] ?? op.same,
  divColumnVector: changed['div'] ?? op.same,
  mulRow: op.inPlace(op.unfollowed('a row is scaled')),
  mulColumn: op.inPlace(op.unfollowed('a column is scaled')),
  setRow: op.inPlace(op.unfollowed('a row is set')),
  setColumn: op.inPlace(op.unfollowed('a column is set')),
  setSubMatrix: op.inPlace(op.unfollowed('a part is set')),
  scaleRows: op.part,
  scaleColumns: op.part,
  fill: op.fill,
  set: op.set,
  apply,
  mmul: op.product,
  dot: op.product,
  transpose: op.transpose,
  sum: op.sum,
  mean: op.sum,
  max: op.sum,
  min: op.sum,
  norm: op.sum,
  clone: op.clone,
  get: op.get,
  getRow: op.part,
  getRowVector: op.part,
  getColumn: op.part,
  getColumnVector: op.part,
  subMatrix: op.part,
  to1DArray: op.flatten,
  to2DArray: op.toArray,
  toJSON: op.toArray,
  maxIndex: op.unfollowed('an index'),
  maxRowIndex: op.unfollowed('an index'),
  isVector: op.unfollowed('a comparison'),
  isEmpty: op.unfollowed('a comparison'),
};

const side =
  (index: number): Operation =>
  ({ args }) =>
    sidesOf(args[0]).at(index) ?? undefinedValue;

const kind: MatrixKind = {
  library: 'ml-matrix',
  slot: 'data',
  methods,
  isAlways: true,
  properties: { rows: side(0), columns: side(1) },
  drawn(_made, written, sides, number) {
    const [rows, columns] = [sides.at(0), sides.at(1)];
    const callee = /^(?:new\s+)?([\w$.]*Matrix)\b/.exec(written)?.[1];
    return callee !== undefined && rows !== undefined && columns !== undefined
      ? `${callee}.rand(${rows}, ${columns}, { random: () => ${number} })`
      : undefined;
  },
};

/** `new Matrix(rows, columns)` is full of zeros; of arrays and matrices it copies the numbers. */
const construct: Operation = (given) => {
  const { args } = given;
  const first = args.at(0);
  if (args.length < 2 && (first?.t === 'array' || factsOf(first))) return fromArray(given, first);
  return args.length < 2 ? fromArray(given, dataIn(given)) : ofOne(0, sized)(given);
};

/** Rows that nobody knows. */
const dataIn = ({ machine, args }: Given): Abstract =>
  makeArray(machine, [{ value: makeArray(machine, [{ value: args[0] ?? undefinedValue }]) }]);

const sized = ({ args }: Given): { sides: Abstract[] } => ({ sides: args.slice(0, 2) });

/** `rand(rows, columns, { random })`, by the given function for each number. */
const rand: Operation = (given) => {
  const { machine, args, call } = given;
  const own = args[2] ? machine.get(args[2], 'random', call.frame) : undefinedValue;
  const isOwn = own.t === 'function' || own.t === 'native';
  return made(given, sized(given), () =>
    isOwn
      ? onEach(machine, () => machine.callBack(own, [], call))
      : draw(machine, call, constant(0), constant(1)),
  );
};

/** Numbers in a row, as a row, as a column, or in given sides. */
const vector =
  (sides: (length: Abstract) => Abstract[]): Operation =>
  (given) => {
    const [array] = given.args;
    const length = sidesOf(array)[0] ?? unknownValue('a length that is not known');
    return made(given, { sides: sides(length) }, () => numberIn(given.machine, array));
  };

const from1DArray: Operation = (given) =>
  made(given, sized(given), () => numberIn(given.machine, given.args[2]));

const randInt: Operation = (given) =>
  made(given, sized(given), () => ({ ...unknownValue('a random integer'), kind: 'random' }));

/** `eye(rows, columns, value)`: some of its numbers are others. */
const eye: Operation = (given) =>
  made(given, sized(given), () =>
    asNumber(given.args[2]) === 0 ? constant(0) : unknownValue('different numbers'),
  );

export const mlMatrix: Adapter = followed({
  id: 'ml-matrix',
  packages: ['ml-matrix'],
  globals: ['mlMatrix'],
  kind,
  prefix: 'Matrix',
  functions: {
    '': construct,
    ...changing,
    zeros: ofOne(0, sized),
    ones: ofOne(1, sized),
    rand,
    random: rand,
    randInt,
    randomInt: randInt,
    eye,
    identity: eye,
    rowVector: vector((length) => [constant(1), length]),
    columnVector: vector((length) => [length, constant(1)]),
    from1DArray,
    checkMatrix: construct,
    isMatrix: op.unfollowed('a comparison'),
  },
});
