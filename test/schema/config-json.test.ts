/** JSON of KServe's configuration that breaks off: one finding, where it breaks off, that says what is missing. */
import { expect, test } from 'vitest';
import { analyse } from '../support/analyse';

const JSON_TEXT = '{"image": "kserve/agent:latest", "list": ["a", -1.5], "on": true, "n": {"m": "\\u00e4"}}';

const STYLES: Readonly<Record<string, (json: string) => string>> = {
  literal: (json) => `|-\n    ${json}`,
  folded: (json) => `>-\n    ${json}`,
  single: (json) => `'${json}'`,
  double: (json) => JSON.stringify(json),
};

const findings = (style: string, json: string) => {
  const text = `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: inferenceservice-config\n  namespace: kserve\ndata:\n  agent: ${STYLES[style]!(json)}\n`;
  const found = analyse(new Map([['a.yaml', text]])).findings.filter((each) => each.rule.startsWith('kserve-'));
  return { text, found };
};

for (const style of Object.keys(STYLES)) {
  test(`${style}: cut at any place`, () => {
    for (let at = 1; at < JSON_TEXT.length; at++) {
      const cut = JSON_TEXT.slice(0, at);
      const { text, found } = findings(style, cut);
      expect([cut, ...found.map((each) => each.rule)]).toEqual([cut, 'kserve-config-json-invalid']);
      const [one] = found;
      expect(one!.message, cut).toContain('it breaks off: ');
      const end = text.lastIndexOf(cut.trimEnd().at(-1)!);
      expect(one!.span.end, cut).toBeGreaterThanOrEqual(end);
      expect(one!.span.end, cut).toBeLessThanOrEqual(text.length);
    }
  });
}

test('the message names what is missing', () => {
  const messageOf = (json: string) => findings('literal', json).found[0]!.message;
  expect(messageOf('{"list": ["a"')).toContain('Add ]}');
  expect(messageOf('{"image": ')).toContain('a value is expected');
  expect(messageOf('{"image": ')).toContain('} closes it');
  expect(messageOf('{"image": "kser')).toContain('this string is not closed');
  expect(messageOf('{"image": "a" "list": []}')).not.toContain('breaks off');
});

test('whole, it is no fault', () => {
  for (const style of Object.keys(STYLES)) {
    const { found } = findings(style, JSON_TEXT);
    expect(found.filter((each) => each.severity !== 'information')).toEqual([]);
  }
});
