// JavaScript's own twins: one object in every place, one draw copied, draws cut down to a constant.
import { describe, test } from 'vitest';
import { checkFound } from './found.ts';
import { relu, sigmoid, tanh } from './activations.ts';
import { callbacksClass, closure, deepArrays, rowsClass, typedArrays } from './forms.ts';
import { connections, functional, layerPair, neurons, parameterObject } from './objects.ts';
import { expectQuiet } from './quiet.ts';

describe('one object in every place', () => {
  test('fill(new Neuron())', () => {
    checkFound(
      neurons({
        activation: sigmoid,
      }).replace(
        `    this.neurons = [];
    for (let i = 0; i < size; i++) this.neurons.push(new Neuron(inputCount));`,
        `    this.neurons = new Array(size).fill(new Neuron(inputCount));
    //             ^^^^^^^^^^^^^^^ aliased-units: work as 1`,
      ),
    );
  });

  test('fill(neuron) of a variable', () => {
    checkFound(
      neurons({
        activation: tanh,
      }).replace(
        `    this.neurons = [];
    for (let i = 0; i < size; i++) this.neurons.push(new Neuron(inputCount));`,
        `    const neuron = new Neuron(inputCount);
    this.neurons = Array(size).fill(neuron);
    //             ^^^^^^^^^^^ aliased-units: work as 1`,
      ),
    );
  });

  test('a neuron made before the loop that pushes it', () => {
    checkFound(
      neurons({
        activation: tanh,
      }).replace(
        `    this.neurons = [];
    for (let i = 0; i < size; i++) this.neurons.push(new Neuron(inputCount));`,
        `    this.neurons = [];
    //             ^^ aliased-units: work as 1
    const neuron = new Neuron(inputCount);
    for (let i = 0; i < size; i++) this.neurons.push(neuron);`,
      ),
    );
  });

  test('fill of an array that was made long before', () => {
    checkFound(
      neurons({ activation: tanh }).replace(
        `    this.neurons = [];
    for (let i = 0; i < size; i++) this.neurons.push(new Neuron(inputCount));`,
        `    this.neurons = [];
    //             ^^ aliased-units: Use new Neuron(inputCount) for each.
    this.neurons.length = size;
    this.neurons.fill(new Neuron(inputCount));`,
      ),
    );
  });

  test('fill(row) with drawn numbers', () => {
    checkFound(
      rowsClass({
        w1: `
    this.w1 = new Array(hidden).fill(Array.from({ length: inputs }, () => Math.random() - 0.5));
    //        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ aliased-units: work as 1`,
      }),
    );
  });

  test('fill(row) of a variable', () => {
    checkFound(
      rowsClass({
        activation: tanh,
        w1: `
    const row = Array.from({ length: inputs }, () => Math.random() * 2 - 1);
    this.w1 = Array(hidden).fill(row);
    //        ^^^^^^^^^^^^^^^^^^^^^^^ aliased-units: work as 1`,
      }),
    );
  });

  test('fill of typed arrays', () => {
    checkFound(
      rowsClass({
        activation: tanh,
        w1: `
    this.w1 = new Array(hidden).fill(Float32Array.from({ length: inputs }, () => Math.random()));
    //        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ aliased-units: work as 1`,
      }),
    );
  });

  test('fill([]), written entry by entry', () => {
    checkFound(
      rowsClass({
        w1: `
    this.w1 = new Array(hidden).fill([]);
    //        ^^^^^^^^^^^^^^^^^^^^^^^^^^ aliased-units: work as 1
    for (let j = 0; j < hidden; j++) for (let i = 0; i < inputs; i++) this.w1[j][i] = Math.random() - 0.5;`,
      }),
    );
  });

  test('a row made before the loop that pushes it', () => {
    checkFound(
      rowsClass({
        w1: `
    const row = Array.from({ length: inputs }, () => Math.random() - 0.5);
    this.w1 = [];
    for (let j = 0; j < hidden; j++) this.w1.push(row);
    //                                            ^^^ aliased-units: work as 1`,
      }),
    );
  });

  test('fill(row) in variables of a function', () => {
    checkFound(
      closure({
        w1: `
  const wHidden = Array(nHidden).fill(Array.from({ length: nInput }, () => Math.random() * 2 - 1));
  //              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ aliased-units: work as 1`,
      }),
    );
  });
});

