// Which parameter learns when, and how small its first gradient is. An abstract interpreter: the network is run forward and
// backward with the values of signal.ts, step by step, until nothing changes any more. It follows only what changed, so a
// step costs what it moves.
import { type Changes, noChanges, type Node, type Plan, unitsOf } from '../plan.ts';
import { Agenda } from './agenda.ts';
import type { AtZero } from './activation.ts';
import type { Backward, Cell } from './cell.ts';
import { cellOf } from './cells.ts';
import { gaugeOf } from './gauge.ts';
import { lossDeltas } from './loss.ts';
import {
  addDeltas,
  type Delta,
  isLive,
  isZero,
  noDelta,
  sameDelta,
  sameSignal,
  type Signal,
  SIGNS,
} from './signal.ts';
import { NOTHING, ONE, type Size } from './size.ts';
import { update } from './weight.ts';

export interface LayerSchedule {
  readonly cell: Cell;
  readonly trainable: boolean;
  /** Parameter → first step with a gradient that is not zero; absent for never. */
  readonly first: Map<string, number>;
  /** Parameter → size of an entry of that gradient. */
  readonly size: Map<string, Size>;
  /** First step at which the layer's output is not all zero (its forward pass); undefined for never. */
  firstOutput: number | undefined;
  /** First step at which a gradient reaches the layer's output; undefined for never. */
  firstDelta: number | undefined;
  /** First step at which one gets past its activation; undefined for never. */
  firstPassed: number | undefined;
}

export interface Schedule {
  readonly plan: Plan;
  readonly changes: Changes;
  readonly layers: readonly LayerSchedule[];
  /** By tensor number: after the last change. */
  readonly signals: readonly (readonly Signal[])[];
  /** Somewhere terms that are not zero cancel exactly: a run in floating point may show rounding there. */
  readonly cancels: boolean;
  /** The step after which nothing changes any more. */
  readonly settled: number;
  /** log₁₀ of the learning rate. */
  readonly rateDecades: number;
}

/** `changes`: starts in place of the spec's. */
export function scheduleOf(plan: Plan, atZero?: AtZero, changes: Changes = noChanges): Schedule {
  return new Interpreter(plan, atZero, changes).run();
}

const unvisited: Backward = { into: [], gradients: [] };

class Interpreter {
  readonly #plan: Plan;
  readonly #changes: Changes;
  readonly #gauge;
  readonly #signals: (readonly Signal[])[];
  readonly #layers: LayerSchedule[];
  readonly #backward: Backward[];
  /** Nodes to visit. */
  readonly #up: Agenda;
  readonly #down: Agenda;
  #cancels = false;

