// Models without a hidden layer, or with one unit in it: zero is a fine start.
import { describe, test } from 'vitest';
import { expectQuiet } from './quiet.ts';

describe('no hidden layer', () => {
  test.each([
    [
      'linear regression',
      `
class LinearRegression {
  constructor(learningRate = 0.01, iterations = 1000) {
    this.learningRate = learningRate;
    this.iterations = iterations;
    this.weights = null;
    this.bias = 0;
  }
  fit(X, y) {
    const [samples, features] = [X.length, X[0].length];
    this.weights = new Array(features).fill(0);
    for (let t = 0; t < this.iterations; t++) {
      const predictions = X.map((x) => this.predictOne(x));
      for (let j = 0; j < features; j++) {
        let gradient = 0;
        for (let i = 0; i < samples; i++) gradient += (predictions[i] - y[i]) * X[i][j];
        this.weights[j] -= this.learningRate * (gradient / samples);
      }
      const biasGradient = predictions.reduce((sum, p, i) => sum + p - y[i], 0) / samples;
      this.bias -= this.learningRate * biasGradient;
    }
  }
  predictOne(x) {
    return x.reduce((sum, value, j) => sum + value * this.weights[j], this.bias);
  }
}`,
    ],
    [
      'a slope and an intercept',
      `
let m = 0;
let b = 0;
function predict(x) { return m * x + b; }
function gradientDescent(points, learningRate) {
  for (const { x, y } of points) {
    const error = y - predict(x);
    m = m + error * x * learningRate;
    b = b + error * learningRate;
  }
}`,
    ],
    [
      'logistic regression',
      `
const sigmoid = (z) => 1 / (1 + Math.exp(-z));
class LogisticRegression {
  constructor({ lr = 0.1, epochs = 500 } = {}) { this.lr = lr; this.epochs = epochs; }
  fit(X, y) {
    const n = X[0].length;
    this.weights = Array(n).fill(0);
    this.bias = 0;
    for (let e = 0; e < this.epochs; e++) {
      for (let i = 0; i < X.length; i++) {
        const p = this.predictProba(X[i]);
        const error = p - y[i];
        this.weights = this.weights.map((w, j) => w - this.lr * error * X[i][j]);
        this.bias -= this.lr * error;
      }
    }
    return this;
  }
  predictProba(x) { return sigmoid(x.reduce((acc, xi, j) => acc + xi * this.weights[j], this.bias)); }
  predict(x) { return this.predictProba(x) >= 0.5 ? 1 : 0; }
}`,
    ],
    [
      'logistic regression in functions',
      `
function train(X, y, alpha, epochs) {
  let theta = X[0].map(() => 0);
  for (let e = 0; e < epochs; e++) {
    const h = X.map((row) => 1 / (1 + Math.exp(-row.reduce((s, v, j) => s + v * theta[j], 0))));
    theta = theta.map((t, j) => t - (alpha / X.length) * X.reduce((s, row, i) => s + (h[i] - y[i]) * row[j], 0));
  }
  return theta;
}`,
    ],
    [
      'softmax regression',
      `
class SoftmaxRegression {
  constructor(features, classes) {
    this.W = Array.from({ length: classes }, () => new Array(features).fill(0));
    this.b = new Array(classes).fill(0);
  }
  forward(x) {
    const logits = this.W.map((row, k) => row.reduce((s, w, j) => s + w * x[j], this.b[k]));
    const max = Math.max(...logits);
    const exps = logits.map((z) => Math.exp(z - max));
    const total = exps.reduce((a, c) => a + c, 0);
    return exps.map((e) => e / total);
  }
  train(x, label, lr) {
    const p = this.forward(x);
    for (let k = 0; k < this.W.length; k++) {
      const delta = p[k] - (k === label ? 1 : 0);
      for (let j = 0; j < x.length; j++) this.W[k][j] -= lr * delta * x[j];
      this.b[k] -= lr * delta;
    }
  }
}`,
    ],
    [
      'softmax regression over flat typed arrays',
      `
export class Classifier {
  constructor(numFeatures, numClasses) {
    this.numFeatures = numFeatures;
    this.numClasses = numClasses;
    this.weights = new Float32Array(numFeatures * numClasses);
    this.biases = new Float32Array(numClasses);
  }
  scores(x) {
    const out = new Float32Array(this.numClasses);
    for (let c = 0; c < this.numClasses; c++) {
      let z = this.biases[c];
      for (let f = 0; f < this.numFeatures; f++) z += this.weights[c * this.numFeatures + f] * x[f];
      out[c] = Math.exp(z);
    }
    const sum = out.reduce((a, b) => a + b, 0);
    for (let c = 0; c < out.length; c++) out[c] /= sum;
    return out;
  }
  update(x, label, rate) {
    const p = this.scores(x);
    for (let c = 0; c < this.numClasses; c++) {
      const g = p[c] - (c === label ? 1 : 0);
      for (let f = 0; f < this.numFeatures; f++) this.weights[c * this.numFeatures + f] -= rate * g * x[f];
      this.biases[c] -= rate * g;
    }
  }
}`,
    ],
    [
      'a perceptron',
      `
class Perceptron {
  constructor(numInputs, learningRate = 0.1) {
    this.weights = new Array(numInputs).fill(0);
    this.bias = 0;
    this.learningRate = learningRate;
  }
  activate(sum) { return sum >= 0 ? 1 : -1; }
  predict(inputs) {
    let sum = this.bias;
    for (let i = 0; i < this.weights.length; i++) sum += this.weights[i] * inputs[i];
    return this.activate(sum);
  }
  train(inputs, desired) {
    const error = desired - this.predict(inputs);
    for (let i = 0; i < this.weights.length; i++) this.weights[i] += this.learningRate * error * inputs[i];
    this.bias += this.learningRate * error;
  }
}
const p = new Perceptron(2);
for (const [x, y] of samples) p.train(x, y);`,
    ],
    [
      'a perceptron whose weights are pushed',
      `
function Perceptron(n) {
  this.weights = [];
  for (var i = 0; i < n + 1; i++) this.weights.push(0);
  this.rate = 0.01;
}
Perceptron.prototype.guess = function (inputs) {
  var sum = 0;
  for (var i = 0; i < this.weights.length; i++) sum += this.weights[i] * inputs[i];
  return sum > 0 ? 1 : 0;
};
Perceptron.prototype.train = function (inputs, target) {
  var error = target - this.guess(inputs);
  for (var i = 0; i < this.weights.length; i++) this.weights[i] += error * inputs[i] * this.rate;
};`,
    ],
    [
      'a perceptron for each class',
      `
class MultiClassPerceptron {
  constructor(classes, features) {
    this.weights = {};
    for (const name of classes) this.weights[name] = new Array(features).fill(0);
  }
  score(name, x) { return x.reduce((s, v, i) => s + v * this.weights[name][i], 0); }
  predict(x) {
    let best = null;
    for (const name in this.weights) if (best === null || this.score(name, x) > this.score(best, x)) best = name;
    return best;
  }
  train(x, label) {
    const guess = this.predict(x);
    if (guess === label) return;
    for (let i = 0; i < x.length; i++) {
      this.weights[label][i] += x[i];
      this.weights[guess][i] -= x[i];
    }
  }
}`,
    ],
    [
      'an averaged perceptron over a map of features',
      `
class AveragedPerceptron {
  constructor() { this.weights = new Map(); this.totals = new Map(); this.steps = 0; }
  score(features) {
    let sum = 0;
    for (const [name, value] of features) sum += (this.weights.get(name) ?? 0) * value;
    return sum;
  }
  learn(features, truth) {
    const guess = this.score(features) > 0 ? 1 : -1;
    if (guess === truth) return;
    for (const [name, value] of features) {
      const w = this.weights.get(name) ?? 0;
      this.weights.set(name, w + truth * value);
      this.totals.set(name, (this.totals.get(name) ?? 0) + w);
    }
  }
}`,
    ],
    [
      'an adaline',
      `
export function trainAdaline(samples, targets, eta, epochs) {
  const weights = new Float64Array(samples[0].length + 1);
  const net = (x) => {
    let z = weights[0];
    for (let i = 0; i < x.length; i++) z += weights[i + 1] * x[i];
    return z;
  };
  for (let e = 0; e < epochs; e++) {
    samples.forEach((x, n) => {
      const error = targets[n] - net(x);
      weights[0] += eta * error;
      for (let i = 0; i < x.length; i++) weights[i + 1] += eta * error * x[i];
    });
  }
  return weights;
}`,
    ],
    [
      'one neuron',
      `
class Neuron {
  constructor(size) { this.weights = Array(size).fill(0.5); this.bias = 0; }
  forward(x) {
    this.x = x;
    this.out = 1 / (1 + Math.exp(-this.weights.reduce((s, w, i) => s + w * x[i], this.bias)));
    return this.out;
  }
  backward(target, lr) {
    const d = (this.out - target) * this.out * (1 - this.out);
    this.weights = this.weights.map((w, i) => w - lr * d * this.x[i]);
    this.bias -= lr * d;
  }
}
const neuron = new Neuron(3);
for (let i = 0; i < 10000; i++) for (const { x, y } of data) { neuron.forward(x); neuron.backward(y, 0.1); }`,
    ],
    [
      'one layer of several neurons',
      `
class Layer {
  constructor(inputs, outputs) { this.weights = Array.from({ length: outputs }, () => Array(inputs).fill(0)); }
  forward(x) { return this.weights.map((row) => Math.tanh(row.reduce((s, w, i) => s + w * x[i], 0))); }
  train(x, y, lr) {
    const out = this.forward(x);
    this.weights.forEach((row, k) => {
      const d = (y[k] - out[k]) * (1 - out[k] * out[k]);
      for (let i = 0; i < row.length; i++) row[i] += lr * d * x[i];
    });
  }
}`,
    ],
    [
      'a linear support vector machine',
      `
class LinearSVM {
  constructor(dim, lambda = 0.01) { this.w = new Array(dim).fill(0); this.b = 0; this.lambda = lambda; }
  decision(x) { let s = this.b; for (let i = 0; i < x.length; i++) s += this.w[i] * x[i]; return s; }
  train(xs, ys, epochs) {
    let t = 0;
    for (let e = 0; e < epochs; e++) for (let n = 0; n < xs.length; n++) {
      t += 1;
      const eta = 1 / (this.lambda * t);
      const margin = ys[n] * this.decision(xs[n]);
      for (let i = 0; i < this.w.length; i++) this.w[i] *= 1 - eta * this.lambda;
      if (margin < 1) for (let i = 0; i < this.w.length; i++) this.w[i] += eta * ys[n] * xs[n][i];
    }
  }
}`,
    ],
    [
      'ridge regression with momentum',
      `
function ridge(X, y, { alpha, rate, epochs, mu = 0.9 }) {
  const d = X[0].length;
  const w = new Array(d).fill(0);
  const velocity = new Array(d).fill(0);
  for (let e = 0; e < epochs; e++) {
    const grad = new Array(d).fill(0);
    for (let n = 0; n < X.length; n++) {
      const r = X[n].reduce((s, x, j) => s + x * w[j], 0) - y[n];
      for (let j = 0; j < d; j++) grad[j] += r * X[n][j];
    }
    for (let j = 0; j < d; j++) {
      velocity[j] = mu * velocity[j] - rate * (grad[j] / X.length + alpha * w[j]);
      w[j] += velocity[j];
    }
  }
  return w;
}`,
    ],
    [
      'a polynomial',
      `
class Polynomial {
  constructor(degree) { this.coefficients = new Array(degree + 1).fill(0); }
  evaluate(x) { return this.coefficients.reduce((sum, c, power) => sum + c * Math.pow(x, power), 0); }
  train(points, rate) {
    for (const [x, y] of points) {
      const error = this.evaluate(x) - y;
      for (let p = 0; p < this.coefficients.length; p++) this.coefficients[p] -= rate * error * Math.pow(x, p);
    }
  }
}`,
    ],
    [
      'a maximum entropy model',
      `
export class MaxEnt {
  constructor(features) { this.features = features; this.weights = features.map(() => 0); }
  probability(x, y, labels) {
    const score = (label) => Math.exp(this.features.reduce((s, f, i) => s + this.weights[i] * f(x, label), 0));
    return score(y) / labels.reduce((s, l) => s + score(l), 0);
  }
  learn(samples, labels, rate) {
    for (const { x, y } of samples) for (let i = 0; i < this.weights.length; i++) {
      let expected = 0;
      for (const l of labels) expected += this.probability(x, l, labels) * this.features[i](x, l);
      this.weights[i] += rate * (this.features[i](x, y) - expected);
    }
  }
}`,
    ],
    [
      'a bias unit beside the inputs',
      `
export function fit(samples: number[][], targets: number[], rate: number): number[] {
  const weights: number[] = Array(samples[0].length + 1).fill(0.1);
  for (const [n, sample] of samples.entries()) {
    const inputs = [1, ...sample];
    const z = inputs.reduce((sum, x, i) => sum + x * weights[i], 0);
    const output = Math.tanh(z);
    const delta = (targets[n] - output) * (1 - output ** 2);
    inputs.forEach((x, i) => {
      weights[i] += rate * delta * x;
    });
  }
  return weights;
}`,
    ],
  ])('%s', (_, source) => expectQuiet(source));
});

