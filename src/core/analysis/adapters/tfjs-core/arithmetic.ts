// Arithmetic on tensors whose start is known: scaling and shifting keep a distribution's kind.
import type { Start } from '../../../network/graph.ts';
import type { Abstract, Call, Machine, TensorContent, TensorValue } from '../../evaluate/model.ts';
import { asNumber, undefinedValue, unknownValue } from '../../evaluate/model.ts';

const numberOf = (value: Abstract): number | undefined => {
  if (value.t !== 'tensor') return asNumber(value);
  const { content } = value;
  return content.is === 'start' && content.start.kind === 'constant' && !content.oneDraw
    ? content.start.value
    : undefined;
};

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
  return undefined;
};

const shifted = (start: Start, by: number): Start | undefined => {
  if (start.kind === 'constant') return { kind: 'constant', value: start.value + by };
  if (start.kind === 'random-normal' || start.kind === 'truncated-normal')
    return { ...start, mean: start.mean + by };
  if (start.kind === 'random-uniform') return { ...start, min: start.min + by, max: start.max + by };
  return undefined;
};

type Change = (start: Start, by: number) => Start | undefined;

const changes: Readonly<Record<string, Change>> = {
  mul: scaled,
  div: (start, by) => (by === 0 ? undefined : scaled(start, 1 / by)),
  add: shifted,
  sub: (start, by) => shifted(start, -by),
};

const keepsContent = new Set([
  'clone',
  'reshape',
  'as1D',
  'as2D',
  'as3D',
  'as4D',
  'toFloat',
  'expandDims',
  'squeeze',
  'transpose',
]);

/** `tensor.name(…)` for a tensor without variables; undefined for what is not followed. */
export function tensorOperation(
  machine: Machine,
  self: TensorValue,
  name: string,
  call: Call,
): Abstract | undefined {
  const at = machine.span(call.at);
  const change = Object.hasOwn(changes, name) ? changes[name] : undefined;
  if (change) {
    const by = numberOf(call.args.at(0) ?? undefinedValue);
    const { content } = self;
    const start = content.is === 'start' && by !== undefined ? change(content.start, by) : undefined;
    const result: TensorContent = start
      ? { ...content, is: 'start', start }
      : { is: 'unknown', why: `the result of ${name} is not known` };
    return { t: 'tensor', shape: self.shape, content: result, at };
  }
  if (keepsContent.has(name)) {
    const { content } = self;
    const flat =
      content.is === 'start' && content.start.kind === 'values'
        ? ({ is: 'unknown', why: 'reshaped numbers' } as const)
        : content;
    const sameShape = name === 'clone' || name === 'toFloat';
    return { t: 'tensor', shape: sameShape ? self.shape : null, content: flat, at };
  }
  if (name === 'zerosLike')
    return { ...self, content: { is: 'start', start: { kind: 'constant', value: 0 } }, at };
  if (name === 'onesLike')
    return { ...self, content: { is: 'start', start: { kind: 'constant', value: 1 } }, at };
  return name === 'dispose' || name === 'print' ? undefinedValue : unknownValue(`the result of ${name}`, at);
}
