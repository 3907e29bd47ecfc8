import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { decodeManifest } from '../../server/src/files/decode';
import { DEFAULT_EXCLUDE, megabytes } from '../../server/src/files/workspace-files';
import { listManifests, nodeFiles, readManifest } from '../../server/src/node/files';
import { TemporaryFolder } from '../support/temporary-folder';

let folder: TemporaryFolder;
afterEach(() => folder?.remove());

const listed = async (root: string, exclude: readonly string[] = DEFAULT_EXCLUDE): Promise<string[]> => {
  const paths: string[] = [];
  for await (const path of listManifests(root, { exclude })) paths.push(path.slice(root.length + 1));
  return paths;
};

test('files come folder by folder, in order of names', async () => {
  folder = new TemporaryFolder({
    'b/x.yml': '',
    'a.yaml': '',
    'b.json': '',
    'a/z.YAML': '',
    'readme.md': '',
    'b/a/y.yaml': '',
  });
  expect(await listed(folder.path)).toEqual(['a.yaml', 'b.json', 'a/z.YAML', 'b/x.yml', 'b/a/y.yaml']);
});

test('ignore files hold for their own folder and below; inner ones overrule outer ones', async () => {
  folder = new TemporaryFolder({
    '.git/HEAD': '',
    '.gitignore': '*.gen.yaml\n/out/\n',
    'a.gen.yaml': '',
    'out/a.yaml': '',
    'sub/out/a.yaml': '',
    'sub/.gitignore': '!keep.gen.yaml\n',
    'sub/keep.gen.yaml': '',
    'sub/.meshwardignore': 'skip.yaml\n',
    'sub/skip.yaml': '',
    'skip.yaml': '',
  });
  expect(await listed(folder.path)).toEqual(['skip.yaml', 'sub/keep.gen.yaml', 'sub/out/a.yaml']);
  expect(await listed(join(folder.path, 'sub')), 'the repository around a folder counts').toEqual([
    'keep.gen.yaml',
    'out/a.yaml',
  ]);
});

test('what is passed over is told, with the reason', async () => {
  folder = new TemporaryFolder({
    '.gitignore': 'out/\n*.gen.yaml\n',
    'out/a.yaml': '',
    'a.gen.yaml': '',
    'notes.gen.txt': '',
    'node_modules/x/b.yaml': '',
    'c.yaml': '',
  });
  const leftOut: string[] = [];
  const onLeftOut = (uri: string, by: string) => leftOut.push(`${uri.slice(folder.uri.length + 1)}: ${by}`);
  for await (const path of listManifests(folder.path, { exclude: DEFAULT_EXCLUDE, onLeftOut })) void path;
  expect(leftOut.sort()).toEqual(['a.gen.yaml: ignore file', 'node_modules: settings', 'out: ignore file']);
});

test('what is listed is what is accepted', async () => {
  folder = new TemporaryFolder({
    '.gitignore': 'out\n',
    'out/a.yaml': '',
    'b/c.yaml': '',
    'node_modules/d.yaml': '',
    'e.txt': '',
  });
  const files = nodeFiles();
  const accepted = async (name: string) => files.accepts(folder.uri, folder.uriOf(name), { exclude: DEFAULT_EXCLUDE });
  expect(await accepted('b/c.yaml')).toBe(true);
  expect(await accepted('b/not-yet.yaml')).toBe(true);
  for (const name of ['out/a.yaml', 'node_modules/d.yaml', 'e.txt', '../a.yaml'])
    expect(await accepted(name), name).toBe(false);
});

test('bytes become text without a byte order mark, or a notice', () => {
  folder = new TemporaryFolder();
  expect(decodeManifest(Buffer.from('\uFEFFa: ü'))).toEqual({ text: 'a: ü', bom: true });
  expect(decodeManifest(Buffer.from('a: ü'))).toEqual({ text: 'a: ü' });
  expect(decodeManifest(Buffer.from('a: ü', 'latin1')).notice?.code).toBe('file-not-utf8');
  expect(decodeManifest(Buffer.from([0xfe, 0xff, 0, 0x61])).notice?.code).toBe('file-not-utf8');
  expect(decodeManifest(Buffer.from('a\0')).notice?.code).toBe('file-not-text');
});

test('a missing file, a folder and a file too large', async () => {
  folder = new TemporaryFolder({ 'a.yaml/b': '', 'big.yaml': 'x'.repeat(megabytes(1) + 1) });
  const read = (name: string) => readManifest(join(folder.path, name), { maxBytes: megabytes(1) });
  expect(await read('missing.yaml')).toBeUndefined();
  expect(await read('a.yaml')).toBeUndefined();
  expect((await read('big.yaml'))?.notice?.message).toContain('meshward.maxFileSize');
});
