/** Each name that connects objects of a mesh: from any place of it to all others, and a rename that changes exactly those. */
import { describe, expect, test } from 'vitest';
import { workspaceSymbols } from '../../server/src/ide/workspace-symbols';
import { open } from '../support/cursor';
import { definition, describePlaces, highlights, references, rename, renameTarget } from '../support/navigate';

const MESH: Record<string, string> = {
  'platform/namespaces.yaml': `apiVersion: v1
kind: Namespace
metadata:
  name: models # the team's
  labels: { istio-injection: enabled }
---
apiVersion: v1
kind: Namespace
metadata: { name: callers }
`,
  'platform/mesh.yaml': `apiVersion: v1
kind: ConfigMap
metadata: { name: istio, namespace: istio-system }
data:
  mesh: |-
    rootNamespace: istio-system
    extensionProviders:
      - name: oidc # who may come in
        envoyExtAuthzHttp: { service: authz.callers.svc.cluster.local, port: 80 }
`,
  'platform/operator.yaml': `apiVersion: install.istio.io/v1alpha1
kind: IstioOperator
metadata: { name: control, namespace: istio-system }
spec:
  meshConfig:
    extensionProviders:
      - name: audit
        envoyExtAuthzGrpc: { service: callers/authz.callers.svc.cluster.local, port: 81 }
`,
  'platform/kserve.yaml': `apiVersion: v1
kind: ConfigMap
metadata: { name: inferenceservice-config, namespace: kserve }
data:
  ingress: |-
    {
      "ingressGateway": "models/public",
      "localGateway": "models/inner",
      "localGatewayService": "inner-service.models.svc.cluster.local",
      "ingressDomain": "example.com"
    }
`,
  'gateways.yaml': `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: public, namespace: models }
spec:
  selector: { istio: edge }
  servers:
    - port: { number: 443, name: https, protocol: HTTPS }
      hosts: ["models/*.example.com"]
      tls: { mode: SIMPLE, credentialName: edge-tls }
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: inner, namespace: models }
spec:
  selector:
    istio: edge
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: edge, namespace: callers }
spec:
  selector: { matchLabels: { istio: edge } }
  template:
    metadata: { labels: { istio: edge } }
    spec: { containers: [{ name: istio-proxy, image: auto }] }
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: edge, namespace: callers }
spec:
  secretName: edge-tls # read by the gateway
  dnsNames: ["*.example.com"]
---
apiVersion: v1
kind: Service
metadata: { name: inner-service, namespace: models }
spec: { selector: { app: inner } }
`,
  'model.yaml': `apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata: { name: iris, namespace: models }
spec:
  predictor:
    serviceAccountName: reader
    model: { modelFormat: { name: sklearn }, storageUri: "s3://iris" }
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: reader, namespace: models }
`,
  'routes.yaml': `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: iris, namespace: models }
spec:
  hosts: [iris.example.com]
  gateways:
    - public # from outside
    - models/inner
  http:
    - match: [{ gateways: [models/public] }]
      route:
        - destination: { host: iris-predictor.models.svc.cluster.local }
        - destination: { host: web, subset: v1 }
        - destination: { host: web.models.svc.cluster.local, subset: v1 }
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: web, namespace: models }
spec:
  host: web.models
  subsets:
    - name: v1
      labels: { app: web }
`,
  'workloads.yaml': `apiVersion: v1
kind: Service
metadata: { name: web, namespace: models }
spec:
  selector: { app: web }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: models }
spec:
  selector:
    matchLabels: { app: web }
  template:
    metadata:
      labels:
        app: web # who is meant
    spec:
      serviceAccountName: reader
      containers: [{ name: web, image: web }]
---
apiVersion: v1
kind: Pod
metadata: { name: other, namespace: callers, labels: { app: web } }
`,
  'policies.yaml': `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: web, namespace: models }
spec:
  selector: { matchLabels: { app: "web" } }
  action: CUSTOM
  provider: { name: oidc }
  rules:
    - from:
        - source:
            principals: ["cluster.local/ns/models/sa/reader"]
            namespaces: [callers]
      to:
        - operation: { hosts: ["iris-predictor.models", "web.models.svc.cluster.local:80"] }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: audit, namespace: models }
spec:
  action: CUSTOM
  provider: { name: audit }
  rules: [{ from: [{ source: { serviceAccounts: [models/reader] } }] }]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: web, namespace: models }
spec:
  podSelector:
    matchExpressions: [{ key: app, operator: In, values: [web, none] }]
  ingress: [{ from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: callers } } }] }]
`,
};

