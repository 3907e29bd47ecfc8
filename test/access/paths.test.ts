/** Whole request paths against rows from Istio's own generator and simulator, and the example of KServe's service mesh guide. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { AccessMemory, evaluateAccess, explainRequest } from '../../server/src/core/access/paths/evaluate';
import { placeOf } from '../../server/src/core/access/paths/place';
import type { AccessRow } from '../../server/src/core/access/paths/types';
import { DEFAULT_PLATFORM } from '../../server/src/core/platform/platform';
import type { Snapshot } from '../../server/src/core/workspace/snapshot';
import { cell, files, fixture, open, PLATFORM, ROOT, rows } from './support/sets';

interface RecordedRow {
  row: string;
  variant: string;
  sks: 'serve' | 'proxy';
  caller: 'httpbin' | 'sleep' | 'plain';
  url: string;
  seen: {
    hops: { tlsSent: string; to: string }[];
    path: string;
    idAtPod?: string;
    hostAtPod?: string;
    code: string;
  };
}

const FOLDERS: Record<string, string> = {
  base: 'base',
  'base-noVS': 'no-top-level',
  '8081 ISTIO_MUTUAL, no DR': '8081-mutual',
  '*.local DR, 8081 HTTP': 'mesh-dr',
  '*.local DR, 8081 ISTIO_MUTUAL': 'mesh-dr-8081-mutual',
  'host DR, 8081 ISTIO_MUTUAL': 'host-dr-8081-mutual',
  'kserve-local-gateway 8082, *.local DR, 8081 ISTIO_MUTUAL': 'kserve-gateway-8082',
  'kserve-local-gateway 8445, *.local DR, 8081 ISTIO_MUTUAL, no label': 'kserve-gateway-8445',
  PERMISSIVE: 'permissive',
  'no PeerAuthentication': 'no-peer-authentication',
  'PA DISABLE': 'disable',
  'DISABLE DR for the revision': 'revision-dr-disable',
  'DISABLE DR for the predictor host': 'predictor-dr-disable',
  'activator outside the mesh': 'activator-outside',
  'cluster-local ksvc': 'cluster-local',
  'mesh-wide STRICT (root PA), base': 'mesh-strict',
};

const CALLERS = { httpbin: 'mesh:user1/httpbin', sleep: 'mesh:default/sleep', plain: 'non-mesh' } as const;

const recorded = readFileSync(new URL('../corpus/oracle/paths.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as RecordedRow);

/** An address stands for itself where the recording holds one and we cannot know it. */
const host = (text: string | undefined) =>
  text && /^(?:\d+\.){3}\d+$|^<(?:ClusterIP|pod IP)>/.test(text) ? 'address' : (text ?? '');

const shape = (row: AccessRow) => ({
  path: row.path,
  result: row.result,
  identity: row.identity ?? '',
  host: host(row.hostAtPod),
  tls: row.hops.map((hop) => (hop.tls === 'none' ? '' : hop.tls)),
});

describe('request paths', () => {
  it('has a fixture for every recorded set-up', () => {
    expect(new Set(recorded.map((row) => row.variant))).toEqual(new Set(Object.keys(FOLDERS)));
    expect(recorded).toHaveLength(708);
  });

  it.each(Object.entries(FOLDERS))('%s: every row', (variant, folder) => {
    const snapshot = open(fixture(folder));
    const rows = recorded.filter((row) => row.variant === variant);
    expect(rows.length).toBeGreaterThanOrEqual(44);
    const differing = rows.flatMap((row) => {
      const outside = /^(?:12|13|19) /.test(row.row);
      const [answer] = explainRequest(snapshot, snapshot.sets[0]!, {
        from: outside ? 'external' : CALLERS[row.caller],
        to: 'user1/sklearn-iris',
        host: row.url,
        activator: row.sks === 'serve' ? 'off' : 'on',
      })!;
      const expected = {
        path: row.seen.path,
        result: row.seen.code,
        identity: row.seen.idAtPod ?? '',
        host: host(row.seen.hostAtPod),
        tls: row.seen.hops.map((hop) => hop.tlsSent),
      };
      const got = shape(answer!);
      return JSON.stringify(got) === JSON.stringify(expected) ? [] : [{ row: `${row.sks} ${row.row}`, expected, got }];
    });
    expect(differing).toEqual([]);
  });
});

