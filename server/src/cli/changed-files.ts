/** `--changed-since`: which files differ from a commit, as git says. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { UsageError } from './host';

/**
 * Absolute paths of files below a folder that differ from where the branch left `ref`: committed, staged, unstaged and untracked ones.
 * @throws UsageError when there is no git, no repository or no such commit
 */
export async function changedSince(ref: string, folder: string): Promise<ReadonlySet<string>> {
  const git = (...words: string[]) => runGit(folder, words);
  await git('rev-parse', '--git-dir').catch((error: GitError) => {
    throw new UsageError(
      error.missing
        ? '--changed-since asks git, and there is no git on the PATH.'
        : `--changed-since asks git, and ${folder} is not in a git repository: ${error.message}`,
    );
  });
  const commit = await git('rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`).catch(() => {
    throw new UsageError(
      `--changed-since: git knows no commit ${ref} here. In CI, fetch it first (actions/checkout: fetch-depth: 0).`,
    );
  });
  // What only the other branch has changed is not ours. A shallow clone has no common commit: then all that differs counts.
  const base = await git('merge-base', commit.trim(), 'HEAD').catch(() => commit);
  const changed = await git(
    'diff',
    '--name-only',
    '-z',
    '--no-renames',
    '--diff-filter=d',
    '--relative',
    base.trim(),
    '--',
  );
  const untracked = await git('ls-files', '--others', '--exclude-standard', '-z');
  return new Set(
    `${changed}${untracked}`
      .split('\0')
      .filter((name) => name !== '')
      .map((name) => join(folder, name)),
  );
}

interface GitError extends Error {
  readonly missing: boolean;
}

function runGit(folder: string, words: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(
      'git',
      // A repository's own settings must not make git start other programs.
      ['-c', 'core.fsmonitor=false', ...words],
      { cwd: folder, maxBuffer: 256 * 1024 * 1024 },
      (error, stdout, stderr) => {
        if (!error) resolve(stdout);
        else
          reject(
            Object.assign(new Error(stderr.split('\n')[0] || error.message), {
              missing: (error as NodeJS.ErrnoException).code === 'ENOENT',
            }),
          );
      },
    );
  });
}
