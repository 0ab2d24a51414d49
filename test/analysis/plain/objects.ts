// Networks made of objects: matrices, layers, neurons, connections, parameters in a map.
import type { Form } from './forms.ts';
import { sigmoid } from './activations.ts';

const lines = (text: string): string => text.replace(/^\n/, '');

/** The matrix class of many courses, whose methods change it in place. */
export const matrixInPlace = (
  filled = 'Array(this.rows).fill().map(() => Array(this.cols).fill(0))',
): string => `
class Matrix {
  constructor(rows, cols) {
    this.rows = rows;
    this.cols = cols;
    this.data = ${filled};
  }

  static fromArray(list) {
    return new Matrix(list.length, 1).map((_, i) => list[i]);
  }

  static subtract(a, b) {
    return new Matrix(a.rows, a.cols).map((_, i, j) => a.data[i][j] - b.data[i][j]);
  }

  static transpose(m) {
    return new Matrix(m.cols, m.rows).map((_, i, j) => m.data[j][i]);
  }

  static multiply(a, b) {
    return new Matrix(a.rows, b.cols).map((_, i, j) => {
      let sum = 0;
      for (let k = 0; k < a.cols; k++) sum += a.data[i][k] * b.data[k][j];
      return sum;
    });
  }

  static map(m, fn) {
    return new Matrix(m.rows, m.cols).map((_, i, j) => fn(m.data[i][j], i, j));
  }

  toArray() {
    const list = [];
    for (let i = 0; i < this.rows; i++) for (let j = 0; j < this.cols; j++) list.push(this.data[i][j]);
    return list;
  }

  randomize() {
    return this.map(() => Math.random() * 2 - 1);
  }

  fill(value) {
    return this.map(() => value);
  }

  add(n) {
    if (n instanceof Matrix) return this.map((e, i, j) => e + n.data[i][j]);
    return this.map((e) => e + n);
  }

  multiply(n) {
    if (n instanceof Matrix) return this.map((e, i, j) => e * n.data[i][j]);
    return this.map((e) => e * n);
  }

  map(fn) {
    for (let i = 0; i < this.rows; i++) {
      for (let j = 0; j < this.cols; j++) this.data[i][j] = fn(this.data[i][j], i, j);
    }
    return this;
  }
}
`;

/** A network of matrices that change in place. */
export const matrices: Form = ({ w1, w2, activation = sigmoid, more = '' } = {}) => `
${activation.helpers}
${matrixInPlace()}
class NeuralNetwork {
  constructor(inputNodes, hiddenNodes, outputNodes) {
${lines(
  w1 ??
    `    this.weights_ih = new Matrix(hiddenNodes, inputNodes);
    this.weights_ih.randomize();`,
)}
${lines(
  w2 ??
    `    this.weights_ho = new Matrix(outputNodes, hiddenNodes);
    this.weights_ho.randomize();`,
)}
    this.bias_h = new Matrix(hiddenNodes, 1);
    this.bias_o = new Matrix(outputNodes, 1);
    this.learning_rate = 0.1;
  }

  predict(inputArray) {
    const inputs = Matrix.fromArray(inputArray);
    const hidden = Matrix.multiply(this.weights_ih, inputs);
    hidden.add(this.bias_h);
    hidden.map((x) => ${activation.of('x')});
    const output = Matrix.multiply(this.weights_ho, hidden);
    output.add(this.bias_o);
    output.map((x) => ${activation.of('x')});
    return output.toArray();
  }

  train(inputArray, targetArray) {
    const inputs = Matrix.fromArray(inputArray);
    const hidden = Matrix.multiply(this.weights_ih, inputs);
    hidden.add(this.bias_h);
    hidden.map((x) => ${activation.of('x')});
    const outputs = Matrix.multiply(this.weights_ho, hidden);
    outputs.add(this.bias_o);
    outputs.map((x) => ${activation.of('x')});

    const outputErrors = Matrix.subtract(Matrix.fromArray(targetArray), outputs);
    const gradients = Matrix.map(outputs, (y) => ${activation.slope('y')});
    gradients.multiply(outputErrors);
    gradients.multiply(this.learning_rate);
    this.weights_ho.add(Matrix.multiply(gradients, Matrix.transpose(hidden)));
    this.bias_o.add(gradients);

    const hiddenErrors = Matrix.multiply(Matrix.transpose(this.weights_ho), outputErrors);
    const hiddenGradient = Matrix.map(hidden, (y) => ${activation.slope('y')});
    hiddenGradient.multiply(hiddenErrors);
    hiddenGradient.multiply(this.learning_rate);
    this.weights_ih.add(Matrix.multiply(hiddenGradient, Matrix.transpose(inputs)));
    this.bias_h.add(hiddenGradient);
  }
${more}
}
`;

