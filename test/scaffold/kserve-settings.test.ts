/** KServe's settings where a repository keeps them: changed in place, or shown as something to do by hand; never a second copy. */
import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../server/src/core';
import { planScaffold, type ScaffoldValues } from '../../server/src/core/scaffold';
import { analyse, ROOT } from '../support/analyse';

type Files = Readonly<Record<string, string>>;

function plan(name: string, files: Files, values: ScaffoldValues = {}) {
  const { snapshot } = analyse(new Map(Object.entries(files))).analysis;
  const planned = planScaffold(snapshot, name, values, `${ROOT}new`);
  const readme = planned.creates.find(({ path }) => path === 'README.md')!.text;
  return {
    ...planned,
    readme,
    created: planned.creates.map(({ path }) => path).filter((path) => path.endsWith('.yaml')),
    clashes: planned.clashes.map(({ uri, object, message, span }) => ({
      file: uri.slice(ROOT.length),
      object,
      message,
      line: files[uri.slice(ROOT.length)]!.slice(0, span.start).split('\n').length,
    })),
    textOf: (file: string) =>
      applyEdits(
        files[file]!,
        planned.edits.filter(({ uri }) => uri === ROOT + file),
      ),
  };
}

const VALUES = `# Values for KServe.
kserve:
  version: v0.15.0
  controller:
    gateway:
      domain: models.corp # ours
      disableIstioVirtualHost: false
      localGateway:
        gateway: knative-serving/knative-local-gateway
        gatewayService: "knative-local-gateway.istio-system.svc.cluster.local"
`;

describe("values of KServe's chart", () => {
  it('take the switch, and nothing else of them changes', () => {
    for (const install of ['manifests', 'helm']) {
      const { textOf, created, clashes, readme } = plan('kserve-config', { 'kserve/values.yaml': VALUES }, { install });
      expect(textOf('kserve/values.yaml')).toBe(VALUES.replace('VirtualHost: false', 'VirtualHost: true'));
      expect([created, clashes]).toEqual([[], []]);
      expect(readme).toContain("Upgrade KServe's release as you do otherwise");
      expect(readme).not.toContain('values.yaml');
      expect(readme).not.toContain('inferenceservice-config-patch.yaml');
    }
  });

  it('take a new gateway, in the quotes that they have, and what they lack', () => {
    const { textOf, created } = plan('local-gateway', { 'values-prod.yaml': VALUES });
    expect(textOf('values-prod.yaml')).toBe(
      VALUES.replace('knative-serving/knative-local-gateway', 'istio-system/kserve-local-gateway').replace(
        '"knative-local-gateway.istio-system.svc.cluster.local"\n',
        '"kserve-local-gateway.istio-system.svc.cluster.local"\n        knativeGatewayService: knative-local-gateway.istio-system.svc.cluster.local\n',
      ),
    );
    expect(created).toEqual(['gateway.yaml', 'service.yaml', 'kustomization.yaml']);
  });

  it('get a group that is not there as one', () => {
    const short = 'kserve:\n  controller:\n    gateway:\n      domain: models.corp\n';
    expect(plan('local-gateway', { 'values.yaml': short }).textOf('values.yaml')).toBe(`${short}      localGateway:
        knativeGatewayService: knative-local-gateway.istio-system.svc.cluster.local
        gateway: istio-system/kserve-local-gateway
        gatewayService: kserve-local-gateway.istio-system.svc.cluster.local
`);
  });

  it('of a chart that has it as a dependency are found below its name', () => {
    const below = `kserve-resources:\n${VALUES.replaceAll(/^/gm, '  ').trimEnd()}\n`;
    expect(plan('kserve-config', { 'values.yaml': below }).textOf('values.yaml')).toBe(
      below.replace('VirtualHost: false', 'VirtualHost: true'),
    );
  });

  it('that have it all are left alone', () => {
    const done = VALUES.replace('VirtualHost: false', 'VirtualHost: true');
    const { edits, created, clashes } = plan('kserve-config', { 'values.yaml': done });
    expect([edits, created, clashes]).toEqual([[], [], []]);
  });

  it('in several files are something to do by hand, with the keys by name', () => {
    const { edits, created, clashes, readme } = plan('kserve-config', {
      'values.yaml': VALUES,
      'values-prod.yaml': VALUES,
    });
    expect([edits, created]).toEqual([[], []]);
    expect(clashes.map(({ file, line }) => [file, line])).toEqual([
      ['values.yaml', 6],
      ['values-prod.yaml', 6],
    ]);
    expect(clashes[0]!.message).toContain('set disableIstioVirtualHost: true.');
    expect(readme).toContain('Set the switch by hand');
  });

  it.each([
    ['a template', VALUES.replace('VirtualHost: false', 'VirtualHost: {{ .Values.x }}')],
    ['an alias', `x: &gateway {}\n${VALUES.replace(/localGateway:\n.*\n.*\n/, 'localGateway: *gateway\n')}`],
    ['text where a map belongs', VALUES.replace(/localGateway:\n.*\n.*\n/, 'localGateway: none\n')],
  ])('with %s in the way stay as they are, and say so', (_, text) => {
    const { edits, created, clashes } = plan('local-gateway', { 'values.yaml': text });
    expect(edits).toEqual([]);
    expect(created).not.toContain('inferenceservice-config-patch.yaml');
    expect(clashes.map(({ file }) => file)).toEqual(['values.yaml']);
    expect(clashes[0]!.message).toContain('localGateway.gateway: istio-system/kserve-local-gateway');
  });

  it('of other charts do not count', () => {
    const { created } = plan('kserve-config', { 'values.yaml': 'gateway:\n  domain: x\n' });
    expect(created).toEqual(['inferenceservice-config-patch.yaml']);
  });
});

