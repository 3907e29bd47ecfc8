/** How much work a keystroke costs, counted: the counts do not depend on the machine. */
import { expect, test } from 'vitest';
import { Publisher } from '../../server/src/lsp/publisher';
import type { Statistics } from '../../server/src/protocol';
import { namespace, rootSelector, spiffePolicy } from '../support/manifests';
import { TestClient } from './support/client';

for (const pull of [true, false]) {
  test(`a keystroke in a file of 20,000 lines parses one document (${pull ? 'pulled' : 'pushed'})`, async () => {
    const documents = Array.from({ length: 2_200 }, (_, i) =>
      i % 2 === 0 ? spiffePolicy(`auth-${i}`).replace('namespace: models', `namespace: n${i}`) : namespace(`n${i}`),
    );
    const text = documents.join('---\n');
    expect(text.split('\n').length).toBeGreaterThan(20_000);
    const uri = 'file:///w/big.yaml';
    const client = await TestClient.start({ pull });
    await client.open(uri, text);
    const ask = async () => (pull ? void (await client.pull(uri)) : void (await client.statistics()));
    await ask();
    const before = await client.statistics();
    expect(before.documentsParsed).toBe(documents.length);
    await client.type(uri, 'app: auth-800', 'app: auth-80');
    await ask();
    const after = await client.statistics();
    expect(after.documentsParsed - before.documentsParsed).toBe(1);
    expect(after.rulesRun - before.rulesRun).toBeLessThan(100);
    await client.stop();
  });
}

test('keystrokes that arrive together are taken in together', async () => {
  const uri = 'file:///w/auth.yaml';
  const client = await TestClient.start({ pull: true });
  await client.open(uri, rootSelector());
  await client.pull(uri);
  const before = await client.statistics();
  client.burst(
    'textDocument/didChange',
    Array.from({ length: 20 }, (_, i) => ({
      textDocument: { uri, version: i + 2 },
      contentChanges: [{ text: rootSelector(`name-${i}`) }],
    })),
  );
  await client.pull(uri);
  expect((await client.statistics()).documentsParsed - before.documentsParsed).toBe(1);
  await client.stop();
});

test('a keystroke that changes no finding sends no diagnostics, however many the file has', async () => {
  const uri = 'file:///w/big.yaml';
  const text = Array.from({ length: 300 }, (_, i) => spiffePolicy(`auth-${i}`)).join('---\n');
  const client = await TestClient.start();
  await client.open(uri, text);
  await client.until('the findings', () => client.shown(uri).length >= 300);
  const before = client.published.length;
  await client.type(uri, 'app: auth-299', 'app: auth-2999');
  await client.statistics();
  await client.statistics();
  expect(client.published.slice(before)).toEqual([]);
  await client.stop();
});

test('a pull after such a keystroke is answered by an id alone', async () => {
  const uri = 'file:///w/big.yaml';
  const text = Array.from({ length: 300 }, (_, i) => spiffePolicy(`auth-${i}`)).join('---\n');
  const client = await TestClient.start({ pull: true });
  await client.open(uri, text);
  const first = await client.pull(uri);
  await client.type(uri, 'app: auth-299', 'app: auth-2999');
  const second = await client.pull(uri, first.resultId);
  expect(JSON.stringify(first).length).toBeGreaterThan(30_000);
  expect(JSON.stringify(second).length).toBeLessThan(100);
  await client.stop();
});

test('a keystroke while a folder is read is served before the rest of it', async () => {
  const root = 'file:///w';
  const names = Array.from({ length: 2_000 }, (_, i) => `${root}/auth-${String(i).padStart(4, '0')}.yaml`);
  const open = 'file:///elsewhere/open.yaml';
  let asked: Promise<Statistics> | undefined;
  const client: TestClient = await TestClient.start({
    folders: [root],
    pull: true,
    files: {
      async *list() {
        yield* names;
      },
      accepts: async () => true,
      read: async (uri) => {
        if (uri === names[200]) {
          asked = client
            .type(open, 'app: open', 'app: opened')
            .then(() => client.pull(open))
            .then(() => client.statistics());
        }
        return { text: spiffePolicy(`auth-${names.indexOf(uri)}`) };
      },
    },
  });
  await client.open(open, spiffePolicy('open'));
  await client.scanned();
  const served = await asked!;
  const all = await client.statistics();
  expect(all.documentsParsed).toBe(names.length + 2);
  expect(served.documentsParsed).toBeLessThan(1_000);
  expect(served.rulesRun).toBeLessThan(all.rulesRun / 10);
  await client.stop();
});

test('findings of an open document are sent before those of a folder in line', () => {
  const sent: string[] = [];
  const deferred: (() => void)[] = [];
  const open = 'file:///w/open.yaml';
  const publisher = new Publisher({
    connection: { sendDiagnostics: ({ uri }: { uri: string }) => sent.push(uri) },
    client: {},
    manifests: { flush: () => {}, unread: new Set(), findings: () => [{}] },
    documents: {
      keys: () => [open],
      get: (uri: string) => (uri === open ? { uri, buffer: { version: 2 } } : undefined),
    },
    converter: { diagnostic: () => ({ message: 'a finding' }) },
    defer: (run: () => void) => deferred.push(run),
  } as unknown as ConstructorParameters<typeof Publisher>[0]);
  publisher.release();
  publisher.touch(Array.from({ length: 1_000 }, (_, i) => `file:///w/${i}.yaml`));
  publisher.touch([open]);
  deferred.shift()!();
  expect(sent[0]).toBe(open);
  expect(sent.length).toBeLessThan(200);
});
