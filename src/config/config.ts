// What `init-lint.config.json` says. The command line and the editor both read it with this, each from where it stands.
import type { RuleId, Severity } from '../core/report/finding.ts';
import { rules } from '../core/report/rules.ts';

export interface Config {
  readonly rules: Readonly<Partial<Record<RuleId, Severity>>>;
  /** Patterns of files that folders are searched without, relative to where the search begins. */
  readonly exclude: readonly string[];
}

export const configName = 'init-lint.config.json';
export const noConfig: Config = { rules: {}, exclude: [] };

/** Fit to be shown: says where and what, e.g. "a.json: there is no rule “x”.". */
export interface WrongConfig {
  readonly wrong: string;
}

const severities: readonly unknown[] = ['error', 'warning', 'info', 'off'] satisfies Severity[];

/** `path`: how messages call the file. */
export function parseConfig(text: string, path: string): Config | WrongConfig {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    return { wrong: `${path} is not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
  const wrong = (what: string): WrongConfig => ({ wrong: `${path}: ${what}` });
  if (!isRecord(content)) return wrong('an object is expected.');
  const { rules: levels = {}, exclude = [] } = content;
  const surplus = Object.keys(content).find((setting) => !['$schema', 'rules', 'exclude'].includes(setting));
  if (surplus !== undefined) return wrong(`there is no setting “${surplus}”; there are rules and exclude.`);
  if (!isRecord(levels)) return wrong('rules must be an object of rule → severity.');
  for (const [rule, level] of Object.entries(levels)) {
    if (!Object.hasOwn(rules, rule)) return wrong(`there is no rule “${rule}”.`);
    if (!severities.includes(level)) return wrong(`${rule} must be one of ${severities.join(', ')}.`);
  }
  if (!Array.isArray(exclude) || !exclude.every((pattern) => typeof pattern === 'string')) {
    return wrong('exclude must be a list of patterns.');
  }
  return { rules: levels, exclude };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
