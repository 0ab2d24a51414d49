// What is published, tried as a stranger would: packed, installed into an empty folder, used.
import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { collapsing, folderWith, root } from './cli.ts';

const exec = promisify(execFile);
const packages = join(root, 'dist/npm');

async function installed(name: string): Promise<string> {
  expect(existsSync(join(packages, name)), 'run npm run build first').toBe(true);
  const folder = folderWith({ 'package.json': '{"private":true,"type":"module"}' });
  const { stdout } = await exec('npm', ['pack', join(packages, name), '--silent'], { cwd: folder });
  const options = ['--offline', '--no-audit', '--no-fund', '--legacy-peer-deps', '--silent'];
  await exec('npm', ['install', `./${stdout.trim()}`, ...options], { cwd: folder });
  return folder;
}

test('init-lint: the command and the library', async () => {
  const folder = await installed('init-lint');
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const command = join(folder, 'node_modules/.bin/init-lint');
  expect((await exec(command, ['--version'])).stdout).toBe(`${version}\n`);
  expect((await exec(command, ['explain', 'dead-weights'])).stdout).toMatch(/^# /);

  writeFileSync(join(folder, 'model.ts'), collapsing);
  const failure = await exec(command, ['.'], { cwd: folder }).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 1, stderr: '' });

  writeFileSync(
    join(folder, 'use.js'),
    `import { readFileSync } from 'node:fs';
     import { lint, simulate } from 'init-lint';
     const { findings, judgements } = lint(readFileSync('model.ts', 'utf8'));
     const { history, prediction } = simulate(judgements[0].evidence.spec, { steps: 5 });
     console.log(JSON.stringify({
       rules: findings.map(({ rule }) => rule),
       measured: history.layers[0].effectiveWidth.at(-1),
       predicted: prediction.layers[0].effectiveWidth,
     }));`,
  );
  const { stdout } = await exec(process.execPath, ['use.js'], { cwd: folder });
  expect(JSON.parse(stdout)).toMatchObject({ measured: 1, predicted: 1 });
}, 60_000);

test('eslint-plugin-init-lint: by import and by require', async () => {
  const folder = await installed('eslint-plugin-init-lint');
  const print = `console.log(Object.keys(plugin.rules).length, plugin.configs.recommended.name)`;
  writeFileSync(join(folder, 'a.mjs'), `import plugin from 'eslint-plugin-init-lint'; ${print}`);
  writeFileSync(join(folder, 'b.cjs'), `const plugin = require('eslint-plugin-init-lint'); ${print}`);
  for (const script of ['a.mjs', 'b.cjs']) {
    const { stdout } = await exec(process.execPath, [script], { cwd: folder });
    expect(stdout).toBe('13 init-lint/recommended\n');
  }
}, 60_000);