const ingress = (disabled: boolean) => `apiVersion: v1
kind: ConfigMap
metadata:
  name: inferenceservice-config
  namespace: kserve
data:
  ingress: |-
    {"ingressGateway": "a/b", "disableIstioVirtualHost": ${disabled}}
`;

describe('kustomize', () => {
  const base = { 'base/kustomization.yaml': 'resources: [cm.yaml]\n', 'base/cm.yaml': ingress(false) };

  it('a patch of the ConfigMap takes the switch in place of its base', () => {
    const files = {
      ...base,
      'prod/kustomization.yaml': 'resources: [../base]\npatches:\n  - path: ingress.yaml\n',
      'prod/ingress.yaml': ingress(false),
    };
    const { textOf, created } = plan('kserve-config', files);
    expect(textOf('prod/ingress.yaml')).toBe(ingress(true));
    expect(textOf('base/cm.yaml')).toBe(ingress(false));
    expect(created).toEqual([]);
  });

  it('a patch about other keys leaves it to the base', () => {
    const files = {
      ...base,
      'prod/kustomization.yaml': 'resources: [../base]\npatchesStrategicMerge: [deploy.yaml]\n',
      'prod/deploy.yaml': ingress(false).replace(/ {2}ingress[^$]*/, '  deploy: "{}"\n'),
    };
    expect(plan('kserve-config', files).textOf('base/cm.yaml')).toBe(ingress(true));
  });

  it.each([
    [
      'a generator',
      'configMapGenerator:\n  - name: inferenceservice-config\n    behavior: merge\n    files: [ingress=ingress.json]\n',
    ],
    [
      'an inline patch',
      'patches:\n  - patch: |-\n      kind: ConfigMap\n      metadata:\n        name: inferenceservice-config\n',
    ],
    [
      'a JSON patch',
      'patches:\n  - target:\n      kind: ConfigMap\n      name: inferenceservice-config\n    patch: "[]"\n',
    ],
  ])('%s is something to do by hand', (_, text) => {
    const { edits, created, clashes } = plan('kserve-config', { 'kserve/kustomization.yaml': text });
    expect([edits, created]).toEqual([[], []]);
    expect(clashes).toMatchObject([{ file: 'kserve/kustomization.yaml', object: 'ConfigMap inferenceservice-config' }]);
    expect(clashes[0]!.message).toContain('set in its ingress disableIstioVirtualHost: true.');
  });
});
