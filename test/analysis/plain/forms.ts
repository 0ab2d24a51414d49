// The ways people write the same small network by hand: one hidden layer, trained by back-propagation. A form takes what
// differs from test to test: how each array of weights starts, and the activation.
import type { Activation } from './activations.ts';
import { sigmoid } from './activations.ts';

export interface Parts {
  /** Statements that make the weights between input and hidden layer; random numbers where a test does not care. */
  readonly w1?: string;
  /** The same between hidden and output layer. */
  readonly w2?: string;
  readonly activation?: Activation;
  /** More members of the class, or more statements at the end, by form. */
  readonly more?: string;
}

export type Form = (parts?: Parts) => string;

/** Each statement of a start is on lines of its own, so that marks under it stay in place. */
const lines = (text: string): string => text.replace(/^\n/, '');

/** A class with a row of weights for every unit: `w1[hidden][input]`. */
export const rowsClass: Form = ({ w1, w2, activation = sigmoid, more = '' } = {}) => `
${activation.helpers}

class NeuralNetwork {
  constructor(inputs, hidden, outputs, learningRate = 0.1) {
    this.inputs = inputs;
    this.hidden = hidden;
    this.outputs = outputs;
    this.learningRate = learningRate;
${lines(w1 ?? `    this.w1 = Array.from({ length: hidden }, () => Array.from({ length: inputs }, () => Math.random() * 2 - 1));`)}
    this.b1 = new Array(hidden).fill(0);
${lines(w2 ?? `    this.w2 = Array.from({ length: outputs }, () => Array.from({ length: hidden }, () => Math.random() * 2 - 1));`)}
    this.b2 = new Array(outputs).fill(0);
  }

  forward(x) {
    this.h = [];
    for (let j = 0; j < this.hidden; j++) {
      let sum = this.b1[j];
      for (let i = 0; i < this.inputs; i++) sum += this.w1[j][i] * x[i];
      this.h[j] = ${activation.of('sum')};
    }
    this.o = [];
    for (let k = 0; k < this.outputs; k++) {
      let sum = this.b2[k];
      for (let j = 0; j < this.hidden; j++) sum += this.w2[k][j] * this.h[j];
      this.o[k] = ${activation.of('sum')};
    }
    return this.o;
  }

  train(x, y) {
    this.forward(x);
    const dOut = [];
    for (let k = 0; k < this.outputs; k++) dOut[k] = (y[k] - this.o[k]) * ${activation.slope('this.o[k]')};
    const dHidden = [];
    for (let j = 0; j < this.hidden; j++) {
      let error = 0;
      for (let k = 0; k < this.outputs; k++) error += this.w2[k][j] * dOut[k];
      dHidden[j] = error * ${activation.slope('this.h[j]')};
    }
    for (let k = 0; k < this.outputs; k++) {
      for (let j = 0; j < this.hidden; j++) this.w2[k][j] += this.learningRate * dOut[k] * this.h[j];
      this.b2[k] += this.learningRate * dOut[k];
    }
    for (let j = 0; j < this.hidden; j++) {
      for (let i = 0; i < this.inputs; i++) this.w1[j][i] += this.learningRate * dHidden[j] * x[i];
      this.b1[j] += this.learningRate * dHidden[j];
    }
  }
${more}
}

module.exports = NeuralNetwork;
`;

