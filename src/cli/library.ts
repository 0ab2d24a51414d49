// `import { lint, simulate, judge } from 'init-lint'`: the same judgement for other programs. Touches no disk and no
// terminal; runs wherever JavaScript does.
import type { History, ParameterDump, RunOptions } from '../core/engine/history.ts';
import { createRun } from '../core/engine/run.ts';
import type { NetworkSpec } from '../core/engine/spec.ts';
import { analyse, type AnalyseOptions, type Report } from '../core/index.ts';
import { predict } from '../core/verdict/predict.ts';
import type { Prediction } from '../core/verdict/verdict.ts';

export type { History, LayerHistory, ParameterDump } from '../core/engine/history.ts';
export type { InitializerSpec, LayerSpec, NetworkSpec } from '../core/engine/spec.ts';
export type { AnalyseOptions, Report } from '../core/index.ts';
export type { Layer, Network, Parameter } from '../core/network/graph.ts';
export type { Finding, RuleId, Severity, Suggestion } from '../core/report/finding.ts';
export { judge } from '../core/verdict/judge.ts';
export type { Judgement, LayerPrediction, Prediction, Verdict } from '../core/verdict/verdict.ts';

export interface LintOptions extends AnalyseOptions {
  /** Its ending tells the language; relative imports start from it. Default "model.ts". */
  readonly path?: string;
  /** Texts of other files, by path; without it only the one text is seen. */
  readonly read?: (path: string) => string | undefined;
  /** Names of the folders in a folder ("" is the root): finds the packages of a repository with several. */
  readonly folders?: (path: string) => readonly string[] | undefined;
}

/** Everything known about one source text. Never throws on bad input: see `problems`. */
export function lint(text: string, options: LintOptions = {}): Report {
  const { path = 'model.ts', read, folders, ...rest } = options;
  const project = { read: (wanted: string) => (wanted === path ? text : read?.(wanted)), folders };
  return analyse(project, path, rest);
}

export interface SimulateOptions extends Pick<RunOptions, 'seed'> {
  /** Updates to make. Default 50. */
  readonly steps?: number;
}

export interface SimulationResult {
  readonly history: History;
  /** What the rules foretell for the same network, without running it. */
  readonly prediction: Prediction;
  /** After the last step. */
  readonly parameters: ParameterDump;
}

/** Trains the network and tells what happened. Throws an Error that names layer and field for an impossible spec. */
export function simulate(
  spec: NetworkSpec,
  { steps = 50, seed = 1 }: SimulateOptions = {},
): SimulationResult {
  const run = createRun(spec, { seed });
  run.tick(steps);
  return { history: run.history, prediction: predict(spec), parameters: run.parameters() };
}
