// VS Code as a person sees it: what is opened, typed, clicked and read in the page.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Frame, Locator, Page } from 'playwright-core';

const screenshots = join(import.meta.dirname, '../../out/screenshots');

/** Milliseconds; a cold start of everything on a busy machine. */
const patience = 60_000;

export class Workbench {
  readonly page: Page;
  readonly #host: string;

  private constructor(page: Page, host: string) {
    this.page = page;
    this.#host = host;
  }

  static async open(page: Page, url: string, host: string): Promise<Workbench> {
    page.setDefaultTimeout(patience);
    await page.goto(url);
    await page.locator('.monaco-workbench .explorer-folders-view .monaco-list-row').first().waitFor();
    return new Workbench(page, host);
  }

  /** `name`: enough of the path for Quick Open to put the file first. */
  async openFile(name: string): Promise<void> {
    const base = name.split('/').at(-1) ?? name;
    await this.fillQuickInput('Control+P', name);
    const first = this.page.locator('.quick-input-list .monaco-list-row', { hasText: base }).first();
    await first.waitFor();
    await this.page.keyboard.press('Enter');
    await this.tab(base).waitFor();
    // The tab changes before the text does.
    await this.page.locator(`.monaco-editor[data-uri*="${base}"] .view-line`).first().waitFor();
  }

  /** A webview takes keys, and the field closes when the focus comes late: both are tried again. */
  private async fillQuickInput(key: string, text: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget input.input');
    for (let attempt = 0; attempt < 8; attempt++) {
      if (!(await input.isVisible())) {
        await this.focusEditor();
        await this.page.keyboard.press(key);
      }
      const isFilled = await input.fill(text, { timeout: 4_000 }).then(
        () => true,
        () => false,
      );
      if (isFilled) return;
    }
    throw new Error(`The field of ${key} takes no text.`);
  }

  async command(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    const input = this.page.locator('.quick-input-widget input.input');
    await input.fill(`>${title}`);
    await this.page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first().waitFor();
    await this.page.keyboard.press('Enter');
    await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  }

  /** Writes over a file of the workspace through its editor, saves it, and closes it. One line. */
  async writeFile(name: string, line: string): Promise<void> {
    await this.openFile(name);
    await this.replaceText(line);
    await this.line(line).first().waitFor();
    await this.page.keyboard.press('Control+S');
    const base = name.split('/').at(-1) ?? name;
    await this.page.locator('.tabs-container .tab:not(.dirty)', { hasText: base }).first().waitFor();
    await this.closeTab(base);
  }

  /** In the Explorer. */
  async renameFile(name: string, newName: string): Promise<void> {
    await this.page.locator('.explorer-folders-view .monaco-list-row', { hasText: name }).first().click();
    await this.page.keyboard.press('F2');
    const input = this.page.locator('.explorer-folders-view .monaco-inputbox input');
    await input.fill(newName);
    await input.press('Enter');
    await this.page
      .locator('.explorer-folders-view .monaco-list-row', { hasText: newName })
      .first()
      .waitFor();
  }

  /** Lines of the editor that hold `text`. */
  line(text: string): Locator {
    return this.page.locator('.editor-instance .view-line', { hasText: text });
  }

  /** What of the editor is in view, with plain spaces. */
  async visibleText(): Promise<string> {
    const lines = await this.page.locator('.editor-instance .view-line').allInnerTexts();
    return lines.join('\n').replace(/\u00a0/g, ' ');
  }

  /** In the Explorer, confirmed where it asks. */
  async deleteFile(name: string): Promise<void> {
    const file = this.page.locator('.explorer-folders-view .monaco-list-row', { hasText: name }).first();
    await file.click();
    await this.page.keyboard.press('Delete');
    const confirm = this.page.locator('.monaco-dialog-box .monaco-button', {
      hasText: /Delete|Move to Trash/,
    });
    const asks = await confirm
      .first()
      .waitFor({ timeout: 5_000 })
      .then(
        () => true,
        () => false,
      );
    if (asks) await confirm.first().click();
    await file.waitFor({ state: 'detached' });
  }

  tab(name: string): Locator {
    return this.page.locator('.tabs-container .tab', { hasText: name }).first();
  }

  get squiggles(): Locator {
    return this.page.locator('.editor-instance .squiggly-warning, .editor-instance .squiggly-error');
  }

  /** Waits until the Problems view lists as many findings of ours as `count`, over all open files. */
  async waitForFindings(count: number): Promise<void> {
    const rows = (await this.problems()).filter({
      hasText: 'init-lint',
      hasNotText: 'init-lint.config',
    });
    await (count === 0 ? rows.first().waitFor({ state: 'detached' }) : rows.nth(count - 1).waitFor());
    await rows.nth(count).waitFor({ state: 'detached' });
  }

  /** The rows of the Problems view that are about one file: of a long list, only what is in view is in the page. */
  async problemsOf(file: string): Promise<Locator> {
    const rows = await this.problems();
    await this.page
      .getByPlaceholder(/^Filter/)
      .first()
      .fill(file);
    return rows.filter({ hasText: file });
  }

