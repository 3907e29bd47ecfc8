/** Copies the declarations that the library's reach, and no more, into a folder: `tsx scripts/pack-types.mts DIR`. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const [target] = process.argv.slice(2);
if (target === undefined) throw new Error('Which folder shall the declarations go to?');

const tsc = spawnSync(
  process.execPath,
  [join(ROOT, 'node_modules/typescript/bin/tsc'), '-b', 'server/src/protocol', 'server/src/core', 'server'],
  {
    cwd: ROOT,
    stdio: 'inherit',
  },
);
if (tsc.status !== 0) process.exit(tsc.status ?? 1);

/** Where the compiler left the declaration of a module below `server/src`. */
const emitted = (module: string): string =>
  join(ROOT, '.tsc', /^(?:core|protocol)\//.test(module) ? module : join('server', module));

const IMPORT = /\bfrom '([^']+)'|\bimport\(["']([^"']+)["']\)/g;

const pending = ['entry/lib.d.ts'];
const done = new Set<string>();
for (let module = pending.pop(); module !== undefined; module = pending.pop()) {
  if (done.has(module)) continue;
  done.add(module);
  const from = emitted(module);
  const to = resolve(ROOT, target, module);
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, to);
  for (const [, named, inline] of readFileSync(from, 'utf8').matchAll(IMPORT)) {
    const specifier = (named ?? inline)!;
    // Nothing is installed beside the package, so its types must not ask for more.
    if (!specifier.startsWith('.')) throw new Error(`${module} needs the types of ${specifier}`);
    const path = posix.join(posix.dirname(module), specifier);
    pending.push(existsSync(emitted(`${path}.d.ts`)) ? `${path}.d.ts` : `${path}/index.d.ts`);
  }
}
