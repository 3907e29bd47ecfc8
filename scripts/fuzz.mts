/**
 * `npm run fuzz -- --inputs 100000 [--seed N] [--input N] [-t NAME]`: the fuzz tests, longer than `npm test` plays them. An input that
 * takes more than a minute counts as one that never ends: the run is stopped and says how to play it again.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const LONGEST_INPUT_MS = 60_000;

const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    input: { type: 'string' },
    test: { type: 'string', short: 't' },
  },
});
for (const name of ['inputs', 'seed', 'input'] as const) {
  const value = values[name];
  if (value !== undefined && !/^\d+$/.test(value)) {
    console.error(`fuzz: --${name} takes a whole number, not "${value}"`);
    process.exit(2);
  }
}

const playing = mkdtempSync(join(tmpdir(), 'meshward-fuzz-'));
const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));
const child = spawn(process.execPath, [vitest, 'run', 'test/fuzz', ...(values.test ? ['-t', values.test] : [])], {
  cwd: fileURLToPath(new URL('..', import.meta.url)),
  stdio: 'inherit',
  env: {
    ...process.env,
    MESHWARD_FUZZ: values.inputs,
    MESHWARD_FUZZ_SEED: values.seed,
    MESHWARD_FUZZ_PLAYING: playing,
    ...(values.input === undefined ? {} : { MESHWARD_FUZZ_INPUT: values.input }),
  },
});

const watch = setInterval(() => {
  for (const name of readdirSync(playing)) {
    const note = join(playing, name);
    const replay = readFileSync(note, 'utf8');
    if (replay === '' || Date.now() - statSync(note).mtimeMs < LONGEST_INPUT_MS) continue;
    console.error(`fuzz: an input never ends in ${name}\n  npm run fuzz -- ${replay}`);
    child.kill('SIGKILL');
  }
}, 1000);

child.on('close', (code) => {
  clearInterval(watch);
  rmSync(playing, { recursive: true, force: true });
  process.exitCode = code ?? 1;
});
