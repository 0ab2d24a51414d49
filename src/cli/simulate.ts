// `init-lint simulate`: from a file and a line, or a spec, to the numbers of a run.
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fitToBudget } from '../core/engine/budget.ts';
import { checkSpec } from '../core/engine/check-spec.ts';
import type { Run } from '../core/engine/history.ts';
import { createRun } from '../core/engine/run.ts';
import type { GeneratorName, NetworkSpec } from '../core/engine/spec.ts';
import type { Network } from '../core/network/graph.ts';
import { report } from '../core/report/report.ts';
import { concretise } from '../core/verdict/concretise.ts';
import { judge } from '../core/verdict/judge.ts';
import { predict } from '../core/verdict/predict.ts';
import { startedFrom } from '../core/verdict/starts.ts';
import type { Prediction } from '../core/verdict/verdict.ts';
import { type StartName, starts } from './compare.ts';
import { readSource, reasonOf } from './files.ts';
import { LineTable, Places } from './lines.ts';
import { lintText, type FileResult } from './lint.ts';
import { networkOf } from './spec-network.ts';
import { UsageError } from './world.ts';

export const generators = [
  'teacher',
  'blobs',
  'xor',
  'circles',
  'spiral',
  'gaussian-linear',
] as const satisfies readonly GeneratorName[];

/** What is to be simulated, complete. */
export interface Subject {
  /** As the source calls it, or the spec's file. */
  readonly name: string;
  /** "src/model.ts:12" or the spec's file. */
  readonly place: string;
  readonly spec: NetworkSpec;
  readonly assumptions: readonly string[];
  /** Read from the source: where it is too large for a moment's training, a smaller one will do. A spec runs as it is. */
  readonly mayShrink: boolean;
  /** The network alone, with what is said of it: for views that start from the source. */
  readonly file: FileResult;
}

export interface SimulationOptions {
  readonly steps: number;
  readonly seed: number;
  readonly dataset?: GeneratorName;
  /** Starts to run the same network from, beside its own. */
  readonly compare: readonly StartName[];
  /** Absolute path of the file that takes the last parameters. */
  readonly dump?: string;
}

export interface Simulation extends Subject {
  readonly seed: number;
  readonly steps: number;
  readonly run: Run;
  readonly prediction: Prediction;
  readonly compared: readonly Compared[];
}

export interface Compared {
  readonly start: StartName;
  readonly run: Run;
}

/** `target`: FILE, FILE:LINE, or a file of JSON that holds a NetworkSpec. */
export function findSubject(cwd: string, target: string): Subject {
  const { path, line } = splitTarget(cwd, target);
  return path.toLowerCase().endsWith('.json') ? specFile(cwd, path) : sourceFile(cwd, path, line);
}

export function simulate(subject: Subject, options: SimulationOptions): Simulation {
  const wanted = options.dataset ? withData(subject.spec, options.dataset) : subject.spec;
  const fitted = subject.mayShrink ? fitToBudget(wanted) : { spec: wanted, assumptions: [] };
  const checked = checkSpec(fitted.spec);
  if (!checked.ok) {
    const problems = checked.problems.map(({ message }) => message).join('\n  ');
    throw new UsageError(`${subject.place} cannot be simulated:\n  ${problems}`);
  }
  const { seed, steps } = options;
  const trained = (network: NetworkSpec): Run => {
    const run = createRun(network, { seed });
    run.tick(steps);
    return run;
  };
  const run = trained(checked.spec);
  const compared = options.compare.map((start) => ({
    start,
    // Biases and recurrent kernels stay as they are.
    run: trained(startedFrom(checked.spec, { kernel: starts[start] })),
  }));
  if (options.dump !== undefined) dump(options.dump, run);
  return {
    ...subject,
    spec: checked.spec,
    assumptions: [...subject.assumptions, ...fitted.assumptions],
    seed,
    steps,
    run,
    prediction: predict(checked.spec),
    compared,
  };
}

function splitTarget(cwd: string, target: string): { path: string; line?: number } {
  const match = /^(?<path>.+?):(?<line>\d+)(?::\d+)?$/.exec(target);
  if (!match?.groups || readSource(cwd, target).kind === 'text') return { path: target };
  return { path: match.groups['path'], line: Number(match.groups['line']) };
}

