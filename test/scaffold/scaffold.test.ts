/** What a user gets from scaffolds: files, steps, messages about answers, and snippets. */
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { DEFAULT_PLATFORM, RULES, Workspace } from '../../server/src/core';
import {
  listScaffolds,
  renderScaffold,
  ScaffoldInputError,
  type ScaffoldValues,
  scaffoldFacts,
  scaffoldSnippet,
  validateScaffoldInput,
  type WorkspaceFacts,
} from '../../server/src/core/scaffold';

const fileOf = (path: string, values: ScaffoldValues = {}, name = 'namespace-lockdown') =>
  renderScaffold(name, values).files.find((file) => file.path === path)!.text;

/** `from`/`to` of each rule of each policy, in order. */
const rulesOf = (values: ScaffoldValues) =>
  parseAllDocuments(fileOf('authorization-policy.yaml', values)).map((document) => document.toJS().spec.rules);

function errorOf(run: () => unknown): { field: string; message: string } {
  try {
    run();
  } catch (error) {
    if (error instanceof ScaffoldInputError) return { field: error.field, message: error.message };
    throw error;
  }
  throw new Error('nothing was thrown');
}

const NO_FACTS: WorkspaceFacts = {
  namespaces: [],
  gateways: [],
  serviceAccounts: [],
  usedPorts: [],
  trustDomain: 'cluster.local',
  parents: [],
};

/** A snippet as it stands when every tab stop is left at its first choice. */
function expand(snippet: string): string {
  const values = new Map<string, string>();
  return snippet
    .replace(/\$\{(\d+)\|((?:\\.|[^|\\])*)\|\}/g, (_, number: string, choices: string) => {
      const first = choices.split(/(?<!\\),/)[0]!;
      values.set(number, first);
      return first;
    })
    .replace(/\$\{(\d+):((?:\\.|[^}\\])*)\}/g, (_, number: string, text: string) => {
      values.set(number, text);
      return text;
    })
    .replace(/(?<!\\)\$\{(\d+)\}/g, (_, number: string) => values.get(number)!)
    .replace(/(?<!\\)\$0$/, '')
    .replace(/\\([\\$},|])/g, '$1');
}

