// Attention as it is written, with products of two activations and a softmax: which zeros lock each other, and which do not.
import { describe, expect, test } from 'vitest';
import type { NetworkSpec } from '../../src/core/engine/spec.ts';
import { analyse } from '../../src/core/index.ts';
import type { Start } from '../../src/core/network/graph.ts';
import { known } from '../../src/core/network/value.ts';
import { judge } from '../../src/core/verdict/judge.ts';
import { predict } from '../../src/core/verdict/predict.ts';
import { compare } from './agree.ts';
import { attention, type Zeros } from './attention.ts';
import { network, random, zeros } from './build.ts';

const firsts = (spec: NetworkSpec): Record<string, number | null> =>
  Object.fromEntries(
    predict(spec)
      .layers.filter(({ id }) => ['q', 'k', 'v', 'o'].includes(id))
      .map(({ id, firstGradientStep }) => [id, firstGradientStep]),
  );

describe('first gradients of the four kernels', () => {
  test.each<{ name: string; zeroed: Zeros; expected: Record<string, number | null> }>([
    { name: 'all random', zeroed: [], expected: { q: 1, k: 1, v: 1, o: 1 } },
    { name: 'Wq = Wk = 0 lock each other', zeroed: ['q', 'k'], expected: { q: null, k: null, v: 1, o: 1 } },
    { name: 'Wq = 0 alone is fine', zeroed: ['q'], expected: { q: 1, k: 2, v: 1, o: 1 } },
    { name: 'Wk = 0 alone is fine', zeroed: ['k'], expected: { q: 2, k: 1, v: 1, o: 1 } },
    {
      name: 'Wv = Wo = 0 lock each other, and nothing reaches the shares',
      zeroed: ['v', 'o'],
      expected: { q: null, k: null, v: null, o: null },
    },
    { name: 'Wv = 0 alone is fine', zeroed: ['v'], expected: { q: 2, k: 2, v: 1, o: 2 } },
    { name: 'Wo = 0 alone is fine', zeroed: ['o'], expected: { q: 2, k: 2, v: 2, o: 1 } },
  ])('$name', ({ zeroed, expected }) => {
    const spec = attention(zeroed);
    expect(firsts(spec)).toEqual(expected);
    expect(compare(spec)).not.toMatchObject({ kind: 'disagree' });
  });

  test('what is added to every key alike changes no share: the bias of the keys never learns', () => {
    const { layers } = predict(attention([]));
    const bias = (id: string) => layers.find((layer) => layer.id === id)?.firstSteps['bias'];
    expect(['q', 'k', 'v'].map(bias)).toEqual([1, null, 1]);
  });
});

describe('verdicts', () => {
  const kinds = (zeroed: Zeros): Record<string, string> => {
    const start = (name: Zeros[number]): { kernel: Start } => ({
      kernel: zeroed.includes(name) ? zeros : random,
    });
    const dense = (id: Zeros[number], from: string) => ({
      id,
      from: [from],
      settings: { units: 4 },
      starts: start(id),
    });
    const model = network(
      [
        dense('q', 'x'),
        dense('k', 'x'),
        dense('v', 'x'),
        { id: 'scores', kind: 'dot', from: ['q', 'k'], settings: { axes: [2, 2], scale: 0.5 } },
        { id: 'shares', kind: 'activation', from: ['scores'], settings: { activation: 'softmax' } },
        { id: 'mixed', kind: 'dot', from: ['shares', 'v'], settings: { axes: [2, 1] } },
        dense('o', 'mixed'),
        { id: 'flat', kind: 'flatten', from: ['o'] },
        { id: 'out', from: ['flat'], settings: { units: 2 }, defaults: { kernel: random } },
      ],
      { inputs: [{ id: 'x', shape: known([5, 3]) }] },
    );
    return Object.fromEntries(
      judge(model)
        .parameters.filter(({ layer }) => zeroed.includes(layer as Zeros[number]))
        .map(({ layer, verdict }) => [layer, verdict.kind]),
    );
  };

  test.each<{ zeroed: Zeros; expected: Record<string, string> }>([
    { zeroed: ['q', 'k'], expected: { q: 'dead', k: 'dead' } },
    { zeroed: ['v', 'o'], expected: { v: 'dead', o: 'dead' } },
    { zeroed: ['q'], expected: { q: 'harmless' } },
    { zeroed: ['k'], expected: { k: 'harmless' } },
    { zeroed: ['v'], expected: { v: 'harmless' } },
  ])('$zeroed', ({ zeroed, expected }) => {
    expect(kinds(zeroed)).toEqual(expected);
  });
});

describe('an adapter beside an open path (LoRA)', () => {
  const verdicts = (a: Start, b: Start): string[] =>
    judge(
      network([
        { id: 'base', settings: { units: 16, activation: 'tanh' }, defaults: { kernel: random } },
        { id: 'a', from: ['base'], settings: { units: 2, useBias: false }, starts: { kernel: a } },
        { id: 'b', settings: { units: 16, useBias: false }, starts: { kernel: b } },
        { id: 'sum', kind: 'add', from: ['base', 'b'] },
        { id: 'out', settings: { units: 2 }, defaults: { kernel: random } },
      ]),
    )
      .parameters.filter(({ layer }) => layer === 'a' || layer === 'b')
      .map(({ verdict }) => verdict.kind);

  test.each<{ name: string; a: Start; b: Start; expected: string[] }>([
    { name: 'A = B = 0 lock each other', a: zeros, b: zeros, expected: ['dead', 'dead'] },
    { name: 'B = 0 alone is how it is done', a: random, b: zeros, expected: ['harmless', 'harmless'] },
    { name: 'A = 0 alone is as good', a: zeros, b: random, expected: ['harmless', 'harmless'] },
  ])('$name', ({ a, b, expected }) => {
    expect(verdicts(a, b)).toEqual(expected);
  });
});

describe('attention written with the layers of TensorFlow.js', () => {
  const source = (q: string, k: string, more = ''): string => `
import * as tf from '@tensorflow/tfjs';
const x = tf.input({ shape: [5, 3] });
const q = tf.layers.dense({ name: 'q', units: 4${q} }).apply(x);
const k = tf.layers.dense({ name: 'k', units: 4${k} }).apply(x);
const v = tf.layers.dense({ name: 'v', units: 4 }).apply(x);
const scores = tf.layers.dot({ axes: 2${more} }).apply([q, k]);
const shares = tf.layers.softmax().apply(scores);
const mixed = tf.layers.dot({ axes: [2, 1] }).apply([shares, v]);
const out = tf.layers.dense({ units: 2 }).apply(tf.layers.flatten().apply(mixed));
const model = tf.model({ inputs: x, outputs: out });
model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });`;
  const zero = ", kernelInitializer: 'zeros'";
  const spoken = (text: string): string[] =>
    analyse({ read: () => text }, 'model.js')
      .findings.filter(({ severity }) => severity !== 'off')
      .map(({ rule, layer }) => `${rule} ${layer}`);

  test('Wq = Wk = 0 are dead, one of them alone is harmless', () => {
    expect(spoken(source(zero, zero))).toEqual(['dead-weights q', 'dead-weights k']);
    expect(spoken(source(zero, ''))).toEqual([]);
    expect(spoken(source('', zero))).toEqual([]);
  });

  test('a dot that divides by lengths is not understood, and quiet', () => {
    expect(spoken(source(zero, zero, ', normalize: true'))).toEqual([]);
  });
});
