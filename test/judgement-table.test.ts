// Keeps the table in src/README.md in step with the code. `UPDATE_TABLE=1 npx vitest run test/judgement-table.test.ts` writes it.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withTable } from './judgement-table.ts';

const path = join(import.meta.dirname, '../src/README.md');

/** Formatters align columns; only the words count. */
const words = (text: string): string => text.replace(/-{3,}/g, '---').replace(/[ \t]+/g, ' ');

test('src/README.md shows what the code decides', () => {
  const text = readFileSync(path, 'utf8');
  expect(text).toContain('<!-- judgement-table:start -->');
  if (process.env['UPDATE_TABLE'] !== undefined) writeFileSync(path, withTable(text));
  const now = readFileSync(path, 'utf8');
  expect(words(now)).toBe(words(withTable(now)));
});
