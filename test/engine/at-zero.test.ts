// Libraries differ in the derivative at exactly 0, where zero starts put every unit. The engine runs with the library's
// own numbers, so that what is simulated is what the verdict says.
import { describe, expect, test } from 'vitest';
import { elementwise } from '../../src/core/engine/activations.ts';
import { javascriptMachine } from '../../src/core/engine/kernels/javascript.ts';
import { createMachine } from '../../src/core/engine/kernels/webassembly.ts';
import { checkedLayout } from '../../src/core/engine/layout.ts';
import { lump } from '../../src/core/engine/lump.ts';
import { compile } from '../../src/core/engine/plan.ts';
import { createRun, lumpedRun } from '../../src/core/engine/run.ts';
import type { AtZero, CurvedName, InitializerSpec, NetworkSpec } from '../../src/core/engine/spec.ts';
import { concretise } from '../../src/core/verdict/concretise.ts';
import { predict } from '../../src/core/verdict/predict.ts';
import { lint, read } from '../check.ts';
import { compare } from '../verdict/agree.ts';
import { constant, multilayer, network, normal, zero } from './networks.ts';
import { firstSteps, random, trained, zeroAt } from './theory.ts';
import { flatten } from './tensorflow.ts';

interface Own {
  readonly library: string;
  readonly name: CurvedName;
  readonly slope: number;
  /** First steps of three kernels of which the middle one is zero, and of three that are all zero. */
  readonly middle: readonly (number | null)[];
}

const passes = [2, 1, 2];
const dead = [null, null, null];

const owns: readonly Own[] = [
  { library: 'ml-fnn', name: 'relu', slope: 1, middle: passes },
  { library: 'jax-js', name: 'relu', slope: 1, middle: passes },
  { library: 'jax-js', name: 'relu6', slope: 1, middle: passes },
  { library: 'jax-js', name: 'leakyReLU', slope: 1, middle: passes },
  { library: 'jax-js', name: 'selu', slope: 1.0507009873554805, middle: passes },
  { library: 'jax-js', name: 'hardSigmoid', slope: 1 / 6, middle: [2, 1, 1] },
  { library: 'js-pytorch', name: 'relu', slope: 0.001, middle: passes },
  { library: 'tf.maximum(x, 0)', name: 'relu', slope: 1, middle: passes },
  { library: 'neataptic and carrot', name: 'softsign', slope: 0, middle: dead },
  { library: 'toygrad', name: 'leakyReLU', slope: 0, middle: dead },
];

const at = ({ name, slope }: Pick<Own, 'name' | 'slope'>): AtZero => ({
  [name]: { value: elementwise[name].value(0), slope },
});

const withOwn = (spec: NetworkSpec, atZero: AtZero): NetworkSpec => ({
  ...spec,
  layers: spec.layers.map((layer) => ('activation' in layer ? { ...layer, atZero } : layer)),
});

