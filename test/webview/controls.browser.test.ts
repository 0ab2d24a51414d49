// Depth, starts of one's own, cancelling, links and differences, in a real browser.
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { choose, fill, PanelBrowser, readTable, screenshot, trained } from './browser.ts';

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
const layersOf = async (page: Parameters<typeof readTable>[0]) =>
  (await readTable(page, 'Network, as written')).slice(1).map(([layer]) => layer);

describe('depth', () => {
  test('a layer stands there several times or not at all, and undo brings it back', async () => {
    const { page, complaints } = await browser.open('sample=symmetric&focus=h1');
    await trained(page);
    await fill(page, 'Depth', '3');
    await poll(() => layersOf(page)).toEqual(['h1', 'h1_2', 'h1_3', 'h2', 'out']);
    await trained(page);
    // A copy has a start of its own, and is gone with its row.
    await choose(page, 'Layer', 'h1_2');
    expect(await page.locator('vscode-text-field[aria-label="Depth"]').count()).toBe(0);
    await choose(page, 'Kernel starts from', 'heNormal');
    await poll(() => page.locator('.changes').textContent()).toContain('2 changes');
    await choose(page, 'Layer', 'h1');
    await fill(page, 'Depth', '0');
    await poll(() => layersOf(page)).toEqual(['h2', 'out']);
    for (let i = 0; i < 3; i += 1) await page.locator('vscode-button', { hasText: 'Undo' }).click();
    await poll(() => layersOf(page)).toEqual(['h1', 'h2', 'out']);
    expect(complaints).toEqual([]);
  });

  test('what is no number of layers is refused', async () => {
    const { page } = await browser.open('sample=symmetric&focus=h1');
    await trained(page);
    for (const wrong of ['-1', '2.5', 'many', '1e9']) {
      await fill(page, 'Depth', wrong);
      await poll(() => page.locator('vscode-text-field[aria-label="Depth"] input').inputValue()).toBe('1');
    }
    expect(await page.locator('.changes').textContent()).toBe('');
  });
});

describe('starts of one’s own', () => {
  test('any constant and any spread for the selected layer', async () => {
    const { page } = await browser.open('sample=healthy&focus=h1');
    await trained(page);
    await choose(page, 'Kernel starts from', 'constant');
    await poll(() => page.locator('h1').textContent()).toContain('8 units of h1');
    await fill(page, 'Kernel starts from: Constant', '-0.7');
    await poll(() => page.locator('.headline').textContent()).toMatch(/[-−]0\.7/);
    await choose(page, 'Kernel starts from', 'randomNormal');
    await fill(page, 'Kernel starts from: Standard deviation', '0.3');
    await poll(() => page.locator('h1').textContent()).toContain('Nothing is wrong');
  });

  test('beside the network stand all weights c, and starts chosen freely', async () => {
    const { page } = await browser.open('sample=symmetric&focus=h1');
    await trained(page);
    await page.locator(tick('all weights one constant')).click();
    await page.locator(tick('your own')).click();
    await fill(page, 'all weights one constant', '0.25');
    await choose(page, 'Your own kernels', 'heNormal');
    await choose(page, 'Your own biases', 'randomNormal');
    await trained(page);
    await poll(() => page.locator('.variant h2').allTextContents()).toEqual([
      'as written',
      'with glorotUniform',
      'all weights 0.25',
      'your own: heNormal, biases randomNormal (0.5)',
    ]);
    await poll(() => page.locator('[data-variant="own"] .summary').textContent()).toContain('8 of 8');
    await poll(() => page.locator('[data-variant="constant"] .summary').textContent()).toContain('1 of 8');
  });

  test('the differences stand in numbers, at the step shown', async () => {
    const { page } = await browser.open('sample=circles');
    await trained(page);
    await page.getByRole('slider', { name: 'Step' }).press('End');
    const rows = () =>
      page
        .getByRole('region', { name: 'In numbers' })
        .locator('tr')
        .evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent)));
    await poll(async () => (await rows())[0]).toContain('loss at step 50');
    const [head, written, suggested] = await rows();
    expect(head.slice(2)).toEqual([
      'against as written',
      'distinct hidden units',
      'all kernels learn from',
      'accuracy',
    ]);
    expect([written[2], written[3], suggested[3]]).toEqual(['', '1 of 8', '8 of 8']);
    const number = (text: string) => Number(text.replace('−', '-'));
    expect(number(suggested[2])).toBeCloseTo(number(suggested[1]) - number(written[1]), 2);
    expect(number(suggested[2])).toBeLessThan(0);
  });
});

test('the lumped network has one unit for each group, and the very same loss', async () => {
  const { page } = await browser.open('sample=symmetric&focus=h1');
  await trained(page);
  await page.locator(tick('suggested')).click();
  await page.locator(tick('lumped: one unit for each group')).click();
  const lumped = page.locator('[data-variant="lumped"]');
  await lumped.waitFor();
  await trained(page);
  await page.getByRole('slider', { name: 'Step' }).press('End');
  expect(await lumped.locator('.column.units').first().locator('.unit').count()).toBe(1);
  expect(await lumped.locator('.caption .distinct').allTextContents()).toEqual(['for 8', 'for 6']);
  const rows = await readTable(page, 'Loss, as written');
  expect(rows[0]).toEqual(['Step', 'as written', 'lumped: one unit for each group']);
  expect(rows.slice(1).map(([, whole]) => whole)).toEqual(rows.slice(1).map((row) => row[2]));
});

