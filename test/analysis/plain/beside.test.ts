// Arrays of zeros beside a network whose weights are random: what the optimizer keeps, gradients, hidden
// state, masks and normalisation.
import { describe, test } from 'vitest';
import { rowsClass, callbacksClass, typedArrays } from './forms.ts';
import { functional, layerPair, matrices, neurons } from './objects.ts';
import { relu, tanh } from './activations.ts';
import { expectQuiet } from './quiet.ts';

describe('an optimizer’s memory', () => {
  test.each([
    [
      'momentum in arrays like the weights',
      rowsClass({
        activation: tanh,
        more: `
  momentum(x, y) {
    this.v1 ??= this.w1.map((row) => row.map(() => 0));
    this.v2 ??= this.w2.map((row) => row.map(() => 0));
    this.forward(x);
    for (let k = 0; k < this.outputs; k++) {
      const d = (y[k] - this.o[k]) * (1 - this.o[k] ** 2);
      for (let j = 0; j < this.hidden; j++) {
        this.v2[k][j] = 0.9 * this.v2[k][j] + this.learningRate * d * this.h[j];
        this.w2[k][j] += this.v2[k][j];
      }
    }
  }`,
      }),
    ],
    [
      'Adam’s two moments, made in the constructor',
      typedArrays({
        activation: tanh,
        w2: `
    this.w2 = Float32Array.from({ length: hiddenCount * outputCount }, () => Math.random() - 0.5);
    this.m1 = new Float32Array(inputCount * hiddenCount);
    this.s1 = new Float32Array(inputCount * hiddenCount);
    this.m2 = new Float32Array(hiddenCount * outputCount);
    this.s2 = new Float32Array(hiddenCount * outputCount);
    this.t = 0;`,
        more: `
  adam(weights, grads, m, v, lr) {
    this.t += 1;
    for (let i = 0; i < weights.length; i++) {
      m[i] = 0.9 * m[i] + 0.1 * grads[i];
      v[i] = 0.999 * v[i] + 0.001 * grads[i] * grads[i];
      const mHat = m[i] / (1 - Math.pow(0.9, this.t));
      const vHat = v[i] / (1 - Math.pow(0.999, this.t));
      weights[i] -= (lr * mHat) / (Math.sqrt(vHat) + 1e-8);
    }
  }`,
      }),
    ],
    [
      'velocities called after the weights',
      functional({
        activation: relu,
        w2: `
    this.W2 = randomMatrix(hiddenSize, outputSize);
    this.W1Velocity = zeros(inputSize, hiddenSize);
    this.W2Velocity = zeros(hiddenSize, outputSize);
    this.vW1 = zeros(inputSize, hiddenSize);
    this.weightCache = zeros(inputSize, hiddenSize);`,
        more: `
  step(dW1, dW2, rate) {
    this.W1Velocity = subtract(scale(this.W1Velocity, 0.9), scale(dW1, rate));
    this.W2Velocity = subtract(scale(this.W2Velocity, 0.9), scale(dW2, rate));
    this.W1 = add(this.W1, this.W1Velocity);
    this.W2 = add(this.W2, this.W2Velocity);
  }`,
      }),
    ],
    [
      'the last change of every neuron',
      neurons({
        w1: `
    this.weights = Array.from({ length: inputCount }, () => Math.random() - 0.5);
    this.lastChanges = new Array(inputCount).fill(0);
    this.prevWeightDeltas = new Array(inputCount).fill(0);`,
        more: `
Neuron.prototype.momentum = function (rate, mu) {
  for (let i = 0; i < this.weights.length; i++) {
    const change = rate * this.delta * this.inputs[i] + mu * this.lastChanges[i];
    this.weights[i] += change;
    this.lastChanges[i] = change;
  }
};
const network = new Network(2, 3, 1);
network.train([0, 1], [1]);`,
      }),
    ],
    [
      'squared gradients of a layer',
      layerPair({
        w1: `
    this.weights = Array.from({ length: outputSize }, () => Array.from({ length: inputSize }, () => Math.random() - 0.5));
    this.gradients = Array.from({ length: outputSize }, () => new Array(inputSize).fill(0));
    this.squared = Array.from({ length: outputSize }, () => new Array(inputSize).fill(0));`,
        more: `
Layer.prototype.rmsprop = function (rate) {
  for (let j = 0; j < this.outputSize; j++) {
    for (let i = 0; i < this.inputSize; i++) {
      this.squared[j][i] = 0.9 * this.squared[j][i] + 0.1 * this.gradients[j][i] ** 2;
      this.weights[j][i] -= (rate * this.gradients[j][i]) / Math.sqrt(this.squared[j][i] + 1e-8);
      this.gradients[j][i] = 0;
    }
  }
};
const net = new Network([2, 4, 1]);
net.train([0, 1], [1]);`,
      }),
    ],
    [
      'an optimizer object that makes its zeros itself',
      functional({
        activation: tanh,
        more: `
}

class Adam {
  constructor(weights, lr = 0.001) {
    this.lr = lr;
    this.t = 0;
    this.m = weights.map((w) => zeros(w.length, w[0].length));
    this.v = weights.map((w) => zeros(w.length, w[0].length));
  }
  update(weights, grads) {
    this.t += 1;
    return weights.map((w, l) => w.map((row, i) => row.map((x, j) => {
      this.m[l][i][j] = 0.9 * this.m[l][i][j] + 0.1 * grads[l][i][j];
      this.v[l][i][j] = 0.999 * this.v[l][i][j] + 0.001 * grads[l][i][j] ** 2;
      return x - (this.lr * this.m[l][i][j]) / (Math.sqrt(this.v[l][i][j]) + 1e-8);
    })));
  }`,
      }),
    ],
  ])('%s', (_, source) => expectQuiet(source));
});

