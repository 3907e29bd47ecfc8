/** A repository may hold links to anywhere: nothing outside of the workspace is read for it, and no device without an end. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { listManifests, nodeFiles, uriOfPath } from '../../server/src/node/files';
import { TemporaryFolder } from '../support/temporary-folder';

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

function folderOf(files: Record<string, string>): TemporaryFolder {
  const folder = new TemporaryFolder(files);
  cleanups.push(() => folder.remove());
  return folder;
}

const MANIFEST = 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n';
const options = { exclude: [] };

async function listed(folder: TemporaryFolder): Promise<string[]> {
  const found: string[] = [];
  for await (const path of listManifests(folder.path, options)) found.push(path.slice(folder.path.length + 1));
  return found;
}

test('files and folders outside are not listed through links, nor accepted when an editor names them', async () => {
  const outside = folderOf({ 'secret.yaml': MANIFEST, 'deep/secret.yaml': MANIFEST });
  const folder = folderOf({ 'a.yaml': MANIFEST });
  symlinkSync(join(outside.path, 'secret.yaml'), join(folder.path, 'file.yaml'));
  symlinkSync(outside.path, join(folder.path, 'folder'), 'dir');
  expect(await listed(folder)).toEqual(['a.yaml']);
  const files = nodeFiles();
  expect(await files.accepts(folder.uri, folder.uriOf('a.yaml'), options)).toBe(true);
  for (const name of ['file.yaml', 'folder/secret.yaml', 'folder/deep/secret.yaml', '../other.yaml']) {
    expect(await files.accepts(folder.uri, folder.uriOf(name), options), name).toBe(false);
  }
});

test('ignore files that are links are not followed, as git does not', async () => {
  const outside = folderOf({ rules: '*.yaml\n' });
  const folder = folderOf({ 'a.yaml': MANIFEST, 'b/a.yaml': MANIFEST });
  symlinkSync(join(outside.path, 'rules'), join(folder.path, '.gitignore'));
  mkdirSync(join(folder.path, 'c'));
  writeFileSync(join(folder.path, 'c/a.yaml'), MANIFEST);
  expect(await listed(folder)).toEqual(['a.yaml', 'b/a.yaml', 'c/a.yaml']);
});

test.skipIf(process.platform === 'win32')('links to devices are no files', async () => {
  const folder = folderOf({ 'a.yaml': MANIFEST });
  for (const name of ['.gitignore', '.meshwardignore', 'endless.yaml', '.meshwardrc.yaml']) {
    symlinkSync('/dev/zero', join(folder.path, name));
  }
  expect(await listed(folder)).toEqual(['a.yaml']);
  const read = nodeFiles().read(uriOfPath(join(folder.path, 'endless.yaml')), { maxBytes: 1000 });
  expect(await read).toBeUndefined();
});
