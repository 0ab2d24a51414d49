// The curve of a function of the program: what it gives for a few numbers, found by running it on them.
import type ts from 'typescript';
import { flowIn, identity } from './flow.ts';
import type { Abstract, Call, Curve, Flow, FunctionValue, Machine } from './model.ts';
import { asNumber, constant } from './model.ts';

/** Functions of more parameters are no activations. */
const maxParameters = 4;

/** Curves of functions, found by calling them with numbers; while that goes on, no other is looked for. */
export interface Sampling {
  readonly known: Map<ts.Node, { readonly key: string; readonly self: Abstract; readonly curve: Curve }>;
  isOn: boolean;
}

/**
 * The result of a function that was called with a number that is followed: a curve over that number, if calling the
 * function with plain numbers gives plain numbers. Nothing that these calls write is kept.
 */
export function followed(
  machine: Machine,
  sampling: Sampling,
  fn: FunctionValue,
  self: Abstract,
  call: Call,
  result: Abstract,
): { readonly over: Flow; readonly curve: Curve } | undefined {
  const first = call.args.at(0);
  const over = first && flowIn(first);
  if (!over?.curve || call.args.length > maxParameters || call.args.slice(1).some(flowIn)) return undefined;
  if (!isNumber(result) || sampling.isOn) return undefined;
  const own = flowIn(result);
  if (own && own.node !== over.node) return undefined;
  const known = sampling.known.get(fn.node);
  const key = call.args
    .slice(1)
    .map((arg) => (arg.t === 'constant' ? String(arg.value) : arg.t))
    .join();
  const isPlain = over.curve === identity;
  const curve =
    isPlain && known?.key === key && known.self === self
      ? known.curve
      : sample(machine, sampling, fn, self, call, over.curve);
  if (isPlain) sampling.known.set(fn.node, { key, self, curve });
  return curve ? { over, curve } : undefined;
}

const isNumber = (value: Abstract): boolean =>
  value.t === 'unknown' ||
  value.t === 'draw' ||
  value.t === 'choice' ||
  (value.t === 'constant' && typeof value.value === 'number');

function sample(
  machine: Machine,
  sampling: Sampling,
  fn: FunctionValue,
  self: Abstract,
  call: Call,
  over: readonly number[],
): Curve {
  const curve: number[] = [];
  sampling.isOn = true;
  try {
    for (const argument of over) {
      let value: number | undefined;
      machine.fork(
        [
          () => {
            const args = [constant(argument), ...call.args.slice(1)];
            value = asNumber(machine.call(fn, self, { ...call, args, nodes: [] }));
            return 'throw';
          },
        ],
        null,
      );
      if (value === undefined) return null;
      curve.push(value);
    }
  } finally {
    sampling.isOn = false;
  }
  return curve;
}
