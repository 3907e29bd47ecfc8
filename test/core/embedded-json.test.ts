import { describe, expect, test } from 'vitest';
import { EmbeddedJson, goField } from '../../server/src/core/model/embedded-json';
import { repairJson } from '../../server/src/core/model/json-repair';
import { applyEdits } from '../../server/src/core/text/edit';
import { at, isScalar } from '../../server/src/core/yaml/node';
import { parseYaml } from '../../server/src/core/yaml/parse';

function read(text: string): EmbeddedJson {
  const node = at(parseYaml(text).root, 'ingress');
  if (!isScalar(node)) throw new Error('no scalar');
  return EmbeddedJson.read(text, node);
}

const STYLES: Record<string, string> = {
  literal: 'ingress: |-\n    {\n      "one": true,\n      "two": ["x"]\n    }\nnext: 1\n',
  folded: 'ingress: >-\n    {\n      "one": true,\n      "two": ["x"]\n    }\nnext: 1\n',
  single: `ingress: '{"one": true, "two": ["x"]}'\n`,
  double: 'ingress: "{\\"one\\": true, \\"two\\": [\\"x\\"]}"\n',
};

describe('spans are the document’s', () => {
  for (const [style, text] of Object.entries(STYLES)) {
    test(style, () => {
      const json = read(text);
      expect(json.problems).toEqual([]);
      const one = goField(json.root, 'one')!;
      const two = goField(json.root, 'TWO')!;
      expect(text.slice(one.value!.span.start, one.value!.span.end)).toBe('true');
      const item = two.value!.items[0]!.span;
      expect(text.slice(item.start, item.end).replaceAll('\\', '')).toBe('"x"');
      expect(json.offsetOf(one.value!.span.start)).toBe(one.value!.inText.start);
    });

    test(`${style}: edits stay JSON`, () => {
      const json = read(text);
      const edits = [
        json.addFirstProperty(json.root!, 'zero', "it's"),
        json.replace(goField(json.root, 'one')!.value!, false),
        json.renameKey(goField(json.root, 'two')!, 'three'),
      ];
      const after = read(applyEdits(text, edits));
      expect(JSON.parse(after.text)).toEqual({ zero: "it's", one: false, three: ['x'] });
    });
  }

  test('a plain scalar', () => {
    const text = 'ingress: true\n';
    const { root } = read(text);
    expect(root).toMatchObject({ kind: 'boolean', span: { start: 9, end: 13 } });
  });
});

test('the last of two equal fields wins, whatever its case, as in Go', () => {
  const json = read(`ingress: '{"Mode": 1, "mode": 2}'\n`);
  expect(goField(json.root, 'MODE')!.value!.value).toBe(2);
});

describe('repair', () => {
  const cases: readonly [string, string | undefined][] = [
    ['{"a": 1,}', '{"a": 1}'],
    ['{"a": [1, 2,], "b": 2}', '{"a": [1, 2], "b": 2}'],
    ['{"a": 1 "b": 2}', '{"a": 1, "b": 2}'],
    ['{"a": 1,, "b": 2}', '{"a": 1, "b": 2}'],
    ['{"a": 1', '{"a": 1}'],
    ['{"a": {"b": [1', '{"a": {"b": [1]}}'],
    ['{"a": 1}}', '{"a": 1}'],
    ['{\n  # why\n  "a": 1 // so\n}', '{\n  "a": 1\n}'],
    ['{“a”: “b”}', '{"a": "b"}'],
    ['{a: 1}', undefined],
    ['{"a": }', undefined],
    ['', undefined],
    ['not JSON at all', undefined],
    ['{"a": 1}', '{"a": 1}'],
  ];
  for (const [text, expected] of cases) {
    test(JSON.stringify(text), () => {
      expect(repairJson(text)).toBe(expected);
    });
  }
});
