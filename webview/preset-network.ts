// Networks for the gallery, written down shortly. The result is what the analysis would have read from code.
import type { ActivationName, LossName } from '../src/core/engine/spec.ts';
import type { Layer, Network, Start } from '../src/core/network/graph.ts';
import { known } from '../src/core/network/value.ts';

export interface Dense {
  readonly units: number;
  readonly activation: ActivationName;
  readonly kernel: Start;
  readonly bias: Start;
}

export interface Sketch {
  readonly id: string;
  readonly inputs: number;
  readonly layers: readonly Dense[];
  readonly loss: LossName;
  readonly learningRate: number;
}

export const zeros: Start = { kind: 'constant', value: 0 };
export const constant = (value: number): Start => ({ kind: 'constant', value });
export const randn = (stddev: number): Start => ({ kind: 'random-normal', mean: 0, stddev });

const nowhere = { start: 0, end: 0 };

/** Layers are called h1, h2, … and out. */
export function networkOf(sketch: Sketch): Network {
  const last = sketch.layers.length - 1;
  const idOf = (i: number): string => (i < 0 ? 'x' : i === last ? 'out' : `h${i + 1}`);
  return {
    id: sketch.id,
    library: 'tfjs-layers',
    at: nowhere,
    inputs: [{ id: 'x', shape: known([sketch.inputs]) }],
    layers: sketch.layers.map((layer, i) => denseLayer(idOf(i), idOf(i - 1), layer)),
    outputs: known([idOf(last)]),
    loss: known(sketch.loss),
    optimizer: known({ kind: 'sgd', settings: { learningRate: known(sketch.learningRate) } }),
    batchSize: known(null),
  };
}

const denseLayer = (id: string, from: string, { units, activation, kernel, bias }: Dense): Layer => ({
  id,
  kind: 'dense',
  at: nowhere,
  from: known([from]),
  settings: { units: known(units), activation: known(activation), useBias: known(true) },
  trainable: known(true),
  // A site makes the report speak of the start: here the whole preset is "the code".
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
