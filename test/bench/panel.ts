/// <reference types="node" />
// The panel in a browser: how soon it is there, and what it costs the page while it plays. Peers of the first are the
// browser's own times for an empty page, of the second the 16.7 ms that a frame has at 60 a second.
import type { Page } from 'playwright-core';
import { PanelBrowser, trained } from '../webview/browser.ts';

const runs = process.argv.includes('--quick') ? 3 : 9;
const seconds = process.argv.includes('--quick') ? 2 : 5;
const frame = 1000 / 60;

const at = (values: readonly number[], part: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))];
const ms = (value: number): string => `${value.toFixed(value < 10 ? 1 : 0)} ms`;

/** Milliseconds from the navigation to the first drawn network, and to the first trained step. */
async function opening(browser: PanelBrowser, query: string): Promise<readonly [number, number, number]> {
  const { page } = await browser.open(query, {
    before: (fresh) =>
      fresh.addInitScript(() => {
        const marks: number[] = [];
        Object.assign(window, { marks });
        const look = (): void => {
          if (marks.length === 0 && document.querySelector('svg.network') !== null)
            marks.push(performance.now());
          if (marks.length === 1 && document.querySelector('.frontier .cell') !== null)
            marks.push(performance.now());
          if (marks.length < 2) requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      }),
  });
  await trained(page);
  const done = await page.evaluate(() => performance.now());
  const [picture, step] = await page.evaluate(() => (window as unknown as { marks: number[] }).marks);
  await page.context().close();
  return [picture, step, done];
}

/** Main-thread milliseconds for each frame, and frames a second, while it plays. */
async function playing(browser: PanelBrowser, query: string, speed: string): Promise<readonly number[]> {
  const { page } = await browser.open(query);
  await trained(page);
  await choose(page, 'Train for', '1000 steps');
  await trained(page);
  await choose(page, 'Speed', speed);
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const busy = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN) * 1000;
  };
  await page.getByRole('slider', { name: 'Step' }).press('Home');
  await page.locator('vscode-button[aria-label="Play"]').click();
  const before = await busy();
  const frames = await page.evaluate(async (duration) => {
    const times: number[] = [];
    await new Promise<void>((resolve) => {
      const end = performance.now() + duration;
      const next = (now: number): void => {
        times.push(now);
        if (now < end) requestAnimationFrame(next);
        else resolve();
      };
      requestAnimationFrame(next);
    });
    return times;
  }, seconds * 1000);
  const after = await busy();
  const gaps = frames.slice(1).map((time, i) => time - frames[i]);
  await page.context().close();
  return [(after - before) / frames.length, (frames.length - 1) / seconds, at(gaps, 0.95), Math.max(...gaps)];
}

async function choose(page: Page, list: string, option: string): Promise<void> {
  const field = page.locator(`vscode-dropdown[aria-label="${list}"]`);
  await field.click();
  await field.locator('vscode-option', { hasText: option }).first().click();
}

const browser = await PanelBrowser.start();
try {
  console.log(
    'opening               first picture   first step   all trained   (medians, from the navigation)',
  );
  for (const sample of ['symmetric', 'wide', 'filters']) {
    const found: (readonly [number, number, number])[] = [];
    for (let i = 0; i < runs; i += 1) found.push(await opening(browser, `sample=${sample}`));
    const [picture, step, done] = [0, 1, 2].map((which) =>
      at(
        found.map((row) => row[which]),
        0.5,
      ),
    );
    console.log(
      `  ${sample.padEnd(18)}${ms(picture).padStart(15)}${ms(step).padStart(13)}${ms(done).padStart(14)}`,
    );
  }
  console.log(
    '\nplaying                     main thread a frame   of 16.7 ms   frames/s   gap p95   longest gap',
  );
  for (const sample of ['symmetric', 'wide', 'filters']) {
    for (const speed of ['10 steps/s', '100 steps/s']) {
      const [cost, rate, p95, longest] = await playing(browser, `sample=${sample}`, speed);
      console.log(
        `  ${`${sample}, ${speed}`.padEnd(26)}${ms(cost).padStart(19)}${`${Math.round((cost / frame) * 100)} %`.padStart(13)}` +
          `${rate.toFixed(0).padStart(11)}${ms(p95).padStart(10)}${ms(longest).padStart(14)}`,
      );
    }
  }
} finally {
  await browser.stop();
}
