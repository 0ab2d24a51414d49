// Requests one after the other, each cut short as soon as a newer version of its document is asked about.
import type { AnalyseAnswer, AnalyseRequest, AnalysisApi } from '../protocol/analysis-api.ts';

/** Milliseconds of work after which the port is listened to again; by a clock that nobody sets. */
const patience = 8;

interface Job {
  readonly request: AnalyseRequest;
  superseded: boolean;
}

/** `work` offers pauses; `pause` lets messages in that have arrived meanwhile. */
export function queued(
  work: (request: AnalyseRequest) => Promise<Generator<void, AnalyseAnswer>>,
  pause: () => Promise<void>,
): AnalysisApi['analyse'] {
  const jobs = new Set<Job>();
  let last: Promise<unknown> = Promise.resolve();

  const run = async (job: Job): Promise<AnalyseAnswer> => {
    const steps = await work(job.request);
    for (let since = performance.now(); !job.superseded;) {
      const step = steps.next();
      if (step.done === true) return step.value;
      if (performance.now() - since < patience) continue;
      await pause();
      since = performance.now();
    }
    return superseded(job.request);
  };

  return (request) => {
    for (const other of jobs) {
      if (other.request.path === request.path && other.request.version < request.version)
        other.superseded = true;
    }
    const job: Job = { request, superseded: false };
    jobs.add(job);
    // Never two at once: they share what is remembered of the files.
    const answered = last.then(() => run(job)).finally(() => jobs.delete(job));
    last = answered.catch(() => undefined);
    return answered;
  };
}

const superseded = ({ version }: AnalyseRequest): AnalyseAnswer => ({
  version,
  superseded: true,
  findings: [],
  networks: [],
  problems: [],
});
