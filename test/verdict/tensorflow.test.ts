// What the rules predict is what TensorFlow.js does: which parameters have moved after each step, and which units are equal.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRun } from '../../src/core/engine/run.ts';
import type { NetworkSpec } from '../../src/core/engine/spec.ts';
import { analysed } from '../../src/core/verdict/predict.ts';
import { flatten, trainWithTensorflow } from '../engine/tensorflow.ts';
import { compare } from './agree.ts';
import { flatNetworks } from './networks.ts';

const networks = Number(process.env['INIT_LINT_TENSORFLOW'] ?? 300);
const steps = 3;

/** With plain gradient descent a parameter moves exactly when its gradient is not zero. */
const suitable = (spec: NetworkSpec): boolean =>
  spec.layers.every(
    (layer) =>
      layer.kind !== 'dropout' &&
      layer.kind !== 'prelu' &&
      !('activation' in layer && layer.activation === 'leakyReLU'),
  ) &&
  !analysed(spec).schedule.cancels &&
  compare(spec).kind === 'agree';

/** Points and targets from a small generator of its own, so that nothing is special about them. */
function withData(spec: NetworkSpec): NetworkSpec {
  let state = 12_345;
  const next = (): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
  const [{ shape }] = spec.inputs;
  const output = spec.layers[spec.layers.length - 1];
  const units = output.kind === 'dense' ? output.units : 1;
  const samples = Array.from({ length: 11 }, () => ({
    x: Array.from({ length: shape[0] }, () => next() * 2 - 1),
    y: Array.from({ length: units }, () => next()),
  }));
  const label = (y: readonly number[]): number[] => {
    if (spec.loss === 'categoricalCrossentropy') return y.map((value) => Number(value === Math.max(...y)));
    return spec.loss === 'binaryCrossentropy' ? y.map((value) => Number(value > 0.4)) : [...y];
  };
  return {
    ...spec,
    optimizer: { kind: 'sgd', learningRate: 0.1 },
    data: { kind: 'given', x: samples.map(({ x }) => x), y: samples.map(({ y }) => label(y)) },
  };
}

test(`${networks} random networks in TensorFlow.js`, { timeout: 600_000 }, async () => {
  const specs = fc.sample(flatNetworks.filter(suitable), { numRuns: networks, seed: 7 });
  const wrong: string[] = [];
  for (const drawn of specs) {
    const spec = withData(drawn);
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
