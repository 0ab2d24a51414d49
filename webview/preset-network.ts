// Networks for the gallery, written down shortly. The result is what the analysis would have read from code.
import type { ActivationName, LossName } from '../src/core/engine/spec.ts';
import type { Layer, Network, Start } from '../src/core/network/graph.ts';
import { known } from '../src/core/network/value.ts';

export interface Dense {
  readonly units: number;
  readonly activation: ActivationName;
  readonly kernel: Start;
  readonly bias: Start;
  readonly trainable?: boolean;
}

/** Adds the layer before it to an earlier one: the way around a residual branch. */
export interface Skip {
  /** How many layers back the other summand is. */
  readonly back: number;
}

export interface Sketch {
  readonly id: string;
  readonly inputs: number;
  readonly layers: readonly (Dense | Skip)[];
  readonly loss: LossName;
  readonly learningRate: number;
}

export const zeros: Start = { kind: 'constant', value: 0 };
export const constant = (value: number): Start => ({ kind: 'constant', value });
export const randn = (stddev: number): Start => ({ kind: 'random-normal', mean: 0, stddev });
export const glorot: Start = { kind: 'glorot-uniform' };
export const he: Start = { kind: 'he-normal' };

/** `count` hidden layers alike. */
export const hidden = (
  count: number,
  units: number,
  activation: ActivationName,
  kernel: Start,
  bias: Start = zeros,
): readonly Dense[] => Array.from({ length: count }, () => ({ units, activation, kernel, bias }));

/** One output unit. */
export const output = (activation: ActivationName, kernel: Start, bias: Start = zeros): Dense => ({
  units: 1,
  activation,
  kernel,
  bias,
});

const nowhere = { start: 0, end: 0 };

/** Layers are called h1, h2, … (add3 where it adds) and out. */
export function networkOf(sketch: Sketch): Network {
  const last = sketch.layers.length - 1;
  const idOf = (i: number): string => {
    const layer = sketch.layers.at(i);
    if (i < 0 || layer === undefined) return 'x';
    if (i === last) return 'out';
    return 'back' in layer ? `add${i + 1}` : `h${i + 1}`;
  };
  return {
    id: sketch.id,
    library: 'tfjs-layers',
    at: nowhere,
    inputs: [{ id: 'x', shape: known([sketch.inputs]) }],
    layers: sketch.layers.map((layer, i) =>
      'back' in layer
        ? addLayer(idOf(i), [idOf(i - 1), idOf(i - layer.back)])
        : denseLayer(idOf(i), idOf(i - 1), layer),
    ),
    outputs: known([idOf(last)]),
    loss: known(sketch.loss),
    optimizer: known({ kind: 'sgd', settings: { learningRate: known(sketch.learningRate) } }),
    batchSize: known(null),
  };
}

const addLayer = (id: string, from: readonly string[]): Layer => ({
  id,
  kind: 'add',
  at: nowhere,
  from: known(from),
  settings: {},
  trainable: known(true),
  parameters: [],
});

const denseLayer = (
  id: string,
  from: string,
  { units, activation, kernel, bias, trainable }: Dense,
): Layer => ({
  id,
  kind: 'dense',
  at: nowhere,
  from: known([from]),
  settings: { units: known(units), activation: known(activation), useBias: known(true) },
  trainable: known(trainable ?? true),
  // A site makes the report speak of the start: here the sketch is "the code".
  parameters: [
    {
      name: 'kernel',
      role: 'kernel',
      start: known(kernel),
      site: { at: nowhere, replacements: [] },
      surprises: [],
    },
    { name: 'bias', role: 'bias', start: known(bias), surprises: [] },
  ],
});
