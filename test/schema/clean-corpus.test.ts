/** Correct manifests, in the manner of each project's documentation: the schema rules say nothing about any of them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { analyse, describeFinding } from '../support/analyse';
import { SCHEMA_RULES } from './check';

const CORPUS = join(import.meta.dirname, '../corpus/clean');

for (const name of readdirSync(CORPUS)) {
  test(name, () => {
    const files = new Map([[name, readFileSync(join(CORPUS, name), 'utf8')]]);
    const { findings, analysis } = analyse(files);
    expect([...analysis.snapshot.files.values()].flatMap((file) => file.resources).length).toBeGreaterThan(0);
    const mine = findings.filter(
      (finding) => SCHEMA_RULES.test(finding.rule) && /error|warning/.test(finding.severity),
    );
    expect(mine.map((finding) => `${describeFinding(finding, files)} ${finding.message}`)).toEqual([]);
  });
}
