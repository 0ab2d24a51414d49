// The panel in a real browser: real clicks and keys, values read from its tables.
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { axe, choose, overflow, PanelBrowser, readTable, screenshot, trained } from './browser.ts';

let browser: PanelBrowser;
beforeAll(async () => {
  browser = await PanelBrowser.start();
});
afterEach(async () => {
  await browser.closePages();
});
afterAll(async () => {
  await browser.stop();
});

// A loaded machine is slow, not wrong.
vi.setConfig({ testTimeout: 120_000 });
const poll = <T>(read: () => T) => expect.poll(read, { timeout: 20_000 });

const written = 'as written';

describe('a network from the code', () => {
  test('twins are counted, in the picture, in words and in the table, and the suggested start stands beside', async () => {
    const { page, complaints } = await browser.open('sample=symmetric&focus=h1');
    await trained(page);
    await poll(() => page.getByText('effective width 1 of 8').count()).toBeGreaterThan(0);
    expect(await page.locator('h1').textContent()).toContain('8 units of h1');
    expect(await page.locator('[data-variant="suggested"] .summary').textContent()).toContain(
      'effective width 8 of 8',
    );
    const rows = await readTable(page, `Network, ${written}`);
    expect(rows.map((row) => row.slice(0, 3))).toEqual([
      ['layer', 'units', 'effective width'],
      ['h1', '8', '1'],
      ['h2', '6', '1'],
      ['out', '1', '1'],
    ]);
    const units = page.locator('[data-variant="written"] .column.units').first().locator('.unit.class-0');
    expect(await units.count()).toBe(8);
    expect(complaints).toEqual([]);
  });

  test('a dead network: exactly zero everywhere but in the output bias, predicted and measured', async () => {
    const { page } = await browser.open('sample=dead');
    await trained(page);
    const rows = await readTable(page, `Gradient at each step, ${written}`);
    const firsts = Object.fromEntries(
      rows.slice(1).map(([name, measured, predicted]) => [name, [measured, predicted]]),
    );
    expect(firsts).toEqual({
      'h1 kernel': ['never', 'never'],
      'h1 bias': ['never', 'never'],
      'h2 kernel': ['never', 'never'],
      'h2 bias': ['never', 'never'],
      'out kernel': ['never', 'never'],
      'out bias': ['1', '1'],
    });
    expect(await page.locator('[data-variant="written"] .cell.zero').count()).toBeGreaterThan(0);
    expect(await page.locator('[data-variant="written"]').locator('.exactly').count()).toBe(3);
  });

  test('a blocked network learns one layer a step, as predicted', async () => {
    const { page } = await browser.open('sample=blocked');
    await trained(page);
    const rows = await readTable(page, `Gradient at each step, ${written}`);
    const kernels = rows.filter((row) => row[0].endsWith('kernel'));
    expect(kernels.map(([name, measured, predicted]) => [name, measured, predicted])).toEqual([
      ['h1 kernel', '4', '4'],
      ['h2 kernel', '3', '3'],
      ['h3 kernel', '2', '2'],
      ['out kernel', '1', '1'],
    ]);
  });

  test('a healthy network is said to be healthy', async () => {
    const { page } = await browser.open('sample=healthy');
    await trained(page);
    expect(await page.locator('h1').textContent()).toContain('Nothing is wrong');
    expect(await page.locator('.variant').count()).toBe(1);
  });
});

describe('time', () => {
  test('plays by itself, pauses, steps and scrubs by keys', async () => {
    const { page } = await browser.open('sample=symmetric');
    await trained(page);
    const step = async () => Number(await page.locator('.step-number b').textContent());
    await poll(step).toBeGreaterThan(2);
    await page.locator('vscode-button[aria-label="Pause"]').click();
    const paused = await step();
    await page.waitForTimeout(300);
    expect(await step()).toBe(paused);
    await page.locator('vscode-button[aria-label="One step"]').click();
    await poll(step).toBe(paused + 1);
    const scrubber = page.getByRole('slider', { name: 'Step' });
    await scrubber.focus();
    await page.keyboard.press('Home');
    await poll(step).toBe(0);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await poll(step).toBe(2);
    await page.keyboard.press('End');
    await poll(step).toBe(50);
  });

  test('training longer goes on where it was', async () => {
    const { page } = await browser.open('sample=symmetric');
    await trained(page);
    const before = await readTable(page, `Loss, ${written}`);
    await choose(page, 'Train for', '100 steps');
    await trained(page);
    await poll(async () => (await readTable(page, `Loss, ${written}`)).at(-1)?.[0]).toBe('100');
    const after = await readTable(page, `Loss, ${written}`);
    expect(after.slice(0, before.length - 1)).toEqual(before.slice(0, -1));
  });

  test('reduced motion: nothing plays, the end is shown', async () => {
    const { page } = await browser.open('sample=symmetric', { reducedMotion: true });
    await trained(page);
    await poll(() => page.locator('.step-number b').textContent()).toBe('50');
    expect(await page.locator('vscode-button[aria-label="Play"]').count()).toBe(1);
  });
});

