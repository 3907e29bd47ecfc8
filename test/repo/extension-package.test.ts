/** What `npm run package` puts into the .vsix: what is meant to be in it, whole and small. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundles } from '../../scripts/bundles.mts';
import { REPOSITORY, repositoryFiles } from '../support/repository';

const VSCE = join(REPOSITORY, 'node_modules/@vscode/vsce/vsce');
const MAX_BYTES = 2_000_000;

const ALLOWED: readonly RegExp[] = [
  /^(?:package\.json|package\.nls\.json|l10n\/bundle\.l10n\.json|README\.md|CHANGELOG\.md|LICENSE|SECURITY\.md|THIRD-PARTY-NOTICES\.md|icon\.png)$/,
  /^dist\/(?:client|client\.web|server|server\.web|cli|core|access-view|schema-structure|schema-docs|scaffold-templates)\.js$/,
  /^docs\/rules\/[a-z0-9-]+\.md$/,
  /^docs\/rules\/README\.md$/,
  /^media\/[a-z]+\.svg$/,
  /^docs\/images\/[a-z-]+\.png$/,
];

let home: string;
const vsce = (...words: string[]) =>
  spawnSync(process.execPath, [VSCE, ...words], { cwd: home, encoding: 'utf8', maxBuffer: 1 << 24 });

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'meshward-vsix-'));
  // A copy, so that neither an older build nor another test's files have a say.
  for (const path of repositoryFiles()) {
    if (/^(?:test|server|client|schemas)\//.test(path)) continue;
    mkdirSync(dirname(join(home, path)), { recursive: true });
    cpSync(join(REPOSITORY, path), join(home, path));
  }
  await Promise.all(bundles(join(home, 'dist'), true).map((bundle) => build({ ...bundle, logLevel: 'silent' })));
}, 120_000);

afterAll(() => rmSync(home, { recursive: true, force: true }));

test('it lists nothing but what is allowed, and all that the manifest names', () => {
  const { stdout, status } = vsce('ls', '--no-dependencies');
  expect(status).toBe(0);
  const files = stdout.split(/\r?\n/).filter((name) => name !== '');
  expect(files.filter((name) => !ALLOWED.some((allowed) => allowed.test(name)))).toEqual([]);
  const { main, browser, icon } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
  for (const named of [main, browser, icon]) expect(files).toContain(named.replace(/^\.\//, ''));
  for (const file of [
    'dist/server.js',
    'dist/server.web.js',
    'dist/access-view.js',
    'package.nls.json',
    'l10n/bundle.l10n.json',
    'LICENSE',
    'SECURITY.md',
  ]) {
    expect(files).toContain(file);
  }
  expect(files.filter((name) => name.startsWith('docs/rules/')).length).toBeGreaterThan(200);
});

test('it packs without a complaint, into less than 2 MB', () => {
  const file = join(home, 'meshward.vsix');
  const { stdout, stderr, status } = vsce('package', '--no-dependencies', '--out', file);
  expect(status, stdout + stderr).toBe(0);
  expect(stdout + stderr).not.toMatch(/WARNING/i);
  expect(statSync(file).size).toBeLessThan(MAX_BYTES);
}, 120_000);

test('the icon is a picture of 128 by 128 pixels', () => {
  const png = readFileSync(join(home, 'icon.png'));
  expect(png.subarray(1, 4).toString('latin1')).toBe('PNG');
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([128, 128]);
});