describe('one draw in every place', () => {
  test.each([
    [
      'a number hoisted out of the loops',
      `
    const r = Math.random() * 2 - 1;
    //        ^^^^^^^^^^^^^ one-draw: One random number is drawn and copied to every entry
    this.w1 = [];
    for (let j = 0; j < hidden; j++) {
      this.w1[j] = [];
      for (let i = 0; i < inputs; i++) this.w1[j][i] = r;
    }`,
      `
    this.w2 = Array.from({ length: outputs }, () => Array.from({ length: hidden }, () => r));`,
    ],
    [
      'a number hoisted into a variable of a callback',
      `
    const start = (Math.random() - 0.5) * 0.1;
    //             ^^^^^^^^^^^^^ one-draw: One random number is drawn and copied to every entry
    this.w1 = Array.from({ length: hidden }, () => Array(inputs).fill(start));`,
      `
    this.w2 = Array.from({ length: outputs }, () => Array(hidden).fill(start));`,
    ],
  ])('%s', (_, w1, w2) => {
    checkFound(rowsClass({ w1, w2, activation: tanh }));
  });

  test('a typed array', () => {
    checkFound(
      typedArrays({
        activation: sigmoid,
        w1: `
    this.w1 = new Float32Array(inputCount * hiddenCount).fill(Math.random());
    //                                                        ^^^^^^^^^^^^^ one-draw: One random number is drawn and copied to every entry`,
        w2: `
    this.w2 = new Float32Array(hiddenCount * outputCount).fill(Math.random());`,
      }),
    );
  });

  test('a value that a helper is given', () => {
    checkFound(
      functional({
        activation: sigmoid,
        w1: `
    this.W1 = makeMatrix(inputSize, hiddenSize, Math.random());
    //                                          ^^^^^^^^^^^^^ one-draw: One random number is drawn and copied to every entry`,
        w2: `
    this.W2 = makeMatrix(hiddenSize, outputSize, Math.random());`,
      }),
    );
  });
});

describe('a row of its own for every unit, with one draw in it, is no twin', () => {
  test.each([
    [
      'rows filled with a draw each, above random weights',
      rowsClass({
        w1: `    this.w1 = Array.from({ length: hidden }, () => new Array(inputs).fill(Math.random()));`,
      }),
    ],
    [
      'a draw for each neuron',
      neurons({ w1: `    this.weights = new Array(inputCount).fill(Math.random() - 0.5);` }),
    ],
    [
      'a draw for each row of a loop',
      callbacksClass({
        w1: `
    this.weightsInputHidden = [];
    for (let i = 0; i < inputSize; i++) {
      const r = Math.random();
      this.weightsInputHidden.push(Array.from({ length: hiddenSize }, () => r * Math.random()));
    }`,
      }),
    ],
    [
      'rebuilt by map',
      rowsClass({
        w1: `    this.w1 = new Array(hidden).fill([]).map(() => Array.from({ length: inputs }, () => Math.random()));`,
      }),
    ],
    [
      'filled with a neuron, rebuilt by map',
      neurons().replace(
        `    this.neurons = [];
    for (let i = 0; i < size; i++) this.neurons.push(new Neuron(inputCount));`,
        `    this.neurons = new Array(size).fill(new Neuron(inputCount)).map(() => new Neuron(inputCount));`,
      ),
    ],
    [
      'filled with rows that are replaced one by one',
      rowsClass({
        w1: `
    this.w1 = new Array(hidden).fill([]);
    for (let j = 0; j < hidden; j++) this.w1[j] = Array.from({ length: inputs }, () => Math.random());`,
      }),
    ],
    [
      'the same layer read twice but kept once',
      layerPair({
        more: `
const shared = new Layer(2, 2);
const net = new Network([2, 2, 1]);
shared.forward(net.forward([0, 1]));
net.train([0, 1], [1]);`,
      }),
    ],
    [
      'an array of inputs that is filled with one row',
      rowsClass({
        more: `
  warmUp() {
    const batch = new Array(8).fill(new Array(this.inputs).fill(0));
    for (const x of batch) this.train(x, new Array(this.outputs).fill(1));
  }`,
      }),
    ],
    ['one connection object for each pair', connections({ w1: `    this.weight = Math.random() * 2 - 1;` })],
  ])('%s', (_, source) => expectQuiet(source));
});

