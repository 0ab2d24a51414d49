// The commands and options, and what each of them runs.
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { formatNames } from './formats.ts';
import { init } from './init-command.ts';
import { lint, type LintFlags } from './lint-command.ts';
import { merge, type MergeFlags } from './merge.ts';
import { explain } from './pages.ts';
import { generators } from './simulate.ts';
import { printSimulation, simulationFormats, type SimulateFlags } from './simulate-command.ts';
import { parseShard } from './shard.ts';
import { exitStatus, UsageError, type World } from './world.ts';

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
    .option('--baseline <file>', 'speak only of findings that are not in it')
    .option('--write-baseline <file>', 'write all findings there, and end well')
    .option('--since <rev>', 'only files that differ from where this branch left the git revision')
    .option('--shard <i/n>', 'only one part of the files, e.g. 2/8', parseShard)
    .option('--fix-suggestions <file>', 'write the first suggestion of each finding there, for git apply')
    .option('--cache', 'keep results, and use them again where nothing has changed', false)
    .option('--cache-location <file>', 'where to keep them', '.init-lint-cache')
    .option('--threads <n>', 'threads to use (default: as many as pay)', count('--threads', 256, 1))
    .option('--stdin', 'lint what is piped in', false)
    .option('--stdin-filename <name>', 'what to call it', 'stdin.ts')
    .option('--lsp', 'serve an editor: the language server protocol over standard input and output', false)
    // Many editors add it.
    .addOption(new Option('--stdio').hideHelp())
    .option('--no-color', 'plain text')
    .option('--debug', 'print the stack of an internal error')
    .action(async (paths: string[], flags: LintFlags & { color: boolean; lsp: boolean }) => {
      if (flags.lsp) await world.serve();
      else end(await lint(paths, flags, withColor(world, flags)));
    });

  program
    .command('simulate')
    .description('train a network of a file, or a network written as JSON, and print what happened')
    .argument('<target>', 'FILE, FILE:LINE, or a .json file with a network')
    .option('--steps <n>', 'updates to make', count('--steps', 1_000_000), 50)
    .option('--seed <n>', 'seed of everything random', count('--seed'), 1)
    .addOption(new Option('--dataset <name>', 'data to train on').choices(generators))
    .addOption(new Option('--format <name>', 'how to print').choices(simulationFormats).default('text'))
    .option('--output <file>', 'write to a file instead of the terminal')
    .option('--compare <starts>', 'run it from other starts too, e.g. he,glorot,lecun')
    .option('--dump <file>', 'write every parameter after the last step as JSON')
    .option('--no-color', 'plain text')
    .option('--debug', 'print the stack of an internal error')
    .action((target: string, flags: SimulateFlags & { color: boolean }) => {
      printSimulation(target, flags, withColor(world, flags));
    });

  program
    .command('merge')
    .description('put the JSON or SARIF results of shards together')
    .argument('<files...>')
    .option('--output <file>', 'write to a file instead of the terminal')
    .option('--max-warnings <n>', 'warnings to put up with', count('--max-warnings'), 0)
    .option('--debug', 'print the stack of an internal error')
    .action((files: string[], flags: MergeFlags) => {
      end(merge(files, flags, world));
    });

  program
    .command('init')
    .description('write an init-lint.config.json')
    .option('--debug', 'print the stack of an internal error')
    .action(() => {
      init(world);
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

/** Parses a whole number from `least` to `most`. */
function count(option: string, most = Number.MAX_SAFE_INTEGER, least = 0): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value > most || value < least) {
      throw new InvalidArgumentError(`${option} takes a whole number from ${least} to ${most}.`);
    }
    return value;
  };
}
