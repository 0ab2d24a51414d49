// Ways of writing a start that hurts, each with what the code reads like after the first suggestion.
import type { Program } from './skeletons.ts';
import { columns, flat, matrices, rows, units } from './skeletons.ts';

export interface Start {
  readonly name: string;
  readonly program: Program;
  /** A part of the code after the first suggestion of the first finding. */
  readonly becomes: string;
}

const glorot = (inputs: string, outputs: string): string =>
  `(Math.random() * 2 - 1) * Math.sqrt(6 / (${inputs} + ${outputs}))`;
const he = (inputs: string): string => `(Math.random() * 2 - 1) * Math.sqrt(6 / ${inputs})`;

const twice = (w1: string, w2: string, around = ''): Program =>
  rows(`this.w1 = ${w1};\n    this.w2 = ${w2};`, around);

const zeros = 'function zeros(r, c) { return Array.from({ length: r }, () => new Array(c).fill(0)); }';
const makeMatrix = `function makeMatrix(rows, cols, value) {
  const m = [];
  for (let i = 0; i < rows; i++) { const row = []; for (let j = 0; j < cols; j++) row.push(value); m.push(row); }
  return m;
}`;
const inPlace = (body: string): string =>
  `for (let i = 0; i < this.rows; i++) for (let j = 0; j < this.cols; j++) ${body};`;

