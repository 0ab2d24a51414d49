// The gallery: claims about how networks start, each with a network that shows whether it is true.
import type { Network } from '../src/core/network/graph.ts';
import { constant, networkOf, randn, type Sketch, zeros } from './preset-network.ts';
import type { VariantId } from './variants.ts';

export interface Preset {
  readonly id: string;
  readonly title: string;
  /** What is claimed, and by whom. */
  readonly claim: string;
  /** The guided text, one page at a time. */
  readonly pages: readonly string[];
  readonly sketch: Sketch;
  readonly beside: readonly VariantId[];
}

export const presets: readonly Preset[] = [
  {
    id: 'all-equal',
    title: 'All weights equal, all biases equal',
    claim: '“Every unit is the same and updates the same: several units work as one.”',
    pages: ['Press play.'],
    sketch: {
      id: 'all equal',
      inputs: 3,
      layers: [
        { units: 8, activation: 'tanh', kernel: constant(0.5), bias: zeros },
        { units: 8, activation: 'tanh', kernel: constant(0.5), bias: zeros },
        { units: 1, activation: 'linear', kernel: constant(0.5), bias: zeros },
      ],
      loss: 'meanSquaredError',
      learningRate: 0.1,
    },
    beside: ['suggested'],
  },
  {
    id: 'random-bias',
    title: 'Weights zero, biases random',
    claim: '“Could the biases alone be random?”',
    pages: ['Press play.'],
    sketch: {
      id: 'zero weights, random biases',
      inputs: 3,
      layers: [
        { units: 8, activation: 'tanh', kernel: zeros, bias: randn(0.5) },
        { units: 8, activation: 'tanh', kernel: zeros, bias: randn(0.5) },
        { units: 8, activation: 'tanh', kernel: zeros, bias: randn(0.5) },
        { units: 1, activation: 'linear', kernel: zeros, bias: randn(0.5) },
      ],
      loss: 'meanSquaredError',
      learningRate: 0.1,
    },
    beside: ['he'],
  },
];

/** The network of a preset, or of the first one for an unknown or empty id. */
export function preset(id: string): Preset | undefined {
  return presets.find((entry) => entry.id === id) ?? presets.at(0);
}

export function presetNetwork(id: string): Network | null {
  const found = preset(id);
  return found === undefined ? null : networkOf(found.sketch);
}
