// Matrices that are kept in a list, one for each layer: the commonest way in which networks of any depth are written.
import { describe, expect, test } from 'vitest';
import { lint, read } from '../check.ts';

/** A network of any depth; `made` is what each weight matrix is. */
const inLoops = (made: string, use = 'const net = new Network([2, 4, 1]);'): string => `
const nj = require('numjs');
class Network {
  constructor(sizes) {
    this.biases = [];
    this.weights = [];
    for (let i = 1; i < sizes.length; i++) {
      this.biases.push(nj.zeros([sizes[i], 1]));
      this.weights.push(${made});
    }
  }
  train(x, y, rate) {
    const as = [nj.array([x]).T];
    for (let i = 0; i < this.weights.length; i++)
      as.push(nj.sigmoid(nj.dot(this.weights[i], as[i]).add(this.biases[i])));
    let delta = as[as.length - 1].subtract(nj.array([y]).T);
    for (let i = this.weights.length - 1; i >= 0; i--) {
      const back = nj.dot(this.weights[i].T, delta);
      this.weights[i] = this.weights[i].subtract(nj.dot(delta, as[i].T).multiply(rate));
      this.biases[i] = this.biases[i].subtract(delta.multiply(rate));
      delta = back.multiply(as[i]).multiply(as[i].subtract(1).multiply(-1));
    }
  }
}
${use}
`;

/** The same for two layers, step by step. */
const inSteps = (made: string): string => `
const nj = require('numjs');
const weights = ${made};
const biases = [nj.zeros([4, 1]), nj.zeros([1, 1])];
function train(x, y, rate) {
  const a0 = nj.array([x]).T;
  const a1 = nj.sigmoid(nj.dot(weights[0], a0).add(biases[0]));
  const a2 = nj.sigmoid(nj.dot(weights[1], a1).add(biases[1]));
  const delta = a2.subtract(nj.array([y]).T);
  const back = nj.dot(weights[1].T, delta).multiply(a1).multiply(a1.subtract(1).multiply(-1));
  weights[1] = weights[1].subtract(nj.dot(delta, a1.T).multiply(rate));
  weights[0] = weights[0].subtract(nj.dot(back, a0.T).multiply(rate));
}
`;

const zero = 'nj.zeros([sizes[i], sizes[i - 1]])';
const random = 'nj.random([sizes[i], sizes[i - 1]])';

const widths = (source: string) =>
  read(source).networks.map(({ layers }) =>
    layers.map(({ settings: { units } }) => (units.is === 'known' ? units.value : 'unknown')),
  );
const verdicts = (source: string) => lint(source).findings.map(({ rule, severity }) => `${severity} ${rule}`);

describe('every matrix of the list is a layer', () => {
  test.each<[string, string, readonly (number | string)[]]>([
    ['in loops', inLoops(zero), [4, 1]],
    ['in loops, deeper', inLoops(zero, 'const net = new Network([3, 8, 6, 2]);'), [8, 6, 2]],
    ['in steps', inSteps('[nj.zeros([4, 2]), nj.zeros([1, 4])]'), [4, 1]],
  ])('%s', (_, source, expected) => {
    expect(widths(source)).toEqual([expected]);
  });

  test('of a depth that is not known two stand for all', () => {
    expect(widths(inLoops(zero, 'module.exports = Network;'))).toEqual([['unknown', 'unknown']]);
  });
});

describe('and is judged as one', () => {
  test.each<[string, string, readonly string[]]>([
    ['zeros', inLoops(zero), ['error symmetric-units']],
    ['one constant', inLoops('nj.ones([sizes[i], sizes[i - 1]]).multiply(0.1)'), ['error symmetric-units']],
    ['a class nobody uses here', inLoops(zero, 'module.exports = Network;'), ['error symmetric-units']],
    ['random numbers', inLoops(random), []],
    ['zeros in the output alone', inSteps('[nj.random([4, 2]), nj.zeros([1, 4])]'), ['off symmetric-units']],
    [
      'zeros below a random output',
      inSteps('[nj.zeros([4, 2]), nj.random([1, 4])]'),
      ['info low-rank-start'],
    ],
  ])('%s', (_, source, expected) => {
    expect(verdicts(source)).toEqual(expected);
  });
});
