// What an example of the gallery is: a claim, a network that shows whether it is true, and a short guided text.
import type { DataSpec } from '../../src/core/engine/spec.ts';
import type { Sketch } from '../preset-network.ts';
import type { ViewName } from '../state.ts';
import type { VariantId } from '../variants.ts';

export interface Page {
  readonly text: string;
  /** The step shown with this page. */
  readonly step?: number;
  /** The layer selected with it. */
  readonly focus?: string;
}

/** What the text relies on; a test holds it against the engine. Layers left out are not spoken of. */
export interface Facts {
  /** Distinct units after the last step. */
  readonly width?: Readonly<Record<string, number>>;
  /** The first step at which the kernel has a gradient, as measured; null for never. */
  readonly first?: Readonly<Record<string, number | null>>;
}

export interface Preset {
  readonly id: string;
  readonly title: string;
  /** What is claimed. */
  readonly claim: string;
  readonly pages: readonly Page[];
  readonly sketch: Sketch;
  readonly beside: readonly VariantId[];
  /** Where the kind of data matters. */
  readonly data?: DataSpec;
  /** Further pictures that its text speaks of. */
  readonly views?: readonly ViewName[];
  /** Default 50. */
  readonly steps?: number;
  readonly facts: Facts;
  /** A question before the text; the number of the right answer. */
  readonly quiz?: { readonly answers: readonly string[]; readonly right: number };
}
