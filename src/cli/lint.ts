// Runs the analysis over files. What is said about them is left to the formats.
import { analyse, type AnalyseOptions } from '../core/index.ts';
import type { Network, Problem } from '../core/network/graph.ts';
import type { Finding } from '../core/report/finding.ts';
import { projectAt, readSource } from './files.ts';
import { Places } from './lines.ts';

export interface FileResult {
  /** Relative to the working directory, with `/`. */
  readonly path: string;
  readonly places: Places;
  readonly findings: readonly Finding[];
  readonly networks: readonly Network[];
  readonly problems: readonly Problem[];
}

export interface Summary {
  readonly files: number;
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
  readonly ms: number;
}

export interface LintResult {
  readonly files: readonly FileResult[];
  readonly summary: Summary;
  /** Files that are there and could not be read: "path: reason". */
  readonly unreadable: readonly string[];
}

const nowhere = (path: string): Places => new Places(path, () => undefined);

export function lintText(cwd: string, path: string, text: string, options: AnalyseOptions): FileResult {
  const project = projectAt(cwd, { path, text });
  const { findings, networks, problems } = analyse(project, path, options);
  // A monorepo's texts need not all be kept: most files have nothing to print.
  const silent = findings.length === 0 && networks.length === 0 && problems.length === 0;
  return {
    path,
    places: silent ? nowhere(path) : new Places(path, (other) => project.read(other)),
    findings,
    networks,
    problems,
  };
}

export function lintFile(
  cwd: string,
  path: string,
  options: AnalyseOptions,
): FileResult | { unreadable: string } {
  const source = readSource(cwd, path);
  switch (source.kind) {
    case 'text':
      return lintText(cwd, path, source.text, options);
    case 'not-source':
      return {
        path,
        places: nowhere(path),
        findings: [],
        networks: [],
        problems: [{ message: source.why }],
      };
    case 'unreadable':
      return { unreadable: `${path}: ${source.why}` };
  }
}

export function summarise(files: readonly FileResult[], ms: number): Summary {
  const count = { error: 0, warning: 0, info: 0, off: 0 };
  for (const { findings } of files) for (const { severity } of findings) count[severity] += 1;
  return { files: files.length, errors: count.error, warnings: count.warning, infos: count.info, ms };
}
