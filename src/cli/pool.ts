// Lints files in several threads. Each thread runs this same bundle and asks for the next batch when it is done with one.
import { availableParallelism } from 'node:os';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { Memory, type AnalyseOptions } from '../core/index.ts';
import type { Network, Problem } from '../core/network/graph.ts';
import type { Finding } from '../core/report/finding.ts';
import { projectAt } from './files.ts';
import { Places } from './lines.ts';
import { lintFile, type FileResult } from './lint.ts';

/** What a thread is told when it starts. */
interface Task {
  readonly cwd: string;
  readonly options: AnalyseOptions;
}

/** A result as it crosses the border between threads: places are made again on this side, from the file. */
type Parcel =
  | { readonly unreadable: string }
  | {
      readonly path: string;
      readonly findings: readonly Finding[];
      readonly networks: readonly Network[];
      readonly problems: readonly Problem[];
    };

export type Outcome = FileResult | { readonly unreadable: string };

const batchSize = 16;

/** Below this a second thread costs more than it saves. */
const worthwhile = 1000;

export const defaultThreads = (files: number): number =>
  files < worthwhile ? 1 : Math.min(availableParallelism(), 8);

/** In the order of `paths`. `script` is the bundle that calls `serveThread` when it is not the main thread. */
export async function lintInThreads(
  script: string,
  threads: number,
  paths: readonly string[],
  task: Task,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  let next = 0;
  const work = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(script, { workerData: task });
      let from = 0;
      const more = () => {
        from = next;
        next += batchSize;
        if (from < paths.length) worker.postMessage(paths.slice(from, from + batchSize));
        else void worker.terminate().then(() => resolve());
      };
      worker.on('message', (parcels: readonly Parcel[]) => {
        parcels.forEach((parcel, at) => {
          outcomes[from + at] = unpacked(parcel, task.cwd);
        });
        more();
      });
      worker.on('error', reject);
      more();
    });
  await Promise.all(Array.from({ length: Math.min(threads, paths.length) }, work));
  return outcomes;
}

function unpacked(parcel: Parcel, cwd: string): Outcome {
  if ('unreadable' in parcel) return parcel;
  return { ...parcel, places: new Places(parcel.path, (path) => projectAt(cwd).read(path)) };
}

/** The thread's side: answers each list of paths with a list of results. */
export function serveThread(): void {
  const { cwd, options } = workerData as Task;
  const memory = new Memory();
  parentPort?.on('message', (paths: readonly string[]) => {
    parentPort?.postMessage(paths.map((path) => packed(lintFile(cwd, path, { ...options, memory }))));
  });
}

function packed(outcome: Outcome): Parcel {
  if ('unreadable' in outcome) return outcome;
  const { path, findings, networks, problems } = outcome;
  return { path, findings, networks, problems };
}
