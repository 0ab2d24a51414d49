import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { findChromium } from '../chromium.mts';
import { cli, collapsing, folderWith, healthy, workspace } from './cli.ts';

const browserPath = findChromium() ?? '';

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

describe('simulate --format html', () => {
  test('holds the one network', async () => {
    const { stdout, status } = await cli(workspace, ['simulate', 'src/classifier.ts', '--format', 'html']);
    expect(status).toBe(0);
    expect([...stdout.matchAll(/data-subject="/g)]).toHaveLength(1);
    expect(stdout).toContain('The 8 units of hidden start equal');
  });

  test('takes a spec of every kind of layer', async () => {
    const spec = {
      inputs: [{ id: 'x', shape: [8, 8, 1] }],
      layers: [
        {
          id: 'c',
          kind: 'conv2d',
          from: ['x'],
          filters: 4,
          kernelSize: 3,
          kernel: { kind: 'constant', value: 1 },
        },
        { id: 'n', kind: 'batchNormalization', from: ['c'] },
        { id: 'p', kind: 'prelu', from: ['n'] },
        { id: 'd', kind: 'depthwiseConv2d', from: ['p'], kernelSize: 3, useBias: false },
        { id: 'f', kind: 'flatten', from: ['d'] },
        { id: 'y', kind: 'dense', from: ['f'], units: 1, kernel: { kind: 'constant', value: 1 } },
      ],
      outputs: ['y'],
      loss: 'meanSquaredError',
      optimizer: { kind: 'adam' },
      data: { kind: 'teacher' },
    };
    const folder = folderWith({ 'n.json': JSON.stringify(spec) });
    const { stdout, stderr } = await cli(folder, ['simulate', 'n.json', '--steps', '1', '--format', 'html']);
    expect(stderr).toBe('');
    const data = /<script type="application\/json" id="subjects">(.*?)<\/script>/.exec(stdout)?.[1] ?? '[]';
    const [subject] = JSON.parse(data) as { network: { layers: { parameters: { name: string }[] }[] } }[];
    expect(subject.network.layers.map(({ parameters }) => parameters.map(({ name }) => name))).toEqual([
      ['kernel', 'bias'],
      ['gamma', 'beta'],
      ['alpha'],
      ['depthwise'],
      [],
      ['kernel', 'bias'],
    ]);
  });
});
