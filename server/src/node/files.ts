/** Manifest files on disk, for the server and the command line alike. */
import { type Dirent, promises as fs } from 'node:fs';
import { join, relative, sep } from 'node:path';
import picomatch from 'picomatch';
import { URI } from 'vscode-uri';
import { decodeManifest, tooLarge } from '../files/decode';
import {
  isManifestName,
  type ListOptions,
  type ManifestContent,
  type ReadOptions,
  type WorkspaceFiles,
} from '../files/workspace-files';
import { IgnoreRules } from './ignore-rules';

export const uriOfPath = (path: string): string => URI.file(path).toString();
export const pathOfUri = (uri: string): string => URI.parse(uri).fsPath;

/**
 * Absolute paths of the manifest files below a folder, folder by folder in order of names. Links are not followed, so neither cycles
 * nor doubles nor files from outside come back.
 * @param root absolute path of a folder
 */
export async function* listManifests(root: string, options: ListOptions): AsyncGenerator<string> {
  const rules = new IgnoreRules(root);
  const excluded = excluder(root, options);
  const pending = [root];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    if (options.signal?.aborted) return;
    let entries: Dirent[];
    try {
      entries = await fs.readdir(folder, { withFileTypes: true });
    } catch (error) {
      options.onUnreadable?.(uriOfPath(folder), error);
      continue;
    }
    entries.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    const folders: string[] = [];
    for (const entry of entries) {
      const path = join(folder, entry.name);
      const isFolder = entry.isDirectory();
      if (!isFolder && !(entry.isFile() && isManifestName(entry.name))) continue;
      const leftOut = excluded(path) ? 'settings' : rules.ignores(path, isFolder) ? 'ignore file' : undefined;
      if (leftOut) {
        options.onLeftOut?.(uriOfPath(path), leftOut);
        continue;
      }
      if (isFolder) folders.push(path);
      else yield path;
    }
    pending.push(...folders.reverse());
  }
}

/**
 * @param path of a file
 * @returns the content or a notice; `undefined` when there is no such file
 * @throws the file system's error when the file is there and cannot be read
 */
export async function readManifest(path: string, options: ReadOptions): Promise<ManifestContent | undefined> {
  try {
    const stat = await fs.stat(path);
    // A pipe or device would never end.
    if (!stat.isFile()) return undefined;
    if (stat.size > options.maxBytes) return { text: '', notice: tooLarge(stat.size, options.maxBytes) };
    return decodeManifest(await fs.readFile(path));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}

type Excluding = Pick<ListOptions, 'exclude' | 'exclusions'>;

function excluder(root: string, { exclude, exclusions = [] }: Excluding): (path: string) => boolean {
  const all = [matcher(root, exclude), ...exclusions.map(({ folder, globs }) => matcher(pathOfUri(folder), globs))];
  return (path) => all.some((excludes) => excludes(path));
}

function matcher(folder: string, globs: readonly string[]): (path: string) => boolean {
  const matches = picomatch([...globs], { dot: true });
  return globs.length === 0 ? () => false : (path) => matches(relative(folder, path).split(sep).join('/'));
}

/** The file system as the server sees it: by URIs, and only `file:` ones. */
export function nodeFiles(): WorkspaceFiles {
  const isLocal = (uri: string) => URI.parse(uri).scheme === 'file';
  return {
    async *list(root, options) {
      if (!isLocal(root)) return;
      for await (const path of listManifests(pathOfUri(root), options)) yield uriOfPath(path);
    },
    async accepts(root, uri, options) {
      if (!isLocal(root) || !isLocal(uri) || !isManifestName(uri)) return false;
      const top = pathOfUri(root);
      const rules = new IgnoreRules(top);
      const excluded = excluder(top, options);
      const names = relative(top, pathOfUri(uri)).split(sep);
      let path = top;
      for (const [i, name] of names.entries()) {
        path = join(path, name);
        const isFolder = i < names.length - 1;
        if (name === '..' || excluded(path) || rules.ignores(path, isFolder)) return false;
        const stat = await fs.lstat(path).catch(() => undefined);
        if (stat?.isSymbolicLink()) return false;
      }
      return true;
    },
    async read(uri, options) {
      return isLocal(uri) ? readManifest(pathOfUri(uri), options) : undefined;
    },
  };
}
