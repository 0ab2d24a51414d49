// "Simulate this layer" on networks written by hand: what is read off the program runs, and the run is what the verdict says.
import { describe, expect, test } from 'vitest';
import type { Activation } from './activations.ts';
import { relu, sigmoid, tanh } from './activations.ts';
import { simulated } from '../simulated.ts';
import { rowsClass, typedArrays } from './forms.ts';
import { layerPair, matrices, neurons } from './objects.ts';

interface Starts {
  readonly w1?: string;
  readonly w2?: string;
}

interface Shape {
  readonly name: string;
  readonly source: (starts: Starts, activation: Activation) => string;
  /** Statements by which every kernel starts from one number, and the hidden one from zeros. */
  readonly constant: Starts;
  readonly zeros: Starts;
  readonly units: readonly [number, number];
}

const made = (call: string): string => `const net = ${call};\nnet.train([0, 1, 0], [1, 0]);\n`;

const shapes: readonly Shape[] = [
  {
    name: 'a two-layer class with matrices',
    source: (starts, activation) => matrices({ ...starts, activation }) + made('new NeuralNetwork(3, 5, 2)'),
    constant: {
      w1: 'this.weights_ih = new Matrix(hiddenNodes, inputNodes).fill(0.1);',
      w2: 'this.weights_ho = new Matrix(outputNodes, hiddenNodes).fill(0.1);',
    },
    zeros: { w1: 'this.weights_ih = new Matrix(hiddenNodes, inputNodes);' },
    units: [5, 2],
  },
  {
    name: 'a class for a layer and one for the network',
    source: (starts, activation) =>
      layerPair({ ...starts, activation, more: made('new Network([3, 5, 2])') }),
    constant: {
      w1: 'this.weights = Array.from({ length: outputSize }, () => new Array(inputSize).fill(0.1));',
    },
    zeros: { w1: 'this.weights = Array.from({ length: outputSize }, () => new Array(inputSize).fill(0));' },
    units: [5, 2],
  },
  {
    name: 'nested loops over arrays',
    source: (starts, activation) => rowsClass({ ...starts, activation }) + made('new NeuralNetwork(3, 5, 2)'),
    constant: {
      w1: 'this.w1 = Array.from({ length: hidden }, () => Array(inputs).fill(0.1));',
      w2: 'this.w2 = Array.from({ length: outputs }, () => Array(hidden).fill(0.1));',
    },
    zeros: { w1: 'this.w1 = Array.from({ length: hidden }, () => Array(inputs).fill(0));' },
    units: [5, 2],
  },
  {
    name: 'typed arrays with index arithmetic',
    source: (starts, activation) =>
      `${typedArrays({ ...starts, activation })}const net = new TinyNet(3, 5, 2);\nnet.forward([0, 1, 0]);\nnet.backward([0, 1, 0], [1, 0], 0.1);\n`,
    constant: {
      w1: 'this.w1 = new Float32Array(inputCount * hiddenCount).fill(0.1);',
      w2: 'this.w2 = new Float32Array(hiddenCount * outputCount).fill(0.1);',
    },
    zeros: { w1: 'this.w1 = new Float32Array(inputCount * hiddenCount);' },
    units: [5, 2],
  },
  {
    name: 'an object for every neuron',
    source: (starts, activation) => neurons({ ...starts, activation, more: made('new Network(3, 5, 2)') }),
    constant: { w1: 'this.weights = new Array(inputCount).fill(0.1);' },
    zeros: { w1: 'this.weights = new Array(inputCount).fill(0);' },
    units: [5, 2],
  },
];

describe.each(shapes)('$name', ({ source, constant, zeros, units }) => {
  test.each([
    ['sigmoid', sigmoid],
    ['tanh', tanh],
    ['relu', relu],
  ])('one number everywhere, %s: symmetric, and so is the run', (_, activation) => {
    const { layers, predicted, findings } = simulated(source(constant, activation));
    expect(layers).toEqual(predicted);
    expect(layers[0]).toMatchObject({ units: units[0], effectiveWidth: 1, firstGradientStep: 1 });
    expect(findings[0]?.verdict).toMatchObject({ kind: 'symmetric', units: units[0], effectiveWidth: 1 });
  });

  test('zeros before a relu: dead, and so is the run', () => {
    const { layers, predicted, findings, run } = simulated(source(zeros, relu));
    expect(layers).toEqual(predicted);
    expect(layers[0]).toMatchObject({ units: units[0], firstGradientStep: null });
    expect(run.history.layers[0].gradientNorms['kernel'].every((norm) => norm === 0)).toBe(true);
    expect(findings[0]?.verdict.kind).toBe('dead');
  });

  test('draws: nothing is found, and the run keeps all units apart', () => {
    const { layers, predicted, findings } = simulated(source({}, tanh));
    expect(findings).toEqual([]);
    expect(layers).toEqual(predicted);
    expect(layers.map((layer) => [layer.units, layer.effectiveWidth, layer.firstGradientStep])).toEqual(
      units.map((count) => [count, count, 1]),
    );
  });
});