describe('adaptive filters', () => {
  test.each([
    [
      'least mean squares',
      `
class LMSFilter {
  constructor(taps, mu) { this.weights = new Float32Array(taps); this.buffer = new Float32Array(taps); this.mu = mu; }
  process(sample, desired) {
    this.buffer.copyWithin(1, 0);
    this.buffer[0] = sample;
    let y = 0;
    for (let i = 0; i < this.weights.length; i++) y += this.weights[i] * this.buffer[i];
    const error = desired - y;
    for (let i = 0; i < this.weights.length; i++) this.weights[i] += this.mu * error * this.buffer[i];
    return error;
  }
}`,
    ],
    [
      'normalised least mean squares',
      `
export class EchoCanceller {
  weights = new Float64Array(256);
  history = new Float64Array(256);
  constructor(step = 0.5) { this.step = step; }
  train(far, near) {
    for (let i = 255; i > 0; i--) this.history[i] = this.history[i - 1];
    this.history[0] = far;
    let estimate = 0;
    let power = 1e-6;
    for (let i = 0; i < 256; i++) {
      estimate += this.weights[i] * this.history[i];
      power += this.history[i] ** 2;
    }
    const e = near - estimate;
    for (let i = 0; i < 256; i++) this.weights[i] += (this.step * e * this.history[i]) / power;
    return e;
  }
}`,
    ],
    [
      'a cascade of two filters',
      `
class Cascade {
  constructor(n) { this.first = new Array(n).fill(0); this.second = new Array(n).fill(0); this.rate = 0.01; }
  step(x, d) {
    let y1 = 0;
    for (let i = 0; i < x.length; i++) y1 += this.first[i] * x[i];
    const e1 = d - y1;
    for (let i = 0; i < x.length; i++) this.first[i] += this.rate * e1 * x[i];
    let y2 = 0;
    for (let i = 0; i < x.length; i++) y2 += this.second[i] * x[i];
    const e2 = e1 - y2;
    for (let i = 0; i < x.length; i++) this.second[i] += this.rate * e2 * x[i];
    return e2;
  }
}`,
    ],
  ])('%s', (_, source) => expectQuiet(source));
});

