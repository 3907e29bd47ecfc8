/** Files by way of the client, for a server without a file system of its own. */
import ignore, { type Ignore } from 'ignore';
import picomatch from 'picomatch';
import type { Connection } from 'vscode-languageserver';
import { URI } from 'vscode-uri';
import { decodeManifest, tooLarge } from '../files/decode';
import { isManifestName, type ListOptions, type ManifestContent, type WorkspaceFiles } from '../files/workspace-files';
import { FS_LIST_REQUEST, FS_READ_REQUEST, type FsListParams, type FsReadParams, type FsReadResult } from '../protocol';

export function clientFiles(connection: Connection): WorkspaceFiles {
  const read = async (uri: string, maxBytes: number): Promise<ManifestContent | undefined> => {
    const params: FsReadParams = { uri, maxBytes };
    const file = await connection.sendRequest<FsReadResult | null>(FS_READ_REQUEST, params);
    if (!file) return undefined;
    return file.bytes ? decodeManifest(file.bytes) : { text: '', notice: tooLarge(file.size, maxBytes) };
  };
  return {
    async *list(root, options) {
      const params: FsListParams = { root, exclude: options.exclude };
      const uris = await connection.sendRequest<string[]>(FS_LIST_REQUEST, params);
      const selection = new Selection(root, options, read);
      for (const uri of uris.sort()) {
        if (options.signal?.aborted) return;
        if (isManifestName(uri) && (await selection.keeps(uri))) yield uri;
      }
    },
    async accepts(root, uri, options) {
      return uri.startsWith(root) && isManifestName(uri) && new Selection(root, options, read).keeps(uri);
    },
    read: (uri, { maxBytes }) => read(uri, maxBytes),
  };
}

/** Longer than anyone writes an ignore file by hand, in bytes. */
const MAX_IGNORE_BYTES = 1024 * 1024;
const IGNORE_FILES = ['.gitignore', '.meshwardignore'];

/**
 * What the settings and the ignore files leave of a folder. Editors know neither all of their rules nor the same globs, so their own
 * choice is gone through again. Each ignore file is read once per instance.
 */
class Selection {
  readonly #root: string;
  readonly #excludes: readonly ((path: string) => boolean)[];
  readonly #read: (uri: string, maxBytes: number) => Promise<ManifestContent | undefined>;
  readonly #rules = new Map<string, Promise<Ignore | undefined>>();
  readonly #folders = new Map<string, Promise<boolean>>();

  /** @param root URI with a trailing slash; ignore files above it may be out of reach and do not count */
  constructor(
    root: string,
    { exclude, exclusions = [] }: Pick<ListOptions, 'exclude' | 'exclusions'>,
    read: (uri: string, maxBytes: number) => Promise<ManifestContent | undefined>,
  ) {
    this.#root = root;
    this.#read = read;
    this.#excludes = [{ folder: root, globs: exclude }, ...exclusions]
      .filter(({ globs }) => globs.length > 0)
      .map(({ folder, globs }) => {
        const top = pathOf(folder);
        const matches = picomatch([...globs], { dot: true, windows: false });
        return (path) => path.startsWith(top) && matches(path.slice(top.length));
      });
  }

  /** @param uri of a file below the root */
  async keeps(uri: string): Promise<boolean> {
    const names = pathOf(uri).slice(pathOf(this.#root).length).split('/');
    // As git does: nothing inside of a folder that is left out comes back.
    for (let depth = 1; depth < names.length; depth++) {
      const folder = names.slice(0, depth).join('/');
      const kept = this.#folders.get(folder) ?? this.#keepsEntry(names.slice(0, depth), true);
      this.#folders.set(folder, kept);
      if (!(await kept)) return false;
    }
    return this.#keepsEntry(names, false);
  }

  async #keepsEntry(names: readonly string[], isFolder: boolean): Promise<boolean> {
    const path = pathOf(this.#root) + names.join('/');
    if (this.#excludes.some((excludes) => excludes(path))) return false;
    // The innermost file that has a say decides.
    for (let depth = names.length - 1; depth >= 0; depth--) {
      const rules = await this.#rulesOf(names.slice(0, depth));
      const verdict = rules?.test(names.slice(depth).join('/') + (isFolder ? '/' : ''));
      if (verdict?.ignored) return false;
      if (verdict?.unignored) return true;
    }
    return true;
  }

  #rulesOf(folder: readonly string[]): Promise<Ignore | undefined> {
    const below = folder.map((name) => `${encodeURIComponent(name)}/`).join('');
    const known = this.#rules.get(below);
    if (known) return known;
    const rules = Promise.all(
      IGNORE_FILES.map((name) => this.#read(this.#root + below + name, MAX_IGNORE_BYTES).catch(() => undefined)),
    ).then((files) => {
      const text = files.map((file) => file?.text ?? '').join('\n');
      return text.trim() ? ignore().add(text) : undefined;
    });
    this.#rules.set(below, rules);
    return rules;
  }
}

const pathOf = (uri: string): string => URI.parse(uri).path;
