/** What must hold for every set of policies, whatever it says. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide } from '../../server/src/core/access/decide';
import { policySetOf } from '../../server/src/core/access/policy-set';
import type { AccessRequest, Answer, MeshFacts } from '../../server/src/core/access/question';
import { SourceFile } from '../../server/src/core/model/source-file';
import { namespaceOf } from '../../server/src/core/workspace/manifest-set';

const RUNS = { seed: 20251124, numRuns: 400 };
const MESH: MeshFacts = { rootNamespace: 'istio-system', trustDomain: 'cluster.local', extensionProviders: [] };
const LABELS = new Map([
  ['app', 'iris'],
  ['component', 'predictor'],
]);

const NAMESPACES = ['user1', 'user2', 'knative-serving', 'istio-system'];
const PATHS = [
  '/',
  '/metrics',
  '/healthz',
  '/v1/models/iris:predict',
  '/v1/models/iris/',
  '//metrics',
  '/a/../metrics',
  '/v1/%6Dodels/x?y=1',
];

const list = (values: readonly string[]) => fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 2 });
const fields = (values: Record<string, readonly string[]>) =>
  fc
    .dictionary(fc.constantFrom(...Object.keys(values)), fc.nat(), { minKeys: 1, maxKeys: 2, noNullPrototype: true })
    .chain((picked) => fc.record(Object.fromEntries(Object.keys(picked).map((key) => [key, list(values[key]!)]))));

const source = fields({
  namespaces: ['user1', 'user*', '*', 'knative-serving'],
  notNamespaces: ['user1', 'user2'],
  principals: ['*', 'cluster.local/ns/user1/*', '*/sa/default'],
  notPrincipals: ['*', 'cluster.local/ns/user2/sa/default'],
  ipBlocks: ['10.0.0.0/8', '10.1.2.3'],
  requestPrincipals: ['*', 'issuer/alice'],
});
const operation = fields({
  paths: ['/metrics', '/v1/*', '*/', '/v1/{*}/{**}', '/healthz'],
  notPaths: ['/healthz', '/v1/*'],
  methods: ['GET', 'P*'],
  hosts: ['iris.user1', '*.local'],
  ports: ['8080', '9000'],
});
const condition = fc.oneof(
  fc.record({ key: fc.constant('request.headers[x-token]'), values: list(['abc', '*']) }),
  fc.record({ key: fc.constant('request.headers[x-token]'), notValues: list(['abc', '*']) }),
  fc.record({ key: fc.constant('source.namespace'), notValues: list(['user1']) }),
);
const rule = fc.record(
  {
    from: fc.array(
      source.map((one) => ({ source: one })),
      { minLength: 1, maxLength: 2 },
    ),
    to: fc.array(
      operation.map((one) => ({ operation: one })),
      { minLength: 1, maxLength: 2 },
    ),
    when: fc.array(condition, { minLength: 1, maxLength: 2 }),
  },
  { requiredKeys: [] },
);
const policy = fc.record({
  namespace: fc.constantFrom('user1', 'istio-system', 'user2'),
  action: fc.constantFrom('ALLOW', 'DENY', 'AUDIT'),
  selector: fc.constantFrom(undefined, { app: 'iris' }, { app: 'other' }),
  rules: fc.array(rule, { minLength: 1, maxLength: 3 }),
});
type Policy = typeof policy extends fc.Arbitrary<infer T> ? T : never;
const peer = fc.record({
  namespace: fc.constantFrom('user1', 'istio-system'),
  mode: fc.constantFrom('STRICT', 'PERMISSIVE', 'DISABLE', 'UNSET'),
});
type Peer = typeof peer extends fc.Arbitrary<infer T> ? T : never;

const request: fc.Arbitrary<AccessRequest> = fc.record({
  identity: fc.option(
    fc.record({
      trustDomain: fc.constant('cluster.local'),
      namespace: fc.constantFrom(...NAMESPACES),
      serviceAccount: fc.constantFrom('default', 'sleep'),
    }),
    { nil: undefined },
  ),
  sends: fc.constant('auto' as const),
  sourceIp: fc.constantFrom('10.1.2.3', '192.168.0.1'),
  port: fc.constantFrom(8080, 9000),
  http: fc.option(
    fc.record({
      method: fc.constantFrom('GET', 'POST', 'DELETE'),
      path: fc.constantFrom(...PATHS),
      host: fc.constantFrom('iris.user1', 'iris.user1.svc.cluster.local'),
      headers: fc.constantFrom<Record<string, string>>({}, { 'X-Token': 'abc' }, { 'x-token': '' }),
      token: fc.constantFrom(undefined, { claims: { iss: 'issuer', sub: 'alice' } }),
    }),
    { nil: undefined },
  ),
});

