// The configuration file: `init-lint.config.json` in the working directory or above it.
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { RuleId, Severity } from '../core/report/finding.ts';
import { rules } from '../core/report/rules.ts';
import { reasonOf } from './files.ts';
import { UsageError } from './world.ts';

export interface Config {
  readonly rules: Readonly<Partial<Record<RuleId, Severity>>>;
  /** Patterns of files that folders are searched without. */
  readonly exclude: readonly string[];
}

const configName = 'init-lint.config.json';

const severities: readonly unknown[] = ['error', 'warning', 'info', 'off'] satisfies Severity[];

/** The named file, or the nearest one; without any, nothing is configured. */
export function readConfig(cwd: string, named?: string): Config {
  if (named !== undefined) return parseConfig(read(resolve(cwd, named), named), named);
  for (let folder = cwd; ; folder = dirname(folder)) {
    const path = join(folder, configName);
    const text = readIfThere(path);
    if (text !== undefined) return parseConfig(text, path);
    if (dirname(folder) === folder) return { rules: {}, exclude: [] };
  }
}

function read(path: string, name: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`Cannot read ${name}: ${reasonOf(error)}`);
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function parseConfig(text: string, path: string): Config {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${path} is not JSON: ${reasonOf(error)}`);
  }
  const wrong = (what: string) => new UsageError(`${path}: ${what}`);
  if (!isRecord(content)) throw wrong('an object is expected.');
  const { rules: levels = {}, exclude = [] } = content;
  const surplus = Object.keys(content).find((setting) => !['$schema', 'rules', 'exclude'].includes(setting));
  if (surplus !== undefined) throw wrong(`there is no setting “${surplus}”; there are rules and exclude.`);
  if (!isRecord(levels)) throw wrong('rules must be an object of rule → severity.');
  for (const [rule, level] of Object.entries(levels)) {
    if (!Object.hasOwn(rules, rule)) throw wrong(`there is no rule “${rule}”.`);
    if (!severities.includes(level)) {
      throw wrong(`${rule} must be one of ${severities.join(', ')}.`);
    }
  }
  if (!Array.isArray(exclude) || !exclude.every((pattern) => typeof pattern === 'string')) {
    throw wrong('exclude must be a list of patterns.');
  }
  return { rules: levels, exclude };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
