import { describe, expect, test } from 'vitest';
import { lensesOf, resolveLens } from '../../server/src/ide/code-lens';
import { hintsOf } from '../../server/src/ide/inlay-hints';
import { open } from '../support/cursor';
import { lensDetails, lenses } from '../support/navigate';

const object = (apiVersion: string, kind: string, name: string, namespace: string, rest = '') =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${name}\n  namespace: ${namespace}\n${rest}`;
const model = (annotations = '', predictor = '{}') =>
  object(
    'serving.kserve.io/v1beta1',
    'InferenceService',
    'iris',
    'user1',
    `${annotations && `  annotations:\n    ${annotations}\n`}spec:\n  predictor: ${predictor}\n`,
  );
const deployment = (name: string, namespace: string, labels = `{ app: ${name} }`) =>
  object('apps/v1', 'Deployment', name, namespace, `spec:\n  template:\n    metadata:\n      labels: ${labels}\n`);
const peer = (name: string, namespace: string, spec: string) =>
  object('security.istio.io/v1', 'PeerAuthentication', name, namespace, `spec: ${spec}\n`);
const policy = (name: string, namespace: string, spec: string) =>
  object('security.istio.io/v1', 'AuthorizationPolicy', name, namespace, `spec: ${spec}\n`);
const WEB = '{ selector: { matchLabels: { app: web } } }';

describe('above policies', () => {
  const others = {
    'web.yaml': deployment('web', 'user1'),
    'db.yaml': deployment('db', 'user1'),
    'elsewhere.yaml': deployment('web', 'user2'),
  };
  test('how many workloads a selector takes, and which', () => {
    expect(lensDetails(policy('p', 'user1', WEB), others)).toEqual([
      { title: 'selects 1 workload', details: ['Deployment user1/web'], places: ['web.yaml:4 web'] },
    ]);
  });
  test('without selector: the namespace', () => {
    expect(lenses(policy('p', 'user1', '{}'), others)).toEqual(['selects 2 workloads']);
    expect(lenses(policy('p', 'user3', '{}'), others)).toEqual(['selects 0 workloads']);
  });
  test('in the root namespace: the mesh', () => {
    expect(lenses(policy('p', 'istio-system', WEB), others)).toEqual(['selects 2 workloads of the whole mesh']);
    expect(lenses(peer('p', 'istio-system', '{ mtls: { mode: STRICT } }'), others)).toEqual([
      'selects 3 workloads of the whole mesh',
    ]);
    expect(lenses(peer('p', 'istio-system', WEB), others)).toEqual([
      'selects no workload: a selector in the root namespace has no effect',
    ]);
  });
  test('labels that cannot be known', () => {
    const templated = { 'web.yaml': deployment('web', 'user1', '{ app: "{{ .Values.app }}" }') };
    expect(lenses(policy('p', 'user1', WEB), templated)).toEqual(['selects 0 workloads, perhaps 1 more']);
  });
  test('attached to a gateway', () => {
    expect(lenses(policy('p', 'user1', '{ targetRefs: [{ kind: Service, name: x }] }'), others)).toEqual([
      'attached to 1 target, selects no workload by labels',
    ]);
  });
  test('sets that differ say so', () => {
    const files = {
      'dev/web.yaml': deployment('web', 'user1'),
      'prod/web.yaml': deployment('web', 'user1'),
      'prod/db.yaml': deployment('db', 'user1'),
    };
    expect(lenses(policy('p', 'user1', '{}'), files)).toEqual(['dev: selects 1 workload · prod: selects 2 workloads']);
  });
});

describe('above workloads', () => {
  test('mode and policies, in the order in which they are asked', () => {
    const others = {
      'mesh.yaml': peer('default', 'istio-system', '{ mtls: { mode: PERMISSIVE } }'),
      'ns.yaml': peer('default', 'user1', '{ mtls: { mode: STRICT } }'),
      'allow.yaml': policy('allow', 'user1', '{ rules: [{}] }'),
      'deny.yaml': policy('deny', 'istio-system', '{ action: DENY, rules: [{}] }'),
      'web.yaml': policy('web', 'user1', WEB),
      'db.yaml': policy('db', 'user1', '{ selector: { matchLabels: { app: db } } }'),
    };
    expect(lensDetails(deployment('web', 'user1'), others)).toEqual([
      {
        title: 'mTLS STRICT · 3 policies apply: 1 of the root namespace, 1 of the namespace, 1 by selector',
        details: [
          'mTLS STRICT: PeerAuthentication user1/default',
          'DENY: AuthorizationPolicy istio-system/deny (root namespace)',
          'ALLOW: AuthorizationPolicy user1/allow (namespace)',
          'ALLOW: AuthorizationPolicy user1/web (selector)',
        ],
        places: ['ns.yaml:4 default', 'deny.yaml:4 deny', 'allow.yaml:4 allow', 'web.yaml:4 web'],
      },
    ]);
  });
  test('nothing in the files', () => {
    expect(lenses(deployment('web', 'user1'))).toEqual(['mTLS PERMISSIVE by default · no policy applies']);
  });
  test('a selector beats the namespace, and ports may differ', () => {
    const others = {
      'ns.yaml': peer('default', 'user1', '{ mtls: { mode: STRICT } }'),
      'web.yaml': peer(
        'web',
        'user1',
        '{ selector: { matchLabels: { app: web } }, mtls: { mode: DISABLE }, portLevelMtls: { 8080: { mode: STRICT } } }',
      ),
    };
    expect(lenses(deployment('web', 'user1'), others)).toEqual(['mTLS DISABLE, some ports differ · no policy applies']);
  });
  test('a mode that cannot be read', () => {
    const others = { 'ns.yaml': peer('default', 'user1', '{ mtls: { mode: "{{ .Values.mode }}" } }') };
    expect(lenses(deployment('web', 'user1'), others)).toEqual(['mTLS mode unknown · no policy applies']);
  });
  test('components of a model that differ', () => {
    const both = object(
      'serving.kserve.io/v1beta1',
      'InferenceService',
      'iris',
      'user1',
      'spec:\n  predictor: {}\n  transformer: {}\n',
    );
    const others = {
      'p.yaml': policy('p', 'user1', '{ selector: { matchLabels: { component: transformer } } }'),
    };
    expect(lenses(both, others)[0]).toBe(
      'predictor: mTLS PERMISSIVE by default · no policy applies · transformer: mTLS PERMISSIVE by default · 1 policy applies: 1 by selector',
    );
  });
});

describe('the activator', () => {
  const CAPACITY = 'autoscaling.knative.dev/target-burst-capacity';
  test.each([
    ['by default', model(), 'activator: on and off, depends on load'],
    ['capacity 0', model(`${CAPACITY}: "0"`), 'activator: off'],
    [
      'capacity 0, scaled to zero',
      model(`${CAPACITY}: "0"`, '{ minReplicas: 0 }'),
      'activator: off, and on while there is no pod',
    ],
    ['capacity -1', model(`${CAPACITY}: "-1"`), 'activator: on'],
    ['Standard mode', model('serving.kserve.io/deploymentMode: Standard'), 'Standard mode: no activator'],
    ['RawDeployment', model('serving.kserve.io/deploymentMode: RawDeployment'), 'Standard mode: no activator'],
    [
      'a templated mode',
      model('serving.kserve.io/deploymentMode: "{{ .Values.mode }}"'),
      'activator: unknown, as the deployment mode cannot be read',
    ],
  ])('%s', (_, text, title) => {
    expect(lenses(text)[1]).toBe(title);
  });
  test('says why', () => {
    expect(lensDetails(model(`${CAPACITY}: "-1"`))[1]!.details[0]).toMatch(/-1/);
  });
});

test('other lenses can be added, and a lens of an old text is none', () => {
  const { workspace, file } = open(model());
  const { snapshot } = workspace;
  const provider = {
    id: 'mine',
    appliesTo: () => true,
    describe: () => ({ title: 'hello', details: [], places: [] }),
  };
  const [lens] = lensesOf(snapshot, file, [provider]);
  expect(resolveLens(snapshot, file, lens!.key, [provider])?.title).toBe('hello');
  expect(resolveLens(snapshot, file, { ...lens!.key, at: 3 }, [provider])).toBeUndefined();
});

describe('hints', () => {
  /** The text with the hints in it. */
  function hinted(text: string, others: Record<string, string> = {}): string {
    const { workspace, file } = open(text, others);
    const hints = hintsOf(workspace.snapshot, file, { start: 0, end: file.text.length });
    return hints.reduceRight((all, { offset, label }) => `${all.slice(0, offset)}‹${label}›${all.slice(offset)}`, text);
  }
  const MESH = { 'mesh.yaml': peer('default', 'istio-system', '{ mtls: { mode: STRICT } }') };
  test('the mode behind UNSET', () => {
    expect(hinted(peer('a', 'user1', '{ mtls: { mode: UNSET } }'), MESH)).toContain(
      'mode: UNSET‹= STRICT from istio-system/default› }',
    );
  });
  test('the mode behind none', () => {
    expect(hinted(peer('a', 'user1', '{}'), MESH)).toContain('name: a‹mTLS mode: STRICT from istio-system/default›\n');
  });
  test('nothing where a mode is set, or nobody says one', () => {
    const set = peer('a', 'user1', '{ mtls: { mode: DISABLE } }');
    expect(hinted(set, MESH)).toBe(set);
    const silent = peer('a', 'user1', '{}');
    expect(hinted(silent)).toBe(silent);
  });
  test("the predictor's host behind the name of a model", () => {
    expect(hinted(model())).toContain('name: iris‹iris-predictor.user1.svc.cluster.local›\n');
  });
  test('only what is on screen', () => {
    const { workspace, file } = open(`${model()}---\n${model()}`);
    const end = file.documents[1]!.start - 2;
    expect(hintsOf(workspace.snapshot, file, { start: 0, end })).toHaveLength(1);
  });
});