const results = (all: readonly AccessRow[]) => [
  cell(all, 'mesh:user1', 'predictor', 'off').result,
  cell(all, 'mesh:user1', 'predictor', 'on').result,
  cell(all, 'mesh:default', 'predictor', 'off').result,
  cell(all, 'mesh:default', 'predictor', 'on').result,
];

describe("the guide's four requests", () => {
  it('get 200, 200, 403, 200, the last by the identity of the activator', () => {
    const snapshot = open(files('base'));
    const [service] = evaluateAccess(snapshot, snapshot.sets[0]!);
    expect(results(service!.rows)).toEqual(['200', '200', '403', '200']);
    const leak = cell(service!.rows, 'mesh:default', 'predictor', 'on');
    expect(leak.identity).toBe('cluster.local/ns/knative-serving/sa/activator');
    expect(leak.reasons[0]!.text).toBe(
      'Rule 2 of AuthorizationPolicy user1/allow-serving-tests (ALLOW) matches: by namespaces',
    );
    const place = placeOf(snapshot, leak.reasons[0]!)!;
    const text = snapshot.files.get(place.uri)!.text;
    expect(place.uri).toBe(`${ROOT}auth.yaml`);
    expect(text.slice(place.span.start, place.span.end)).toBe('"knative-serving"');
    expect(text.slice(0, place.span.start)).toContain('"user1"');
    expect(leak.reasons.map((reason) => reason.text)).toContainEqual(
      expect.stringContaining('The activator is on the path: Target burst capacity 211 (the default)'),
    );
  });

  it('get 200, 403, 403, 403 when rule 2 allows only probes and metrics', () => {
    const contents = files('base');
    const rule2 = `    - from:
        - source:
            namespaces: ["knative-serving"]
    - from:`;
    const auth = contents.get('auth.yaml')!;
    expect(auth).toContain(rule2);
    contents.set('auth.yaml', auth.replace(rule2, '    - from:'));
    expect(results(rows(contents))).toEqual(['200', '403', '403', '403']);
  });

  it('time out through the activator when not even its probe is allowed', () => {
    const contents = files('base');
    contents.set('auth.yaml', contents.get('auth.yaml')!.replaceAll('knative-serving', 'user1'));
    expect(results(rows(contents))).toEqual(['200', 'timeout', '403', 'timeout']);
  });
});

describe('callers and hosts', () => {
  it('are the own namespace, the others, a pod without sidecar and the outside', () => {
    const all = rows(
      files('base', {
        'team.yaml':
          'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: team-b\n  labels:\n    istio-injection: enabled\n',
      }),
    );
    expect([...new Set(all.map((row) => row.caller))]).toEqual([
      'mesh:user1',
      'mesh:default',
      'mesh:team-b',
      'non-mesh',
      'external',
    ]);
    expect([...new Set(all.filter((row) => row.caller === 'non-mesh').map((row) => row.host))]).toEqual([
      'predictor',
      'top-level',
      'activator-service',
      'pod-ip',
    ]);
    expect(cell(all, 'external', 'external', 'on')).toMatchObject({
      url: 'http://sklearn-iris-user1.example.com',
      path: 'C-G-G-A-P',
      result: '200',
    });
    expect(cell(all, 'mesh:team-b', 'predictor', 'off').hops[0]!.identity).toBe('cluster.local/ns/team-b/sa/default');
  });

  it('tell accounts apart only where a policy does', () => {
    const contents = files('base');
    const auth = contents
      .get('auth.yaml')!
      .replace('namespaces: ["user1"]', 'principals: ["cluster.local/ns/user1/sa/web"]');
    contents.set('auth.yaml', auth);
    const all = rows(contents);
    expect(cell(all, 'mesh:user1/web', 'predictor', 'off').result).toBe('200');
    expect(cell(all, 'mesh:user1', 'predictor', 'off').result).toBe('403');
  });

  it('say that the answer depends on the account of the gateway', () => {
    const contents = files('base');
    const account = 'cluster.local/ns/istio-system/sa/istio-ingressgateway';
    contents.set(
      'auth.yaml',
      contents.get('auth.yaml')!.replace('namespaces: ["user1"]', `principals: ["${account}"]`),
    );
    expect(cell(rows(contents), 'non-mesh', 'predictor', 'off').result).toBe('200');
    const open = cell(rows(contents, 'sklearn-iris', DEFAULT_PLATFORM), 'non-mesh', 'predictor', 'off');
    expect(open.result).toBe('unknown');
    expect(open.reasons[0]!.text).toContain('It depends on the account');
  });

  it('give no certain answer where a policy asks for a header or a token', () => {
    const contents = files('base');
    const when = contents
      .get('auth.yaml')!
      .replace(
        '    - from:\n        - source:\n            namespaces: ["user1"]\n',
        '    - when:\n        - key: request.headers[x-team]\n          values: ["a"]\n',
      );
    contents.set('auth.yaml', when);
    const row = cell(rows(contents), 'mesh:default', 'predictor', 'off');
    expect(row.result).toBe('unknown');
    expect(row.reasons.map((reason) => reason.text).join()).toContain('request.headers[x-team] cannot be known');
  });
});

