/** Every combination of a scaffold's choices gives manifests that Meshward itself has nothing to say about. */
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { RULES, Workspace } from '../../server/src/core';
import { listScaffolds, renderScaffold, type ScaffoldInfo, type ScaffoldValues } from '../../server/src/core/scaffold';

const ROOT = 'file:///w/';
const REPORTED = new Set(['error', 'warning']);

/** All answers to the questions with choices; the other questions keep their defaults. */
function combinations({ inputs }: ScaffoldInfo): ScaffoldValues[] {
  let all: Record<string, string>[] = [{}];
  for (const { key, choices } of inputs) {
    if (choices) all = all.flatMap((values) => choices.map(({ value }) => ({ ...values, [key]: value })));
  }
  return all;
}

/** `file rule` of each finding above information, over all files together. */
function findingsOf(files: readonly { path: string; text: string }[]): string[] {
  const workspace = new Workspace({
    roots: [ROOT],
    rules: RULES,
    onRuleError: (rule, cause) => {
      throw new Error(`rule ${rule} threw`, { cause });
    },
  });
  const yaml = files.filter((file) => file.path.endsWith('.yaml'));
  workspace.update(new Map(yaml.map(({ path, text }) => [ROOT + path, { text }])));
  return yaml.flatMap(({ path }) =>
    workspace
      .findings(ROOT + path)
      .filter((finding) => REPORTED.has(finding.severity))
      .map((finding) => `${path} ${finding.rule}`),
  );
}

const MODEL = {
  path: 'model.yaml',
  text: `apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata:
  name: sklearn-iris
  namespace: user1
  annotations:
    autoscaling.knative.dev/target-burst-capacity: "0"
spec:
  predictor:
    minReplicas: 1
    model:
      modelFormat:
        name: sklearn
      storageUri: gs://kfserving-examples/models/sklearn/1.0/model
`,
};

const describeAnswers = (values: ScaffoldValues) => Object.values(values).join(' ') || 'defaults';

for (const info of listScaffolds()) {
  describe(info.name, () => {
    for (const values of combinations(info)) {
      it(describeAnswers(values), () => {
        const { files } = renderScaffold(info.name, values);
        for (const file of files.filter(({ path }) => path.endsWith('.yaml'))) {
          for (const document of parseAllDocuments(file.text)) {
            expect(document.errors, file.path).toEqual([]);
            expect(document.contents, file.path).not.toBeNull();
          }
        }
        expect(findingsOf(files)).toEqual([]);
      });
    }
  });
}

describe('beside an InferenceService', () => {
  const lockdown = listScaffolds().find(({ name }) => name === 'namespace-lockdown')!;
  for (const values of combinations(lockdown)) {
    it(describeAnswers(values), () => {
      const expected = values.activator === 'trusted' ? ['authorization-policy.yaml activator-identity-trusted'] : [];
      const { files } = renderScaffold('namespace-lockdown', values);
      expect(findingsOf([...files, MODEL])).toEqual(expected);
    });
  }
});
