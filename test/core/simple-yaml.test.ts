import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseWithLibrary } from '../../server/src/core/yaml/parse';
import { readSimpleYaml } from '../../server/src/core/yaml/simple-yaml';

/** What manifests are made of. */
const POLICY = readFileSync(new URL('../../docs/rules/activator-identity-trusted.md', import.meta.url), 'utf8');
const PIECES = [...POLICY.matchAll(/```yaml[^\n]*\n([\s\S]*?)```/g)].map((match) => match[1]!);
const DOCUMENTS = [
  ...PIECES,
  '---\n# head\nkind: A # why\nmetadata:\n  name: "x"\n  labels: {}\n  # inner\n\n  list:\n  - a: 1\n    b: [x, "y", \'z\']\n  - plain text # tail\n# foot\n',
  'a:\n  - b:\n      - c: no\n        d: ~\n    e: -1.5e3\n  - 0x1F\n',
  'a: 1\r\nb:\r\n  - c\r\n  - d: ${X}\r\n',
];
const BITS = [
  ...[
    '\n',
    ' ',
    '  ',
    '\n  ',
    '- ',
    '-',
    '#',
    ' # c',
    '\n# c\n',
    '\n    # d\n',
    ': ',
    ':',
    '"',
    "'",
    '[',
    ']',
    '{}',
    '{',
  ],
  ...[
    '}',
    ',',
    '|\n',
    '>',
    '&a ',
    '*a',
    '!!str ',
    '? ',
    '\t',
    '\r\n',
    '0x1',
    '~',
    'null',
    'yes',
    'n',
    '.5',
    '1e3',
    '+',
  ],
  ...[
    '%',
    '@',
    '`',
    '---',
    '...',
    '${A}',
    '<<: ',
    'key: v',
    '\nkey: v\n',
    '- a',
    'é',
    '\\',
    '- - ',
    '.inf',
    ', ',
    'a]',
  ],
];

/** Both ways come to the same tree, or the short way is not taken. */
function expectSame(text: string): boolean {
  const root = readSimpleYaml(text);
  if (root) expect({ root, problems: [], templated: false }).toEqual(parseWithLibrary(text, false));
  return root !== undefined;
}

describe('the short way', () => {
  test('is taken by ordinary manifests, and gives the library’s tree', () => {
    expect(PIECES.length).toBeGreaterThan(1);
    expect(DOCUMENTS.slice(PIECES.length).map(expectSame)).toEqual([true, false, true]);
    expect(PIECES.map(expectSame)).toContain(true);
  });

  test.each([
    'a: |\n  text\n',
    'a: &x b\nc: *x\n',
    'a: b\na: c\n',
    'a: b\n  c\n',
    'a: "b\n  c"\n',
    'a: b: c\n',
    'a:\n  b: 1\n c: 2\n',
    'a: [b\n',
    '\ta: b\n',
    '- a\n',
    '',
    '<<: {a: b}\n',
    'a: 1\n---\nb: 2\n',
    'true: a\n',
  ])('is not taken by %j', (text) => {
    expect(readSimpleYaml(text)).toBeUndefined();
  });

  test('never differs from the long one, whatever is typed into a manifest', () => {
    const edit = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      cut: fc.nat(6),
      insert: fc.constantFrom('', ...BITS),
    });
    let taken = 0;
    fc.assert(
      fc.property(fc.constantFrom(...DOCUMENTS), fc.array(edit, { minLength: 1, maxLength: 3 }), (document, edits) => {
        let text = document;
        for (const { at, cut, insert } of edits) {
          const place = Math.floor(at * text.length);
          text = text.slice(0, place) + insert + text.slice(place + cut);
        }
        if (expectSame(text)) taken++;
      }),
      { numRuns: 3000, seed: 3 },
    );
    expect(taken).toBeGreaterThan(150);
  });
});
