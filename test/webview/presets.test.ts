// Every example of the gallery, against the engine: what its text relies on is so.
import { describe, expect, test } from 'vitest';
import { lump } from '../../src/core/engine/lump.ts';
import { createRun, lumpedRun } from '../../src/core/engine/run.ts';
import type { NetworkSpec } from '../../src/core/engine/spec.ts';
import { concretise } from '../../src/core/verdict/concretise.ts';
import { predict } from '../../src/core/verdict/predict.ts';
import { outcomeOf, samplesFor } from '../../webview/outcome.ts';
import { networkOf } from '../../webview/preset-network.ts';
import { gallery } from '../../webview/presets/gallery.ts';
import type { Preset } from '../../webview/presets/preset.ts';

function specOf(preset: Preset): NetworkSpec {
  const concrete = concretise(networkOf(preset.sketch));
  if (!('spec' in concrete)) throw new Error(concrete.missing.join());
  return preset.data === undefined ? concrete.spec : { ...concrete.spec, data: preset.data };
}

function trained(preset: Preset) {
  const run = createRun(specOf(preset), { seed: 1 });
  run.tick(preset.steps ?? 50);
  return run;
}

const all = gallery.flatMap((group) => group.presets);

test('ids are unique', () => {
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
});

describe.each(all)('$id', (preset) => {
  const ids = networkOf(preset.sketch).layers.map((layer) => layer.id);

  test('pages speak of layers and steps that are there', () => {
    const steps = preset.steps ?? 50;
    for (const page of preset.pages) {
      expect(page.step ?? 0).toBeLessThanOrEqual(steps);
      if (page.focus !== undefined) expect(ids).toContain(page.focus);
    }
    if (preset.quiz) expect(preset.quiz.right).toBeLessThan(preset.quiz.answers.length);
  });

  test('widths and first steps are those of the text', () => {
    const { layers, loss } = trained(preset).history;
    const width: Record<string, number> = {};
    const first: Record<string, number | null> = {};
    for (const id of Object.keys(preset.facts.width ?? {})) {
      width[id] = layers.find((layer) => layer.id === id)?.effectiveWidth.at(-1) ?? NaN;
    }
    for (const id of Object.keys(preset.facts.first ?? {})) {
      first[id] = layers.find((layer) => layer.id === id)?.firstGradientStep['kernel'] ?? null;
    }
    expect({ width, first }).toEqual({ width: preset.facts.width ?? {}, first: preset.facts.first ?? {} });
    expect(loss.every(Number.isFinite)).toBe(true);
  });

  test.skipIf(preset.data !== undefined)('the rules predict what is measured', () => {
    const predicted = predict(specOf(preset));
    const { layers } = trained(preset).history;
    for (const layer of predicted.layers) {
      const measured = layers.find(({ id }) => id === layer.id);
      expect([layer.id, measured?.effectiveWidth.at(-1)]).toEqual([layer.id, layer.effectiveWidth]);
      expect([layer.id, measured?.firstGradientStep['kernel'] ?? null]).toEqual([
        layer.id,
        layer.firstGradientStep,
      ]);
    }
  });
});

describe('numbers in the texts', () => {
  const find = (id: string): Preset => {
    const found = all.find((preset) => preset.id === id);
    if (found === undefined) throw new Error(id);
    return found;
  };
  const silent = (id: string, layer: string) =>
    trained(find(id))
      .history.layers.find((entry) => entry.id === layer)
      ?.deadUnits.at(-1) ?? NaN;

  test('balanced data: nothing moves, the loss stays at ln 2', () => {
    const { loss, layers } = trained(find('constant-map')).history;
    expect(new Set(loss)).toEqual(new Set([Math.LN2]));
    for (const layer of layers)
      expect(
        Object.values(layer.gradientNorms)
          .flat()
          .every((norm) => norm === 0),
      ).toBe(true);
  });

  test('the ring: 59 % against 99 %', () => {
    const spec = specOf(find('ring'));
    const samples = samplesFor(spec, 1, 1);
    if (samples === null) throw new Error('no samples');
    const accuracy = (its: NetworkSpec) => {
      const run = createRun(its, { seed: 1 });
      run.tick(200);
      return Math.round(100 * (outcomeOf(its, samples, run.snapshot().layers)?.accuracy ?? NaN));
    };
    const kernel = { kind: 'glorot-uniform' } as const;
    const layers = spec.layers.map((layer) => (layer.kind === 'dense' ? { ...layer, kernel } : layer));
    expect([accuracy(spec), accuracy({ ...spec, layers })]).toEqual([59, 99]);
  });

  test('all equal: 5 weights do what 96 do', () => {
    const spec = specOf(find('all-equal'));
    const lumped = lump(spec);
    if (lumped === null) throw new Error('nothing to lump');
    const weights = (its: NetworkSpec) =>
      its.layers.reduce(
        ([sum, below], layer) =>
          layer.kind === 'dense' ? [sum + below * layer.units, layer.units] : [sum, below],
        [0, 3],
      )[0];
    expect([weights(lumped.spec), weights(spec)]).toEqual([5, 96]);
    const small = lumpedRun(lumped, 1, true);
    small.tick(50);
    trained(find('all-equal')).history.loss.forEach((loss, step) =>
      expect(small.history.loss[step]).toBeCloseTo(loss, 12),
    );
  });

  test('relu with zero weights and random biases: about half of the units are silent', () => {
    expect(silent('zero-random-bias-relu', 'h1')).toBeGreaterThanOrEqual(3);
    expect(silent('zero-random-bias-relu', 'h1')).toBeLessThanOrEqual(9);
  });

  test('small random weights vanish through six tanh layers, Glorot weights do not', () => {
    const { layers } = trained(find('magnitudes')).history;
    const spread = layers.map((layer) => layer.activationStd[0]);
    for (let i = 1; i < 6; i += 1) expect(spread[i] / spread[i - 1]).toBeLessThan(0.1);
  });

  test('a random start overtakes zero weights with random biases', () => {
    const preset = find('eventually');
    const spec = specOf(preset);
    const slow = trained(preset).history.loss;
    const layers = spec.layers.map((layer) =>
      layer.kind === 'dense' ? { ...layer, kernel: { kind: 'he-normal' as const } } : layer,
    );
    const he = createRun({ ...spec, layers }, { seed: 1 });
    he.tick(200);
    expect(slow.at(-1)).toBeLessThan(slow[0]);
    expect(he.history.loss.at(-1)).toBeLessThan(slow.at(-1) ?? NaN);
  });

  test('a low-rank start: after one step all rows are multiples of one', () => {
    const preset = find('low-rank');
    const run = createRun(specOf(preset), { seed: 1 });
    run.tick(1);
    const kernel = run.snapshot().layers.find((layer) => layer.id === 'h2')?.parameters['kernel'];
    const at = (input: number, unit: number) => kernel?.values[input * 8 + unit] ?? NaN;
    for (let unit = 1; unit < 8; unit += 1) {
      for (let input = 1; input < 8; input += 1) {
        const cross = at(0, 0) * at(input, unit) - at(input, 0) * at(0, unit);
        expect(Math.abs(cross)).toBeLessThan(1e-15);
      }
    }
  });
});
