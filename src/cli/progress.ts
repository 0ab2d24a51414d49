// A bar on the terminal while many files are read. It is gone when the result is printed.
import type { World } from './world.ts';

/** Whoever waits less than this needs no bar. */
const patience = 400;
const interval = 80;

export class Progress {
  readonly #world: World;
  readonly #total: number;
  readonly #start: number;
  #shown = -Infinity;
  #done = 0;

  constructor(total: number, world: World) {
    this.#total = total;
    this.#world = world;
    this.#start = world.now();
  }

  advance(): void {
    this.#done += 1;
    if (this.#world.errorColumns === 0) return;
    const now = this.#world.now();
    if (now - this.#start < patience || now - this.#shown < interval) return;
    this.#shown = now;
    this.#world.stderr(`\r${this.#line()}\u001b[K`);
  }

  /** Takes the bar away. */
  end(): void {
    if (this.#shown !== -Infinity) this.#world.stderr('\r\u001b[K');
  }

  #line(): string {
    const part = this.#done / this.#total;
    const count = `${this.#done} of ${this.#total} files`;
    const room = Math.min(40, this.#world.errorColumns - count.length - 4);
    if (room < 5) return count.slice(0, Math.max(0, this.#world.errorColumns - 1));
    const full = Math.round(room * part);
    return `${'█'.repeat(full)}${'░'.repeat(room - full)} ${count}`;
  }
}
