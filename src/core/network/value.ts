// What the source says of one quantity. Unknown is a value: nothing here is ever guessed.
import type { Span } from './span.ts';

export interface Known<T> {
  readonly is: 'known';
  readonly value: T;
  /** Where the value is written; absent for a library's default. */
  readonly at?: Span;
}

/** The value depends on a condition that the source does not decide. At least two cases. */
export interface OneOf<T> {
  readonly is: 'one-of';
  readonly cases: readonly Known<T>[];
  readonly condition?: Span;
}

export interface Unknown {
  readonly is: 'unknown';
  /** What is missing, as the end of "unknown: …", e.g. "units comes from a parameter of buildModel". */
  readonly why: string;
  readonly at?: Span;
}

export type Value<T> = Known<T> | OneOf<T> | Unknown;

export const known = <T>(value: T, at?: Span): Known<T> =>
  at === undefined ? { is: 'known', value } : { is: 'known', value, at };

export const unknown = (why: string, at?: Span): Unknown =>
  at === undefined ? { is: 'unknown', why } : { is: 'unknown', why, at };
