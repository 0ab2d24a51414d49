// The façade: one file in, everything known about it out. Bad input never throws here; what went wrong is part of the answer.
import { atOnce } from './analysis/at-once.ts';
import { extracting } from './analysis/extract.ts';
import type { Project, Suppression } from './analysis/project.ts';
import { Memory } from './memory.ts';
import type { Network, Problem } from './network/graph.ts';
import type { Finding, RuleId, Severity } from './report/finding.ts';
import { report } from './report/report.ts';
import { onePerSite } from './report/sites.ts';
import type { Judgement } from './verdict/verdict.ts';

export type { Project } from './analysis/project.ts';
export { Memory } from './memory.ts';

export interface AnalyseOptions {
  /** Severities that replace those of the rules; a site judged harmless stays `off` whatever its rule is set to. */
  readonly rules?: Readonly<Partial<Record<RuleId, Severity>>>;
  /** From earlier analyses of the same files: with it, what did not change is not read again. */
  readonly memory?: Memory;
}

export interface Report {
  readonly networks: readonly Network[];
  /** One for each network, in the same order. */
  readonly judgements: readonly Judgement[];
  /** In the order of the source. Suppressed ones are left out. */
  readonly findings: readonly Finding[];
  readonly problems: readonly Problem[];
}

/** Analyses the file at `path` of the project. Deterministic; reads other files of the project through `project` alone. */
export const analyse = (project: Project, path: string, options: AnalyseOptions = {}): Report =>
  atOnce(analysing(project, path, options));

/** As `analyse`, with pauses in which the caller may do something else, or leave it at that. */
export function* analysing(
  project: Project,
  path: string,
  options: AnalyseOptions = {},
): Generator<void, Report> {
  const { memory = new Memory() } = options;
  const problems: Problem[] = [];
  const extracted = yield* attempting(extracting(project, path, memory.files), (reason) =>
    problems.push({ message: `This file could not be analysed: ${reason}.` }),
  );
  if (!extracted) return { networks: [], judgements: [], findings: [], problems };

  const judgements: Judgement[] = [];
  const findings: Finding[] = [];
  for (const network of extracted.networks) {
    const fail = (reason: string) => {
      problems.push({ message: `The network ${network.id} could not be judged: ${reason}.`, at: network.at });
    };
    const judgement = attempt(() => memory.judge(network), fail) ?? nothingKnown(network);
    judgements.push(judgement);
    findings.push(...(attempt(() => report(network, judgement), fail) ?? []));
    yield;
  }
  return {
    networks: extracted.networks,
    judgements,
    findings: onePerSite(findings)
      .filter((finding) => !extracted.suppressions.some((suppression) => covers(suppression, finding)))
      .map((finding) => withSeverity(finding, options.rules?.[finding.rule]))
      .sort((a, b) => a.at.start - b.at.start || a.at.end - b.at.end),
    problems: [...extracted.problems, ...problems],
  };
}

/** Source nested a hundred thousand deep overflows the stack wherever it is walked: that is bad input, not a crash. */
function attempt<T>(work: () => T, failed: (reason: string) => void): T | undefined {
  try {
    return work();
  } catch (error) {
    failed(reasonOf(error));
    return undefined;
  }
}

function* attempting<T>(
  work: Generator<void, T>,
  failed: (reason: string) => void,
): Generator<void, T | undefined> {
  try {
    return yield* work;
  } catch (error) {
    failed(reasonOf(error));
    return undefined;
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof RangeError) return 'it is nested too deeply or too large';
  return error instanceof Error ? error.message : String(error);
}

const nothingKnown = (network: Network): Judgement => ({
  network: network.id,
  missing: ['the network could not be judged'],
  parameters: [],
});

function covers(suppression: Suppression, finding: Finding): boolean {
  const { start } = finding.at;
  return (
    finding.at.file === undefined &&
    suppression.from <= start &&
    start < suppression.to &&
    (suppression.rules === null || suppression.rules.includes(finding.rule))
  );
}

const withSeverity = (finding: Finding, severity: Severity | undefined): Finding =>
  severity === undefined || finding.severity === 'off' ? finding : { ...finding, severity };