describe('namespace lockdown', () => {
  const probes = {
    from: [
      {
        source: {
          principals: [
            'cluster.local/ns/knative-serving/sa/activator',
            'cluster.local/ns/knative-serving/sa/controller',
          ],
        },
      },
    ],
    to: [{ operation: { paths: ['/healthz', '/metrics'] } }],
  };
  const callers = { from: [{ source: { namespaces: ['user1'] } }] };

  it('lets in the namespace itself and nothing of Knative but probes and metrics', () => {
    expect(rulesOf({})).toEqual([[callers, probes]]);
    expect(parse(fileOf('peer-authentication.yaml')).spec.mtls.mode).toBe('STRICT');
    expect(parse(fileOf('namespace.yaml')).metadata.labels).toEqual({ 'istio-injection': 'enabled' });
  });

  it('lists every manifest in the kustomization', () => {
    const { files } = renderScaffold('namespace-lockdown', {});
    const manifests = files
      .map(({ path }) => path)
      .filter((path) => path.endsWith('.yaml') && path !== 'kustomization.yaml');
    expect(parse(fileOf('kustomization.yaml')).resources).toEqual(manifests);
    expect(files.map(({ path }) => path)).toContain('README.md');
  });

  it('names both accounts of the gateway, only when calls may come through it', () => {
    expect(rulesOf({ external: 'yes', activator: 'standard' })[0][1].from[0].source.principals).toEqual([
      'cluster.local/ns/istio-system/sa/istio-ingressgateway-service-account',
      'cluster.local/ns/istio-system/sa/istio-ingressgateway',
    ]);
    expect(fileOf('authorization-policy.yaml')).not.toContain('istio-system');
  });

  it('has no rule for Knative in Standard deployments', () => {
    expect(rulesOf({ activator: 'standard' })).toEqual([[callers]]);
    expect(fileOf('README.md', { activator: 'standard' })).not.toMatch(/knative/i);
  });

  it('says that a trusted activator can be borrowed', () => {
    expect(rulesOf({ activator: 'trusted' })[0][1]).toEqual({
      from: [{ source: { principals: ['cluster.local/ns/knative-serving/sa/activator'] } }],
    });
    expect(fileOf('README.md', { activator: 'trusted' })).toContain(
      'Any pod that\ncan connect to the activator can reach these models',
    );
  });

  it('uses no paths in ambient mode, and says why', () => {
    for (const activator of ['trusted', 'standard']) {
      expect(JSON.stringify(rulesOf({ injection: 'ambient', activator }))).not.toContain('paths');
    }
    expect(fileOf('README.md', { injection: 'ambient' })).toContain('no paths, methods or headers');
  });

  it('cannot keep the activator to its probes in ambient mode, and says so', () => {
    expect(rulesOf({ injection: 'ambient' })).toEqual([[callers]]);
    expect(
      errorOf(() => renderScaffold('namespace-lockdown', { injection: 'ambient', activator: 'off-path' })),
    ).toEqual({
      field: 'activator',
      message: 'off-path is not possible with injection ambient. Choose one of standard, trusted.',
    });
  });

  it('denies everyone else beside the allow list, callers without identity too', () => {
    expect(rulesOf({ style: 'allow-deny', callers: 'user1, team-b', external: 'yes' })[1]).toEqual([
      { from: [{ source: { notNamespaces: ['user1', 'team-b', 'knative-serving', 'istio-system'] } }] },
    ]);
  });

  it('enforces nothing while plaintext is still let in, and goes STRICT before the policy', () => {
    const values = { mode: 'PERMISSIVE', style: 'allow-deny' };
    for (const document of parseAllDocuments(fileOf('authorization-policy.yaml', values))) {
      expect(document.toJS().metadata.annotations).toEqual({ 'istio.io/dry-run': 'true' });
    }
    const { next } = renderScaffold('namespace-lockdown', values);
    const strict = next.findIndex((step) => step.includes('mode: STRICT'));
    const enforce = next.findIndex((step) => step.includes('take the `istio.io/dry-run` annotation out'));
    expect(strict).toBeGreaterThan(0);
    expect(enforce).toBeGreaterThan(strict);
    expect(next[enforce]).toContain('mesh-compatibility-mode: enabled');
    expect(fileOf('authorization-policy.yaml', { mode: 'STRICT' })).not.toContain('dry-run');
  });

  it('has the steps in README.md as in the list of next steps', () => {
    const { next } = renderScaffold('namespace-lockdown', { mode: 'PERMISSIVE' });
    const readme = fileOf('README.md', { mode: 'PERMISSIVE' });
    expect(next.length).toBeGreaterThan(4);
    next.forEach((step, i) => {
      const [text, ...commands] = step.split('\n');
      expect(readme).toContain(`${i + 1}. ${text}`);
      for (const command of commands) expect(readme).toContain(`   ${command.trim()}\n`);
    });
  });

  it('quotes names that YAML would take for something else', () => {
    for (const namespace of ['123', 'true', 'null', 'on', '1e3', '0x10']) {
      expect(parse(fileOf('namespace.yaml', { namespace }), { version: '1.1' }).metadata.name).toBe(namespace);
      expect(rulesOf({ namespace })[0][0].from[0].source.namespaces).toEqual([namespace]);
    }
  });

  it('takes the cluster from the platform', () => {
    const platform = { ...DEFAULT_PLATFORM, knativeNamespace: 'kn', trustDomain: 'corp.example' };
    const { files } = renderScaffold('namespace-lockdown', {}, platform);
    expect(files.find(({ path }) => path === 'authorization-policy.yaml')!.text).toContain(
      'corp.example/ns/kn/sa/activator',
    );
    const trustDomain = listScaffolds(platform)
      .find(({ name }) => name === 'namespace-lockdown')!
      .inputs.find(({ key }) => key === 'trustDomain')!;
    expect(trustDomain.default).toBe('corp.example');
  });
});

