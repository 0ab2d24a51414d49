// Recurrent layers in the abstract interpreter: the loop over time is unrolled as far as it can matter.
import type { ActivationName } from '../engine/spec.ts';
import {
  type BlockGradient,
  type Backward,
  backThrough,
  biasGradient,
  blockGradient,
  type Cell,
  through,
  type Weights,
  withBias,
} from './cell.ts';
import {
  activate,
  type AtZero,
  BATCH_SUM,
  DATA,
  either,
  exactly,
  isZero,
  LIVE,
  negated,
  oneMinus,
  product,
  type Signal,
  staysBetween0And1,
  sum,
  throughActivation,
  UNIT_SUM,
  UNITS,
} from './signal.ts';

/** What is exactly zero at the first times decides; after that the pattern repeats. */
const longestUnroll = 4;

export interface RecurrentShape {
  readonly kind: 'simpleRNN' | 'gru' | 'lstm';
  readonly units: number;
  readonly times: number;
  readonly activation: ActivationName;
  readonly gateActivation: ActivationName;
  readonly sequences: boolean;
}

export const gatesOf = (kind: RecurrentShape['kind']): number =>
  kind === 'lstm' ? 4 : kind === 'gru' ? 3 : 1;

/** One moment: the sums, the gates, and the states after it. */
interface Moment {
  readonly z: readonly Signal[];
  readonly gate: readonly Signal[];
  readonly h: Signal;
  /** lstm: the cell state and its tanh. gru: reset state. */
  readonly c: Signal;
  readonly extra: Signal;
}

/** Blocks of kernel: gate × input part; of recurrent and bias: gate. */
export function recurrentCell(weights: Weights, shape: RecurrentShape, atZero?: AtZero): Cell {
  const kernel = weights.get('kernel') ?? [];
  const recurrent = weights.get('recurrent') ?? [];
  const bias = weights.get('bias');
  const length = Math.min(shape.times, longestUnroll);
  let input: readonly Signal[] = [];
  let moments: Moment[] = [];
  const start = exactly(0, shape.units);
  const parts = (): number => input.length;

  const f = (name: ActivationName, z: Signal): Signal => activate(name, [z], atZero)[0];
  const back = (name: ActivationName, z: Signal, d: number): number =>
    throughActivation(name, [z], [d], atZero)[0];
  const times = (d: number, s: Signal): number =>
    (d & LIVE) === 0 || isZero(s)
      ? 0
      : d | (s.bits & UNITS ? UNITS | UNIT_SUM : 0) | (s.bits & DATA ? DATA | BATCH_SUM : 0);

  const incoming = (gate: number, state: Signal): Signal => {
    const fromInput = input
      .map((part, k) => through(part, kernel[gate * parts() + k], shape.units, part.size))
      .reduce(sum);
    const fromState = through(state, recurrent[gate], shape.units, shape.units);
    return withBias(sum(fromInput, fromState), bias?.[gate]);
  };

  const moment = (h: Signal, c: Signal): Moment => {
    const g = shape.gateActivation;
    if (shape.kind === 'simpleRNN') {
      const z = incoming(0, h);
      const out = f(shape.activation, z);
      return { z: [z], gate: [out], h: out, c, extra: start };
    }
    if (shape.kind === 'gru') {
      const zs = [incoming(0, h), incoming(1, h)];
      const [update, reset] = [f(g, zs[0]), f(g, zs[1])];
      const extra = product(reset, h);
      const z = incoming(2, extra);
      const candidate = f(shape.activation, z);
      const next = sum(product(update, h), product(oneMinus(update, staysBetween0And1(g)), candidate));
      return { z: [...zs, z], gate: [update, reset, candidate], h: next, c, extra };
    }
    const z = [0, 1, 2, 3].map((gate) => incoming(gate, h));
    const gate = z.map((s, k) => f(k === 2 ? shape.activation : g, s));
    const cell = sum(product(gate[1], c), product(gate[0], gate[2]));
    const extra = f(shape.activation, cell);
    return { z, gate, h: product(gate[3], extra), c: cell, extra };
  };

  return {
    weights,
    forward([source]) {
      input = source;
      moments = [];
      let [h, c] = [start, start];
      for (let t = 0; t < length; t++) {
        const now = moment(h, c);
        moments.push(now);
        [h, c] = [now.h, now.c];
      }
      return [shape.sequences ? moments.map((now) => now.h).reduce(either) : h];
    },
    backward([delta]): Backward {
      const live = new Map<string, BlockGradient>();
      const into = input.map(() => 0);
      const note = (parameter: string, block: number, bits: number): void => {
        if ((bits & LIVE) === 0) return;
        const key = `${parameter} ${block}`;
        live.set(key, { parameter, block, bits: bits | (live.get(key)?.bits ?? 0) });
      };
      /** The gradient of one gate's sum: notes what it does to the weights, returns what reaches the state. */
      const absorb = (gate: number, raw: number, state: Signal): number => {
        if ((raw & LIVE) === 0) return 0;
        const dz = raw | BATCH_SUM | UNIT_SUM;
        input.forEach((part, k) => {
          const block = gate * parts() + k;
          note('kernel', block, blockGradient(part, dz));
          into[k] |= backThrough(kernel[block], dz);
        });
        note('recurrent', gate, blockGradient(state, dz));
        if (bias !== undefined) note('bias', gate, biasGradient(dz));
        return backThrough(recurrent[gate], dz);
      };
      let [dh, dc] = [0, 0];
      for (let t = length - 1; t >= 0; t--) {
        const now = moments[t];
        const before = t > 0 ? moments[t - 1].h : start;
        const cellBefore = t > 0 ? moments[t - 1].c : start;
        if (shape.sequences || t === length - 1) dh |= delta;
        [dh, dc] = backOneMoment(now, before, cellBefore, dh, dc, absorb);
      }
      return { into: [into], gradients: [...live.values()] };
    },
  };

  function backOneMoment(
    now: Moment,
    before: Signal,
    cellBefore: Signal,
    dh: number,
    dcLater: number,
    absorb: (gate: number, dz: number, state: Signal) => number,
  ): [number, number] {
    const g = shape.gateActivation;
    if (shape.kind === 'simpleRNN') return [absorb(0, back(shape.activation, now.z[0], dh), before), 0];
    if (shape.kind === 'gru') {
      const [update, reset, candidate] = now.gate;
      const rest = oneMinus(update, staysBetween0And1(g));
      const dCandidate = back(shape.activation, now.z[2], times(dh, rest));
      const dExtra = absorb(2, dCandidate, now.extra);
      const dUpdate = back(g, now.z[0], times(dh, sum(before, negated(candidate))));
      const dReset = back(g, now.z[1], times(dExtra, before));
      return [
        times(dh, update) | times(dExtra, reset) | absorb(0, dUpdate, before) | absorb(1, dReset, before),
        0,
      ];
    }
    const [i, forget, candidate, o] = now.gate;
    const dOut = back(g, now.z[3], times(dh, now.extra));
    const dc = dcLater | back(shape.activation, now.c, times(dh, o));
    const dIn = back(g, now.z[0], times(dc, candidate));
    const dForget = back(g, now.z[1], times(dc, cellBefore));
    const dCandidate = back(shape.activation, now.z[2], times(dc, i));
    return [
      absorb(0, dIn, before) |
        absorb(1, dForget, before) |
        absorb(2, dCandidate, before) |
        absorb(3, dOut, before),
      times(dc, forget),
    ];
  }
}
