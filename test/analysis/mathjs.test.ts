// mathjs: networks of matrices and arrays, by functions that change neither.
import { expect, test } from 'vitest';
import { lint, read } from '../check.ts';
import { fixtures } from './library-fixtures.ts';

/** A network of two layers whose constructor is given. */
const net = (made: string, more = '', head = `import * as math from 'mathjs';`): string => `${head}
const sigmoid = (x) => 1 / (1 + Math.exp(-x));
class NeuralNetwork {
  constructor(inputs, hidden, outputs) {
${made}
  }
  forward(x) {
    this.a1 = math.map(math.add(math.multiply(this.w1, x), this.b1), sigmoid);
    this.a2 = math.map(math.add(math.multiply(this.w2, this.a1), this.b2), sigmoid);
    return this.a2;
  }
  train(x, y, lr) {
    const error = math.subtract(this.forward(x), y);
    const slope = (a) => a * (1 - a);
    const d2 = math.dotMultiply(error, math.map(this.a2, slope));
    const d1 = math.dotMultiply(math.multiply(math.transpose(this.w2), d2), math.map(this.a1, slope));
    this.w2 = math.subtract(this.w2, math.multiply(lr, math.multiply(d2, math.transpose(this.a1))));
    this.w1 = math.subtract(this.w1, math.multiply(lr, math.multiply(d1, math.transpose(x))));
    this.b2 = math.subtract(this.b2, math.multiply(lr, d2));
    this.b1 = math.subtract(this.b1, math.multiply(lr, d1));
  }
${more}
}
const net = new NeuralNetwork(2, 4, 1);
`;
const biases = `    this.b1 = math.zeros(hidden, 1);
    this.b2 = math.zeros(outputs, 1);`;
const random = `math.matrix(math.random([hidden, inputs], -1, 1))`;

test('layers are read off the products', () => {
  const [network] = read(
    net(`    this.w1 = ${random};
    this.w2 = math.matrix(math.random([outputs, hidden], -1, 1));
${biases}`),
  ).networks;
  expect(network.layers).toMatchObject([
    { id: 'w1', settings: { units: { value: 4 }, activation: { value: 'sigmoid' } } },
    { id: 'w2', settings: { units: { value: 1 }, activation: { value: 'sigmoid' } } },
  ]);
  expect(network.layers[0].parameters).toMatchObject([
    { name: 'kernel', start: { value: { kind: 'random-uniform', min: -1, max: 1 } } },
    { name: 'bias', start: { value: { kind: 'constant', value: 0 } } },
  ]);
});

test('the number of inputs is known from the side that is multiplied', () => {
  const { findings } = lint(
    net(`    this.w1 = math.zeros(hidden, inputs);
    this.w2 = math.ones(outputs, hidden);
${biases}`),
  );
  expect(findings[0]?.suggestions.map(({ edits }) => edits[0]?.text).join('\n')).toContain(
    'math.zeros(hidden, inputs).map(() => (Math.random() * 2 - 1) * Math.sqrt(6 / (hidden + inputs)))',
  );
});

