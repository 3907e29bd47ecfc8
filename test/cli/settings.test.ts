import { describe, expect, test } from 'vitest';
import { readRc } from '../../server/src/files/rc-file';
import { rootSelector, spiffePolicy } from '../support/manifests';
import { cliTest } from './support/cli-test';

const cli = cliTest();
const RC = '.meshwardrc.yaml';

/** Severities that findings are reported with, by rule. */
async function severities(cwd: string, ...words: string[]): Promise<Record<string, string>> {
  const { stdout, stderr } = await cli.run(['check', ...words, '--format', 'json'], { cwd });
  expect(stderr).toBe('');
  const { findings } = JSON.parse(stdout) as { findings: { file: string; code: string; severity: string }[] };
  return Object.fromEntries(findings.map(({ file, code, severity }) => [`${file} ${code}`, severity]));
}

describe('.meshwardrc.yaml', () => {
  test('sets severities, the platform, what is left out and what fails', async () => {
    const made = cli.folder({
      [RC]: `
rules:
  principal-with-spiffe: hint
platform:
  rootNamespace: mesh-system
exclude: [charts]
maxFileSize: 0.001
failOn: hint
`,
      'a.yaml': spiffePolicy('a'),
      'root.yaml': rootSelector(),
      'big.yaml': `# ${'x'.repeat(2000)}\n`,
      'charts/b.yaml': spiffePolicy('b'),
    });
    expect(await severities(made.path, '.')).toEqual({
      'a.yaml principal-with-spiffe': 'hint',
      'big.yaml file-too-large': 'information',
    });
    expect((await cli.run(['check', 'a.yaml'], { cwd: made.path })).code).toBe(1);
  });

  test('options beat it, and it beats the defaults', async () => {
    const made = cli.folder({
      [RC]: 'rules: {principal-with-spiffe: warning}\nfailOn: warning\nexclude: [charts]\n',
      'a.yaml': spiffePolicy('a'),
      'charts/b.yaml': spiffePolicy('b'),
      'drafts/c.yaml': spiffePolicy('c'),
    });
    const exit = async (...words: string[]) => (await cli.run(['check', '.', ...words], { cwd: made.path })).code;
    expect(await exit()).toBe(1);
    expect(await exit('--fail-on', 'error')).toBe(0);
    expect(await exit('--rule', 'principal-with-spiffe=off')).toBe(0);
    expect(await severities(made.path, '.', '--exclude', 'drafts', '--rule', 'principal-with-spiffe=hint')).toEqual({
      'a.yaml principal-with-spiffe': 'hint',
    });
  });

  test('is the nearest one at or above each PATH; its globs are relative to where it lies', async () => {
    const made = cli.folder({
      [RC]: 'rules: {principal-with-spiffe: warning}\nexclude: [teams/b/old]\n',
      [`teams/a/${RC}`]: 'rules: {principal-with-spiffe: hint}\n',
      'teams/a/a.yaml': spiffePolicy('a'),
      'teams/b/b.yaml': spiffePolicy('b'),
      'teams/b/old/c.yaml': spiffePolicy('c'),
    });
    expect(await severities(made.path, 'teams/a', 'teams/b/b.yaml')).toEqual({
      'teams/a/a.yaml principal-with-spiffe': 'hint',
      'teams/b/b.yaml principal-with-spiffe': 'warning',
    });
    expect(await severities(made.join('teams/b'), '.')).toEqual({ 'b.yaml principal-with-spiffe': 'warning' });
    expect(await severities(made.path, '.')).toEqual({
      'teams/a/a.yaml principal-with-spiffe': 'warning',
      'teams/b/b.yaml principal-with-spiffe': 'warning',
    });
  });

  test('standard input has that of the working folder', async () => {
    const made = cli.folder({ [RC]: 'rules: {principal-with-spiffe: hint}\n' });
    expect(await cli.run(['check', '-'], { cwd: made.path, input: spiffePolicy('a') })).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('hint: '),
    });
  });

  test('--config names another, --no-config none', async () => {
    const made = cli.folder({
      [RC]: 'rules: {principal-with-spiffe: hint}\n',
      'ci/strict.yaml': 'failOn: hint\nexclude: [x.yaml]\n',
      'a.yaml': spiffePolicy('a'),
    });
    const exit = async (...words: string[]) => (await cli.run(['check', 'a.yaml', ...words], { cwd: made.path })).code;
    expect(await exit()).toBe(0);
    expect(await exit('--no-config')).toBe(1);
    expect(await exit('--config', 'ci/strict.yaml', '--rule', 'principal-with-spiffe=hint')).toBe(1);
    expect(await cli.run(['check', '.', '--config', 'none.yaml'], { cwd: made.path })).toMatchObject({
      code: 2,
      stderr: 'meshward: --config: there is no file none.yaml.\n',
    });
  });

  test('faults are told with their lines, and nothing is checked', async () => {
    const made = cli.folder({
      [RC]: `rules:
  allow-al: off
  allow-all: loud
platfrom: {}
platform: {trustDomain: 3, root: x}
exclude: charts
maxFileSize: none
failOn: fatal
`,
      'a.yaml': rootSelector(),
    });
    const { code, stderr, stdout } = await cli.run(['check', '.'], { cwd: made.path });
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr.trimEnd().split('\n')).toEqual([
      'meshward: .meshwardrc.yaml:2:3: rules.allow-al names no rule of this version (did you mean allow-all?).',
      'meshward: .meshwardrc.yaml:3:3: rules.allow-all has to be one of error, warning, information, hint, off.',
      'meshward: .meshwardrc.yaml:4:1: platfrom is no setting (did you mean platform?): there are rules, platform, externals, sets, exclude, maxFileSize, failOn.',
      'meshward: .meshwardrc.yaml:5:12: platform.trustDomain has to be a string.',
      'meshward: .meshwardrc.yaml:5:28: platform.root is no fact that Meshward knows.',
      'meshward: .meshwardrc.yaml:6:1: exclude has to be a list of globs.',
      'meshward: .meshwardrc.yaml:7:1: maxFileSize has to be a number of MB above 0.',
      'meshward: .meshwardrc.yaml:8:1: failOn has to be one of error, warning, information, hint.',
    ]);
  });

  test('two that disagree about the platform cannot both hold', async () => {
    const made = cli.folder({
      [`a/${RC}`]: 'platform: {trustDomain: a.example}\n',
      'a/a.yaml': rootSelector(),
      'b/b.yaml': rootSelector(),
    });
    const { code, stderr } = await cli.run(['check', 'a', 'b'], { cwd: made.path });
    expect(stderr).toContain('say different things about the platform');
    expect(code).toBe(2);
  });
});

