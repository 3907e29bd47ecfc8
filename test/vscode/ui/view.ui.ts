/** The view "Meshward" of the explorer, by keyboard alone. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import type { UiTests, Workbench } from '../support/workbench';

export const workspace = 'examples/user1';
export const oneWindow = true;

const PANE = '.pane:has(> .pane-header[aria-label*="Meshward"])';

const row = (workbench: Workbench, label: string): Locator =>
  workbench.page.locator(`${PANE} .monaco-list-row`).filter({ hasText: label }).first();

async function focusRow(workbench: Workbench, label: string): Promise<void> {
  await workbench.runCommand('Explorer: Focus on Meshward View');
  await row(workbench, label).waitFor();
  await workbench.page.locator(`${PANE} .monaco-list`).first().focus();
  await workbench.press('Home');
  await workbench.moveTo(row(workbench, label), PANE);
}

export const tests: UiTests = {
  'lists what is applied together, with who gets in, also for a screen reader': async (workbench) => {
    await focusRow(workbench, 'sklearn-iris-burst');
    await workbench.screenshot('view');
    const label = await row(workbench, 'sklearn-iris-burst').getAttribute('aria-label');
    assert.match(label ?? '', /^InferenceService sklearn-iris-burst in user1\. Who gets in: user1 ✓/);
    assert.match((await row(workbench, 'user1').getAttribute('aria-label')) ?? '', /^Manifest set user1: 2 models/);
  },

  'opens a model where it is written': async (workbench) => {
    await focusRow(workbench, 'sklearn-iris-burst');
    await workbench.press('Enter');
    const tab = '.editor-group-container.active .tab.active[data-resource-name="sklearn-iris-burst.yaml"]';
    await workbench.page.locator(tab).waitFor();
  },

  'follows the files': async (workbench) => {
    await focusRow(workbench, 'sklearn-iris-burst');
    const auth = await workbench.readWorkspaceFile('auth.yaml');
    await writeFile(
      join(workbench.workspaceFolder, 'auth.yaml'),
      auth.replace('namespaces: ["user1"]', 'namespaces: ["user1", "team-b"]'),
    );
    await row(workbench, 'team-b ✓').waitFor();
    await writeFile(join(workbench.workspaceFolder, 'auth.yaml'), auth);
    await row(workbench, 'team-b ✓').waitFor({ state: 'detached' });
  },

  'its context menu asks who can call, and secures': async (workbench) => {
    await focusRow(workbench, 'sklearn-iris-burst');
    await workbench.contextMenu('Secure This InferenceService');
    const preview = await workbench.refactorPreview();
    assert.ok(
      preview.some((line) => line.startsWith('sklearn-iris-burst.yaml')),
      preview.join(' | '),
    );
    await workbench.discardRefactorPreview();

    await focusRow(workbench, 'sklearn-iris-burst');
    await workbench.contextMenu('Who Can Call This Model?');
    const page = workbench.page.frameLocator('iframe.webview.ready').last().frameLocator('iframe#active-frame');
    await page.locator('h1').filter({ hasText: 'sklearn-iris-burst' }).waitFor();
  },

  'runs a scaffold': async (workbench) => {
    await workbench.runCommand('Explorer: Focus on Meshward View');
    await workbench.page.locator(`${PANE} .monaco-list`).first().focus();
    // All closed, so that the scaffolds come into view.
    await workbench.press('Control+ArrowLeft', 'Home');
    await workbench.moveTo(row(workbench, 'Scaffolds'), PANE);
    await workbench.press('ArrowRight');
    await row(workbench, 'JWT').waitFor();
    await workbench.moveTo(row(workbench, 'JWT'), PANE);
    await workbench.press('Enter');
    assert.match(await workbench.quickTitle(), /^JWT \(1\//);
    await workbench.press('Escape');
    await workbench.waitForNoQuickInput();
  },
};
