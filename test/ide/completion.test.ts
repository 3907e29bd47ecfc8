import { describe, expect, test } from 'vitest';
import { RULES } from '../../server/src/core';
import { accept, complete, labels } from '../support/cursor';

const policy = (rest: string) =>
  `apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata:\n  name: lock\n  namespace: user1\n${rest}`;

const OTHERS = {
  'ns.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: team-b\n',
  'sa.yaml': 'apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: caller\n  namespace: team-b\n',
  'model.yaml':
    'apiVersion: serving.kserve.io/v1beta1\nkind: InferenceService\nmetadata:\n  name: iris\n  namespace: user1\n  labels:\n    app: iris\nspec:\n  predictor:\n    model:\n      modelFormat:\n        name: sklearn\n',
};

describe('keys', () => {
  test('of a map, by schema, without those present', () => {
    const found = labels(policy('spec:\n  action: DENY\n  |\n'));
    expect(found).toEqual(expect.arrayContaining(['rules', 'selector', 'targetRefs']));
    expect(found).not.toContain('action');
  });
  test('below an empty key', () => {
    expect(labels(policy('spec:\n  |\n'))).toContain('action');
  });
  test('of an item being typed', () => {
    expect(labels(policy('spec:\n  rules:\n    - fr|\n'))).toEqual(expect.arrayContaining(['from', 'to', 'when']));
  });
  test('of an item behind a dash', () => {
    expect(labels(policy('spec:\n  rules:\n    - |\n'))).toEqual(expect.arrayContaining(['from', 'to', 'when']));
  });
  test('in flow style', () => {
    expect(labels(policy('spec: { rules: [ { from: [ { source: { na|} } ] } ] }\n'))).toContain('namespaces');
  });
  test('in a List item', () => {
    expect(
      labels(
        'apiVersion: v1\nkind: List\nitems:\n  - apiVersion: security.istio.io/v1\n    kind: PeerAuthentication\n    spec:\n      mt|\n',
      ),
    ).toContain('mtls');
  });
  test('although a line above is half typed', () => {
    expect(labels(policy('spec:\n  acti\n  ru|\n'))).toContain('rules');
  });
  test('come with what is below, in the indentation of the file', () => {
    expect(accept(policy('spec:\n  rules:\n    - from:\n        - so|\n'), 'source')).toMatch(/- source:\n {12}<1>/);
  });
  test('keep a value that is there', () => {
    expect(accept(policy('spec:\n  act|: DENY\n'), 'action')).toContain('\n  action: DENY\n');
  });
});

describe('values', () => {
  test('of an enum, with what they do', () => {
    const found = complete('apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nspec:\n  mtls:\n    mode: |\n');
    expect(found.map((item) => item.label)).toEqual(expect.arrayContaining(['STRICT', 'PERMISSIVE', 'DISABLE']));
    expect(found.find((item) => item.label === 'STRICT')?.documentation).toMatch(/mTLS/i);
  });
  test('replace the word typed so far', () => {
    expect(accept(policy('spec:\n  action: DE|\n'), 'DENY')).toContain('action: DENY\n');
  });
  test('namespaces of the workspace and the platform', () => {
    const source = policy('spec:\n  rules:\n    - from:\n        - source:\n            namespaces: ["|"]\n');
    expect(labels(source, OTHERS)).toEqual(expect.arrayContaining(['team-b', 'user1', 'knative-serving']));
  });
  test('an item of a block list', () => {
    const source = policy(
      'spec:\n  rules:\n    - from:\n        - source:\n            namespaces:\n              - te|\n',
    );
    expect(accept(source, 'team-b', OTHERS)).toContain('              - team-b\n');
  });
  test('principals, without scheme', () => {
    const source = policy('spec:\n  rules:\n    - from:\n        - source:\n            principals: ["|"]\n');
    expect(labels(source, OTHERS)).toContain('cluster.local/ns/team-b/sa/caller');
  });
  test('labels of the workloads that a selector can pick', () => {
    expect(labels(policy('spec:\n  selector:\n    matchLabels:\n      |\n'), OTHERS)).toEqual(
      expect.arrayContaining(['app', 'serving.kserve.io/inferenceservice']),
    );
    expect(
      labels(policy('spec:\n  selector:\n    matchLabels:\n      serving.kserve.io/inferenceservice: |\n'), OTHERS),
    ).toContain('iris');
  });
  test('keys of conditions', () => {
    expect(labels(policy('spec:\n  rules:\n    - when:\n        - key: |\n'))).toContain('request.headers[]');
  });
  test('annotations that are numbers come in quotes', () => {
    const source =
      'apiVersion: serving.kserve.io/v1beta1\nkind: InferenceService\nmetadata:\n  name: a\n  annotations:\n    autoscaling.knative.dev/target-burst-capacity: |\n';
    expect(accept(source, '0')).toContain('target-burst-capacity: "0"');
  });
});

describe('the head of a document', () => {
  test('a kind brings its apiVersion', () => {
    expect(accept('Auth|', 'AuthorizationPolicy')).toMatch(
      /^apiVersion: security.istio.io\/v1\nkind: AuthorizationPolicy\n/,
    );
  });
  test('kinds that fit the apiVersion', () => {
    expect(labels('apiVersion: security.istio.io/v1\nkind: |\n').sort()).toEqual([
      'AuthorizationPolicy',
      'PeerAuthentication',
      'RequestAuthentication',
    ]);
  });
  test('apiVersions that fit the kind', () => {
    expect(labels('apiVersion: |\nkind: PeerAuthentication\n')).toEqual([
      'security.istio.io/v1',
      'security.istio.io/v1beta1',
    ]);
  });
});

describe('JSON in a ConfigMap', () => {
  const config = (json: string) =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: inferenceservice-config\n  namespace: kserve\ndata:\n  ingress: >-\n    ${json}\n`;
  test('keys, in a half-typed object', () => {
    expect(labels(config('{ "ingressGateway": "a/b", "loc| }'))).toContain('localGateway');
    expect(labels(config('{ "ingressGateway": "a/b", "loc| }'))).not.toContain('ingressGateway');
  });
});

describe('comments', () => {
  test('rule ids behind a suppression', () => {
    expect(labels('# meshward-disable-next-line tbc-|\nkind: X\n')).toEqual(RULES.map((rule) => rule.id));
    expect(accept('# meshward-disable-file a-rule, tbc-|\n', 'tbc-invalid')).toBe(
      '# meshward-disable-file a-rule, tbc-invalid\n',
    );
  });
  test('nothing else in other comments', () => {
    expect(labels(policy('spec: # act|\n')).filter((label) => !label.startsWith('meshward-'))).toEqual([]);
  });
});

test('nothing in documents that are none of ours', () => {
  expect(labels('apiVersion: example.com/v1\nkind: Other\nspec:\n  |\n')).toEqual([]);
});
