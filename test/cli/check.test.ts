import { chmodSync, mkdirSync, symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Cli } from '../support/cli';
import { TemporaryFolder } from '../support/temporary-folder';

let cli: Cli;
const folders: TemporaryFolder[] = [];
const folder = (files: Readonly<Record<string, string | Uint8Array>>) => {
  const made = new TemporaryFolder(files);
  folders.push(made);
  return made;
};
beforeAll(async () => {
  cli = await Cli.build();
});
afterAll(() => cli.remove());
afterEach(() => {
  for (const one of folders.splice(0)) one.remove();
});

/** One error of root-selector-ignored at 7:3. */
const WRONG = `apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata:
  name: models
  namespace: istio-system
spec:
  selector:
    matchLabels:
      app: iris
  mtls:
    mode: STRICT
`;
/** The same on one line, in JSON. */
const ONE_LINE =
  '{"apiVersion":"security.istio.io/v1","kind":"PeerAuthentication","metadata":{"name":"models","namespace":"istio-system"},"spec":{"selector":{"matchLabels":{"app":"iris"}}}}\n';
const NAMESPACE =
  'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: user1\n  labels:\n    istio-injection: enabled\n';
const RIGHT = WRONG.replace('namespace: istio-system', 'namespace: user1');

const json = (stdout: string) =>
  JSON.parse(stdout) as { version: number; findings: { file: string; line: number; column: number; code: string }[] };

/** `file:line:column code` of each finding. */
const places = (stdout: string) =>
  json(stdout).findings.map(({ file, line, column, code }) => `${file}:${line}:${column} ${code}`);

