/** Findings about composed objects stand at the line that caused them. */
import { describe, expect, test } from 'vitest';
import { RULES } from '../../server/src/core/rules/index.gen';
import { Workspace } from '../../server/src/core/workspace/workspace';
import { analyse, applyFix, describeFinding, ROOT } from '../support/analyse';

const PEER_AUTHENTICATION = `apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata:
  name: models
  namespace: user1
spec:
  selector:
    matchLabels:
      app: iris
  mtls:
    mode: STRICT
`;

function find(rule: string, files: Record<string, string>): string[] {
  const map = new Map(Object.entries(files));
  return analyse(map)
    .findings.filter((finding) => finding.rule === rule)
    .map((finding) => describeFinding(finding, map));
}

describe('the place of a finding', () => {
  test('is the base where the base is at fault in the namespace that the overlay sets', () => {
    const files = {
      'kustomization.yaml': 'namespace: istio-system\nresources: [pa.yaml]\n',
      'pa.yaml': PEER_AUTHENTICATION,
    };
    expect(find('root-selector-ignored', files)).toEqual(['pa.yaml:6:2-10 root-selector-ignored']);
  });

  test('is the patch file where the patch did it', () => {
    const files = {
      'overlay/kustomization.yaml': 'resources: [../base]\npatches: [{path: patch.yaml}]\n',
      'overlay/patch.yaml': `# a patch
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: {name: default, namespace: istio-system}
spec:
  selector:
    matchLabels: {app: iris}
`,
      'base/kustomization.yaml': 'resources: [pa.yaml]\n',
      'base/pa.yaml':
        'apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata:\n  name: default\n  namespace: istio-system\nspec:\n  mtls:\n    mode: STRICT\n',
    };
    expect(find('root-selector-ignored', files)).toEqual(['overlay/patch.yaml:5:2-10 root-selector-ignored']);
  });

  test('is the line of the inline patch inside the kustomization', () => {
    const files = {
      'kustomization.yaml': `resources: [pa.yaml]
patches:
  - target:
      kind: PeerAuthentication
    patch: |-
      - op: replace
        path: /metadata/namespace
        value: istio-system
      - op: replace
        path: /spec/selector
        value:
          matchLabels: {app: other}
`,
      'pa.yaml': PEER_AUTHENTICATION,
    };
    expect(find('root-selector-ignored', files)).toEqual(['kustomization.yaml:9:14-28 root-selector-ignored']);
  });

  test('is the character inside JSON that a patch or a generator brings', () => {
    const base = `apiVersion: v1
kind: ConfigMap
metadata:
  name: inferenceservice-config
  namespace: kserve
data:
  ingress: '{"ingressGateway": "knative-serving/knative-ingress-gateway"}'
`;
    const files = {
      'kustomization.yaml': 'resources: [config.yaml]\npatches: [{path: patch.yaml}]\n',
      'config.yaml': base,
      'patch.yaml': `apiVersion: v1
kind: ConfigMap
metadata:
  name: inferenceservice-config
  namespace: kserve
data:
  ingress: |-
    {
      "ingressGateway": "knative-serving/knative-ingress-gateway",
    }
`,
    };
    expect(find('kserve-config-json-invalid', files)).toEqual(['patch.yaml:9:4-5 kserve-config-json-invalid']);
    const generated = {
      'config.yaml': base,
      'kustomization.yaml': `resources: [config.yaml]
configMapGenerator:
  - name: inferenceservice-config
    namespace: kserve
    behavior: merge
    options: {disableNameSuffixHash: true}
    literals:
      - ingress={"ingressGateway"}
`,
    };
    expect(find('kserve-config-json-invalid', generated)).toEqual([
      'kustomization.yaml:7:33-34 kserve-config-json-invalid',
    ]);
  });

  test('is each overlay’s own: what one repairs is right there', () => {
    const overlay = (mode: string) => `resources: [../../base]
patches:
  - target: {kind: PeerAuthentication}
    patch: |-
      - {op: ${mode}, path: /spec/selector}
`;
    const files = {
      'base/kustomization.yaml': 'resources: [pa.yaml]\n',
      'base/pa.yaml': PEER_AUTHENTICATION.replace('user1', 'istio-system'),
      'overlays/dev/kustomization.yaml': overlay('remove'),
    };
    expect(find('root-selector-ignored', files)).toEqual([]);
    const two = { ...files, 'overlays/prod/kustomization.yaml': 'resources: [../../base]\n' };
    expect(find('root-selector-ignored', two)).toEqual(['base/pa.yaml:6:2-10 root-selector-ignored']);
  });
});