const JWT = {
  apiVersion: 'security.istio.io/v1',
  kind: 'RequestAuthentication',
  metadata: { name: 'jwt', namespace: 'user1' },
  spec: { jwtRules: [{ issuer: 'issuer', jwksUri: 'https://issuer/keys' }] },
};

const toDocument = ({ namespace, action, selector, rules }: Policy, name: string) => ({
  apiVersion: 'security.istio.io/v1',
  kind: 'AuthorizationPolicy',
  metadata: { name, namespace },
  spec: { action, ...(selector ? { selector: { matchLabels: selector } } : {}), rules },
});
const toPeerDocument = ({ namespace, mode }: Peer, name: string) => ({
  apiVersion: 'security.istio.io/v1',
  kind: 'PeerAuthentication',
  metadata: { name, namespace },
  spec: { mtls: { mode } },
});

function answer(documents: readonly object[], asked: AccessRequest): Answer {
  const file = SourceFile.open('file:///p.yaml', documents.map((one) => JSON.stringify(one)).join('\n---\n'));
  const policies = policySetOf(file.resources, namespaceOf);
  return decide({
    workload: {
      namespace: 'user1',
      labels: LABELS,
      ports: [
        { port: 8080, protocol: 'HTTP' },
        { port: 9000, protocol: 'TCP' },
      ],
    },
    request: asked,
    policies,
    mesh: MESH,
  });
}

const documentsOf = (policies: readonly Policy[], peers: readonly Peer[]) => [
  JWT,
  ...peers.map((one, i) => toPeerDocument(one, `pa-${i}`)),
  ...policies.map((one, i) => toDocument(one, `p-${i}`)),
];
const policies = fc.array(policy, { maxLength: 4 });
const peers = fc.array(peer, { maxLength: 2 });

describe('properties of the decision', () => {
  it('a further DENY policy never lets in what was kept out', () => {
    let denied = 0;
    fc.assert(
      fc.property(policies, peers, policy, request, (some, modes, extra, asked) => {
        const before = answer(documentsOf(some, modes), asked);
        const after = answer([...documentsOf(some, modes), toDocument({ ...extra, action: 'DENY' }, 'extra')], asked);
        if (before.verdict === 'allow' && after.verdict === 'deny') denied++;
        if (before.verdict !== 'allow') expect(after.verdict).not.toBe('allow');
      }),
      RUNS,
    );
    expect(denied).toBeGreaterThan(0);
  });

  it('a further rule in an ALLOW policy never keeps out what was let in', () => {
    let opened = 0;
    fc.assert(
      fc.property(policies, peers, policy, rule, request, (some, modes, base, extra, asked) => {
        const allow: Policy = { ...base, action: 'ALLOW' };
        const before = answer([...documentsOf(some, modes), toDocument(allow, 'allow')], asked);
        const wider: Policy = { ...allow, rules: [...allow.rules, extra] };
        const after = answer([...documentsOf(some, modes), toDocument(wider, 'allow')], asked);
        if (before.verdict === 'deny' && after.verdict === 'allow') opened++;
        if (before.verdict === 'allow') expect(after.verdict).toBe('allow');
      }),
      RUNS,
    );
    expect(opened).toBeGreaterThan(0);
  });

  it('the order of documents makes no difference, down to the rule that decides', () => {
    fc.assert(
      fc.property(
        fc.tuple(policies, peers).chain(([some, modes]) => {
          const documents = documentsOf(some, modes);
          return fc.tuple(fc.constant(documents), fc.shuffledSubarray(documents, { minLength: documents.length }));
        }),
        request,
        ([documents, shuffled], asked) => {
          const [a, b] = [answer(documents, asked), answer(shuffled, asked)];
          const { reasons: _a, ...plainA } = a;
          const { reasons: _b, ...plainB } = b;
          expect(plainB).toEqual(plainA);
        },
      ),
      RUNS,
    );
  });

  it('AUDIT policies and dry runs change nothing', () => {
    fc.assert(
      fc.property(
        policies,
        peers,
        policy,
        fc.constantFrom('AUDIT', 'dry-run'),
        request,
        (some, modes, extra, how, asked) => {
          const document = toDocument(
            how === 'AUDIT' ? { ...extra, action: 'AUDIT' } : { ...extra, action: 'DENY' },
            'extra',
          );
          const metadata = {
            ...document.metadata,
            ...(how === 'AUDIT' ? {} : { annotations: { 'istio.io/dry-run': 'true' } }),
          };
          const before = answer(documentsOf(some, modes), asked);
          const after = answer([...documentsOf(some, modes), { ...document, metadata }], asked);
          expect(after.verdict).toBe(before.verdict);
        },
      ),
      RUNS,
    );
  });
});
