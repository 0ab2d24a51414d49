// Ways of keeping and filling weights that are rarer: methods on prototypes, maps, arrays that are joined, methods that fill.
import { describe, expect, test } from 'vitest';
import { lint } from '../../check.ts';
import { checkFound } from './found.ts';
import { relu, sigmoid, tanh } from './activations.ts';
import { prototypes, rowsClass, typedArrays } from './forms.ts';
import { functional, layerPair, matrices, parameterObject } from './objects.ts';
import { expectQuiet } from './quiet.ts';

/** `Network.prototype = { train: function …, … }` instead of one assignment for each method. */
const asObject = (source: string): string => {
  const [head = '', ...methods] = source.split(/^Network\.prototype\.(?=\w+ = function)/m);
  const bodies = methods.map((method) =>
    method.replace(' = function', ': function').replace(/\};\s*$/, '},'),
  );
  return `${head}Network.prototype = {\n${bodies.join('\n')}\n};\n`;
};

const zeroHidden = `
  this.weightsIH = [];
  for (i = 0; i < numHidden; i++) {
    this.weightsIH[i] = new Array(numInputs).fill(0);
    //                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns
  }`;

describe('a constructor function with methods on its prototype', () => {
  test('zeros before a relu', () => {
    checkFound(prototypes({ activation: relu, w1: zeroHidden }));
  });

  test('zeros before a relu, all methods in one object', () => {
    checkFound(asObject(prototypes({ activation: relu, w1: zeroHidden })));
  });

  test('one number everywhere, a function expression', () => {
    checkFound(
      prototypes({
        activation: sigmoid,
        w1: `
  this.weightsIH = [];
  for (i = 0; i < numHidden; i++) {
    this.weightsIH[i] = [];
    for (j = 0; j < numInputs; j++) this.weightsIH[i][j] = 0.5;
    //                                                     ^^^ symmetric-units: start equal and stay equal
  }`,
        w2: `
  this.weightsHO = [];
  for (i = 0; i < numOutputs; i++) {
    this.weightsHO[i] = [];
    for (j = 0; j < numHidden; j++) this.weightsHO[i][j] = 0.5;
  }`,
      }).replace('function Network(', 'var Network = function ('),
    );
  });

  test('a class as a compiler writes it', () => {
    checkFound(
      `var Network = /** @class */ (function () {\n${prototypes({ activation: relu, w1: zeroHidden })}\nreturn Network;\n}());`,
    );
  });

  test.each([
    ['drawn by the constructor', prototypes()],
    ['drawn by the constructor, methods in one object', asObject(prototypes())],
    [
      'drawn by a method that the constructor calls',
      prototypes({
        activation: relu,
        w1: `  this.weightsIH = [];
  for (i = 0; i < numHidden; i++) this.weightsIH[i] = new Array(numInputs).fill(0);
  this.randomize();`,
        more: `
Network.prototype.randomize = function () {
  for (var i = 0; i < this.numHidden; i++)
    for (var j = 0; j < this.numInputs; j++) this.weightsIH[i][j] = Math.random() - 0.5;
};`,
      }),
    ],
    [
      'drawn by a method that others call',
      prototypes({
        activation: relu,
        w1: `  this.weightsIH = [];
  for (i = 0; i < numHidden; i++) this.weightsIH[i] = new Array(numInputs).fill(0);`,
        more: `
Network.prototype.init = function () {
  for (var i = 0; i < this.numHidden; i++)
    for (var j = 0; j < this.numInputs; j++) this.weightsIH[i][j] = Math.random() - 0.5;
};`,
      }),
    ],
    [
      'a perceptron',
      `
function Perceptron(inputs) {
  this.weights = [];
  for (var i = 0; i < inputs; i++) this.weights[i] = 0;
}
Perceptron.prototype.activate = function (x) {
  var sum = 0;
  for (var i = 0; i < this.weights.length; i++) sum += this.weights[i] * x[i];
  return sum > 0 ? 1 : 0;
};
Perceptron.prototype.train = function (x, target) {
  var error = target - this.activate(x);
  for (var i = 0; i < this.weights.length; i++) this.weights[i] += 0.1 * error * x[i];
};`,
    ],
  ])('left alone: %s', (_, source) => expectQuiet(source));
});

