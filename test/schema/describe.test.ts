import { expect, test } from 'vitest';
import { KINDS, type KindId } from '../../server/src/core/model/kinds';
import { RULES } from '../../server/src/core/rules/index.gen';
import { SCHEMAS } from '../../server/src/core/schema/bundled';
import { apiPairs, completeKeys, completeSettings, completeValues } from '../../server/src/core/schema/complete';
import { COVERED } from '../../server/src/core/schema/covered';
import {
  describeField,
  describeKind,
  describeSetting,
  describeValue,
  fieldDoc,
  keyAt,
  rootOf,
} from '../../server/src/core/schema/describe';
import { parsePath, type SchemaNode } from '../../server/src/core/schema/store';

const DESCRIBED: readonly KindId[] = [
  'AuthorizationPolicy',
  'PeerAuthentication',
  'RequestAuthentication',
  'Gateway',
  'DestinationRule',
  'VirtualService',
  'Sidecar',
];

/** Every path below a schema; nodes that hold themselves are followed once. */
function* paths(
  node: SchemaNode,
  path: readonly string[] = [],
  above: readonly number[] = [],
): Generator<readonly string[]> {
  if (above.includes(node.id)) return;
  const next = [...above, node.id];
  if (node.element) {
    yield [...path, '[]'];
    yield* paths(node.element, [...path, '[]'], next);
  }
  for (const [name, field] of node.fields) {
    yield [...path, name];
    yield* paths(field, [...path, name], next);
  }
}

for (const { id } of KINDS) {
  const root = rootOf({ kind: id });
  if (!root) continue;
  test(`hover answers for every field of ${id}`, () => {
    let count = 0;
    for (const path of paths(root)) {
      count++;
      const text = describeField({ kind: id }, path);
      if (!text?.startsWith('**')) expect.fail(`${path.join('.')}: ${text}`);
    }
    expect(count).toBeGreaterThan(20);
  });
}

for (const kind of DESCRIBED) {
  test(`every field of ${kind} below spec is described in words`, () => {
    const missing = [...paths(rootOf({ kind })!)]
      .filter((path) => path[0] === 'spec' && path.at(-1) !== '[]' && !fieldDoc({ kind }, path))
      .map((path) => path.join('.'));
    expect(missing).toEqual([]);
  });
}

test('components of an InferenceService are described, apart from the details of pods', () => {
  const missing = [...paths(rootOf({ kind: 'InferenceService' })!)].filter(
    (path) =>
      path.length === 3 && path[0] === 'spec' && path.at(-1) !== '[]' && !fieldDoc({ kind: 'InferenceService' }, path),
  );
  expect(missing.map((path) => path.join('.'))).toEqual([]);
});

test('a hover says type, meaning, accepted values, default and link', () => {
  const text = describeField({ kind: 'PeerAuthentication', version: 'v1' }, parsePath('spec.mtls.mode'))!;
  expect(text).toContain('**mode** · text');
  expect(text).toContain('- `STRICT` mTLS only');
  expect(text).toContain('Default: inherited');
  expect(text).toContain('(https://istio.io/latest/docs/reference/config/security/peer_authentication/)');
  expect(describeField({ kind: 'AuthorizationPolicy' }, parsePath('spec.rules[].when[].key'))).toContain('required');
  expect(describeField({ kind: 'PeerAuthentication' }, ['spec', 'portLevelMtls', '8080', 'mode'])).toContain('STRICT');
  expect(describeField({ kind: 'PeerAuthentication' }, ['spec', 'nothing'])).toBeUndefined();
  expect(describeValue({ kind: 'AuthorizationPolicy' }, ['spec', 'action'], 'CUSTOM')).toContain('external authorizer');
  expect(describeKind('GatewayApiGateway')).toContain('gateway.networking.k8s.io');
});

test('a hover tells the limits of the API', () => {
  const listener = (field: string) =>
    describeField({ kind: 'GatewayApiGateway' }, parsePath(`spec.listeners[].${field}`));
  expect(listener('hostname')).toContain('Takes a host name in lower case');
  expect(listener('hostname')).toContain('at most 253 characters');
  expect(describeField({ kind: 'GatewayApiGateway' }, parsePath('spec.listeners'))).toContain('at most 64 items');
  expect(describeField({ kind: 'VirtualService' }, parsePath('spec.http[].timeout'))).toContain(
    'a duration such as 10s',
  );
});

