/** The npm package as users get it: packed, installed offline into an empty folder, and run there. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import { bundles } from '../../scripts/bundles.mts';
import { rootSelector, spiffePolicy } from '../support/manifests';
import { REPOSITORY, repositoryFiles } from '../support/repository';

interface Packed {
  readonly filename: string;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

let scratch: string;
let packed: Packed;
/** Where the package is installed. */
let home: string;

const run = (command: string, words: readonly string[], cwd: string, input?: string) =>
  spawnSync(command, words, { cwd, input, encoding: 'utf8', shell: process.platform === 'win32' });

const meshward = (words: readonly string[], input?: string) =>
  run(join(home, 'node_modules/.bin/meshward'), words, home, input);

function npm(words: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = run('npm', words, cwd);
  if (status !== 0) throw new Error(`npm ${words.join(' ')}: ${stderr}`);
  return stdout;
}

beforeAll(async () => {
  scratch = realpathSync(mkdtempSync(join(tmpdir(), 'meshward-package-')));
  const stage = join(scratch, 'stage');
  for (const path of repositoryFiles().filter((name) => !name.startsWith('test/'))) {
    mkdirSync(dirname(join(stage, path)), { recursive: true });
    cpSync(join(REPOSITORY, path), join(stage, path));
  }
  await Promise.all(bundles(join(stage, 'dist'), true).map((bundle) => build(bundle)));
  const tsx = join(REPOSITORY, 'node_modules/tsx/dist/cli.mjs');
  execFileSync(process.execPath, [tsx, 'scripts/pack-types.mts', join(stage, 'dist/types')], { cwd: REPOSITORY });
  [packed] = JSON.parse(npm(['pack', '--json', '--ignore-scripts', '--pack-destination', scratch], stage)) as [Packed];
  home = join(scratch, 'home');
  mkdirSync(home);
  writeFileSync(join(home, 'package.json'), '{"private":true}');
  npm(['install', '--offline', '--no-audit', '--no-fund', join(scratch, packed.filename)], home);
  writeFileSync(join(home, 'wrong.yaml'), rootSelector());
  writeFileSync(join(home, 'iris.yaml'), spiffePolicy('iris'));
}, 120_000);
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

test('holds what it needs and nothing else, and is small', () => {
  const paths = packed.files.map(({ path }) => path);
  expect(paths.filter((path) => !/^(dist\/types|docs\/rules)\//.test(path)).sort()).toEqual([
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'dist/cli.js',
    'dist/core.js',
    'dist/lib.js',
    'dist/scaffold-templates.js',
    'dist/schema-docs.js',
    'dist/schema-structure.js',
    'dist/server.js',
    'package.json',
  ]);
  expect(paths.filter((path) => path.startsWith('dist/types/') && !path.endsWith('.d.ts'))).toEqual([]);
  expect(paths).toContain('docs/rules/root-selector-ignored.md');
  expect(packed.unpackedSize).toBeLessThan(5_000_000);
});

test('brings no other package along and runs nothing when it is installed', () => {
  const manifest = JSON.parse(readFileSync(join(home, 'node_modules/meshward/package.json'), 'utf8'));
  expect(manifest.dependencies ?? {}).toEqual({});
  expect(manifest.private).toBeUndefined();
  for (const name of ['preinstall', 'install', 'postinstall', 'prepare', 'preprepare', 'postprepare']) {
    expect(manifest.scripts).not.toHaveProperty(name);
  }
});

describe('the command', () => {
  test('tells its version', () => {
    const { version } = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8'));
    expect(meshward(['--version'])).toMatchObject({ status: 0, stdout: `${version}\n`, stderr: '' });
  });

  test('Works in the terminal and in CI', () => {
    const { status, stdout } = meshward(['check', '.']);
    expect(stdout).toContain('wrong.yaml:7:3: error');
    expect(stdout).toMatch(/2 errors, .* in 4 files\n$/);
    expect(status).toBe(1);
    expect(meshward(['check', '.', '--format', 'github']).stdout).toMatch(/^::error file=/m);
    expect(JSON.parse(meshward(['check', '.', '--format', 'sarif']).stdout).runs[0].results).toHaveLength(2);
  });

  test('explains from the pages that come with it', () => {
    expect(meshward(['explain', 'root-selector-ignored']).stdout).toContain('After the quick fix:');
  });

  test('scaffolds', () => {
    expect(meshward(['scaffold', 'namespace-lockdown', '--dry-run'])).toMatchObject({ status: 0, stderr: '' });
  });
});

const LIBRARY = `
  import { RULES, Workspace, type PlacedFinding } from 'meshward';
  const uri = 'file:///w/a.yaml';
  const workspace = new Workspace({ roots: ['file:///w/'], rules: RULES });
  workspace.update(new Map([[uri, { text: ${JSON.stringify(rootSelector())} }]]));
  const findings: readonly PlacedFinding[] = workspace.findings(uri);
  console.log(findings.map(({ rule, span }) => rule + ' ' + span.start).join());
`;