interface Case {
  readonly what: string;
  /** What the cursor may stand on: a file and a text in it, with `|` where. */
  readonly from: readonly (readonly [file: string, marked: string])[];
  readonly defined: readonly string[];
  /** All places, the definition among them. */
  readonly places: readonly string[];
  /** A query for the object that has the name, and its entry. */
  readonly symbol?: readonly [query: string, name: string];
  readonly newName?: string;
}

const CASES: readonly Case[] = [
  {
    what: 'a gateway, by name and by namespace/name, in KServe’s JSON too',
    from: [
      ['routes.yaml', '- pub|lic # from outside'],
      ['routes.yaml', '[models/pub|lic]'],
      ['platform/kserve.yaml', '"models/pub|lic"'],
      ['gateways.yaml', 'name: pub|lic'],
    ],
    defined: ['gateways.yaml:3 public'],
    places: [
      'gateways.yaml:3 public',
      'platform/kserve.yaml:7 public',
      'routes.yaml:10 public',
      'routes.yaml:7 public',
    ],
    symbol: ['public', 'Gateway public'],
  },
  {
    what: 'the local gateway and its Service',
    from: [['platform/kserve.yaml', 'models/in|ner"']],
    defined: ['gateways.yaml:13 inner'],
    places: ['gateways.yaml:13 inner', 'platform/kserve.yaml:8 inner', 'routes.yaml:8 inner'],
    symbol: ['gateway inner', 'Gateway inner'],
  },
  {
    what: 'the local gateway’s Service',
    from: [
      ['platform/kserve.yaml', '"inner-ser|vice.'],
      ['gateways.yaml', 'name: inner-|service'],
    ],
    defined: ['gateways.yaml:36 inner-service'],
    places: ['gateways.yaml:36 inner-service', 'platform/kserve.yaml:9 inner-service'],
    symbol: ['inner-service', 'Service inner-service'],
  },
  {
    what: 'a Service by its short name, its full one, and with a port',
    from: [
      ['routes.yaml', '{ host: w|eb,'],
      ['routes.yaml', 'host: web|.models\n'],
      ['policies.yaml', '"w|eb.models.svc'],
    ],
    defined: ['workloads.yaml:3 web'],
    places: [
      'policies.yaml:14 web',
      'routes.yaml:13 web',
      'routes.yaml:14 web',
      'routes.yaml:20 web',
      'workloads.yaml:3 web',
    ],
    symbol: ['service web', 'Service web'],
  },
  {
    what: 'a host that KServe makes',
    from: [
      ['routes.yaml', 'host: ir|is-predictor'],
      ['policies.yaml', '"ir|is-predictor.models"'],
      ['model.yaml', 'name: ir|is,'],
    ],
    defined: ['model.yaml:3 iris'],
    places: ['model.yaml:3 iris', 'policies.yaml:14 iris-predictor', 'routes.yaml:12 iris-predictor'],
    symbol: ['inference iris', 'InferenceService iris'],
  },
  {
    what: 'a service account: pods that run as it, principals, service accounts',
    from: [
      ['policies.yaml', 'sa/rea|der"'],
      ['policies.yaml', '[models/rea|der]'],
      ['model.yaml', 'serviceAccountName: re|ader'],
    ],
    defined: ['model.yaml:11 reader'],
    places: [
      'model.yaml:11 reader',
      'model.yaml:6 reader',
      'policies.yaml:11 reader',
      'policies.yaml:22 reader',
      'workloads.yaml:18 reader',
    ],
    symbol: ['reader', 'ServiceAccount reader'],
  },
  {
    what: 'a namespace in sources, selectors, hosts and metadata',
    from: [
      ['policies.yaml', 'namespaces: [cal|lers]'],
      ['policies.yaml', 'metadata.name: cal|lers'],
      ['platform/mesh.yaml', 'authz.cal|lers.svc'],
    ],
    defined: ['platform/namespaces.yaml:9 callers'],
    places: [
      'gateways.yaml:20 callers',
      'gateways.yaml:29 callers',
      'platform/mesh.yaml:9 callers',
      'platform/namespaces.yaml:9 callers',
      'platform/operator.yaml:8 callers',
      'platform/operator.yaml:8 callers',
      'policies.yaml:12 callers',
      'policies.yaml:30 callers',
      'workloads.yaml:23 callers',
    ],
    symbol: ['namespace callers', 'Namespace callers'],
  },
  {
    what: 'a Secret that a Certificate makes, looked for where the gateway runs',
    from: [
      ['gateways.yaml', 'credentialName: edge|-tls'],
      ['gateways.yaml', 'secretName: edge|-tls'],
    ],
    defined: ['gateways.yaml:31 edge-tls'],
    places: ['gateways.yaml:31 edge-tls', 'gateways.yaml:9 edge-tls'],
  },
  {
    what: 'a subset of a host in any spelling',
    from: [
      ['routes.yaml', 'host: web, subset: v|1'],
      ['routes.yaml', '- name: v|1'],
    ],
    defined: ['routes.yaml:22 v1'],
    places: ['routes.yaml:13 v1', 'routes.yaml:14 v1', 'routes.yaml:22 v1'],
  },
  {
    what: 'an extension provider of the mesh configuration',
    from: [
      ['policies.yaml', 'provider: { name: oi|dc }'],
      ['platform/mesh.yaml', '- name: oi|dc'],
    ],
    defined: ['platform/mesh.yaml:8 oidc'],
    places: ['platform/mesh.yaml:8 oidc', 'policies.yaml:7 oidc'],
  },
  {
    what: 'an extension provider of an IstioOperator',
    from: [
      ['policies.yaml', 'provider: { name: au|dit }'],
      ['platform/operator.yaml', '- name: au|dit'],
    ],
    defined: ['platform/operator.yaml:7 audit'],
    places: ['platform/operator.yaml:7 audit', 'policies.yaml:21 audit'],
  },
  {
    what: 'a label: pods and everything that selects them, in their namespace',
    from: [
      ['policies.yaml', 'app: "w|eb"'],
      ['workloads.yaml', 'app: we|b # who'],
      ['routes.yaml', 'labels: { app: w|eb }'],
    ],
    defined: ['workloads.yaml:16 web'],
    places: [
      'policies.yaml:29 web',
      'policies.yaml:5 web',
      'routes.yaml:23 web',
      'workloads.yaml:12 web',
      'workloads.yaml:16 web',
      'workloads.yaml:5 web',
    ],
  },
  {
    what: 'a label that Gateways of another namespace select',
    from: [
      ['gateways.yaml', '    istio: ed|ge\n'],
      ['gateways.yaml', 'labels: { istio: ed|ge }'],
    ],
    defined: ['gateways.yaml:24 edge'],
    places: ['gateways.yaml:16 edge', 'gateways.yaml:22 edge', 'gateways.yaml:24 edge', 'gateways.yaml:5 edge'],
  },
];

