// What will become of a network: the result types of this folder.
import type { NetworkSpec } from '../engine/spec.ts';
import type { Start } from '../network/graph.ts';
import type { Derivation } from './derivation.ts';

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
  readonly firstGradients: Readonly<Record<string, FirstGradient | null>>;
}

/** When a parameter gets its first gradient, and how small that is. */
export interface FirstGradient {
  readonly step: number;
  /** An entry has the size C·η^order for a learning rate η. */
  readonly order: number;
  /** log₁₀ of that size at the learning rate at hand, C roughly guessed. */
  readonly decades: number;
  /** So small that float32, which libraries compute in, has no number for it but 0. */
  readonly roundsToZero: boolean;
}

/** That of a layer's kernel. */
export type FaintestGradient = FirstGradient & { readonly layer: string };

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

/** What holds of the parameter and its layer. */
export interface Fate {
  /** Units of the layer and how many of them are distinct for ever; null where unknown. */
  readonly units: number | null;
  readonly effectiveWidth: number | null;
  /** Of this parameter; null for never. */
  readonly firstGradientStep: number | null;
}

interface Consequence extends Fate {
  /** Other parameters ("layer.parameter") without whose start this would not hold, nearest first. */
  readonly because: readonly string[];
  /** Layers that this site keeps from learning or holds together, besides its own. */
  readonly affected: readonly string[];
  /** The smallest of the gradients that come late, of this kernel or of those affected; null where none does. */
  readonly faintest: FaintestGradient | null;
  /** Why it holds, step by step. */
  readonly derivation: readonly Derivation[];
  /** Null where nothing that can be changed is known to be enough. */
  readonly remedy: Remedy | null;
  readonly evidence: Evidence;
}

/** Starts after whose change the start in question does no harm any more. */
export interface Remedy {
  /** This one among them, and usually first, where it must change itself; where it may stay it is not. */
  readonly changes: readonly { readonly key: string; readonly start: Start }[];
  /** What the rules say of the network so changed: why it is enough. */
  readonly then: Fate & { readonly because: HarmlessReason };
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
  | ({
      readonly kind: 'harmless';
      readonly because: HarmlessReason;
      readonly derivation: readonly Derivation[];
    } & Fate)
  | { readonly kind: 'undecided'; readonly missing: readonly string[] };

/** What holds if starts that the source does not tell are of these kinds. */
export interface Case extends Fate {
  readonly when: readonly { readonly key: string; readonly start: Assumed }[];
  readonly kind: Exclude<Verdict['kind'], 'undecided'>;
}

/** Random numbers, one number that is not 0, or 0. */
export type Assumed = 'random' | 'constant' | 'zero';

/** The verdict on one parameter of one layer. */
export interface ParameterJudgement {
  readonly layer: string;
  readonly parameter: string;
  readonly start: Start | null;
  readonly verdict: Verdict;
  /** Where the verdict hangs on starts that are not known: one for each different outcome. */
  readonly cases?: readonly Case[];
}

/** A random start of the wrong size. */
export interface ScaleSite {
  readonly layer: string;
  readonly parameter: string;
  /** Of the weights as they start, and as would fit. */
  readonly stddev: number;
  readonly fitting: number;
  /** The fitting standard deviation times √(inputs of a unit). */
  readonly gain: number;
}

/** Random starts that make signals fade or grow beyond bearing. Factors are of standard deviations, for wide layers. */
export interface Scale {
  readonly kind: 'vanishing' | 'exploding';
  /** From the input to the sums of the last layer. */
  readonly forward: number;
  /** Of the gradient's norm, from the sums of the last layer back to those of the first. */
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
