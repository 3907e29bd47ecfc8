/** A scaffold in a workspace that has some of it already: what is there is changed in place, or shown as a clash, and never written twice. */
import { describe, expect, it } from 'vitest';
import { applyEdits, DEFAULT_PLATFORM } from '../../server/src/core';
import { planScaffold, type ScaffoldPlan, type ScaffoldValues } from '../../server/src/core/scaffold';
import { analyse, ROOT } from '../support/analyse';

interface Planned extends ScaffoldPlan {
  /** Text of a file after the edits. */
  textOf(name: string): string;
  readonly created: readonly string[];
}

function plan(
  name: string,
  files: Readonly<Record<string, string>>,
  values: ScaffoldValues = {},
  folder = 'new',
): Planned {
  const { snapshot } = analyse(new Map(Object.entries(files))).analysis;
  expect(snapshot.platform).toEqual(DEFAULT_PLATFORM);
  const planned = planScaffold(snapshot, name, values, ROOT + folder);
  return {
    ...planned,
    created: planned.creates.map(({ path }) => path),
    textOf: (file) =>
      applyEdits(
        files[file]!,
        planned.edits.filter(({ uri }) => uri === ROOT + file),
      ),
  };
}

const clashesOf = ({ clashes }: ScaffoldPlan) =>
  clashes.map(({ uri, object }) => `${uri.slice(ROOT.length)} ${object}`);

describe('in an empty workspace', () => {
  it('everything is new', () => {
    const { created, edits, clashes } = plan('namespace-lockdown', {});
    expect(created).toContain('authorization-policy.yaml');
    expect(created).toContain('kustomization.yaml');
    expect([edits, clashes]).toEqual([[], []]);
  });
});

describe('a Namespace that is there', () => {
  it('gets the label, and keeps its comments', () => {
    const { textOf, created, clashes, creates } = plan('namespace-lockdown', {
      'base/ns.yaml': '# ours\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: user1 # tenant\n',
    });
    expect(textOf('base/ns.yaml')).toBe(
      '# ours\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: user1 # tenant\n  labels:\n    istio-injection: enabled\n',
    );
    expect(created).not.toContain('namespace.yaml');
    expect(creates.find(({ path }) => path === 'kustomization.yaml')!.text).not.toContain('namespace.yaml');
    expect(clashes).toEqual([]);
  });

  it('gets it beside other labels, also where several documents share a file', () => {
    const text = `apiVersion: v1
kind: ServiceAccount
metadata:
  name: x
---
apiVersion: v1
kind: Namespace
metadata:
  name: user1
  labels:
      team: a
`;
    expect(plan('namespace-lockdown', { 'ns.yaml': text }).textOf('ns.yaml')).toBe(
      text.replace('team: a\n', 'team: a\n      istio-injection: enabled\n'),
    );
  });

  it('with another decision is a clash', () => {
    const text =
      'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: user1\n  labels:\n    istio-injection: disabled\n';
    const planned = plan('namespace-lockdown', { 'ns.yaml': text });
    expect(clashesOf(planned)).toEqual(['ns.yaml Namespace user1']);
    expect(planned.textOf('ns.yaml')).toBe(text);
    expect(planned.created).not.toContain('namespace.yaml');
  });
});

describe('a Namespace in another mesh mode', () => {
  it('is a clash: the two modes exclude each other', () => {
    const text = 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: user1\n  labels:\n    istio-injection: enabled\n';
    const planned = plan('waypoint', { 'ns.yaml': text });
    expect(clashesOf(planned)).toEqual(['ns.yaml Namespace user1']);
    expect(planned.clashes[0]!.message).toContain('istio.io/dataplane-mode');
  });

  it('gets two labels as one edit', () => {
    const text = 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: user1\n  labels:\n    team: a\n';
    const { textOf, edits } = plan('waypoint', { 'ns.yaml': text });
    expect(edits).toHaveLength(1);
    expect(textOf('ns.yaml')).toBe(
      `${text}    istio.io/dataplane-mode: ambient\n    istio.io/use-waypoint: waypoint\n`,
    );
  });
});

