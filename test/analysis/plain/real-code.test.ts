// What public code holds besides networks to repair, and a few faults that are spelled in their own way: one row for each
// pattern that has no fixture elsewhere.
import { describe, test } from 'vitest';
import { relu, sigmoid, tanh } from './activations.ts';
import { rowsClass } from './forms.ts';
import { checkFound } from './found.ts';
import { expectQuiet } from './quiet.ts';

describe('found', () => {
  test('rows of fill(new Array())', () => {
    checkFound(
      rowsClass({
        activation: tanh,
        w1: `
    this.w1 = new Array(hidden).fill(new Array(inputs).fill(0.5));
    //        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ aliased-units: the very same`,
      }),
    );
  });

  test('random numbers first, a constant later', () => {
    checkFound(
      rowsClass({
        activation: relu,
        w1: `
    this.w1 = Array.from({ length: hidden }, () => Array.from({ length: inputs }, () => Math.random() - 0.5));
    for (let j = 0; j < hidden; j++) for (let i = 0; i < inputs; i++) this.w1[j][i] = 0;
    //                                                                                ^ dead-weights: never learns`,
      }),
    );
  });

  test('fill with bounds', () => {
    checkFound(
      rowsClass({
        activation: sigmoid,
        w1: `
    this.w1 = Array.from({ length: hidden }, () => new Array(inputs).fill(0.5, 0, inputs));
    //        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: stay equal`,
        w2: `    this.w2 = Array.from({ length: outputs }, () => new Array(hidden).fill(0.5, 0, hidden));`,
      }),
    );
  });
});

describe('left alone', () => {
  test('a method with an underscore draws', () => {
    expectQuiet(
      rowsClass({
        activation: relu,
        w1: `    this.w1 = Array.from({ length: hidden }, () => new Array(inputs).fill(0));`,
        w2: `    this.w2 = Array.from({ length: outputs }, () => new Array(hidden).fill(0));
    this._init();`,
        more: `
  _init() {
    for (const weights of [this.w1, this.w2])
      for (const row of weights) for (let i = 0; i < row.length; i++) row[i] = Math.random() - 0.5;
  }`,
      }),
    );
  });

  test.each([
    [
      'a container whose constructor fills zeros',
      `class Vol {
        constructor(sx, sy, depth, c = 0) {
          this.w = new Float64Array(sx * sy * depth).fill(c);
          this.dw = new Float64Array(sx * sy * depth);
        }
        add(i, v) { this.w[i] += v; }
        addFrom(other) { for (let k = 0; k < this.w.length; k++) this.w[k] += other.w[k]; }
        addFromScaled(other, a) { for (let k = 0; k < this.w.length; k++) this.w[k] += a * other.w[k]; }
        setConst(a) { this.w.fill(a); }
      }
      module.exports = Vol;`,
    ],
    [
      'a tensor with gradients',
      `export class Tensor {
        constructor(shape) {
          this.weights = new Float32Array(shape.reduce((a, b) => a * b, 1));
          this.gradients = new Float32Array(this.weights.length);
        }
        step(learningRate) {
          for (let i = 0; i < this.weights.length; i++) {
            this.weights[i] -= learningRate * this.gradients[i];
            this.gradients[i] = 0;
          }
        }
      }`,
    ],
    [
      'what a layer gives, kept as weights',
      `class Layer {
        constructor(inputs, units) {
          this.inputs = inputs;
          this.kernel = Array.from({ length: units }, () => Array.from({ length: inputs }, () => Math.random() - 0.5));
          this.weights = new Array(units).fill(0);
        }
        activate(x) {
          for (let j = 0; j < this.kernel.length; j++) {
            let sum = 0;
            for (let i = 0; i < this.inputs; i++) sum += this.kernel[j][i] * x[i];
            this.weights[j] = Math.tanh(sum);
          }
          return this.weights;
        }
        learn(x, error, rate) {
          for (let j = 0; j < this.kernel.length; j++)
            for (let i = 0; i < this.inputs; i++)
              this.kernel[j][i] -= rate * error[j] * (1 - this.weights[j] * this.weights[j]) * x[i];
        }
      }`,
    ],
    [
      'hidden and cell state',
      `class Lstm {
        constructor(inputs, units) {
          this.h = new Array(units).fill(0);
          this.c = new Array(units).fill(0);
          this.W = Array.from({ length: units }, () => Array.from({ length: inputs + units }, () => Math.random() - 0.5));
        }
        step(x) {
          const joined = [...x, ...this.h];
          for (let j = 0; j < this.W.length; j++) {
            let sum = 0;
            for (let i = 0; i < joined.length; i++) sum += this.W[j][i] * joined[i];
            this.c[j] = 0.5 * this.c[j] + Math.tanh(sum);
            this.h[j] = Math.tanh(this.c[j]);
          }
          return this.h;
        }
        train(x, y, rate) {
          const h = this.step(x);
          for (let j = 0; j < this.W.length; j++)
            for (let i = 0; i < x.length; i++) this.W[j][i] -= rate * (h[j] - y[j]) * (1 - h[j] * h[j]) * x[i];
        }
      }`,
    ],
    [
      'the weight of a body',
      `class Person {
        constructor(height) { this.height = height; this.weight = 0; this.weights = new Array(30).fill(0); }
        train(day, kcal) { this.weights[day] += kcal / 7700; this.weight = this.weights.reduce((a, b) => a + b, 0); }
        bmi() { return this.weight / (this.height * this.height); }
      }`,
    ],
    [
      'a test of a network',
      `import { Network } from './network';
      describe('training', () => {
        it('starts from ones', () => {
          const net = new Network(2, 3, 1);
          net.weights = [[1, 1], [1, 1], [1, 1]];
          net.train([0, 1], [1]);
          expect(net.weights).not.toEqual([[1, 1], [1, 1], [1, 1]]);
        });
      });`,
    ],
    [
      'objects that keep each other, replaced in training',
      `class Node { constructor(parent) { this.parent = parent; this.children = []; if (parent) parent.children.push(this); } }
      let root = new Node(null);
      function train(n) { for (let i = 0; i < n; i++) { const next = new Node(root); next.children.push(root); root = next; } }
      train(5);`,
    ],
    [
      'a regression with a polynomial of features',
      `let theta = [0, 0, 0];
      const features = (x) => [1, x, x * x];
      function predict(x) { return features(x).reduce((sum, f, i) => sum + f * theta[i], 0); }
      function train(data, rate) {
        for (const [x, y] of data) {
          const error = predict(x) - y;
          theta = theta.map((t, i) => t - rate * error * features(x)[i]);
        }
      }`,
    ],
    [
      'moving averages of weights',
      `const averaged = new Float32Array(64);
      function average(weights, decay) {
        for (let i = 0; i < weights.length; i++) averaged[i] = decay * averaged[i] + (1 - decay) * weights[i];
      }
      export const training = { average, averaged };`,
    ],
  ])('%s', (_, source) => {
    expectQuiet(source);
  });
});
