// discarded-result: random weights computed by a function that gives new numbers, and thrown away.
import { describe, expect, test } from 'vitest';
import { checkFindings, lint } from '../../check.ts';
import { flat, matrices, rows, units } from './skeletons.ts';

const helper = 'function zeros(r, c) { return Array.from({ length: r }, () => new Array(c).fill(0)); }';

const rulesOf = (code: string): string[] =>
  lint({ 'network.js': code })
    .findings.filter(({ severity }) => severity !== 'off')
    .map(({ rule }) => rule);

test('the finding stands at the statement, and says what becomes of the weights', () => {
  checkFindings(
    units(`this.weights = new Array(n).fill(0);
    this.weights.map(() => Math.random() - 0.5);
    // ^^^^^^^ nothing`).code.replace(
      '    // ^^^^^^^ nothing',
      '//  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ discarded-result: The result of this.weights.map(…) is thrown away: the weights stay as they were.',
    ),
  );
});

describe('found', () => {
  test.each([
    ['a map', units('this.weights = new Array(n).fill(0);\n    this.weights.map(() => Math.random());')],
    [
      'a map of rows',
      rows(
        'this.w1 = zeros(hidden, inputs);\n    this.w1.map((row) => row.map(() => Math.random()));\n    this.w2 = zeros(outputs, hidden);',
        helper,
      ),
    ],
    [
      'a map in forEach',
      rows(
        'this.w1 = zeros(hidden, inputs);\n    this.w1.forEach((row) => row.map(() => Math.random()));\n    this.w2 = zeros(outputs, hidden);',
        helper,
      ),
    ],
    [
      'a map of a typed array',
      flat(
        'const w1 = new Float32Array(inputs * hidden);\nw1.map(() => Math.random());\nconst w2 = new Float32Array(hidden).fill(0.5);',
      ),
    ],
    [
      'concat',
      units(
        'this.weights = new Array(n).fill(0);\n    this.weights.concat(Array.from({ length: n }, () => Math.random()));',
      ),
    ],
    [
      'a map of the program’s own that gives another matrix',
      matrices(
        'map(f) { const m = new Matrix(this.rows, this.cols); for (let i = 0; i < this.rows; i++) for (let j = 0; j < this.cols; j++) m.data[i][j] = f(this.data[i][j]); return m; }',
        'this.weights_ih = new Matrix(b, a);\n    this.weights_ih.map(() => Math.random() * 2 - 1);\n    this.weights_ho = new Matrix(c, b);',
      ),
    ],
  ])('%s', (_, { code }) => {
    expect(rulesOf(code)).toContain('discarded-result');
  });
});

describe('left alone', () => {
  test.each([
    [
      'a result that is kept',
      units(
        'this.weights = new Array(n).fill(0);\n    this.weights = this.weights.map(() => Math.random());',
      ),
    ],
    [
      'a result that is no start',
      units(
        'this.weights = new Array(n).fill(0).map(() => Math.random());\n    this.weights.map((w) => w * 2);',
      ),
    ],
    [
      'weights that are random anyway',
      units(
        'this.weights = Array.from({ length: n }, () => Math.random());\n    this.weights.map(() => Math.random());',
      ),
    ],
    [
      'a map that works in place',
      matrices(
        'map(f) { for (let i = 0; i < this.rows; i++) for (let j = 0; j < this.cols; j++) this.data[i][j] = f(this.data[i][j]); return this; }',
        'this.weights_ih = new Matrix(b, a);\n    this.weights_ih.map(() => Math.random() * 2 - 1);\n    this.weights_ho = new Matrix(c, b);\n    this.weights_ho.map(() => Math.random() * 2 - 1);',
      ),
    ],
    [
      'a map of something else',
      units(
        'this.weights = Array.from({ length: n }, () => Math.random());\n    this.seen = new Array(n).fill(0);\n    this.seen.map(() => Math.random());',
      ),
    ],
  ])('%s', (_, { code }) => {
    expect(rulesOf(code)).not.toContain('discarded-result');
  });

  test('a constant whose map gives a constant keeps the rule of its verdict', () => {
    const { code } = units('this.weights = new Array(n).fill(0.5);\n    this.weights.map((w) => w * 2);');
    expect(rulesOf(code)).toEqual(['symmetric-units']);
  });
});
