// ndarray and what is used with it: views of arrays, whose numbers ndarray-ops and ndarray-gemm write in place.
import ts from 'typescript';
import type { Abstract } from '../evaluate/model.ts';
import { constant, listOf, undefinedValue, unknownValue } from '../evaluate/model.ts';
import { withFlow } from '../evaluate/flow.ts';
import { onEach } from '../evaluate/builtins/arrays.ts';
import { followed } from '../matrices/library.ts';
import { draw, fromArray, ofOne } from '../matrices/making.ts';
import type { Given, MatrixKind, Operation, Operations } from '../matrices/matrix.ts';
import { arrayOf, filled, makeMatrix, MatrixFacts, numberIn } from '../matrices/matrix.ts';
import * as op from '../matrices/operations.ts';
import type { Adapter } from './adapter.ts';

/** A view that shares its numbers with whoever holds it. */
const view: Operation = ({ args: [matrix = undefinedValue] }) => matrix;

const kind: MatrixKind = {
  library: 'ndarray',
  slot: '_data',
  isAlways: true,
  methods: {
    get: op.get,
    set: op.set,
    pick: op.part,
    lo: view,
    hi: view,
    step: view,
    transpose: op.transpose,
    index: op.unfollowed('an index'),
  },
  properties: {
    shape: op.size,
    stride: op.size,
    offset: op.unfollowed('an offset'),
    size: op.unfollowed('how many numbers there are'),
    dimension: op.unfollowed('how many sides there are'),
    dtype: op.unfollowed('the type of the numbers'),
    order: op.unfollowed('the order of the sides'),
    data: op.toArray,
  },
  drawn(call, written, sides, number) {
    const { source } = call.at.module;
    const made = call.at.node.getText(source);
    const [data, shape] = call.nodes.map((node) => node?.getText(source));
    const type = /^new (Float(?:32|64)Array)\b/.exec(data ?? '')?.[1] ?? 'Float32Array';
    const callee = /^[\w$.]+(?=\()/.exec(written)?.[0];
    if (callee === undefined || shape === undefined || sides.length === 0 || written !== made)
      return undefined;
    const length = sides.map((side) => (/^[\w$.]+$/.test(side) ? side : `(${side})`)).join(' * ');
    return `${callee}(${type}.from({ length: ${length} }, () => ${number}), ${shape})`;
  },
};

/** `ndarray(data, shape)`: data that has no other name is its own, and has its sides; other data is shared. */
const construct: Operation = (given) => {
  const { machine, args, call } = given;
  const array = arrayOf(args[0]);
  const shape = args.at(1);
  if (!array || !shape) return array ? fromArray(given, array) : unknownValue('data that is not known');
  const [data, sidesNode] = [call.nodes.at(0), call.nodes.at(1)];
  const isOwn = data !== undefined && !ts.isIdentifier(data) && !ts.isPropertyAccessExpression(data);
  const sides = op.lengthsIn([shape]);
  const texts =
    sidesNode && ts.isArrayLiteralExpression(sidesNode)
      ? sidesNode.elements.map((side) => side.getText(call.at.module.source))
      : [];
  const facts = new MatrixFacts(kind, call, texts);
  const numbers = listOf(array).items.map(({ value }) => value);
  const drawn = numbers.length > 0 && numbers.every(({ t }) => t === 'draw') ? numbers[0] : undefined;
  const own = (): Abstract => drawn ?? withFlow(numberIn(machine, array), undefined);
  return makeMatrix(machine, isOwn ? filled(machine, sides, own, array.typed) : array, facts, call);
};

const into =
  (operation: Operation, count: number): Operation =>
  (given) => {
    const [target = undefinedValue, ...operands] = given.args.slice(0, count + 1);
    op.overwrite(given, target, numberIn(given.machine, operation({ ...given, args: operands })));
    return target;
  };

const arithmetic: Readonly<Record<string, Operation>> = {
  add: op.add,
  sub: op.subtract,
  mul: op.times,
  div: op.divide,
  pow: op.power,
};

/** `add(target, a, b)`, `adds(target, a, number)`, `addeq(target, a)`, `addseq(target, number)`. */
const binaryOps: Operations = Object.fromEntries(
  Object.entries(arithmetic).flatMap(([name, operation]) => [
    [`ops.${name}`, into(operation, 2)],
    [`ops.${name}s`, into(operation, 2)],
    [`ops.${name}eq`, op.inPlace(operation)],
    [`ops.${name}seq`, op.inPlace(operation)],
  ]),
);

const unaryOps: Operations = Object.fromEntries(
  Object.entries({ ...op.functions, neg: op.negate }).flatMap(([name, operation]) => [
    [`ops.${name}`, into(operation, 1)],
    [`ops.${name}eq`, op.inPlace(operation)],
  ]),
);

const random: Operation = (given) =>
  op.fill({
    ...given,
    args: [given.args[0] ?? undefinedValue, draw(given.machine, given.call, constant(0), constant(1))],
  });

/** `fill(target, (i, j) => number)` */
const fillBy: Operation = (given) => {
  const { machine, call } = given;
  const [target = undefinedValue, f = undefinedValue] = given.args;
  const places = [unknownValue('a place'), unknownValue('a place')];
  const number = onEach(machine, () => machine.callBack(f, places, call));
  return op.fill({ ...given, args: [target, number] });
};

const making = ({ args: [shape = undefinedValue] }: Given) => ({ sides: op.lengthsIn([shape]) });

export const ndarray: Adapter = followed({
  id: 'ndarray',
  packages: ['ndarray'],
  parts: {
    'ndarray-ops': ['ops'],
    'ndarray-gemm': ['gemm'],
    'ndarray-fill': ['fill'],
    'ndarray-pack': ['pack'],
    'ndarray-unpack': ['unpack'],
    zeros: ['zeros'],
  },
  globals: [],
  kind,
  functions: {
    '': construct,
    zeros: ofOne(0, making),
    fill: fillBy,
    pack: (given) => fromArray(given, given.args[0]),
    unpack: op.toArray,
    gemm: into(op.product, 2),
    ...binaryOps,
    ...unaryOps,
    'ops.assign': into(op.same, 1),
    'ops.assigns': op.fill,
    'ops.random': random,
    'ops.sum': op.sum,
    'ops.sup': op.sum,
    'ops.inf': op.sum,
    'ops.norm1': op.sum,
    'ops.norm2': op.sum,
  },
});