const sorted = (places: Iterable<string>) => [...places].sort();

for (const { what, from, defined, places, symbol, newName = 'renamed' } of CASES) {
  describe(what, () => {
    for (const [file, marked] of from) {
      const at = MESH[file]!.indexOf(marked.replace('|', ''));
      const before = MESH[file]!;
      const text = before.slice(0, at) + marked.replace('|', '§') + before.slice(at + marked.length - 1);
      const others = Object.fromEntries(Object.entries(MESH).filter(([name]) => name !== file));
      const here = `from ${marked.trim()} of ${file}`;

      test(`definition, ${here}`, () => {
        expect(at, 'the mark is in the file').toBeGreaterThanOrEqual(0);
        const found = definition(text, others, file);
        // From the place that defines it, VS Code shows the references instead.
        expect(found).toEqual(defined);
      });
      test(`references, ${here}`, () => expect(sorted(references(text, others, true, file))).toEqual(sorted(places)));
      test(`highlights, ${here}`, () => {
        const own = highlights(text, others, file).map((each) => each.replace(/ \((?:read|write)\)$/, ''));
        expect(sorted(own)).toEqual(sorted(places.filter((place) => place.startsWith(`${file}:`))));
      });
      test(`rename, ${here}`, () => {
        const after = rename(text, newName, others, file);
        if (typeof after === 'string') throw new Error(after);
        const changed = Object.entries(after).flatMap(([name, now]) => {
          const lines = MESH[name]!.split('\n');
          return now.split('\n').flatMap((line, i) => {
            const times = line.split(newName).length - 1;
            if (times === 0) expect(line).toBe(lines[i]);
            return Array.from({ length: times }, () => `${name}:${i + 1}`);
          });
        });
        expect(sorted(changed)).toEqual(sorted(places.map((place) => place.split(' ')[0]!)));
      });
    }
    if (symbol) {
      test(`workspace symbol by "${symbol[0]}"`, () => {
        const opened = open('a: |b\n', MESH, 'empty.yaml');
        const [best] = workspaceSymbols(opened.workspace.snapshot, symbol[0]);
        expect(best?.name).toBe(symbol[1]);
        expect(defined).toContain(describePlaces(opened, [best!.place])[0]);
      });
    }
  });
}

