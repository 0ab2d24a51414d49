// What git knows: the files that differ from a revision.
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { UsageError } from './world.ts';

const exec = promisify(execFile);

/** Absolute paths of the files that differ from where this branch left `revision`, uncommitted and untracked ones too. */
export async function changedSince(cwd: string, revision: string): Promise<ReadonlySet<string>> {
  const top = resolve(cwd, line(await git(cwd, ['rev-parse', '--show-cdup'])));
  const commit = await attempt(cwd, ['rev-parse', '--verify', '--end-of-options', `${revision}^{commit}`]);
  if (commit === undefined) {
    throw new UsageError(
      `git knows no revision “${revision}”. In a shallow clone it must be fetched first: git fetch origin ${revision}`,
    );
  }
  // What others have added to the revision meanwhile is not this branch's doing.
  const base = await attempt(cwd, ['merge-base', line(commit), 'HEAD']);
  const diff = ['diff', '--name-only', '-z', '--no-renames', '--no-ext-diff', '--diff-filter=d'];
  const changed = await git(top, [...diff, line(base ?? commit), '--']);
  const untracked = await git(top, ['ls-files', '--others', '--exclude-standard', '-z']);
  return new Set(names(`${changed}${untracked}`).map((name) => resolve(top, name)));
}

const line = (output: string): string => output.replace(/\r?\n$/, '');

const names = (output: string): string[] => output.split('\0').filter((name) => name !== '');

async function attempt(cwd: string, args: readonly string[]): Promise<string | undefined> {
  try {
    return await run(cwd, args);
  } catch {
    return undefined;
  }
}

async function git(cwd: string, args: readonly string[]): Promise<string> {
  try {
    return await run(cwd, args);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw new UsageError('--since asks git, and there is no git here.');
    }
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error);
    if (said.includes('not a git repository')) {
      throw new UsageError(`--since needs a git repository, and ${cwd} is in none.`);
    }
    throw new UsageError(`git failed: ${said}`);
  }
}

/** A repository's own settings must not make git start a program. */
async function run(cwd: string, args: readonly string[]): Promise<string> {
  const { stdout } = await exec('git', ['-c', 'core.fsmonitor=false', ...args], {
    cwd,
    maxBuffer: 1 << 30,
    env: { ...process.env, LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0' },
  });
  return stdout;
}
