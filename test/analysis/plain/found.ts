// Programs that have a fault, which must be found where the marks say.
import { expect } from 'vitest';
import type { Source } from '../../check.ts';
import { checkFindings, checkSuggestions } from '../../check.ts';

/** What is suggested must repair. A row that lost its mark would pass if nothing were said. */
export function checkFound(source: Source): void {
  const text = typeof source === 'string' ? source : Object.values(source).join('\n');
  expect(text, 'a fault needs a mark').toMatch(/^\s*\/\/\s*\^+ /m);
  checkFindings(source);
  checkSuggestions(source);
}
