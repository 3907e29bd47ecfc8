import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { REPOSITORY } from '../support/repository';
import { cliTest } from './support/cli-test';

const cli = cliTest();
const EXAMPLE = 'examples/user1';

interface Row {
  readonly caller: string;
  readonly host: string;
  readonly activator: string;
  readonly result: string;
  readonly identity: string | null;
  readonly hops: readonly unknown[];
  readonly reasons: readonly { text: string; file: string | null; line: number | null }[];
  readonly assumptions: readonly { text: string; from: string }[];
}

interface Service {
  readonly namespace: string;
  readonly name: string;
  readonly kind: string;
  readonly set?: string;
  readonly rows: readonly Row[];
}

const json = async (words: readonly string[], cwd = REPOSITORY): Promise<Service[]> => {
  const { stdout, stderr, code } = await cli.run(['access', ...words, '--format', 'json'], { cwd });
  expect(stderr).toBe('');
  expect(code).toBe(0);
  const { version, services } = JSON.parse(stdout) as { version: number; services: Service[] };
  expect(version).toBe(1);
  return services;
};

const cell = ({ rows }: Service, caller: string, host: string, activator: string): Row =>
  rows.find((row) => row.caller === caller && row.host === host && row.activator === activator)!;

const named = (services: readonly Service[], name: string): Service => services.find((one) => one.name === name)!;

/** The example, to be changed. */
function copy() {
  const made = cli.folder();
  cpSync(join(REPOSITORY, EXAMPLE), made.path, { recursive: true });
  return made;
}

const CLOSED_RULE = 'namespaces: ["knative-serving"]';

describe('json', () => {
  test('has the promised shape, and the four answers of the guide', async () => {
    const services = await json([EXAMPLE]);
    const iris = named(services, 'sklearn-iris');
    expect(iris).toMatchObject({ namespace: 'user1', name: 'sklearn-iris', kind: 'InferenceService' });
    const requests = ['mesh:user1', 'mesh:default'].flatMap((caller) =>
      ['off', 'on'].map((state) => cell(iris, caller, 'predictor', state)),
    );
    expect(requests.map(({ result }) => result)).toEqual(['200', '200', '403', '200']);
    const leak = requests[3]!;
    expect(leak.identity).toBe('cluster.local/ns/knative-serving/sa/activator');
    expect(leak.hops.length).toBeGreaterThan(1);
    const [reason] = leak.reasons;
    expect(reason!.file).toBe('examples/user1/auth.yaml');
    const line = readFileSync(join(REPOSITORY, reason!.file!), 'utf8').split('\n')[reason!.line! - 1];
    expect(line).toContain(CLOSED_RULE);
    expect(leak.assumptions.every(({ text, from }) => text !== '' && from !== '')).toBe(true);
  });

  test('the whole example, as npm start shows it, tells sets with different answers apart', async () => {
    const services = await json(['examples']);
    const iris = services.filter(({ name }) => name === 'sklearn-iris');
    expect(iris.length).toBeGreaterThan(1);
    expect(new Set(iris.map(({ set }) => set)).size).toBe(iris.length);
    expect(iris.map(({ set }) => set)).toContain('./user1/');
    expect((await json([EXAMPLE])).every(({ set }) => set === undefined)).toBe(true);
  });

  test('a live cluster comes by standard input', async () => {
    const files = ['auth.yaml', 'namespace.yaml', 'models/off-path/sklearn-iris.yaml'];
    const items = files.map((name) => readFileSync(join(REPOSITORY, EXAMPLE, name), 'utf8')).join('\n---\n');
    const { stdout } = await cli.run(['access', '-', '--format', 'json'], { input: items });
    const [service] = (JSON.parse(stdout) as { services: Service[] }).services;
    expect(cell(service!, 'mesh:default', 'predictor', 'off').reasons.some(({ file }) => file === '<stdin>')).toBe(
      true,
    );
  });
});

describe('table', () => {
  test('groups callers that fare alike, and numbers what decides', async () => {
    const { stdout, code } = await cli.run(['access', EXAMPLE]);
    expect(code).toBe(0);
    const [iris] = stdout.split('\n\n\n').filter((part) => part.includes('user1/sklearn-iris ('));
    const rows = stdout.slice(stdout.indexOf('user1/sklearn-iris (')).split('\n');
    expect(iris ?? stdout).toContain('activator is usually off the path');
    expect(rows.find((line) => line.startsWith('user1 '))).toMatch(/^user1 +200 \[1\] +200 \[2\] +dns \[3\]/);
    expect(rows.find((line) => line.startsWith('pods without sidecar'))).toContain('reset');
    expect(rows.find((line) => line.startsWith('outside'))).toContain('403');
    expect(rows.find((line) => line.startsWith('[1] Rule 1'))).toContain('(examples/user1/auth.yaml:');
  });

  test('without an InferenceService says so', async () => {
    const { path } = cli.folder({ 'a.yaml': 'kind: Nothing\n' });
    expect(await cli.run(['access', '.'], { cwd: path })).toEqual({
      code: 0,
      stdout: 'There is no InferenceService in 1 file, so there is nobody to call.\n',
      stderr: '',
    });
  });

  test('settings of the folder count', async () => {
    const made = copy();
    made.write('.meshwardrc.yaml', 'platform: {trustDomain: mesh.example}\n');
    const iris = named(await json(['.'], made.path), 'sklearn-iris');
    expect(cell(iris, 'mesh:default', 'predictor', 'on').identity).toBe('mesh.example/ns/knative-serving/sa/activator');
  });
});