/** A class with callbacks, a column of weights for every unit: `weightsInputHidden[input][hidden]`. */
export const callbacksClass: Form = ({ w1, w2, activation = sigmoid, more = '' } = {}) => `
${activation.helpers}

export class NN {
  constructor({ inputSize, hiddenSize, outputSize, lr = 0.5 }) {
    this.lr = lr;
    this.hiddenSize = hiddenSize;
    this.outputSize = outputSize;
${lines(w1 ?? `    this.weightsInputHidden = Array.from({ length: inputSize }, () => Array.from({ length: hiddenSize }, () => Math.random() - 0.5));`)}
    this.biasHidden = Array(hiddenSize).fill(0);
${lines(w2 ?? `    this.weightsHiddenOutput = Array.from({ length: hiddenSize }, () => Array.from({ length: outputSize }, () => Math.random() - 0.5));`)}
    this.biasOutput = Array(outputSize).fill(0);
  }

  predict(inputs) {
    this.hidden = this.biasHidden.map((bias, j) => {
      const sum = inputs.reduce((total, x, i) => total + x * this.weightsInputHidden[i][j], bias);
      return ${activation.of('sum')};
    });
    this.outputs = this.biasOutput.map((bias, k) => {
      const sum = this.hidden.reduce((total, h, j) => total + h * this.weightsHiddenOutput[j][k], bias);
      return ${activation.of('sum')};
    });
    return this.outputs;
  }

  train(inputs, targets) {
    const outputs = this.predict(inputs);
    const outputDeltas = outputs.map((o, k) => (targets[k] - o) * ${activation.slope('o')});
    const hiddenDeltas = this.hidden.map((h, j) => {
      const error = outputDeltas.reduce((sum, delta, k) => sum + delta * this.weightsHiddenOutput[j][k], 0);
      return error * ${activation.slope('h')};
    });
    this.weightsHiddenOutput.forEach((row, j) => {
      row.forEach((_, k) => {
        row[k] += this.lr * outputDeltas[k] * this.hidden[j];
      });
    });
    this.weightsInputHidden.forEach((row, i) => {
      row.forEach((_, j) => {
        row[j] += this.lr * hiddenDeltas[j] * inputs[i];
      });
    });
    this.biasOutput = this.biasOutput.map((b, k) => b + this.lr * outputDeltas[k]);
    this.biasHidden = this.biasHidden.map((b, j) => b + this.lr * hiddenDeltas[j]);
  }
${more}
}
`;

/** Arrays and functions at the top of a file. */
export const moduleLevel: Form = ({ w1, w2, activation = sigmoid, more = '' } = {}) => `
const INPUTS = 2;
const HIDDEN = 4;
const LEARNING_RATE = 0.1;
const data = [
  { x: [0, 0], y: 0 },
  { x: [0, 1], y: 1 },
  { x: [1, 0], y: 1 },
  { x: [1, 1], y: 0 },
];

${activation.helpers}

${lines(w1 ?? `let w1 = Array.from({ length: HIDDEN }, () => Array.from({ length: INPUTS }, () => Math.random() - 0.5));`)}
let b1 = Array(HIDDEN).fill(0);
${lines(w2 ?? `let w2 = Array.from({ length: HIDDEN }, () => Math.random() - 0.5);`)}
let b2 = 0;

function forward(x) {
  const hidden = [];
  for (let j = 0; j < HIDDEN; j++) {
    let z = b1[j];
    for (let i = 0; i < INPUTS; i++) z += w1[j][i] * x[i];
    hidden.push(${activation.of('z')});
  }
  let z = b2;
  for (let j = 0; j < HIDDEN; j++) z += w2[j] * hidden[j];
  const output = 1 / (1 + Math.exp(-z));
  return { hidden, output };
}

for (let epoch = 0; epoch < 10000; epoch++) {
  for (const { x, y } of data) {
    const { hidden, output } = forward(x);
    const error = output - y;
    for (let j = 0; j < HIDDEN; j++) {
      const delta = error * w2[j] * ${activation.slope('hidden[j]')};
      w2[j] -= LEARNING_RATE * error * hidden[j];
      for (let i = 0; i < INPUTS; i++) w1[j][i] -= LEARNING_RATE * delta * x[i];
      b1[j] -= LEARNING_RATE * delta;
    }
    b2 -= LEARNING_RATE * error;
  }
}
${more}
`;

/** A function that keeps its arrays to itself and hands out two functions. */
export const closure: Form = ({ w1, w2, activation = sigmoid, more = '' } = {}) => `
${activation.helpers}

export function createNetwork(nInput, nHidden, nOutput, options = {}) {
  const rate = options.rate ?? 0.05;
${lines(w1 ?? `  const wHidden = Array.from({ length: nHidden }, () => Array.from({ length: nInput }, () => Math.random() * 2 - 1));`)}
  const bHidden = new Array(nHidden).fill(0);
${lines(w2 ?? `  const wOutput = Array.from({ length: nOutput }, () => Array.from({ length: nHidden }, () => Math.random() * 2 - 1));`)}
  const bOutput = new Array(nOutput).fill(0);

  const layer = (weights, biases, input) =>
    weights.map((row, j) => ${activation.of('row.reduce((sum, w, i) => sum + w * input[i], 0) + biases[j]')});

  function run(input) {
    const hidden = layer(wHidden, bHidden, input);
    return { hidden, output: layer(wOutput, bOutput, hidden) };
  }

  function learn(input, target) {
    const { hidden, output } = run(input);
    const deltaOut = output.map((o, k) => (o - target[k]) * ${activation.slope('o')});
    const deltaHidden = hidden.map(
      (h, j) => ${activation.slope('h')} * deltaOut.reduce((sum, d, k) => sum + d * wOutput[k][j], 0),
    );
    deltaOut.forEach((d, k) => {
      for (let j = 0; j < nHidden; j++) wOutput[k][j] -= rate * d * hidden[j];
      bOutput[k] -= rate * d;
    });
    deltaHidden.forEach((d, j) => {
      for (let i = 0; i < nInput; i++) wHidden[j][i] -= rate * d * input[i];
      bHidden[j] -= rate * d;
    });
  }
${more}
  return { run, learn };
}
`;

