// The page of each rule, as it lies beside the bundle.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RuleId } from '../core/report/finding.ts';
import { rules } from '../core/report/rules.ts';
import { UsageError } from './world.ts';

const isRule = (name: string): name is RuleId => Object.hasOwn(rules, name);

/** Markdown; undefined where the rule has no page. */
export function readPage(folder: string, rule: RuleId): string | undefined {
  try {
    return readFileSync(join(folder, `${rule}.md`), 'utf8');
  } catch {
    return undefined;
  }
}

/** The page of the rule of that name, or why there is none. */
export function explain(folder: string, name: string): string {
  const known = Object.keys(rules);
  if (!isRule(name)) throw new UsageError(`There is no rule “${name}”. The rules are ${known.join(', ')}.`);
  const page = readPage(folder, name);
  if (page === undefined) throw new UsageError(`The page of ${name} is missing from ${folder}.`);
  return page.endsWith('\n') ? page : `${page}\n`;
}