describe('draws that are cut down to a constant', () => {
  test.each([
    [
      'Math.floor(Math.random())',
      `
    this.w1 = Array.from({ length: hidden }, () => Array.from({ length: inputs }, () => Math.floor(Math.random())));
    //                                                                                  ^^^^^^^^^^^^^^^^^^^^^^^^^ truncated-to-constant: cuts every drawn number down to the same value`,
    ],
    [
      'Math.round of small numbers',
      `
    this.w1 = Array.from({ length: hidden }, () => Array.from({ length: inputs }, () => Math.round(Math.random() * 0.2)));
    //                                                                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ truncated-to-constant: cuts every drawn number down to the same value`,
    ],
    [
      'parseInt',
      `
    this.w1 = Array.from({ length: hidden }, () => Array.from({ length: inputs }, () => parseInt(Math.random())));
    //                                                                                           ^^^^^^^^^^^^^ truncated-to-constant: cuts every drawn number down to the same value`,
    ],
    [
      'two tildes',
      `
    this.w1 = Array.from({ length: hidden }, () => Array.from({ length: inputs }, () => ~~Math.random()));
    //                                                                                    ^^^^^^^^^^^^^ truncated-to-constant: cuts every drawn number down to the same value`,
    ],
    [
      'or zero',
      `
    this.w1 = Array.from({ length: hidden }, () => Array.from({ length: inputs }, () => Math.random() | 0));
    //                                                                                  ^^^^^^^^^^^^^ truncated-to-constant: cuts every drawn number down to the same value`,
    ],
  ])('%s', (_, w1) => {
    checkFound(rowsClass({ w1, activation: relu }));
  });

  test.each([
    [
      'an integer array written by a loop',
      `
    this.w1 = new Int32Array(inputCount * hiddenCount);
    for (let i = 0; i < this.w1.length; i++) this.w1[i] = Math.random() - 0.5;
    //                                                    ^^^^^^^^^^^^^ truncated-to-constant: cuts every drawn number down to the same value`,
    ],
    [
      'an integer array mapped',
      `
    this.w1 = new Int8Array(inputCount * hiddenCount).map(() => Math.random());
    //                                                          ^^^^^^^^^^^^^ truncated-to-constant: cuts every drawn number down to the same value`,
    ],
    [
      'an integer array never written',
      `
    this.w1 = new Int32Array(hiddenCount * inputCount);
    //        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns`,
    ],
  ])('%s', (_, w1) => {
    checkFound(typedArrays({ w1, activation: relu }));
  });

  test('draws that rounding leaves apart', () =>
    expectQuiet(
      rowsClass({
        activation: relu,
        w1: `    this.w1 = Array.from({ length: hidden }, () => Array.from({ length: inputs }, () => Math.floor(Math.random() * 3) - 1));`,
      }),
    ));

  test('parameters in an object', () => {
    checkFound(
      parameterObject({
        activation: relu,
        w1: `
  params.W1 = zeros(nH, nX).map((row) => row.map(() => Math.floor(Math.random())));
  //                                                   ^^^^^^^^^^^^^^^^^^^^^^^^^ truncated-to-constant: cuts every drawn number down to the same value`,
      }),
    );
  });

  test('an array of layers', () => {
    checkFound(
      deepArrays({
        activation: relu,
        w1: `
      this.weights.push(Array.from({ length: layerSizes[l] }, () => Array.from({ length: layerSizes[l - 1] }, () => Math.floor(Math.random()))));
      //                                                                                                            ^^^^^^^^^^^^^^^^^^^^^^^^^ truncated-to-constant: cuts every drawn number down to the same value`,
      }),
    );
  });
});
