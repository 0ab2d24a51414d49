// To the last bit: equal units stay equal, places do not matter, two kernels give one answer, and a run repeats.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { javascriptMachine } from '../../src/core/engine/kernels/javascript.ts';
import { createMachine, hasWebAssembly } from '../../src/core/engine/kernels/webassembly.ts';
import { checkedLayout } from '../../src/core/engine/layout.ts';
import { compile } from '../../src/core/engine/plan.ts';
import type { Plan } from '../../src/core/engine/plan.ts';
import { createRandom } from '../../src/core/engine/random.ts';
import { createRun } from '../../src/core/engine/run.ts';
import type { NestedArray, NetworkSpec } from '../../src/core/engine/spec.ts';
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

/** A copy with the units of hidden layer `l1` in another order. */
function permuted(spec: NetworkSpec, order: readonly number[]): NetworkSpec {
  const reorder = (rows: NestedArray) => order.map((unit) => rows[unit]);
  const data = (layer: number, name: 'kernel' | 'bias') => {
    const dense = spec.layers[layer];
    if (dense.kind !== 'dense' || dense[name]?.kind !== 'values') throw new Error('needs values');
    return dense[name].data;
  };
  const columns = (data(0, 'kernel') as number[][]).map(reorder);
  return {
    ...spec,
    layers: spec.layers.map((layer, index) => {
      if (index === 0) {
        return {
          ...layer,
          kernel: { kind: 'values' as const, data: columns },
          bias: { kind: 'values' as const, data: reorder(data(0, 'bias')) },
        } as typeof layer;
      }
      return index === 1
        ? ({
            ...layer,
            kernel: { kind: 'values' as const, data: reorder(data(1, 'kernel')) },
          } as typeof layer)
        : layer;
    }),
  };
}

const shuffled = (count: number, seed: number): number[] => {
  const random = createRandom(seed, 'order');
  return Array.from({ length: count }, (_, unit) => ({ unit, key: random.uniform() }))
    .sort((a, b) => a.key - b.key)
    .map(({ unit }) => unit);
};

describe('permuting the units of a hidden layer', () => {
  // Where every product and sum is exact, the order of the terms in the layer above does not matter either.
  const exact = fc.record({
    inputs: fc.integer({ min: 1, max: 6 }),
    units: fc.integer({ min: 2, max: 37 }),
    outputs: fc.integer({ min: 1, max: 9 }),
    samples: fc.constantFrom(1, 2, 4, 8, 16),
    seed: fc.integer({ min: 1, max: 1e6 }),
    activation: fc.constantFrom('relu', 'linear', 'relu6'),
  });

  test('permutes all results bit for bit', () => {
    fc.assert(
      fc.property(exact, ({ inputs, units, outputs, samples, seed, activation }) => {
        const random = createRandom(seed, 'dyadic');
        const dyadic = (shape: readonly number[]) =>
          filled(shape, () => Math.floor(random.uniform() * 9 - 4) / 4);
        const spec = network(
          [
            { kind: 'dense', units, activation, kernel: { kind: 'values', data: dyadic([inputs, units]) }, bias: { kind: 'values', data: dyadic([units]) } },
            { kind: 'dense', units: outputs, kernel: { kind: 'values', data: dyadic([units, outputs]) } },
          ],
          {
            shape: [inputs],
            data: { kind: 'given', x: dyadic([samples, inputs]), y: dyadic([samples, outputs]) },
            // The mean over a number of outputs that is no power of two rounds.
            loss: outputs === 1 || outputs === 2 || outputs === 4 || outputs === 8 ? 'meanSquaredError' : 'hinge',
            optimizer: { kind: 'sgd', learningRate: 0.125 },
          },
        ); // prettier-ignore
        if (spec.loss === 'hinge') return;
        const order = shuffled(units, seed);
        const first = createRun(spec);
        const second = createRun(permuted(spec, order));
        // After one step the numbers have used up their bits.
        for (const run of [first, second]) run.tick(1);
        const a = first.parameters();
        const b = second.parameters();
        expect(second.history.loss[0]).toBe(first.history.loss[0]);
        expect(b.l2.kernel).toEqual(order.map((unit) => a.l2.kernel[unit]));
        expect(b.l1.bias).toEqual(order.map((unit) => a.l1.bias[unit]));
        expect(b.l1.kernel).toEqual((a.l1.kernel as number[][]).map((row) => order.map((unit) => row[unit])));
      }),
      { numRuns: 60 },
    );
  });

  test('permutes activations and gradients bit for bit with any numbers, whatever the widths', () => {
    // An output kernel of zeros gives an output, and so a derivative, that does not depend on the order.
    for (const units of [2, 3, 5, 8, 13, 64, 131, 300]) {
      const spec = network(
        [
          { kind: 'dense', units, activation: 'tanh', kernel: { kind: 'values', data: normals([7, units], units) }, bias: { kind: 'values', data: normals([units], 3) } },
          { kind: 'dense', units: 1, useBias: false, kernel: { kind: 'values', data: filled([units, 1], () => 0) } },
        ],
        { shape: [7], samples: 19 },
      ); // prettier-ignore
      const order = shuffled(units, units);
      const plans = [spec, permuted(spec, order)].map((each) =>
        compile(each, checkedLayout(each), 1, createMachine),
      );
      for (const plan of plans) train(plan, 1);
      const [a, b] = plans.map(({ layers }) => layers[0].output.value.data);
      for (let row = 0; row < 19; row++) {
        for (let u = 0; u < units; u++) expect(b[row * units + u]).toBe(a[row * units + order[u]]);
      }
      const [c, d] = plans.map(({ layers }) => layers[1].parameters[0].gradient?.data ?? new Float64Array());
      order.forEach((unit, u) => expect(d[u]).toBe(c[unit]));
    }
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
    const width = run.history.layers[0].effectiveWidth;
    expect(width[0]).toBe(71 - 4);
    run.tick(3000);
    expect(width[3000]).toBe(71 - 4);
    expect(run.history.loss[3000]).toBeLessThan(run.history.loss[0] / 10);
  });
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
