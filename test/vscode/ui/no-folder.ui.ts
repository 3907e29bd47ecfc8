/** A window in which no folder is open: what needs one says so, and offers it. */
import assert from 'node:assert/strict';
import type { UiTests } from '../support/workbench';

export const noFolder = true;
export const oneWindow = true;

export const tests: UiTests = {
  'the view says what it is for, and offers to open a folder': async (workbench) => {
    await workbench.runCommand('Explorer: Focus on Meshward View');
    await workbench.page.getByText('Open the folder that holds your manifests').first().waitFor();
  },

  'a scaffold goes into untitled documents': async (workbench) => {
    await workbench.runCommand('Meshward: Scaffold Local Gateway');
    while (!/\((\d+)\/\1\)/.test(await workbench.quickTitle())) await workbench.accept();
    const offered = await workbench.choices();
    assert.ok(offered[0]?.startsWith('Untitled documents'), offered.join(' | '));
    assert.ok(offered[1]?.startsWith('Open a folder'), offered.join(' | '));
    await workbench.pick('Untitled documents');
    await workbench.waitForEditorText('kind: Gateway');
  },
};
