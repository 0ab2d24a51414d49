import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Config } from '../config/config.ts';
import { beyond, readBaseline, writeBaseline } from './baseline.ts';
import { Cache } from './cache.ts';
import { readConfig } from './config.ts';
import { displayPath, findFiles } from './files.ts';
import { formats, type FormatName } from './formats.ts';
import { changedSince } from './git.ts';
import { lintFiles } from './lint-files.ts';
import { lintText, summarise, type FileResult, type LintResult, type Outcome } from './lint.ts';
import { print } from './output.ts';
import { patchOf } from './patch.ts';
import { Progress } from './progress.ts';
import { printOf } from './reads.ts';
import { inShard, type Shard } from './shard.ts';
import { exitStatus, UsageError, type World } from './world.ts';

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
  readonly since?: string;
  readonly shard?: Shard;
  readonly cache: boolean;
  readonly cacheLocation: string;
  readonly fixSuggestions?: string;
  readonly stdin: boolean;
  readonly stdinFilename: string;
}

/** `init-lint [paths…]`. Returns the exit status. */
export async function lint(paths: readonly string[], flags: LintFlags, world: World): Promise<number> {
  const start = world.now();
  const partial = flags.since === undefined ? flags.shard && '--shard' : '--since';
  if (flags.writeBaseline !== undefined && partial !== undefined) {
    throw new UsageError(`--write-baseline needs all files: not with ${partial}.`);
  }
  const config = readConfig(world.cwd, flags.config);
  const known = flags.baseline === undefined ? undefined : readBaseline(resolve(world.cwd, flags.baseline));
  const outcomes = flags.stdin
    ? await lintStdin(flags, config, world)
    : await lintPaths(paths, flags, config, world);
  const unreadable = outcomes.flatMap((outcome) => ('unreadable' in outcome ? [outcome.unreadable] : []));
  const read = outcomes.flatMap((outcome) => ('unreadable' in outcome ? [] : [outcome]));
  if (flags.writeBaseline !== undefined) {
    writeBaseline(resolve(world.cwd, flags.writeBaseline), read);
    return exitStatus.clean;
  }
  const files = known === undefined ? read : read.map((file) => beyond(known, file));
  const summary = summarise(files, Math.round(world.now() - start));
  const result: LintResult = { files: files.map((file) => listed(file, flags)), summary, unreadable };

  if (flags.fixSuggestions !== undefined) writePatch(files, flags.fixSuggestions, world);
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

async function lintPaths(
  paths: readonly string[],
  flags: LintFlags,
  config: Config,
  world: World,
): Promise<Outcome[]> {
  const { cwd, script } = world;
  const found = await chosen(
    await findFiles(cwd, paths.length > 0 ? paths : ['.'], config.exclude),
    flags,
    cwd,
  );
  const cache = flags.cache
    ? new Cache(resolve(cwd, flags.cacheLocation), cwd, programPrint(world), config.rules)
    : undefined;
  const progress = new Progress(found.length, world);
  const advance = () => {
    progress.advance();
  };
  const { rules } = config;
  const outcomes = await lintFiles(found, { cwd, rules, threads: flags.threads, script, cache, advance });
  const failure = cache?.write();
  progress.end();
  if (failure !== undefined) world.stderr(`init-lint: the cache was not written: ${failure}\n`);
  return outcomes;
}

async function chosen(found: readonly string[], { since, shard }: LintFlags, cwd: string) {
  const changed = since === undefined ? undefined : await changedSince(cwd, since);
  const wanted = changed ? found.filter((path) => changed.has(resolve(cwd, path))) : found;
  return shard ? inShard(wanted, shard) : wanted;
}

/** Two builds of one version may judge differently. */
const programPrint = ({ version, script }: World): string =>
  `${version} ${script === undefined ? '' : printOf(readFileSync(script, 'latin1'))}`;

function writePatch(files: readonly FileResult[], output: string, world: World): void {
  const { text, left } = patchOf(files, world.cwd);
  print(text, output, world);
  if (left === 0) return;
  const what = left === 1 ? '1 suggestion is' : `${left} suggestions are`;
  world.stderr(`init-lint: ${what} not in ${output}: apply it, then run again.\n`);
}

/** What is printed of a file; the summary and the exit status count everything. */
function listed(file: FileResult, { all, quiet }: LintFlags): FileResult {
  const findings = file.findings.filter(({ severity }) =>
    severity === 'off' ? all : !quiet || severity === 'error',
  );
  return { ...file, findings };
}
