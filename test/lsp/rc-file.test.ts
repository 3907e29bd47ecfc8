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

test('externals add to those of the editor, and a bad one is told where it stands', async () => {
  const vs = (gateway: string) => `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: web, namespace: models}
spec: {hosts: [m.example.com], gateways: [models/${gateway}]}
`;
  const gateway = `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: public, namespace: models}
spec: {selector: {istio: ingressgateway}, servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ['m.example.com']}]}
`;
  await start(
    {
      [RC]: 'externals:\n  - Gateway/models/publik\n  - Gatway/models/x\n',
      'g.yaml': gateway,
      'a.yaml': vs('publik'),
      'b.yaml': vs('publyc'),
      'c.yaml': vs('pvblic'),
    },
    { externals: ['Gateway/models/publyc'] },
  );
  await client.untilShown(folder.uriOf('c.yaml'), 'vs-gateway-unknown');
  for (const name of ['a.yaml', 'b.yaml']) expect(client.codes(folder.uriOf(name))).not.toContain('vs-gateway-unknown');
  await client.until('the fault shows', () => client.shown(folder.uriOf(RC)).length > 0);
  expect(client.shown(folder.uriOf(RC))).toMatchObject([
    { range: { start: { line: 2, character: 4 } }, message: expect.stringContaining('did you mean Gateway?') },
  ]);
});

/** A VirtualService that is fine only where the Gateway of `gateway/` is applied with it. */
const SPREAD = {
  'gateway/eu/g.yaml': `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: public, namespace: models}
spec: {selector: {istio: ingressgateway}, servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ['m.example.com']}]}
`,
  'gateway/us/g.yaml': `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: public, namespace: models}
spec: {selector: {istio: ingressgateway}, servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ['m.example.com']}]}
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: inner, namespace: models}
spec: {selector: {istio: ingressgateway}, servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ['n.example.com']}]}
`,
  'web/v.yaml': `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: web, namespace: models}
spec: {hosts: [n.example.com], gateways: [models/inner]}
`,
};

test('sets of the settings file are judged together, and again when they change', async () => {
  const set = (name: string) => `sets:\n  - name: eu\n    include: [gateway/${name}, web]\n`;
  await start({ ...SPREAD, [RC]: set('eu') });
  await client.untilShown(folder.uriOf('web/v.yaml'), 'vs-gateway-unknown');
  folder.write(RC, set('us'));
  await client.watched(folder.uriOf(RC), 'changed');
  await client.untilShown(folder.uriOf('web/v.yaml'));
  folder.write(RC, 'sets:\n  - name: eu\n    includes: [web]\n');
  await client.watched(folder.uriOf(RC), 'changed');
  await client.until('the fault shows', () => client.shown(folder.uriOf(RC)).length > 0);
  expect(client.shown(folder.uriOf(RC)).map(({ message }) => message)).toContain(
    'sets.0.includes is nothing that a set has (did you mean include?).',
  );
});

test('sets of the editor beat those of the settings file', async () => {
  await start(
    { ...SPREAD, [RC]: 'sets: [{name: us, include: [gateway/us, web]}]\n' },
    { sets: [{ name: 'eu', include: ['gateway/eu', 'web/*.yaml'] }] },
  );
  await client.untilShown(folder.uriOf('web/v.yaml'), 'vs-gateway-unknown');
  await client.configure({ sets: [] });
  await client.untilShown(folder.uriOf('web/v.yaml'));
});

test('a bad set of the editor is told in its log', async () => {
  await start(SPREAD, { sets: [{ name: 'eu' }], externals: ['Gatway/a/b'] });
  await client.until('the log', () => client.logs.some((line) => line.includes('meshward.sets.0 needs include')));
  expect(client.logs.join()).toContain('meshward.externals.0 ("Gatway/a/b") begins with a kind');
});
