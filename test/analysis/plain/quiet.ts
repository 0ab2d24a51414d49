// Programs about which nothing may be said.
import { expect } from 'vitest';
import { lint } from '../../check.ts';

/** So that it is not the test on the text that keeps them quiet. */
const words = '// Everything here trains weights of neurons with a sigmoid.\n';

export function expectQuiet(source: string | Readonly<Record<string, string>>): void {
  const files = typeof source === 'string' ? { 'model.ts': source } : source;
  const [[path, text] = ['model.ts', ''], ...others] = Object.entries(files);
  const report = lint(Object.fromEntries([[path, words + text], ...others]));
  expect(
    report.findings
      .filter(({ severity }) => severity !== 'off')
      .map(({ rule, message }) => `${rule}: ${message}`),
  ).toEqual([]);
}
