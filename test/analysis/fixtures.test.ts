// Folders of files: `main.*` in each is analysed, its marks say what is to be seen.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'vitest';
import { check, folder } from '../check.ts';

const root = join(import.meta.dirname, 'fixtures');

const entries = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((name) => /(^|\/)main\.[jt]sx?$/.test(name))
  .map((name): [string, string] => [name.slice(0, name.indexOf('/')), name.slice(name.indexOf('/') + 1)])
  .sort();

describe('folders', () => {
  test.each(entries)('%s: %s', (name, entry) => {
    check(folder(join(root, name), entry));
  });
});