/** A constructor function whose methods stand on its prototype. */
export const prototypes: Form = ({ w1, w2, activation = sigmoid, more = '' } = {}) => `
${activation.helpers}

function Network(numInputs, numHidden, numOutputs) {
  var i, j;
  this.numInputs = numInputs;
  this.numHidden = numHidden;
  this.numOutputs = numOutputs;
  this.rate = 0.3;
${lines(
  w1 ??
    `  this.weightsIH = [];
  for (i = 0; i < numHidden; i++) {
    this.weightsIH[i] = [];
    for (j = 0; j < numInputs; j++) this.weightsIH[i][j] = Math.random() - 0.5;
  }`,
)}
${lines(
  w2 ??
    `  this.weightsHO = [];
  for (i = 0; i < numOutputs; i++) {
    this.weightsHO[i] = [];
    for (j = 0; j < numHidden; j++) this.weightsHO[i][j] = Math.random() - 0.5;
  }`,
)}
}

Network.prototype.feedForward = function (inputs) {
  var i, j, sum;
  this.inputs = inputs;
  this.hidden = [];
  for (i = 0; i < this.numHidden; i++) {
    sum = 0;
    for (j = 0; j < this.numInputs; j++) sum += this.weightsIH[i][j] * inputs[j];
    this.hidden[i] = ${activation.of('sum')};
  }
  this.outputs = [];
  for (i = 0; i < this.numOutputs; i++) {
    sum = 0;
    for (j = 0; j < this.numHidden; j++) sum += this.weightsHO[i][j] * this.hidden[j];
    this.outputs[i] = ${activation.of('sum')};
  }
  return this.outputs;
};

Network.prototype.backPropagate = function (targets) {
  var i, j, error;
  var outputDeltas = [];
  var hiddenDeltas = [];
  for (i = 0; i < this.numOutputs; i++) {
    outputDeltas[i] = (targets[i] - this.outputs[i]) * ${activation.slope('this.outputs[i]')};
  }
  for (j = 0; j < this.numHidden; j++) {
    error = 0;
    for (i = 0; i < this.numOutputs; i++) error += outputDeltas[i] * this.weightsHO[i][j];
    hiddenDeltas[j] = error * ${activation.slope('this.hidden[j]')};
  }
  for (i = 0; i < this.numOutputs; i++) {
    for (j = 0; j < this.numHidden; j++) {
      this.weightsHO[i][j] = this.weightsHO[i][j] + this.rate * outputDeltas[i] * this.hidden[j];
    }
  }
  for (i = 0; i < this.numHidden; i++) {
    for (j = 0; j < this.numInputs; j++) {
      this.weightsIH[i][j] = this.weightsIH[i][j] + this.rate * hiddenDeltas[i] * this.inputs[j];
    }
  }
};

Network.prototype.train = function (samples, epochs) {
  for (var e = 0; e < epochs; e++) {
    for (var s = 0; s < samples.length; s++) {
      this.feedForward(samples[s].input);
      this.backPropagate(samples[s].output);
    }
  }
};
${more}
`;

