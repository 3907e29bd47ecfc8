/** The .vsix, installed by VS Code itself: what a user has after "Install from VSIX". Nothing of the source is within its reach. */
import assert from 'node:assert/strict';
import { renderScaffold } from '../../../server/src/core/scaffold';
import { answerRest, typeName } from '../support/lockdown';
import type { UiTests } from '../support/workbench';

export const workspace = 'examples/mistakes';
export const installed = true;

export const tests: UiTests = {
  'Warns while you type': async (workbench) => {
    await workbench.openFile('auth.yaml');
    assert.match(await workbench.waitForProblem('A principal is written without'), /principal-with-spiffe/);
    await workbench.goToProblem('A principal is written without');
    await workbench.quickFix('Remove spiffe://');
    await workbench.waitForNoProblem('A principal is written without');
  },

  'Says who can call a model': async (workbench) => {
    await workbench.openFile('number.yaml');
    await workbench.runCommand('Meshward: Who Can Call This Model?');
    const view = workbench.page.frameLocator('iframe.webview.ready').last().frameLocator('iframe#active-frame');
    await view.locator('h1').filter({ hasText: 'Who can call' }).waitFor();
    assert.match(await view.locator('#summary').innerText(), /[✓✗]/);
  },

  Scaffolds: async (workbench) => {
    await workbench.openFile('auth.yaml');
    await workbench.waitForProblem('A principal is written without');
    await workbench.runCommand('Meshward: Scaffold Namespace Lockdown');
    await typeName(workbench, 'team-b');
    await answerRest(workbench, 'team-b');
    await workbench.pick('team-b');
    await workbench.applyRefactorPreview();
    await workbench.waitForEditorText('name: allow-callers');
    const { files } = renderScaffold('namespace-lockdown', { namespace: 'team-b' });
    for (const { path, text } of files) await workbench.waitForWorkspaceFile(`team-b/${path}`, text);
  },
};
