/** Manifests that are half typed, nested wrongly or far too large: a clear message, once, or silence; never a crash. */
import { describe, expect, test } from 'vitest';
import { analyse, applyFix } from '../support/analyse';

const policy = (rest: string) =>
  `apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata:\n  name: lock\n  namespace: user1\n${rest}`;

/** Errors and warnings of a text: rule, marked text, message. */
function problems(text: string) {
  const files = new Map([['a.yaml', text]]);
  return analyse(files)
    .findings.filter((each) => each.severity === 'error' || each.severity === 'warning')
    .map((each) => ({
      rule: each.rule,
      marked: text.slice(each.span.start, each.span.end),
      message: each.message,
      fixed: (title: string) => {
        const fix = each.fixes.find((one) => one.title.includes(title));
        return fix && applyFix(files, fix).get('a.yaml');
      },
    }));
}

describe('half typed', () => {
  test.each([
    ['the only key of a map', 'spec:\n  rul\n', 'schema-type', 'Write rules: and its value', 'spec:\n  rules:\n'],
    ['a key of an item', 'spec:\n  rules:\n    - fr\n', 'schema-type', 'Write from: and its value', '    - from:\n'],
    ['a key between braces', 'spec: {rul}\n', 'unknown-field', 'Did you mean rules?', 'spec: {rules}\n'],
    ['a slip', 'spec:\n  selectr\n', 'schema-type', 'Write selector: and its value', 'spec:\n  selector:\n'],
  ])('%s', (_, rest, rule, words, fixed) => {
    const found = problems(policy(rest));
    expect(found.map((each) => each.rule)).toEqual([rule]);
    expect(found[0]!.message).toContain(words);
    expect(found[0]!.fixed(rule === 'schema-type' ? 'Write' : 'Rename')).toContain(fixed);
  });

  test('a word that begins several fields, or none', () => {
    for (const word of ['t', 'targe', 'zzz']) {
      const [one, ...more] = problems(policy(`spec:\n  ${word}\n`));
      expect(more).toEqual([]);
      expect(one!.message).toContain('Write its fields below it: action, provider');
    }
  });

  test('a key without colon among others is told as YAML', () => {
    const found = problems(policy('spec:\n  action: DENY\n  rul\n'));
    expect(found.map((each) => [each.rule, each.marked])).toEqual([['yaml-syntax', 'rul']]);
    expect(found[0]!.message).toContain('needs a colon');
  });

  test('a missing value says nothing, unless the field is needed', () => {
    expect(problems(policy('spec:\n  selector:\n  action:\n'))).toEqual([]);
    const found = problems(policy('spec:\n  rules:\n    - when:\n        - key:\n          values: [a]\n'));
    expect(found.map((each) => each.rule)).toEqual(['schema-required']);
    expect(found[0]!.message).toContain('has no value');
  });
});

describe('nested wrongly', () => {
  test('fields of spec at the top', () => {
    const found = problems(policy('spec:\nrules:\n  - from: []\naction: DENY\n'));
    expect(found.map((each) => [each.rule, each.marked])).toEqual([
      ['unknown-field', 'rules'],
      ['unknown-field', 'action'],
    ]);
    expect(found[0]!.fixed('Move to spec')).toContain('spec:\n  rules:\n    - from: []\naction');
  });

  test('one blank too few: one finding', () => {
    const found = problems(
      policy('spec:\n  rules:\n    - from:\n      - source:\n        principals: ["cluster.local/ns/a/sa/b"]\n'),
    );
    expect(found.map((each) => [each.rule, each.marked])).toEqual([['unknown-field', 'principals']]);
    expect(found[0]!.fixed('Move')).toContain('      - source:\n          principals: ["cluster.local/ns/a/sa/b"]\n');
  });

  test('a list for the whole spec, text for metadata, a list for the document', () => {
    expect(problems(policy('spec:\n  - action: DENY\n')).map((each) => each.rule)).toEqual(['schema-type']);
    expect(problems('apiVersion: v1\nkind: Namespace\nmetadata: a\n').map((each) => each.rule)).toEqual([
      'schema-type',
    ]);
    expect(problems('- apiVersion: v1\n  kind: Namespace\n')).toEqual([]);
    expect(problems('apiVersion: v1\nkind: {a: b}\nmetadata: {name: a}\n')).toEqual([]);
  });

  test('canary as a map says what an item needs', () => {
    const service = (canary: string) =>
      `apiVersion: serving.kserve.io/v1beta1\nkind: InferenceService\nmetadata: {name: iris, namespace: user1}\nspec:\n  predictor: {model: {modelFormat: {name: sklearn}, storageUri: "gs://a"}}\n  canary:${canary}\n`;
    const [map, ...more] = problems(service('\n    predictor: {model: {modelFormat: {name: sklearn}}}'));
    expect(more).toEqual([]);
    expect(map!.message).toContain('takes a list, not a map');
    expect(map!.message).toContain('dash in front of its first field, and add trafficPercent to the item');
    expect(problems(service(' 10'))[0]!.message).toContain('behind a dash, with predictor and trafficPercent');
  });
});

describe('far too much', () => {
  test('two hundred levels in a field that takes anything, and in one that does not', () => {
    const deep = Array.from({ length: 200 }, (_, i) => `${' '.repeat(i + 2)}a:`).join('\n');
    const found = problems(policy(`spec:\n${deep}\n`));
    expect(found.map((each) => [each.rule, each.marked])).toEqual([['unknown-field', 'a']]);
    const filter = (value: string) =>
      `apiVersion: networking.istio.io/v1alpha3\nkind: EnvoyFilter\nmetadata: {name: a, namespace: istio-system}\nspec:\n  configPatches:\n    - applyTo: CLUSTER\n      patch: {operation: MERGE, value: ${value}}\n`;
    expect(problems(filter(`${'{a: '.repeat(200)}1${'}'.repeat(200)}`))).toEqual([]);
    expect(problems(filter(`${'{a: '.repeat(600)}1${'}'.repeat(600)}`)).map((each) => each.rule)).toEqual([
      'yaml-syntax',
    ]);
  });

  test('twenty thousand items: none left out, none compared with all others', () => {
    const rows = (row: (i: number) => string) => Array.from({ length: 20_000 }, (_, i) => row(i)).join('');
    const names = (row: (i: number) => string) =>
      policy(`spec:\n  rules:\n    - from:\n        - source:\n            namespaces:\n${rows(row)}`);
    expect(problems(names((i) => `              - n${i}\n`))).toEqual([]);
    expect(problems(names((i) => `              - ${i}\n`)).filter((each) => each.rule === 'schema-type')).toHaveLength(
      20_000,
    );
    const listeners = rows((i) => `    - {name: a${i}, port: ${i + 1}, protocol: HTTP}\n`);
    const gateway = `apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: a, namespace: b}\nspec:\n  gatewayClassName: istio\n  listeners:\n${listeners}`;
    expect(problems(gateway).map((each) => each.rule)).toEqual(['schema-limit']);
  });

  test('aliases that repeat without end', () => {
    const levels = Array.from(
      { length: 30 },
      (_, i) => `  l${i}: &l${i} [${i === 0 ? 'x' : `*l${i - 1}, *l${i - 1}`}]`,
    );
    const found = problems(
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: b}\ndata:\n${levels.join('\n')}\n`,
    );
    expect(found.length).toBeLessThanOrEqual(30);
    expect(found.every((each) => each.rule === 'schema-type')).toBe(true);
  });
});