describe('local gateway', () => {
  it('writes a complete ingress object that names the new gateway and its Service', () => {
    const patch = parse(fileOf('inferenceservice-config-patch.yaml', { name: 'kserve-door' }, 'local-gateway'));
    expect(JSON.parse(patch.data.ingress)).toMatchObject({
      ingressGateway: 'knative-serving/knative-ingress-gateway',
      knativeLocalGatewayService: 'knative-local-gateway.istio-system.svc.cluster.local',
      localGateway: 'istio-system/kserve-door',
      localGatewayService: 'kserve-door.istio-system.svc.cluster.local',
      domainTemplate: '{{ .Name }}-{{ .Namespace }}.{{ .IngressDomain }}',
    });
  });

  it('puts the Service in front of the port of the Gateway, marked against port translation', () => {
    const values = { port: '9001', selector: 'app=door' };
    const service = parse(fileOf('service.yaml', values, 'local-gateway'));
    const gateway = parse(fileOf('gateway.yaml', values, 'local-gateway'));
    expect(service.spec.ports[0]).toMatchObject({ port: 80, targetPort: 9001 });
    expect(gateway.spec.servers[0].port.number).toBe(9001);
    expect(service.metadata.labels).toEqual({ 'experimental.istio.io/disable-gateway-port-translation': 'true' });
    for (const { spec } of [service, gateway]) expect(spec.selector).toEqual({ app: 'door' });
  });

  it('leaves the patch out of the kustomization, which does not hold the ConfigMap', () => {
    expect(parse(fileOf('kustomization.yaml', {}, 'local-gateway')).resources).toEqual([
      'gateway.yaml',
      'service.yaml',
    ]);
  });
});

describe('answers', () => {
  const cases: [key: string, value: string, message: RegExp | undefined][] = [
    ['namespace', 'user1', undefined],
    ['namespace', ' user1 ', undefined],
    ['namespace', '', /needed/],
    ['namespace', 'User1', /lower case/],
    ['namespace', 'user_1', /letters, digits and hyphens/],
    ['namespace', '-user', /begins and ends/],
    ['namespace', 'a'.repeat(64), /at most 63 characters, this one has 64/],
    ['namespace', 'a\nkind: evil', /letters, digits and hyphens/],
    ['callers', 'user1, team-b', undefined],
    ['callers', ' , ', /At least one/],
    ['callers', 'user1, Team', /"Team" is no namespace name: .*lower case/],
    ['callers', 'user1,user1', /named twice/],
    ['callers', 'knative-serving', /borrows the identity/],
    ['callers', 'istio-system', /question of its own/],
    ['trustDomain', 'td.example', undefined],
    ['trustDomain', 'spiffe://td', /Leave out spiffe/],
    ['trustDomain', 'td/ns/x', /behind a slash/],
    ['mode', 'strict', undefined],
    ['mode', 'DISABLE', /Choose one of STRICT, PERMISSIVE/],
    ['nonsense', 'x', /does not ask for "nonsense"/],
  ];
  it.each(cases)('%s: %j', (key, value, message) => {
    const found = validateScaffoldInput('namespace-lockdown', key, value);
    if (message) expect(found).toMatch(message);
    else expect(found).toBeUndefined();
  });

  const gatewayCases: [key: string, value: string, message: RegExp | undefined][] = [
    ['port', '8082', undefined],
    ['port', '8081', /knative-local-gateway/],
    ['port', '80', /1024/],
    ['port', '15021', /proxy/],
    ['port', '70000', /1 to 65535/],
    ['port', '80a', /1 to 65535/],
    ['selector', 'istio=ingressgateway', undefined],
    ['selector', 'app.kubernetes.io/name=gw', undefined],
    ['selector', 'ingressgateway', /KEY=VALUE/],
    ['selector', 'istio=a b', /label value/],
    ['ingressGateway', 'a/b', undefined],
    ['ingressGateway', 'b', /NAMESPACE\/NAME/],
    ['ingressDomain', 'models.example.com', undefined],
    ['ingressDomain', 'models."example', /made of/],
  ];
  it.each(gatewayCases)('local gateway %s: %j', (key, value, message) => {
    const found = validateScaffoldInput('local-gateway', key, value);
    if (message) expect(found).toMatch(message);
    else expect(found).toBeUndefined();
  });

  it('stop the scaffold with the field at fault', () => {
    expect(errorOf(() => renderScaffold('namespace-lockdown', { namespace: 'User1' }))).toMatchObject({
      field: 'namespace',
    });
    expect(errorOf(() => renderScaffold('namespace-lockdown', { colour: 'red' }))).toEqual({
      field: 'colour',
      message: expect.stringContaining('It asks for namespace, injection'),
    });
    expect(errorOf(() => renderScaffold('no-such', {}))).toEqual({
      field: 'name',
      message: `There is no scaffold "no-such". There are ${listScaffolds()
        .map(({ name }) => name)
        .join(', ')}.`,
    });
  });

  it('to questions that are not asked do not count', () => {
    expect(fileOf('namespace.yaml', { injection: 'label', revision: 'Not Valid' })).not.toContain('rev');
  });

  it('are validated with a default that is itself valid', () => {
    for (const info of listScaffolds()) {
      for (const input of info.inputs.filter(({ default: value }) => value !== undefined)) {
        expect(
          validateScaffoldInput(info.name, input.key, input.default!),
          `${info.name} ${input.key}`,
        ).toBeUndefined();
      }
      expect(info.inputs.map(({ key }) => key)).toContain(info.folder);
      expect(renderScaffold(info.name, {}).files.map(({ path }) => path)).toContain(info.open);
    }
  });
});

