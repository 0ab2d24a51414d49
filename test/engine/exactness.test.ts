// To the last bit: equal units stay equal, places do not matter, two kernels give one answer, and a run repeats.
import { describe, expect, test } from 'vitest';
import { javascriptMachine } from '../../src/core/engine/kernels/javascript.ts';
import { createMachine, hasWebAssembly } from '../../src/core/engine/kernels/webassembly.ts';
import { checkedLayout } from '../../src/core/engine/layout.ts';
import { compile } from '../../src/core/engine/plan.ts';
import type { Plan } from '../../src/core/engine/plan.ts';
import { createRandom } from '../../src/core/engine/random.ts';
import { createRun } from '../../src/core/engine/run.ts';
import { constant, filled, multilayer, network, normal, normals } from './networks.ts';
import { cases } from './tensorflow-cases.ts';

function train(plan: Plan, steps: number): void {
  plan.forward(plan.samples, true);
  for (let step = 0; step < steps; step++) {
    plan.backward(0, plan.samples);
    plan.update();
    plan.forward(plan.samples, true);
  }
}

describe('the two machines', () => {
  const specs = cases.filter(({ spec }) => spec.batchSize === null);

  test('are both here', () => {
    expect(hasWebAssembly).toBe(true);
  });

  test.each(specs)('give the same bits: $name', ({ spec }) => {
    const plans = [createMachine, javascriptMachine].map((machine) =>
      compile(spec, checkedLayout(spec), 3, machine),
    );
    for (const plan of plans) train(plan, 5);
    const [compiled, plain] = plans.map(({ layers }) =>
      layers.flatMap(({ parameters, output }) => [output.value, ...parameters.map(({ value }) => value)]),
    );
    compiled.forEach((block, index) => {
      expect(block.data.every((value, i) => Object.is(value, plain[index].data[i]))).toBe(true);
    });
  });
});

describe('twins', () => {
  test('stay bitwise equal at every place of a wide layer, for thousands of steps', () => {
    const columns = (units: number) => filled([5, units], (() => {
      // Units 0, 17, 33 … are copies of one another; the rest are all different.
      const twin = normals([5], 1) as number[];
      const random = createRandom(2, 'others');
      let i = 0;
      return () => {
        const unit = i % units;
        const row = Math.floor(i++ / units);
        return unit % 17 === 0 ? twin[row] : random.normal();
      };
    })()); // prettier-ignore
    const spec = network(
      [
        { kind: 'dense', units: 71, activation: 'tanh', kernel: { kind: 'values', data: columns(71) } },
        { kind: 'dense', units: 1, kernel: constant(0.1) },
      ],
      { shape: [5], samples: 23, optimizer: { kind: 'adam', learningRate: 0.01 } },
    );
    const run = createRun(spec);
    const width = () => run.history.layers[0].effectiveWidth;
    expect(width()[0]).toBe(71 - 4);
    run.tick(3000);
    expect(width()[3000]).toBe(71 - 4);
    expect(run.history.loss[3000]).toBeLessThan(run.history.loss[0] / 10);
  });
});

test('a hundred thousand distinct units are counted one by one', () => {
  const run = createRun(multilayer([3, 1e5, 1], 'tanh', normal(0.5), normal(0.5), { samples: 2 }));
  expect(run.history.layers[0].effectiveWidth).toEqual([1e5]);
});

describe('a run', () => {
  test('repeats, and depends on its seed', () => {
    const spec = { ...multilayer([3, 8, 2], 'tanh', normal(0.5)), data: { kind: 'teacher' as const } };
    const losses = [1, 1, 2].map((seed) => {
      const run = createRun(spec, { seed });
      run.tick(20);
      return run.history.loss;
    });
    expect(losses[1]).toEqual(losses[0]);
    expect(losses[2]).not.toEqual(losses[0]);
  });

  test('does not depend on how its steps are grouped, nor on being looked at', () => {
    const spec = network(
      [
        { kind: 'dense', units: 8, activation: 'tanh' },
        { kind: 'dropout', rate: 0.3 },
        { kind: 'dense', units: 1 },
      ],
      { batchSize: 5 },
    );
    const [once, often] = [createRun(spec), createRun(spec)];
    once.tick(12);
    for (let i = 0; i < 12; i++) {
      often.tick(1);
      often.snapshot();
    }
    expect(often.history).toEqual(once.history);
    expect(createRun(spec, { probes: false }).history.layers[0].effectiveWidth).toEqual([]);
  });

  test('draws each parameter by its own name: another layer does not change it', () => {
    const short = createRun(multilayer([3, 8, 2], 'tanh', normal(0.5))).parameters();
    const long = createRun(multilayer([3, 8, 2, 4], 'tanh', normal(0.5))).parameters();
    expect(long.l2.kernel).toEqual(short.l2.kernel);
  });

  test('allocates nothing per step', () => {
    const run = createRun(multilayer([8, 32, 32, 1], 'tanh', normal(0.3)), { probes: false });
    run.tick(5000);
    const grown = Array.from({ length: 5 }, () => {
      const before = process.memoryUsage();
      run.tick(1000);
      const after = process.memoryUsage();
      expect(after.arrayBuffers).toBeLessThanOrEqual(before.arrayBuffers);
      return after.heapUsed - before.heapUsed;
    }).sort((x, y) => x - y);
    // One layer's activations would be 4096 bytes. Optimised code leaves 24 a step, the loss; the test runner's some more.
    expect(grown[2] / 1000).toBeLessThan(1500);
  });
});
