// Arithmetic on tensors whose start is known: scaling and shifting keep a distribution's kind.
import type { Start } from '../../../network/graph.ts';
import type { Abstract, Call, Machine, TensorContent, TensorValue } from '../../evaluate/model.ts';
import { asNumber, asString, undefinedValue, unknownValue } from '../../evaluate/model.ts';
import { shapeOf } from '../../evaluate/shapes.ts';
import { truncated } from './tensors.ts';

/** What an operand holds: a tensor's content, or a number as a tensor that holds nothing else. */
function contentOf(value: Abstract): TensorContent {
  if (value.t === 'tensor') return value.content;
  const number = asNumber(value);
  return number === undefined
    ? { is: 'unknown', why: value.t === 'unknown' ? value.why : 'an operand is not known' }
    : { is: 'start', start: { kind: 'constant', value: number } };
}

/** The one number all entries surely are; not one that only every run of the program has anew. */
const numberOf = (content: TensorContent): number | undefined =>
  content.is === 'start' && content.start.kind === 'constant' && !content.oneDraw
    ? content.start.value
    : undefined;

const scaled = (start: Start, by: number): Start | undefined => {
  if (by === 0) return { kind: 'constant', value: 0 };
  if (start.kind === 'constant') return { kind: 'constant', value: start.value * by };
  if (start.kind === 'random-normal' || start.kind === 'truncated-normal') {
    return { ...start, mean: start.mean * by, stddev: start.stddev * Math.abs(by) };
  }
  if (start.kind === 'random-uniform') {
    return {
      ...start,
      min: Math.min(start.min * by, start.max * by),
      max: Math.max(start.min * by, start.max * by),
    };
  }
  if (start.kind === 'identity' || start.kind === 'orthogonal') return { ...start, gain: start.gain * by };
  return undefined;
};

const shifted = (start: Start, by: number): Start | undefined => {
  if (start.kind === 'constant') return { kind: 'constant', value: start.value + by };
  if (start.kind === 'random-normal' || start.kind === 'truncated-normal')
    return { ...start, mean: start.mean + by };
  if (start.kind === 'random-uniform') return { ...start, min: start.min + by, max: start.max + by };
  return by === 0 ? start : undefined;
};

type Change = (start: Start, by: number) => Start | undefined;

interface Operation {
  /** The left side with a number on the right, and the other way round. */
  readonly right: Change;
  readonly left?: Change;
}

const operations: Readonly<Record<string, Operation>> = {
  mul: { right: scaled, left: scaled },
  div: { right: (start, by) => (by === 0 ? undefined : scaled(start, 1 / by)) },
  add: { right: shifted, left: shifted },
  sub: {
    right: (start, by) => shifted(start, -by),
    left: (start, by) => {
      const negative = scaled(start, -1);
      return negative && shifted(negative, by);
    },
  },
};

/** What `name` makes of two operands; undefined for what is no arithmetic, unknown where it cannot be told. */
export function combined(name: string, left: Abstract, right: Abstract): TensorContent | undefined {
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (!operation) return undefined;
  const [a, b] = [contentOf(left), contentOf(right)];
  const [x, y] = [numberOf(a), numberOf(b)];
  if (a.is === 'start' && y !== undefined) {
    const start = operation.right(a.start, y);
    if (start) return { ...a, start };
  } else if (b.is === 'start' && x !== undefined) {
    const start = operation.left?.(b.start, x);
    if (start) return { ...b, start };
  }
  return { is: 'unknown', why: `the result of ${name} is not known` };
}

/** Functions of each entry alone: of one number they give one number. */
const entrywise: Readonly<Record<string, (value: number) => number>> = {
  neg: (value) => -value,
  abs: Math.abs,
  square: (value) => value * value,
  sqrt: Math.sqrt,
  exp: Math.exp,
  tanh: Math.tanh,
  sigmoid: (value) => 1 / (1 + Math.exp(-value)),
  relu: (value) => Math.max(0, value),
  round: Math.round,
  floor: Math.floor,
  ceil: Math.ceil,
  sign: Math.sign,
};

