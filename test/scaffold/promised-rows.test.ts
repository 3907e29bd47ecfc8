/** Each scaffold beside a model gives the answers that its README promises, by Meshward's own account of who can call. */
import { describe, expect, it } from 'vitest';
import { decide, evaluateAccess, type Identity, policySetOf, type Workload } from '../../server/src/core';
import type { Token } from '../../server/src/core/access/question';
import { SourceFile } from '../../server/src/core/model/source-file';
import { renderScaffold, type ScaffoldValues } from '../../server/src/core/scaffold';
import { namespaceOf } from '../../server/src/core/workspace/manifest-set';
import { analyse } from '../support/analyse';
import { client, model, namespace } from './cluster';

/** `caller host activator` → result, for the model of that name. */
function rowsOf(
  scaffolds: readonly (readonly [name: string, values: ScaffoldValues])[],
  others: Readonly<Record<string, string>> = {},
  name = 'sklearn-iris',
): Map<string, string> {
  const files = new Map<string, string>([
    ['user2.yaml', namespace('user2')],
    ['knative.yaml', namespace('knative-serving')],
    ['clients.yaml', [client('user1'), client('user1', 'model-client'), client('user2')].join('---\n')],
    ...Object.entries(others),
  ]);
  for (const [scaffold, values] of scaffolds) {
    for (const { path, text } of renderScaffold(scaffold, values).files) {
      // One set for all: a kustomization would apply its folder alone.
      if (path.endsWith('.yaml') && path !== 'kustomization.yaml') files.set(`${scaffold}-${path}`, text);
    }
  }
  const { snapshot } = analyse(files).analysis;
  const service = evaluateAccess(snapshot, snapshot.sets[0]!).find((one) => one.name === name)!;
  return new Map(service.rows.map((row) => [`${row.caller} ${row.host} ${row.activator}`, row.result]));
}

const SAME = 'mesh:user1';
const OTHER = 'mesh:user2';

describe('namespace lockdown', () => {
  const lock = (values: ScaffoldValues, mode: 'Knative' | 'Standard' = 'Knative', burst?: string) =>
    rowsOf([['namespace-lockdown', values]], { 'model.yaml': model(mode, burst) });

  it('lets in its own namespace alone', () => {
    const rows = lock({});
    expect(rows.get(`${SAME} predictor off`)).toBe('200');
    expect(rows.get(`${OTHER} predictor off`)).toBe('403');
    expect(rows.get('non-mesh predictor off')).toBe('403');
    expect(rows.get('external external off')).toBe('403');
    expect(rows.get('non-mesh pod-ip off') ?? rows.get('non-mesh pod-ip none')).toBe('reset');
  });

  it('lets nobody in by way of the activator', () => {
    const rows = lock({}, 'Knative', '-1');
    const on = [...rows].filter(([key]) => key.endsWith(' on'));
    expect(on.length).toBeGreaterThan(3);
    expect(on.filter(([, result]) => result === '200')).toEqual([]);
  });

  it('lets everybody in by way of a trusted activator, as it says', () => {
    const rows = lock({ activator: 'trusted' }, 'Knative', '-1');
    expect(rows.get(`${OTHER} predictor on`)).toBe('200');
    expect(rows.get('non-mesh activator-service on') ?? rows.get('non-mesh activator-service none')).toBe('200');
  });

  it('lets the gateway in when asked to', () => {
    expect(lock({ external: 'yes' }).get('external external off')).toBe('200');
    expect(lock({ external: 'yes', style: 'allow-deny' }).get('external external off')).toBe('200');
  });

  it('holds in Standard mode', () => {
    const rows = lock({ activator: 'standard' }, 'Standard');
    expect(rows.get(`${SAME} predictor none`)).toBe('200');
    expect(rows.get(`${OTHER} predictor none`)).toBe('403');
  });

  it('with the deny beside it holds against a broader allow', () => {
    const broad = {
      'broad.yaml': `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata:
  name: broad
  namespace: user1
spec:
  rules:
    - {}
`,
      'model.yaml': model('Knative'),
    };
    expect(rowsOf([['namespace-lockdown', {}]], broad).get(`${OTHER} predictor off`)).toBe('200');
    expect(rowsOf([['namespace-lockdown', { style: 'allow-deny' }]], broad).get(`${OTHER} predictor off`)).toBe('403');
  });
});

