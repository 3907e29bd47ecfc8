/** Programs that render: which one is run, with what, and what comes of it. The programs here are scripts that print what they are given. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  findProgram,
  helmRendering,
  kustomizeRendering,
  offline,
  type Rendered,
  releaseName,
  runProgram,
} from '../../client/src/render/tools';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'meshward-render-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** @param script of JavaScript */
function program(name: string, script: string, where = 'bin'): string {
  mkdirSync(join(folder, where), { recursive: true });
  const file = join(folder, where, name);
  writeFileSync(file, `#!${process.execPath}\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}
const TELL =
  'const { HTTPS_PROXY, GIT_ALLOW_PROTOCOL, NO_PROXY } = process.env; process.stdout.write(JSON.stringify({ words: process.argv.slice(2), cwd: process.cwd(), HTTPS_PROXY, GIT_ALLOW_PROTOCOL, NO_PROXY }))';
const run = (file: string, words: readonly string[] = [], options: { signal?: AbortSignal; most?: number } = {}) =>
  runProgram(file, words, {
    cwd: folder,
    env: { PATH: process.env.PATH, NO_PROXY: '*' },
    signal: new AbortController().signal,
    ...options,
  });

describe.skipIf(process.platform === 'win32')('a program', () => {
  test('is found on the PATH, the first one there', async () => {
    const first = program('helm', TELL, 'a');
    program('helm', TELL, 'b');
    const PATH = ['a', 'b'].map((each) => join(folder, each)).join(delimiter);
    expect(await findProgram('helm', { PATH })).toBe(first);
    expect(await findProgram('kustomize', { PATH })).toBeUndefined();
    expect(await findProgram('helm', {})).toBeUndefined();
  });

  test('is not taken from a relative folder of the PATH, nor when it cannot be run', async () => {
    program('helm', TELL, 'a');
    chmodSync(program('helm', TELL, 'b'), 0o644);
    mkdirSync(join(folder, 'c/helm'), { recursive: true });
    const here = process.cwd();
    process.chdir(folder);
    try {
      expect(
        await findProgram('helm', { PATH: ['a', '.', '', join(folder, 'b'), join(folder, 'c')].join(delimiter) }),
      ).toBe(undefined);
    } finally {
      process.chdir(here);
    }
  });

  test('gets its words as they are, and no shell reads them', async () => {
    const words = ['template', 'a b', '$(touch hacked)', ';', '`id`', '"x"'];
    const result = await run(program('helm', TELL), words);
    expect(result.kind).toBe('text');
    const told = JSON.parse((result as { text: string }).text);
    expect(told).toMatchObject({ words, cwd: folder });
  });

  test('finds the ways to the network closed', async () => {
    const told = JSON.parse(((await run(program('helm', TELL))) as { text: string }).text);
    expect(told).toMatchObject({ HTTPS_PROXY: 'http://127.0.0.1:9', GIT_ALLOW_PROTOCOL: 'file' });
    expect(told.NO_PROXY).toBeUndefined();
    expect(offline({ HELM_CACHE_HOME: '/x' }).HELM_CACHE_HOME).toBe('/x');
  });

  test('that fails is told in its own words', async () => {
    const file = program(
      'helm',
      'console.error("Error: found in Chart.yaml, but missing in charts/: redis"); process.exit(1)',
    );
    expect(await run(file)).toEqual<Rendered>({
      kind: 'failed',
      words: 'Error: found in Chart.yaml, but missing in charts/: redis',
    });
    expect(await run(program('helm', 'process.exit(3)'))).toEqual<Rendered>({
      kind: 'failed',
      words: 'It ended with code 3.',
    });
    expect((await run(join(folder, 'gone'))).kind).toBe('failed');
  });

  test('ends when the user cancels', async () => {
    const controller = new AbortController();
    const running = run(program('helm', 'setInterval(() => {}, 1000); process.stdout.write("a")'), [], {
      signal: controller.signal,
    });
    controller.abort();
    expect(await running).toEqual<Rendered>({ kind: 'cancelled' });
    expect(await run(program('helm', TELL), [], { signal: controller.signal })).toEqual({ kind: 'cancelled' });
  });

  test('that prints without end is stopped', async () => {
    const endless = program('helm', 'const more = () => process.stdout.write("x".repeat(1000), more); more()');
    expect(await run(endless, [], { most: 5000 })).toEqual<Rendered>({
      kind: 'failed',
      words: 'It printed more than 5000 characters.',
    });
  });
});

test('a chart is rendered by helm, with values files in their order', () => {
  expect(helmRendering('iris', '/w/iris', ['/w/a.yaml', '/w/b c.yaml'])).toEqual([
    {
      name: 'helm',
      program: 'helm',
      words: ['template', 'iris', '/w/iris', '--values', '/w/a.yaml', '--values', '/w/b c.yaml'],
    },
  ]);
});

test('a kustomization is rendered by kustomize, else by kubectl, and by nothing that runs plugins', () => {
  const renderings = kustomizeRendering('/w/prod');
  expect(renderings.map(({ program: name, words }) => [name, ...words])).toEqual([
    ['kustomize', 'build', '/w/prod'],
    ['kubectl', 'kustomize', '/w/prod'],
  ]);
});

test('a release has a name that Helm takes', () => {
  expect(releaseName('My Chart_1')).toBe('my-chart-1');
  expect(releaseName('…')).toBe('release');
  expect(releaseName('x'.repeat(80))).toHaveLength(53);
});

test('on Windows only real programs count: a script would need a shell', async () => {
  writeFileSync(join(folder, 'helm.cmd'), '');
  writeFileSync(join(folder, 'helm'), '');
  expect(await findProgram('helm', { Path: folder }, 'win32')).toBeUndefined();
  writeFileSync(join(folder, 'helm.exe'), '');
  chmodSync(join(folder, 'helm.exe'), 0o755);
  expect(await findProgram('helm', { Path: folder }, 'win32')).toBe(join(folder, 'helm.exe'));
});