describe('gradients', () => {
  test.each([
    [
      'summed over a batch in arrays of zeros',
      rowsClass({
        more: `
  trainBatch(batch) {
    const gradW1 = Array.from({ length: this.hidden }, () => new Array(this.inputs).fill(0));
    const gradW2 = Array.from({ length: this.outputs }, () => new Array(this.hidden).fill(0));
    for (const { x, y } of batch) {
      this.forward(x);
      const dOut = this.o.map((o, k) => (o - y[k]) * o * (1 - o));
      for (let k = 0; k < this.outputs; k++) for (let j = 0; j < this.hidden; j++) gradW2[k][j] += dOut[k] * this.h[j];
      for (let j = 0; j < this.hidden; j++) {
        const d = dOut.reduce((s, dk, k) => s + dk * this.w2[k][j], 0) * this.h[j] * (1 - this.h[j]);
        for (let i = 0; i < this.inputs; i++) gradW1[j][i] += d * x[i];
      }
    }
    for (let k = 0; k < this.outputs; k++) for (let j = 0; j < this.hidden; j++) this.w2[k][j] -= (this.learningRate * gradW2[k][j]) / batch.length;
    for (let j = 0; j < this.hidden; j++) for (let i = 0; i < this.inputs; i++) this.w1[j][i] -= (this.learningRate * gradW1[j][i]) / batch.length;
  }`,
      }),
    ],
    [
      'an object with the same keys as the weights',
      functional({
        activation: tanh,
        more: `
  zeroGradients() {
    return { W1: zeros(this.W1.length, this.W1[0].length), W2: zeros(this.W2.length, this.W2[0].length), weights: zeros(2, 2) };
  }
  accumulate(batch, rate) {
    const grads = this.zeroGradients();
    for (const { X, Y } of batch) {
      this.forward(X);
      const dZ2 = subtract(this.A2, Y);
      grads.W2 = add(grads.W2, dot(transpose(this.A1), dZ2));
      grads.W1 = add(grads.W1, dot(transpose(X), times(dot(dZ2, transpose(this.W2)), apply(this.A1, (a) => 1 - a * a))));
    }
    this.W1 = subtract(this.W1, scale(grads.W1, rate));
    this.W2 = subtract(this.W2, scale(grads.W2, rate));
  }`,
      }),
    ],
    [
      'a parameter object of value and gradient',
      `
class Param {
  constructor(n, d) { this.w = Float64Array.from({ length: n * d }, () => gaussian() * 0.08); this.dw = new Float64Array(n * d); this.n = n; this.d = d; }
  update(rate) { for (let i = 0; i < this.w.length; i++) { this.w[i] -= rate * this.dw[i]; this.dw[i] = 0; } }
}
class Net {
  constructor(x, h, y) { this.W1 = new Param(h, x); this.W2 = new Param(y, h); }
  forward(input) {
    this.x = input;
    this.h = new Float64Array(this.W1.n);
    for (let j = 0; j < this.W1.n; j++) {
      let s = 0;
      for (let i = 0; i < this.W1.d; i++) s += this.W1.w[j * this.W1.d + i] * input[i];
      this.h[j] = Math.max(0, s);
    }
    const y = new Float64Array(this.W2.n);
    for (let k = 0; k < this.W2.n; k++) for (let j = 0; j < this.W2.d; j++) y[k] += this.W2.w[k * this.W2.d + j] * this.h[j];
    return y;
  }
  backward(dy) {
    const dh = new Float64Array(this.W1.n);
    for (let k = 0; k < this.W2.n; k++) for (let j = 0; j < this.W2.d; j++) {
      this.W2.dw[k * this.W2.d + j] += dy[k] * this.h[j];
      dh[j] += dy[k] * this.W2.w[k * this.W2.d + j];
    }
    for (let j = 0; j < this.W1.n; j++) if (this.h[j] > 0) for (let i = 0; i < this.W1.d; i++) this.W1.dw[j * this.W1.d + i] += dh[j] * this.x[i];
  }
}`,
    ],
    [
      'sums of weight changes in matrices',
      matrices({
        more: `
  trainBatch(batch) {
    const sum_ih = new Matrix(this.weights_ih.rows, this.weights_ih.cols);
    const weights_ho_total = new Matrix(this.weights_ho.rows, this.weights_ho.cols);
    for (const [input, target] of batch) {
      const x = Matrix.fromArray(input);
      const h = Matrix.multiply(this.weights_ih, x);
      h.map((v) => 1 / (1 + Math.exp(-v)));
      const o = Matrix.multiply(this.weights_ho, h);
      const error = Matrix.subtract(Matrix.fromArray(target), o);
      weights_ho_total.add(Matrix.multiply(error, Matrix.transpose(h)));
      sum_ih.add(Matrix.multiply(Matrix.multiply(Matrix.transpose(this.weights_ho), error), Matrix.transpose(x)));
    }
    weights_ho_total.multiply(this.learning_rate);
    sum_ih.multiply(this.learning_rate);
    this.weights_ho.add(weights_ho_total);
    this.weights_ih.add(sum_ih);
  }`,
      }),
    ],
    [
      'numerical gradients',
      callbacksClass({
        more: `
  numericalGradient(inputs, targets) {
    const grad = this.weightsInputHidden.map((row) => row.map(() => 0));
    for (let i = 0; i < grad.length; i++) for (let j = 0; j < grad[i].length; j++) {
      const w = this.weightsInputHidden[i][j];
      this.weightsInputHidden[i][j] = w + 1e-4;
      const plus = this.loss(inputs, targets);
      this.weightsInputHidden[i][j] = w - 1e-4;
      const minus = this.loss(inputs, targets);
      this.weightsInputHidden[i][j] = w;
      grad[i][j] = (plus - minus) / 2e-4;
    }
    return grad;
  }
  loss(inputs, targets) { return this.predict(inputs).reduce((s, o, k) => s + (o - targets[k]) ** 2, 0); }`,
      }),
    ],
  ])('%s', (_, source) => expectQuiet(source));
});

