/**
 * Writes test/kustomize/fixtures/NAME/expected.yaml: what the real kustomize makes of each fixture. Needs Go; kustomize is built once into
 * the system's temporary folder. The tests themselves need neither.
 *
 *   npx tsx scripts/kustomize-fixtures.mts [NAME…]
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Raised by hand, with the fixtures written anew. */
const VERSION = 'v5.8.2';
const FIXTURES = fileURLToPath(new URL('../test/kustomize/fixtures', import.meta.url));

function kustomize(): string {
  const bin = join(tmpdir(), `meshward-kustomize-${VERSION}`);
  const program = join(bin, process.platform === 'win32' ? 'kustomize.exe' : 'kustomize');
  if (!existsSync(program)) {
    mkdirSync(bin, { recursive: true });
    execFileSync('go', ['install', `sigs.k8s.io/kustomize/kustomize/v5@${VERSION}`], {
      stdio: 'inherit',
      env: { ...process.env, GOBIN: bin },
    });
  }
  return program;
}

const wanted = process.argv.slice(2);
const names = wanted.length > 0 ? wanted : readdirSync(FIXTURES).sort();
const program = kustomize();
let failed = 0;
for (const name of names) {
  const folder = join(FIXTURES, name);
  const root = existsSync(join(folder, 'overlay')) ? join(folder, 'overlay') : folder;
  try {
    const output = execFileSync(program, ['build', root], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    writeFileSync(join(folder, 'expected.yaml'), output);
  } catch (error) {
    failed++;
    console.error(`${name}: ${(error as { stderr?: string }).stderr ?? String(error)}`);
  }
}
console.log(`${names.length - failed} of ${names.length} fixtures written by kustomize ${VERSION}`);
process.exitCode = failed > 0 ? 1 : 0;
