// Libraries whose networks are groups of neurons with a weight for each connection: what differs between them.
import type { Network, Start } from '../../network/graph.ts';

export interface NeuronLibrary {
  readonly id: 'synaptic' | 'neataptic' | 'carrot';
  /** What a connection and a neuron draw where the source gives nothing. */
  readonly weight: Start;
  readonly bias: Start;
  /** In which order connections between two groups are made: all of the first sender first, or all into the first receiver. */
  readonly order: 'inputs-first' | 'units-first';
  readonly atZero?: Network['atZero'];
}

/** The names these libraries share, as the network spec spells them; others have no counterpart there. */
const activations: Readonly<Partial<Record<string, string>>> = {
  LOGISTIC: 'sigmoid',
  TANH: 'tanh',
  IDENTITY: 'linear',
  RELU: 'relu',
  SELU: 'selu',
  SOFTSIGN: 'softsign',
};

export const activationNamed = (name: string): string =>
  (Object.hasOwn(activations, name) ? activations[name] : undefined) ?? name;
