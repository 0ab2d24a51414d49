// Runs the command line in this process, in a folder made for it.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { run } from '../../src/cli/program.ts';
import type { World } from '../../src/cli/world.ts';

export const root = join(import.meta.dirname, '../..');
export const workspace = join(root, 'test/workspace');

export interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder with these files, gone when the test is over. */
export function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'init-lint-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  return folder;
}

export async function cli(
  cwd: string,
  args: readonly string[],
  stdin = '',
  columns = 0,
  more: Partial<World> = {},
): Promise<Outcome> {
  let stdout = '';
  let stderr = '';
  const status = await run(args, {
    cwd,
    stdout: (text) => {
      stdout += text;
    },
    stderr: (text) => {
      stderr += text;
    },
    stdin: () => Promise.resolve(stdin),
    color: false,
    columns,
    errorColumns: 0,
    version: '1.2.3',
    assets: join(root, 'dist'),
    pages: join(root, 'src/core/verdict'),
    serve: () => Promise.resolve(),
    now: () => 0,
    ...more,
  });
  return { status, stdout, stderr };
}

/** Runs git in the folder, as somebody whose settings are nobody's. */
export function git(cwd: string, ...args: readonly string[]): string {
  const settings = ['user.name=A', 'user.email=a@example.com', 'core.autocrlf=false', 'commit.gpgsign=false'];
  const config = settings.flatMap((setting) => ['-c', setting]);
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };
  return execFileSync('git', [...config, ...args], { cwd, encoding: 'utf8', env, stdio: 'pipe' });
}

/** A network of `layers`, each "units activation initializer", as an author would write it. */
export function model(name: string, ...layers: readonly string[]): string {
  const rows = layers.map((layer, at) => {
    const words = layer.split(' ');
    const input = at === 0 ? 'inputShape: [4], ' : '';
    const start = words.length < 3 ? '' : `, kernelInitializer: '${words[2]}'`;
    return `  tf.layers.dense({ ${input}units: ${words[0]}, activation: '${words[1]}'${start} }),`;
  });
  return [
    `import * as tf from '@tensorflow/tfjs';`,
    `const ${name} = tf.sequential({ layers: [`,
    ...rows,
    `] });`,
    `${name}.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });`,
    '',
  ].join('\n');
}

/** Two errors, and an output that starts at ones without harm. */
export const collapsing = model('collapsing', '8 sigmoid ones', '6 sigmoid ones', '1 linear ones');
export const healthy = model('healthy', '8 relu heNormal', '1 linear');
export const harmless = model('harmless', '8 relu heNormal', '1 linear zeros');
