/** What changes outside of the editor: renames, folders, switched branches; with unsaved buffers, and over several folders. */
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { namespace, ROOT_SELECTOR, rootSelector } from '../support/manifests';
import { TemporaryFolder } from '../support/temporary-folder';
import { TestClient } from './support/client';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});
const folderWith = (files: Record<string, string>): TemporaryFolder => {
  const folder = new TemporaryFolder(files);
  cleanups.push(() => folder.remove());
  return folder;
};
const startIn = async (...folders: TemporaryFolder[]): Promise<TestClient> => {
  const client = await TestClient.start({ folders: folders.map(({ uri }) => uri) });
  cleanups.push(() => client.stop());
  await client.scanned();
  return client;
};

const CREATED = 1;
const CHANGED = 2;
const DELETED = 3;
const tell = (client: TestClient, changes: readonly (readonly [uri: string, type: number])[]) =>
  client.connection.sendNotification('workspace/didChangeWatchedFiles', {
    changes: changes.map(([uri, type]) => ({ uri, type })),
  });

describe('renames', () => {
  test('of a file: findings move along', async () => {
    const folder = folderWith({ 'a.yaml': rootSelector() });
    const client = await startIn(folder);
    await client.untilShown(folder.uriOf('a.yaml'), ROOT_SELECTOR);
    renameSync(join(folder.path, 'a.yaml'), join(folder.path, 'b.yaml'));
    await tell(client, [
      [folder.uriOf('a.yaml'), DELETED],
      [folder.uriOf('b.yaml'), CREATED],
    ]);
    await client.untilShown(folder.uriOf('b.yaml'), ROOT_SELECTOR);
    await client.untilShown(folder.uriOf('a.yaml'));
  });

  test('of a folder that a kustomization names: what is missing is told', async () => {
    const folder = folderWith({
      'k/kustomization.yaml': 'resources: [../base]\n',
      'base/kustomization.yaml': 'resources: [ns.yaml]\n',
      'base/ns.yaml': namespace('a'),
    });
    const client = await startIn(folder);
    renameSync(join(folder.path, 'base'), join(folder.path, 'basis'));
    await tell(client, [
      [folder.uriOf('base'), DELETED],
      [folder.uriOf('basis/kustomization.yaml'), CREATED],
      [folder.uriOf('basis/ns.yaml'), CREATED],
    ]);
    await client.untilShown(folder.uriOf('k/kustomization.yaml'), 'kustomize-base-missing');
    renameSync(join(folder.path, 'basis'), join(folder.path, 'base'));
    await tell(client, [
      [folder.uriOf('basis'), DELETED],
      [folder.uriOf('base/kustomization.yaml'), CREATED],
      [folder.uriOf('base/ns.yaml'), CREATED],
    ]);
    await client.untilShown(folder.uriOf('k/kustomization.yaml'));
  });

  test('of a file from one name that is no manifest to one that is', async () => {
    const folder = folderWith({ 'a.txt': rootSelector() });
    const client = await startIn(folder);
    renameSync(join(folder.path, 'a.txt'), join(folder.path, 'a.yaml'));
    await tell(client, [
      [folder.uriOf('a.txt'), DELETED],
      [folder.uriOf('a.yaml'), CREATED],
    ]);
    await client.untilShown(folder.uriOf('a.yaml'), ROOT_SELECTOR);
  });
});

describe('a switched branch', () => {
  const COUNT = 2000;
  const name = (i: number) => `d${i % 40}/f${i}.yaml`;
  const fine = (i: number) => namespace(`n${i}`);
  const wrong = (i: number) => rootSelector(`p${i}`);

  test('of thousands of files: everything is as if opened afresh, and unsaved buffers stay', async () => {
    const files = Array.from({ length: COUNT }, (_, i) => i);
    // A third stays right, one goes, one turns wrong; as many come new.
    const folder = folderWith(Object.fromEntries(files.map((i) => [name(i), i % 3 === 1 ? wrong(i) : fine(i)])));
    const client = await startIn(folder);
    const uri = (i: number) => folder.uriOf(name(i));
    const open = 2;
    const gone = 1;
    await client.untilShown(uri(gone), ROOT_SELECTOR);
    await client.open(uri(open), `# not saved\n${fine(open)}`);
    await client.open(uri(gone), fine(gone));
    await client.untilShown(uri(gone));

    const changes: [string, number][] = [];
    for (const i of files) {
      if (i % 3 === 1) {
        folder.delete(name(i));
        changes.push([uri(i), DELETED]);
      } else if (i % 3 === 2) {
        folder.write(name(i), wrong(i));
        changes.push([uri(i), CHANGED]);
      }
    }
    for (let i = COUNT; i < COUNT * 1.5; i++) {
      folder.write(name(i), i % 2 === 0 ? wrong(i) : fine(i));
      changes.push([uri(i), CREATED]);
    }
    await tell(client, changes);
    await client.scanned(2);
    const expected = new Set<string>();
    for (const i of files) if (i % 3 === 2 && i !== open) expected.add(uri(i));
    for (let i = COUNT; i < COUNT * 1.5; i += 2) expected.add(uri(i));
    await client.until('all are shown', () => [...expected].every((one) => client.codes(one).length > 0));
    const shown = new Set(client.published.map((one) => one.uri).filter((one) => client.codes(one).length > 0));
    expect([...shown].sort()).toEqual([...expected].sort());

    // What was not saved counts until it is closed; then the new branch does.
    await client.close(uri(open));
    await client.untilShown(uri(open), ROOT_SELECTOR);
  });
});

describe('several folders', () => {
  test('are one cluster each by itself, and a kustomization may lead from one into another', async () => {
    const base = folderWith({ 'kustomization.yaml': 'resources: [pa.yaml]\n', 'pa.yaml': rootSelector() });
    const overlay = folderWith({
      'kustomization.yaml': `resources: [../${base.path.split('/').at(-1)}]\nnamespace: models\n`,
      'other.yaml': rootSelector('other'),
    });
    const client = await startIn(base, overlay);
    await client.untilShown(overlay.uriOf('other.yaml'), ROOT_SELECTOR);
    // The overlay moves it out of the root namespace, so the base is right there.
    expect(client.codes(base.uriOf('pa.yaml'))).toEqual([]);
    overlay.delete('kustomization.yaml');
    await tell(client, [[overlay.uriOf('kustomization.yaml'), DELETED]]);
    await client.untilShown(base.uriOf('pa.yaml'), ROOT_SELECTOR);
  });

  test('one inside another: a file is judged once', async () => {
    const outer = folderWith({ 'inner/a.yaml': rootSelector() });
    const client = await TestClient.start({ folders: [outer.uri, outer.uriOf('inner')] });
    cleanups.push(() => client.stop());
    await client.scanned();
    await client.untilShown(outer.uriOf('inner/a.yaml'), ROOT_SELECTOR);
    expect(client.codes(outer.uriOf('inner/a.yaml'))).toEqual([ROOT_SELECTOR]);
  });
});
