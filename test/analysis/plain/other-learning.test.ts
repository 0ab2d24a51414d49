// Weights that learn in other ways than by a gradient through a hidden layer: equal starts do no harm there.
import { describe, test } from 'vitest';
import { expectQuiet } from './quiet.ts';

describe('associative memories and local rules', () => {
  test.each([
    [
      'a Hopfield network',
      `
class HopfieldNetwork {
  constructor(size) {
    this.size = size;
    this.weights = Array.from({ length: size }, () => new Array(size).fill(0));
  }
  train(patterns) {
    for (const p of patterns) {
      for (let i = 0; i < this.size; i++) {
        for (let j = 0; j < this.size; j++) {
          if (i !== j) this.weights[i][j] += (p[i] * p[j]) / patterns.length;
        }
      }
    }
  }
  recall(state, steps = 5) {
    const s = [...state];
    for (let t = 0; t < steps; t++) {
      for (let i = 0; i < this.size; i++) {
        let sum = 0;
        for (let j = 0; j < this.size; j++) sum += this.weights[i][j] * s[j];
        s[i] = sum >= 0 ? 1 : -1;
      }
    }
    return s;
  }
}`,
    ],
    [
      'a Hopfield network that clears its weights',
      `
function Hopfield(n) {
  this.n = n;
  this.reset();
}
Hopfield.prototype.reset = function () {
  this.weights = [];
  for (var i = 0; i < this.n; i++) {
    this.weights[i] = [];
    for (var j = 0; j < this.n; j++) {
      this.weights[i][j] = 0;
    }
  }
};
Hopfield.prototype.learn = function (pattern) {
  for (var i = 0; i < this.n; i++) {
    for (var j = 0; j < this.n; j++) {
      if (i === j) continue;
      this.weights[i][j] += pattern[i] * pattern[j];
    }
  }
};
Hopfield.prototype.update = function (state) {
  var next = [];
  for (var i = 0; i < this.n; i++) {
    var activation = 0;
    for (var j = 0; j < this.n; j++) activation += this.weights[i][j] * state[j];
    next[i] = activation > 0 ? 1 : -1;
  }
  return next;
};
var net = new Hopfield(25);
net.learn(letters.a);
net.update(net.update(noisy));`,
    ],
    [
      'a Hebbian layer',
      `
class HebbianLayer {
  constructor(inputs, outputs, rate) {
    this.weights = Array.from({ length: outputs }, () => Array(inputs).fill(0));
    this.rate = rate;
  }
  activate(x) { return this.weights.map((row) => Math.tanh(row.reduce((s, w, i) => s + w * x[i], 0))); }
  learn(x, y) {
    for (let j = 0; j < y.length; j++) for (let i = 0; i < x.length; i++) this.weights[j][i] += this.rate * y[j] * x[i];
  }
}`,
    ],
    [
      'Oja’s rule on two layers',
      `
class Oja {
  constructor(n, m) {
    this.w1 = Array.from({ length: m }, () => Array(n).fill(0.1));
    this.w2 = Array(m).fill(0.1);
  }
  step(x, rate) {
    const h = this.w1.map((row) => row.reduce((s, w, i) => s + w * x[i], 0));
    this.w1.forEach((row, j) => row.forEach((w, i) => { row[i] += rate * h[j] * (x[i] - h[j] * w); }));
    const y = this.w2.reduce((s, w, j) => s + w * h[j], 0);
    this.w2 = this.w2.map((w, j) => w + rate * y * (h[j] - y * w));
    return y;
  }
}`,
    ],
    [
      'spikes that strengthen synapses',
      `
class Synapse {
  constructor(pre, post) { this.pre = pre; this.post = post; this.weight = 0.5; this.trace = 0; }
  transmit() { this.post.potential += this.weight * this.pre.spike; }
  learn(dt) {
    this.trace = this.trace * Math.exp(-dt / 20) + this.pre.spike;
    if (this.post.spike) this.weight = Math.min(1, this.weight + 0.01 * this.trace);
    else if (this.pre.spike) this.weight = Math.max(0, this.weight - 0.012 * this.post.trace);
  }
}
class SpikingNetwork {
  constructor(n) {
    this.neurons = Array.from({ length: n }, () => ({ potential: 0, spike: 0, trace: 0 }));
    this.synapses = [];
    for (const a of this.neurons) for (const b of this.neurons) if (a !== b) this.synapses.push(new Synapse(a, b));
  }
  tick(dt, train) {
    for (const s of this.synapses) s.transmit();
    for (const n of this.neurons) { n.spike = n.potential > 1 ? 1 : 0; if (n.spike) n.potential = 0; }
    if (train) for (const s of this.synapses) s.learn(dt);
  }
}`,
    ],
    [
      'a self-organising map',
      `
class SelfOrganizingMap {
  constructor(width, height, dim) {
    this.nodes = [];
    for (let x = 0; x < width; x++) for (let y = 0; y < height; y++) this.nodes.push({ x, y, weights: new Array(dim).fill(0.5).map(() => Math.random()) });
  }
  bestMatch(input) {
    let best = this.nodes[0], smallest = Infinity;
    for (const node of this.nodes) {
      let d = 0;
      for (let i = 0; i < input.length; i++) d += (input[i] - node.weights[i]) ** 2;
      if (d < smallest) { smallest = d; best = node; }
    }
    return best;
  }
  train(input, rate, radius) {
    const best = this.bestMatch(input);
    for (const node of this.nodes) {
      const influence = Math.exp(-((node.x - best.x) ** 2 + (node.y - best.y) ** 2) / (2 * radius * radius));
      for (let i = 0; i < input.length; i++) node.weights[i] += influence * rate * (input[i] - node.weights[i]);
    }
  }
}`,
    ],
  ])('%s', (_, source) => expectQuiet(source));
});

