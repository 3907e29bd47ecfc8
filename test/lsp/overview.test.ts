/** The view "Meshward" as a client asks for it. */
import { afterEach, expect, test } from 'vitest';
import type { CodeAction } from 'vscode-languageserver-protocol';
import {
  ACCESS_CHANGED,
  OVERVIEW_REQUEST,
  OVERVIEW_SET_REQUEST,
  type Overview,
  type OverviewContent,
  SECURE_KIND,
} from '../../server/src/protocol';
import { namespace } from '../support/manifests';
import { TemporaryFolder } from '../support/temporary-folder';
import { TestClient } from './support/client';

const model = (name: string) => `apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata:
  name: ${name}
  namespace: user1
spec:
  predictor:
    model:
      modelFormat:
        name: sklearn
`;
const policies = `apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata:
  name: default
  namespace: user1
spec:
  mtls:
    mode: STRICT
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata:
  name: allow
  namespace: user1
spec:
  rules:
    - from:
        - source:
            namespaces: ["user1"]
`;

let folder: TemporaryFolder;
let client: TestClient;
afterEach(async () => {
  await client.stop();
  folder.remove();
});

async function start(files: Readonly<Record<string, string>>): Promise<void> {
  folder = new TemporaryFolder(files);
  client = await TestClient.start({ folders: [folder.uri] });
  await client.scanned();
}

const overview = () => client.connection.sendRequest<Overview>(OVERVIEW_REQUEST);
const content = (id: string) => client.connection.sendRequest<OverviewContent>(OVERVIEW_SET_REQUEST, { id });

const files = {
  'namespaces.yaml': namespace('user1'),
  'base/auth.yaml': policies,
  'models/iris.yaml': model('iris'),
};

test('sets come with their counts, and folders without models or policies do not come', async () => {
  await start({
    ...files,
    'dev/extra.yaml': model('extra'),
    'prod/extra.yaml': model('extra'),
    'other/kustomization.yaml': 'resources: [ns.yaml]\n',
    'other/ns.yaml': namespace('other'),
  });
  const { sets, reading } = await overview();
  expect(reading).toBe(false);
  expect(sets.map(({ label, services, policies: count }) => [label, services, count])).toEqual([
    ['dev', 2, 2],
    ['prod', 2, 2],
  ]);
});

test('a folder without any is empty', async () => {
  await start({ 'namespaces.yaml': namespace('user1') });
  expect(await overview()).toEqual({ sets: [], reading: false });
  expect(await content('file:///gone/')).toEqual({ services: [], policies: [] });
});

test('a set has its models with who gets in, and its policies with what counts of them', async () => {
  await start(files);
  const [set] = (await overview()).sets;
  const { services, policies: shown } = await content(set!.id);
  expect(services).toMatchObject([
    {
      namespace: 'user1',
      name: 'iris',
      set: set!.id,
      summary: expect.stringMatching(/^user1 ✓/),
      location: { uri: folder.uriOf('models/iris.yaml'), range: { start: { line: 3 } } },
    },
  ]);
  expect(shown).toMatchObject([
    { kind: 'AuthorizationPolicy', name: 'allow', effect: 'ALLOW', location: { range: { start: { line: 12 } } } },
    { kind: 'PeerAuthentication', name: 'default', effect: 'STRICT', location: { range: { start: { line: 3 } } } },
  ]);
});

test('the client is told when it has changed, and asks again', async () => {
  await start(files);
  const [set] = (await overview()).sets;
  await content(set!.id);
  const changed = new Promise<void>((resolve) => {
    client.connection.onNotification(ACCESS_CHANGED, resolve);
  });
  await client.open(folder.uriOf('models/iris.yaml'), model('renamed'));
  await changed;
  expect((await content(set!.id)).services.map(({ name }) => name)).toEqual(['renamed']);
});

test('what the view secures goes by the kind of its code action', async () => {
  await start(files);
  const uri = folder.uriOf('models/iris.yaml');
  await client.open(uri, model('iris'));
  const at = { line: 3, character: 10 };
  const ask = (only: string) =>
    client.connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri },
      range: { start: at, end: at },
      context: { diagnostics: [], only: [only] },
    });
  expect((await ask(SECURE_KIND)).map(({ kind, title }) => [kind, title])).toEqual([
    [SECURE_KIND, 'Secure This InferenceService'],
  ]);
  expect(await ask('refactor')).toHaveLength(1);
  expect(await ask('quickfix.other')).toEqual([]);
});
