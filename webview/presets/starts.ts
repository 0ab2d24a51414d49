// One example for each kind of start: what happens to it, from dead to harmless.
import { constant, glorot, he, hidden, output, randn, type Sketch, zeros } from '../preset-network.ts';
import type { Preset } from './preset.ts';

const regression = { inputs: 3, loss: 'meanSquaredError', learningRate: 0.1 } as const;
const sketch = (id: string, layers: Sketch['layers']): Sketch => ({ id, ...regression, layers });

export const starts: readonly Preset[] = [
  {
    id: 'dead',
    title: 'All zero, tanh: dead',
    claim: 'All weights and biases zero, and g(0) = 0: only the output bias ever learns.',
    pages: [
      {
        text: 'tanh, relu, elu, selu, gelu, swish, mish, softsign, linear: all are 0 at 0. Nothing comes up, nothing goes down.',
        step: 1,
        focus: 'h1',
      },
      { text: 'Not slow: exactly zero, at every step, for every kernel.', step: 50, focus: 'h2' },
    ],
    sketch: sketch('dead', [...hidden(3, 6, 'tanh', zeros), output('linear', zeros)]),
    beside: ['suggested'],
    facts: { first: { h1: null, h2: null, h3: null, out: null } },
  },
  {
    id: 'blocked',
    title: 'All zero, sigmoid: blocked and symmetric',
    claim:
      'All zero with g(0) ≠ 0: one layer a step begins to learn, and every hidden layer works as one unit.',
    pages: [
      {
        text: 'sigmoid, hardSigmoid and softplus are not 0 at 0: the output kernel sees something and learns at step 1.',
        step: 1,
        focus: 'out',
      },
      {
        text: 'Then one layer more at each step, each time with a much smaller gradient.',
        step: 4,
        focus: 'h1',
      },
      { text: 'The blocking ends, the symmetry does not: effective width 1 of 6.', step: 50, focus: 'h1' },
    ],
    sketch: sketch('blocked', [...hidden(3, 6, 'sigmoid', zeros), output('linear', zeros)]),
    beside: ['suggested'],
    facts: { width: { h1: 1, h2: 1, h3: 1 }, first: { h1: 4, h2: 3, h3: 2, out: 1 } },
  },
  {
    id: 'zero-random-bias',
    title: 'Weights zero, biases random, smooth',
    claim: 'Zero weights and random biases with a smooth activation: not symmetric, but blocked.',
    pages: [
      {
        text: 'Every unit differs by its bias. The hatched staircase shows the waiting.',
        step: 3,
        focus: 'h1',
      },
    ],
    sketch: sketch('blocked only', [...hidden(3, 6, 'swish', zeros, randn(0.5)), output('linear', zeros)]),
    beside: ['random-bias'],
    facts: { width: { h1: 6, h2: 6, h3: 6 }, first: { h1: 4, h2: 3, h3: 2, out: 1 } },
  },
  {
    id: 'zero-random-bias-relu',
    title: 'Weights zero, biases random, relu',
    claim: 'With relu, each unit whose bias is negative is dead for ever: about half of them.',
    pages: [
      {
        text: 'A zero kernel passes only the bias on. Where that is negative, relu puts out 0 for every sample, and its slope is 0.',
        step: 0,
        focus: 'h1',
      },
      {
        text: 'Open the signals view: the column “silent” counts the units that put out 0 for every sample.',
        step: 50,
        focus: 'h1',
      },
    ],
    sketch: sketch('silent units', [...hidden(2, 12, 'relu', zeros, randn(0.5)), output('linear', zeros)]),
    beside: ['he'],
    facts: { width: { h1: 12 }, first: { h1: 3, h2: 2, out: 1 } },
  },
  {
    id: 'constant',
    title: 'One constant everywhere: symmetric',
    claim: 'All weights c ≠ 0 and constant biases: gradients flow, and every layer stays symmetric for ever.',
    pages: [
      {
        text: 'No cell is hatched: every kernel learns. And yet each layer is a single unit, copied.',
        step: 10,
        focus: 'h2',
      },
    ],
    sketch: sketch('symmetric', [...hidden(2, 10, 'relu', constant(0.2)), output('linear', constant(0.2))]),
    beside: ['suggested'],
    facts: { width: { h1: 1, h2: 1 }, first: { h1: 1, h2: 1, out: 1 } },
  },
  {
    id: 'constant-random-bias',
    title: 'One constant, random biases: weakly broken',
    claim:
      'All weights c ≠ 0 and random biases: the units differ only by their biases, features start at rank one.',
    pages: [
      {
        text: 'Full width, but look at the rows of the weights at the start: all equal. Only the biases tell the units apart.',
        step: 0,
        focus: 'h1',
      },
      { text: 'With the steps the rows drift apart.', step: 50, focus: 'h1' },
    ],
    sketch: sketch('weakly broken', [
      ...hidden(2, 8, 'tanh', constant(0.3), randn(0.5)),
      output('linear', constant(0.3)),
    ]),
    beside: ['glorot'],
    facts: { width: { h1: 8, h2: 8 }, first: { h1: 1, h2: 1, out: 1 } },
  },
  {
    id: 'healthy',
    title: 'Random weights, zero biases: healthy',
    claim: 'All weights random, biases zero: the usual start.',
    pages: [{ text: 'Full width, a gradient everywhere from step 1, a loss that falls.', step: 50 }],
    sketch: sketch('healthy', [...hidden(2, 8, 'relu', he), output('linear', glorot)]),
    beside: [],
    facts: { width: { h1: 8, h2: 8 }, first: { h1: 1, h2: 1, out: 1 } },
  },
  {
    id: 'low-rank',
    title: 'One hidden layer zero, tanh: low-rank start',
    claim:
      'One hidden kernel zero below random ones: it learns from step 1, in no more directions than there are outputs; its consumer one step later.',
    pages: [
      {
        text: 'Only h2 starts at zero. tanh′(0) = 1, so the gradient gets through to it at step 1.',
        step: 1,
        focus: 'h2',
      },
      {
        text: 'But h2 puts out 0 at first, so the output kernel above it waits until step 2, and so does h1 below it.',
        step: 2,
        focus: 'h1',
      },
      {
        text: 'With one output there is one direction: after the first step all rows of h2 are multiples of each other.',
        step: 1,
        focus: 'h2',
      },
    ],
    sketch: sketch('low rank', [
      ...hidden(1, 8, 'tanh', glorot),
      ...hidden(1, 8, 'tanh', zeros),
      output('linear', glorot),
    ]),
    beside: ['suggested'],
    facts: { width: { h1: 8, h2: 8 }, first: { h1: 2, h2: 1, out: 2 } },
  },
  {
    id: 'dead-relu',
    title: 'One hidden layer zero, relu: dead',
    claim: 'One hidden kernel zero with relu: the layer and everything below it is dead.',
    pages: [
      {
        text: 'relu′(0) = 0: at a zero kernel the slope is zero for every sample, and stays zero, because nothing moves.',
        step: 1,
        focus: 'h2',
      },
      {
        text: 'h1 starts well, and gets nothing either: its gradient has to come through h2.',
        step: 50,
        focus: 'h1',
      },
    ],
    sketch: sketch('dead relu', [
      ...hidden(1, 8, 'relu', he),
      ...hidden(1, 8, 'relu', zeros),
      output('linear', glorot),
    ]),
    beside: ['suggested'],
    facts: { first: { h1: null, h2: null, out: null } },
  },
  {
    id: 'output-only',
    title: 'Only the output zero: harmless',
    claim: 'If only the output kernel is zero, the hidden kernels wait exactly one step.',
    pages: [
      { text: 'Often done on purpose: the network then starts by predicting 0 everywhere.', step: 0 },
      { text: 'One hatched step, then everything learns. No linter should complain.', step: 2, focus: 'h1' },
    ],
    sketch: sketch('zero output', [...hidden(2, 8, 'tanh', glorot), output('linear', zeros)]),
    beside: [],
    facts: { width: { h1: 8, h2: 8 }, first: { h1: 2, h2: 2, out: 1 } },
  },
  {
    id: 'convex',
    title: 'No hidden layer: harmless',
    claim: 'Linear, logistic and softmax regression are convex: zero is a fine start.',
    pages: [
      {
        text: 'There is nothing that could be a copy of anything, and every start leads to the same place.',
        step: 50,
      },
    ],
    sketch: {
      id: 'logistic regression',
      inputs: 3,
      loss: 'binaryCrossentropy',
      learningRate: 0.5,
      layers: [output('sigmoid', zeros)],
    },
    beside: ['glorot'],
    facts: { first: { out: 1 } },
  },
  {
    id: 'residual',
    title: 'Last layer of a residual branch zero: harmless',
    claim: 'The last kernel of a residual branch may be zero: the way around it carries the gradient.',
    pages: [
      {
        text: 'The branch h2, h3 is added to what h1 puts out. With h3 at zero the block starts as the identity: a known technique.',
        step: 0,
        focus: 'h3',
      },
      { text: 'h3 learns at step 1, h2 one step later. Nothing is lost.', step: 2, focus: 'h2' },
    ],
    sketch: sketch('residual', [
      ...hidden(1, 6, 'tanh', glorot),
      ...hidden(1, 6, 'tanh', glorot),
      ...hidden(1, 6, 'linear', zeros),
      { back: 3 },
      output('linear', glorot),
    ]),
    beside: [],
    facts: { width: { h1: 6, h2: 6 }, first: { h1: 1, h2: 2, h3: 1, out: 1 } },
  },
  {
    id: 'biases-zero',
    title: 'Biases zero: harmless',
    claim: 'Biases at zero are the default, and harmless.',
    pages: [
      {
        text: 'Random weights already make the units different. The biases find their values.',
        step: 50,
        focus: 'h1',
      },
    ],
    sketch: sketch('zero biases', [...hidden(2, 8, 'tanh', glorot, zeros), output('linear', glorot, zeros)]),
    beside: [],
    facts: { width: { h1: 8, h2: 8 }, first: { h1: 1, out: 1 } },
  },
  {
    id: 'lock',
    title: 'Two zero layers lock each other',
    claim:
      'With g(0) = 0 and zero biases, two zero layers in series lock each other, everything between them and everything below, for ever.',
    pages: [
      {
        text: 'h2 and h4 start at zero. h4 passes no gradient down to h2; h2 passes no signal up to h4.',
        step: 1,
        focus: 'h4',
      },
      {
        text: 'What lies above still learns, from its biases. Everything else stays where it is.',
        step: 50,
        focus: 'h2',
      },
    ],
    sketch: sketch('lock', [
      ...hidden(1, 6, 'tanh', glorot),
      ...hidden(1, 6, 'tanh', zeros),
      ...hidden(1, 6, 'tanh', glorot),
      ...hidden(1, 6, 'tanh', zeros),
      output('linear', glorot),
    ]),
    beside: ['suggested'],
    facts: { first: { h1: null, h2: null, h3: null, h4: null, out: 2 } },
  },
];