fixtures({
  found: {
    'zeros and ones, as matrices': net(`    this.w1 = math.zeros(hidden, inputs);
    //        ^^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: stay equal
    this.w2 = math.ones(outputs, hidden);
${biases}`),
    'arrays of zeros': net(`    this.w1 = math.zeros([hidden, inputs]);
    //        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: stay equal
    this.w2 = math.zeros([outputs, hidden]);
${biases}`),
    'ones, scaled': net(`    this.w1 = math.multiply(math.ones(hidden, inputs), 0.1);
    //        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: stay equal
    this.w2 = math.multiply(math.ones(outputs, hidden), 0.1);
${biases}`),
    'a matrix of zeros, with CommonJS': net(
      `    this.w1 = math.matrix(math.zeros([hidden, inputs]));
    //        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: stay equal
    this.w2 = math.matrix(math.ones([outputs, hidden]));
${biases}`,
      '',
      `const math = require('mathjs');`,
    ),
    'named imports, methods': net(
      `    this.w1 = zeros(hidden, inputs).map(() => 0.5);
    //        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: stay equal
    this.w2 = zeros(outputs, hidden).map(() => 0.5);
${biases}`,
      '',
      `import { zeros } from 'mathjs';\nimport * as math from 'mathjs';`,
    ),
    'a random range that is one number':
      net(`    this.w1 = math.matrix(math.random([hidden, inputs], 0.5, 0.5));
    //        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: stay equal
    this.w2 = math.matrix(math.random([outputs, hidden], 0));
${biases}`),
    'integers between 0 and 1': net(`    this.w1 = math.matrix(math.randomInt([hidden, inputs], 0, 1));
    //        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: stay equal
    this.w2 = math.matrix(math.randomInt([outputs, hidden], 1));
${biases}`),
    'random numbers that are thrown away': net(`    this.w1 = math.ones(hidden, inputs);
    math.map(this.w1, () => math.random(-1, 1));
  //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ discarded-result: thrown away
    this.w2 = math.ones(outputs, hidden);
${biases}`),
  },
  leftAlone: {
    'random numbers': net(`    this.w1 = ${random};
    this.w2 = math.zeros(outputs, hidden);
${biases}`),
    'random numbers laid over zeros': net(`    this.w1 = math.zeros(hidden, inputs);
    this.w2 = math.zeros(outputs, hidden);
    this.w1 = this.w1.map(() => math.random(-1, 1));
    this.w2 = math.map(this.w2, () => Math.random() - 0.5);
${biases}`),
    'random numbers set one by one': net(`    this.w1 = math.zeros(hidden, inputs);
    this.w2 = math.zeros(outputs, hidden);
    for (let i = 0; i < hidden; i++) for (let j = 0; j < inputs; j++) this.w1.set([i, j], Math.random() - 0.5);
    for (let i = 0; i < outputs; i++) for (let j = 0; j < hidden; j++) this.w2.set([i, j], Math.random() - 0.5);
${biases}`),
    'set in a way that is not followed': net(`    this.w1 = math.zeros(hidden, inputs);
    this.w2 = math.zeros(outputs, hidden);
    fill(this.w1);
    fill(this.w2);
${biases}`),
    'loaded later': net(
      `    this.w1 = math.zeros(hidden, inputs);
    this.w2 = math.zeros(outputs, hidden);
${biases}`,
      `  load(saved) { this.w1 = math.matrix(saved.w1); this.w2 = math.matrix(saved.w2); }`,
    ),
    'linear regression': `import * as math from 'mathjs';
      let weights = math.zeros(3);
      function train(x, y, lr) {
        const error = math.subtract(math.multiply(x, weights), y);
        const gradient = math.multiply(math.transpose(x), error);
        weights = math.subtract(weights, math.multiply(lr, gradient));
      }`,
    'logistic regression': `import * as math from 'mathjs';
      let weights = math.zeros(3, 1);
      const sigmoid = (x) => 1 / (1 + Math.exp(-x));
      function train(x, y, lr) {
        const error = math.subtract(math.map(math.multiply(x, weights), sigmoid), y);
        weights = math.subtract(weights, math.multiply(lr, math.multiply(math.transpose(x), error)));
      }`,
    'state of an optimizer': net(
      `    this.w1 = ${random};
    this.w2 = math.matrix(math.random([outputs, hidden], -1, 1));
    this.m1 = math.zeros(hidden, inputs);
    this.v1 = math.zeros(hidden, inputs);
${biases}`,
      `  momentum(gradient, lr) {
    this.m1 = math.add(math.multiply(this.m1, 0.9), math.multiply(gradient, 0.1));
    this.w1 = math.subtract(this.w1, math.multiply(lr, this.m1));
  }`,
    ),
    'one hidden unit': net(`    this.w1 = math.ones(1, 2);
    this.w2 = math.ones(1, 1);
    this.b1 = math.zeros(1, 1);
    this.b2 = math.zeros(1, 1);`),
    'sums over a covariance': `import * as math from 'mathjs';
      function portfolio(weights, covariance) {
        let variance = math.zeros(3, 3);
        variance = math.multiply(math.transpose(weights), math.multiply(covariance, weights));
        return math.sqrt(variance);
      }`,
  },
  suggestions: 14,
});
