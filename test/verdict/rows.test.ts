import { describe, expect, test } from 'vitest';
import { createRun } from '../../src/core/engine/run.ts';
import type { LayerSpec, NetworkSpec } from '../../src/core/engine/spec.ts';
import { predict } from '../../src/core/verdict/predict.ts';
import { compare } from './agree.ts';
import { chainSpec, drawn, otherRows, rows, zero } from './rows.ts';

describe('what a start leads to', () => {
  test.each([...rows, ...otherRows])('$name', ({ spec, expected }) => {
    const { layers } = predict(spec);
    expect(
      layers.map(({ firstGradientStep, effectiveWidth }) => [firstGradientStep, effectiveWidth]),
    ).toEqual(expected);
    expect(compare(spec)).toEqual({ kind: 'agree' });
  });

  test('all W = 0, b random, relu: each unit whose bias is negative is dead for ever', () => {
    const run = createRun(
      chainSpec('relu', [zero, zero], { biases: { kind: 'random-normal', mean: 0, stddev: 0.5 }, units: 64 }),
    );
    run.tick(12);
    const [{ deadUnits }] = run.history.layers;
    expect(deadUnits[0]).toBeGreaterThan(16);
    expect(deadUnits[0]).toBeLessThan(48);
    expect(Math.min(...deadUnits)).toBe(deadUnits[0]);
  });

  test('the first gradient of the layer k below the output has size Θ(η^(2^k − 1))', () => {
    const sizes = [0.001, 0.0001].map((learningRate) => {
      const spec = chainSpec('sigmoid', [zero, zero, zero, zero]);
      const run = createRun({ ...spec, optimizer: { kind: 'sgd', learningRate } });
      run.tick(4);
      return run.history.layers.map(({ firstGradientSize }) => firstGradientSize['kernel'] ?? Number.NaN);
    });
    const orders = sizes[0].map((size, layer) => Math.log10(size / sizes[1][layer]));
    [7, 3, 1, 0].forEach((order, layer) => {
      expect(orders[layer]).toBeCloseTo(order, 0);
    });
  });
});

/** Layers in a row between x and out, with what is special about them. */
const sequence = (
  layers: readonly (Partial<LayerSpec> & { kind: LayerSpec['kind'] })[],
  from: readonly number[] = [4],
): NetworkSpec => ({
  ...chainSpec('linear', [drawn]),
  inputs: [{ id: 'x', shape: from }],
  layers: layers.map(
    (layer, index) =>
      ({
        id: index === layers.length - 1 ? 'out' : `l${index + 1}`,
        from: [index === 0 ? 'x' : `l${index}`],
        ...layer,
      }) as LayerSpec,
  ),
});

describe('other layers', () => {
  const dense = { kind: 'dense', units: 8, activation: 'tanh', kernel: drawn } as const;
  const out = { kind: 'dense', units: 2, kernel: drawn } as const;
  const constant = { kind: 'constant', value: 0.3 } as const;

  test.each([
    {
      name: 'batch normalisation behind a zero relu layer does not rescue it',
      spec: sequence([{ ...dense, activation: 'relu', kernel: zero }, { kind: 'batchNormalization' }, out]),
      first: [null, null, 2],
    },
    {
      name: 'a constant layer before layer normalisation: the output does not depend on the input',
      spec: sequence([{ ...dense, kernel: constant }, { kind: 'layerNormalization' }, out]),
      first: [1, null, 2],
    },
    {
      name: 'a residual branch whose last layer is zero does not hold anything back',
      spec: sequence([
        dense,
        { ...dense, from: ['l1'] },
        { ...dense, activation: 'linear', kernel: zero },
        { kind: 'add', from: ['l1', 'l3'] },
        out,
      ]),
      first: [1, 2, 1, null, 1],
    },
    {
      name: 'a skip connection around either of two zero layers removes their lock',
      spec: sequence([
        dense,
        { ...dense, kernel: zero },
        { kind: 'add', from: ['l1', 'l2'] },
        { ...dense, kernel: zero },
        out,
      ]),
      first: [2, 2, null, 1, 2],
    },
    {
      name: 'dropout on its output tells the units of a constant layer apart',
      spec: sequence([
        { ...dense, kernel: constant },
        { kind: 'dropout', rate: 0.5 },
        { ...out, kernel: constant },
      ]),
      first: [1, null, 1],
    },
  ])('$name', ({ spec, first }) => {
    expect(predict(spec).layers.map((layer) => layer.firstGradientStep)).toEqual(first);
    expect(compare(spec)).toEqual({ kind: 'agree' });
  });
});
