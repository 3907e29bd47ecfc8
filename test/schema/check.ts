/** Marked YAML against the schema rules: what is reported where, with which words, and what a fix makes of it. */
import { expect } from 'vitest';
import { type Analysed, analyse, applyFix, describeFinding } from '../support/analyse';
import { readMarks } from '../support/fixture';

export const SCHEMA_RULES = /^(?:unknown-field|schema-|api-)/;

/** Findings of the schema rules must be exactly the marks. Information (an older apiVersion) does not count. */
export function check(
  marked: string,
  name = 'manifest.yaml',
): { fix: (title: string) => string; findings: Analysed['findings'] } {
  const { text, marks } = readMarks(marked);
  const files = new Map([[name, text]]);
  const findings = analyse(files).findings.filter(
    (finding) => SCHEMA_RULES.test(finding.rule) && finding.severity !== 'information',
  );
  expect(findings.map((finding) => describeFinding(finding, files))).toEqual(
    marks.map((mark) => `${name}:${mark.line}:${mark.start}-${mark.end} ${mark.rule}`),
  );
  marks.forEach((mark, i) => {
    if (mark.message) expect(findings[i]!.message).toContain(mark.message);
  });
  return {
    findings,
    fix: (title) => {
      const fix = findings.flatMap((finding) => finding.fixes).find((each) => each.title.includes(title));
      expect(
        fix,
        `a fix "${title}" among ${findings.flatMap((finding) => finding.fixes.map((each) => each.title)).join('; ')}`,
      ).toBeDefined();
      return applyFix(files, fix!).get(name)!;
    },
  };
}
