// The two halves of every library's tests: sources with a mark under each finding, whose suggestions repair, and sources
// of which nothing may be said.
import { describe, expect, test } from 'vitest';
import { checkFindings, checkSuggestions, lint } from '../check.ts';

type Sources = Readonly<Record<string, string>>;

export function fixtures({
  found,
  leftAlone,
  suggestions,
}: {
  readonly found: Sources;
  readonly leftAlone: Sources;
  /** How many suggestions the found ones offer at least, all of which are tried. */
  readonly suggestions: number;
}): void {
  describe('found', () => {
    test.each(Object.entries(found))('%s', (_, source) => {
      checkFindings(source);
    });
    test('every suggestion repairs', () => {
      const tried = Object.values(found).map(checkSuggestions);
      expect(tried.reduce((a, b) => a + b, 0)).toBeGreaterThanOrEqual(suggestions);
    });
  });
  test.each(Object.entries(leftAlone))('left alone: %s', (_, source) => {
    const { findings, problems } = lint(source);
    expect(findings.filter(({ severity }) => severity === 'error' || severity === 'warning')).toEqual([]);
    expect(problems).toEqual([]);
  });
}
