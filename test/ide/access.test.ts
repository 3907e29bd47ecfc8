/** Who gets in, as the editor says it: lens, hover, and the report of the panel with its "what if". */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { applyEdits, RULES, Workspace } from '../../server/src/core';
import { AccessAnswers } from '../../server/src/ide/access-answers';
import { accessLens } from '../../server/src/ide/access-lens';
import { serviceEntries, serviceReport, type WhatIf } from '../../server/src/ide/access-report';
import { lensesOf, resolveLens } from '../../server/src/ide/code-lens';
import { hover } from '../support/cursor';

type Files = Record<string, string>;

const ROOT = 'file:///w/';
const IRIS = { namespace: 'user1', name: 'sklearn-iris' };

function fixture(folder: string): Files {
  const directory = new URL(`../access/paths/${folder}/`, import.meta.url);
  return Object.fromEntries(
    readdirSync(directory).map((name) => [name, readFileSync(new URL(name, directory), 'utf8')]),
  );
}

function open(files: Files) {
  const workspace = new Workspace({ roots: [ROOT], rules: RULES });
  put(workspace, files);
  return { workspace, answers: new AccessAnswers() };
}

function put(workspace: Workspace, files: Files): void {
  workspace.update(new Map(Object.entries(files).map(([name, text]) => [ROOT + name, { text }])));
}

function lines(files: Files): string[] {
  const { workspace, answers } = open(files);
  const { snapshot } = workspace;
  const providers = [accessLens(answers)];
  return [...snapshot.files.values()].flatMap((file) =>
    lensesOf(snapshot, file, providers).map(({ key }) => resolveLens(snapshot, file, key, providers)!.title),
  );
}

/** Each caller's row, as `caller: text of cells`, a `*` behind what the "what if" changes. */
function matrixOf(files: Files, whatIf: WhatIf = {}) {
  const { workspace, answers } = open(files);
  const report = serviceReport(answers, workspace.snapshot, IRIS, whatIf)!;
  const rows = report.callers.map(
    ({ label, cells }) =>
      `${label}: ${cells.map((cell) => (cell ? `${cell.text}${cell.mark ? ` *${cell.mark}` : ''}` : '–')).join(', ')}`,
  );
  const columns = report.columns.map(({ host, activator }) => `${host} ${activator}`);
  return { ...report, rows, columns };
}

const policy = (namespace: string, spec: string, name = 'allow') =>
  `apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: { name: ${name}, namespace: ${namespace} }\nspec: ${spec}\n`;
const allowing = (...namespaces: string[]) =>
  policy('user1', `{ rules: [{ from: [{ source: { namespaces: [${namespaces.join(', ')}] } }] }] }`);
const withPolicy = (text: string): Files => {
  const { 'auth.yaml': _, ...rest } = fixture('base');
  const strict =
    'apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: { name: default, namespace: user1 }\nspec: { mtls: { mode: STRICT } }\n';
  return { ...rest, 'auth.yaml': `${strict}---\n${text}` };
};

