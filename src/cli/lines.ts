import type { Span } from '../core/network/span.ts';

/** As contracts: line and column are 1-based, offset is 0-based UTF-16. */
export interface Position {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

/** A span in the words of the output. */
export interface Place {
  /** Relative to the working directory, with `/`. */
  readonly path: string;
  readonly start: Position;
  readonly end: Position;
}

/** From spans of one analysed file to places; a span may lie in a file that it imports. */
export class Places {
  readonly #tables = new Map<string, LineTable>();
  readonly #path: string;
  readonly #read: (path: string) => string | undefined;

  constructor(path: string, read: (path: string) => string | undefined) {
    this.#path = path;
    this.#read = read;
  }

  of({ start, end, file }: Span): Place {
    const path = file ?? this.#path;
    const table = this.#table(path);
    return { path, start: table.position(start), end: table.position(end) };
  }

  /** Lines `first` to `last` of the analysed file itself, without their ends. */
  lines(first: number, last: number): { line: number; offset: number; text: string }[] {
    const text = this.#read(this.#path) ?? '';
    return this.#table(this.#path)
      .starts(first, last)
      .map(([offset, end], at) => ({
        line: first + at,
        offset,
        text: text.slice(offset, end).replace(/(?:\r\n|[\r\n\u2028\u2029])$/, ''),
      }));
  }

  #table(path: string): LineTable {
    const known = this.#tables.get(path);
    if (known) return known;
    const table = new LineTable(this.#read(path) ?? '');
    this.#tables.set(path, table);
    return table;
  }
}

/** Turns offsets of one text into lines and columns; lines end as the compiler ends them. */
export class LineTable {
  readonly #starts: number[] = [0];

  constructor(text: string) {
    const lineEnd = /\r\n|[\r\n\u2028\u2029]/g;
    while (lineEnd.exec(text)) this.#starts.push(lineEnd.lastIndex);
  }

  position(offset: number): Position {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.#start(middle) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - this.#start(low) + 1, offset };
  }

  /** Where each of the lines begins and the next one does. */
  starts(first: number, last: number): (readonly [number, number | undefined])[] {
    return this.#starts
      .slice(first - 1, last)
      .map((start, at) => [start, this.#starts.at(first + at)] as const);
  }

  #start(line: number): number {
    return this.#starts.at(line) ?? 0;
  }
}
