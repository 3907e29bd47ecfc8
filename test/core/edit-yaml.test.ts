import { describe, expect, test } from 'vitest';
import { applyEdits } from '../../server/src/core/text/edit';
import {
  addEntry,
  addFirstEntry,
  addItem,
  removeEntry,
  removeItem,
  replaceScalar,
  setBlockValue,
} from '../../server/src/core/yaml/edit-yaml';
import { at, entryOf, type MapNode, type ScalarNode, type SeqNode } from '../../server/src/core/yaml/node';
import { parseYaml } from '../../server/src/core/yaml/parse';

const rootOf = (text: string) => parseYaml(text).root as MapNode;

describe('removeEntry', () => {
  test.each([
    ['from the middle, with its trailing comment', 'a: 1\nb: 2 # gone\nc: 3\n', 'b', 'a: 1\nc: 3\n'],
    ['the last', 'a: 1\nb:\n  c: 2\n', 'b', 'a: 1\n'],
    ['the first', 'a: 1\nb: 2\n', 'a', 'b: 2\n'],
    ['the only one', 'a: 1\n', 'a', '{}\n'],
    ['of a flow map', '{a: 1, b: 2}\n', 'a', '{b: 2}\n'],
    ['last of a flow map', '{a: 1, b: 2}\n', 'b', '{a: 1}\n'],
    ['only one of a flow map', '{a: 1,}\n', 'a', '{}\n'],
    ['with CRLF', 'a: 1\r\nb: 2\r\nc: 3\r\n', 'b', 'a: 1\r\nc: 3\r\n'],
  ])('%s', (_, text, key, after) => {
    const map = rootOf(text);
    expect(applyEdits(text, [removeEntry(text, map, entryOf(map, key)!)])).toBe(after);
  });
  test('the first key of a list item leaves the dash to the next', () => {
    const text = '- a: 1\n  b: 2\n';
    const map = at(parseYaml(text).root, 0) as MapNode;
    expect(applyEdits(text, [removeEntry(text, map, map.entries[0]!)])).toBe('- b: 2\n');
  });
});

describe('removeItem', () => {
  test.each([
    ['block', 'a:\n  - x\n  - y # gone\n  - z\n', 1, 'a:\n  - x\n  - z\n'],
    ['flow first', 'a: [x, y]\n', 0, 'a: [y]\n'],
    ['flow last', 'a: [x, y]\n', 1, 'a: [x]\n'],
    ['only item', 'a:\n  - x\n', 0, 'a:\n  []\n'],
  ])('%s', (_, text, index, after) => {
    const seq = at(rootOf(text), 'a') as SeqNode;
    expect(applyEdits(text, [removeItem(text, seq, seq.items[index]!)])).toBe(after);
  });
});

describe('adding', () => {
  test('an entry takes the column of its map, behind a comment', () => {
    const text = 'spec:\n    a: 1 # one\nnext: 2\n';
    expect(applyEdits(text, [addEntry(text, at(rootOf(text), 'spec') as MapNode, 'b:\n  c: 2')])).toBe(
      'spec:\n    a: 1 # one\n    b:\n      c: 2\nnext: 2\n',
    );
  });
  test('an entry to a flow map', () => {
    const text = 'spec: { a: 1 }\n';
    expect(applyEdits(text, [addEntry(text, at(rootOf(text), 'spec') as MapNode, 'b: 2')])).toBe(
      'spec: { a: 1, b: 2 }\n',
    );
  });
  test('an entry at the end of a file without line break', () => {
    const text = 'a: 1';
    expect(applyEdits(text, [addEntry(text, rootOf(text), 'b: 2')])).toBe('a: 1\nb: 2');
  });
  test('a first entry', () => {
    const text = 'spec:\n  a: 1\n';
    expect(applyEdits(text, [addFirstEntry(text, at(rootOf(text), 'spec') as MapNode, 'x: 0')])).toBe(
      'spec:\n  x: 0\n  a: 1\n',
    );
  });
  test('a value to a key without one', () => {
    const text = 'spec:\n  mtls:\n  x: 1\n';
    const spec = at(rootOf(text), 'spec') as MapNode;
    expect(applyEdits(text, [setBlockValue(text, entryOf(spec, 'mtls')!, 'mode: STRICT')])).toBe(
      'spec:\n  mtls:\n    mode: STRICT\n  x: 1\n',
    );
  });
  test.each([
    ['block', 'a:\n- x\n', 'a:\n- x\n- k: 1\n  l: 2\n'],
    ['flow', 'a: [x]\n', 'a: [x, {k: 1, l: 2}]\n'],
  ])('an item: %s', (_, text, after) => {
    const seq = at(rootOf(text), 'a') as SeqNode;
    expect(applyEdits(text, [addItem(text, seq, 'k: 1\nl: 2')])).toBe(after);
  });
});

test.each([
  ['a: x\n', 'z', 'a: z\n'],
  ['a: "x"\n', 'y z', 'a: "y z"\n'],
  ["a: 'x'\n", "it's", "a: 'it''s'\n"],
  ['a: x\n', 'true', 'a: "true"\n'],
  ['a: x\n', 'a: b', 'a: "a: b"\n'],
])('replaceScalar in %j by %j', (text, value, after) => {
  expect(applyEdits(text, [replaceScalar(at(rootOf(text), 'a') as ScalarNode, value)])).toBe(after);
});

test('overlapping edits are refused', () => {
  expect(() =>
    applyEdits('abc', [
      { span: { start: 0, end: 2 }, newText: '' },
      { span: { start: 1, end: 3 }, newText: '' },
    ]),
  ).toThrow(RangeError);
});
