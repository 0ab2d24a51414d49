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
import { larger, NOTHING, ONE, type Size } from './size.ts';
import { update } from './weight.ts';

/** When a parameter first has a gradient that is not zero. */
export interface Learned {
  readonly parameter: string;
  readonly step: number;
  /** Of an entry of that gradient. */
  size: Size;
}

export interface LayerSchedule {
  readonly cell: Cell;
  readonly trainable: boolean;
  /** One for each parameter that ever has a gradient which is not zero. */
  learned: readonly Learned[];
  /** First step at which the layer's output is not all zero (its forward pass); undefined for never. */
  firstOutput: number | undefined;
  /** First step at which a gradient reaches the layer's output; undefined for never. */
  firstDelta: number | undefined;
  /** First step at which one gets past its activation; undefined for never. */
  firstPassed: number | undefined;
}

/** Undefined for never. */
export const learnedIn = ({ learned }: LayerSchedule, parameter: string): Learned | undefined => {
  for (const each of learned) if (each.parameter === parameter) return each;
  return undefined;
};

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
      learned: [],
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
      const out = layer.cell.forward(this.#read(node));
      const before = this.#signals[node.tensor];
      this.#down.add(index);
      if (sameSignals(before, out)) continue;
      this.#signals[node.tensor] = out;
      if (layer.firstOutput === undefined && out.some((part) => !isZero(part))) layer.firstOutput = step;
      for (const reader of readers[node.tensor]) this.#up.add(reader.node.index);
    }
  }

  #read({ from }: Node): (readonly Signal[])[] {
    if (from.length === 1) return [this.#signals[from[0]]];
    return from.map((tensor) => this.#signals[tensor]);
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
      const known = learnedIn(layer, parameter);
      if (known === undefined) layer.learned = [...layer.learned, { parameter, step, size }];
      else if (known.step === step) known.size = larger(known.size, size);
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

function sameSignals(a: readonly Signal[], b: readonly Signal[]): boolean {
  if (a.length !== b.length) return false;
  for (let k = 0; k < a.length; k++) if (!sameSignal(a[k], b[k])) return false;
  return true;
}

const passes = ({ live, into, gradients }: Backward): boolean =>
  live ?? (into.some((parts) => parts.some(isLive)) || gradients.some(({ size }) => size !== NOTHING));

function hasCancelled({ into, gradients }: Backward): boolean {
  for (const parts of into) for (const delta of parts) if (delta.cancelled) return true;
  for (const { cancelled } of gradients) if (cancelled) return true;
  return false;
}

function sameInto({ into: a }: Backward, { into: b }: Backward): boolean {
  if (a.length !== b.length) return false;
  for (let k = 0; k < a.length; k++) {
    if (a[k].length !== b[k].length) return false;
    for (let p = 0; p < a[k].length; p++) if (!sameDelta(a[k][p], b[k][p])) return false;
  }
  return true;
}