describe('the line above a model', () => {
  test('the lockdown of the KServe guide, with the way around it', () => {
    expect(lines(fixture('base'))).toEqual([
      'user1 ✓ · other namespaces, pods without a sidecar, outside ✗, but ✓ through the activator',
    ]);
  });
  test('a model that the outside has no host of', () => {
    expect(lines(fixture('cluster-local'))).toEqual([
      'user1 ✓ · other namespaces, pods without a sidecar ✗, but ✓ through the activator · outside ✗',
    ]);
  });
  test('what fails through the activator', () => {
    expect(lines(fixture('permissive'))).toEqual([
      'user1 ✓, but ✗ through the activator · other namespaces, pods without a sidecar, outside ✗',
    ]);
  });
  test('a namespace that is let in is named, and does not speak for those that nobody names', () => {
    expect(lines(withPolicy(allowing('user1', 'default')))[0]).toMatch(/^user1, default ✓.* · other namespaces/);
  });
  test('a policy for all lets in namespaces that nobody names', () => {
    expect(lines(withPolicy(policy('user1', '{ rules: [{}] }')))[0]).toMatch(/^user1, other namespaces,/);
  });
  test('accounts are told apart where a policy does', () => {
    const one = policy(
      'user1',
      '{ rules: [{ from: [{ source: { principals: [cluster.local/ns/user2/sa/batch] } }] }] }',
    );
    expect(lines(withPolicy(one))[0]).toContain('user2/batch ✓');
  });
  test('a deployment mode that cannot be read is no guess', () => {
    const files = fixture('base');
    files['inference-service.yaml'] = files['inference-service.yaml']!.replace(
      'annotations:',
      'annotations:\n    serving.kserve.io/deploymentMode: "{{ .Values.mode }}"',
    );
    expect(lines(files)).toEqual([
      'who gets in is unknown: The deployment mode cannot be read, so no path can be judged',
    ]);
  });
  test('sets that differ are told apart', () => {
    const inFolder = (name: string, files: Files) =>
      Object.fromEntries(Object.entries(files).map(([file, text]) => [`${name}/${file}`, text]));
    const files = {
      ...inFolder('dev', withPolicy(policy('user1', '{ rules: [{}] }'))),
      ...inFolder('prod', fixture('base')),
    };
    const { workspace, answers } = open(files);
    expect(serviceEntries(answers, workspace.snapshot).map(({ setLabel }) => setLabel)).toEqual(['dev', 'prod']);
    const { sets } = serviceReport(answers, workspace.snapshot, IRIS)!;
    expect(sets.map(({ label, summary }) => `${label}: ${summary.slice(0, 11)}`)).toEqual([
      'dev: user1, othe',
      'prod: user1 ✓ · o',
    ]);
  });
});

describe('the hover', () => {
  const { 'inference-service.yaml': model, ...others } = fixture('base');
  test('on the name: the table', () => {
    const text = hover(model!.replace('name: sklearn-iris', 'name: skl|earn-iris'), others)!;
    expect(text).toContain("| predictor's host, activator off | predictor's host, activator on |");
    expect(text).toContain('| default, any other namespace | ✗ 403 | ✓ 200 |');
  });
  test('on the kind: what it is, and the table', () => {
    const text = hover(model!.replace('kind: Inf', 'kind: I|nf'), others)!;
    expect(text).toContain('**Who can call it**');
  });
  test('a name in a policy is no markup', () => {
    const hostile = policy(
      'user1',
      '{ rules: [{ from: [{ source: { namespaces: ["[x](command:evil)", "<img src=x>"] } }] }] }',
      'hostile',
    );
    const text = hover(model!.replace('name: sklearn-iris', 'name: skl|earn-iris'), {
      ...others,
      'hostile.yaml': hostile,
    })!;
    expect(text).toContain('\\[x\\]\\(command:evil\\)');
    expect(text).not.toMatch(/(?<!\\)<img/);
  });
});

describe('the matrix', () => {
  test('the four requests of the guide, and the side ways', () => {
    const { columns, rows } = matrixOf(fixture('base'));
    expect(columns).toEqual([
      'predictor off',
      'predictor on',
      'top-level off',
      'top-level on',
      'external off',
      'external on',
      'activator-service any',
      'pod-ip any',
    ]);
    expect(rows).toEqual([
      'user1: ✓ 200, ✓ 200, ✗ 403, ✓ 200, –, –, ✓ 200, ✗ 503',
      'default, any other namespace: ✗ 403, ✓ 200, ✗ 403, ✓ 200, –, –, ✓ 200, ✗ 503',
      'pods without a sidecar: ✗ 403, ✓ 200, ✗ 403, ✓ 200, –, –, ✓ 200, ✗ reset',
      'outside: ✗ 403, ✓ 200, –, –, ✗ 403, ✓ 200, –, –',
    ]);
  });
  test('a cell names the line that decides, and what to change', () => {
    const files = fixture('base');
    const { callers } = matrixOf(files);
    const through = callers[1]!.cells[1]!;
    const { place } = through.reasons[0]!;
    const text = files['auth.yaml']!;
    expect(text.slice(place!.span.start, place!.span.end)).toContain('knative-serving');
    expect(through.identity).toBe('cluster.local/ns/knative-serving/sa/activator');
    expect(through.advice.join()).toContain('/healthz');
    expect(callers[1]!.cells[0]!.advice.join()).toContain('cluster.local/ns/default/sa/default');
    expect(callers[0]!.cells[0]!.advice).toEqual([]);
  });
  test('no such service', () => {
    const { workspace, answers } = open(fixture('base'));
    expect(serviceReport(answers, workspace.snapshot, { namespace: 'user1', name: 'gone' })).toBeUndefined();
  });
});