  async hideProblems(): Promise<void> {
    const view = this.page.locator('.markers-panel');
    if (await view.isVisible()) await this.command('View: Hide Panel');
  }

  async closeTab(name: string): Promise<void> {
    await this.tab(name).click({ button: 'middle' });
    await this.tab(name).waitFor({ state: 'detached' });
  }

  /** The rows of the Problems view, as text. */
  async problems(): Promise<Locator> {
    const view = this.page.locator('.markers-panel');
    if (!(await view.isVisible())) await this.page.keyboard.press('Control+Shift+M');
    await view.waitFor();
    return view.locator('.monaco-list-row');
  }

  /** Puts the cursor at the start of the first occurrence of `text` in `source`, the text of the active editor. */
  async putCursorOn(text: string, source: string): Promise<void> {
    const before = source.slice(0, source.indexOf(text)).split('\n');
    await this.fillQuickInput('Control+G', `:${before.length}:${(before.at(-1) ?? '').length + 1}`);
    await this.page.keyboard.press('Enter');
    await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  }

  /** Shows the hover at `text`, by keyboard, and returns its table. */
  async hoverOn(text: string, source: string): Promise<Locator> {
    await this.putCursorOn(text, source);
    await this.page.keyboard.press('Control+K');
    await this.page.keyboard.press('Control+I');
    const table = this.page.locator('.monaco-hover table').first();
    await table.waitFor();
    return table;
  }

  /** Expands a view of the side bar. */
  async showView(name: string): Promise<void> {
    const header = this.page.locator('.pane-header', { hasText: name }).first();
    if ((await header.getAttribute('aria-expanded')) !== 'true') await header.click();
  }

  /** The first group of editors. By the mouse: a webview that has the focus takes the keys. */
  async focusEditor(): Promise<void> {
    const tab = this.page.locator('.editor-group-container').first().locator('.tabs-container .tab.active');
    if (await tab.isVisible()) await tab.click({ timeout: 5_000 }).catch(() => undefined);
    await this.page.keyboard.press('Control+1');
  }

  /** What the light bulb offers at the cursor. */
  async codeActions(): Promise<Locator> {
    const rows = this.page.locator('.action-widget .monaco-list-row.action');
    // On a busy machine the first key can come before the editor has taken the focus back.
    for (let attempt = 0; attempt < 4 && !(await rows.first().isVisible()); attempt++) {
      await this.focusEditor();
      await this.page.keyboard.press('Control+.');
      await rows
        .first()
        .waitFor({ timeout: 10_000 })
        .catch(() => this.page.keyboard.press('Escape'));
    }
    await rows.first().waitFor();
    // The list takes no click before the mouse has moved.
    await this.page.mouse.move(2, 2);
    await this.page.mouse.move(4, 4);
    return rows;
  }

  /** `scene`: a picture is taken of the list. */
  async choose(action: string, scene?: string): Promise<void> {
    const rows = await this.codeActions();
    if (scene !== undefined) await this.screenshot(scene);
    await rows.filter({ hasText: action }).first().click();
  }

  /** The whole text of the active editor. One line: the editor would indent further ones. */
  async replaceText(line: string): Promise<void> {
    await this.focusEditor();
    await this.page.keyboard.press('Control+A');
    await this.page.keyboard.insertText(line);
    // Brackets that the editor has closed by itself.
    await this.page.keyboard.press('Control+Shift+End');
    await this.page.keyboard.press('Delete');
  }

  /** Back to the text that was opened: what was typed may be undone in several steps, too many do no harm. */
  async undoAll(): Promise<void> {
    await this.focusEditor();
    for (let step = 0; step < 12; step++) await this.page.keyboard.press('Control+Z');
  }

  /** Finds the webview's inner page that shows `text`, and waits for it. */
  async webviewWith(text: string | RegExp): Promise<Frame> {
    const end = Date.now() + patience;
    for (;;) {
      for (const frame of this.page.frames()) {
        const shown = await frame
          .getByText(text)
          .first()
          .isVisible()
          .catch(() => false);
        if (shown && frame !== this.page.mainFrame()) return frame;
      }
      if (Date.now() > end) throw new Error(`No webview shows ${String(text)}.`);
      await this.page.waitForTimeout(200);
    }
  }

  /** Chooses from one of the panel's lists, by its name. */
  async chooseIn(panel: Frame, list: string, option: string): Promise<void> {
    const field = panel.locator(`vscode-dropdown[aria-label="${list}"]`);
    await field.click();
    await field.locator('vscode-option', { hasText: option }).first().click();
  }

  /** Reloads the window, and waits for the workbench. */
  async reload(): Promise<void> {
    // The state of a webview is stored a moment after it has changed.
    await this.page.waitForTimeout(1_500);
    await this.page.reload();
    await this.page.locator('.monaco-workbench .explorer-folders-view .monaco-list-row').first().waitFor();
  }

  async screenshot(scene: string): Promise<void> {
    await mkdir(screenshots, { recursive: true });
    await this.page.screenshot({ path: join(screenshots, `vscode-${this.#host}-${scene}.png`) });
  }
}