describe.each(owns)('$name of $library, slope $slope at 0', (own) => {
  const build = (kernels: readonly InitializerSpec[], bias: InitializerSpec = zero) =>
    withOwn(multilayer([4, 5, 5, 2], own.name, kernels, bias), at(own));

  test('one zero layer: what the engine measures', () => {
    expect(firstSteps(trained(build(zeroAt(3, 2)), 12))).toEqual(own.middle);
  });

  test('the rules say the same, for every choice of zero layers', () => {
    for (let bits = 0; bits < 8; bits++) {
      const zeros = [1, 2, 3].filter((layer) => (bits >> (layer - 1)) & 1);
      for (const bias of [zero, random]) {
        const spec = build(zeroAt(3, ...zeros), bias);
        expect(compare(spec), `zero ${zeros.join(', ')}`).toEqual({ kind: 'agree' });
        const predicted = predict(spec).layers.map(({ firstGradientStep }) => firstGradientStep);
        expect(firstSteps(trained(spec, 12))).toEqual(predicted);
      }
    }
    expect(compare(build([constant(0.3), constant(0.2), constant(0.1)]))).toEqual({ kind: 'agree' });
  });

  test('as a layer of its own, of filters, and of recurrent states and gates', () => {
    const specs = [
      network([{ kind: 'dense', units: 4, kernel: zero }, { kind: 'activation', activation: own.name }, { kind: 'dense', units: 1, kernel: random }]),
      network([{ kind: 'conv2d', filters: 3, kernelSize: 2, activation: own.name, kernel: zero }, { kind: 'depthwiseConv2d', kernelSize: 2, activation: own.name, depthwise: random }, { kind: 'flatten' }, { kind: 'dense', units: 1, kernel: random }], { shape: [4, 4, 2] }),
      network([{ kind: 'simpleRNN', units: 3, activation: own.name, kernel: zero, recurrent: zero }, { kind: 'dense', units: 1, kernel: random }], { shape: [3, 2] }),
      network([{ kind: 'gru', units: 3, activation: own.name, recurrentActivation: own.name, kernel: zero, recurrent: zero }, { kind: 'dense', units: 1, kernel: random }], { shape: [3, 2] }),
      network([{ kind: 'lstm', units: 3, activation: own.name, kernel: zero, recurrent: zero }, { kind: 'dense', units: 1, kernel: random }], { shape: [3, 2] }),
    ]; // prettier-ignore
    for (const spec of specs)
      expect(compare(withOwn(spec, at(own))), spec.layers[0].kind).toEqual({ kind: 'agree' });
  });

  test('both machines give the same bits', () => {
    const spec = build(zeroAt(3, 2));
    const [compiled, plain] = [createMachine, javascriptMachine].map((machine) => {
      const plan = compile(spec, checkedLayout(spec), 1, machine);
      plan.forward(plan.samples, true);
      for (let step = 0; step < 5; step++) {
        plan.backward(0, plan.samples);
        plan.update();
        plan.forward(plan.samples, true);
      }
      return plan.layers.flatMap(({ parameters }) => parameters.flatMap(({ value }) => [...value.data]));
    });
    expect(compiled).toEqual(plain);
  });

  test('lumped, too', () => {
    const spec = build([constant(0.3), zero, constant(0.2)]);
    const lumped = lump(spec);
    if (lumped === null) throw new Error('nothing to lump');
    const [whole, small] = [createRun(spec), lumpedRun(lumped, 1, true)];
    for (const run of [whole, small]) run.tick(10);
    expect(firstSteps(small)).toEqual(firstSteps(whole));
    const [a, b] = [whole, small].map((run) => flatten(run.parameters()));
    for (const [layer, parameters] of Object.entries(a)) {
      for (const [name, values] of Object.entries(parameters)) {
        values.forEach((value, i) => {
          expect(b[layer][name][i]).toBeCloseTo(value, 12);
        });
      }
    }
  });

  test('away from 0 nothing changes', () => {
    const plain = multilayer([4, 5, 5, 2], own.name, normal(0.5), normal(0.3));
    const [a, b] = [plain, withOwn(plain, at(own))].map((spec) => trained(spec, 10).history.loss);
    expect(b).toEqual(a);
  });
});

test('a value of its own at 0 goes forward, and the rules know it', () => {
  const spec = withOwn(multilayer([4, 5, 5, 2], 'relu', zero), { relu: { value: 0.5, slope: 1 } });
  const run = trained(spec, 12);
  expect([...run.snapshot().layers[0].unitMean].every((mean) => mean !== 0)).toBe(true);
  expect(createRun(spec).snapshot().layers[0].unitMean[0]).toBe(0.5);
  expect(firstSteps(run)).toEqual(predict(spec).layers.map(({ firstGradientStep }) => firstGradientStep));
});

describe('from source code to the simulation', () => {
  const neat = (library: string) => `const { Group, architect, methods } = require('${library}');
    const input = new Group(2), hidden = new Group(4), output = new Group(1);
    input.connect(hidden, methods.connection.ALL_TO_ALL, 0); hidden.connect(output);
    hidden.set({ squash: methods.activation.SOFTSIGN, bias: 0 });
    const net = architect.Construct([input, hidden, output]);
    net.train([{ input: [0, 1], output: [1] }], { rate: 0.1 });`;
  const sources: readonly (readonly [string, string, AtZero])[] = [
    ['neataptic', neat('neataptic'), { softsign: { value: 0, slope: 0 } }],
    [
      'tfjs-core',
      `import * as tf from '@tensorflow/tfjs';
      const w1 = tf.variable(tf.zeros([3, 4])), w2 = tf.variable(tf.randomNormal([4, 1]));
      const predict = (x) => tf.maximum(x.matMul(w1), 0).matMul(w2);
      const optimizer = tf.train.sgd(0.1);
      for (let i = 0; i < 100; i++) optimizer.minimize(() => tf.losses.meanSquaredError(ys, predict(xs)));`,
      { relu: { value: 0, slope: 1 } },
    ],
  ];
  test.each(sources)('%s', (_, source, expected) => {
    const [found] = read(source).networks;
    const concrete = concretise(found);
    if (!('spec' in concrete)) throw new Error(concrete.missing.join('; '));
    const { spec } = concrete;
    expect(spec.layers[0]).toMatchObject({ atZero: expected });
    expect(compare(spec)).toEqual({ kind: 'agree' });
    const judged = lint(source).findings.map(({ verdict }) => verdict.firstGradientStep);
    const measured = firstSteps(trained(spec, 12));
    expect(judged.length).toBeGreaterThan(0);
    for (const step of judged) expect(measured).toContain(step);
  });
});
