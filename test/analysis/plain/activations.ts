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
