import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { rootSelector, spiffePolicy } from '../support/manifests';
import { cliTest } from './support/cli-test';

const cli = cliTest();

function repository(files: Record<string, string>) {
  const made = cli.folder(files);
  const git = (...words: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...words], { cwd: made.path });
  const commit = () => {
    git('add', '-A');
    git('commit', '-q', '-m', 'x');
  };
  git('init', '-q', '-b', 'main');
  commit();
  return { made, git, commit };
}

async function reported(cwd: string, ...words: string[]): Promise<string[]> {
  const { stdout, stderr } = await cli.run(['check', '.', '--format', 'json', ...words], { cwd });
  expect(stderr).toBe('');
  return [...new Set((JSON.parse(stdout) as { findings: { file: string }[] }).findings.map(({ file }) => file))];
}

test('committed, staged, unstaged, untracked and renamed files; not those of the other branch', async () => {
  const { made, git, commit } = repository({
    'old.yaml': spiffePolicy('old'),
    'renamed.yaml': spiffePolicy('renamed'),
    'deleted.yaml': spiffePolicy('deleted'),
    'sub/unstaged.yaml': spiffePolicy('unstaged'),
    'theirs.yaml': spiffePolicy('theirs'),
  });
  git('checkout', '-q', '-b', 'topic');
  made.write('committed.yaml', spiffePolicy('committed'));
  git('mv', 'renamed.yaml', 'sub/new name.yaml');
  commit();
  git('checkout', '-q', 'main');
  made.write('theirs.yaml', `# changed\n${spiffePolicy('theirs')}`);
  commit();
  git('checkout', '-q', 'topic');
  made.write('staged.yaml', spiffePolicy('staged'));
  git('add', 'staged.yaml');
  made.write('sub/unstaged.yaml', `# changed\n${spiffePolicy('unstaged')}`);
  made.write('untracked.yaml', spiffePolicy('untracked'));
  rmSync(made.join('deleted.yaml'));
  const all = ['committed.yaml', 'staged.yaml', 'sub/new name.yaml', 'sub/unstaged.yaml', 'untracked.yaml'];
  expect(await reported(made.path, '--changed-since', 'main')).toEqual(all);
  expect(await reported(made.join('sub'), '--changed-since', 'main')).toEqual(['new name.yaml', 'unstaged.yaml']);
  expect(await reported(made.path, '--changed-since', 'HEAD')).toEqual(all.filter((name) => !/commit|new/.test(name)));
});

test('files that did not change are still taken into account', async () => {
  const { made } = repository({ 'namespaces.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: {name: user1}\n' });
  made.write('wrong.yaml', rootSelector());
  const { stdout } = await cli.run(['check', '.', '--changed-since', 'HEAD'], { cwd: made.path });
  expect(stdout).toContain('quick fix: Move to namespace user1');
  expect(stdout).toMatch(/ in 1 file\n$/);
});

test('--fix changes only files that differ', async () => {
  const { made, git } = repository({ 'old.yaml': spiffePolicy('old') });
  made.write('new.yaml', spiffePolicy('new'));
  const { stdout } = await cli.run(['check', '.', '--changed-since', 'HEAD', '--fix'], { cwd: made.path });
  expect(stdout).toContain('fixed new.yaml\n0 errors');
  expect(git('status', '--short').toString()).toBe('?? new.yaml\n');
});

test('an unknown revision, no repository and no git are said in words', async () => {
  const { made } = repository({ 'a.yaml': rootSelector() });
  const run = (ref: string, cwd: string, env = {}) => cli.run(['check', '.', '--changed-since', ref], { cwd, env });
  const answers = [
    [await run('nowhere', made.path), 'git knows no commit nowhere here'],
    [await run('--output=x', made.path), 'git knows no commit --output=x here'],
    [await run('HEAD', cli.folder({ 'a.yaml': rootSelector() }).path), 'is not in a git repository'],
    [await run('HEAD', made.path, { PATH: made.path, Path: made.path }), 'there is no git on the PATH'],
  ] as const;
  for (const [{ code, stderr, stdout }, message] of answers) {
    expect(stderr).toContain(message);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  }
});

test('a repository cannot make git run a program of its own', async () => {
  const { made, git } = repository({ 'a.yaml': rootSelector() });
  const hook = made.join('hook.sh');
  made.write('hook.sh', `#!/bin/sh\nmkdir '${made.join('ran')}'\n`);
  git('config', 'core.fsmonitor', `sh ${hook}`);
  git('config', 'diff.external', `sh ${hook}`);
  await cli.run(['check', '.', '--changed-since', 'HEAD'], { cwd: made.path });
  expect(() => mkdirSync(made.join('ran'))).not.toThrow();
});
