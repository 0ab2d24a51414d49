import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { cli, collapsing, folderWith, healthy, workspace } from './cli.ts';

const browserPath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

async function report(cwd: string): Promise<string> {
  const { stdout, stderr } = await cli(cwd, ['--format', 'html']);
  expect(stderr).toBe('');
  return stdout;
}

describe('the file', () => {
  test('needs nothing but itself', async () => {
    const page = await report(workspace);
    const shell = page.replace(/<script[\s\S]*?<\/script>|<style[\s\S]*?<\/style>/g, '');
    expect(shell).not.toMatch(/\b(src|href)="(?!data:,)/);
    expect(page).toContain(`default-src 'none'`);
  });

  test('is the same each time', async () => {
    expect(await report(workspace)).toBe(await report(workspace));
  });

  test('no name from the source becomes markup', async () => {
    const evil = `</script><img src=x onerror=alert(1)>`;
    const text = collapsing.replace('units: 8', `name: '${evil}', units: 8`);
    const page = await report(folderWith({ [`a<b>"'&.ts`]: text }));
    expect(page).not.toContain('<img');
    expect(page).not.toContain('a<b>');
    expect(page).toContain('a&lt;b&gt;&quot;&#39;&amp;.ts');
    expect(page.match(/<\/script>/g)).toHaveLength(4);
  });

  test('speaks of files with findings first', async () => {
    const page = await report(folderWith({ 'a.ts': healthy, 'b.ts': collapsing }));
    expect([...page.matchAll(/<h2>(.*?)<\/h2>/g)].map(([, name]) => name)).toEqual(['b.ts', 'a.ts']);
  });
});

describe.skipIf(!existsSync(browserPath))('opened from disk', () => {
  test('simulates each network, and nothing breaks its policy', async () => {
    const path = join(folderWith({}), 'report.html');
    writeFileSync(path, await report(workspace));
    const browser = await chromium.launch({
      executablePath: browserPath,
      args: ['--no-sandbox', '--disable-gpu'],
    });
    onTestFinished(() => browser.close());
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(`file://${path}`);
    const panel = page.locator('#panel');
    await panel.getByText('effective width 1 of 8').first().waitFor();

    await page.getByRole('button', { name: 'Simulate priceModel' }).click();
    await panel.getByText('src/price.ts').first().waitFor();
    await panel.getByText('24 of 24').first().waitFor();
    expect(complaints).toEqual([]);
  });
});
