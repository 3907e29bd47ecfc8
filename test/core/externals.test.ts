/** `meshward.externals`: what it silences, what it makes unknown, and what it says of patterns that will not do. */
import { describe, expect, test } from 'vitest';
import { evaluateAccess } from '../../server/src/core/access';
import { externalProblem, mayExist } from '../../server/src/core/platform/externals';
import { DEFAULT_PLATFORM } from '../../server/src/core/platform/platform';
import { analyse } from '../support/analyse';

const WORKSPACE = new Map([
  [
    'a.yaml',
    `apiVersion: v1
kind: Namespace
metadata: {name: models, labels: {istio-injection: enabled}}
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: public, namespace: models}
spec:
  selector: {istio: ingressgateway}
  servers:
    - port: {number: 443, name: https, protocol: HTTPS}
      hosts: ['m.example.com']
      tls: {mode: SIMPLE, credentialName: web}
---
apiVersion: v1
kind: Secret
metadata: {name: other, namespace: istio-system}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: web, namespace: models}
spec:
  hosts: [m.example.com]
  gateways: [models/publik]
  http:
    - route: [{destination: {host: web}}]
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: web, namespace: models}
spec:
  selector: {matchLabels: {app: web}}
  rules:
    - from: [{source: {namespaces: [modles]}}]
---
apiVersion: v1
kind: Pod
metadata: {name: db, namespace: models, labels: {app: db}}
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: db, namespace: models}
spec:
  host: cache.models.svc.cluster.local
---
apiVersion: v1
kind: Service
metadata: {name: db, namespace: models}
spec: {selector: {app: db}, ports: [{port: 80, name: http}]}
`,
  ],
]);

const rules = (externals: readonly string[]) =>
  new Set(analyse(WORKSPACE, { externals }).findings.map(({ rule }) => rule));

describe('a rule that misses something', () => {
  const CASES: [rule: string, silencing: readonly string[], not: readonly string[]][] = [
    ['vs-gateway-unknown', ['Gateway/models/publik', 'Gateway/models/*', '*/models/publik'], ['Gateway/other/*']],
    ['gateway-secret-missing', ['Secret/istio-system/web'], ['Secret/models/web', 'ConfigMap/istio-system/web']],
    ['source-namespace-unknown', ['Namespace/modles', 'ServiceAccount/modles/x'], ['Namespace/models']],
    ['selector-no-workload', ['Deployment/models/*', 'StatefulSet/models/web'], ['Deployment/other/web']],
    [
      'dr-host-unknown',
      ['Service/models/cache', 'cache.models.svc.cluster.local', '*.models.svc'],
      ['Service/x/cache'],
    ],
  ];
  for (const [rule, silencing, not] of CASES) {
    test(rule, () => {
      expect(rules([])).toContain(rule);
      for (const pattern of silencing) expect([pattern, rules([pattern]).has(rule)]).toEqual([pattern, false]);
      for (const pattern of not) expect([pattern, rules([pattern]).has(rule)]).toEqual([pattern, true]);
    });
  }

  test('offers the pattern of exactly what it misses, and none where it may be one of several', () => {
    const { findings } = analyse(WORKSPACE);
    const offered = (rule: string) => findings.find((each) => each.rule === rule)?.external;
    expect(offered('vs-gateway-unknown')).toBe('Gateway/models/publik');
    expect(offered('gateway-secret-missing')).toBe('Secret/istio-system/web');
    expect(offered('source-namespace-unknown')).toBe('Namespace/modles');
    expect(offered('dr-host-unknown')).toBe('Service/models/cache');
    expect(offered('selector-no-workload')).toBeUndefined();
  });
});

test('a rule that concludes from absence is silent where the object may be, without naming it', () => {
  const files = new Map([
    [
      'a.yaml',
      `apiVersion: v1
kind: Namespace
metadata: {name: models, labels: {istio-injection: enabled}}
---
apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: {name: jwt, namespace: models}
spec:
  jwtRules: [{issuer: 'https://example.com'}]
`,
    ],
  ]);
  const found = (externals: readonly string[]) => analyse(files, { externals }).findings.map(({ rule }) => rule);
  expect(found([])).toContain('jwt-not-required');
  expect(found(['Namespace/other'])).toContain('jwt-not-required');
  expect(found(['AuthorizationPolicy/models/jwt-required'])).not.toContain('jwt-not-required');
  expect(found(['AuthorizationPolicy/istio-system/*'])).not.toContain('jwt-not-required');
});

describe('the access view', () => {
  const MODEL = new Map([
    [
      'a.yaml',
      `apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata: {name: sklearn, namespace: models}
spec:
  predictor: {model: {modelFormat: {name: sklearn}, storageUri: 's3://x'}}
`,
    ],
  ]);
  const results = (externals: readonly string[]) => {
    const { snapshot } = analyse(MODEL, { externals }).analysis;
    const [service] = evaluateAccess(snapshot, snapshot.sets[0]!);
    return service!.rows.map(({ result, reasons }) => [result, reasons[0]?.text ?? ''] as const);
  };

  test('says unknown where a policy is in the cluster and in no file', () => {
    expect(results([]).some(([result]) => result === '200')).toBe(true);
    for (const pattern of ['AuthorizationPolicy/models/lock', 'PeerAuthentication/istio-system/*']) {
      const all = results([pattern]);
      expect(new Set(all.map(([result]) => result))).toEqual(new Set(['unknown']));
      expect(all[0]![1]).toContain('meshward.externals');
    }
    expect(results(['AuthorizationPolicy/elsewhere/*'])).toEqual(results([]));
  });

  test('says unknown where a namespace is in the cluster and nothing tells of its sidecars', () => {
    const all = results(['Namespace/models']);
    expect(all.some(([result]) => result === '200')).toBe(false);
  });
});

test('patterns that will not do are told why', () => {
  for (const [pattern, why] of [
    ['models', 'write Namespace/models'],
    ['Gatway/models/public', 'did you mean Gateway'],
    ['Namespace/models/x', 'has to be Namespace/name'],
    ['Secret/web', 'has to be Secret/namespace/name'],
    ['Secret/models/web/x', 'has to be Secret/namespace/name'],
    ['Secret/models/We b', 'no name'],
    ['Secret//web', 'no name'],
    ['https://example.com', 'kind that Meshward does not read'],
    ['', 'neither'],
  ] as const)
    expect([pattern, externalProblem(pattern)]).toEqual([pattern, expect.stringContaining(why)]);
  for (const pattern of [
    'Namespace/a',
    'Secret/a/b',
    'Secret/*/*',
    '*/a/*',
    'ClusterServingRuntime/x',
    'db.example.com',
    '*.example.com',
  ])
    expect([pattern, externalProblem(pattern)]).toEqual([pattern, undefined]);
});

test('a star stands for any text, wherever it is', () => {
  const platform = { ...DEFAULT_PLATFORM, externals: ['Secret/team-*/web-*-tls'] };
  const has = (namespace: string, name: string) => mayExist(platform, { kind: 'Secret', namespace, name });
  expect(has('team-a', 'web-x-tls')).toBe(true);
  expect(has('team-a', 'web--tls')).toBe(true);
  expect(has('team-a', 'web-tls')).toBe(false);
  expect(has('team', 'web-x-tls')).toBe(false);
});