describe('a method that fills a matrix', () => {
  test.each([
    [
      'with one number',
      `
    this.weights_ih = new Matrix(hiddenNodes, inputNodes);
    //                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: start equal and stay equal
    this.weights_ih.fill(0.5);`,
      `
    this.weights_ho = new Matrix(outputNodes, hiddenNodes);
    this.weights_ho.fill(0.5);`,
    ],
    [
      'with one number, in an expression',
      `
    this.weights_ih = new Matrix(hiddenNodes, inputNodes).fill(0.1);
    //                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: start equal and stay equal`,
      `
    this.weights_ho = new Matrix(outputNodes, hiddenNodes).fill(0.1);`,
    ],
    [
      'by adding one number',
      `
    this.weights_ih = new Matrix(hiddenNodes, inputNodes);
    //                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: start equal and stay equal
    this.weights_ih.add(0.5);`,
      `
    this.weights_ho = new Matrix(outputNodes, hiddenNodes);
    this.weights_ho.add(0.5);`,
    ],
    [
      'with one draw',
      `
    this.weights_ih = new Matrix(hiddenNodes, inputNodes).fill(Math.random());
    //                                                         ^^^^^^^^^^^^^ one-draw: One random number is drawn and copied to every entry`,
      `
    this.weights_ho = new Matrix(outputNodes, hiddenNodes).fill(Math.random());`,
    ],
  ])('%s', (_, w1, w2) => {
    checkFound(matrices({ activation: tanh, w1, w2 }));
  });
});

describe('arrays that are joined', () => {
  test.each([
    [
      '[].concat in a loop',
      `
    this.w1 = [];
    for (let j = 0; j < hidden; j++) {
      let row = [];
      for (let i = 0; i < inputs; i++) row = row.concat([0]);
      this.w1.push(row);
      //           ^^^ dead-weights: never learns
    }`,
    ],
    [
      '[].concat of rows',
      `
    this.w1 = [].concat(Array.from({ length: hidden }, () => new Array(inputs).fill(0)));
    //        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns`,
    ],
    [
      'a spread of an array',
      `
    this.w1 = [...Array(hidden)].map(() => [...Array(inputs)].map(() => 0));
    //        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns`,
    ],
  ])('%s', (_, w1) => {
    checkFound(rowsClass({ activation: relu, w1 }));
  });

  test('[].concat with one draw in a loop', () => {
    checkFound(
      rowsClass({
        activation: tanh,
        w1: `
    const r = Math.random();
    //        ^^^^^^^^^^^^^ one-draw: One random number is drawn and copied to every entry
    this.w1 = [];
    for (let j = 0; j < hidden; j++) {
      let row = [];
      for (let i = 0; i < inputs; i++) row = row.concat(r);
      this.w1 = this.w1.concat([row]);
    }`,
        w2: `
    this.w2 = Array.from({ length: outputs }, () => Array(hidden).fill(r));`,
      }),
    );
  });

  test.each([
    [
      'draws that are joined',
      rowsClass({
        w1: `
    this.w1 = [];
    for (let j = 0; j < hidden; j++) {
      let row = [];
      for (let i = 0; i < inputs; i++) row = row.concat(Math.random() - 0.5);
      this.w1 = this.w1.concat([row]);
    }`,
      }),
    ],
  ])('left alone: %s', (_, source) => expectQuiet(source));
});

describe('weights in maps and objects', () => {
  const inMap = (source: string): string =>
    source
      .replace('const params = {};', 'const params = new Map();')
      .replace(/params\.(\w\d) = ([^;]*);/g, "params.set('$1', $2);")
      .replace(/params\.(\w\d)/g, "params.get('$1')");
  const byName = (source: string): string => source.replace(/params\.(\w\d)/g, "params['$1']");

  test('a map', () => {
    checkFound(
      inMap(parameterObject({ activation: relu })).replace(
        "params.set('W1', randomMatrix(nH, nX));",
        `params.set('W1', zeros(nH, nX));
  //               ^^^^^^^^^^^^^ dead-weights: never learns`,
      ),
    );
  });

  test('a map with one number everywhere', () => {
    checkFound(
      inMap(parameterObject({ activation: tanh }))
        .replace(
          "params.set('W1', randomMatrix(nH, nX));",
          `params.set('W1', makeMatrix(nH, nX, 0.1));
  //               ^^^^^^^^^^^^^^^^^^^^^^^ symmetric-units: start equal and stay equal`,
        )
        .replace('randomMatrix(nY, nH)', 'makeMatrix(nY, nH, 0.1)'),
    );
  });

  test('names in brackets', () => {
    checkFound(
      byName(
        parameterObject({
          activation: relu,
          w1: `  params.W1 = zeros(nH, nX);
  //             ^^^^^^^^^^^^^ dead-weights: never learns`,
        }),
      ).replace(/^ {2}\/\/ {13}\^/m, '  //             ^'),
    );
  });

  test.each([
    ['a map of draws', inMap(parameterObject({ activation: relu }))],
    ['names in brackets, draws', byName(parameterObject({ activation: relu }))],
  ])('left alone: %s', (_, source) => expectQuiet(source));
});

