// The analysis worker's api, whatever port it is served on. The compiler is loaded by the first request, not before:
// a window without JavaScript never pays for it.
import type { AnalyseAnswer, AnalyseRequest, AnalysisApi } from '../protocol/analysis-api.ts';
import { serve, type Port } from '../protocol/rpc.ts';

export function serveAnalysis(port: Port): void {
  const api: AnalysisApi = { analyse: answer, ping: () => 'pong' };
  serve(port, api);
}

async function answer(request: AnalyseRequest): Promise<AnalyseAnswer> {
  const { analyse } = await import('../core/index.ts');
  const wanted = new Set<string>();
  const read = (path: string): string | undefined => {
    if (path === request.path) return request.text;
    const files = request.files ?? {};
    if (Object.hasOwn(files, path)) return files[path];
    wanted.add(path);
    return undefined;
  };
  const report = analyse({ read }, request.path, { rules: request.rules });
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
}
