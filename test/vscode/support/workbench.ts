// Drives the VS Code page as a person at the keyboard does, and waits for what such a person would wait to see.

import { existsSync, watch } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Locator, Page } from 'playwright-core';

export type UiTests = Record<string, (workbench: Workbench) => Promise<void>>;

const quickInput = '.quick-input-widget';
const rows = '.monaco-list-row';

export class Workbench {
  constructor(
    readonly page: Page,
    /** The copy that this test may change. */
    readonly workspaceFolder: string,
    private readonly screenshotFolder: string,
  ) {
    page.setDefaultTimeout(30_000);
  }

  /** Waits until the window takes keys. */
  async ready(hasFolder = true): Promise<void> {
    await this.page.locator('.monaco-workbench .part.statusbar .statusbar-item').first().waitFor();
    // The command palette answers only once the keybindings are in place.
    const drawn = hasFolder
      ? '.explorer-folders-view .monaco-list-row, .welcome-view-content'
      : '.editor-group-watermark';
    await this.page.locator(drawn).first().waitFor();
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text);
  }

  /** Opens a file of the workspace through Quick Open. */
  async openFile(name: string): Promise<void> {
    const base = name.split('/').pop() ?? name;
    await this.openQuickInput('Control+P', '');
    await this.type(name);
    const row = this.quickRow(base);
    await row.waitFor();
    await this.moveTo(row, quickInput);
    await this.press('Enter');
    await this.page.locator(`.editor-group-container.active .tab.active[data-resource-name="${base}"]`).waitFor();
    await this.page.locator('.editor-group-container.active .monaco-editor.focused').first().waitFor();
  }

  /** Runs a command by its full title, such as `Preferences: Color Theme`. */
  async runCommand(title: string): Promise<void> {
    const row = this.page
      .locator(`${quickInput} ${rows}`)
      // The whole label: what was typed stands in it as a piece of its own.
      .filter({ has: this.page.locator('.label-name', { hasText: new RegExp(`^${escapeRegExp(title)}$`) }) })
      .filter({ visible: true })
      .first();
    const none = this.quickRow('No matching commands').or(this.quickRow('similar commands'));
    // The palette lists the commands known when it opens: those of an extension come a moment after the window.
    for (let left = 100; ; left--) {
      await this.openQuickInput('F1', '>');
      await this.type(title);
      await row.or(none).filter({ visible: true }).first().waitFor();
      if (await row.isVisible()) break;
      if (left === 0) throw new Error(`the palette has no "${title}"`);
      await this.press('Escape');
      await this.waitForNoQuickInput();
    }
    await this.moveTo(row, quickInput);
    await this.press('Enter');
    // The command may show a list of its own at once.
    await this.page.waitForFunction((selector) => {
      const widget = document.querySelector<HTMLElement>(selector);
      const input = widget?.querySelector('input[type=text]') as HTMLInputElement | null | undefined;
      return !widget || widget.style.display === 'none' || !input?.value.startsWith('>');
    }, quickInput);
  }

  /** Chooses an entry of the list on show, and waits until that list is gone or is another one. */
  async pick(text: string): Promise<void> {
    const row = this.quickRow(text);
    await row.waitFor();
    const before = await this.quickState();
    await this.moveTo(row, quickInput);
    await this.press('Enter');
    await this.whenQuickStateLeaves(before);
  }

  /** Answers the input box on show. */
  async answer(text: string): Promise<void> {
    await this.fillIn(text);
    await this.accept();
  }

  /** Puts a text into the input box on show. */
  async fillIn(text: string): Promise<void> {
    await this.page.locator(`${quickInput} input[type=text]`).first().waitFor();
    await this.press('Control+A');
    await this.type(text);
  }

  /** The entries of the list on show. */
  async choices(): Promise<string[]> {
    await this.page.locator(`${quickInput} ${rows}`).first().waitFor();
    return this.page
      .locator(`${quickInput} ${rows}`)
      .allInnerTexts()
      .then((texts) => texts.map(oneLine));
  }

  /** Closes all editors, so that the next one to be shown is told from those before. */
  async closeEditors(): Promise<void> {
    await this.runCommand('View: Close All Editors');
    await this.page.locator('.editor-group-container.active .tab').first().waitFor({ state: 'detached' });
  }

  /** Waits until an editor has the focus. */
  async waitForEditor(): Promise<void> {
    await this.editor().waitFor();
  }

  /** Goes back one step in a list or input box that has steps, and waits until the earlier one is on show. */
  async back(): Promise<void> {
    const before = await this.quickState();
    await this.press('Control+Alt+Minus');
    await this.whenQuickStateLeaves(before);
  }

  /** Title of the list or input box on show, such as `JWT (2/8)`. */
  async quickTitle(): Promise<string> {
    const title = this.page.locator(`${quickInput} .quick-input-title`).first();
    await title.waitFor();
    return title.innerText();
  }

  /** Takes what the list or input box proposes, and waits until it is gone or is another one. */
  async accept(): Promise<void> {
    const before = await this.quickState();
    await this.press('Enter');
    await this.whenQuickStateLeaves(before);
  }

  /** What the input box on show holds. */
  inputValue(): Promise<string> {
    return this.page.locator(`${quickInput} input[type=text]`).first().inputValue();
  }

  /** Waits until the input box on show says this below it. */
  async waitForInputMessage(text: string): Promise<void> {
    await this.page.locator(`${quickInput} .quick-input-message`).filter({ hasText: text }).first().waitFor();
  }

  /** Ticks an entry of the list on show, and goes back to its input box. */
  async tick(text: string): Promise<void> {
    const row = this.quickRow(text);
    await row.waitFor();
    await this.moveTo(row, quickInput);
    await this.press('Space');
    await row.locator('.monaco-checkbox.checked, [aria-checked="true"]').first().waitFor();
    await this.page.locator(`${quickInput} input[type=text]`).first().focus();
  }

  /** Opens the context menu of what has the focus, and takes an entry. */
  async contextMenu(entry: string): Promise<void> {
    await this.press('Shift+F10');
    const item = this.page.locator('.monaco-menu .action-item').filter({ hasText: entry }).first();
    await item.waitFor();
    const count = await this.page.locator('.monaco-menu .action-item').count();
    for (let step = 0; step <= count; step++) {
      if (await item.evaluate((element) => element.classList.contains('focused'))) {
        await this.press('Enter');
        return;
      }
      await this.press('ArrowDown');
    }
    throw new Error(`the arrow key never reached "${entry}"`);
  }

  /** Waits until the list on show has such an entry. */
  async waitForChoice(text: string): Promise<void> {
    await this.quickRow(text).waitFor();
  }

  async waitForNoQuickInput(): Promise<void> {
    await this.page.locator(quickInput).waitFor({ state: 'hidden' });
  }

  /** Puts the cursor there, in the active editor. */
  async goTo(line: number, column = 1): Promise<void> {
    await this.focusEditor();
    await this.openQuickInput('Control+G', ':');
    await this.type(`${line}:${column}`);
    await this.press('Enter');
    await this.page.locator(quickInput).waitFor({ state: 'hidden' });
    await this.editor().waitFor();
  }

  async focusEditor(): Promise<void> {
    await this.press('Control+1');
    await this.editor().waitFor();
  }

  /** The text of the active editor, all of it, through the clipboard. */
  async editorText(): Promise<string> {
    await this.focusEditor();
    const mark = `empty ${Math.random()}`;
    await this.page.evaluate((text) => navigator.clipboard.writeText(text), mark);
    await this.press('Control+A', 'Control+C');
    const copied = await this.page.waitForFunction(async (old) => {
      const text = await navigator.clipboard.readText();
      return text !== old && { text };
    }, mark);
    // Back to where the cursor was.
    await this.press('Control+U');
    return ((await copied.jsonValue()) as { text: string }).text;
  }

  /** Waits until the active editor holds the text on a line in view. */
  async waitForEditorText(text: string): Promise<void> {
    await this.page
      .locator('.editor-group-container.active .view-line')
      // The editor renders spaces as no-break spaces.
      .filter({ hasText: new RegExp(escapeRegExp(text).replaceAll(' ', '[ \\u00a0]')) })
      .first()
      .waitFor();
  }

  async save(): Promise<void> {
    await this.press('Control+S');
    await this.page.locator('.editor-group-container.active .tab.active:not(.dirty)').waitFor();
  }

  /** A file of the workspace as it is on disk. */
  readWorkspaceFile(name: string): Promise<string> {
    return readFile(join(this.workspaceFolder, name), 'utf8');
  }

  /** Waits until the file is on disk with this text in it, and returns all of it. */
  async waitForWorkspaceFile(name: string, text: string): Promise<string> {
    const file = resolve(this.workspaceFolder, name);
    let content = '';
    const fits = async () => {
      content = await readFile(file, 'utf8').catch(() => '');
      return content.includes(text);
    };
    // The editor calls a file saved a moment before it is: only the disk tells.
    await untilOnDisk(file, fits, () => `${name} on disk does not hold "${text}":\n${content}`);
    return content;
  }

  /** Waits until there is no such file or folder on disk. */
  async waitForNoWorkspaceFile(name: string): Promise<void> {
    const file = resolve(this.workspaceFolder, name);
    await untilOnDisk(
      file,
      async () => !existsSync(file),
      () => `${name} is still on disk`,
    );
  }

  async openProblems(): Promise<void> {
    const panel = this.page.locator('.markers-panel');
    if (await panel.isVisible()) return;
    await this.press('Control+Shift+M');
    await panel.waitFor();
    // Until it has the focus it is still being put together: a filter entered now would be lost.
    await this.page.locator('.part.panel:focus-within').waitFor();
  }

  /** Finds the problem in the Problems panel, where it may be listed beyond the visible part, and returns its whole text. */
  async waitForProblem(text: string): Promise<string> {
    const row = this.problem(text);
    await this.filterProblems(longestPart(text), row);
    return oneLine(await row.innerText());
  }

  /** Waits until no problem with this text is left: then leaving out those that have it leaves out none. */
  async waitForNoProblem(text: string): Promise<void> {
    const unfiltered = this.page.locator(`.panel:has(.viewpane-filter-badge.hidden) .markers-panel ${rows}`);
    const none = this.problemsMessage('No problems have been detected');
    await this.filterProblems(`!${longestPart(text)}`, unfiltered.first().or(none).first());
  }

  /** Opens the problem from the Problems panel: the cursor stands on it afterwards. */
  async goToProblem(text: string): Promise<void> {
    const line = /\[Ln (\d+),/.exec(await this.waitForProblem(text))?.[1];
    // From the filter box into the list.
    await this.page.locator('.markers-panel .monaco-list').first().focus();
    await this.moveTo(this.problem(text), '.markers-panel');
    await this.press('Enter');
    // The cursor comes after the focus; a menu opened in between would be closed again.
    await this.page
      .locator('.statusbar-item')
      .filter({ hasText: `Ln ${line},` })
      .first()
      .waitFor();
    await this.editor().waitFor();
  }

  /** The entries of the lightbulb at the cursor. Closes it again. */
  async quickFixes(): Promise<string[]> {
    const menu = await this.openQuickFixes();
    const texts = await menu.locator(`${rows}.action`).allInnerTexts();
    await this.press('Escape');
    await menu.waitFor({ state: 'hidden' });
    return texts.map(oneLine);
  }

  /** Opens the lightbulb at the cursor and applies an entry. */
  async quickFix(text: string): Promise<void> {
    const menu = await this.openQuickFixes();
    const row = menu.locator(rows).filter({ hasText: text }).first();
    await row.waitFor();
    await this.moveTo(row, '.action-widget');
    await this.press('Enter');
    await menu.waitFor({ state: 'hidden' });
  }

  /** Waits for the Refactor Preview panel and returns the lines of its tree. */
  async refactorPreview(): Promise<string[]> {
    const tree = this.page.locator('.bulk-edit-panel .monaco-list');
    await tree.locator(rows).first().waitFor();
    return tree
      .locator(rows)
      .allInnerTexts()
      .then((texts) => texts.map(oneLine));
  }

  /** Checks a change that needs confirmation; the box of a file stands for all changes in it. */
  async checkInRefactorPreview(text: string): Promise<void> {
    await this.refactorPreview();
    const tree = this.page.locator('.bulk-edit-panel .monaco-list');
    const row = tree.locator(rows).filter({ hasText: text }).first();
    await tree.focus();
    await this.press('Home');
    await this.moveTo(row, '.bulk-edit-panel');
    await this.press('Space');
    await row.locator('.edit-checkbox[aria-checked="true"]').waitFor();
  }

  /** Applies what is checked; with nothing checked the panel stays. */
  async applyRefactorPreview(): Promise<void> {
    await this.refactorPreview();
    await this.page.locator('.bulk-edit-panel .monaco-list').focus();
    await this.press('Control+Enter');
    await this.page.locator('.bulk-edit-panel .monaco-list').waitFor({ state: 'hidden' });
  }

  async discardRefactorPreview(): Promise<void> {
    await this.refactorPreview();
    const discard = this.page.locator('.bulk-edit-panel .monaco-button').filter({ hasText: 'Discard' });
    await discard.focus();
    await this.press('Enter');
    await this.page.locator('.bulk-edit-panel .monaco-list').waitFor({ state: 'hidden' });
  }

  async waitForNotification(text: string): Promise<void> {
    await this.openNotifications();
    // What the editor does before it gives a write up takes half a minute at times.
    await this.notification().filter({ hasText: text }).first().waitFor({ timeout: 120_000 });
  }

  async notifications(): Promise<string[]> {
    await this.openNotifications();
    return (await this.notification().allInnerTexts()).map(oneLine);
  }

  /** Writes a picture of the window and returns its path. */
  async screenshot(name: string): Promise<string> {
    await mkdir(this.screenshotFolder, { recursive: true });
    const path = join(this.screenshotFolder, `${name}.png`);
    await this.page.screenshot({ path });
    return path;
  }

  private editor(): Locator {
    return this.page.locator('.editor-group-container.active .monaco-editor.focused').first();
  }

  /** Toasts do not appear in a window that is driven by tests. */
  private async openNotifications(): Promise<void> {
    const center = this.page.locator('.notifications-center.visible');
    if (!(await center.isVisible())) await this.runCommand('Notifications: Show Notifications');
    await center.waitFor();
  }

  private notification(): Locator {
    return this.page.locator('.notifications-center .notification-list-item-message');
  }

  private quickRow(text: string): Locator {
    // Rows of an earlier list stay in the page, hidden.
    return this.page.locator(`${quickInput} ${rows}`).filter({ hasText: text, visible: true }).first();
  }

  private problem(text: string): Locator {
    return this.page.locator(`.markers-panel ${rows}`).filter({ hasText: text }).first();
  }

  /** What the Problems panel says in place of a list. */
  private problemsMessage(text: string | RegExp): Locator {
    return this.page.locator('.markers-panel').getByText(text).filter({ visible: true }).first();
  }

  private async openQuickInput(key: string, prefix: string): Promise<void> {
    await this.press(key);
    const input = this.page.locator(`${quickInput} input[type=text]`).first();
    await input.waitFor();
    await this.page.waitForFunction(
      ([selector, start]) => {
        const focused = document.activeElement;
        return (
          focused instanceof HTMLInputElement &&
          !!focused.closest(selector ?? '') &&
          focused.value.startsWith(start ?? '')
        );
      },
      [quickInput, prefix],
    );
  }

  private async openQuickFixes(): Promise<Locator> {
    await this.focusEditor();
    await this.press('Control+.');
    const menu = this.page.locator('.action-widget').first();
    await menu.locator(rows).first().waitFor();
    return menu;
  }

  /** Filters the Problems panel until it shows what is waited for. */
  private async filterProblems(filter: string, shown: Locator): Promise<void> {
    await this.openProblems();
    const input = this.page.locator('.panel .viewpane-filter-container input').first();
    await input.waitFor();
    const nothing = this.problemsMessage(/^No (?:results found|problems have been detected)/);
    for (let left = 5; ; left--) {
      try {
        // A filter that nothing has: once that shows, what follows shows the other filter and not the one before.
        await input.fill('no problem has this text');
        await nothing.waitFor({ timeout: 5_000 });
        await input.fill(filter);
        await shown.waitFor({ timeout: 5_000 });
        return;
      } catch (error) {
        // A panel that is still being put together forgets the filter, and nothing on the page tells when it is done.
        if (left === 0) throw error;
      }
    }
  }

  /** Walks down the list with the arrow key until the row has the focus. */
  async moveTo(row: Locator, list: string): Promise<void> {
    const count = await this.page.locator(`${list} ${rows}`).count();
    for (let step = 0; step <= count; step++) {
      if (await row.evaluate((element) => element.classList.contains('focused'))) return;
      await this.press('ArrowDown');
    }
    throw new Error(`the arrow key never reached "${oneLine(await row.innerText())}"`);
  }

  private quickState(): Promise<string> {
    return this.page.evaluate(quickStateOf, quickInput);
  }

  private async whenQuickStateLeaves(before: string): Promise<void> {
    await this.page.waitForFunction(
      ([selector, old]) => {
        const widget = document.querySelector<HTMLElement>(selector ?? '');
        const title = widget?.querySelector('.quick-input-title')?.textContent;
        return !widget || widget.style.display === 'none' || (title || widget.innerText) !== old;
      },
      [quickInput, before],
    );
  }
}

