// How libraries make matrices: of one number, of draws, of arrays.
import type { Abstract, Call, Machine, Typed } from '../evaluate/model.ts';
import { asNumber, constant, undefinedValue, unknownValue } from '../evaluate/model.ts';
import { truncatedList } from '../evaluate/entries.ts';
import { listOf } from '../evaluate/model.ts';
import ts from 'typescript';
import type { Given, Operation } from './matrix.ts';
import { arrayOf, copied, filled, makeMatrix, MatrixFacts } from './matrix.ts';
import { lengthsIn } from './operations.ts';

export interface Making {
  readonly sides: readonly Abstract[];
  /** It gives arrays, not a matrix. */
  readonly asArray?: boolean;
  readonly typed?: Typed;
  readonly isTrainable?: boolean;
}

/** Nested arrays of numbers made alike, as a matrix that remembers the call. */
export function made({ machine, kind, call }: Given, making: Making, number: () => Abstract): Abstract {
  const { sides, asArray = false, typed = false, isTrainable = false } = making;
  if (sides.length === 0) return number();
  const data = filled(machine, sides, number, typed);
  if (asArray) return data;
  return makeMatrix(machine, data, new MatrixFacts(kind, call, textsOf(call), isTrainable), call);
}

/** The texts of `r` and `c` in `zeros(r, c)`, `zeros([r, c])`, `matrix(zeros([r, c]))`. */
export function textsOf({ nodes, at }: Pick<Call, 'nodes' | 'at'>): string[] {
  const [first] = nodes;
  if (first && ts.isCallExpression(first)) return textsOf({ nodes: first.arguments, at });
  const listed = first && ts.isArrayLiteralExpression(first) ? [...first.elements] : nodes;
  return listed.flatMap((node) =>
    node && !ts.isStringLiteralLike(node) && !ts.isObjectLiteralExpression(node)
      ? [node.getText(at.module.source)]
      : [],
  );
}

/** `zeros(r, c)` and `zeros([r, c])`. */
export const ofOne =
  (value: number, making: (given: Given) => Making = ({ args }) => ({ sides: lengthsIn(args) })): Operation =>
  (given) =>
    made(given, making(given), () => constant(value));

/** Draws between two numbers; one number where they are the same. */
export function draw(
  machine: Machine,
  call: Call,
  low: Abstract | undefined,
  high: Abstract | undefined,
): Abstract {
  const at = machine.span(call.at);
  const [from, to] = [asNumber(low), asNumber(high)];
  if (from === undefined || to === undefined) return someDraw(machine, call);
  return from === to ? constant(from, at) : { t: 'draw', low: from, high: to, at, born: machine.clock };
}

/** Normal draws. */
export function normalDraw(machine: Machine, call: Call, mean: number, deviation: number): Abstract {
  const at = machine.span(call.at);
  return deviation === 0
    ? constant(mean, at)
    : {
        t: 'draw',
        low: mean - deviation,
        high: mean + deviation,
        isNormal: true,
        at,
        born: machine.clock,
      };
}

/** Draws whose spread is not known. */
export const someDraw = (machine: Machine, call: Call): Abstract => ({
  ...unknownValue('a random number', machine.span(call.at)),
  kind: 'random',
});

/** A matrix of the numbers in an array, which is copied. */
export function fromArray(
  { machine, kind, call }: Given,
  value: Abstract | undefined,
  making: Omit<Making, 'sides'> = {},
): Abstract {
  const array = arrayOf(value);
  if (!array) return value ?? undefinedValue;
  const copy = copied(machine, array);
  const data = making.typed === 'integer' ? truncated(machine, copy) : copy;
  return makeMatrix(
    machine,
    data,
    new MatrixFacts(kind, call, textsOf(call), making.isTrainable ?? false),
    call,
  );
}

function truncated(machine: Machine, array: ReturnType<typeof copied>): typeof array {
  const list = listOf(array);
  const rows = [...list.items.map(({ value }) => value), ...(list.fill ? [list.fill.value] : [])];
  for (const row of rows) if (row.t === 'array') truncated(machine, row);
  if (rows.every((row) => row.t !== 'array')) machine.write(array.content, truncatedList(list));
  return array;
}
