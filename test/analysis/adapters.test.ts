// One name for one library: its adapter's file, its id, its tests and its row in the README.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { adapters } from '../../src/core/analysis/adapters/index.ts';

const root = join(import.meta.dirname, '../..');
const ids = adapters.map(({ id }) => id).toSorted();

test('every adapter has a file of its id, and every such file is an adapter', () => {
  const files = readdirSync(join(root, 'src/core/analysis/adapters'))
    .filter((name) => name.endsWith('.ts') && name !== 'adapter.ts' && name !== 'index.ts')
    .map((name) => name.slice(0, -'.ts'.length));
  expect(files.toSorted()).toEqual(ids);
});

test.each(ids)('%s has tests of its own', (id) => {
  const tests = join(root, `test/analysis/${id}`);
  expect(existsSync(`${tests}.test.ts`) || existsSync(tests)).toBe(true);
});

test('the README lists the same libraries', () => {
  const [, section = ''] = readFileSync(join(root, 'README.md'), 'utf8').split('### Libraries it reads');
  const [table] = section.split(/^#/m);
  const rows = [...table.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, id]) => id);
  expect(rows.toSorted()).toEqual(ids);
});