test('a file that a kustomization uses is not judged by itself', () => {
  const files = {
    'patch.yaml': PEER_AUTHENTICATION.replace('user1', 'istio-system'),
    'kustomization.yaml': 'resources: []\npatches: [{path: patch.yaml}]\n',
  };
  expect(find('root-selector-ignored', { 'patch.yaml': files['patch.yaml'] })).toHaveLength(1);
  expect(find('root-selector-ignored', files)).toEqual([]);
});

test('no fix is offered that would edit one text by the places of another', () => {
  const files = new Map([
    ['kustomization.yaml', 'namespace: istio-system\nresources: [pa.yaml, ns.yaml]\n'],
    ['pa.yaml', PEER_AUTHENTICATION],
    ['ns.yaml', 'apiVersion: v1\nkind: Namespace\nmetadata: {name: user1}\n'],
  ]);
  const [finding] = analyse(files).findings.filter(({ rule }) => rule === 'root-selector-ignored');
  expect(finding).toBeDefined();
  expect(finding!.fixes).toEqual([]);
});

test('a fix of the base’s own text is offered, and edits the base', () => {
  const files = new Map([
    ['kustomization.yaml', 'namespace: team\ncommonLabels: {a: b}\nresources: [ap.yaml]\n'],
    [
      'ap.yaml',
      `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: callers}
spec:
  rules:
    - from:
        - source:
            principals: ["spiffe://cluster.local/ns/user1/sa/sleep"]
`,
    ],
  ]);
  const [finding] = analyse(files).findings.filter(({ rule }) => rule === 'principal-with-spiffe');
  const after = applyFix(files, finding!.fixes[0]!);
  expect(after.get('ap.yaml')).toContain('principals: ["cluster.local/ns/user1/sa/sleep"]');
  expect(after.get('kustomization.yaml')).toBe(files.get('kustomization.yaml'));
});

describe('an edit', () => {
  const open = (files: Record<string, string>) => {
    const workspace = new Workspace({ roots: [ROOT], rules: RULES });
    workspace.update(new Map(Object.entries(files).map(([name, text]) => [ROOT + name, { text }])));
    return workspace;
  };
  const resources = (workspace: Workspace) =>
    workspace.snapshot.sets.flatMap((set) => [
      ...set.index.bucket('PeerAuthentication'),
      ...set.index.bucket('Namespace'),
      ...set.index.bucket('Deployment'),
    ]);
  const FILES = {
    'k/kustomization.yaml': 'namespace: team\nnamePrefix: x-\nresources: [pa.yaml, ns.yaml, deploy.yaml]\n',
    'k/pa.yaml': PEER_AUTHENTICATION,
    'k/ns.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: {name: user1}\n',
    'k/deploy.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      serviceAccountName: web
      containers: []
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: web}
`,
    'plain.yaml': PEER_AUTHENTICATION.replace('models', 'plain'),
  };

  test('of a plain file leaves every composed object and the composition as they are', () => {
    const workspace = open(FILES);
    const { problems } = workspace.snapshot;
    const before = resources(workspace).filter((each) => each.bundle !== `${ROOT}plain.yaml`);
    workspace.update(new Map([[`${ROOT}plain.yaml`, { text: `# new\n${FILES['plain.yaml']}` }]]));
    expect(workspace.snapshot.problems).toBe(problems);
    const after = resources(workspace).filter((each) => each.bundle !== `${ROOT}plain.yaml`);
    expect(after.length).toBe(3);
    expect(after.every((each, i) => each === before[i])).toBe(true);
  });

  test('of one base file makes no other object anew', () => {
    const workspace = open(FILES);
    const before = new Set(resources(workspace));
    workspace.update(new Map([[`${ROOT}k/pa.yaml`, { text: FILES['k/pa.yaml'].replace('STRICT', 'DISABLE') }]]));
    const fresh = resources(workspace).filter((each) => !before.has(each));
    expect(fresh.map((each) => each.name)).toEqual(['x-models']);
  });

  test('adds the file that was missing, and takes the finding back', () => {
    const workspace = open({ 'kustomization.yaml': 'resources: [late.yaml]\n' });
    const uri = `${ROOT}kustomization.yaml`;
    expect(workspace.findings(uri).map((one) => one.rule)).toEqual(['kustomize-base-missing']);
    const touched = workspace.update(new Map([[`${ROOT}late.yaml`, { text: PEER_AUTHENTICATION }]]));
    expect(touched.has(uri)).toBe(true);
    expect(workspace.findings(uri)).toEqual([]);
  });
});