describe("KServe's ConfigMap that is there", () => {
  const configMap = (ingress: string) => `apiVersion: v1
kind: ConfigMap
metadata:
  name: inferenceservice-config
  namespace: kserve
data:
  # Changed in March.
  ingress: |-
${ingress
  .trim()
  .split('\n')
  .map((line) => `    ${line}`)
  .join('\n')}
  deploy: |-
    {"defaultDeploymentMode": "Knative"}
`;
  const ingress = `{
  "ingressGateway" : "mine/public",
  "localGateway":    "knative-serving/knative-local-gateway",
  "ingressDomain": "models.corp",
  "disableIstioVirtualHost": false
}`;

  it('takes the switch, and nothing else of it changes', () => {
    const { textOf, created, creates, next } = plan('kserve-config', { 'cm.yaml': configMap(ingress) });
    expect(textOf('cm.yaml')).toBe(configMap(ingress.replace('Host": false', 'Host": true')));
    expect(created).toEqual(['README.md']);
    expect(creates[0]!.text).not.toContain('inferenceservice-config-patch.yaml');
    expect(creates[0]!.text).toContain('Apply the ConfigMap inferenceservice-config');
    expect(next.join()).not.toContain('--patch-file');
  });

  it('takes keys that it has not, on lines of their own', () => {
    const { textOf } = plan('local-gateway', { 'cm.yaml': configMap(ingress) });
    expect(textOf('cm.yaml')).toBe(
      configMap(
        ingress
          .replace(
            '{\n',
            `{
  "knativeLocalGatewayService": "knative-local-gateway.istio-system.svc.cluster.local",
  "localGatewayService": "kserve-local-gateway.istio-system.svc.cluster.local",
`,
          )
          .replace('knative-serving/knative-local-gateway', 'istio-system/kserve-local-gateway'),
      ),
    );
  });

  it('gets the ingressGateway that KServe asks for', () => {
    const { textOf } = plan('kserve-config', { 'cm.yaml': configMap('{\n  "urlScheme": "https"\n}') });
    expect(JSON.parse(/\{[^}]*"urlScheme[^}]*\}/.exec(textOf('cm.yaml'))![0])).toEqual({
      ingressGateway: 'knative-serving/knative-ingress-gateway',
      disableIstioVirtualHost: true,
      urlScheme: 'https',
    });
  });

  it('is a clash when its JSON is broken', () => {
    const planned = plan('kserve-config', { 'cm.yaml': configMap('{"ingressGateway": }') });
    expect(clashesOf(planned)).toEqual(['cm.yaml ConfigMap kserve/inferenceservice-config']);
    expect(planned.edits).toEqual([]);
  });
});

describe('a Gateway that is there', () => {
  const gateway = `apiVersion: networking.istio.io/v1beta1
kind: Gateway
metadata:
  name: knative-local-gateway
  namespace: knative-serving
spec:
  selector:
    istio: ingressgateway
  servers:
    # Inside only.
    - port: {number: 8081, name: http, protocol: HTTP}
      hosts: ["*"]
`;

  it('gets its server changed to mutual TLS', () => {
    const { textOf, created, clashes } = plan('mesh-strict-mtls', { 'gw.yaml': gateway }, { level: 'both' });
    expect(textOf('gw.yaml')).toBe(
      gateway
        .replace('name: http, protocol: HTTP', 'name: https, protocol: HTTPS')
        .replace('hosts: ["*"]\n', 'hosts: ["*"]\n      tls:\n        mode: ISTIO_MUTUAL\n'),
    );
    expect(created).not.toContain('knative-local-gateway-patch.yaml');
    expect(clashes).toEqual([]);
  });

  it('is left alone once it has all', () => {
    const before = plan('mesh-strict-mtls', { 'gw.yaml': gateway }, { level: 'both' }).textOf('gw.yaml');
    expect(plan('mesh-strict-mtls', { 'gw.yaml': before }, { level: 'both' }).edits).toEqual([]);
  });

  it('with TLS of its own is a clash', () => {
    const own = gateway.replace('hosts: ["*"]', 'hosts: ["*"]\n      tls: {mode: SIMPLE, credentialName: c}');
    const planned = plan('mesh-strict-mtls', { 'gw.yaml': own }, { level: 'both' });
    expect(clashesOf(planned)).toEqual(['gw.yaml Gateway knative-serving/knative-local-gateway']);
    expect(planned.textOf('gw.yaml')).toBe(own);
  });
});

