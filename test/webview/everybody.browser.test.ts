// The panel in another language, from right to left, enlarged, and by keyboard alone.
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { axe, overflow, PanelBrowser, screenshot, trained } from './browser.ts';

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

async function openEverything(page: Page): Promise<void> {
  for (const box of await page.locator('fieldset.beside').first().locator('vscode-checkbox').all())
    await box.click();
  for (const details of await page.locator('details summary').all()) await details.click();
}

/** Everything a person reads or hears, without what stands in brackets. */
const outsideBrackets = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    // Sentences about networks come from the report; names and numbers are nobody's language.
    const elsewhere = '.verdict, .reason, .why, .assumptions li, .missing, .origin, math, option, style';
    const words: string[] = [];
    const walk = document.createTreeWalker(document.getElementById('panel') ?? document.body);
    for (let node = walk.nextNode(); node !== null; node = walk.nextNode()) {
      const element = node instanceof Element ? node : node.parentElement;
      if (element?.closest(elsewhere) != null) continue;
      if (node instanceof Text) words.push(node.data);
      if (node instanceof Element) {
        for (const name of ['aria-label', 'title', 'aria-valuetext'])
          words.push(node.getAttribute(name) ?? '');
      }
    }
    return (
      words
        .map((word) => {
          let rest = word;
          for (let before = ''; before !== rest;) {
            before = rest;
            rest = rest.replace(/⟦[^⟦⟧]*⟧/g, '');
          }
          return rest.trim();
        })
        .filter((rest) => /[A-Za-z]{2}/.test(rest))
        // Words as they stand in code, and formats: "h1", "8 tanh", "randomNormal (0.05)", "conv2d · relu", "SVG: ,".
        .filter(
          (rest) => !/^[\d ,(]*[a-z][\w-]*( \([-\d.]+\))?([ ,·]+[a-z][A-Za-z0-9]*)*[ ,\d)]*$/.test(rest),
        )
        .filter((rest) => !/^(SVG|PNG)[: ,]*$/.test(rest))
    );
  });

test.each(['sample=symmetric', 'sample=dead', 'sample=filters', 'playground'])(
  'in another language no English word is left: %s',
  async (query) => {
    const { page, complaints } = await browser.open(`${query}&brackets`);
    await trained(page);
    await openEverything(page);
    await poll(() => page.locator('.signals').count()).toBeGreaterThan(0);
    expect(await outsideBrackets(page)).toEqual([]);
    expect(complaints).toEqual([]);
  },
);

test.each([1200, 420])(
  'from right to left, at %i pixels: nothing overflows, axe finds nothing',
  async (width) => {
    const { page, complaints } = await browser.open('sample=symmetric&rtl', { width });
    await trained(page);
    await openEverything(page);
    await page.getByRole('slider', { name: 'Step' }).press('End');
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    // Pictures keep their direction: time and signals run as everywhere.
    const inPictures = page.locator('.frontier, .network, .chart').first();
    expect(await inPictures.evaluate((element) => getComputedStyle(element).direction)).toBe('ltr');
    expect(await axe(page)).toEqual([]);
    await screenshot(page, `panel-rtl-light-${width}`);
    expect(complaints).toEqual([]);
  },
);

describe('enlarged', () => {
  test.each([1200, 840])('twice as large, in a window of %i pixels', async (width) => {
    const { page } = await browser.open('sample=symmetric', { width, zoom: 2 });
    await trained(page);
    await openEverything(page);
    await page.getByRole('slider', { name: 'Step' }).press('End');
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    await screenshot(page, `panel-zoom-light-${width}`);
  });

  test('letters alone, twice as large: no button cuts its words', async () => {
    const { page } = await browser.open('sample=symmetric');
    await page.evaluate(() => document.documentElement.style.setProperty('--vscode-font-size', '26px'));
    await trained(page);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    const cut = await page
      .locator('vscode-button, vscode-checkbox, h1, h2, p')
      .evaluateAll((all) =>
        all
          .filter((element) => element.scrollWidth > element.clientWidth + 1)
          .map((element) => element.outerHTML),
      );
    expect(cut).toEqual([]);
  });
});

test('by keyboard alone: every control is reached, in order, and shows that it is', async () => {
  const { page } = await browser.open('sample=symmetric');
  await trained(page);
  const seen: string[] = [];
  let unseen = 0;
  for (let i = 0; i < 120; i += 1) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      if (element === null || element === document.body) return null;
      const inner = element.shadowRoot?.activeElement ?? element;
      const shown = [element, inner].some((one) => {
        const { outlineStyle, boxShadow, borderColor, stroke } = getComputedStyle(one);
        return outlineStyle !== 'none' || boxShadow !== 'none' || borderColor !== '' || stroke !== 'none';
      });
      return { name: element.getAttribute('aria-label') ?? element.textContent.trim(), shown };
    });
    if (focused === null) break;
    if (!focused.shown) unseen += 1;
    seen.push(focused.name);
  }
  expect(unseen).toBe(0);
  const order = [
    'Pause',
    'Step',
    'h1, tanh, effective width 1 of 8',
    'Layer',
    'Undo',
    'Outcome',
    'Copy link',
  ];
  // Undo has nothing to undo: what cannot be used is passed over.
  const expected = order.filter((name) => name !== 'Undo');
  const places = expected.map((name) => seen.indexOf(name));
  expect(places, seen.join(' | ')).not.toContain(-1);
  expect(places).toEqual([...places].sort((a, b) => a - b));
});
