// Which parameter learns when. An abstract interpreter: the network is run forward and backward with the values of
// signal.ts, step by step, until nothing changes any more. It follows only what changed, so a step costs what it moves.
import { cellOf, partsOf } from './cells.ts';
import type { Backward, Cell } from './cell.ts';
import type { Node, Plan } from './plan.ts';
import { unitsOf } from './plan.ts';
import {
  ANY_GRADIENT,
  CANCELLED,
  type AtZero,
  DATA,
  isZero,
  LIVE,
  POSITIVE,
  sameSignal,
  type Signal,
  UNIT_SUM,
  UNITS,
  whole,
} from './signal.ts';
import { update } from './weight.ts';

export interface LayerSchedule {
  readonly cell: Cell;
  readonly trainable: boolean;
  /** Parameter → first step with a gradient that is not zero; absent for never. */
  readonly first: Map<string, number>;
  /** First step at which the layer's output is not all zero (its forward pass); undefined for never. */
  firstOutput: number | undefined;
  /** First step at which a gradient reaches the layer's output; undefined for never. */
  firstDelta: number | undefined;
  /** First step at which one gets past its activation; undefined for never. */
  firstPassed: number | undefined;
}

export interface Schedule {
  readonly plan: Plan;
  readonly layers: readonly LayerSchedule[];
  /** By tensor number: after the last change. */
  readonly signals: readonly (readonly Signal[])[];
  /** By tensor number, bits for each part. */
  readonly deltas: readonly (readonly number[])[];
  /** The last backward pass of each layer. */
  readonly backward: readonly Backward[];
  /** Somewhere terms that are not zero cancel exactly: a run in floating point may show rounding there. */
  readonly cancels: boolean;
  /** The step after which nothing changes any more. */
  readonly settled: number;
}

/** Nodes to visit, lowest key first, each once. */
class Agenda {
  readonly #heap: number[] = [];
  readonly #waiting = new Set<number>();

  add(key: number): void {
    if (this.#waiting.has(key)) return;
    this.#waiting.add(key);
    const heap = this.#heap;
    let at = heap.push(key) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (heap[parent] <= key) break;
      heap[at] = heap[parent];
      at = parent;
    }
    heap[at] = key;
  }

  take(): number | undefined {
    const heap = this.#heap;
    const first = heap.at(0);
    const last = heap.pop();
    if (first === undefined || last === undefined) return undefined;
    this.#waiting.delete(first);
    if (heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && heap[child + 1] < heap[child]) child++;
      if (heap[child] >= last) break;
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = last;
    return first;
  }
}

export function scheduleOf(plan: Plan, atZero?: AtZero): Schedule {
  const { nodes, inputCount } = plan;
  const parts = partsOf(plan);
  const signals: (readonly Signal[])[] = plan.shapes.map((shape, tensor) =>
    tensor < inputCount ? [{ size: unitsOf(shape), bits: POSITIVE | 1 | UNITS | DATA }] : [],
  );
  const layers = nodes.map((node): LayerSchedule => ({
    cell: cellOf(plan, node, parts, atZero),
    trainable: node.layer.trainable !== false,
    first: new Map(),
    firstOutput: undefined,
    firstDelta: undefined,
    firstPassed: undefined,
  }));
  const deltas: (readonly number[])[] = plan.shapes.map(() => []);
  const backward: Backward[] = nodes.map(() => ({ into: [], gradients: [] }));
  const forwardAgenda = new Agenda();
  const backwardAgenda = new Agenda();
  nodes.forEach((_, index) => {
    forwardAgenda.add(index);
    backwardAgenda.add(-index);
  });
  const moves = learningRateOf(plan) !== 0;

  const forward = (step: number): void => {
    for (let index = forwardAgenda.take(); index !== undefined; index = forwardAgenda.take()) {
      const node = nodes[index];
      const out = layers[index].cell.forward(node.from.map((tensor) => signals[tensor]));
      const before = signals[node.tensor];
      backwardAgenda.add(-index);
      if (before.length === out.length && out.every((part, k) => sameSignal(part, before[k]))) continue;
      signals[node.tensor] = out;
      if (out.some((part) => !isZero(part))) layers[index].firstOutput ??= step;
      for (const reader of plan.readers[node.tensor]) forwardAgenda.add(indexOf(plan, reader.node));
    }
  };

  let cancels = false;
  const back = (step: number): boolean => {
    let moved = false;
    for (let key = backwardAgenda.take(); key !== undefined; key = backwardAgenda.take()) {
      const index = -key;
      const node = nodes[index];
      const layer = layers[index];
      const delta = deltaAt(plan, node.tensor, signals[node.tensor], backward);
      deltas[node.tensor] = delta;
      if (delta.some((bits) => bits & LIVE)) layer.firstDelta ??= step;
      const passed = layer.cell.backward(delta);
      if (passes(passed)) layer.firstPassed ??= step;
      cancels ||= hasCancelled(passed);
      const before = backward[index];
      backward[index] = passed;
      if (!sameBits(before.into, passed.into)) {
        for (const tensor of node.from) if (tensor >= inputCount) backwardAgenda.add(inputCount - tensor);
      }
      if (!layer.trainable) continue;
      for (const { parameter, block, bits } of passed.gradients) {
        if ((bits & LIVE) === 0) continue;
        if (!layer.first.has(parameter)) layer.first.set(parameter, step);
        const weight = layer.cell.weights.get(parameter)?.[block];
        if (moves && weight !== undefined && update(weight, bits)) {
          forwardAgenda.add(index);
          moved = true;
        }
      }
    }
    return moved;
  };

  let step = 1;
  for (; ; step++) {
    forward(step);
    if (!back(step)) break;
  }
  return { plan, layers, signals, deltas, backward, cancels, settled: step };
}

