// Lints many files: what the cache knows is taken from there, the rest is analysed here or in threads.
import { Memory, type AnalyseOptions } from '../core/index.ts';
import type { Cache } from './cache.ts';
import { projectAt } from './files.ts';
import { lintFile, withPlaces, type Outcome, type Parcel } from './lint.ts';
import { defaultThreads, lintInThreads } from './pool.ts';

export interface LintFilesOptions {
  readonly cwd: string;
  readonly rules: AnalyseOptions['rules'];
  /** Undefined: as many as pay. */
  readonly threads: number | undefined;
  /** The bundle to start threads from; undefined where there is none. */
  readonly script: string | undefined;
  readonly cache: Cache | undefined;
  /** Called after every file. */
  readonly advance: () => void;
}

/** In the order of `paths`. */
export async function lintFiles(paths: readonly string[], options: LintFilesOptions): Promise<Outcome[]> {
  const { cwd, rules, cache, script, advance } = options;
  const project = projectAt(cwd);
  const outcomes: Outcome[] = [];
  const places: number[] = [];
  for (const [at, path] of paths.entries()) {
    const known = cache?.get(path);
    if (known === undefined) {
      places.push(at);
      continue;
    }
    outcomes[at] = withPlaces(known, project);
    advance();
  }

  const record = cache !== undefined;
  const deliver = (parcel: Parcel, at: number) => {
    advance();
    outcomes[places[at]] = 'unreadable' in parcel ? parcel : withPlaces(parcel, project);
    if ('seen' in parcel && parcel.seen !== undefined) cache?.set(parcel, parcel.seen);
  };
  const left = places.map((at) => paths[at]);
  const threads = options.threads ?? defaultThreads(left.length);
  if (script === undefined || threads === 1) {
    const memory = new Memory();
    for (const [at, path] of left.entries()) deliver(lintFile(cwd, path, { rules, memory }, record), at);
  } else {
    await lintInThreads(script, threads, left, { cwd, options: { rules }, record }, deliver);
  }
  return outcomes;
}
