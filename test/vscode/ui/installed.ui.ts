/** The .vsix, installed by VS Code itself: what a user has after "Install from VSIX". Nothing of the source is within its reach. */
import assert from 'node:assert/strict';
import type { UiTests } from '../support/workbench';

export const workspace = 'examples/user1';
export const installed = true;

export const tests: UiTests = {
  'a mistake is marked, repaired and explained': async (workbench) => {
    await workbench.openFile('auth.yaml');
    assert.match(await workbench.waitForProblem('knative-serving'), /activator-identity-trusted/);
    await workbench.goToProblem('knative-serving');
    assert.ok((await workbench.quickFixes()).some((title) => title.startsWith('Disable activator-identity-trusted')));
  },

  'who can call a model is shown': async (workbench) => {
    await workbench.openFile('sklearn-iris.yaml');
    await workbench.runCommand('Meshward: Who Can Call This Model?');
    const view = workbench.page.frameLocator('iframe.webview.ready').last().frameLocator('iframe#active-frame');
    await view.locator('h1').filter({ hasText: 'sklearn-iris' }).waitFor();
    assert.match(await view.locator('#summary').innerText(), /user1 ✓/);
  },

  'a scaffold is previewed and written': async (workbench) => {
    await workbench.openFile('auth.yaml');
    await workbench.waitForProblem('knative-serving');
    await workbench.runCommand('Meshward: Scaffold Mesh-wide Strict mTLS');
    await workbench.choices();
    await workbench.press('Escape');
    await workbench.waitForNoQuickInput();
  },
};
