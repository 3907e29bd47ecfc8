import { describe, expect, test } from 'vitest';
import { at, entryOf, hasUnknown, isMap, isScalar, stringOf, toValue } from '../../server/src/core/yaml/node';
import { parseYaml } from '../../server/src/core/yaml/parse';

const parse = (text: string, template = false) => {
  const parsed = parseYaml(text, template);
  return { ...parsed, text, at: (...path: (string | number)[]) => at(parsed.root, ...path) };
};
const textOf = (text: string, node: { span: { start: number; end: number } } | undefined) =>
  node && text.slice(node.span.start, node.span.end);

describe('spans', () => {
  const yaml = parse(`spec:
  mode: "STRICT" # why
  list:
    - one
    - {a: 1}
  text: |
    first
    second

last: x
`);
  test.each([
    [['spec', 'mode'], '"STRICT"'],
    [['spec', 'list', 0], 'one'],
    [['spec', 'list', 1], '{a: 1}'],
    [['spec', 'text'], '|\n    first\n    second'],
    [['last'], 'x'],
  ])('of %j', (path, expected) => {
    expect(textOf(yaml.text, yaml.at(...path))).toBe(expected);
  });
  test('of a block map end at its last visible character', () => {
    expect(yaml.at('spec')?.span.end).toBe(yaml.text.indexOf('\n\nlast'));
  });
});

describe('values as kubectl reads them', () => {
  test.each([
    ['on', true],
    ['yes', true],
    ['No', false],
    ['"on"', 'on'],
    ['true', true],
    ['STRICT', 'STRICT'],
    ['8080', 8080],
    ['"8080"', '8080'],
    ['~', null],
    ['', null],
  ])('%s', (source, value) => {
    const node = parse(`a: ${source}\n`).at('a');
    expect(isScalar(node) && node.value).toBe(value);
  });
});

describe('anchors', () => {
  test('an alias has the target’s value and its own span', () => {
    const yaml = parse('a: &x {b: one}\nc: *x\n');
    expect(stringOf(yaml.at('c', 'b'))).toBe('one');
    expect(textOf(yaml.text, yaml.at('c'))).toBe('*x');
  });
  test('a merged key is found; one given directly wins', () => {
    const yaml = parse('base: &x {a: one, b: two}\nuse:\n  <<: *x\n  b: mine\n');
    expect(stringOf(yaml.at('use', 'a'))).toBe('one');
    expect(stringOf(yaml.at('use', 'b'))).toBe('mine');
    expect(entryOf(yaml.at('use'), 'a')?.merged).toBe(true);
  });
  test('an alias inside its own anchor is unknown, not a loop', () => {
    const yaml = parse('a: &x\n  - *x\n');
    expect(hasUnknown(yaml.root)).toBe(true);
  });
  test('an alias bomb is built and walked within bounds', () => {
    const levels = 'abcdefghij'.split('');
    const lines = levels.map((name, i) =>
      i === 0 ? `${name}: &${name} [x]` : `${name}: &${name} [${`*${levels[i - 1]},`.repeat(20)}]`,
    );
    const yaml = parse(lines.join('\n'));
    expect(hasUnknown(yaml.root)).toBe(true);
    expect(toValue(yaml.root)).toBeTypeOf('object');
  });
});

describe('templates', () => {
  test('a value in braces is unknown, its neighbours are not', () => {
    const yaml = parse('spec:\n  mode: {{ .Values.mode }}\n  other: STRICT\n');
    expect(yaml.templated).toBe(true);
    expect(yaml.problems).toEqual([]);
    const mode = yaml.at('spec', 'mode');
    expect(isScalar(mode) && mode.unknown).toBe(true);
    expect(stringOf(yaml.at('spec', 'other'))).toBe('STRICT');
  });
  test('a line that prints keys opens the map at its indentation, and no other', () => {
    const yaml = parse(
      'metadata:\n  name: a\n  labels:\n    app: x\n    {{- include "labels" . | nindent 4 }}\nspec:\n  mode: x\n',
    );
    const open = (...path: string[]) => {
      const node = yaml.at(...path);
      return isMap(node) && node.open;
    };
    expect([open('metadata', 'labels'), open('metadata'), open('spec')]).toEqual([true, false, false]);
  });
  test('a key whose whole value is printed is unknown', () => {
    const labels = parse('metadata:\n  labels:\n    {{- toYaml .Values.labels | nindent 4 }}\n').at(
      'metadata',
      'labels',
    );
    expect(isScalar(labels) && labels.unknown).toBe(true);
  });
  test('both branches of a condition make the value unknown', () => {
    const yaml = parse('mtls:\n  {{- if .x }}\n  mode: STRICT\n  {{- else }}\n  mode: PERMISSIVE\n  {{- end }}\n');
    const mode = yaml.at('mtls', 'mode');
    expect(yaml.problems).toEqual([]);
    expect(isScalar(mode) && mode.unknown).toBe(true);
  });
  test('Go templates in a JSON string of a ConfigMap are text', () => {
    const yaml = parse('data:\n  ingress: |\n    {"domainTemplate": "{{ .Name }}.{{ .Namespace }}"}\n');
    expect(yaml.templated).toBe(false);
    expect(stringOf(yaml.at('data', 'ingress'))).toContain('{{ .Name }}');
  });
  test.each(['${CLUSTER}', 'x-${ns}', '$(NAMESPACE)'])('a variable %s is unknown', (text) => {
    const node = parse(`a: ${text}\n`).at('a');
    expect(isScalar(node) && node.unknown).toBe(true);
  });
});

describe('bad input', () => {
  test('thousands of brackets are one problem', () => {
    expect(parse('['.repeat(20_000)).problems.map((problem) => problem.code)).toEqual(['TOO_DEEP']);
  });
  test('200 levels are read', () => {
    const yaml = parse(Array.from({ length: 200 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'));
    expect(yaml.problems).toEqual([]);
  });
  test.each([
    '',
    '\uFEFF',
    '\0\0',
    '---',
    '- ',
    ': :',
    '&a',
    '*a',
    '!!binary x',
    '%YAML 1.3\n---\na',
    '{',
    '"',
    '|',
    '? a',
  ])('%j gives a result', (text) => {
    expect(() => parseYaml(text)).not.toThrow();
  });
});
