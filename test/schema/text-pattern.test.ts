/** Patterns of CRDs: matched as RE2 does, in time that no pattern and no text can stretch. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { RawStructure } from '../../server/src/core/schema/raw';
import { DESCRIBED_PATTERNS } from '../../server/src/core/schema/text-forms';
import { TextPattern } from '../../server/src/core/schema/text-pattern';
import { REPOSITORY } from '../support/repository';

const structure = readFileSync(join(REPOSITORY, 'schemas/structure.gen.json'), 'utf8');
const PATTERNS = new Set(
  [...JSON.stringify(JSON.parse(structure) as RawStructure).matchAll(/"p":("(?:[^"\\]|\\.)*")/g)].map(
    (match) => JSON.parse(match[1]!) as string,
  ),
);

const TEXTS = [
  '',
  'a',
  'A',
  '-a',
  'a-',
  'my-model',
  'my-model.example.com',
  '*.example.com',
  'example.com:80',
  'https://example.com',
  'https://*.example.com:8080',
  'x user',
  'x-user_id',
  '/a/b%2F',
  'a/b',
  '10s',
  '1m30s',
  '1.5h',
  '12345678901234s',
  'Hostname',
  'v1.0',
  'ä',
  'a\nb',
  '*',
  `${'a'.repeat(64)}`,
  '1.50',
  'example.com/Some-Thing',
];

test('every pattern of the schemas is understood, and matches what JavaScript would', () => {
  expect(PATTERNS.size).toBeGreaterThan(15);
  for (const source of PATTERNS) {
    const pattern = TextPattern.read(source);
    expect(pattern, source).toBeDefined();
    for (const text of TEXTS)
      expect([source, text, pattern!.test(text)]).toEqual([source, text, new RegExp(source).test(text)]);
  }
});

test('words belong to patterns that there are', () => {
  expect(DESCRIBED_PATTERNS.filter((each) => !PATTERNS.has(each))).toEqual([]);
});

test('repetitions, groups, classes and anchors', () => {
  const cases: readonly [string, string][] = [
    ['a{2,3}b', 'xaab aaab ab aaaab'],
    ['^(?:ab|c)*?d$', 'ababcd d abd abx'],
    ['[^a-c]x', 'ax dx x'],
    ['[\\]a]+[-x]', ']- a- b-'],
    ['^\\w+\\s\\D$', 'ab_1 x|ab 1'],
    ['a||b', 'c'],
    ['(a*)*b', 'aaab'],
    ['^$', 'a'],
    ['\\x41.', 'Ab A'],
    ['a{0}b', 'b'],
    ['x{3}', 'xx'],
  ];
  for (const [source, texts] of cases) {
    for (const text of [...texts.split(/[ |]/), texts])
      expect([source, text, TextPattern.read(source)?.test(text)]).toEqual([
        source,
        text,
        new RegExp(source).test(text),
      ]);
  }
  expect(TextPattern.read('(?i)^ab$')!.test('aB')).toBe(true);
});

test.each([
  '(?=a)',
  '(a',
  'a)',
  '[a',
  '\\p{L}',
  '(?P<n>a)',
  'a**',
  '\\1',
  '[[:alpha:]]',
  '[b-a]',
  'a{1000}{1000}',
  '\\bx',
  '(((((a{99}){99}){99})))',
])('%s is not understood, so nothing follows from it', (source) => {
  expect(TextPattern.read(source)).toBeUndefined();
});

test('a pattern that backtracking would never finish', () => {
  const text = `${'a'.repeat(5_000)}!`;
  for (const source of ['^(a+)+$', '^(a|a)*$', '^(a|aa)+$', '^([a-z0-9]*[a-z0-9])*$', '(.*)*x$'])
    expect(TextPattern.read(source)!.test(text), source).toBe(false);
});
