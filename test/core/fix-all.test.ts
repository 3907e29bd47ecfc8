import { expect, test } from 'vitest';
import { defineRule } from '../../server/src/core/rules/define';
import { fixIn } from '../../server/src/core/rules/fix';
import { applyEdits } from '../../server/src/core/text/edit';
import { Workspace } from '../../server/src/core/workspace/workspace';
import { replaceScalar } from '../../server/src/core/yaml/edit-yaml';

/** Reports a namespace whose name is a key of `steps`, and offers the value in its place. */
const renames = (id: string, steps: Record<string, string>, safe = true) =>
  defineRule({
    id,
    severity: 'warning',
    summary: 'a name to be replaced',
    sources: [],
    peers: [],
    on: ['Namespace'],
    check(resource, context) {
      const node = resource.nameNode;
      const next = node && steps[node.text];
      if (!node || next === undefined) return;
      context.report({
        at: node,
        message: { what: 'Wrong name', todo: 'Replace it' },
        fixes: [fixIn(resource, 'Replace', () => replaceScalar(node, next), safe)],
      });
    },
  });

const namespaces = (...names: string[]) =>
  names.map((name) => `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${name} # kept\n`).join('---\n');
const uri = 'file:///w/a.yaml';

function fixed(text: string, ...rules: ReturnType<typeof renames>[]): { text: string; edits: number } {
  const workspace = new Workspace({ roots: ['file:///w/'], rules });
  workspace.update(new Map([[uri, { text }]]));
  const edits = workspace.fixAll(uri);
  expect(edits.every((edit) => edit.uri === uri)).toBe(true);
  expect(workspace.snapshot.files.get(uri)!.text, 'the workspace itself stays').toBe(text);
  return { text: applyEdits(text, edits), edits: edits.length };
}

test('all safe fixes at once', () => {
  expect(fixed(namespaces('a', 'x', 'a'), renames('r', { a: 'b' }))).toEqual({
    text: namespaces('b', 'x', 'b'),
    edits: 2,
  });
});

test('a fix that shows up only after another is applied too, and documents between are not touched', () => {
  const result = fixed(namespaces('a', 'x', 'a'), renames('r', { a: 'b', b: 'c', c: 'dd' }));
  expect(result).toEqual({ text: namespaces('dd', 'x', 'dd'), edits: 2 });
});

test('of two fixes for one place the first is applied', () => {
  expect(fixed(namespaces('a'), renames('r', { a: 'b' }), renames('s', { a: 'c' })).text).toBe(namespaces('b'));
});

test('fixes that need a decision are left to the user', () => {
  expect(fixed(namespaces('a'), renames('r', { a: 'b' }, false))).toEqual({ text: namespaces('a'), edits: 0 });
});

test('fixes that undo each other come to an end', () => {
  expect(fixed(namespaces('a'), renames('r', { a: 'b', b: 'a' })).text).toMatch(/name: [ab] # kept/);
});

test('silenced findings are not fixed', () => {
  const text = `# meshward-disable-file r\n${namespaces('a')}`;
  expect(fixed(text, renames('r', { a: 'b' }))).toEqual({ text, edits: 0 });
});
