import { describe, expect, test } from 'vitest';
import { rename, renameTarget } from '../support/navigate';

const object = (apiVersion: string, kind: string, name: string, namespace: string, rest = '') =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${name}\n  namespace: ${namespace}\n${rest}`;
const model = (name = 'iris', namespace = 'user1') =>
  object('serving.kserve.io/v1beta1', 'InferenceService', name, namespace, 'spec:\n  predictor: {}\n');
const policy = (spec: string) =>
  object('security.istio.io/v1', 'AuthorizationPolicy', 'lock', 'user1', `spec:\n${spec}`);
const source = (field: string, value: string) =>
  policy(`  rules:\n    - from:\n        - source:\n            ${field}: ${value}\n`);
const virtualService = (spec: string, namespace = 'user1') =>
  object('networking.istio.io/v1', 'VirtualService', 'routes', namespace, `spec:\n${spec}`);
const gateway = (name: string, namespace: string) => object('networking.istio.io/v1', 'Gateway', name, namespace);
const destinationRule = (host: string, rest = '') =>
  object('networking.istio.io/v1', 'DestinationRule', 'rule', 'user1', `spec:\n  host: ${host}\n${rest}`);
const namespace = (name: string) => `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${name}\n`;

describe('edits every place, and only the name in it', () => {
  test('a namespace: comments, quotes and the rest of principals and hosts stay', () => {
    const others = {
      'policy.yaml': source('principals', '["cluster.local/ns/user1/sa/caller"] # who calls'),
      'dr.yaml': destinationRule("'iris-predictor.user1.svc.cluster.local' # model"),
    };
    expect(rename(namespace('use|r1'), 'team-a', others)).toEqual({
      'manifest.yaml': namespace('team-a'),
      'policy.yaml': others['policy.yaml'].replaceAll('user1', 'team-a'),
      'dr.yaml': others['dr.yaml'].replaceAll('user1', 'team-a'),
    });
  });
  test('an InferenceService: its hosts keep their suffix, its label follows', () => {
    const others = {
      'dr.yaml': destinationRule('iris-predictor.user1.svc.cluster.local'),
      'vs.yaml': virtualService('  hosts: ["iris.user1.svc.cluster.local"]\n'),
      'policy.yaml': policy(
        '  selector:\n    matchLabels:\n      serving.kserve.io/inferenceservice: iris\n      app: iris\n',
      ),
      'other.yaml': destinationRule('iris-predictor.user2.svc.cluster.local'),
    };
    expect(rename(model('ir|is'), 'flower', others)).toEqual({
      'manifest.yaml': model('flower'),
      'dr.yaml': destinationRule('flower-predictor.user1.svc.cluster.local'),
      'vs.yaml': virtualService('  hosts: ["flower.user1.svc.cluster.local"]\n'),
      'policy.yaml': others['policy.yaml'].replace('inferenceservice: iris', 'inferenceservice: flower'),
    });
  });
  test('from a derived host, the model is renamed', () => {
    const marked = destinationRule('iris-pre|dictor.user1.svc.cluster.local');
    expect(renameTarget(marked, { 'model.yaml': model() })).toBe('iris');
    expect(rename(marked, 'flower', { 'model.yaml': model() })).toEqual({
      'manifest.yaml': destinationRule('flower-predictor.user1.svc.cluster.local'),
      'model.yaml': model('flower'),
    });
  });
  test('a service account', () => {
    const others = {
      'policy.yaml': source('principals', '["*/ns/user1/sa/caller", "cluster.local/ns/user2/sa/caller"]'),
      'list.yaml': source('serviceAccounts', '[caller, user1/caller, user2/caller]'),
    };
    expect(rename(object('v1', 'ServiceAccount', 'call|er', 'user1'), 'client', others)).toEqual({
      'manifest.yaml': object('v1', 'ServiceAccount', 'client', 'user1'),
      'policy.yaml': source('principals', '["*/ns/user1/sa/client", "cluster.local/ns/user2/sa/caller"]'),
      'list.yaml': source('serviceAccounts', '[client, user1/client, user2/caller]'),
    });
  });
  test('a gateway, in JSON inside YAML too', () => {
    const config = (name: string) =>
      object(
        'v1',
        'ConfigMap',
        'inferenceservice-config',
        'kserve',
        `data:\n  ingress: |-\n    {\n      "localGateway": "mesh/${name}"\n    }\n`,
      );
    const quoted = (name: string) =>
      object(
        'v1',
        'ConfigMap',
        'inferenceservice-config',
        'kserve',
        `data:\n  ingress: "{\\"localGateway\\": \\"mesh/${name}\\"}"\n`,
      );
    expect(
      rename(virtualService('  gateways: [mesh/loc|al, mesh]\n'), 'inner', {
        'gw.yaml': gateway('local', 'mesh'),
        'config.yaml': config('local'),
        'quoted.yaml': quoted('local'),
      }),
    ).toEqual({
      'manifest.yaml': virtualService('  gateways: [mesh/inner, mesh]\n'),
      'gw.yaml': gateway('inner', 'mesh'),
      'config.yaml': config('inner'),
      'quoted.yaml': quoted('inner'),
    });
  });
  test('a Service in every spelling of its host', () => {
    const service = (name: string) => object('v1', 'Service', name, 'user1');
    const routes = (name: string) =>
      virtualService(
        `  hosts: [${name}, ${name}.user1.svc.cluster.local]\n  http:\n    - route:\n        - destination: { host: ${name} }\n`,
      );
    expect(rename(service('rev|iews'), 'ratings', { 'vs.yaml': routes('reviews') })).toEqual({
      'manifest.yaml': service('ratings'),
      'vs.yaml': routes('ratings'),
    });
  });
  test('a secret that a certificate makes', () => {
    const certificate = (name: string) =>
      object('cert-manager.io/v1', 'Certificate', 'tls', 'istio-system', `spec:\n  secretName: ${name}\n`);
    const secured = (name: string) =>
      `${gateway('public', 'istio-system')}spec:\n  selector:\n    istio: ingressgateway\n  servers:\n    - tls:\n        credentialName: ${name}\n`;
    expect(rename(secured('tl|s'), 'public.tls', { 'cert.yaml': certificate('tls') })).toEqual({
      'manifest.yaml': secured('public.tls'),
      'cert.yaml': certificate('public.tls'),
    });
  });
  test('a subset, of its own host only', () => {
    const rule = (name: string) => destinationRule('reviews', `  subsets:\n    - name: ${name}\n`);
    const route = (host: string, name: string) =>
      `        - destination:\n            host: ${host}\n            subset: ${name}\n`;
    const routes = (name: string) =>
      virtualService(`  http:\n    - route:\n${route('reviews', name)}${route('ratings', 'v1')}`);
    expect(rename(rule('v|1'), 'stable', { 'vs.yaml': routes('v1') })).toEqual({
      'manifest.yaml': rule('stable'),
      'vs.yaml': routes('stable'),
    });
  });
  test('quotes a name that YAML would take for something else', () => {
    expect(rename(namespace('use|r1'), '123', { 'model.yaml': model() })).toEqual({
      'manifest.yaml': namespace('"123"'),
      'model.yaml': model('iris', '"123"'),
    });
  });
  test('all sets that share a file', () => {
    const files = (name: string) => ({
      'dev/gw.yaml': gateway(name, 'mesh'),
      'prod/gw.yaml': gateway(name, 'mesh'),
      'shared.yaml': virtualService(`  gateways: [mesh/${name}]\n`),
    });
    const { 'dev/gw.yaml': dev, ...rest } = files('inner');
    expect(rename(virtualService('  gateways: [mesh/lo|cal]\n'), 'inner', files('local'))).toEqual({
      'manifest.yaml': virtualService('  gateways: [mesh/inner]\n'),
      'dev/gw.yaml': dev,
      ...rest,
    });
  });
});

describe('through kustomizations', () => {
  const bare = (kind: string, name: string, rest = '') =>
    `apiVersion: networking.istio.io/v1\nkind: ${kind}\nmetadata:\n  name: ${name}\n${rest}`;
  const routes = (name: string, more = '') => bare('VirtualService', 'routes', `spec:\n  gateways: [${name}${more}]\n`);
  const files = (name: string) => ({
    'base/kustomization.yaml': 'resources:\n  - gw.yaml\n  - vs.yaml\n',
    'base/vs.yaml': routes(name),
    'prod/kustomization.yaml': `resources:\n  - ../base\nnamespace: user1\npatches:\n  - path: routes.yaml\n  - path: labels.yaml\n  - target: { kind: Gateway, name: ${name} }\n    patch: |-\n      - op: add\n        path: /metadata/labels/c\n        value: d\n  - patch: |-\n      apiVersion: networking.istio.io/v1\n      kind: Gateway\n      metadata:\n        name: ${name} # the one\n        labels: { e: f }\n`,
    'prod/routes.yaml': routes(name, ', other'),
    'prod/labels.yaml': bare('Gateway', name, '  labels: { a: b }\n'),
    'elsewhere.yaml': gateway(name, 'user2'),
  });
  test('bases, patches and what they aim at', () => {
    const { 'base/kustomization.yaml': _, 'elsewhere.yaml': __, ...changed } = files('inner');
    expect(rename(bare('Gateway', 'lo|cal'), 'inner', files('local'), 'base/gw.yaml')).toEqual({
      'base/gw.yaml': bare('Gateway', 'inner'),
      ...changed,
    });
  });
  test('the namespace that a kustomization gives', () => {
    const overlay = (name: string) => `resources:\n  - ../base\nnamespace: ${name} # ours\n`;
    const others = { ...files('local'), 'ns.yaml': namespace('user1') };
    expect(rename(overlay('us|er1'), 'team', others, 'prod/kustomization.yaml')).toEqual({
      'prod/kustomization.yaml': overlay('team'),
      'ns.yaml': namespace('team'),
    });
  });
  test('a name that a prefix is put in front of is refused', () => {
    const others = {
      'base/kustomization.yaml': 'resources:\n  - gw.yaml\n',
      'prod/kustomization.yaml': 'resources:\n  - ../base\nnamePrefix: prod-\n',
    };
    expect(rename(bare('Gateway', 'lo|cal'), 'inner', others, 'base/gw.yaml')).toMatch(/kustomization makes it/);
  });
});

