// The analysis worker's api, whatever port it is served on. The compiler is loaded by the first request, not before:
// a window without JavaScript never pays for it.
import type { Project } from '../core/index.ts';
import type { AnalyseAnswer, AnalyseRequest, AnalysisApi } from '../protocol/analysis-api.ts';
import { asText, serve, type Port } from '../protocol/rpc.ts';
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
  serve(asText(port), api);
}

async function prepare(): Promise<Work> {
  const { analysing, Memory } = await import('../core/index.ts');
  const memory = new Memory();
  return function* (request) {
    const { path, text, version, rules, files = {}, folders = {} } = request;
    const wanted = new Set<string>();
    const wantedFolders = new Set<string>();
    const project: Project = {
      read: (other) => (other === path ? text : given(files, other, wanted)),
      folders: (folder) => given(folders, folder, wantedFolders),
    };
    const report = yield* analysing(project, path, { rules, memory });
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
    return {
      version,
      findings,
      networks,
      problems,
      summaries,
      wanted: [...wanted],
      wantedFolders: [...wantedFolders],
    };
  };
}

/** What the request holds under that path; what it does not hold is wanted. */
function given<T>(held: Readonly<Record<string, T>>, path: string, wanted: Set<string>): T | undefined {
  if (Object.hasOwn(held, path)) return held[path];
  wanted.add(path);
  return undefined;
}
