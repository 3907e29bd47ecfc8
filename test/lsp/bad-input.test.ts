/** Whatever a folder holds: a message or silence as a user would expect, and the server alive at the end. */
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { WorkspaceFiles } from '../../server/src/files/workspace-files';
import { nodeFiles } from '../../server/src/node/files';
import { namespace, ROOT_SELECTOR, rootSelector } from '../support/manifests';
import { TemporaryFolder } from '../support/temporary-folder';
import { type ClientOptions, TestClient } from './support/client';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** Stops the client after the test, and then sees that the server still answers. */
async function start(options: ClientOptions): Promise<TestClient> {
  const client = await TestClient.start(options);
  cleanups.push(async () => {
    const uri = 'file:///elsewhere/last.yaml';
    await client.open(uri, rootSelector());
    if (options.pull) expect(await client.pulledCodes(uri)).toContain(ROOT_SELECTOR);
    else await client.untilShown(uri, ROOT_SELECTOR);
    await client.stop();
  });
  return client;
}

function folderOf(files: Record<string, string | Uint8Array>): TemporaryFolder {
  const folder = new TemporaryFolder(files);
  cleanups.push(() => folder.remove());
  return folder;
}

/** Codes that a pulling client gets for a text. */
async function codesOf(text: string, name = 'file.yaml'): Promise<unknown[]> {
  const client = await start({ pull: true });
  await client.open(`file:///w/${name}`, text);
  return client.pulledCodes(`file:///w/${name}`);
}

const BROKEN: Record<string, string> = {
  'an unclosed quote': 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: "a\n',
  'a tab for indentation': 'apiVersion: v1\nkind: Namespace\nmetadata:\n\tname: a\n',
  'a duplicate key': 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n  name: b\n',
  'an unclosed bracket': 'apiVersion: v1\nkind: Namespace\nmetadata: {name: a\n',
  'an alias without anchor': 'apiVersion: v1\nkind: Namespace\nmetadata: *nowhere\n',
};
for (const [what, broken] of Object.entries(BROKEN)) {
  test(`${what} in one document leaves the others checked`, async () => {
    expect(await codesOf(`${namespace('a')}---\n${broken}---\n${rootSelector()}`)).toContain(ROOT_SELECTOR);
  });
}

test('an empty file, one of blanks and one of markers have no finding', async () => {
  const client = await start({ pull: true });
  for (const [i, text] of ['', ' \n\n', '---\n---\n...\n', '\uFEFF'].entries()) {
    await client.open(`file:///w/${i}.yaml`, text);
    expect(await client.pulledCodes(`file:///w/${i}.yaml`)).toEqual([]);
  }
});

test('CRLF: findings stand where they stand with LF, and fixes keep the line breaks', async () => {
  const text = `${namespace('models')}---\n${rootSelector()}`;
  const client = await start({ pull: true });
  const [lf, crlf] = ['file:///w/lf.yaml', 'file:///w/crlf.yaml'];
  await client.open(lf, text);
  await client.open(crlf, text.replaceAll('\n', '\r\n'));
  const rangesOf = async (uri: string) => {
    const report = await client.pull(uri);
    return report.kind === 'full' ? report.items.map(({ code, range }) => ({ code, start: range.start })) : [];
  };
  expect(await rangesOf(crlf)).toEqual(await rangesOf(lf));
  const action = (await client.actions(crlf, 'selector')).find(({ title }) => title.startsWith('Disable'))!;
  expect(client.applied(crlf, action.edit!)).not.toMatch(/[^\r]\n/);
});

test('a byte order mark moves nothing in a closed file, and one column in a buffer that holds it', async () => {
  const flow =
    '{ apiVersion: security.istio.io/v1, kind: PeerAuthentication, metadata: { name: a, namespace: istio-system }, spec: { selector: { matchLabels: { app: a } } } }';
  const folder = folderOf({ 'plain.yaml': flow, 'marked.yaml': `\uFEFF${flow}` });
  const client = await start({ folders: [folder.uri] });
  const startOf = (uri: string) => client.shown(uri).find(({ code }) => code === ROOT_SELECTOR)!.range.start.character;
  await client.untilShown(folder.uriOf('plain.yaml'), ROOT_SELECTOR);
  await client.untilShown(folder.uriOf('marked.yaml'), ROOT_SELECTOR);
  expect(startOf(folder.uriOf('marked.yaml'))).toBe(startOf(folder.uriOf('plain.yaml')));
  await client.open('file:///elsewhere/marked.yaml', `\uFEFF${flow}`);
  await client.untilShown('file:///elsewhere/marked.yaml', ROOT_SELECTOR);
  expect(startOf('file:///elsewhere/marked.yaml')).toBe(startOf(folder.uriOf('plain.yaml')) + 1);
});