describe('reinforcement learning, tabular and linear', () => {
  test.each([
    [
      'a table of values',
      `
class QLearning {
  constructor(states, actions, { alpha = 0.1, gamma = 0.9 } = {}) {
    this.q = Array.from({ length: states }, () => new Array(actions).fill(0));
    this.alpha = alpha;
    this.gamma = gamma;
  }
  learn(s, a, reward, next) {
    const best = Math.max(...this.q[next]);
    this.q[s][a] += this.alpha * (reward + this.gamma * best - this.q[s][a]);
  }
  act(s, epsilon) {
    if (Math.random() < epsilon) return Math.floor(Math.random() * this.q[s].length);
    return this.q[s].indexOf(Math.max(...this.q[s]));
  }
}`,
    ],
    [
      'a table that is called weights',
      `
class Agent {
  constructor(states, actions) {
    this.weights = [];
    for (let s = 0; s < states; s++) {
      this.weights[s] = [];
      for (let a = 0; a < actions; a++) this.weights[s][a] = 0;
    }
  }
  value(s, a) { return this.weights[s][a]; }
  train(s, a, reward, s2, alpha, gamma) {
    const target = reward + gamma * Math.max(...this.weights[s2]);
    this.weights[s][a] += alpha * (target - this.weights[s][a]);
  }
}`,
    ],
    [
      'a linear value function with traces',
      `
class LinearTD {
  constructor(features, { alpha = 0.01, lambda = 0.8, gamma = 0.99 } = {}) {
    this.theta = new Float64Array(features);
    this.trace = new Float64Array(features);
    Object.assign(this, { alpha, lambda, gamma });
  }
  value(phi) { let v = 0; for (let i = 0; i < phi.length; i++) v += this.theta[i] * phi[i]; return v; }
  learn(phi, reward, phiNext) {
    const delta = reward + this.gamma * this.value(phiNext) - this.value(phi);
    for (let i = 0; i < phi.length; i++) {
      this.trace[i] = this.gamma * this.lambda * this.trace[i] + phi[i];
      this.theta[i] += this.alpha * delta * this.trace[i];
    }
  }
}`,
    ],
    [
      'linear values of actions',
      `
export class LinearQ {
  constructor(numFeatures, numActions) {
    this.weights = Array(numActions).fill(null).map(() => Array(numFeatures).fill(0));
  }
  q(features, action) { return features.reduce((s, f, i) => s + f * this.weights[action][i], 0); }
  update(features, action, reward, nextFeatures, alpha, gamma) {
    const next = Math.max(...this.weights.map((_, a) => this.q(nextFeatures, a)));
    const error = reward + gamma * next - this.q(features, action);
    for (let i = 0; i < features.length; i++) this.weights[action][i] += alpha * error * features[i];
  }
}`,
    ],
    [
      'a softmax policy',
      `
class Policy {
  constructor(features, actions) { this.theta = Array.from({ length: actions }, () => Array(features).fill(0)); }
  probabilities(x) {
    const h = this.theta.map((row) => Math.exp(row.reduce((s, w, i) => s + w * x[i], 0)));
    const z = h.reduce((a, b) => a + b, 0);
    return h.map((v) => v / z);
  }
  reinforce(x, action, advantage, rate) {
    const p = this.probabilities(x);
    this.theta.forEach((row, a) => {
      for (let i = 0; i < row.length; i++) row[i] += rate * advantage * ((a === action ? 1 : 0) - p[a]) * x[i];
    });
  }
}`,
    ],
    [
      'a bandit',
      `
class GradientBandit {
  constructor(arms) { this.preferences = new Array(arms).fill(0); this.average = 0; this.n = 0; }
  softmax() { const e = this.preferences.map(Math.exp); const s = e.reduce((a, b) => a + b); return e.map((x) => x / s); }
  learn(arm, reward, alpha) {
    this.n += 1;
    this.average += (reward - this.average) / this.n;
    const p = this.softmax();
    for (let a = 0; a < p.length; a++) this.preferences[a] += alpha * (reward - this.average) * ((a === arm ? 1 : 0) - p[a]);
  }
}`,
    ],
    [
      'an actor and a critic, both linear',
      `
class ActorCritic {
  constructor(n, actions) {
    this.criticWeights = new Array(n).fill(0);
    this.actorWeights = Array.from({ length: actions }, () => new Array(n).fill(0));
  }
  value(x) { return x.reduce((s, v, i) => s + v * this.criticWeights[i], 0); }
  policy(x) {
    const scores = this.actorWeights.map((row) => Math.exp(row.reduce((s, w, i) => s + w * x[i], 0)));
    const total = scores.reduce((a, b) => a + b, 0);
    return scores.map((s) => s / total);
  }
  train(x, action, reward, next) {
    const delta = reward + 0.9 * this.value(next) - this.value(x);
    const p = this.policy(x);
    for (let i = 0; i < x.length; i++) {
      this.criticWeights[i] += 0.1 * delta * x[i];
      for (let a = 0; a < p.length; a++) this.actorWeights[a][i] += 0.01 * delta * ((a === action ? 1 : 0) - p[a]) * x[i];
    }
  }
}`,
    ],
  ])('%s', (_, source) => expectQuiet(source));
});

