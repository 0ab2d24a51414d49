// Libraries that differentiate by themselves: which matrices a gradient changes, and what stands for the gradient.
import { flowIn, isScalar, withFlow } from '../evaluate/flow.ts';
import type { Abstract, ArrayValue, Located } from '../evaluate/model.ts';
import { listOf, makeList, makeObject, read, unknownValue } from '../evaluate/model.ts';
import { putProperty } from '../evaluate/patterns.ts';
import type { Given, Operation } from './matrix.ts';
import {
  arrayOf,
  factsOf,
  filled,
  makeMatrix,
  MatrixFacts,
  matrixAround,
  numberIn,
  sidesOf,
} from './matrix.ts';

const maxDepth = 6;

/** Made so that the library computes gradients for it, or told to: `w.requires_grad = true`. */
function requiresGradient(data: ArrayValue): boolean {
  const matrix = matrixAround(data);
  const told = matrix && read(matrix.props.get('requires_grad'));
  return (told?.t === 'constant' && told.value === true) || factsOf(matrix)?.isTrainable === true;
}

/** `loss.backward()` */
export const backward: Operation = ({ machine, args, call }) => {
  const loss = args.at(0);
  if (loss)
    machine.flows?.taught(
      numberIn(machine, loss),
      (holder) => holder.t === 'array' && requiresGradient(holder),
      call.at,
    );
  return unknownValue('gradients');
};

/** `w.requireGrad()` */
export const requireGradient: Operation = ({ machine, args: [matrix = unknownValue('nothing')], call }) => {
  if (matrix.t === 'object')
    putProperty(machine, matrix, 'requires_grad', { t: 'constant', value: true }, call.at);
  return matrix;
};

/** Trains what is inside `weights`, in arrays and objects as deep as they go; answers with their gradients. */
export function gradientsFor(given: Given, loss: Abstract, weights: Abstract, at: Located): Abstract {
  const { machine } = given;
  const number = numberIn(machine, loss);
  const holders = new Set<Abstract>();
  forEachMatrix(weights, (data) => holders.add(data), 0);
  machine.flows?.taught(number, (holder) => holders.has(holder), at);
  const gradient = withFlow(unknownValue('a gradient'), flowIn(number));
  return mapTree(given, [weights], ([matrix]) =>
    makeMatrix(
      machine,
      filled(machine, sidesOf(matrix), () => gradient),
      new MatrixFacts(given.kind),
      given.call,
    ),
  );
}

function forEachMatrix(value: Abstract, visit: (data: ArrayValue) => void, depth: number): void {
  if (depth > maxDepth) return;
  const data = value.t === 'object' && factsOf(value) ? arrayOf(value) : undefined;
  if (data) visit(data);
  else if (value.t === 'object')
    for (const slot of value.props.values()) {
      const inner = read(slot);
      if (inner) forEachMatrix(inner, visit, depth + 1);
    }
  else if (value.t === 'array') {
    const { items, fill, rest } = listOf(value);
    for (const inner of [...items.map((item) => item.value), fill?.value, rest])
      if (inner) forEachMatrix(inner, visit, depth + 1);
  }
}

/** The same arrays and objects as the first tree's, with what `make` gives for the matrices at each place. */
export function mapTree(
  given: Given,
  trees: readonly Abstract[],
  make: (leaves: readonly [Abstract, ...Abstract[]]) => Abstract,
  depth = 0,
): Abstract {
  const { machine, call } = given;
  const [first = unknownValue('nothing'), ...others] = trees;
  const inner = (name: string, value: Abstract): Abstract =>
    mapTree(given, [value, ...others.map((other) => machine.get(other, name, call.frame))], make, depth + 1);
  if (depth > maxDepth) return unknownValue('a tree that is too deep');
  if (factsOf(first) || isScalar(first)) return make([first, ...others]);
  if (first.t === 'array') {
    const list = listOf(first);
    const items = list.items.map((item, index) => ({ ...item, value: inner(String(index), item.value) }));
    const fill = list.fill && { ...list.fill, value: inner('0', list.fill.value) };
    const isSame =
      items.every(({ value }, index) => value === list.items[index]?.value) &&
      fill?.value === list.fill?.value;
    return isSame ? first : makeList(machine, { t: 'list', items, ...(fill ? { fill } : {}) }, call.at);
  }
  if (first.t !== 'object') return first;
  const entries = [...first.props].flatMap(([name, slot]) => {
    const value = read(slot);
    return value ? [{ name, value, made: inner(name, value) }] : [];
  });
  if (entries.every(({ value, made }) => value === made)) return first;
  const object = makeObject(machine, { made: call.at });
  for (const { name, made } of entries) putProperty(machine, object, name, made, call.at);
  return object;
}
