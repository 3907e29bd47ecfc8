/** A folder on disk for one test, gone with {@link TemporaryFolder.remove}. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { uriOfPath } from '../../server/src/node/files';

export class TemporaryFolder {
  readonly path = realpathSync(mkdtempSync(join(tmpdir(), 'meshward-')));

  constructor(files: Readonly<Record<string, string | Uint8Array>> = {}) {
    for (const [name, content] of Object.entries(files)) this.write(name, content);
  }

  get uri(): string {
    return uriOfPath(this.path);
  }

  join(name: string): string {
    return join(this.path, name);
  }

  uriOf(name: string): string {
    return uriOfPath(this.join(name));
  }

  write(name: string, content: string | Uint8Array): void {
    const path = join(this.path, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }

  delete(name: string): void {
    rmSync(join(this.path, name), { recursive: true });
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
