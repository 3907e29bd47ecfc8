/** The workflows run elsewhere, so what they name is checked here: scripts, files, jobs and matrix values. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { REPOSITORY, repositoryFiles, repositoryText } from '../support/repository';

interface Step {
  readonly run?: string;
  readonly uses?: string;
  readonly shell?: string;
}
interface Job {
  readonly needs?: string | readonly string[];
  readonly uses?: string;
  readonly 'runs-on'?: string;
  readonly 'timeout-minutes'?: number;
  readonly strategy?: { readonly matrix?: Record<string, unknown> };
  readonly steps?: readonly Step[];
}
interface Workflow {
  readonly on?: unknown;
  readonly permissions?: unknown;
  readonly jobs?: Record<string, Job>;
  /** Of an action. */
  readonly runs?: { readonly steps?: readonly Step[] };
}

const paths = repositoryFiles().filter((path) => /^\.github\/.*\.ya?ml$/.test(path));
const { scripts } = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};

function read(path: string): Workflow {
  const document = parseDocument(repositoryText(path)!, { uniqueKeys: true });
  expect(document.errors, path).toEqual([]);
  return document.toJS();
}
const jobsOf = (workflow: Workflow) => Object.entries(workflow.jobs ?? {});
const stepsOf = (workflow: Workflow): Step[] => [
  ...(workflow.runs?.steps ?? []),
  ...jobsOf(workflow).flatMap(([, job]) => job.steps ?? []),
];

/** What a shell text runs out of this repository, and does not find: `npm run x`, `npx tsx x`, `bash x`. */
function missingIn(text: string): string[] {
  const named = [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name!).filter((name) => !(name in scripts));
  const files = [...text.matchAll(/(?:npx tsx|bash|node) ([\w./-]+\.(?:mts|ts|mjs|js|sh))/g)].map(([, path]) => path!);
  return [...named, ...files.filter((path) => !path.startsWith('dist/') && !existsSync(join(REPOSITORY, path)))];
}

test('there are workflows', () => {
  expect(paths).toContain('.github/workflows/ci.yml');
});

test.each(paths)('%s names scripts, files and jobs that exist', (path) => {
  const workflow = read(path);
  expect(stepsOf(workflow).length + jobsOf(workflow).filter(([, job]) => job.uses).length).toBeGreaterThan(0);
  for (const { run, uses } of stepsOf(workflow)) {
    expect(missingIn(run ?? '')).toEqual([]);
    if (uses?.startsWith('./')) expect(existsSync(join(REPOSITORY, uses)), uses).toBe(true);
    else if (uses) expect(uses, 'a pinned version').toMatch(/^[\w-]+\/[\w./-]+@[\w.]+$/);
  }
  for (const [name, job] of jobsOf(workflow)) {
    for (const needed of [job.needs ?? []].flat()) expect(Object.keys(workflow.jobs!), name).toContain(needed);
    if (job.uses) expect(existsSync(join(REPOSITORY, job.uses)), job.uses).toBe(true);
    else expect(job['runs-on'], name).toBeTruthy();
    const { include = [], ...matrix } = (job.strategy?.matrix ?? {}) as Record<string, object[]>;
    const known = new Set([...Object.keys(matrix), ...include.flatMap((each) => Object.keys(each))]);
    for (const [, key] of JSON.stringify(job).matchAll(/\$\{\{ *matrix\.(\w+)/g))
      expect([...known], name).toContain(key);
  }
});

test('no workflow may write more than it says, nor run for ever', () => {
  for (const path of paths.filter((each) => each.includes('/workflows/'))) {
    const workflow = read(path);
    expect(workflow.permissions, path).toEqual({ contents: 'read' });
    for (const [name, job] of jobsOf(workflow)) {
      if (!job.uses && path.endsWith('ci.yml')) expect(job['timeout-minutes'], name).toBeGreaterThan(0);
    }
  }
});

test('the editor tests run on every system, in the newest VS Code and in the oldest that is promised', () => {
  const { os, vscode } = read('.github/workflows/ci.yml').jobs!.vscode!.strategy!.matrix!;
  expect(os).toEqual(['ubuntu-latest', 'macos-latest', 'windows-latest']);
  expect(vscode).toEqual(['stable', 'oldest']);
});

test('what CI runs on a machine of its own names scripts that exist', () => {
  expect(missingIn(readFileSync(join(REPOSITORY, '.ci/run'), 'utf8'))).toEqual([]);
});

test('package.json’s own scripts name files that exist', () => {
  const missing = Object.entries(scripts).flatMap(([name, text]) =>
    [...text.matchAll(/tsx ([\w./-]+\.mts)/g)]
      .filter(([, path]) => !existsSync(join(REPOSITORY, path!)))
      .map(([, path]) => `${name}: ${path}`),
  );
  expect(missing).toEqual([]);
});
