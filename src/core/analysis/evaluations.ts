// What running parts of files gave, as long as their trees are kept.
import type ts from 'typescript';
import type { Network } from '../network/graph.ts';
import { moved } from './moved.ts';
import type { FilePart } from './parts.ts';
import type { RecordedProject } from './recorded-project.ts';

/** What running one part of a file gave. */
export interface Evaluated {
  readonly networks: readonly Network[];
  /** How many things of a kind have a number for a name after it. */
  readonly numbered: ReadonlyMap<string, number>;
  readonly steps: number;
  /** It was not run to its end. */
  readonly isCut: boolean;
  /** A file that it imports has imported the file whose part it is. */
  readonly mainIsAskedFor: boolean;
  /** All that it asked of the project, and maybe more. */
  readonly seen: RecordedProject;
}

interface Kept {
  readonly circumstances: string;
  readonly evaluated: Evaluated;
  readonly statements: readonly ts.Statement[];
  /** Where they were. */
  readonly places: readonly Place[];
}

interface Place {
  readonly pos: number;
  readonly end: number;
}

export class Evaluations {
  readonly #kept = new WeakMap<ts.Node, Kept>();
  readonly #originals = new WeakMap<Network, Network>();

  keep({ first, statements }: FilePart, circumstances: string, evaluated: Evaluated): void {
    if (evaluated.isCut) return;
    const places = statements.map(({ pos, end }) => ({ pos, end }));
    this.#kept.set(first, { circumstances, evaluated, statements, places });
  }

  /** What running the part would give, if that is known; `circumstances` are all it depends on besides the source. */
  recall(
    { first, statements }: FilePart,
    circumstances: string,
    isTrue: (seen: RecordedProject) => boolean,
  ): Evaluated | undefined {
    const kept = this.#kept.get(first);
    if (kept?.circumstances !== circumstances || kept.statements.length !== statements.length)
      return undefined;
    if (kept.statements.some((statement, index) => statement !== statements[index])) return undefined;
    if (!isTrue(kept.evaluated.seen)) return undefined;
    if (kept.places.every(({ pos }, index) => pos === statements[index]?.pos)) return kept.evaluated;
    return { ...kept.evaluated, networks: this.#moved(kept, statements) };
  }

  /** `copy` says the same of the program under another name or of another place. */
  copied<T extends Network>(network: Network, copy: T): T {
    this.#originals.set(copy, this.original(network));
    return copy;
  }

  original(network: Network): Network {
    return this.#originals.get(network) ?? network;
  }

  #moved({ evaluated, places }: Kept, statements: readonly ts.Statement[]): Network[] {
    const shift = (offset: number): number => {
      const index = places.findIndex(({ pos, end }) => pos <= offset && offset < end);
      return offset + (statements[index]?.pos ?? 0) - (places[index]?.pos ?? 0);
    };
    return evaluated.networks.map((network) => this.copied(network, moved(network, shift)));
  }
}
