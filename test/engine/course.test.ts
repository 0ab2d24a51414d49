// A well-known course exercise on initialization, computed in Python: the engine gets the same numbers.
import { expect, test } from 'vitest';
import { createRun } from '../../src/core/engine/run.ts';
import type { InitializerSpec, NetworkSpec } from '../../src/core/engine/spec.ts';
import { flatten } from './tensorflow.ts';
import { makeCircles, numpyRandom } from './numpy.ts';

const widths = [2, 10, 5, 1];
const train = makeCircles(300, 0.05, 1);
const exam = makeCircles(100, 0.05, 2);

function exercise(kernels: readonly InitializerSpec[], data = train): NetworkSpec {
  return {
    inputs: [{ id: 'x', shape: [2] }],
    layers: widths.slice(1).map((units, index) => ({
      id: `l${index + 1}`,
      kind: 'dense',
      from: [index === 0 ? 'x' : `l${index}`],
      units,
      activation: units === 1 ? 'sigmoid' : 'relu',
      kernel: kernels[index],
    })),
    outputs: ['l3'],
    loss: 'binaryCrossentropy',
    optimizer: { kind: 'sgd', learningRate: 0.01 },
    data: { kind: 'given', x: data.x, y: data.y },
  };
}

/** Weights of all layers from one stream after seed 3, times √(2 / inputs), transposed to [inputs, units]. */
function heKernels(): InitializerSpec[] {
  const random = numpyRandom(3);
  return widths.slice(1).map((units, index) => {
    const inputs = widths[index];
    const rows = random.normals(units * inputs).map((value) => value * Math.sqrt(2 / inputs));
    const data = Array.from({ length: inputs }, (_, i) =>
      Array.from({ length: units }, (_, u) => rows[u * inputs + i]),
    );
    return { kind: 'values', data };
  });
}

/** Share of samples on the right side of 0.5, by a forward pass written out. */
function accuracy(parameters: Record<string, Record<string, number[]>>, { x, y }: typeof train): number {
  const right = x.filter((features, index) => {
    const answer = widths.slice(1).reduce((input, units, layer) => {
      const { kernel, bias } = parameters[`l${layer + 1}`];
      return bias.map((b, u) => {
        const z = input.reduce((sum, value, i) => sum + value * kernel[i * units + u], b);
        return layer === 2 ? z : Math.max(0, z);
      });
    }, features);
    return (answer[0] > 0 ? 1 : 0) === y[index][0];
  });
  return right.length / x.length;
}

const everyThousand = (loss: readonly number[]) => Array.from({ length: 15 }, (_, i) => loss[i * 1000]);

test('zeros: the cost stays at ln 2 for 15,000 iterations', () => {
  const zero: InitializerSpec = { kind: 'constant', value: 0 };
  const run = createRun(exercise([zero, zero, zero]), { probes: false });
  run.tick(15000);
  expect(everyThousand(run.history.loss)).toEqual(Array.from({ length: 15 }, () => 0.6931471805599453));
  expect(accuracy(flatten(run.parameters()), train)).toBe(0.5);
});

test('He: the published costs to 1e-12, and the published accuracies', () => {
  const run = createRun(exercise(heKernels()), { probes: false });
  run.tick(15000);
  const published = [
    0.8830537463419761, 0.6879825919728063, 0.6751286264523371, 0.6526117768893807, 0.6082958970572938,
    0.5304944491717495, 0.4138645817071794, 0.3117803464844441, 0.2369621533032256, 0.1859728720920683,
    0.1501555628037181, 0.12325079292273548, 0.09917746546525937, 0.0845705595402428, 0.0735789596267737,
  ];
  everyThousand(run.history.loss).forEach((cost, index) => {
    expect(Math.abs(cost / published[index] - 1), `iteration ${index * 1000}`).toBeLessThan(1e-12);
  });
  const parameters = flatten(run.parameters());
  expect(accuracy(parameters, train)).toBeCloseTo(0.9933, 4);
  expect(accuracy(parameters, exam)).toBe(0.96);
});
