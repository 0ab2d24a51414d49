// The GitHub Action and the hook of pre-commit, as far as they can be tried without either: what they run is run, with the
// built command in the place of the published one.
import { execFile } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { collapsing, folderWith, healthy, root } from './cli.ts';

const script = join(root, 'dist/cli.js');

/** Runs a command of bash in the folder; `npx --yes init-lint…` is the built command there. */
function bash(command: string, cwd: string, env: Readonly<Record<string, string>>, ...args: string[]) {
  expect(existsSync(script), 'run npm run build first').toBe(true);
  const tools = folderWith({
    npx: `#!/bin/bash\n[[ $1 == --yes && $2 == init-lint* ]] || exit 9\nexec '${process.execPath}' '${script}' "\${@:3}"\n`,
  });
  chmodSync(join(tools, 'npx'), 0o755);
  const path = `${tools}:${process.env['PATH'] ?? ''}`;
  return new Promise<{ status: number | null; stdout: string }>((resolve) => {
    const options = { cwd, env: { ...process.env, ...env, PATH: path } };
    const child = execFile('bash', ['-e', '-c', command, 'bash', ...args], options, (_, stdout) => {
      resolve({ status: child.exitCode, stdout });
    });
  });
}

const action = readFileSync(join(root, 'action.yml'), 'utf8');
const actionCommand = action.slice(action.indexOf('run: |') + 6).replace(/^ {8}/gm, '');

const inputs = (paths: string, args = '', format = 'github', output = '') => ({
  INIT_LINT_PATHS: paths,
  INIT_LINT_ARGS: args,
  INIT_LINT_FORMAT: format,
  INIT_LINT_OUTPUT: output,
  INIT_LINT_VERSION: 'latest',
});

test('the action annotates, and fails', async () => {
  const folder = folderWith({ 'a.ts': collapsing, 'b.ts': healthy });
  const { status, stdout } = await bash(actionCommand, folder, inputs('.'));
  expect(stdout).toMatch(/^::error file=a\.ts,line=3/);
  expect(status).toBe(1);
  expect((await bash(actionCommand, folder, inputs('b.ts'))).status).toBe(0);
  const quiet = await bash(actionCommand, folder, inputs('a.ts b.ts', '--all --quiet', 'sarif', 'out.sarif'));
  expect(quiet.stdout).toBe('');
  expect(JSON.parse(readFileSync(join(folder, 'out.sarif'), 'utf8'))).toMatchObject({ version: '2.1.0' });
});

test('no input of the action is read as a program', async () => {
  const folder = folderWith({ 'a.ts': healthy });
  for (const input of [
    '$(touch pwned)',
    '`touch pwned`',
    '; touch pwned',
    '"; touch pwned; "',
    '| touch pwned',
  ]) {
    await bash(actionCommand, folder, inputs(input));
    await bash(actionCommand, folder, inputs('.', input));
    await bash(actionCommand, folder, inputs('.', '', input, input));
  }
  expect(existsSync(join(folder, 'pwned'))).toBe(false);
  // Only the environment carries them: GitHub fills in templates before a shell sees the script.
  expect(actionCommand).not.toContain('${{');
});

test('the hook lints the files that it is given', async () => {
  const hooks = readFileSync(join(root, '.pre-commit-hooks.yaml'), 'utf8');
  const entry = /^ {2}entry: (.+)$/m.exec(hooks)?.[1] ?? '';
  const folder = folderWith({ 'a.ts': collapsing, '--b.ts': healthy });
  writeFileSync(join(folder, 'simulate'), '');
  const run = (...files: string[]) => bash(`${entry} "$@"`, folder, {}, ...files);
  expect((await run('a.ts', '--b.ts')).status).toBe(1);
  expect(await run('--b.ts')).toEqual({ status: 0, stdout: '' });
});
