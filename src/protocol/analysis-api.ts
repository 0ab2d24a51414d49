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
  /** Names of the folders in other folders, by workspace-relative path; the workspace itself is "". */
  readonly folders?: Readonly<Record<string, readonly string[]>>;
}

export interface AnalyseAnswer {
  /** That of the request: the caller drops the answer when the document has moved on. */
  readonly version: number;
  readonly findings: readonly Finding[];
  readonly networks: readonly Network[];
  readonly problems: readonly Problem[];
  /** A newer version of the same document was asked about meanwhile: nothing was found out about this one. */
  readonly superseded?: true;
  /** One for each network, in the same order. */
  readonly summaries?: readonly NetworkSummary[];
  /** Paths the analysis asked for and `files` did not hold: ask again with those that exist to learn more. */
  readonly wanted?: readonly string[];
  /** Folders the analysis asked for and `folders` did not hold. */
  readonly wantedFolders?: readonly string[];
}

/** What will become of each layer, for tables and hints; the panel and the findings say more. */
export interface NetworkSummary {
  readonly network: string;
  /** Empty when the network could not be made concrete; `missing` then says why. */
  readonly layers: readonly LayerSummary[];
  readonly missing: readonly string[];
}

export interface LayerSummary {
  readonly id: string;
  readonly units: number;
  readonly effectiveWidth: number;
  /** Of the kernel; null for never, and for layers without one. */
  readonly firstGradientStep: number | null;
}

export interface AnalysisApi {
  analyse(request: AnalyseRequest): Promise<AnalyseAnswer>;
  /** Answers at once; a worker that does not is stuck. */
  ping(): 'pong';
}
