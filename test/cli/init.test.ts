import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cli, collapsing, folderWith } from './cli.ts';

test('init writes a configuration that changes no finding', async () => {
  const folder = folderWith({ 'a.ts': collapsing });
  const before = await cli(folder, ['--all']);
  const { status, stdout, stderr } = await cli(folder, ['init']);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toContain('Wrote init-lint.config.json');
  expect(await cli(folder, ['--all'])).toEqual(before);
});

test('init leaves alone what is there', async () => {
  const name = 'init-lint.config.json';
  const folder = folderWith({ [name]: '{"rules":{"one-draw":"off"}}' });
  const { status, stderr } = await cli(folder, ['init']);
  expect({ status, stderr }).toEqual({ status: 2, stderr: `init-lint: There is a ${name} already.\n` });
  expect(readFileSync(join(folder, name), 'utf8')).toBe('{"rules":{"one-draw":"off"}}');
});
