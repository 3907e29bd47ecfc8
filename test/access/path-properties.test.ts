/** What must hold for whole request paths, whatever policies stand at the gateway, the activator and the model. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccessRow } from '../../server/src/core/access/paths/types';
import { fixture, rows } from './support/sets';

const RUNS = { seed: 20251124, numRuns: 60 };
const PLACES = ['user1', 'knative-serving', 'istio-system'] as const;

const source = fc.constantFrom(
  { namespaces: ['user1'] },
  { namespaces: ['knative-serving'] },
  { namespaces: ['istio-system', 'default'] },
  { notNamespaces: ['user1'] },
  { principals: ['*'] },
  { notPrincipals: ['*'] },
);
const operation = fc.constantFrom(
  { paths: ['/healthz', '/metrics'] },
  { paths: ['/v1/*'] },
  { methods: ['GET'] },
  { hosts: ['sklearn-iris-user1.example.com'] },
  { notPaths: ['/healthz'] },
);
const rule = fc.record(
  {
    from: fc.tuple(source.map((one) => ({ source: one }))),
    to: fc.tuple(operation.map((one) => ({ operation: one }))),
  },
  { requiredKeys: [] },
);
const policy = fc.record({
  namespace: fc.constantFrom(...PLACES),
  selector: fc.constantFrom(undefined, { app: 'activator' }, { istio: 'ingressgateway' }, { component: 'predictor' }),
  rules: fc.array(rule, { minLength: 1, maxLength: 2 }),
});
type Policy = typeof policy extends fc.Arbitrary<infer T> ? T : never;
const set = fc.record({
  mode: fc.constantFrom('STRICT', 'PERMISSIVE', 'DISABLE'),
  allow: fc.array(policy, { maxLength: 2 }),
  deny: fc.array(policy, { maxLength: 1 }),
});
type Drawn = typeof set extends fc.Arbitrary<infer T> ? T : never;

const document = ({ namespace, selector, rules }: Policy, action: string, name: string) =>
  JSON.stringify({
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name, namespace },
    spec: { action, ...(selector ? { selector: { matchLabels: selector } } : {}), rules },
  });

function ask({ mode, allow, deny }: Drawn, more: readonly string[] = []): readonly AccessRow[] {
  const files = fixture('base');
  files.set('auth.yaml', files.get('auth.yaml')!.replace('mode: STRICT', `mode: ${mode}`));
  const documents = [
    ...allow.map((one, i) => document(one, 'ALLOW', `allow-${i}`)),
    ...deny.map((one, i) => document(one, 'DENY', `deny-${i}`)),
    ...more,
  ];
  documents.forEach((text, i) => void files.set(`${i}.yaml`, text));
  return rows(files);
}

const pairs = (before: readonly AccessRow[], after: readonly AccessRow[]) =>
  before.flatMap((row) => {
    const now = after.find(
      ({ caller, host, activator }) => caller === row.caller && host === row.host && activator === row.activator,
    );
    return now ? [[row, now] as const] : [];
  });
const name = ({ caller, host, activator }: AccessRow) => `${caller} ${host} ${activator}`;

describe('whole paths', () => {
  it('a further DENY policy opens no way', () => {
    let closed = 0;
    fc.assert(
      fc.property(set, policy, (drawn, extra) => {
        for (const [before, after] of pairs(ask(drawn), ask(drawn, [document(extra, 'DENY', 'extra')]))) {
          if (before.result === '200' && after.result !== '200') closed++;
          if (before.result !== '200') expect(after.result, name(before)).not.toBe('200');
        }
      }),
      RUNS,
    );
    expect(closed).toBeGreaterThan(0);
  });

  it('a further rule in an ALLOW policy closes no way', () => {
    let opened = 0;
    fc.assert(
      fc.property(set, policy, rule, (drawn, base, extra) => {
        const wider = { ...base, rules: [...base.rules, extra] };
        const [before, after] = [base, wider].map((one) => ask(drawn, [document(one, 'ALLOW', 'base')]));
        for (const [narrow, wide] of pairs(before!, after!)) {
          if (narrow.result !== '200' && wide.result === '200') opened++;
          if (narrow.result === '200') expect(wide.result, name(narrow)).toBe('200');
        }
      }),
      RUNS,
    );
    expect(opened).toBeGreaterThan(0);
  });

  it('every row ends where its last hop ends, and names what decides', () => {
    fc.assert(
      fc.property(set, (drawn) => {
        for (const row of ask(drawn)) {
          expect(row.reasons.length, name(row)).toBeGreaterThan(0);
          const last = row.hops.filter(({ probe }) => !probe).at(-1);
          if (row.result === '200') expect(last, name(row)).toMatchObject({ to: 'pod', outcome: '200' });
          if (row.hostAtPod === undefined) expect(row.identity, name(row)).toBeNull();
        }
      }),
      RUNS,
    );
  });
});
