/** Requests of Meshward's own, and files by way of the client. */
import { expect, test } from 'vitest';
import { listScaffolds, RULES } from '../../server/src/core';
import { isManifestName, type WorkspaceFiles } from '../../server/src/files/workspace-files';
import { clientFiles } from '../../server/src/lsp/client-files';
import { readSettings, SETTINGS } from '../../server/src/lsp/settings';
import {
  FS_LIST_REQUEST,
  FS_READ_REQUEST,
  SCAFFOLD_REQUEST,
  SCAFFOLD_VALIDATE_REQUEST,
  SCAFFOLDS_REQUEST,
  type ScaffoldInfo,
  type ScaffoldResult,
  WORKSPACE_FACTS_REQUEST,
  type WorkspaceFacts,
} from '../../server/src/protocol';
import { namespace, ROOT_SELECTOR, rootSelector } from '../support/manifests';
import { TemporaryFolder } from '../support/temporary-folder';
import { TestClient } from './support/client';

async function withClient(run: (client: TestClient) => Promise<void>): Promise<void> {
  const client = await TestClient.start();
  await run(client);
  await client.stop();
}

test('scaffolds are listed, checked and rendered', async () => {
  await withClient(async ({ connection }) => {
    const scaffolds = await connection.sendRequest<ScaffoldInfo[]>(SCAFFOLDS_REQUEST);
    expect(scaffolds.map(({ name }) => name)).toEqual(listScaffolds().map(({ name }) => name));
    const name = 'namespace-lockdown';
    const result = await connection.sendRequest<ScaffoldResult>(SCAFFOLD_REQUEST, {
      name,
      values: { namespace: 'models' },
    });
    expect('files' in result && result.files.some(({ text }) => text.includes('namespace: models'))).toBe(true);
    const refused = await connection.sendRequest<ScaffoldResult>(SCAFFOLD_REQUEST, {
      name,
      values: { namespace: 'Not A Name' },
    });
    expect(refused).toMatchObject({ error: { field: 'namespace' } });
    const validate = (value: string) =>
      connection.sendRequest(SCAFFOLD_VALIDATE_REQUEST, { name, key: 'namespace', value });
    expect(await validate('models')).toBeNull();
    expect(await validate('Not A Name')).toMatch(/\w/);
    expect(await connection.sendRequest(SCAFFOLD_REQUEST, { name: 'no-such', values: {} })).toMatchObject({
      error: { field: 'name' },
    });
  });
});

test('a scaffold with a folder is planned against what is open: edits in the text, clashes at their place', async () => {
  await withClient(async (client) => {
    const open = 'file:///w/base.yaml';
    const mode = `apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata:
  name: default
  namespace: models
spec:
  mtls:
    mode: PERMISSIVE
`;
    await client.open(open, `${namespace('models').replace('istio-injection: enabled', 'team: a')}---\n${mode}`);
    const result = await client.connection.sendRequest<ScaffoldResult>(SCAFFOLD_REQUEST, {
      name: 'namespace-lockdown',
      values: { namespace: 'models' },
      folder: 'file:///w/models',
    });
    const plan = 'plan' in result ? result.plan : undefined;
    expect(plan?.edits).toMatchObject([
      { uri: open, label: 'Namespace models', newText: expect.stringContaining('istio-injection: enabled') },
    ]);
    expect(plan?.clashes).toMatchObject([{ uri: open, object: 'PeerAuthentication models/default' }]);
    const paths = plan?.creates.map(({ path }) => path);
    expect(paths).toContain('authorization-policy.yaml');
    expect(paths).not.toContain('peer-authentication.yaml');
  });
});

test('the workspace offers its namespaces as answers, unsaved ones included', async () => {
  await withClient(async (client) => {
    await client.open('file:///w/a.yaml', namespace('models'));
    const facts = await client.connection.sendRequest<WorkspaceFacts>(WORKSPACE_FACTS_REQUEST);
    expect(facts.namespaces).toContain('models');
  });
});

test('what a workspace offers is all of it, also right after the start', async () => {
  const folder = new TemporaryFolder({ 'ns.yaml': namespace('models') });
  const client = await TestClient.start({ folders: [folder.uri] });
  const facts = await client.connection.sendRequest<WorkspaceFacts>(WORKSPACE_FACTS_REQUEST);
  expect(facts.namespaces).toEqual(['models']);
  await client.stop();
  folder.remove();
});

test('a server without a file system reads the workspace by way of the client', async () => {
  const disk = new Map([
    ['vscode-vfs://github/w/auth.yaml', Buffer.from(rootSelector())],
    ['vscode-vfs://github/w/big.yaml', Buffer.alloc(11 * 1024 * 1024)],
  ]);
  // Stands for the editor's side of the two requests.
  const answers: Record<string, (params: { root: string; uri: string; maxBytes: number }) => unknown> = {
    [FS_LIST_REQUEST]: ({ root }) => [...disk.keys()].filter((uri) => uri.startsWith(root) && isManifestName(uri)),
    [FS_READ_REQUEST]: ({ uri, maxBytes }) => {
      const bytes = disk.get(uri);
      return bytes ? { size: bytes.length, ...(bytes.length <= maxBytes && { bytes }) } : null;
    },
  };
  const files: WorkspaceFiles = clientFiles({
    sendRequest: async (method: string, params: never) => answers[method]!(params),
  } as unknown as Parameters<typeof clientFiles>[0]);
  const client = await TestClient.start({ folders: ['vscode-vfs://github/w'], files });
  await client.untilShown('vscode-vfs://github/w/auth.yaml', ROOT_SELECTOR);
  expect((await files.read('vscode-vfs://github/w/big.yaml', { maxBytes: 1024 }))?.notice?.code).toBe('file-too-large');
  expect(await files.read('vscode-vfs://github/w/none.yaml', { maxBytes: 1024 })).toBeUndefined();
  await client.stop();
});

test('settings: the defaults of the manifest are what the server does without settings', () => {
  const section: Record<string, unknown> = {};
  for (const [key, { default: value }] of Object.entries(SETTINGS)) section[key.slice('meshward.'.length)] = value;
  const complaints: string[] = [];
  expect(readSettings(section, (message) => complaints.push(message))).toEqual(readSettings(undefined));
  expect(complaints).toEqual([]);
});

test('settings: each rule can be named', () => {
  expect(Object.keys(SETTINGS['meshward.rules'].properties)).toEqual(expect.arrayContaining(RULES.map(({ id }) => id)));
});
