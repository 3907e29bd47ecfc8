/** The README says nothing that no test shows: each feature has an end-to-end test of its name, each picture exists. */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { REPOSITORY, repositoryFiles, repositoryText } from '../support/repository';

const readme = repositoryText('README.md')!;
const features = [...(/## What it does\n([\s\S]*?)\n## /.exec(readme)?.[1] ?? '').matchAll(/^- \*\*([^*]+)\*\*/gm)].map(
  ([, name]) => name!,
);
const endToEnd = repositoryFiles()
  .filter((path) => /^test\/vscode\/.*\.(?:ui|test)\.ts$|^test\/cli\/[\w-]+\.test\.ts$/.test(path))
  .map((path) => repositoryText(path)!)
  .join('\n');

test('there are features', () => expect(features.length).toBeGreaterThan(5));

test.each(features)('an end-to-end test is called: %s', (name) => {
  const titles = [`'${name}': async`, `${name}: async`, `it('${name}'`, `test('${name}'`];
  expect(titles.some((title) => endToEnd.includes(title))).toBe(true);
});

test('every picture is there, and none is too large to be shown', () => {
  const pictures = [...readme.matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].map(([, path]) => path!);
  expect(pictures.length).toBeGreaterThan(2);
  for (const path of pictures) {
    expect(existsSync(join(REPOSITORY, path)), path).toBe(true);
    expect(statSync(join(REPOSITORY, path)).size, path).toBeLessThan(1_500_000);
  }
});

test('every threat of SECURITY.md is held by tests that exist', () => {
  const rows = [...repositoryText('SECURITY.md')!.matchAll(/^\| (?!---|a hostile)([^|]+) \|[^|]+\| ([^|]+) \|$/gm)];
  expect(rows.length).toBeGreaterThan(8);
  for (const [, threat, held] of rows) {
    const tests = [...held!.matchAll(/`([^`]+)`/g)].map(([, path]) => path!);
    expect(tests, threat).not.toEqual([]);
    for (const path of tests) expect(existsSync(join(REPOSITORY, path)), path).toBe(true);
  }
});
