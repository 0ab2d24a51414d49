// Recurrent layers in the abstract interpreter: the loop over time is unrolled as far as it can matter.
import type { ActivationName } from '../../engine/spec.ts';
import { activateOne, type AtZero, staysBetween0And1, throughOne } from './activation.ts';
import {
  type Backward,
  backThrough,
  biasGradient,
  blockGradient,
  cancelsThrough,
  type Cell,
  through,
  type Weights,
  withBias,
} from './cell.ts';
import {
  addDeltas,
  type Delta,
  either,
  exactly,
  isLive,
  negated,
  noDelta,
  oneMinus,
  product,
  productDelta,
  type Signal,
  sum,
} from './signal.ts';
import { larger, NOTHING, ONE, sizeOf } from './size.ts';
import type { BlockGradient } from './weight.ts';

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
  const { kind, units, activation, gateActivation, sequences } = shape;
  const length = Math.min(shape.times, longestUnroll);
  const ownGain = sizeOf(Math.sqrt(units));
  const start = exactly(0, units);
  const between = staysBetween0And1(gateActivation);
  let input: readonly Signal[] = [];
  let moments: Moment[] = [];

  const f = (z: Signal): Signal => activateOne(activation, z, atZero);
  const g = (z: Signal): Signal => activateOne(gateActivation, z, atZero);
  const backF = (z: Signal, delta: Delta): Delta => throughOne(activation, z, delta, atZero);
  const backG = (z: Signal, delta: Delta): Delta => throughOne(gateActivation, z, delta, atZero);

  const incoming = (gate: number, state: Signal): Signal => {
    let total = through(state, recurrent[gate], units, units, ownGain);
    input.forEach((part, k) => {
      const gain = sizeOf(Math.sqrt(part.count));
      total = sum(through(part, kernel[gate * input.length + k], units, part.count, gain), total);
    });
    return withBias(total, bias?.[gate]);
  };

  const moment = (h: Signal, c: Signal): Moment => {
    if (kind === 'simpleRNN') {
      const z = incoming(0, h);
      const out = f(z);
      return { z: [z], gate: [out], h: out, c, extra: start };
    }
    if (kind === 'gru') {
      const zs = [incoming(0, h), incoming(1, h)];
      const [update, reset] = zs.map(g);
      const extra = product(reset, h);
      const z = incoming(2, extra);
      const candidate = f(z);
      const next = sum(product(update, h), product(oneMinus(update, between), candidate));
      return { z: [...zs, z], gate: [update, reset, candidate], h: next, c, extra };
    }
    const z = [0, 1, 2, 3].map((gate) => incoming(gate, h));
    const gate = z.map((s, k) => (k === 2 ? f(s) : g(s)));
    const cell = sum(product(gate[1], c), product(gate[0], gate[2]));
    const extra = f(cell);
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
      return [sequences ? moments.map((now) => now.h).reduce(either) : h];
    },
    backward([delta]): Backward {
      const gradients = new Map<string, BlockGradient>();
      const into = input.map(() => noDelta);
      const note = (gradient: BlockGradient): void => {
        if (gradient.size === NOTHING) return;
        const key = `${gradient.parameter} ${gradient.block}`;
        const known = gradients.get(key);
        gradients.set(key, known === undefined ? gradient : joined(known, gradient));
      };
      /** The gradient of one gate's sum: notes what it does to the weights, returns what reaches the state. */
      const absorb = (gate: number, raw: Delta, state: Signal): Delta => {
        if (!isLive(raw)) return noDelta;
        const dz = { ...raw, batchSum: raw.size, unitSum: raw.size };
        input.forEach((part, k) => {
          const block = gate * input.length + k;
          note(blockGradient('kernel', block, part, dz, ONE));
          into[k] = addDeltas(into[k], backThrough(kernel[block], dz, ownGain));
        });
        note(blockGradient('recurrent', gate, state, dz, ONE));
        if (bias !== undefined) note(biasGradient('bias', gate, dz, ONE));
        return backThrough(recurrent[gate], dz, ownGain);
      };
      let [dh, dc] = [noDelta, noDelta];
      for (let t = length - 1; t >= 0; t--) {
        const now = moments[t];
        const before = t > 0 ? moments[t - 1].h : start;
        const cellBefore = t > 0 ? moments[t - 1].c : start;
        if (sequences || t === length - 1) dh = addDeltas(dh, delta);
        [dh, dc] = backOneMoment(now, before, cellBefore, dh, dc, absorb);
      }
      // What cancels within the loop is not followed, but for inputs that sum to zero.
      const gates = recurrent.length;
      const levelled = (part: Signal, k: number): boolean =>
        Array.from({ length: gates }, (_, gate) => kernel[gate * input.length + k]).some((weight) =>
          cancelsThrough(part, weight),
        );
      return {
        into: [into.map((part, k) => ({ ...part, cancelled: levelled(input[k], k) }))],
        gradients: [...gradients.values()],
      };
    },
  };

  function backOneMoment(
    now: Moment,
    before: Signal,
    cellBefore: Signal,
    dh: Delta,
    dcLater: Delta,
    absorb: (gate: number, dz: Delta, state: Signal) => Delta,
  ): [Delta, Delta] {
    if (kind === 'simpleRNN') return [absorb(0, backF(now.z[0], dh), before), noDelta];
    if (kind === 'gru') {
      const [update, reset, candidate] = now.gate;
      const rest = oneMinus(update, between);
      const dCandidate = backF(now.z[2], productDelta(dh, rest));
      const dExtra = absorb(2, dCandidate, now.extra);
      const dUpdate = backG(now.z[0], productDelta(dh, sum(before, negated(candidate))));
      const dReset = backG(now.z[1], productDelta(dExtra, before));
      const into = [
        productDelta(dh, update),
        productDelta(dExtra, reset),
        absorb(0, dUpdate, before),
        absorb(1, dReset, before),
      ];
      return [into.reduce(addDeltas), noDelta];
    }
    const [i, forget, candidate, o] = now.gate;
    const dOut = backG(now.z[3], productDelta(dh, now.extra));
    const dc = addDeltas(dcLater, backF(now.c, productDelta(dh, o)));
    const dIn = backG(now.z[0], productDelta(dc, candidate));
    const dForget = backG(now.z[1], productDelta(dc, cellBefore));
    const dCandidate = backF(now.z[2], productDelta(dc, i));
    const into = [
      absorb(0, dIn, before),
      absorb(1, dForget, before),
      absorb(2, dCandidate, before),
      absorb(3, dOut, before),
    ];
    return [into.reduce(addDeltas), productDelta(dc, forget)];
  }
}

const joined = (a: BlockGradient, b: BlockGradient): BlockGradient => ({
  parameter: a.parameter,
  block: a.block,
  size: larger(a.size, b.size),
  out: larger(a.out, b.out),
  in: larger(a.in, b.in),
  cancelled: a.cancelled || b.cancelled,
});
