// Layers that are meant to start at zero.
import { describe, test } from 'vitest';
import { rowsClass, callbacksClass } from './forms.ts';
import { functional } from './objects.ts';
import { relu, tanh } from './activations.ts';
import { expectQuiet } from './quiet.ts';

describe('layers that are meant to start at zero', () => {
  test.each([
    [
      'the output layer',
      rowsClass({
        activation: tanh,
        w2: `    this.w2 = Array.from({ length: outputs }, () => new Array(hidden).fill(0));`,
      }),
    ],
    [
      'the output layer before a relu below',
      callbacksClass({
        activation: relu,
        w2: `    this.weightsHiddenOutput = Array(hiddenSize).fill().map(() => Array(outputSize).fill(0));`,
      })
        .replace(
          'const sum = this.hidden.reduce((total, h, j) => total + h * this.weightsHiddenOutput[j][k], bias);\n      return relu(sum);',
          'return this.hidden.reduce((total, h, j) => total + h * this.weightsHiddenOutput[j][k], bias);',
        )
        .replace('(targets[k] - o) * reluDerivative(o)', 'targets[k] - o'),
    ],
    [
      'the output matrix',
      functional({ activation: relu, w2: `    this.W2 = zeros(hiddenSize, outputSize);` }),
    ],
    [
      'the second factor of a low-rank adapter',
      `
class LoRALinear {
  constructor(W, rank) {
    this.W = W;
    this.A = Array.from({ length: rank }, () => Array.from({ length: W[0].length }, () => (Math.random() - 0.5) * 0.02));
    this.B = Array.from({ length: W.length }, () => new Array(rank).fill(0));
  }
  forward(x) {
    this.x = x;
    this.low = this.A.map((row) => row.reduce((s, a, i) => s + a * x[i], 0));
    return this.W.map((row, k) => row.reduce((s, w, i) => s + w * x[i], 0) + this.B[k].reduce((s, b, r) => s + b * this.low[r], 0));
  }
  train(grad, lr) {
    const dLow = this.low.map((_, r) => grad.reduce((s, g, k) => s + g * this.B[k][r], 0));
    this.B.forEach((row, k) => row.forEach((_, r) => { row[r] -= lr * grad[k] * this.low[r]; }));
    this.A.forEach((row, r) => row.forEach((_, i) => { row[i] -= lr * dLow[r] * this.x[i]; }));
  }
}`,
    ],
    [
      'the last layer of a residual branch',
      `
class ResidualBlock {
  constructor(dim, hidden) {
    this.w1 = Array.from({ length: hidden }, () => Array.from({ length: dim }, () => Math.random() - 0.5));
    this.w2 = Array.from({ length: dim }, () => new Array(hidden).fill(0));
  }
  forward(x) {
    this.x = x;
    this.h = this.w1.map((row) => Math.max(0, row.reduce((s, w, i) => s + w * x[i], 0)));
    return x.map((v, k) => v + this.w2[k].reduce((s, w, j) => s + w * this.h[j], 0));
  }
  backward(grad, lr) {
    const dh = this.h.map((h, j) => (h > 0 ? grad.reduce((s, g, k) => s + g * this.w2[k][j], 0) : 0));
    this.w2.forEach((row, k) => row.forEach((_, j) => { row[j] -= lr * grad[k] * this.h[j]; }));
    this.w1.forEach((row, j) => row.forEach((_, i) => { row[i] -= lr * dh[j] * this.x[i]; }));
    return this.x.map((_, i) => grad[i] + dh.reduce((s, d, j) => s + d * this.w1[j][i], 0));
  }
}`,
    ],
    [
      'several residual blocks in a list, with a head',
      `
class Block {
  constructor(dim) {
    this.up = Array.from({ length: dim * 2 }, () => Array.from({ length: dim }, () => Math.random() - 0.5));
    this.down = Array.from({ length: dim }, () => Array(dim * 2).fill(0));
  }
  forward(x) {
    this.h = this.up.map((row) => Math.tanh(row.reduce((s, w, i) => s + w * x[i], 0)));
    return x.map((v, k) => v + this.down[k].reduce((s, w, j) => s + w * this.h[j], 0));
  }
  learn(x, grad, lr) {
    this.down.forEach((row, k) => row.forEach((_, j) => { row[j] -= lr * grad[k] * this.h[j]; }));
    const dh = this.h.map((h, j) => (1 - h * h) * grad.reduce((s, g, k) => s + g * this.down[k][j], 0));
    this.up.forEach((row, j) => row.forEach((_, i) => { row[i] -= lr * dh[j] * x[i]; }));
  }
}
class Model {
  constructor(dim, depth) {
    this.blocks = Array.from({ length: depth }, () => new Block(dim));
    this.head = new Array(dim).fill(0);
  }
  forward(x) {
    let h = x;
    for (const b of this.blocks) h = b.forward(h);
    this.last = h;
    return h.reduce((s, v, i) => s + v * this.head[i], 0);
  }
  train(x, y, lr) {
    const error = this.forward(x) - y;
    for (const b of this.blocks) b.learn(x, this.head.map((w) => w * error), lr);
    this.head = this.head.map((w, i) => w - lr * error * this.last[i]);
  }
}
new Model(4, 3).train([1, 2, 3, 4], 1, 0.1);`,
    ],
    [
      'heads of policy and value',
      `
class PolicyValueNet {
  constructor(n, hidden, actions) {
    this.w = Array.from({ length: hidden }, () => Array.from({ length: n }, () => (Math.random() - 0.5) * Math.sqrt(2 / n)));
    this.policyHead = Array.from({ length: actions }, () => new Array(hidden).fill(0));
    this.valueHead = new Array(hidden).fill(0);
  }
  forward(x) {
    this.x = x;
    this.h = this.w.map((row) => Math.max(0, row.reduce((s, w, i) => s + w * x[i], 0)));
    const logits = this.policyHead.map((row) => Math.exp(row.reduce((s, w, j) => s + w * this.h[j], 0)));
    const total = logits.reduce((a, b) => a + b, 0);
    return { policy: logits.map((l) => l / total), value: this.valueHead.reduce((s, w, j) => s + w * this.h[j], 0) };
  }
  train(x, action, ret, lr) {
    const { policy, value } = this.forward(x);
    const dPolicy = policy.map((p, a) => (p - (a === action ? 1 : 0)) * (ret - value));
    const dh = this.h.map((h, j) => (h > 0 ? dPolicy.reduce((s, d, a) => s + d * this.policyHead[a][j], 0) + (value - ret) * this.valueHead[j] : 0));
    dPolicy.forEach((d, a) => this.h.forEach((h, j) => { this.policyHead[a][j] -= lr * d * h; }));
    this.h.forEach((h, j) => { this.valueHead[j] -= lr * (value - ret) * h; });
    dh.forEach((d, j) => this.x.forEach((v, i) => { this.w[j][i] -= lr * d * v; }));
  }
}`,
    ],
    [
      'skip connections from input to output at zero',
      `
class WideAndDeep {
  constructor(n, hidden) {
    this.wide = new Array(n).fill(0);
    this.w1 = Array.from({ length: hidden }, () => Array.from({ length: n }, () => Math.random() * 0.1));
    this.w2 = Array.from({ length: hidden }, () => Math.random() * 0.1);
  }
  forward(x) {
    this.h = this.w1.map((row) => Math.tanh(row.reduce((s, w, i) => s + w * x[i], 0)));
    const deep = this.h.reduce((s, h, j) => s + h * this.w2[j], 0);
    const wide = x.reduce((s, v, i) => s + v * this.wide[i], 0);
    return 1 / (1 + Math.exp(-(deep + wide)));
  }
  train(x, y, lr) {
    const d = this.forward(x) - y;
    const dh = this.h.map((h, j) => d * this.w2[j] * (1 - h * h));
    for (let i = 0; i < x.length; i++) this.wide[i] -= lr * d * x[i];
    for (let j = 0; j < this.h.length; j++) {
      this.w2[j] -= lr * d * this.h[j];
      for (let i = 0; i < x.length; i++) this.w1[j][i] -= lr * dh[j] * x[i];
    }
  }
}`,
    ],
    [
      'biases of users and items in an embedding model',
      `
class Recommender {
  constructor(users, items, k) {
    this.userFactors = Array.from({ length: users }, () => Array.from({ length: k }, () => Math.random() * 0.1));
    this.itemFactors = Array.from({ length: items }, () => Array.from({ length: k }, () => Math.random() * 0.1));
    this.userWeights = new Array(users).fill(0);
    this.itemWeights = new Array(items).fill(0);
  }
  predict(u, i) {
    let s = this.userWeights[u] + this.itemWeights[i];
    for (let f = 0; f < this.userFactors[u].length; f++) s += this.userFactors[u][f] * this.itemFactors[i][f];
    return s;
  }
  train(u, i, r, lr) {
    const e = r - this.predict(u, i);
    this.userWeights[u] += lr * e;
    this.itemWeights[i] += lr * e;
    for (let f = 0; f < this.userFactors[u].length; f++) {
      const a = this.userFactors[u][f];
      this.userFactors[u][f] += lr * e * this.itemFactors[i][f];
      this.itemFactors[i][f] += lr * e * a;
    }
  }
}`,
    ],
  ])('%s', (_, source) => expectQuiet(source));
});
