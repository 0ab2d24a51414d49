// The editor's side of the analysis worker. A worker's death is a normal event: what was pending is asked again of a
// new one, up to three deaths without an answer in between. Knows nothing of vscode.
import type { AnalyseAnswer, AnalyseRequest, AnalysisApi } from '../protocol/analysis-api.ts';
import { asText, connect, type Remote } from '../protocol/rpc.ts';
import type { SpawnWorker, WorkerPort } from './worker-port.ts';

export type ClientState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'busy' }
  | { readonly kind: 'failed'; readonly reason: string };

export interface ClientOptions {
  readonly spawn: SpawnWorker;
  /** Milliseconds after which a worker that has not answered counts as stuck. */
  readonly patience?: number;
  readonly log: (line: string) => void;
  readonly onState: (state: ClientState) => void;
}

const deathsInARow = 3;

interface Running {
  readonly port: WorkerPort;
  readonly api: Remote<AnalysisApi>;
}

export class AnalysisClient {
  readonly #options: ClientOptions;
  #running: Running | undefined;
  #deaths = 0;
  #pending = 0;
  #failure: string | undefined;
  #disposed = false;
  #started = 0;

  constructor(options: ClientOptions) {
    this.#options = options;
  }

  /** How many workers there have been. */
  get started(): number {
    return this.#started;
  }

  /** Rejects when the worker could not be brought to answer; the reason is fit to be shown. */
  async analyse(request: AnalyseRequest): Promise<AnalyseAnswer> {
    this.#pending += 1;
    this.#report();
    try {
      return await this.#ask(request);
    } finally {
      this.#pending -= 1;
      this.#report();
    }
  }

  /** A new worker, and a clean record: what failed is tried again. */
  restart(): void {
    this.#failure = undefined;
    this.#deaths = 0;
    this.#running?.port.terminate(new Error('The analysis was restarted.'));
    this.#report();
  }

  dispose(): void {
    this.#disposed = true;
    this.#running?.port.terminate(new Error('The extension was switched off.'));
  }

  async #ask(request: AnalyseRequest): Promise<AnalyseAnswer> {
    for (;;) {
      if (this.#failure !== undefined) throw new Error(this.#failure);
      const worker = this.#worker();
      try {
        const answer = await this.#withPatience(worker, request);
        this.#deaths = 0;
        return answer;
      } catch (error) {
        // A worker that lives has answered with an error: asking again would bring the same.
        if (this.#disposed || error instanceof Stuck || this.#running === worker) throw error;
      }
    }
  }

  #worker(): Running {
    if (this.#running) return this.#running;
    this.#started += 1;
    const port = this.#options.spawn();
    const running = { port, api: connect<AnalysisApi>(asText(port)) };
    port.onClose((reason) => this.#died(running, reason));
    this.#running = running;
    return running;
  }

  #died(worker: Running, reason: Error): void {
    if (this.#running !== worker) return;
    this.#running = undefined;
    if (this.#disposed) return;
    this.#deaths += 1;
    this.#options.log(`The analysis worker ended: ${reason.message}`);
    if (this.#deaths > deathsInARow) {
      this.#failure = `The analysis stopped ${this.#deaths} times in a row: ${reason.message}`;
      this.#report();
    }
  }

  async #withPatience(worker: Running, request: AnalyseRequest): Promise<AnalyseAnswer> {
    const seconds = (this.#options.patience ?? 30_000) / 1000;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tooLong = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        const stuck = new Stuck(`${request.path} took more than ${seconds} s to analyse.`);
        reject(stuck);
        worker.port.terminate(stuck);
      }, seconds * 1000);
    });
    try {
      return await Promise.race([worker.api.analyse(request), tooLong]);
    } finally {
      clearTimeout(timer);
    }
  }

  #report(): void {
    if (this.#disposed) return;
    if (this.#failure !== undefined) this.#options.onState({ kind: 'failed', reason: this.#failure });
    else this.#options.onState(this.#pending > 0 ? { kind: 'busy' } : { kind: 'idle' });
  }
}

/** The request, not the worker, is to blame: it is not asked again. */
class Stuck extends Error {}
