// The bar: on a terminal alone, only for those who wait, and gone at the end.
import { expect, test } from 'vitest';
import { cli, folderWith, healthy } from './cli.ts';

const many = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`${at}.ts`, healthy]));

async function shown(errorColumns: number, msPerLook: number) {
  let ms = 0;
  const outcome = await cli(folderWith(many), ['--threads', '1'], '', 0, {
    errorColumns,
    now: () => (ms += msPerLook),
  });
  expect(outcome).toMatchObject({ status: 0, stdout: '' });
  return outcome.stderr;
}

test('no terminal, no bar', async () => {
  expect(await shown(0, 100)).toBe('');
});

test('whoever does not wait sees none', async () => {
  expect(await shown(80, 1)).toBe('');
});

test.each([80, 30, 12, 3])('%d columns are enough for every line, and it is taken away', async (columns) => {
  const stderr = await shown(columns, 100);
  expect(stderr.endsWith('\r\u001b[K')).toBe(true);
  // eslint-disable-next-line no-control-regex -- that is how a line is taken away
  const lines = stderr.split(/\r|\u001b\[K/).filter((line) => line !== '');
  expect(lines.length).toBeGreaterThan(5);
  for (const line of lines) expect(line.length).toBeLessThan(columns);
  if (columns === 80) expect(lines.at(-1)).toMatch(/^█{40} 20 of 20 files$/);
});
