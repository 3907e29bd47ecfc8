/** The one table of bundles, for the build and for tests that run or weigh them. */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BuildOptions, Plugin } from 'esbuild';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** What rules rest on is for their pages; at run time nobody reads it. */
const withoutSources: Plugin = {
  name: 'without-sources',
  setup(build) {
    build.onLoad({ filter: /core[\\/]rules[\\/][^\\/]+\.ts$/ }, ({ path }) => {
      if (/[\\/](?:define|finding|fix|index\.gen)\.ts$/.test(path)) return undefined;
      const text = readFileSync(path, 'utf8');
      const bare = text
        .replace(/\n {2}sources: \[[\s\S]*?\],\n/, '\n  sources: [],\n')
        .replace(/\n {2}peers: \[[\s\S]*?\],\n/, '\n  peers: [],\n');
      return { contents: bare, loader: 'ts' };
    });
  },
};

/** Generated data that server and terminal share as files beside them: module below core, and its file in the output. */
const DATA: Readonly<Record<string, string>> = {
  'schema/structure.gen': 'schema-structure.js',
  'schema/docs.gen': 'schema-docs.js',
  'scaffold/templates.gen': 'scaffold-templates.js',
};
const DATA_IMPORT = /(?:^|\/)(?:structure|docs|templates)\.gen$/;
const dataFile = (specifier: string): string =>
  Object.entries(DATA).find(([module]) => basename(module) === basename(specifier))![1];

const sharedData: Plugin = {
  name: 'shared-data',
  setup(build) {
    build.onResolve({ filter: DATA_IMPORT }, ({ path }) => ({
      path: `./${dataFile(path)}`,
      external: true,
    }));
  },
};

/** Server and terminal share the core too; they import it by its one door. */
const sharedCore: Plugin = {
  name: 'shared-core',
  setup(build) {
    build.onResolve({ filter: /^(?:\.\.\/)+core$/ }, () => ({ path: './core.js', external: true }));
  },
};

/** For node, esbuild prefers a package's CommonJS form; jsonc-parser's loads its parts by names that a bundler cannot see. */
const node: BuildOptions = {
  platform: 'node',
  mainFields: ['module', 'main'],
  // The same code as ES modules, of which only what is used is bundled.
  alias: { yaml: join(ROOT, 'node_modules/yaml/browser/dist/index.js') },
};

/** @param outdir absolute, or relative to the repository */
export function bundles(outdir: string, production: boolean): BuildOptions[] {
  const common: BuildOptions = {
    absWorkingDir: ROOT,
    bundle: true,
    minify: true,
    sourcemap: production ? false : 'linked',
    target: 'es2022',
    format: 'cjs',
    logLevel: 'warning',
    loader: { '.yaml': 'text', '.md': 'text', '.css': 'text' },
    metafile: true,
  };
  const bundle = (entry: string, file: string, options: BuildOptions): BuildOptions => ({
    ...common,
    entryPoints: [entry],
    outfile: `${outdir}/${file}`,
    ...options,
  });
  const onNode = { ...node, plugins: [sharedCore] };
  return [
    bundle('client/src/main.node.ts', 'client.js', { ...node, external: ['vscode'] }),
    bundle('client/src/main.web.ts', 'client.web.js', { platform: 'browser', external: ['vscode'] }),
    bundle('client/src/views/webview/main.ts', 'access-view.js', { platform: 'browser', format: 'iife' }),
    bundle('server/src/core/index.ts', 'core.js', { ...node, plugins: [withoutSources, sharedData] }),
    bundle('server/src/entry/node.ts', 'server.js', onNode),
    bundle('server/src/entry/web.ts', 'server.web.js', {
      platform: 'browser',
      format: 'iife',
      plugins: [withoutSources],
    }),
    bundle('server/src/entry/cli.ts', 'cli.js', { ...onNode, banner: { js: '#!/usr/bin/env node' } }),
    bundle('server/src/entry/lib.ts', 'lib.js', { ...node, plugins: [sharedData] }),
    ...Object.entries(DATA).map(([module, file]) => bundle(`server/src/core/${module}.ts`, file, node)),
  ];
}