describe('snippets', () => {
  const documentsOf: Record<string, string[]> = {
    jwt: ['request-authentication.yaml', 'authorization-policy.yaml'],
    'kserve-config': ['inferenceservice-config-patch.yaml'],
    'local-gateway': ['gateway.yaml', 'service.yaml'],
    'local-gateway-https': ['gateway.yaml', 'service.yaml', 'certificate.yaml'],
    'mesh-strict-mtls': ['peer-authentication.yaml', 'webhooks.yaml'],
    'namespace-lockdown': ['namespace.yaml', 'peer-authentication.yaml', 'authorization-policy.yaml'],
    'secure-inference-service': [
      'service-account.yaml',
      'inference-service.yaml',
      'peer-authentication.yaml',
      'authorization-policy.yaml',
    ],
    'service-accounts': ['service-accounts.yaml', 'peer-authentication.yaml', 'authorization-policy.yaml'],
    'test-workloads': ['models.yaml', 'clients.yaml'],
    waypoint: ['namespace.yaml', 'waypoint.yaml', 'authorization-policy.yaml'],
  };

  it.each(listScaffolds().map(({ name }) => name))('%s expands to what the command writes', (name) => {
    const text = documentsOf[name]!.map((path) => fileOf(path, {}, name)).join('---\n');
    expect(expand(scaffoldSnippet(name, NO_FACTS))).toBe(text);
  });

  it('offers the namespaces of the workspace, one tab stop for all places', () => {
    const snippet = scaffoldSnippet('namespace-lockdown', { ...NO_FACTS, namespaces: ['team-b', 'team-c'] });
    expect(snippet).toContain('name: ${1|team-b,team-c|}\n');
    expect(snippet).toContain('              - ${1}\n');
    const text = documentsOf['namespace-lockdown']!.map((path) => fileOf(path, { namespace: 'team-b' })).join('---\n');
    expect(expand(snippet)).toBe(text);
    expect(snippet.endsWith('\n$0')).toBe(true);
  });

  it('leaves out a namespace that would need quotes', () => {
    const snippet = scaffoldSnippet('namespace-lockdown', { ...NO_FACTS, namespaces: ['123'] });
    expect(snippet).toContain('name: ${1:user1}\n');
  });
});

describe('facts of a workspace', () => {
  it('are the namespaces, gateways, accounts and ports that its manifests name', () => {
    const workspace = new Workspace({ roots: ['file:///w/'], rules: RULES });
    const text = `apiVersion: v1
kind: Namespace
metadata:
  name: apps
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: client
  namespace: apps
---
apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata:
  name: iris
  namespace: models
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata:
  name: public
  namespace: istio-system
spec:
  servers:
    - port:
        number: 8443
---
apiVersion: v1
kind: Service
metadata:
  name: gw
  namespace: istio-system
spec:
  ports:
    - port: 80
      targetPort: 8082
---
apiVersion: v1
kind: Service
metadata:
  name: other
  namespace: apps
spec:
  ports:
    - port: 9999
`;
    workspace.update(new Map([['file:///w/all.yaml', { text }]]));
    expect(scaffoldFacts(workspace.snapshot)).toEqual({
      namespaces: ['models', 'apps'],
      models: ['iris'],
      gateways: ['istio-system/public'],
      serviceAccounts: ['apps/client'],
      usedPorts: [
        { port: 80, owner: 'istio-system/gw' },
        { port: 8082, owner: 'istio-system/gw' },
        { port: 8443, owner: 'istio-system/public' },
      ],
      trustDomain: 'cluster.local',
      parents: ['file:///w/'],
    });
  });
});
