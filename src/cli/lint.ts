// Runs the analysis over files. What is said about them is left to the formats.
import { analyse, type AnalyseOptions, type Project } from '../core/index.ts';
import type { Network, Problem } from '../core/network/graph.ts';
import type { Finding } from '../core/report/finding.ts';
import { projectAt, readSource } from './files.ts';
import { Places } from './lines.ts';
import { Recorder, type Seen } from './reads.ts';

/** What is known about a file, as plain data. */
export interface Analysed {
  /** Relative to the working directory, with `/`. */
  readonly path: string;
  readonly findings: readonly Finding[];
  readonly networks: readonly Network[];
  readonly problems: readonly Problem[];
}

export interface FileResult extends Analysed {
  readonly places: Places;
}

export type Outcome = FileResult | { readonly unreadable: string };

/** An outcome as it crosses the border between threads. `seen` is what it rests on, where that was asked for. */
export type Parcel = { readonly unreadable: string } | (Analysed & { readonly seen?: Seen });

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
  return withPlaces({ path, findings, networks, problems }, project);
}

/** Places are found when they are printed. A monorepo's texts need not all be kept: most files have nothing to print. */
export function withPlaces(analysed: Analysed, project: Project): FileResult {
  const { path, findings, networks, problems } = analysed;
  const isSilent = findings.length === 0 && networks.length === 0 && problems.length === 0;
  const places = isSilent ? nowhere(path) : new Places(path, (other) => project.read(other));
  return { path, places, findings, networks, problems };
}

export function lintFile(cwd: string, path: string, options: AnalyseOptions, record = false): Parcel {
  const source = readSource(cwd, path);
  switch (source.kind) {
    case 'text': {
      const project = new Recorder(projectAt(cwd, { path, text: source.text }));
      // The file itself is part of what the answer rests on, even where it is not looked at.
      project.read(path);
      const { findings, networks, problems } = analyse(project, path, options);
      return { path, findings, networks, problems, ...(record ? { seen: project.seen() } : {}) };
    }
    case 'not-source':
      return { path, findings: [], networks: [], problems: [{ message: source.why }] };
    case 'unreadable':
      return { unreadable: `${path}: ${source.why}` };
  }
}

export function summarise(files: readonly FileResult[], ms: number): Summary {
  const count = { error: 0, warning: 0, info: 0, off: 0 };
  for (const { findings } of files) for (const { severity } of findings) count[severity] += 1;
  return { files: files.length, errors: count.error, warnings: count.warning, infos: count.info, ms };
}