test('svg is one whole picture with every service in it', async () => {
  const { stdout, code } = await cli.run(['access', EXAMPLE, '--format', 'svg']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 \d+ \d+"[^>]*>\n<title>/);
  expect(stdout.trimEnd().endsWith('</svg>')).toBe(true);
  for (const tag of ['g', 'text', 'title']) {
    expect(stdout.split(`</${tag}>`).length, tag).toBe(stdout.split(new RegExp(`<${tag}[ >]`)).length);
  }
  expect(stdout).toContain('Who can call user1/sklearn-iris<');
  expect(stdout).not.toMatch(/<script|<image|href=|url\(|@import/);
  expect(stdout.replace(/&(?:amp|lt|gt|quot|apos);/g, '')).not.toContain('&');
});

describe('--from and --to', () => {
  const explain = (...words: string[]) => cli.run(['access', EXAMPLE, '--to', 'user1/sklearn-iris', ...words]);

  test('prove one request hop by hop', async () => {
    const { stdout, code } = await explain('--from', 'default/sleep', '--activator', 'on');
    expect(code).toBe(0);
    const lines = stdout.split('\n');
    expect(lines[0]).toBe('default/sleep → user1/sklearn-iris (activator on): 200');
    expect(lines[1]).toBe('  asks for http://sklearn-iris-predictor.user1.svc.cluster.local');
    expect(stdout).toContain('  client → activator:8012: mtls, as cluster.local/ns/default/sa/sleep');
    expect(stdout).toMatch(/ {2}because: Rule 2 of AuthorizationPolicy .* \(examples\/user1\/auth\.yaml:\d+\)\n/);
  });

  test('take host, method and path', async () => {
    const first = async (...words: string[]) => (await explain(...words)).stdout.split('\n')[0];
    expect(await first('--from', 'external', '--activator', 'off')).toContain('outside → ');
    expect(await first('--from', 'user1', '--host', 'pod-ip', '--activator', 'off')).toContain(': 503');
    expect(await first('--from', 'non-mesh', '--activator', 'off')).toContain('pods without sidecar → ');
  });

  test('as json', async () => {
    const [service] = await json([EXAMPLE, '--from', 'default', '--to', 'user1/sklearn-iris']);
    expect(service!.rows.map(({ activator, result }) => `${activator} ${result}`)).toEqual(['off 403', 'on 200']);
  });

  test.each([
    [['--from', 'a'], '--from and --to go together'],
    [['--from', 'a', '--to', 'sklearn-iris'], '--to takes NAMESPACE/NAME'],
    [['--from', 'a', '--to', 'user1/sklearn-irs'], 'Did you mean user1/sklearn-iris?'],
    [['--host', 'predictor'], 'tell of the request from --from to --to'],
    [['--expect', 'a', '--against', 'b'], 'Take one of'],
    [['--against', EXAMPLE, '--format', 'svg'], 'draws the whole table'],
    [['--format', 'text'], 'Allowed choices are table, json, svg'],
    [['--expect', 'missing.yaml'], '--expect: missing.yaml cannot be read'],
    [['--against', 'missing'], 'missing: there is no such file or folder'],
  ])('%j is wrong usage', async (words, message) => {
    const { code, stderr } = await cli.run(['access', EXAMPLE, ...words]);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});

test('a namespace that no file has is told as an assumption', async () => {
  const made = copy();
  rmSync(made.join('namespace.yaml'));
  const words = ['access', '.', '--from', 'no-such-team', '--to', 'user1/sklearn-iris', '--activator', 'off'];
  const { stdout, code } = await cli.run(words, { cwd: made.path });
  expect(code).toBe(0);
  expect(stdout.split('\n')[0]).toBe('no-such-team → user1/sklearn-iris (activator off): 403');
  expect(stdout).toMatch(
    /assumed \(file\): Pods of user1 have a sidecar: .* no file shows the namespace \(.*yaml:\d+\)/,
  );
  expect(stdout).toMatch(/assumed \(file\): Deployment mode Knative by inferenceservice-config \(.*yaml:\d+\)/);
});

test('sets with different answers are proved one by one', async () => {
  const words = ['access', 'examples', '--from', 'default', '--to', 'user1/sklearn-iris', '--activator', 'on'];
  const { stdout, code } = await cli.run(words);
  expect(code).toBe(0);
  const heads = stdout.split('\n').filter((line) => line.startsWith('default → user1/sklearn-iris'));
  expect(heads.length).toBeGreaterThan(1);
  expect(new Set(heads).size).toBe(heads.length);
  expect(heads.join()).toContain('./user1/');
});

describe('--expect', () => {
  const expecting = async (text: string) => {
    const made = copy();
    made.write('expect.yaml', text);
    return cli.run(['access', '.', '--expect', 'expect.yaml'], { cwd: made.path });
  };

  test('is quiet about what is as expected', async () => {
    expect(
      await expecting(`
- {from: user1, to: user1/sklearn-iris, result: 200}
- {from: default, to: user1/sklearn-iris, activator: off, result: 403}
- {from: default, to: user1/sklearn-iris, activator: on, result: 200}
- {from: non-mesh, to: user1/sklearn-iris, result: reset}
- {from: user1, to: user1/sklearn-iris, host: pod-ip, result: '503'}
`),
    ).toEqual({ code: 0, stdout: '5 as expected, 0 not\n', stderr: '' });
  });

  test('tells what is not, with the line and the reason, and exits 1', async () => {
    const { code, stdout } = await expecting(`
- {from: user1, to: user1/sklearn-iris, result: 200}
- {from: default, to: user1/sklearn-iris, result: 403}
- {from: user1, to: user1/no-such, result: 200}
`);
    expect(stdout.trimEnd().split('\n')).toEqual([
      expect.stringMatching(
        /^expect\.yaml:3: default → user1\/sklearn-iris \(predictor, activator on\): expected 403, is 200: Rule 2 of .* \(auth\.yaml:\d+\)$/,
      ),
      'expect.yaml:4: user1 → user1/no-such: there is no such InferenceService',
      '1 as expected, 2 not',
    ]);
    expect(code).toBe(1);
  });

  test.each([
    ['a: b\n', 'expect.yaml:1: expectations are a list'],
    ['- {from: [}\n', 'expect.yaml:1: this is no YAML'],
    ['- {from: a, to: b/c}\n', 'expect.yaml:1: an expectation needs from, to and result'],
    ['-\n  from: a\n  to: b\n  result: 200\n', 'to is the NAMESPACE/NAME'],
    ['- {from: a, to: b/c, result: 201}\n', 'result is one of 200, 403'],
    ['- {from: a, to: b/c, result: 200, activator: maybe}\n', 'activator is on or off'],
    ['- {from: a, to: b/c, result: 200, host: predicter}\n', 'host is one of predictor'],
    ['- {from: a, to: b/c, result: 200, hots: x}\n', 'hots is none of from, to'],
  ])('%j cannot be used', async (text, message) => {
    const { code, stderr } = await expecting(text);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});

describe('--against', () => {
  test('tells who gained and who lost, and exits 1', async () => {
    const made = copy();
    const auth = readFileSync(made.join('auth.yaml'), 'utf8');
    expect(auth).toContain(CLOSED_RULE);
    made.write('auth.yaml', auth.replace(CLOSED_RULE, 'namespaces: ["default"]'));
    const options = { cwd: REPOSITORY };
    const { stdout, code } = await cli.run(['access', made.path, '--against', EXAMPLE], options);
    expect(code).toBe(1);
    expect(stdout).toContain(
      'gained default → user1/sklearn-iris (predictor, activator off): 403 → 200\n  because: Rule 2',
    );
    expect(stdout).toMatch(/\n\d+ changes: \d+ gained, \d+ lost\n$/);
    const back = await cli.run(['access', EXAMPLE, '--against', made.path, '--format', 'json'], options);
    const { version, changes } = JSON.parse(back.stdout) as { version: number; changes: Record<string, unknown>[] };
    expect(version).toBe(1);
    expect(changes).toContainEqual(
      expect.objectContaining({
        namespace: 'user1',
        name: 'sklearn-iris',
        caller: 'mesh:default',
        host: 'predictor',
        activator: 'off',
        before: '200',
        after: '403',
        effect: 'lost',
      }),
    );
  });

  test('of an earlier revision, by a worktree', async () => {
    const made = copy();
    const git = (...words: string[]) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...words], { cwd: made.path });
    git('init', '-q', '-b', 'main');
    git('add', '-A');
    git('commit', '-q', '-m', 'x');
    const before = join(cli.folder().path, 'before');
    git('worktree', 'add', '-q', '--detach', before, 'main');
    made.write(
      'auth.yaml',
      readFileSync(made.join('auth.yaml'), 'utf8').replace('namespaces: ["user1"]', 'namespaces: ["user2"]'),
    );
    const { stdout, code } = await cli.run(['access', '.', '--against', before], { cwd: made.path });
    expect(code).toBe(1);
    expect(stdout).toContain('lost   user1 → user1/sklearn-iris (predictor, activator off): 200 → 403');
  });

  test('of the same says so, and exits 0', async () => {
    const { path } = copy();
    expect(await cli.run(['access', path, '--against', EXAMPLE])).toMatchObject({
      code: 0,
      stdout: '0 changes: 0 gained, 0 lost\n',
    });
  });

  test('a service that is gone has lost its callers', async () => {
    const made = copy();
    made.write('models/off-path/sklearn-iris.yaml', '# moved\n');
    const { stdout } = await cli.run(['access', made.path, '--against', EXAMPLE]);
    expect(stdout).toContain('lost   user1 → user1/sklearn-iris (predictor, activator off): 200 → not there');
  });
});
