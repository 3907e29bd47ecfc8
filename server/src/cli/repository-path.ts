/** Names of inputs as the host of a repository knows them. */
import { isAbsolute, relative, resolve } from 'node:path';
import type { CliHost } from './host';
import { STDIN_NAME } from './inputs';
import { slashes } from './slashes';

/** From the top of GitHub's checkout, wherever the step runs; elsewhere from the working folder. */
export function repositoryPath(name: string, { cwd, env }: Pick<CliHost, 'cwd' | 'env'>): string {
  if (name === STDIN_NAME) return name;
  const path = relative(env.GITHUB_WORKSPACE ?? cwd, resolve(cwd, name));
  return path.startsWith('..') || isAbsolute(path) ? name : slashes(path);
}
