// Every claim of the two texts the subject comes from, as the engine shows it: a question ("why random weights, and not random
// biases?") with three answers, and a notebook on zero initialization.
import { describe, expect, test } from 'vitest';
import { createRun } from '../../src/core/engine/run.ts';
import type { Run } from '../../src/core/engine/run.ts';
import type {
  ActivationName,
  InitializerSpec,
  NestedArray,
  NetworkSpec,
} from '../../src/core/engine/spec.ts';
import { constant, multilayer, network, normal, zero } from './networks.ts';
import { numpyRandom } from './numpy.ts';
import { flatAtZero, notZeroAtZero, optimizers } from './theory.ts';

const activations = [...flatAtZero, ...notZeroAtZero, 'relu6', 'gelu_new', 'leakyReLU'] as const;

function trained(spec: NetworkSpec, steps: number): Run {
  const run = createRun(spec);
  run.tick(steps);
  return run;
}

const widths = ({ history }: Run) =>
  history.layers.map(({ effectiveWidth }) => effectiveWidth[effectiveWidth.length - 1]);
const firstSteps = ({ history }: Run) =>
  history.layers.map(({ firstGradientStep }) => firstGradientStep.kernel);
const last = (list: readonly number[]) => list[list.length - 1];
const he: InitializerSpec = { kind: 'he-normal' };
const glorot: InitializerSpec = { kind: 'glorot-normal' };

