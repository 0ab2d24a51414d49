// What "permuting the units permutes the results, bit for bit" can mean where sums round: the strongest forms that hold.
//
// A unit's own numbers are sums over what lies below it, over samples, or over what lies above it, each in the order of its
// index. Where the permuted units are the *terms* of such a sum (in the layer above, forward; in the layer below, backward),
// the order of the terms changes, and so may the last bit. Everywhere else nothing changes but the place.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { javascriptMachine } from '../../src/core/engine/kernels/javascript.ts';
import { createMachine } from '../../src/core/engine/kernels/webassembly.ts';
import { checkedLayout } from '../../src/core/engine/layout.ts';
import { sizeOf } from '../../src/core/engine/layers/layer.ts';
import { indexIn, viewOf } from '../../src/core/engine/parameter-view.ts';
import { compile } from '../../src/core/engine/plan.ts';
import type { Plan } from '../../src/core/engine/plan.ts';
import { createRandom } from '../../src/core/engine/random.ts';
import { createRun } from '../../src/core/engine/run.ts';
import type { LayerSpec, NestedArray, NetworkSpec, OptimizerSpec } from '../../src/core/engine/spec.ts';
import { nest } from '../../src/core/engine/initializers.ts';
import type { Training } from './networks.ts';
import { filled, network, normal, normals } from './networks.ts';

const shuffled = (count: number, seed: number): number[] => {
  const random = createRandom(seed, 'order');
  return Array.from({ length: count }, (_, unit) => ({ unit, key: random.uniform() }))
    .sort((a, b) => a.key - b.key)
    .map(({ unit }) => unit);
};

/** Reorders the last axis of row-major numbers. */
const reordered = (values: Float64Array, order: readonly number[]): Float64Array =>
  values.map((_, i) => values[i - (i % order.length) + order[i % order.length]]);

/** Unit at each new place, by layer or input id. */
type Orders = Readonly<Partial<Record<string, readonly number[]>>>;

/** A parameter with its units, and the units that it reads, at their new places. */
function movedParameter(spec: NetworkSpec, orders: Orders, layer: number, parameter: number, values: Float64Array) {
  const layout = checkedLayout(spec).layers[layer];
  const view = viewOf(layout, layout.parameters[parameter]);
  const own = orders[layout.spec.id];
  const read = view.reads === null ? undefined : orders[view.reads];
  const unitFrom = (unit: number) => (own === undefined ? unit : own[unit]);
  const readFrom = (reader: number) => (read === undefined ? reader : read[reader]);
  const moved = new Float64Array(values.length);
  for (let place = 0; place < view.places; place++) {
    for (let reader = 0; reader < view.below; reader++) {
      for (let block = 0; block < view.blocks; block++) {
        for (let unit = 0; unit < view.units; unit++) {
          moved[indexIn(view, place, reader, block, unit)] =
            values[indexIn(view, place, readFrom(reader), block, unitFrom(unit))];
        }
      }
    }
  }
  return moved;
} // prettier-ignore

const numbersOf = (data: NestedArray): Float64Array => {
  const list: number[] = [];
  const visit = (nested: NestedArray): void => {
    for (const entry of nested) {
      if (typeof entry === 'number') list.push(entry);
      else visit(entry);
    }
  };
  visit(data);
  return Float64Array.from(list);
};

/** The spec with given data and given starts, in another order of units. */
function permuted(spec: NetworkSpec, orders: Orders): NetworkSpec {
  const layout = checkedLayout(spec);
  const [input] = spec.inputs;
  const [output] = spec.outputs;
  if (spec.data.kind !== 'given') throw new Error('needs given data');
  const moved = (data: NestedArray, shape: readonly number[], order: readonly number[] | undefined) => {
    const values = numbersOf(data);
    return nest(order === undefined ? values : reordered(values, order), [values.length / sizeOf(shape), ...shape]);
  };
  const { x, y } = spec.data;
  return {
    ...spec,
    data: {
      kind: 'given',
      x: moved(x as NestedArray, input.shape, orders[input.id]),
      y: moved(y as NestedArray, layout.shapes.get(output) ?? [], orders[output]),
    },
    layers: layout.layers.map(({ spec: layer, parameters }, index) => {
      const starts = parameters.map(({ name, shape, initializer }, p) => {
        if (initializer.kind !== 'values') return [name, initializer];
        const values = numbersOf(initializer.data);
        return [name, { kind: 'values', data: nest(movedParameter(spec, orders, index, p, values), shape) }];
      });
      return { ...layer, ...Object.fromEntries(starts) } as LayerSpec;
    }),
  };
} // prettier-ignore

/** Every random start drawn once and written down. */
function concrete(spec: NetworkSpec): NetworkSpec {
  const drawn = createRun(spec, { probes: false }).parameters();
  return {
    ...spec,
    layers: spec.layers.map((layer) => {
      const own = Object.entries(drawn[layer.id] ?? {});
      return { ...layer, ...Object.fromEntries(own.map(([name, data]) => [name, { kind: 'values', data }])) };
    }),
  }; // prettier-ignore
}

