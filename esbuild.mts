/** One table of bundles. `--watch` rebuilds; `--production` minifies without source maps. */
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, context } from 'esbuild';

const production = process.argv.includes('--production');
const root = fileURLToPath(new URL('.', import.meta.url));

const common: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  keepNames: false,
  sourcemap: production ? false : 'linked',
  target: 'es2022',
  format: 'cjs',
  logLevel: 'warning',
  loader: { '.yaml': 'text', '.md': 'text' },
  metafile: true,
};

/** For node, esbuild prefers a package's CommonJS form; jsonc-parser's loads its parts by names that a bundler cannot see. */
const node: BuildOptions = { platform: 'node', mainFields: ['module', 'main'] };

/** Only ever loaded by VS Code's own runtimes or Node 20. */
const bundles: BuildOptions[] = [
  { entryPoints: ['client/src/main.node.ts'], outfile: 'dist/client.js', ...node, external: ['vscode'] },
  { entryPoints: ['client/src/main.web.ts'], outfile: 'dist/client.web.js', platform: 'browser', external: ['vscode'] },
  { entryPoints: ['server/src/entry/node.ts'], outfile: 'dist/server.js', ...node },
  { entryPoints: ['server/src/entry/web.ts'], outfile: 'dist/server.web.js', platform: 'browser', format: 'iife' },
  {
    entryPoints: ['server/src/entry/cli.ts'],
    outfile: 'dist/cli.js',
    ...node,
    banner: { js: '#!/usr/bin/env node' },
  },
];

rmSync(`${root}dist`, { recursive: true, force: true });
if (process.argv.includes('--watch')) {
  for (const bundle of bundles) await (await context({ ...common, ...bundle })).watch();
} else {
  await Promise.all(bundles.map((bundle) => build({ ...common, ...bundle })));
}
