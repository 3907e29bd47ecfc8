import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { danglingDocs, emitSchemas, readStructure } from '../../scripts/schemas/emit.mts';
import { ImportError } from '../../scripts/schemas/import-error.mts';
import { importSchemas } from '../../scripts/schemas-import.mts';
import { parseYaml } from '../../server/src/core/yaml/parse';

const ROOT = join(import.meta.dirname, '../..');

const DEFINITIONS = {
  $defs: {
    'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta': {
      type: 'object',
      properties: {
        name: { type: ['string', 'null'] },
        labels: { type: 'object', additionalProperties: { type: 'string' } },
      },
    },
    'io.k8s.api.core.v1.Namespace': {
      type: 'object',
      properties: {
        metadata: { $ref: '#/$defs/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta' },
        status: { type: 'object' },
      },
      'x-kubernetes-group-version-kind': [{ group: '', version: 'v1', kind: 'Namespace' }],
    },
  },
};

const crd = (fields: string) => `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: peerauthentications.security.istio.io
spec:
  group: security.istio.io
  names: {kind: PeerAuthentication, plural: peerauthentications}
  scope: Namespaced
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              description: Words of somebody else.
              properties:
${fields}
    - name: v1alpha1
      served: false
      storage: false
      schema: {openAPIV3Schema: {type: object}}
`;

const FIELDS = `                mtls:
                  type: object
                  properties:
                    mode: {type: string, enum: [STRICT, DISABLE]}
                port: {type: integer}`;

let folder: string;
let schemas: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'schemas-'));
  schemas = join(folder, 'schemas');
  mkdirSync(join(folder, 'in'));
  writeFileSync(join(folder, 'in/definitions.json'), JSON.stringify(DEFINITIONS));
  writeFileSync(join(folder, 'in/crd.yaml'), crd(FIELDS));
});

const run = (...sources: string[]) => importSchemas([join(folder, 'in')], schemas, sources);

test('takes structure and served versions, and no words', () => {
  run('istio=1.31, abc');
  const text = readFileSync(join(schemas, 'structure.gen.json'), 'utf8');
  expect(text).not.toContain('somebody');
  const { kinds } = readStructure(schemas)!;
  expect(Object.keys(kinds)).toEqual([
    '/v1/Namespace',
    'meta/v1/ObjectMeta',
    'security.istio.io/v1/PeerAuthentication',
  ]);
  expect(readFileSync(join(schemas, 'SOURCE.md'), 'utf8')).toContain('| istio | 1.31, abc |');
});

test('the same input again changes nothing, and sources stay', () => {
  run('istio=1.31, abc');
  const before = readFileSync(join(schemas, 'structure.gen.json'), 'utf8');
  expect(run('kserve=0.20')[0]).toBe('nothing changed since the last import');
  expect(readFileSync(join(schemas, 'structure.gen.json'), 'utf8')).toBe(before);
  expect(readFileSync(join(schemas, 'SOURCE.md'), 'utf8')).toMatch(/\| istio \| 1\.31, abc \|\n\| kserve \| 0\.20 \|/);
});

test('reports fields that come, go and change', () => {
  run();
  writeFileSync(
    join(folder, 'in/crd.yaml'),
    crd(`                mtls:
                  type: object
                  required: [mode]
                  properties:
                    mode: {type: string, enum: [STRICT]}
                    since: {type: string}`),
  );
  const kind = 'security.istio.io/v1/PeerAuthentication';
  const lines = run();
  expect(lines).toContain(`${kind}: spec.port: removed`);
  expect(lines).toContain(`${kind}: spec.mtls.since: added`);
  expect(lines).toContain(`${kind}: spec.mtls.mode: now required`);
  expect(lines.join('\n')).toContain('spec.mtls.mode: accepted values');
  writeFileSync(join(folder, 'in/crd.yaml'), crd('                mtls: {type: string}'));
  expect(run()).toContain(`${kind}: spec.mtls: type changed from object to string`);
});

test('keeps the descriptions and says which fields are gone', () => {
  run();
  mkdirSync(join(schemas, 'docs'));
  const overlay =
    'kinds:\n  PeerAuthentication:\n    text: Ours.\n    fields:\n      spec.mtls: Ours.\n      spec.port: Ours too.\n';
  writeFileSync(join(schemas, 'docs/security.yaml'), overlay);
  writeFileSync(join(folder, 'in/crd.yaml'), crd('                mtls: {type: object}'));
  expect(run()).toContain('described in schemas/docs, but no longer a field (kept): PeerAuthentication: spec.port');
  expect(readFileSync(join(schemas, 'docs/security.yaml'), 'utf8')).toBe(overlay);
});

