import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isResourceRule } from '../../server/src/core/rules/define';
import { RULES } from '../../server/src/core/rules/index.gen';
import { parseYaml } from '../../server/src/core/yaml/parse';
import { splitSegments } from '../../server/src/core/yaml/segments';
import { analyse, applyFix, describeFinding } from '../support/analyse';
import { readRulePage } from '../support/rule-page';

const PAGES = join(import.meta.dirname, '../../docs/rules');
/** Pages of findings that no rule module makes. */
const NOTICES = ['file-too-large', 'file-not-text', 'file-not-utf8', 'suppression-unused'];

const problemCount = (text: string) =>
  splitSegments(text).reduce((sum, segment) => sum + parseYaml(segment.text).problems.length, 0);

test('every page belongs to a rule and every rule has a page', () => {
  const pages = readdirSync(PAGES)
    .filter((name) => name.endsWith('.md') && name !== 'README.md')
    .map((name) => name.slice(0, -3));
  expect(pages.sort()).toEqual([...RULES.map((rule) => rule.id), ...NOTICES].sort());
});

for (const rule of RULES) {
  describe(rule.id, () => {
    const cases = readRulePage(readFileSync(join(PAGES, `${rule.id}.md`), 'utf8'));
    const lookedUp = new Set<string>();

    test('has reported and clean sections', () => {
      expect(cases.some((one) => one.reported)).toBe(true);
      expect(cases.some((one) => !one.reported)).toBe(true);
    });

    for (const one of cases) {
      test(one.title, () => {
        const { findings, lookups, analysis } = analyse(one.files, one.platform);
        for (const kind of lookups.get(rule.id) ?? []) lookedUp.add(kind);
        const mine = findings.filter((finding) => finding.rule === rule.id);
        const marks = one.expected.map((mark) => `${mark.file}:${mark.line}:${mark.start}-${mark.end} ${mark.rule}`);
        expect(mine.map((finding) => describeFinding(finding, one.files))).toEqual(marks);
        one.expected.forEach((mark, i) => {
          if (mark.message) expect(mine[i]!.message).toContain(mark.message);
        });
        expect(one.expected.length > 0, 'marks belong to reported sections').toBe(one.reported);
        if (!one.reported && isResourceRule(rule)) {
          const kinds: readonly string[] = rule.on;
          const present = [...analysis.snapshot.files.values()].flatMap((file) =>
            file.resources.map((each) => each.kind),
          );
          expect(
            present.some((kind) => kinds.includes(kind)),
            'a clean section holds a kind the rule looks at',
          ).toBe(true);
        }
        for (const finding of mine) {
          for (const fix of finding.fixes) {
            const before = [...one.files.values()].reduce((sum, text) => sum + problemCount(text), 0);
            const fixed = applyFix(one.files, fix);
            const after = [...fixed.values()].reduce((sum, text) => sum + problemCount(text), 0);
            expect(after, `"${fix.title}" leaves readable YAML`).toBeLessThanOrEqual(before);
            const left = analyse(fixed, one.platform).findings.filter((each) => each.rule === rule.id);
            expect(left.length, `"${fix.title}" cures the finding`).toBeLessThan(mine.length);
          }
        }
        for (const expected of one.fixed) {
          const fix = mine
            .flatMap((finding) => finding.fixes)
            .find((each) => expected.fix === undefined || each.title.includes(expected.fix));
          expect(fix, `a quick fix${expected.fix ? ` "${expected.fix}"` : ''}`).toBeDefined();
          expect(applyFix(one.files, fix!).get(expected.file)).toBe(expected.text);
        }
      });
    }

    test('looks up the kinds that it declares, and no others', () => {
      const declared = isResourceRule(rule) ? (rule.reads ?? []) : [];
      expect([...lookedUp].sort()).toEqual([...declared].sort());
    });
  });
}
