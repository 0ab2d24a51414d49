// What the rules predict is what TensorFlow.js does: which parameters have moved after each step, and which units are equal.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRun } from '../../src/core/engine/run.ts';
import type { NetworkSpec } from '../../src/core/engine/spec.ts';
import { analysed } from '../../src/core/verdict/predict.ts';
import { flatten, trainWithTensorflow } from '../engine/tensorflow.ts';
import { compare } from './agree.ts';
import { flatNetworks, spatialNetworks } from './networks.ts';

const networks = Number(process.env['INIT_LINT_TENSORFLOW'] ?? 300);
const steps = 3;

/** With plain gradient descent a parameter moves exactly when its gradient is not zero. */
const suitable = (spec: NetworkSpec): boolean =>
  spec.layers.every(
    (layer) =>
      layer.kind !== 'dropout' &&
      layer.kind !== 'prelu' &&
      !('activation' in layer && layer.activation === 'leakyReLU') &&
      // The library has no such field, and fails without scale and offset.
      !(layer.kind === 'dot' && layer.scale !== undefined) &&
      !(layer.kind === 'layerNormalization' && (layer.scale === false || layer.center === false)),
  ) &&
  !analysed(spec).schedule.cancels &&
  compare(spec).kind === 'agree';

const descending = (spec: NetworkSpec): NetworkSpec => ({
  ...spec,
  optimizer: { kind: 'sgd', learningRate: 0.1 },
});

test(`${networks} random networks in TensorFlow.js`, { timeout: 600_000 }, async () => {
  const specs = [
    ...fc.sample(flatNetworks.map(descending).filter(suitable), { numRuns: networks * 0.6, seed: 7 }),
    ...fc.sample(spatialNetworks.map(descending).filter(suitable), { numRuns: networks * 0.4, seed: 8 }),
  ];
  const wrong: string[] = [];
  for (const spec of specs) {
    const { prediction } = analysed(spec);
    const start = createRun(spec, { probes: false }).parameters();
    const before = flatten(start);
    const after = (await trainWithTensorflow(spec, start, steps)).parameters;
    for (const { id, firstSteps } of prediction.layers) {
      for (const [name, first] of Object.entries(firstSteps)) {
        const then = after[id][name];
        const moved = before[id][name].some((value, index) => Math.fround(value) !== then[index]);
        const expected = first !== null && first <= steps;
        // An update may be too small to change a number that is not zero in float32.
        const visible = before[id][name].every((value) => value === 0);
        if (moved && !expected)
          wrong.push(`${id}.${name} moved, predicted ${first ?? 'never'}: ${JSON.stringify(spec.layers)}`);
        if (!moved && expected && visible)
          wrong.push(`${id}.${name} did not move, predicted ${first}: ${JSON.stringify(spec.layers)}`);
      }
    }
  }
  expect(wrong).toEqual([]);
});