describe('evolution', () => {
  test.each([
    [
      'zeros that are mutated',
      `
class Brain {
  constructor(inputs, hidden, outputs) {
    this.w1 = Array.from({ length: hidden }, () => Array(inputs).fill(0));
    this.w2 = Array.from({ length: outputs }, () => Array(hidden).fill(0));
  }
  think(x) {
    const h = this.w1.map((row) => Math.tanh(row.reduce((s, w, i) => s + w * x[i], 0)));
    return this.w2.map((row) => Math.tanh(row.reduce((s, w, j) => s + w * h[j], 0)));
  }
  mutate(rate) {
    for (const layer of [this.w1, this.w2]) {
      for (const row of layer) {
        for (let i = 0; i < row.length; i++) if (Math.random() < rate) row[i] += (Math.random() - 0.5) * 0.4;
      }
    }
  }
  copy() { const b = new Brain(1, 1, 1); b.w1 = this.w1.map((r) => [...r]); b.w2 = this.w2.map((r) => [...r]); return b; }
}`,
    ],
    [
      'a population whose genes are set',
      `
class Creature {
  constructor(genes) {
    this.weights1 = [];
    this.weights2 = [];
    for (let j = 0; j < 6; j++) { this.weights1.push([0, 0, 0, 0]); this.weights2.push(0); }
    if (genes) this.load(genes);
    else this.randomize();
    this.fitness = 0;
  }
  randomize() {
    this.weights1.forEach((row) => row.forEach((_, i) => { row[i] = Math.random() * 2 - 1; }));
    this.weights2 = this.weights2.map(() => Math.random() * 2 - 1);
  }
  load(genes) { this.weights1 = genes.first; this.weights2 = genes.second; }
  decide(x) {
    const hidden = this.weights1.map((row) => Math.tanh(row.reduce((s, w, i) => s + w * x[i], 0)));
    return hidden.reduce((s, h, j) => s + h * this.weights2[j], 0) > 0;
  }
}
function evolve(population) {
  population.sort((a, b) => b.fitness - a.fitness);
  return population.map(() => new Creature(cross(population[0], population[1])));
}`,
    ],
    [
      'crossover of neuron weights',
      `
class Genome {
  constructor(size) { this.neurons = []; for (let i = 0; i < size; i++) this.neurons.push({ weights: [0, 0, 0], bias: 0, output: 0 }); }
  feed(inputs) {
    for (const n of this.neurons) n.output = 1 / (1 + Math.exp(-inputs.reduce((s, x, i) => s + x * n.weights[i], n.bias)));
    return this.neurons.map((n) => n.output);
  }
  static breed(a, b) {
    const child = new Genome(a.neurons.length);
    child.neurons.forEach((n, k) => {
      n.weights = n.weights.map((_, i) => (Math.random() < 0.5 ? a : b).neurons[k].weights[i] + (Math.random() - 0.5) * 0.1);
    });
    return child;
  }
}`,
    ],
    [
      'hill climbing',
      `
function hillClimb(evaluate, size, steps) {
  let weights = new Array(size).fill(0);
  let best = -Infinity;
  for (let t = 0; t < steps; t++) {
    const trial = weights.map((w) => w + (Math.random() - 0.5));
    const score = evaluate((x) => Math.tanh(x.reduce((s, v, i) => s + v * trial[i], 0)));
    if (score > best) { best = score; weights = trial; }
  }
  return weights;
}`,
    ],
    [
      'an evolution strategy',
      `
class ES {
  constructor(inputs, hidden) {
    this.theta = new Float64Array(inputs * hidden + hidden);
    this.inputs = inputs;
    this.hidden = hidden;
  }
  forward(theta, x) {
    let y = 0;
    for (let j = 0; j < this.hidden; j++) {
      let z = 0;
      for (let i = 0; i < this.inputs; i++) z += theta[j * this.inputs + i] * x[i];
      y += Math.tanh(z) * theta[this.inputs * this.hidden + j];
    }
    return y;
  }
  train(reward, sigma, alpha, n) {
    const step = new Float64Array(this.theta.length);
    for (let k = 0; k < n; k++) {
      const noise = Float64Array.from(this.theta, () => gaussian());
      const r = reward((x) => this.forward(this.theta.map((t, i) => t + sigma * noise[i]), x));
      for (let i = 0; i < step.length; i++) step[i] += r * noise[i];
    }
    for (let i = 0; i < step.length; i++) this.theta[i] += (alpha / (n * sigma)) * step[i];
  }
}`,
    ],
    [
      'connections of a genome with innovation numbers',
      `
class ConnectionGene {
  constructor(from, to, weight, innovation) { this.from = from; this.to = to; this.weight = weight; this.enabled = true; this.innovation = innovation; }
  mutate() {
    if (Math.random() < 0.1) this.weight = Math.random() * 2 - 1;
    else this.weight += gaussian() / 50;
  }
}
class Genome {
  constructor() { this.nodes = []; this.genes = []; }
  addNode(gene) {
    gene.enabled = false;
    const node = { value: 0, incoming: [] };
    this.nodes.push(node);
    this.genes.push(new ConnectionGene(gene.from, node, 1, next()));
    this.genes.push(new ConnectionGene(node, gene.to, gene.weight, next()));
  }
  activate() {
    for (const node of this.nodes) {
      let sum = 0;
      for (const g of this.genes) if (g.to === node && g.enabled) sum += g.weight * g.from.value;
      node.value = 1 / (1 + Math.exp(-4.9 * sum));
    }
  }
  train() { for (const g of this.genes) g.mutate(); }
}`,
    ],
  ])('%s', (_, source) => expectQuiet(source));
});
