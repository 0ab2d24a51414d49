// How the abstract values of signal.ts pass forward and backward through the layers that hold a kernel, and through
// those that hold none. A cell remembers what its last forward pass saw, as a layer in training does.
import type { ActivationName } from '../engine/spec.ts';
import {
  activate,
  type AtZero,
  BATCH_SUM,
  CANCELLED,
  DATA,
  exactly,
  isZero,
  LIVE,
  NEGATIVE,
  POSITIVE,
  productSigns,
  type Signal,
  signal,
  SIGNS,
  sum,
  throughActivation,
  UNITS,
  UNIT_SUM,
  whole,
} from './signal.ts';
import { constantWeight, IN, isZeroWeight, OUT, type Weight } from './weight.ts';

/** What one backward pass says of one block of a parameter: LIVE, and OUT and IN where entries differ. */
export interface BlockGradient {
  readonly parameter: string;
  readonly block: number;
  readonly bits: number;
}

export interface Backward {
  /** For every source of the layer, for every part of it: the bits of the gradient. */
  readonly into: readonly (readonly number[])[];
  readonly gradients: readonly BlockGradient[];
  /** Whether anything gets past the activation; absent where that can be seen from the rest. */
  readonly live?: boolean;
}

/** Parameter name → blocks: one for each part of the input, or for each gate. */
export type Weights = ReadonlyMap<string, readonly Weight[]>;

export interface Cell {
  readonly weights: Weights;
  forward(inputs: readonly (readonly Signal[])[]): readonly Signal[];
  /** After `forward`; `delta` has one entry for every part of the output. */
  backward(delta: readonly number[]): Backward;
}

/** Inputs that sum to zero, all with the same weight. */
const cancelsForward = (part: Signal, weight: Weight): boolean =>
  part.balanced === true && (weight.bits & IN) === 0 && !weight.identity;

/** What a block adds to each of `size` units; `terms` entries are summed for each. */
export function through(part: Signal, weight: Weight, size: number, terms: number): Signal {
  if (isZero(part) || isZeroWeight(weight) || cancelsForward(part, weight)) return exactly(0, size);
  if (part.value !== undefined && weight.value !== undefined) {
    return exactly(part.value * weight.value * terms, size);
  }
  const units = (weight.bits & OUT) !== 0 && (!weight.identity || (part.bits & UNITS) !== 0) ? UNITS : 0;
  return signal(productSigns(part.bits, weight.bits) | units | (part.bits & DATA), size);
}

/** The gradient by a block's input, given the one by its output. */
export function backThrough(weight: Weight, delta: number): number {
  if ((delta & LIVE) === 0 || isZeroWeight(weight)) return 0;
  // Equal rows: the same number times the sum over the units.
  if ((weight.bits & OUT) === 0 && (delta & UNIT_SUM) === 0) return CANCELLED;
  const uneven = weight.identity ? delta & UNITS : (weight.bits & IN) !== 0 ? UNITS : 0;
  return LIVE | UNIT_SUM | uneven | (delta & (BATCH_SUM | DATA));
}

/** The gradient by a block: Σ over samples of delta times input. */
export function blockGradient(part: Signal, delta: number): number {
  if ((delta & LIVE) === 0 || isZero(part)) return 0;
  if ((part.bits & DATA) === 0 && (delta & BATCH_SUM) === 0) return CANCELLED;
  return LIVE | (delta & UNITS ? OUT : 0) | (part.bits & UNITS ? IN : 0);
}

/** The gradient by a bias: Σ over samples of delta. */
export function biasGradient(delta: number): number {
  if ((delta & LIVE) === 0) return 0;
  return (delta & BATCH_SUM) === 0 ? CANCELLED : LIVE | (delta & UNITS ? OUT : 0);
}

export const withBias = (z: Signal, bias: Weight | undefined): Signal =>
  bias === undefined
    ? z
    : sum(z, {
        size: z.size,
        bits: (bias.bits & 3) | (bias.bits & OUT ? UNITS : 0),
        ...(bias.value === undefined ? {} : { value: bias.value }),
      });

