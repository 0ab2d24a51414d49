// Large networks are made small enough, and say so.
import { describe, expect, test } from 'vitest';
import { fitToBudget } from '../../src/core/engine/budget.ts';
import { checkSpec } from '../../src/core/engine/check-spec.ts';
import { createRun } from '../../src/core/engine/run.ts';
import { constant, multilayer, network, normal } from './networks.ts';

const image = network(
  [
    { kind: 'conv2d', filters: 64, kernelSize: 3, activation: 'relu' },
    { kind: 'conv2d', filters: 128, kernelSize: 3, activation: 'relu' },
    { kind: 'flatten' },
    { kind: 'dense', units: 4096, activation: 'relu' },
    { kind: 'dense', units: 1000 },
  ],
  { shape: [224, 224, 3], samples: 64 },
);

describe('fitToBudget', () => {
  test('leaves a small network alone', () => {
    const spec = multilayer([3, 8, 2], 'tanh', normal(0.5));
    expect(fitToBudget(spec)).toEqual({ spec, assumptions: [] });
  });

  test('halves samples, image sides and widths until a step is cheap, and lists each', () => {
    expect(checkSpec(image).ok).toBe(false);
    const { spec, assumptions } = fitToBudget(image);
    expect(checkSpec(spec)).toMatchObject({ ok: true });
    expect(assumptions[0]).toBe('samples: 16 instead of 64, to keep a step below 200 million multiply-adds');
    expect(assumptions[1]).toMatch(/^input x: \d+ × \d+ × 3 instead of 224 × 224 × 3/);
    expect(createRun(spec).history.loss).toHaveLength(1);
  });

  test('does not touch a wide network that is cheap when lumped', () => {
    const spec = multilayer([4, 4096, 4096, 1], 'tanh', constant(0.01));
    expect(fitToBudget(spec).assumptions).toEqual([]);
  });

  test('keeps outputs, and what a sum needs', () => {
    const spec = network(
      [
        { kind: 'dense', id: 'a', units: 512, from: ['x'] },
        { kind: 'add', id: 'b', from: ['a', 'x'] },
        { kind: 'dense', units: 1000 },
      ],
      { shape: [512], samples: 4000 },
    );
    const fitted = fitToBudget(spec);
    expect(checkSpec(fitted.spec).ok).toBe(true);
    expect(fitted.spec.layers[0]).toMatchObject({ units: 512 });
    expect(fitted.assumptions).toHaveLength(1);
  });
});
