// "Simulate this layer" on the one network of a source: it is read, completed, run, and predicted.
import { expect } from 'vitest';
import { fitToBudget } from '../../src/core/engine/budget.ts';
import { checkSpec } from '../../src/core/engine/check-spec.ts';
import { createRun } from '../../src/core/engine/run.ts';
import { concretise } from '../../src/core/verdict/concretise.ts';
import { predict } from '../../src/core/verdict/predict.ts';
import { lint } from '../check.ts';

/** What the run shows and what was predicted, layer by layer, and what was found. */
export function simulated(source: string, steps = 40) {
  const { networks, findings } = lint({ 'network.js': source });
  expect(networks).toHaveLength(1);
  const concrete = concretise(networks[0]);
  if (!('spec' in concrete)) throw new Error(concrete.missing.join('\n'));
  const fitted = fitToBudget(concrete.spec);
  expect(checkSpec(fitted.spec).ok).toBe(true);
  const run = createRun(fitted.spec, { seed: 3 });
  run.tick(steps);
  const layers = run.history.layers.map(({ id, units, effectiveWidth, firstGradientStep }) => ({
    id,
    units,
    effectiveWidth: effectiveWidth.at(-1),
    firstGradientStep: firstGradientStep['kernel'],
  }));
  const predicted = predict(fitted.spec).layers.map(({ id, units, effectiveWidth, firstGradientStep }) => ({
    id,
    units,
    effectiveWidth,
    firstGradientStep,
  }));
  return {
    network: networks[0],
    layers,
    predicted,
    findings: findings.filter(({ severity }) => severity !== 'off'),
    run,
  };
}
