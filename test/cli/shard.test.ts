// --shard and merge: what machines do apart is what one does alone.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cli, collapsing, folderWith, harmless, healthy } from './cli.ts';

const broken = 'import * as tf from "@tensorflow/tfjs"; tf.sequential(; const = ;';
const shared = `import * as tf from '@tensorflow/tfjs';
export const hidden = () => tf.layers.dense({ inputShape: [4], units: 8, activation: 'sigmoid', kernelInitializer: 'ones' });
`;
/** Its finding lies in another file. */
const user = `import * as tf from '@tensorflow/tfjs';
import { hidden } from './parts';
const net = tf.sequential({ layers: [hidden(), tf.layers.dense({ units: 1, kernelInitializer: 'ones' })] });
net.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
`;
const contents = { user, collapsing, harmless, healthy, broken, binary: '\0' };

describe.each(['json', 'sarif'])('%s', (format) => {
  test('shards merged are the whole run', async () => {
    const name = fc.stringMatching(/^[a-zA-Z%#ü é"]{1,4}$/);
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(name, fc.constantFrom(...Object.values(contents)), {
          maxKeys: 9,
          noNullPrototype: true,
        }),
        fc.integer({ min: 1, max: 5 }),
        fc.constantFrom<string[]>([], ['--all'], ['--quiet']),
        async (files, count, flags) => {
          const folder = folderWith({
            'src/parts.ts': shared,
            ...Object.fromEntries(Object.entries(files).map(([file, text]) => [`src/${file}.ts`, text])),
          });
          const args = ['src', '--format', format, ...flags];
          const whole = await cli(folder, args);
          const parts = Array.from({ length: count }, (_, at) => `part-${at}`);
          for (const [at, part] of parts.entries()) {
            await cli(folder, [...args, '--shard', `${at + 1}/${count}`, '--output', part]);
          }
          const merged = await cli(folder, ['merge', ...parts.reverse()]);
          expect(merged.stdout).toBe(whole.stdout);
          if (!flags.includes('--quiet')) expect(merged.status).toBe(whole.status);
        },
      ),
      { numRuns: 25, seed: 8 },
    );
  }, 120_000);

  test('--output and --max-warnings', async () => {
    const folder = folderWith({
      'a.ts': collapsing,
      'init-lint.config.json': '{"rules":{"symmetric-units":"warning"}}',
    });
    await cli(folder, ['--format', format, '--output', 'part']);
    expect((await cli(folder, ['merge', 'part', '--max-warnings', '1'])).status).toBe(1);
    expect(await cli(folder, ['merge', 'part', '--max-warnings', '2', '--output', 'all'])).toEqual({
      status: 0,
      stdout: '',
      stderr: '',
    });
  });
});

test('every file is in exactly one shard', async () => {
  const folder = folderWith(Object.fromEntries(Array.from({ length: 10 }, (_, at) => [`${at}.ts`, healthy])));
  const shards = await Promise.all(
    ['1/3', '2/3', '3/3'].map(async (shard) => {
      const { stdout } = await cli(folder, ['--format', 'json', '--shard', shard]);
      return (JSON.parse(stdout) as { files: { path: string }[] }).files.map(({ path }) => path);
    }),
  );
  expect(shards.map(({ length }) => length)).toEqual([4, 3, 3]);
  expect(shards.flat().sort()).toEqual(Array.from({ length: 10 }, (_, at) => `${at}.ts`));
});

describe('wrong use', () => {
  const other = JSON.stringify({ version: '2.1.0', runs: [{ tool: { driver: { name: 'other' } } }] });

  test.each<[readonly string[], string]>([
    [['--shard', '0/3'], '--shard takes which part'],
    [['--shard', '4/3'], '--shard takes which part'],
    [['--shard', '1'], '--shard takes which part'],
    [['--shard', '1/3', '--write-baseline', 'b'], '--write-baseline needs all files: not with --shard.'],
    [['merge'], "missing required argument 'files'"],
    [['merge', 'nowhere'], 'Cannot read nowhere: no such file'],
    [['merge', 'a.ts'], 'Cannot read a.ts: it is not JSON'],
    [['merge', 'empty.json'], 'empty.json is not a result that init-lint has written'],
    [['merge', 'null.json'], 'null.json is not a result that init-lint has written'],
    [['merge', 'other.sarif'], 'other.sarif is not a result of init-lint'],
    [['merge', 'part.json', 'part.sarif'], 'Either JSON or SARIF'],
    [['merge', 'part.json', 'part.json'], 'a.ts is in part.json and in part.json'],
    [['merge', 'part.sarif', 'newer.sarif'], 'different versions'],
  ])('%j', async (args, message) => {
    const folder = folderWith({
      'a.ts': collapsing,
      'empty.json': '{}',
      'null.json': 'null',
      'other.sarif': other,
    });
    await cli(folder, ['--format', 'json', '--output', 'part.json']);
    await cli(folder, ['--format', 'sarif', '--output', 'part.sarif']);
    const { stdout: newer } = await cli(folder, ['--format', 'sarif'], '', 0, { version: '9.9.9' });
    writeFileSync(join(folder, 'newer.sarif'), newer);
    const { status, stderr, stdout } = await cli(folder, args);
    expect(stderr).toContain(message);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  });
});
