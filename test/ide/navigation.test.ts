import { describe, expect, test } from 'vitest';
import { linksOf } from '../../server/src/ide/document-links';
import { workspaceSymbols } from '../../server/src/ide/workspace-symbols';
import { open } from '../support/cursor';
import { definition, describePlaces, highlights, references } from '../support/navigate';

const object = (apiVersion: string, kind: string, name: string, namespace: string, rest = '') =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${name}\n  namespace: ${namespace}\n${rest}`;
const gateway = (name: string, namespace: string, rest = '') =>
  object('networking.istio.io/v1', 'Gateway', name, namespace, rest);
const virtualService = (spec: string, namespace = 'user1') =>
  object('networking.istio.io/v1', 'VirtualService', 'routes', namespace, `spec:\n${spec}`);
const policy = (spec: string, namespace = 'user1') =>
  object('security.istio.io/v1', 'AuthorizationPolicy', 'lock', namespace, `spec:\n${spec}`);
const model = (name = 'iris', namespace = 'user1', spec = '  predictor: {}\n') =>
  object('serving.kserve.io/v1beta1', 'InferenceService', name, namespace, `spec:\n${spec}`);
const service = (name: string, namespace: string, rest = '') => object('v1', 'Service', name, namespace, rest);
const namespace = (name: string) => `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${name}\n`;
const account = (name: string, ns: string) => object('v1', 'ServiceAccount', name, ns);
const principal = (value: string) => `  rules:\n    - from:\n        - source:\n            principals: ["${value}"]\n`;
const destinationRule = (host: string, rest = '', ns = 'user1') =>
  object('networking.istio.io/v1', 'DestinationRule', 'rule', ns, `spec:\n  host: ${host}\n${rest}`);
const kserveConfig = (ingress: string) =>
  object(
    'v1',
    'ConfigMap',
    'inferenceservice-config',
    'kserve',
    `data:\n  ingress: |-\n    {\n      ${ingress}\n    }\n`,
  );

describe('definition of a gateway', () => {
  const others = { 'gw.yaml': gateway('local', 'mesh'), 'other.yaml': gateway('local', 'user2') };
  test('by namespace and name', () => {
    expect(definition(virtualService('  gateways: [mesh/lo|cal]\n'), others)).toEqual(['gw.yaml:4 local']);
  });
  test('by name alone, in the namespace of the VirtualService', () => {
    expect(definition(virtualService('  gateways: [lo|cal]\n', 'user2'), others)).toEqual(['other.yaml:4 local']);
  });
  test('in a match of a route', () => {
    expect(definition(virtualService('  http:\n    - match:\n        - gateways: ["mesh/local|"]\n'), others)).toEqual([
      'gw.yaml:4 local',
    ]);
  });
  test('`mesh` is none', () => {
    expect(definition(virtualService('  gateways: [me|sh]\n'), { 'gw.yaml': gateway('mesh', 'user1') })).toEqual([]);
  });
  test('from the JSON of KServe', () => {
    const text = kserveConfig('"urlScheme": "http",\n      "localGateway": "mesh/loc§al"');
    expect(definition(text, others)).toEqual(['gw.yaml:4 local']);
  });
  test('none in the files', () => {
    expect(definition(virtualService('  gateways: [mesh/oth|er]\n'), others)).toEqual([]);
  });
  test('Gateway API: a parent, and the JSON key of KServe for it', () => {
    const api = { 'gw.yaml': object('gateway.networking.k8s.io/v1', 'Gateway', 'ingress', 'kserve') };
    const route = object(
      'gateway.networking.k8s.io/v1',
      'HTTPRoute',
      'r',
      'user1',
      'spec:\n  parentRefs:\n    - name: ingr|ess\n      namespace: kserve\n',
    );
    expect(definition(route, api)).toEqual(['gw.yaml:4 ingress']);
    expect(definition(kserveConfig('"kserveIngressGateway": "kserve/ingre§ss"'), api)).toEqual(['gw.yaml:4 ingress']);
  });
});

describe('definition of a host', () => {
  const others = { 'svc.yaml': service('reviews', 'user1'), 'model.yaml': model() };
  test.each([
    ['short', 'rev|iews'],
    ['with namespace', 'rev|iews.user1'],
    ['full', 'rev|iews.user1.svc.cluster.local'],
  ])('a Service, %s', (_, host) => {
    expect(definition(destinationRule(host), others)).toEqual(['svc.yaml:4 reviews']);
  });
  test.each(['iri|s-predictor', 'iris-pre|dictor.user1.svc.cluster.local', 'ir|is.user1'])(
    'a model behind the derived name %s',
    (host) => {
      expect(definition(destinationRule(host), others)).toEqual(['model.yaml:4 iris']);
    },
  );
  test('of a revision', () => {
    expect(definition(destinationRule('iris-pr|edictor-00001.user1.svc.cluster.local'), others)).toEqual([
      'model.yaml:4 iris',
    ]);
  });
  test('a component that the model does not have is none', () => {
    expect(definition(destinationRule('iris-trans|former'), others)).toEqual([]);
  });
  test('in a policy, with a port', () => {
    const text = policy(
      '  rules:\n    - to:\n        - operation:\n            hosts: ["iris-|predictor.user1:8080"]\n',
    );
    expect(definition(text, others)).toEqual(['model.yaml:4 iris']);
  });
  test('in routes, mirrors and a Sidecar', () => {
    for (const spec of [
      '  http:\n    - route:\n        - destination:\n            host: revi|ews\n',
      '  http:\n    - mirror:\n        host: revi|ews\n',
    ])
      expect(definition(virtualService(spec), others)).toEqual(['svc.yaml:4 reviews']);
    const sidecar = object(
      'networking.istio.io/v1',
      'Sidecar',
      'default',
      'user2',
      'spec:\n  egress:\n    - hosts: ["user1/rev|iews.user1.svc.cluster.local"]\n',
    );
    expect(definition(sidecar, others)).toEqual(['svc.yaml:4 reviews']);
  });
  test('from the JSON of KServe', () => {
    const text = kserveConfig('"localGatewayService": "knative-local-§gateway.istio-system.svc.cluster.local"');
    expect(definition(text, { 'svc.yaml': service('knative-local-gateway', 'istio-system') })).toEqual([
      'svc.yaml:4 knative-local-gateway',
    ]);
  });
  test('outside the cluster, from a ServiceEntry', () => {
    const entry = object(
      'networking.istio.io/v1',
      'ServiceEntry',
      'out',
      'user2',
      'spec:\n  hosts: [api.example.com]\n',
    );
    expect(definition(destinationRule('api.exa|mple.com'), { 'entry.yaml': entry })).toEqual([
      'entry.yaml:7 api.example.com',
    ]);
  });
  test('its namespace part leads to the namespace', () => {
    expect(definition(destinationRule('reviews.us|er1.svc.cluster.local'), { 'ns.yaml': namespace('user1') })).toEqual([
      'ns.yaml:4 user1',
    ]);
  });
  test('a Knative Service', () => {
    const others = { 'ksvc.yaml': object('serving.knative.dev/v1', 'Service', 'hello', 'user1') };
    expect(definition(destinationRule('hel|lo.user1.svc.cluster.local'), others)).toEqual(['ksvc.yaml:4 hello']);
  });
  test('a pattern is none', () => {
    expect(definition(destinationRule("'*.l|ocal'"), others)).toEqual([]);
  });
});

describe('definition of other names', () => {
  test('the service account and the namespace of a principal', () => {
    const others = { 'sa.yaml': account('caller', 'team'), 'ns.yaml': namespace('team') };
    expect(definition(policy(principal('cluster.local/ns/team/sa/cal|ler')), others)).toEqual(['sa.yaml:4 caller']);
    expect(definition(policy(principal('cluster.local/ns/te|am/sa/caller')), others)).toEqual(['ns.yaml:4 team']);
    expect(definition(policy(principal('cluster.local/ns/te|am/sa/*')), others)).toEqual(['ns.yaml:4 team']);
    expect(definition(policy(principal('cluster.local/ns/team/sa/cal|*')), others)).toEqual([]);
  });
  test('service accounts with and without namespace', () => {
    const others = { 'sa.yaml': account('caller', 'team'), 'own.yaml': account('caller', 'user1') };
    const list = (value: string) =>
      policy(`  rules:\n    - from:\n        - source:\n            serviceAccounts: [${value}]\n`);
    expect(definition(list('team/cal|ler'), others)).toEqual(['sa.yaml:4 caller']);
    expect(definition(list('cal|ler'), others)).toEqual(['own.yaml:4 caller']);
  });
  test('the service account of a model', () => {
    expect(
      definition(model('iris', 'user1', '  predictor:\n    serviceAccountName: cal|ler\n'), {
        'sa.yaml': account('caller', 'user1'),
      }),
    ).toEqual(['sa.yaml:4 caller']);
  });
  test('namespaces in sources, conditions and metadata', () => {
    const others = { 'ns.yaml': namespace('team') };
    expect(
      definition(policy('  rules:\n    - from:\n        - source:\n            namespaces: [te|am]\n'), others),
    ).toEqual(['ns.yaml:4 team']);
    expect(
      definition(policy('  rules:\n    - when:\n        - key: source.namespace\n          values: [te|am]\n'), others),
    ).toEqual(['ns.yaml:4 team']);
    expect(definition(model('iris', 'te|am'), others)).toEqual(['ns.yaml:4 team']);
  });
  test('a secret, its certificate, and where the gateway runs', () => {
    const certificate = object('cert-manager.io/v1', 'Certificate', 'c', 'istio-system', 'spec:\n  secretName: tls\n');
    const text = gateway(
      'public',
      'user1',
      'spec:\n  selector:\n    istio: ingressgateway\n  servers:\n    - tls:\n        credentialName: tl|s\n',
    );
    expect(
      definition(text, { 'cert.yaml': certificate, 'wrong.yaml': object('v1', 'Secret', 'tls', 'user1') }),
    ).toEqual(['cert.yaml:7 tls']);
  });
  test('a subset, by its host in any spelling', () => {
    const others = {
      'dr.yaml': destinationRule('reviews', '  subsets:\n    - name: v1\n'),
      'other.yaml': destinationRule('ratings', '  subsets:\n    - name: v1\n'),
    };
    const route = (host: string) =>
      virtualService(
        `  http:\n    - route:\n        - destination:\n            host: ${host}\n            subset: v|1\n`,
      );
    expect(definition(route('reviews.user1.svc.cluster.local'), others)).toEqual(['dr.yaml:9 v1']);
  });
  test('an extension provider, in the YAML of the mesh configuration', () => {
    const mesh = object(
      'v1',
      'ConfigMap',
      'istio',
      'istio-system',
      'data:\n  mesh: |-\n    extensionProviders:\n      - name: "opa"\n        envoyExtAuthzGrpc: {service: opa.user1.svc.cluster.local}\n',
    );
    const text = policy('  action: CUSTOM\n  provider:\n    name: o|pa\n');
    expect(definition(text, { 'mesh.yaml': mesh })).toEqual(['mesh.yaml:9 opa']);
    const provider = mesh.replace('service: opa', 'service: o§pa');
    expect(definition(provider, { 'svc.yaml': service('opa', 'user1') })).toEqual(['svc.yaml:4 opa']);
  });
  test('a runtime, the namespace its own or the cluster its', () => {
    const text = model('iris', 'user1', '  predictor:\n    model:\n      runtime: skl|earn\n');
    const cluster = `apiVersion: serving.kserve.io/v1alpha1\nkind: ClusterServingRuntime\nmetadata:\n  name: sklearn\n`;
    const own = object('serving.kserve.io/v1alpha1', 'ServingRuntime', 'sklearn', 'user1');
    expect(definition(text, { 'a.yaml': cluster })).toEqual(['a.yaml:4 sklearn']);
    expect(definition(text, { 'a.yaml': cluster, 'b.yaml': own })).toEqual(['a.yaml:4 sklearn', 'b.yaml:4 sklearn']);
  });
  test('the model of a graph step, and the target of a policy', () => {
    const graph = object(
      'serving.kserve.io/v1alpha1',
      'InferenceGraph',
      'g',
      'user1',
      'spec:\n  nodes:\n    root:\n      steps:\n        - serviceName: ir|is\n',
    );
    expect(definition(graph, { 'model.yaml': model() })).toEqual(['model.yaml:4 iris']);
    const waypoint = object('gateway.networking.k8s.io/v1', 'Gateway', 'waypoint', 'user1');
    expect(
      definition(
        policy('  targetRefs:\n    - group: gateway.networking.k8s.io\n      kind: Gateway\n      name: way|point\n'),
        { 'gw.yaml': waypoint },
      ),
    ).toEqual(['gw.yaml:4 waypoint']);
    expect(
      definition(
        'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: user1\n  labels:\n    istio.io/use-waypoint: way|point\n',
        { 'gw.yaml': waypoint },
      ),
    ).toEqual(['gw.yaml:4 waypoint']);
  });
  test('a templated name is none', () => {
    expect(
      definition(virtualService('  gateways: ["{{ .Values.gat|eway }}"]\n'), { 'gw.yaml': gateway('local', 'user1') }),
    ).toEqual([]);
  });
});

describe('selectors and workloads', () => {
  const others = {
    'pods.yaml': object(
      'apps/v1',
      'Deployment',
      'web',
      'user1',
      'spec:\n  template:\n    metadata:\n      labels:\n        app: web\n        tier: front\n',
    ),
    'elsewhere.yaml': object(
      'apps/v1',
      'Deployment',
      'web',
      'user2',
      'spec:\n  template:\n    metadata:\n      labels:\n        app: web\n',
    ),
    'model.yaml': model(),
  };
  const selecting = (labels: string, ns = 'user1') => policy(`  selector:\n    matchLabels:\n${labels}`, ns);
  test('a label leads to the pods that the whole selector takes', () => {
    expect(definition(selecting('      app: we|b\n'), others)).toEqual(['pods.yaml:10 web']);
    expect(definition(selecting('      app: we|b\n      tier: back\n'), others)).toEqual([]);
  });
  test('in the root namespace: pods of all namespaces', () => {
    expect(definition(selecting('      app: we|b\n', 'istio-system'), others)).toEqual([
      'elsewhere.yaml:10 web',
      'pods.yaml:10 web',
    ]);
  });
  test("a model's own label leads to the model", () => {
    expect(definition(selecting('      serving.kserve.io/inferenceservice: ir|is\n'), others)).toEqual([
      'model.yaml:4 iris',
    ]);
    expect(definition(selecting('      component: predi|ctor\n'), others)).toEqual(['model.yaml:4 iris']);
  });
  test('a label of pods leads back to selectors', () => {
    const { 'pods.yaml': pods, ...rest } = others;
    expect(
      references(pods!.replace('app: web', 'app: we|b'), { ...rest, 'policy.yaml': selecting('      app: web\n') }),
    ).toEqual(['manifest.yaml:10 web', 'policy.yaml:9 web']);
  });
  test('of a Service', () => {
    expect(definition(service('web', 'user1', 'spec:\n  selector:\n    app: we|b\n'), others)).toEqual([
      'pods.yaml:10 web',
    ]);
  });
});

describe('references', () => {
  const others = {
    'ns.yaml': namespace('user1'),
    'policy.yaml': policy(principal('cluster.local/ns/user1/sa/caller'), 'team'),
    'dr.yaml': destinationRule('iris-predictor.user1.svc.cluster.local', '', 'team'),
  };
  test('of a namespace, in every form', () => {
    expect(references(model('iris', 'use|r1'), others)).toEqual([
      'dr.yaml:7 user1',
      'manifest.yaml:5 user1',
      'ns.yaml:4 user1',
      'policy.yaml:10 user1',
    ]);
  });
  test('without the declaration', () => {
    expect(references(model('iris', 'use|r1'), others, false)).not.toContain('ns.yaml:4 user1');
  });
  test('of a model, with the hosts that it makes', () => {
    expect(references(model('ir|is'), others)).toEqual(['dr.yaml:7 iris-predictor', 'manifest.yaml:4 iris']);
  });
  test('from a derived host: the model, and who else says the host', () => {
    expect(references(destinationRule('iris-pre|dictor'), { ...others, 'model.yaml': model() })).toEqual([
      'dr.yaml:7 iris-predictor',
      'manifest.yaml:7 iris-predictor',
      'model.yaml:4 iris',
    ]);
  });
  test('names of other namespaces are others', () => {
    expect(references(model('ir|is', 'user2'), others)).toEqual(['manifest.yaml:4 iris']);
  });
  test('each set has its own', () => {
    const files = {
      'dev/gw.yaml': gateway('local', 'mesh'),
      'prod/gw.yaml': gateway('local', 'mesh'),
    };
    // The shared file stands in both sets.
    expect(definition(virtualService('  gateways: [mesh/lo|cal]\n'), files)).toEqual([
      'dev/gw.yaml:4 local',
      'prod/gw.yaml:4 local',
    ]);
  });
});

describe('through kustomizations', () => {
  const bare = (kind: string, name: string, rest = '') =>
    `apiVersion: networking.istio.io/v1\nkind: ${kind}\nmetadata:\n  name: ${name}\n${rest}`;
  const routes = bare('VirtualService', 'routes', 'spec:\n  gateways: [local]\n');
  const files = {
    'base/kustomization.yaml': 'resources:\n  - gw.yaml\n  - vs.yaml\n',
    'base/gw.yaml': bare('Gateway', 'local'),
    'base/vs.yaml': routes,
    'prod/kustomization.yaml': 'resources:\n  - ../base\nnamespace: user1\npatches:\n  - path: patch.yaml\n',
    'prod/patch.yaml': routes.replace('[local]', '[local, mesh]'),
    'elsewhere.yaml': gateway('local', 'user2'),
  };
  const at = (name: keyof typeof files, before: string, after: string) =>
    [files[name].replace(before, after), { ...files, [name]: files[name] }] as const;
  function definitionIn(name: keyof typeof files, before: string, after: string): string[] {
    const [marked, { [name]: _, ...others }] = at(name, before, after);
    return definition(marked, others, name);
  }
  test('names in bases and patches count in the namespace that they are given', () => {
    expect(definitionIn('prod/patch.yaml', '[local', '[lo|cal')).toEqual(['base/gw.yaml:4 local']);
    const { 'prod/patch.yaml': _, 'prod/kustomization.yaml': overlay, ...rest } = files;
    const unpatched = { ...rest, 'prod/kustomization.yaml': overlay.slice(0, overlay.indexOf('patches:')) };
    const { 'base/vs.yaml': vs, ...others } = unpatched;
    expect(definition(vs.replace('[local', '[lo|cal'), others, 'base/vs.yaml')).toEqual(['base/gw.yaml:4 local']);
  });
  test('a path leads to its file', () => {
    expect(definitionIn('prod/kustomization.yaml', 'patch.yaml', 'pat|ch.yaml')).toEqual(['prod/patch.yaml:1 ']);
    expect(definitionIn('prod/kustomization.yaml', '../base', '../ba|se')).toEqual(['base/kustomization.yaml:1 ']);
  });
});

test('highlights mark the name in this file only', () => {
  const text = `${model('ir|is')}---\n${destinationRule('iris-predictor')}`;
  expect(highlights(text, { 'dr.yaml': destinationRule('iris') })).toEqual([
    'manifest.yaml:4 iris (write)',
    'manifest.yaml:15 iris-predictor (read)',
  ]);
});

describe('workspace symbols', () => {
  const opened = open(model(), { 'policy.yaml': policy(''), 'gw.yaml': gateway('iris-gateway', 'mesh') });
  const search = (query: string) => workspaceSymbols(opened.workspace.snapshot, query);
  test('by letters of the name, the whole word first', () => {
    expect(search('iris').map(({ name }) => name)).toEqual(['InferenceService iris', 'Gateway iris-gateway']);
    expect(search('igw').map(({ name }) => name)).toEqual(['Gateway iris-gateway']);
  });
  test('by kind and namespace, in any order', () => {
    expect(search('user1 authorization').map(({ name, container }) => `${container} ${name}`)).toEqual([
      'user1 AuthorizationPolicy lock',
    ]);
  });
  test('point at the name', () => {
    expect(
      describePlaces(
        opened,
        search('lock').map(({ place }) => place),
      ),
    ).toEqual(['policy.yaml:4 lock']);
  });
  test('nothing that does not fit', () => {
    expect(search('nosuchthing')).toEqual([]);
  });
});

describe('links', () => {
  test('paths of a kustomization to files and folders', () => {
    const opened = open(model(), {
      'overlay/kustomization.yaml':
        'resources:\n  - ../base\n  - extra.yaml\n  - missing.yaml\n  - https://example.com/x\npatches:\n  - path: patch.yaml\n',
      'overlay/extra.yaml': namespace('a'),
      'overlay/patch.yaml': namespace('b'),
      'base/kustomization.yaml': 'resources: []\n',
    });
    const { snapshot } = opened.workspace;
    const file = snapshot.files.get('file:///w/overlay/kustomization.yaml')!;
    expect(
      linksOf(snapshot, file).map(({ span, target }) => `${file.text.slice(span.start, span.end)} → ${target}`),
    ).toEqual([
      '../base → file:///w/base/kustomization.yaml',
      'extra.yaml → file:///w/overlay/extra.yaml',
      'patch.yaml → file:///w/overlay/patch.yaml',
    ]);
  });
  test('rule ids in comments to their pages', () => {
    const { workspace, file } = open(
      `# meshward-disable-next-line root-selector-ignored, no-such-rule\n${namespace('a')}`,
    );
    expect(linksOf(workspace.snapshot, file).map(({ target }) => target)).toEqual([
      expect.stringMatching(/root-selector-ignored\.md$/),
    ]);
  });
});
