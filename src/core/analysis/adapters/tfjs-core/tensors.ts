// Functions that make tensors: shape and content as far as the source tells.
import type { NestedNumbers, Start } from '../../../network/graph.ts';
import { expanded } from '../../evaluate/expand.ts';
import type { Abstract, Call, Machine, TensorContent, TensorValue } from '../../evaluate/model.ts';
import { asNumber, asString, isNullish, listOf, undefinedValue } from '../../evaluate/model.ts';
import { shapeOf } from '../../evaluate/shapes.ts';
import { makeBuffer } from './buffers.ts';

type Make = (machine: Machine, call: Call) => Abstract;

const argument = (call: Call, index: number): Abstract => call.args[index] ?? undefinedValue;

const start = (value: Start): TensorContent => ({ is: 'start', start: value });
const constantContent = (value: number): TensorContent => start({ kind: 'constant', value });
const unknownContent = (why: string): TensorContent => ({ is: 'unknown', why });

const make = (
  machine: Machine,
  call: Call,
  shape: TensorValue['shape'],
  content: TensorContent,
): TensorValue => ({
  t: 'tensor',
  shape,
  content,
  at: machine.span(call.at),
});

const filled =
  (value: number): Make =>
  (machine, call) =>
    make(machine, call, shapeOf(argument(call, 0)), constantContent(value));

const like =
  (value: number): Make =>
  (machine, call) => {
    const source = argument(call, 0);
    return make(machine, call, source.t === 'tensor' ? source.shape : null, constantContent(value));
  };

/** A content of two numbers from arguments, with integer types cutting draws down. */
function random(
  from: number,
  defaults: readonly [number, number],
  toStart: (a: number, b: number) => Start,
): Make {
  return (machine, call) => {
    const shape = shapeOf(argument(call, 0));
    const numbers = defaults.map((fallback, index) => {
      const given = argument(call, from + index);
      return given.t === 'constant' && given.value === undefined ? fallback : asNumber(given);
    });
    const [a, b] = numbers;
    if (a === undefined || b === undefined || call.open)
      return make(machine, call, shape, unknownContent('the range of a random tensor is not known'));
    const content = start(toStart(a, b));
    const dtype = asString(argument(call, from + 2));
    const cut = dtype === 'int32' || dtype === 'bool' ? truncated(toStart(a, b)) : undefined;
    return make(
      machine,
      call,
      shape,
      cut === undefined
        ? content
        : { is: 'start', start: { kind: 'constant', value: cut }, truncated: machine.span(call.at) },
    );
  };
}

/** The one integer that all draws are cut down to; undefined where there are several. */
export function truncated(of: Start): number | undefined {
  if (of.kind === 'random-uniform')
    return Math.trunc(of.min) === Math.trunc(of.max - 1e-12) ? Math.trunc(of.min) : undefined;
  if (of.kind === 'random-normal' || of.kind === 'truncated-normal')
    return Math.abs(of.mean) + 5 * of.stddev < 1 ? 0 : undefined;
  return of.kind === 'constant' ? Math.trunc(of.value) : undefined;
}

const normal =
  (kind: 'random-normal' | 'truncated-normal') =>
  (mean: number, stddev: number): Start =>
    stddev === 0 ? { kind: 'constant', value: mean } : { kind, mean, stddev };

const uniform = (min: number, max: number): Start =>
  min === max ? { kind: 'constant', value: min } : { kind: 'random-uniform', min, max };

/** The numbers of a literal, a typed array or a filled array. */
function literal(rank: number | null): Make {
  return (machine, call) => {
    const given = argument(call, 0);
    const content = contentOf(given);
    const shape = shapeOf(argument(call, 1)) ?? (rank === 1 ? lengthOf(given) : nestedShape(given));
    return make(machine, call, shape, nested(content, shape));
  };
}

/** Spelled-out numbers in the tensor's shape. */
function nested(content: TensorContent, shape: TensorValue['shape']): TensorContent {
  if (content.is !== 'start' || content.start.kind !== 'values' || !shape || shape.length < 2) return content;
  let data: NestedNumbers = content.start.data;
  const sides = shape.map((side) => side ?? 0);
  if (sides.reduce((a, b) => a * b, 1) !== data.length)
    return unknownContent('the shape of the numbers is not known');
  for (const side of sides.slice(1).reverse()) {
    const flat: NestedNumbers = data;
    data = Array.from({ length: flat.length / side }, (_, row) => flat.slice(row * side, (row + 1) * side));
  }
  return start({ kind: 'values', data });
}

