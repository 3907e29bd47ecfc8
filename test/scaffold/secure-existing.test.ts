/** "Secure This InferenceService": what it changes, what it leaves, and who gets in afterwards. */
import { describe, expect, it } from 'vitest';
import { applyEdits, evaluateAccess } from '../../server/src/core';
import { secureActions } from '../../server/src/ide/secure';
import { analyse, ROOT } from '../support/analyse';

const model = (metadata = '', predictor = '') => `# our model
apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata:
  name: iris
  namespace: user1
${metadata}spec:
  predictor:
${predictor}    model:
      modelFormat:
        name: sklearn
      storageUri: gs://b/m
`;

const namespace = (name: string, label = 'team: a') =>
  `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${name}\n  labels:\n    ${label}\n`;

const MANY = {
  'user1.yaml': namespace('user1'),
  'knative.yaml': namespace('knative-serving', 'istio-injection: enabled'),
};

function actionsAt(text: string, others: Readonly<Record<string, string>> = {}, mark = 'name: iris') {
  const files = new Map([['model.yaml', text], ...Object.entries(others)]);
  const { snapshot } = analyse(files).analysis;
  const offset = text.indexOf(mark);
  return secureActions(snapshot, `${ROOT}model.yaml`, { start: offset, end: offset }).map(({ title, edits }) => ({
    title,
    files: new Map(
      [...files].map(([name, before]) => [
        name,
        applyEdits(
          before,
          edits.filter(({ uri }) => uri === ROOT + name),
        ),
      ]),
    ),
  }));
}

const secured = (text: string, others?: Readonly<Record<string, string>>) =>
  actionsAt(text, others)
    .find(({ title }) => title === 'Secure This InferenceService')
    ?.files.get('model.yaml');

describe('secure this InferenceService', () => {
  it('adds the sidecar, the visibility and the activator off the path', () => {
    expect(secured(model())).toBe(
      model(`  labels:
    sidecar.istio.io/inject: "true"
    networking.knative.dev/visibility: cluster-local
  annotations:
    autoscaling.knative.dev/target-burst-capacity: "0"
`),
    );
  });

  it('adds to what is there, and sets another burst capacity to 0', () => {
    const before = model(`  labels:
    app: iris # ours
  annotations:
    autoscaling.knative.dev/targetBurstCapacity: '-1'
`);
    expect(secured(before)).toBe(
      before
        .replace(
          '# ours\n',
          '# ours\n    sidecar.istio.io/inject: "true"\n    networking.knative.dev/visibility: cluster-local\n',
        )
        .replace("'-1'", "'0'"),
    );
  });

  it('makes the annotation that has no effect a label', () => {
    const after = secured(model('  annotations:\n    sidecar.istio.io/inject: "true"\n    x: y\n'));
    expect(after).toMatch(/ {2}labels:\n {4}sidecar\.istio\.io\/inject: "true"/);
    expect(after!.match(/sidecar\.istio\.io\/inject/g)).toHaveLength(1);
  });

  it('in Standard mode has nothing of Knative', () => {
    const after = secured(model('  annotations:\n    serving.kserve.io/deploymentMode: Standard\n'));
    expect(after).toContain('networking.kserve.io/visibility: cluster-local');
    expect(after).not.toContain('knative');
  });

  it('adds no sidecar in an ambient namespace', () => {
    const others = { 'ns.yaml': namespace('user1', 'istio.io/dataplane-mode: ambient') };
    const standard = model('  annotations:\n    serving.kserve.io/deploymentMode: Standard\n');
    expect(secured(standard, others)).not.toContain('sidecar.istio.io');
  });

  it('is not offered once all is there, nor below the metadata, nor for templates', () => {
    const done = secured(model())!;
    expect(actionsAt(done).map(({ title }) => title)).not.toContain('Secure This InferenceService');
    expect(actionsAt(model(), {}, 'storageUri')).toEqual([]);
    expect(secured(model('  labels: {{ .Values.labels }}\n'))).toBeUndefined();
  });

  it('with the lockdown lets in the namespace alone, and leaves no finding above information', () => {
    const action = actionsAt(model(), MANY).find(({ title }) => title.endsWith('and Lock Down user1'))!;
    expect(action.files.get('user1.yaml')).toContain('team: a\n    istio-injection: enabled\n');
    const { analysis, findings } = analyse(action.files);
    expect(
      findings.filter(({ severity }) => severity === 'error' || severity === 'warning').map(({ message }) => message),
    ).toEqual([]);
    const [access] = evaluateAccess(analysis.snapshot, analysis.snapshot.sets[0]!);
    const row = (caller: string, host: string) =>
      access!.rows.find((each) => each.caller.startsWith(caller) && each.host === host && each.activator === 'off')
        ?.result;
    expect(row('mesh:user1', 'predictor')).toBe('200');
    expect(row('non-mesh', 'predictor')).toBe('403');
    expect(row('external', 'external')).toBe('404');
  });

  it('offers no lockdown where there is a policy', () => {
    const policy = `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata:
  name: mine
  namespace: user1
spec: {}
`;
    expect(actionsAt(model(), { 'auth.yaml': policy }).map(({ title }) => title)).toEqual([
      'Secure This InferenceService',
    ]);
  });
});
