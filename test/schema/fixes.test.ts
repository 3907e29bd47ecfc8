/** Correct manifests, broken at random: rules never throw, every fix applies, leaves readable YAML and cures its finding. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SourceFile } from '../../server/src/core/model/source-file';
import { readSchemaProblems } from '../../server/src/core/schema/resource-problems';
import { applyEdits } from '../../server/src/core/text/edit';
import { parseYaml } from '../../server/src/core/yaml/parse';

const CORPUS = join(import.meta.dirname, '../corpus/clean');
const documents = readdirSync(CORPUS).flatMap((name) =>
  readFileSync(join(CORPUS, name), 'utf8')
    .split(/^---\n/m)
    .filter((text) => !text.includes('{{')),
);

/** Ways to spoil one line. */
const SPOIL: readonly ((line: string) => string)[] = [
  (line) => line.replace(/: .*$/, ': 80'),
  (line) => line.replace(/: .*$/, ': true'),
  (line) => line.replace(/: .*$/, ':'),
  (line) => line.replace(/: .*$/, ': [a]'),
  (line) => line.replace(/: .*$/, ': {a: b}'),
  (line) => line.replace(/: .*$/, ': some, text'),
  (line) => line.replace(/([A-Za-z]+):/, '$1s:'),
  (line) => line.replace(/s:/, ':'),
  (line) =>
    line.replace(/([A-Za-z])([A-Za-z]+):/, (_, first: string, rest: string) => `${first.toUpperCase()}${rest}:`),
  (line) => line.replace(/^( *)- /, '$1  '),
  (line) => line.replace(/^( *)(\w+:)/, '$1- $2'),
  (line) => line.replace(/^ {2}/, ''),
  (line) => line.replace(/^( *)/, '$1  '),
  () => '',
];

const problemsOf = (text: string) => {
  const file = SourceFile.open('file:///a.yaml', text);
  return file.resources.flatMap((resource) => resource.read(readSchemaProblems));
};

test('fixes of spoilt manifests', () => {
  let fixes = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(...documents),
      fc.array(fc.tuple(fc.nat(200), fc.constantFrom(...SPOIL)), { minLength: 1, maxLength: 2 }),
      fc.boolean(),
      (document, spoils, crlf) => {
        const lines = document.split('\n');
        for (const [at, spoil] of spoils) lines[at % lines.length] = spoil(lines[at % lines.length]!);
        const text = lines.join(crlf ? '\r\n' : '\n');
        if (parseYaml(text).problems.length > 0) return;
        const problems = problemsOf(text);
        for (const problem of problems) {
          expect(problem.message.what).not.toMatch(/undefined|\[object/);
          for (const fix of problem.fixes) {
            fixes++;
            const fixed = applyEdits(text, fix.edits());
            expect(
              parseYaml(fixed).problems,
              `${problem.message.what} / ${fix.title}\n${text}\n-- becomes --\n${fixed}`,
            ).toEqual([]);
            const same = problemsOf(fixed).filter(
              (each) => each.code === problem.code && each.message.what === problem.message.what,
            );
            const before = problems.filter(
              (each) => each.code === problem.code && each.message.what === problem.message.what,
            );
            expect(
              same.length,
              `${problem.message.what} / ${fix.title}\n${text}\n-- becomes --\n${fixed}`,
            ).toBeLessThan(before.length);
          }
        }
      },
    ),
    { numRuns: 1500, seed: 20_261_124 },
  );
  expect(fixes).toBeGreaterThan(200);
});
