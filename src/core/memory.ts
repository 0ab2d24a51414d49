// What one analysis leaves for the next. Answers never depend on it, only how soon they come. No two analyses may share
// one at the same time.
import { FileMemory } from './analysis/memory.ts';
import type { Network } from './network/graph.ts';
import { judge } from './verdict/judge.ts';
import type { Judgement } from './verdict/verdict.ts';

/** Names of networks whose last judgement is kept, the least lately used dropped first. */
const maxNames = 200;

interface Judged {
  readonly network: Network;
  readonly judgement: Judgement;
}

export class Memory {
  readonly files = new FileMemory();
  /** For those that are where they were, or only moved. */
  readonly #judgements = new WeakMap<Network, Judgement>();
  readonly #last = new Map<string, Judged>();

  /** As `judge`; what was judged before is not judged again, wherever in the source it has moved. */
  judge(network: Network): Judgement {
    const original = this.files.evaluations.original(network);
    const known = this.#judgements.get(original);
    if (known?.network === network.id) return known;
    const judgement = this.#judgeByName(network);
    this.#judgements.set(original, judgement);
    return judgement;
  }

  #judgeByName(network: Network): Judgement {
    const name = `${network.library} ${network.id}`;
    const last = this.#last.get(name);
    const judgement = last && areAlike(last.network, network) ? last.judgement : judge(network);
    this.#last.delete(name);
    this.#last.set(name, { network, judgement });
    const oldest = this.#last.keys().next();
    if (this.#last.size > maxNames && oldest.done !== true) this.#last.delete(oldest.value);
    return judgement;
  }
}

/** Where things are written, and what could be written instead, is no concern of a judgement. */
const places = new Set(['at', 'condition', 'origin', 'replacements', 'surprises']);

/** Whether two networks are the same but for places. */
function areAlike(a: unknown, b: unknown): boolean {
  if (!isObject(a) || !isObject(b)) return Object.is(a, b);
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => places.has(name) || (Object.hasOwn(b, name) && areAlike(a[name], b[name])))
  );
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
