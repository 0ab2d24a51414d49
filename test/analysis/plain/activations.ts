// The ways people write an activation: the functions it needs, how it is called, and how its slope is.

export interface Activation {
  /** Declarations that the file needs. */
  readonly helpers: string;
  readonly of: (sum: string) => string;
  /** The derivative, from the activation's result. */
  readonly slope: (result: string) => string;
}

/** Two functions, one for the activation and one for its slope. */
export const written = (helpers: string, name: string, slope = `${name}Derivative`): Activation => ({
  helpers,
  of: (sum) => `${name}(${sum})`,
  slope: (result) => `${slope}(${result})`,
});

export const sigmoid = written(
  `function sigmoid(x) { return 1 / (1 + Math.exp(-x)); }
function sigmoidDerivative(y) { return y * (1 - y); }`,
  'sigmoid',
);

export const tanh = written(
  `const tanh = (x) => Math.tanh(x);
const tanhDerivative = (y) => 1 - y * y;`,
  'tanh',
);

export const relu = written(
  `function relu(x) { return Math.max(0, x); }
function reluDerivative(y) { return y > 0 ? 1 : 0; }`,
  'relu',
);

/** Activations in many hands, by what they are. */
export const writings: readonly (readonly [string, string, Activation])[] = [
  ['sigmoid', 'functions', sigmoid],
  ['tanh', 'arrow functions', tanh],
  ['relu', 'Math.max', relu],
  [
    'relu',
    'a conditional',
    written(
      `const relu = (x) => (x > 0 ? x : 0);
const reluDerivative = (y) => (y > 0 ? 1 : 0);`,
      'relu',
    ),
  ],
  [
    'relu',
    'if and return',
    written(
      `function relu(z) {
  if (z < 0) {
    return 0;
  }
  return z;
}
function reluDerivative(z) {
  if (z <= 0) return 0;
  else return 1;
}`,
      'relu',
    ),
  ],
  [
    'leakyReLU',
    'a conditional with a slope',
    written(
      `const LEAK = 0.01;
const leaky = (x) => (x >= 0 ? x : LEAK * x);
const leakyDerivative = (y) => (y >= 0 ? 1 : LEAK);`,
      'leaky',
    ),
  ],
  [
    'leakyReLU',
    'Math.max of two',
    written(
      `function lrelu(x) { return Math.max(0.1 * x, x); }
function lreluDerivative(y) { return y > 0 ? 1 : 0.1; }`,
      'lrelu',
    ),
  ],
  [
    'sigmoid',
    'Math.pow and E',
    written(
      `function logistic(t) { return 1 / (1 + Math.pow(Math.E, -t)); }
function logisticDerivative(s) { return s * (1 - s); }`,
      'logistic',
    ),
  ],
  [
    'sigmoid',
    'exp over exp + 1',
    written(
      `function sigmoid(x) {
  const e = Math.exp(x);
  return e / (e + 1);
}
function sigmoidDerivative(y) { return y * (1 - y); }`,
      'sigmoid',
    ),
  ],
  [
    'sigmoid',
    'a stable form with two branches',
    written(
      `function sigmoid(x) {
  if (x >= 0) {
    const z = Math.exp(-x);
    return 1 / (1 + z);
  }
  const z = Math.exp(x);
  return z / (1 + z);
}
function sigmoidDerivative(y) { return y * (1 - y); }`,
      'sigmoid',
    ),
  ],
  [
    'sigmoid',
    'clipped against overflow',
    written(
      `const sigmoid = (x) => 1 / (1 + Math.exp(-Math.max(-500, Math.min(500, x))));
const sigmoidDerivative = (y) => y * (1 - y);`,
      'sigmoid',
    ),
  ],
  [
    'tanh',
    'exponentials',
    written(
      `function hyper(x) {
  var a = Math.exp(x), b = Math.exp(-x);
  return (a - b) / (a + b);
}
function hyperDerivative(y) { return 1 - Math.pow(y, 2); }`,
      'hyper',
    ),
  ],
  [
    'tanh',
    'the function itself',
    { helpers: '', of: (sum) => `Math.tanh(${sum})`, slope: (y) => `(1 - ${y} * ${y})` },
  ],
  [
    'sigmoid',
    'inline',
    { helpers: '', of: (sum) => `1 / (1 + Math.exp(-(${sum})))`, slope: (y) => `${y} * (1 - ${y})` },
  ],
  ['relu', 'inline', { helpers: '', of: (sum) => `Math.max(${sum}, 0)`, slope: (y) => `(${y} > 0 ? 1 : 0)` }],
  [
    'sigmoid',
    'an object of two functions',
    {
      helpers: `const activation = {
  func: (x) => 1 / (1 + Math.exp(-x)),
  dfunc: (y) => y * (1 - y),
};`,
      of: (sum) => `activation.func(${sum})`,
      slope: (y) => `activation.dfunc(${y})`,
    },
  ],
  [
    'tanh',
    'a table of objects, by name',
    {
      helpers: `const kind = 'tanh';
const activations = {
  sigmoid: { fn: (x) => 1 / (1 + Math.exp(-x)), derivative: (y) => y * (1 - y) },
  tanh: { fn: (x) => Math.tanh(x), derivative: (y) => 1 - y * y },
  relu: { fn: (x) => (x > 0 ? x : 0), derivative: (y) => (y > 0 ? 1 : 0) },
};`,
      of: (sum) => `activations[kind].fn(${sum})`,
      slope: (y) => `activations[kind].derivative(${y})`,
    },
  ],
  [
    'relu',
    'a switch by name',
    {
      helpers: `function activate(name, x) {
  switch (name) {
    case 'sigmoid':
      return 1 / (1 + Math.exp(-x));
    case 'tanh':
      return Math.tanh(x);
    case 'relu':
      return Math.max(0, x);
    default:
      throw new Error('unknown activation ' + name);
  }
}
function slopeOf(name, y) {
  if (name === 'sigmoid') return y * (1 - y);
  if (name === 'tanh') return 1 - y * y;
  return y > 0 ? 1 : 0;
}`,
      of: (sum) => `activate('relu', ${sum})`,
      slope: (y) => `slopeOf('relu', ${y})`,
    },
  ],
  [
    'tanh',
    'a class with static methods',
    {
      helpers: `class Activations {
  static tanh(x) { return Math.tanh(x); }
  static tanhPrime(y) { return 1 - y ** 2; }
}`,
      of: (sum) => `Activations.tanh(${sum})`,
      slope: (y) => `Activations.tanhPrime(${y})`,
    },
  ],
  [
    'sigmoid',
    'one function that also gives the slope',
    {
      helpers: `function nonlin(x, deriv = false) {
  if (deriv === true) return x * (1 - x);
  return 1 / (1 + Math.exp(-x));
}`,
      of: (sum) => `nonlin(${sum})`,
      slope: (y) => `nonlin(${y}, true)`,
    },
  ],
  [
    'elu',
    'a conditional with an exponential',
    written(
      `const elu = (x) => (x >= 0 ? x : Math.exp(x) - 1);
const eluDerivative = (y) => (y >= 0 ? 1 : y + 1);`,
      'elu',
    ),
  ],
  [
    'softplus',
    'log of exp',
    written(
      `const softplus = (x) => Math.log(1 + Math.exp(x));
const softplusDerivative = (y) => 1 - Math.exp(-y);`,
      'softplus',
    ),
  ],
  [
    'softsign',
    'a quotient',
    written(
      `const softsign = (x) => x / (1 + Math.abs(x));
const softsignDerivative = (y) => (1 - Math.abs(y)) ** 2;`,
      'softsign',
    ),
  ],
  [
    'swish',
    'times its own sigmoid',
    written(
      `const swish = (x) => x / (1 + Math.exp(-x));
const swishDerivative = (y) => y;`,
      'swish',
    ),
  ],
];
