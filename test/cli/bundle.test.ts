// The command as it is shipped: one script, started by node.
import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { collapsing, folderWith, healthy, root, workspace } from './cli.ts';

const script = join(root, 'dist/cli.js');

function command(
  cwd: string,
  args: readonly string[],
  stdin = '',
): Promise<{ status: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [script, ...args],
      { cwd, maxBuffer: 1 << 28 },
      (_, stdout, stderr) => {
        resolve({ status: child.exitCode ?? -1, stdout, stderr });
      },
    );
    child.stdin?.end(stdin);
  });
}

test('is built', () => {
  expect(existsSync(script), 'run npm run build first').toBe(true);
});

test.each([
  ['findings', ['.'], 1],
  ['a simulation', ['simulate', 'src/classifier.ts'], 0],
  ['a page', ['explain', 'dead-weights'], 0],
  ['wrong use', ['nowhere'], 2],
])('%s', async (_, args, expected) => {
  const { status, stdout, stderr } = await command(workspace, args);
  expect(status).toBe(expected);
  expect(stdout === '').toBe(expected === 2);
  expect(stderr === '').toBe(expected !== 2);
  // Nobody can read colours in a pipe.
  expect(stdout).not.toContain('\u001b');
});

test('what is piped in', async () => {
  const { status, stdout } = await command(workspace, ['--stdin', '--stdin-filename', 'x.ts'], collapsing);
  expect(status).toBe(1);
  expect(stdout).toContain('x.ts');
});

test('threads change nothing but the time', async () => {
  const files = Array.from(
    { length: 40 },
    (_, at) => [`m${at}.ts`, at % 3 === 0 ? collapsing : healthy] as const,
  );
  const folder = folderWith({ ...Object.fromEntries(files), 'binary.ts': new Uint8Array([0, 1, 2]) });
  const args = ['--all', '--format', 'json'];
  const [one, many] = await Promise.all([
    command(folder, [...args, '--threads', '1']),
    command(folder, [...args, '--threads', '3']),
  ]);
  const timeless = (text: string) => text.replace(/"ms": \d+/, '');
  expect(timeless(many.stdout)).toBe(timeless(one.stdout));
  expect(many).toMatchObject({ status: 1, stderr: '' });
});

test('a reader that goes away is no error', async () => {
  const child = spawn(process.execPath, [script, '--all', '--format', 'json'], { cwd: workspace });
  child.stdout.destroy();
  let stderr = '';
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  const status = await new Promise((resolve) => child.on('exit', resolve));
  expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
});

test('a large report arrives whole', async () => {
  const files = Array.from({ length: 600 }, (_, at) => [`m${at}.ts`, collapsing] as const);
  const { stdout } = await command(folderWith(Object.fromEntries(files)), ['--format', 'json']);
  expect(stdout.length).toBeGreaterThan(1 << 20);
  expect(JSON.parse(stdout)).toMatchObject({ summary: { files: 600, errors: 1200 } });
});
