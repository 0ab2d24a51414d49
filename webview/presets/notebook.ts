// A notebook: "zero initialisation in neural networks".
import { glorot, hidden, output, randn, type Sketch, zeros } from '../preset-network.ts';
import type { Preset } from './preset.ts';

/** The notebook's input, and one target. */
const data = { kind: 'given', x: [[1, 2]], y: [[1]] } as const;
const small = { inputs: 2, loss: 'meanSquaredError', learningRate: 0.01 } as const;

const zeroStart: Sketch = {
  id: 'W1 = zeros(3, 2)',
  ...small,
  layers: [...hidden(1, 3, 'sigmoid', zeros), output('linear', zeros)],
};

export const notebook: readonly Preset[] = [
  {
    id: 'notebook-zero',
    title: 'Zero start, x = (1, 2)',
    claim:
      'W1 = zeros(3, 2), b1 = zeros(3, 1), x = (1, 2): all outputs are equal, and after each step the rows of W1 are still identical.',
    pages: [
      {
        text: 'Three units, all weights and biases zero, one sample. Each unit puts out σ(0) = 0.5.',
        step: 0,
        focus: 'h1',
      },
      {
        text: 'The notebook hands every unit the same gradient. Here it is back-propagated: at step 1 it is exactly zero, because the weights above are zero.',
        step: 1,
        focus: 'h1',
      },
      {
        text: 'From step 2 on the rows move, all three alike: open the weights view and see the bracket.',
        step: 5,
        focus: 'h1',
      },
    ],
    sketch: zeroStart,
    beside: [],
    data,
    facts: { width: { h1: 1 }, first: { h1: 2, out: 1 } },
  },
  {
    id: 'notebook-tanh',
    title: 'The same with tanh',
    claim: 'With tanh or relu the stronger statement holds: the kernels do not move at all.',
    pages: [
      {
        text: 'tanh(0) = 0: the hidden units put out nothing, so the output kernel gets no gradient either.',
        step: 1,
        focus: 'out',
      },
      { text: 'Only the output bias moves. Both kernels keep their zeros for ever.', step: 50, focus: 'h1' },
    ],
    sketch: { ...zeroStart, layers: [...hidden(1, 3, 'tanh', zeros), output('linear', zeros)] },
    beside: [],
    data,
    facts: { width: { h1: 1 }, first: { h1: null, out: null } },
  },
  {
    id: 'notebook-random',
    title: 'Zero against 0.01·randn',
    claim: 'Zero against small random weights on the same input, side by side.',
    pages: [
      { text: 'Left zeros, right randn·0.01, with the same data and the same seed.', step: 0, focus: 'h1' },
      {
        text: 'Left one row three times, right three different rows. The numbers are small, but they differ, and that is what counts.',
        step: 5,
        focus: 'h1',
      },
    ],
    sketch: zeroStart,
    beside: ['small-random'],
    data,
    facts: { width: { h1: 1 }, first: { h1: 2, out: 1 } },
  },
  {
    id: 'notebook-remedies',
    title: 'Remedies: Xavier, He, small random',
    claim: 'Xavier randn·√(1/n), He randn·√(2/n), small randn·0.01.',
    pages: [
      {
        text: 'Three random starts beside the zeros. In each of them every unit is its own from the first step.',
        step: 1,
        focus: 'h1',
      },
      {
        text: 'They differ in size: He suits relu, Xavier (here in the form 1/n, which the libraries call LeCun) suits tanh and sigmoid, 0.01 is too small for deep networks.',
        step: 50,
        focus: 'h1',
      },
    ],
    sketch: zeroStart,
    beside: ['lecun', 'he', 'small-random'],
    data,
    facts: { width: { h1: 1 } },
  },
  {
    id: 'notebook-quiz',
    title: 'The quiz',
    claim: 'Which statement is true if weights and biases start at zero?',
    quiz: {
      answers: [
        'The units of a layer differ after the first update.',
        'The units of a layer stay identical, even after many iterations.',
        'The units differ once the learning rate is large enough.',
        'Only the biases stay identical.',
      ],
      right: 1,
    },
    pages: [
      {
        text: 'Play it: 200 steps, a large learning rate, many samples. Effective width 1 of 6, at every step.',
        step: 200,
        focus: 'h1',
      },
    ],
    sketch: {
      id: 'quiz',
      inputs: 3,
      loss: 'meanSquaredError',
      learningRate: 0.3,
      layers: [...hidden(1, 6, 'sigmoid', zeros), output('linear', zeros)],
    },
    beside: [],
    steps: 200,
    facts: { width: { h1: 1 } },
  },
  {
    id: 'notebook-healthy',
    title: 'What it should look like',
    claim: 'Random weights, zero biases.',
    pages: [
      {
        text: 'Three units, three directions. Compare with the zero start: same network, same data.',
        step: 20,
        focus: 'h1',
      },
    ],
    sketch: {
      id: 'random start',
      ...small,
      layers: [...hidden(1, 3, 'sigmoid', glorot), output('linear', randn(0.5))],
    },
    beside: ['zero'],
    data,
    facts: { width: { h1: 3 }, first: { h1: 1, out: 1 } },
  },
];