test('annotations and labels are known where they stand', () => {
  const path = ['metadata', 'annotations', 'autoscaling.knative.dev/target-burst-capacity'];
  expect(describeField({ kind: 'InferenceService' }, path)).toContain('activator');
  expect(keyAt(['spec', 'template', 'metadata', 'labels', 'sidecar.istio.io/inject'])?.place).toBe('label');
  expect(keyAt(['metadata', 'annotations', 'sidecar.istio.io/inject'])?.deprecated).toContain('label');
  const offered = completeKeys({ kind: 'InferenceService' }, ['metadata', 'annotations']).map((each) => each.key);
  expect(offered).toContain('serving.kserve.io/deploymentMode');
  expect(offered).not.toContain('istio.io/dry-run');
  expect(offered.at(-1)).toMatch(/inject|targetBurstCapacity/);
  expect(
    completeKeys({ kind: 'KnativeService' }, ['spec', 'template', 'metadata', 'annotations']).map((each) => each.key),
  ).toContain('autoscaling.knative.dev/min-scale');
  expect(completeValues({ kind: 'InferenceService' }, path)).toContainEqual(
    expect.objectContaining({ value: '0', quote: true }),
  );
});

test('keys: required first, without those that are there or excluded', () => {
  const when = completeKeys({ kind: 'AuthorizationPolicy' }, ['spec', 'rules', 0, 'when', 0]);
  expect(when.map((each) => each.key)).toEqual(['key', 'notValues', 'values']);
  const match = completeKeys({ kind: 'VirtualService' }, parsePath('spec.http[].match[].uri'), {
    present: new Set(['exact']),
  });
  expect(match).toEqual([]);
  const port = completeKeys({ kind: 'Gateway' }, parsePath('spec.servers[]'), { present: new Set() }).find(
    (each) => each.key === 'port',
  )!;
  expect(port.block).toBe(true);
  expect(port.snippet.split('\n')[0]).toBe('port:');
  expect(port.snippet).toMatch(/\n {2}number: \$\d/);
  const mode = completeKeys({ kind: 'PeerAuthentication' }, ['spec', 'mtls'])[0]!;
  expect(mode.snippet).toBe('mode: ${1|UNSET,DISABLE,PERMISSIVE,STRICT|}');
  const flow = completeKeys({ kind: 'AuthorizationPolicy' }, parsePath('spec.rules[].from[].source'), { flow: true });
  expect(flow.find((each) => each.key === 'namespaces')!.snippet).toBe('namespaces: [$1]');
  const metadata = completeKeys({ kind: 'Service' }, ['metadata']).map((each) => each.key);
  expect(metadata.indexOf('managedFields')).toBeGreaterThan(metadata.indexOf('labels'));
});

test('values with what they do, quoted where text needs it', () => {
  expect(completeValues({ kind: 'PeerAuthentication' }, ['spec', 'mtls', 'mode']).map((each) => each.value)).toContain(
    'STRICT',
  );
  expect(completeValues({ kind: 'Service' }, ['spec', 'publishNotReadyAddresses']).map((each) => each.value)).toEqual([
    'true',
    'false',
  ]);
  expect(completeValues({ kind: 'Service' }, ['metadata', 'name'])).toEqual([]);
});

test('apiVersion and kind find each other', () => {
  expect(apiPairs({ kind: 'AuthorizationPolicy' })[0]).toEqual({
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
  });
  expect(apiPairs({ apiVersion: 'serving.kserve.io/v1beta1' })).toEqual([
    { apiVersion: 'serving.kserve.io/v1beta1', kind: 'InferenceService' },
  ]);
});

test('settings inside the ConfigMap of KServe', () => {
  expect(describeSetting('inferenceservice-config', ['ingress', 'ingressGateway'])).toContain('required');
  expect(describeSetting('inferenceservice-config', ['explainers', 'art', 'image'])).toContain('Image');
  expect(completeSettings('inferenceservice-config', ['ingress'])[0]!.key).toBe('ingressGateway');
  expect(completeSettings('inferenceservice-config', []).map((each) => each.key)).toContain('deploy');
  expect(describeSetting('other', ['ingress'])).toBeUndefined();
});

test('every served version has a schema', () => {
  for (const { group, version, kind } of SCHEMAS.kinds()) {
    const root = SCHEMAS.root(group, version, kind)!;
    expect(root.fields.has('metadata'), `${group}/${version} ${kind}`).toBe(true);
  }
});

test('what another rule reports is reported by a rule that exists', () => {
  const ids = RULES.map((rule) => rule.id);
  for (const { rule } of COVERED) expect(ids).toContain(rule);
});