test('takes limits over, and counts what it does not', () => {
  writeFileSync(
    join(folder, 'in/crd.yaml'),
    crd(`                ports:
                  type: array
                  maxItems: 4
                  x-kubernetes-list-type: map
                  x-kubernetes-list-map-keys: [name]
                  items:
                    type: object
                    properties:
                      name: {type: string, pattern: '^[a-z]+$', maxLength: 9}
                      type: {type: string}
                      http: {type: object}
                    x-kubernetes-validations:
                      - rule: "self.type == 'HTTP' ? has(self.http) : true"
                        message: Words of somebody else.
                      - rule: self.name.lowerAscii() == self.name
                odd: {type: float, multipleOf: 3}
                look: {type: string, pattern: '^(?!a)'}`),
  );
  const lines = run();
  const text = readFileSync(join(schemas, 'structure.gen.json'), 'utf8');
  expect(text).toContain('"mx":4,"k":[["name"]]');
  expect(text).toContain('{"t":"s","p":"^[a-z]+$","xl":9}');
  expect(text).toContain('"when":[{"if":[["type",["HTTP"]]],"need":"http"}]');
  expect(text).not.toContain('somebody');
  expect(lines.filter((line) => line.startsWith('not taken over')).map((line) => line.replace(/^.*?: /, ''))).toEqual([
    'multipleOf (1)',
    'pattern of another syntax (1)',
    'type float (1)',
    'validation rule (1)',
  ]);
  writeFileSync(join(folder, 'in/crd.yaml'), crd('                ports: {type: array, items: {type: object}}'));
  expect(run().join('\n')).toMatch(/spec\.ports: limits changed from \{"mx":4/);
});

test.each([
  ['a schema that is a word', '                port: integer', 'document 1, version v1: spec.port: no schema'],
  ['fields in a list', '                mtls: {type: object, properties: [mode]}', 'mtls: properties that are no map'],
  ['a reference', "                mtls: {$ref: '#/definitions/Mode'}", 'mtls: a reference to #/definitions/Mode'],
  [
    'an anchor that holds itself',
    '                mtls: &again {type: object, properties: {mtls: *again}}',
    'a schema that holds itself',
  ],
])('refuses %s and names the place', (_, fields, message) => {
  run();
  const before = readFileSync(join(schemas, 'structure.gen.json'), 'utf8');
  writeFileSync(join(folder, 'in/crd.yaml'), crd(fields));
  expect(run).toThrow(ImportError);
  expect(run).toThrow(message);
  expect(readFileSync(join(schemas, 'structure.gen.json'), 'utf8')).toBe(before);
});

test.each([
  ['structure.gen.json', '{"kinds": ', 'no readable structure; restore it'],
  ['docs/security.yaml', 'kinds: [', 'security.yaml: no readable YAML'],
  ['docs/security.yaml', 'words', 'security.yaml: holds no descriptions'],
])('a damaged %s stops the import before anything is lost', (name, content, message) => {
  run();
  mkdirSync(join(schemas, 'docs'));
  writeFileSync(join(schemas, name), content);
  const before = readFileSync(join(schemas, 'structure.gen.json'), 'utf8');
  writeFileSync(join(folder, 'in/crd.yaml'), crd('                mtls: {type: object}'));
  expect(run).toThrow(message);
  expect(readFileSync(join(schemas, name), 'utf8')).toBe(content);
  expect(readFileSync(join(schemas, 'structure.gen.json'), 'utf8')).toBe(before);
});

test('a part of the input refreshes only its own kinds', () => {
  run();
  importSchemas([join(folder, 'in/crd.yaml')], schemas, []);
  expect(Object.keys(readStructure(schemas)!.kinds)).toContain('/v1/Namespace');
});

test.each([
  [
    'another kind',
    'apiVersion: v1\nkind: ConfigMap\n',
    'document 1: kind ConfigMap, but only CustomResourceDefinitions',
  ],
  ['a second document that is no CRD', `${crd(FIELDS)}---\n- a\n`, 'document 2: kind missing'],
  ['broken YAML', 'a: [\n', 'document 1: no readable YAML'],
])('refuses %s and writes nothing', (_, text, message) => {
  run();
  const before = readFileSync(join(schemas, 'structure.gen.json'), 'utf8');
  writeFileSync(join(folder, 'in/crd.yaml'), text);
  expect(run).toThrow(message);
  expect(readFileSync(join(schemas, 'structure.gen.json'), 'utf8')).toBe(before);
});

test('refuses JSON without definitions, and paths that are not there', () => {
  writeFileSync(join(folder, 'in/definitions.json'), '{"a": 1}');
  expect(run).toThrow('must hold JSON Schema definitions');
  expect(() => importSchemas([join(folder, 'missing')], schemas, [])).toThrow('there is no such file or folder');
});

test('CRDs alone, before any definitions, say what to do', () => {
  expect(() => importSchemas([join(folder, 'in/crd.yaml')], schemas, [])).toThrow(
    'import the Kubernetes definitions file',
  );
});

test("the repository's own files are as its schemas say, and every description has its field", () => {
  for (const { file, content } of emitSchemas(ROOT))
    expect(readFileSync(join(ROOT, file), 'utf8'), `${file}: run the import or gen`).toBe(content);
  expect(danglingDocs(join(ROOT, 'schemas'), readStructure(join(ROOT, 'schemas'))!)).toEqual([]);
  expect(parseYaml(readFileSync(join(ROOT, 'schemas/docs/security.yaml'), 'utf8')).problems).toEqual([]);
});
