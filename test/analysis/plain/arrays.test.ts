// Weights in arrays: every way to write the same constant into every entry.
import { describe, test } from 'vitest';
import { checkFound } from './found.ts';
import { relu, sigmoid, tanh } from './activations.ts';
import { callbacksClass, closure, deepArrays, moduleLevel, rowsClass, typedArrays } from './forms.ts';

describe('a hidden layer of zeros before a relu, in a class', () => {
  test.each([
    [
      'rows of zeros',
      `
    this.w1 = Array.from({ length: hidden }, () => new Array(inputs).fill(0));
    //        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns`,
    ],
    [
      'filled, then mapped to rows',
      `
    this.w1 = new Array(hidden).fill(0).map(() => new Array(inputs).fill(0));
    //        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns`,
    ],
    [
      'filled with nothing, then mapped to rows',
      `
    this.w1 = Array(hidden).fill().map(() => Array(inputs).fill(0));
    //        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns`,
    ],
    [
      'spread',
      `
    this.w1 = [...Array(hidden)].map(() => Array(inputs).fill(0));
    //        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns`,
    ],
    [
      'spread keys',
      `
    this.w1 = [...Array(hidden).keys()].map(() => [...Array(inputs).keys()].map(() => 0));
    //        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns`,
    ],
    [
      'Array.from an array',
      `
    this.w1 = Array.from(new Array(hidden), () => Array.from(new Array(inputs), () => 0));
    //        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns`,
    ],
    [
      'function expressions',
      `
    this.w1 = Array.from({ length: hidden }, function () { return Array.from({ length: inputs }, function () { return 0; }); });
    //        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns`,
    ],
    [
      'Array.apply',
      `
    this.w1 = Array.apply(null, Array(hidden)).map(() => Array.apply(null, Array(inputs)).map(() => 0));
    //        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns`,
    ],
    [
      'rows mapped to zeros',
      `
    this.w1 = new Array(hidden).fill(null).map(() => new Array(inputs).fill(null).map(() => 0));
    //        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns`,
    ],
    [
      'rows that are typed arrays',
      `
    this.w1 = Array.from({ length: hidden }, () => new Float64Array(inputs));
    //        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns`,
    ],
    [
      'copies of one row',
      `
    const row = new Array(inputs).fill(0);
    this.w1 = Array.from({ length: hidden }, () => row.slice());
    //        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns`,
    ],
    [
      'spread copies of one row',
      `
    const row = new Array(inputs).fill(0);
    this.w1 = Array.from({ length: hidden }, () => [...row]);
    //        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns`,
    ],
    [
      'a literal',
      `
    this.w1 = [[0, 0], [0, 0], [0, 0]];
    //        ^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns`,
    ],
    [
      'concat',
      `
    this.w1 = [].concat(Array.from({ length: hidden }, () => Array(inputs).fill(0)));
    //        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns`,
    ],
    [
      'pushed rows',
      `
    this.w1 = [];
    for (let j = 0; j < hidden; j++) this.w1.push(new Array(inputs).fill(0));
    //                                            ^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns`,
    ],
    [
      'pushed numbers',
      `
    this.w1 = [];
    for (let j = 0; j < hidden; j++) {
      const row = [];
      for (let i = 0; i < inputs; i++) row.push(0);
      //                                        ^ dead-weights: never learns
      this.w1.push(row);
    }`,
    ],
    [
      'numbers pushed in place',
      `
    this.w1 = [];
    for (let j = 0; j < hidden; j++) {
      this.w1.push([]);
      for (let i = 0; i < inputs; i++) {
        this.w1[j].push(0);
        //              ^ dead-weights: never learns
      }
    }`,
    ],
    [
      'assigned entries',
      `
    this.w1 = [];
    for (let j = 0; j < hidden; j++) {
      this.w1[j] = [];
      for (let i = 0; i < inputs; i++) {
        this.w1[j][i] = 0;
        //              ^ dead-weights: never learns
      }
    }`,
    ],
    [
      'assigned rows',
      `
    this.w1 = new Array(hidden);
    for (let j = 0; j < hidden; j++) {
      this.w1[j] = new Array(inputs).fill(0);
      //           ^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns
    }`,
    ],
    [
      'a while loop',
      `
    this.w1 = [];
    let j = 0;
    while (j < hidden) {
      this.w1.push(new Float32Array(inputs));
      //           ^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns
      j += 1;
    }`,
    ],
    [
      'forEach over rows',
      `
    this.w1 = Array.from({ length: hidden }, () => new Array(inputs));
    //        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns
    this.w1.forEach((row) => row.fill(0));`,
    ],
  ])('%s', (_, w1) => {
    checkFound(rowsClass({ w1, activation: relu }));
  });
});

