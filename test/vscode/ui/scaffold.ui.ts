/** The scaffold commands from the palette, by keyboard alone. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { renderScaffold, type ScaffoldValues } from '../../../server/src/core/scaffold';
import { answerRest, typeName } from '../support/lockdown';
import type { UiTests, Workbench } from '../support/workbench';

export const workspace = 'examples/mistakes';

const LOCKDOWN = 'Meshward: Scaffold Namespace Lockdown';

/** Waits until the whole workspace is read: then its namespaces can be offered. */
async function openWorkspace(workbench: Workbench): Promise<void> {
  await workbench.openFile('namespaces.yaml');
  await workbench.waitForProblem('has no tls');
}

async function assertWritten(workbench: Workbench, folder: string, values: ScaffoldValues): Promise<void> {
  const { files } = renderScaffold('namespace-lockdown', values);
  assert.deepEqual(readdirSync(join(workbench.workspaceFolder, folder)).sort(), files.map(({ path }) => path).sort());
  for (const { path, text } of files)
    assert.equal(await workbench.waitForWorkspaceFile(`${folder}/${path}`, text), text, path);
}

export const tests: UiTests = {
  'a lockdown is asked for, previewed, written, and clean': async (workbench) => {
    await openWorkspace(workbench);
    await workbench.runCommand(LOCKDOWN);
    const offered = await workbench.choices();
    assert.ok(offered[0]?.startsWith('user1'), offered.join(' | '));
    assert.ok(
      offered.some((choice) => choice.startsWith('user2')),
      offered.join(' | '),
    );

    await typeName(workbench, 'team-b');
    await answerRest(workbench, 'team-b');
    await workbench.pick('team-b');

    const preview = (await workbench.refactorPreview()).join(' | ');
    for (const { path } of renderScaffold('namespace-lockdown', {}).files) assert.ok(preview.includes(path), preview);
    assert.ok(!existsSync(join(workbench.workspaceFolder, 'team-b')), 'nothing is written before it is applied');
    await workbench.screenshot('scaffold-preview');
    await workbench.applyRefactorPreview();

    await workbench.waitForEditorText('name: allow-callers');
    await workbench.waitForNotification('says what to run, in which order');
    await assertWritten(workbench, 'team-b', { namespace: 'team-b' });
    await workbench.waitForNoProblem('team-b');
  },

  'Back returns to the question before, and the new answer counts': async (workbench) => {
    await openWorkspace(workbench);
    await workbench.runCommand(LOCKDOWN);
    await typeName(workbench, 'team-b');
    await workbench.choices();
    await workbench.back();
    await typeName(workbench, 'team-c');
    await answerRest(workbench, 'team-c');
    await workbench.back();
    await workbench.answer('corp.example');
    await workbench.pick('team-c');
    await workbench.applyRefactorPreview();
    await workbench.waitForEditorText('corp.example/ns/knative-serving/sa/activator');
    await assertWritten(workbench, 'team-c', { namespace: 'team-c', trustDomain: 'corp.example' });
  },

  'an answer that will not do is told while it is typed': async (workbench) => {
    await openWorkspace(workbench);
    await workbench.runCommand(LOCKDOWN);
    await workbench.choices();
    await workbench.type('Team');
    await workbench.waitForChoice('Names are lower case.');
    // Enter does not take it.
    await workbench.press('Enter');
    await workbench.waitForChoice('Names are lower case.');
    await workbench.press('Escape');
    await workbench.waitForNoQuickInput();
  },

  'Escape leaves nothing behind': async (workbench) => {
    await openWorkspace(workbench);
    const before = readdirSync(workbench.workspaceFolder).sort();
    await workbench.runCommand(LOCKDOWN);
    await workbench.pick('user1');
    await workbench.pick('Sidecars, by istio-injection');
    await workbench.press('Escape');
    await workbench.waitForNoQuickInput();
    assert.deepEqual(await workbench.notifications(), []);
    assert.deepEqual(readdirSync(workbench.workspaceFolder).sort(), before);
  },

  'a discarded preview leaves nothing behind': async (workbench) => {
    await openWorkspace(workbench);
    await workbench.runCommand(LOCKDOWN);
    await typeName(workbench, 'team-b');
    await answerRest(workbench, 'team-b');
    await workbench.pick('team-b');
    await workbench.discardRefactorPreview();
    assert.ok(!existsSync(join(workbench.workspaceFolder, 'team-b')));
  },

  'an object that is there takes over what it lacks, and keeps the rest': async (workbench) => {
    const folder = join(workbench.workspaceFolder, 'team-b');
    const { files } = renderScaffold('namespace-lockdown', { namespace: 'team-b' });
    await mkdir(folder);
    await writeFile(
      join(folder, 'namespace.yaml'),
      '# mine\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: team-b\n',
    );
    await writeFile(join(folder, 'kustomization.yaml'), files.find(({ path }) => path === 'kustomization.yaml')!.text);
    await openWorkspace(workbench);
    await workbench.runCommand(LOCKDOWN);
    await typeName(workbench, 'team-b');
    await answerRest(workbench, 'team-b');
    await workbench.pick('team-b');

    const preview = await workbench.refactorPreview();
    const starts = (name: string) => preview.some((row) => row.startsWith(name));
    assert.ok(starts('namespace.yaml'), preview.join(' | '));
    assert.ok(!starts('kustomization.yaml'), `the same content is no change: ${preview.join(' | ')}`);
    await workbench.applyRefactorPreview();
    await workbench.waitForEditorText('name: allow-callers');
    await workbench.waitForWorkspaceFile(
      'team-b/namespace.yaml',
      '# mine\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: team-b\n  labels:\n    istio-injection: enabled\n',
    );
    await workbench.waitForWorkspaceFile(
      'team-b/authorization-policy.yaml',
      files.find(({ path }) => path === 'authorization-policy.yaml')!.text,
    );
  },

  "a local gateway is written with its Service, and KServe's ConfigMap that is there takes it over": async (
    workbench,
  ) => {
    await openWorkspace(workbench);
    await workbench.runCommand('Meshward: Scaffold Local Gateway');
    await workbench.answer('kserve-door');
    await workbench.pick('istio-system');
    await workbench.answer('istio=ingressgateway');
    await workbench.answer('8083');
    await workbench.pick('knative-serving/knative-ingress-gateway');
    await workbench.answer('models.example.com');
    await workbench.pick('kserve-door');
    const preview = (await workbench.refactorPreview()).join(' | ');
    assert.ok(preview.includes('inferenceservice-config.yaml'), preview);
    assert.ok(!preview.includes('inferenceservice-config-patch.yaml'), preview);
    await workbench.applyRefactorPreview();
    await workbench.waitForEditorText('number: 8083');
    const values = { name: 'kserve-door', port: '8083', ingressDomain: 'models.example.com' };
    for (const { path, text } of renderScaffold('local-gateway', values).files) {
      // The patch's place is taken by the ConfigMap, and the README says so.
      if (path === 'inferenceservice-config-patch.yaml' || path === 'README.md') continue;
      assert.equal(await workbench.waitForWorkspaceFile(`kserve-door/${path}`, text), text, path);
    }
  },

  'an object with another content is left alone, and said so': async (workbench) => {
    await openWorkspace(workbench);
    const before = await workbench.readWorkspaceFile('auth.yaml');
    await workbench.runCommand(LOCKDOWN);
    await workbench.pick('user1');
    await answerRest(workbench, 'user1');
    await workbench.pick('user1');
    await workbench.applyRefactorPreview();
    await workbench.waitForEditorText('name: allow-callers');
    await workbench.waitForNotification('PeerAuthentication user1/default in auth.yaml was left alone');
    assert.equal(await workbench.readWorkspaceFile('auth.yaml'), before);
    assert.ok(!existsSync(join(workbench.workspaceFolder, 'user1', 'peer-authentication.yaml')));
  },
};
