/** The extension in a web worker, as on vscode.dev: its server is a worker as well, and files come by way of the editor. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { renderScaffold } from '../../../server/src/core/scaffold';
import { answerRest, typeName } from '../support/lockdown';
import type { UiTests, Workbench } from '../support/workbench';

export const workspace = 'examples/mistakes';
export const extensionHost = 'web';

/** Nothing else tells a server in a worker from one beside the files. */
function assertServerIsWorker(asked: readonly string[]): void {
  assert.ok(
    asked.some((url) => url.endsWith('/dist/server.web.js')),
    `asked for ${asked.join(', ')}`,
  );
  assert.ok(!asked.some((url) => url.endsWith('/dist/client.js')));
}

/** The scripts of the extension that the window asks for from now on. */
function scriptsAskedFor(workbench: Workbench): string[] {
  const asked: string[] = [];
  workbench.page.context().on('request', (request) => {
    if (request.url().includes('/dist/')) asked.push(request.url());
  });
  return asked;
}

export const tests: UiTests = {
  'a mistake is reported and its quick fix repairs it': async (workbench) => {
    const asked = scriptsAskedFor(workbench);
    await workbench.openFile('auth.yaml');
    assert.match(await workbench.waitForProblem('A principal is written without'), /principal-with-spiffe/);
    assertServerIsWorker(asked);

    await workbench.goToProblem('A principal is written without');
    await workbench.quickFix('Remove spiffe://');
    await workbench.waitForNoProblem('A principal is written without');

    await workbench.focusEditor();
    await workbench.save();
    await workbench.waitForWorkspaceFile('auth.yaml', 'principals: ["cluster.local/ns/user1/sa/default"]');
  },

  'problems of files that are not open are listed too': async (workbench) => {
    await workbench.openFile('namespaces.yaml');
    assert.match(await workbench.waitForProblem('has no tls'), /gateway-tls-missing/);
  },

  'a closed file that is changed elsewhere is judged anew': async (workbench) => {
    await workbench.openFile('namespaces.yaml');
    await workbench.waitForProblem('A principal is written without');
    const text = await workbench.readWorkspaceFile('auth.yaml');
    await writeFile(join(workbench.workspaceFolder, 'auth.yaml'), text.replaceAll('spiffe://', ''));
    await workbench.waitForNoProblem('A principal is written without');
  },

  'ignored and excluded files are not read, and come back when they no longer are': async (workbench) => {
    const write = (name: string, text: string) => writeFile(join(workbench.workspaceFolder, name), text);
    const mistake = await workbench.readWorkspaceFile('local-gateway/gateway.yaml');
    for (const folder of ['build', 'deploy', 'deploy/old', 'kept'])
      await mkdir(join(workbench.workspaceFolder, folder));
    await write('.gitignore', 'build/\ndeploy/*/\n');
    await write('build/in-build.yaml', mistake);
    await write('deploy/old/in-old.yaml', mistake);
    await write('kept/in-kept.yaml', mistake);
    await workbench.openFile('namespaces.yaml');
    await workbench.waitForProblem('in-kept.yaml');
    await workbench.waitForNoProblem('in-build.yaml');
    await workbench.waitForNoProblem('in-old.yaml');

    await write('.gitignore', 'deploy/*/\n');
    await workbench.waitForProblem('in-build.yaml');
    await workbench.waitForNoProblem('in-old.yaml');
  },

  'the view lists what is applied together, and its models': async (workbench) => {
    await workbench.runCommand('Explorer: Focus on Meshward View');
    await workbench.page.locator('[aria-label^="Manifest set "]').first().waitFor();
    await workbench.page.locator('[aria-label^="InferenceService "]').first().waitFor();
  },

  'a restarted server reports again': async (workbench) => {
    await workbench.openFile('auth.yaml');
    await workbench.waitForProblem('A principal is written without');
    await workbench.runCommand('Meshward: Restart Server');
    await workbench.goToProblem('A principal is written without');
    await workbench.quickFix('Remove spiffe://');
    await workbench.waitForNoProblem('A principal is written without');
  },

  'a lockdown is asked for, previewed and written': async (workbench) => {
    await workbench.openFile('namespaces.yaml');
    await workbench.waitForProblem('has no tls');
    await workbench.runCommand('Meshward: Scaffold Namespace Lockdown');
    await typeName(workbench, 'team-b');
    await answerRest(workbench, 'team-b');
    await workbench.pick('team-b');
    assert.ok(!existsSync(join(workbench.workspaceFolder, 'team-b')), 'nothing is written before it is applied');
    await workbench.applyRefactorPreview();
    await workbench.waitForEditorText('name: allow-callers');

    const { files } = renderScaffold('namespace-lockdown', { namespace: 'team-b' });
    assert.deepEqual(
      readdirSync(join(workbench.workspaceFolder, 'team-b')).sort(),
      files.map(({ path }) => path).sort(),
    );
    for (const { path, text } of files) await workbench.waitForWorkspaceFile(`team-b/${path}`, text);
    await workbench.waitForNoProblem('team-b');
  },
};
