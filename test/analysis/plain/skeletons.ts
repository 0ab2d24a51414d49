// Small networks written by hand, each with a hole where its weights start: what surrounds a start is the same for many
// ways of writing it.

/** A program, and an expression that gives the weights of its hidden layer when the program has run. */
export interface Program {
  readonly code: string;
  readonly weights: string;
}

const sigmoid = 'const sigmoid = (x) => 1 / (1 + Math.exp(-x));';

/** A class of two layers over rows, one for each unit: `start` sets this.w1 (hidden × inputs) and this.w2 (outputs × hidden). */
export const rows = (start: string, around = ''): Program => ({
  weights: 'new Network(3, 5, 2).w1',
  code: `${sigmoid}
${around}
class Network {
  constructor(inputs, hidden, outputs) {
    ${start}
    this.b1 = new Array(hidden).fill(0);
    this.b2 = new Array(outputs).fill(0);
  }
  predict(x) {
    this.h = this.w1.map((row, i) => sigmoid(row.reduce((s, w, j) => s + w * x[j], this.b1[i])));
    return this.w2.map((row, i) => sigmoid(row.reduce((s, w, j) => s + w * this.h[j], this.b2[i])));
  }
  train(x, y, rate) {
    const out = this.predict(x);
    const dO = out.map((o, i) => (y[i] - o) * o * (1 - o));
    const dH = this.h.map((h, j) => h * (1 - h) * dO.reduce((s, d, i) => s + d * this.w2[i][j], 0));
    this.w2.forEach((row, i) => row.forEach((_, j) => { row[j] += rate * dO[i] * this.h[j]; }));
    this.w1.forEach((row, i) => row.forEach((_, j) => { row[j] += rate * dH[i] * x[j]; }));
    dO.forEach((d, i) => { this.b2[i] += rate * d; });
    dH.forEach((d, i) => { this.b1[i] += rate * d; });
  }
}
`,
});

/** Functions over columns, one for each unit: `start` declares w1 (inputs × hidden) and w2 (hidden × outputs). */
export const columns = (start: string): Program => ({
  weights: 'w1',
  code: `
const inputs = 3;
const hidden = 5;
const outputs = 2;
${start}
const b1 = new Array(hidden).fill(0);
const b2 = new Array(outputs).fill(0);
let h = [];
function forward(x) {
  h = [];
  for (let j = 0; j < hidden; j++) {
    let z = b1[j];
    for (let i = 0; i < inputs; i++) z += x[i] * w1[i][j];
    h.push(Math.max(0, z));
  }
  const out = [];
  for (let k = 0; k < outputs; k++) {
    let z = b2[k];
    for (let j = 0; j < hidden; j++) z += h[j] * w2[j][k];
    out.push(1 / (1 + Math.exp(-z)));
  }
  return out;
}
function train(x, target, rate) {
  const out = forward(x);
  const dOut = out.map((o, k) => o - target[k]);
  for (let j = 0; j < hidden; j++) {
    let d = 0;
    for (let k = 0; k < outputs; k++) d += dOut[k] * w2[j][k];
    d *= h[j] > 0 ? 1 : 0;
    for (let k = 0; k < outputs; k++) w2[j][k] -= rate * dOut[k] * h[j];
    for (let i = 0; i < inputs; i++) w1[i][j] -= rate * d * x[i];
    b1[j] -= rate * d;
  }
  for (let k = 0; k < outputs; k++) b2[k] -= rate * dOut[k];
}
`,
});

/** Flat arrays with index arithmetic: `start` declares w1 (inputs · hidden) and w2 (hidden). */
export const flat = (start: string): Program => ({
  weights: 'w1',
  code: `
const inputs = 2, hidden = 3;
${start}
const b1 = new Float32Array(hidden);
let b2 = 0;
const h = new Float32Array(hidden);
function forward(x) {
  for (let j = 0; j < hidden; j++) {
    let z = b1[j];
    for (let i = 0; i < inputs; i++) z += x[i] * w1[i * hidden + j];
    h[j] = Math.tanh(z);
  }
  let o = b2;
  for (let j = 0; j < hidden; j++) o += w2[j] * h[j];
  return 1 / (1 + Math.exp(-o));
}
function train(x, y, rate) {
  const d = forward(x) - y;
  for (let j = 0; j < hidden; j++) {
    const dh = d * w2[j] * (1 - h[j] * h[j]);
    w2[j] -= rate * d * h[j];
    for (let i = 0; i < inputs; i++) w1[i * hidden + j] -= rate * dh * x[i];
    b1[j] -= rate * dh;
  }
  b2 -= rate * d;
}
`,
});