/** Functions on arrays of arrays, each of which gives a new one. */
export const matrixFunctions = `
const zeros = (rows, cols) => Array.from({ length: rows }, () => new Array(cols).fill(0));
const makeMatrix = (rows, cols, value) => {
  const m = [];
  for (let i = 0; i < rows; i++) {
    const row = [];
    for (let j = 0; j < cols; j++) row.push(value);
    m.push(row);
  }
  return m;
};
const randomMatrix = (rows, cols) => zeros(rows, cols).map((row) => row.map(() => Math.random() - 0.5));
const dot = (a, b) => a.map((row) => b[0].map((_, j) => row.reduce((sum, x, k) => sum + x * b[k][j], 0)));
const transpose = (m) => m[0].map((_, j) => m.map((row) => row[j]));
const add = (a, b) => a.map((row, i) => row.map((x, j) => x + b[i][j]));
const subtract = (a, b) => a.map((row, i) => row.map((x, j) => x - b[i][j]));
const times = (a, b) => a.map((row, i) => row.map((x, j) => x * b[i][j]));
const scale = (m, k) => m.map((row) => row.map((x) => x * k));
const apply = (m, fn) => m.map((row) => row.map(fn));
`;

/** `W1 = subtract(W1, scale(dW1, rate))`: nothing changes in place. */
export const functional: Form = ({ w1, w2, activation = sigmoid, more = '' } = {}) => `
${activation.helpers}
${matrixFunctions}
class MLP {
  constructor(inputSize, hiddenSize, outputSize) {
${lines(w1 ?? `    this.W1 = randomMatrix(inputSize, hiddenSize);`)}
${lines(w2 ?? `    this.W2 = randomMatrix(hiddenSize, outputSize);`)}
  }

  forward(X) {
    this.Z1 = dot(X, this.W1);
    this.A1 = apply(this.Z1, (x) => ${activation.of('x')});
    this.Z2 = dot(this.A1, this.W2);
    this.A2 = apply(this.Z2, (x) => 1 / (1 + Math.exp(-x)));
    return this.A2;
  }

  backward(X, Y, rate) {
    const dZ2 = subtract(this.A2, Y);
    const dW2 = dot(transpose(this.A1), dZ2);
    const dZ1 = times(dot(dZ2, transpose(this.W2)), apply(this.A1, (y) => ${activation.slope('y')}));
    const dW1 = dot(transpose(X), dZ1);
    this.W1 = subtract(this.W1, scale(dW1, rate));
    this.W2 = subtract(this.W2, scale(dW2, rate));
  }

  train(X, Y, epochs) {
    for (let i = 0; i < epochs; i++) {
      this.forward(X);
      this.backward(X, Y, 0.1);
    }
  }
${more}
}
`;

