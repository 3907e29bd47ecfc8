import { afterEach, describe, expect, test } from 'vitest';
import type { WorkspaceFiles } from '../../server/src/files/workspace-files';
import { nodeFiles } from '../../server/src/node/files';
import { OTHER_VALIDATION } from '../../server/src/protocol';
import { namespace, ROOT_SELECTOR, rootSelector, spiffePolicy } from '../support/manifests';
import { TemporaryFolder } from '../support/temporary-folder';
import { type ClientOptions, TestClient } from './support/client';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const folderWith = (files: Record<string, string>): TemporaryFolder => {
  const folder = new TemporaryFolder(files);
  cleanups.push(() => folder.remove());
  return folder;
};
const startClient = async (options: ClientOptions): Promise<TestClient> => {
  const client = await TestClient.start(options);
  cleanups.push(() => client.stop());
  return client;
};
const fixed = rootSelector().replace(/ {2}selector:\n.*\n.*\n/, '');

describe('a client that is pushed to', () => {
  test('sees findings of files it never opened, with a link to the rule', async () => {
    const folder = folderWith({ 'mesh/auth.yaml': rootSelector(), 'mesh/clean.yaml': namespace('models') });
    const client = await startClient({ folders: [folder.uri] });
    await client.untilShown(folder.uriOf('mesh/auth.yaml'), ROOT_SELECTOR);
    const diagnostic = client.shown(folder.uriOf('mesh/auth.yaml')).find(({ code }) => code === ROOT_SELECTOR)!;
    expect(diagnostic).toMatchObject({
      severity: 1,
      source: 'meshward',
      range: { start: { line: 6, character: 2 } },
      codeDescription: { href: 'https://github.com/meshward/meshward/blob/main/docs/rules/root-selector-ignored.md' },
    });
    await client.scanned();
    expect(client.published.some(({ uri }) => uri === folder.uriOf('mesh/clean.yaml'))).toBe(false);
  });

  test('sees findings come and go while typing', async () => {
    const folder = folderWith({ 'auth.yaml': fixed });
    const uri = folder.uriOf('auth.yaml');
    const client = await startClient({ folders: [folder.uri] });
    await client.scanned();
    await client.open(uri, fixed);
    await client.type(uri, 'spec:\n', 'spec:\n  selector:\n    matchLabels:\n      app: a\n');
    await client.untilShown(uri, ROOT_SELECTOR);
    await client.type(uri, '  selector:\n    matchLabels:\n      app: a\n', '');
    await client.untilShown(uri);
  });

  test('sees no file twice when nothing in it changed', async () => {
    const folder = folderWith({ 'auth.yaml': rootSelector() });
    const uri = folder.uriOf('auth.yaml');
    const client = await startClient({ folders: [folder.uri] });
    await client.untilShown(uri, ROOT_SELECTOR);
    folder.write('.gitignore', '# nothing\n');
    await client.watched(folder.uriOf('.gitignore'), 'created');
    await client.scanned(2);
    await client.statistics();
    expect(client.published.filter((one) => one.uri === uri)).toHaveLength(1);
  });
});

