// The settings as values. Read anew at each use, so that a change applies at once; what is not valid counts as not set.
import * as vscode from 'vscode';
import type { RuleId, Severity } from '../core/report/finding.ts';
import { type SimulationSettings, usualSimulation } from './simulation-look.ts';

export const section = 'initLint';

export interface Settings {
  readonly enable: boolean;
  readonly rules: Readonly<Partial<Record<RuleId, Severity>>>;
  readonly exclude: readonly string[];
  readonly codeLens: boolean;
  readonly inlineHints: boolean;
}

export function settingsFor(scope: vscode.ConfigurationScope | undefined): Settings {
  const configuration = vscode.workspace.getConfiguration(section, scope);
  const exclude: unknown = configuration.get('exclude');
  return {
    enable: configuration.get('enable') !== false,
    rules: severities(configuration.get('rules')),
    exclude: Array.isArray(exclude) ? exclude.filter((glob) => typeof glob === 'string') : [],
    codeLens: configuration.get('codeLens') !== false,
    inlineHints: configuration.get('inlineHints') === true,
  };
}

/** How a panel opens; what is not valid is as usual. */
export function simulationSettingsFor(scope: vscode.ConfigurationScope): SimulationSettings {
  const configuration = vscode.workspace.getConfiguration(section, scope);
  const steps: unknown = configuration.get('simulation.steps');
  const seed: unknown = configuration.get('simulation.seed');
  const compare: unknown = configuration.get('simulation.compare');
  return {
    steps: isWhole(steps) ? steps : usualSimulation.steps,
    seed: isWhole(seed) ? seed : usualSimulation.seed,
    compare: Array.isArray(compare)
      ? compare.filter((name) => typeof name === 'string')
      : usualSimulation.compare,
  };
}

const isWhole = (value: unknown): value is number => Number.isSafeInteger(value);

const severityWords: Readonly<Record<Severity, true>> = { error: true, warning: true, info: true, off: true };

/** A word that is no severity is passed over; names of rules are the analysis' business. */
function severities(value: unknown): Partial<Record<RuleId, Severity>> {
  if (typeof value !== 'object' || value === null) return {};
  const entries = Object.entries(value).filter(
    ([, severity]) => typeof severity === 'string' && Object.hasOwn(severityWords, severity),
  );
  return Object.fromEntries(entries);
}
