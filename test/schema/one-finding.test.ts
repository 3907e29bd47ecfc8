/** One mistake, one finding: where a rule says it in its own words, no schema rule says it as well. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { analyse } from '../support/analyse';
import { readMarks } from '../support/fixture';
import { REPOSITORY } from '../support/repository';
import { readRulePage } from '../support/rule-page';

const SCHEMA = /^(?:unknown-field|schema-)/;

/** Places that a schema rule and another rule both mark, or two schema rules. */
function twice(files: ReadonlyMap<string, string>, platform = {}): string[] {
  const found = analyse(files, platform).findings.filter((each) => each.severity !== 'hint');
  return found
    .filter((each) => SCHEMA.test(each.rule))
    .flatMap((mine) =>
      found
        .filter((other) => other !== mine && other.uri === mine.uri)
        // What is missing has no place of its own: it is marked where the map begins.
        .filter((other) => mine.rule !== 'schema-required' && other.rule !== 'schema-required')
        // Not text, and in quotes still no value that injects: two mistakes.
        .filter((other) => other.rule !== 'namespace-not-in-mesh')
        .filter(({ span }) => span.start === mine.span.start && span.end === mine.span.end)
        .map((other) => `${mine.rule} and ${other.rule}: ${mine.message} / ${other.message}`),
    );
}

test('in the examples of every rule', () => {
  const pages = join(REPOSITORY, 'docs/rules');
  const all = readdirSync(pages)
    .filter((name) => name !== 'README.md')
    .flatMap((name) =>
      readRulePage(readFileSync(join(pages, name), 'utf8')).flatMap((one) =>
        twice(one.files, one.platform).map((each) => `${name}, ${one.title}: ${each}`),
      ),
    );
  expect(all).toEqual([]);
});

test('in the corpus of mistakes', () => {
  const folder = join(REPOSITORY, 'test/corpus/mistakes');
  const all = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ya?ml$/.test(name) && statSync(join(folder, name)).isFile())
    .flatMap((name) => {
      const { text } = readMarks(readFileSync(join(folder, name), 'utf8'));
      return twice(new Map([[name.replaceAll('\\', '/').replace(/.*\//, ''), text]])).map((each) => `${name}: ${each}`);
    });
  expect(all).toEqual([]);
});
