/** What recorded cases do not ask: values that cannot be known, providers that may exist, and the lines that decide. */
import { describe, expect, it } from 'vitest';
import { refusalsOf } from '../../server/src/core/access/admission/admit';
import { decide } from '../../server/src/core/access/decide';
import { policySetOf } from '../../server/src/core/access/policy-set';
import type { AccessRequest, Answer, MeshFacts, Workload } from '../../server/src/core/access/question';
import { SourceFile } from '../../server/src/core/model/source-file';
import { namespaceOf } from '../../server/src/core/workspace/manifest-set';

const MESH: MeshFacts = { rootNamespace: 'istio-system', trustDomain: 'cluster.local', extensionProviders: 'unknown' };
const WORKLOAD: Workload = { namespace: 'user1', labels: new Map([['app', 'iris']]) };

const policy = (spec: string, kind = 'AuthorizationPolicy', head = '') =>
  `apiVersion: security.istio.io/v1\nkind: ${kind}\nmetadata:\n  name: p\n  namespace: user1\n${head}spec:\n${spec
    .trim()
    .split('\n')
    .map((line) => `  ${line}\n`)
    .join('')}`;

function answer(text: string, request: Partial<AccessRequest> = {}, mesh = MESH, workload = WORKLOAD): Answer {
  const file = SourceFile.open('file:///p.yaml', text);
  return decide({
    workload,
    policies: policySetOf(file.resources, namespaceOf),
    mesh,
    request: {
      identity: { trustDomain: 'cluster.local', namespace: 'user2', serviceAccount: 'default' },
      sends: 'auto',
      port: 8080,
      http: { method: 'GET', path: '/v1/models/iris', host: 'iris.user1', headers: {} },
      ...request,
    },
  });
}

const marked = (text: string, result: Answer) =>
  result.reasons.flatMap(({ node }) => (node ? [text.slice(node.span.start, node.span.end)] : []));

describe('the deciding line', () => {
  it('is the value that matches', () => {
    const text = policy('rules:\n  - from:\n      - source:\n          namespaces: [user1, user2]');
    const result = answer(text);
    expect(result.verdict).toBe('allow');
    expect(marked(text, result)).toEqual(['user2']);
  });

  it('is the field that fails, for every rule of every ALLOW policy', () => {
    const text = policy(
      'rules:\n  - from:\n      - source:\n          namespaces: [user1]\n  - to:\n      - operation:\n          methods: [POST]',
    );
    const result = answer(text);
    expect(result).toMatchObject({
      verdict: 'deny',
      httpStatus: 403,
      details: 'rbac_access_denied_matched_policy[none]',
    });
    expect(marked(text, result)).toEqual(['namespaces', 'methods']);
  });

  it('is the mode that refuses plaintext', () => {
    const text = policy('mtls:\n  mode: STRICT', 'PeerAuthentication');
    const result = answer(text, { identity: undefined });
    expect(result.verdict).toBe('reject-plaintext');
    expect(marked(text, result)).toEqual(['STRICT']);
  });
});

describe('what cannot be known', () => {
  it.each([
    ['an external authorizer that may exist', 'action: CUSTOM\nprovider:\n  name: opa\nrules:\n  - {}', 'unknown'],
    ['a templated namespace', 'rules:\n  - from:\n      - source:\n          namespaces: ["${TEAM}"]', 'unknown'],
    [
      'a templated value beside one that matches',
      'rules:\n  - from:\n      - source:\n          namespaces: ["${TEAM}", user2]',
      'allow',
    ],
    [
      'a templated value of a field beside one that fails',
      'rules:\n  - from:\n      - source:\n          namespaces: ["${TEAM}"]\n    to:\n      - operation:\n          methods: [POST]',
      'deny',
    ],
    ['a templated DENY', 'action: DENY\nrules:\n  - to:\n      - operation:\n          paths: ["${PATH}"]', 'unknown'],
    ['a templated action', 'action: ${ACTION}\nrules:\n  - {}', 'unknown'],
    ['a templated selector', 'selector:\n  matchLabels:\n    app: ${APP}\nrules: []', 'unknown'],
    ['a selector of other labels', 'selector:\n  matchLabels:\n    app: other\nrules: []', 'allow'],
  ])('%s: %s', (_, spec, verdict) => {
    const result = answer(policy(spec));
    expect(result.verdict).toBe(verdict);
    expect(result.reasons.length).toBeGreaterThan(0);
  });

  it('a certain denial stands, whatever the external authorizer says', () => {
    const custom = policy('action: CUSTOM\nprovider:\n  name: opa\nrules:\n  - {}').replace('name: p', 'name: c');
    const result = answer(`${custom}---\n${policy('action: DENY\nrules:\n  - {}')}`);
    expect(result.verdict).toBe('deny');
  });

  it('a provider of another name than the known ones denies', () => {
    const custom = policy('action: CUSTOM\nprovider:\n  name: opa\nrules:\n  - {}');
    expect(answer(custom, {}, { ...MESH, extensionProviders: ['opa'] }).verdict).toBe('unknown');
    expect(answer(custom, {}, { ...MESH, extensionProviders: ['other'] }).verdict).toBe('deny');
  });

  it('an address that is not known neither lies in a block nor outside', () => {
    const text = policy('rules:\n  - from:\n      - source:\n          ipBlocks: ["10.0.0.0/8"]');
    expect(answer(text).verdict).toBe('unknown');
    expect(answer(text, { sourceIp: '10.1.2.3' }).verdict).toBe('allow');
    expect(answer(text, { sourceIp: '11.1.2.3' }).verdict).toBe('deny');
  });
});

