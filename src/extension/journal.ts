// The output channel, and a memory of the last things that went wrong, for a report.
import type * as vscode from 'vscode';

/** `path` is kept apart from the words, so that a report can leave it out. */
export interface Trouble {
  readonly level: 'warning' | 'error';
  readonly path: string | null;
  readonly message: string;
}

const kept = 20;

export class Journal {
  readonly #channel: vscode.LogOutputChannel;
  readonly #troubles: Trouble[] = [];

  constructor(channel: vscode.LogOutputChannel) {
    this.#channel = channel;
  }

  /** The last ones, oldest first. */
  get troubles(): readonly Trouble[] {
    return this.#troubles;
  }

  debug(path: string, message: string): void {
    this.#channel.debug(`${path}: ${message}`);
  }

  warn(path: string | null, message: string): void {
    this.#channel.warn(path === null ? message : `${path}: ${message}`);
    this.#keep({ level: 'warning', path, message });
  }

  error(path: string | null, error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.#channel.error(path === null ? message : `${path}: ${message}`);
    this.#keep({ level: 'error', path, message });
  }

  #keep(trouble: Trouble): void {
    this.#troubles.push(trouble);
    if (this.#troubles.length > kept) this.#troubles.shift();
  }
}
