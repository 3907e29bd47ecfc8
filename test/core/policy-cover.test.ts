/** `coversRule` promises that nothing which the narrow rule matches escapes the wide one; the evaluator is the judge. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ProxyPolicies } from '../../server/src/core/access/decide';
import { policySetOf } from '../../server/src/core/access/policy-set';
import type { AccessRequest, MeshFacts } from '../../server/src/core/access/question';
import { readAuthorizationPolicy } from '../../server/src/core/model/authorization-policy';
import { coversRule } from '../../server/src/core/model/policy-cover';
import { SourceFile } from '../../server/src/core/model/source-file';
import { namespaceOf } from '../../server/src/core/workspace/manifest-set';

const MESH: MeshFacts = { rootNamespace: 'istio-system', trustDomain: 'cluster.local', extensionProviders: [] };

const SOURCES: Record<string, readonly string[]> = {
  namespaces: ['user1', 'user*', '*', 'user2'],
  notNamespaces: ['user1', 'user2'],
  principals: [
    '*',
    'cluster.local/ns/user1/*',
    'cluster.local/ns/user1/sa/default',
    '*/sa/default',
    'cluster.local/ns/*/sa/default',
  ],
  notPrincipals: ['*', 'cluster.local/ns/user2/sa/default'],
};
const OPERATIONS: Record<string, readonly string[]> = {
  paths: ['/metrics', '/v1/*', '*', '*:predict', '/v1/models/iris:predict', '*/v1/*', '/v1/{*}/{**}'],
  notPaths: ['/metrics', '/v1/*'],
  methods: ['GET', 'P*', 'POST', '*'],
  hosts: ['iris.user1', '*.user1', 'iris*'],
  ports: ['8080', '9000'],
};
const HEADER = 'request.headers[x-team]';
const TEAMS = ['a', 'a*', '*'];

const list = (values: readonly string[]) => fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 2 });
/** A source or operation with one field of a few, so that two of them often speak of the same. */
const match = (values: Record<string, readonly string[]>, keys: readonly string[]) =>
  fc.constantFrom(...keys).chain((key) => list(values[key]!).map((items) => ({ [key]: items })));

/** Two rules about the same things: a pair of source fields, of operation fields and a header. */
const pair = fc
  .record({
    from: fc.uniqueArray(fc.constantFrom(...Object.keys(SOURCES)), { minLength: 1, maxLength: 2 }),
    to: fc.uniqueArray(fc.constantFrom(...Object.keys(OPERATIONS)), { minLength: 1, maxLength: 2 }),
    parts: fc.subarray(['from', 'to', 'when'], { minLength: 1, maxLength: 2 }),
  })
  .chain(({ from, to, parts }) => {
    const all = {
      from: fc.array(
        match(SOURCES, from).map((source) => ({ source })),
        { minLength: 1, maxLength: 2 },
      ),
      to: fc.array(
        match(OPERATIONS, to).map((operation) => ({ operation })),
        { minLength: 1, maxLength: 2 },
      ),
      when: fc
        .tuple(fc.constantFrom('values', 'notValues'), list(TEAMS))
        .map(([side, teams]) => [{ key: HEADER, [side]: teams }]),
    };
    const rule = fc.record(
      Object.fromEntries(Object.entries(all).filter(([part]) => parts.includes(part))) as Record<
        string,
        fc.Arbitrary<unknown>
      >,
    );
    return fc.tuple(rule, rule);
  });

const REQUESTS: AccessRequest[] = [undefined, 'user1', 'user2'].flatMap((namespace) =>
  ['/metrics', '/v1/models/iris:predict', '/v1/a', '/x'].flatMap((path) =>
    (
      [
        ['GET', undefined],
        ['POST', 'a'],
        ['GET', 'ab'],
      ] as const
    ).map(
      ([method, team]): AccessRequest => ({
        identity: namespace ? { trustDomain: 'cluster.local', namespace, serviceAccount: 'default' } : undefined,
        sends: 'auto',
        port: path === '/x' ? 9000 : 8080,
        http: { method, path, host: method === 'GET' ? 'iris.user1' : 'web', headers: team ? { 'x-team': team } : {} },
      }),
    ),
  ),
);

function policyOf(one: object) {
  const text = JSON.stringify({
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name: 'x', namespace: 'user1' },
    spec: { rules: [one] },
  });
  return SourceFile.open('file:///w/x.yaml', text).resources;
}

test('a rule that covers another matches whatever the other matches', () => {
  let covering = 0;
  fc.assert(
    fc.property(pair, ([a, b]) => {
      const [wide, narrow] = [policyOf(a), policyOf(b)];
      const [first, second] = [wide, narrow].map((each) => readAuthorizationPolicy(each[0]!).rules[0]!);
      if (!coversRule(first!, second!)) return;
      covering++;
      const proxy = (resources: typeof wide) =>
        new ProxyPolicies({ namespace: 'user1', labels: new Map() }, policySetOf(resources, namespaceOf), MESH);
      const [outer, inner] = [proxy(wide), proxy(narrow)];
      const escaped = REQUESTS.filter(
        (request) => inner.decide(request).verdict === 'allow' && outer.decide(request).verdict !== 'allow',
      );
      expect(escaped).toEqual([]);
    }),
    { seed: 7, numRuns: 800 },
  );
  expect(covering, 'pairs that the test looked at').toBeGreaterThan(100);
});