const DR = (namespace: string, host: string, mode: string, more = '') => `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: ${namespace}-${mode.toLowerCase()}
  namespace: ${namespace}
spec:
  host: "${host}"
${more}  trafficPolicy:
    tls:
      mode: ${mode}
`;
const REVISION = 'sklearn-iris-predictor-00001.user1.svc.cluster.local';

describe('what a client sends', () => {
  const sent = (...rules: readonly string[]) =>
    cell(rows(files('base', { 'rules.yaml': rules.join('---\n') })), 'mesh:default', 'predictor', 'off').hops[0]!.tls;

  it.each([
    [
      "the client's namespace beats the service's",
      ['plaintext', DR('default', '*.local', 'DISABLE'), DR('user1', REVISION, 'ISTIO_MUTUAL')],
    ],
    [
      "the service's namespace beats the root",
      ['mtls', DR('user1', '*.local', 'ISTIO_MUTUAL'), DR('istio-system', REVISION, 'DISABLE')],
    ],
    ['the root namespace counts last', ['plaintext', DR('istio-system', '*.local', 'DISABLE')]],
    ['another namespace does not count', ['mtls', DR('other', REVISION, 'DISABLE')]],
    [
      'the more specific host wins within a namespace',
      ['mtls', DR('user1', '*.user1.svc.cluster.local', 'DISABLE'), DR('user1', REVISION, 'ISTIO_MUTUAL')],
    ],
    ['exportTo hides', ['mtls', DR('user1', REVISION, 'DISABLE', '  exportTo: ["."]\n')]],
    ['a bare name means the own namespace', ['plaintext', DR('user1', 'sklearn-iris-predictor-00001', 'DISABLE')]],
    ['name.namespace means nothing', ['mtls', DR('user1', 'sklearn-iris-predictor-00001.user1', 'DISABLE')]],
    [
      "the predictor's own host is not the one that is routed to",
      ['mtls', DR('user1', 'sklearn-iris-predictor.user1.svc.cluster.local', 'DISABLE')],
    ],
    [
      'credentialName without workloadSelector gives plaintext',
      ['plaintext', `${DR('user1', REVISION, 'SIMPLE')}      credentialName: keys\n`],
    ],
  ])('%s', (_, [expected, ...rules]) => {
    expect(sent(...rules!)).toBe(expected);
  });

  it('goes to the gateway as plaintext when a Sidecar hides the namespace of the model', () => {
    const sidecar = (hosts: string) =>
      `apiVersion: networking.istio.io/v1\nkind: Sidecar\nmetadata:\n  name: default\n  namespace: default\nspec:\n  egress:\n    - hosts: ${hosts}\n`;
    const row = (hosts: string, folder = 'base') =>
      cell(rows(files(folder, { 'sidecar.yaml': sidecar(hosts) })), 'mesh:default', 'predictor', 'off');
    expect(row('["./*", "user1/*"]')).toMatchObject({ path: 'C-P', result: '403' });
    expect(row('["./*", "istio-system/*"]')).toMatchObject({ path: 'C-G-P', result: '403' });
    expect(row('["./*"]', '8081-mutual')).toMatchObject({ path: 'C-G', result: 'reset' });
  });
});

