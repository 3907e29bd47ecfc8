/** Who may import whom. The compiler and the linter hold parts of this; here all of it is checked, type-only imports included. */
import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join, posix } from 'node:path';
import { runInNewContext } from 'node:vm';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { REPOSITORY, repositoryFiles, repositoryText } from '../support/repository';

interface Layer {
  readonly folder: string;
  /** Folders that it may import besides itself. */
  readonly folders: readonly string[];
  readonly packages: readonly string[];
  readonly node?: true;
}

const CORE_PACKAGES = [
  'yaml',
  'fastest-levenshtein',
  'ipaddr.js',
  'jsonc-parser',
  'mustache',
  'vscode-json-languageservice',
];
const SERVER = 'server/src/';
const LAYERS: readonly Layer[] = [
  { folder: 'server/src/core/', folders: ['schemas/', 'server/src/protocol/scaffold/'], packages: CORE_PACKAGES },
  { folder: 'server/src/files/', folders: ['server/src/core/'], packages: ['picomatch'] },
  { folder: 'server/src/protocol/', folders: [], packages: [] },
  { folder: 'server/src/ide/', folders: ['server/src/core/'], packages: [...CORE_PACKAGES, 'picomatch'] },
  {
    folder: 'server/src/lsp/',
    folders: ['core/', 'ide/', 'files/', 'protocol/'].map((name) => SERVER + name),
    packages: ['ignore', 'picomatch', 'vscode-languageserver', 'vscode-languageserver-textdocument', 'vscode-uri'],
  },
  {
    folder: 'server/src/node/',
    folders: ['core/', 'files/', 'lsp/', 'protocol/'].map((name) => SERVER + name),
    packages: ['ignore', 'picomatch', 'vscode-languageserver', 'vscode-uri'],
    node: true,
  },
  {
    folder: 'server/src/cli/',
    folders: ['core/', 'files/', 'node/'].map((name) => SERVER + name),
    packages: ['commander', 'diff', 'picocolors', 'picomatch', 'sarif'],
    node: true,
  },
  {
    folder: 'client/src/',
    folders: ['server/src/protocol/'],
    packages: ['vscode', 'vscode-languageclient', 'vscode-uri'],
    node: true,
  },
];

const sources = repositoryFiles().filter((path) => /^(server|client)\/src\/.*\.ts$/.test(path));
const IMPORT = /(?:^(?:import|export)\b[^;'"]*?\bfrom\s+|^import\s+|\bimport\(\s*|\brequire\(\s*)['"]([^'"]+)['"]/gm;

const importsOf = (path: string): string[] => [...repositoryText(path)!.matchAll(IMPORT)].map((match) => match[1]!);

/** `yaml` of `yaml/util`, `@scope/name` of `@scope/name/sub`. */
const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

function mayImport(layer: Layer, from: string, specifier: string): boolean {
  if (specifier.startsWith('.')) {
    const target = `${posix.join(posix.dirname(from), specifier)}/`;
    return [layer.folder, ...layer.folders].some((folder) => target.startsWith(folder));
  }
  if (specifier.startsWith('node:')) return layer.node === true;
  return !builtinModules.includes(specifier) && layer.packages.includes(packageOf(specifier));
}

describe.each(LAYERS)('$folder', (layer) => {
  test('imports only what lies below it', () => {
    const forbidden = sources
      .filter((path) => path.startsWith(layer.folder))
      .flatMap((path) =>
        importsOf(path)
          .filter((specifier) => !mayImport(layer, path, specifier))
          .map((what) => `${path}: ${what}`),
      );
    expect(forbidden).toEqual([]);
  });
});

test('every source belongs to a layer or is an entry', () => {
  const homes = [...LAYERS.map(({ folder }) => folder), 'server/src/entry/'];
  expect(sources.filter((path) => !homes.some((home) => path.startsWith(home)))).toEqual([]);
});

test('entries only wire, and nothing imports them', () => {
  const entries = sources.filter((path) => path.startsWith('server/src/entry/'));
  expect(entries.length).toBeGreaterThan(0);
  for (const path of entries) expect(repositoryText(path)!.split('\n').length, path).toBeLessThan(40);
  const importers = sources.filter((path) =>
    importsOf(path).some(
      (specifier) =>
        specifier.startsWith('.') && posix.join(posix.dirname(path), specifier).startsWith('server/src/entry/'),
    ),
  );
  expect(importers).toEqual([]);
});

test('a rule imports no other rule', () => {
  const rules = readdirSync(join(REPOSITORY, 'server/src/core/rules')).filter((name) => {
    const text = readFileSync(join(REPOSITORY, 'server/src/core/rules', name), 'utf8');
    return /^export default define(Document|Composition)?Rule\(/m.test(text);
  });
  expect(rules.length).toBeGreaterThan(10);
  const between = rules.flatMap((name) =>
    importsOf(`server/src/core/rules/${name}`)
      .filter((specifier) => rules.includes(`${posix.basename(specifier)}.ts`) && specifier.startsWith('./'))
      .map((specifier) => `${name}: ${specifier}`),
  );
  expect(between).toEqual([]);
});

describe('core, bundled for the browser', () => {
  const bundled = build({
    absWorkingDir: REPOSITORY,
    entryPoints: sources.filter((path) => path.startsWith('server/src/core/')),
    bundle: true,
    write: false,
    outdir: 'unused',
    metafile: true,
    platform: 'browser',
    format: 'esm',
    target: 'es2022',
    loader: { '.yaml': 'text' },
    logLevel: 'silent',
  });

  test('holds core and its small libraries only', async () => {
    const { metafile } = await bundled;
    const others = Object.keys(metafile.inputs).filter(
      (path) =>
        !path.startsWith('server/src/core/') &&
        !path.startsWith('schemas/') &&
        !path.startsWith('snippets/') &&
        !CORE_PACKAGES.includes(packageOf(path.replace(/^node_modules\//, ''))),
    );
    // What the JSON service brings along.
    expect(
      others.filter(
        (path) => !/node_modules\/(vscode-languageserver-(types|textdocument)|@vscode\/l10n|vscode-uri)\//.test(path),
      ),
    ).toEqual([]);
  });

  test('runs where there is no host at all', async () => {
    const { outputFiles } = await build({
      absWorkingDir: REPOSITORY,
      stdin: {
        contents: `
          import { RULES, Workspace } from './server/src/core';
          const workspace = new Workspace({ roots: ['file:///w/'], rules: RULES });
          workspace.update(new Map([['file:///w/a.yaml', { text }]]));
          result = JSON.stringify(workspace.findings('file:///w/a.yaml'));
        `,
        resolveDir: REPOSITORY,
        loader: 'js',
      },
      bundle: true,
      write: false,
      platform: 'browser',
      format: 'iife',
      target: 'es2022',
      loader: { '.yaml': 'text' },
      logLevel: 'silent',
    });
    const text =
      'apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {name: a, namespace: istio-system}\nspec: {selector: {matchLabels: {a: b}}}\n';
    const globals = { text, result: '' };
    runInNewContext(outputFiles[0]!.text, globals, { contextCodeGeneration: { strings: false, wasm: false } });
    expect(globals.result).toContain('root-selector-ignored');
  });
});
