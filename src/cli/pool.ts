// Lints files in several threads. Each thread runs this same bundle and asks for the next batch when it is done with one.
import { availableParallelism } from 'node:os';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { Memory, type AnalyseOptions } from '../core/index.ts';
import { lintFile, type Parcel } from './lint.ts';

/** What a thread is told when it starts. */
interface Task {
  readonly cwd: string;
  readonly options: AnalyseOptions;
  /** Whether to tell what each result rests on. */
  readonly record: boolean;
}

const batchSize = 16;

/** Below this a second thread costs more than it saves. */
const worthwhile = 1000;

export const defaultThreads = (files: number): number =>
  files < worthwhile ? 1 : Math.min(availableParallelism(), 8);

/** `script` is the bundle that calls `serveThread` when it is not the main thread. Hands out each parcel with its place. */
export async function lintInThreads(
  script: string,
  threads: number,
  paths: readonly string[],
  task: Task,
  deliver: (parcel: Parcel, at: number) => void,
): Promise<void> {
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
          deliver(parcel, from + at);
        });
        more();
      });
      worker.on('error', reject);
      more();
    });
  await Promise.all(Array.from({ length: Math.min(threads, paths.length) }, work));
}

/** The thread's side: answers each list of paths with a list of results. */
export function serveThread(): void {
  const { cwd, options, record } = workerData as Task;
  const memory = new Memory();
  parentPort?.on('message', (paths: readonly string[]) => {
    parentPort?.postMessage(paths.map((path) => lintFile(cwd, path, { ...options, memory }, record)));
  });
}
