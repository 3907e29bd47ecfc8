/** Options that every command with PATHs has. */
import { type Command, Option } from 'commander';
import type { GivenSettings } from '../files/settings';
import { DEFAULT_EXCLUDE, DEFAULT_MAX_FILE_SIZE } from '../files/workspace-files';
import { addGlob, readMegabytes } from './options';

export const PATHS = 'folders, files, globs, or - for standard input (kubectl get … -o yaml)';

export interface InputFlags {
  readonly exclude?: readonly string[];
  /** Bytes. */
  readonly maxFileSize?: number;
  readonly config?: string | false;
  readonly color?: boolean;
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
    .addOption(new Option('--color', 'use colours, terminal or not'))
    .addOption(new Option('--no-color', 'use none'));

export const inputSettings = ({ exclude, maxFileSize }: InputFlags): GivenSettings => ({
  exclude,
  maxBytes: maxFileSize,
});