function train(plan: Plan, steps: number): void {
  plan.forward(plan.samples, true);
  for (let step = 0; step < steps; step++) {
    plan.backward(0, plan.samples);
    plan.update();
    plan.forward(plan.samples, true);
  }
}

const sameBits = (a: Float64Array, b: Float64Array): boolean => a.every((value, i) => Object.is(value, b[i]));

/** Trains both on one machine, and compares everything that is listed, to the last bit. */
function expectMoved(spec: NetworkSpec, orders: Orders, steps: number): void {
  for (const machine of [createMachine, javascriptMachine]) {
    const [a, b] = [spec, permuted(spec, orders)].map((each) => {
      const plan = compile(each, checkedLayout(each), 1, machine);
      train(plan, steps);
      return plan;
    });
    a.layers.forEach(({ parameters, output, spec: { id } }, layer) => {
      parameters.forEach(({ name, value, gradient }, p) => {
        const other = b.layers[layer].parameters[p];
        const moved = (values: Float64Array) => movedParameter(spec, orders, layer, p, values);
        expect(sameBits(moved(value.data), other.value.data), `${id}.${name}`).toBe(true);
        if (gradient === null) return;
        const found = other.gradient?.data ?? new Float64Array();
        expect(sameBits(moved(gradient.data), found), `gradient of ${id}.${name}`).toBe(true);
      });
      const order = orders[id];
      if (order === undefined) return;
      const found = b.layers[layer].output;
      expect(sameBits(reordered(output.value.data, order), found.value.data), id).toBe(true);
    });
  }
}

const optimizers = fc.constantFrom<OptimizerSpec>(
  { kind: 'sgd', learningRate: 0.1 },
  { kind: 'momentum', learningRate: 0.05, momentum: 0.9 },
  { kind: 'rmsprop', learningRate: 0.01 },
  { kind: 'adagrad', learningRate: 0.1 },
  { kind: 'adadelta' },
  { kind: 'adam', learningRate: 0.01 },
  { kind: 'adamax' },
);
/** All small sizes, and both sides of every border of the kernels' tiles and blocks. */
const widths = fc.oneof(
  fc.integer({ min: 1, max: 21 }),
  fc.constantFrom(63, 64, 65, 127, 128, 129, 255, 256, 257, 300),
);
const seeds = fc.integer({ min: 1, max: 1e6 }); // prettier-ignore

type Loose = Parameters<typeof network>[0][number];

const given = (layers: readonly Loose[], shape: readonly number[], training: Training, samples: number, seed: number) => {
  const spec = network(layers, { ...training, shape });
  const output = checkedLayout(spec).shapes.get(spec.outputs[0]) ?? [];
  const x = normals([samples, ...shape], seed);
  return concrete({ ...spec, data: { kind: 'given', x, y: normals([samples, ...output], seed + 1) } });
}; // prettier-ignore

describe('a layer by itself: the whole run, every step, every optimizer', () => {
  test('dense, whatever the widths', () => {
    fc.assert(
      fc.property(widths, widths, fc.integer({ min: 1, max: 9 }), seeds, optimizers, (inputs, units, samples, seed, optimizer) => {
        const layer: Loose = { kind: 'dense', units, activation: 'tanh', kernel: normal(0.5), bias: normal(0.5) };
        const spec = given([layer], [inputs], { optimizer }, samples, seed);
        expectMoved(spec, { l1: shuffled(units, seed) }, 4);
      }),
      { numRuns: 40 },
    ); // prettier-ignore
  });

  const alone: readonly (readonly [string, readonly number[], (units: number) => Loose])[] = [
    ['dense on a sequence', [4, 3], (units) => ({ kind: 'dense', units, activation: 'sigmoid', kernel: normal(0.5) })],
    ['conv1d', [5, 2], (filters) => ({ kind: 'conv1d', filters, kernelSize: 2, activation: 'relu', kernel: normal(0.5), bias: normal(0.5) })],
    ['conv2d', [4, 4, 2], (filters) => ({ kind: 'conv2d', filters, kernelSize: 2, padding: 'same', activation: 'gelu', kernel: normal(0.5) })],
  ]; // prettier-ignore
  test.each(alone)('%s', (_, shape, layer) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 21 }), seeds, optimizers, (units, seed, optimizer) => {
        const spec = given([layer(units)], shape, { optimizer }, 3, seed);
        expectMoved(spec, { l1: shuffled(units, seed) }, 4);
      }),
      { numRuns: 15 },
    );
  });

  const channelwise: readonly (readonly [string, readonly number[], Loose])[] = [
    ['depthwiseConv2d', [4, 4], { kind: 'depthwiseConv2d', kernelSize: 2, activation: 'tanh', depthwise: normal(0.5), bias: normal(0.5) }],
    ['batchNormalization', [3], { kind: 'batchNormalization', gamma: normal(1), beta: normal(1) }],
    ['prelu', [3], { kind: 'prelu', alpha: normal(0.5) }],
  ]; // prettier-ignore
  test.each(channelwise)('%s, with the channels of its input in the same order', (_, places, layer) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 21 }), seeds, optimizers, (units, seed, optimizer) => {
        const spec = given([layer], [...places, units], { optimizer }, 5, seed);
        const order = shuffled(units, seed);
        expectMoved(spec, { x: order, l1: order }, 4);
      }),
      { numRuns: 15 },
    );
  });
});