describe('the pod', () => {
  const namespace = (labels: string) => `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: user1\n${labels}`;

  it('has no sidecar where only the annotation asks for one: every caller gets in', () => {
    const row = cell(rows(files('base', { 'namespace.yaml': namespace('') })), 'mesh:default', 'predictor', 'off');
    expect(row).toMatchObject({ result: '200', identity: null });
    expect(row.hops[0]!.tls).toBe('plaintext');
    expect(row.assumptions.map((one) => one.text).join()).toContain('the annotation alone does nothing');
  });

  it('is not judged in an ambient namespace', () => {
    const ambient = namespace('  labels:\n    istio.io/dataplane-mode: ambient\n');
    const row = cell(rows(files('base', { 'namespace.yaml': ambient })), 'mesh:default', 'predictor', 'off');
    expect(row.result).toBe('unknown');
    expect(row.reasons[0]!.text).toContain('ambient');
  });

  it('is reached without the activator and without a top-level host in Standard mode', () => {
    const contents = files('base');
    const service = contents
      .get('inference-service.yaml')!
      .replace('  annotations:\n', '  annotations:\n    serving.kserve.io/deploymentMode: Standard\n');
    const all = rows(contents.set('inference-service.yaml', service));
    expect(new Set(all.map((row) => row.activator))).toEqual(new Set(['none']));
    expect(cell(all, 'mesh:user1', 'predictor', 'none')).toMatchObject({ path: 'C-P', result: '200' });
    expect(cell(all, 'mesh:default', 'predictor', 'none').result).toBe('403');
    expect(cell(all, 'mesh:user1', 'top-level', 'none').result).toBe('dns');
  });

  it('is found by its address in PERMISSIVE when a policy lets the probe in, and the request then has no identity', () => {
    const contents = files('permissive');
    contents.set(
      'auth.yaml',
      `${contents.get('auth.yaml')!}    - to:\n        - operation:\n            paths: ["/healthz"]\n`,
    );
    const row = cell(rows(contents), 'mesh:user1', 'predictor', 'on');
    expect(row).toMatchObject({ path: 'C-A-P', result: '403', identity: null });
  });

  it('is called by its ClusterIP in PERMISSIVE when Knative is told that there is a mesh', () => {
    const network =
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: config-network\n  namespace: knative-serving\ndata:\n  mesh-compatibility-mode: enabled\n';
    const row = cell(rows(files('permissive', { 'network.yaml': network })), 'mesh:default', 'predictor', 'on');
    expect(row).toMatchObject({
      path: 'C-A-P',
      result: '200',
      identity: 'cluster.local/ns/knative-serving/sa/activator',
    });
  });
});

describe('policies before the pod', () => {
  it('of the gateway namespace count at the gateway, without the identity that plaintext does not carry', () => {
    const policy = `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata:
  name: outside
  namespace: istio-system
spec:
  selector:
    matchLabels:
      istio: ingressgateway
  action: DENY
  rules:
    - to:
        - operation:
            hosts: ["sklearn-iris-user1.example.com"]
`;
    const all = rows(files('base', { 'gateway.yaml': policy }));
    expect(cell(all, 'external', 'external', 'on')).toMatchObject({ path: 'C-G', result: '403' });
    expect(cell(all, 'non-mesh', 'predictor', 'on').result).toBe('200');
  });

  it('of knative-serving count at the activator, which knows who calls', () => {
    const policy = `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata:
  name: tenants
  namespace: knative-serving
spec:
  selector:
    matchLabels:
      app: activator
  action: DENY
  rules:
    - from:
        - source:
            notNamespaces: ["user1"]
      when:
        - key: request.headers[Knative-Serving-Namespace]
          values: ["user1"]
`;
    const all = rows(files('base', { 'activator.yaml': policy }));
    expect(cell(all, 'mesh:user1', 'predictor', 'on').result).toBe('200');
    expect(cell(all, 'mesh:default', 'predictor', 'on')).toMatchObject({ path: 'C-A', result: '403' });
    const direct = cell(all, 'mesh:default', 'activator-service', 'on');
    expect(direct.result).toBe('403');
    expect(direct.assumptions.map(({ text }) => text).join()).toContain('not run in one mesh');
  });
});

