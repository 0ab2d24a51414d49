// "Simulate this layer" on networks that are written with libraries of matrices: what is read off the program runs, and
// the run is what the verdict says.
import { describe, expect, test } from 'vitest';
import { simulated } from './simulated.ts';

interface Library {
  readonly name: string;
  readonly source: (w1: string, w2: string) => string;
  /** How the library makes 3 × 5 and 5 × 2 numbers, or 5 × 3 and 2 × 5. */
  readonly constant: readonly [string, string];
  readonly zeros: string;
  readonly draws: readonly [string, string];
  readonly activation: string;
}

const mathjs: Library = {
  name: 'mathjs',
  activation: 'sigmoid',
  source: (w1, w2) => `const math = require('mathjs');
const sigmoid = (x) => 1 / (1 + Math.exp(-x)), slope = (a) => a * (1 - a);
class Net {
  constructor() {
    this.w1 = ${w1};
    this.w2 = ${w2};
  }
  train(x, y) {
    const a1 = math.map(math.multiply(this.w1, x), sigmoid);
    const a2 = math.map(math.multiply(this.w2, a1), sigmoid);
    const d2 = math.dotMultiply(math.subtract(a2, y), math.map(a2, slope));
    const d1 = math.dotMultiply(math.multiply(math.transpose(this.w2), d2), math.map(a1, slope));
    this.w2 = math.subtract(this.w2, math.multiply(math.multiply(d2, math.transpose(a1)), 0.1));
    this.w1 = math.subtract(this.w1, math.multiply(math.multiply(d1, math.transpose(x)), 0.1));
  }
}
new Net().train(math.matrix([[0], [1], [0]]), math.matrix([[1], [0]]));`,
  constant: ['math.multiply(math.ones(5, 3), 0.1)', 'math.multiply(math.ones(2, 5), 0.1)'],
  zeros: 'math.zeros(5, 3)',
  draws: ['math.matrix(math.random([5, 3], -1, 1))', 'math.matrix(math.random([2, 5], -1, 1))'],
};

const mlMatrix: Library = {
  name: 'ml-matrix',
  activation: 'tanh',
  source: (w1, w2) => `import { Matrix } from 'ml-matrix';
const w1 = ${w1}, w2 = ${w2};
function train(x, y) {
  const h = x.mmul(w1).tanh();
  const error = Matrix.sub(h.mmul(w2), y);
  const delta = error.mmul(w2.transpose()).mul(Matrix.sub(1, Matrix.mul(h, h)));
  w2.sub(h.transpose().mmul(error).mul(0.1));
  w1.sub(x.transpose().mmul(delta).mul(0.1));
}
train(new Matrix([[0, 1, 0]]), new Matrix([[1, 0]]));`,
  constant: ['Matrix.ones(3, 5).mul(0.1)', 'Matrix.ones(5, 2).mul(0.1)'],
  zeros: 'Matrix.zeros(3, 5)',
  draws: ['Matrix.rand(3, 5).sub(0.5)', 'Matrix.rand(5, 2).sub(0.5)'],
};

const numjs: Library = {
  name: 'numjs',
  activation: 'sigmoid',
  source: (w1, w2) => `const nj = require('numjs');
let w1 = ${w1}, w2 = ${w2};
function train(x, y) {
  const h = nj.sigmoid(nj.dot(x, w1));
  const error = nj.sigmoid(h.dot(w2)).subtract(y);
  const delta = error.dot(w2.T).multiply(h).multiply(nj.ones(h.shape).subtract(h));
  w2 = w2.subtract(nj.dot(h.T, error).multiply(0.1));
  w1 = w1.subtract(nj.dot(x.T, delta).multiply(0.1));
}
train(nj.array([[0, 1, 0]]), nj.array([[1, 0]]));`,
  constant: ['nj.ones([3, 5]).multiply(0.1)', 'nj.ones([5, 2]).multiply(0.1)'],
  zeros: 'nj.zeros([3, 5])',
  draws: ['nj.random([3, 5]).subtract(0.5)', 'nj.random([5, 2]).subtract(0.5)'],
};

const ndarray: Library = {
  name: 'ndarray',
  activation: 'tanh',
  source: (
    w1,
    w2,
  ) => `const ndarray = require('ndarray'), ops = require('ndarray-ops'), gemm = require('ndarray-gemm');
const w1 = ${w1}, w2 = ${w2};
const room = (r, c) => ndarray(new Float64Array(r * c), [r, c]);
function train(x, xT, y) {
  const h = room(1, 5), out = room(1, 2), delta = room(1, 5), d1 = room(3, 5), d2 = room(5, 2);
  gemm(h, x, w1);
  ops.tanheq(h);
  gemm(out, h, w2);
  ops.subeq(out, y);
  gemm(delta, out, w2.transpose(1, 0));
  gemm(d1, xT, delta);
  gemm(d2, h.transpose(1, 0), out);
  ops.subeq(w1, d1);
  ops.subeq(w2, d2);
}`,
  constant: [
    'ndarray(new Float64Array(15).fill(0.1), [3, 5])',
    'ndarray(new Float64Array(10).fill(0.1), [5, 2])',
  ],
  zeros: 'ndarray(new Float64Array(15), [3, 5])',
  draws: [
    'ndarray(Float64Array.from({ length: 15 }, () => Math.random() - 0.5), [3, 5])',
    'ndarray(Float64Array.from({ length: 10 }, () => Math.random() - 0.5), [5, 2])',
  ],
};

