// Goes through the product as in the walkthrough, in VS Code for the Web on the example workspace, and writes down what it sees.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'vitest';
import { findChromium } from '../chromium.mts';
import { openBrowser } from '../vscode/browser.ts';
import { serveWeb } from '../vscode/hosts/web.mjs';
import { Workbench } from '../vscode/workbench.ts';
import { movingPicture, type Scene } from './tour.ts';

const root = join(import.meta.dirname, '../..');
const workspace = join(root, 'test/workspace');
const file = 'src/classifier.ts';
const source = readFileSync(join(workspace, file), 'utf8');
const fault = 'tf.initializers.constant';

const write = (name: string, image: Uint8Array): void => writeFileSync(join(root, 'media', name), image);

test('pictures', async () => {
  const chromium = findChromium();
  if (chromium === undefined) throw new Error('There is no Chromium: set CHROMIUM_PATH.');
  const host = await serveWeb({ workspace });
  const browser = await openBrowser(chromium);
  try {
    const page = await browser.context.newPage();
    await page.setViewportSize({ width: 1280, height: 800 });
    const vs = await Workbench.open(page, host.url, 'pictures');
    const scenes: Scene[] = [];
    const scene = async (delay: number): Promise<void> => {
      scenes.push({ image: await page.screenshot(), delay });
    };

    await vs.openFile(file);
    await vs.squiggles.first().waitFor();
    await vs.command('View: Close Primary Side Bar');
    await vs.command('View: Close Other Editors in Group');
    await vs.putCursorOn(fault, source);
    await page.waitForTimeout(800);
    await scene(1800);
    const table = await vs.hoverOn(fault, source);
    await page.waitForTimeout(500);
    await scene(3200);
    const hover = await page.locator('.monaco-hover:has(table)').first().boundingBox();
    const editor = await page.locator('.editor-instance').first().boundingBox();
    if (hover === null || editor === null) throw new Error('There is no hover.');
    const clip = {
      x: editor.x,
      y: editor.y,
      width: Math.min(hover.x + hover.width + 16 - editor.x, editor.width),
      height: Math.min(hover.y + hover.height + 24, 640) - editor.y,
    };
    write('walkthrough/find.png', await page.screenshot({ clip }));
    await page.keyboard.press('Escape');
    await table.waitFor({ state: 'hidden' });

    const actions = await vs.codeActions();
    await page.waitForTimeout(400);
    await scene(2000);
    write(
      'walkthrough/fix.png',
      await page.screenshot({ clip: { ...clip, width: Math.min(860, clip.width), height: 600 } }),
    );
    await actions.filter({ hasText: 'Simulate this layer' }).first().click();
    const panel = await vs.webviewWith('effective width 1 of 8');
    const step = panel.locator('.step-number b');
    for (let shown = 0; shown < 50;) {
      await scene(140);
      shown = Number(await step.innerText());
    }
    await page.waitForTimeout(600);
    await scene(2600);
    const frame = page.locator('.webview.ready').first();
    const box = (await frame.boundingBox()) ?? clip;
    write('walkthrough/see.png', await page.screenshot({ clip: box }));
    write('tour.gif', movingPicture(scenes));

    // The panel alone, as wide as the window.
    await vs.tab('Init Lint').click();
    await vs.command('View: Toggle Maximize Editor Group');
    await page.setViewportSize({ width: 1240, height: 1180 });
    await page.waitForTimeout(1_500);
    const wide = (await frame.boundingBox()) ?? box;
    write('panel.png', await page.screenshot({ clip: wide }));
  } finally {
    await browser.close();
    await host.close();
  }
});