describe('mesh-wide strict mTLS', () => {
  const others = { 'model.yaml': model('Knative'), 'user1.yaml': namespace('user1') };
  const mesh = (values: ScaffoldValues) => rowsOf([['mesh-strict-mtls', values]], others);

  it('on the server side leaves the gateway open to callers without a sidecar', () => {
    const rows = mesh({});
    expect(rows.get(`${SAME} predictor off`)).toBe('200');
    expect(rows.get(`${SAME} top-level off`)).toBe('200');
    expect(rows.get('non-mesh predictor off')).toBe('200');
    expect(rows.get('non-mesh pod-ip off') ?? rows.get('non-mesh pod-ip none')).toBe('reset');
  });

  it('on both sides keeps the top-level host for the mesh, and resets callers without a sidecar', () => {
    const rows = mesh({ level: 'both' });
    expect(rows.get(`${SAME} predictor off`)).toBe('200');
    expect(rows.get(`${SAME} top-level off`)).toBe('200');
    expect(rows.get('non-mesh predictor off')).toBe('reset');
    expect(rows.get('external external off')).toBe('200');
  });
});

describe('secure InferenceService', () => {
  const secure = (values: ScaffoldValues) =>
    rowsOf([['secure-inference-service', values]], { 'user1.yaml': namespace('user1') });

  it('lets in the callers alone, and no one from outside', () => {
    const rows = secure({});
    expect(rows.get(`${SAME} predictor off`)).toBe('200');
    expect(rows.get(`${OTHER} predictor off`)).toBe('403');
    expect(rows.get('non-mesh predictor off')).toBe('403');
    expect(rows.get('external external off')).toBe('404');
  });

  it('that is public is refused at the model, not at the gateway', () => {
    expect(secure({ visibility: 'public' }).get('external external off')).toBe('403');
  });

  it('is closed to everyone while the activator is on the path, as it says', () => {
    const rows = secure({ activator: 'on' });
    expect(rows.get(`${SAME} predictor off`)).toBe('200');
    expect(rows.get(`${SAME} predictor on`)).toBe('403');
  });

  it('in Standard mode lets in the callers alone', () => {
    const rows = secure({ mode: 'Standard' });
    expect(rows.get(`${SAME} predictor none`)).toBe('200');
    expect(rows.get(`${OTHER} predictor none`)).toBe('403');
  });
});

