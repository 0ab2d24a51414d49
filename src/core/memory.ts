// What one analysis leaves for the next. Answers never depend on it, only how soon they come. No two analyses may share
// one at the same time.
import { FileMemory } from './analysis/memory.ts';
import type { Network } from './network/graph.ts';
import { judge } from './verdict/judge.ts';
import type { Judgement } from './verdict/verdict.ts';

/** Judgements kept, the least lately used dropped first. */
const maxJudgements = 200;

export class Memory {
  readonly files = new FileMemory();
  readonly #judgements = new Map<string, Judgement>();

  /** As `judge`; what was judged before is not judged again, wherever in the source it has moved. */
  judge(network: Network): Judgement {
    const key = JSON.stringify(network, withoutPlaces);
    const known = this.#judgements.get(key);
    const judgement = known ?? judge(network);
    this.#judgements.delete(key);
    this.#judgements.set(key, judgement);
    const oldest = this.#judgements.keys().next();
    if (this.#judgements.size > maxJudgements && oldest.done !== true) this.#judgements.delete(oldest.value);
    return judgement;
  }
}

/** Where things are written, and what could be written instead, is no concern of a judgement. */
const places = new Set(['at', 'condition', 'origin', 'replacements', 'surprises']);

const withoutPlaces = (name: string, value: unknown): unknown =>
  places.has(name) ? undefined : typeof value === 'number' ? plain(value) : value;

/** JSON knows no -0, no infinity and no NaN. */
const plain = (value: number): number | string =>
  Number.isFinite(value) && !Object.is(value, -0) ? value : `${Object.is(value, -0) ? '-' : ''}${value}`;
