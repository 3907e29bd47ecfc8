/** Closed files as they are on disk, less those that are not ours to read. */
import type { FileContent } from '../core';
import { type ListOptions, mayHoldManifests, type WorkspaceFiles } from '../files/workspace-files';
import type { Settings } from './settings';

export interface DiskOptions {
  readonly files: WorkspaceFiles;
  /** Settings of a file or folder. */
  readonly settings: (uri: string) => Settings;
  readonly roots: () => readonly string[];
  readonly warn: (message: string) => void;
}

export class Disk {
  readonly #options: DiskOptions;

  constructor(options: DiskOptions) {
    this.#options = options;
  }

  /** Manifest files below a folder (URI with a trailing slash). */
  async *list(root: string, signal: AbortSignal, onLeftOut: ListOptions['onLeftOut']): AsyncGenerator<string> {
    const { files, settings, warn } = this.#options;
    const onUnreadable = (uri: string, error: unknown) => warn(`Cannot list ${uri}: ${messageOf(error)}`);
    try {
      yield* files.list(root, { ...excluding(settings(root), root), signal, onUnreadable, onLeftOut });
    } catch (error) {
      onUnreadable(root, error);
    }
  }

  /** @returns the text, or `undefined` for a file that is gone, unreadable, too large, no text, or without Kubernetes objects */
  async read(uri: string): Promise<FileContent | undefined> {
    const content = await this.readAnything(uri);
    return content && !content.notice && mayHoldManifests(uri, content.text) ? content : undefined;
  }

  /** Like `read`, for a file that may be outside of all folders, excluded or ignored: then it is as good as gone. */
  async readIfListed(uri: string): Promise<FileContent | undefined> {
    const { files, settings, roots, warn } = this.#options;
    try {
      for (const root of roots()) {
        if (uri.startsWith(root) && (await files.accepts(root, uri, excluding(settings(root), root))))
          return this.read(uri);
      }
    } catch (error) {
      warn(`Cannot look for ${uri}: ${messageOf(error)}`);
    }
    return undefined;
  }

  /** A settings file, wherever it lies. */
  readSettings(uri: string, maxBytes: number): Promise<FileContent | undefined> {
    return this.#options.files.read(uri, { maxBytes });
  }

  /** The content whatever it is, notices included. */
  async readAnything(uri: string): Promise<FileContent | undefined> {
    const { files, settings, warn } = this.#options;
    try {
      return await files.read(uri, { maxBytes: settings(uri).maxBytes });
    } catch (error) {
      warn(`Cannot read ${uri}: ${messageOf(error)}`);
      return undefined;
    }
  }
}

/** Globs of a folder of its own go the short way, which every host knows. */
function excluding({ exclude, excludeFrom }: Settings, root: string): Pick<ListOptions, 'exclude' | 'exclusions'> {
  return excludeFrom === undefined || excludeFrom === root
    ? { exclude }
    : { exclude: [], exclusions: [{ folder: excludeFrom, globs: exclude }] };
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
