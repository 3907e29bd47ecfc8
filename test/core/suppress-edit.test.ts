import { expect, test } from 'vitest';
import { SourceFile } from '../../server/src/core/model/source-file';
import { suppressInFile, suppressNextLine } from '../../server/src/core/model/suppress-edit';
import { applyEdits } from '../../server/src/core/text/edit';

const open = (text: string, name = 'a.yaml') => SourceFile.open(`file:///w/${name}`, text);

/** The text with the comment for the line that holds `mark`; `undefined` when none can stand there. */
function silenced(text: string, mark: string): string | undefined {
  const edit = suppressNextLine(open(text), text.indexOf(mark), 'some-rule');
  return edit && applyEdits(text, [edit]);
}

test('the comment stands above the line, as far in as the line itself', () => {
  expect(silenced('a:\n  - b: HERE\n', 'HERE')).toBe('a:\n  # meshward-disable-next-line some-rule\n  - b: HERE\n');
  expect(silenced('x: 1\n---\na: HERE\n', 'HERE')).toBe('x: 1\n---\n# meshward-disable-next-line some-rule\na: HERE\n');
  expect(silenced('a: HERE', 'HERE')).toBe('# meshward-disable-next-line some-rule\na: HERE');
});

test('a comment inside a scalar would be text, so none is offered', () => {
  expect(silenced('a: |-\n  one\n  HERE\nb: 1\n', 'HERE')).toBeUndefined();
  expect(silenced('a: "one\n  HERE"\n', 'HERE')).toBeUndefined();
  expect(silenced('a: one\n  HERE\n', 'HERE')).toBeUndefined();
});

test('the line that opens a block scalar, and the one below it, can have one', () => {
  expect(silenced('a: |- HERE\n  one\n', 'a: ')).toMatch(/^# meshward-disable-next-line/);
  expect(silenced('a: |\n  one\nb: HERE\n', 'HERE')).toContain(
    '  one\n# meshward-disable-next-line some-rule\nb: HERE',
  );
});

test('in front of a marker it would belong to the document before', () => {
  expect(silenced('x: 1\n--- HERE\n', 'HERE')).toBeUndefined();
});

test('a file comment goes to the top, or into the one that is there', () => {
  const inFile = (text: string) => applyEdits(text, [suppressInFile(open(text), 'some-rule')!]);
  expect(inFile('a: 1\n')).toBe('# meshward-disable-file some-rule\na: 1\n');
  expect(inFile('\uFEFFa: 1\r\n')).toBe('\uFEFF# meshward-disable-file some-rule\r\na: 1\r\n');
  expect(inFile('a: 1\n---\n# meshward-disable-file other  \nb: 1\n')).toBe(
    'a: 1\n---\n# meshward-disable-file other, some-rule  \nb: 1\n',
  );
});

test('JSON has no comments', () => {
  const file = open('{"a": 1}', 'a.json');
  expect(suppressNextLine(file, 1, 'some-rule')).toBeUndefined();
  expect(suppressInFile(file, 'some-rule')).toBeUndefined();
});
