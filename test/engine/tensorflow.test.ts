// What TensorFlow.js computes in float32 on its CPU backend is what the engine computes.
import { describe, expect, test } from 'vitest';
import { createRun } from '../../src/core/engine/run.ts';
import { flatten, trainWithTensorflow } from './tensorflow.ts';
import { cases } from './tensorflow-cases.ts';

const steps = 10;

/** Greatest difference, relative to the greatest entry (at least 1e-2: below that float32 has no more digits to compare). */
function distance(a: readonly number[], b: readonly number[]): number {
  const scale = Math.max(1e-2, ...a.map(Math.abs));
  return Math.max(0, ...a.map((value, index) => Math.abs(value - b[index]))) / scale;
}

describe('ten steps beside TensorFlow.js', () => {
  test('covers what the issue asks for', () => {
    expect(cases.length).toBeGreaterThanOrEqual(60);
  });

  test.each(cases)('$name', async ({ spec, tolerance = 2e-5 }) => {
    const run = createRun(spec, { seed: 3 });
    const reference = await trainWithTensorflow(spec, run.parameters(), steps);
    run.tick(steps);
    if (spec.batchSize == null) {
      expect(distance(run.history.loss.slice(0, steps), reference.losses)).toBeLessThan(tolerance);
    }
    const own = flatten(run.parameters());
    for (const [layer, parameters] of Object.entries(reference.parameters)) {
      for (const [name, values] of Object.entries(parameters)) {
        expect(distance(own[layer][name], values), `${layer}.${name}`).toBeLessThan(tolerance);
      }
    }
  });
});
