// Every derivative against central differences of the loss, for each layer kind, activation and loss.
import { describe, expect, test } from 'vitest';
import { javascriptMachine } from '../../src/core/engine/kernels/javascript.ts';
import { checkedLayout } from '../../src/core/engine/layout.ts';
import { compile } from '../../src/core/engine/plan.ts';
import type { NetworkSpec } from '../../src/core/engine/spec.ts';
import { network, normal } from './networks.ts';
import { cases, ownCases } from './tensorflow-cases.ts';

/** Analytic and numeric gradients of every parameter, as one vector each, and the loss's own rounding. */
function gradients(spec: NetworkSpec): { analytic: number[]; numeric: number[] } {
  const plan = compile(spec, checkedLayout(spec), 3, javascriptMachine);
  const all = plan.samples;
  const lossAt = () => {
    plan.load(0, all);
    plan.forward(all, true);
    return plan.loss(0, all);
  };
  lossAt();
  plan.backward(0, all);
  const analytic: number[] = [];
  const numeric: number[] = [];
  for (const { parameters } of plan.layers) {
    for (const { value, gradient } of parameters) {
      if (gradient === null) continue;
      analytic.push(...gradient.data);
      for (let i = 0; i < value.length; i++) {
        const kept = value.data[i];
        const h = 1e-5;
        const difference = (step: number) => {
          value.data[i] = kept + step;
          const above = lossAt();
          value.data[i] = kept - step;
          return (above - lossAt()) / (2 * step);
        };
        // Richardson: the h² terms of the two differences cancel.
        numeric.push((4 * difference(h) - difference(2 * h)) / 3);
        value.data[i] = kept;
      }
    }
  }
  return { analytic, numeric };
}

const length = (vector: readonly number[]) => Math.hypot(...vector);

// The zero and constant starts sit on kinks, where a central difference says nothing.
const smooth = [...cases, ...ownCases].filter(
  ({ name }) => !/zero relu|zero selu|zero hardSigmoid|all zero, relu|optimizer/.test(name),
);

describe('gradients are the differences of the loss', () => {
  test.each(smooth)('$name', ({ spec }) => {
    const { analytic, numeric } = gradients(spec);
    const difference = analytic.map((value, index) => value - numeric[index]);
    expect(length(difference)).toBeLessThan(1e-6 * Math.max(1e-3, length(numeric)));
  });
});

test('dropout passes back through the entries that it let through, with the same factor', () => {
  const spec = network(
    [
      { kind: 'dense', units: 40, kernel: normal(0.5), bias: normal(1) },
      { kind: 'dropout', rate: 0.25 },
      { kind: 'dense', units: 2, kernel: normal(0.5) },
    ],
    { samples: 20 },
  );
  const plan = compile(spec, checkedLayout(spec), 3, javascriptMachine);
  plan.load(0, plan.samples);
  plan.forward(plan.samples, true);
  plan.loss(0, plan.samples);
  plan.backward(0, plan.samples);
  const [before, after] = plan.layers.map(({ output }) => output);
  let dropped = 0;
  before.value.data.forEach((value, i) => {
    const factor = after.value.data[i] / value;
    if (factor === 0) dropped++;
    else expect(factor).toBeCloseTo(1 / 0.75, 12);
    const gradient = before.gradient?.data[i] ?? NaN;
    expect(gradient).toBeCloseTo(factor * (after.gradient?.data[i] ?? NaN), 12);
  });
  expect(dropped / before.value.length).toBeGreaterThan(0.2);
  expect(dropped / before.value.length).toBeLessThan(0.3);
});