describe('JWT', () => {
  const TOKEN = { claims: { iss: 'https://issuer.example.com', sub: 'someone', aud: 'models' } };
  const CALLER = { trustDomain: 'cluster.local', namespace: 'user1', serviceAccount: 'default' };
  const ACTIVATOR = { trustDomain: 'cluster.local', namespace: 'knative-serving', serviceAccount: 'activator' };
  const MODEL = { namespace: 'user1', labels: new Map([['serving.kserve.io/inferenceservice', 'sklearn-iris']]) };
  const GATEWAY = { namespace: 'istio-system', labels: new Map([['istio', 'ingressgateway']]) };

  /** HTTP status at one proxy, behind the files of the scaffold and a lockdown of the namespace. */
  function status(
    values: ScaffoldValues,
    workload: Workload,
    request: { path?: string; host?: string; token?: Token; identity?: Identity },
  ): number | undefined {
    const texts = [...renderScaffold('jwt', values).files, ...renderScaffold('namespace-lockdown', {}).files]
      .filter(({ path }) => path.endsWith('.yaml') && path !== 'kustomization.yaml')
      .map(({ text }) => text);
    const file = SourceFile.open('file:///w/all.yaml', texts.join('---\n'));
    return decide({
      workload,
      policies: policySetOf(file.resources, namespaceOf),
      mesh: { rootNamespace: 'istio-system', trustDomain: 'cluster.local', extensionProviders: [] },
      request: {
        identity: request.identity ?? CALLER,
        sends: 'mtls',
        port: 8012,
        http: {
          method: 'POST',
          path: request.path ?? '/v1/models/sklearn-iris:predict',
          host: request.host ?? 'sklearn-iris-predictor.user1.svc.cluster.local',
          headers: {},
          ...(request.token && { token: request.token }),
        },
      },
    }).httpStatus;
  }

  it('at the model asks for a token, also of those whom a lockdown lets in', () => {
    expect(status({}, MODEL, { token: TOKEN })).toBe(200);
    expect(status({}, MODEL, {})).toBe(403);
    expect(status({}, MODEL, { token: { ...TOKEN, expired: true } })).toBe(401);
    expect(status({}, MODEL, { token: { ...TOKEN, forged: true } })).toBe(401);
  });

  it('takes tokens for the audiences named, and no others', () => {
    expect(status({ audiences: 'models' }, MODEL, { token: TOKEN })).toBe(200);
    expect(status({ audiences: 'mail' }, MODEL, { token: TOKEN })).toBe(403);
  });

  it("lets Knative's probes and metrics pass without a token, and nothing else of it", () => {
    for (const path of ['/healthz', '/metrics']) {
      expect(status({}, MODEL, { path, identity: ACTIVATOR }), path).toBe(200);
      expect(status({}, MODEL, { path, identity: { ...CALLER, namespace: 'user2' } }), path).toBe(403);
    }
    expect(status({}, MODEL, { identity: ACTIVATOR })).toBe(403);
    expect(status({ mode: 'Standard' }, MODEL, { token: TOKEN })).toBe(200);
    expect(status({ mode: 'Standard' }, MODEL, {})).toBe(403);
  });

  it('at the gateway asks at every host of the model, and at no other', () => {
    const at = { where: 'gateway' };
    const hosts = [
      'sklearn-iris-user1.example.com',
      'SKLEARN-IRIS-USER1.example.com:443',
      'sklearn-iris-predictor.user1.example.com',
      'sklearn-iris.user1.svc.cluster.local',
      'sklearn-iris-predictor.user1',
    ];
    for (const host of hosts) {
      expect(status(at, GATEWAY, { host }), host).toBe(403);
      expect(status(at, GATEWAY, { host, token: TOKEN }), host).toBe(200);
    }
    expect(status(at, GATEWAY, { host: 'other-user1.example.com' })).toBe(200);
    expect(status(at, MODEL, {})).toBe(200);
  });
});

describe('least-privilege service accounts', () => {
  for (const by of ['principals', 'serviceAccounts']) {
    it(`lets in the account named, and no other of its namespace (${by})`, () => {
      const rows = rowsOf([['service-accounts', { by }]], {
        'user1.yaml': namespace('user1'),
        'model.yaml': model('Knative'),
      });
      expect(rows.get('mesh:user1/model-client predictor off')).toBe('200');
      expect(rows.get(`${SAME} predictor off`) ?? rows.get('mesh:user1/default predictor off')).toBe('403');
      expect(rows.get(`${OTHER} predictor off`)).toBe('403');
    });
  }
});

describe('test workloads', () => {
  const policies: Record<string, readonly (readonly [string, ScaffoldValues])[]> = {
    lockdown: [['namespace-lockdown', {}]],
    trusted: [['namespace-lockdown', { activator: 'trusted' }]],
    open: [['mesh-strict-mtls', {}]],
  };
  it.each(Object.keys(policies))('expects of %s what the evaluator says', (expected) => {
    for (const otherCaller of ['mesh', 'non-mesh']) {
      const values = { other: 'user2', expect: expected, otherCaller };
      const script = renderScaffold('test-workloads', values).files.find(({ path }) => path === 'verify.sh')!.text;
      const requests = [...script.matchAll(/^request "\$(\w+)" (\S+) (\d+)$/gm)];
      expect(requests).toHaveLength(4);
      for (const [, caller, name, status] of requests) {
        const scaffolds = [['test-workloads', values] as const, ...policies[expected]!];
        const more = expected === 'open' ? { 'user1.yaml': namespace('user1') } : undefined;
        const rows = rowsOf(scaffolds, more, name);
        const who = caller === 'namespace' ? SAME : otherCaller === 'mesh' ? OTHER : 'non-mesh';
        const state = name === 'sklearn-iris' ? 'off' : 'on';
        expect(rows.get(`${who} predictor ${state}`), `${who} ${name}`).toBe(status);
      }
    }
  });
});
