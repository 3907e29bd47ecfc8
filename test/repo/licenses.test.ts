import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { REPOSITORY } from '../support/repository';

test('THIRD-PARTY-NOTICES.md has the licence of every bundled package', () => {
  const tsx = join(REPOSITORY, 'node_modules/tsx/dist/cli.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [tsx, 'scripts/licenses.mts', '--check'], {
    cwd: REPOSITORY,
    encoding: 'utf8',
  });
  expect(stdout + stderr).toBe('');
  expect(status).toBe(0);
});
