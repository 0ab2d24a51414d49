// A question with three answers: "why random weights, and not random biases?"
import { constant, glorot, he, hidden, output, randn, type Sketch, zeros } from '../preset-network.ts';
import type { Preset } from './preset.ts';

const regression = { inputs: 3, loss: 'meanSquaredError', learningRate: 0.1 } as const;
const classifier = { inputs: 2, loss: 'binaryCrossentropy', learningRate: 0.5 } as const;

const zeroWeightsRandomBiases: Sketch = {
  id: 'weights zero, biases random',
  ...regression,
  layers: [...hidden(3, 8, 'tanh', zeros, randn(0.5)), output('linear', zeros, randn(0.5))],
};

export const question: readonly Preset[] = [
  {
    id: 'ring',
    title: 'Eight units that work as one',
    claim:
      'Eight hidden units are enough to tell a ring from what lies inside it. Unless they all start alike.',
    pages: [
      {
        text: 'Left, all weights start at 0.5; right, at random numbers. Same data, same seed. Press play.',
        step: 0,
        focus: 'h1',
      },
      {
        text: 'Left, every hidden unit bends the plane in the same place: eight copies of one unit can only draw straight, parallel borders.',
        step: 60,
        focus: 'h1',
      },
      {
        text: 'After 200 steps the random start has closed the ring: 99 % of the samples are right. The equal start is at 59 %, and still has an effective width of 1 of 8.',
        step: 200,
        focus: 'h1',
      },
    ],
    sketch: {
      id: 'ring',
      inputs: 2,
      loss: 'binaryCrossentropy',
      learningRate: 1,
      layers: [...hidden(1, 8, 'tanh', constant(0.5)), output('sigmoid', constant(0.5))],
    },
    beside: ['glorot'],
    data: { kind: 'circles', samples: 128, seed: 7, noise: 0.1, balanced: true },
    views: ['surface'],
    steps: 200,
    facts: { width: { h1: 1 }, first: { h1: 1, out: 1 } },
  },
  {
    id: 'all-equal',
    title: 'All weights equal, all biases equal',
    claim:
      'If all weights are equal and all biases are equal, the units of a layer update the same: several work as one.',
    pages: [
      {
        text: 'Every weight starts at 0.5, every bias at 0. Units that are copies of each other share a colour.',
        step: 0,
      },
      {
        text: 'Training moves the weights, but it moves them alike. The 8 units of h1 are still one unit, drawn eight times.',
        step: 10,
        focus: 'h1',
      },
      {
        text: 'It stays so at every step: effective width 1 of 8. Activation, loss and optimizer make no difference; try them below.',
        step: 50,
        focus: 'h1',
      },
      {
        text: 'The last column is the network that all this amounts to: one unit for each group, which counts as often as the group has members. Its loss is the same at every step, with 5 weights in place of 96.',
        step: 50,
        focus: 'h1',
      },
    ],
    sketch: {
      id: 'all equal',
      ...regression,
      layers: [...hidden(2, 8, 'tanh', constant(0.5)), output('linear', constant(0.5))],
    },
    beside: ['suggested', 'lumped'],
    facts: { width: { h1: 1, h2: 1 }, first: { h1: 1, h2: 1, out: 1 } },
  },
  {
    id: 'random-weights',
    title: 'Weights random, biases zero',
    claim:
      'Random weights break the symmetry; biases may start at zero. Random biases as well are fine, but not necessary.',
    pages: [
      {
        text: 'This is the usual start. Every unit is its own from the beginning: no two have the same incoming weights.',
        step: 0,
      },
      {
        text: 'Every kernel gets a gradient at the first step. Give the biases random values too: nothing is gained.',
        step: 1,
      },
    ],
    sketch: {
      id: 'weights random',
      ...regression,
      layers: [...hidden(2, 8, 'tanh', glorot), output('linear', glorot)],
    },
    beside: ['constant'],
    facts: { width: { h1: 8, h2: 8 }, first: { h1: 1, h2: 1, out: 1 } },
  },
  {
    id: 'random-biases',
    title: 'Could the biases alone be random?',
    claim: 'With weights at zero and random biases the units do differ.',
    pages: [
      {
        text: 'They do: effective width 8 of 8. The biases differ, so nothing is a copy of anything.',
        step: 0,
        focus: 'h1',
      },
      {
        text: 'But the kernels are zero, and a zero kernel passes no gradient down. At step 1 only the output kernel learns.',
        step: 1,
        focus: 'out',
      },
      {
        text: 'The hatched cells are exactly zero. h1 has to wait until step 4, and what arrives then is small.',
        step: 4,
        focus: 'h1',
      },
    ],
    sketch: zeroWeightsRandomBiases,
    beside: ['glorot'],
    facts: { width: { h1: 8, h2: 8, h3: 8 }, first: { h1: 4, h2: 3, h3: 2, out: 1 } },
  },
  {
    id: 'one-layer-a-step',
    title: 'The frontier: one layer a step',
    claim:
      'With zero weights, at the first update only the last layer learns, at the second the last two, and so on.',
    pages: [
      {
        text: 'The gradient at a layer’s output is Wᵀ·δ of the layer above. While W is zero, it is zero, whatever δ is.',
        step: 1,
        focus: 'h3',
      },
      {
        text: 'Step by step one more kernel stops being zero: follow the staircase of the hatching. The little flags mark where the rules predict the first gradient.',
        step: 3,
        focus: 'h2',
      },
      { text: 'The sizes shrink on the way down: unblocked is not yet learning.', step: 5, focus: 'h1' },
    ],
    sketch: {
      id: 'frontier',
      ...regression,
      layers: [...hidden(4, 6, 'tanh', zeros, randn(0.5)), output('linear', zeros)],
    },
    beside: [],
    facts: { width: { h1: 6, h4: 6 }, first: { h1: 5, h2: 4, h3: 3, h4: 2, out: 1 } },
  },
  {
    id: 'elsewhere',
    title: 'What does not enter that step',
    claim:
      'Biases, the loss and the activations elsewhere do not change that a zero kernel passes nothing down.',
    pages: [
      {
        text: 'The same zero kernels under another loss and a sigmoid output: at step 1 the hidden kernels get exactly zero again.',
        step: 1,
        focus: 'h2',
      },
      {
        text: 'Choose another activation or another loss below: the first column stays hatched for every hidden kernel.',
        step: 1,
        focus: 'h1',
      },
    ],
    sketch: {
      id: 'another loss',
      ...classifier,
      layers: [...hidden(2, 6, 'softplus', zeros, randn(0.5)), output('sigmoid', zeros)],
    },
    beside: [],
    facts: { first: { h1: 3, h2: 2, out: 1 } },
  },
  {
    id: 'eventually',
    title: 'It fixes itself, eventually and slowly',
    claim: 'Zero weights with random biases fix themselves eventually, but slowly.',
    pages: [
      {
        text: 'Beside it, the same network from a He start, on the same data. Compare the two loss curves.',
        step: 0,
      },
      {
        text: 'Both learn. The one that began with zero kernels first has to grow weights from next to nothing, layer after layer.',
        step: 200,
      },
    ],
    sketch: { ...zeroWeightsRandomBiases, id: 'eventually' },
    beside: ['he'],
    steps: 200,
    facts: { width: { h1: 8 }, first: { h1: 4, h2: 3, h3: 2, out: 1 } },
  },
  {
    id: 'two-phenomena',
    title: 'Two different things: w = 1 and w = 0',
    claim:
      'With w = 1 nothing is blocked, but everything is symmetric if the biases are equal; with w = 0 it is the other way round.',
    pages: [
      {
        text: 'Left, all weights 1 and all biases 0: every kernel learns from step 1, and every layer works as one unit.',
        step: 1,
        focus: 'h1',
      },
      {
        text: 'Right, all weights 0 and random biases: no two units are equal, and the lower kernels get exactly nothing at first.',
        step: 1,
        focus: 'h1',
      },
      {
        text: 'Symmetry and blocked gradients are two phenomena. Either can stand alone.',
        step: 20,
        focus: 'h1',
      },
    ],
    sketch: {
      id: 'w = 1',
      ...regression,
      layers: [...hidden(2, 6, 'tanh', constant(1)), output('linear', constant(1))],
    },
    beside: ['random-bias'],
    facts: { width: { h1: 1, h2: 1 }, first: { h1: 1, h2: 1, out: 1 } },
  },
  {
    id: 'constant-map',
    title: 'Every input gives the same output',
    claim:
      'With all weights zero every input is mapped to the same output; on balanced data training starts where it cannot leave.',
    pages: [
      {
        text: 'All weights zero, sigmoid units: every unit puts out 0.5 for every input. The signals view shows outputs that do not vary at all.',
        step: 0,
        focus: 'h1',
      },
      {
        text: 'The two classes have the same number of samples, so all errors cancel exactly. No kernel and no bias moves, and the loss stays at ln 2 = 0.693.',
        step: 50,
        focus: 'out',
      },
      {
        text: 'Take the balance away below: the output kernel begins to move. Weights that are equal but not zero would at least keep the sum of the inputs.',
        step: 50,
        focus: 'out',
      },
    ],
    sketch: {
      id: 'balanced',
      ...classifier,
      layers: [...hidden(1, 4, 'sigmoid', zeros), output('sigmoid', zeros)],
    },
    beside: ['glorot'],
    data: { kind: 'blobs', samples: 64, seed: 7, balanced: true },
    facts: { width: { h1: 1 }, first: { h1: null, out: null } },
  },
  {
    id: 'magnitudes',
    title: 'Neither vanish nor explode',
    claim:
      'The size of what flows through the layers must neither vanish nor explode: that is what Glorot (Xavier) is for.',
    pages: [
      {
        text: 'Six tanh layers from 0.01·randn. Open the signals view: the marks lean to the left, each layer shrinks what it gets.',
        step: 0,
        focus: 'h1',
      },
      { text: 'Beside it the Glorot start: the marks stand nearly upright.', step: 0, focus: 'h1' },
      {
        text: 'A unit is no copy of another in either. Being different is not enough; sizes matter too.',
        step: 50,
        focus: 'h1',
      },
    ],
    sketch: {
      id: 'too small',
      ...regression,
      layers: [...hidden(6, 10, 'tanh', randn(0.01)), output('linear', randn(0.01))],
    },
    beside: ['glorot'],
    facts: { width: { h1: 10, h6: 10 }, first: { h1: 1, h6: 1, out: 1 } },
  },
  {
    id: 'good-constant',
    title: 'A good constant with good biases?',
    claim:
      'A good fixed value for the weights with a good distribution for the biases might avoid the problems.',
    pages: [
      {
        text: 'All weights 0.3, biases random. Nothing is blocked, and no two units are equal, because the biases differ.',
        step: 1,
        focus: 'h1',
      },
      {
        text: 'But at first every unit looks at the same sum of the inputs, only shifted. Compare the effective rank and the loss with Glorot beside it.',
        step: 50,
        focus: 'h1',
      },
    ],
    sketch: {
      id: 'constant, random biases',
      ...regression,
      layers: [...hidden(2, 8, 'tanh', constant(0.3), randn(0.5)), output('linear', constant(0.3))],
    },
    beside: ['glorot'],
    facts: { width: { h1: 8, h2: 8 }, first: { h1: 1, h2: 1, out: 1 } },
  },
  {
    id: 'small-random',
    title: 'Small random numbers',
    claim: 'Small random numbers make each value update differently.',
    pages: [
      {
        text: 'They do: effective width 8 of 8, and every kernel learns from the first step.',
        step: 1,
        focus: 'h1',
      },
      {
        text: 'With one hidden layer 0.01·randn is only a slow start. Compare the losses, then look at the deep network of “Neither vanish nor explode”.',
        step: 50,
        focus: 'h1',
      },
    ],
    sketch: {
      id: 'small random',
      ...regression,
      layers: [...hidden(1, 8, 'tanh', randn(0.01)), output('linear', randn(0.01))],
    },
    beside: ['glorot', 'he'],
    facts: { width: { h1: 8 }, first: { h1: 1, out: 1 } },
  },
  {
    id: 'zero-still-works',
    title: '“It will still work, but take longer”',
    claim: 'If you start with all zeros it will still work, but take longer.',
    pages: [
      {
        text: 'For sigmoid units something does move: σ(0) = 0.5 is not zero, so the output kernel gets a gradient at step 1, the layer below at step 2.',
        step: 2,
        focus: 'h2',
      },
      {
        text: 'But all units of a layer stay copies: it works as a network of width 1, and no time makes it more.',
        step: 50,
        focus: 'h1',
      },
    ],
    sketch: {
      id: 'zeros, sigmoid',
      ...classifier,
      layers: [...hidden(2, 8, 'sigmoid', zeros), output('sigmoid', zeros)],
    },
    beside: ['glorot'],
    facts: { width: { h1: 1, h2: 1 }, first: { h1: 3, h2: 2, out: 1 } },
  },
  {
    id: 'nothing-happens',
    title: '“No: nothing happens”',
    claim: 'At least some non-zero weights are needed in every layer, or nothing happens.',
    pages: [
      {
        text: 'For tanh this is right: tanh(0) = 0, so every layer puts out 0, and no kernel ever gets a gradient.',
        step: 1,
        focus: 'h1',
      },
      {
        text: 'Only the output bias learns. It fits the mean of the targets, and stops there. Change the activation to sigmoid and both sides of the argument are right.',
        step: 50,
        focus: 'out',
      },
    ],
    sketch: {
      id: 'zeros, tanh',
      ...regression,
      layers: [...hidden(2, 8, 'tanh', zeros), output('linear', zeros)],
    },
    beside: ['suggested'],
    facts: { width: { h1: 1, h2: 1 }, first: { h1: null, h2: null, out: null } },
  },
  {
    id: 'identity-link',
    title: 'Two relu layers with an identity link',
    claim:
      'From Gaussian weights gradient descent converges for a two-layer relu network with an identity link (Li and Yuan, 2017).',
    pages: [
      {
        text: 'The input is added to what the relu layer puts out: the way around it carries the gradient whatever the layer does.',
        step: 0,
      },
      { text: 'From random weights every kernel learns from the first step, and the loss falls.', step: 50 },
    ],
    sketch: {
      id: 'identity link',
      ...regression,
      layers: [...hidden(1, 3, 'relu', he), { back: 2 }, output('linear', he)],
    },
    beside: [],
    facts: { width: { h1: 3 }, first: { h1: 1, out: 1 } },
  },
  {
    id: 'depends',
    title: 'Does it depend on the activation or the cost?',
    claim: 'Does all this depend on the activation, or on the cost?',
    pages: [
      {
        text: 'On the activation at 0: relu(0) = 0 and relu′(0) = 0, so a relu network of zeros never moves. Choose sigmoid or softplus below and it does.',
        step: 50,
        focus: 'h1',
      },
      {
        text: 'On the cost: no. Choose another loss: the hatching stays. In every case the units of a layer stay copies of each other.',
        step: 50,
        focus: 'h1',
      },
    ],
    sketch: {
      id: 'zeros, relu',
      ...regression,
      layers: [...hidden(2, 8, 'relu', zeros), output('linear', zeros)],
    },
    beside: ['he'],
    facts: { width: { h1: 1, h2: 1 }, first: { h1: null, h2: null, out: null } },
  },
];