describe('a client that pulls', () => {
  test('gets the findings when it asks, and only an id when they are as before', async () => {
    const client = await startClient({ pull: true });
    const uri = 'file:///w/auth.yaml';
    await client.open(uri, rootSelector());
    const first = await client.pull(uri);
    expect(first).toMatchObject({
      kind: 'full',
      items: expect.arrayContaining([expect.objectContaining({ code: ROOT_SELECTOR })]),
    });
    expect((await client.pull(uri, first.resultId)).kind).toBe('unchanged');
    await client.type(uri, 'istio-system', 'models');
    const third = await client.pull(uri, first.resultId);
    expect(third).toMatchObject({
      kind: 'full',
      items: expect.not.arrayContaining([expect.objectContaining({ code: ROOT_SELECTOR })]),
    });
    expect(client.published).toEqual([]);
  });

  test('is handed a file at open, and hands it back at close', async () => {
    const folder = folderWith({ 'auth.yaml': rootSelector() });
    const uri = folder.uriOf('auth.yaml');
    const client = await startClient({ folders: [folder.uri], pull: true });
    await client.untilShown(uri, ROOT_SELECTOR);
    await client.open(uri, rootSelector());
    await client.untilShown(uri);
    expect(await client.pulledCodes(uri)).toContain(ROOT_SELECTOR);
    await client.close(uri);
    await client.untilShown(uri, ROOT_SELECTOR);
  });

  test('is asked to pull again when another file changes what it was told', async () => {
    const outside = namespace('models').replace('istio-injection: enabled', 'team: a');
    const policy = spiffePolicy('caller');
    const folder = folderWith({ 'policy.yaml': policy, 'namespace.yaml': outside });
    const [uri, other] = [folder.uriOf('namespace.yaml'), folder.uriOf('policy.yaml')];
    const client = await startClient({ folders: [folder.uri], pull: true });
    await client.scanned();
    await client.open(uri, outside);
    await client.open(other, policy);
    const severity = async () => {
      const report = await client.pull(uri);
      return report.kind === 'full' && report.items.find(({ code }) => code === 'namespace-not-in-mesh')?.severity;
    };
    expect(await severity()).toBe(2);
    await client.pull(other);
    const { refreshes } = client;
    await client.type(other, 'namespace: models', 'namespace: elsewhere');
    await client.until('a refresh', () => client.refreshes > refreshes);
    expect(await severity()).toBeUndefined();
  });

  test('is asked to pull again when settings change what it was told', async () => {
    const client = await startClient({ pull: true, settings: {} });
    const uri = 'file:///w/auth.yaml';
    await client.open(uri, rootSelector());
    await client.pull(uri);
    await client.configure({ rules: { [ROOT_SELECTOR]: 'hint' } });
    await client.until('a refresh', () => client.refreshes > 0);
    const report = await client.pull(uri);
    expect(report.kind === 'full' && report.items.find(({ code }) => code === ROOT_SELECTOR)?.severity).toBe(4);
  });

  test('is not asked to pull again by its own keystrokes', async () => {
    const client = await startClient({ pull: true });
    const uri = 'file:///w/auth.yaml';
    await client.open(uri, rootSelector());
    await client.pull(uri);
    await client.type(uri, 'istio-system', 'models');
    await client.pull(uri);
    await client.type(uri, 'models', 'istio-system');
    await client.pull(uri);
    expect(client.refreshes).toBe(0);
  });
});

describe('settings', () => {
  test('change how severe a rule is, and turn it off', async () => {
    const folder = folderWith({ 'auth.yaml': rootSelector() });
    const uri = folder.uriOf('auth.yaml');
    const client = await startClient({ folders: [folder.uri], settings: { rules: { [ROOT_SELECTOR]: 'warning' } } });
    await client.untilShown(uri, ROOT_SELECTOR);
    expect(client.shown(uri).find(({ code }) => code === ROOT_SELECTOR)!.severity).toBe(2);
    await client.configure({ rules: { [ROOT_SELECTOR]: 'off' } });
    await client.until('the finding goes', () => !client.codes(uri).includes(ROOT_SELECTOR));
  });

  test('come with initialization where the client cannot be asked', async () => {
    const client = await startClient({
      initializationOptions: { meshward: { platform: { rootNamespace: 'mesh-root' } } },
    });
    await client.open('file:///w/auth.yaml', rootSelector().replace('istio-system', 'mesh-root'));
    await client.untilShown('file:///w/auth.yaml', ROOT_SELECTOR);
  });

  test('that make no sense are named in the log and left out', async () => {
    const client = await startClient({
      settings: { rules: { 'no-such-rule': 'error' }, maxFileSize: 'big', platform: { rootNamespace: 3 } },
    });
    await client.until('three complaints', () => client.logs.length >= 3);
    for (const key of ['rules.no-such-rule', 'maxFileSize', 'platform.rootNamespace']) {
      expect(client.logs.filter((message) => message.includes(`meshward.${key}`))).toHaveLength(1);
    }
    await client.open('file:///w/auth.yaml', rootSelector());
    await client.untilShown('file:///w/auth.yaml', ROOT_SELECTOR);
  });
});

describe('schema faults', () => {
  const uri = 'file:///w/k8s/auth.yaml';
  const faulty = rootSelector().replace('    mode: STRICT', '    modus: STRICT');

  test('are left to another extension that checks the file, unless the setting says on', async () => {
    const client = await startClient({ settings: {} });
    await client.open(uri, faulty);
    await client.untilShown(uri, 'unknown-field');
    await client.connection.sendNotification(OTHER_VALIDATION, { globs: ['**/k8s/*.yaml'] });
    await client.until('the fault goes', () => !client.codes(uri).includes('unknown-field'));
    expect(client.codes(uri)).toContain(ROOT_SELECTOR);
    await client.configure({ schemaValidation: 'on' });
    await client.untilShown(uri, 'unknown-field');
  });

  test('are not told when the setting is off', async () => {
    const client = await startClient({ settings: { schemaValidation: 'off' } });
    await client.open(uri, faulty);
    await client.untilShown(uri, ROOT_SELECTOR);
    expect(client.codes(uri)).not.toContain('unknown-field');
  });
});

