import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { Cli } from '../support/cli';
import { TemporaryFolder } from '../support/temporary-folder';

let cli: Cli;
let folder: TemporaryFolder;
beforeAll(async () => {
  cli = await Cli.build();
});
afterAll(() => cli.remove());
afterEach(() => folder?.remove());

const run = (...words: string[]) => cli.run(['scaffold', ...words], { cwd: folder.path });

test('--list is a line each, the name first', async () => {
  folder = new TemporaryFolder();
  const { stdout, code } = await run('--list');
  expect(code).toBe(0);
  const names = stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.split(/\s/)[0]);
  expect(names).toContain('namespace-lockdown');
  expect(names).toContain('local-gateway');
  for (const name of names) expect((await run(name!, '--dry-run')).code).toBe(0);
});

test('writes files that have no finding, and says what is next', async () => {
  folder = new TemporaryFolder();
  const { stdout, stderr, code } = await run(
    'namespace-lockdown',
    '--set',
    'namespace=team-a',
    '--out',
    'deploy/team-a',
  );
  expect(stderr).toBe('');
  expect(code).toBe(0);
  expect(stdout).toContain('wrote deploy/team-a/authorization-policy.yaml\n');
  expect(stdout).toContain('kubectl apply -k .');
  expect(readFileSync(folder.join('deploy/team-a/authorization-policy.yaml'), 'utf8')).toContain('namespace: team-a');
  expect(await cli.run(['check', folder.path, '--fail-on', 'information'])).toMatchObject({ code: 0 });
});

test('--dry-run prints the same texts and writes nothing', async () => {
  folder = new TemporaryFolder();
  const { stdout } = await run('namespace-lockdown', '--out', 'a', '--dry-run');
  expect(readdirSync(folder.path)).toEqual([]);
  await run('namespace-lockdown', '--out', 'a');
  for (const name of readdirSync(folder.join('a'))) {
    expect(stdout).toContain(`# a/${name} (new)\n${readFileSync(folder.join(`a/${name}`), 'utf8')}`);
  }
});

test('a second run keeps what is there; other texts are never overwritten unasked', async () => {
  folder = new TemporaryFolder();
  await run('namespace-lockdown', '--out', '.');
  expect(await run('namespace-lockdown', '--out', '.')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('kept namespace.yaml'),
  });
  folder.write('namespace.yaml', '# mine\n');
  folder.write('kustomization.yaml', '# mine too\n');
  const refused = await run('namespace-lockdown', '--out', '.', '--set', 'mode=PERMISSIVE');
  expect(refused.code).toBe(2);
  expect(refused.stderr).toMatch(/Nothing was written[\s\S]* {2}namespace\.yaml\n[\s\S]* {2}kustomization\.yaml[:\n]/);
  expect(readFileSync(folder.join('namespace.yaml'), 'utf8')).toBe('# mine\n');
  expect(readFileSync(folder.join('peer-authentication.yaml'), 'utf8')).toContain('STRICT');
  const forced = await run('namespace-lockdown', '--out', '.', '--force');
  expect(forced).toMatchObject({ code: 0, stdout: expect.stringContaining('replaced namespace.yaml') });
  expect(readFileSync(folder.join('namespace.yaml'), 'utf8')).toContain('kind: Namespace');
});

test.each([
  [['namespace-lockdwn'], 'Did you mean namespace-lockdown?'],
  [[], "missing required argument 'NAME'"],
  [['namespace-lockdown', '--set', 'namespace'], 'Write KEY=VALUE'],
  [['namespace-lockdown', '--set', 'namspace=a'], 'It asks for namespace'],
  [['namespace-lockdown', '--set', 'namespace=Not_A_Name'], '--set namespace:'],
  [['namespace-lockdown', '--out', 'file/below'], 'Cannot write'],
])('%j is wrong usage and writes nothing', async (words, message) => {
  folder = new TemporaryFolder({ file: '' });
  const { code, stderr } = await run(...words);
  expect(stderr).toContain(message);
  expect(code).toBe(2);
  expect(existsSync(folder.join('namespace.yaml'))).toBe(false);
});

test('objects that the working folder has already are changed in place, as --dry-run shows beforehand', async () => {
  folder = new TemporaryFolder({
    'base/ns.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: user1 # ours\n',
  });
  const before = readFileSync(folder.join('base/ns.yaml'), 'utf8');
  const dry = await run('namespace-lockdown', '--out', 'lock', '--dry-run');
  expect(dry.stdout).toContain('+    istio-injection: enabled');
  expect(dry.stdout).not.toContain('# lock/namespace.yaml');
  expect(readFileSync(folder.join('base/ns.yaml'), 'utf8')).toBe(before);
  const { stdout, code } = await run('namespace-lockdown', '--out', 'lock');
  expect(code).toBe(0);
  expect(stdout).toContain('changed base/ns.yaml\n');
  expect(readFileSync(folder.join('base/ns.yaml'), 'utf8')).toBe(`${before}  labels:\n    istio-injection: enabled\n`);
  expect(existsSync(folder.join('lock/namespace.yaml'))).toBe(false);
});

test('an object with another content elsewhere is named, and nothing is written', async () => {
  folder = new TemporaryFolder({
    'pa.yaml': `apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata:
  name: default
  namespace: user1
spec:
  mtls:
    mode: DISABLE
`,
  });
  const { stderr, code } = await run('namespace-lockdown', '--out', 'lock');
  expect(code).toBe(2);
  expect(stderr).toContain('  pa.yaml: PeerAuthentication user1/default: ');
  expect(existsSync(folder.join('lock'))).toBe(false);
});
