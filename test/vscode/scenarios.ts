// What must work in every host, on the real analysis and the real engine: one suite, run in each.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { findChromium } from '../chromium.mts';
import { type Browser, openBrowser } from './browser.ts';
import { fileScenarios } from './file-scenarios.ts';
import { settingsScenarios } from './settings-scenarios.ts';
import { Workbench } from './workbench.ts';

export interface Host {
  readonly url: string;
  close(): Promise<void>;
}

const chromium = findChromium();
const workspace = join(import.meta.dirname, '../workspace');
const classifier = readFileSync(join(workspace, 'src/classifier.ts'), 'utf8');

/** `missing`: why this host cannot run here. That skips its tests on a person's machine, and fails them in CI. */
export function describeHost(name: string, missing: string | null, startHost: () => Promise<Host>): void {
  const reason = chromium === undefined ? 'there is no Chromium (set CHROMIUM_PATH)' : missing;
  if (reason !== null && process.env['CI'] === undefined) {
    describe.skip(`${name}: skipped, ${reason}`, () => {
      test('is skipped', () => undefined);
    });
    console.warn(`End-to-end tests in ${name} are skipped: ${reason}.`);
    return;
  }

  describe(name, { timeout: 180_000 }, () => {
    let host: Host | undefined;
    let browser: Browser | undefined;
    let opened: Workbench | undefined;
    const workbench = (): Workbench => {
      if (!opened) throw new Error('The workbench did not open.');
      return opened;
    };

    beforeAll(async () => {
      if (reason !== null) throw new Error(`In CI this must run, but ${reason}.`);
      host = await startHost();
      browser = await openBrowser(chromium ?? '');
      const { context } = browser;
      opened = await Workbench.open(context.pages().at(0) ?? (await context.newPage()), host.url, name);
    }, 180_000);

    afterAll(async () => {
      await browser?.close();
      await host?.close();
    }, 60_000);

    afterEach(async ({ task }) => {
      if (task.result?.state === 'fail') await opened?.screenshot(`failed-${task.name.replace(/\W+/g, '-')}`);
    });

    test('a fault is underlined and explained', async () => {
      const vs = workbench();
      await vs.openFile('src/classifier.ts');
      await vs.squiggles.first().waitFor();
      const problem = (await vs.problems()).filter({ hasText: 'init-lint' }).first();
      await problem.waitFor();
      const text = await problem.innerText();
      expect(text).toContain('8 units of hidden');
      expect(text).toContain('symmetric-units');
      await vs.screenshot('problem');
    });

    test('“Simulate this layer” shows that 8 units work as 1', async () => {
      const vs = workbench();
      await vs.putCursorOn('tf.initializers.constant', classifier);
      await vs.hideProblems();
      await vs.choose('Simulate this layer');
      const panel = await vs.webviewWith('effective width 1 of 8');
      // Trained to the end: the pictures are complete.
      await expect
        .poll(() => panel.locator('body').innerText(), { timeout: 60_000 })
        .toMatch(/\b50\s*\/\s*50\b/);
      await vs.screenshot('panel');
      expect(await panel.locator('body').innerText()).toContain('effective width 1 of 8');
    });

    test('a start tried out in the panel goes into the file, and the finding goes', async () => {
      const vs = workbench();
      const panel = await vs.webviewWith('effective width 1 of 8');
      await vs.chooseIn(panel, 'Kernel starts from', 'heNormal');
      await panel.getByText('effective width 8 of 8').first().waitFor();
      await panel.getByText('1 change against the code').waitFor();
      await vs.screenshot('panel-changed');
      await panel.locator('vscode-button', { hasText: 'Write the starts into the code' }).click();
      await panel.getByText('Written into the code.').waitFor();
      await vs.waitForFindings(0);
      await vs.undoAll();
      await vs.waitForFindings(1);
      await vs.hideProblems();
    });

    // code-server restores the text that it last put aside, which may be older than the last undo.
    test.runIf(name === 'web')('the panel comes back as it was after a reload of the window', async () => {
      const vs = workbench();
      const panel = await vs.webviewWith('effective width 1 of 8');
      await vs.chooseIn(panel, 'Train for', '100 steps');
      await panel.getByRole('slider', { name: 'Step' }).press('End');
      await expect.poll(() => panel.locator('.step-number').innerText()).toMatch(/100\s*\/\s*100/);
      await vs.reload();
      const again = await vs.webviewWith('effective width 1 of 8');
      await expect.poll(() => again.locator('.step-number').innerText()).toMatch(/100\s*\/\s*100/);
      expect(await again.locator('h1').innerText()).toContain('8 units of hidden');
    });

    test('the rule’s page opens from the problem, rendered and offline', async () => {
      const vs = workbench();
      const problem = (await vs.problems()).filter({ hasText: 'init-lint' }).first();
      await problem.locator('a', { hasText: 'symmetric-units' }).click();
      await vs.tab('symmetric-units.md').waitFor();
      const page = await vs.webviewWith(/symmetric/i);
      await page.locator('h1').first().waitFor();
      await vs.screenshot('rule-page');
      await vs.closeTab('symmetric-units.md');
    });

    test('a quick fix takes the finding away, undo brings it back', async () => {
      const vs = workbench();
      await vs.openFile('src/classifier.ts');
      await vs.putCursorOn('tf.initializers.constant', classifier);
      await vs.choose('glorotUniform', 'quick-fix');
      await vs.waitForFindings(0);
      await vs.undoAll();
      await vs.waitForFindings(1);
    });

    test('broken syntax keeps no stale squiggle, and the panel follows', async () => {
      const vs = workbench();
      await vs.replaceText('const = tf.layers.dense({');
      await vs.waitForFindings(0);
      await vs.undoAll();
      await vs.waitForFindings(1);
      await vs.webviewWith('effective width 1 of 8');
    });

    test('the same answer after the analysis was restarted', async () => {
      const vs = workbench();
      await vs.command('Init Lint: Restart Analysis');
      await vs.replaceText('// nothing');
      await vs.waitForFindings(0);
      await vs.undoAll();
      await vs.waitForFindings(1);
    });

    test('a hover shows the layers and their effective widths', async () => {
      const vs = workbench();
      await vs.openFile('src/classifier.ts');
      const table = await vs.hoverOn('tf.initializers.constant', classifier);
      expect(await table.innerText()).toMatch(/hidden\s+8\s+1\s+step 1/);
      await vs.screenshot('hover');
      await vs.page.keyboard.press('Escape');
    });

    test('a lens above the model counts its findings', async () => {
      const vs = workbench();
      await vs.page.locator('.codelens-decoration', { hasText: 'Simulate · 2 layers, 1 error' }).waitFor();
    });

    // Not seen green in code-server yet: there, Quick Open at times takes no Enter right after a tab was closed.
    if (name === 'web') {
      settingsScenarios(workbench);
      fileScenarios(workbench);
    }

    test('the whole workspace is linted and listed', async () => {
      const vs = workbench();
      await vs.command('Init Lint: Lint Workspace');
      await vs.page.locator('.notifications-toasts', { hasText: /\d+ findings in \d+ files/ }).waitFor();
      const row = (await vs.problemsOf('yield.js')).first();
      await row.waitFor();
      await vs.showView('Networks');
      await vs.page.locator('.pane', { hasText: 'Networks' }).getByText('barn.js').first().waitFor();
      await vs.screenshot('workspace');
    });

    test('a deleted file takes its findings along', async () => {
      const vs = workbench();
      const rows = await vs.problemsOf('leaf-disease.js');
      await rows.first().waitFor();
      await vs.deleteFile('leaf-disease.js');
      await rows.first().waitFor({ state: 'detached' });
    });

    test.runIf(name === 'web')('scripts of Vue files are linted with the workspace', async () => {
      await (await workbench().problemsOf('widget.vue')).first().waitFor();
    });

    test.runIf(name === 'web')('a renamed file takes its findings along', async () => {
      const vs = workbench();
      await (await vs.problemsOf('barn.js')).first().waitFor();
      await vs.renameFile('barn.js', 'stable.js');
      await (await vs.problemsOf('stable.js')).first().waitFor();
      await (await vs.problemsOf('barn.js')).first().waitFor({ state: 'detached' });
    });

    test.runIf(name === 'web')('a deleted folder takes the findings of its files along', async () => {
      const vs = workbench();
      for (const file of ['attic.js', 'cellar.js']) await (await vs.problemsOf(file)).first().waitFor();
      await vs.deleteFile('old');
      for (const file of ['attic.js', 'cellar.js'])
        await (await vs.problemsOf(file)).first().waitFor({ state: 'detached' });
    });
  });
}