describe('refuses', () => {
  test.each([
    ['a templated name', virtualService('  gateways: ["{{ .Values.gate|way }}"]\n'), /template/],
    ['a namespace of the platform', model('iris', 'istio-sy|stem'), /belongs to the platform/],
    [
      'an object of the platform',
      virtualService('  gateways: [knative-serving/knative-lo|cal-gateway]\n'),
      /comes with the platform/,
    ],
    ['the default service account', source('principals', '["cluster.local/ns/user1/sa/defa|ult"]'), /every namespace/],
    [
      'a ConfigMap that the platform reads',
      object('v1', 'ConfigMap', 'inferenceservice-con|fig', 'kserve'),
      /looks for them by name/,
    ],
    [
      'a name in a templated namespace',
      object('v1', 'ServiceAccount', 'call|er', '"{{ .Release.Namespace }}"'),
      /template makes the namespace/i,
    ],
  ])('%s', (_, marked, why) => {
    expect(renameTarget(marked)).toMatch(why);
    expect(rename(marked, 'other')).toMatch(why);
  });
  test('names that Kubernetes does not take', () => {
    for (const name of ['Team', 'a_b', '-a', 'a.b', '', 'x'.repeat(64)])
      expect(rename(namespace('use|r1'), name)).toMatch(/is no Kubernetes name/);
  });
  test('a name whose derived host would be too long', () => {
    expect(rename(model('ir|is'), 'x'.repeat(60))).toMatch(/too long/);
    expect(rename(model('ir|is'), 'x'.repeat(53))).toEqual({ 'manifest.yaml': model('x'.repeat(53)) });
  });
  test('a name that is taken', () => {
    expect(rename(model('ir|is'), 'flower', { 'other.yaml': model('flower') })).toMatch(/flower is taken/);
    expect(rename(model('ir|is'), 'flower', { 'other.yaml': model('flower', 'user2') })).toEqual({
      'manifest.yaml': model('flower'),
    });
  });
  test('a name that an alias brings, or that aliases repeat', () => {
    const list = `apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Namespace\n    metadata: { name: &n user1 }\n  - apiVersion: v1\n    kind: ServiceAccount\n    metadata: { name: a, namespace: *n }\n`;
    expect(rename(list.replace('user1', 'use|r1'), 'other')).toMatch(/alias/);
    const anchored = object('v1', 'ServiceAccount', '&n caller', 'user1');
    expect(rename(`${anchored.replace('caller', 'call|er')}secrets:\n  - name: *n\n`, 'other')).toMatch(/alias/);
    expect(rename(anchored.replace('caller', 'call|er'), 'other')).toEqual({
      'manifest.yaml': anchored.replace('caller', 'other'),
    });
  });
  test('but takes a name with dots where no host is made of it', () => {
    expect(rename(object('v1', 'Secret', 'tl|s', 'user1'), 'public.tls')).toEqual({
      'manifest.yaml': object('v1', 'Secret', 'public.tls', 'user1'),
    });
    expect(rename(gateway('lo|cal', 'user1'), 'a.b')).toMatch(/no Kubernetes name/);
  });
  test('what has no name', () => {
    expect(renameTarget(policy('  action: AL|LOW\n'))).toBeUndefined();
  });
});