describe('helpers that make the array', () => {
  test.each([
    [
      'a method',
      `
    this.w1 = this.zeros(hidden, inputs);
    //        ^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns`,
      `
  zeros(rows, cols) {
    const m = [];
    for (let r = 0; r < rows; r++) m.push(new Array(cols).fill(0));
    return m;
  }`,
    ],
    [
      'a static method with the value',
      `
    this.w1 = NeuralNetwork.matrix(hidden, inputs, 0);
    //        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns`,
      `
  static matrix(rows, cols, value) {
    return Array.from({ length: rows }, () => Array(cols).fill(value));
  }`,
    ],
    [
      'a value by default',
      `
    this.w1 = NeuralNetwork.matrix(hidden, inputs);
    //        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns`,
      `
  static matrix(rows, cols, value = 0) {
    return Array.from({ length: rows }, () => Array(cols).fill(value));
  }`,
    ],
    [
      'a callback for each entry',
      `
    this.w1 = NeuralNetwork.build(hidden, inputs, () => 0);
    //        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns`,
      `
  static build(rows, cols, fn) {
    return Array.from({ length: rows }, (_, r) => Array.from({ length: cols }, (__, c) => fn(r, c)));
  }`,
    ],
    [
      'a method that sets them',
      `
    this.initWeights();`,
      `
  initWeights() {
    this.w1 = Array.from({ length: this.hidden }, () => Array(this.inputs).fill(0));
    //        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns
  }`,
    ],
    [
      'a method that fills one it is given',
      `
    this.w1 = Array.from({ length: hidden }, () => new Array(inputs));
    //        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns
    this.clear(this.w1);`,
      `
  clear(matrix) {
    for (const row of matrix) row.fill(0);
  }`,
    ],
  ])('%s', (_, w1, more) => {
    checkFound(rowsClass({ w1, more, activation: relu }));
  });
});

describe('one constant in every layer', () => {
  test.each([
    [
      'a number',
      `
    this.w1 = Array.from({ length: hidden }, () => new Array(inputs).fill(0.5));
    //        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: start equal and stay equal`,
      `
    this.w2 = Array.from({ length: outputs }, () => new Array(hidden).fill(0.5));`,
    ],
    [
      'different numbers',
      `
    this.w1 = Array.from({ length: hidden }, () => new Array(inputs).fill(1));
    //        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: start equal and stay equal`,
      `
    this.w2 = Array.from({ length: outputs }, () => new Array(hidden).fill(0.01));`,
    ],
    [
      'a named number',
      `
    const INITIAL_WEIGHT = 0.1;
    this.w1 = Array.from({ length: hidden }, () => Array.from({ length: inputs }, () => INITIAL_WEIGHT));
    //        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: start equal and stay equal`,
      `
    this.w2 = Array.from({ length: outputs }, () => Array.from({ length: hidden }, () => INITIAL_WEIGHT));`,
    ],
    [
      'literals',
      `
    this.w1 = [[0.3, 0.3], [0.3, 0.3], [0.3, 0.3]];
    //        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: start equal and stay equal`,
      `
    this.w2 = [[0.3, 0.3, 0.3]];`,
    ],
    [
      'a computed number',
      `
    this.w1 = Array.from({ length: hidden }, () => Array(inputs).fill(1 / 2));
    //        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: start equal and stay equal`,
      `
    this.w2 = Array.from({ length: outputs }, () => Array(hidden).fill(Math.sqrt(4)));`,
    ],
    [
      'negative numbers',
      `
    this.w1 = Array.from({ length: hidden }, () => Array(inputs).fill(-0.2));
    //        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: start equal and stay equal`,
      `
    this.w2 = Array.from({ length: outputs }, () => Array(hidden).fill(-0.2));`,
    ],
    [
      'assigned in loops',
      `
    this.w1 = [];
    for (let j = 0; j < hidden; j++) {
      this.w1[j] = [];
      for (let i = 0; i < inputs; i++) this.w1[j][i] = 0.5;
      //                                               ^^^ symmetric-units: start equal and stay equal
    }`,
      `
    this.w2 = [];
    for (let k = 0; k < outputs; k++) {
      this.w2[k] = [];
      for (let j = 0; j < hidden; j++) this.w2[k][j] = 0.5;
    }`,
    ],
  ])('%s', (_, w1, w2) => {
    checkFound(rowsClass({ w1, w2, activation: tanh }));
  });
});

