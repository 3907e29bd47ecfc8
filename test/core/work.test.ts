/** How much work the core does, counted: the counts do not depend on the machine, and must not grow with what an edit does not touch. */
import { describe, expect, test } from 'vitest';
import { filesOf, textOf, toggles } from '../../scripts/bench/texts.mjs';
import { RULES } from '../../server/src/core/rules/index.gen';
import { Workspace } from '../../server/src/core/workspace/workspace';

const ROOT = 'file:///w/';

function scanned(files: number): Workspace {
  const workspace = new Workspace({ roots: [ROOT], rules: RULES });
  workspace.update(new Map([...filesOf(files)].map(([name, text]) => [ROOT + name, { text }])));
  return workspace;
}

/** Documents parsed and rules run by a change of one file. */
function cost(workspace: Workspace, uri: string, text: string) {
  const { documentsParsed, rulesRun } = workspace.counters;
  workspace.update(new Map([[uri, { text }]]));
  return {
    documentsParsed: workspace.counters.documentsParsed - documentsParsed,
    rulesRun: workspace.counters.rulesRun - rulesRun,
  };
}

describe('a keystroke', () => {
  test.each([
    ['in a policy', 'action: ALLOW', 'action: DENY'],
    ['in the name of a policy', 'name: lock-0', 'name: lock-0x'],
    ['in the label of a model', '"true"', '"truex"'],
    ['in a comment', 'spec:', '# why\nspec:'],
  ])('%s costs the same among 100 files and among 1,500', (_, from, to) => {
    const [few, many] = [100, 1_500].map((files) => {
      const uri = `${ROOT}team-0/file-0.yaml`;
      const workspace = scanned(files);
      return cost(workspace, uri, workspace.snapshot.files.get(uri)!.text.replace(from, to));
    });
    expect(few!.documentsParsed).toBe(1);
    expect(many).toEqual(few);
  });

  test('costs the same in a file of 200 lines and in one of 20,000', () => {
    const uri = `${ROOT}a.yaml`;
    const [few, many] = [200, 20_000].map((lines) => {
      const text = textOf(lines);
      const workspace = new Workspace({ roots: [ROOT], rules: RULES });
      workspace.update(new Map([[uri, { text }]]));
      const [{ offset, length }] = toggles(text.slice(0, 3_000), 1) as [{ offset: number; length: number }];
      const after = `${text.slice(0, offset + length)}S${text.slice(offset + length)}`;
      return { ...cost(workspace, uri, after), documents: workspace.snapshot.files.get(uri)!.documents.length };
    });
    expect(many!.documents).toBeGreaterThan(50 * few!.documents);
    expect(many!.documentsParsed).toBe(1);
    // Namespaces repeat in the long file, so a few more objects are beside the edited one.
    expect(many!.rulesRun).toBeLessThan(few!.rulesRun + 100);
  });
});

test('a scan parses every document once, foreign ones never, and runs no rule twice on an object', () => {
  const files = filesOf(400, true);
  const workspace = new Workspace({ roots: [ROOT], rules: RULES });
  workspace.update(new Map([...files].map(([name, text]) => [ROOT + name, { text }])));
  // Of four files one is ours, with two documents.
  expect(workspace.counters.documentsParsed).toBe(200);
  const objects = [...workspace.snapshot.files.values()].flatMap((file) => file.resources);
  const asked = objects.reduce(
    (sum, { kind }) => sum + RULES.filter((rule) => rule.on.includes(kind as never)).length,
    0,
  );
  expect(workspace.counters.rulesRun).toBe(asked);
});

test('a slice of a scan runs rules on few objects, however many files come at once', () => {
  const workspace = new Workspace({ roots: [ROOT], rules: RULES });
  const files = new Map([...filesOf(500)].map(([name, text]) => [ROOT + name, workspace.open(ROOT + name, { text })]));
  const slices: number[] = [];
  const work = workspace.putInSlices(files);
  for (let ran = 0, step = work.next(); !step.done; step = work.next()) {
    slices.push(workspace.counters.rulesRun - ran);
    ran = workspace.counters.rulesRun;
  }
  expect(slices.length).toBeGreaterThanOrEqual(1_000 / 20);
  expect(Math.max(...slices)).toBeLessThan(20 * 100);
  expect(workspace.counters.rulesRun).toBeGreaterThan(50_000);
});
