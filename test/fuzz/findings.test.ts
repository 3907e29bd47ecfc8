/** Every rule on every input: none throws, each finding and each fix stays inside of its file, and fixes come to an end. */
import { expect, test } from 'vitest';
import { applyEdits } from '../../server/src/core/text/edit';
import type { PlacedFix } from '../../server/src/core/workspace/placed-finding';
import type { Workspace } from '../../server/src/core/workspace/workspace';
import { parseYaml } from '../../server/src/core/yaml/parse';
import { splitSegments } from '../../server/src/core/yaml/segments';
import { quickFixes } from '../../server/src/ide/quick-fix';
import { forInputs, LIMIT } from './support/inputs';
import { mutatedFiles } from './support/mutate';
import { expectInside, ROOT, workspaceOf } from './support/workspace';

/** More fixes than any input of a few files has findings, one applied at a time. */
const MOST_FIXES = 200;

interface Faults {
  readonly count: number;
  readonly templated: boolean;
}

/** @param lenient keys written twice are no fault: what they were while the braces of a template stood beside them */
function faultsIn(text: string, lenient = false): Faults {
  const parsed = splitSegments(text).map((segment) => parseYaml(segment.text));
  const problems = parsed.flatMap((each) => each.problems).filter(({ code }) => !lenient || code !== 'DUPLICATE_KEY');
  return { count: problems.length, templated: parsed.some((each) => each.templated) };
}

/** Texts after a fix, of the files that it changes. */
function fixed(workspace: Workspace, fix: Pick<PlacedFix, 'title' | 'edits'>): Map<string, string> {
  const edits = fix.edits();
  const after = new Map<string, string>();
  for (const uri of new Set(edits.map((edit) => edit.uri))) {
    const { text } = workspace.snapshot.files.get(uri)!;
    const own = edits.filter((edit) => edit.uri === uri);
    for (const { span } of own) expectInside(span, text, `an edit of "${fix.title}"`);
    after.set(uri, applyEdits(text, own));
  }
  return after;
}

/** Of a text that cannot be read as it is, only the edits can be asked to fit. */
function expectParsable(before: string, after: string, title: string): void {
  const { count, templated } = faultsIn(before);
  if (count === 0 && faultsIn(after, templated).count > 0) {
    throw new Error(`"${title}" breaks
${JSON.stringify(before)}
${JSON.stringify(after)}`);
  }
}

test('findings, what they relate to, and their fixes are inside of the files', LIMIT, () =>
  forInputs(0.12, (random) => {
    const workspace = workspaceOf(mutatedFiles(random));
    for (const [uri, { text }] of workspace.snapshot.files) {
      for (const { rule, span, message, related, fixes } of workspace.findings(uri)) {
        expectInside(span, text, rule);
        expect(message, rule).toMatch(/\S/);
        for (const other of related) {
          expectInside(other.span, workspace.snapshot.files.get(other.uri)!.text, `what ${rule} relates to`);
        }
        for (const fix of fixes) {
          for (const [changed, after] of fixed(workspace, fix)) {
            expectParsable(workspace.snapshot.files.get(changed)!.text, after, `${rule}: ${fix.title}`);
          }
        }
      }
    }
  }),
);

test('safe fixes, applied again and again, come to an end', LIMIT, () =>
  forInputs(0.06, (random) => {
    const workspace = workspaceOf(mutatedFiles(random));
    const uris = [...workspace.snapshot.files.keys()];
    const texts = workspace.fixFiles(uris);
    for (const [uri, text] of texts) expectParsable(workspace.snapshot.files.get(uri)!.text, text, 'all safe fixes');
    workspace.update(new Map([...texts].map(([uri, text]) => [uri, { text }])));
    const again = workspace.fixFiles(uris);
    if (again.size > 0) throw new Error(`not at an end:\n${JSON.stringify([...texts])}\n${JSON.stringify([...again])}`);
  }),
);

test(
  `the first fix of some finding, safe or not, applied one at a time, leaves none after at most ${MOST_FIXES}`,
  LIMIT,
  () =>
    forInputs(0.06, (random) => {
      const workspace = workspaceOf(mutatedFiles(random));
      const done: string[] = [];
      for (let i = 0; i <= MOST_FIXES; i++) {
        const fix = firstChange(workspace);
        if (!fix) return;
        done.push(fix.what);
        workspace.update(new Map([...fix.after].map(([uri, text]) => [uri, { text }])));
      }
      throw new Error(
        `goes round:\n${done.slice(-6).join('\n')}\n${JSON.stringify([...workspace.snapshot.files].map(([uri, { text }]) => [uri, text]))}`,
      );
    }),
);

function firstChange(workspace: Workspace) {
  for (const uri of workspace.snapshot.files.keys()) {
    for (const { rule, fixes } of workspace.findings(uri)) {
      if (!fixes[0]) continue;
      const after = fixed(workspace, fixes[0]);
      if ([...after].some(([each, text]) => text !== workspace.snapshot.files.get(each)!.text)) {
        return { what: `${rule}: ${fixes[0].title}`, after };
      }
    }
  }
  return undefined;
}

test('a comment that silences a finding breaks nothing, and the finding is gone', LIMIT, () =>
  forInputs(0.06, (random) => {
    const workspace = workspaceOf(mutatedFiles(random));
    for (const [uri, { text }] of workspace.snapshot.files) {
      const findings = workspace.findings(uri);
      for (const finding of findings.slice(0, 4)) {
        for (const fix of quickFixes(workspace, findings, uri, finding.span)) {
          // In broken YAML a new line may move the place that is complained about.
          if (finding.rule === 'yaml-syntax' || fix.finding !== finding || !fix.title.startsWith('Disable ')) continue;
          const after = fixed(workspace, fix).get(uri)!;
          expectParsable(text, after, fix.title);
          const silenced = workspaceOf(new Map([[uri.slice(ROOT.length), after]]));
          const same = silenced
            .findings(uri)
            .filter(({ rule, message }) => rule === finding.rule && message === finding.message);
          const before = findings.filter(({ rule, message }) => rule === finding.rule && message === finding.message);
          if (same.length >= before.length)
            throw new Error(`"${fix.title}" does not silence\n${JSON.stringify(after)}`);
        }
      }
    }
  }),
);
