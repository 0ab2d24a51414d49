// Networks on which rules and engine once differed, shrunk.
import { expect, test } from 'vitest';
import type { InitializerSpec, NetworkSpec } from '../../src/core/engine/spec.ts';
import { network, type Training } from '../engine/networks.ts';
import { predict } from '../../src/core/verdict/predict.ts';
import { compare } from './agree.ts';
import { givenData } from './given-data.ts';

const constant = (value: number): InitializerSpec => ({ kind: 'constant', value });
const zero = constant(0);
const half: InitializerSpec = { kind: 'identity', gain: 0.5 };

type Loose = Parameters<typeof network>[0][number];

const dense = (
  id: string,
  from: string,
  units: number,
  kernel: InitializerSpec,
  more: object = {},
): Loose => ({ kind: 'dense', id, from: [from], units, kernel, useBias: false, ...more });

const on = (shape: readonly number[], layers: readonly Loose[], more: Training = {}): NetworkSpec => {
  const spec = network(layers, { shape, ...more });
  return { ...spec, data: givenData(spec, 3) };
};

test.each<{ name: string; spec: NetworkSpec }>([
  {
    name: 'dropout behind a product of differently cut sources, on an image',
    spec: on(
      [4, 4, 2],
      [
        dense('a', 'x', 5, constant(0.1), { activation: 'swish' }),
        dense('b', 'x', 5, constant(0.1), { activation: 'swish' }),
        { kind: 'concatenate', id: 'both', from: ['a', 'b'] },
        dense('c', 'both', 3, constant(0.1)),
        dense('d', 'c', 10, constant(0.1)),
        { kind: 'multiply', id: 'product', from: ['both', 'd'] },
        { kind: 'dropout', id: 'dropped', rate: 0.5, from: ['product'] },
        { kind: 'globalAveragePooling2d', id: 'mean', from: ['dropped'] },
        dense('out', 'mean', 1, constant(0.1)),
      ],
    ),
  },
  {
    name: 'an identity kernel passes on what tells its inputs apart',
    spec: on(
      [5],
      [dense('a', 'x', 5, half, { activation: 'elu' }), dense('b', 'a', 4, zero), dense('c', 'b', 3, zero)],
    ),
  },
  {
    name: 'all that comes back through a flattening is equal, so a softmax below it gets nothing',
    spec: on(
      [4, 4, 2],
      [
        { kind: 'conv2d', filters: 5, kernelSize: 1, kernel: zero, activation: 'softmax' },
        { kind: 'flatten' },
        dense('out', 'l2', 3, zero),
      ],
    ),
  },
  {
    name: 'errors that sum to zero still do behind an identity kernel',
    spec: on(
      [2],
      [
        dense('a', 'x', 3, zero, { trainable: false }),
        dense(
          'b',
          'a',
          3,
          { kind: 'identity' },
          {
            useBias: true,
            bias: { kind: 'random-normal', mean: 0, stddev: 0.5 },
          },
        ),
        dense('c', 'b', 3, constant(0.1), { trainable: false }),
        dense('d', 'c', 3, { kind: 'identity' }, { activation: 'softmax', useBias: true }),
      ],
      { loss: 'categoricalCrossentropy' },
    ),
  },
  {
    name: 'units that a reshape cuts into pixels: the channels are the units',
    spec: on(
      [4],
      [
        dense('a', 'x', 12, { kind: 'glorot-normal' }, { activation: 'tanh' }),
        { kind: 'reshape', targetShape: [6, 2] },
        { kind: 'dense', units: 3, kernel: constant(0.1) },
        { kind: 'flatten' },
        { kind: 'dense', units: 2, kernel: { kind: 'glorot-normal' } },
      ],
    ),
  },
  {
    name: 'constant units that a reshape cuts into pixels of one mean',
    spec: on(
      [4],
      [
        dense('a', 'x', 12, constant(0.1)),
        { kind: 'reshape', targetShape: [6, 2] },
        { kind: 'globalAveragePooling1d' },
        { kind: 'dense', units: 1, kernel: constant(0.1) },
      ],
    ),
  },
  {
    name: 'given numbers that differ and sum to the same',
    spec: on(
      [4, 2],
      [
        { kind: 'conv1d', filters: 4, kernelSize: 1, kernel: zero, activation: 'softplus', trainable: false },
        {
          kind: 'conv1d',
          filters: 4,
          kernelSize: 1,
          activation: 'logSoftmax',
          kernel: {
            kind: 'values',
            data: [
              [
                [0.5, -0.25, 0.75, 0],
                [-0.25, 0.75, 0, 0.5],
                [0.75, 0, 0.5, -0.25],
                [0, 0.5, -0.25, 0.75],
              ],
            ],
          },
        },
        { kind: 'flatten' },
        dense('out', 'l3', 2, constant(0.3)),
      ],
    ),
  },
  {
    name: 'layer normalisation before a constant recurrent layer',
    spec: on(
      [4, 2],
      [
        { kind: 'layerNormalization', center: false, scale: false },
        { kind: 'simpleRNN', units: 3, kernel: constant(0.3), recurrent: zero, activation: 'tanh' },
        { kind: 'dense', units: 2, kernel: { kind: 'glorot-normal' } },
      ],
    ),
  },
])('$name', ({ spec }) => {
  expect(compare(spec)).not.toMatchObject({ kind: 'disagree' });
});

test('units cut into places are counted place by place: never more of them than a place has', () => {
  const { layers } = predict(
    on(
      [4],
      [
        dense('a', 'x', 12, { kind: 'glorot-normal' }),
        { kind: 'reshape', id: 'cut', targetShape: [6, 2] },
        { kind: 'globalAveragePooling1d' },
        { kind: 'dense', units: 1, kernel: constant(0.1) },
      ],
    ),
  );
  expect(layers.slice(0, 2).map(({ units, effectiveWidth }) => [units, effectiveWidth])).toEqual([
    [12, 12],
    [2, 2],
  ]);
});