const all: Readonly<Record<string, readonly [Program, string]>> = {
  // Arrays of arrays
  'rows that are filled': [
    twice(
      'Array.from({ length: hidden }, () => Array(inputs).fill(0.1))',
      'Array.from({ length: outputs }, () => Array(hidden).fill(0.1))',
    ),
    `Array(inputs).fill(0.1).map(() => ${glorot('hidden', 'inputs')})`,
  ],
  'a constant from a variable': [
    twice(
      'Array.from({ length: hidden }, () => Array(inputs).fill(INIT))',
      'Array.from({ length: outputs }, () => Array(hidden).fill(INIT))',
      'const INIT = 0.1;',
    ),
    `Array(inputs).fill(INIT).map(() => ${glorot('hidden', 'inputs')})`,
  ],
  'a callback that gives a constant': [
    twice(
      'Array.from({ length: hidden }, () => Array.from({ length: inputs }, () => 0.5))',
      'Array.from({ length: outputs }, () => Array.from({ length: hidden }, () => 0.5))',
    ),
    `Array.from({ length: inputs }, () => ${glorot('hidden', 'inputs')})`,
  ],
  'a callback with a block': [
    twice(
      `Array.from({ length: hidden }, () => {
      const row = [];
      for (let j = 0; j < inputs; j++) row.push(0.5);
      return row;
    })`,
      'Array.from({ length: outputs }, () => Array(hidden).fill(0.5))',
    ),
    `row.push(${glorot('hidden', 'inputs')})`,
  ],
  'typed rows, never written': [
    twice(
      'Array.from({ length: hidden }, () => new Float32Array(inputs))',
      'Array.from({ length: outputs }, () => new Float32Array(hidden))',
    ),
    `new Float32Array(inputs).map(() => ${glorot('hidden', 'inputs')})`,
  ],
  'loops that push': [
    rows(`this.w1 = [];
    for (let i = 0; i < hidden; i++) {
      const row = [];
      for (let j = 0; j < inputs; j++) row.push(0);
      this.w1.push(row);
    }
    this.w2 = [];
    for (let i = 0; i < outputs; i++) {
      this.w2[i] = [];
      for (let j = 0; j < hidden; j++) this.w2[i][j] = 0;
    }`),
    `row.push(${glorot('hidden', 'inputs')})`,
  ],
  'loops that assign': [
    columns(`const w1 = [];
for (let i = 0; i < inputs; i++) {
  w1[i] = [];
  for (let j = 0; j < hidden; j++) {
    w1[i][j] = 0.1; // to be learned
  }
}
const w2 = Array.from({ length: hidden }, () => Array(outputs).fill(0.1));`),
    `w1[i][j] = ${he('inputs')}; // to be learned`,
  ],
  'a literal of zeros': [
    columns(`const w1 = [[0, 0, 0, 0, 0], [0, 0, 0, 0, 0], [0, 0, 0, 0, 0]];
const w2 = [[0.1, 0.1], [0.1, 0.1], [0.1, 0.1], [0.1, 0.1], [0.1, 0.1]];`),
    `const w1 = Array.from({ length: 3 }, () => Array.from({ length: 5 }, () => ${he('3')}));`,
  ],
  'columns of units': [
    columns(`const w1 = Array.from({ length: inputs }, () => Array(hidden).fill(0));
const w2 = Array.from({ length: hidden }, () => Array(outputs).fill(0));`),
    `Array(hidden).fill(0).map(() => ${he('inputs')})`,
  ],
  // Helpers
  'a helper that other arrays use too': [
    twice('zeros(hidden, inputs)', 'zeros(outputs, hidden)', zeros),
    `zeros(hidden, inputs).map((row) => row.map(() => ${glorot('hidden', 'inputs')}))`,
  ],
  'a helper with loops and the constant as an argument': [
    twice('makeMatrix(hidden, inputs, 0)', 'makeMatrix(outputs, hidden, 0)', makeMatrix),
    `makeMatrix(hidden, inputs, 0).map((row) => row.map(() => ${glorot('hidden', 'inputs')}))`,
  ],
  'a helper whose sizes are computed': [
    twice('zeros(size(hidden), size(inputs))', 'zeros(outputs, hidden)', `${zeros}\nconst size = (n) => n;`),
    `.map((row, _, rows) => row.map(() => ${glorot('rows.length', 'row.length')}))`,
  ],
  'a helper for given weights or zeros': [
    twice('this.w1 || zeros(hidden, inputs)', 'this.w2 || zeros(outputs, hidden)', zeros),
    `this.w1 || zeros(hidden, inputs).map((row) => row.map(() => ${glorot('hidden', 'inputs')}))`,
  ],
  // Flat arrays
  'a flat typed array, never written': [
    flat('const w1 = new Float32Array(inputs * hidden), w2 = new Float32Array(hidden);'),
    `const w1 = new Float32Array(inputs * hidden).map(() => ${glorot('inputs', 'hidden')}), w2`,
  ],
  'a flat typed array that is filled': [
    flat(
      'const w1 = new Float32Array(inputs * hidden).fill(0.1);\nconst w2 = new Float32Array(hidden).fill(0.1);',
    ),
    `.fill(0.1).map(() => ${glorot('inputs', 'hidden')});`,
  ],
  'a flat array that is filled later': [
    flat(
      'const w1 = new Float32Array(inputs * hidden);\nw1.fill(0.1);\nconst w2 = new Float32Array(hidden);\nw2.fill(0.1);',
    ),
    `for (let i = 0; i < w1.length; i++) w1[i] = ${glorot('inputs', 'hidden')};`,
  ],
  'a flat array that a loop fills': [
    flat(`const w1 = new Float32Array(inputs * hidden);
for (let k = 0; k < w1.length; k++) w1[k] = 0.1;
const w2 = new Float32Array(hidden);
for (let k = 0; k < hidden; k++) w2[k] = 0.1;`),
    `w1[k] = ${glorot('inputs', 'hidden')};`,
  ],
  'a flat array of unknown making': [
    flat('const w1 = Array.from([0, 0, 0, 0, 0, 0]);\nconst w2 = [0, 0, 0];'),
    'Math.random() * 2 - 1',
  ],
  // Objects for units
  'a unit that pushes': [
    units('this.weights = [];\n    for (let i = 0; i < n; i++) this.weights.push(0);'),
    `this.weights.push(${he('n')});`,
  ],
  'a unit that fills': [
    units('this.weights = new Array(n).fill(0.5);'),
    `new Array(n).fill(0.5).map(() => ${he('n')});`,
  ],
  'a unit with a typed array': [
    units('this.weights = new Float64Array(n);'),
    `new Float64Array(n).map(() => ${he('n')});`,
  ],
  'a unit with a helper': [
    units('this.weights = ones(n);\n    function ones(length) { return new Array(length).fill(1); }'),
    `ones(n).map(() => ${he('n')});`,
  ],
  // Matrix classes
  'a matrix without any help': [
    matrices(''),
    `this.weights_ih.data = this.weights_ih.data.map((row) => row.map(() => ${glorot('b', 'a')}));`,
  ],
  'a matrix with randomize': [
    matrices(`randomize() { ${inPlace('this.data[i][j] = Math.random() * 2 - 1')} }`),
    'this.weights_ih = new Matrix(b, a);\n    this.weights_ih.randomize();',
  ],
  'a matrix with randomize that gives itself': [
    matrices(`randomize() { ${inPlace('this.data[i][j] = Math.random() * 2 - 1')} return this; }`),
    'this.weights_ih = new Matrix(b, a).randomize();',
  ],
  'a matrix with a map in place': [
    matrices(`map(f) { ${inPlace('this.data[i][j] = f(this.data[i][j], i, j)')} }`),
    `this.weights_ih = new Matrix(b, a);\n    this.weights_ih.map(() => ${glorot('b', 'a')});`,
  ],
  'a matrix with a map that gives itself': [
    matrices(`map(f) { ${inPlace('this.data[i][j] = f(this.data[i][j], i, j)')} return this; }`),
    `this.weights_ih = new Matrix(b, a).map(() => ${glorot('b', 'a')});`,
  ],
  'a matrix with a map that gives another': [
    matrices(
      `map(f) { const m = new Matrix(this.rows, this.cols); ${inPlace('m.data[i][j] = f(this.data[i][j], i, j)')} return m; }`,
    ),
    `this.weights_ih = new Matrix(b, a).map(() => ${glorot('b', 'a')});`,
  ],
  'a matrix with factories': [
    matrices(
      `static zeros(r, c) { return new Matrix(r, c); }
  static random(r, c) { const m = new Matrix(r, c); for (let i = 0; i < r; i++) for (let j = 0; j < c; j++) m.data[i][j] = Math.random() - 0.5; return m; }`,
      'this.weights_ih = Matrix.zeros(b, a);\n    this.weights_ho = Matrix.zeros(c, b);',
    ),
    'this.weights_ih = Matrix.random(b, a);',
  ],
  'a matrix with a comment behind it': [
    matrices(
      '',
      'this.weights_ih = new Matrix(b, a); // hidden\n    this.weights_ho = new Matrix(c, b); // output',
    ),
    'new Matrix(b, a); // hidden\n    this.weights_ih.data = ',
  ],
  'a matrix of filled rows': [
    matrices('', undefined, 'this.data = Array.from({ length: rows }, () => new Array(cols).fill(0));'),
    `row.map(() => ${glorot('b', 'a')})`,
  ],
  // The same row or object in every place
  'a shared row': [
    twice(
      'Array(hidden).fill(Array(inputs).fill(0).map(() => Math.random() - 0.5))',
      'Array(outputs).fill(Array(hidden).fill(0).map(() => Math.random() - 0.5))',
    ),
    'Array.from({ length: hidden }, () => Array(inputs).fill(0).map(() => Math.random() - 0.5))',
  ],
  'a shared row of one constant': [
    twice(
      'new Array(hidden).fill(new Array(inputs).fill(0.2))',
      'new Array(outputs).fill(new Array(hidden).fill(0.2))',
    ),
    `Array.from({ length: hidden }, () => new Array(inputs).fill(0.2).map(() => ${glorot('hidden', 'inputs')}))`,
  ],
  'a shared row for every input': [
    columns(`const w1 = Array(inputs).fill(Array(hidden).fill(0.1));
const w2 = Array(hidden).fill(Array(outputs).fill(0.1));`),
    `Array.from({ length: inputs }, () => Array(hidden).fill(0.1).map(() => ${he('inputs')}))`,
  ],
  'a shared row from a helper': [
    twice(
      'matrix(hidden, inputs)',
      'matrix(outputs, hidden)',
      'function matrix(r, c) { return Array(r).fill(Array.from({ length: c }, () => Math.random() - 0.5)); }',
    ),
    'return Array.from({ length: r }, () => Array.from({ length: c }, () => Math.random() - 0.5));',
  ],
  'a shared unit': [
    units(
      'this.weights = Array.from({ length: n }, () => Math.random() - 0.5);',
      'this.neurons = Array(count).fill(new Neuron(inputs));',
    ),
    'this.neurons = Array.from({ length: count }, () => new Neuron(inputs));',
  ],
  'a shared unit of one constant': [
    units(
      'this.weights = Array.from({ length: n }, () => 0.1);',
      'this.neurons = new Array(count).fill(new Neuron(inputs));',
    ),
    'this.neurons = Array.from({ length: count }, () => new Neuron(inputs));',
  ],
  'a shared unit that is pushed': [
    units(
      'this.weights = Array.from({ length: n }, () => Math.random() - 0.5);',
      'const one = new Neuron(inputs);\n    for (let i = 0; i < count; i++) this.neurons.push(one);',
    ),
    'this.neurons = [];\n    for (let i = 0; i < count; i++) this.neurons.push(new Neuron(inputs));',
  ],
  // One draw for all
  'one draw in fill': [
    flat(
      'const w1 = new Float32Array(inputs * hidden).fill(Math.random());\nconst w2 = new Float32Array(hidden).fill(Math.random());',
    ),
    'new Float32Array(inputs * hidden).fill(0).map(() => Math.random());',
  ],
  'one draw in fill as a statement': [
    flat(
      'const w1 = new Float32Array(inputs * hidden);\nw1.fill(Math.random() - 0.5);\nconst w2 = new Float32Array(hidden);\nw2.fill(Math.random() - 0.5);',
    ),
    'for (let i = 0; i < w1.length; i++) w1[i] = Math.random() - 0.5;',
  ],
  'one draw before the loop': [
    rows(
      `const r = Math.random() - 0.5;
    this.w1 = [];
    for (let i = 0; i < hidden; i++) {
      this.w1.push([]);
      for (let j = 0; j < inputs; j++) this.w1[i].push(r);
    }
    this.w2 = Array.from({ length: outputs }, () => Array(hidden).fill(0.1));`,
    ),
    `{
    this.w1 = [];
    for (let i = 0; i < hidden; i++) {
      this.w1.push([]);
      for (let j = 0; j < inputs; j++) this.w1[i].push(Math.random() - 0.5);`,
  ],
  'one draw in a variable that fills': [
    flat(
      'const r = Math.random();\nconst w1 = new Array(inputs * hidden).fill(r);\nconst w2 = new Array(hidden).fill(0.5);',
    ),
    'const w1 = new Array(inputs * hidden).fill(0).map(() => Math.random());',
  ],
  // Cut down
  'draws that are rounded off': [
    twice(
      'Array.from({ length: hidden }, () => Array.from({ length: inputs }, () => Math.floor(Math.random())))',
      'Array.from({ length: outputs }, () => Array.from({ length: hidden }, () => Math.floor(Math.random())))',
    ),
    'Array.from({ length: inputs }, () => Math.random())',
  ],
  'draws into integers': [
    flat(
      'const w1 = new Int32Array(inputs * hidden).map(() => Math.random() - 0.5);\nconst w2 = Float32Array.from({ length: hidden }, () => 0.5);',
    ),
    'new Float32Array(inputs * hidden).map(() => Math.random() - 0.5);',
  ],
  'zeros in integers': [
    flat('const w1 = new Int8Array(inputs * hidden);\nconst w2 = new Int8Array(hidden).fill(1);'),
    `new Float32Array(inputs * hidden).map(() => ${glorot('inputs', 'hidden')});`,
  ],
  // Thrown away
  'a map that nobody takes': [
    units('this.weights = new Array(n).fill(0);\n    this.weights.map(() => Math.random() - 0.5);'),
    'this.weights = this.weights.map(() => Math.random() - 0.5);',
  ],
  'rows that nobody takes': [
    rows(
      `this.w1 = zeros(hidden, inputs);
    this.w1.forEach((row) => row.map(() => Math.random() - 0.5));
    this.w2 = zeros(outputs, hidden);`,
      zeros,
    ),
    'this.w1 = this.w1.map((row) => row.map(() => Math.random() - 0.5));',
  ],
  'a map of a constant that nobody takes': [
    flat(
      'const w1 = new Float32Array(inputs * hidden);\nw1.map(() => Math.random() - 0.5);\nconst w2 = new Float32Array(hidden).fill(0.5);',
    ),
    'const w1 = new Float32Array(inputs * hidden).map(() => Math.random() - 0.5);\nconst w2',
  ],
};

export const starts: readonly Start[] = Object.entries(all).map(([name, [program, becomes]]) => ({
  name,
  program,
  becomes,
}));
