/** How requests come in: listeners of the shared gateway, routes by path, other ingress classes and the Gateway API. */
import { describe, expect, it } from 'vitest';
import { explainRequest } from '../../server/src/core/access/paths/evaluate';
import type { AccessRow } from '../../server/src/core/access/paths/types';
import { cell, files, open, rows } from './support/sets';

const gateway = (name: string, server: string, namespace = 'knative-serving') => `apiVersion: networking.istio.io/v1
kind: Gateway
metadata:
  name: ${name}
  namespace: ${namespace}
spec:
  selector:
    istio: ingressgateway
  servers:
    - ${server}
`;
const PUBLIC = 'knative-ingress-gateway';
const TLS = (mode: string) =>
  `{hosts: ["*"], port: {number: 443, name: https, protocol: HTTPS}, tls: {mode: ${mode}, credentialName: cert}}`;
const outside = (all: readonly AccessRow[], activator = 'off') => cell(all, 'external', 'external', activator);
const why = (row: AccessRow) => row.reasons.map(({ text }) => text).join('; ');

describe('the public gateway', () => {
  const ask = (...servers: string[]) =>
    outside(
      rows(
        files('base', Object.fromEntries(servers.map((one, i) => [`g${i}.yaml`, gateway(i ? `g${i}` : PUBLIC, one)]))),
      ),
    );

  it('is called by https where it takes nothing else', () => {
    const row = ask(TLS('SIMPLE'));
    expect(row).toMatchObject({ url: 'https://sklearn-iris-user1.example.com', path: 'C-G-G-P', result: '403' });
    expect(row.hops[0]!.tls).toBe('tls');
    expect(row.hops[0]!.port).toBe(8443);
  });

  it('is called by https where it redirects', () => {
    const http = '{hosts: ["*"], port: {number: 80, name: http, protocol: HTTP}, tls: {httpsRedirect: true}}';
    const row = outside(rows(files('base', { 'g.yaml': gateway(PUBLIC, `${http}\n    - ${TLS('SIMPLE')}`) })));
    expect(row).toMatchObject({ url: 'https://sklearn-iris-user1.example.com', result: '403' });
  });

  it('turns callers without a client certificate away when it asks for one', () => {
    const row = ask(TLS('MUTUAL'));
    expect(row).toMatchObject({ path: 'C-G', result: 'reset' });
    expect(why(row)).toContain('callers are taken to have none');
    expect(row.assumptions.map(({ text }) => text).join()).toContain('were not run end to end');
    expect(ask(TLS('OPTIONAL_MUTUAL')).path).toBe('C-G-G-P');
  });

  it('reads no HTTP when it passes TLS on', () => {
    const server = '{hosts: ["*"], port: {number: 443, name: tls, protocol: TLS}, tls: {mode: PASSTHROUGH}}';
    expect(ask(server)).toMatchObject({ path: 'C-G', result: 'reset' });
    const route = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: own, namespace: user1}
spec:
  hosts: [sklearn-iris-user1.example.com]
  gateways: [knative-serving/knative-ingress-gateway]
  tls:
    - match: [{sniHosts: [sklearn-iris-user1.example.com]}]
      route: [{destination: {host: proxy}}]
`;
    const all = rows(files('base', { 'g.yaml': gateway(PUBLIC, server), 'vs.yaml': route }));
    expect(outside(all).result).toBe('unknown');
  });
});

describe('a VirtualService of the set', () => {
  const route = (host: string, bound: string) => `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: own, namespace: user1}
spec:
  hosts: ["${host}"]
  gateways: ["${bound}"]
  http: [{route: [{destination: {host: sklearn-iris-predictor}}]}]
`;
  const ask = (text: string) => outside(rows(files('no-top-level', { 'vs.yaml': text })));

  it('may lead to the model where KServe makes no route: that is not judged', () => {
    const host = outside(rows(files('no-top-level'))).url.replace('http://', '');
    expect(host).toBe('sklearn-iris-predictor-user1.example.com');
    const named = 'sklearn-iris-user1.example.com';
    const asked = (text: string) => {
      const snapshot = open(files('no-top-level', { 'vs.yaml': text }));
      const question = { from: 'external', to: 'user1/sklearn-iris', host: named, activator: 'off' } as const;
      return explainRequest(snapshot, snapshot.sets[0]!, question)![0]!;
    };
    expect(asked(route('*.other.example', 'knative-serving/knative-ingress-gateway')).result).toBe('404');
    expect(asked(route('*.example.com', 'user1/elsewhere')).result).toBe('404');
    const row = asked(route('*.example.com', 'knative-serving/knative-ingress-gateway'));
    expect(row).toMatchObject({ path: 'C-G', result: 'unknown' });
    expect(why(row)).toContain('VirtualService user1/own takes sklearn-iris-user1.example.com');
    expect(ask(route('*.example.com', 'knative-serving/knative-ingress-gateway')).result).toBe('403');
  });
});

describe("a client's own certificate at a local gateway", () => {
  it('is for the gateway to trust: no file tells', () => {
    const rule = `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: local, namespace: istio-system}
spec:
  host: knative-local-gateway.istio-system.svc.cluster.local
  trafficPolicy:
    tls: {mode: MUTUAL, clientCertificate: /c.pem, privateKey: /k.pem}
`;
    const server =
      '{hosts: ["*"], port: {number: 8081, name: https, protocol: HTTPS}, tls: {mode: MUTUAL, credentialName: c}}';
    const all = rows(files('base', { 'g.yaml': gateway('knative-local-gateway', server), 'dr.yaml': rule }));
    const row = cell(all, 'mesh:user1', 'top-level', 'off');
    expect(row).toMatchObject({ path: 'C-G', result: 'unknown' });
    expect(why(row)).toContain('whether it trusts the one that is sent');
    expect(cell(all, 'non-mesh', 'predictor', 'off')).toMatchObject({ path: 'C-G', result: 'reset' });
  });
});

describe("Knative's own choice of gateways", () => {
  const configIstio = (data: string) =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: config-istio, namespace: knative-serving}\ndata:\n${data}`;
  const own = gateway('own-local', '{hosts: ["*"], port: {number: 8090, name: http, protocol: HTTP}}', 'user1');
  const service = `apiVersion: v1
kind: Service
metadata: {name: own-local, namespace: istio-system}
spec:
  selector: {istio: ingressgateway}
  ports: [{name: http, port: 80, targetPort: 8090}]
`;
  const ask = (data: string) =>
    cell(
      rows(files('base', { 'config.yaml': configIstio(data), 'own.yaml': own, 'service.yaml': service })),
      'non-mesh',
      'predictor',
      'off',
    );

  it.each([
    ['the older form', '  local-gateway.user1.own-local: own-local.istio-system.svc.cluster.local\n'],
    [
      'the newer form',
      '  local-gateways: |\n    - name: own-local\n      namespace: user1\n      service: own-local.istio-system.svc.cluster.local\n',
    ],
  ])('counts in %s', (_, data) => {
    const row = ask(data);
    expect(row).toMatchObject({ path: 'C-G-P', result: '403' });
    expect(row.hops[0]!.port).toBe(8090);
    expect(row.assumptions.map(({ text }) => text)).toContain("Knative's gateways are those of config-istio");
  });

  it('is the installed one where it says nothing, or nothing that can be read', () => {
    for (const data of ['  _example: ""\n', '  local-gateways: |\n    - name: ${NAME}\n'])
      expect(ask(data).hops[0]!.port).toBe(8081);
  });

  it('takes the route of a component off a gateway that it does not name', () => {
    const data =
      '  external-gateways: |\n    - {name: other, namespace: user1, service: other.istio-system.svc.cluster.local}\n';
    const row = cell(rows(files('base', { 'config.yaml': configIstio(data) })), 'external', 'predictor', 'off');
    expect(row).toMatchObject({ path: 'C-G', result: '404' });
  });
});