/** A class for a layer, which knows its own backward pass, and one for the list of them. */
export const layerPair: Form = ({ w1, activation = sigmoid, more = '' } = {}) => `
${activation.helpers}

class Layer {
  constructor(inputSize, outputSize) {
    this.inputSize = inputSize;
    this.outputSize = outputSize;
${lines(
  w1 ??
    `    this.weights = Array.from({ length: outputSize }, () => Array.from({ length: inputSize }, () => Math.random() - 0.5));`,
)}
    this.biases = new Array(outputSize).fill(0);
  }

  forward(inputs) {
    this.inputs = inputs;
    this.outputs = this.weights.map((row, j) => {
      let sum = this.biases[j];
      row.forEach((w, i) => {
        sum += w * inputs[i];
      });
      return ${activation.of('sum')};
    });
    return this.outputs;
  }

  backward(gradient, rate) {
    const passed = new Array(this.inputSize).fill(0);
    for (let j = 0; j < this.outputSize; j++) {
      const delta = gradient[j] * ${activation.slope('this.outputs[j]')};
      for (let i = 0; i < this.inputSize; i++) {
        passed[i] += this.weights[j][i] * delta;
        this.weights[j][i] -= rate * delta * this.inputs[i];
      }
      this.biases[j] -= rate * delta;
    }
    return passed;
  }
}

class Network {
  constructor(sizes) {
    this.layers = [];
    for (let i = 0; i < sizes.length - 1; i++) this.layers.push(new Layer(sizes[i], sizes[i + 1]));
  }

  forward(input) {
    let current = input;
    for (const layer of this.layers) current = layer.forward(current);
    return current;
  }

  train(input, target, rate = 0.1) {
    const output = this.forward(input);
    let gradient = output.map((o, i) => o - target[i]);
    for (let i = this.layers.length - 1; i >= 0; i--) gradient = this.layers[i].backward(gradient, rate);
  }
}
${
  more ||
  `
const net = new Network([2, 4, 1]);
for (let i = 0; i < 5000; i++) net.train([0, 1], [1]);`
}
`;

/** Every unit an object with weights of its own, in layers, in a network. */
export const neurons: Form = ({ w1, activation = sigmoid, more = '' } = {}) => `
${activation.helpers}

class Neuron {
  constructor(inputCount) {
${lines(
  w1 ??
    `    this.weights = [];
    for (let i = 0; i < inputCount; i++) this.weights.push(Math.random() * 2 - 1);`,
)}
    this.bias = 0;
    this.output = 0;
    this.delta = 0;
  }

  activate(inputs) {
    this.inputs = inputs;
    let sum = this.bias;
    for (let i = 0; i < this.weights.length; i++) sum += this.weights[i] * inputs[i];
    this.output = ${activation.of('sum')};
    return this.output;
  }
}

class Layer {
  constructor(size, inputCount) {
    this.neurons = [];
    for (let i = 0; i < size; i++) this.neurons.push(new Neuron(inputCount));
  }

  activate(inputs) {
    return this.neurons.map((neuron) => neuron.activate(inputs));
  }
}

class Network {
  constructor(inputs, hidden, outputs) {
    this.hiddenLayer = new Layer(hidden, inputs);
    this.outputLayer = new Layer(outputs, hidden);
    this.learningRate = 0.2;
  }

  predict(inputs) {
    return this.outputLayer.activate(this.hiddenLayer.activate(inputs));
  }

  train(inputs, targets) {
    this.predict(inputs);
    this.outputLayer.neurons.forEach((neuron, k) => {
      neuron.delta = (targets[k] - neuron.output) * ${activation.slope('neuron.output')};
    });
    this.hiddenLayer.neurons.forEach((neuron, j) => {
      let error = 0;
      for (const above of this.outputLayer.neurons) error += above.weights[j] * above.delta;
      neuron.delta = error * ${activation.slope('neuron.output')};
    });
    for (const layer of [this.hiddenLayer, this.outputLayer]) {
      for (const neuron of layer.neurons) {
        for (let i = 0; i < neuron.weights.length; i++) {
          neuron.weights[i] += this.learningRate * neuron.delta * neuron.inputs[i];
        }
        neuron.bias += this.learningRate * neuron.delta;
      }
    }
  }
}
${
  more ||
  `
const network = new Network(2, 3, 1);
network.train([0, 1], [1]);`
}
`;

