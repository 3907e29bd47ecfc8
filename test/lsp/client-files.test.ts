/** What a server in a browser reads of a workspace: the editor lists and reads, and the server leaves out what settings and git do. */
import { expect, test } from 'vitest';
import { clientFiles } from '../../server/src/lsp/client-files';
import { FS_LIST_REQUEST, FS_READ_REQUEST } from '../../server/src/protocol';

const ROOT = 'vscode-vfs://github/owner/my%20models/';

/** An editor with these files, which leaves nothing out by itself. */
function editorWith(texts: Readonly<Record<string, string>>): {
  files: ReturnType<typeof clientFiles>;
  read: string[];
} {
  const disk = new Map(Object.entries(texts).map(([name, text]) => [ROOT + name, new TextEncoder().encode(text)]));
  const read: string[] = [];
  const answers: Record<string, (params: { uri: string }) => unknown> = {
    [FS_LIST_REQUEST]: () => [...disk.keys()],
    [FS_READ_REQUEST]: ({ uri }) => {
      read.push(uri);
      const bytes = disk.get(uri);
      return bytes ? { size: bytes.length, bytes } : null;
    },
  };
  const connection = { sendRequest: async (method: string, params: never) => answers[method]!(params) };
  return { files: clientFiles(connection as unknown as Parameters<typeof clientFiles>[0]), read };
}

async function listed(texts: Readonly<Record<string, string>>, options = {}): Promise<string[]> {
  const names: string[] = [];
  for await (const uri of editorWith(texts).files.list(ROOT, { exclude: [], ...options }))
    names.push(uri.slice(ROOT.length));
  return names;
}

const policies = { 'a.yaml': '', 'b/c.yml': '', 'b/d/Kustomization': '', 'build/e.json': '', 'notes.md': '' };

test('manifests are listed, nothing else', async () => {
  expect(await listed(policies)).toEqual(['a.yaml', 'b/c.yml', 'b/d/Kustomization', 'build/e.json']);
});

test('globs of the settings count, also those of a folder above', async () => {
  expect(await listed(policies, { exclude: ['**/d', 'build/*.json'] })).toEqual(['a.yaml', 'b/c.yml']);
  const above = { folder: 'vscode-vfs://github/owner/', globs: ['my models/b'] };
  expect(await listed(policies, { exclusions: [above] })).toEqual(['a.yaml', 'build/e.json']);
  const elsewhere = { folder: 'vscode-vfs://github/other/', globs: ['**'] };
  expect(await listed(policies, { exclusions: [elsewhere] })).toHaveLength(4);
});

test('the innermost ignore file decides, and nothing comes back out of an ignored folder', async () => {
  expect(
    await listed({
      ...policies,
      '.gitignore': 'build/\n*.yml\n',
      'build/.gitignore': '!e.json\n',
      'b/.meshwardignore': '!c.yml\nd\n',
    }),
  ).toEqual(['a.yaml', 'b/c.yml']);
});

test('names that URIs spell otherwise are the same', async () => {
  const name = `${encodeURIComponent('größe 1')}/x.yaml`;
  const ignored = { [name]: '', [`${encodeURIComponent('größe 1')}/.gitignore`]: 'x.*\n', 'y.yaml': '' };
  expect(await listed(ignored)).toEqual(['y.yaml']);
  expect(await listed({ [name]: '', 'y.yaml': '', '.gitignore': 'größe 1/\n' })).toEqual(['y.yaml']);
});

test('one file is judged as the listing would judge it', async () => {
  const { files } = editorWith({ ...policies, '.gitignore': 'build/\n' });
  const accepts = (uri: string, exclude: string[] = []) => files.accepts(ROOT, uri, { exclude });
  expect(await accepts(`${ROOT}a.yaml`)).toBe(true);
  expect(await accepts(`${ROOT}a.yaml`, ['*.yaml'])).toBe(false);
  expect(await accepts(`${ROOT}build/e.json`)).toBe(false);
  expect(await accepts(`${ROOT}notes.md`)).toBe(false);
  expect(await accepts('vscode-vfs://github/other/a.yaml')).toBe(false);
});

test('each ignore file is read once a listing', async () => {
  const { files, read } = editorWith({ 'x/a.yaml': '', 'x/b.yaml': '', 'x/c.yaml': '' });
  for await (const _ of files.list(ROOT, { exclude: [] }));
  expect(read.length).toBe(new Set(read).size);
});
