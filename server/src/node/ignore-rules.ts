/** Which paths git (or a `.meshwardignore`) leaves out. Reads the ignore files of a folder once per instance. */
import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import ignore, { type Ignore } from 'ignore';

const IGNORE_FILES = ['.gitignore', '.meshwardignore'];

export class IgnoreRules {
  readonly #top: string;
  readonly #byFolder = new Map<string, Ignore | undefined>();

  /** Rules for paths below `root`, those of the git repository around it included. */
  constructor(root: string) {
    this.#top = repositoryOf(root) ?? root;
  }

  /**
   * True when the innermost ignore file that has a say leaves the path out. A folder above that is left out is the caller's to notice:
   * git does not look inside.
   */
  ignores(path: string, isFolder: boolean): boolean {
    for (let folder = dirname(path); ; folder = dirname(folder)) {
      const name = relative(folder, path).split(sep).join('/');
      const verdict = this.#rulesOf(folder)?.test(isFolder ? `${name}/` : name);
      if (verdict?.ignored) return true;
      if (verdict?.unignored || folder === this.#top || folder === dirname(folder)) return false;
    }
  }

  #rulesOf(folder: string): Ignore | undefined {
    if (!this.#byFolder.has(folder)) {
      const texts = IGNORE_FILES.flatMap((name) => readIfThere(join(folder, name)) ?? []);
      this.#byFolder.set(folder, texts.length > 0 ? ignore().add(texts.join('\n')) : undefined);
    }
    return this.#byFolder.get(folder);
  }
}

/** More than anyone writes by hand. */
const MAX_BYTES = 1024 * 1024;

/** Like git, follows no link: one to a device would never end. */
function readIfThere(path: string): string | undefined {
  try {
    const stat = lstatSync(path);
    return stat.isFile() && stat.size <= MAX_BYTES ? readFileSync(path, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}

function repositoryOf(root: string): string | undefined {
  for (let folder = root; ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}
