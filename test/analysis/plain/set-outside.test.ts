// Zeros whose weights are set outside the class, and generators of random numbers with a seed.
import { describe, test } from 'vitest';
import { rowsClass } from './forms.ts';
import { sigmoid } from './activations.ts';
import { expectQuiet } from './quiet.ts';

const zerosW1 = `
    this.w1 = Array.from({ length: hidden }, () => new Array(inputs).fill(0));`;
const zerosW2 = `
    this.w2 = Array.from({ length: outputs }, () => new Array(hidden).fill(0));`;

describe('generators with a seed', () => {
  test.each([
    [
      'a linear congruence',
      `
let seed = 42;
const random = () => {
  seed = (seed * 16807) % 2147483647;
  return seed / 2147483647;
};`,
    ],
    [
      'a class that keeps the seed',
      `
class Random {
  constructor(seed) { this.seed = seed; }
  next() {
    this.seed = (this.seed * 9301 + 49297) % 233280;
    return this.seed / 233280;
  }
}
const generator = new Random(7);
const random = () => generator.next();`,
    ],
    [
      'a sine',
      `
let s = 1;
function random() {
  const x = Math.sin(s++) * 10000;
  return x - Math.floor(x);
}`,
    ],
    [
      'shifted bits',
      `
let state = 123456789;
function random() {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) / 4294967296;
}`,
    ],
    [
      'mulberry32',
      `
function mulberry32(a) {
  return function () {
    a |= 0;
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
const random = mulberry32(1);`,
    ],
  ])('%s', (_, generator) =>
    expectQuiet(
      generator +
        rowsClass({
          activation: sigmoid,
          w1: `    this.w1 = Array.from({ length: hidden }, () => Array.from({ length: inputs }, () => random() - 0.5));`,
          w2: `
    this.w2 = [];
    for (let k = 0; k < outputs; k++) {
      this.w2.push([]);
      for (let j = 0; j < hidden; j++) this.w2[k].push(random() * 0.1);
    }`,
        }),
    ),
  );
});

describe('in the same file, outside', () => {
  test.each([
    [
      'assigned to the instance',
      `
const net = new NeuralNetwork(2, 3, 1);
net.w1 = [[0.1, 0.2], [-0.3, 0.4], [0.5, -0.6]];
net.w2 = [[0.7, -0.8, 0.9]];
for (let e = 0; e < 100; e++) net.train([0, 1], [1]);`,
    ],
    [
      'assigned from storage',
      `
const net = new NeuralNetwork(2, 3, 1);
const saved = JSON.parse(localStorage.getItem('net'));
if (saved) { net.w1 = saved.w1; net.w2 = saved.w2; }
net.train([0, 1], [1]);`,
    ],
    [
      'by a function that takes the network',
      `
function xavier(net) {
  for (const row of net.w1) for (let i = 0; i < row.length; i++) row[i] = (Math.random() * 2 - 1) * Math.sqrt(6 / (net.inputs + net.hidden));
  for (const row of net.w2) for (let i = 0; i < row.length; i++) row[i] = (Math.random() * 2 - 1) * Math.sqrt(6 / (net.hidden + net.outputs));
}
const net = new NeuralNetwork(2, 3, 1);
xavier(net);
net.train([0, 1], [1]);`,
    ],
    [
      'by code of another file that takes the network',
      `
import { initialise } from './init';
const net = new NeuralNetwork(2, 3, 1);
initialise(net);
net.train([0, 1], [1]);`,
    ],
    [
      'by a subclass',
      `
class RandomNetwork extends NeuralNetwork {
  constructor(...args) {
    super(...args);
    this.w1 = this.w1.map((row) => row.map(() => Math.random() - 0.5));
    this.w2 = this.w2.map((row) => row.map(() => Math.random() - 0.5));
  }
}
const net = new RandomNetwork(2, 3, 1);
net.train([0, 1], [1]);`,
    ],
    [
      'by a subclass whose method the constructor calls',
      `
class Base extends NeuralNetwork {}
class HeNetwork extends Base {
  constructor(inputs, hidden, outputs) {
    super(inputs, hidden, outputs);
    this.draw();
  }
  draw() {
    this.w1.forEach((row) => row.forEach((_, i) => { row[i] = gaussian() * Math.sqrt(2 / this.inputs); }));
    this.w2.forEach((row) => row.forEach((_, i) => { row[i] = gaussian() * Math.sqrt(2 / this.hidden); }));
  }
}
new HeNetwork(2, 3, 1).train([0, 1], [1]);`,
    ],
  ])('%s', (_, use) => expectQuiet(rowsClass({ w1: zerosW1, w2: zerosW2 }) + use));
});

