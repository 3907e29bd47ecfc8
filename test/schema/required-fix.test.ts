/** The quick fix for a missing field: what it adds is complete, of the right types and in the right place, for every kind. */
import { describe, expect, test } from 'vitest';
import { KINDS, type Kind, type KindId } from '../../server/src/core/model/kinds';
import { SCHEMAS } from '../../server/src/core/schema/bundled';
import type { SchemaProblem } from '../../server/src/core/schema/problem';
import type { SchemaNode } from '../../server/src/core/schema/store';
import { validateObject } from '../../server/src/core/schema/validate';
import { applyEdits } from '../../server/src/core/text/edit';
import { isMap } from '../../server/src/core/yaml/node';
import { parseYaml } from '../../server/src/core/yaml/parse';
import { check } from './check';

type Steps = readonly string[];

/** Where each kind of map with required fields is met first; the same one further on gets the same fix. */
function* lacking(node: SchemaNode, steps: Steps = [], seen = new Set<number>()): Generator<Steps> {
  if (seen.has(node.id)) return;
  seen.add(node.id);
  if (node.required.length > 0) yield steps;
  if (node.element) yield* lacking(node.element, [...steps, node.type === 'list' ? '[]' : 'any'], seen);
  for (const [name, field] of node.fields) yield* lacking(field, [...steps, name], seen);
}

/** `$patch` is no field: it stands for what is in the map already. */
function block(steps: Steps): string {
  let lines = ['$patch: x'];
  for (const step of [...steps].reverse()) {
    lines =
      step === '[]'
        ? lines.map((line, i) => (i === 0 ? `- ${line}` : `  ${line}`))
        : [`${step}:`, ...lines.map((line) => `  ${line}`)];
  }
  return `${lines.join('\n')}\n# the end\n`;
}

const flow = (steps: Steps, inner: string): string =>
  `{${steps.reduceRight((text, step) => (step === '[]' ? `[${text}]` : `{"${step}": ${text}}`), inner).slice(1)}\n`;

/** Problems of the object at the steps and below. */
function problemsIn(text: string, schema: SchemaNode, kind: string, steps: Steps) {
  const { root, problems } = parseYaml(text);
  expect(problems, text).toEqual([]);
  if (!isMap(root)) throw new Error(`no map: ${text}`);
  const at = steps.map((step) => (step === '[]' ? 0 : step)).join('.');
  return validateObject(root, schema, { text, kind, head: root }).filter((each) =>
    `${each.path.join('.')}.`.startsWith(at === '' ? '' : `${at}.`),
  );
}

const HELD = new Set([
  'missing-required',
  'wrong-type',
  'invalid-enum',
  'out-of-range',
  'form',
  'length',
  'empty',
  'unknown-field',
]);

for (const { id, group, kind } of KINDS as readonly (Kind & { id: KindId })[]) {
  const [version] = SCHEMAS.versionsOf(group, kind);
  const schema = version === undefined ? undefined : SCHEMAS.root(group, version, kind)!;
  const all = schema ? [...lacking(schema)] : [];
  if (!schema || all.length === 0) continue;
  test(`${id}: every required field`, () => {
    for (const steps of all) {
      const inner = flow(steps, steps.length === 0 ? '{"$patch": "x"}' : '{}');
      for (const text of [block(steps), inner, flow(steps, '{"$patch": "x"}')]) {
        const [problem] = problemsIn(text, schema, kind, steps).filter((each) => each.code === 'missing-required');
        const [fix] = problem!.fixes;
        expect(fix?.title, text).toMatch(/^Add /);
        const fixed = applyEdits(text, fix!.edits());
        const left: readonly SchemaProblem[] = problemsIn(fixed, schema, kind, steps).filter((each) =>
          HELD.has(each.code),
        );
        if (left.length > 0) expect.fail(`${fixed}\n${left.map((each) => each.message.what).join('\n')}`);
        if (text !== block(steps) && text.includes('$patch')) JSON.parse(fixed);
        else if (text === block(steps)) expect(fixed.endsWith('# the end\n'), fixed).toBe(true);
      }
    }
  });
}

describe('as it looks', () => {
  test('a block behind the other fields', () => {
    const marked = `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: a}
spec:
  servers:
    - hosts: ["*"]
#     ^^^^^ schema-required: lacks port
      # of the first server

    - hosts: ["*"]
      port: {number: 443, name: https, protocol: HTTPS}
`;
    expect(check(marked).fix('Add port')).toContain(
      '    - hosts: ["*"]\n      port:\n        number: 80\n        protocol: HTTP\n        name: my-name\n      # of',
    );
  });

  test('a key that is there without its value', () => {
    const { fix } = check(`apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: a}
spec:
  http:
    - route:
        - destination:
#         ^^^^^^^^^^^ schema-required: has no value
          weight: 1
        - destination: {host: }
#                       ^^^^ schema-required: has no value
`);
    expect(fix('Add destination')).toContain(
      '        - destination:\n            host: example.com\n          weight: 1\n',
    );
    expect(fix('Add host')).toMatch(/\{host: example\.com ?\}/);
  });

  test('line breaks are the file’s own', () => {
    const text = 'spec:\r\n  http:\r\n    - route:\r\n        - weight: 1\r\n  hosts: [a]\r\n';
    const schema = SCHEMAS.root('networking.istio.io', 'v1', 'VirtualService')!;
    const [problem] = problemsIn(text, schema, 'VirtualService', ['spec', 'http']);
    expect(applyEdits(text, problem!.fixes[0]!.edits())).toBe(
      'spec:\r\n  http:\r\n    - route:\r\n        - weight: 1\r\n          destination:\r\n            host: example.com\r\n  hosts: [a]\r\n',
    );
  });

  test('the name of an object', () => {
    const { fix } = check(
      `apiVersion: v1
kind: Service
metadata:
# ^^^^^^ schema-required: lacks name
  labels: {app: a}
spec:
  ports: [{port: 80}]
`
        .replace('# ^^^^^^', '#<^^^^^^^')
        .replace('#<^^^^^^^', '#<^^^^^^^^'),
    );
    expect(fix('Add name')).toContain('metadata:\n  labels: {app: a}\n  name: my-service\n');
  });
});