function specFile(cwd: string, path: string): Subject {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(resolve(cwd, path), 'utf8'));
  } catch (error) {
    const why = error instanceof SyntaxError ? `it is not JSON: ${error.message}` : reasonOf(error);
    throw new UsageError(`Cannot read ${path}: ${why}`);
  }
  const checked = checkSpec(content);
  if (!checked.ok) {
    const problems = checked.problems.map(({ message }) => message).join('\n  ');
    throw new UsageError(`${path} is not a network that can be simulated:\n  ${problems}`);
  }
  return {
    name: path,
    place: path,
    spec: checked.spec,
    assumptions: [],
    mayShrink: false,
    file: specResult(checked.spec, path),
  };
}

function specResult(spec: NetworkSpec, path: string): FileResult {
  const network = networkOf(spec, path);
  const findings = report(network, judge(network)).filter(({ severity }) => severity !== 'off');
  return { path, places: new Places(path, () => undefined), findings, networks: [network], problems: [] };
}

function sourceFile(cwd: string, path: string, line: number | undefined): Subject {
  const source = readSource(cwd, path);
  if (source.kind !== 'text') throw new UsageError(`Cannot read ${path}: ${source.why}`);
  const lines = new LineTable(source.text);
  const file = lintText(cwd, path, source.text, {});
  const { networks, problems } = file;
  const network = choose(
    networks,
    lines,
    path,
    line,
    problems.map(({ message }) => message),
  );
  const concrete = concretise(network);
  const place = `${path}:${lineOf(network, lines)}`;
  if ('missing' in concrete) {
    throw new UsageError(
      `${network.id} (${place}) cannot be simulated. Missing: ${concrete.missing.join('; ')}.`,
    );
  }
  const findings = file.findings.filter(
    (finding) => finding.network === network.id && finding.severity !== 'off',
  );
  return {
    name: network.id,
    place,
    ...concrete,
    mayShrink: true,
    file: { ...file, networks: [network], findings },
  };
}

const lineOf = (network: Network, lines: LineTable): number => lines.position(network.at.start).line;

/** The only network, or the smallest one whose source, layers included, covers the line. */
function choose(
  networks: readonly Network[],
  lines: LineTable,
  path: string,
  line: number | undefined,
  problems: readonly string[],
): Network {
  const first = networks.at(0);
  if (first === undefined) {
    const why = problems.length > 0 ? ` (${problems.join('; ')})` : '';
    throw new UsageError(`No network was found in ${path}${why}.`);
  }
  const list = networks.map((network) => `  ${path}:${lineOf(network, lines)}  ${network.id}`).join('\n');
  if (line === undefined) {
    if (networks.length === 1) return first;
    throw new UsageError(`${path} holds ${networks.length} networks; name the line of one of them:\n${list}`);
  }
  const covering = networks
    .map((network) => ({ network, ...lineRange(network, lines) }))
    .filter(({ from, to }) => from <= line && line <= to)
    .sort((a, b) => a.to - a.from - (b.to - b.from));
  const best = covering.at(0);
  if (best) return best.network;
  throw new UsageError(`There is no network at line ${line} of ${path}. Its networks are:\n${list}`);
}

function lineRange(network: Network, lines: LineTable): { from: number; to: number } {
  const spans = [network.at, ...network.layers.map(({ at }) => at)].filter(({ file }) => file === undefined);
  return {
    from: lines.position(Math.min(...spans.map(({ start }) => start))).line,
    to: lines.position(Math.max(...spans.map(({ end }) => end))).line,
  };
}

/** The generator makes inputs of the network's own shape; samples and seed stay those of the spec where it has them. */
function withData(spec: NetworkSpec, kind: GeneratorName): NetworkSpec {
  const generated = spec.data.kind === 'given' ? { samples: 64, seed: 7 } : spec.data;
  return { ...spec, data: { ...generated, kind } };
}

function dump(path: string, run: Run): void {
  try {
    writeFileSync(path, `${JSON.stringify(run.parameters())}\n`);
  } catch (error) {
    throw new UsageError(`Cannot write ${path}: ${reasonOf(error)}`);
  }
}
