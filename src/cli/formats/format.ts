import type { LintResult } from '../lint.ts';

export interface FormatOptions {
  readonly color: boolean;
  /** Whether everything was asked for: harmless sites, and what kept a file from being read to its end. */
  readonly all: boolean;
  /** Columns of the terminal; 0 to break no lines. */
  readonly columns: number;
  /** Where the scripts and styles of the html report are. */
  readonly assets: string;
  /** Where the pages of the rules are. */
  readonly pages: string;
  readonly version: string;
}

/** From a result to the whole text of the output, line feed at the end included; empty for nothing to say. */
export type Format = (result: LintResult, options: FormatOptions) => string;