describe('refused documents', () => {
  const refusal = (text: string) => {
    const [resource] = SourceFile.open('file:///p.yaml', text).resources;
    return resource!
      .read(refusalsOf)
      .map(({ code, by, at }) => `${by} ${code} ${text.slice(at.span.start, at.span.end)}`);
  };

  it.each([
    ['action: deny\nrules:\n  - {}', 'schema wrong-value deny'],
    ['rules:\n  - from:\n      - source:\n          namespace: [a]', 'schema unknown-field namespace'],
    ['rules:\n  - to:\n      - operation:\n          ports: [8080]', 'schema wrong-type 8080'],
    ['rules:\n  - to:\n      - operation:\n          paths: /a', 'schema wrong-type /a'],
    ['selector:\n  matchLabels:\n    app: "a*"', 'schema selector-wildcard "a*"'],
    ['rules:\n  - when:\n      - values: [a]', 'schema missing-field values: [a]'],
    [
      'rules:\n  - from:\n      - source:\n          namespaces: [a]\n          serviceAccounts: [b]',
      'schema service-accounts-mixed serviceAccounts',
    ],
    ['selector: {}\ntargetRefs:\n  - {kind: Service, group: "", name: a}', 'schema attachment-conflict targetRefs'],
    ['targetRefs:\n  - {kind: Pod, group: "", name: a}', 'webhook targetref-kind-unsupported Pod'],
    ['action: DENY', 'webhook deny-without-rules DENY'],
    ['action: CUSTOM\nrules:\n  - {}', 'webhook custom-without-provider CUSTOM'],
    ['provider:\n  name: a', 'webhook provider-without-custom provider'],
    ['rules:\n  - from:\n      - source: {}', 'webhook rule-empty-list {}'],
    ['rules:\n  - to:\n      - operation:\n          methods: [""]', 'webhook empty-value ""'],
    ['rules:\n  - to:\n      - operation:\n          ports: ["http"]', 'webhook port-invalid "http"'],
    [
      'rules:\n  - to:\n      - operation:\n          paths: ["/v1/{*}:predict"]',
      'webhook path-template-invalid "/v1/{*}:predict"',
    ],
    ['rules:\n  - from:\n      - source:\n          ipBlocks: ["10.1.2"]', 'webhook ip-block-invalid "10.1.2"'],
    ['rules:\n  - from:\n      - source:\n          trustDomains: ["a*b"]', 'webhook trust-domain-format "a*b"'],
    [
      'rules:\n  - when:\n      - key: request.header[a]\n        values: [b]',
      'webhook when-key-invalid request.header[a]',
    ],
    [
      'rules:\n  - when:\n      - key: request.headers\n        values: [b]',
      'webhook when-key-brackets request.headers',
    ],
    ['rules:\n  - when:\n      - key: source.ip', 'webhook when-values-missing key: source.ip'],
    [
      'action: CUSTOM\nprovider:\n  name: a\nrules:\n  - from:\n      - source:\n          principals: [b]',
      'webhook custom-source-unsupported principals',
    ],
  ])('%s', (spec, expected) => {
    expect(refusal(policy(spec))).toEqual([expected]);
  });

  it.each([
    ['mtls:\n  mode: strict', 'schema wrong-value strict'],
    ['mtls: {}\nportLevelMtls:\n  8080: {mode: STRICT}', 'schema port-level-without-selector portLevelMtls'],
    ['selector:\n  matchLabels: {app: a}\nportLevelMtls:\n  http: {mode: STRICT}', 'schema port-level-key http'],
    ['selector:\n  matchLabels: {app: a}\nportLevelMtls: {}', 'schema empty-map {}'],
  ])('PeerAuthentication %s', (spec, expected) => {
    expect(refusal(policy(spec, 'PeerAuthentication'))).toEqual([expected]);
  });

  it('are told by what a template hides only when that is certain', () => {
    expect(
      refusal(policy('action: ${ACTION}\nrules:\n  - from:\n      - source:\n          namespaces: ["${A}"]')),
    ).toEqual([]);
  });

  it('a dry run that is no truth value, and one on another kind', () => {
    const head = '  annotations:\n    istio.io/dry-run: "yes"\n';
    expect(refusal(policy('rules: []', 'AuthorizationPolicy', head))).toEqual(['webhook dry-run-misplaced "yes"']);
    expect(refusal(policy('mtls: {}', 'PeerAuthentication', head))).toEqual(['webhook dry-run-misplaced "yes"']);
  });
});