describe('a question with three answers', () => {
  test.each(['tanh', 'relu', 'sigmoid', 'swish'] as const)(
    'all w equal and all b equal: several units work as one, %s',
    (activation) => {
      for (const loss of ['meanSquaredError', 'huberLoss'] as const) {
        const run = trained(multilayer([4, 8, 8, 2], activation, constant(0.3), constant(0.1), { loss }), 50);
        expect(widths(run)).toEqual([1, 1, 2]);
      }
    },
  );

  const losses = [
    'meanSquaredError',
    'meanAbsoluteError',
    'huberLoss',
    'hinge',
    'binaryCrossentropy',
  ] as const;
  test.each(activations)('… for any activation, loss and optimizer: %s', (activation) => {
    for (const loss of losses) {
      for (const optimizer of optimizers) {
        const spec = multilayer(
          [3, 4, 4, 1],
          activation,
          constant(0.3),
          constant(0.1),
          { loss, optimizer },
          'sigmoid',
        );
        expect(widths(trained(spec, 6))).toEqual([1, 1, 1]);
      }
    }
  });

  test('w random and b = 0 breaks the symmetry; b random as well is fine, not necessary', () => {
    expect(widths(trained(multilayer([4, 8, 2], 'tanh', glorot), 1))).toEqual([8, 2]);
    expect(widths(trained(multilayer([4, 8, 2], 'tanh', glorot, normal(0.5)), 1))).toEqual([8, 2]);
  });

  test('b alone random: the units differ', () => {
    expect(widths(trained(multilayer([4, 8, 2], 'tanh', zero, normal(0.5)), 10))).toEqual([8, 2]);
  });

  test('w = 0: at the first update only the last layer learns, at the second the last two, and so on', () => {
    const run = trained(multilayer([4, 8, 8, 8, 1], 'tanh', zero, normal(0.5)), 6);
    const learning = [0, 1, 2, 3].map((step) =>
      run.history.layers.map(({ gradientNorms }) => gradientNorms.kernel[step] !== 0),
    );
    expect(learning).toEqual([
      [false, false, false, true],
      [false, false, true, true],
      [false, true, true, true],
      [true, true, true, true],
    ]);
  });

  test('biases, loss and activations elsewhere are not in that step', () => {
    for (const activation of ['tanh', 'sigmoid', 'elu'] as const) {
      for (const loss of ['meanSquaredError', 'meanAbsoluteError', 'huberLoss'] as const) {
        const run = trained(multilayer([4, 6, 6, 1], activation, zero, normal(0.5), { loss }), 3);
        expect(firstSteps(run)).toEqual([3, 2, 1]);
      }
    }
  });

  test('… and what arrives is smaller with every layer: η^(2^k − 1)', () => {
    const sizes = [0.01, 0.001].map((learningRate) =>
      trained(
        multilayer([4, 8, 8, 8, 1], 'tanh', zero, normal(0.5), { optimizer: { kind: 'sgd', learningRate } }),
        6,
      ).history.layers.map(({ firstGradientSize }) => firstGradientSize.kernel ?? 0),
    );
    for (const [k, below] of [3, 2, 1, 0].entries()) {
      expect(Math.abs(Math.log10(sizes[0][below] / sizes[1][below]) - (2 ** k - 1))).toBeLessThan(0.3);
    }
  });

  test.each([1, 2, 3])('… nor which random biases, nor how large: seed %i', (seed) => {
    for (const stddev of [0.01, 0.5, 3]) {
      expect(firstSteps(trained(multilayer([4, 6, 6, 1], 'tanh', zero, normal(stddev, seed)), 3))).toEqual([
        3, 2, 1,
      ]);
    }
  });

  test('it fixes itself eventually and slowly: more steps than He needs', () => {
    const build = (kernel: InitializerSpec) =>
      multilayer([2, 16, 16, 1], 'tanh', kernel, normal(0.5), { samples: 64 });
    const [blocked, healthy] = [zero, he].map((kernel) => trained(build(kernel), 200).history.loss);
    expect(last(blocked)).toBeLessThan(blocked[0]);
    const reached = healthy.findIndex((loss) => loss <= last(blocked));
    expect(reached).toBeGreaterThan(0);
    expect(reached).toBeLessThan(150);
  });

  test('two things, kept apart: w = 1 with b constant is symmetric, not blocked; w = 0 with b random is blocked, not symmetric', () => {
    const ones = trained(multilayer([4, 8, 8, 1], 'tanh', constant(1), constant(0)), 10);
    expect([firstSteps(ones), widths(ones)]).toEqual([[1, 1, 1], [1, 1, 1]]); // prettier-ignore
    const zeros = trained(multilayer([4, 8, 8, 1], 'tanh', zero, normal(0.5)), 10);
    expect([firstSteps(zeros), widths(zeros)]).toEqual([[3, 2, 1], [8, 8, 1]]); // prettier-ignore
  });

  test('w = 0 maps every input to one output; w = c keeps the sum of the inputs', () => {
    const spread = (kernel: InitializerSpec) =>
      trained(multilayer([4, 8, 1], 'tanh', kernel), 0).history.layers[1].activationStd[0];
    expect(spread(zero)).toBe(0);
    expect(spread(constant(0.2))).toBeGreaterThan(0.1);
    const rank = trained(multilayer([4, 8, 1], 'tanh', constant(0.2)), 0).snapshot().layers[0].effectiveRank;
    expect(rank).toBeCloseTo(1, 12);
    const x = [[1, 2, 3, 4], [4, 3, 2, 1], [10, 0, 0, 0]]; // prettier-ignore
    const sums = trained(
      multilayer([4, 8, 1], 'tanh', constant(0.05), zero, { data: { kind: 'given', x, y: [[0], [0], [0]] } }),
      0,
    );
    expect(sums.history.layers[1].activationStd[0]).toBeLessThan(1e-15);
  });

  test('on balanced data one starts, and stays, near a bad minimum', () => {
    const data = { kind: 'circles' as const, samples: 64, balanced: true };
    const run = trained(
      multilayer([2, 8, 1], 'tanh', zero, zero, { data, loss: 'binaryCrossentropy' }, 'sigmoid'),
      100,
    );
    expect(new Set(run.history.loss)).toEqual(new Set([Math.LN2]));
  });

  test('magnitudes must neither vanish nor explode through the layers: Glorot', () => {
    const deep = [8, 32, 32, 32, 32, 32, 32, 1];
    const ratio = (kernel: InitializerSpec) => {
      const { layers } = trained(multilayer(deep, 'tanh', kernel), 1).history;
      return layers[0].gradientStd[0] / layers[5].gradientStd[0];
    };
    expect(ratio(normal(0.01))).toBeLessThan(1e-3);
    expect(ratio(glorot)).toBeGreaterThan(0.05);
    expect(ratio(glorot)).toBeLessThan(20);
    expect(
      trained(multilayer(deep, 'relu', normal(1)), 0).history.layers[5].activationStd[0],
    ).toBeGreaterThan(1e2);
  });

  test('a good fixed w with a good distribution for b: compared with Glorot', () => {
    const build = (kernel: InitializerSpec, bias: InitializerSpec) =>
      multilayer([4, 16, 16, 1], 'tanh', kernel, bias, { samples: 64 });
    const fixed = trained(build(constant(0.1), normal(0.5)), 300);
    const random = trained(build(glorot, zero), 300);
    expect(widths(fixed)).toEqual([16, 16, 1]);
    expect(last(random.history.loss)).toBeLessThan(last(fixed.history.loss));
  });

  test('small random numbers make each value update differently', () => {
    const run = trained(multilayer([3, 6, 1], 'tanh', normal(0.01)), 1);
    const kernel = (run.parameters().l1.kernel as number[][]).flat();
    expect(new Set(kernel).size).toBe(18);
  });

  test('"with all zeros it will still work, but take longer" is right for sigmoid, "nothing happens" for tanh and relu', () => {
    const run = (activation: ActivationName) =>
      trained(multilayer([2, 6, 1], activation, zero, zero, { samples: 33 }), 200);
    expect(firstSteps(run('sigmoid'))).toEqual([2, 1]);
    expect(widths(run('sigmoid'))).toEqual([1, 1]);
    expect(firstSteps(run('tanh'))).toEqual([null, null]);
    expect(firstSteps(run('relu'))).toEqual([null, null]);
  });

  test('a two-layer relu network with an identity link learns from Gaussian weights', () => {
    const spec = network(
      [
        { kind: 'dense', id: 'w', units: 4, from: ['x'], kernel: normal(0.2), useBias: false },
        { kind: 'add', id: 'link', from: ['w', 'x'] },
        { kind: 'activation', activation: 'relu' },
        { kind: 'dense', units: 1, kernel: constant(1), trainable: false },
      ],
      { shape: [4], samples: 128, batchSize: 16, optimizer: { kind: 'sgd', learningRate: 0.01 } },
    );
    const { loss } = trained(spec, 400).history;
    expect(last(loss)).toBeLessThan(loss[0] / 3);
  });

  test('it depends on the activation, not on the cost', () => {
    const table = (['tanh', 'relu', 'sigmoid', 'softplus'] as const).map((activation) =>
      (['meanSquaredError', 'binaryCrossentropy', 'hinge'] as const).map(
        (loss) =>
          firstSteps(
            trained(multilayer([2, 4, 1], activation, zero, zero, { loss, samples: 30 }, 'sigmoid'), 4),
          )[0],
      ),
    );
    expect(table).toEqual([[null, null, null], [null, null, null], [2, 2, 2], [2, 2, 2]]); // prettier-ignore
  });

  test('the table activation × start × loss: first step of the lowest kernel, and its width', () => {
    const starts: Record<string, [InitializerSpec, InitializerSpec]> = {
      zero: [zero, zero],
      'zero, random biases': [zero, normal(0.5)],
      constant: [constant(0.3), zero],
      'constant, random biases': [constant(0.3), normal(0.5)],
      random: [glorot, zero],
    };
    const rows = Object.entries(starts).map(([name, [kernel, bias]]) => {
      const cells = (['tanh', 'relu', 'sigmoid'] as const).flatMap((activation) =>
        (['meanSquaredError', 'binaryCrossentropy', 'hinge'] as const).map((loss) => {
          const run = trained(
            multilayer([2, 6, 1], activation, kernel, bias, { loss, samples: 30 }, 'sigmoid'),
            8,
          );
          return `${firstSteps(run)[0] ?? 'never'}, ${widths(run)[0]}`;
        }),
      );
      // The three losses of an activation say the same.
      return [name, ...[0, 3, 6].map((at) => [...new Set(cells.slice(at, at + 3))].join(' | '))];
    });
    expect(rows).toEqual([
      ['zero', 'never, 1', 'never, 1', '2, 1'],
      ['zero, random biases', '2, 6', '2, 6', '2, 6'],
      ['constant', '1, 1', '1, 1', '1, 1'],
      ['constant, random biases', '1, 6', '1, 6', '1, 6'],
      ['random', '1, 6', '1, 6', '1, 6'],
    ]);
  });
});