function mappedContent(name: string, content: TensorContent): TensorContent | undefined {
  const compute = Object.hasOwn(entrywise, name) ? entrywise[name] : undefined;
  if (!compute) return undefined;
  if (content.is === 'start') {
    const { start } = content;
    if (start.kind === 'constant') return { ...content, start: { ...start, value: compute(start.value) } };
    const negative = name === 'neg' ? scaled(start, -1) : undefined;
    if (negative) return { ...content, start: negative };
  }
  return { is: 'unknown', why: `the result of ${name} is not known` };
}

/** Same entries, another shape. */
const reshaping = new Set([
  'reshape',
  'as1D',
  'as2D',
  'as3D',
  'as4D',
  'flatten',
  'expandDims',
  'squeeze',
  'transpose',
]);
const keeping = new Set(['clone', 'toFloat', 'contiguous', 'identity']);
/** Copies of entries: of equal ones, they stay equal; of drawn ones, some become equal to others. */
const copying = new Set(['broadcastTo', 'tile', 'slice', 'gather', 'stack', 'concat', 'reverse', 'pad']);

function rearranged(
  name: string,
  self: TensorValue,
  call: Call,
): Pick<TensorValue, 'shape' | 'content'> | undefined {
  const { content } = self;
  if (keeping.has(name)) return { shape: self.shape, content };
  if (name === 'cast' || name === 'toInt') {
    const isWhole = name === 'toInt' || ['int32', 'bool'].includes(asString(call.args.at(0)) ?? '');
    return { shape: self.shape, content: isWhole ? whole(content, call) : content };
  }
  if (reshaping.has(name)) {
    const moved = content.is === 'start' && content.start.kind === 'values';
    return {
      shape: name === 'reshape' ? shapeOf(call.args.at(0) ?? undefinedValue) : null,
      content: moved ? { is: 'unknown', why: 'reshaped numbers' } : content,
    };
  }
  if (!copying.has(name)) return undefined;
  const isEven = content.is === 'start' && content.start.kind === 'constant' && name !== 'pad';
  return {
    shape: name === 'broadcastTo' ? shapeOf(call.args.at(0) ?? undefinedValue) : null,
    content:
      isEven && call.args.every((arg) => arg.t !== 'tensor')
        ? content
        : { is: 'unknown', why: `the result of ${name} is not known` },
  };
}

/** What an integer type leaves of it. */
function whole(content: TensorContent, call: Call): TensorContent {
  const cut = content.is === 'start' ? truncated(content.start) : undefined;
  if (content.is !== 'start' || cut === undefined) return content;
  const { node, module } = call.at;
  const at = {
    start: node.getStart(module.source),
    end: node.end,
    ...(module.main ? {} : { file: module.path }),
  };
  return {
    ...content,
    start: { kind: 'constant', value: cut },
    ...(content.start.kind === 'constant' ? {} : { truncated: at }),
  };
}

/** `tensor.name(…)`, or `tf.name(tensor, …)`, for a tensor without variables; undefined for what is not followed. */
export function tensorOperation(
  machine: Machine,
  self: TensorValue,
  name: string,
  call: Call,
): Abstract | undefined {
  const at = machine.span(call.at);
  const other = call.args.at(0) ?? undefinedValue;
  const content = combined(name, self, other);
  if (content) {
    const shape = self.shape?.length === 0 && other.t === 'tensor' ? other.shape : self.shape;
    return { t: 'tensor', shape, content, at };
  }
  const mapped = mappedContent(name, self.content);
  if (mapped) return { t: 'tensor', shape: self.shape, content: mapped, at };
  const arranged = rearranged(name, self, call);
  if (arranged) return { t: 'tensor', ...arranged, at };
  if (name === 'zerosLike' || name === 'onesLike') {
    const value = name === 'zerosLike' ? 0 : 1;
    return { ...self, content: { is: 'start', start: { kind: 'constant', value } }, at };
  }
  return name === 'dispose' || name === 'print' ? undefinedValue : unknownValue(`the result of ${name}`, at);
}
