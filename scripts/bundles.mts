/** The one table of bundles, for the build and for tests that run or weigh them. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
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

/** Structures and descriptions are data that server and terminal share as files beside them. */
const DATA = ['structure.gen', 'docs.gen'] as const;
const dataFile = (name: string) => `schema-${name.replace('.gen', '')}.js`;

const sharedData: Plugin = {
  name: 'shared-data',
  setup(build) {
    build.onResolve({ filter: /\/(?:structure|docs)\.gen$/ }, ({ path }) => ({
      path: `./${dataFile(basename(path))}`,
      external: true,
    }));
  },
};

/** For node, esbuild prefers a package's CommonJS form; jsonc-parser's loads its parts by names that a bundler cannot see. */
const node: BuildOptions = { platform: 'node', mainFields: ['module', 'main'] };

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
    loader: { '.yaml': 'text', '.md': 'text' },
    metafile: true,
  };
  const bundle = (entry: string, file: string, options: BuildOptions): BuildOptions => ({
    ...common,
    entryPoints: [entry],
    outfile: `${outdir}/${file}`,
    ...options,
  });
  const onNode = { ...node, plugins: [withoutSources, sharedData] };
  return [
    bundle('client/src/main.node.ts', 'client.js', { ...node, external: ['vscode'] }),
    bundle('client/src/main.web.ts', 'client.web.js', { platform: 'browser', external: ['vscode'] }),
    bundle('server/src/entry/node.ts', 'server.js', onNode),
    bundle('server/src/entry/web.ts', 'server.web.js', {
      platform: 'browser',
      format: 'iife',
      plugins: [withoutSources],
    }),
    bundle('server/src/entry/cli.ts', 'cli.js', { ...onNode, banner: { js: '#!/usr/bin/env node' } }),
    bundle('server/src/entry/lib.ts', 'lib.js', { ...node, plugins: [sharedData] }),
    ...DATA.map((name) => bundle(`server/src/core/schema/${name}.ts`, dataFile(name), node)),
  ];
}