function lengthOf(value: Abstract): TensorValue['shape'] {
  if (value.t !== 'array') return [null];
  const list = listOf(value);
  if (list.fill) return [asNumber(list.fill.length) ?? null];
  return list.rest === undefined ? [list.items.length] : [null];
}

function nestedShape(value: Abstract): TensorValue['shape'] {
  if (value.t !== 'array') return value.t === 'constant' ? [] : null;
  const [length = null] = lengthOf(value) ?? [null];
  const list = expanded(listOf(value));
  const inner = list.items.at(0)?.value ?? list.rest;
  if (!inner) return [length];
  const rest = inner.t === 'array' ? nestedShape(inner) : [];
  return rest && [length, ...rest];
}

/** Larger literals are data, not weights written by hand. */
const maxNumbers = 4096;

type Flat =
  | { readonly kind: 'numbers'; readonly numbers: number[] }
  | { readonly kind: 'same'; readonly value: number }
  | { readonly kind: 'draw'; readonly value: number; readonly at: Extract<Abstract, { t: 'draw' }>['at'] };

/** A number or an array of numbers, as the tensor made of it would start. */
export function startOfNumbers(value: Abstract): Start | undefined {
  const content = contentOf(value);
  return content.is === 'start' && !content.oneDraw ? content.start : undefined;
}

function contentOf(value: Abstract): TensorContent {
  const flat = flatten(value, { count: 0 });
  if (!flat)
    return unknownContent(value.t === 'unknown' ? value.why : 'the numbers of the tensor are not known');
  if (flat.kind === 'draw')
    return { is: 'start', start: { kind: 'constant', value: flat.value }, oneDraw: flat.at };
  if (flat.kind === 'same') return constantContent(flat.value);
  const [first = 0] = flat.numbers;
  return flat.numbers.every((number) => number === first)
    ? constantContent(first)
    : start({ kind: 'values', data: flat.numbers });
}

function flatten(value: Abstract, budget: { count: number }): Flat | undefined {
  if (value.t === 'constant') {
    if (typeof value.value === 'number') return { kind: 'numbers', numbers: [value.value] };
    return typeof value.value === 'boolean' ? { kind: 'numbers', numbers: [Number(value.value)] } : undefined;
  }
  if (value.t !== 'array') return undefined;
  const list = listOf(value);
  if (list.fill) {
    if (list.fill.value.t === 'draw')
      return {
        kind: 'draw',
        value: (list.fill.value.low + list.fill.value.high) / 2,
        at: list.fill.value.at,
      };
    const inner = flatten(list.fill.value, budget);
    if (!inner) return undefined;
    if (inner.kind !== 'numbers') return inner;
    const [first = 0] = inner.numbers;
    return inner.numbers.every((number) => number === first) ? { kind: 'same', value: first } : undefined;
  }
  if (list.rest !== undefined) return undefined;
  const parts: Flat[] = [];
  for (const item of list.items) {
    budget.count += 1;
    if (item.maybe || budget.count > maxNumbers) return undefined;
    const part = flatten(item.value, budget);
    if (!part) return undefined;
    parts.push(part);
  }
  const numbers: number[] = [];
  for (const part of parts) if (part.kind === 'numbers') numbers.push(...part.numbers);
  if (parts.every(({ kind }) => kind === 'numbers')) return { kind: 'numbers', numbers };
  const first = parts.at(0);
  const same =
    first?.kind === 'same' && parts.every((part) => part.kind === 'same' && part.value === first.value);
  return same ? first : undefined;
}

const fill: Make = (machine, call) => {
  const value = argument(call, 1);
  const shape = shapeOf(argument(call, 0));
  if (value.t === 'draw') {
    return make(machine, call, shape, {
      is: 'start',
      start: { kind: 'constant', value: (value.low + value.high) / 2 },
      oneDraw: value.at,
    });
  }
  const number = asNumber(value);
  return make(
    machine,
    call,
    shape,
    number === undefined ? unknownContent('the value of the tensor is not known') : constantContent(number),
  );
};

/** Integers from the first bound up to, not including, the second. */
const uniformInteger: Make = (machine, call) => {
  const [min, max] = [asNumber(argument(call, 1)), asNumber(argument(call, 2))];
  const shape = shapeOf(argument(call, 0));
  if (min === undefined || max === undefined)
    return make(machine, call, shape, unknownContent('the range of a random tensor is not known'));
  return max - min <= 1
    ? make(machine, call, shape, {
        is: 'start',
        start: { kind: 'constant', value: Math.ceil(min) },
        truncated: machine.span(call.at),
      })
    : make(machine, call, shape, start({ kind: 'random-uniform', min, max }));
};

