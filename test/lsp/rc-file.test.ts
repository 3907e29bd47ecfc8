/** `.meshwardrc.yaml` in an editor. */
import { afterEach, expect, test } from 'vitest';
import { ROOT_SELECTOR, rootSelector, spiffePolicy } from '../support/manifests';
import { TemporaryFolder } from '../support/temporary-folder';
import { TestClient } from './support/client';

const RC = '.meshwardrc.yaml';
let folder: TemporaryFolder;
let client: TestClient;
afterEach(async () => {
  await client.stop();
  folder.remove();
});

const severities = (uri: string) => client.shown(uri).map(({ code, severity }) => `${code} ${severity}`);

async function start(files: Record<string, string>, settings?: Record<string, unknown>, ...folders: string[]) {
  folder = new TemporaryFolder(files);
  client = await TestClient.start({
    folders: folders.length > 0 ? folders.map((name) => folder.uriOf(name)) : [folder.uri],
    settings,
  });
  await client.scanned();
}

test('counts like the settings of the editor, and is none of the manifests', async () => {
  await start({
    [RC]: 'rules: {root-selector-ignored: hint}\nexclude: [old]\n',
    'a.yaml': rootSelector(),
    'old/b.yaml': rootSelector('b'),
  });
  await client.untilShown(folder.uriOf('a.yaml'), ROOT_SELECTOR);
  expect(severities(folder.uriOf('a.yaml'))).toEqual([`${ROOT_SELECTOR} 4`]);
  expect(client.published.map(({ uri }) => uri)).toEqual([folder.uriOf('a.yaml')]);
});

test('what the user has set in the editor wins; defaults that editors send along do not', async () => {
  const texts = { 'a.yaml': rootSelector(), 'old/b.yaml': spiffePolicy('b') };
  await start(
    { [RC]: 'rules: {root-selector-ignored: hint, principal-with-spiffe: hint}\nexclude: [a.yaml]\n', ...texts },
    {
      rules: { 'principal-with-spiffe': 'warning' },
      platform: {},
      maxFileSize: 10,
      exclude: ['**/node_modules', '**/.git', '**/.venv', '**/.terraform'],
    },
  );
  await client.untilShown(folder.uriOf('old/b.yaml'), 'principal-with-spiffe');
  expect(severities(folder.uriOf('old/b.yaml'))).toEqual(['principal-with-spiffe 2']);
  expect(client.shown(folder.uriOf('a.yaml'))).toEqual([]);
  await client.configure({ exclude: ['old'] });
  await client.untilShown(folder.uriOf('a.yaml'), ROOT_SELECTOR);
  await client.untilShown(folder.uriOf('old/b.yaml'));
  expect(severities(folder.uriOf('a.yaml'))).toEqual([`${ROOT_SELECTOR} 4`]);
});

test('a change, a fault and its end show at once', async () => {
  await start({ 'a.yaml': rootSelector() });
  await client.untilShown(folder.uriOf('a.yaml'), ROOT_SELECTOR);
  expect(client.watchers.some((glob) => glob.includes(RC))).toBe(true);
  const write = async (text: string) => {
    folder.write(RC, text);
    await client.watched(folder.uriOf(RC), 'changed');
  };
  await write('rules: {root-selector-ignored: off}\n');
  await client.untilShown(folder.uriOf('a.yaml'));
  await write('rules:\n  root-selector-ignred: off\n  root-selector-ignored: hint\n');
  await client.until('a fault', () => client.shown(folder.uriOf(RC)).length > 0);
  await client.untilShown(folder.uriOf('a.yaml'), ROOT_SELECTOR);
  expect(client.shown(folder.uriOf(RC))).toEqual([
    {
      range: { start: { line: 1, character: 2 }, end: { line: 1, character: 22 } },
      severity: 1,
      source: 'meshward',
      message: 'rules.root-selector-ignred names no rule of this version (did you mean root-selector-ignored?).',
    },
  ]);
  folder.delete(RC);
  await client.watched(folder.uriOf(RC), 'deleted');
  await client.until('no fault', () => client.shown(folder.uriOf(RC)).length === 0);
  await client.until('error again', () => severities(folder.uriOf('a.yaml')).includes(`${ROOT_SELECTOR} 1`));
});

test('each folder has its own, found above it too', async () => {
  await start(
    {
      [RC]: 'rules: {root-selector-ignored: hint}\nexclude: [b/old]\n',
      [`a/${RC}`]: 'rules: {root-selector-ignored: warning}\n',
      'a/a.yaml': rootSelector('a'),
      'b/b.yaml': rootSelector('b'),
      'b/old/c.yaml': rootSelector('c'),
    },
    undefined,
    'a',
    'b',
  );
  await client.untilShown(folder.uriOf('a/a.yaml'), ROOT_SELECTOR);
  await client.untilShown(folder.uriOf('b/b.yaml'), ROOT_SELECTOR);
  expect(severities(folder.uriOf('a/a.yaml'))).toEqual([`${ROOT_SELECTOR} 2`]);
  expect(severities(folder.uriOf('b/b.yaml'))).toEqual([`${ROOT_SELECTOR} 4`]);
  expect(client.shown(folder.uriOf('b/old/c.yaml'))).toEqual([]);
});

test('facts about the platform hold for all folders', async () => {
  await start({
    [RC]: 'platform: {rootNamespace: mesh}\n',
    'a.yaml': rootSelector(),
    'b.yaml': rootSelector().replace('istio-system', 'mesh'),
  });
  await client.untilShown(folder.uriOf('b.yaml'), ROOT_SELECTOR);
  expect(client.codes(folder.uriOf('a.yaml'))).not.toContain(ROOT_SELECTOR);
});