describe('what if', () => {
  const POLICY = { namespace: 'user1', name: 'allow-serving-tests' };
  test('the activator is off every path', () => {
    const { rows, changes } = matrixOf(fixture('base'), { activator: 'off' });
    expect(rows[1]).toBe(
      'default, any other namespace: ✗ 403, does not happen *gone, ✗ 403, does not happen *gone, –, –, ✓ 200, ✗ 503',
    );
    expect(changes).toContain(
      "default, any other namespace: no longer gets in by predictor's host (activator on); top-level host (activator on)",
    );
    // It still gets in by the predictor's host, as the activator is off.
    expect(changes[0]).toBe('user1: no longer gets in by top-level host (activator on)');
  });
  test('a policy is removed', () => {
    const { rows, problems } = matrixOf(fixture('base'), { policies: [{ ...POLICY, change: 'remove' }] });
    expect(problems).toEqual([]);
    expect(rows[1]).toContain('default, any other namespace: ✓ 200 *opens, ✓ 200,');
  });
  test('a policy denies: the line that decides is where the file has it now', () => {
    const files = withPolicy(allowing('user1'));
    const { callers, rows } = matrixOf(files, { policies: [{ namespace: 'user1', name: 'allow', change: 'DENY' }] });
    expect(rows[0]).toContain('user1: ✗ 403 *closes');
    const places = callers[0]!.cells[0]!.reasons.flatMap(({ place }) => place ?? []);
    expect(places.length).toBeGreaterThan(0);
    const text = files['auth.yaml']!;
    for (const { span } of places) expect(span.end).toBeLessThanOrEqual(text.length);
    expect(text.slice(places[0]!.span.start, places[0]!.span.end)).toContain('user1');
  });
  test('the workspace itself stays as it is', () => {
    const files = fixture('base');
    const { workspace, answers } = open(files);
    const before = workspace.snapshot;
    serviceReport(answers, before, IRIS, { policies: [{ ...POLICY, change: 'DENY' }] });
    expect(workspace.snapshot).toBe(before);
    expect(before.files.get(`${ROOT}auth.yaml`)!.text).toBe(files['auth.yaml']);
  });
  test('another caller has a row, and nonsense is refused', () => {
    const { rows, problems } = matrixOf(withPolicy(allowing('user1', 'team-*')), {
      callers: ['team-b/batch', 'No Such'],
    });
    expect(rows.find((row) => row.startsWith('team-b/batch'))).toContain('✓ 200');
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain('"No Such"');
  });
  test('a templated spec is not changed', () => {
    const templated = policy('user1', '"{{ .Values.spec }}"');
    const { problems } = matrixOf(withPolicy(templated), {
      policies: [{ namespace: 'user1', name: 'allow', change: 'DENY' }],
    });
    expect(problems[0]).toContain('user1/allow cannot be changed');
  });
  test('Standard mode has no activator to change', () => {
    const files = fixture('base');
    files['inference-service.yaml'] = files['inference-service.yaml']!.replace(
      'annotations:',
      'annotations:\n    serving.kserve.io/deploymentMode: Standard',
    );
    expect(matrixOf(files, { activator: 'on' }).problems).toEqual([
      'Standard mode: no activator stands before this model.',
    ]);
  });
});

test('an edit elsewhere leaves a service as it was worked out', () => {
  const files: Files = { ...fixture('base'), 'other.yaml': policy('user9', '{ rules: [{}] }') };
  const { workspace, answers } = open(files);
  const service = () => answers.servicesIn(workspace.snapshot, workspace.snapshot.sets[0]!)[0]!;
  const before = service();
  expect(before.rows.length).toBeGreaterThan(0);
  const text = files['other.yaml']!;
  const at = text.indexOf('rules');
  put(workspace, { 'other.yaml': applyEdits(text, [{ span: { start: at, end: at }, newText: 'action: DENY, ' }]) });
  expect(service()).toBe(before);
  put(workspace, { 'auth.yaml': files['auth.yaml']!.replace('STRICT', 'PERMISSIVE') });
  expect(service()).not.toBe(before);
});
