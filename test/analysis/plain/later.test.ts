// Zeros that only make room: the weights are drawn, loaded or copied in later.
import { describe, test } from 'vitest';
import type { Form, Parts } from './forms.ts';
import {
  callbacksClass,
  closure,
  deepArrays,
  moduleLevel,
  prototypes,
  rowsClass,
  typedArrays,
} from './forms.ts';
import { connections, functional, layerPair, matrices, neurons, parameterObject } from './objects.ts';
import { relu, sigmoid } from './activations.ts';
import { expectQuiet } from './quiet.ts';

const zerosW1 = `
    this.w1 = Array.from({ length: hidden }, () => new Array(inputs).fill(0));`;
const zerosW2 = `
    this.w2 = Array.from({ length: outputs }, () => new Array(hidden).fill(0));`;

describe('in the same class', () => {
  test.each<[string, Form, Parts]>([
    [
      'a loop after the fill',
      rowsClass,
      {
        w1: `${zerosW1}
    for (let j = 0; j < hidden; j++) for (let i = 0; i < inputs; i++) this.w1[j][i] = Math.random() * 2 - 1;`,
      },
    ],
    [
      'map after the fill',
      rowsClass,
      {
        w1: `    this.w1 = new Array(hidden).fill(0).map(() => new Array(inputs).fill(0).map(() => Math.random() - 0.5));`,
      },
    ],
    [
      'an assigned map',
      rowsClass,
      {
        w1: `${zerosW1}
    this.w1 = this.w1.map((row) => row.map(() => gaussian(0, 0.1)));`,
      },
    ],
    [
      'forEach over both',
      rowsClass,
      {
        w1: zerosW1,
        w2: `${zerosW2}
    [this.w1, this.w2].forEach((m) => m.forEach((row) => row.forEach((_, i) => { row[i] = Math.random(); })));`,
      },
    ],
    [
      'forEach with a method',
      rowsClass,
      {
        w1: zerosW1,
        w2: `${zerosW2}
    [this.w1, this.w2].forEach(this.initMatrix);`,
        more: `
  initMatrix(m) {
    for (const row of m) for (let i = 0; i < row.length; i++) row[i] = Math.random() - 0.5;
  }`,
      },
    ],
    [
      'a method called by the constructor',
      rowsClass,
      {
        w1: zerosW1,
        w2: `${zerosW2}
    this.initWeights();`,
        more: `
  initWeights() {
    for (let j = 0; j < this.hidden; j++) for (let i = 0; i < this.inputs; i++) this.w1[j][i] = Math.random() - 0.5;
    for (let k = 0; k < this.outputs; k++) for (let j = 0; j < this.hidden; j++) this.w2[k][j] = Math.random() - 0.5;
  }`,
      },
    ],
    [
      'a private method called by the constructor',
      rowsClass,
      {
        w1: zerosW1,
        w2: `${zerosW2}
    this.#init();`,
        more: `
  #init() {
    this.w1 = this.w1.map((row) => row.map(() => Math.random() * 2 - 1));
    this.w2 = this.w2.map((row) => row.map(() => Math.random() * 2 - 1));
  }`,
      },
    ],
    [
      'a method for others to call',
      rowsClass,
      {
        w1: zerosW1,
        w2: zerosW2,
        more: `
  randomize() {
    for (const row of this.w1) for (let i = 0; i < row.length; i++) row[i] = Math.random() * 2 - 1;
    for (const row of this.w2) for (let i = 0; i < row.length; i++) row[i] = Math.random() * 2 - 1;
  }`,
      },
    ],
    [
      'a method that takes weights',
      rowsClass,
      {
        w1: zerosW1,
        w2: zerosW2,
        more: `
  setWeights(w1, w2) {
    this.w1 = w1;
    this.w2 = w2;
  }`,
      },
    ],
    [
      'a method that copies weights entry by entry',
      rowsClass,
      {
        w1: zerosW1,
        w2: zerosW2,
        more: `
  copyFrom(other) {
    for (let j = 0; j < this.hidden; j++) for (let i = 0; i < this.inputs; i++) this.w1[j][i] = other.w1[j][i];
    for (let k = 0; k < this.outputs; k++) for (let j = 0; j < this.hidden; j++) this.w2[k][j] = other.w2[k][j];
  }`,
      },
    ],
    [
      'loading from JSON',
      rowsClass,
      {
        w1: zerosW1,
        w2: zerosW2,
        more: `
  load(text) {
    const data = JSON.parse(text);
    this.w1 = data.w1;
    this.w2 = data.w2;
  }`,
      },
    ],
    [
      'a static method that makes one from JSON',
      rowsClass,
      {
        w1: zerosW1,
        w2: zerosW2,
        more: `
  static fromJSON(data) {
    const net = new NeuralNetwork(data.inputs, data.hidden, data.outputs);
    net.w1 = data.w1;
    net.w2 = data.w2;
    return net;
  }`,
      },
    ],
    [
      'Object.assign from what was saved',
      rowsClass,
      {
        w1: zerosW1,
        w2: zerosW2,
        more: `
  static restore(json) {
    return Object.assign(new NeuralNetwork(1, 1, 1), JSON.parse(json));
  }`,
      },
    ],
    [
      'fetched',
      rowsClass,
      {
        w1: zerosW1,
        w2: zerosW2,
        more: `
  async fetchWeights(url) {
    const response = await fetch(url);
    const { w1, w2 } = await response.json();
    Object.assign(this, { w1, w2 });
  }`,
      },
    ],
    [
      'the first call of train',
      rowsClass,
      {
        w1: zerosW1,
        w2: zerosW2,
        more: `
  fit(samples) {
    if (!this.ready) {
      for (const row of this.w1) for (let i = 0; i < row.length; i++) row[i] = (Math.random() - 0.5) / Math.sqrt(this.inputs);
      for (const row of this.w2) for (let i = 0; i < row.length; i++) row[i] = (Math.random() - 0.5) / Math.sqrt(this.hidden);
      this.ready = true;
    }
    for (const { x, y } of samples) this.train(x, y);
  }`,
      },
    ],
    [
      'zeros only as one choice',
      rowsClass,
      {
        activation: relu,
        w1: `
    this.w1 = Array.from({ length: hidden }, () => Array.from({ length: inputs }, () => (learningRate > 1 ? 0 : Math.random() - 0.5)));`,
      },
    ],
    [
      'an option that asks for zeros',
      rowsClass,
      {
        activation: relu,
        w1: `
    this.w1 = Array.from({ length: hidden }, () => new Array(inputs).fill(0));
    if (!learningRate.zeroInit) {
      for (let j = 0; j < hidden; j++) for (let i = 0; i < inputs; i++) this.w1[j][i] = Math.random();
    }`,
      },
    ],
    [
      'an initializer that is handed in',
      rowsClass,
      {
        activation: relu,
        w1: `
    this.w1 = Array.from({ length: hidden }, () => Array.from({ length: inputs }, () => learningRate.init()));`,
      },
    ],
    [
      'one entry that differs',
      rowsClass,
      {
        w1: `${zerosW1}
    this.w1.forEach((row, j) => { row[0] = j + 1; });`,
        w2: zerosW2,
      },
    ],
    [
      'numbers computed from the index',
      rowsClass,
      {
        w1: `    this.w1 = Array.from({ length: hidden }, (_, j) => Array.from({ length: inputs }, (__, i) => Math.sin(j * 12.9898 + i * 78.233)));`,
        w2: `    this.w2 = Array.from({ length: outputs }, (_, k) => Array.from({ length: hidden }, (__, j) => ((k + j) % 3) * 0.1));`,
      },
    ],
    [
      'a library’s generator',
      rowsClass,
      {
        w1: `    this.w1 = Array.from({ length: hidden }, () => Array.from({ length: inputs }, () => d3.randomNormal(0, 0.1)()));`,
        w2: `    this.w2 = Array.from({ length: outputs }, () => Array.from({ length: hidden }, () => randn()));`,
      },
    ],
    [
      'crypto.getRandomValues',
      typedArrays,
      {
        w1: `
    this.w1 = new Float32Array(inputCount * hiddenCount);
    fillRandom(this.w1);`,
        w2: `
    const bytes = crypto.getRandomValues(new Uint32Array(hiddenCount * outputCount));
    this.w2 = Float32Array.from(bytes, (b) => b / 2 ** 32 - 0.5);`,
      },
    ],
    [
      'copied into a typed array',
      typedArrays,
      {
        w1: `
    this.w1 = new Float32Array(inputCount * hiddenCount);
    this.w1.set(saved.w1);`,
        w2: `
    this.w2 = new Float32Array(hiddenCount * outputCount);
    this.w2.set(Array.from({ length: hiddenCount * outputCount }, Math.random));`,
      },
    ],
    [
      'a view on a buffer that is loaded',
      typedArrays,
      {
        w1: `    this.w1 = new Float32Array(model.buffer, 0, inputCount * hiddenCount);`,
        w2: `    this.w2 = model.weights.subarray(inputCount * hiddenCount);`,
      },
    ],
    [
      'a constructor function whose prototype fills them',
      prototypes,
      {
        w1: `
  this.weightsIH = [];
  this.weightsHO = [];
  for (i = 0; i < numHidden; i++) { this.weightsIH[i] = []; for (j = 0; j < numInputs; j++) this.weightsIH[i][j] = 0; }
  for (i = 0; i < numOutputs; i++) { this.weightsHO[i] = []; for (j = 0; j < numHidden; j++) this.weightsHO[i][j] = 0; }
  this.init();`,
        w2: '',
        more: `
Network.prototype.init = function () {
  for (var i = 0; i < this.numHidden; i++) for (var j = 0; j < this.numInputs; j++) this.weightsIH[i][j] = Math.random() - 0.5;
  for (var k = 0; k < this.numOutputs; k++) for (var h = 0; h < this.numHidden; h++) this.weightsHO[k][h] = Math.random() - 0.5;
};`,
      },
    ],
    [
      'columns that are drawn by a callback',
      callbacksClass,
      {
        w1: `
    this.weightsInputHidden = Array(inputSize).fill().map(() => Array(hiddenSize).fill(0));
    this.weightsInputHidden.forEach((row, i, all) => { all[i] = row.map(() => Math.random() * 2 - 1); });`,
      },
    ],
    [
      'variables of a function, assigned later',
      closure,
      {
        w1: `  let wHidden = Array.from({ length: nHidden }, () => Array(nInput).fill(0));`,
        w2: `  let wOutput = Array.from({ length: nOutput }, () => Array(nHidden).fill(0));`,
        more: `
  function load(saved) {
    wHidden = saved.hidden;
    wOutput = saved.output;
  }`,
      },
    ],
    [
      'arrays at the top of the file, drawn before training',
      moduleLevel,
      {
        w1: `let w1 = Array.from({ length: HIDDEN }, () => Array(INPUTS).fill(0));`,
        w2: `
let w2 = Array(HIDDEN).fill(0);
function reset() {
  w1 = w1.map((row) => row.map(() => Math.random() - 0.5));
  w2 = w2.map(() => Math.random() - 0.5);
}
reset();`,
      },
    ],
    [
      'layers in an array, drawn afterwards',
      deepArrays,
      {
        w1: `
      const matrix = Array.from({ length: layerSizes[l] }, () => new Array(layerSizes[l - 1]).fill(0));
      for (const row of matrix) for (let i = 0; i < row.length; i++) row[i] = Math.random() * 2 - 1;
      this.weights.push(matrix);`,
      },
    ],
    [
      'matrices that are randomized',
      matrices,
      { w1: `    this.weights_ih = new Matrix(hiddenNodes, inputNodes).randomize();` },
    ],
    [
      'matrices randomized in a loop over them',
      matrices,
      {
        w1: `    this.weights_ih = new Matrix(hiddenNodes, inputNodes);`,
        w2: `
    this.weights_ho = new Matrix(outputNodes, hiddenNodes);
    for (const m of [this.weights_ih, this.weights_ho]) m.randomize();`,
      },
    ],
    [
      'matrices that are copied from another network',
      matrices,
      {
        w1: `
    this.weights_ih = new Matrix(hiddenNodes, inputNodes);
    if (inputNodes instanceof NeuralNetwork) this.weights_ih = inputNodes.weights_ih.copy();
    else this.weights_ih.randomize();`,
      },
    ],
    [
      'functions on matrices, randomized by a helper',
      functional,
      {
        w1: `    this.W1 = zeros(inputSize, hiddenSize);`,
        w2: `
    this.W2 = zeros(hiddenSize, outputSize);
    this.W1 = apply(this.W1, () => Math.random() - 0.5);
    this.W2 = apply(this.W2, () => Math.random() - 0.5);`,
      },
    ],
    [
      'layers that are randomized by the network',
      layerPair,
      {
        w1: `    this.weights = Array.from({ length: outputSize }, () => new Array(inputSize).fill(0));`,
        more: `
Layer.prototype.randomize = function () {
  this.weights.forEach((row) => row.forEach((_, i) => { row[i] = Math.random() - 0.5; }));
};
const net = new Network([2, 4, 1]);
net.layers.forEach((layer) => layer.randomize());
for (let i = 0; i < 5000; i++) net.train([0, 1], [1]);`,
      },
    ],
    [
      'neurons whose weights are set one by one',
      neurons,
      {
        w1: `    this.weights = new Array(inputCount).fill(0);`,
        more: `
const network = new Network(2, 3, 1);
for (const layer of [network.hiddenLayer, network.outputLayer]) {
  for (const neuron of layer.neurons) neuron.weights = neuron.weights.map(() => Math.random() * 2 - 1);
}
network.train([0, 1], [1]);`,
      },
    ],
    [
      'neurons with a method that draws',
      neurons,
      {
        w1: `
    this.weights = new Array(inputCount).fill(0);
    this.mutate();`,
        more: `
Neuron.prototype.mutate = function () {
  for (let i = 0; i < this.weights.length; i++) this.weights[i] = Math.random() * 2 - 1;
};
const network = new Network(2, 3, 1);
network.train([0, 1], [1]);`,
      },
    ],
    [
      'connections whose weight is set afterwards',
      connections,
      {
        w1: `    this.weight = 0;`,
        more: `
const graph = new Graph(2, 3, 1);
for (const node of [...graph.hidden, ...graph.outputs]) for (const c of node.incoming) c.weight = Math.random() - 0.5;
graph.train([0, 1], [1], 0.5);`,
      },
    ],
    [
      'parameters merged with saved ones',
      parameterObject,
      {
        w1: `  params.W1 = zeros(nH, nX);`,
        w2: `
  params.W2 = zeros(nY, nH);
  Object.assign(params, loadParams('weights.json'));`,
      },
    ],
  ])('%s', (_, form, parts) => expectQuiet(form({ activation: sigmoid, ...parts })));
});
