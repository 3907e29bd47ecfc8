/** Documents that helm or kustomize have rendered: checked as a set of their own, and never to be changed. */
import { afterEach, expect, test } from 'vitest';
import { CHECK_TEXT_REQUEST, type CheckedText } from '../../server/src/protocol';
import { namespace, ROOT_SELECTOR, rootSelector } from '../support/manifests';
import { TemporaryFolder } from '../support/temporary-folder';
import { TestClient } from './support/client';

const uri = 'meshward-rendered:/iris.rendered.yaml?file:///w/iris';
let folder: TemporaryFolder;
let client: TestClient;
afterEach(async () => {
  await client.stop();
  folder.remove();
});
const start = async (files: Record<string, string>) => {
  folder = new TemporaryFolder(files);
  client = await TestClient.start({ folders: [folder.uri], resolve: true });
  await client.scanned();
};
const check = (text: string): Promise<CheckedText> => client.connection.sendRequest(CHECK_TEXT_REQUEST, { uri, text });

test('findings stand in the document, and are counted', async () => {
  await start({ 'a.yaml': namespace('models') });
  const text = `---\n# Source: iris/templates/auth.yaml\n${rootSelector()}---\n${namespace('models')}`;
  await client.open(uri, text);
  expect(await check(text)).toEqual({ objects: 2, errors: 1, warnings: 0, others: 0 });
  await client.untilShown(uri, ROOT_SELECTOR);
  expect(client.shown(uri)[0]!.range.start.line).toBe(8);
});

test('a text that is not open is counted, and leaves nothing behind', async () => {
  await start({ 'a.yaml': namespace('models') });
  expect(await check(rootSelector())).toMatchObject({ objects: 1, errors: 1 });
  expect(await check('')).toEqual({ objects: 0, errors: 0, warnings: 0, others: 0 });
  expect(client.codes(uri)).toEqual([]);
});

test('it is a set of its own: what it repeats of the folder is no second definition', async () => {
  await start({ 'a.yaml': rootSelector() });
  await client.open(uri, rootSelector());
  await client.untilShown(uri, ROOT_SELECTOR);
  expect(client.codes(uri)).toEqual([ROOT_SELECTOR]);
  expect(client.codes(folder.uriOf('a.yaml'))).toEqual([ROOT_SELECTOR]);
});

test('neither fixes nor renames are offered', async () => {
  await start({});
  await client.open(uri, rootSelector());
  await client.untilShown(uri, ROOT_SELECTOR);
  expect(await client.actions(uri, 'matchLabels')).toEqual([]);
  const at = { textDocument: { uri }, position: { line: 3, character: 9 } };
  await expect(client.connection.sendRequest('textDocument/prepareRename', at)).rejects.toThrow('rendered output');
});