export interface AffineShape {
  readonly units: number;
  /** Kernel entries that meet one input unit: the window of a convolution, else 1. */
  readonly taps: number;
  /** With padding, places at the border see less than others. */
  readonly padded: boolean;
  readonly activation: ActivationName;
  /** Name of the kernel. */
  readonly kernel: string;
  /** Depthwise: an output unit sees one input unit only. */
  readonly separate: boolean;
}

/** Dense, convolution and depthwise convolution. */
export function affineCell(weights: Weights, shape: AffineShape, atZero?: AtZero): Cell {
  const kernel = weights.get(shape.kernel) ?? [];
  const bias = weights.get('bias')?.[0];
  let input: readonly Signal[] = [];
  let z: readonly Signal[] = [];

  const sized = (part: Signal, weight: Weight): Signal => {
    const terms = shape.taps * (shape.separate ? 1 : part.size);
    const size = shape.separate ? (shape.units / totalSize(input)) * part.size : shape.units;
    const out = through(part, weight, size, terms);
    const own = shape.separate && (part.bits & UNITS) !== 0 && !isZero(out) ? UNITS : 0;
    if (!shape.padded || isZero(out)) return own === 0 ? out : { size, bits: out.bits | own };
    return { size, bits: out.bits | DATA | own };
  };

  return {
    weights,
    forward([source]) {
      input = source;
      const terms = source.map((part, k) => sized(part, kernel[k]));
      const sums = shape.separate ? terms : [terms.reduce(sum)];
      z = sums.map((part) => withBias(part, bias));
      return activate(shape.activation, z, atZero);
    },
    backward(delta) {
      const dz = throughActivation(shape.activation, z, delta, atZero);
      const at = (k: number): number => dz[shape.separate ? k : 0];
      const border = shape.padded ? BATCH_SUM : 0;
      const levelled = (k: number): number => (cancelsForward(input[k], kernel[k]) ? CANCELLED : 0);
      return {
        live: dz.some((bits) => (bits & LIVE) !== 0),
        into: [
          input.map((_, k) => {
            const back = backThrough(kernel[k], at(k));
            if ((back & LIVE) === 0) return back | (at(k) & CANCELLED) | levelled(k);
            return back | border | (shape.separate ? at(k) & UNITS : 0);
          }),
        ],
        gradients: [
          ...input.map((part, block) => ({
            parameter: shape.kernel,
            block,
            bits: blockGradient(part, at(block)),
          })),
          ...(bias === undefined
            ? []
            : [
                {
                  parameter: 'bias',
                  block: 0,
                  bits: dz.reduce((bits, d) => bits | biasGradient(d), 0) | (dz.length > 1 ? OUT : 0),
                },
              ]),
        ].map((gradient) =>
          (gradient.bits & LIVE) === 0 ? { ...gradient, bits: gradient.bits & CANCELLED } : gradient,
        ),
      };
    },
  };
}

const totalSize = (parts: readonly Signal[]): number => parts.reduce((size, part) => size + part.size, 0);

/** Each row of the table is chosen by the sample; what flows back is the gradient of the rows chosen. */
export function embeddingCell(weights: Weights, units: number): Cell {
  const rows = weights.get('embeddings')?.[0];
  return {
    weights,
    forward() {
      if (rows === undefined) return [exactly(0, units)];
      if (rows.value !== undefined) return [exactly(rows.value, units)];
      return [signal((rows.bits & 3) | (rows.bits & OUT ? UNITS : 0) | (rows.bits & IN ? DATA : 0), units)];
    },
    backward: ([delta]) => ({
      into: [[0]],
      gradients: [
        {
          parameter: 'embeddings',
          block: 0,
          bits: delta & LIVE ? LIVE | IN | (delta & UNITS ? OUT : 0) : 0,
        },
      ],
    }),
  };
}

export function activationCell(name: ActivationName, atZero?: AtZero): Cell {
  let z: readonly Signal[] = [];
  return {
    weights: new Map(),
    forward([source]) {
      z = source;
      return activate(name, z, atZero);
    },
    backward: (delta) => ({ into: [throughActivation(name, z, delta, atZero)], gradients: [] }),
  };
}

