// What libraries do with matrices, by the number that stands for all of theirs.
import ts from 'typescript';
import { noteSpread } from '../evaluate/entries.ts';
import { flowIn, isScalar, withFlow } from '../evaluate/flow.ts';
import { joinValues } from '../evaluate/join.ts';
import type { Abstract, ArrayValue, Call } from '../evaluate/model.ts';
import {
  asNumber,
  constant,
  isNullish,
  listOf,
  makeArray,
  undefinedValue,
  unknownValue,
} from '../evaluate/model.ts';
import { binary } from '../evaluate/operators.ts';
import type { Given, MatrixKind, Operation } from './matrix.ts';
import { arrayOf, copied, factsOf, filled, makeMatrix, MatrixFacts, numberIn, sidesOf } from './matrix.ts';

const K = ts.SyntaxKind;

/** A new matrix, or array, like those that were given, of one number. */
export function result(
  { machine, kind, args, call }: Given,
  sides: readonly Abstract[],
  number: () => Abstract,
): Abstract {
  if (sides.length === 0 && !kind.wrapsNumbers) return number();
  const data = filled(machine, sides.length === 0 ? [constant(1)] : sides, number);
  const isMatrix = kind.isAlways || args.some((arg) => factsOf(arg) !== undefined);
  return isMatrix ? makeMatrix(machine, data, factsLike(kind, args, call), call) : data;
}

/** A matrix that differs from one by known numbers alone can be made in its place by draws. */
function factsLike(kind: MatrixKind, args: readonly Abstract[], call: Call): MatrixFacts {
  const [only, ...others] = args.filter((arg) => asNumber(arg) === undefined);
  const texts = others.length === 0 ? factsOf(only)?.texts : undefined;
  return texts ? new MatrixFacts(kind, call, texts) : new MatrixFacts(kind);
}

const isNumber = (value: Abstract | undefined): boolean =>
  value !== undefined && (asNumber(value) !== undefined || value.t === 'draw');

const widest = (args: readonly Abstract[]): Abstract[] =>
  args.map(sidesOf).reduce((a, b) => (b.length > a.length ? b : a), []);

function combined({ machine, call }: Given, operator: ts.SyntaxKind, a: Abstract, b: Abstract): Abstract {
  if (operator === K.AsteriskToken && [a, b].some((one) => asNumber(one) === 0 && !flowIn(one)))
    return constant(0);
  const plain = binary(operator, a, b);
  const value = isScalar(plain) ? plain : unknownValue('a number that is not known');
  return machine.flows?.combine(machine, operator, a, b, value, call.at) ?? value;
}

/** Number by number; what is smaller is repeated. */
export const elementwise =
  (operator: ts.SyntaxKind, count = 2): Operation =>
  (given) => {
    const args = given.args.slice(0, count);
    const number = (): Abstract =>
      args.map((arg) => numberIn(given.machine, arg)).reduce((a, b) => combined(given, operator, a, b));
    return result({ ...given, args }, widest(args), number);
  };

export const add = elementwise(K.PlusToken);
/** `add(a, b, c, …)` */
export const addAll = elementwise(K.PlusToken, Infinity);
export const subtract = elementwise(K.MinusToken);
export const times = elementwise(K.AsteriskToken);
export const divide = elementwise(K.SlashToken);
export const power = elementwise(K.AsteriskAsteriskToken);

export const negate: Operation = (given) =>
  times({ ...given, args: [given.args[0] ?? undefinedValue, constant(-1)] });

/** Sums of products; a number scales. */
export const product: Operation = (given) => {
  const { machine, call } = given;
  const [left, right] = given.args;
  if (isNumber(left) || isNumber(right)) return times(given);
  const [rows, columns] = [sidesOf(left), sidesOf(right)];
  noteInputs(left, 'inner');
  noteInputs(right, 'outer');
  const [a, b] = [numberIn(machine, left), numberIn(machine, right)];
  const sum = unknownValue('a sum of products', machine.span(call.at));
  const number = machine.flows?.combine(machine, K.AsteriskToken, a, b, sum, call.at) ?? sum;
  return result({ ...given, args: given.args.slice(0, 2) }, sidesOfProduct(rows, columns), () => number);
};

const someLength = unknownValue('a length that is not known');

function sidesOfProduct(rows: readonly Abstract[], columns: readonly Abstract[]): Abstract[] {
  if (rows.length === 0 && columns.length === 0) return [];
  if (rows.length === 0) return [someLength, ...columns.slice(1)];
  if (columns.length === 0) return [...rows.slice(0, -1), someLength];
  return [...rows.slice(0, -1), ...columns.slice(1)];
}

