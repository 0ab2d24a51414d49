// The commands and options, and what each of them runs.
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import type { GeneratorName } from '../core/engine/spec.ts';
import { startNames } from './compare.ts';
import { readConfig } from './config.ts';
import { displayPath, findFiles, reasonOf } from './files.ts';
import { formatNames, formats, type FormatName } from './formats/format.ts';
import { simulationJson } from './formats/simulation-json.ts';
import { simulationText } from './formats/simulation-text.ts';
import { lintFile, lintText, summarise, type FileResult, type LintResult } from './lint.ts';
import { explain } from './pages.ts';
import { findSubject, generators, simulate } from './simulate.ts';
import { exitStatus, UsageError, type World } from './world.ts';

interface LintFlags {
  readonly format: FormatName;
  readonly output?: string;
  readonly all: boolean;
  readonly maxWarnings: number;
  readonly quiet: boolean;
  readonly config?: string;
  readonly stdin: boolean;
  readonly stdinFilename: string;
}

interface SimulateFlags {
  readonly steps: number;
  readonly seed: number;
  readonly dataset?: GeneratorName;
  readonly format: 'text' | 'json';
  readonly output?: string;
  readonly dump?: string;
  readonly compare?: string;
}

/** Runs one command line, without the program's own name. Returns the exit status; prints through `world` alone. */
export async function run(args: readonly string[], world: World): Promise<number> {
  const debug = args.includes('--debug');
  let status: number = exitStatus.clean;
  const program = commands(world, (value) => {
    status = value;
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has said what was wrong, or printed the help that was asked for.
      return error.exitCode === 0 ? exitStatus.clean : exitStatus.failed;
    }
    if (error instanceof UsageError) world.stderr(`init-lint: ${error.message}\n`);
    else
      world.stderr(`init-lint: internal error: ${error instanceof Error ? error.message : String(error)}\n`);
    if (debug && error instanceof Error) world.stderr(`${error.stack ?? ''}\n`);
    return exitStatus.failed;
  }
}

function commands(world: World, end: (status: number) => void): Command {
  const program = new Command('init-lint')
    .description(
      'Finds neural-network weights that start at zero or at one constant where that hurts, and proves it by training the network.',
    )
    .version(world.version)
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        world.stdout(text);
      },
      writeErr: (text) => {
        world.stderr(text.replace(/^error: /, 'init-lint: '));
      },
    });

  program
    .argument('[paths...]', 'files and folders to lint (default: .)')
    .addOption(new Option('--format <name>', 'how to print').choices(formatNames).default('stylish'))
    .option('--output <file>', 'write to a file instead of the terminal')
    .option('--all', 'list also the sites judged harmless', false)
    .option('--max-warnings <n>', 'warnings to put up with', count('--max-warnings'), 0)
    .option('--quiet', 'print errors only', false)
    .option('--config <file>', 'configuration file (default: the nearest init-lint.config.json)')
    .option('--stdin', 'lint what is piped in', false)
    .option('--stdin-filename <name>', 'what to call it', 'stdin.ts')
    .option('--no-color', 'plain text')
    .option('--debug', 'print the stack of an internal error')
    .action(async (paths: string[], flags: LintFlags & { color: boolean }) => {
      end(await lint(paths, flags, withColor(world, flags)));
    });

  program
    .command('simulate')
    .description('train a network of a file, or a network written as JSON, and print what happened')
    .argument('<target>', 'FILE, FILE:LINE, or a .json file with a network')
    .option('--steps <n>', 'updates to make', count('--steps', 1_000_000), 50)
    .option('--seed <n>', 'seed of everything random', count('--seed'), 1)
    .addOption(new Option('--dataset <name>', 'data to train on').choices(generators))
    .addOption(new Option('--format <name>', 'how to print').choices(['text', 'json']).default('text'))
    .option('--output <file>', 'write to a file instead of the terminal')
    .option('--compare <starts>', 'run it from other starts too, e.g. he,glorot,lecun')
    .option('--dump <file>', 'write every parameter after the last step as JSON')
    .option('--no-color', 'plain text')
    .option('--debug', 'print the stack of an internal error')
    .action((target: string, flags: SimulateFlags & { color: boolean }) => {
      printSimulation(target, flags, withColor(world, flags));
    });

  program
    .command('explain')
    .description('print the page of a rule')
    .argument('<rule>')
    .option('--debug', 'print the stack of an internal error')
    .action((rule: string) => {
      world.stdout(explain(world.pages, rule));
    });

  for (const command of program.commands) command.exitOverride().copyInheritedSettings(program);
  return program;
}

const withColor = (world: World, { color }: { readonly color: boolean }): World =>
  color ? world : { ...world, color: false };

/** Parses a whole number from 0 to `most`. */
function count(option: string, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value > most) {
      throw new InvalidArgumentError(`${option} takes a whole number from 0 to ${most}.`);
    }
    return value;
  };
}

async function lint(paths: readonly string[], flags: LintFlags, world: World): Promise<number> {
  const start = world.now();
  const config = readConfig(world.cwd, flags.config);
  const files: FileResult[] = [];
  const unreadable: string[] = [];
  if (flags.stdin) {
    const path = displayPath(world.cwd, resolve(world.cwd, flags.stdinFilename));
    files.push(lintText(world.cwd, path, await world.stdin(), config));
  } else {
    for (const path of await findFiles(world.cwd, paths.length > 0 ? paths : ['.'], config.exclude)) {
      const result = lintFile(world.cwd, path, config);
      if ('unreadable' in result) unreadable.push(result.unreadable);
      else files.push(result);
    }
  }
  const summary = summarise(files, Math.round(world.now() - start));
  const result: LintResult = { files: files.map((file) => listed(file, flags)), summary, unreadable };

  const { color, assets, pages, version } = world;
  const options = { color: color && flags.output === undefined, all: flags.all, assets, pages, version };
  print(formats[flags.format](result, options), flags.output, world);
  for (const text of unreadable) world.stderr(`init-lint: cannot read ${text}\n`);

  if (unreadable.length > 0) return exitStatus.failed;
  return summary.errors > 0 || summary.warnings > flags.maxWarnings ? exitStatus.findings : exitStatus.clean;
}

/** What is printed of a file; the summary and the exit status count everything. */
function listed(file: FileResult, { all, quiet }: LintFlags): FileResult {
  const findings = file.findings.filter(({ severity }) =>
    severity === 'off' ? all : !quiet || severity === 'error',
  );
  return { ...file, findings };
}

function printSimulation(target: string, flags: SimulateFlags, world: World): void {
  const { steps, seed, dataset } = flags;
  const simulation = simulate(findSubject(world.cwd, target), {
    steps,
    seed,
    compare: flags.compare === undefined ? [] : startNames(flags.compare),
    ...(dataset === undefined ? {} : { dataset }),
    ...(flags.dump === undefined ? {} : { dump: resolve(world.cwd, flags.dump) }),
  });
  const text =
    flags.format === 'json'
      ? simulationJson(simulation)
      : simulationText(simulation, world.color && flags.output === undefined, world.columns);
  print(text, flags.output, world);
}

function print(text: string, output: string | undefined, world: World): void {
  if (output === undefined) {
    world.stdout(text);
    return;
  }
  try {
    writeFileSync(resolve(world.cwd, output), text);
  } catch (error) {
    throw new UsageError(`Cannot write ${output}: ${reasonOf(error)}`);
  }
}