describe('a label’s value', () => {
  const pod = (app: string, name = app) =>
    `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, namespace: a, labels: {app: ${app}}}\n`;
  const select = (app: string, namespace = 'a') =>
    `apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {name: p, namespace: ${namespace}}\nspec: {selector: {matchLabels: {app: ${app}}}}\n`;

  test('keeps quotes, gets them where YAML needs them, and leaves comments', () => {
    expect(rename(select("'sle|ep' # ours"), '1', { 'pod.yaml': pod('sleep') })).toEqual({
      'manifest.yaml': select("'1' # ours"),
      'pod.yaml': pod('"1"', 'sleep'),
    });
  });
  test('that other pods carry already is refused: selectors would take them too', () => {
    expect(rename(pod('sle|ep', 'x'), 'curl', { 'b.yaml': pod('curl'), 'c.yaml': select('sleep') })).toBe(
      'refused: app: curl is on the pods of Pod curl: selectors would take those too.',
    );
  });
  test('of pods that are in no file is refused', () => {
    expect(renameTarget(select('sle|ep'))).toBe(
      'refused: No pods in the files carry app: sleep. They come from elsewhere, and this selector would lose them.',
    );
  });
  test('that a controller makes is refused', () => {
    const text = `apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {name: p, namespace: a}\nspec: {selector: {matchLabels: {component: pre|dictor}}}\n`;
    expect(renameTarget(text)).toMatch(/^refused: The value of component is made by/);
  });
  test('that no label can have is refused', () => {
    expect(rename(pod('sle|ep', 'x'), '-a')).toMatch(/^refused: "-a" will not do/);
    expect(rename(pod('sle|ep', 'x'), 'a'.repeat(64))).toMatch(/^refused: /);
    expect(rename(pod('sle|ep', 'x'), 'A_b.c-9')).toEqual({ 'manifest.yaml': pod('A_b.c-9', 'x') });
  });
  test('through a kustomization: base, patch and the overlay that shares them', () => {
    const files = {
      'base/kustomization.yaml': 'resources: [pod.yaml, pa.yaml]\n',
      'base/pa.yaml': select('sleep').replace(', namespace: a', ''),
      'dev/kustomization.yaml': 'namespace: a\nresources: [../base]\n',
      'prod/kustomization.yaml': 'namespace: b\nresources: [../base]\npatches: [{path: patch.yaml}]\n',
      'prod/patch.yaml': select('sleep # again').replace(', namespace: a', ''),
    };
    const base = (app: string) => pod(app, 'x').replace(' namespace: a,', '');
    const after = rename(base('sle|ep'), 'curl', files, 'base/pod.yaml');
    expect(after).toEqual({
      'base/pod.yaml': base('curl'),
      'base/pa.yaml': files['base/pa.yaml'].replace('sleep', 'curl'),
      'prod/patch.yaml': files['prod/patch.yaml'].replace('sleep', 'curl'),
    });
  });
});

