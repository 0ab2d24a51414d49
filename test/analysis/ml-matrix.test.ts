// ml-matrix: networks of matrices whose methods change them in place.
import { expect, test } from 'vitest';
import { lint, read } from '../check.ts';
import { fixtures } from './library-fixtures.ts';

/** A network of two layers whose constructor is given. */
const net = (made: string, more = '', head = `import { Matrix } from 'ml-matrix';`): string => `${head}
const sigmoid = (x) => 1 / (1 + Math.exp(-x));
class NeuralNetwork {
  constructor(inputs, hidden, outputs) {
${made}
  }
  activate(m) {
    return m.clone().apply(function (i, j) { this.set(i, j, sigmoid(this.get(i, j))); });
  }
  train(x, y, lr) {
    const a1 = this.activate(x.mmul(this.w1).addRowVector(this.b1));
    const a2 = this.activate(a1.mmul(this.w2).addRowVector(this.b2));
    const d2 = Matrix.sub(a2, y);
    const d1 = d2.mmul(this.w2.transpose()).mul(Matrix.mul(a1, Matrix.sub(1, a1)));
    this.w2.sub(a1.transpose().mmul(d2).mul(lr));
    this.w1.sub(x.transpose().mmul(d1).mul(lr));
    this.b2.sub(d2.sum('column'));
  }
${more}
}
const net = new NeuralNetwork(2, 4, 1);
`;
const biases = `    this.b1 = Matrix.zeros(1, hidden);
    this.b2 = Matrix.zeros(1, outputs);`;
const random = `    this.w1 = Matrix.rand(inputs, hidden).sub(0.5);
    this.w2 = Matrix.rand(hidden, outputs).sub(0.5);`;

test('layers are read off the products', () => {
  const [network] = read(net(`${random}\n${biases}`)).networks;
  expect(network.layers).toMatchObject([
    { id: 'w1', settings: { units: { value: 4 }, activation: { value: 'sigmoid' } } },
    { id: 'w2', settings: { units: { value: 1 }, activation: { value: 'sigmoid' } } },
  ]);
  expect(network.layers[0].parameters[0]).toMatchObject({
    start: { value: { kind: 'random-uniform', min: -0.5, max: 0.5 } },
  });
});

test('the suggestion is the library’s own random matrix', () => {
  const { findings } = lint(
    net(`    this.w1 = Matrix.ones(inputs, hidden);
    this.w2 = new Matrix(hidden, outputs);
${biases}`),
  );
  const texts = findings[0]?.suggestions.map(({ edits }) => edits[0]?.text).join('\n');
  expect(texts).toContain(
    'Matrix.rand(inputs, hidden, { random: () => (Math.random() * 2 - 1) * Math.sqrt(6 / (inputs + hidden)) })',
  );
});

