// Sentences that are often repeated and not quite true, with the proof beside them.
import { constant, glorot, hidden, output, type Sketch, zeros } from '../preset-network.ts';
import type { Preset } from './preset.ts';

const regression = { inputs: 3, loss: 'meanSquaredError', learningRate: 0.1 } as const;
const sketch = (id: string, layers: Sketch['layers']): Sketch => ({ id, ...regression, layers });

export const sayings: readonly Preset[] = [
  {
    id: 'incoming-only',
    title: '“Equal incoming weights keep units equal for ever”',
    claim: 'Units with equal incoming weights stay equal for ever.',
    pages: [
      {
        text: 'Not by themselves. All incoming weights of h1 are 0.5, but the outgoing ones are random.',
        step: 0,
        focus: 'h1',
      },
      {
        text: 'So each unit receives another δ, and after one step no two rows are equal: effective width 8 of 8.',
        step: 1,
        focus: 'h1',
      },
      {
        text: 'What is left out in the sentence are the outgoing weights. They have to be equal as well.',
        step: 50,
        focus: 'h1',
      },
    ],
    sketch: sketch('random outgoing', [...hidden(1, 8, 'tanh', constant(0.5)), output('linear', glorot)]),
    beside: ['constant'],
    facts: { width: { h1: 8 }, first: { h1: 1, out: 1 } },
  },
  {
    id: 'all-elements',
    title: '“All elements of W stay equal”',
    claim: 'If all weights start equal, all elements of W stay equal.',
    pages: [
      { text: 'At the start they are: one colour everywhere in the weights view.', step: 0, focus: 'h1' },
      {
        text: 'Rows stay equal to each other, but along a row the entries separate: the inputs are different.',
        step: 20,
        focus: 'h1',
      },
    ],
    sketch: sketch('rows', [...hidden(1, 6, 'tanh', constant(0.3)), output('linear', constant(0.3))]),
    beside: [],
    facts: { width: { h1: 1 }, first: { h1: 1, out: 1 } },
  },
  {
    id: 'logistic',
    title: '“As good as logistic regression”',
    claim: 'A network of zeros is as good as logistic regression.',
    pages: [
      {
        text: 'With relu it is less: a constant. Only the output bias learns, and the loss stops at what the label frequencies allow.',
        step: 50,
        focus: 'out',
      },
      {
        text: 'Logistic regression itself, one layer, learns from zero without trouble: see “No hidden layer”.',
        step: 50,
        focus: 'out',
      },
    ],
    sketch: {
      id: 'relu zeros',
      inputs: 3,
      loss: 'binaryCrossentropy',
      learningRate: 0.5,
      layers: [...hidden(1, 8, 'relu', zeros), output('sigmoid', zeros)],
    },
    beside: ['he'],
    facts: { width: { h1: 1 }, first: { h1: null, out: null } },
  },
  {
    id: 'zero-gradients',
    title: '“Zero weights give zero gradients”',
    claim: 'Zero weights give zero gradients.',
    pages: [
      {
        text: 'Only to the layers below. The zero kernel itself gets a gradient: δ comes from above, its input from below.',
        step: 1,
        focus: 'out',
      },
      { text: 'One step later it is not zero any more, and lets everything pass.', step: 2, focus: 'h1' },
    ],
    sketch: sketch('below only', [...hidden(1, 8, 'tanh', glorot), output('linear', zeros)]),
    beside: [],
    facts: { first: { h1: 2, out: 1 } },
  },
  {
    id: 'one-a-step',
    title: '“It unblocks one layer a step”',
    claim: 'A network of zeros unblocks one layer a step.',
    pages: [
      {
        text: 'Only if g(0) is not 0, or the biases are not. This one is tanh with zero biases: no staircase, nothing ever moves.',
        step: 50,
        focus: 'h1',
      },
      {
        text: 'Beside it the same network with random biases: there is the staircase.',
        step: 4,
        focus: 'h1',
      },
    ],
    sketch: sketch('no staircase', [...hidden(3, 6, 'tanh', zeros), output('linear', zeros)]),
    beside: ['random-bias'],
    facts: { first: { h1: null, h2: null, h3: null, out: null } },
  },
];