describe('a hidden layer of one unit', () => {
  test.each([
    [
      'numbers in variables',
      `
let w1 = 0.5, b1 = 0, w2 = 0.5, b2 = 0;
const sigmoid = (x) => 1 / (1 + Math.exp(-x));
function train(x, y, lr) {
  const h = sigmoid(w1 * x + b1);
  const o = sigmoid(w2 * h + b2);
  const dO = (o - y) * o * (1 - o);
  const dH = dO * w2 * h * (1 - h);
  w2 -= lr * dO * h;
  b2 -= lr * dO;
  w1 -= lr * dH * x;
  b1 -= lr * dH;
}`,
    ],
    [
      'numbers in an object',
      `
class Chain {
  constructor() { this.w1 = 1; this.w2 = 1; this.b1 = 0; this.b2 = 0; }
  forward(x) { this.h = Math.tanh(this.w1 * x + this.b1); return this.w2 * this.h + this.b2; }
  train(x, y, lr) {
    const error = this.forward(x) - y;
    const dh = error * this.w2 * (1 - this.h * this.h);
    this.w2 -= lr * error * this.h;
    this.b2 -= lr * error;
    this.w1 -= lr * dh * x;
    this.b1 -= lr * dh;
  }
}`,
    ],
    [
      'a row of weights for each of two units in series',
      `
class Unit {
  constructor(n) { this.weights = new Array(n).fill(0.1); }
  forward(x) { this.x = x; this.y = Math.tanh(x.reduce((s, v, i) => s + v * this.weights[i], 0)); return this.y; }
  backward(d, lr) {
    const delta = d * (1 - this.y * this.y);
    const passed = this.weights.map((w) => w * delta);
    for (let i = 0; i < this.weights.length; i++) this.weights[i] -= lr * delta * this.x[i];
    return passed;
  }
}
const first = new Unit(3);
const second = new Unit(1);
function train(x, y) {
  const out = second.forward([first.forward(x)]);
  first.backward(second.backward(out - y, 0.1)[0], 0.1);
}
for (const { x, y } of samples) train(x, y);`,
    ],
  ])('%s', (_, source) => expectQuiet(source));
});
