import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Document, Scalar } from 'yaml';
import { applyEdits } from '../../server/src/core/text/edit';
import { at, isScalar, type ScalarNode } from '../../server/src/core/yaml/node';
import { parseYaml } from '../../server/src/core/yaml/parse';
import { scalarOffsets } from '../../server/src/core/yaml/scalar-offsets';

const scalarIn = (text: string): ScalarNode => {
  const node = at(parseYaml(text).root, 'data', 'key');
  if (!isScalar(node)) throw new Error('no scalar at data.key');
  return node;
};

const STYLES = ['PLAIN', 'QUOTE_SINGLE', 'QUOTE_DOUBLE', 'BLOCK_LITERAL', 'BLOCK_FOLDED'] as const;

/** A document with one scalar, as the `yaml` library writes it in a style (or another, where that one is impossible). */
function write(value: string, style: (typeof STYLES)[number], lineWidth: number): string {
  const scalar = new Scalar(value);
  scalar.type = style;
  return new Document({ data: { key: scalar, other: 1 } }).toString({ lineWidth });
}

const texts = fc.string({
  unit: fc.constantFrom('a', 'B', '{', '}', '"', "'", '\\', ':', ',', ' ', '\n', 'é', '😀', '#'),
});

describe('every character of a value is found in the document', () => {
  for (const style of STYLES) {
    test(style, () => {
      fc.assert(
        fc.property(texts, fc.constantFrom(0, 30), fc.boolean(), (value, lineWidth, crlf) => {
          const lf = write(value, style, lineWidth);
          const text = crlf ? lf.replaceAll('\n', '\r\n') : lf;
          // The library writes some plain scalars that it reads back as maps; double braces are a template's.
          const node = at(parseYaml(text).root, 'data', 'key');
          fc.pre(isScalar(node) && !node.unknown);
          const scalar = scalarOffsets(text, node as ScalarNode);
          expect(scalar.exact).toBe(true);
          let before = -1;
          for (let i = 0; i < scalar.value.length; i++) {
            const span = scalar.spanOf({ start: i, end: i + 1 });
            expect(span.start).toBeGreaterThanOrEqual(before);
            before = span.start;
            const char = scalar.value[i]!;
            if (/[aB{}:,#]/.test(char)) expect(text.slice(span.start, span.end)).toBe(char);
            if (char === '"') expect(['"', '\\"']).toContain(text.slice(span.start, span.end));
          }
        }),
        { numRuns: 300 },
      );
    });
  }
});

describe('an edit of the value gives that value back', () => {
  for (const style of ['QUOTE_DOUBLE', 'QUOTE_SINGLE', 'BLOCK_LITERAL'] as const) {
    test(style, () => {
      const words = fc.string({ unit: fc.constantFrom('a', '"', "'", '\\', ' b', '{'), minLength: 1 });
      fc.assert(
        fc.property(fc.array(words, { minLength: 1, maxLength: 4 }), words, fc.nat(), (lines, inserted, seed) => {
          const value = lines.map((line) => `x${line}x`).join(style === 'QUOTE_SINGLE' ? ' ' : '\n');
          const text = write(value, style, 0);
          const scalar = scalarOffsets(text, scalarIn(text));
          const places = [...value.matchAll(/x/g)].map((match) => match.index + 1);
          const place = places[seed % places.length]!;
          const after = applyEdits(text, [scalar.edit({ start: place, end: place }, inserted)]);
          expect(scalarIn(after).text.trimEnd()).toBe(value.slice(0, place) + inserted + value.slice(place));
        }),
        { numRuns: 200 },
      );
    });
  }

  test('a line break in a literal block takes over the indentation', () => {
    const text = 'data:\n  key: |-\n      {\n        "a": 1\n      }\n  other: 1\n';
    const scalar = scalarOffsets(text, scalarIn(text));
    const start = scalar.value.indexOf('1') + 1;
    expect(applyEdits(text, [scalar.edit({ start, end: start }, ',\n  "b": 2')])).toBe(
      'data:\n  key: |-\n      {\n        "a": 1,\n        "b": 2\n      }\n  other: 1\n',
    );
  });
});

test('offsets go both ways', () => {
  const text = 'data:\n  key: "{\\"a\\": 1}"\n';
  const scalar = scalarOffsets(text, scalarIn(text));
  expect(scalar.value).toBe('{"a": 1}');
  expect(scalar.toDocument(6)).toBe(text.indexOf('1'));
  expect(scalar.toValue(text.indexOf('1'))).toBe(6);
});

test('an alias has no characters of its own: everything is at the alias', () => {
  const text = 'data:\n  first: &a |-\n    {}\n  key: *a\n';
  const scalar = scalarOffsets(text, scalarIn(text));
  expect(scalar.exact).toBe(false);
  expect(text.slice(scalar.spanOf({ start: 0, end: 1 }).start, scalar.spanOf({ start: 0, end: 1 }).end)).toBe('*a');
});
