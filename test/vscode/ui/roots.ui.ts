/** A workspace of several folders: which one the files go to is asked. */
import assert from 'node:assert/strict';
import type { UiTests } from '../support/workbench';

const namespace = (name: string) => `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${name}\n`;

export const files = {
  'both.code-workspace': JSON.stringify({ folders: [{ path: 'one' }, { path: 'two' }] }),
  'one/README.md': '# One\n',
  'two/tenants/team-a/namespace.yaml': namespace('team-a'),
};

export const tests: UiTests = {
  'folders are offered in each, the likeliest first': async (workbench) => {
    await workbench.openFile('namespace.yaml');
    await workbench.runCommand('Meshward: Scaffold Namespace Lockdown');
    await workbench.waitForChoice('team-a');
    await workbench.type('team-b');
    await workbench.pick('team-b');
    while (!/\((\d+)\/\1\)/.test(await workbench.quickTitle())) await workbench.accept();
    const offered = await workbench.choices();
    const folders = offered.filter((choice) => choice.includes('team-b'));
    // Each with the name of its root.
    assert.deepEqual(
      folders.map((choice) => choice.replace(/ ?New folder.*/, '')),
      ['tenants/team-btwo', 'team-bone', 'team-btwo'],
    );
    await workbench.pick('tenants/team-b');
    await workbench.applyRefactorPreview();
    await workbench.waitForWorkspaceFile('two/tenants/team-b/namespace.yaml', 'name: team-b');
  },
};