describe('in another file', () => {
  const network = rowsClass({ w1: zerosW1, w2: zerosW2 });
  const base = network.replace('module.exports = NeuralNetwork;', 'export default NeuralNetwork;');

  test('a subclass that draws, which imports the zeros', () =>
    expectQuiet({
      'random.js': `
import NeuralNetwork from './network.js';
export class RandomNetwork extends NeuralNetwork {
  constructor(inputs, hidden, outputs) {
    super(inputs, hidden, outputs);
    for (const m of [this.w1, this.w2]) for (const row of m) for (let i = 0; i < row.length; i++) row[i] = Math.random() - 0.5;
  }
}
new RandomNetwork(2, 3, 1).train([0, 1], [1]);`,
      'network.js': base,
    }));

  test('a network of zeros that is imported and then drawn', () =>
    expectQuiet({
      'main.js': `
const NeuralNetwork = require('./network');
const brain = new NeuralNetwork(2, 4, 1);
brain.w1 = brain.w1.map((row) => row.map(() => Math.random() - 0.5));
brain.w2 = brain.w2.map((row) => row.map(() => Math.random() - 0.5));
for (let epoch = 0; epoch < 10; epoch++) brain.train([0, 1], [1]);`,
      'network.js': network,
    }));

  test('a matrix class of another file, randomized', () =>
    expectQuiet({
      'nn.js': `
const { Matrix } = require('./matrix');
class Net {
  constructor(a, b, c) {
    this.w1 = Matrix.zeros(b, a);
    this.w2 = Matrix.zeros(c, b);
    this.w1.randomize();
    this.w2.randomize();
  }
  forward(x) {
    this.h = this.w1.times(x).map((v) => 1 / (1 + Math.exp(-v)));
    return this.w2.times(this.h).map((v) => 1 / (1 + Math.exp(-v)));
  }
  train(x, y, lr) {
    const o = this.forward(x);
    const d = o.map((v, k) => (v - y[k]) * v * (1 - v));
    const dh = this.h.map((h, j) => h * (1 - h) * d.reduce((s, v, k) => s + v * this.w2.data[k][j], 0));
    d.forEach((v, k) => this.h.forEach((h, j) => { this.w2.data[k][j] -= lr * v * h; }));
    dh.forEach((v, j) => x.forEach((xi, i) => { this.w1.data[j][i] -= lr * v * xi; }));
  }
}`,
      'matrix.js': `
exports.Matrix = class Matrix {
  constructor(data) { this.data = data; }
  static zeros(r, c) { return new Matrix(Array.from({ length: r }, () => Array(c).fill(0))); }
  randomize() { this.data = this.data.map((row) => row.map(() => Math.random() - 0.5)); }
  times(x) { return this.data.map((row) => row.reduce((s, w, i) => s + w * x[i], 0)); }
};`,
    }));

  test('helpers of another file that draw', () =>
    expectQuiet({
      'model.ts': `
import { matrix } from './matrix';
export class Net {
  w1 = matrix(4, 2);
  w2 = matrix(1, 4);
  h: number[] = [];
  forward(x: number[]): number[] {
    this.h = this.w1.map((row) => Math.max(0, row.reduce((s, w, i) => s + w * x[i], 0)));
    return this.w2.map((row) => row.reduce((s, w, i) => s + w * this.h[i], 0));
  }
  train(x: number[], y: number[], lr: number) {
    const d = this.forward(x).map((o, k) => o - y[k]);
    const dh = this.h.map((h, j) => (h > 0 ? d.reduce((s, v, k) => s + v * this.w2[k][j], 0) : 0));
    d.forEach((v, k) => this.h.forEach((h, j) => { this.w2[k][j] -= lr * v * h; }));
    dh.forEach((v, j) => x.forEach((xi, i) => { this.w1[j][i] -= lr * v * xi; }));
  }
}`,
      'matrix.ts': `
export function matrix(rows: number, cols: number): number[][] {
  const m: number[][] = [];
  for (let r = 0; r < rows; r++) {
    m.push(new Array(cols).fill(0));
    for (let c = 0; c < cols; c++) m[r][c] = (Math.random() - 0.5) * 0.2;
  }
  return m;
}`,
    }));
});
