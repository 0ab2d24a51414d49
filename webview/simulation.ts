// The panel's end of the simulation: keeps the worker busy while something is left to train, gathers what it
// answers, and fetches the frame of the step that is shown.
import { connect, type Port, type Remote } from '../src/protocol/rpc.ts';
import type {
  Frame,
  LayerHistory,
  Progress,
  RunHistory,
  RunRequest,
  SeriesName,
  SimulationApi,
  Trajectories,
} from './simulation-api.ts';

export interface RunData {
  readonly history: RunHistory | null;
  /** Of the step shown, or the nearest before it that has arrived. */
  readonly frame: Frame | null;
  readonly done: boolean;
  readonly error: string | null;
}

interface AskedPaths {
  readonly found: Trajectories | null;
  readonly upTo: number;
  readonly asked: boolean;
}

export const noRun: RunData = { history: null, frame: null, done: false, error: null };

/** About one frame's time: the page stays free to ask for a picture between two chunks. */
const chunkMilliseconds = 30;
const framesKept = 400;

export class Simulation {
  private readonly api: Remote<SimulationApi>;
  private readonly changed: () => void;
  private readonly runs = new Map<string, RunData>();
  private readonly frames = new Map<string, Frame>();
  private readonly paths = new Map<string, AskedPaths>();
  private generation = 0;
  private wanted = 0;
  private failure: string | null = null;

  /** `changed` is called whenever something new can be drawn. */
  constructor(port: Port, changed: () => void) {
    this.api = connect<SimulationApi>(port);
    this.changed = changed;
    port.onClose((reason) => {
      this.failure = reason.message;
      changed();
    });
  }

  /** Why nothing can be simulated any more; null while all is well. */
  get stopped(): string | null {
    return this.failure;
  }

  run(key: string): RunData {
    return this.runs.get(key) ?? noRun;
  }

  /** Trains these and forgets the others. Runs that were there go on. */
  plan(requests: readonly RunRequest[]): void {
    this.generation += 1;
    const keys = new Set(requests.map((request) => request.key));
    for (const key of this.runs.keys()) if (!keys.has(key)) this.runs.delete(key);
    for (const name of this.frames.keys()) {
      if (!keys.has(name.slice(name.indexOf(' ') + 1))) this.frames.delete(name);
    }
    for (const name of this.paths.keys()) {
      if (!keys.has(name.slice(name.indexOf(' ') + 1))) this.paths.delete(name);
    }
    for (const { key, steps } of requests) {
      const run = this.run(key);
      this.runs.set(key, { ...run, done: run.error !== null || (run.history?.step ?? -1) >= steps });
    }
    void this.train(requests, this.generation);
  }

  /** Makes `frame` of every run that of this step, at once where it is known, soon otherwise. */
  look(step: number): void {
    this.wanted = step;
    for (const [key, run] of this.runs) {
      const at = Math.min(step, run.history?.step ?? 0);
      const known = this.frames.get(`${at} ${key}`);
      if (known !== undefined) this.runs.set(key, { ...run, frame: known });
      else if (run.history !== null) void this.fetch(key, at);
    }
  }

  /** How far single units of a layer have come, as far as is known here; asks for more where there is more. */
  trajectories(key: string, layer: string): Trajectories | null {
    const name = `${layer} ${key}`;
    const known = this.paths.get(name);
    const trained = this.run(key).history?.step ?? -1;
    if (known === undefined || (known.upTo < trained && !known.asked)) {
      const found = known?.found ?? null;
      this.paths.set(name, { found, upTo: known?.upTo ?? -1, asked: true });
      void this.api.trajectories(key, layer).then(
        (answer) => {
          this.paths.set(name, { found: answer, upTo: trained, asked: false });
          this.changed();
        },
        // A worker that has stopped says so elsewhere.
        () => undefined,
      );
    }
    return known?.found ?? null;
  }

  private async train(requests: readonly RunRequest[], generation: number): Promise<void> {
    try {
      await this.api.plan(requests);
      while (generation === this.generation && [...this.runs.values()].some((run) => !run.done)) {
        const have = Object.fromEntries([...this.runs].map(([key, run]) => [key, run.history?.step ?? -1]));
        const progress = await this.api.advance(chunkMilliseconds, have);
        if (generation !== this.generation) return;
        for (const entry of progress) this.take(entry);
        this.look(this.wanted);
        this.changed();
      }
    } catch (error) {
      if (generation !== this.generation) return;
      this.failure = error instanceof Error ? error.message : String(error);
      this.changed();
    }
  }

  private take({ key, news, done, error }: Progress): void {
    const run = this.runs.get(key);
    if (run === undefined) return;
    this.runs.set(key, { ...run, history: joined(run.history, news), done, error });
  }

  private async fetch(key: string, step: number): Promise<void> {
    const name = `${step} ${key}`;
    const frame = await this.api.frame(key, step).catch(() => null);
    const run = this.runs.get(key);
    if (frame === null || run === undefined) return;
    this.frames.set(name, frame);
    if (this.frames.size > framesKept) {
      const oldest = this.frames.keys().next();
      if (oldest.done !== true) this.frames.delete(oldest.value);
    }
    // While the answer travelled the user may have moved on: an older frame still beats none.
    if (step === Math.min(this.wanted, run.history?.step ?? 0) || run.frame === null) {
      this.runs.set(key, { ...run, frame });
      this.changed();
    }
  }
}

/** A history and what came after it. */
export function joined(before: RunHistory | null, news: RunHistory): RunHistory {
  if (before === null) return news;
  if (news.step === before.step) return before;
  return {
    step: news.step,
    loss: [...before.loss, ...news.loss],
    layers: news.layers.map((layer, i) => joinedLayer(before.layers[i], layer)),
  };
}

function joinedLayer(before: LayerHistory | undefined, news: LayerHistory): LayerHistory {
  if (before === undefined) return news;
  const series = (name: SeriesName): readonly number[] => [...before[name], ...news[name]];
  const gradientNorms = Object.entries(news.gradientNorms).map(([name, norms]) => [
    name,
    [...(before.gradientNorms[name] ?? []), ...norms],
  ]);
  return {
    id: news.id,
    units: news.units,
    effectiveWidth: series('effectiveWidth'),
    activationMean: series('activationMean'),
    activationStd: series('activationStd'),
    gradientMean: series('gradientMean'),
    gradientStd: series('gradientStd'),
    deadUnits: series('deadUnits'),
    gradientNorms: Object.fromEntries(gradientNorms) as LayerHistory['gradientNorms'],
  };
}

/** A port to a worker whose script lies at `url`: from a blob, because a page may not start another origin's script. */
export async function startWorker(url: string): Promise<Port> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`The simulation could not be loaded (${response.status}).`);
  const blob = URL.createObjectURL(new Blob([await response.text()], { type: 'text/javascript' }));
  const worker = new Worker(blob);
  URL.revokeObjectURL(blob);
  return {
    post: (message) => worker.postMessage(message),
    onMessage: (listener) => {
      const listen = (event: MessageEvent<unknown>) => listener(event.data);
      worker.addEventListener('message', listen);
      return () => worker.removeEventListener('message', listen);
    },
    onClose: (listener) => {
      const listen = (event: ErrorEvent) => {
        worker.terminate();
        listener(new Error(`The simulation stopped: ${event.message || 'its worker failed'}.`));
      };
      worker.addEventListener('error', listen);
      return () => worker.removeEventListener('error', listen);
    },
  };
}