/** Flat typed arrays with index arithmetic. */
export const typedArrays: Form = ({ w1, w2, activation = sigmoid, more = '' } = {}) => `
${activation.helpers}

export class TinyNet {
  constructor(inputCount, hiddenCount, outputCount) {
    this.inputCount = inputCount;
    this.hiddenCount = hiddenCount;
    this.outputCount = outputCount;
    this.hidden = new Float32Array(hiddenCount);
    this.output = new Float32Array(outputCount);
    this.b1 = new Float32Array(hiddenCount);
    this.b2 = new Float32Array(outputCount);
${lines(
  w1 ??
    `    this.w1 = new Float32Array(inputCount * hiddenCount);
    for (let i = 0; i < this.w1.length; i++) this.w1[i] = (Math.random() - 0.5) * 0.2;`,
)}
${lines(
  w2 ??
    `    this.w2 = new Float32Array(hiddenCount * outputCount);
    for (let i = 0; i < this.w2.length; i++) this.w2[i] = (Math.random() - 0.5) * 0.2;`,
)}
  }

  forward(input) {
    const { inputCount, hiddenCount, outputCount } = this;
    for (let h = 0; h < hiddenCount; h++) {
      let sum = this.b1[h];
      for (let i = 0; i < inputCount; i++) sum += input[i] * this.w1[h * inputCount + i];
      this.hidden[h] = ${activation.of('sum')};
    }
    for (let o = 0; o < outputCount; o++) {
      let sum = this.b2[o];
      for (let h = 0; h < hiddenCount; h++) sum += this.hidden[h] * this.w2[o * hiddenCount + h];
      this.output[o] = sum;
    }
    return this.output;
  }

  backward(input, target, lr) {
    const { inputCount, hiddenCount, outputCount } = this;
    const dHidden = new Float32Array(hiddenCount);
    for (let o = 0; o < outputCount; o++) {
      const d = this.output[o] - target[o];
      for (let h = 0; h < hiddenCount; h++) {
        dHidden[h] += d * this.w2[o * hiddenCount + h];
        this.w2[o * hiddenCount + h] -= lr * d * this.hidden[h];
      }
      this.b2[o] -= lr * d;
    }
    for (let h = 0; h < hiddenCount; h++) {
      const d = dHidden[h] * ${activation.slope('this.hidden[h]')};
      for (let i = 0; i < inputCount; i++) this.w1[h * inputCount + i] -= lr * d * input[i];
      this.b1[h] -= lr * d;
    }
  }
${more}
}
`;

/** All layers in one array: `weights[layer][unit][input]`. */
export const deepArrays: Form = ({ w1, activation = sigmoid, more = '' } = {}) => `
${activation.helpers}

class DeepNetwork {
  constructor(layerSizes, learningRate = 0.01) {
    this.layerSizes = layerSizes;
    this.learningRate = learningRate;
    this.weights = [];
    this.biases = [];
    for (let l = 1; l < layerSizes.length; l++) {
${lines(
  w1 ??
    `      this.weights.push(Array.from({ length: layerSizes[l] }, () => Array.from({ length: layerSizes[l - 1] }, () => Math.random() * 2 - 1)));`,
)}
      this.biases.push(new Array(layerSizes[l]).fill(0));
    }
  }

  forward(input) {
    this.activations = [input];
    for (let l = 0; l < this.weights.length; l++) {
      const previous = this.activations[l];
      const next = [];
      for (let j = 0; j < this.weights[l].length; j++) {
        let z = this.biases[l][j];
        for (let i = 0; i < previous.length; i++) z += this.weights[l][j][i] * previous[i];
        next.push(${activation.of('z')});
      }
      this.activations.push(next);
    }
    return this.activations[this.activations.length - 1];
  }

  backward(target) {
    const last = this.activations.length - 1;
    let deltas = this.activations[last].map((a, j) => (a - target[j]) * ${activation.slope('a')});
    for (let l = this.weights.length - 1; l >= 0; l--) {
      const below = this.activations[l];
      const nextDeltas = below.map((a, i) => {
        let sum = 0;
        for (let j = 0; j < deltas.length; j++) sum += this.weights[l][j][i] * deltas[j];
        return sum * ${activation.slope('a')};
      });
      for (let j = 0; j < deltas.length; j++) {
        for (let i = 0; i < below.length; i++) this.weights[l][j][i] -= this.learningRate * deltas[j] * below[i];
        this.biases[l][j] -= this.learningRate * deltas[j];
      }
      deltas = nextDeltas;
    }
  }

  fit(xs, ys, epochs) {
    for (let e = 0; e < epochs; e++) {
      xs.forEach((x, n) => {
        this.forward(x);
        this.backward(ys[n]);
      });
    }
  }
${more}
}

const network = new DeepNetwork([3, 5, 5, 2]);
network.fit(inputs, targets, 500);
`;
