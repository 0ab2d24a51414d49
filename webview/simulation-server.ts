// The worker's side of the simulation: trains the planned runs in slices of time and keeps what happened, so that
// scrubbing back needs no second run. Knows no port; the clock is handed in.
import { lump } from '../src/core/engine/lump.ts';
import { createRun, type LayerSnapshot, lumpedRun, type Run } from '../src/core/engine/run.ts';
import { layerFrame } from './layer-frame.ts';
import { outcomeOf, type Samples, samplesFor } from './outcome.ts';
import type {
  Frame,
  Progress,
  RunHistory,
  RunRequest,
  SimulationApi,
  Trajectories,
} from './simulation-api.ts';

/** How many numbers the frames of one run may hold before every other one is dropped. */
const mostNumbers = 4_000_000;
/** Outcomes are worked out for networks up to this size. */
const mostParameters = 3000;

interface Job {
  request: RunRequest;
  run: Run | null;
  error: string | null;
  /** Made when first needed; null where the data is not of a kind that can be looked at. */
  samples: { readonly found: Samples | null } | null;
  readonly frames: Frames;
}

export function simulationServer(now: () => number): SimulationApi {
  let jobs = new Map<string, Job>();
  return {
    plan: (requests) => {
      jobs = new Map(
        requests.map((request) => {
          const known = jobs.get(request.key);
          if (known !== undefined) known.request = request;
          return [
            request.key,
            known ?? { request, run: null, error: null, samples: null, frames: new Frames() },
          ];
        }),
      );
    },
    advance: (milliseconds, have) => {
      const end = now() + milliseconds;
      do {
        const job = furthestBehind([...jobs.values()]);
        if (job === null) break;
        forward(job);
      } while (now() < end);
      return [...jobs.values()].map((job) => progressOf(job, have[job.request.key] ?? -1));
    },
    frame: (key, step) => jobs.get(key)?.frames.at(step) ?? null,
    trajectories: (key, layer) => jobs.get(key)?.frames.trajectories(layer) ?? null,
  };
}

const isDone = ({ run, error, request }: Job): boolean =>
  error !== null || (run !== null && run.step >= request.steps);

/** Runs beside each other should grow together. */
const furthestBehind = (jobs: readonly Job[]): Job | null =>
  jobs
    .filter((job) => !isDone(job))
    .reduce<Job | null>(
      (least, job) => (least === null || (job.run?.step ?? -1) < (least.run?.step ?? -1) ? job : least),
      null,
    );

function started({ spec, seed, lumped }: RunRequest): Run {
  if (lumped !== true) return createRun(spec, { seed });
  const found = lump(spec);
  return found === null ? createRun(spec, { seed }) : lumpedRun(found, seed, true, 'lumped');
}

/** One step; the first one builds the network and keeps its start. */
function forward(job: Job): void {
  try {
    if (job.run === null) job.run = started(job.request);
    else job.run.tick(1);
    const { run, frames } = job;
    if (frames.wants(run.step)) frames.add(frameOf(job, run));
  } catch (error) {
    job.error = error instanceof Error ? error.message : String(error);
  }
}

function progressOf(job: Job, have: number): Progress {
  const { run, error, request } = job;
  const empty: RunHistory = { step: have, loss: [], layers: [] };
  const news = run === null || run.step === have ? empty : since(run, have);
  return { key: request.key, news, done: isDone(job), error };
}

/** What happened after `have` updates; −1 has nothing yet, not even the start. */
function since(run: Run, have: number): RunHistory {
  return {
    step: run.step,
    loss: run.history.loss.slice(have + 1),
    layers: run.history.layers.map((layer) => ({
      id: layer.id,
      units: layer.units,
      effectiveWidth: layer.effectiveWidth.slice(have + 1),
      activationMean: layer.activationMean.slice(have + 1),
      activationStd: layer.activationStd.slice(have + 1),
      deadUnits: layer.deadUnits.slice(have + 1),
      gradientMean: layer.gradientMean.slice(Math.max(0, have)),
      gradientStd: layer.gradientStd.slice(Math.max(0, have)),
      gradientNorms: Object.fromEntries(
        Object.entries(layer.gradientNorms).map(([name, norms]) => [name, norms.slice(Math.max(0, have))]),
      ),
    })),
  };
}

function frameOf(job: Job, run: Run): Frame {
  const { step, layers } = run.snapshot();
  const { spec, seed } = job.request;
  let outcome = null;
  if (layers.reduce((sum, layer) => sum + parametersOf(layer), 0) <= mostParameters) {
    const outputUnits = layers.find(({ id }) => id === spec.outputs.at(0))?.units ?? 1;
    job.samples ??= { found: samplesFor(spec, outputUnits, seed) };
    const { found } = job.samples;
    outcome = found === null ? null : outcomeOf(spec, found, layers);
  }
  return { step, layers: layers.map(layerFrame), outcome };
}

const parametersOf = (layer: LayerSnapshot): number =>
  Object.values(layer.parameters).reduce((sum, { values }) => sum + values.length, 0);

/** Frames at every `stride` steps; when they grow too many, every other one is dropped and the stride doubles. */
class Frames {
  private readonly kept = new Map<number, Frame>();
  private stride = 1;
  private numbers = 0;

  wants(step: number): boolean {
    return step % this.stride === 0;
  }

  add(frame: Frame): void {
    this.kept.set(frame.step, frame);
    this.numbers += sizeOf(frame);
    while (this.numbers > mostNumbers && this.kept.size > 2) this.thin();
  }

  at(step: number): Frame | null {
    return this.kept.get(step - (step % this.stride)) ?? null;
  }

  trajectories(layer: string): Trajectories | null {
    const all = [...this.kept.values()].map((frame) => ({
      step: frame.step,
      found: frame.layers.find((entry) => entry.id === layer),
    }));
    const units = all.at(0)?.found?.shownUnits ?? [];
    if ((all.at(0)?.found?.unitNorms ?? []).length === 0) return null;
    return {
      steps: all.map(({ step }) => step),
      units,
      norms: units.map((_, i) => all.map(({ found }) => found?.unitNorms[i] ?? 0)),
    };
  }

  private thin(): void {
    this.stride *= 2;
    for (const [step, frame] of this.kept) {
      if (step % this.stride === 0) continue;
      this.kept.delete(step);
      this.numbers -= sizeOf(frame);
    }
  }
}

const sizeOf = (frame: Frame): number =>
  frame.layers.reduce(
    (sum, layer) =>
      sum +
      layer.classes.length +
      layer.shownInputs.length * layer.shownUnits.length +
      (layer.filters?.pictures.flat(2).length ?? 0),
    frame.outcome?.surface?.values.length ?? 0,
  );