describe('a kustomization file that is no YAML', () => {
  const broken = "resources:\n  - pa.yaml\n  - 'ns.yaml\nnamePrefix: x-\n";

  test('is told at the fault, and the rest keeps working', () => {
    const files = {
      'k/kustomization.yaml': broken,
      'k/pa.yaml': PEER_AUTHENTICATION,
      'other/pa.yaml': PEER_AUTHENTICATION.replace('user1', 'istio-system'),
    };
    expect(find('yaml-syntax', files)).toEqual(['k/kustomization.yaml:2:4-5 yaml-syntax']);
    expect(find('root-selector-ignored', files)).toHaveLength(1);
    expect(find('kustomize-base-missing', files)).toEqual([]);
  });

  test('a key that is there twice is told too', () => {
    const files = { 'kustomization.yaml': 'namePrefix: a-\nresources: []\nnamePrefix: b-\n' };
    expect(find('yaml-duplicate-key', files)).toEqual(['kustomization.yaml:2:0-10 yaml-duplicate-key']);
  });
});

describe('circles', () => {
  test('each file says it once, however many circles it is in and whoever leads there', () => {
    const files = {
      'a/kustomization.yaml': 'resources: [../b, ../c]\n',
      'b/kustomization.yaml': 'resources: [../a]\n',
      'c/kustomization.yaml': 'resources: [../a]\n',
      'x/kustomization.yaml': 'resources: [../b]\n',
      'y/kustomization.yaml': 'resources: [../c]\n',
    };
    expect(find('kustomize-cycle', files)).toEqual([
      'a/kustomization.yaml:0:12-16 kustomize-cycle',
      'b/kustomization.yaml:0:12-16 kustomize-cycle',
      'c/kustomization.yaml:0:12-16 kustomize-cycle',
    ]);
  });

  test('who only leads into a circle is no part of it', () => {
    const files = {
      'top/kustomization.yaml': 'resources: [../a]\n',
      'a/kustomization.yaml': 'resources: [../a]\n',
    };
    expect(find('kustomize-cycle', files)).toEqual(['a/kustomization.yaml:0:12-16 kustomize-cycle']);
  });
});

describe('an object that comes twice', () => {
  test('inside one file is told at the line that names the file', () => {
    const files = {
      'kustomization.yaml': 'resources:\n  - pa.yaml\n',
      'pa.yaml': `${PEER_AUTHENTICATION}---\n${PEER_AUTHENTICATION}`,
    };
    expect(find('kustomize-duplicate-object', files)).toEqual(['kustomization.yaml:1:4-11 kustomize-duplicate-object']);
  });

  test('is not told where names may be others than they seem', () => {
    const files = {
      'kustomization.yaml': 'resources: [red, blue]\n',
      'red/kustomization.yaml': 'resources: [../base]\ntransformers: [prefix.yaml]\n',
      'blue/kustomization.yaml': 'resources: [../base]\n',
      'base/kustomization.yaml': 'resources: [pa.yaml]\n',
      'base/pa.yaml': PEER_AUTHENTICATION,
    };
    expect(find('kustomize-duplicate-object', files)).toEqual([]);
  });
});

test('what the listing has passed over is not called missing, but left out', () => {
  const workspace = new Workspace({
    roots: [ROOT],
    rules: RULES,
    leftOut: new Map([
      [`${ROOT}build`, 'ignore file'],
      [`${ROOT}charts`, 'settings'],
    ]),
  });
  const uri = `${ROOT}k/kustomization.yaml`;
  workspace.update(new Map([[uri, { text: 'resources: [../build/base, ../charts, ../builder]\n' }]]));
  expect(workspace.findings(uri).map(({ severity, message }) => `${severity} ${message.split(':')[0]}`)).toEqual([
    'information ../build/base is left out by .gitignore or .meshwardignore',
    'information ../charts is left out by meshward.exclude',
    'warning There is no manifest and no kustomization at ../builder',
  ]);
});

test('where only single files are given, nothing is called missing', () => {
  const workspace = new Workspace({ roots: [ROOT], listed: [], rules: RULES });
  const uri = `${ROOT}kustomization.yaml`;
  workspace.update(new Map([[uri, { text: 'resources: [other.yaml]\n' }]]));
  expect(workspace.findings(uri)).toEqual([]);
});
