/** Ambient mode: ztunnel decides by the connection alone, a waypoint by HTTP. After istiod's and ztunnel's own code. */
import { describe, expect, it } from 'vitest';
import { policySetOf } from '../../server/src/core/access/policy-set';
import type { MeshFacts } from '../../server/src/core/access/question';
import { decideAtZtunnel } from '../../server/src/core/access/ztunnel';
import { SourceFile } from '../../server/src/core/model/source-file';
import { namespaceOf } from '../../server/src/core/workspace/manifest-set';
import { cell, rows } from './support/sets';

const MESH: MeshFacts = { rootNamespace: 'istio-system', trustDomain: 'cluster.local', extensionProviders: 'unknown' };
const DEFAULT = { trustDomain: 'cluster.local', namespace: 'user1', serviceAccount: 'default' };

const policy = (spec: string, name = 'p', head = '') => `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata:
  name: ${name}
  namespace: user1
${head}spec: ${spec}
`;
const peer = (mode: string) => `apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata:
  name: default
  namespace: user1
spec: {mtls: {mode: ${mode}}}
`;

function verdict(text: string, asked: { identity?: typeof DEFAULT; sourceIp?: string } = { identity: DEFAULT }) {
  const file = SourceFile.open('file:///p.yaml', text);
  const workload = { namespace: 'user1', labels: new Map([['app', 'iris']]) };
  const request = { identity: undefined, ...asked, sends: 'auto', port: 8080, http: undefined } as const;
  return decideAtZtunnel(workload, request, policySetOf(file.resources, namespaceOf), MESH).verdict;
}

describe('ztunnel', () => {
  it.each([
    ['an ALLOW rule by namespace', '{rules: [{from: [{source: {namespaces: [user1]}}]}]}', 'allow'],
    ['an ALLOW rule by principal', '{rules: [{from: [{source: {principals: ["*/sa/default"]}}]}]}', 'allow'],
    ['an ALLOW rule by account', '{rules: [{from: [{source: {serviceAccounts: [default]}}]}]}', 'allow'],
    ['an ALLOW rule by port', '{rules: [{to: [{operation: {ports: ["8080"]}}]}]}', 'allow'],
    ['an ALLOW rule for another namespace', '{rules: [{from: [{source: {namespaces: [other]}}]}]}', 'deny'],
    ['an empty ALLOW rule', '{rules: [{}]}', 'allow'],
    ['an ALLOW policy without rules', '{}', 'deny'],
    ['an ALLOW rule that needs HTTP is left out', '{rules: [{to: [{operation: {paths: ["*"]}}]}]}', 'deny'],
    [
      'also where another part of it would match',
      '{rules: [{from: [{source: {namespaces: [user1]}}], to: [{operation: {methods: [GET]}}]}]}',
      'deny',
    ],
    ['an ALLOW condition on a header', '{rules: [{when: [{key: "request.headers[a]", values: [b]}]}]}', 'deny'],
    ['an ALLOW condition on the server name', '{rules: [{when: [{key: connection.sni, values: ["*"]}]}]}', 'deny'],
    ['a DENY rule by namespace', '{action: DENY, rules: [{from: [{source: {namespaces: [user1]}}]}]}', 'deny'],
    ['a DENY rule of HTTP alone does nothing', '{action: DENY, rules: [{to: [{operation: {paths: ["*"]}}]}]}', 'allow'],
    [
      'a DENY rule with HTTP in a part of its own does nothing',
      '{action: DENY, rules: [{from: [{source: {namespaces: [user1]}}], to: [{operation: {paths: [/a]}}]}]}',
      'allow',
    ],
    [
      'a DENY rule with HTTP beside a port denies by the port',
      '{action: DENY, rules: [{to: [{operation: {paths: [/a], ports: ["8080"]}}]}]}',
      'deny',
    ],
    [
      'a DENY condition on a header keeps the whole rule from matching',
      '{action: DENY, rules: [{from: [{source: {namespaces: [user1]}}], when: [{key: "request.headers[a]", values: [b]}]}]}',
      'allow',
    ],
    [
      'a DENY condition on the namespace',
      '{action: DENY, rules: [{when: [{key: source.namespace, notValues: [other]}]}]}',
      'deny',
    ],
    ['a namespace with a star inside is literal', '{rules: [{from: [{source: {namespaces: ["us*1"]}}]}]}', 'deny'],
    ['CUSTOM counts for nothing', '{action: CUSTOM, provider: {name: a}, rules: [{}]}', 'allow'],
    ['AUDIT counts for nothing', '{action: AUDIT, rules: [{}]}', 'allow'],
    ['trust domains depend on the version', '{rules: [{from: [{source: {trustDomains: ["*"]}}]}]}', 'unknown'],
    ['an address that is not known', '{rules: [{from: [{source: {ipBlocks: [10.0.0.0/8]}}]}]}', 'unknown'],
    ['policies with targetRefs are for waypoints', '{targetRefs: [{kind: Service, group: "", name: a}]}', 'allow'],
    ['a selector for other pods', '{selector: {matchLabels: {app: other}}}', 'allow'],
    ['templated', '{rules: [{from: [{source: {namespaces: ["${NS}"]}}]}]}', 'unknown'],
  ])('%s', (_, spec, expected) => {
    expect(verdict(policy(spec))).toBe(expected);
  });

  it('does not enforce a dry run', () => {
    const head = '  annotations:\n    istio.io/dry-run: "true"\n';
    expect(verdict(policy('{action: DENY, rules: [{}]}', 'p', head))).toBe('allow');
  });

  it('DENY comes before ALLOW', () => {
    const deny = policy('{action: DENY, rules: [{}]}', 'deny');
    expect(verdict(`${policy('{rules: [{}]}')}---\n${deny}`)).toBe('deny');
  });

  it('refuses plaintext in STRICT, and takes it in every other mode', () => {
    expect(verdict(peer('STRICT'), {})).toBe('reject-plaintext');
    expect(verdict(peer('STRICT'))).toBe('allow');
    for (const mode of ['PERMISSIVE', 'DISABLE', 'UNSET']) {
      expect(verdict(peer(mode), {})).toBe('allow');
      expect(verdict(peer(mode))).toBe('allow');
    }
  });

  it('sees nobody behind plaintext', () => {
    expect(verdict(policy('{rules: [{from: [{source: {namespaces: ["*"]}}]}]}'), {})).toBe('deny');
    expect(verdict(policy('{rules: [{from: [{source: {notNamespaces: [other]}}]}]}'), {})).toBe('allow');
    expect(verdict(policy('{action: DENY, rules: [{from: [{source: {notPrincipals: ["*"]}}]}]}'), {})).toBe('deny');
  });
});