describe('the library', () => {
  test('can be required and imported', () => {
    const expected = `root-selector-ignored ${rootSelector().indexOf('selector')}\n`;
    const script = LIBRARY.replace('type PlacedFinding', '').replace(': readonly PlacedFinding[]', '');
    writeFileSync(join(home, 'use.mjs'), script);
    writeFileSync(join(home, 'use.cjs'), script.replace(/import (.*) from (.*);/, 'const $1 = require($2);'));
    for (const file of ['use.mjs', 'use.cjs']) {
      expect(run(process.execPath, [file], home), file).toMatchObject({ status: 0, stdout: expected });
    }
  });

  test.each(['bundler', 'node16'])('has types that strict programs can use (%s)', (moduleResolution) => {
    writeFileSync(join(home, 'use.ts'), `${LIBRARY}\n// @ts-expect-error\nfindings[0]!.rule.nothing;\n`);
    const options = ['--strict', '--noEmit', '--skipLibCheck', 'false', '--types', '', '--lib', 'es2022,dom'];
    const module = moduleResolution === 'node16' ? 'node16' : 'esnext';
    const { stdout } = run(
      process.execPath,
      [
        join(REPOSITORY, 'node_modules/typescript/bin/tsc'),
        ...options,
        '--target',
        'es2022',
        '--module',
        module,
        '--moduleResolution',
        moduleResolution,
        'use.ts',
      ],
      home,
    );
    expect(stdout).toBe('');
  });

  test('gives away only what its package says', () => {
    const { status } = run(process.execPath, ['-e', "require('meshward/dist/server.js')"], home);
    expect(status).toBe(1);
  });
});

describe('with every socket refused', () => {
  const PRELOAD = `
    const refuse = (what) => () => {
      process.stderr.write('REFUSED ' + what + '\\n');
      process.exit(99);
    };
    const net = require('node:net');
    net.Socket.prototype.connect = refuse('connect');
    net.Server.prototype.listen = refuse('listen');
    require('node:dgram').createSocket = refuse('dgram');
    const dns = require('node:dns');
    for (const name of ['lookup', 'resolve']) dns[name] = dns.promises[name] = refuse(name);
    globalThis.fetch = refuse('fetch');
    globalThis.WebSocket = refuse('WebSocket');
  `;
  const refused = (words: readonly string[], input?: string) => {
    writeFileSync(join(home, 'refuse.cjs'), PRELOAD);
    return run(process.execPath, ['--require', './refuse.cjs', ...words], home, input);
  };
  const SCRIPT = 'node_modules/meshward/dist/cli.js';

  test('the refusal works', () => {
    for (const call of ["require('http').get('http://localhost:1/')", "fetch('http://localhost:1/')"]) {
      expect(refused(['-e', call])).toMatchObject({ status: 99, stderr: expect.stringContaining('REFUSED') });
    }
  });

  test.each([
    [['--version'], 0],
    [['check', '.', '--format', 'sarif'], 1],
    [['check', '.', '--fix-dry-run'], 1],
    [['explain', 'root-selector-ignored'], 0],
    [['scaffold', '--list'], 0],
  ])('%j answers all the same', (words, code) => {
    const { status, stdout, stderr } = refused([SCRIPT, ...words]);
    expect(stderr).not.toContain('REFUSED');
    expect(stdout).not.toBe('');
    expect(status).toBe(code);
  });

  test('so does the language server', async () => {
    writeFileSync(join(home, 'refuse.cjs'), PRELOAD);
    const child = spawn(process.execPath, ['--require', './refuse.cjs', SCRIPT, 'lsp', '--stdio'], { cwd: home });
    const ended = new Promise((resolve) => child.on('close', resolve));
    // One that cannot even start says why.
    child.stderr.pipe(process.stderr);
    void ended.then(() => connection.dispose());
    const connection = createMessageConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    connection.listen();
    const textDocument = { uri: 'file:///w/a.yaml', languageId: 'yaml', version: 1, text: rootSelector() };
    const capabilities = { textDocument: { diagnostic: {} } };
    await connection.sendRequest('initialize', { processId: null, rootUri: null, capabilities });
    await connection.sendNotification('initialized', {});
    await connection.sendNotification('textDocument/didOpen', { textDocument });
    const report = await connection.sendRequest('textDocument/diagnostic', { textDocument: { uri: textDocument.uri } });
    expect(report).toMatchObject({ items: [{ code: 'root-selector-ignored' }] });
    await connection.sendRequest('shutdown');
    await connection.sendNotification('exit');
    expect(await ended).toBe(0);
  });
});