describe('changes', () => {
  test('another start changes verdict and run, is marked, and can be undone', async () => {
    const { page } = await browser.open('sample=symmetric&focus=h2');
    await trained(page);
    await choose(page, 'Kernel starts from', 'heNormal');
    await choose(page, 'Layer', 'h1');
    await choose(page, 'Kernel starts from', 'heNormal');
    await poll(() => page.locator('.changes').textContent()).toContain('2 changes');
    await trained(page);
    await poll(() => page.locator('[data-variant="written"] .summary').textContent()).toContain('8 of 8');
    await page.locator('vscode-button', { hasText: 'Undo' }).click();
    await page.locator('vscode-button', { hasText: 'Undo' }).click();
    await poll(() => page.locator('[data-variant="written"] .summary').textContent()).toContain('1 of 8');
    expect(await page.locator('.changes').textContent()).toBe('');
  });

  test('seed, learning rate, optimizer and data start a new run', async () => {
    const { page } = await browser.open('sample=healthy');
    await trained(page);
    const final = async () => (await readTable(page, `Loss, ${written}`)).at(-1)?.[1];
    const seen = [await final()];
    const expectNew = async () => {
      await poll(async () => seen.includes(await final())).toBe(false);
      seen.push(await final());
    };
    await page.locator('vscode-text-field[aria-label="Seed"] input').fill('7');
    await page.keyboard.press('Enter');
    await expectNew();
    await page.locator('vscode-text-field[aria-label="Learning rate"] input').fill('0.5');
    await page.keyboard.press('Enter');
    await expectNew();
    await choose(page, 'Optimizer', 'adam');
    await expectNew();
    await choose(page, 'Data', 'spiral');
    await expectNew();
  });

  test('up to four networks stand beside', async () => {
    const { page } = await browser.open('sample=symmetric');
    await trained(page);
    for (const name of ['Glorot (Xavier) everywhere', 'He everywhere', 'all weights zero']) {
      await page.locator('vscode-checkbox', { hasText: name }).click();
    }
    await poll(() => page.locator('.variant').count()).toBe(5);
    expect(await page.locator('vscode-checkbox[aria-disabled="true"]').count()).toBe(7);
  });
});

describe('the host', () => {
  test('a click or Enter on a layer goes to its line', async () => {
    const { page } = await browser.open('sample=symmetric');
    await trained(page);
    await page.locator('[data-variant="written"] .column.units').nth(1).click();
    await page.locator('[data-variant="written"] .column.units').nth(2).locator('.hit').focus();
    await page.keyboard.press('Enter');
    await poll(() => page.evaluate(() => window.hostCalls)).toEqual([
      ['reveal', 'file:///work/src/model.ts', { start: 0, end: 0 }],
      ['reveal', 'file:///work/src/model.ts', { start: 0, end: 0 }],
    ]);
    expect(await page.locator('[data-variant="written"] .summary b').textContent()).toBe('out');
  });

  test('the preferred suggestion goes into the code', async () => {
    const { page } = await browser.open('sample=symmetric');
    await trained(page);
    await page.locator('.offers vscode-button').first().click();
    await poll(() => page.evaluate(() => window.hostCalls.length)).toBe(1);
    const calls = await page.evaluate(() => window.hostCalls);
    expect(calls[0]).toEqual([
      'applyEdits',
      'file:///work/src/model.ts',
      1,
      [{ start: 321, end: 328, text: "'glorotUniform'" }],
    ]);
  });

  test('an edit of the file updates the panel and keeps what was set', async () => {
    const { page } = await browser.open('sample=symmetric');
    await trained(page);
    await page.getByRole('slider', { name: 'Step' }).focus();
    await page.keyboard.press('Home');
    await page.evaluate(() => window.showSample('healthy', 2, null));
    await poll(() => page.locator('h1').textContent()).toContain('Nothing is wrong');
    expect(await page.locator('.step-number b').textContent()).toBe('0');
    // An older version arrives late: it is dropped.
    await page.evaluate(() => window.showSample('dead', 1, null));
    await page.waitForTimeout(200);
    expect(await page.locator('h1').textContent()).toContain('Nothing is wrong');
  });

  test('a network that is gone keeps its picture, and says so', async () => {
    const { page } = await browser.open('sample=symmetric');
    await trained(page);
    await page.evaluate(() => window.loseSample('This file cannot be read any more.'));
    await poll(() => page.getByRole('alert').textContent()).toContain('cannot be read');
    expect(await page.locator('.variant').count()).toBe(2);
  });

  test('the state survives a reload of the page', async () => {
    const { page } = await browser.open('sample=symmetric');
    await trained(page);
    await choose(page, 'Kernel starts from', 'orthogonal');
    await poll(() => page.locator('.changes').textContent()).toContain('1 change');
    await page.goto(page.url().replace('sample=', 'silent&sample='));
    await poll(() => page.locator('.changes').textContent()).toContain('1 change');
  });
});

describe.each(['light', 'dark', 'high-contrast'])('%s', (theme) => {
  test.each([1200, 420])('at %i pixels nothing overflows and axe finds nothing', async (width) => {
    const samples = theme === 'light' ? ['symmetric', 'dead', 'blocked', 'healthy'] : ['symmetric', 'dead'];
    for (const sample of samples) {
      const { page, complaints } = await browser.open(`sample=${sample}&theme=${theme}`, { width });
      await trained(page);
      // The end: the same picture on every machine.
      await page.getByRole('slider', { name: 'Step' }).press('End');
      expect(await overflow(page), sample).toBeLessThanOrEqual(0);
      await screenshot(page, `panel-${sample}-${theme}-${width}`);
      if (sample === 'symmetric') {
        expect(await axe(page)).toEqual([]);
      }
      expect(complaints).toEqual([]);
      await page.context().close();
    }
  });
});
