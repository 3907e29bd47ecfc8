/** Who can call a model, as a client asks it. */
import { afterEach, expect, test } from 'vitest';
import type { CodeLens } from 'vscode-languageserver-protocol';
import type { WorkspaceFiles } from '../../server/src/files/workspace-files';
import {
  ACCESS_CHANGED,
  ACCESS_REQUEST,
  ACCESS_SERVICES_REQUEST,
  type AccessParams,
  type AccessReport,
  type AccessServices,
  WHO_CAN_CALL_COMMAND,
} from '../../server/src/protocol';
import { namespace as meshNamespace } from '../support/manifests';
import { TestClient } from './support/client';

const MODEL = 'file:///w/model.yaml';
const AUTH = 'file:///w/auth.yaml';
const model = `apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata:
  name: iris
  namespace: user1
  annotations:
    sidecar.istio.io/inject: "true"
spec:
  predictor:
    model:
      modelFormat:
        name: sklearn
`;
const auth = `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata:
  name: allow
  namespace: user1
spec:
  rules:
    - from:
        - source:
            namespaces: ["user1", "knative-serving"]
`;

const FILES = { [AUTH]: auth, 'file:///w/namespace.yaml': meshNamespace('user1'), [MODEL]: model };

let client: TestClient;
afterEach(() => client.stop());

/** Everything is open in the editor; the folder makes it one set. */
async function start(texts: Readonly<Record<string, string>> = FILES): Promise<void> {
  const files: WorkspaceFiles = {
    async *list() {},
    accepts: async () => true,
    read: async () => undefined,
  };
  client = await TestClient.start({ folders: ['file:///w'], files });
  await client.scanned();
  for (const [uri, text] of Object.entries(texts)) await client.open(uri, text);
}

const ask = (whatIf?: AccessParams['whatIf'], namespace = 'user1', name = 'iris') => {
  const params: AccessParams = { service: { namespace, name }, ...(whatIf && { whatIf }) };
  return client.connection.sendRequest<AccessReport | null>(ACCESS_REQUEST, params);
};

const verdict = ({ callers, columns }: AccessReport, caller: string, activator = 'off') => {
  const column = columns.findIndex((each) => each.host === 'predictor' && each.activator === activator);
  return callers.find(({ label }) => label.startsWith(caller))!.cells[column]!.verdict;
};

test('services are listed where they are written', async () => {
  await start();
  const { services, reading } = await client.connection.sendRequest<AccessServices>(ACCESS_SERVICES_REQUEST);
  expect(reading).toBe(false);
  expect(services).toMatchObject([
    { namespace: 'user1', name: 'iris', location: { uri: MODEL, range: { start: { line: 3, character: 8 } } } },
  ]);
});

test('without an InferenceService there is none to list, and none to ask about', async () => {
  await start({ [AUTH]: auth });
  expect(await client.connection.sendRequest(ACCESS_SERVICES_REQUEST)).toEqual({ services: [], reading: false });
  expect(await ask()).toBeNull();
});

test('a report holds the line that decides, where an editor can open it', async () => {
  await start();
  const report = (await ask())!;
  expect(verdict(report, 'default')).toBe('closed');
  const cell = report.callers[0]!.cells[0]!;
  expect(cell.verdict).toBe('open');
  expect(cell.reasons[0]!.location).toMatchObject({ uri: AUTH, range: { start: { line: 9 } } });
});

test('a what-if answers without a change to any file', async () => {
  await start();
  const policies = [{ namespace: 'user1', name: 'allow', change: 'remove' as const }];
  const report = (await ask({ policies }))!;
  expect(verdict(report, 'default')).toBe('open');
  expect(report.changes.join()).toContain('default');
  expect(verdict((await ask())!, 'default')).toBe('closed');
});

test('a client that has asked is told once that files changed', async () => {
  await start();
  let told = 0;
  let seen: () => void = () => {};
  client.connection.onNotification(ACCESS_CHANGED, () => {
    told++;
    seen();
  });
  const change = new Promise<void>((resolve) => {
    seen = resolve;
  });
  await ask();
  await client.type(AUTH, '"user1", ', '"user1", "default", ');
  await client.type(AUTH, '"default", ', '"default", "user2", ');
  await change;
  expect(verdict((await ask())!, 'default')).toBe('open');
  expect(told).toBe(1);
});

test('the lens says who gets in, and leads to the panel', async () => {
  await start();
  const lenses = await client.connection.sendRequest<CodeLens[]>('textDocument/codeLens', {
    textDocument: { uri: MODEL },
  });
  const resolved = await Promise.all(
    lenses.map((lens) => client.connection.sendRequest<CodeLens>('codeLens/resolve', lens)),
  );
  const [command, ...others] = resolved
    .flatMap((lens) => lens.command ?? [])
    .filter(({ command }) => command === WHO_CAN_CALL_COMMAND);
  expect(others).toEqual([]);
  expect(command!.title).toMatch(/^user1 .*✓/);
  expect(command!.arguments).toEqual([{ namespace: 'user1', name: 'iris' }]);
});
