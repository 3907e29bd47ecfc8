/** Builds every bundle into `dist/`. `--watch` rebuilds; `--production` leaves out source maps. */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, context } from 'esbuild';
import { bundles } from './scripts/bundles.mjs';

const dist = fileURLToPath(new URL('dist', import.meta.url));
const all = bundles(dist, process.argv.includes('--production'));

if (process.argv.includes('--watch')) {
  for (const bundle of all) await (await context(bundle)).watch();
} else {
  const results = await Promise.all(all.map((bundle) => build(bundle)));
  // What an earlier build left is removed afterwards: a running editor keeps its files all the while.
  const written = new Set(
    results.flatMap((result) => Object.keys(result.metafile!.outputs)).map((path) => path.replace(/^.*\//, '')),
  );
  for (const name of readdirSync(dist)) if (!written.has(name)) rmSync(join(dist, name), { recursive: true });
}