describe('readRc', () => {
  const messages = (text: string) =>
    readRc({ text }).problems.map(({ start, message }) => `${start.line}:${start.character} ${message}`);

  test('an empty file, one of comments, and null values say nothing', () => {
    for (const text of ['', '# nothing\n', '---\n', 'rules:\nplatform: ~\nexclude: null\nmaxFileSize:\n']) {
      expect(readRc({ text }).problems, text).toEqual([]);
    }
  });

  test('off is a word, as it is to people', () => {
    expect(readRc({ text: 'rules:\n  allow-all: off\n  allow-nothing: "off"\n' }).given.severities).toEqual({
      'allow-all': 'off',
      'allow-nothing': 'off',
    });
  });

  test('what is no map, no YAML or more than one document is told', () => {
    expect(messages('- rules\n')).toEqual([expect.stringMatching(/^0:0 Settings are a map of rules, /)]);
    expect(messages('rules: {\n')).toEqual([expect.stringContaining('This is no YAML')]);
    expect(messages('---\nrules: {}\n---\nrules: {}\n')).toEqual([expect.stringMatching(/^2:0 .*one YAML document/)]);
  });

  test('names of JavaScript’s own are no settings', () => {
    expect(messages('__proto__: {}\nconstructor: x\n')).toHaveLength(2);
    expect(messages('rules: {toString: off}\nplatform: {constructor: x}\n')).toHaveLength(2);
  });
});

describe('externals and sets', () => {
  const GATEWAY = (name: string) => `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: ${name}, namespace: models}
spec: {selector: {istio: ingressgateway}, servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ['m.example.com']}]}
`;
  const SERVICE = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: web, namespace: models}
spec: {hosts: [m.example.com], gateways: [models/inner]}
`;
  const FILES = {
    'eu/g.yaml': GATEWAY('public'),
    'us/g.yaml': `${GATEWAY('public')}---\n${GATEWAY('inner')}`,
    'web/v.yaml': SERVICE,
  };
  const MISSED = 'web/v.yaml vs-gateway-unknown';

  test('an option says what is in the cluster', async () => {
    const made = cli.folder({ 'a.yaml': `${GATEWAY('inner2')}---\n${SERVICE}` });
    expect(Object.keys(await severities(made.path, '.'))).toContain('a.yaml vs-gateway-unknown');
    const told = await severities(made.path, '.', '--external', 'Gateway/models/*');
    expect(Object.keys(told)).not.toContain('a.yaml vs-gateway-unknown');
    const wrong = await cli.run(['check', '.', '--external', 'Gatway/a/b'], { cwd: made.path });
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('did you mean Gateway?') });
  });

  test('options say what is applied together, and beat the file', async () => {
    const made = cli.folder({ ...FILES, [RC]: 'sets: [{name: eu, include: [eu, web]}]\n' });
    expect(Object.keys(await severities(made.path, '.'))).toContain(MISSED);
    const both = ['--manifest-set', 'us=us', '--manifest-set', 'us=web/*.yaml'];
    expect(Object.keys(await severities(made.path, '.', ...both))).not.toContain(MISSED);
    const wrong = await cli.run(['check', '.', '--manifest-set', 'us'], { cwd: made.path });
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('Write NAME=GLOB') });
  });

  test('a bad set is told with its line', async () => {
    const made = cli.folder({ ...FILES, [RC]: 'sets:\n  - name: eu\n    include: [../eu]\n' });
    const { code, stderr } = await cli.run(['check', '.'], { cwd: made.path });
    expect(code).toBe(2);
    expect(stderr).toContain('.meshwardrc.yaml:3:15: sets.0.include.0 (../eu) has to lie below the folder');
  });
});