const namespace = (name: string, ...labels: string[]) =>
  `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${name}\n  labels:\n${labels.map((label) => `    ${label}\n`).join('')}`;
const AMBIENT = 'istio.io/dataplane-mode: ambient';
const model = (mode = 'Standard', labels = '') => `apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata:
  name: iris
  namespace: user1
${labels}  annotations:
    serving.kserve.io/deploymentMode: ${mode}
spec:
  predictor:
    model:
      modelFormat: {name: sklearn}
`;
const LOCK = policy('{rules: [{from: [{source: {namespaces: [user1]}}]}]}', 'lock');

const set = (...documents: string[]) => rows(new Map(documents.map((text, i) => [`${i}.yaml`, text])), 'iris');
const result = (all: ReturnType<typeof set>, caller: string, host = 'predictor') =>
  [cell(all, caller, host, 'none')].map((row) => `${row.path} ${row.result}`)[0];

describe('a model of an ambient namespace', () => {
  it('knows its callers by their connections, and has no status for those it refuses', () => {
    const all = set(namespace('user1', AMBIENT), namespace('other', AMBIENT), model(), LOCK, peer('STRICT'));
    expect(result(all, 'mesh:user1')).toBe('C-P 200');
    expect(result(all, 'mesh:other')).toBe('C-P reset');
    expect(result(all, 'non-mesh')).toBe('C-P reset');
    // A sidecar's Envoy has a status for a connection that breaks.
    expect(result(all, 'mesh:default')).toBe('C-P 503');
    expect(cell(all, 'mesh:other', 'predictor', 'none')).toMatchObject({
      identity: 'cluster.local/ns/other/sa/default',
    });
    expect(
      cell(all, 'mesh:user1', 'predictor', 'none')
        .assumptions.map(({ text }) => text)
        .join(),
    ).toContain('not run end to end');
  });

  it('knows them by its address too, when their ztunnel calls', () => {
    const all = set(namespace('user1', AMBIENT), model(), LOCK, peer('STRICT'));
    expect(result(all, 'mesh:user1', 'pod-ip')).toBe('C-P 200');
    expect(result(all, 'mesh:default', 'pod-ip')).toBe('C-P 503');
  });

  it('is open where a DENY policy needs HTTP', () => {
    const deny = policy('{action: DENY, rules: [{to: [{operation: {paths: ["*"]}}]}]}', 'deny');
    expect(result(set(namespace('user1', AMBIENT), model(), deny), 'non-mesh')).toBe('C-P 200');
  });

  it('is not judged on Knative', () => {
    const all = set(namespace('user1', AMBIENT), model('Knative'), LOCK);
    const row = cell(all, 'mesh:user1', 'predictor', 'off');
    expect(row.result).toBe('unknown');
    expect(row.reasons.map(({ text }) => text).join()).toContain('Knative in ambient namespace user1');
  });

  it('may be kept out, or alone in, by a label on the pods', () => {
    const out = model('Standard', '  labels:\n    istio.io/dataplane-mode: none\n');
    expect(result(set(namespace('user1', AMBIENT), out, LOCK), 'non-mesh')).toBe('C-P 200');
    const alone = model('Standard', '  labels:\n    istio.io/dataplane-mode: ambient\n');
    expect(result(set(namespace('user1', 'team: a'), alone, LOCK), 'non-mesh')).toBe('C-P reset');
  });

  it('is not judged where a DestinationRule sets TLS for it', () => {
    const rule = `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: iris, namespace: user1}
spec:
  host: iris-predictor.user1.svc.cluster.local
  trafficPolicy: {tls: {mode: DISABLE}}
`;
    const all = set(namespace('user1', AMBIENT), model(), LOCK, rule);
    expect(result(all, 'mesh:default')).toBe('C unknown');
    expect(result(all, 'mesh:user1')).toBe('C-P 200');
  });
});