describe('the activator', () => {
  it.each([
    ['autoscaling.knative.dev/target-burst-capacity: "0"', 'off', ['off', 'on']],
    ['autoscaling.knative.dev/targetBurstCapacity: "-1"', 'on', ['on']],
    ['autoscaling.knative.dev/class: hpa.autoscaling.knative.dev', 'off', ['off']],
    ['example.com/none: "1"', 'both', ['off', 'on']],
  ])('with %s is %s', (annotation, usual, states) => {
    const contents = files('base');
    const service = contents
      .get('inference-service.yaml')!
      .replace('  annotations:\n', `  annotations:\n    ${annotation}\n`);
    const snapshot = open(contents.set('inference-service.yaml', service));
    const [access] = evaluateAccess(snapshot, snapshot.sets[0]!);
    expect(access!.activator!.usual).toBe(usual);
    expect([...new Set(access!.rows.map((row) => row.activator))]).toEqual(states);
  });
});

describe('a set that changes', () => {
  const second = (contents: Map<string, string>) => {
    for (const [name, text] of fixture('base')) contents.set(`two/${name}`, text.replaceAll('user1', 'user2'));
    return contents;
  };

  it('is worked out again only for the services that an edit touches', () => {
    const memory = new AccessMemory();
    const snapshot = open(second(files('base')));
    expect(snapshot.sets).toHaveLength(1);
    const ask = (of: Snapshot) => {
      const services = evaluateAccess(of, of.sets[0]!, memory);
      for (const service of services) expect(service.rows.length).toBeGreaterThan(0);
      return services;
    };
    evaluateAccess(snapshot, snapshot.sets[0]!, memory);
    expect(memory.evaluated).toBe(0);
    const before = ask(snapshot);
    expect(memory.evaluated).toBe(2);
    const change = (from: Snapshot, name: string, edit: (text: string) => string) => {
      const file = from.files.get(ROOT + name)!;
      return from.with(new Map([[file.uri, file.withText(edit(file.text))]])).snapshot;
    };
    const policy = change(snapshot, 'auth.yaml', (text) => text.replace('"/metrics", ', ''));
    const after = ask(policy);
    expect(memory.evaluated).toBe(1);
    expect(after.find((one) => one.namespace === 'user2')).toBe(before.find((one) => one.namespace === 'user2'));
    const service = change(policy, 'inference-service.yaml', (text) =>
      text.replace('name: sklearn\n', 'name: xgboost\n'),
    );
    ask(service);
    expect(memory.evaluated).toBe(1);
    const mesh = change(service, 'namespace.yaml', (text) => text.replace('enabled', 'disabled'));
    const outside = ask(mesh);
    expect(memory.evaluated).toBe(1);
    expect(outside.map((one) => cell(one.rows, 'mesh:default', 'predictor', 'off').result)).toEqual(['200', '403']);
  });

  it('gives the same rows as a set that was never evaluated before', () => {
    const memory = new AccessMemory();
    const plain = (all: readonly AccessRow[]) =>
      all.map(({ reasons, assumptions, ...row }) => ({ ...row, why: reasons.map((one) => one.text) }));
    let snapshot = open(second(files('base')));
    for (const edit of ['"user1"', '"user2"', '"default"', '"knative-serving"']) {
      const file = snapshot.files.get(`${ROOT}auth.yaml`)!;
      const text = file.text.replace(/namespaces: \["[^"]*"\]/, `namespaces: [${edit}]`);
      snapshot = snapshot.with(new Map([[file.uri, file.withText(text)]])).snapshot;
      const kept = evaluateAccess(snapshot, snapshot.sets[0]!, memory);
      const fresh = evaluateAccess(snapshot, snapshot.sets[0]!);
      expect(kept.map((one) => plain(one.rows))).toEqual(fresh.map((one) => plain(one.rows)));
    }
  });
});

describe('the mesh configuration of the set', () => {
  const mesh = (text: string) =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: istio\n  namespace: istio-system\ndata:\n  mesh: |-\n${text
      .split('\n')
      .map((line) => `    ${line}\n`)
      .join('')}`;
  const custom = `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata:
  name: ask
  namespace: user1
spec:
  action: CUSTOM
  provider:
    name: opa
  rules:
    - to:
        - operation:
            paths: ["/v1/*"]
`;
  const ask = (more: Record<string, string>, platform = PLATFORM) =>
    cell(rows(files('base', more), 'sklearn-iris', platform), 'mesh:user1', 'predictor', 'off');

  it('names the authorizers that CUSTOM policies can ask: none of that name denies', () => {
    expect(ask({ 'custom.yaml': custom }).result).toBe('unknown');
    const known = 'extensionProviders:\n- name: opa\n  envoyExtAuthzGrpc:\n    service: opa.user1\n    port: 9191';
    expect(ask({ 'custom.yaml': custom, 'mesh.yaml': mesh(known) }).result).toBe('unknown');
    for (const text of ['accessLogFile: /dev/stdout', 'extensionProviders:\n- name: opa\n  prometheus: {}']) {
      const row = ask({ 'custom.yaml': custom, 'mesh.yaml': mesh(text) });
      expect(row.result).toBe('403');
      expect(row.reasons[0]!.text).toContain('the mesh has no provider opa');
    }
    expect(ask({ 'custom.yaml': custom, 'mesh.yaml': mesh('rootNamespace: ${ROOT}') }).result).toBe('unknown');
    expect(ask({ 'custom.yaml': custom }, { ...PLATFORM, extensionProviders: ['other'] }).result).toBe('403');
    expect(ask({ 'custom.yaml': custom }, { ...PLATFORM, extensionProviders: ['opa'] }).result).toBe('unknown');
  });

  it('names the trust domain, and aliases that policies may use for it', () => {
    const auth = fixture('base')
      .get('auth.yaml')!
      .replace('namespaces: ["user1"]', 'principals: ["old.example/ns/user1/sa/default"]');
    const told = mesh('trustDomain: new.example\ntrustDomainAliases:\n- old.example');
    expect(ask({ 'auth.yaml': auth, 'mesh.yaml': told })).toMatchObject({
      result: '200',
      identity: 'new.example/ns/user1/sa/default',
    });
    expect(ask({ 'auth.yaml': auth, 'mesh.yaml': mesh('trustDomain: new.example') }).result).toBe('403');
    const settings = { ...PLATFORM, trustDomain: 'new.example', trustDomainAliases: ['old.example'] };
    expect(ask({ 'auth.yaml': auth }, settings).result).toBe('200');
  });

  it('names the root namespace', () => {
    const deny = `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata:
  name: deny-all
  namespace: mesh-root
spec:
  action: DENY
  rules:
    - {}
`;
    expect(ask({ 'deny.yaml': deny }).result).toBe('200');
    expect(ask({ 'deny.yaml': deny, 'mesh.yaml': mesh('rootNamespace: mesh-root') }).result).toBe('403');
  });

  it('counts only as far as several control planes agree', () => {
    const canary = mesh('trustDomain: other.example').replace('name: istio\n', 'name: istio-canary\n');
    const row = ask({ 'a.yaml': mesh('trustDomain: new.example'), 'b.yaml': canary });
    expect(row.identity).toBe('cluster.local/ns/user1/sa/default');
  });
});

describe('explaining one request', () => {
  it('takes the predictor by default, and the external host for the outside', () => {
    const snapshot = open(files('base'));
    const ask = (from: string) => explainRequest(snapshot, snapshot.sets[0]!, { from, to: 'user1/sklearn-iris' })!;
    expect(ask('default/sleep').map((row) => [row.activator, row.result])).toEqual([
      ['off', '403'],
      ['on', '200'],
    ]);
    expect(ask('external')[0]!.url).toBe('http://sklearn-iris-user1.example.com');
    expect(explainRequest(snapshot, snapshot.sets[0]!, { from: 'user1', to: 'user1/other' })).toBeUndefined();
  });

  it('judges another path and method when asked to', () => {
    const snapshot = open(files('base'));
    const [row] = explainRequest(snapshot, snapshot.sets[0]!, {
      from: 'knative-serving/controller',
      to: 'user1/sklearn-iris',
      activator: 'off',
      method: 'GET',
      path: '/metrics',
    })!;
    expect(row).toMatchObject({ result: '200', identity: 'cluster.local/ns/knative-serving/sa/controller' });
  });
});
