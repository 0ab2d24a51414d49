// Weights that have nothing to do with learning, and texts that are no programs of the person's own.
import { describe, expect, test } from 'vitest';
import { read } from '../../check.ts';
import { relu } from './activations.ts';
import { rowsClass, typedArrays } from './forms.ts';
import { neurons } from './objects.ts';
import { expectQuiet } from './quiet.ts';

describe('weights of other things', () => {
  test.each([
    [
      'a mesh with bones',
      `
class SkinnedMesh {
  constructor(vertexCount) {
    this.skinWeights = new Float32Array(vertexCount * 4);
    this.skinIndices = new Uint16Array(vertexCount * 4);
  }
  normalizeWeights() {
    for (let v = 0; v < this.skinWeights.length; v += 4) {
      let sum = 0;
      for (let k = 0; k < 4; k++) sum += this.skinWeights[v + k];
      for (let k = 0; k < 4; k++) this.skinWeights[v + k] = sum > 0 ? this.skinWeights[v + k] / sum : 0;
    }
  }
  transform(v, positions, bones, out) {
    for (let c = 0; c < 3; c++) {
      let sum = 0;
      for (let k = 0; k < 4; k++) sum += this.skinWeights[v * 4 + k] * bones[this.skinIndices[v * 4 + k]].apply(positions, c);
      out[c] = sum;
    }
  }
}`,
    ],
    [
      'morph targets that are eased in',
      `
class Morph {
  constructor(targets) { this.targets = targets; this.weights = new Array(targets.length).fill(0); this.goals = new Array(targets.length).fill(0); }
  tick(dt) { for (let i = 0; i < this.weights.length; i++) this.weights[i] += (this.goals[i] - this.weights[i]) * dt; }
  blend(base) {
    return base.map((p, v) => this.targets.reduce((sum, t, i) => sum + this.weights[i] * t[v], p));
  }
}`,
    ],
    [
      'edges of a graph',
      `
class WeightedGraph {
  constructor(n) {
    this.weights = Array.from({ length: n }, () => new Array(n).fill(Infinity));
    for (let i = 0; i < n; i++) this.weights[i][i] = 0;
  }
  connect(a, b, weight) { this.weights[a][b] = weight; this.weights[b][a] = weight; }
  shortestPaths() {
    const d = this.weights.map((row) => [...row]);
    const n = d.length;
    for (let k = 0; k < n; k++) for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) {
      if (d[i][k] + d[k][j] < d[i][j]) d[i][j] = d[i][k] + d[k][j];
    }
    return d;
  }
}`,
    ],
    [
      'rank that flows along edges',
      `
function pageRank(links, damping = 0.85, rounds = 50) {
  const n = links.length;
  const weights = links.map((row) => { const total = row.reduce((a, b) => a + b, 0); return row.map((x) => (total ? x / total : 1 / n)); });
  let rank = new Array(n).fill(1 / n);
  for (let r = 0; r < rounds; r++) {
    const next = new Array(n).fill((1 - damping) / n);
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) next[j] += damping * weights[i][j] * rank[i];
    rank = next;
  }
  return rank;
}`,
    ],
    [
      'a font',
      `
const fontWeights = { thin: 100, light: 300, regular: 400, bold: 700 };
class TextStyle {
  constructor() { this.weight = 400; this.size = 12; this.axis = [0, 0, 0]; }
  lighter() { this.weight -= 100; }
  interpolate(masters) {
    return masters[0].map((_, i) => this.axis.reduce((sum, w, m) => sum + w * masters[m][i], 0));
  }
}`,
    ],
    [
      'a portfolio',
      `
class Portfolio {
  constructor(assets) {
    this.assets = assets;
    this.weights = new Array(assets.length).fill(1 / assets.length);
  }
  expectedReturn() { return this.weights.reduce((sum, w, i) => sum + w * this.assets[i].mean, 0); }
  variance(cov) {
    let v = 0;
    for (let i = 0; i < this.weights.length; i++) for (let j = 0; j < this.weights.length; j++) v += this.weights[i] * this.weights[j] * cov[i][j];
    return v;
  }
  optimise(cov, rate, steps) {
    for (let s = 0; s < steps; s++) {
      const gradient = this.weights.map((_, i) => this.assets[i].mean - this.weights.reduce((g, w, j) => g + w * cov[i][j], 0));
      this.weights = this.weights.map((w, i) => Math.max(0, w + rate * gradient[i]));
      const total = this.weights.reduce((a, b) => a + b, 0);
      this.weights = this.weights.map((w) => w / total);
    }
  }
}`,
    ],
    [
      'a weighted sampler',
      `
class Sampler {
  constructor(items) { this.items = items; this.weights = items.map(() => 1); }
  reward(i, factor) { this.weights[i] *= factor; }
  pick() {
    const total = this.weights.reduce((a, b) => a + b, 0);
    let r = Math.random() * total;
    for (let i = 0; i < this.items.length; i++) { r -= this.weights[i]; if (r <= 0) return this.items[i]; }
    return this.items.at(-1);
  }
}`,
    ],
    [
      'multiplicative weights',
      `
class Hedge {
  constructor(experts, eta = 0.5) { this.weights = new Array(experts).fill(1); this.eta = eta; }
  predict(advice) {
    const total = this.weights.reduce((a, b) => a + b, 0);
    return advice.reduce((sum, a, i) => sum + (this.weights[i] / total) * a, 0);
  }
  learn(losses) { this.weights = this.weights.map((w, i) => w * Math.exp(-this.eta * losses[i])); }
}`,
    ],
    [
      'a boosted ensemble',
      `
class AdaBoost {
  constructor(rounds) { this.rounds = rounds; this.alphas = []; this.stumps = []; }
  train(X, y) {
    let weights = new Array(X.length).fill(1 / X.length);
    for (let t = 0; t < this.rounds; t++) {
      const stump = fitStump(X, y, weights);
      const error = X.reduce((e, x, i) => e + (stump(x) === y[i] ? 0 : weights[i]), 0);
      const alpha = 0.5 * Math.log((1 - error) / (error + 1e-10));
      weights = weights.map((w, i) => w * Math.exp(-alpha * y[i] * stump(X[i])));
      const z = weights.reduce((a, b) => a + b, 0);
      weights = weights.map((w) => w / z);
      this.alphas.push(alpha);
      this.stumps.push(stump);
    }
  }
  predict(x) { return Math.sign(this.alphas.reduce((s, a, i) => s + a * this.stumps[i](x), 0)); }
}`,
    ],
    [
      'a mixture of Gaussians',
      `
class Mixture {
  constructor(k, d) {
    this.weights = Array(k).fill(1 / k);
    this.means = Array.from({ length: k }, () => Array(d).fill(0));
    this.variances = Array.from({ length: k }, () => Array(d).fill(1));
  }
  density(x, c) { return this.weights[c] * Math.exp(-x.reduce((s, v, i) => s + (v - this.means[c][i]) ** 2 / (2 * this.variances[c][i]), 0)); }
  train(xs) {
    const r = xs.map((x) => { const p = this.weights.map((_, c) => this.density(x, c)); const z = p.reduce((a, b) => a + b, 0); return p.map((v) => v / z); });
    this.weights = this.weights.map((_, c) => r.reduce((s, row) => s + row[c], 0) / xs.length);
    this.means = this.means.map((m, c) => m.map((_, i) => xs.reduce((s, x, n) => s + r[n][c] * x[i], 0) / (this.weights[c] * xs.length)));
  }
}`,
    ],
    [
      'nearest neighbours with distances',
      `
function knn(samples, x, k) {
  const near = samples.map((s) => ({ ...s, d: Math.hypot(...s.x.map((v, i) => v - x[i])) })).sort((a, b) => a.d - b.d).slice(0, k);
  const weights = new Array(k).fill(1);
  for (let i = 0; i < k; i++) weights[i] = 1 / (near[i].d + 1e-6);
  const total = weights.reduce((a, b) => a + b, 0);
  return near.reduce((sum, s, i) => sum + (weights[i] / total) * s.y, 0);
}`,
    ],
    [
      'statistics objects',
      `
const stats = { mean: 0, stddev: 0, weights: [0, 0, 0], count: 0 };
export function summarise(values) {
  const s = { ...stats, weights: values.map(() => 0), stddev: 0 };
  for (const v of values) { s.count += 1; s.mean += (v - s.mean) / s.count; }
  s.stddev = Math.sqrt(values.reduce((a, v) => a + (v - s.mean) ** 2, 0) / s.count);
  s.weights = values.map((v) => Math.exp(-((v - s.mean) ** 2) / (2 * s.stddev ** 2)));
  return s;
}`,
    ],
    [
      'mel filters over a spectrum',
      `
function melFilterBank(bands, bins, rate) {
  const filters = [];
  for (let b = 0; b < bands; b++) {
    const weights = new Float32Array(bins);
    for (let i = 0; i < bins; i++) weights[i] = Math.max(0, 1 - Math.abs(toMel((i * rate) / bins) - b));
    filters.push(weights);
  }
  return (spectrum) => filters.map((weights) => {
    let energy = 0;
    for (let i = 0; i < bins; i++) energy += weights[i] * spectrum[i];
    return Math.log(energy + 1e-6);
  });
}`,
    ],
    [
      'a convolution of an image',
      `
const kernels = { box: [1, 1, 1, 1, 1, 1, 1, 1, 1], none: new Float32Array(9) };
function convolve(pixels, width, height, kernel) {
  const out = new Float32Array(pixels.length);
  const sum = kernel.reduce((a, b) => a + b, 0) || 1;
  for (let y = 1; y < height - 1; y++) for (let x = 1; x < width - 1; x++) {
    let v = 0;
    for (let ky = -1; ky <= 1; ky++) for (let kx = -1; kx <= 1; kx++) v += kernel[(ky + 1) * 3 + kx + 1] * pixels[(y + ky) * width + x + kx];
    out[y * width + x] = v / sum;
  }
  return out;
}
convolve(image, 64, 64, kernels.none);`,
    ],
    [
      'sprites in a particle system',
      `
class Flock {
  constructor() { this.weights = { align: 1, cohere: 1, separate: 1 }; this.boids = []; }
  steer(boid) {
    const forces = { align: align(boid), cohere: cohere(boid), separate: separate(boid) };
    let x = 0;
    let y = 0;
    for (const name in forces) { x += this.weights[name] * forces[name].x; y += this.weights[name] * forces[name].y; }
    boid.vx += x;
    boid.vy += y;
  }
}`,
    ],
    [
      'a blend of scores',
      `
const weights = { title: 3, body: 1, tags: 2 };
export function score(doc, query) {
  return Object.keys(weights).reduce((sum, field) => sum + weights[field] * matches(doc[field], query), 0);
}
export function learn(field, clicked) { weights[field] += clicked ? 0.1 : -0.05; }`,
    ],
    [
      'levels in a game',
      `
class Muscle {
  constructor() { this.weight = 70; this.strength = 1; this.fatigue = 0; }
  train(hours) { this.strength += hours * 0.1 * (1 - this.fatigue); this.weight += hours * 0.01; this.fatigue += 0.05 * hours; }
  lift(load) { return this.strength * load > this.weight * 0.5; }
}`,
    ],
    [
      'voices of a synthesizer',
      `
class Mixer {
  constructor(n) { this.gains = new Float32Array(n).fill(1); this.weights = new Float32Array(n).fill(0.5); this.prev = 0; }
  render(inputs, out) {
    for (let s = 0; s < out.length; s++) {
      let v = 0;
      for (let i = 0; i < inputs.length; i++) v += this.weights[i] * this.gains[i] * inputs[i][s];
      out[s] = Math.tanh(v);
    }
  }
  fade(i, to, step) { this.weights[i] += (to - this.weights[i]) * step; }
}`,
    ],
    [
      'finite elements',
      `
class Bar {
  constructor(n) {
    this.K = Array.from({ length: n }, () => new Array(n).fill(0));
    this.w = [0.5, 0.5];
    this.u = new Array(n).fill(0);
  }
  assemble(stiffness) {
    for (let e = 0; e < this.K.length - 1; e++) {
      for (const weight of this.w) {
        this.K[e][e] += weight * stiffness[e];
        this.K[e][e + 1] -= weight * stiffness[e];
      }
    }
  }
  residual(f) { return this.K.map((row, i) => f[i] - row.reduce((s, k, j) => s + k * this.u[j], 0)); }
  relax(f, omega) { const r = this.residual(f); for (let i = 0; i < r.length; i++) this.u[i] += (omega * r[i]) / this.K[i][i]; }
}`,
    ],
    [
      'a chess engine’s tables',
      `
const pieceWeights = { p: 1, n: 3, b: 3, r: 5, q: 9 };
const squares = Array.from({ length: 8 }, () => new Array(8).fill(0));
function evaluate(board) {
  let sum = 0;
  for (let r = 0; r < 8; r++) for (let c = 0; c < 8; c++) if (board[r][c]) sum += pieceWeights[board[r][c]] * squares[r][c];
  return sum;
}
function tune(games, rate) {
  for (const { board, result } of games) {
    const error = result - 1 / (1 + Math.exp(-evaluate(board)));
    for (let r = 0; r < 8; r++) for (let c = 0; c < 8; c++) squares[r][c] += rate * error * (board[r][c] ? 1 : 0);
  }
}`,
    ],
    [
      'diffusion on a grid',
      `
class Reaction {
  constructor(n) {
    this.n = n;
    this.a = new Float32Array(n * n).fill(1);
    this.b = new Float32Array(n * n);
    this.weights = [0.05, 0.2, 0.05, 0.2, -1, 0.2, 0.05, 0.2, 0.05];
  }
  step(feed, kill) {
    const next = new Float32Array(this.a.length);
    for (let y = 1; y < this.n - 1; y++) for (let x = 1; x < this.n - 1; x++) {
      let lap = 0;
      for (let k = 0; k < 9; k++) lap += this.weights[k] * this.a[(y + ((k / 3) | 0) - 1) * this.n + x + (k % 3) - 1];
      const i = y * this.n + x;
      next[i] = this.a[i] + lap - this.a[i] * this.b[i] ** 2 + feed * (1 - this.a[i]);
    }
    this.a = next;
  }
}`,
    ],
  ])('%s', (_, source) => expectQuiet(source));
});