/** Weights have their inputs at the side that the product goes over. */
function noteInputs(value: Abstract | undefined, side: 'outer' | 'inner'): void {
  const facts = factsOf(value);
  if (facts && sidesOf(value).length === 2) facts.inputs ??= side;
}

/** A function of each number. */
export const unary =
  (name: string, compute: (x: number) => number): Operation =>
  (given) => {
    const { machine, call } = given;
    const args = given.args.slice(0, 1);
    const number = (): Abstract => {
      const x = numberIn(machine, args[0]);
      const known = asNumber(x);
      const at = machine.span(call.at);
      const value =
        known === undefined
          ? {
              ...unknownValue(`${name} of what is not known`, at),
              ...(x.t === 'draw' ? { kind: 'random' as const } : {}),
            }
          : constant(compute(known));
      return machine.flows?.apply(value, [x], compute, name) ?? value;
    };
    return result({ ...given, args }, sidesOf(args[0]), number);
  };

export const sigmoid = unary('exp', (x) => 1 / (1 + Math.exp(-x)));

/** A function of each number and a constant: `maximum(x, 0)`. */
export const withConstant =
  (name: string, compute: (x: number, y: number) => number): Operation =>
  (given) => {
    const { machine, call } = given;
    const args = given.args.slice(0, 2);
    const number = (): Abstract => {
      const numbers = args.map((arg) => numberIn(machine, arg));
      const value = unknownValue(`${name} of what is not known`, machine.span(call.at));
      return machine.flows?.apply(value, numbers, compute, name) ?? value;
    };
    return result({ ...given, args }, widest(args), number);
  };

/** `where(condition, a, b)` */
export const where: Operation = (given) => {
  const { machine } = given;
  const args = given.args.slice(0, 3);
  const [condition, yes, no] = [0, 1, 2].map((index) => numberIn(machine, args.at(index)));
  const value = unknownValue('one of two numbers');
  return result(
    { ...given, args },
    widest(args),
    () => machine.flows?.select(condition, yes, no, value) ?? value,
  );
};

export const greater = elementwise(K.GreaterThanToken);
export const greaterEqual = elementwise(K.GreaterThanEqualsToken);
export const less = elementwise(K.LessThanToken);
export const lessEqual = elementwise(K.LessThanEqualsToken);

const numeric = {
  exp: Math.exp,
  tanh: Math.tanh,
  sqrt: Math.sqrt,
  abs: Math.abs,
  log: Math.log,
  sin: Math.sin,
  cos: Math.cos,
  sign: Math.sign,
  round: Math.round,
  floor: Math.floor,
  ceil: Math.ceil,
};

/** Functions that every such library has. */
export const functions: Readonly<Record<keyof typeof numeric, Operation>> = Object.fromEntries(
  Object.entries(numeric).map(([name, compute]) => [name, unary(name, compute)]),
) as Record<keyof typeof numeric, Operation>;

/** exp / Σ exp */
export const softmax: Operation = (given) => {
  const powers = functions.exp(given);
  return divide({ ...given, args: [powers, sum({ ...given, args: [powers] })] });
};

/** `map(matrix, callback)`: the callback is run once for all numbers. */
export const map: Operation = (given) => {
  const { machine, call } = given;
  const [matrix = undefinedValue, callback = undefinedValue] = given.args;
  const number = machine.repeat(() => {
    const index = unknownValue('the place of a number');
    const made = machine.callBack(callback, [numberIn(machine, matrix), index, matrix], call);
    machine.flows?.spread(made, machine.rounds.slice(-1));
    return made;
  });
  return result({ ...given, args: given.args.slice(0, 1) }, sidesOf(matrix), () =>
    isScalar(number) ? number : unknownValue('what a callback gives'),
  );
};

export const forEach: Operation = (given) => {
  map(given);
  return undefinedValue;
};

/** What is computed from a number without being it: no known one any more. */
function moved(number: Abstract, why: string): Abstract {
  const flow = flowIn(number);
  return flow || number.t !== 'unknown' ? withFlow(unknownValue(why), flow) : number;
}

/** Sums, means, maxima: what they are computed from stays. */
export const sum: Operation = (given) => {
  const { machine } = given;
  const [matrix, axis] = [given.args.at(0), given.args.at(1)];
  const x = numberIn(machine, matrix);
  const number = moved(x, 'a sum');
  const sides = axis === undefined || isNullish(axis) || factsOf(axis) ? [] : [someLength];
  return result({ ...given, args: given.args.slice(0, 1) }, sides, () => number);
};

/** The same numbers in other places. */
export const rearranged =
  (arrange: (sides: readonly Abstract[], given: Given) => readonly Abstract[]): Operation =>
  (given) => {
    const { machine, args } = given;
    const x = numberIn(machine, args[0]);
    const number = moved(x, 'numbers in other places');
    return result({ ...given, args: args.slice(0, 1) }, arrange(sidesOf(args[0]), given), () => number);
  };

