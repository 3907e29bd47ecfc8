/** The repository's own files, for tests about it. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));

/** Paths with `/` of all files that are in git, or would be after `git add`. */
export function repositoryFiles(): string[] {
  const output = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
    cwd: REPOSITORY,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return output.split('\0').filter((path) => path !== '' && existsSync(join(REPOSITORY, path)));
}

/** A file's text; `undefined` for a binary one. */
export function repositoryText(path: string): string | undefined {
  const bytes = readFileSync(join(REPOSITORY, path));
  return bytes.subarray(0, 8000).includes(0) ? undefined : bytes.toString('utf8');
}
