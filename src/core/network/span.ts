/** A half-open range of UTF-16 offsets in one file, 0-based. `file` is absent for the file being analysed. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly file?: string;
}

/** One replacement of source text; `start === end` inserts. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}
