// What a run remembers and shows. Plain data: structured-clonable, so that a worker can post it as it is.
import type { LayerKindName, NestedArray } from './spec.ts';

/** Of a whole run. Arrays of length steps + 1 have the start at index 0; arrays of length steps have step 1 there. */
export interface History {
  /** Over all samples, dropout off; steps + 1. */
  readonly loss: number[];
  /** One for every layer of the spec, in its order; layers without parameters included. */
  readonly layers: LayerHistory[];
  /** The ranks are measured after every so many updates: rarely enough to add little to a step. */
  readonly rankEvery: number;
}

export interface LayerHistory {
  readonly id: string;
  readonly kind: LayerKindName;
  /** Size of the output's last axis. */
  readonly units: number;
  /** Units counted as one where bias, incoming and outgoing weights are equal (`===`); steps + 1. */
  readonly effectiveWidth: number[];
  /** Euclidean norm of each parameter's gradient before the optimizer touches it; steps. An exact 0 stays 0. */
  readonly gradientNorms: Record<string, number[]>;
  /** Entries of each parameter's gradient that are exactly 0; steps. */
  readonly zeroGradients: Record<string, number[]>;
  /** First step (1-based) at which the norm is not 0; null while there was none. */
  readonly firstGradientStep: Record<string, number | null>;
  /** The norm at that step. */
  readonly firstGradientSize: Record<string, number | null>;
  /** Units whose output is exactly 0 for every sample; steps + 1. */
  readonly deadUnits: number[];
  /** Of the layer's outputs, over samples and units; steps + 1. */
  readonly activationMean: number[];
  readonly activationStd: number[];
  /** As in a snapshot; entry i is that after i · rankEvery updates. */
  readonly effectiveRank: number[];
  /** Of the loss's derivative by what the layer computes before its own activation, over samples and units; steps. */
  readonly gradientMean: number[];
  readonly gradientStd: number[];
}

export interface ParameterSnapshot {
  readonly shape: readonly number[];
  /** Row-major copy. */
  readonly values: Float64Array;
}

export interface LayerSnapshot {
  readonly id: string;
  readonly kind: LayerKindName;
  readonly units: number;
  /** By name, as in NetworkSpec: kernel, bias, recurrent, … */
  readonly parameters: Readonly<Record<string, ParameterSnapshot>>;
  /** Unit → class number, classes numbered by first appearance; twins share one. */
  readonly classes: Int32Array;
  /** Output of each unit, averaged over samples (and positions), and its spread. */
  readonly unitMean: Float64Array;
  readonly unitStd: Float64Array;
  readonly activationMean: number;
  readonly activationStd: number;
  /** Participation ratio of the outputs' covariance: 1 where all units rise and fall together; 0 for constant outputs. */
  readonly effectiveRank: number;
}

/** The network at the current step. */
export interface Snapshot {
  readonly step: number;
  readonly loss: number;
  readonly layers: readonly LayerSnapshot[];
}

/** Layer id → parameter name → nested arrays in the parameter's shape. */
export type ParameterDump = Record<string, Record<string, NestedArray>>;

/** A network in training. Has no clock: whoever owns it calls `tick`. */
export interface Run {
  /** Updates made so far. */
  readonly step: number;
  /** Makes n updates. */
  tick(n: number): void;
  /** The same object all the time. Brought up to date when it is asked for: after a tick, ask again. */
  readonly history: History;
  parameters(): ParameterDump;
  snapshot(): Snapshot;
}

export interface RunOptions {
  /** Seeds every initializer, data set and dropout mask without a seed of its own. Default 1. */
  readonly seed?: number;
  /** Default true. Without probes only the loss is recorded. */
  readonly probes?: boolean;
}