/** The title with the step count, where there is one: the rest changes while an answer is typed and checked. */
function quickStateOf(selector: string): string {
  const widget = document.querySelector<HTMLElement>(selector);
  return widget?.querySelector('.quick-input-title')?.textContent || (widget?.innerText ?? '');
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

/** A comma would separate two filters. */
function longestPart(text: string): string {
  return text
    .split(',')
    .reduce((best, part) => (part.length > best.length ? part : best), '')
    .trim();
}

const diskLimit = 30_000;

/** Looks again whenever something changes in the folder of the file, or in the one above it that is there. */
async function untilOnDisk(file: string, fits: () => Promise<boolean>, failure: () => string): Promise<void> {
  const expired = AbortSignal.timeout(diskLimit);
  const expiry = new Promise<void>((resolve) => expired.addEventListener('abort', () => resolve(), { once: true }));
  for (;;) {
    let folder = dirname(file);
    while (!existsSync(folder)) folder = dirname(folder);
    const watcher = watch(folder);
    const changed = new Promise<void>((resolve) => {
      watcher.once('change', () => resolve());
      watcher.once('error', () => resolve());
    });
    try {
      // Watched first, so that nothing can happen unseen in between.
      if (await fits()) return;
      if (expired.aborted) throw new Error(failure());
      // The folder may have come meanwhile.
      if (folder === dirname(file) || !existsSync(dirname(file))) await Promise.race([changed, expiry]);
    } finally {
      watcher.close();
    }
  }
}
