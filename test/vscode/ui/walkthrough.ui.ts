/** The first run: a folder without manifests, and the walkthrough. */
import assert from 'node:assert/strict';
import type { UiTests } from '../support/workbench';

export const files = { 'README.md': '# Nothing here yet\n' };
export const oneWindow = true;

export const tests: UiTests = {
  'the view of a folder without manifests leads to the first one': async (workbench) => {
    await workbench.runCommand('Explorer: Focus on Meshward View');
    await workbench.page.getByText('This folder holds no InferenceService and no Istio policy yet.').first().waitFor();
    await workbench.page.getByText('Secure a New InferenceService').first().waitFor();
  },

  'the walkthrough has its steps, each with a picture': async (workbench) => {
    // Wide enough for the pictures.
    await workbench.press('Control+B');
    await workbench.runCommand('Meshward: Get Started');
    const steps = workbench.page.locator('.gettingStartedDetailsContent .getting-started-step');
    await steps.first().waitFor();
    assert.equal(await steps.count(), 5);
    const picture = workbench.page.frameLocator('iframe.webview.ready').last().frameLocator('iframe#active-frame');
    await picture.getByText('spiffe://cluster.local').first().waitFor();
    await workbench.screenshot('walkthrough');
    // One after the other: of two pictures that load at once, the editor may keep the older one.
    await workbench.press('ArrowDown');
    await picture.getByText('Who can call sklearn-iris?').first().waitFor();
    await workbench.press('ArrowDown');
    await picture.getByText('Refactor Preview').first().waitFor();
  },
};
