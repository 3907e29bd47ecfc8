/** JSON inside `inferenceservice-config`: every setting answers to hover and completion, in every style that YAML has for text. */
import { describe, expect, test } from 'vitest';
import { KSERVE_CONFIG_KEYS, KSERVE_CONFIG_NAME } from '../../server/src/core/model/kserve-config';
import { DESCRIPTIONS } from '../../server/src/core/schema/bundled';
import type { RawSettingDoc } from '../../server/src/core/schema/docs';
import { hoverAt } from '../../server/src/ide/hover';
import { accept, complete, hover, labels, open } from '../support/cursor';

const SETTINGS = DESCRIPTIONS.config(KSERVE_CONFIG_NAME)!;

const STYLES: Readonly<Record<string, (json: string) => string>> = {
  literal: (json) => `|-\n    ${json.replaceAll('\n', '\n    ')}`,
  folded: (json) => `>\n    ${json.replaceAll('\n', '\n    ')}`,
  single: (json) => `'${json.replaceAll("'", "''").replaceAll('\n', '\n    ')}'`,
  double: (json) => `"${json.replaceAll('"', '\\"').replaceAll('\n', '\n    ')}"`,
};

const config = (style: string, json: string, section = 'ingress') =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: inferenceservice-config\n  namespace: kserve\ndata:\n  ${section}: ${STYLES[style]!(json)}\n`;

/** Every setting: data key, then the path in the JSON. */
function* paths(
  fields: Readonly<Record<string, RawSettingDoc>>,
  above: readonly string[] = [],
): Generator<readonly string[]> {
  for (const [name, setting] of Object.entries(fields)) {
    yield [...above, name];
    yield* paths(setting.fields ?? {}, [...above, name]);
  }
}
const ALL = [...paths(SETTINGS)].filter((path) => path.length > 1);

/** `{"a": {"b": HOLE}}` for a path `a.b`. */
const nested = (path: readonly string[], hole: string): string =>
  path.reduceRight((inner, key) => `{${JSON.stringify(key)}: ${inner}}`, hole);

test('every data key that KServe reads is described, and no other', () => {
  expect(
    Object.keys(SETTINGS)
      .filter((key) => key !== '_example')
      .sort(),
  ).toEqual([...KSERVE_CONFIG_KEYS].sort());
  expect(ALL.length).toBeGreaterThan(120);
});

for (const style of Object.keys(STYLES)) {
  describe(style, () => {
    test('hover on every key marks that key and describes it', () => {
      for (const [section, ...path] of ALL) {
        const key = path.at(-1)!;
        const marked = config(style, `{\n  "other": "a\\tb",\n  ${nested(path, 'null').slice(1)}`, section);
        const place = marked.lastIndexOf(key) + 1;
        const { workspace, file, text, offset } = open(`${marked.slice(0, place)}§${marked.slice(place)}`);
        const found = hoverAt(workspace.snapshot, file, offset, []);
        expect(found?.markdown, `${section}.${path.join('.')}`).toContain(`**${key}**`);
        expect(text.slice(found!.span.start, found!.span.end).replaceAll('\\', '')).toBe(JSON.stringify(key));
      }
    });

    test('every key is offered where it can stand', () => {
      for (const [section, ...path] of ALL) {
        const key = path.at(-1)!;
        for (const hole of ['{"§"}', `{"${key.slice(0, 2)}§}`]) {
          const found = labels(config(style, nested(path.slice(0, -1), hole), section));
          expect(found, `${section}.${path.join('.')} in ${hole}`).toContain(key);
        }
      }
    });

    test('what is taken is JSON again', () => {
      const taken = accept(config(style, '{"ingressGateway": "a/b", "disableIs§": true}'), 'disableIstioVirtualHost');
      expect(taken).toBe(config(style, '{"ingressGateway": "a/b", "disableIstioVirtualHost": true}'));
      expect(accept(config(style, '{"enableGatewayApi": §}'), 'true')).toBe(
        config(style, '{"enableGatewayApi": true}'),
      );
      expect(accept(config(style, '{"urlScheme": "ht§"}'), '"https"')).toBe(config(style, '{"urlScheme": "https"}'));
      const [item] = complete(config(style, '{"ingressGateway": "a/b",\n  "localGatewayS§"}')).filter(
        (each) => each.label === 'localGatewayService',
      );
      // As the editor writes a snippet: two backslashes are one.
      const written = item!.newText.replaceAll('\\\\', '\\');
      const quote = style === 'double' ? '\\"' : '"';
      expect(written.split(quote)).toEqual([
        '',
        'localGatewayService',
        ': ',
        'knative-local-gateway.istio-system.svc.cluster.local',
        '',
      ]);
    });
  });
}

test('values are offered as JSON, with the default marked', () => {
  const found = complete(config('literal', '{"disableIstioVirtualHost": §}'));
  expect(found.map((item) => [item.label, item.detail])).toEqual([
    ['true', ''],
    ['false', 'default'],
  ]);
  expect(labels(config('literal', '{"enableMetricAggregation": §}', 'metricsAggregator'))).toEqual([
    '"true"',
    '"false"',
  ]);
  expect(labels(config('literal', '{"ingressGateway": §}'))).toEqual([]);
});

test('nothing in the example block, and nothing in other ConfigMaps', () => {
  expect(labels(config('literal', '{"§"}', '_example'))).toEqual([]);
  expect(hover(config('literal', '{"ingressGate§way": ""}', '_example'))).not.toContain('namespace/name');
  expect(labels(config('literal', '{"§"}').replace('name: inferenceservice-config', 'name: other'))).toEqual([]);
});
