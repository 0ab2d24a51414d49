// What a front end shows: plain data, words included.
import type { LibraryId, Start } from '../network/graph.ts';
import type { Edit, Span } from '../network/span.ts';
import type { Case, FaintestGradient } from '../verdict/verdict.ts';

export type RuleId =
  | 'dead-weights'
  | 'blocked-gradient'
  | 'symmetric-units'
  | 'low-rank-start'
  | 'aliased-units'
  | 'one-draw'
  | 'truncated-to-constant'
  | 'discarded-result'
  | 'contradicts-comment'
  | 'ignored-initializer'
  | 'invalid-initializer'
  | 'vanishing-scale'
  | 'exploding-scale';

/** `off`: judged harmless or undecided; listed on request only. */
export type Severity = 'error' | 'warning' | 'info' | 'off';

export interface Suggestion {
  /** E.g. "Use heNormal". The first one of a finding is the preferred one. */
  readonly title: string;
  readonly edits: readonly Edit[];
}

export interface RelatedPlace {
  readonly message: string;
  readonly at: Span;
}

export interface Finding {
  /** For findings with severity `off`: the rule that would have spoken. */
  readonly rule: RuleId;
  readonly severity: Severity;
  readonly message: string;
  /** The initializer expression. */
  readonly at: Span;
  readonly library: LibraryId;
  readonly network: string;
  readonly layer: string;
  readonly parameter: string;
  readonly initializer: Start | null;
  readonly verdict: {
    readonly kind: 'dead' | 'blocked' | 'symmetric' | 'low-rank' | 'harmless' | 'undecided';
    /** For harmless and undecided: a stable word. */
    readonly because?: string;
    readonly units: number | null;
    readonly effectiveWidth: number | null;
    readonly firstGradientStep: number | null;
    /** How small the gradients are that this start holds up; null or absent where none comes late. */
    readonly faintest?: FaintestGradient | null;
    /** What holds in each case, where it hangs on starts that are not known. */
    readonly cases?: readonly Case[];
  };
  /** The derivation in sentences: which factors are zero, which entries equal, why the remedy is enough. */
  readonly why: readonly string[];
  readonly related: readonly RelatedPlace[];
  readonly suggestions: readonly Suggestion[];
}