const jsPytorch: Library = {
  name: 'js-pytorch',
  activation: 'leakyReLU',
  source: (w1, w2) => `const { torch } = require('js-pytorch');
class Net extends torch.nn.Module {
  constructor() {
    super();
    this.first = new torch.nn.Linear(3, 5);
    this.relu = new torch.nn.ReLU();
    this.second = new torch.nn.Linear(5, 2);
    this.first.W = ${w1};
    this.second.W = ${w2};
  }
  forward(x) {
    return this.second.forward(this.relu.forward(this.first.forward(x)));
  }
}
const net = new Net(), loss_func = new torch.nn.MSELoss(), optimizer = new torch.optim.Adam(net.parameters());
for (let i = 0; i < 10; i++) {
  loss_func.forward(net.forward(torch.randn([4, 3])), torch.randn([4, 2])).backward();
  optimizer.step();
}`,
  constant: [
    'torch.tensor([[1, 1, 1, 1, 1], [1, 1, 1, 1, 1], [1, 1, 1, 1, 1]], true)',
    'torch.ones([5, 2], true)',
  ],
  zeros: 'torch.zeros([3, 5], true)',
  draws: [`torch.randn([3, 5], true, 'cpu', true)`, `torch.randn([5, 2], true, 'cpu', true)`],
};

const jaxJs: Library = {
  name: 'jax-js',
  activation: 'relu',
  source: (w1, w2) => `import { grad, nn, numpy as np, random } from '@jax-js/jax';
let params = { w1: ${w1}, w2: ${w2} };
const loss = (p, x, y) => np.square(np.dot(nn.relu(np.dot(x, p.w1)), p.w2).sub(y)).mean();
for (let i = 0; i < 10; i++) {
  const g = grad(loss)(params, x, y);
  params = { w1: params.w1.sub(g.w1.mul(0.1)), w2: params.w2.sub(g.w2.mul(0.1)) };
}`,
  constant: ['np.full([3, 5], 0.1)', 'np.full([5, 2], 0.1)'],
  zeros: 'np.zeros([3, 5])',
  draws: ['random.normal(random.key(0), [3, 5])', 'random.normal(random.key(1), [5, 2])'],
};

const shumai: Library = {
  name: 'shumai',
  activation: 'relu',
  source: (w1, w2) => `import * as sm from '@shumai/shumai'
const w1 = ${w1}.requireGrad(), w2 = ${w2}.requireGrad()
for (let i = 0; i < 10; i++)
  sm.optim.sgd(sm.loss.mse(sm.randn([4, 2]), sm.randn([4, 3]).matmul(w1).relu().matmul(w2)).backward())`,
  constant: ['sm.full([3, 5], 0.1)', 'sm.full([5, 2], 0.1)'],
  zeros: 'sm.full([3, 5], 0)',
  draws: ['sm.randn([3, 5])', 'sm.randn([5, 2])'],
};

/** What zeros below draws do: nothing at 0 of a rectifier that lets nothing through, a late start elsewhere. */
const firstStepFromZeros: Readonly<Record<string, number | null>> = { shumai: null };

describe.each([mathjs, mlMatrix, numjs, ndarray, jsPytorch, jaxJs, shumai])(
  '$name',
  ({ name, source, constant, zeros, draws, activation }) => {
    test('one number everywhere: symmetric, and so is the run', () => {
      const { network, layers, predicted, findings } = simulated(source(...constant));
      expect(layers).toEqual(predicted);
      expect(layers).toMatchObject([
        { units: 5, effectiveWidth: 1, firstGradientStep: 1 },
        { units: 2, effectiveWidth: 2 },
      ]);
      expect(findings[0]?.verdict).toMatchObject({ kind: 'symmetric', units: 5, effectiveWidth: 1 });
      expect(network.layers[0].settings['activation']).toMatchObject({ value: activation });
    });

    test('zeros below draws: the run is as predicted', () => {
      const { layers, predicted } = simulated(source(zeros, draws[1]));
      expect(layers).toEqual(predicted);
      expect(layers[0].firstGradientStep).toBe(name in firstStepFromZeros ? firstStepFromZeros[name] : 1);
    });

    test('draws: nothing is found, and the run keeps all units apart', () => {
      const { layers, predicted, findings } = simulated(source(...draws));
      expect(findings).toEqual([]);
      expect(layers).toEqual(predicted);
      expect(layers.map((layer) => [layer.units, layer.effectiveWidth])).toEqual([
        [5, 5],
        [2, 2],
      ]);
    });
  },
);