describe('while the folders are still being read', () => {
  test('an open file shows what it alone can tell, and the rest when all is read', async () => {
    const folder = folderWith({ 'namespace.yaml': namespace('models') });
    const real = nodeFiles();
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const files: WorkspaceFiles = {
      ...real,
      async *list(root, options) {
        await released;
        yield* real.list(root, options);
      },
    };
    const client = await startClient({ folders: [folder.uri], pull: true, files });
    const uri = folder.uriOf('auth.yaml');
    await client.open(uri, `${rootSelector()}---\napiVersion: v1\nkind: Namespace\nmetadata: {name: a, name: b}\n`);
    expect(await client.pulledCodes(uri)).toEqual(['yaml-duplicate-key']);
    release();
    await client.until('a refresh', () => client.refreshes > 0);
    expect(await client.pulledCodes(uri)).toContain(ROOT_SELECTOR);
  });
});

describe('workspace', () => {
  test('of several folders: each is read, one that leaves takes its findings along', async () => {
    const one = folderWith({ 'auth.yaml': rootSelector('one') });
    const two = folderWith({ 'auth.yaml': rootSelector('two') });
    const client = await startClient({ folders: [one.uri] });
    await client.untilShown(one.uriOf('auth.yaml'), ROOT_SELECTOR);
    const change = (added: TemporaryFolder[], removed: TemporaryFolder[]) =>
      client.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
        event: {
          added: added.map(({ uri }) => ({ uri, name: '' })),
          removed: removed.map(({ uri }) => ({ uri, name: '' })),
        },
      });
    await change([two], []);
    await client.untilShown(two.uriOf('auth.yaml'), ROOT_SELECTOR);
    await change([], [one]);
    await client.untilShown(one.uriOf('auth.yaml'));
    expect(client.codes(two.uriOf('auth.yaml'))).toContain(ROOT_SELECTOR);
  });

  test('files that are created, changed and deleted outside the editor', async () => {
    const folder = folderWith({});
    const uri = folder.uriOf('sub/auth.yaml');
    const client = await startClient({ folders: [folder.uri] });
    await client.scanned();
    expect(client.watchers).toContain('**/*.{yaml,yml,json}');
    folder.write('sub/auth.yaml', rootSelector());
    await client.watched(uri, 'created');
    await client.untilShown(uri, ROOT_SELECTOR);
    folder.write('sub/auth.yaml', fixed);
    await client.watched(uri, 'changed');
    await client.untilShown(uri);
    folder.write('sub/auth.yaml', rootSelector());
    await client.watched(uri, 'changed');
    await client.untilShown(uri, ROOT_SELECTOR);
    folder.delete('sub');
    await client.watched(folder.uriOf('sub'), 'deleted');
    await client.untilShown(uri);
  });

  test('an unsaved buffer beats the disk', async () => {
    const folder = folderWith({ 'auth.yaml': rootSelector() });
    const uri = folder.uriOf('auth.yaml');
    const client = await startClient({ folders: [folder.uri] });
    await client.untilShown(uri, ROOT_SELECTOR);
    await client.open(uri, fixed);
    await client.untilShown(uri);
    folder.write('auth.yaml', rootSelector());
    await client.watched(uri, 'changed');
    await client.statistics();
    expect(client.shown(uri)).toEqual([]);
    await client.close(uri);
    await client.untilShown(uri, ROOT_SELECTOR);
  });

  test('leaves out what git ignores, what is excluded, and links', async () => {
    const folder = folderWith({
      '.gitignore': '/build\n',
      'build/auth.yaml': rootSelector(),
      'node_modules/x/auth.yaml': rootSelector(),
      'vendor/.gitignore': '*\n!kept.yaml\n',
      'vendor/auth.yaml': rootSelector(),
      'vendor/kept.yaml': rootSelector('kept'),
      'charts/auth.yaml': rootSelector(),
      'auth.yaml': rootSelector('last'),
    });
    const client = await startClient({ folders: [folder.uri], settings: { exclude: ['**/node_modules', 'charts'] } });
    await client.untilShown(folder.uriOf('vendor/kept.yaml'), ROOT_SELECTOR);
    await client.untilShown(folder.uriOf('auth.yaml'), ROOT_SELECTOR);
    await client.statistics();
    expect(new Set(client.published.map(({ uri }) => uri.slice(folder.uri.length + 1)))).toEqual(
      new Set(['vendor/kept.yaml', 'auth.yaml']),
    );
  });

  test('tells its progress while it reads', async () => {
    const folder = folderWith(
      Object.fromEntries(Array.from({ length: 120 }, (_, i) => [`n${i}.yaml`, namespace(`n${i}`)])),
    );
    const client = await startClient({ folders: [folder.uri] });
    await client.scanned();
    expect(client.progress[0]).toMatchObject({ kind: 'begin', title: 'Meshward' });
    expect(client.progress.filter(({ kind }) => kind === 'report').length).toBeGreaterThan(1);
    expect(client.progress.at(-1)).toEqual({ kind: 'end' });
  });
});
