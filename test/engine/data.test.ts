// The data sets: seeded, balanced where asked, in the shapes of the network at hand.
import { describe, expect, test } from 'vitest';
import { javascriptMachine } from '../../src/core/engine/kernels/javascript.ts';
import { checkedLayout } from '../../src/core/engine/layout.ts';
import { compile } from '../../src/core/engine/plan.ts';
import { createRun } from '../../src/core/engine/run.ts';
import type { GeneratorName, NetworkSpec } from '../../src/core/engine/spec.ts';
import { constant, multilayer, network, zero } from './networks.ts';

const sets: readonly GeneratorName[] = ['teacher', 'blobs', 'xor', 'circles', 'spiral', 'gaussian-linear'];
const classSets = ['blobs', 'xor', 'circles', 'spiral'] as const;

/** Inputs and, from the loss of a network that always says 0, the mean square of the targets. */
function seen(data: NetworkSpec['data'], training: Partial<NetworkSpec> = {}) {
  const spec = { ...multilayer([2, 1], 'linear', zero, zero, { data }), ...training };
  const plan = compile(spec, checkedLayout(spec), 1, javascriptMachine);
  plan.load(0, plan.samples);
  plan.forward(plan.samples, false);
  return plan.loss(0, plan.samples);
}

/** Share of the second class: a logistic unit whose only weight is its bias learns it. */
function share(kind: GeneratorName, balanced: boolean): number {
  const spec = network(
    [{ kind: 'dense', units: 1, activation: 'sigmoid', kernel: zero, bias: constant(0) }],
    {
      shape: [2],
      loss: 'binaryCrossentropy',
      data: { kind, samples: 60, balanced, seed: 2 },
    },
  );
  // ∂J/∂b = mean of (p − y) with p = ½.
  const run = createRun(spec);
  run.tick(1);
  const [bias] = run.parameters().l1.bias as number[];
  return 0.5 + bias / 0.1;
}

describe.each(sets)('%s', (kind) => {
  test('is the same for a seed, and another for another', () => {
    expect(seen({ kind, samples: 40, seed: 1 })).toBe(seen({ kind, samples: 40, seed: 1 }));
    if (kind === 'teacher' || kind === 'gaussian-linear') {
      expect(seen({ kind, samples: 40, seed: 1 })).not.toBe(seen({ kind, samples: 40, seed: 2 }));
    }
  });

  test('noise changes it, and nothing else', () => {
    const losses = (noise: number) => {
      const run = createRun(multilayer([2, 6, 1], 'tanh', { kind: 'glorot-normal' }, zero, { data: { kind, samples: 40, noise } })); // prettier-ignore
      return run.history.loss[0];
    };
    expect(losses(0.3)).toBe(losses(0.3));
    expect(losses(0.3)).not.toBe(losses(0));
  });
});

test.each(classSets)('%s, balanced: both classes exactly as often', (kind) => {
  expect(share(kind, true)).toBe(0.5);
});

test.each(classSets)('%s, not balanced: one class is twice as frequent', (kind) => {
  expect(Math.abs(share(kind, false) - 0.5)).toBeGreaterThan(0.1);
});

test('given data are what the network sees, in their order', () => {
  const data: NetworkSpec['data'] = { kind: 'given', x: [[1, 2], [3, 4]], y: [[2], [-4]] }; // prettier-ignore
  expect(seen(data)).toBe((4 + 16) / 2);
  const one = multilayer([2, 1], 'linear', constant(1), zero, { data, batchSize: 1 });
  const run = createRun(one);
  // (1 + 2 − 2)² and (3 + 4 + 4)².
  expect(run.history.loss[0]).toBe((1 + 121) / 2);
});
