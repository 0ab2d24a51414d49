// Results of earlier runs. One is used again only if everything its analysis saw is what it was: the file, what it
// imports, the configuration files on the way, the settings and the program itself. So it holds on every branch.
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { AnalyseOptions } from '../core/index.ts';
import { projectAt, reasonOf } from './files.ts';
import type { Analysed } from './lint.ts';
import { Prints, printOf, type Seen } from './reads.ts';

/** Of each file that many results are kept, the last ones first: going back to a branch is as quick as staying on one. */
const perFile = 4;

/** A result that so many writings of the file did without is dropped. */
const patience = 50;

interface Entry {
  readonly seen: Seen;
  /** The result as JSON; absent where nothing was found. */
  readonly result?: string;
  /** When it was last used, in writings. */
  used: number;
}

interface Content {
  readonly key: string;
  readonly writings: number;
  /** A list, because a file may be called `__proto__`. */
  readonly files: readonly (readonly [string, Entry[]])[];
}

export class Cache {
  readonly #location: string;
  readonly #key: string;
  readonly #prints: Prints;
  readonly #files: Map<string, Entry[]>;
  readonly #writings: number;
  #changed = false;

  /** `program` tells this version of the program from every other one. An unreadable cache is an empty one. */
  constructor(location: string, cwd: string, program: string, rules: AnalyseOptions['rules']) {
    this.#location = location;
    this.#prints = new Prints(projectAt(cwd));
    this.#key = printOf(JSON.stringify([program, Object.entries(rules ?? {}).sort()]));
    const content = readContent(location);
    const isOurs = content?.key === this.#key;
    this.#files = new Map(isOurs ? content.files : []);
    this.#writings = (isOurs ? content.writings : 0) + 1;
  }

  /** What the analysis of the file would find, if that is known. */
  get(path: string): Analysed | undefined {
    const entries = this.#files.get(path);
    const entry = entries?.find(({ seen }) => this.#prints.agreeWith(seen));
    if (!entry) return undefined;
    entry.used = this.#writings;
    if (entry.result === undefined) return { path, findings: [], networks: [], problems: [] };
    return JSON.parse(entry.result, revived) as Analysed;
  }

  set(analysed: Analysed, seen: Seen): void {
    const { path, findings, networks, problems } = analysed;
    const isSilent = findings.length === 0 && networks.length === 0 && problems.length === 0;
    const result = isSilent
      ? {}
      : { result: JSON.stringify({ path, findings, networks, problems }, replaced) };
    const entry = { seen, used: this.#writings, ...result };
    this.#files.set(path, [entry, ...(this.#files.get(path) ?? [])].slice(0, perFile));
    this.#changed = true;
  }

  /** Whole or not at all, even when two runs end together. Returns what went wrong. */
  write(): string | undefined {
    if (!this.#changed) return undefined;
    const files = [...this.#files].map(
      ([path, entries]) => [path, entries.filter(({ used }) => this.#writings - used < patience)] as const,
    );
    const content: Content = {
      key: this.#key,
      writings: this.#writings,
      files: files.filter(([, entries]) => entries.length > 0),
    };
    const beside = `${this.#location}.${process.pid}`;
    try {
      writeFileSync(beside, JSON.stringify(content));
      renameSync(beside, this.#location);
      return undefined;
    } catch (error) {
      rmSync(beside, { force: true });
      return `${this.#location}: ${reasonOf(error)}`;
    }
  }
}

function readContent(location: string): Content | undefined {
  try {
    const content = JSON.parse(readFileSync(location, 'utf8')) as Content;
    return content.files.every(([path, entries]) => typeof path === 'string' && entries.every(isEntry))
      ? content
      : undefined;
  } catch {
    return undefined;
  }
}

const isEntry = ({ seen, used }: Entry): boolean =>
  typeof used === 'number' && Array.isArray(seen.texts) && Array.isArray(seen.folders);

/** JSON has no words for these numbers, and networks may hold them. */
const numbers: readonly number[] = [NaN, Infinity, -Infinity, -0];

function replaced(_: string, value: unknown): unknown {
  const at = typeof value === 'number' ? numbers.findIndex((number) => Object.is(number, value)) : -1;
  return at < 0 ? value : { '\0number': at };
}

function revived(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('\0number' in value)) return value;
  return numbers[Number(value['\0number'])];
}
