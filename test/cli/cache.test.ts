// --cache: what comes from it is byte for byte what would have been found.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cli, collapsing, folderWith, git, healthy, model, root, workspace } from './cli.ts';

const location = '.init-lint-cache';
const json = ['--format', 'json', '--all'];

/** The output with the cache, after checking that it is the output without. */
async function cached(folder: string, ...args: string[]): Promise<string> {
  const [plain, withCache] = [
    await cli(folder, [...json, ...args]),
    await cli(folder, [...json, ...args, '--cache']),
  ];
  expect(withCache).toEqual(plain);
  return withCache.stdout;
}

const importing = collapsing
  .replace('\n', `\nimport { start } from './start';\n`)
  .replaceAll(`'ones'`, 'start');

describe('what changed is read anew', () => {
  test.each<[string, Readonly<Record<string, string>>, Readonly<Record<string, string>>]>([
    ['the file', { 'a.ts': collapsing }, { 'a.ts': healthy }],
    [
      'a file that it imports',
      { 'a.ts': importing, 'start.ts': `export const start = 'ones';\n` },
      { 'start.ts': `export const start = 'heNormal';\n` },
    ],
    [
      'a file that an imported one imports',
      {
        'a.ts': importing,
        'start.ts': `export { start } from './deep';\n`,
        'deep.ts': `export const start = 'ones';\n`,
      },
      { 'deep.ts': `export const start = 'heNormal';\n` },
    ],
    ['an import that was not there', { 'a.ts': importing }, { 'start.ts': `export const start = 'ones';\n` }],
    [
      'one that is found before the one that was found',
      { 'a.ts': importing, 'start/index.ts': `export const start = 'ones';\n` },
      { 'start.ts': `export const start = 'heNormal';\n` },
    ],
    [
      'where a path of the tsconfig leads',
      {
        'a.ts': importing.replace('./start', '@/start'),
        'tsconfig.json': '{"compilerOptions":{"paths":{"@/*":["./one/*"]}}}',
        'one/start.ts': `export const start = 'ones';\n`,
        'two/start.ts': `export const start = 'heNormal';\n`,
      },
      { 'tsconfig.json': '{"compilerOptions":{"paths":{"@/*":["./two/*"]}}}' },
    ],
    [
      'a severity',
      { 'a.ts': collapsing },
      { 'init-lint.config.json': '{"rules":{"symmetric-units":"info"}}' },
    ],
  ])('%s', async (_, before, after) => {
    const folder = folderWith(before);
    const first = await cached(folder);
    expect(await cached(folder)).toBe(first);
    for (const [name, text] of Object.entries(after)) writeFileSync(join(folder, name), text);
    const second = await cached(folder);
    expect(second).not.toBe(first);
    expect(await cached(folder)).toBe(second);
  });
});

test('branches never see each other’s results, and find their own again', async () => {
  const folder = folderWith({
    'a.ts': importing,
    'start.ts': `export const start = 'ones';\n`,
    '.gitignore': location,
  });
  git(folder, 'init', '-q', '-b', 'main');
  git(folder, 'add', '.');
  git(folder, 'commit', '-qm', 'first');
  const main = await cached(folder);
  git(folder, 'checkout', '-qb', 'topic');
  writeFileSync(join(folder, 'start.ts'), `export const start = 'heNormal';\n`);
  git(folder, 'commit', '-qam', 'topic');
  const topic = await cached(folder);
  expect(topic).not.toBe(main);
  const stored = readFileSync(join(folder, location), 'utf8');
  for (const [branch, expected] of [
    ['main', main],
    ['topic', topic],
    ['main', main],
  ] as const) {
    git(folder, 'checkout', '-q', branch);
    expect(await cached(folder)).toBe(expected);
  }
  // Everything was there: nothing had to be written.
  expect(readFileSync(join(folder, location), 'utf8')).toBe(stored);
});

test('the result is used: a forged one is printed', async () => {
  const folder = folderWith({ 'a.ts': collapsing });
  await cli(folder, ['--cache']);
  const path = join(folder, location);
  writeFileSync(path, readFileSync(path, 'utf8').replaceAll('8 units', '9 units'));
  expect((await cli(folder, ['--cache'])).stdout).toContain('9 units');
});

test('another version starts anew', async () => {
  const folder = folderWith({ 'a.ts': collapsing });
  await cli(folder, ['--cache']);
  const path = join(folder, location);
  writeFileSync(path, readFileSync(path, 'utf8').replaceAll('8 units', '9 units'));
  const { stdout } = await cli(folder, ['--cache'], '', 0, { version: '1.2.4' });
  expect(stdout).toContain('8 units');
});

test.each(['json', 'sarif', 'html', 'stylish', 'github'])(
  '%s is the same from the cache',
  async (format) => {
    const strange = model('strange', '8 sigmoid ones', '1 linear').replace(
      `kernelInitializer: 'ones'`,
      'kernelInitializer: tf.initializers.constant({ value: -1 / 0 }), biasInitializer: tf.initializers.constant({ value: -0 })',
    );
    const folder = folderWith({ 'strange.ts': strange, __proto__: '', 'constructor.ts': collapsing });
    const location = join(folder, 'cache');
    for (const cwd of [folder, workspace]) {
      const args = ['--all', '--format', format, '--cache', '--cache-location', location];
      const first = await cli(cwd, args);
      expect(await cli(cwd, args)).toEqual(first);
      expect(first.stdout).not.toBe('');
    }
  },
  60_000,
);

test.each(['', '{', '[]', '{"key":1}', 'null', '{"files":[[1,2]]}', '{"files":[["a.ts",[{}]]]}'])(
  'a cache that holds %j is an empty one',
  async (content) => {
    const folder = folderWith({ 'a.ts': collapsing, [location]: content });
    expect((await cli(folder, ['--cache'])).status).toBe(1);
    expect(JSON.parse(readFileSync(join(folder, location), 'utf8'))).toHaveProperty('files');
  },
);

test('where it cannot be written that is said, and the rest is as ever', async () => {
  const folder = folderWith({ 'a.ts': collapsing });
  mkdirSync(join(folder, 'folder'));
  const { status, stderr } = await cli(folder, ['--cache', '--cache-location', 'folder']);
  expect(status).toBe(1);
  expect(stderr).toMatch(/^init-lint: the cache was not written: .*folder: /);
  expect(existsSync(join(folder, `folder.${process.pid}`))).toBe(false);
});

test('threads fill it and find in it what one thread does', async () => {
  const files = Array.from(
    { length: 40 },
    (_, at) => [`m${at}.ts`, at % 3 === 0 ? importing : healthy] as const,
  );
  const folder = folderWith({ ...Object.fromEntries(files), 'start.ts': `export const start = 'ones';\n` });
  const script = join(root, 'dist/cli.js');
  expect(existsSync(script), 'run npm run build first').toBe(true);
  const run = (threads: string, ...more: string[]) =>
    cli(folder, [...json, '--threads', threads, ...more], '', 0, { script });
  const plain = await run('1');
  expect(await run('3', '--cache')).toEqual(plain);
  expect(await run('1', '--cache')).toEqual(plain);
  expect(await run('3', '--cache')).toEqual(plain);
  writeFileSync(join(folder, 'start.ts'), `export const start = 'heNormal';\n`);
  expect(await run('3', '--cache')).toEqual(await run('1'));
});
