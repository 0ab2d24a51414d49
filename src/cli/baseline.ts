// A list of findings that a project already has and will not be reminded of: only new ones speak.
import { readFileSync, writeFileSync } from 'node:fs';
import { reasonOf } from './files.ts';
import { fingerprints } from './fingerprint.ts';
import type { FileResult } from './lint.ts';
import { UsageError } from './world.ts';

/** Sorted, one a line: two branches that each fix something merge without conflict. */
export function writeBaseline(path: string, files: readonly FileResult[]): void {
  const prints = files.flatMap((file) => {
    const spoken = file.findings.filter(({ severity }) => severity !== 'off');
    return fingerprints(file.path, spoken).map((print) => `${print} ${file.path}`);
  });
  const text = JSON.stringify({ version: 1, findings: prints.sort() }, null, 2);
  try {
    writeFileSync(path, `${text}\n`);
  } catch (error) {
    throw new UsageError(`Cannot write ${path}: ${reasonOf(error)}`);
  }
}

export function readBaseline(path: string): ReadonlySet<string> {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UsageError(`Cannot read ${path}: ${reasonOf(error)}`);
  }
  const findings =
    typeof content === 'object' && content !== null && 'findings' in content ? content.findings : undefined;
  if (!Array.isArray(findings)) throw new UsageError(`${path} is not a baseline that init-lint has written.`);
  return new Set(findings.filter((entry) => typeof entry === 'string'));
}

/** The file without the findings that the baseline knows. */
export function beyond(baseline: ReadonlySet<string>, file: FileResult): FileResult {
  const spoken = file.findings.filter(({ severity }) => severity !== 'off');
  const known = fingerprints(file.path, spoken).map((print) => baseline.has(`${print} ${file.path}`));
  const old = new Set(spoken.filter((_, at) => known[at]));
  return { ...file, findings: file.findings.filter((finding) => !old.has(finding)) };
}
