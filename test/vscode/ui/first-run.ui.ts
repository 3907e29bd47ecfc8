/** The first minutes: open a manifest with a mistake, read what is wrong, repair it from the keyboard. */
import assert from 'node:assert/strict';
import type { UiTests } from '../support/workbench';

export const workspace = 'examples/mistakes';

export const tests: UiTests = {
  'a mistake is reported and its quick fix repairs it': async (workbench) => {
    await workbench.openFile('auth.yaml');
    const problem = await workbench.waitForProblem('A principal is written without');
    assert.match(problem, /meshward/i);
    assert.match(problem, /principal-with-spiffe/);

    await workbench.goToProblem('A principal is written without');
    await workbench.quickFix('Remove spiffe://');
    await workbench.waitForNoProblem('A principal is written without');

    await workbench.focusEditor();
    await workbench.save();
    const text = await workbench.waitForWorkspaceFile('auth.yaml', 'principals: ["cluster.local/ns/user1/sa/default"]');
    assert.ok(text.includes('# principal-with-spiffe: Istio puts the scheme in front by itself.'), 'comments stay');
  },

  'problems of files that are not open are listed too': async (workbench) => {
    await workbench.openFile('namespaces.yaml');
    assert.match(await workbench.waitForProblem('has no tls'), /gateway-tls-missing/);
  },

  'a restarted server reports again': async (workbench) => {
    await workbench.openFile('auth.yaml');
    await workbench.waitForProblem('A principal is written without');
    await workbench.runCommand('Meshward: Restart Server');
    await workbench.goToProblem('A principal is written without');
    await workbench.quickFix('Remove spiffe://');
    await workbench.waitForNoProblem('A principal is written without');
  },
};
