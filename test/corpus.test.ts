/**
 * Manifests as people write them: every mistake of `corpus/mistakes` is found on its line and in the marked words, and nothing is wrong with
 * any of `corpus/clean` and `corpus/clean-repos`.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { RULES } from '../server/src/core/rules/index.gen';
import { LineIndex } from '../server/src/core/text/line-index';
import { Workspace } from '../server/src/core/workspace/workspace';
import { ROOT } from './support/analyse';
import { readMarks } from './support/fixture';
import { REPOSITORY } from './support/repository';

const CORPUS = join(REPOSITORY, 'test/corpus');

/** Files below a folder by name, with `/`. */
function filesIn(folder: string): Map<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/'));
  return new Map(
    names
      .filter((name) => statSync(join(folder, name)).isFile())
      .sort()
      .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );
}

/** Folders with files that belong together; every other file stands alone. */
function casesIn(folder: string, together: (path: string) => string): Map<string, Map<string, string>> {
  const cases = new Map<string, Map<string, string>>();
  for (const [path, text] of filesIn(folder)) {
    const name = together(path);
    const files = cases.get(name) ?? new Map<string, string>();
    cases.set(name, files.set(name === path ? path : path.slice(name.length + 1), text));
  }
  return cases;
}

function findingsIn(files: ReadonlyMap<string, string>) {
  const workspace = new Workspace({
    roots: [ROOT],
    rules: RULES,
    onRuleError: (rule, error) => {
      throw new Error(`rule ${rule} threw`, { cause: error });
    },
  });
  workspace.update(new Map([...files].map(([name, text]) => [ROOT + name, { text }])));
  return [...files].flatMap(([file, text]) => {
    const lines = new LineIndex(text);
    return workspace.findings(ROOT + file).map((finding) => {
      const { line, character } = lines.positionAt(finding.span.start);
      return { file, line, start: character, ...finding };
    });
  });
}

describe('mistakes', () => {
  const cases = casesIn(join(CORPUS, 'mistakes'), (path) =>
    path.startsWith('cross/') ? path.split('/').slice(0, 2).join('/') : path,
  );
  for (const [name, marked] of cases) {
    test(name, () => {
      const read = new Map([...marked].map(([file, text]) => [file, readMarks(text)]));
      const findings = findingsIn(new Map([...read].map(([file, { text }]) => [file, text])));
      const expected = [...read].flatMap(([file, { marks }]) => marks.map((mark) => ({ file, ...mark })));
      expect(expected.length).toBeGreaterThan(0);
      for (const { file, line, start, rule, message } of expected) {
        const here = findings.filter((each) => each.file === file && each.line === line);
        expect(here.map((each) => `${each.rule} at ${each.start}`)).toContain(`${rule} at ${start}`);
        if (message) expect(here.find((each) => each.rule === rule)!.message).toContain(message);
      }
    });
  }
});

describe('correct manifests', () => {
  const alone = casesIn(join(CORPUS, 'clean'), (path) => path);
  const repositories = casesIn(join(CORPUS, 'clean-repos'), (path) => path.split('/')[0]!);
  for (const [name, files] of [...alone, ...repositories]) {
    test(name, () => {
      const wrong = findingsIn(files).filter(({ severity }) => severity === 'error' || severity === 'warning');
      expect(wrong.map(({ file, line, rule, message }) => `${file}:${line + 1} ${rule}: ${message}`)).toEqual([]);
    });
  }
});
