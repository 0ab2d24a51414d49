// What the command line may touch. `main.ts` hands in the real one, the tests one in memory.

export interface World {
  readonly cwd: string;
  /** Both write text as it is, without a line feed of their own. */
  stdout(text: string): void;
  stderr(text: string): void;
  /** Everything piped in, decoded as UTF-8. */
  stdin(): Promise<string>;
  /** Whether stdout understands colours. */
  readonly color: boolean;
  /** Columns of the terminal; 0 where there is none. */
  readonly columns: number;
  /** Columns of the terminal that stderr is; 0 where it is none. */
  readonly errorColumns: number;
  /** Of the package. */
  readonly version: string;
  /** Holds the scripts and styles of the html report. */
  readonly assets: string;
  /** Holds one page per rule, `<rule>.md`. */
  readonly pages: string;
  /** The bundle to start threads from; undefined where there is none and all is done in this one. */
  readonly script?: string;
  /** Starts the language server, which ends with the process. */
  serve(): Promise<void>;
  /** Milliseconds from an arbitrary point. */
  now(): number;
}

/** Wrong use or unreadable input: the message is for the user, the exit status is 2. */
export class UsageError extends Error {}

export const exitStatus = { clean: 0, findings: 1, failed: 2 } as const;

/** Names in source files may hold line feeds and escape sequences: on a terminal they must stay text. */
export const printable = (text: string): string =>
  text.replace(
    // eslint-disable-next-line no-control-regex -- control characters are what this is about
    /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