describe("what the gateway's pods are taken for", () => {
  const deployment = (label: string) => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: istio-ingressgateway
  namespace: istio-system
spec:
  template:
    metadata:
      labels:
        istio: ingressgateway
${label}    spec:
      serviceAccountName: istio-ingressgateway
`;
  const top = (label: string, folder = 'base') =>
    cell(rows(files(folder, { 'gateway.yaml': deployment(label) })), 'mesh:user1', 'top-level', 'off');

  it('is a peer that takes mutual TLS only with the mark of a sidecar', () => {
    expect(top('')).toMatchObject({ path: 'C-G-P', result: '403' });
    const mark = '        security.istio.io/tlsMode: istio\n';
    expect(top(mark)).toMatchObject({ path: 'C-G', result: '503' });
    expect(top(mark, '8081-mutual')).toMatchObject({ path: 'C-G-P', result: '403' });
  });
});

describe('where a port of a Gateway is listened on', () => {
  const service = (name: string, created: string, label = '') => `apiVersion: v1
kind: Service
metadata:
  name: ${name}
  namespace: istio-system
  creationTimestamp: "${created}"
${label}spec:
  selector: {istio: ingressgateway}
  ports: [{name: http, port: 80, targetPort: ${name === 'istio-ingressgateway' ? 8080 : 8081}}]
`;
  const ask = (...services: string[]) =>
    outside(rows(files('base', Object.fromEntries(services.map((text, i) => [`s${i}.yaml`, text])))));
  const [EARLY, LATE] = ['2024-01-01T00:00:00Z', '2025-01-01T00:00:00Z'];

  it('is what the oldest Service with that port says', () => {
    const open = { path: 'C-G-G-P' };
    expect(ask(service('istio-ingressgateway', EARLY), service('own', LATE))).toMatchObject(open);
    expect(ask(service('istio-ingressgateway', LATE), service('own', EARLY))).toMatchObject({ result: 'refused' });
    const label = '  labels: {experimental.istio.io/disable-gateway-port-translation: "false"}\n';
    expect(ask(service('istio-ingressgateway', LATE), service('own', EARLY, label))).toMatchObject(open);
    // The public Service is in no file: taken to be older.
    expect(ask(service('own', EARLY))).toMatchObject(open);
  });
});

const config = (ingress: Record<string, unknown>) => `apiVersion: v1
kind: ConfigMap
metadata:
  name: inferenceservice-config
  namespace: kserve
data:
  ingress: |-
    ${JSON.stringify({ ingressGateway: 'knative-serving/knative-ingress-gateway', ...ingress })}
`;

describe('the route by path', () => {
  const template = { pathTemplate: '/serving/{{ .Namespace }}/{{ .Name }}', ingressDomain: 'models.example' };
  const ask = (more: Record<string, string>, activator = 'off', ingress: Record<string, unknown> = template) =>
    cell(rows(files('base', { 'config.yaml': config(ingress), ...more })), 'external', 'path', activator);

  it('leads as the external host does', () => {
    expect(ask({})).toMatchObject({ url: 'http://models.example', path: 'C-G-G-P', result: '403' });
    expect(ask({}, 'on')).toMatchObject({ path: 'C-G-G-A-P', result: '200' });
  });

  it('says that it was not run', () => {
    expect(
      ask({})
        .assumptions.map(({ text }) => text)
        .join(),
    ).toContain('Routes by path');
  });

  it('is there only with a pathTemplate', () => {
    const all = rows(files('base', { 'config.yaml': config({}) }));
    expect(all.some(({ host }) => host === 'path')).toBe(false);
  });

  const deny = (namespace: string, path: string) => `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata:
  name: paths
  namespace: ${namespace}
spec:
  action: DENY
  rules:
    - to:
        - operation:
            paths: ["${path}"]
`;

  it('shows its prefix to the first gateway alone', () => {
    const gate = (path: string) => ask({ 'deny.yaml': deny('istio-system', path) }, 'on');
    expect(gate('/serving/user1/sklearn-iris/*')).toMatchObject({ path: 'C-G', result: '403' });
    expect(gate('/serving/other/*').path).toBe('C-G-G-A-P');
    expect(ask({ 'deny.yaml': deny('user1', '/serving/*') }, 'on').result).toBe('200');
    expect(ask({ 'deny.yaml': deny('user1', '/v1/models/*') }, 'on')).toMatchObject({
      path: 'C-G-G-A-P',
      result: '403',
    });
  });

  it('is unknown when the template holds more than names', () => {
    const ingress = { ...template, pathTemplate: '/{{ index .Labels "team" }}/{{ .Name }}' };
    expect(ask({}, 'off', ingress)).toMatchObject({ path: 'C', result: 'unknown' });
  });

  it('is gone with the top-level VirtualService', () => {
    expect(ask({}, 'off', { ...template, disableIstioVirtualHost: true })).toMatchObject({
      path: 'C-G',
      result: '404',
    });
  });
});

const STANDARD = '  annotations:\n    serving.kserve.io/deploymentMode: Standard\n';
function standard(more: Record<string, string>, service = (text: string) => text): readonly AccessRow[] {
  const contents = files('base', more);
  const text = contents.get('inference-service.yaml')!.replace('  annotations:\n', STANDARD);
  return rows(contents.set('inference-service.yaml', service(text)));
}
const from = (all: readonly AccessRow[], host: 'external' | 'predictor') => cell(all, 'external', host, 'none');

describe('Standard mode behind an Ingress', () => {
  it("serves the service's host and the component's at Istio's gateway", () => {
    const all = standard({});
    expect(from(all, 'external')).toMatchObject({ path: 'C-G-P', result: '403' });
    expect(from(all, 'predictor')).toMatchObject({ path: 'C-G-P', result: '403' });
    expect(from(all, 'external').identity).toBe('cluster.local/ns/istio-system/sa/istio-ingressgateway');
  });

  it('has no route for a cluster-local model', () => {
    const local = (label: string) =>
      from(
        standard({}, (text) => text.replace('metadata:\n', `metadata:\n  labels:\n    ${label}: cluster-local\n`)),
        'external',
      );
    expect(local('networking.kserve.io/visibility')).toMatchObject({ path: 'C-G', result: '404' });
    expect(local('networking.knative.dev/visibility').result).toBe('403');
  });

  it.each([
    ['another class', { ingressClassName: 'nginx' }, 'The Ingress is of class nginx'],
    ['no Ingress of KServe', { disableIngressCreation: true }, 'disableIngressCreation'],
  ])('is unknown with %s', (_, ingress, text) => {
    const row = from(standard({ 'config.yaml': config(ingress) }), 'external');
    expect(row.result).toBe('unknown');
    expect(why(row)).toContain(text);
  });
});

describe('Standard mode behind the Gateway API', () => {
  const api = { enableGatewayApi: true, kserveIngressGateway: 'kserve/kserve-ingress-gateway' };
  const object = (
    className: string,
    listener = 'allowedRoutes: {namespaces: {from: All}}',
  ) => `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: kserve-ingress-gateway
  namespace: kserve
spec:
  gatewayClassName: ${className}
  listeners:
    - {name: http, protocol: HTTP, port: 80, ${listener}}
`;
  const ask = (more: Record<string, string>, ingress: Record<string, unknown> = api) =>
    from(standard({ 'config.yaml': config(ingress), ...more }), 'external');

  it("calls as the account of Istio's Gateway", () => {
    const row = ask({ 'g.yaml': object('istio') });
    expect(row).toMatchObject({
      path: 'C-G-P',
      result: '403',
      identity: 'cluster.local/ns/kserve/sa/kserve-ingress-gateway-istio',
    });
    const lock = files('base').get('auth.yaml')!.replace('namespaces: ["user1"]', 'namespaces: ["kserve"]');
    expect(ask({ 'g.yaml': object('istio'), 'auth.yaml': lock }).result).toBe('200');
  });

  it('calls as nobody, in plaintext, when the Gateway is not of the mesh', () => {
    expect(ask({ 'g.yaml': object('envoy') })).toMatchObject({ path: 'C-G-P', result: '503', identity: null });
    const auth = files('permissive').get('auth.yaml')!;
    expect(ask({ 'g.yaml': object('envoy'), 'auth.yaml': auth })).toMatchObject({ path: 'C-G-P', result: '403' });
    const gatewayClass = `apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: mine}
spec: {controllerName: gateway.envoyproxy.io/gatewayclass-controller}
`;
    expect(ask({ 'g.yaml': object('mine'), 'c.yaml': gatewayClass }).result).toBe('503');
  });

  it.each([
    ['is in no file', {}, 'is in no file'],
    ['has a class that tells nothing', { 'g.yaml': object('mine') }, 'its class does not tell'],
    [
      'takes routes by a selector',
      { 'g.yaml': object('istio', 'allowedRoutes: {namespaces: {from: Selector, selector: {}}}') },
      'depends on labels of the namespace',
    ],
  ])('is unknown when the Gateway %s', (_, more, text) => {
    const row = ask(more as Record<string, string>);
    expect(row.result).toBe('unknown');
    expect(why(row)).toContain(text);
  });

  it('has no route where the Gateway takes none from the namespace, or none for the host', () => {
    expect(ask({ 'g.yaml': object('istio', 'hostname: "*.other.example"') })).toMatchObject({
      path: 'C-G',
      result: '404',
    });
    const row = ask({ 'g.yaml': object('istio', 'hostname: "*.example.com"') });
    expect(row).toMatchObject({ path: 'C-G', result: '404' });
    expect(why(row)).toContain('takes no routes from namespace user1');
  });

  const deny = (attach: string, namespace = 'kserve') => `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata:
  name: outside
  namespace: ${namespace}
spec:
  ${attach}
  action: DENY
  rules:
    - {}
`;
  const REF = 'targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: kserve-ingress-gateway}]';

  it.each([
    ['names it', deny(REF), 'C-G 403'],
    ['names another', deny(REF.replace('kserve-ingress', 'other')), 'C-G-P 403'],
    ['is of its namespace', deny('selector: {}'), 'C-G 403'],
    [
      'selects it by its name',
      deny('selector: {matchLabels: {gateway.networking.k8s.io/gateway-name: kserve-ingress-gateway}}'),
      'C-G 403',
    ],
    ['selects other pods', deny('selector: {matchLabels: {istio: ingressgateway}}'), 'C-G-P 403'],
    ['names it from another namespace', deny(REF, 'user2'), 'C-G-P 403'],
  ])('takes a policy that %s', (_, policy, expected) => {
    const row = ask({ 'g.yaml': object('istio'), 'deny.yaml': policy });
    expect(`${row.path} ${row.result}`).toBe(expected);
  });
});

describe('NetworkPolicies', () => {
  const policy = (namespace: string, selector: string, types = '[Ingress]') => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: shut
  namespace: ${namespace}
spec:
  podSelector: ${selector}
  policyTypes: ${types}
`;
  const told = (text: string, activator = 'off') =>
    cell(rows(files('base', { 'network.yaml': text })), 'mesh:user1', 'predictor', activator)
      .assumptions.map((one) => one.text)
      .filter((one) => one.startsWith('NetworkPolicy'));

  it('are told among the assumptions, and not judged', () => {
    const [line, ...more] = told(policy('user1', '{}'));
    expect(line).toBe('NetworkPolicy user1/shut selects the pods: which connections it lets through is not judged');
    expect(more).toEqual([]);
    expect(told(policy('user1', '{matchExpressions: [{key: app, operator: Exists}]}'))[0]).toContain('may select');
    expect(told(policy('knative-serving', '{matchLabels: {app: activator}}'), 'on')[0]).toContain(
      'knative-serving/shut',
    );
    expect(told(policy('istio-system', '{}'))).toEqual([]);
  });

  it.each([
    ['for other pods', policy('user1', '{matchLabels: {component: transformer}}')],
    ['for what goes out', policy('user1', '{}', '[Egress]')],
    ['of another namespace', policy('user2', '{}')],
  ])('%s are not', (_, text) => {
    expect(told(text)).toEqual([]);
  });
});

it.each([
  [
    'an EnvoyFilter',
    'networking.istio.io/v1alpha3',
    'EnvoyFilter',
    'workloadSelector: {labels: {component: predictor}}',
    'changes',
  ],
  [
    'one for other pods',
    'networking.istio.io/v1alpha3',
    'EnvoyFilter',
    'workloadSelector: {labels: {component: transformer}}',
    undefined,
  ],
  ['a WasmPlugin for all', 'extensions.istio.io/v1alpha1', 'WasmPlugin', 'url: oci://x', 'changes'],
  [
    'one with targetRefs',
    'extensions.istio.io/v1alpha1',
    'WasmPlugin',
    'targetRefs: [{kind: Service, name: a}]',
    'may change',
  ],
])('%s stands among the assumptions as far as it counts', (_, apiVersion, kind, spec, what) => {
  const text = `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: x, namespace: user1}\nspec: {${spec}}\n`;
  const row = cell(rows(files('base', { 'x.yaml': text })), 'mesh:user1', 'predictor', 'off');
  const told = row.assumptions.map((one) => one.text).find((one) => one.startsWith(kind));
  expect(told).toBe(what && `${kind} user1/x ${what} the proxy of the pods: what comes of that is not judged`);
});
