import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, lstatSync, readdirSync, readFileSync, statSync, symlinkSync, watch } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { rootSelector, spiffePolicy, withoutSpiffe } from '../support/manifests';
import { cliTest } from './support/cli-test';

const cli = cliTest();
const textOf = (path: string) => readFileSync(path, 'utf8');

describe('--fix', () => {
  test('applies safe fixes, says where, and reports what is left', async () => {
    const made = cli.folder({ 'a/iris.yaml': spiffePolicy('iris', true), 'b/root.yaml': rootSelector() });
    const { stdout, stderr, code } = await cli.run(['check', '.', '--fix'], { cwd: made.path });
    expect(textOf(made.join('a/iris.yaml'))).toBe(withoutSpiffe(spiffePolicy('iris', true)));
    expect(textOf(made.join('b/root.yaml'))).toBe(rootSelector());
    expect(stdout).toContain('\nfixed a/iris.yaml\n1 error, ');
    expect(stdout).not.toContain('principal-with-spiffe');
    expect(stderr).toBe('');
    expect(code).toBe(1);
  });

  test('the exit code is that of the files as they are then; a second run changes nothing', async () => {
    const made = cli.folder({ 'iris.yaml': spiffePolicy('iris') });
    const fix = () => cli.run(['check', '.', '--fix', '--format', 'json'], { cwd: made.path });
    expect(await fix()).toMatchObject({ code: 0, stderr: 'meshward: fixed iris.yaml\n' });
    const { mtimeMs } = statSync(made.join('iris.yaml'));
    expect(await fix()).toMatchObject({ code: 0, stderr: '' });
    expect(statSync(made.join('iris.yaml')).mtimeMs).toBe(mtimeMs);
  });

  test('byte order mark, CRLF, permissions and links stay', async () => {
    const text = `\uFEFF${spiffePolicy('iris').replaceAll('\n', '\r\n')}`;
    const made = cli.folder({ 'real/iris.yaml': text });
    chmodSync(made.join('real/iris.yaml'), 0o640);
    symlinkSync('real/iris.yaml', made.join('link.yaml'));
    expect(await cli.run(['check', 'link.yaml', '--fix'], { cwd: made.path })).toMatchObject({ code: 0 });
    expect(textOf(made.join('real/iris.yaml'))).toBe(withoutSpiffe(text));
    expect(lstatSync(made.join('link.yaml')).isSymbolicLink()).toBe(true);
    expect(statSync(made.join('real/iris.yaml')).mode & 0o777).toBe(0o640);
    expect(readdirSync(made.join('real'))).toEqual(['iris.yaml']);
  });

  test('a rule that is off, and a file that is no text, are left alone', async () => {
    const binary = Buffer.concat([Buffer.from(spiffePolicy('iris')), Buffer.from([0])]);
    const made = cli.folder({ 'iris.yaml': spiffePolicy('iris'), 'binary.yaml': binary });
    await cli.run(['check', '.', '--fix', '--rule', 'principal-with-spiffe=off'], { cwd: made.path });
    expect(textOf(made.join('iris.yaml'))).toBe(spiffePolicy('iris'));
    await cli.run(['check', '.', '--fix'], { cwd: made.path });
    expect(textOf(made.join('iris.yaml'))).toBe(withoutSpiffe(spiffePolicy('iris')));
    expect(readFileSync(made.join('binary.yaml'))).toEqual(binary);
  });

  test.skipIf(process.platform === 'win32')(
    'a file that may not be written is said to be so, and the others are fixed',
    async () => {
      const made = cli.folder({ 'closed.yaml': spiffePolicy('closed'), 'iris.yaml': spiffePolicy('iris') });
      chmodSync(made.path, 0o777);
      chmodSync(made.join('iris.yaml'), 0o666);
      chmodSync(made.join('closed.yaml'), 0o444);
      const { stdout, stderr, code } = await cli.run(['check', '.', '--fix'], { cwd: made.path, unprivileged: true });
      expect(stderr).toMatch(/^meshward: closed\.yaml is not fixed: .*permission/);
      expect(stdout).toContain('closed.yaml:13:26: error');
      expect(stdout).toContain('fixed iris.yaml');
      expect(code).toBe(2);
      expect(textOf(made.join('closed.yaml'))).toBe(spiffePolicy('closed'));
    },
  );

  test('standard input cannot be fixed', async () => {
    const { code, stderr } = await cli.run(['check', '-', '--fix'], { input: spiffePolicy('iris') });
    expect(stderr).toContain('--fix-dry-run');
    expect(code).toBe(2);
  });

  test('Ctrl-C in the middle leaves whole files, old or new, and nothing beside them', async () => {
    const names = Array.from({ length: 400 }, (_, i) => `m${i}`);
    const made = cli.folder(Object.fromEntries(names.map((name) => [`${name}.yaml`, spiffePolicy(name)])));
    const child = spawn(process.execPath, [cli.script, 'check', '.', '--fix'], { cwd: made.path, stdio: 'ignore' });
    const watcher = watch(made.path, () => {
      watcher.close();
      child.kill('SIGINT');
    });
    const [code, signal] = await new Promise<[number | null, string | null]>((resolve) =>
      child.on('close', (...ended) => resolve(ended)),
    );
    watcher.close();
    // 130 to a shell; a machine that is fast enough is done before it hears.
    expect(signal ?? code).toBe(signal === null ? 0 : 'SIGINT');
    expect(readdirSync(made.path).sort()).toEqual(names.map((name) => `${name}.yaml`).sort());
    for (const name of names) {
      expect([spiffePolicy(name), withoutSpiffe(spiffePolicy(name))]).toContain(textOf(made.join(`${name}.yaml`)));
    }
  });
});

describe('--fix-dry-run', () => {
  test('prints a diff that git can apply, and writes nothing', async () => {
    const files = {
      'a/iris.yaml': spiffePolicy('iris', true),
      'bom.yaml': `\uFEFF${spiffePolicy('bom')}`,
      'crlf.yaml': spiffePolicy('crlf').replaceAll('\n', '\r\n'),
      'no-end.yaml': spiffePolicy('no-end').trimEnd(),
      'fine.yaml': withoutSpiffe(spiffePolicy('fine')),
    };
    const made = cli.folder(files);
    const { stdout, stderr, code } = await cli.run(['check', '.', '--fix-dry-run'], { cwd: made.path });
    for (const [name, text] of Object.entries(files)) expect(textOf(made.join(name))).toBe(text);
    expect(stdout).toContain('--- a/a/iris.yaml\n+++ b/a/iris.yaml\n@@');
    expect(stderr).toBe('meshward: 4 files would change; nothing was written\n');
    expect(code).toBe(1);
    execFileSync('git', ['init', '-q'], { cwd: made.path });
    execFileSync('git', ['apply'], { cwd: made.path, input: stdout });
    for (const [name, text] of Object.entries(files)) expect(textOf(made.join(name)), name).toBe(withoutSpiffe(text));
  });

  test('of standard input', async () => {
    const { stdout, code } = await cli.run(['check', '-', '--fix-dry-run'], { input: spiffePolicy('iris') });
    expect(stdout).toContain('+            principals: ["cluster.local/ns/models/sa/caller"]');
    expect(code).toBe(1);
  });

  test('with nothing to fix prints nothing', async () => {
    const made = cli.folder({ 'fine.yaml': withoutSpiffe(spiffePolicy('fine')) });
    expect(await cli.run(['check', '.', '--fix-dry-run'], { cwd: made.path })).toMatchObject({ code: 0, stdout: '' });
  });
});
