// Every kind of file that can hold a network, and what the light bulb does to it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Workbench } from './workbench.ts';

const sourceOf = (file: string): string => {
  for (const folder of ['scene', '../workspace']) {
    try {
      return readFileSync(join(import.meta.dirname, folder, file), 'utf8');
    } catch {
      // It lies in the other one.
    }
  }
  throw new Error(`There is no ${file}.`);
};

interface Suppression {
  readonly action: string;
  readonly comment: string;
}

const suppressions: readonly Suppression[] = [
  {
    action: 'Disable symmetric-units for this line',
    comment: '// init-lint-disable-next-line symmetric-units -- why',
  },
  {
    action: 'Disable symmetric-units for the entire file',
    comment: '/* init-lint-disable symmetric-units -- why */',
  },
];

interface FileCase {
  readonly what: string;
  readonly file: string;
  /** Where the cursor is put for the quick fix. */
  readonly at: string;
  readonly fixed: string;
}

const files: readonly FileCase[] = [
  {
    what: 'a script in a page',
    file: 'src/pages/page.html',
    at: "'ones' }),\n      tf.layers.dense({ name: 'frost'",
    fixed: "name: 'air', inputShape: [4], units: 6, activation: 'tanh', kernelInitializer: 'glorotUniform'",
  },
];

export function fileScenarios(workbench: () => Workbench): void {
  test.each(suppressions)('$action: the comment lands, the finding goes', async ({ action, comment }) => {
    const vs = workbench();
    const file = 'src/classifier.ts';
    await vs.openFile(file);
    await vs.waitForFindings(1);
    await vs.putCursorOn('tf.initializers.constant', sourceOf(file));
    await vs.choose(action);
    await vs.line(comment).waitFor();
    await vs.waitForFindings(0);
    // The word that is to be written over is selected: typing replaces it.
    await vs.page.keyboard.insertText('it is a demo');
    await vs.line(comment.replace('why', 'it is a demo')).waitFor();
    await vs.page.keyboard.press('Escape');
    await vs.undoAll();
    await vs.waitForFindings(1);
  });

  test('all findings of one rule in a file are fixed at once', async () => {
    const vs = workbench();
    const file = 'src/yield.js';
    await vs.command('View: Close All Editors');
    await vs.openFile(file);
    const rows = (await vs.problems()).filter({ hasText: 'init-lint' });
    await rows.nth(1).waitFor();
    const before = await rows.count();
    await vs.putCursorOn("'zeros'", sourceOf(file));
    await vs.choose('Fix all', 'fix-all');
    await vs.waitForFindings(0);
    await vs.undoAll();
    await vs.waitForFindings(before);
    await vs.closeTab('yield.js');
  });

  test.each(files)('$what: found, and repaired where it stands', async ({ file, at, fixed }) => {
    const vs = workbench();
    await vs.openFile(file);
    await vs.waitForFindings(1);
    await vs.putCursorOn(at, sourceOf(file));
    await vs.choose('glorotUniform', 'html');
    await vs.waitForFindings(0);
    await vs.line(fixed).waitFor();
    await vs.undoAll();
    await vs.waitForFindings(1);
    await vs.closeTab(file.split('/').at(-1) ?? '');
  });

  test('a file that was never saved', async () => {
    const vs = workbench();
    await vs.command('Init Lint: Open a Sample Model');
    await vs.tab('Untitled-1').waitFor();
    await vs.waitForFindings(1);
    await vs.command('View: Revert and Close Editor');
    await vs.waitForFindings(0);
  });

  test('a cell of a notebook', async () => {
    const vs = workbench();
    await vs.openFile('src/notes.ipynb');
    await vs.waitForFindings(1);
    await vs.hideProblems();
    await vs.screenshot('notebook');
    await vs.closeTab('notes.ipynb');
    await vs.waitForFindings(0);
  });

  test('a report for an issue holds versions and counts, and nothing of the code', async () => {
    const vs = workbench();
    await vs.openFile('src/classifier.ts');
    await vs.waitForFindings(1);
    await vs.command('Init Lint: Collect a Report for an Issue');
    await vs.line('# Init Lint report').waitFor();
    const text = await vs.visibleText();
    expect(text).toMatch(/Init Lint \| 0\.\d+\.\d+/);
    expect(text).toContain('analysis workers started');
    expect(text).not.toMatch(/hidden|classifier|START/);
    await vs.screenshot('report');
    await vs.command('View: Revert and Close Editor');
  });
}
