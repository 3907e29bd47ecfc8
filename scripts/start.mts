/**
 * `npm start`: builds, shows on the examples what Meshward has to say, then opens them in a real VS Code. Without a terminal, or with
 * `--no-editor`, it ends after printing.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const EXAMPLES = 'examples';

await import('../esbuild.mjs');

console.log(`\nmeshward check ${EXAMPLES}\n`);
meshward('check', EXAMPLES);

console.log(`\nmeshward access ${EXAMPLES}\n`);
meshward('access', EXAMPLES);

if (process.stdout.isTTY && !process.argv.includes('--no-editor')) {
  const { openEditor } = await import('./open-editor.mjs');
  await openEditor(join(ROOT, EXAMPLES));
}

/** Findings are what the examples are for (exit code 1); anything else is a fault, and ends the start with it. */
function meshward(...words: string[]): void {
  const { status, error } = spawnSync(process.execPath, [join(ROOT, 'dist/cli.js'), ...words], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  if (error) throw error;
  if (status !== 0 && status !== 1) process.exit(status ?? 2);
}