test('a label that a kustomization gives to pods and selectors is changed there', () => {
  const policy = (app: string) =>
    `apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {name: p, namespace: a}\nspec: {selector: {matchLabels: {app: ${app}}}}\n`;
  const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: {name: d}
spec:
  selector: {matchLabels: {tier: x}}
  template: {metadata: {labels: {tier: x}}, spec: {containers: []}}
`;
  for (const labels of [
    'commonLabels: {app: sleep}',
    'labels: [{pairs: {app: sleep}, includeSelectors: true}] # all',
  ]) {
    const kustomization = `namespace: a\n${labels}\nresources: [d.yaml]\n`;
    expect(rename(policy('sle|ep'), 'curl', { 'k/kustomization.yaml': kustomization, 'k/d.yaml': deployment })).toEqual(
      {
        'manifest.yaml': policy('curl'),
        'k/kustomization.yaml': kustomization.replace('sleep', 'curl'),
      },
    );
  }
});

describe('beside a dump of the cluster (kubectl get -o yaml)', () => {
  const model = (name: string) =>
    `apiVersion: serving.kserve.io/v1beta1\nkind: InferenceService\nmetadata: {name: ${name}, namespace: a}\nspec: {predictor: {}}\n`;
  const rule = (name: string) =>
    `apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: r, namespace: a}\nspec: {host: ${name}-predictor.a.svc.cluster.local}\n`;
  const dump = (name: string) => `apiVersion: v1
items:
- apiVersion: serving.kserve.io/v1beta1
  kind: InferenceService
  metadata:
    name: ${name}
    namespace: a
  spec: {predictor: {}}
- apiVersion: v1
  kind: Service
  metadata:
    name: ${name}-predictor
    namespace: a
    ownerReferences:
    - apiVersion: serving.kserve.io/v1beta1
      kind: InferenceService
      name: ${name}
      uid: 1f4b
- apiVersion: serving.knative.dev/v1
  kind: Service
  metadata:
    name: ${name}-predictor
    namespace: a
- apiVersion: v1
  kind: Pod
  metadata:
    name: pod
    namespace: a
    labels:
      serving.kserve.io/inferenceservice: ${name}
      serving.knative.dev/service: ${name}-predictor
kind: List
metadata:
  resourceVersion: ""
`;
  const all = (name: string) => ({ 'manifest.yaml': model(name), 'rule.yaml': rule(name), 'dump.yaml': dump(name) });

  test('the model is renamed in it, with all that KServe made of it', () => {
    const { 'manifest.yaml': marked, ...others } = all('iris');
    expect(rename(marked.replace('iris', 'ir|is'), 'rose', others)).toEqual(all('rose'));
  });
  test('from a derived host, the model is renamed too', () => {
    const { 'rule.yaml': marked, ...others } = all('iris');
    expect(rename(marked.replace('iris', 'ir|is'), 'rose', others, 'rule.yaml')).toEqual(all('rose'));
  });
  test('from the Service in the dump, too', () => {
    const { 'dump.yaml': marked, ...others } = all('iris');
    const at = marked.replace('name: iris-predictor', 'name: ir|is-predictor');
    expect(rename(at, 'rose', others, 'dump.yaml')).toEqual(all('rose'));
  });
});
