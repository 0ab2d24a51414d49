// Folders of files: `main.*` in each is analysed, its marks say what is to be seen. In `tensorflow` (what the library does
// with what is written) and `untidy` (ways in which programs are written) every file is one by itself.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'vitest';
import { check, folder } from '../check.ts';

const root = join(import.meta.dirname, 'fixtures');

const entries = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((name) => /(^|\/)main\.[jt]sx?$/.test(name))
  .map((name): [string, string] => [name.slice(0, name.indexOf('/')), name.slice(name.indexOf('/') + 1)])
  .sort();

const single = ['tensorflow', 'untidy'].flatMap((name) =>
  readdirSync(join(root, name))
    .filter((file) => /\.[jt]sx?$/.test(file))
    .map((file): [string, string] => [name, file]),
);

describe('single files', () => {
  test.each(single)('%s: %s', (name, file) => {
    check(folder(join(root, name), file));
  });
});

describe('folders', () => {
  test.each(entries)('%s: %s', (name, entry) => {
    check(folder(join(root, name), entry));
  });
});
