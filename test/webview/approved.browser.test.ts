/// <reference types="node" />
// Pictures compared with approved ones, in test/webview/approved: drawings as text with rounded numbers (open the files in
// a browser), the chart as an image. `npx vitest run test/webview/approved -u` approves what is drawn now: look at it first.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { PanelBrowser, trained } from './browser.ts';

const approved = join(import.meta.dirname, 'approved');

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

vi.setConfig({ testTimeout: 120_000 });

/** Whole numbers and one element a line: what a person would not see makes no difference. */
const drawn = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const shown = [...document.querySelectorAll('.variant svg')];
    return shown
      .map((picture) => {
        const name = picture.getAttribute('aria-label') ?? '';
        const lines = picture.outerHTML
          .replace(/-?\d+\.\d+/g, (number) => String(Math.round(Number(number))))
          .replace(/></g, '>\n<');
        return `<h2>${name}</h2>\n${lines}`;
      })
      .join('\n\n');
  });

async function openAt(query: string, step: number): Promise<Page> {
  const { page } = await browser.open(query);
  await trained(page);
  for (const name of ['Outcome', 'Weights', 'Signals'])
    await page.locator(`vscode-checkbox:text-is("${name}")`).click();
  const slider = page.getByRole('slider', { name: 'Step' });
  await slider.press('Home');
  for (let i = 0; i < step; i += 1) await slider.press('ArrowRight');
  await expect.poll(() => page.locator('.step-number b').textContent()).toBe(String(step));
  await expect
    .poll(() => page.locator('.part h3').allTextContents())
    .toContainEqual(expect.stringContaining(`at step ${step}`));
  return page;
}

test.each(['symmetric', 'dead', 'blocked', 'circles', 'filters'])('drawings of %s', async (sample) => {
  const page = await openAt(`sample=${sample}`, 3);
  const head = '<!doctype html>\n<link rel="stylesheet" href="../../../dist/panel.css" />\n';
  await expect(`${head}${await drawn(page)}\n`).toMatchFileSnapshot(join(approved, `${sample}.html`));
});

test('the chart of the loss', async () => {
  const page = await openAt('sample=symmetric', 3);
  const image = await page.locator('[data-variant="written"] .loss .chart').screenshot();
  const path = join(approved, 'loss.png');
  if (!existsSync(path) || process.argv.includes('-u')) writeFileSync(path, image);
  const unlike = await page.evaluate(
    async ([a, b]) => {
      const pixels = async (base64: string): Promise<ImageData> => {
        const picture = new Image();
        picture.src = `data:image/png;base64,${base64}`;
        await picture.decode();
        const context = Object.assign(document.createElement('canvas'), {
          width: picture.width,
          height: picture.height,
        }).getContext('2d');
        if (context === null) throw new Error('no canvas');
        context.drawImage(picture, 0, 0);
        return context.getImageData(0, 0, picture.width, picture.height);
      };
      const [one, other] = await Promise.all([pixels(a), pixels(b)]);
      if (one.width !== other.width || one.height !== other.height) return 1;
      let differing = 0;
      for (let i = 0; i < one.data.length; i += 4) {
        const apart = [0, 1, 2].some((c) => Math.abs(one.data[i + c] - other.data[i + c]) > 64);
        if (apart) differing += 1;
      }
      return differing / (one.data.length / 4);
    },
    [image.toString('base64'), readFileSync(path).toString('base64')] as const,
  );
  // Letters are drawn a little otherwise on every machine.
  expect(unlike).toBeLessThan(0.02);
});
