// What the analysis worker answers. Requests are stateless: each carries the whole text and its version.
import type { Network, Problem } from '../core/network/graph.ts';
import type { Finding, RuleId, Severity } from '../core/report/finding.ts';

export interface AnalyseRequest {
  /** Workspace-relative with `/`, or the untitled document's name. Its ending tells the language. */
  readonly path: string;
  readonly version: number;
  readonly text: string;
  readonly rules?: Readonly<Partial<Record<RuleId, Severity>>>;
  /** Texts of other files that this one imports, by workspace-relative path. */
  readonly files?: Readonly<Record<string, string>>;
}

export interface AnalyseAnswer {
  /** That of the request: the caller drops the answer when the document has moved on. */
  readonly version: number;
  readonly findings: readonly Finding[];
  readonly networks: readonly Network[];
  readonly problems: readonly Problem[];
  /** Paths the analysis asked for and `files` did not hold: ask again with those that exist to learn more. */
  readonly wanted?: readonly string[];
}

export interface AnalysisApi {
  analyse(request: AnalyseRequest): Promise<AnalyseAnswer>;
  /** Answers at once; a worker that does not is stuck. */
  ping(): 'pong';
}
