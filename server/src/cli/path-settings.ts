/** Settings of a PATH: options first, then the nearest `.meshwardrc.yaml`, then the defaults. */
import { isAbsolute, relative, resolve } from 'node:path';
import type { Platform, Severity, SeverityOverrides } from '../core';
import { findRc, type RcFile, rcFile } from '../files/rc-file';
import type { GivenSet } from '../files/sets';
import { type GivenSettings, settle } from '../files/settings';
import { type Exclusion, megabytes, RC_NAME } from '../files/workspace-files';
import { nodeFiles, pathOfUri, uriOfPath } from '../node/files';
import { UsageError } from './host';
import { slashes } from './slashes';

export interface SettingOptions {
  /** Options of the command line; their `exclude` adds to what the settings leave out. */
  readonly given: GivenSettings;
  /** Settings file to take in place of the nearest; `false`: none. */
  readonly config?: string | false;
}

export interface PathSettings {
  readonly severities: SeverityOverrides;
  readonly platform: Platform;
  readonly sets: readonly GivenSet[];
  readonly maxBytes: number;
  readonly failOn: Severity;
  /** Globs relative to PATH. */
  readonly exclude: readonly string[];
  readonly exclusions: readonly Exclusion[];
}

const RC_LIMIT = megabytes(1);

export class SettingsFinder {
  readonly #cwd: string;
  readonly #options: SettingOptions;
  readonly #byFolder = new Map<string, Promise<PathSettings>>();

  constructor(cwd: string, options: SettingOptions) {
    this.#cwd = cwd;
    this.#options = options;
  }

  /**
   * @param folder absolute path
   * @throws UsageError for a settings file that cannot be used, with the places of its faults
   */
  of(folder: string): Promise<PathSettings> {
    let settings = this.#byFolder.get(folder);
    if (!settings) {
      settings = this.#settingsOf(folder);
      this.#byFolder.set(folder, settings);
    }
    return settings;
  }

  async #settingsOf(folder: string): Promise<PathSettings> {
    const { given } = this.#options;
    const rc = await this.#rcOf(folder);
    if (rc && rc.problems.length > 0) {
      const name = shownPath(pathOfUri(rc.uri), this.#cwd);
      throw new UsageError(
        rc.problems
          .map(({ start, message }) => `${name}:${start.line + 1}:${start.character + 1}: ${message}`)
          .join('\nmeshward: '),
      );
    }
    const ofRc = rc?.given ?? {};
    const settled = settle({ ...given, exclude: undefined }, ofRc);
    const { exclude, excludeFrom } = settled;
    const ofOptions = given.exclude ?? [];
    return {
      ...settled,
      failOn: given.failOn ?? ofRc.failOn ?? 'error',
      ...(excludeFrom === undefined
        ? { exclude: [...exclude, ...ofOptions], exclusions: [] }
        : { exclude: ofOptions, exclusions: [{ folder: excludeFrom, globs: exclude }] }),
    };
  }

  async #rcOf(folder: string): Promise<RcFile | undefined> {
    const { config } = this.#options;
    if (config === false) return undefined;
    const read = (uri: string) => nodeFiles().read(uri, { maxBytes: RC_LIMIT });
    try {
      if (config === undefined) return await findRc(folderUri(folder), read);
      const path = resolve(this.#cwd, config);
      const content = await read(uriOfPath(path));
      if (!content) throw new UsageError(`--config: there is no file ${config}.`);
      return rcFile(uriOfPath(path), folderUri(resolve(path, '..')), content);
    } catch (error) {
      if (error instanceof UsageError) throw error;
      throw new UsageError(`${config ?? RC_NAME} cannot be read: ${(error as Error).message}`);
    }
  }
}

/** URI, with a trailing slash, of a folder given by its path. */
export const folderUri = (path: string): string => uriOfPath(path).replace(/\/?$/, '/');

/** Relative to the working folder for what lies in it; always with `/`. */
export function shownPath(path: string, cwd: string): string {
  const short = relative(cwd, path);
  return slashes(short === '' || short.startsWith('..') || isAbsolute(short) ? path : short);
}