const passes = ({ live, into, gradients }: Backward): boolean =>
  live ??
  (into.some((parts) => parts.some((bits) => bits & LIVE)) || gradients.some(({ bits }) => bits & LIVE));

const hasCancelled = ({ into, gradients }: Backward): boolean =>
  into.some((parts) => parts.some((bits) => bits & CANCELLED)) ||
  gradients.some(({ bits }) => bits & CANCELLED);

const indexOf = (plan: Plan, node: Node): number => node.tensor - plan.inputCount;

function sameBits(a: readonly (readonly number[])[], b: readonly (readonly number[])[]): boolean {
  return (
    a.length === b.length &&
    a.every((parts, k) => parts.length === b[k].length && parts.every((bits, p) => bits === b[k][p]))
  );
}

/** Everything that reads the tensor adds to its gradient, and the loss where it is an output. */
function deltaAt(
  plan: Plan,
  tensor: number,
  parts: readonly Signal[],
  backward: readonly Backward[],
): number[] {
  const total = plan.outputs.has(tensor) ? lossGradient(plan, tensor, parts) : parts.map(() => 0);
  for (const { node, place } of plan.readers[tensor]) {
    const into = backward[indexOf(plan, node)].into.at(place);
    into?.forEach((bits, k) => {
      if (bits & LIVE) total[k] |= bits;
    });
  }
  return total;
}

/** Clipping keeps probabilities this far from 0 and 1 in the cross-entropies. */
const clip = 1e-7;

function lossGradient(plan: Plan, tensor: number, parts: readonly Signal[]): number[] {
  const all = whole(parts);
  const units = unitsOf(plan.shapes[tensor]);
  const generic = ANY_GRADIENT & ~(units === 1 ? UNITS : 0);
  const everywhere = (bits: number): number[] => parts.map(() => bits);
  switch (plan.spec.loss) {
    case 'binaryCrossentropy':
      return parts.map((part) =>
        part.value === undefined
          ? part.bits & POSITIVE
            ? generic
            : 0
          : part.value >= clip && part.value <= 1 - clip
            ? generic
            : 0,
      );
    case 'categoricalCrossentropy':
    case 'sparseCategoricalCrossentropy':
      // Outputs are divided by their sum first, so that Σ p·δ = 0: with one class nothing is left.
      if (units === 1) return everywhere(0);
      return everywhere(parts.length === 1 && (all.bits & UNITS) === 0 ? generic & ~UNIT_SUM : generic);
    case 'meanSquaredError':
    case 'meanAbsoluteError':
    case 'hinge':
    case 'huberLoss':
      return everywhere(generic);
  }
}

function learningRateOf(plan: Plan): number | undefined {
  return plan.spec.optimizer.learningRate;
}