fixtures({
  found: {
    'zeros and what new makes': net(`    this.w1 = Matrix.zeros(inputs, hidden);
    //        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: stay equal
    this.w2 = new Matrix(hidden, outputs);
${biases}`),
    'ones, scaled': net(`    this.w1 = Matrix.ones(inputs, hidden).mul(0.1);
    //        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: stay equal
    this.w2 = Matrix.ones(hidden, outputs).mul(0.1);
${biases}`),
    'filled afterwards': net(`    this.w1 = new Matrix(inputs, hidden);
    //        ^^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: 0.5 everywhere
    this.w1.fill(0.5);
    this.w2 = new Matrix(hidden, outputs).fill(0.5);
${biases}`),
    'a random matrix of one number': net(`    this.w1 = Matrix.rand(inputs, hidden, { random: () => 0.3 });
    //        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: 0.3 everywhere
    this.w2 = Matrix.rand(hidden, outputs, { random: () => 0.3 });
${biases}`),
    'an identity of 0': net(`    this.w1 = Matrix.eye(inputs, hidden, 0);
    //        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: stay equal
    this.w2 = Matrix.eye(hidden, outputs, 0);
${biases}`),
    'of arrays': net(`    this.w1 = new Matrix([[0.2, 0.2, 0.2, 0.2], [0.2, 0.2, 0.2, 0.2]]);
    //        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: 0.2 everywhere
    this.w2 = Matrix.columnVector([0.2, 0.2, 0.2, 0.2]);
${biases}`),
    'with CommonJS': net(
      `    this.w1 = Matrix.zeros(inputs, hidden);
    //        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: stay equal
    this.w2 = Matrix.zeros(hidden, outputs);
${biases}`,
      '',
      `const { Matrix } = require('ml-matrix');`,
    ),
    'set one by one': net(`    this.w1 = Matrix.zeros(inputs, hidden);
    //        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: 0.5 everywhere
    this.w2 = Matrix.zeros(hidden, outputs);
    for (let i = 0; i < inputs; i++) for (let j = 0; j < hidden; j++) this.w1.set(i, j, 0.5);
    for (let i = 0; i < hidden; i++) for (let j = 0; j < outputs; j++) this.w2.set(i, j, 0.5);
${biases}`),
  },
  leftAlone: {
    'random numbers': net(`${random}\n${biases}`),
    'random numbers, and zeros at the end': net(`    this.w1 = Matrix.rand(inputs, hidden).sub(0.5);
    this.w2 = Matrix.zeros(hidden, outputs);
${biases}`),
    'applied random numbers': net(`    this.w1 = Matrix.zeros(inputs, hidden);
    this.w2 = Matrix.zeros(hidden, outputs);
    for (const w of [this.w1, this.w2]) w.apply(function (i, j) { this.set(i, j, Math.random() - 0.5); });
${biases}`),
    'set to random numbers': net(`    this.w1 = Matrix.zeros(inputs, hidden);
    this.w2 = Matrix.zeros(hidden, outputs);
    for (let i = 0; i < inputs; i++) for (let j = 0; j < hidden; j++) this.w1.set(i, j, Math.random() - 0.5);
    for (let i = 0; i < hidden; i++) for (let j = 0; j < outputs; j++) this.w2.set(i, j, Math.random() - 0.5);
${biases}`),
    'rows set to data': net(`    this.w1 = Matrix.zeros(inputs, hidden);
    this.w2 = Matrix.zeros(hidden, outputs);
    this.w1.setRow(0, [0.1, 0.2, 0.3, 0.4]);
    this.w2.setColumn(0, [0.1, 0.2, 0.3, 0.4]);
${biases}`),
    'filled by a function that is not followed': net(`    this.w1 = Matrix.zeros(inputs, hidden);
    this.w2 = Matrix.zeros(hidden, outputs);
    xavier(this.w1);
    xavier(this.w2);
${biases}`),
    'loaded later': net(
      `    this.w1 = Matrix.zeros(inputs, hidden);
    this.w2 = Matrix.zeros(hidden, outputs);
${biases}`,
      `  load(model) { this.w1 = Matrix.checkMatrix(model.w1); this.w2 = Matrix.checkMatrix(model.w2); }`,
    ),
    'logistic regression': `import { Matrix } from 'ml-matrix';
      const sigmoid = (x) => 1 / (1 + Math.exp(-x));
      class LogisticRegression {
        train(features, target, steps, learningRate) {
          this.weights = Matrix.zeros(1, features.columns);
          for (let step = 0; step < steps; step++) {
            const scores = features.mmul(this.weights.transpose());
            const predictions = scores.apply(function (i, j) { this.set(i, j, sigmoid(this.get(i, j))); });
            const error = Matrix.columnVector(predictions).mul(-1).add(target);
            const gradient = features.transpose().mmul(error);
            this.weights = this.weights.add(gradient.mul(learningRate).transpose());
          }
        }
      }`,
    'least squares': `import { Matrix, solve } from 'ml-matrix';
      export function regression(x, y) {
        const weights = Matrix.zeros(3, 1);
        const trained = solve(x.transpose().mmul(x), x.transpose().mmul(y));
        return trained.add(weights);
      }`,
    'one hidden unit': net(`    this.w1 = Matrix.ones(2, 1);
    this.w2 = Matrix.ones(1, 1);
    this.b1 = Matrix.zeros(1, 1);
    this.b2 = Matrix.zeros(1, 1);`),
    'state of an optimizer': net(
      `${random}
    this.velocity1 = Matrix.zeros(inputs, hidden);
${biases}`,
      `  step(gradient, lr) {
    this.velocity1.mul(0.9).add(gradient);
    this.w1.sub(Matrix.mul(this.velocity1, lr));
  }`,
    ),
  },
  suggestions: 12,
});
