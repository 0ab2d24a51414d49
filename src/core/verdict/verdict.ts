// What will become of a network: the result types of this folder.
import type { NetworkSpec } from '../engine/spec.ts';
import type { NamedStart, Start } from '../network/graph.ts';

/** What the rules predict for a complete network, without running it. Exact for generic data. */
export interface Prediction {
  /** In the order of the spec's layers; layers without parameters included. */
  readonly layers: readonly LayerPrediction[];
}

export interface LayerPrediction {
  readonly id: string;
  /** Width of the layer's output (units, filters, channels). */
  readonly units: number;
  /** Groups of the coarsest equitable partition; output layers: their units. */
  readonly effectiveWidth: number;
  /** Group number of each unit, groups numbered by first appearance. Empty where every unit is its own group. */
  readonly groups: readonly number[];
  /** Of the kernel: 1, 2, … or null for never (frozen and parameterless layers too). */
  readonly firstGradientStep: number | null;
  /** The same for every parameter by name. */
  readonly firstSteps: Readonly<Record<string, number | null>>;
}

export type HarmlessReason =
  | 'convex'
  | 'bias'
  | 'normalization'
  | 'output-only'
  | 'residual'
  | 'adapter'
  | 'frozen'
  | 'loaded'
  | 'default'
  | 'single-unit'
  /** The start is random, or constant without consequence because the neighbours break the symmetry. */
  | 'healthy';

interface Consequence {
  /** Units of the layer that suffers and how many of them are distinct for ever; null where unknown. */
  readonly units: number | null;
  readonly effectiveWidth: number | null;
  /** Of this parameter; null for never. */
  readonly firstGradientStep: number | null;
  /** Other parameters ("layer.parameter") without whose start this would not hold, nearest first. */
  readonly because: readonly string[];
  /** Sites of `because` whose repair is enough even if this start stays; absent where it must change too. */
  readonly enough?: readonly string[];
  /** Layers that this site keeps from learning or holds together, besides its own. */
  readonly affected: readonly string[];
  /** A start for this parameter under which the verdict is gone; null where changing this one alone is not enough. */
  readonly repair: NamedStart | null;
  readonly evidence: Evidence;
}

/** What the verdict saw; "Simulate this layer" runs exactly this. */
export interface Evidence {
  readonly spec: NetworkSpec;
  readonly seed: number;
  readonly assumptions: readonly string[];
}

export type Verdict =
  | ({ readonly kind: 'dead' } & Consequence)
  | ({ readonly kind: 'blocked' } & Consequence)
  | ({ readonly kind: 'symmetric' } & Consequence)
  | ({ readonly kind: 'low-rank' } & Consequence)
  | {
      readonly kind: 'harmless';
      readonly because: HarmlessReason;
      readonly units: number | null;
      readonly effectiveWidth: number | null;
      readonly firstGradientStep: number | null;
    }
  | { readonly kind: 'undecided'; readonly missing: readonly string[] };

/** The verdict on one parameter of one layer. */
export interface ParameterJudgement {
  readonly layer: string;
  readonly parameter: string;
  readonly start: Start | null;
  readonly verdict: Verdict;
}

/** A random start of the wrong size. */
export interface ScaleSite {
  readonly layer: string;
  readonly parameter: string;
  /** Of the weights as they start, and as would fit. */
  readonly stddev: number;
  readonly fitting: number;
}

/** Random starts that make signals fade or grow beyond bearing. Factors are of standard deviations, for wide layers. */
export interface Scale {
  readonly kind: 'vanishing' | 'exploding';
  /** From the input to the sums of the last layer. */
  readonly forward: number;
  /** Of the gradient, from the last layer back to the first. */
  readonly backward: number;
  /** The starts to change. */
  readonly sites: readonly ScaleSite[];
}

export interface Judgement {
  readonly network: string;
  /** Absent where the network cannot be made concrete; `missing` then says why. */
  readonly evidence?: Evidence;
  readonly prediction?: Prediction;
  readonly missing: readonly string[];
  /** Absent where the starts keep the scale, or where nothing can be said. */
  readonly scale?: Scale;
  /** One for every parameter of every layer, in order. */
  readonly parameters: readonly ParameterJudgement[];
}
