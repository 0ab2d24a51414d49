// What an analysis saw of the files around the one it was about, so that one can tell later whether it would see the same.
import { createHash } from 'node:crypto';
import type { Project } from '../core/index.ts';

/** Path → print of its text, or of the names of its folders; null where there was nothing. */
export interface Seen {
  readonly texts: readonly (readonly [string, string | null])[];
  readonly folders: readonly (readonly [string, string | null])[];
}

/** 132 bits of SHA-256: nobody will meet two texts with one print by chance, nor make them. */
export const printOf = (text: string): string =>
  createHash('sha256').update(text).digest('base64').slice(0, 22);

const orNull = (text: string | undefined): string | null => (text === undefined ? null : printOf(text));

const listed = (names: readonly string[] | undefined): string | undefined => names?.join('\0');

/** A project that remembers what was asked of it. */
export class Recorder implements Project {
  readonly #project: Project;
  readonly #texts = new Map<string, string | null>();
  readonly #folders = new Map<string, string | null>();

  constructor(project: Project) {
    this.#project = project;
  }

  read(path: string): string | undefined {
    const text = this.#project.read(path);
    this.#texts.set(path, orNull(text));
    return text;
  }

  folders(path: string): readonly string[] | undefined {
    const names = this.#project.folders?.(path);
    this.#folders.set(path, orNull(listed(names)));
    return names;
  }

  seen(): Seen {
    return { texts: [...this.#texts], folders: [...this.#folders] };
  }
}

/** The prints of a project's files, each taken once: thousands of files import the same few. */
export class Prints {
  readonly #project: Project;
  readonly #texts = new Map<string, string | null>();
  readonly #folders = new Map<string, string | null>();

  constructor(project: Project) {
    this.#project = project;
  }

  /** Whether an analysis that saw this would see the same now. */
  agreeWith({ texts, folders }: Seen): boolean {
    return (
      texts.every(([path, print]) => this.#text(path) === print) &&
      folders.every(([path, print]) => this.#folder(path) === print)
    );
  }

  #text(path: string): string | null {
    return remembered(this.#texts, path, () => orNull(this.#project.read(path)));
  }

  #folder(path: string): string | null {
    return remembered(this.#folders, path, () => orNull(listed(this.#project.folders?.(path))));
  }
}

function remembered<T>(known: Map<string, T>, key: string, make: () => T): T {
  const old = known.get(key);
  if (old !== undefined) return old;
  const value = make();
  known.set(key, value);
  return value;
}