describe('a caller of an ambient namespace', () => {
  it('follows no VirtualService: the name leads to the local gateway', () => {
    const all = set(
      namespace('user1', 'istio-injection: enabled'),
      namespace('other', AMBIENT),
      model('Knative'),
      LOCK,
    );
    expect(cell(all, 'mesh:other', 'predictor', 'off')).toMatchObject({ path: 'C-G-P', result: '403' });
    expect(cell(all, 'mesh:default', 'predictor', 'off')).toMatchObject({ path: 'C-P', result: '403' });
  });

  it('is known at a sidecar', () => {
    const all = set(namespace('user1', 'istio-injection: enabled'), namespace('other', AMBIENT), model(), LOCK);
    expect(cell(all, 'mesh:other', 'predictor', 'none')).toMatchObject({
      path: 'C-P',
      result: '403',
      identity: 'cluster.local/ns/other/sa/default',
    });
  });
});

describe('a waypoint', () => {
  const USE = 'istio.io/use-waypoint: wp';
  const gateway = (className = 'istio-waypoint', labels = '') => `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: wp
  namespace: user1
${labels}spec:
  gatewayClassName: ${className}
  listeners: [{name: mesh, port: 15008, protocol: HBONE}]
`;
  const attached = (kind: string, name: string, spec: string) =>
    policy(
      `{targetRefs: [{group: ${kind === 'Service' ? '""' : 'gateway.networking.k8s.io'}, kind: ${kind}, name: ${name}}], ${spec}}`,
      'attached',
    );
  const PREDICT = 'rules: [{from: [{source: {namespaces: [user1]}}], to: [{operation: {paths: ["*:predict"]}}]}]';

  it.each([
    ['Gateway', 'wp'],
    ['Service', 'iris-predictor'],
  ])('takes policies that name its %s, and reads HTTP', (kind, name) => {
    const all = set(
      namespace('user1', AMBIENT, USE),
      namespace('other', AMBIENT),
      gateway(),
      model(),
      attached(kind, name, PREDICT),
    );
    expect(result(all, 'mesh:user1')).toBe('C-W-P 200');
    expect(result(all, 'mesh:other')).toBe('C-W 403');
    expect(cell(all, 'mesh:user1', 'predictor', 'none').identity).toBe('cluster.local/ns/user1/sa/wp');
  });

  it('does not stand in the way of those who call without a sidecar, or call the pod', () => {
    const all = set(namespace('user1', AMBIENT, USE), gateway(), model(), attached('Gateway', 'wp', PREDICT));
    expect(result(all, 'non-mesh')).toBe('C-P 200');
    expect(result(all, 'mesh:user1', 'pod-ip')).toBe('C-P 200');
  });

  it('is who ztunnel sees at the pod', () => {
    const lock = policy('{rules: [{from: [{source: {principals: ["cluster.local/ns/user1/sa/wp"]}}]}]}');
    const all = set(namespace('user1', AMBIENT, USE), gateway(), model(), lock);
    expect(result(all, 'mesh:user1')).toBe('C-W-P 200');
    expect(result(all, 'mesh:user1', 'pod-ip')).toBe('C-P reset');
    expect(result(all, 'non-mesh')).toBe('C-P reset');
  });

  it('is taken to be there when no file has it, and is none of another class or for workloads', () => {
    const without = set(namespace('user1', AMBIENT, USE), model(), LOCK);
    expect(result(without, 'mesh:user1')).toBe('C-W-P 200');
    expect(cell(without, 'mesh:user1', 'predictor', 'none').assumptions).toContainEqual(
      expect.objectContaining({ from: 'default', text: expect.stringContaining('Waypoint user1/wp is in no file') }),
    );
    for (const other of [gateway('istio'), gateway('istio-waypoint', '  labels: {istio.io/waypoint-for: workload}\n')])
      expect(result(set(namespace('user1', AMBIENT, USE), model(), LOCK, other), 'mesh:user1')).toBe('C-P 200');
  });

  it('is unknown to callers with a sidecar, and to a templated label', () => {
    expect(result(set(namespace('user1', AMBIENT, USE), gateway(), model(), LOCK), 'mesh:default')).toBe('C unknown');
    const templated = set(namespace('user1', AMBIENT, 'istio.io/use-waypoint: ${WP}'), model(), LOCK);
    expect(cell(templated, 'mesh:user1', 'predictor', 'none').result).toBe('unknown');
  });

  it('is passed by the ingress gateway unless a label says otherwise', () => {
    const inside = (...labels: string[]) =>
      result(set(namespace('user1', AMBIENT, USE, ...labels), gateway(), model()), 'external', 'external');
    expect(inside()).toBe('C-G-P 200');
    expect(inside('istio.io/ingress-use-waypoint: "true"')).toBe('C-G-W-P 200');
  });
});
