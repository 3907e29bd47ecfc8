/** A command line and folders for the tests of one file. */
import { afterAll, afterEach, beforeAll } from 'vitest';
import { Cli, type CliRun, type RunOptions } from '../../support/cli';
import { TemporaryFolder } from '../../support/temporary-folder';

export interface CliTest {
  run(words: readonly string[], options?: RunOptions): Promise<CliRun>;
  /** Gone after the test. */
  folder(files?: Readonly<Record<string, string | Uint8Array>>): TemporaryFolder;
  /** Path of the bundle. */
  readonly script: string;
}

/** To be called once at the top of a test file. */
export function cliTest(): CliTest {
  let cli: Cli;
  const folders: TemporaryFolder[] = [];
  beforeAll(async () => {
    cli = await Cli.build();
  });
  afterAll(() => cli.remove());
  afterEach(() => {
    for (const one of folders.splice(0)) one.remove();
  });
  return {
    run: (words, options) => cli.run(words, options),
    folder: (files = {}) => {
      const made = new TemporaryFolder(files);
      folders.push(made);
      return made;
    },
    get script() {
      return `${cli.home}/dist/cli.js`;
    },
  };
}