describe('text', () => {
  test('shows place, message, source and count', async () => {
    const { path } = folder({ 'a/wrong.yaml': WRONG, 'b/right.yaml': RIGHT });
    const { stdout, stderr, code } = await cli.run(['check', '.'], { cwd: path });
    expect(
      stdout,
    ).toBe(`a/wrong.yaml:7:3: error: This PeerAuthentication has a selector in the root namespace istio-system: Istio ignores it for every workload, here and elsewhere. Move it to the workload's own namespace, or remove the selector to set the mode of the whole mesh. [root-selector-ignored]
  |
7 |   selector:
  |   ^^^^^^^^

1 error, 0 warnings, 0 information in 2 files
`);
    expect(stderr).toBe('');
    expect(code).toBe(1);
  });

  test('counts files when there is nothing to report', async () => {
    const { path } = folder({ 'right.yaml': RIGHT });
    expect(await cli.run(['check', path])).toEqual({
      code: 0,
      stdout: '0 errors, 0 warnings, 0 information in 1 file\n',
      stderr: '',
    });
  });

  test('has no colour in a pipe, and none with NO_COLOR', async () => {
    const { path } = folder({ 'wrong.yaml': WRONG });
    const colour = '\u001b[';
    expect((await cli.run(['check', path])).stdout).not.toContain(colour);
    expect((await cli.run(['check', path], { env: { FORCE_COLOR: '1' } })).stdout).toContain(colour);
    expect((await cli.run(['check', path], { env: { FORCE_COLOR: '1', NO_COLOR: '1' } })).stdout).not.toContain(colour);
  });

  test('shows control characters of a manifest instead of sending them to the terminal', async () => {
    const { path } = folder({ 'wrong.yaml': WRONG.replace('selector:', 'selector: # \u001b[31m') });
    const { stdout } = await cli.run(['check', path]);
    expect(stdout).not.toContain('\u001b');
    expect(stdout).toContain('selector: # ');
  });

  test('cuts long lines around the finding', async () => {
    const object = {
      apiVersion: 'security.istio.io/v1',
      kind: 'PeerAuthentication',
      metadata: { name: 'models', namespace: 'istio-system', annotations: { note: 'n'.repeat(500) } },
      spec: { selector: { matchLabels: { app: 'iris' } } },
    };
    const { path } = folder({ 'wrong.json': JSON.stringify(object) });
    const lines = (await cli.run(['check', path])).stdout.split('\n');
    const source = lines[2]!;
    const carets = lines[3]!;
    expect(source.length).toBeLessThan(160);
    expect(source.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toBe('"selector"');
  });
});

describe('json', () => {
  test('has the promised shape, with lines and columns from 1', async () => {
    const { path } = folder({
      'wrong.yaml': `---\n${WRONG}`,
      'namespace.yaml': NAMESPACE,
    });
    const { stdout, code } = await cli.run(['check', path, '--format', 'json'], {
      cwd: path,
    });
    expect(code).toBe(1);
    expect(json(stdout)).toEqual({
      version: 1,
      findings: [
        {
          file: `${path}/wrong.yaml`,
          line: 8,
          column: 3,
          endLine: 8,
          endColumn: 11,
          severity: 'error',
          code: 'root-selector-ignored',
          message: expect.stringContaining('Istio ignores it'),
          fixes: [{ title: 'Move to namespace user1' }],
        },
      ],
    });
  });

  test('an empty list is a report too', async () => {
    const { path } = folder({ 'right.yaml': RIGHT });
    expect(json((await cli.run(['check', path, '--format', 'json'])).stdout)).toEqual({ version: 1, findings: [] });
  });

  test.each([
    ['CRLF', WRONG.replaceAll('\n', '\r\n'), '7:3'],
    ['a byte order mark', `\uFEFF${ONE_LINE}`, '1:130'],
    ['characters of two UTF-16 units', ONE_LINE.replace('"models"', '"😀"'), '1:126'],
  ])('positions with %s', async (_, text, place) => {
    const { path } = folder({ 'wrong.yaml': text });
    const { stdout } = await cli.run(['check', 'wrong.yaml', '--format', 'json'], { cwd: path });
    expect(places(stdout)).toContain(`wrong.yaml:${place} root-selector-ignored`);
  });

  test('a tab is one column, and the caret stands below its text', async () => {
    const text =
      '{"apiVersion": "security.istio.io/v1",\n\t"kind": "PeerAuthentication", "metadata": {"name": "m", "namespace": "istio-system"},\n\t"spec": {"selector": {"matchLabels":\t{"app": "iris"}}}}\n';
    const { path } = folder({ 'wrong.json': text });
    const { stdout } = await cli.run(['check', 'wrong.json'], { cwd: path });
    expect(stdout).toContain('wrong.json:3:11: error');
    const [source, carets] = stdout
      .split('\n')
      .slice(2, 4)
      .map((line) => line.slice(4));
    expect(carets).toBe(
      source!.slice(0, source!.indexOf('"selector"')).replace(/[^\t]/g, ' ') + '^'.repeat('"selector"'.length),
    );
  });
});

describe('options', () => {
  test('--fail-on decides the exit code, --rule the severity', async () => {
    const { path } = folder({ 'wrong.yaml': WRONG });
    const exit = async (...options: string[]) => (await cli.run(['check', path, ...options])).code;
    expect(await exit()).toBe(1);
    expect(await exit('--rule', 'root-selector-ignored=warning')).toBe(0);
    expect(await exit('--rule', 'root-selector-ignored=warning', '--fail-on', 'warning')).toBe(1);
    expect(await exit('--rule', 'root-selector-ignored=hint', '--fail-on=information')).toBe(0);
    expect(await exit('--rule', 'root-selector-ignored=hint', '--fail-on=hint')).toBe(1);
    expect(await exit('--rule', 'root-selector-ignored=off', '--fail-on=hint')).toBe(0);
  });

  test.each([
    [['check'], 'missing required argument'],
    [['check', '.', '--format', 'xml'], 'Allowed choices are text, json, sarif, github, junit'],
    [['check', '.', '--fail-on', 'fatal'], 'Allowed choices are error, warning, information, hint'],
    [['check', '.', '--rule', 'root-selector-ignore=off'], 'Did you mean root-selector-ignored?'],
    [['check', '.', '--rule', 'root-selector-ignored=loud'], 'loud is no severity'],
    [['check', '.', '--rule', 'root-selector-ignored'], 'Write RULE=SEVERITY'],
    [['check', '.', '--max-file-size', 'big'], 'Write a number of megabytes'],
    [['check', '.', '--colour'], "unknown option '--colour'"],
    [['chek', '.'], "unknown command 'chek'"],
    [[], 'Usage: meshward'],
  ])('%j is wrong usage', async (words, message) => {
    const { path } = folder({});
    const { code, stderr, stdout } = await cli.run(words, { cwd: path });
    expect(stderr).toContain(message);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  test('--help and --version go to stdout and are no failure', async () => {
    expect(await cli.run(['--version'])).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
    expect(await cli.run(['check', '--help'])).toMatchObject({ code: 0, stdout: expect.stringContaining('--fail-on') });
  });
});

describe('inputs', () => {
  test('standard input, a List unfolded, findings where its items stand', async () => {
    const list = `apiVersion: v1\nkind: List\nitems:\n${WRONG.replace(/^/gm, '    ').replace('    apiVersion', '  - apiVersion').trimEnd()}\n`;
    const { stdout, code } = await cli.run(['check', '-', '--format', 'json'], { input: list });
    expect(places(stdout)).toEqual(['<stdin>:10:7 root-selector-ignored']);
    expect(code).toBe(1);
  });

  test('empty standard input has nothing to report', async () => {
    expect(await cli.run(['check', '-'], { input: '' })).toMatchObject({ code: 0 });
  });

  test('names are as the user began them', async () => {
    const { path } = folder({ 'sub/deep/wrong.yaml': WRONG });
    const name = async (typed: string, cwd = path) =>
      json((await cli.run(['check', typed, '--format', 'json'], { cwd })).stdout).findings.map(({ file }) => file);
    expect(await name('.')).toEqual(['sub/deep/wrong.yaml']);
    expect(await name('./sub/')).toEqual(['sub/deep/wrong.yaml']);
    expect(await name('sub/deep/wrong.yaml')).toEqual(['sub/deep/wrong.yaml']);
    expect(await name('..', join(path, 'sub/deep'))).toEqual(['../deep/wrong.yaml']);
    expect(await name(path)).toEqual([join(path, 'sub/deep/wrong.yaml')]);
  });

  test('a file named twice is checked once', async () => {
    const { path } = folder({ 'sub/wrong.yaml': WRONG });
    const { stdout } = await cli.run(['check', 'sub', 'sub/wrong.yaml', '--format', 'json'], { cwd: path });
    expect(json(stdout).findings).toHaveLength(1);
  });

  test('what is named together is judged together, and files beside it are not read', async () => {
    const { path } = folder({ 'a/wrong.yaml': WRONG, 'b/namespace.yaml': NAMESPACE });
    const titles = async (...paths: string[]) =>
      (
        JSON.parse((await cli.run(['check', ...paths, '--format', 'json'], { cwd: path })).stdout) as {
          findings: { code: string; fixes: { title: string }[] }[];
        }
      ).findings
        .filter(({ code }) => code === 'root-selector-ignored')
        .flatMap(({ fixes }) => fixes.map(({ title }) => title));
    expect(await titles('a')).toEqual([]);
    expect(await titles('a', 'b')).toEqual(['Move to namespace user1']);
    expect(await titles('a/wrong.yaml', 'b/namespace.yaml')).toEqual(['Move to namespace user1']);
  });

  test('git-ignored files are left out, unless named', async () => {
    const { path } = folder({ '.gitignore': 'out/\n', 'out/wrong.yaml': WRONG, '.git/HEAD': '' });
    expect((await cli.run(['check', path])).stdout).toContain('in 0 files');
    expect((await cli.run(['check', join(path, 'out/wrong.yaml')])).code).toBe(1);
    expect((await cli.run(['check', path, '--exclude', '**/*.yaml'])).stdout).toContain('in 0 files');
  });

  test.each([
    ['missing.yaml', 'there is no such file or folder'],
    ['dangling.yaml', 'there is no such file or folder'],
    ['loop.yaml', 'it is a link that leads back to itself'],
    ['wrong.yaml/below', 'a part of this path is a file, not a folder'],
  ])('%s cannot be read: said, exit 2, and the rest is checked', async (name, reason) => {
    const made = folder({ 'wrong.yaml': WRONG });
    symlinkSync('nowhere', made.join('dangling.yaml'));
    symlinkSync('loop.yaml', made.join('loop.yaml'));
    const { code, stderr, stdout } = await cli.run(['check', name, 'wrong.yaml'], { cwd: made.path });
    expect(stderr).toBe(`meshward: ${name}: ${reason}\n`);
    expect(stdout).toContain('wrong.yaml:7:3: error');
    expect(code).toBe(2);
  });

  test('dangling links inside a folder are nobody’s mistake', async () => {
    const made = folder({ 'right.yaml': RIGHT });
    symlinkSync('nowhere', made.join('dangling.yaml'));
    mkdirSync(made.join('folder.yaml'));
    expect(await cli.run(['check', made.path])).toMatchObject({ code: 0, stderr: '' });
  });

  test.skipIf(process.platform === 'win32')('without permission: said, exit 2, and the rest is checked', async () => {
    const made = folder({ 'closed/wrong.yaml': WRONG, 'secret.yaml': WRONG, 'wrong.yaml': WRONG });
    chmodSync(made.path, 0o755);
    chmodSync(made.join('closed'), 0);
    chmodSync(made.join('secret.yaml'), 0);
    const { code, stderr, stdout } = await cli.run(['check', '.'], { cwd: made.path, unprivileged: true });
    chmodSync(made.join('closed'), 0o755);
    expect(stderr.split('\n').sort()).toEqual([
      '',
      'meshward: closed: you have no permission to read it',
      'meshward: secret.yaml: you have no permission to read it',
    ]);
    expect(stdout).toContain('wrong.yaml:7:3: error');
    expect(code).toBe(2);
  });

  test('empty, binary, UTF-16 and huge files: a notice or silence, and the rest is checked', async () => {
    const made = folder({
      'binary.yaml': Uint8Array.from([0x61, 0x70, 0x69, 0, 1, 2, 0xff]),
      'empty.yaml': '',
      'huge.yaml': WRONG,
      'latin1.yaml': Uint8Array.from([0x61, 0x3a, 0x20, 0xe4, 0x0a]),
      'utf16.yaml': Buffer.from(`\uFEFF${WRONG}`, 'utf16le'),
      'wrong.yaml': WRONG,
    });
    truncateSync(made.join('huge.yaml'), 50 * 1024 * 1024);
    const { stdout, code } = await cli.run(['check', '.', '--format', 'json'], { cwd: made.path });
    expect(places(stdout)).toEqual([
      'binary.yaml:1:1 file-not-text',
      'huge.yaml:1:1 file-too-large',
      'latin1.yaml:1:1 file-not-utf8',
      'utf16.yaml:1:1 file-not-utf8',
      'wrong.yaml:7:3 root-selector-ignored',
    ]);
    expect(code).toBe(1);
  });

  test('--max-file-size draws the line', async () => {
    const { path } = folder({ 'wrong.yaml': `${WRONG}# ${'x'.repeat(3 * 1024 * 1024)}\n` });
    expect((await cli.run(['check', path, '--max-file-size', '2'])).stdout).toContain('[file-too-large]');
    expect((await cli.run(['check', path])).stdout).toContain('[root-selector-ignored]');
  });
});

test('whoever closes the pipe early gets no stack trace, and the exit code all the same', async () => {
  const many = Object.fromEntries(
    Array.from({ length: 300 }, (_, i) => [`${i}.yaml`, WRONG.replace('models', `m${i}`)]),
  );
  const { path } = folder(many);
  const { code, stderr, seen } = await cli.runAndHangUp(['check', path]);
  expect(code).toBe(1);
  expect(seen).toContain('error');
  expect(stderr).toBe('');
});

test('a base that git ignores is told apart from one that is not there', async () => {
  const made = folder({
    '.gitignore': 'build/\n',
    'build/kustomization.yaml': 'resources: []\n',
    'kustomization.yaml': 'resources:\n  - build\n  - bild\n',
  });
  const { stdout } = await cli.run(['check', '.', '--format', 'json'], { cwd: made.path });
  const { findings } = JSON.parse(stdout) as { findings: { line: number; severity: string; message: string }[] };
  expect(findings.map(({ severity, message }) => `${severity} ${message.split(':')[0]}`)).toEqual([
    'information build is left out by .gitignore or .meshwardignore',
    'warning There is no manifest and no kustomization at bild',
  ]);
});