export const transpose = rearranged((sides) => sides.toReversed());
export const flatten = rearranged((sides) => (sides.length === 0 ? [] : [someLength]));
export const part = rearranged((sides) => (sides.length === 0 ? [] : [someLength]));

/** Numbers that are in other sides than they were: constants and draws stay what they are. */
export const reshape: Operation = (given) => {
  const { args } = given;
  const array = arrayOf(args[0]);
  const sides = lengthsIn(args.slice(1));
  const list = array && listOf(array);
  const number = list?.fill?.value;
  if (number && isScalar(number) && sides.length > 0)
    return result({ ...given, args: args.slice(0, 1) }, sides, () => number);
  return rearranged(() => sides)(given);
};

/** `[2, 3]` or `2, 3` */
export function lengthsIn(args: readonly Abstract[]): Abstract[] {
  const [first] = args;
  const list = arrayOf(first);
  if (!list) return args.filter((arg) => arg.t !== 'constant' || typeof arg.value === 'number');
  const { items, fill, rest } = listOf(list);
  if (fill ?? rest) return [someLength, someLength];
  return items.map(({ value }) => value);
}

export const same: Operation = ({ args }) => args[0] ?? undefinedValue;

export const clone: Operation = (given) => {
  const { machine, call, args } = given;
  const [matrix = undefinedValue] = args;
  const array = arrayOf(matrix);
  if (!array) return matrix;
  const facts = factsOf(matrix);
  const copy = copied(machine, array);
  return facts ? makeMatrix(machine, copy, new MatrixFacts(facts.kind, facts.made, facts.texts), call) : copy;
};

/** Its arrays. */
export const toArray: Operation = ({ args: [matrix = undefinedValue] }) => arrayOf(matrix) ?? matrix;

export const get: Operation = ({ machine, args }) => numberIn(machine, args[0]);

export const size: Operation = ({ machine, args }) =>
  makeArray(
    machine,
    sidesOf(args[0]).map((value) => ({ value })),
  );

/** Something that is not followed and changes nothing. */
export const unfollowed =
  (what: string): Operation =>
  ({ machine, call }) =>
    unknownValue(what, machine.span(call.at));

/** Puts another number in every place of the first argument: a step of training, or another start. */
export function overwrite({ machine, call }: Given, target: Abstract | undefined, number: Abstract): void {
  const data = arrayOf(target);
  if (!data || !target) return;
  const row = innermost(data);
  const scalar = isScalar(number) ? number : unknownValue('what is written is not followed');
  noteSpread(machine, row, scalar);
  const { flows } = machine;
  const stored = flows
    ? flows.stored(row, null, scalar, call.at, machine.isFromEarlierRun(data.content))
    : scalar;
  if (stored === null) return;
  const next = filled(machine, sidesOf(target), () => stored, row.typed);
  const facts = factsOf(target);
  if (facts) facts.written = call.at;
  machine.write(data.content, listOf(next), call.at);
}

function innermost(array: ArrayValue): ArrayValue {
  const { items, fill, rest } = listOf(array);
  const inner = items.at(0)?.value ?? fill?.value ?? rest;
  return inner?.t === 'array' ? innermost(inner) : array;
}

/** The operation, with its result put into the first argument. */
export const inPlace =
  (operation: Operation): Operation =>
  (given) => {
    const [target = undefinedValue] = given.args;
    overwrite(given, target, numberIn(given.machine, operation(given)));
    return target;
  };

/** `fill(number)` */
export const fill: Operation = (given) => {
  const [target = undefinedValue, number = undefinedValue] = given.args;
  overwrite(given, target, numberIn(given.machine, number));
  return target;
};

/** `set(row, column, number)`, or `set([row, column], number)`. */
export const set: Operation = (given) => {
  const { machine, args, call } = given;
  const [target = undefinedValue] = args;
  const value = args.at(-1) ?? undefinedValue;
  const places = lengthsIn(args.slice(1, -1)).map(asNumber);
  const data = arrayOf(target);
  if (!data) return target;
  const [row, column] = places;
  const isExact =
    listOf(data).fill === undefined &&
    places.length === sidesOf(target).length &&
    places.every((one) => one !== undefined);
  if (isExact && places.length === 2)
    machine.set(machine.get(data, String(row), call.frame), String(column), value, call.at);
  else if (isExact && places.length === 1) machine.set(data, String(row), value, call.at);
  else {
    const old = withFlow(numberIn(machine, target), undefined);
    const isAnyNumber = value.t === 'draw' || flowIn(value) !== undefined;
    overwrite(given, target, isAnyNumber ? value : joinValues(old, value));
  }
  return target;
};