test('the changed starts and the whole network can be copied', async () => {
  const { page } = await browser.open('sample=symmetric&focus=h1');
  await trained(page);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await choose(page, 'Kernel starts from', 'heNormal');
  await fill(page, 'Units', '5');
  expect(await page.locator('.unwritten').textContent()).toBe('The code has no place for: h1.');
  const copied = async (label: string) => {
    await page.locator(`vscode-button:has-text("${label}")`).click();
    await poll(() => page.locator('.said').textContent()).toBe('Copied.');
    return page.evaluate(() => navigator.clipboard.readText());
  };
  expect(await copied('Copy as code')).toBe('h1.kernel: heNormal');
  const script = await copied('Copy as TensorFlow.js script');
  expect(script).toContain('units: 5');
  expect(script).toContain('tf.initializers.heNormal');
});

test('a long run can be cancelled: what is trained stays, and can go on', async () => {
  const { page } = await browser.open('sample=wide');
  await page.locator('.variant').first().waitFor();
  await choose(page, 'Train for', '1000 steps');
  const cancel = page.locator('.progress button');
  await poll(() => page.locator('.progress').textContent()).toMatch(/trained [1-9]\d* of 1000/);
  await cancel.click();
  await trained(page);
  const steps = Number(/\/ (\d+)/.exec((await page.locator('.step-number').textContent()) ?? '')?.[1]);
  expect(steps).toBeGreaterThan(0);
  expect(steps).toBeLessThan(1000);
  const reached = (await readTable(page, 'Loss, as written')).at(-1)?.[0];
  expect(Number(reached)).toBeGreaterThanOrEqual(steps);
});

describe('links', () => {
  test('a link opens the panel as it was set', async () => {
    const { page } = await browser.open('sample=symmetric&focus=h1');
    await trained(page);
    await choose(page, 'Kernel starts from', 'orthogonal');
    await fill(page, 'Seed', '5');
    await page.locator(tick('all weights zero')).click();
    await page.locator(tick('Signals')).click();
    await page.getByRole('slider', { name: 'Step' }).press('Home');
    await page.getByRole('slider', { name: 'Step' }).press('ArrowRight');
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.locator('vscode-button:has-text("Copy link")').click();
    await poll(() => page.locator('.said').textContent()).toBe('Copied.');
    const link = await page.evaluate(() => navigator.clipboard.readText());
    const before = await readTable(page, 'Network, as written');

    const other = await browser.open(link.slice(link.indexOf('?') + 1));
    await trained(other.page);
    await poll(() => other.page.locator('.changes').textContent()).toContain('2 changes');
    expect(await other.page.locator('.step-number b').textContent()).toBe('1');
    expect(await other.page.locator('.variant').count()).toBe(3);
    expect(await other.page.locator('.signals').count()).toBe(3);
    expect(await readTable(other.page, 'Network, as written')).toEqual(before);
    expect(other.complaints).toEqual([]);
  });

  test('a link to an example, and one that is none', async () => {
    const { page } = await browser.open('playground');
    await trained(page);
    await page.locator('.examples summary').click();
    await page.getByRole('button', { name: 'The quiz' }).click();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.locator('vscode-button:has-text("Copy link")').click();
    await poll(() => page.locator('.said').textContent()).toBe('Copied.');
    const link = await page.evaluate(() => navigator.clipboard.readText());
    const other = await browser.open(link.slice(link.indexOf('?') + 1));
    await poll(() => other.page.locator('.claim').textContent()).toBe('The quiz');
    const none = await browser.open('sample=symmetric&look=%00not-a-look');
    await trained(none.page);
    expect(await none.page.locator('.changes').textContent()).toBe('');
    expect(none.complaints).toEqual([]);
  });
});

test('filters are small pictures, equal ones are bracketed', async () => {
  const { page, complaints } = await browser.open('sample=filters&focus=conv1');
  await trained(page);
  await page.locator(tick('Weights')).click();
  const written = page.locator('[data-variant="written"]');
  await page.getByRole('slider', { name: 'Step' }).press('Home');
  await poll(() => written.locator('.weights .equal').allTextContents()).toEqual(['6 equal rows']);
  // Six filters with a frame each in the first layer, four in the second.
  expect(await written.locator('.network .frame').count()).toBe(10);
  expect(await written.locator('.weights .filter').count()).toBe(6);
  await page.getByRole('slider', { name: 'Step' }).press('End');
  await poll(() => written.locator('.weights .equal').count()).toBe(0);
  await screenshot(page, 'panel-filters-light-1200');
  expect(complaints).toEqual([]);
});
