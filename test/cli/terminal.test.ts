import { spawn } from 'node:child_process';
import { win32 } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { CliHost } from '../../server/src/cli/host';
import { terminalProgress } from '../../server/src/cli/process-host';
import { runCli } from '../../server/src/cli/program';
import { slashes } from '../../server/src/cli/slashes';
import { rootSelector, spiffePolicy } from '../support/manifests';
import { REPOSITORY } from '../support/repository';
import { cliTest } from './support/cli-test';

const cli = cliTest();
const COLOUR = '\u001b[';

test('--color and --no-color beat the environment', async () => {
  const { path } = cli.folder({ 'wrong.yaml': rootSelector() });
  const coloured = async (words: string[], env = {}) =>
    (await cli.run(['check', path, ...words], { env })).stdout.includes(COLOUR);
  expect(await coloured([])).toBe(false);
  expect(await coloured(['--color'])).toBe(true);
  expect(await coloured(['--color'], { NO_COLOR: '1' })).toBe(true);
  expect(await coloured(['--no-color'], { FORCE_COLOR: '1' })).toBe(false);
  expect(await coloured([], { FORCE_COLOR: '1' })).toBe(true);
  expect(await coloured([], { FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(false);
  expect(await coloured([], { FORCE_COLOR: '0' })).toBe(false);
  expect(await coloured(['--color', '--format', 'github'])).toBe(false);
});

describe('progress', () => {
  function terminal() {
    const written: string[] = [];
    let time = 0;
    const progress = terminalProgress({ write: (text) => written.push(String(text)) > 0, columns: 20 }, () => time);
    return { written, progress, pass: (ms: number) => (time += ms) };
  }

  test('short work shows none', () => {
    const { written, progress, pass } = terminal();
    progress('Reading');
    pass(400);
    progress('Reading');
    progress(undefined);
    expect(written).toEqual([]);
  });

  test('long work shows one line, seldom written, cut to the width, and gone in the end', () => {
    const { written, progress, pass } = terminal();
    pass(600);
    progress('Parsing 50 of 20000 files');
    progress('Parsing 51 of 20000 files');
    pass(150);
    progress('Parsing 52 of 20000 files');
    progress(undefined);
    progress(undefined);
    expect(written).toEqual(['\r\u001b[2KParsing 50 of 20000', '\r\u001b[2KParsing 52 of 20000', '\r\u001b[2K']);
  });

  test('a check tells what it is at, and clears the line before it prints', async () => {
    const files = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`${i}.yaml`, spiffePolicy(`m${i}`)]));
    const { path } = cli.folder(files);
    const events: string[] = [];
    const host: CliHost = {
      cwd: path,
      home: REPOSITORY,
      color: false,
      env: {},
      out: async (text) => void events.push(text.includes('errors') ? 'report' : text),
      error: async (text) => void events.push(text),
      progress: (text) => void events.push(text ?? 'clear'),
      readInput: async () => new Uint8Array(),
      uninterrupted: (work) => work(),
      startServer: () => {},
    };
    await runCli(['check', '.'], host);
    expect(events).toContain('Reading 32 of 60 files');
    expect(events).toContain('Parsing 50 of 60 files');
    expect(events.slice(-2)).toEqual(['clear', 'report']);
  });

  test('none in a pipe', async () => {
    const files = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`${i}.yaml`, spiffePolicy(`m${i}`)]));
    expect((await cli.run(['check', cli.folder(files).path])).stderr).toBe('');
  });
});

test.skipIf(process.platform === 'win32')('Ctrl-C ends it as it ends others: 130 in a shell', async () => {
  const child = spawn(process.execPath, [cli.script, 'check', '-'], { stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = new Promise((resolve) => child.on('close', (code, signal) => resolve({ code, signal })));
  // It reads by the time that it has taken more than a pipe holds.
  await new Promise<void>((resolve) => child.stdin.write(' '.repeat(4 * 1024 * 1024), () => resolve()));
  child.kill('SIGINT');
  expect(await ended).toEqual({ code: null, signal: 'SIGINT' });
});

test('stderr that nobody reads is no reason to fail', async () => {
  const child = spawn(process.execPath, [cli.script, 'check', 'missing.yaml', 'a.yaml'], {
    cwd: cli.folder({ 'a.yaml': rootSelector() }).path,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stderr.destroy();
  let stdout = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  expect(stdout).toContain('a.yaml:7:3: error');
  expect(code).toBe(2);
});

describe('globs and separators', () => {
  test('a glob that the shell left alone is expanded', async () => {
    const { path } = cli.folder({ 'a/one.yaml': rootSelector(), 'a/two.json': '{}', 'b/c/three.yaml': rootSelector() });
    const files = async (...words: string[]) => {
      const { stdout, stderr, code } = await cli.run(['check', ...words, '--format', 'junit'], { cwd: path });
      return { names: [...stdout.matchAll(/testsuite name="([^"]+)"/g)].map(([, name]) => name), stderr, code };
    };
    expect((await files('a/*.yaml')).names).toEqual(['a/one.yaml']);
    expect((await files('**/*.yaml')).names).toEqual(['a/one.yaml', 'b/c/three.yaml']);
    expect((await files(`${path}/b/**`)).names).toEqual([`${path}/b/c/three.yaml`]);
    expect(await files('a/*.yml')).toMatchObject({
      stderr: 'meshward: a/*.yml: there is no such file or folder\n',
      code: 2,
    });
  });

  test('a file whose name looks like a glob is that file', async () => {
    const { path } = cli.folder({ '[a].yaml': rootSelector(), 'a.yaml': rootSelector() });
    const { stdout } = await cli.run(['check', '[a].yaml'], { cwd: path });
    expect(stdout).toMatch(/^\[a\]\.yaml:7:3/);
    expect(stdout).toMatch(/in 1 file\n$/);
  });

  test('Windows spellings come out with slashes', () => {
    expect(slashes('charts\\**\\*.yaml', win32.sep)).toBe('charts/**/*.yaml');
    expect(slashes('C:\\work\\a.yaml', win32.sep)).toBe('C:/work/a.yaml');
    expect(slashes('a\\b', '/')).toBe('a\\b');
  });
});
