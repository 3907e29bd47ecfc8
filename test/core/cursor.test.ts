import { describe, expect, test } from 'vitest';
import { cursorAt } from '../../server/src/core/yaml/cursor';

/** `|` is the cursor. */
function at(marked: string) {
  const offset = marked.indexOf('|');
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  const cursor = cursorAt(text, offset);
  return {
    ...cursor,
    text,
    where: `${cursor.kind} ${cursor.path.join('.')}`.trim(),
    replaced: text.slice(cursor.word.start, cursor.word.end),
  };
}

describe('block style', () => {
  test.each([
    ['a key at the top', 'apiVersion: v1\nki|', 'key', 'ki'],
    ['a key in a map', 'spec:\n  mtls:\n    mo|\n', 'key spec.mtls', 'mo'],
    ['a first key below an empty one', 'spec:\n  mtls:\n    |\n', 'item spec.mtls', ''],
    ['a sibling on a blank line', 'spec:\n  action: DENY\n  |\n', 'key spec', ''],
    ['back at the margin', 'spec:\n  action: DENY\n|\n', 'key', ''],
    ['a value', 'spec:\n  mtls:\n    mode: ST|\n', 'value spec.mtls.mode', 'ST'],
    ['an empty value', 'spec:\n  mtls:\n    mode: |\n', 'value spec.mtls.mode', ''],
    ['a quoted value', 'spec:\n  a: "x|y"\n', 'value spec.a', 'xy'],
    ['in front of an existing colon', 'spec:\n  mo|de: x\n', 'key spec', 'mode'],
    ['directly behind the colon: a blank is missing', 'spec:\n  mode:|\n', 'none spec.mode', ''],
    ['a comment', 'spec: # wh|\n', 'none spec', ''],
  ])('%s', (_, marked, where, replaced) => {
    expect([at(marked).where, at(marked).replaced]).toEqual([where, replaced]);
  });
});

describe('lists', () => {
  test.each([
    ['a key of an item', 'rules:\n  - from:\n    - so|\n', 'item rules.0.from.0'],
    ['behind a dash', 'rules:\n  - |\n', 'item rules.0'],
    ['second item', 'rules:\n  - a: 1\n  - b: |\n', 'value rules.1.b'],
    ['a second key of an item', 'rules:\n  - a: 1\n    b|\n', 'key rules.0'],
    ['dashes in the column of the key', 'rules:\n- from:\n  - source:\n      na|\n', 'key rules.0.from.0.source'],
    ['back to the key above such a list', 'spec:\n  rules:\n  - a: 1\n  ac|\n', 'key spec'],
    ['a scalar item', 'paths:\n  - /a\n  - /b|\n', 'item paths.1'],
    ['dash behind dash', 'a:\n  - - x: |\n', 'value a.0.0.x'],
  ])('%s', (_, marked, where) => {
    expect(at(marked).where).toBe(where);
  });
});

describe('flow style', () => {
  test.each([
    ['an item', 'a: ["x", "y|"]\n', 'value a.1', 'y'],
    ['an empty list', 'a: [|]\n', 'value a.0', ''],
    ['an unclosed list', 'a: [x, |\nb: 1\n', 'value a.1', ''],
    ['a key', 'a: { b: 1, c| }\n', 'key a', 'c'],
    ['a value', 'a: { b: |}\n', 'value a.b', ''],
    ['over lines', 'a: {\n  b: [x,\n    y|]\n}\n', 'value a.b.1', 'y'],
    ['a map in a list item', '- {from: [{source: {na|}}]}\n', 'key 0.from.0.source', 'na'],
    ['JSON', '{"spec": {"mtls": {"mode": "|"}}}', 'value spec.mtls.mode', ''],
  ])('%s', (_, marked, where, replaced) => {
    expect([at(marked).where, at(marked).replaced]).toEqual([where, replaced]);
  });
  test('a closed list does not reach into the next line', () => {
    expect(at('a: [x]\nb: |\n').where).toBe('value b');
  });
});

describe('block scalars', () => {
  test('inside', () => {
    expect(at('data:\n  ingress: |-\n    {"a|": 1}\n'.replace('|-', '>-')).where).toBe('block data.ingress');
  });
  test('behind', () => {
    expect(at('data:\n  ingress: >-\n    {"a": 1}\n  next: |\n').where).toBe('value data.next');
  });
});

test('siblings above and below are known', () => {
  const cursor = at('spec:\n  action: DENY\n  |\n  rules:\n    - to: []\nkind: X\n');
  expect([...cursor.siblings].sort()).toEqual(['action', 'rules']);
});

test('a key that has its colon is told from one that has none', () => {
  expect([at('a|bc: 1').hasColon, at('a|bc').hasColon, at('"a|bc": 1').hasColon]).toEqual([true, false, true]);
});

test('half-typed lines above do not confuse', () => {
  expect(
    at('spec:\n  act\n  rules:\n    - from:\n        - source:\n            namespaces:\n              - |\n').where,
  ).toBe('item spec.rules.0.from.0.source.namespaces.0');
});