/** The callback is called for every entry. */
const rand: Make = (machine, call) => {
  const value = machine.callBack(argument(call, 1), [], call);
  const shape = shapeOf(argument(call, 0));
  if (value.t === 'draw')
    return make(machine, call, shape, start({ kind: 'random-uniform', min: value.low, max: value.high }));
  const number = asNumber(value);
  return make(
    machine,
    call,
    shape,
    number === undefined ? unknownContent('what the callback gives is not known') : constantContent(number),
  );
};

const eye: Make = (machine, call) => {
  const [rows, given] = [asNumber(argument(call, 0)) ?? null, argument(call, 1)];
  const columns = isNullish(given) ? rows : (asNumber(given) ?? null);
  const square = isNullish(given) || (rows !== null && rows === columns);
  const content = rows === 1 && columns === 1 ? constantContent(1) : start({ kind: 'identity', gain: 1 });
  return make(
    machine,
    call,
    [rows, columns],
    square ? content : unknownContent('an identity that is not square'),
  );
};

/** A matrix with these on its diagonal and zeros beside them. */
const diag: Make = (machine, call) => {
  const source = argument(call, 0);
  const content = source.t === 'tensor' ? source.content : contentOf(source);
  const value = content.is === 'start' && content.start.kind === 'constant' ? content.start.value : undefined;
  return make(
    machine,
    call,
    null,
    value === undefined
      ? unknownContent('a diagonal matrix')
      : value === 0
        ? constantContent(0)
        : start({ kind: 'identity', gain: value }),
  );
};

const linspace: Make = (machine, call) => {
  const [from, to, count] = [0, 1, 2].map((index) => asNumber(argument(call, index)));
  const even = from !== undefined && from === to;
  return make(
    machine,
    call,
    [count ?? null],
    even ? constantContent(from) : unknownContent('evenly spaced numbers'),
  );
};

/** Tensors put together: all entries are equal only if those of all parts are, to each other. */
const together: Make = (machine, call) => {
  const list = argument(call, 0);
  const parts = list.t === 'array' ? expanded(listOf(list)) : undefined;
  const values = parts?.items.map(({ value }) =>
    value.t === 'tensor' && value.content.is === 'start' && value.content.start.kind === 'constant'
      ? value.content
      : undefined,
  );
  const [first] = values ?? [];
  const isEven =
    first !== undefined &&
    parts?.rest === undefined &&
    !first.oneDraw &&
    values?.every((value) => value !== undefined && sameConstant(value, first));
  return make(machine, call, null, isEven ? first : unknownContent('tensors put together'));
};

const sameConstant = (a: TensorContent, b: TensorContent): boolean =>
  a.is === 'start' &&
  b.is === 'start' &&
  a.start.kind === 'constant' &&
  b.start.kind === 'constant' &&
  a.start.value === b.start.value;

const makers: Readonly<Record<string, Make>> = {
  zeros: filled(0),
  ones: filled(1),
  zerosLike: like(0),
  onesLike: like(1),
  fill,
  scalar: (machine, call) => {
    const number = asNumber(argument(call, 0));
    return make(
      machine,
      call,
      [],
      number === undefined ? unknownContent('the value of the scalar is not known') : constantContent(number),
    );
  },
  randomNormal: random(1, [0, 1], normal('random-normal')),
  truncatedNormal: random(1, [0, 1], normal('truncated-normal')),
  randomUniform: random(1, [0, 1], uniform),
  randomStandardNormal: (machine, call) =>
    make(machine, call, shapeOf(argument(call, 0)), start({ kind: 'random-normal', mean: 0, stddev: 1 })),
  randomUniformInt: uniformInteger,
  randomGamma: (machine, call) =>
    make(
      machine,
      call,
      shapeOf(argument(call, 0)),
      asNumber(argument(call, 2)) === 0 ? constantContent(0) : unknownContent('a gamma distribution'),
    ),
  rand,
  eye,
  diag,
  linspace,
  concat: together,
  stack: together,
  buffer: makeBuffer,
  tensor: literal(null),
  tensor1d: literal(1),
  tensor2d: literal(null),
  tensor3d: literal(null),
  tensor4d: literal(null),
  tensor5d: literal(null),
  tensor6d: literal(null),
  clone: (_machine, call) => argument(call, 0),
  tidy: (machine, call) =>
    machine.callBack(call.args.length > 1 ? argument(call, 1) : argument(call, 0), [], call),
  keep: (_machine, call) => argument(call, 0),
};

/** The tensor that `tf.name(…)` makes; undefined for a function that is not followed. */
export const makeTensor = (machine: Machine, name: string, call: Call): Abstract | undefined =>
  Object.hasOwn(makers, name) ? makers[name](machine, call) : undefined;