describe('one draw outside of everything', () => {
  test('at the top of the file', () => {
    checkFound(
      `const initial = Math.random() * 0.1;
//              ^^^^^^^^^^^^^ one-draw: One random number is drawn and copied to every entry
${rowsClass({
  activation: tanh,
  w1: `
    this.w1 = Array.from({ length: hidden }, () => Array(inputs).fill(initial));`,
  w2: `
    this.w2 = Array.from({ length: outputs }, () => Array(hidden).fill(initial));`,
})}`,
    );
  });

  test('in a field, in loops of unknown length', () => {
    checkFound(
      rowsClass({
        activation: tanh,
        w1: `
    this.start = Math.random();
    //           ^^^^^^^^^^^^^ one-draw: One random number is drawn and copied to every entry
    this.w1 = [];
    for (let j = 0; j < hidden; j++) {
      const row = [];
      for (let i = 0; i < inputs; i++) row.push(this.start);
      this.w1.push(row);
    }`,
        w2: `
    this.w2 = [];
    for (let k = 0; k < outputs; k++) {
      const row = [];
      for (let j = 0; j < hidden; j++) row.push(this.start);
      this.w2.push(row);
    }`,
      }),
    );
  });

  test('given to a helper', () => {
    checkFound(
      functional({
        activation: tanh,
        w1: `
    const r = Math.random();
    //        ^^^^^^^^^^^^^ one-draw: One random number is drawn and copied to every entry
    this.W1 = makeMatrix(inputSize, hiddenSize, r);`,
        w2: `
    this.W2 = makeMatrix(hiddenSize, outputSize, r);`,
      }),
    );
  });
});

describe('one layer in several places', () => {
  const twice = (push: string): string =>
    layerPair({
      activation: tanh,
      more: `
const net = new Network([2, 4, 1]);
for (let i = 0; i < 5000; i++) net.train([0, 1], [1]);`,
    }).replace(
      '    for (let i = 0; i < sizes.length - 1; i++) this.layers.push(new Layer(sizes[i], sizes[i + 1]));',
      push,
    );

  test('pushed twice', () => {
    checkFound(
      twice(`    const hidden = new Layer(4, 4);
    //             ^^^^^^^^^^^^^^^ aliased-units: The very same layer stands in 2 places
    this.layers.push(new Layer(2, 4));
    this.layers.push(hidden);
    this.layers.push(hidden);
    this.layers.push(new Layer(4, 1));`),
    );
  });

  test.each([
    [
      'info',
      'const hidden = new Layer(4, 4); this.layers.push(new Layer(2, 4), hidden, hidden, new Layer(4, 1));',
    ],
    ['warning', 'this.layers = [new Layer(2, 4), ...Array(3).fill(new Layer(4, 4)), new Layer(4, 1)];'],
  ])('tied by name it may be meant: %s', (severity, text) => {
    expect(lint(twice(`    ${text}`)).findings.filter((one) => one.severity !== 'off')).toMatchObject([
      { rule: 'aliased-units', severity },
    ]);
  });

  test('pushed in a loop', () => {
    checkFound(
      twice(`    const hidden = new Layer(4, 4);
    //             ^^^^^^^^^^^^^^^ aliased-units: The very same layer stands in 3 places
    this.layers.push(new Layer(2, 4));
    for (let l = 0; l < 3; l++) this.layers.push(hidden);
    this.layers.push(new Layer(4, 1));`),
    );
  });

  test('filled in', () => {
    checkFound(
      twice(`    this.layers = [new Layer(2, 4), ...Array(3).fill(new Layer(4, 4)), new Layer(4, 1)];
    //                                               ^^^^^^^^^^^^^^^ aliased-units: The very same layer stands in 3 places`),
    );
  });

  test.each([
    [
      'each layer made anew',
      twice(`    this.layers.push(new Layer(2, 4));
    for (let l = 0; l < 3; l++) this.layers.push(new Layer(4, 4));
    this.layers.push(new Layer(4, 1));`),
    ],
  ])('left alone: %s', (_, source) => expectQuiet(source));
});

describe('lengths and numbers that are not known', () => {
  test('a typed array whose length is a parameter', () => {
    checkFound(
      typedArrays({
        activation: relu,
        w1: `
    this.w1 = zerosOf(inputCount * hiddenCount);
    //        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns`,
      }).replace('export class', 'const zerosOf = (len) => new Float32Array(len);\nexport class'),
    );
  });

  test('integers made by from() out of small draws', () => {
    checkFound(
      typedArrays({
        activation: relu,
        w1: `
    this.w1 = Int32Array.from({ length: inputCount * hiddenCount }, () => Math.random());
    //                                                                    ^^^^^^^^^^^^^ truncated-to-constant: cuts every drawn number down to the same value`,
      }),
    );
  });

  test('copied through JSON', () => {
    checkFound(
      functional({
        activation: relu,
        w1: `
    this.W1 = JSON.parse(JSON.stringify(zeros(inputSize, hiddenSize)));
    //        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dead-weights: never learns`,
      }),
    );
  });
});
