// Weights in objects: matrices, layers, neurons, connections, objects and maps of parameters.
import { describe, test } from 'vitest';
import { checkFound } from './found.ts';
import { relu, sigmoid, tanh } from './activations.ts';
import { connections, functional, layerPair, matrices, neurons, parameterObject } from './objects.ts';

describe('a matrix class whose constructor fills zeros', () => {
  test.each([
    [
      'the first layer is not randomized',
      `
    this.weights_ih = new Matrix(hiddenNodes, inputNodes); // zeros
    //                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns`,
    ],
    [
      'filled with zeros by a method',
      `
    this.weights_ih = new Matrix(hiddenNodes, inputNodes).fill(0);
    //                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns`,
    ],
    [
      'filled by a callback',
      `
    this.weights_ih = new Matrix(hiddenNodes, inputNodes).map(() => 0);
    //                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns`,
    ],
    [
      'made by a function around it',
      `
    const empty = (r, c) => new Matrix(r, c);
    this.weights_ih = empty(hiddenNodes, inputNodes);
    //                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns`,
    ],
  ])('%s', (_, w1) => {
    checkFound(matrices({ activation: relu, w1 }));
  });

  test('nothing is randomized, sigmoids', () => {
    checkFound(
      matrices({
        activation: sigmoid,
        w1: `
    this.weights_ih = new Matrix(hiddenNodes, inputNodes); // zeros, too
    //                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: start equal and stay equal`,
        w2: `
    this.weights_ho = new Matrix(outputNodes, hiddenNodes);`,
      }),
    );
  });
});

describe('functions on arrays of arrays', () => {
  test.each([
    [
      'zeros(rows, columns)',
      `
    this.W1 = zeros(inputSize, hiddenSize);
    //        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns`,
    ],
    [
      'makeMatrix with the value',
      `
    this.W1 = makeMatrix(inputSize, hiddenSize, 0);
    //        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns`,
    ],
    [
      'mapped to zeros',
      `
    this.W1 = apply(randomMatrix(inputSize, hiddenSize), () => 0);
    //        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns`,
    ],
    [
      'random numbers times nothing',
      `
    this.W1 = scale(zeros(inputSize, hiddenSize), 0.01);
    //        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns`,
    ],
    [
      'the transpose of zeros',
      `
    this.W1 = transpose(zeros(hiddenSize, inputSize));
    //        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns`,
    ],
  ])('%s', (_, w1) => {
    checkFound(functional({ activation: relu, w1 }));
  });

  test('ones in both layers', () => {
    checkFound(
      functional({
        activation: sigmoid,
        w1: `
    this.W1 = makeMatrix(inputSize, hiddenSize, 1);
    //        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: start equal and stay equal`,
        w2: `
    this.W2 = makeMatrix(hiddenSize, outputSize, 1);`,
      }),
    );
  });
});

describe('a class for a layer and one for the network', () => {
  test.each([
    [
      'rows of zeros',
      `
    this.weights = Array.from({ length: outputSize }, () => Array(inputSize).fill(0));
    //             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns`,
    ],
    [
      'pushed zeros',
      `
    this.weights = [];
    for (let j = 0; j < outputSize; j++) {
      const row = [];
      for (let i = 0; i < inputSize; i++) row.push(0);
      //                                           ^ dead-weights: never learns
      this.weights.push(row);
    }`,
    ],
    [
      'rows that are typed arrays',
      `
    this.weights = [];
    for (let j = 0; j < outputSize; j++) this.weights.push(new Float32Array(inputSize));
    //                                                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns`,
    ],
    [
      'a method that resets',
      `
    this.reset();
  }

  reset() {
    this.weights = Array.from({ length: this.outputSize }, () => Array(this.inputSize).fill(0));
    //             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns`,
    ],
  ])('zeros before a relu: %s', (_, w1) => {
    checkFound(layerPair({ activation: relu, w1 }));
  });

  test('one number everywhere', () => {
    checkFound(
      layerPair({
        activation: tanh,
        w1: `
    this.weights = Array.from({ length: outputSize }, () => Array.from({ length: inputSize }, () => 0.3));
    //             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: start equal and stay equal`,
      }),
    );
  });

  test('zeros and sigmoids, in layers that are added one by one', () => {
    checkFound(
      layerPair({
        activation: sigmoid,
        w1: `
    this.weights = Array.from({ length: outputSize }, () => new Array(inputSize).fill(0));
    //             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: start equal and stay equal`,
        more: `
const net = new Network([]);
net.layers.push(new Layer(2, 8));
net.layers.push(new Layer(8, 4));
net.layers.push(new Layer(4, 1));
net.train([0, 1], [1]);`,
      }),
    );
  });
});

describe('a class for a neuron', () => {
  test.each([
    [
      'pushed zeros',
      `
    this.weights = [];
    for (let i = 0; i < inputCount; i++) this.weights.push(0);
    //                                                     ^ dead-weights: never learns`,
    ],
    [
      'filled',
      `
    this.weights = new Array(inputCount).fill(0);
    //             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns`,
    ],
    [
      'a typed array',
      `
    this.weights = new Float64Array(inputCount);
    //             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns`,
    ],
    [
      'from a length',
      `
    this.weights = Array.from({ length: inputCount }, () => 0);
    //             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns`,
    ],
  ])('zeros before a relu: %s', (_, w1) => {
    checkFound(neurons({ activation: relu, w1 }));
  });

  test('one number everywhere', () => {
    checkFound(
      neurons({
        w1: `
    this.weights = Array(inputCount).fill(0.5);
    //             ^^^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: start equal and stay equal`,
      }),
    );
  });
});

describe('connections that are objects', () => {
  test('zeros before a relu', () => {
    checkFound(
      connections({
        activation: relu,
        w1: `
    this.weight = 0;
    //            ^ dead-weights: never learns`,
      }),
    );
  });

  test('one number everywhere', () => {
    checkFound(
      connections({
        activation: sigmoid,
        w1: `
    this.weight = 0.5;
    //            ^^^ symmetric-units: start equal and stay equal`,
      }),
    );
  });
});

describe('parameters in one object', () => {
  test('zeros before a relu', () => {
    checkFound(
      parameterObject({
        activation: relu,
        w1: `
  params.W1 = zeros(nH, nX);
  //          ^^^^^^^^^^^^^ dead-weights: never learns`,
      }),
    );
  });

  test('one number everywhere', () => {
    checkFound(
      parameterObject({
        w1: `
  params.W1 = makeMatrix(nH, nX, 0.1);
  //          ^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: start equal and stay equal`,
        w2: `
  params.W2 = makeMatrix(nY, nH, 0.1);`,
      }),
    );
  });

  test('an object literal', () => {
    checkFound(
      parameterObject({
        activation: tanh,
        w1: `
  Object.assign(params, {
    W1: makeMatrix(nH, nX, 0.5),
    //  ^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: start equal and stay equal
    W2: makeMatrix(nY, nH, 0.5),
  });`,
        w2: '',
      }),
    );
  });
});
