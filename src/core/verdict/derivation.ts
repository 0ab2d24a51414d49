// Why a verdict holds, as data: factors of the chain rule, equal entries, ranks, open paths. Words are made elsewhere.

/** One factor of the chain rule that is zero. */
export interface Link {
  readonly layer: string;
  /**
   * kernel: all its weights are 0, so nothing passes through. slope: the activation's slope at what it gets is 0, or on the
   * way up the activation itself.
   * product: what it is multiplied by is 0. cancels: terms that are not 0 sum to exactly 0. loss: nothing comes from the loss.
   */
  readonly factor: 'kernel' | 'slope' | 'product' | 'cancels' | 'loss';
  /** For a kernel: its name. */
  readonly parameter?: string;
  /** `down`: on the gradient's way from the loss; `up`: on the signal's way from the input. */
  readonly way: 'up' | 'down';
  /** The last step at which it is zero; null for ever. */
  readonly until: number | null;
}

/** Entries that are the same for both units, and why they are. */
export interface EqualEntries {
  readonly layer: string;
  /** Absent for a whole branch that is merged with this one. */
  readonly parameter?: string;
  /**
   * constant: one number everywhere. given: the numbers in the source agree. identity: it hands on what is equal below.
   * untold: nothing has ever told them apart. twins: the units of that branch are copies, too.
   */
  readonly why: 'constant' | 'given' | 'identity' | 'untold' | 'twins';
  readonly value?: number;
}

export type Derivation =
  | {
      /** The gradient of `parameter` is a product with these factors in it. */
      readonly kind: 'zero-gradient';
      readonly layer: string;
      readonly parameter: string;
      /** The step explained. */
      readonly step: number;
      /** The last step at which it is zero; null for ever. */
      readonly until: number | null;
      /** Nearest first. The last link of a lock leads back to an earlier one. */
      readonly chain: readonly Link[];
    }
  | {
      /** Two units whose weights coming in and going out are equal: so are their outputs, their gradients and their updates. */
      readonly kind: 'twins';
      readonly layer: string;
      readonly units: readonly [number, number];
      readonly incoming: readonly EqualEntries[];
      readonly outgoing: readonly EqualEntries[];
    }
  | {
      /** All units begin with one feature of the input, or with none. */
      readonly kind: 'one-feature';
      readonly layer: string;
      /** The number that every weight starts at. */
      readonly value: number;
      /** The rank of the first update at most; null where other paths make it larger. */
      readonly updateRank: number | null;
    }
  /** A branch around the layer carries signal and gradient to the same sum. */
  | { readonly kind: 'open-path'; readonly layer: string; readonly merge: string; readonly around: string }
  /** Layers below that wait for this one, until the step at which they learn. */
  | {
      readonly kind: 'waits';
      readonly layer: string;
      readonly waiting: readonly string[];
      readonly step: number;
    };
