// contradicts-comment: a comment or a function's name promises random weights, the code gives one constant.
import { describe, expect, test } from 'vitest';
import { lint } from '../../check.ts';
import { rows, units } from './skeletons.ts';

const w1 = (comment: string): string =>
  rows(`${comment}
    this.w1 = Array.from({ length: hidden }, () => Array(inputs).fill(0.1));
    this.w2 = Array.from({ length: outputs }, () => Array(hidden).fill(0.1));`).code;

const w2 = (behind: string, above = ''): string =>
  rows(`this.w1 = Array.from({ length: hidden }, () => Array.from({ length: inputs }, () => Math.random() - 0.5));
    ${above}
    this.w2 = Array.from({ length: outputs }, () => Array(hidden).fill(0.1)); ${behind}`).code;

const spoken = (code: string): (readonly [string, string, string])[] =>
  lint({ 'network.js': code })
    .findings.filter(({ severity }) => severity !== 'off')
    .map(({ severity, rule, message }) => [severity, rule, message]);

describe('a start that does harm', () => {
  test.each([
    ['// Xavier initialization', 'a Xavier start'],
    ['// Glorot init', 'a Glorot start'],
    ['// Kaiming', 'a Kaiming start'],
    ['// He initialization for the hidden layer', 'a He start'],
    ['// LeCun init', 'a LeCun start'],
    ['// initialize the weights randomly', 'random numbers'],
    ['/* weights: small random values */', 'random numbers'],
    ['/**\n     * Weights from a\n     * normal distribution.\n     */', 'Gaussian numbers'],
    ['// the weights start\n    // at random', 'random numbers'],
  ])('keeps its rule and gets one sentence more: %s', (comment, what) => {
    expect(spoken(w1(comment))).toEqual([
      [
        'error',
        'symmetric-units',
        expect.stringMatching(
          new RegExp(`The comment promises ${what}, but the code gives one constant\\.$`),
        ),
      ],
    ]);
  });

  test('by the name of the helper that is called', () => {
    const { code } = rows(
      'this.w1 = randomMatrix(hidden, inputs);\n    this.w2 = Array.from({ length: outputs }, () => Array(hidden).fill(0.5));',
      'function randomMatrix(r, c) { return Array.from({ length: r }, () => new Array(c).fill(0.5)); }',
    );
    expect(spoken(code)[0]?.[2]).toContain('The name randomMatrix promises random numbers');
  });

  test('by a comment above the loop that writes it', () => {
    const { code } = units(`this.weights = [];
    // initialise the weights randomly
    for (let i = 0; i < n; i++) {
      this.weights.push(0.3);
    }`);
    expect(spoken(code)[0]?.[2]).toContain('The comment promises random numbers');
  });
});

describe('a start that does no harm', () => {
  test.each([
    ['on the same line', w2('// small random weights')],
    ['above', w2('', '// Xavier')],
  ])('is told about: %s', (_, code) => {
    expect(spoken(code)).toEqual([
      ['info', 'contradicts-comment', expect.stringContaining('Harmless: w2 is the output')],
    ]);
  });

  test('can be drawn after all', () => {
    const [finding] = lint({ 'network.js': w2('', '// Xavier') }).findings.filter(
      ({ rule }) => rule === 'contradicts-comment',
    );
    expect(finding.suggestions[0].title).toBe(
      'Use Glorot draws: (Math.random() * 2 - 1) * Math.sqrt(6 / (outputs + hidden))',
    );
  });

  test('of a library, too', () => {
    const code = `import * as tf from '@tensorflow/tfjs';
const model = tf.sequential();
model.add(tf.layers.dense({ units: 8, inputShape: [4], activation: 'tanh' }));
model.add(tf.layers.dense({ units: 1, kernelInitializer: 'zeros' })); // Glorot init`;
    expect(spoken(code).map(([severity, rule]) => [severity, rule])).toEqual([
      ['info', 'contradicts-comment'],
    ]);
  });
});

describe('quiet about', () => {
  test.each([
    '// not random',
    '// no random weights here',
    "// the weights aren't random",
    '// random weights later',
    '// TODO: randomize the weights',
    '// instead of Xavier',
    '// without random init',
    '// should be random weights',
    '// will be randomized before training',
    '// Xavier or zeros?',
    '// zero init: random weights are drawn in train()',
    '// constant instead of random, for tests',
    '// start from the same random weights',
    '// random samples for the weights',
    '// seed of the random weights',
    '// uniform weights',
    '// weights of the normal class',
    '// the matrix he wrote',
    '// output weights',
    '',
  ])('%s', (comment) => {
    expect(spoken(w2('', comment))).toEqual([]);
    expect(spoken(w2(comment))).toEqual([]);
  });

  test('a comment with a line between', () => {
    expect(spoken(w2('', '// Xavier\n'))).toEqual([]);
  });

  test('a comment on something else above', () => {
    expect(spoken(w2('', '// Xavier\n    this.count = 0;'))).toEqual([]);
  });

  test('weights that are random', () => {
    const { code } = rows(`// Xavier initialization
    this.w1 = Array.from({ length: hidden }, () => Array.from({ length: inputs }, () => Math.random() - 0.5));
    this.w2 = Array.from({ length: outputs }, () => Array.from({ length: hidden }, () => Math.random() - 0.5));`);
    expect(spoken(code)).toEqual([]);
  });
});
