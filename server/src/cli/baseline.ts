/** `--baseline`: findings that were there when an old repository took Meshward up, and that nobody has to see. */
import { readFile } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import type { CliHost } from './host';
import { UsageError } from './host';
import { STDIN_NAME } from './inputs';
import { type Fingerprint, fingerprintOf, keyOf } from './report/fingerprint';
import type { Reported } from './report/reported';
import { slashes } from './slashes';
import { writeWhole } from './write-file';

interface Entry extends Fingerprint {
  /** How many findings of this fingerprint there were. */
  readonly count: number;
}

export interface Compared {
  /** Findings that the baseline does not know. */
  readonly fresh: readonly Reported[];
  /** How many it knows. */
  readonly known: number;
  /** How many of it are there no more. */
  readonly gone: number;
}

export class Baseline {
  readonly #path: string;
  readonly #typed: string;
  readonly #host: CliHost;

  /** @param typed path from the working folder */
  constructor(typed: string, host: CliHost) {
    this.#typed = typed;
    this.#path = resolve(host.cwd, typed);
    this.#host = host;
  }

  /**
   * @param judged false for files whose findings are not looked at this time: their entries are not missed
   * @throws UsageError for a file that is not there or is no baseline
   */
  async compare(findings: readonly Reported[], judged: (file: string) => boolean): Promise<Compared> {
    const entries = await this.#read();
    const left = new Map(entries.map((entry) => [keyOf(entry), entry.count]));
    const fresh = findings.filter((finding) => {
      const key = keyOf(this.#fingerprint(finding));
      const count = left.get(key) ?? 0;
      if (count > 0) left.set(key, count - 1);
      return count === 0;
    });
    const gone = entries.filter(({ file }) => judged(file)).reduce((sum, entry) => sum + left.get(keyOf(entry))!, 0);
    return { fresh, known: findings.length - fresh.length, gone };
  }

  /** The baseline's name of an input. */
  nameOf(path: string | undefined): string {
    return path === undefined ? STDIN_NAME : slashes(relative(dirname(this.#path), path));
  }

  async write(findings: readonly Reported[]): Promise<void> {
    const entries = new Map<string, Entry>();
    for (const finding of findings) {
      const fingerprint = this.#fingerprint(finding);
      const key = keyOf(fingerprint);
      entries.set(key, { ...fingerprint, count: (entries.get(key)?.count ?? 0) + 1 });
    }
    const lines = [...entries].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => `    ${JSON.stringify(entry)}`);
    const text = `{\n  "version": 1,\n  "findings": [${lines.length > 0 ? `\n${lines.join(',\n')}\n  ` : ''}]\n}\n`;
    try {
      await this.#host.uninterrupted(() => writeWhole(this.#path, text));
    } catch (error) {
      throw new UsageError(`--baseline: ${this.#typed} cannot be written: ${(error as Error).message}`);
    }
  }

  #fingerprint(finding: Reported): Fingerprint {
    const path = finding.file === STDIN_NAME ? undefined : resolve(this.#host.cwd, finding.file);
    return fingerprintOf(finding, this.nameOf(path));
  }

  async #read(): Promise<readonly Entry[]> {
    let text: string;
    try {
      text = await readFile(this.#path, 'utf8');
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code !== 'ENOENT') throw new UsageError(`--baseline: ${this.#typed} cannot be read: ${message}`);
      throw new UsageError(`--baseline: there is no file ${this.#typed} yet. Write it with --write-baseline.`);
    }
    const entries = entriesOf(text);
    if (!entries) {
      throw new UsageError(
        `--baseline: ${this.#typed} is no baseline of this version. Write it anew with --write-baseline.`,
      );
    }
    return entries;
  }
}

function entriesOf(text: string): readonly Entry[] | undefined {
  try {
    const { version, findings } = JSON.parse(text) as { version?: unknown; findings?: unknown };
    return version === 1 && Array.isArray(findings) && findings.every(isEntry) ? findings : undefined;
  } catch {
    return undefined;
  }
}

function isEntry(value: unknown): value is Entry {
  const { file, rule, object, line, count } = (value ?? {}) as Record<string, unknown>;
  return [file, rule, object, line].every((text) => typeof text === 'string') && Number.isInteger(count);
}
