// The analysis worker's api, whatever port it is served on. The compiler is loaded by the first request, not before:
// a window without JavaScript never pays for it.
import type { AnalyseAnswer, AnalyseRequest, AnalysisApi } from '../protocol/analysis-api.ts';
import { serve, type Port } from '../protocol/rpc.ts';
import { queued } from './queue.ts';

type Work = (request: AnalyseRequest) => Generator<void, AnalyseAnswer>;

/** `pause` resolves once messages that wait on the port have been delivered. */
export function serveAnalysis(port: Port, pause: () => Promise<void>): void {
  let ready: Promise<Work> | undefined;
  const analyse = queued(async (request) => {
    ready ??= prepare();
    return (await ready)(request);
  }, pause);
  const api: AnalysisApi = { analyse, ping: () => 'pong' };
  serve(port, api);
}

async function prepare(): Promise<Work> {
  const { analysing, Memory } = await import('../core/index.ts');
  const memory = new Memory();
  return function* (request) {
    const wanted = new Set<string>();
    const read = (path: string): string | undefined => {
      if (path === request.path) return request.text;
      const files = request.files ?? {};
      if (Object.hasOwn(files, path)) return files[path];
      wanted.add(path);
      return undefined;
    };
    const report = yield* analysing({ read }, request.path, { rules: request.rules, memory });
    const { findings, networks, problems } = report;
    const summaries = report.judgements.map(({ network, missing, prediction }) => ({
      network,
      missing,
      layers: (prediction?.layers ?? []).map(({ id, units, effectiveWidth, firstGradientStep }) => ({
        id,
        units,
        effectiveWidth,
        firstGradientStep,
      })),
    }));
    return { version: request.version, findings, networks, problems, summaries, wanted: [...wanted] };
  };
}
