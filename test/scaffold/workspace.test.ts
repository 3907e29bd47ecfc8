/** What a workspace suggests for answers, refuses, and where it would have new folders; and manifests at a cursor. */
import { describe, expect, it } from 'vitest';
import { applyEdits, DEFAULT_PLATFORM } from '../../server/src/core';
import {
  planInsertion,
  planScaffold,
  renderScaffold,
  type ScaffoldValues,
  scaffoldFacts,
  scaffoldSnippet,
  suggestAnswer,
  validateScaffoldInput,
} from '../../server/src/core/scaffold';
import { withoutTabStops } from '../../server/src/ide/snippets';
import { analyse, ROOT } from '../support/analyse';

type Files = Readonly<Record<string, string>>;

const snapshotOf = (files: Files) => analyse(new Map(Object.entries(files))).analysis.snapshot;
const factsOf = (files: Files) => scaffoldFacts(snapshotOf(files));

const gateway = (name: string, ...ports: number[]) => `apiVersion: networking.istio.io/v1
kind: Gateway
metadata:
  name: ${name}
  namespace: istio-system
spec:
  selector:
    istio: ingressgateway
  servers:
${ports.map((port) => `    - port: { number: ${port}, name: http-${port}, protocol: HTTP }\n      hosts: ["*"]\n`).join('')}`;

const policy = (principal: string, namespace = 'user1') => `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata:
  name: allow
  namespace: ${namespace}
spec:
  rules:
    - from:
        - source:
            principals: ["${principal}"]
`;

describe('a port', () => {
  const files = { 'gw.yaml': gateway('public', 8082, 8083) };
  const suggested = (values: ScaffoldValues, from: Files = files) =>
    suggestAnswer('local-gateway', 'port', { facts: factsOf(from), values }, DEFAULT_PLATFORM);
  const own = { name: 'public', gatewayNamespace: 'istio-system' };

  it('that nobody has is suggested; the default while it is free', () => {
    expect(suggested({ name: 'mine', gatewayNamespace: 'istio-system' })).toBe('8084');
    expect(suggested({}, {})).toBeUndefined();
  });

  it('of another gateway is refused with one that is free; its own is kept', () => {
    const problem = (value: string, values: ScaffoldValues) =>
      validateScaffoldInput('local-gateway', 'port', value, DEFAULT_PLATFORM, { facts: factsOf(files), values });
    expect(problem('8083', {})).toBe('8083 is used by istio-system/public in this workspace; 8084 is free.');
    expect(problem('8083', own)).toBeUndefined();
    expect(problem('8090', {})).toBeUndefined();
    expect(suggested(own)).toBeUndefined();
  });

  it('is taken where nobody gives one', () => {
    const { creates } = planScaffold(snapshotOf(files), 'local-gateway', {}, `${ROOT}new`);
    expect(creates.find(({ path }) => path === 'gateway.yaml')!.text).toContain('number: 8084');
    const given = planScaffold(snapshotOf(files), 'local-gateway', { port: '8090' }, `${ROOT}new`);
    expect(given.creates.find(({ path }) => path === 'gateway.yaml')!.text).toContain('number: 8090');
  });
});

