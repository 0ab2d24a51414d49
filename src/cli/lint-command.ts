import { resolve } from 'node:path';
import type { Config } from '../config/config.ts';
import { Memory } from '../core/index.ts';
import { beyond, readBaseline, writeBaseline } from './baseline.ts';
import { readConfig } from './config.ts';
import { displayPath, findFiles } from './files.ts';
import { formats, type FormatName } from './formats.ts';
import { lintFile, lintText, summarise, type FileResult, type LintResult } from './lint.ts';
import { print } from './output.ts';
import { defaultThreads, lintInThreads, type Outcome } from './pool.ts';
import { exitStatus, type World } from './world.ts';

export interface LintFlags {
  readonly format: FormatName;
  readonly output?: string;
  readonly all: boolean;
  readonly maxWarnings: number;
  readonly quiet: boolean;
  readonly config?: string;
  readonly threads?: number;
  readonly baseline?: string;
  readonly writeBaseline?: string;
  readonly stdin: boolean;
  readonly stdinFilename: string;
}

/** `init-lint [paths…]`. Returns the exit status. */
export async function lint(paths: readonly string[], flags: LintFlags, world: World): Promise<number> {
  const start = world.now();
  const config = readConfig(world.cwd, flags.config);
  const known = flags.baseline === undefined ? undefined : readBaseline(resolve(world.cwd, flags.baseline));
  const outcomes = flags.stdin
    ? await lintStdin(flags, config, world)
    : await lintFiles(paths, flags, config, world);
  const unreadable = outcomes.flatMap((outcome) => ('unreadable' in outcome ? [outcome.unreadable] : []));
  const read = outcomes.flatMap((outcome) => ('unreadable' in outcome ? [] : [outcome]));
  if (flags.writeBaseline !== undefined) {
    writeBaseline(resolve(world.cwd, flags.writeBaseline), read);
    return exitStatus.clean;
  }
  const files = known === undefined ? read : read.map((file) => beyond(known, file));
  const summary = summarise(files, Math.round(world.now() - start));
  const result: LintResult = { files: files.map((file) => listed(file, flags)), summary, unreadable };

  const { assets, pages, version } = world;
  const toTerminal = flags.output === undefined;
  const options = {
    color: world.color && toTerminal,
    columns: toTerminal ? world.columns : 0,
    all: flags.all,
    assets,
    pages,
    version,
  };
  print(formats[flags.format](result, options), flags.output, world);
  for (const text of unreadable) world.stderr(`init-lint: cannot read ${text}\n`);

  if (unreadable.length > 0) return exitStatus.failed;
  return summary.errors > 0 || summary.warnings > flags.maxWarnings ? exitStatus.findings : exitStatus.clean;
}

async function lintStdin(flags: LintFlags, config: Config, world: World): Promise<Outcome[]> {
  const path = displayPath(world.cwd, resolve(world.cwd, flags.stdinFilename));
  return [lintText(world.cwd, path, await world.stdin(), config)];
}

async function lintFiles(
  paths: readonly string[],
  flags: LintFlags,
  config: Config,
  { cwd, script }: World,
): Promise<Outcome[]> {
  const found = await findFiles(cwd, paths.length > 0 ? paths : ['.'], config.exclude);
  const threads = flags.threads ?? defaultThreads(found.length);
  if (script === undefined || threads === 1) {
    const options = { rules: config.rules, memory: new Memory() };
    return found.map((path) => lintFile(cwd, path, options));
  }
  return lintInThreads(script, threads, found, { cwd, options: { rules: config.rules } });
}

/** What is printed of a file; the summary and the exit status count everything. */
function listed(file: FileResult, { all, quiet }: LintFlags): FileResult {
  const findings = file.findings.filter(({ severity }) =>
    severity === 'off' ? all : !quiet || severity === 'error',
  );
  return { ...file, findings };
}