describe('a kustomization that is there', () => {
  it('lists what is new, once, in its own style', () => {
    const text = '# all of it\nresources:\n- peer-authentication.yaml # first\n\nnamespace: user1\n';
    const { textOf, created } = plan('namespace-lockdown', { 'new/kustomization.yaml': text });
    expect(textOf('new/kustomization.yaml')).toBe(
      '# all of it\nresources:\n- peer-authentication.yaml # first\n- namespace.yaml\n- authorization-policy.yaml\n\nnamespace: user1\n',
    );
    expect(created).not.toContain('kustomization.yaml');
  });

  it('gets a list where it has none', () => {
    const { textOf } = plan('local-gateway', { 'new/kustomization.yml': 'namespace: istio-system\n' });
    expect(textOf('new/kustomization.yml')).toMatch(
      /^namespace: istio-system\nresources: \["?gateway.yaml"?, "?service.yaml"?\]\n$/,
    );
  });
});

describe('an object of the same name', () => {
  const own = `apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata:
  name: default
  namespace: user1
spec:
  mtls:
    mode: PERMISSIVE
`;

  it('with another content is a clash, and no second one is written', () => {
    const planned = plan('namespace-lockdown', { 'pa.yaml': own });
    expect(clashesOf(planned)).toEqual(['pa.yaml PeerAuthentication user1/default']);
    expect(planned.created).not.toContain('peer-authentication.yaml');
    expect(planned.edits).toEqual([]);
  });

  it('with the same content is neither written nor a clash', () => {
    const planned = plan('namespace-lockdown', { 'pa.yaml': own.replace('PERMISSIVE', '"STRICT"') });
    expect(planned.clashes).toEqual([]);
    expect(planned.created).not.toContain('peer-authentication.yaml');
  });

  it('in a Helm template is a clash that says so', () => {
    const text = own.replace('PERMISSIVE', '{{ .Values.mode }}');
    const { clashes } = plan('namespace-lockdown', { 'pa.yaml': text });
    expect(clashes[0]?.message).toContain('templated');
  });
});

describe('a file of the same name with other objects', () => {
  it('gets the new ones behind them', () => {
    const text = 'apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: x\n';
    const { textOf, created } = plan('namespace-lockdown', { 'new/namespace.yaml': text });
    expect(textOf('new/namespace.yaml')).toContain(`${text}---\napiVersion: v1\nkind: Namespace\n`);
    expect(created).not.toContain('namespace.yaml');
  });
});

describe('a second run', () => {
  it.each(['namespace-lockdown', 'local-gateway', 'jwt', 'waypoint', 'test-workloads'])(
    'of %s changes nothing',
    (name) => {
      const first = plan(name, {});
      const files = Object.fromEntries(first.creates.map(({ path, text }) => [`new/${path}`, text]));
      const yaml = Object.fromEntries(Object.entries(files).filter(([path]) => path.endsWith('.yaml')));
      const { edits, clashes, created } = plan(name, yaml);
      expect([edits, clashes]).toEqual([[], []]);
      expect(created.filter((path) => path.endsWith('.yaml'))).toEqual([]);
    },
  );
});
