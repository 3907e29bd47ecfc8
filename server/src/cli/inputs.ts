/** PATH… of the command line into texts: folders are searched, files are taken as they are, `-` is standard input. */
import { promises as fs } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { decodeManifest } from '../files/decode';
import type { ManifestContent } from '../files/workspace-files';
import { listManifests, pathOfUri, readManifest, uriOfPath } from '../node/files';

export interface InputOptions {
  readonly cwd: string;
  readonly exclude: readonly string[];
  readonly maxBytes: number;
  readonly readInput: () => Promise<Uint8Array>;
}

export interface InputFile {
  /** As the user would write it: the PATH they gave, and what follows below it. Always with `/`. */
  readonly name: string;
  readonly content: ManifestContent;
}

export interface Inputs {
  /**
   * The folder around everything named, as a URI. `check a b` thus judges `a` and `b` together, as `check .` would: what is applied to
   * one cluster is often spread over folders.
   */
  readonly roots: readonly string[];
  /** By URI, in order of URIs. */
  readonly files: ReadonlyMap<string, InputFile>;
  /** One sentence for each path that could not be read. */
  readonly unreadable: readonly string[];
}

/** Standard input lies in no folder, so it is a manifest set of its own. */
const STDIN_URI = 'stdin:/-';
const READ_AT_ONCE = 32;

export async function readInputs(paths: readonly string[], options: InputOptions): Promise<Inputs> {
  const found = new Map<string, InputFile>();
  const unreadable: string[] = [];
  const folders: string[] = [];
  const fail = (name: string, error: unknown) => unreadable.push(`${name}: ${reasonOf(error)}`);

  for (const path of new Set(paths)) {
    if (path === '-') {
      found.set(STDIN_URI, { name: '<stdin>', content: decodeManifest(await options.readInput()) });
      continue;
    }
    const absolute = resolve(options.cwd, path);
    try {
      const stat = await fs.stat(absolute);
      if (stat.isDirectory()) {
        folders.push(absolute);
        await readFolder(absolute, path, options, found, fail);
      } else {
        folders.push(dirname(absolute));
        const content = stat.isFile()
          ? await readManifest(absolute, options)
          : decodeManifest(await fs.readFile(absolute));
        if (content) found.set(uriOfPath(absolute), { name: slashes(join(path)), content });
      }
    } catch (error) {
      fail(path, error);
    }
  }
  const files = new Map([...found].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
  return { roots: folders.length > 0 ? [commonFolder(folders)] : [], files, unreadable };
}

async function readFolder(
  folder: string,
  typed: string,
  options: InputOptions,
  found: Map<string, InputFile>,
  fail: (name: string, error: unknown) => void,
): Promise<void> {
  const nameOf = (path: string) => slashes(join(typed, relative(folder, path)));
  const paths: string[] = [];
  const list = listManifests(folder, {
    exclude: options.exclude,
    onUnreadable: (uri, error) => fail(nameOf(pathOfUri(uri)), error),
  });
  for await (const path of list) paths.push(path);
  for (let at = 0; at < paths.length; at += READ_AT_ONCE) {
    await Promise.all(
      paths.slice(at, at + READ_AT_ONCE).map(async (path) => {
        try {
          const content = await readManifest(path, options);
          // Deleted since it was listed: then there is nothing to say about it.
          if (content) found.set(uriOfPath(path), { name: nameOf(path), content });
        } catch (error) {
          fail(nameOf(path), error);
        }
      }),
    );
  }
}

const slashes = (path: string): string => path.split(sep).join('/');

/** URI, with a trailing slash, of the innermost folder that holds all of these. */
function commonFolder(folders: readonly string[]): string {
  const uris = folders.map((folder) => uriOfPath(folder).replace(/\/?$/, '/'));
  let common = uris[0]!;
  for (const uri of uris) {
    while (!uri.startsWith(common)) common = common.slice(0, common.lastIndexOf('/', common.length - 2) + 1);
  }
  return common;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'a part of this path is a file, not a folder',
  EACCES: 'you have no permission to read it',
  EPERM: 'you have no permission to read it',
  ELOOP: 'it is a link that leads back to itself',
  EMFILE: 'too many files are open',
};

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return REASONS[code ?? ''] ?? `it cannot be read (${code ?? message})`;
}