describe('a hidden layer', () => {
  const hidden = (inputs: number, units: number, outputs: number, training: Training, samples: number, seed: number, last: object = {}) =>
    given([
      { kind: 'dense', units, activation: 'tanh', kernel: normal(0.5), bias: normal(0.5) },
      { kind: 'dense', units: outputs, kernel: normal(0.5), bias: normal(0.5), ...last },
    ], [inputs], training, samples, seed); // prettier-ignore

  test('the whole run, any numbers, where only the sign of an error comes back: mean absolute error', () => {
    // The layer above sums its terms in another order, but the last bit of its sum does not change what it sends back.
    fc.assert(
      fc.property(widths, widths, fc.integer({ min: 1, max: 5 }), seeds, optimizers, (inputs, units, outputs, seed, optimizer) => {
        const spec = hidden(inputs, units, outputs, { loss: 'meanAbsoluteError', optimizer }, 6, seed);
        expectMoved(spec, { l1: shuffled(units, seed) }, 5);
      }),
      { numRuns: 40 },
    ); // prettier-ignore
  });

  test('the whole run of two units without a bias above them: a sum of two terms has no order', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 9 }), seeds, optimizers, (inputs, outputs, seed, optimizer) => {
        const spec = hidden(inputs, 2, outputs, { optimizer }, 7, seed, { useBias: false });
        expectMoved(spec, { l1: [1, 0] }, 25);
      }),
      { numRuns: 30 },
    ); // prettier-ignore
  });

  test('its outputs, and with an output kernel of zeros its gradients, any numbers and widths', () => {
    fc.assert(
      fc.property(widths, widths, seeds, (inputs, units, seed) => {
        const kernel = { kind: 'constant' as const, value: 0 };
        const spec = hidden(inputs, units, 1, {}, 5, seed, { kernel });
        expectMoved(spec, { l1: shuffled(units, seed) }, 1);
      }),
      { numRuns: 40 },
    );
  });

  test('one step, everything, where products and sums are exact', () => {
    const sizes = fc.record({
      inputs: fc.integer({ min: 1, max: 6 }),
      units: fc.integer({ min: 2, max: 37 }),
      // The mean over a number of outputs that is no power of two rounds.
      outputs: fc.constantFrom(1, 2, 4, 8),
      samples: fc.constantFrom(1, 2, 4, 8, 16),
      seed: seeds,
      activation: fc.constantFrom('relu' as const, 'linear' as const, 'relu6' as const),
    });
    fc.assert(
      fc.property(sizes, ({ inputs, units, outputs, samples, seed, activation }) => {
        const random = createRandom(seed, 'dyadic');
        const dyadic = (shape: readonly number[]) => filled(shape, () => Math.floor(random.uniform() * 9 - 4) / 4);
        const values = (shape: readonly number[]) => ({ kind: 'values' as const, data: dyadic(shape) });
        const spec = network(
          [
            { kind: 'dense', units, activation, kernel: values([inputs, units]), bias: values([units]) },
            { kind: 'dense', units: outputs, kernel: values([units, outputs]), bias: values([outputs]) },
          ],
          {
            shape: [inputs],
            data: { kind: 'given', x: dyadic([samples, inputs]), y: dyadic([samples, outputs]) },
            optimizer: { kind: 'sgd', learningRate: 0.125 },
          },
        );
        expectMoved(spec, { l1: shuffled(units, seed) }, 1);
      }),
      { numRuns: 60 },
    ); // prettier-ignore
  });

  test('in general the layer above sums in another order: the same up to rounding, no better', () => {
    let differ = 0;
    for (let seed = 1; seed <= 20; seed++) {
      const spec = hidden(5, 33, 3, {}, 6, seed);
      const order = shuffled(33, seed);
      const [a, b] = [spec, permuted(spec, { l1: order })].map((each) => createRun(each));
      for (const run of [a, b]) run.tick(10);
      const kernel = a.parameters().l2.kernel as number[][];
      const other = b.parameters().l2.kernel as number[][];
      order.forEach((unit, place) => {
        other[place].forEach((weight, o) => {
          expect(Math.abs(weight - kernel[unit][o])).toBeLessThan(1e-12);
          if (weight !== kernel[unit][o]) differ++;
        });
      });
    }
    expect(differ).toBeGreaterThan(0);
  });
});