  constructor(plan: Plan, atZero: AtZero | undefined, changes: Changes) {
    const { nodes, inputCount } = plan;
    this.#plan = plan;
    this.#changes = changes;
    this.#gauge = gaugeOf(plan.spec.optimizer);
    const around = { plan, changes, gauge: this.#gauge, atZero };
    this.#signals = plan.shapes.map((shape, tensor) =>
      tensor < inputCount ? [anything(unitsOf(shape))] : [],
    );
    this.#layers = nodes.map((node) => ({
      cell: cellOf(around, node),
      trainable: node.layer.trainable !== false,
      first: new Map(),
      size: new Map(),
      firstOutput: undefined,
      firstDelta: undefined,
      firstPassed: undefined,
    }));
    this.#backward = nodes.map(() => unvisited);
    this.#up = new Agenda(nodes.length, 'lowest');
    this.#down = new Agenda(nodes.length, 'highest');
  }

  run(): Schedule {
    let step = 1;
    for (; ; step++) {
      this.#forward(step);
      if (!this.#back(step)) break;
    }
    return {
      plan: this.#plan,
      changes: this.#changes,
      layers: this.#layers,
      signals: this.#signals,
      cancels: this.#cancels,
      settled: step,
      rateDecades: this.#gauge.rateDecades,
    };
  }

  #forward(step: number): void {
    const { nodes, readers } = this.#plan;
    for (let index = this.#up.take(); index >= 0; index = this.#up.take()) {
      const node = nodes[index];
      const layer = this.#layers[index];
      const out = layer.cell.forward(node.from.map((tensor) => this.#signals[tensor]));
      const before = this.#signals[node.tensor];
      this.#down.add(index);
      if (before.length === out.length && out.every((part, k) => sameSignal(part, before[k]))) continue;
      this.#signals[node.tensor] = out;
      if (layer.firstOutput === undefined && out.some((part) => !isZero(part))) layer.firstOutput = step;
      for (const reader of readers[node.tensor]) this.#up.add(reader.node.index);
    }
  }

  /** Whether any weight has moved. */
  #back(step: number): boolean {
    const { nodes, inputCount } = this.#plan;
    let moved = false;
    for (let index = this.#down.take(); index >= 0; index = this.#down.take()) {
      const node = nodes[index];
      const layer = this.#layers[index];
      const deltas = this.#deltasAt(node);
      if (layer.firstDelta === undefined && deltas.some(isLive)) layer.firstDelta = step;
      const passed = layer.cell.backward(deltas);
      if (layer.firstPassed === undefined && passes(passed)) layer.firstPassed = step;
      this.#cancels ||= hasCancelled(passed);
      const before = this.#backward[index];
      this.#backward[index] = passed;
      if (!sameInto(before, passed)) {
        for (const tensor of node.from) if (tensor >= inputCount) this.#down.add(tensor - inputCount);
      }
      if (layer.trainable && this.#learn(layer, passed, step)) {
        this.#up.add(index);
        moved = true;
      }
    }
    return moved;
  }

  #learn(layer: LayerSchedule, { gradients }: Backward, step: number): boolean {
    let moved = false;
    for (const gradient of gradients) {
      const { parameter, block, size } = gradient;
      if (size === NOTHING) continue;
      const first = layer.first.get(parameter);
      if (first === undefined) layer.first.set(parameter, step);
      if (first === undefined || first === step)
        layer.size.set(parameter, Math.min(size, layer.size.get(parameter) ?? NOTHING));
      const weight = layer.cell.weights.get(parameter)?.[block];
      if (weight !== undefined && update(weight, gradient, this.#gauge)) moved = true;
    }
    return moved;
  }

  /** Everything that reads the node adds to its gradient, and the loss where it is an output. */
  #deltasAt({ tensor }: Node): readonly Delta[] {
    const parts = this.#signals[tensor];
    const readers = this.#plan.readers[tensor];
    const isOutput = this.#plan.outputs.has(tensor);
    if (!isOutput && readers.length === 1) {
      const only = this.#backward[readers[0].node.index].into.at(readers[0].place);
      if (only !== undefined) return only;
    }
    let total: readonly Delta[] = isOutput ? lossDeltas(this.#plan, tensor, parts) : parts.map(() => noDelta);
    for (const { node, place } of readers) {
      const into = this.#backward[node.index].into.at(place);
      if (into !== undefined) total = total.map((delta, k) => addDeltas(delta, into[k]));
    }
    return total;
  }
}

/** Generic data. */
const anything = (count: number): Signal => ({
  count,
  signs: SIGNS,
  size: ONE,
  overUnits: ONE,
  overData: ONE,
  value: undefined,
  total: undefined,
});

const passes = ({ live, into, gradients }: Backward): boolean =>
  live ?? (into.some((parts) => parts.some(isLive)) || gradients.some(({ size }) => size !== NOTHING));

const hasCancelled = ({ into, gradients }: Backward): boolean =>
  into.some((parts) => parts.some((delta) => delta.cancelled)) ||
  gradients.some(({ cancelled }) => cancelled);

const sameInto = (a: Backward, b: Backward): boolean =>
  a.into.length === b.into.length &&
  a.into.every((parts, k) => {
    const others = b.into[k];
    return parts.length === others.length && parts.every((delta, p) => sameDelta(delta, others[p]));
  });
