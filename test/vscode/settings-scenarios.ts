// Settings and the configuration file, changed while a file is open: what they say applies at once.
import { test } from 'vitest';
import type { Workbench } from './workbench.ts';

const settingsFile = '.vscode/settings.json';
const configFile = 'src/init-lint.config.json';
const model = 'src/classifier.ts';

interface Case {
  readonly what: string;
  readonly file: string;
  readonly content: object;
  /** In the model's file, with these settings in force. */
  readonly withIt: (vs: Workbench) => Promise<unknown>;
  /** And with none. */
  readonly withoutIt: (vs: Workbench) => Promise<unknown>;
}

const lens = (vs: Workbench) => vs.page.locator('.codelens-decoration', { hasText: 'Simulate' });
const hint = (vs: Workbench) => vs.line('≡ 1 of 8');
const oneFinding = (vs: Workbench) => vs.waitForFindings(1);
const noFinding = (vs: Workbench) => vs.waitForFindings(0);
const underlinedAs = (vs: Workbench, severity: string) =>
  vs.page.locator(`.editor-instance .squiggly-${severity}`).first().waitFor();

const cases: readonly Case[] = [
  {
    what: 'hints at the ends of lines',
    file: settingsFile,
    content: { 'initLint.inlineHints': true },
    withIt: (vs) => hint(vs).first().waitFor(),
    withoutIt: (vs) => hint(vs).first().waitFor({ state: 'detached' }),
  },
  {
    what: 'no lens',
    file: settingsFile,
    content: { 'initLint.codeLens': false },
    withIt: (vs) => lens(vs).first().waitFor({ state: 'detached' }),
    withoutIt: (vs) => lens(vs).first().waitFor(),
  },
  {
    what: 'another severity',
    file: settingsFile,
    content: { 'initLint.rules': { 'symmetric-units': 'info' } },
    withIt: (vs) => underlinedAs(vs, 'info'),
    withoutIt: (vs) => underlinedAs(vs, 'error'),
  },
  {
    what: 'an excluded file',
    file: settingsFile,
    content: { 'initLint.exclude': ['src/class*.ts'] },
    withIt: noFinding,
    withoutIt: oneFinding,
  },
  {
    what: 'switched off for a language',
    file: settingsFile,
    content: { '[typescript]': { 'initLint.enable': false } },
    withIt: noFinding,
    withoutIt: oneFinding,
  },
  {
    what: 'a severity in the configuration file',
    file: configFile,
    content: { rules: { 'symmetric-units': 'warning' } },
    withIt: (vs) => underlinedAs(vs, 'warning'),
    withoutIt: (vs) => underlinedAs(vs, 'error'),
  },
  {
    what: 'an exclusion in the configuration file',
    file: configFile,
    content: { exclude: ['class*.ts'] },
    withIt: noFinding,
    withoutIt: oneFinding,
  },
  {
    what: 'a mistake in the configuration file is told, and the file is passed over',
    file: configFile,
    content: { rules: { 'no-such-rule': 'off' } },
    withIt: async (vs) => {
      await (await vs.problems()).filter({ hasText: 'there is no rule “no-such-rule”' }).first().waitFor();
      await underlinedAs(vs, 'error');
    },
    withoutIt: async (vs) =>
      (await vs.problems()).filter({ hasText: 'no-such-rule' }).first().waitFor({ state: 'detached' }),
  },
];

export function settingsScenarios(workbench: () => Workbench): void {
  test.each(cases)('applies at once: $what', async ({ what, file, content, withIt, withoutIt }) => {
    const vs = workbench();
    await vs.openFile(model);
    await withoutIt(vs);
    await vs.writeFile(file, JSON.stringify(content));
    await vs.openFile(model);
    await withIt(vs);
    if (what.startsWith('hints')) {
      await vs.hideProblems();
      await vs.screenshot('inline-hints');
    }
    await vs.writeFile(file, '{}');
    await vs.openFile(model);
    await withoutIt(vs);
  });
}