/** A slope below zero: fixed (leakyReLU) or learned (prelu, one block for each part). */
export function leakyCell(weights: Weights, fixedSlope: number | undefined): Cell {
  const learned = weights.get('alpha');
  const fixed = constantWeight(fixedSlope ?? 0);
  const alphaOf = (k: number): Weight => learned?.[k] ?? fixed;
  let z: readonly Signal[] = [];
  return {
    weights,
    forward([source]) {
      z = source;
      return z.map((part, k) => {
        const alpha = alphaOf(k);
        if (part.value !== undefined && (part.value >= 0 || alpha.value !== undefined)) {
          return exactly(part.value >= 0 ? part.value : part.value * (alpha.value ?? 0), part.size);
        }
        const below = part.bits & NEGATIVE ? productSigns(NEGATIVE, alpha.bits) : 0;
        const varied = part.bits & NEGATIVE && alpha.bits & OUT && !isZeroWeight(alpha) ? UNITS : 0;
        return signal((part.bits & POSITIVE) | below | varied | (part.bits & (UNITS | DATA)), part.size);
      });
    },
    backward(delta) {
      const into = z.map((part, k) => {
        const alpha = alphaOf(k);
        if ((delta[k] & LIVE) === 0 || ((part.bits & POSITIVE) === 0 && isZeroWeight(alpha))) return 0;
        const own = (part.bits & NEGATIVE) !== 0 && (alpha.bits & OUT) !== 0;
        const bends = own || (part.bits & SIGNS) === SIGNS;
        return (
          delta[k] |
          (own || (bends && part.bits & UNITS) ? UNITS | UNIT_SUM : 0) |
          (bends && part.bits & DATA ? DATA | BATCH_SUM : 0)
        );
      });
      if (learned === undefined) return { into: [into], gradients: [] };
      const gradients = z.map((part, block) => {
        const live = part.bits & NEGATIVE && delta[block] & LIVE;
        return {
          parameter: 'alpha',
          block,
          bits: live ? LIVE | ((part.bits | delta[block]) & UNITS ? OUT : 0) : 0,
        };
      });
      return { into: [into], gradients };
    },
  };
}

/** A new mask for every unit and sample. */
export function dropoutCell(rate: number): Cell {
  const drops = rate > 0;
  return {
    weights: new Map(),
    forward: ([source]) =>
      drops
        ? source.map((part) => (isZero(part) ? part : { size: part.size, bits: part.bits | UNITS | DATA }))
        : source,
    backward: (delta) => ({
      into: [delta.map((d) => (drops && d & LIVE ? LIVE | UNITS | DATA | UNIT_SUM | BATCH_SUM : d))],
      gradients: [],
    }),
  };
}

/** Flatten and reshape: entries keep their values and change their place. `copies` units arise from each; `joined`: the parts become one. */
export function reshapeCell(copies: number, joined: boolean): Cell {
  let input: readonly Signal[] = [];
  return {
    weights: new Map(),
    forward([source]) {
      input = source;
      return (joined ? [whole(source)] : source).map((part) => {
        const size = part.size * copies;
        if (part.value !== undefined) return exactly(part.value, size);
        const places = part.bits & DATA && copies !== 1 ? UNITS : 0;
        const units = part.bits & UNITS && copies < 1 ? DATA : 0;
        return { size, bits: part.bits | places | units };
      });
    },
    backward: (delta) => ({
      into: [
        input.map((_, k) => {
          const passed = delta[joined ? 0 : k];
          return copies === 1 || (passed & LIVE) === 0 ? passed : passed | UNIT_SUM | BATCH_SUM | UNITS;
        }),
      ],
      gradients: [],
    }),
  };
}

/** Pooling: each output is a mean or the largest of a window. `places`: more than one is left. */
export function poolingCell(padded: boolean, places: boolean): Cell {
  return {
    weights: new Map(),
    forward: ([source]) => source,
    backward: (delta) => ({
      into: [delta.map((d) => (padded && places && d & LIVE ? d | BATCH_SUM : d))],
      gradients: [],
    }),
  };
}