describe('a notebook', () => {
  const x: NestedArray = [[1, 2]];
  const values = (data: NestedArray): InitializerSpec => ({ kind: 'values', data });
  /** Two features, three units, one output, one sample. */
  const build = (
    kernel: InitializerSpec,
    activation: ActivationName,
    output: InitializerSpec = zero,
  ): NetworkSpec =>
    network(
      [
        { kind: 'dense', units: 3, activation, kernel },
        { kind: 'dense', units: 1, kernel: output },
      ],
      { shape: [2], data: { kind: 'given', x, y: [[1]] }, optimizer: { kind: 'sgd', learningRate: 0.01 } },
    );

  test('what the notebook feeds in, one step of 0.5 and five of 0.1 at rate 0.01, needs equal gradients; real ones are equal', () => {
    const run = createRun(build(zero, 'sigmoid'));
    for (let step = 1; step <= 6; step++) {
      run.tick(1);
      const rows = run.parameters().l1;
      expect(new Set(rows.bias as number[]).size).toBe(1);
      for (const row of rows.kernel as number[][]) expect(new Set(row).size).toBe(1);
    }
  });

  test('W1 = zeros(3, 2), b1 = zeros(3, 1): all outputs are equal', () => {
    for (const activation of ['sigmoid', 'tanh', 'relu'] as const) {
      const { unitMean } = createRun(build(zero, activation)).snapshot().layers[0];
      expect(new Set(unitMean).size).toBe(1);
    }
  });

  test.each(['sigmoid', 'tanh', 'relu'] as const)(
    'one step, and five more, of real gradients: the rows stay identical, %s',
    (activation) => {
      const run = trained(build(zero, activation), 6);
      const [first, second] = run.parameters().l1.kernel as number[][];
      expect([new Set(first).size, new Set(second).size]).toEqual([1, 1]);
      const moved = first[0] !== 0;
      // The stronger conclusion: for tanh and relu the kernel does not move at all.
      expect(moved).toBe(activation === 'sigmoid');
    },
  );

  test('zero beside small random numbers (numpy seed 42), on the same x', () => {
    const draws = numpyRandom(42)
      .normals(6)
      .map((value) => 0.01 * value);
    // randn(3, 2) has a row for each unit.
    const kernel = values([0, 1].map((input) => [0, 1, 2].map((unit) => draws[2 * unit + input])));
    expect(draws[0]).toBeCloseTo(0.004967141530112327, 16);
    const random = trained(build(kernel, 'tanh', constant(0.5)), 6);
    expect(widths(random)).toEqual([3, 1]);
    expect(widths(trained(build(zero, 'tanh', constant(0.5)), 6))).toEqual([1, 1]);
    expect(new Set(random.snapshot().layers[0].unitMean).size).toBe(3);
  });

  test('with b = 0 too, small random numbers learn from step 1, and zeros learn nothing but the output bias', () => {
    const random = trained(build(normal(0.01), 'tanh', normal(0.01)), 6);
    const still = trained(build(zero, 'tanh'), 6);
    expect([firstSteps(random), firstSteps(still)]).toEqual([[1, 1], [null, null]]); // prettier-ignore
    expect(still.history.layers[1].firstGradientStep.bias).toBe(1);
  });

  test.each([
    ['Xavier', { kind: 'random-normal', mean: 0, stddev: Math.sqrt(1 / 2) }],
    ['He', { kind: 'random-normal', mean: 0, stddev: Math.sqrt(2 / 2) }],
    ['small', { kind: 'random-normal', mean: 0, stddev: 0.01 }],
  ] as const)('remedy: %s', (_, kernel) => {
    const run = trained(build(kernel, 'tanh', kernel), 50);
    expect(widths(run)).toEqual([3, 1]);
    expect(firstSteps(run)).toEqual([1, 1]);
    expect(last(run.history.loss)).toBeLessThan(run.history.loss[0]);
  });

  test('the quiz: the units of a layer stay identical even after many iterations', () => {
    expect(widths(trained(multilayer([2, 3, 3, 1], 'sigmoid', zero), 2000))).toEqual([1, 1, 1]);
  });
});