const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(rootSelector(), 'utf16le')]);
const latin1 = Buffer.from(`# gr\u00fcn\n${rootSelector()}`, 'latin1');
const binary = new Uint8Array([0x61, 0, 0x62, 0, 0, 1, 2, 3]);

test('files that are no UTF-8 text are passed over while closed, and explained when opened', async () => {
  const folder = folderOf({
    'utf16.yaml': utf16,
    'latin1.yaml': latin1,
    'binary.yaml': binary,
    'auth.yaml': rootSelector(),
  });
  const client = await start({ folders: [folder.uri] });
  await client.untilShown(folder.uriOf('auth.yaml'), ROOT_SELECTOR);
  expect(client.published.map(({ uri }) => uri)).toEqual([folder.uriOf('auth.yaml')]);
  await client.open(folder.uriOf('latin1.yaml'), latin1.toString('utf8'));
  await client.untilShown(folder.uriOf('latin1.yaml'), 'file-not-utf8');
  await client.open(folder.uriOf('utf16.yaml'), utf16.toString('utf8'));
  await client.until('a notice', () => client.codes(folder.uriOf('utf16.yaml')).length > 0);
  await client.open(folder.uriOf('binary.yaml'), 'a\0b');
  await client.untilShown(folder.uriOf('binary.yaml'), 'file-not-text');
});

test('50 MB are not read while closed, and not checked when opened: a message says so', async () => {
  const lines = Buffer.alloc(50 * 1024 * 1024, '# apiVersion: nothing but comment\n');
  const folder = folderOf({ 'big.yaml': lines, 'big.json': lines, 'auth.yaml': rootSelector() });
  const client = await start({ folders: [folder.uri] });
  await client.untilShown(folder.uriOf('auth.yaml'), ROOT_SELECTOR);
  expect(client.published.map(({ uri }) => uri)).toEqual([folder.uriOf('auth.yaml')]);
  await client.open(folder.uriOf('big.yaml'), lines.toString('latin1'));
  await client.untilShown(folder.uriOf('big.yaml'), 'file-too-large');
  expect(client.shown(folder.uriOf('big.yaml'))[0]!.message).toMatch(/50 MB.*meshward\.maxFileSize is 10 MB/);
  expect((await client.statistics()).documentsParsed).toBeLessThan(5);
});

test('JSON is checked when it holds Kubernetes objects, and left alone otherwise', async () => {
  const object = {
    apiVersion: 'security.istio.io/v1',
    kind: 'PeerAuthentication',
    metadata: { name: 'a', namespace: 'istio-system' },
    spec: { selector: { matchLabels: { app: 'a' } } },
  };
  expect(await codesOf(JSON.stringify(object, null, 2), 'auth.json')).toContain(ROOT_SELECTOR);
  expect(await codesOf('{ "a": 1, // comment\n "a": 2 }', 'tsconfig.json')).toEqual([]);
});

test('anchors, aliases and merges are followed', async () => {
  const text = `x-labels: &labels
  matchLabels: { app: a }
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata:
  name: &name a
  namespace: istio-system
spec:
  selector:
    SELECTOR
`;
  expect(await codesOf(text.replace('SELECTOR', '<<: *labels'))).toContain(ROOT_SELECTOR);
  expect(await codesOf(text.replace('SELECTOR', 'matchLabels: { app: *name }'))).toContain(ROOT_SELECTOR);
  expect(await codesOf(text.replace('SELECTOR', 'matchLabels: {}'))).not.toContain(ROOT_SELECTOR);
});

test('an alias bomb costs nothing', async () => {
  const levels = Array.from(
    { length: 30 },
    (_, i) => `  l${i + 1}: &l${i + 1} [${Array(10).fill(`*l${i}`).join(', ')}]`,
  );
  const bomb = `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: inferenceservice-config\n  namespace: kserve\ndata:\n  l0: &l0 lol\n${levels.join('\n')}\n`;
  expect(await codesOf(`${bomb}---\n${rootSelector()}`)).toContain(ROOT_SELECTOR);
});

