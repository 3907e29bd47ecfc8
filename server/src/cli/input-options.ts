/** Options that every command with PATHs has. */
import { type Command, Option } from 'commander';
import type { GivenSet } from '../files/sets';
import type { GivenSettings } from '../files/settings';
import { DEFAULT_EXCLUDE, DEFAULT_MAX_FILE_SIZE } from '../files/workspace-files';
import { addExternal, addGlob, addSet, readMegabytes } from './options';
import { folderUri } from './path-settings';

export const PATHS = 'folders, files, globs, or - for standard input (kubectl get … -o yaml)';

export interface InputFlags {
  readonly exclude?: readonly string[];
  /** Bytes. */
  readonly maxFileSize?: number;
  readonly config?: string | false;
  readonly color?: boolean;
  readonly external?: readonly string[];
  readonly manifestSet?: readonly GivenSet[];
}

export const addInputOptions = (command: Command): Command =>
  command
    .addOption(
      new Option(
        '--exclude <GLOB>',
        `leave out files and folders too, besides ${DEFAULT_EXCLUDE.join(' ')} (repeatable)`,
      ).argParser(addGlob),
    )
    .addOption(
      new Option('--max-file-size <MB>', `leave out larger files (default: ${DEFAULT_MAX_FILE_SIZE})`).argParser(
        readMegabytes,
      ),
    )
    .addOption(new Option('--config <FILE>', 'settings file, instead of the nearest .meshwardrc.yaml above each PATH'))
    .addOption(new Option('--no-config', 'take no settings file'))
    .addOption(
      new Option(
        '--external <PATTERN>',
        'take as present what no file defines: Namespace/NAME, KIND/NAMESPACE/NAME or a host, * for any text (repeatable)',
      ).argParser(addExternal),
    )
    .addOption(
      new Option(
        '--manifest-set <NAME=GLOB>',
        'judge these files together, as what is applied to one cluster (repeatable; the same NAME again adds to it)',
      ).argParser(addSet),
    )
    .addOption(new Option('--color', 'use colours, terminal or not'))
    .addOption(new Option('--no-color', 'use none'));

export const inputSettings = (
  { exclude, maxFileSize, external, manifestSet }: InputFlags,
  cwd: string,
): GivenSettings => ({
  exclude,
  externals: external,
  sets: manifestSet?.map((set) => ({ ...set, from: folderUri(cwd) })),
  maxBytes: maxFileSize,
});
