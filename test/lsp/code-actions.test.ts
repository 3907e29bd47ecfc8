import { expect, test } from 'vitest';
import type { TextDocumentEdit, TextEdit } from 'vscode-languageserver-protocol/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { namespace, ROOT_SELECTOR, rootSelector, spiffePolicy } from '../support/manifests';
import { TemporaryFolder } from '../support/temporary-folder';
import { TestClient } from './support/client';

const uri = 'file:///w/auth.yaml';
const both = `# what we run\n${namespace('models')}---\n${rootSelector()}`;
const marked = 'selector';

async function withClient(options: { resolve?: boolean }, text: string, run: (client: TestClient) => Promise<void>) {
  const client = await TestClient.start({ pull: true, ...options });
  await client.open(uri, text);
  await run(client);
  await client.stop();
}

for (const resolve of [false, true]) {
  const how = resolve ? 'when it is chosen' : 'at once';

  test(`a quick fix changes the lines it is about, edit worked out ${how}`, async () => {
    await withClient({ resolve }, both, async (client) => {
      const action = (await client.actions(uri, marked)).find(({ title }) => title === 'Move to namespace models')!;
      expect(action).toMatchObject({ kind: 'quickfix', diagnostics: [{ code: ROOT_SELECTOR }] });
      expect(action.edit === undefined).toBe(resolve);
      const after = client.applied(uri, await client.resolved(action));
      expect(after).toBe(both.replace('istio-system', 'models'));
    });
  });

  test(`a comment silences a finding on its line, edit worked out ${how}`, async () => {
    await withClient({ resolve }, both, async (client) => {
      const action = (await client.actions(uri, marked)).find(
        ({ title }) => title === `Disable ${ROOT_SELECTOR} for this line`,
      )!;
      const after = client.applied(uri, await client.resolved(action));
      const line = both.split('\n').findIndex((each) => each.includes(marked));
      expect(after.split('\n')[line]).toBe(`  # meshward-disable-next-line ${ROOT_SELECTOR}`);
      expect(after.split('\n')[line + 1]).toBe(both.split('\n')[line]);
      await client.type(uri, both, after);
      expect(await client.pulledCodes(uri)).not.toContain(ROOT_SELECTOR);
    });
  });
}

test('a comment silences a finding in the whole file', async () => {
  await withClient({}, both, async (client) => {
    const action = (await client.actions(uri, marked)).find(
      ({ title }) => title === `Disable ${ROOT_SELECTOR} for this file`,
    )!;
    const after = client.applied(uri, await client.resolved(action));
    expect(after).toBe(`# meshward-disable-file ${ROOT_SELECTOR}\n${both}`);
    await client.type(uri, both, after);
    expect(await client.pulledCodes(uri)).not.toContain(ROOT_SELECTOR);
  });
});

test('a comment that silences another rule on the line is added to', async () => {
  const line = '  # meshward-disable-next-line no-such-rule';
  const text = both.replace('  selector', `${line}\n  selector`);
  await withClient({}, text, async (client) => {
    const action = (await client.actions(uri, marked)).find(
      ({ title }) => title === `Disable ${ROOT_SELECTOR} for this line`,
    )!;
    expect(client.applied(uri, action.edit!)).toBe(text.replace(line, `${line}, ${ROOT_SELECTOR}`));
  });
});

test('an action of a text that has moved on is refused rather than applied elsewhere', async () => {
  await withClient({ resolve: true }, both, async (client) => {
    const action = (await client.actions(uri, marked)).find(({ title }) => title.startsWith('Move'))!;
    await client.type(uri, '# what we run', '# what we run in production');
    await expect(client.resolved(action)).rejects.toThrow('changed');
  });
});

test('there is nothing to do where there is no finding', async () => {
  await withClient({}, both, async (client) => {
    expect(await client.actions(uri, 'what we run', ['quickfix'])).toEqual([]);
  });
});

for (const resolve of [false, true]) {
  test(`fix all applies every safe fix of the file, and no other (${resolve ? 'resolved' : 'at once'})`, async () => {
    const text = `${both}---\n${spiffePolicy('one')}---\n${spiffePolicy('two')}`;
    await withClient({ resolve }, text, async (client) => {
      for (const only of [['source.fixAll'], ['source.fixAll.meshward'], ['source']]) {
        const actions = await client.actions(uri, marked, only);
        expect(actions.map(({ kind }) => kind)).toEqual(['source.fixAll.meshward']);
        const after = client.applied(uri, await client.resolved(actions[0]!));
        expect(after).toBe(text.replaceAll('spiffe://', ''));
      }
      expect(await client.actions(uri, marked, ['source.organizeImports'])).toEqual([]);
    });
  });
}

test('fix all is not offered where nothing can be fixed safely', async () => {
  await withClient({}, both, async (client) => {
    expect(await client.actions(uri, marked, ['source.fixAll'])).toEqual([]);
  });
});

const MISSING = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: web, namespace: models}
spec:
  hosts: [m.example.com]
  gateways: [models/publik]
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: public, namespace: models}
spec:
  selector: {istio: ingressgateway}
  servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ['m.example.com']}]
`;
const EXTERNAL = 'Gateway/models/publik is in the cluster: add it to externals in .meshwardrc.yaml';

test('what is in the cluster goes to the settings file, comments kept, and is no longer missed', async () => {
  const rc = '# ours\nexternals: # not in git\n  - Namespace/shared # from the platform team\nrules: {}\n';
  const folder = new TemporaryFolder({ '.meshwardrc.yaml': rc, 'a.yaml': MISSING });
  const client = await TestClient.start({ folders: [folder.uri], resolve: true });
  await client.scanned();
  const file = folder.uriOf('a.yaml');
  await client.untilShown(file, 'vs-gateway-unknown');
  await client.open(file, MISSING);
  const action = (await client.actions(file, 'models/publik')).find(({ title }) => title === EXTERNAL)!;
  const [change] = (await client.resolved(action)).documentChanges as TextDocumentEdit[];
  expect(change!.textDocument.uri).toBe(folder.uriOf('.meshwardrc.yaml'));
  const after = TextDocument.applyEdits(TextDocument.create('x', 'yaml', 1, rc), change!.edits as TextEdit[]);
  expect(after).toBe(rc.replace('team\n', 'team\n  - Gateway/models/publik\n'));
  folder.write('.meshwardrc.yaml', after);
  await client.watched(folder.uriOf('.meshwardrc.yaml'), 'changed');
  await client.until('it is found', () => !client.codes(file).includes('vs-gateway-unknown'));
  await client.stop();
  folder.remove();
});

test('without a settings file one is made at the top of the folder, where the client makes files', async () => {
  const folder = new TemporaryFolder({ 'a.yaml': MISSING });
  for (const resolve of [true, false]) {
    const client = await TestClient.start({ folders: [folder.uri], resolve });
    await client.scanned();
    await client.open(folder.uriOf('a.yaml'), MISSING);
    const action = (await client.actions(folder.uriOf('a.yaml'), 'models/publik')).find(
      ({ title }) => title === EXTERNAL,
    );
    expect(action !== undefined).toBe(resolve);
    if (action) {
      expect((await client.resolved(action)).documentChanges).toMatchObject([
        { kind: 'create', uri: folder.uriOf('.meshwardrc.yaml') },
        { edits: [{ newText: 'externals:\n  - Gateway/models/publik\n' }] },
      ]);
    }
    await client.stop();
  }
  folder.remove();
});
