/** `npm test`: every suite, one after the other, and a last line that counts them all: `N passed, N failed`. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const BIN = join(ROOT, 'node_modules/.bin');
const scratch = mkdtempSync(join(tmpdir(), 'meshward-test-'));

interface Count {
  readonly passed: number;
  readonly failed: number;
}

/** Runs a command with its output shown; resolves to its exit code and what it printed. */
function run(command: string, args: readonly string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
      shell: process.platform === 'win32',
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      process.stdout.write(chunk);
    });
    child.on('error', (error) => resolve({ code: 1, output: String(error) }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

async function unit(): Promise<Count> {
  const report = join(scratch, 'vitest.json');
  const { code } = await run(join(BIN, 'vitest'), [
    'run',
    '--reporter=dot',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]);
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(readFileSync(report, 'utf8'));
    const skipped = numPendingTests + numTodoTests;
    if (skipped > 0) console.log(`${skipped} tests are skipped or unfinished: counted as failed`);
    const failed = numFailedTests + skipped;
    // A suite that cannot even be loaded has no tests to count.
    return { passed: numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

async function editor(): Promise<Count> {
  const { code, output } = await run(join(BIN, 'tsx'), ['test/vscode/run.mts']);
  const match = [...output.matchAll(/(\d+) passed, (\d+) failed/g)].at(-1);
  const passed = Number(match?.[1] ?? 0);
  const failed = Number(match?.[2] ?? 0);
  return { passed, failed: failed === 0 && (code !== 0 || passed === 0) ? 1 : failed };
}

async function build(): Promise<Count> {
  const { code } = await run(join(BIN, 'tsx'), ['esbuild.mts', '--production']);
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 };
}

const counts: Record<string, Count> = {};
for (const [name, suite] of Object.entries({ build, unit, editor })) {
  console.log(`\n== ${name}`);
  counts[name] = await suite();
}
rmSync(scratch, { recursive: true, force: true });
console.log();
for (const [name, { passed, failed }] of Object.entries(counts)) console.log(`${name}: ${passed} ok, ${failed} not ok`);
const total = Object.values(counts).reduce((a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed }));
process.exitCode = total.failed > 0 ? 1 : 0;
console.log(`${total.passed} passed, ${total.failed} failed`);
