/** How many inputs a test plays, and what it says of one that fails. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { Random } from './random';

/** Inputs of all fuzz tests together; `npm run fuzz -- --inputs 100000` plays more. */
const TOTAL = Number(process.env.MESHWARD_FUZZ ?? 2000);
const SEED = Number(process.env.MESHWARD_FUZZ_SEED ?? 1);
/** Plays this one input alone. */
const ONLY = process.env.MESHWARD_FUZZ_INPUT;
/** A folder to write each test's input to before it is played: how `npm run fuzz` knows one that never ends. */
const PLAYING = process.env.MESHWARD_FUZZ_PLAYING;

/** Long runs need long, short ones are stopped by the runner's own limit. */
export const LIMIT = { timeout: 60_000 + TOTAL * 60 };

/**
 * Plays `share` of all inputs, each from a seed of its own.
 * @throws when any fails: with the first three, and how to play the first again.
 */
export async function forInputs(share: number, play: (random: Random) => void | Promise<void>): Promise<void> {
  const count = Math.ceil(TOTAL * share);
  const test = expect.getState().currentTestName ?? '';
  const note = PLAYING && join(PLAYING, `${test.replace(/\W+/g, '-').slice(0, 80)}.txt`);
  const failures: string[] = [];
  let failed = 0;
  let slowest = { ms: 0, input: 0 };
  for (let i = 0; i < count; i++) {
    if (ONLY !== undefined && Number(ONLY) !== i) continue;
    if (note) writeFileSync(note, replayOf(i));
    const begin = performance.now();
    try {
      await play(new Random(Math.imul(SEED, 0x9e3779b1) + Math.imul(i, 0x85ebca6b)));
    } catch (error) {
      failed++;
      if (failures.length < 3) failures.push(`${replayOf(i)} -t '${test}'\n${reasonOf(error).slice(0, 3000)}`);
    }
    const ms = performance.now() - begin;
    if (ms > slowest.ms) slowest = { ms, input: i };
  }
  if (note) writeFileSync(note, '');
  // For whoever plays a long run: no test depends on it.
  if (process.env.MESHWARD_FUZZ)
    console.log(`${count} inputs, the slowest is ${slowest.input} with ${Math.round(slowest.ms)} ms`);
  if (failed > 0) expect.fail(`${failed} of ${count} inputs failed\n\n${failures.join('\n\n')}`);
}

/** The options of `npm run fuzz --` that play this input alone. */
const replayOf = (input: number): string => `--inputs ${TOTAL} --seed ${SEED} --input ${input}`;

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? `\n${error.cause.stack}` : '';
  return `${error.message}\n${(error.stack ?? '').split('\n').slice(1, 6).join('\n')}${cause}`;
}
