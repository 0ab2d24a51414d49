// The further pictures, the gallery, and what can be taken along, in a real browser.
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { choose, PanelBrowser, readTable, screenshot, trained } from './browser.ts';

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

const tick = (name: string) => `vscode-checkbox:text-is("${name}")`;

describe('further pictures', () => {
  test('weights: equal rows under one bracket, twins on one path', async () => {
    const { page, complaints } = await browser.open('sample=symmetric&focus=h1');
    await trained(page);
    await page.locator(tick('Weights')).click();
    const written = page.locator('[data-variant="written"]');
    await poll(() => written.locator('.weights .equal').allTextContents()).toEqual(['8 equal rows']);
    await poll(() => written.locator('.trajectories .path').count()).toBe(1);
    expect(await written.locator('.trajectories .shared text').textContent()).toBe('8 units');
    const other = page.locator('[data-variant="suggested"]');
    expect(await other.locator('.weights .equal').count()).toBe(0);
    await poll(() => other.locator('.trajectories .path').count()).toBe(8);
    const rows = await readTable(page, 'Weights, as written');
    expect(new Set(rows.slice(1).map((row) => row.slice(1).join())).size).toBe(1);
    expect(complaints).toEqual([]);
  });

  test('signals: exactly zero stands as such, silent units are counted', async () => {
    const { page } = await browser.open('sample=dead');
    await trained(page);
    await page.locator(tick('Signals')).click();
    const rows = await readTable(page, 'Signals, as written');
    expect(rows.slice(2)).toEqual([
      ['h2', '0', '0', '0', '8 of 8'],
      ['h1', '0', '0', '0', '16 of 16'],
    ]);
  });

  test('why: the chain of zeros for the selected layer', async () => {
    const { page } = await browser.open('sample=dead&focus=h1');
    await trained(page);
    await page.locator(tick('Why')).click();
    const why = page.locator('[data-variant="written"] .why');
    expect(await why.textContent()).toContain('the gradient of h1.kernel is exactly 0');
    expect(await why.locator('li').first().textContent()).toContain('h2.kernel = 0');
    expect(await why.locator('math').count()).toBeGreaterThan(0);
  });

  test('the lines of signal and gradient end where they are zero, with the reason', async () => {
    const { page } = await browser.open('sample=dead');
    await trained(page);
    const stops = page.locator('[data-variant="written"] .flow .stop');
    expect(await stops.allTextContents()).toEqual(['a = 0', 'W = 0', 'a = 0', 'W = 0']);
    expect(await page.locator('[data-variant="suggested"] .flow .stop').count()).toBe(0);
  });
});

describe('the gallery', () => {
  test('opens with the ring, turns pages, and leads to every example', async () => {
    const { page, complaints } = await browser.open('playground');
    await trained(page);
    expect(await page.locator('.claim').textContent()).toBe('Eight units that work as one');
    await screenshot(page, 'gallery-light-1200');
    await page.locator('vscode-button:has-text("Next")').click();
    await page.locator('vscode-button:has-text("Next")').click();
    await poll(() => page.locator('.step-number b').textContent()).toBe('200');
    await poll(() => page.locator('.outcome p').allTextContents()).toEqual([
      '59.4 % of the samples are put into their class',
      '99.2 % of the samples are put into their class',
    ]);
    await page.locator('.examples summary').click();
    await page.getByRole('button', { name: 'The quiz' }).click();
    await poll(() => page.locator('.claim').textContent()).toBe('The quiz');
    await page.getByRole('radio', { name: /differ after the first update/ }).check();
    await poll(() => page.locator('.quiz [role=status]').textContent()).toContain('Not this one');
    await page.getByRole('radio', { name: /units of a layer stay identical/ }).check();
    await poll(() => page.locator('.quiz [role=status]').textContent()).toContain('Right');
    expect(complaints).toEqual([]);
  });
});

test('what the fields show is the example’s own, and going to another one changes nothing', async () => {
  const { page } = await browser.open('playground');
  await trained(page);
  await page.locator('.examples summary').click();
  const shown = () =>
    page.locator('vscode-dropdown[aria-label="Kernel starts from"] .selected-value').textContent();
  for (const [example, start] of [
    ['Neither vanish nor explode', 'randomNormal (0.01) (as written)'],
    ['One hidden layer zero, relu: dead', 'heNormal (as written)'],
    ['Eight units that work as one', 'constant 0.5 (as written)'],
  ] as const) {
    await page.getByRole('button', { name: example, exact: true }).click();
    await poll(() => page.locator('.claim').textContent()).toBe(example);
    await trained(page);
    await choose(page, 'Layer', 'h1');
    await poll(async () => (await shown())?.trim()).toBe(start);
    expect(await page.locator('.changes').textContent()).toBe('');
  }
});

describe('to take along', () => {
  test('a changed start goes into the code', async () => {
    const { page } = await browser.open('sample=symmetric&focus=h1');
    await trained(page);
    await choose(page, 'Kernel starts from', 'heNormal');
    await page.locator('vscode-button:has-text("Write the starts")').click();
    await poll(() => page.evaluate(() => window.hostCalls)).toEqual([
      ['applyEdits', 'file:///work/src/model.ts', 1, [{ start: 321, end: 328, text: "'heNormal'" }]],
    ]);
    await poll(() => page.locator('.said').textContent()).toBe('Written into the code.');
  });

  test('numbers and pictures become files', async () => {
    const { page } = await browser.open('sample=blocked');
    await trained(page);
    const saved = async (act: () => Promise<void>) => {
      const [download] = await Promise.all([page.waitForEvent('download'), act()]);
      const stream = await download.createReadStream();
      const chunks: Uint8Array[] = [];
      for await (const chunk of stream) chunks.push(chunk as Uint8Array);
      return { name: download.suggestedFilename(), text: Buffer.concat(chunks).toString('latin1') };
    };
    const csv = await saved(() => page.locator('vscode-button:has-text("Save CSV")').click());
    expect(csv.name).toBe('model.csv');
    expect(csv.text.split('\n')[2]).toMatch(/^as written,h1,1,0\.\d+,8,1,0,0$/);
    const json = await saved(() => page.locator('vscode-button:has-text("Save JSON")').click());
    expect(JSON.parse(json.text)).toMatchObject([{ title: 'as written', seed: 1 }, { seed: 1 }]);
    const name = 'Gradient at each step, as written';
    const svg = await saved(() => page.getByRole('button', { name: `SVG: ${name}` }).press('Enter'));
    expect(svg.text).toMatch(/^<svg [^]*class="cell zero"[^]*<\/svg>$/);
    const png = await saved(() => page.getByRole('button', { name: `PNG: ${name}` }).press('Enter'));
    expect(png.text.slice(1, 4)).toBe('PNG');
  });
});
