/**
 * `npm run bench`: Meshward, what it cannot be faster than, and its peers on the same generated texts in one run. Machines differ, so
 * ratios are what counts; they are printed and put into docs/performance.md. `--quick` takes fewer edits and smaller workspaces, and
 * writes the page only with `--write`.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { ensureHost } from './vscode-host.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const bundle = join(ROOT, '.vscode-test/bench/main.mjs');

const built = spawnSync('npx', ['tsx', join(ROOT, 'esbuild.mts'), '--production'], {
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
if (built.status !== 0) process.exit(1);
// What runs the measurements must cost nothing itself: loaded file by file, every function would carry a wrapper.
await build({
  entryPoints: [join(ROOT, 'scripts/bench/main.mts')],
  outfile: bundle,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'es2022',
  packages: 'external',
  loader: { '.yaml': 'text', '.md': 'text' },
  logLevel: 'warning',
});
// The peer asks for Node 22; on an older one it runs with the Node of the editor tests.
const BENCH_PEER_NODE = Number(process.versions.node.split('.')[0]) < 22 ? (await ensureHost()).node : process.execPath;
const run = spawnSync(process.execPath, [bundle, ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...process.env, BENCH_PEER_NODE },
});
process.exit(run.status ?? 1);