describe('texts that are no program', () => {
  const faulty = rowsClass({
    activation: relu,
    w1: `    this.w1 = Array.from({ length: hidden }, () => new Array(inputs).fill(0));`,
  });

  test('comments', () => expectQuiet(faulty.replaceAll(/^/gm, '// ')));

  test('block comments', () =>
    expectQuiet(`/*${faulty.replaceAll('*/', '')}*/\nexport const weights = [1, 2];`));

  test('a string', () => expectQuiet(`const example = ${JSON.stringify(faulty)};\nexport default example;`));

  test('a template literal', () =>
    expectQuiet(
      `export const source = \`${faulty.replaceAll('`', '').replaceAll('${', '')}\`;\nrun(source);`,
    ));

  test('documentation above a declaration', () =>
    expectQuiet(`/**\n${faulty.replaceAll(/^/gm, ' * ')}\n */\nexport function train(weights, sigmoid) {}`));

  test('a line that nobody writes: a minified bundle', () => {
    const bundle = `${faulty.replaceAll(/\s*\n\s*/g, ' ').replaceAll(/\/\/.*/g, '')} ${'/*x*/ '.repeat(600)}`;
    expect(read(bundle)).toEqual({ networks: [], problems: [], suppressions: [] });
  });

  test.each([
    '(function webpackUniversalModuleDefinition(root, factory) {',
    '/******/ (() => { // webpackBootstrap',
    '(function(f){if(typeof exports==="object"&&typeof module!=="undefined"){module.exports=f()}',
    '(function e(t,n,r){function s(o,u){if(!n[o]){if(!t[o]){',
  ])('a bundle that is not minified: %s', (prelude) => {
    expect(read(faulty).networks).toHaveLength(1);
    expect(read(`/* ${prelude} */${faulty}`.replace(/^\/\* (.*) \*\//, '$1\n')).networks).toEqual([]);
  });

  test('a bundle of a few very long lines', () => {
    const line = typedArrays().replaceAll(/\s*\n\s*/g, ' ');
    expect(read(`${line}${neurons().replaceAll(/\s*\n\s*/g, ' ')}`).networks).toEqual([]);
  });
});