describe('other forms', () => {
  test('a column of weights for every unit', () => {
    checkFound(
      callbacksClass({
        activation: relu,
        w1: `
    this.weightsInputHidden = Array(inputSize).fill().map(() => Array(hiddenSize).fill(0));
    //                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns`,
      }),
    );
  });

  test('zeros in both layers of sigmoids', () => {
    checkFound(
      callbacksClass({
        activation: sigmoid,
        w1: `
    this.weightsInputHidden = new Array(inputSize).fill(0).map(() => new Array(hiddenSize).fill(0));
    //                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: start equal and stay equal`,
        w2: `
    this.weightsHiddenOutput = new Array(hiddenSize).fill(0).map(() => new Array(outputSize).fill(0));`,
      }),
    );
  });

  test('arrays at the top of the file', () => {
    checkFound(
      moduleLevel({
        w1: `
const w1 = Array.from({ length: HIDDEN }, () => Array(INPUTS).fill(0.5));
//         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: start equal and stay equal`,
        w2: `
const w2 = Array(HIDDEN).fill(0.5);`,
      }),
    );
  });

  test('literals at the top of the file', () => {
    checkFound(
      moduleLevel({
        activation: relu,
        w1: `
const w1 = [[0, 0], [0, 0], [0, 0], [0, 0]];
//         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns`,
        w2: `
const w2 = [0.3, -0.2, 0.1, 0.7];`,
      }),
    );
  });

  test('variables of a function', () => {
    checkFound(
      closure({
        activation: tanh,
        w1: `
  const wHidden = Array.from({ length: nHidden }, () => Array(nInput).fill(0));
  //              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns`,
        w2: `
  const wOutput = Array.from({ length: nOutput }, () => Array(nHidden).fill(0));
  //              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns`,
      }),
    );
  });

  test('an array of layers', () => {
    checkFound(
      deepArrays({
        activation: relu,
        w1: `
      this.weights.push(Array.from({ length: layerSizes[l] }, () => new Array(layerSizes[l - 1]).fill(0)));
      //                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns`,
      }),
    );
  });

  test('an array of layers with one number everywhere', () => {
    checkFound(
      deepArrays({
        w1: `
      this.weights.push(Array.from({ length: layerSizes[l] }, () => new Array(layerSizes[l - 1]).fill(0.2)));
      //                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: start equal and stay equal`,
      }),
    );
  });

  test.each([
    [
      'never written',
      `
    this.w1 = new Float32Array(hiddenCount * inputCount);
    //        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns`,
    ],
    [
      'of 64 bits',
      `
    this.w1 = new Float64Array(hiddenCount * inputCount);
    //        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns`,
    ],
    [
      'filled',
      `
    this.w1 = new Float32Array(inputCount * hiddenCount).fill(0);
    //        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns`,
    ],
    [
      'filled later',
      `
    this.w1 = new Float32Array(inputCount * hiddenCount);
    //        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns
    this.w1.fill(0);`,
    ],
    [
      'from a length',
      `
    this.w1 = Float32Array.from({ length: inputCount * hiddenCount }, () => 0);
    //        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns`,
    ],
    [
      'filled by a loop',
      `
    this.w1 = new Float64Array(inputCount * hiddenCount);
    //        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns
    for (let i = 0; i < inputCount * hiddenCount; i++) this.w1[i] = 0;`,
    ],
    [
      'an ordinary flat array',
      `
    this.w1 = new Array(inputCount * hiddenCount).fill(0);
    //        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns`,
    ],
  ])('typed arrays with index arithmetic, %s', (_, w1) => {
    checkFound(typedArrays({ w1, activation: relu }));
  });
});