/** Seen in a real Envoy under ALLOW `/metrics`: BASE, MERGE_SLASHES, DECODE_AND_MERGE_SLASHES, NONE. */
describe('a port that no Service declares', () => {
  const workload: Workload = { ...WORKLOAD, ports: [{ port: 8080, protocol: 'HTTP' }] };
  const text = policy('rules:\n  - to:\n      - operation:\n          paths: [/metrics]');
  const http = { method: 'GET', path: 'metrics', host: 'iris.user1', headers: {} };

  it.each([
    [9000, undefined, 'deny', undefined],
    [8080, undefined, 'bad-request', 400],
    [9000, { trustDomain: 'cluster.local', namespace: 'user2', serviceAccount: 'default' }, 'bad-request', 400],
  ])('takes plaintext that is no HTTP for bytes: %s', (port, identity, verdict, httpStatus) => {
    const seen = answer(text, { port, identity, sends: identity ? 'auto' : 'plaintext', http }, MESH, workload);
    expect([seen.verdict, seen.httpStatus]).toEqual([verdict, httpStatus]);
  });
});

describe('path normalization', () => {
  const MODES = ['BASE', 'MERGE_SLASHES', 'DECODE_AND_MERGE_SLASHES', 'NONE'] as const;
  it.each([
    ['/metrics', 200, 200, 200, 200],
    ['//metrics', 403, 200, 200, 403],
    ['/metrics/', 403, 403, 403, 403],
    ['/%6detrics', 200, 200, 200, 403],
    ['/%6Detrics', 200, 200, 200, 403],
    ['/a/../metrics', 200, 200, 200, 403],
    ['/./metrics', 200, 200, 200, 403],
    ['/a/..%2fmetrics', 403, 403, 200, 403],
    ['/%2fmetrics', 403, 403, 200, 403],
    ['%2fmetrics', 400, 400, 400, 400],
    ['/metrics?x=1', 200, 200, 200, 200],
    ['/metrics#f', 200, 200, 200, 200],
    ['/metrics;x', 403, 403, 403, 403],
    ['/METRICS', 403, 403, 403, 403],
    ['/metrics%00', 400, 400, 400, 403],
    ['/metrics%2f', 403, 403, 403, 403],
    ['/metrics%3Fx', 403, 403, 403, 403],
    ['\\metrics', 400, 400, 400, 400],
    ['/a\\..\\metrics', 200, 200, 200, 403],
    ['/a//../metrics', 403, 403, 403, 403],
    ['/%2e/metrics', 200, 200, 200, 403],
    ['/a/%2e%2e/metrics', 200, 200, 200, 403],
    ['http://h/metrics', 200, 200, 200, 200],
    ['/metrics%20', 403, 403, 403, 403],
  ])('%s: %i, %i, %i, %i', (path, ...expected) => {
    const text = policy('rules:\n  - to:\n      - operation:\n          paths: [/metrics]');
    const http = { method: 'GET', path, host: 'iris.user1', headers: {} };
    expect(MODES.map((pathNormalization) => answer(text, { http }, { ...MESH, pathNormalization }).httpStatus)).toEqual(
      expected,
    );
  });
});
