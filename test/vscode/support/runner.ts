// Runs inside the extension host: mocha over the tests of one suite, with the results left in a file for `run.mts`.

import { writeFileSync } from 'node:fs';
import { findSourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';
import Mocha from 'mocha';

export interface TestResult {
  title: string;
  state: 'passed' | 'failed' | 'skipped';
  duration: number;
  error?: string;
}

export interface SuiteResult {
  tests: TestResult[];
  /** Set while a test runs, so that a suite that hangs or dies names the culprit. */
  running?: string;
  done: boolean;
}

/** Names the result file; both hosts hand it to the extension host. */
export const resultVariable = 'MESHWARD_SUITE_RESULT';

export function runSuite(load: () => void): Promise<void> {
  const file = process.env[resultVariable];
  if (!file) throw new Error(`${resultVariable} is not set: run the suites with test/vscode/run.mts`);
  const result: SuiteResult = { tests: [], done: false };
  const save = (): void => writeFileSync(file, JSON.stringify(result));

  // The base reporter prints nothing: `run.mts` prints, the same way for both hosts.
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, fullTrace: true, reporter: Mocha.reporters.Base });
  mocha.suite.emit('pre-require', globalThis as unknown as Mocha.MochaGlobals, '', mocha);
  load();

  return new Promise((resolve, reject) => {
    const runner = mocha.run((failures) => {
      result.running = undefined;
      result.done = true;
      save();
      if (failures > 0) reject(new Error(`${failures} failed`));
      else resolve();
    });
    const record = (test: Mocha.Runnable, state: TestResult['state'], error?: Error): void => {
      result.tests.push({
        title: test.titlePath().join(' › '),
        state,
        duration: test.duration ?? 0,
        error: error && inSources(error.stack ?? String(error)),
      });
      save();
    };
    runner.on('test', (test) => {
      result.running = test.titlePath().join(' › ');
      save();
    });
    runner.on('pass', (test) => record(test, 'passed'));
    runner.on('pending', (test) => record(test, 'skipped'));
    // Failed hooks come here too.
    runner.on('fail', (test, error: Error) => record(test, 'failed', error));
  });
}

/** Points a stack at the test's source and drops the frames below it: VS Code replaces Node's own mapping. */
function inSources(stack: string): string {
  return stack
    .split('\n')
    .filter((line) => !/^\s+at .*(node:internal|[\\/]mocha[\\/]lib[\\/])/.test(line))
    .join('\n')
    .replace(/((?:file:\/\/)?\/[^\s():]+):(\d+):(\d+)/g, (place, file: string, line: string, column: string) => {
      const entry = findSourceMap(file.startsWith('file:') ? fileURLToPath(file) : file)?.findEntry(
        Number(line) - 1,
        Number(column) - 1,
      );
      if (!entry || !('originalSource' in entry)) return place;
      const source = entry.originalSource.startsWith('file:')
        ? fileURLToPath(entry.originalSource)
        : entry.originalSource;
      return `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
    });
}