describe('the trust domain', () => {
  const mesh = (text: string) =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: istio\n  namespace: istio-system\ndata:\n  mesh: |-\n    ${text}\n`;
  it.each([
    ['is that of the mesh configuration', { 'mesh.yaml': mesh('trustDomain: corp.example') }, 'corp.example'],
    ['is the one that principals agree on', { 'a.yaml': policy('td1/ns/user1/sa/x') }, 'td1'],
    [
      'does not follow from principals that differ',
      { 'a.yaml': policy('td1/ns/user1/sa/x'), 'b.yaml': policy('td2/ns/user2/sa/x', 'user2') },
      'cluster.local',
    ],
    ['does not follow from patterns', { 'a.yaml': policy('*/ns/user1/sa/x') }, 'cluster.local'],
    ['is the default otherwise', {}, 'cluster.local'],
  ])('%s', (_, files: Files, expected) => {
    expect(factsOf(files).trustDomain).toBe(expected);
  });

  it('is suggested, and stands in snippets', () => {
    const facts = factsOf({ 'a.yaml': policy('td1/ns/user1/sa/x') });
    const beside = { facts, values: {} };
    expect(suggestAnswer('namespace-lockdown', 'trustDomain', beside, DEFAULT_PLATFORM)).toBe('td1');
    expect(withoutTabStops(scaffoldSnippet('namespace-lockdown', facts))).toContain(
      'td1/ns/knative-serving/sa/activator',
    );
  });
});

describe('new folders', () => {
  const named = (name: string) => `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${name}\n`;
  it('go beside those of other namespaces, else where the manifests are', () => {
    const facts = factsOf({
      'deploy/tenants/a/ns.yaml': named('a'),
      'deploy/tenants/b/policies/p.yaml': policy('x', 'b'),
      'deploy/extra/c/ns.yaml': named('c'),
      'deploy/kserve/istio-system/gw.yaml': gateway('g', 8082),
    });
    expect(facts.parents).toEqual([`${ROOT}deploy/tenants/`, `${ROOT}deploy/extra/`, `${ROOT}deploy/`]);
  });
  it('do not go into the folder of another namespace', () => {
    expect(factsOf({ 'tenants/a/ns.yaml': named('a') }).parents).toEqual([`${ROOT}tenants/`]);
  });
  it('go beside a kustomization that is all there is', () => {
    expect(factsOf({ 'x/a/ns.yaml': named('q'), 'x/a/kustomization.yaml': 'resources: [ns.yaml]\n' }).parents).toEqual([
      `${ROOT}x/`,
    ]);
    expect(factsOf({ 'ns.yaml': named('q'), 'kustomization.yaml': 'resources: [ns.yaml]\n' }).parents).toEqual([ROOT]);
  });
  it('go to the workspace folder where nothing says otherwise', () => {
    expect(factsOf({}).parents).toEqual([]);
    expect(factsOf({ 'a.yaml': named('a'), 'b/c.yaml': named('b') }).parents).toEqual([ROOT]);
  });
});

describe('at the cursor', () => {
  const MAIN = ['namespace.yaml', 'peer-authentication.yaml', 'authorization-policy.yaml'];
  const main = renderScaffold('namespace-lockdown', {})
    .files.filter(({ path }) => MAIN.includes(path))
    .map(({ text }) => text.trim())
    .join('\n---\n');
  const account = 'apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: x\n';

  /** The file, marked `|`, after the insertion, and the plan. */
  function inserted(marked: string, others: Files = {}) {
    const text = marked.replace('|', '');
    const snapshot = snapshotOf({ 'here.yaml': text, ...others });
    const file = snapshot.files.get(`${ROOT}here.yaml`)!;
    const plan = planInsertion(snapshot, 'namespace-lockdown', {}, file, marked.indexOf('|'));
    expect(plan.creates).toEqual([]);
    const edits = plan.edits.filter(({ uri }) => uri === file.uri);
    return { ...plan, text: applyEdits(text, edits) };
  }

  it.each([
    ['an empty file', '|', `${main}\n`],
    ['a blank line below a comment', '# ours\n|\n', `# ours\n${main}\n`],
    ['a comment', '# ou|rs', `# ours\n${main}\n`],
    ['the inside of an object', account.replace('kind', 'ki|nd'), `${account.trimEnd()}\n---\n${main}\n`],
    ['an empty document between two', `${account}---\n|\n---\n${account}`, `${account}---\n${main}\n---\n${account}`],
    [
      'the first of two objects',
      `${account.replace('name', 'na|me')}---\n${account.replace('x', 'y')}`,
      `${account.trimEnd()}\n---\n${main}\n---\n${account.replace('x', 'y')}`,
    ],
  ])('%s takes the manifests, and keeps its own', (_, marked, expected) => {
    expect(inserted(marked).text).toBe(expected);
  });

  it('line breaks are those of the file', () => {
    expect(inserted('# ours\r\n|\r\n').text).toBe(`# ours\r\n${main.replaceAll('\n', '\r\n')}\r\n`);
  });

  it('what is in the workspace is not written again: it takes over what it lacks, or is told', () => {
    const namespace = 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: user1\n';
    const mode = `apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata:
  name: default
  namespace: user1
spec:
  mtls:
    mode: PERMISSIVE
`;
    const { text, edits, clashes } = inserted('|', { 'ns.yaml': namespace, 'mode.yaml': mode });
    expect(text).toContain('kind: AuthorizationPolicy');
    expect(text).not.toMatch(/kind: (Namespace|PeerAuthentication)/);
    expect(edits.map(({ uri }) => uri)).toEqual([`${ROOT}ns.yaml`, `${ROOT}here.yaml`]);
    expect(clashes.map(({ object }) => object)).toEqual(['PeerAuthentication user1/default']);
  });

  it('behind JSON or the end mark of a document nothing is written', () => {
    for (const marked of ['{"a": |1}\n', `${account}...|\n`]) {
      const { text, clashes } = inserted(marked);
      expect(text).toBe(marked.replace('|', ''));
      expect(clashes).toHaveLength(1);
    }
  });
});
