/// <reference types="node" />
// The panel in a real browser, for tests: opened by its address, read through its tables.
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { findChromium } from '../chromium.mts';
import { type Served, servePanel } from './serve.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const screenshots = join(import.meta.dirname, '../../out/screenshots');

export interface Opened {
  readonly page: Page;
  /** Errors, warnings and violations of the page's policy. */
  readonly complaints: readonly string[];
}

export class PanelBrowser {
  private readonly served: Served;
  private readonly browser: Browser;

  private constructor(served: Served, browser: Browser) {
    this.served = served;
    this.browser = browser;
  }

  static async start(): Promise<PanelBrowser> {
    const served = await servePanel();
    const executablePath = findChromium();
    if (executablePath === undefined) throw new Error('There is no Chromium: set CHROMIUM_PATH.');
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    return new PanelBrowser(served, browser);
  }

  /** Pages that are done with must not go on playing. */
  async closePages(): Promise<void> {
    await Promise.all(this.browser.contexts().map((context) => context.close()));
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await this.served.close();
  }

  /** Opens dev.html with a query such as `sample=symmetric&theme=dark`. */
  async open(
    query: string,
    options: {
      width?: number;
      reducedMotion?: boolean;
      zoom?: number;
      /** What is to be done with the page before it loads. */
      before?: (page: Page) => Promise<unknown>;
    } = {},
  ): Promise<Opened> {
    const zoom = options.zoom ?? 1;
    const context = await this.browser.newContext({
      viewport: { width: Math.round((options.width ?? 1200) / zoom), height: Math.round(900 / zoom) },
      deviceScaleFactor: zoom,
      reducedMotion: options.reducedMotion === true ? 'reduce' : 'no-preference',
    });
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() !== 'log') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    await options.before?.(page);
    await page.goto(`${this.served.address}?${query}`);
    return { page, complaints };
  }
}

/** Waits until everything is trained. */
export async function trained(page: Page): Promise<void> {
  await page.locator('.variant').first().waitFor();
  await page.locator('.progress').waitFor({ state: 'detached' });
}

/** The cells of a picture's table, opening it where needed. The first row is the head. */
export async function readTable(page: Page, name: string): Promise<string[][]> {
  const toggle = page.getByRole('button', { name: `Table: ${name}`, exact: true });
  if ((await toggle.getAttribute('aria-expanded')) === 'false') await toggle.click({ force: true });
  const rows = page.getByRole('region', { name, exact: true }).locator('tr');
  // The page draws at its next frame.
  await rows.first().waitFor({ state: 'attached' });
  return rows.evaluateAll((all) =>
    all.map((row) => [...row.children].map((cell) => cell.textContent.trim())),
  );
}

export async function screenshot(page: Page, name: string): Promise<void> {
  mkdirSync(screenshots, { recursive: true });
  await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true });
}

/** Chooses from one of the panel's lists, by its name, with real keys or clicks. */
export async function choose(page: Page, list: string, option: string): Promise<void> {
  await page.locator(`vscode-dropdown[aria-label="${list}"]`).click();
  await page
    .locator(`vscode-dropdown[aria-label="${list}"] vscode-option`, { hasText: option })
    .first()
    .click();
}

/** Types into one of the panel's fields, by its name, and leaves it with Enter. */
export async function fill(page: Page, field: string, value: string): Promise<void> {
  await page.locator(`vscode-text-field[aria-label="${field}"] input`).fill(value);
  await page.keyboard.press('Enter');
}

/** What axe finds, in words. As a debugger would bring it in: the page's policy lets no foreign script in. */
export async function axe(page: Page): Promise<readonly string[]> {
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const { violations } = await (
      window as unknown as {
        axe: {
          run(): Promise<{
            violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
          }>;
        };
      }
    ).axe.run();
    return violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary}`),
    );
  });
}

/** How far the page is wider than its window, in pixels. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
