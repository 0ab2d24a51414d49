// --since: only what a branch has changed.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cli, collapsing, folderWith, git, healthy } from './cli.ts';

function repository(files: Readonly<Record<string, string>>): string {
  const folder = folderWith(files);
  git(folder, 'init', '-q', '-b', 'main');
  git(folder, 'add', '.');
  git(folder, 'commit', '-qm', 'first');
  return folder;
}

async function lintedSince(cwd: string, revision: string, ...args: string[]): Promise<string[]> {
  const { stdout, stderr } = await cli(cwd, ['--since', revision, '--format', 'json', ...args]);
  expect(stderr).toBe('');
  return (JSON.parse(stdout) as { files: { path: string }[] }).files.map(({ path }) => path).sort();
}

describe('files that differ', () => {
  const some = { 'a.ts': collapsing, 'b.ts': collapsing, 'sub/c.ts': collapsing, 'd e.ts': collapsing };

  test('nothing has changed', async () => {
    expect(await lintedSince(repository(some), 'HEAD')).toEqual([]);
  });

  test('changed, staged, untracked and renamed ones; ignored and deleted ones not', async () => {
    const folder = repository({ ...some, '.gitignore': 'built\n' });
    writeFileSync(join(folder, 'a.ts'), `${collapsing}// changed\n`);
    git(folder, 'mv', 'b.ts', 'sub/renamed.ts');
    rmSync(join(folder, 'sub/c.ts'));
    writeFileSync(join(folder, 'nëu\n".ts'), collapsing);
    mkdirSync(join(folder, 'built'));
    writeFileSync(join(folder, 'built/x.ts'), collapsing);
    expect(await lintedSince(folder, 'HEAD')).toEqual(['a.ts', 'nëu\n".ts', 'sub/renamed.ts']);
  });

  test('from a folder inside, with the paths that were asked for', async () => {
    const folder = repository(some);
    writeFileSync(join(folder, 'a.ts'), healthy);
    writeFileSync(join(folder, 'sub/c.ts'), healthy);
    expect(await lintedSince(join(folder, 'sub'), 'HEAD')).toEqual(['c.ts']);
    expect(await lintedSince(join(folder, 'sub'), 'HEAD', '..')).toEqual(['../a.ts', 'c.ts']);
  });

  test('what others have added to the revision meanwhile is not counted', async () => {
    const folder = repository(some);
    git(folder, 'checkout', '-qb', 'topic');
    writeFileSync(join(folder, 'a.ts'), `${collapsing}// topic\n`);
    git(folder, 'commit', '-qam', 'topic');
    git(folder, 'checkout', '-q', 'main');
    writeFileSync(join(folder, 'b.ts'), `${collapsing}// main\n`);
    git(folder, 'commit', '-qam', 'main');
    git(folder, 'checkout', '-q', 'topic');
    expect(await lintedSince(folder, 'main')).toEqual(['a.ts']);
  });
});

describe('a clear word where it cannot be told', () => {
  const since = async (folder: string, revision: string, ...args: string[]) => {
    const { status, stderr, stdout } = await cli(folder, ['--since', revision, ...args]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    return stderr;
  };

  test('outside of a repository', async () => {
    const folder = folderWith({ 'a.ts': healthy });
    expect(await since(folder, 'main')).toBe(
      `init-lint: --since needs a git repository, and ${folder} is in none.\n`,
    );
  });

  test.each(['nowhere', '--output=x', '-h', 'a..b', ''])('revision %j', async (revision) => {
    const stderr = await since(repository({ 'a.ts': healthy }), revision);
    expect(stderr).toContain(`git knows no revision “${revision}”`);
  });

  test('without git', async () => {
    const path = process.env['PATH'];
    process.env['PATH'] = '/nowhere';
    try {
      const stderr = await since(folderWith({}), 'main');
      expect(stderr).toBe('init-lint: --since asks git, and there is no git here.\n');
    } finally {
      process.env['PATH'] = path;
    }
  });

  test('a baseline of a part', async () => {
    const stderr = await since(repository({ 'a.ts': healthy }), 'HEAD', '--write-baseline', 'b.json');
    expect(stderr).toBe('init-lint: --write-baseline needs all files: not with --since.\n');
  });
});
