/** Every combination of a scaffold's choices gives manifests that Meshward itself has nothing to say about. */
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { RULES, Workspace } from '../../server/src/core';
import { listScaffolds, renderScaffold, type ScaffoldValues } from '../../server/src/core/scaffold';
import { allAnswers, describeAnswers } from './all-answers';

const ROOT = 'file:///w/';
const REPORTED = new Set(['error', 'warning']);

/** `file rule` of each finding above information, over all files together. */
function findingsOf(files: readonly { path: string; text: string }[]): string[] {
  const workspace = new Workspace({
    roots: [ROOT],
    rules: RULES,
    onRuleError: (rule, cause) => {
      throw new Error(`rule ${rule} threw`, { cause });
    },
  });
  const yaml = files.filter((file) => file.path.endsWith('.yaml') && file.path !== 'values.yaml');
  workspace.update(new Map(yaml.map(({ path, text }) => [ROOT + path, { text }])));
  return yaml.flatMap(({ path }) =>
    workspace
      .findings(ROOT + path)
      .filter((finding) => REPORTED.has(finding.severity))
      .map((finding) => `${path} ${finding.rule}`),
  );
}

const modelFor = (values: ScaffoldValues) => ({
  path: 'model.yaml',
  text: `apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata:
  name: sklearn-iris
  namespace: user1
  annotations:
    ${values.activator === 'standard' ? 'serving.kserve.io/deploymentMode: Standard' : 'autoscaling.knative.dev/target-burst-capacity: "0"'}
spec:
  predictor:
    minReplicas: 1
    model:
      modelFormat:
        name: sklearn
      storageUri: gs://kfserving-examples/models/sklearn/1.0/model
`,
});

for (const info of listScaffolds()) {
  describe(info.name, () => {
    for (const values of allAnswers(info.name)) {
      it(describeAnswers(values), () => {
        const { files } = renderScaffold(info.name, values);
        for (const file of files.filter(({ path }) => path.endsWith('.yaml'))) {
          for (const document of parseAllDocuments(file.text)) {
            expect(document.errors, file.path).toEqual([]);
            expect(document.toJS(), file.path).not.toBeNull();
          }
        }
        expect(findingsOf(files)).toEqual([]);
      });
    }
  });
}

describe('beside an InferenceService', () => {
  for (const values of allAnswers('namespace-lockdown')) {
    it(describeAnswers(values), () => {
      const expected = values.activator === 'trusted' ? ['authorization-policy.yaml activator-identity-trusted'] : [];
      const { files } = renderScaffold('namespace-lockdown', values);
      expect(findingsOf([...files, modelFor(values)])).toEqual(expected);
    });
  }
});