test('thousands of brackets are not descended into', async () => {
  expect(
    await codesOf(`apiVersion: v1\nkind: Namespace\nmetadata: ${'['.repeat(100_000)}\n---\n${rootSelector()}`),
  ).toContain(ROOT_SELECTOR);
});

test('Helm braces silence what they hide, and nothing else', async () => {
  const text = rootSelector().replace('namespace: istio-system', 'namespace: {{ .Release.Namespace }}');
  expect(await codesOf(text)).toEqual([]);
  expect(await codesOf(rootSelector().replace('mode: STRICT', 'mode: {{ .Values.mode }}'))).toContain(ROOT_SELECTOR);
});

test('a folder that cannot be listed is named in the log, and the rest is read', async () => {
  const folder = folderOf({ 'auth.yaml': rootSelector(), 'secret/auth.yaml': rootSelector() });
  const real = nodeFiles();
  // Permissions do not stop an administrator, so the refusal is played where they would not be felt.
  const files: WorkspaceFiles = {
    ...real,
    async *list(root, options) {
      yield* real.list(root, { ...options, exclude: [...options.exclude, 'secret'] });
      options.onUnreadable?.(folder.uriOf('secret'), new Error('EACCES: permission denied'));
    },
  };
  chmodSync(join(folder.path, 'secret'), 0);
  cleanups.push(() => chmodSync(join(folder.path, 'secret'), 0o755));
  const client = await start({ folders: [folder.uri], files: process.getuid?.() === 0 ? files : real });
  await client.untilShown(folder.uriOf('auth.yaml'), ROOT_SELECTOR);
  await client.until('a log entry', () => client.logs.some((message) => message.includes('secret')));
});

test('a file that is deleted while it is read is passed over', async () => {
  const folder = folderOf({ 'auth.yaml': rootSelector(), 'gone.yaml': rootSelector() });
  const real = nodeFiles();
  const files: WorkspaceFiles = {
    ...real,
    async read(uri, options) {
      if (uri === folder.uriOf('gone.yaml')) folder.delete('gone.yaml');
      return real.read(uri, options);
    },
  };
  const client = await start({ folders: [folder.uri], files });
  await client.untilShown(folder.uriOf('auth.yaml'), ROOT_SELECTOR);
  expect(client.published.map(({ uri }) => uri)).toEqual([folder.uriOf('auth.yaml')]);
});

test('a file system that fails in every way is logged', async () => {
  const files: WorkspaceFiles = {
    // biome-ignore lint/correctness/useYield: it fails first.
    async *list() {
      throw new Error('no list');
    },
    accepts: () => Promise.reject(new Error('no look')),
    read: () => Promise.reject(new Error('no read')),
  };
  const client = await start({ folders: ['file:///w'], files });
  await client.scanned();
  await client.open('file:///w/a.yaml', '\uFFFD');
  await client.close('file:///w/a.yaml');
  await client.watched('file:///w/b.yaml', 'changed');
  for (const words of ['no list', 'no look', 'no read']) {
    await client.until(words, () => client.logs.some((message) => message.includes(words)));
  }
});

test('a folder that is gone, a folder named like a file, and links are no trouble', async () => {
  const folder = folderOf({ 'auth.yaml': rootSelector() });
  mkdirSync(join(folder.path, 'folder.yaml'));
  symlinkSync(folder.path, join(folder.path, 'loop'));
  symlinkSync('/etc', join(folder.path, 'outside'));
  symlinkSync(join(folder.path, 'nowhere'), join(folder.path, 'broken.yaml'));
  const client = await start({ folders: [folder.uri, folder.uriOf('not-there')] });
  await client.untilShown(folder.uriOf('auth.yaml'), ROOT_SELECTOR);
  await client.watched(folder.uriOf('folder.yaml'), 'created');
  await client.watched(folder.uriOf('loop/auth.yaml'), 'created');
  await client.statistics();
  expect(new Set(client.published.map(({ uri }) => uri))).toEqual(new Set([folder.uriOf('auth.yaml')]));
});

test('notices, changes and closes for documents never opened are no trouble', async () => {
  const client = await start({ pull: true });
  await client.connection.sendNotification('textDocument/didChange', {
    textDocument: { uri: 'file:///w/never.yaml', version: 2 },
    contentChanges: [{ text: 'a' }],
  });
  await client.close('file:///w/never.yaml');
  expect(await client.pulledCodes('file:///w/never.yaml')).toEqual([]);
});