describe('state, masks, normalisation', () => {
  test.each([
    [
      'the hidden state of a recurrent network',
      `
class RNN {
  constructor(inputSize, hiddenSize, outputSize) {
    const random = (r, c) => Array.from({ length: r }, () => Array.from({ length: c }, () => (Math.random() - 0.5) * 0.2));
    this.hiddenSize = hiddenSize;
    this.Wxh = random(hiddenSize, inputSize);
    this.Whh = random(hiddenSize, hiddenSize);
    this.Why = random(outputSize, hiddenSize);
    this.bh = new Array(hiddenSize).fill(0);
    this.by = new Array(outputSize).fill(0);
    this.h = new Array(hiddenSize).fill(0);
    this.hiddenWeightsState = new Array(hiddenSize).fill(0);
  }
  step(x) {
    this.h = this.bh.map((b, j) => Math.tanh(b + x.reduce((s, v, i) => s + this.Wxh[j][i] * v, 0) + this.h.reduce((s, v, i) => s + this.Whh[j][i] * v, 0)));
    return this.by.map((b, k) => b + this.h.reduce((s, v, j) => s + this.Why[k][j] * v, 0));
  }
  train(xs, targets, lr) {
    this.h = new Array(this.hiddenSize).fill(0);
    xs.forEach((x, t) => {
      const y = this.step(x);
      const dy = y.map((v, k) => v - targets[t][k]);
      const dh = this.h.map((h, j) => dy.reduce((s, d, k) => s + d * this.Why[k][j], 0) * (1 - h * h));
      dy.forEach((d, k) => this.h.forEach((h, j) => { this.Why[k][j] -= lr * d * h; }));
      dh.forEach((d, j) => x.forEach((v, i) => { this.Wxh[j][i] -= lr * d * v; }));
    });
  }
}`,
    ],
    [
      'the cell of an LSTM',
      `
class LSTM {
  constructor(n, m) {
    const gate = () => ({ w: Array.from({ length: m }, () => Array.from({ length: n + m }, () => Math.random() - 0.5)), b: Array(m).fill(0) });
    this.f = gate(); this.i = gate(); this.o = gate(); this.g = gate();
    this.cell = Array(m).fill(0);
    this.state = Array(m).fill(0);
  }
  step(x) {
    const z = [...x, ...this.state];
    const run = ({ w, b }, fn) => w.map((row, j) => fn(row.reduce((s, v, i) => s + v * z[i], b[j])));
    const sigmoid = (v) => 1 / (1 + Math.exp(-v));
    const f = run(this.f, sigmoid), i = run(this.i, sigmoid), o = run(this.o, sigmoid), g = run(this.g, Math.tanh);
    this.cell = this.cell.map((c, j) => f[j] * c + i[j] * g[j]);
    this.state = this.cell.map((c, j) => o[j] * Math.tanh(c));
    return this.state;
  }
  learn(gate, delta, z, rate) { gate.w.forEach((row, j) => row.forEach((_, i) => { row[i] -= rate * delta[j] * z[i]; })); }
}`,
    ],
    [
      'a mask of ones over the weights',
      rowsClass({
        activation: tanh,
        more: `
  prune(threshold) {
    this.mask = this.w1.map((row) => row.map(() => 1));
    for (let j = 0; j < this.hidden; j++) for (let i = 0; i < this.inputs; i++) {
      if (Math.abs(this.w1[j][i]) < threshold) this.mask[j][i] = 0;
      this.w1[j][i] *= this.mask[j][i];
    }
  }`,
      }),
    ],
    [
      'dropout',
      rowsClass({
        activation: relu,
        more: `
  dropout(values, rate) {
    const mask = new Array(values.length).fill(1);
    for (let i = 0; i < mask.length; i++) mask[i] = Math.random() < rate ? 0 : 1 / (1 - rate);
    return values.map((v, i) => v * mask[i]);
  }`,
      }),
    ],
    [
      'layer normalisation',
      layerPair({
        w1: `
    this.weights = Array.from({ length: outputSize }, () => Array.from({ length: inputSize }, () => Math.random() - 0.5));
    this.gamma = new Array(outputSize).fill(1);
    this.beta = new Array(outputSize).fill(0);`,
        more: `
Layer.prototype.normalise = function (values) {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length;
  this.normed = values.map((v) => (v - mean) / Math.sqrt(variance + 1e-5));
  return this.normed.map((v, j) => this.gamma[j] * v + this.beta[j]);
};
Layer.prototype.trainNorm = function (grad, rate) {
  grad.forEach((g, j) => { this.gamma[j] -= rate * g * this.normed[j]; this.beta[j] -= rate * g; });
};
const net = new Network([2, 4, 1]);
net.train([0, 1], [1]);`,
      }),
    ],
    [
      'batch normalisation of one layer by itself',
      `
class BatchNorm {
  constructor(n) { this.weight = new Float32Array(n).fill(1); this.bias = new Float32Array(n); this.runningMean = new Float32Array(n); this.runningVar = new Float32Array(n).fill(1); }
  forward(x) {
    this.normed = x.map((v, j) => (v - this.runningMean[j]) / Math.sqrt(this.runningVar[j] + 1e-5));
    return this.normed.map((v, j) => v * this.weight[j] + this.bias[j]);
  }
  train(grad, lr) { for (let j = 0; j < grad.length; j++) { this.weight[j] -= lr * grad[j] * this.normed[j]; this.bias[j] -= lr * grad[j]; } }
}`,
    ],
    [
      'attention that falls back to equal weights',
      `
class Attention {
  constructor(dim) {
    this.Wq = Array.from({ length: dim }, () => Array.from({ length: dim }, () => (Math.random() - 0.5) / Math.sqrt(dim)));
    this.Wk = Array.from({ length: dim }, () => Array.from({ length: dim }, () => (Math.random() - 0.5) / Math.sqrt(dim)));
  }
  project(W, x) { return W.map((row) => row.reduce((s, w, i) => s + w * x[i], 0)); }
  attend(query, keys, values) {
    let weights = new Array(keys.length).fill(1 / keys.length);
    if (query) {
      const q = this.project(this.Wq, query);
      const scores = keys.map((k) => Math.exp(this.project(this.Wk, k).reduce((s, v, i) => s + v * q[i], 0)));
      const total = scores.reduce((a, b) => a + b, 0);
      weights = scores.map((s) => s / total);
    }
    return values[0].map((_, d) => values.reduce((sum, v, i) => sum + weights[i] * v[d], 0));
  }
  train(dQ, x, lr) { this.Wq.forEach((row, j) => row.forEach((_, i) => { row[i] -= lr * dQ[j] * x[i]; })); }
}`,
    ],
    [
      'a rectifier with a slope to learn',
      layerPair({
        w1: `
    this.weights = Array.from({ length: outputSize }, () => Array.from({ length: inputSize }, () => Math.random() - 0.5));
    this.alpha = new Array(outputSize).fill(0.25);`,
        more: `
Layer.prototype.prelu = function (z) { return z.map((v, j) => (v > 0 ? v : this.alpha[j] * v)); };
Layer.prototype.trainSlope = function (z, grad, rate) { z.forEach((v, j) => { if (v < 0) this.alpha[j] -= rate * grad[j] * v; }); };
const net = new Network([2, 4, 1]);
net.train([0, 1], [1]);`,
      }),
    ],
    [
      'biases, thresholds and a column of ones',
      matrices({
        activation: relu,
        w2: `
    this.weights_ho = new Matrix(outputNodes, hiddenNodes).randomize();
    this.bias_weights = new Matrix(hiddenNodes, 1);
    this.thresholds = new Matrix(hiddenNodes, 1).fill(1);`,
      }),
    ],
    [
      'weights of the samples, the classes and the losses',
      rowsClass({
        activation: tanh,
        more: `
  fit(samples, classWeights = null, sampleWeights = new Array(samples.length).fill(1)) {
    const weights = classWeights ?? new Array(this.outputs).fill(1);
    samples.forEach(({ x, y, label }, n) => {
      const out = this.forward(x);
      const loss = out.reduce((s, o, k) => s + weights[k] * sampleWeights[n] * (o - y[k]) ** 2, 0);
      this.train(x, y.map((v) => v * weights[label]));
      this.lastLoss = loss;
    });
  }`,
      }),
    ],
    [
      'the exponential average of weights',
      rowsClass({
        activation: tanh,
        more: `
  average(decay = 0.99) {
    this.avgW1 ??= this.w1.map((row) => row.map(() => 0));
    for (let j = 0; j < this.hidden; j++) for (let i = 0; i < this.inputs; i++) {
      this.avgW1[j][i] = decay * this.avgW1[j][i] + (1 - decay) * this.w1[j][i];
    }
    return this.avgW1.map((row) => Math.tanh(row.reduce((s, w, i) => s + w * i, 0)));
  }`,
      }),
    ],
  ])('%s', (_, source) => expectQuiet(source));
});