/** An object for each unit: `start` sets this.weights, with `n` inputs; `makes` fills this.neurons. */
export const units = (
  start: string,
  makes = 'for (let i = 0; i < count; i++) this.neurons.push(new Neuron(inputs));',
): Program => ({
  weights: 'new Layer(5, 3).neurons.map((neuron) => neuron.weights)',
  code: `
class Neuron {
  constructor(n) {
    ${start}
    this.bias = 0;
  }
  activate(inputs) {
    this.inputs = inputs;
    let sum = this.bias;
    for (let i = 0; i < inputs.length; i++) sum += this.weights[i] * inputs[i];
    this.output = Math.max(0, sum);
    return this.output;
  }
}
class Layer {
  constructor(count, inputs) {
    this.neurons = [];
    ${makes}
  }
  forward(inputs) { return this.neurons.map((neuron) => neuron.activate(inputs)); }
}
class Network {
  constructor(sizes) {
    this.layers = [];
    for (let i = 1; i < sizes.length; i++) this.layers.push(new Layer(sizes[i], sizes[i - 1]));
  }
  forward(x) { let out = x; for (const layer of this.layers) out = layer.forward(out); return out; }
  train(x, target, rate) {
    const out = this.forward(x);
    let errors = out.map((o, i) => target[i] - o);
    for (let l = this.layers.length - 1; l >= 0; l--) {
      const layer = this.layers[l];
      const next = layer.neurons[0].weights.map(() => 0);
      layer.neurons.forEach((neuron, k) => {
        const delta = errors[k] * (neuron.output > 0 ? 1 : 0);
        for (let i = 0; i < neuron.weights.length; i++) {
          next[i] += neuron.weights[i] * delta;
          neuron.weights[i] += rate * delta * neuron.inputs[i];
        }
        neuron.bias += rate * delta;
      });
      errors = next;
    }
  }
}
const net = new Network([2, 4, 1]);
for (let epoch = 0; epoch < 10; epoch++) { net.train([0, 1], [1], 0.1); net.train([1, 1], [0], 0.1); }
`,
});

const loops = `this.data = [];
    for (let i = 0; i < rows; i++) {
      this.data[i] = [];
      for (let j = 0; j < cols; j++) this.data[i][j] = 0;
    }`;

/** A matrix class of the program's own: `methods` are added to it, `start` sets weights_ih and weights_ho, `makes` its data. */
export const matrices = (
  methods: string,
  start = 'this.weights_ih = new Matrix(b, a);\n    this.weights_ho = new Matrix(c, b);',
  makes = loops,
): Program => ({
  weights: 'new NeuralNetwork(3, 5, 2).weights_ih.data',
  code: `class Matrix {
  constructor(rows, cols) {
    this.rows = rows;
    this.cols = cols;
    ${makes}
  }
  static fromArray(values) { const m = new Matrix(values.length, 1); for (let i = 0; i < values.length; i++) m.data[i][0] = values[i]; return m; }
  toArray() { const values = []; for (let i = 0; i < this.rows; i++) for (let j = 0; j < this.cols; j++) values.push(this.data[i][j]); return values; }
  static multiply(a, b) {
    const result = new Matrix(a.rows, b.cols);
    for (let i = 0; i < result.rows; i++) {
      for (let j = 0; j < result.cols; j++) {
        let sum = 0;
        for (let k = 0; k < a.cols; k++) sum += a.data[i][k] * b.data[k][j];
        result.data[i][j] = sum;
      }
    }
    return result;
  }
  static subtract(a, b) { const m = new Matrix(a.rows, a.cols); for (let i = 0; i < a.rows; i++) for (let j = 0; j < a.cols; j++) m.data[i][j] = a.data[i][j] - b.data[i][j]; return m; }
  static transpose(a) { const m = new Matrix(a.cols, a.rows); for (let i = 0; i < a.rows; i++) for (let j = 0; j < a.cols; j++) m.data[j][i] = a.data[i][j]; return m; }
  copy() { const m = new Matrix(this.rows, this.cols); for (let i = 0; i < this.rows; i++) for (let j = 0; j < this.cols; j++) m.data[i][j] = this.data[i][j]; return m; }
  add(b) { for (let i = 0; i < this.rows; i++) for (let j = 0; j < this.cols; j++) this.data[i][j] += b.data[i][j]; }
  scale(n) { for (let i = 0; i < this.rows; i++) for (let j = 0; j < this.cols; j++) this.data[i][j] *= n instanceof Matrix ? n.data[i][j] : n; }
  apply(f) { for (let i = 0; i < this.rows; i++) for (let j = 0; j < this.cols; j++) this.data[i][j] = f(this.data[i][j]); }
  ${methods}
}
${sigmoid}
class NeuralNetwork {
  constructor(a, b, c) {
    ${start}
    this.bias_h = new Matrix(b, 1);
    this.bias_o = new Matrix(c, 1);
    this.learning_rate = 0.1;
  }
  predict(input) {
    const inputs = Matrix.fromArray(input);
    const hidden = Matrix.multiply(this.weights_ih, inputs);
    hidden.add(this.bias_h);
    hidden.apply(sigmoid);
    const output = Matrix.multiply(this.weights_ho, hidden);
    output.add(this.bias_o);
    output.apply(sigmoid);
    return output.toArray();
  }
  train(input, target) {
    const inputs = Matrix.fromArray(input);
    const hidden = Matrix.multiply(this.weights_ih, inputs);
    hidden.add(this.bias_h);
    hidden.apply(sigmoid);
    const outputs = Matrix.multiply(this.weights_ho, hidden);
    outputs.add(this.bias_o);
    outputs.apply(sigmoid);
    const errors = Matrix.subtract(Matrix.fromArray(target), outputs);
    const gradients = outputs.copy();
    gradients.apply((y) => y * (1 - y));
    gradients.scale(errors);
    gradients.scale(this.learning_rate);
    this.weights_ho.add(Matrix.multiply(gradients, Matrix.transpose(hidden)));
    this.bias_o.add(gradients);
    const hiddenErrors = Matrix.multiply(Matrix.transpose(this.weights_ho), errors);
    const hiddenGradient = hidden.copy();
    hiddenGradient.apply((y) => y * (1 - y));
    hiddenGradient.scale(hiddenErrors);
    hiddenGradient.scale(this.learning_rate);
    this.weights_ih.add(Matrix.multiply(hiddenGradient, Matrix.transpose(inputs)));
    this.bias_h.add(hiddenGradient);
  }
}
`,
});