/** Weights that are the property of objects between two units. */
export const connections: Form = ({ w1, activation = sigmoid, more = '' } = {}) => `
${activation.helpers}

class Connection {
  constructor(from, to) {
    this.from = from;
    this.to = to;
${lines(w1 ?? `    this.weight = Math.random() * 2 - 1;`)}
  }
}

class Node {
  constructor() {
    this.incoming = [];
    this.outgoing = [];
    this.output = 0;
    this.error = 0;
  }

  connect(other) {
    const connection = new Connection(this, other);
    this.outgoing.push(connection);
    other.incoming.push(connection);
  }

  activate() {
    let sum = 0;
    for (const connection of this.incoming) sum += connection.weight * connection.from.output;
    this.output = ${activation.of('sum')};
  }

  learn(rate) {
    for (const connection of this.incoming) {
      connection.weight += rate * this.error * connection.from.output;
    }
  }
}

class Graph {
  constructor(inputs, hidden, outputs) {
    this.inputs = Array.from({ length: inputs }, () => new Node());
    this.hidden = Array.from({ length: hidden }, () => new Node());
    this.outputs = Array.from({ length: outputs }, () => new Node());
    for (const a of this.inputs) for (const b of this.hidden) a.connect(b);
    for (const a of this.hidden) for (const b of this.outputs) a.connect(b);
  }

  forward(values) {
    this.inputs.forEach((node, i) => {
      node.output = values[i];
    });
    for (const node of this.hidden) node.activate();
    for (const node of this.outputs) node.activate();
    return this.outputs.map((node) => node.output);
  }

  train(values, targets, rate) {
    this.forward(values);
    this.outputs.forEach((node, k) => {
      node.error = (targets[k] - node.output) * ${activation.slope('node.output')};
    });
    for (const node of this.hidden) {
      let sum = 0;
      for (const connection of node.outgoing) sum += connection.weight * connection.to.error;
      node.error = sum * ${activation.slope('node.output')};
    }
    for (const node of this.outputs) node.learn(rate);
    for (const node of this.hidden) node.learn(rate);
  }
}
${
  more ||
  `
const graph = new Graph(2, 3, 1);
graph.train([0, 1], [1], 0.5);`
}
`;

/** Everything that is learned in one object. */
export const parameterObject: Form = ({ w1, w2, activation = sigmoid, more = '' } = {}) => `
${activation.helpers}
${matrixFunctions}
function initParams(nX, nH, nY) {
  const params = {};
${lines(w1 ?? `  params.W1 = randomMatrix(nH, nX);`)}
  params.b1 = new Array(nH).fill(0);
${lines(w2 ?? `  params.W2 = randomMatrix(nY, nH);`)}
  params.b2 = new Array(nY).fill(0);
  return params;
}

function forward(params, x) {
  const a1 = params.W1.map((row, j) => {
    const z = row.reduce((sum, w, i) => sum + w * x[i], params.b1[j]);
    return ${activation.of('z')};
  });
  const a2 = params.W2.map((row, k) => {
    const z = row.reduce((sum, w, j) => sum + w * a1[j], params.b2[k]);
    return 1 / (1 + Math.exp(-z));
  });
  return { a1, a2 };
}

function step(params, x, y, alpha) {
  const { a1, a2 } = forward(params, x);
  const dz2 = a2.map((a, k) => a - y[k]);
  const dz1 = a1.map((a, j) => dz2.reduce((sum, d, k) => sum + d * params.W2[k][j], 0) * ${activation.slope('a')});
  dz2.forEach((d, k) => {
    a1.forEach((a, j) => {
      params.W2[k][j] -= alpha * d * a;
    });
    params.b2[k] -= alpha * d;
  });
  dz1.forEach((d, j) => {
    x.forEach((xi, i) => {
      params.W1[j][i] -= alpha * d * xi;
    });
    params.b1[j] -= alpha * d;
  });
}

const params = initParams(4, 8, 3);
for (const { x, y } of samples) step(params, x, y, 0.05);
${more}
`;
