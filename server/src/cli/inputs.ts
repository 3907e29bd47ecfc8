/** PATH… of the command line into texts: folders are searched, files are taken as they are, globs are expanded, `-` is standard input. */
import { promises as fs } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import picomatch from 'picomatch';
import type { LeftOut, LeftOutBy } from '../core';
import { decodeManifest } from '../files/decode';
import { type ManifestContent, mayHoldManifests } from '../files/workspace-files';
import { listManifests, pathOfUri, readManifest, uriOfPath } from '../node/files';
import { type CliHost, UsageError } from './host';
import { folderUri, type PathSettings, type SettingsFinder } from './path-settings';
import { slashes } from './slashes';

export interface InputFile {
  /** As the user would write it: the PATH they gave, and what follows below it. Always with `/`. */
  readonly name: string;
  /** `undefined`: standard input. */
  readonly path: string | undefined;
  readonly content: ManifestContent;
  /** Found in a folder, and nothing of Kubernetes: counted, but not looked into. */
  readonly foreign: boolean;
  readonly settings: PathSettings;
}

export interface Inputs {
  /**
   * The folder around everything named, as a URI. `check a b` thus judges `a` and `b` together, as `check .` would: what is applied to
   * one cluster is often spread over folders.
   */
  readonly roots: readonly string[];
  /** Folders named as a whole, as URIs with a trailing slash: what is not among the files is not there. */
  readonly listed: readonly string[];
  /** What lies in them and is passed over. */
  readonly leftOut: LeftOut;
  /** By URI, in order of URIs. */
  readonly files: ReadonlyMap<string, InputFile>;
  /** One sentence for each path that could not be read. */
  readonly unreadable: readonly string[];
}

/** Standard input lies in no folder, so it is a manifest set of its own. */
const STDIN_URI = 'stdin:/-';
export const STDIN_NAME = '<stdin>';
const READ_AT_ONCE = 32;

/** @throws UsageError for settings that cannot be used */
export async function readInputs(paths: readonly string[], host: CliHost, settings: SettingsFinder): Promise<Inputs> {
  const reader = new InputReader(host, settings);
  for (const path of new Set(paths)) await reader.read(path);
  return reader.inputs();
}

class InputReader {
  readonly #host: CliHost;
  readonly #settings: SettingsFinder;
  readonly #found = new Map<string, InputFile>();
  readonly #unreadable: string[] = [];
  readonly #folders: string[] = [];
  readonly #listed = new Set<string>();
  readonly #leftOut = new Map<string, LeftOutBy>();

  constructor(host: CliHost, settings: SettingsFinder) {
    this.#host = host;
    this.#settings = settings;
  }

  inputs(): Inputs {
    const files = new Map([...this.#found].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
    return {
      roots: this.#folders.length > 0 ? [commonFolder(this.#folders)] : [],
      listed: [...this.#listed],
      leftOut: this.#leftOut,
      files,
      unreadable: this.#unreadable,
    };
  }

  async read(path: string): Promise<void> {
    const { cwd } = this.#host;
    if (path === '-') {
      const settings = await this.#settings.of(cwd);
      const content = decodeManifest(await this.#host.readInput());
      this.#found.set(STDIN_URI, { name: STDIN_NAME, path: undefined, content, foreign: false, settings });
      return;
    }
    const absolute = resolve(cwd, path);
    try {
      const stat = await fs.stat(absolute);
      if (stat.isDirectory()) {
        await this.#readFolder(absolute, path);
        this.#listed.add(uriOfPath(absolute).replace(/\/?$/, '/'));
      } else await this.#readFile(absolute, path, stat.isFile());
    } catch (error) {
      if (error instanceof UsageError) throw error;
      if ((error as NodeJS.ErrnoException).code === 'ENOENT' && (await this.#readGlob(path))) return;
      this.#fail(path, error);
    }
  }

  async #readFile(absolute: string, typed: string, isFile: boolean): Promise<void> {
    const folder = dirname(absolute);
    const settings = await this.#settings.of(folder);
    this.#folders.push(folder);
    const content = isFile ? await readManifest(absolute, settings) : decodeManifest(await fs.readFile(absolute));
    if (content) {
      this.#found.set(uriOfPath(absolute), {
        name: slashes(join(typed)),
        path: absolute,
        content,
        foreign: false,
        settings,
      });
    }
  }

  async #readFolder(folder: string, typed: string, wanted: (name: string) => boolean = () => true): Promise<number> {
    const settings = await this.#settings.of(folder);
    this.#folders.push(folder);
    const nameOf = (path: string) => slashes(join(typed, relative(folder, path)));
    const paths: string[] = [];
    const list = listManifests(folder, {
      exclude: settings.exclude,
      exclusions: settings.exclusions,
      onLeftOut: (uri, by) => this.#leftOut.set(uri, by),
      onUnreadable: (uri, error) => this.#fail(nameOf(pathOfUri(uri)), error),
    });
    for await (const path of list) if (wanted(nameOf(path))) paths.push(path);
    for (let at = 0; at < paths.length; at += READ_AT_ONCE) {
      this.#host.progress(`Reading ${at} of ${paths.length} files`);
      await Promise.all(
        paths.slice(at, at + READ_AT_ONCE).map(async (path) => {
          try {
            const content = await readManifest(path, settings);
            // Deleted since it was listed: then there is nothing to say about it.
            if (!content) return;
            const uri = uriOfPath(path);
            const foreign = !content.notice && !mayHoldManifests(uri, content.text);
            this.#found.set(uri, { name: nameOf(path), path, content, foreign, settings });
          } catch (error) {
            this.#fail(nameOf(path), error);
          }
        }),
      );
    }
    return paths.length;
  }

  /** For shells that leave globs to the program. @returns false when it is no glob, or nothing matches */
  async #readGlob(typed: string): Promise<boolean> {
    const glob = slashes(typed);
    const { base, isGlob } = picomatch.scan(glob, { scanToEnd: true });
    if (!isGlob) return false;
    const folder = resolve(this.#host.cwd, base);
    const stat = await fs.stat(folder).catch(() => undefined);
    if (!stat?.isDirectory()) return false;
    const matches = picomatch(isAbsolute(typed) ? glob : slashes(join(typed)));
    return (await this.#readFolder(folder, base === '' ? '.' : base, matches)) > 0;
  }

  #fail(name: string, error: unknown): void {
    this.#unreadable.push(`${name}: ${reasonOf(error)}`);
  }
}

/** URI, with a trailing slash, of the innermost folder that holds all of these. */
function commonFolder(folders: readonly string[]): string {
  const uris = folders.map(folderUri);
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

/** What a file is called towards the user. */
export const nameOf = ({ files }: Inputs, uri: string): string => files.get(uri)?.name ?? uri;
