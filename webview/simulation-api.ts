// What the panel asks of its simulation worker. The worker never speaks unasked: the panel pulls, so that a slow or
// hidden page is never flooded, and stopping is simply not asking again.
import type { NetworkSpec } from '../src/core/engine/spec.ts';

export interface RunRequest {
  /** Says what is run: the same key is the same run, and goes on where it was. */
  readonly key: string;
  readonly spec: NetworkSpec;
  readonly seed: number;
  readonly steps: number;
  /** Trains the exact lumping of the network instead, and answers with the lumped network's units. */
  readonly lumped?: boolean;
}

export interface LayerHistory {
  readonly id: string;
  readonly units: number;
  /** Steps + 1 entries, the start first. */
  readonly effectiveWidth: readonly number[];
  /** Of the layer's outputs, over samples and units; steps + 1 entries. */
  readonly activationMean: readonly number[];
  readonly activationStd: readonly number[];
  /** Units that put out exactly 0 for every sample; steps + 1 entries. */
  readonly deadUnits: readonly number[];
  /** Mean and spread of the loss's derivative by the layer's outputs; one entry a step. */
  readonly gradientMean: readonly number[];
  readonly gradientStd: readonly number[];
  /** By parameter, one entry a step; exactly 0 is exactly zero. */
  readonly gradientNorms: Readonly<Record<string, readonly number[]>>;
}

export type SeriesName =
  'effectiveWidth' | 'activationMean' | 'activationStd' | 'deadUnits' | 'gradientMean' | 'gradientStd';

/** What happened in a run up to `step`. */
export interface RunHistory {
  readonly step: number;
  /** Steps + 1 entries, the start first. */
  readonly loss: readonly number[];
  readonly layers: readonly LayerHistory[];
}

export interface Progress {
  readonly key: string;
  /** Everything after the step the panel said it has: loss and widths from there, gradient norms from the next step. */
  readonly news: RunHistory;
  readonly done: boolean;
  /** Why this run cannot go on, in words; null while it can. */
  readonly error: string | null;
}

/** The parameters of one layer at one step, cut down to the units that a picture shows. */
export interface LayerFrame {
  readonly id: string;
  readonly units: number;
  /** Class number of every unit; twins share one. */
  readonly classes: readonly number[];
  /** Units whose numbers are in `kernel`, by index. */
  readonly shownUnits: readonly number[];
  readonly shownInputs: readonly number[];
  /** [shown input][shown unit]; empty for layers without a two-dimensional kernel. */
  readonly kernel: readonly (readonly number[])[];
  /** For convolutions; null for other layers. */
  readonly filters: Filters | null;
  readonly bias: readonly number[];
  /** For each shown unit the number of its row: equal in all incoming weights and in the bias. */
  readonly rows: readonly number[];
  /** Euclidean norm of each shown unit's incoming weights. */
  readonly unitNorms: readonly number[];
  /** Of all the kernel's weights. */
  readonly histogram: Histogram | null;
  readonly activationStd: number;
  /** How many directions the outputs of the layer span; 0 where they are constant. */
  readonly effectiveRank: number;
}

/** The filters of a convolution, as pictures. */
export interface Filters {
  readonly height: number;
  readonly width: number;
  /** Of the input; `pictures` holds the first few of them. A depthwise filter sees one. */
  readonly channels: number;
  /** [shown unit][channel][row by row from the top]. */
  readonly pictures: readonly (readonly (readonly number[])[])[];
}

/** Counts in bins of equal width. */
export interface Histogram {
  readonly least: number;
  readonly most: number;
  readonly counts: readonly number[];
}

/** How far the weights of single units have come. */
export interface Trajectories {
  readonly steps: readonly number[];
  readonly units: readonly number[];
  /** [unit][step], the norm of the unit's incoming weights. */
  readonly norms: readonly (readonly number[])[];
}

/** What the network says over the plane of its two inputs. */
export interface Surface {
  /** Along each side. */
  readonly cells: number;
  /** Row by row from the top: the output, or the most likely of several classes. */
  readonly values: readonly number[];
  /** The samples, in parts of the side from the top left. */
  readonly points: readonly { readonly x: number; readonly y: number; readonly label: number }[];
  /** Null where the target is a quantity. */
  readonly classes: number | null;
}

export interface Outcome {
  /** Part of the training samples that are put into their class; null where there are no classes. */
  readonly accuracy: number | null;
  readonly surface: Surface | null;
}

export interface Frame {
  readonly step: number;
  /** Null for a network too large or of a kind that is not looked through. */
  readonly outcome: Outcome | null;
  readonly layers: readonly LayerFrame[];
}

export interface SimulationApi {
  /** These are the runs from now on: those not named are forgotten, those already there go on. */
  plan(runs: readonly RunRequest[]): void;
  /** Trains for about `milliseconds`, the run that is furthest behind first. `have`: the step the panel has, by key. */
  advance(milliseconds: number, have: Readonly<Record<string, number>>): readonly Progress[];
  /** The kept state nearest to `step` and not after it. Null for a run that is not planned. */
  frame(key: string, step: number): Frame | null;
  /** Of the shown units of a layer, at the kept steps. Null where there is no such run, layer or kernel. */
  trajectories(key: string, layer: string): Trajectories | null;
}
