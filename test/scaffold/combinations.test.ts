/** Every combination of a scaffold's choices gives manifests that Meshward itself has nothing to say about. */
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { RULES, Workspace } from '../../server/src/core';
import { listScaffolds, renderScaffold, type ScaffoldInfo, type ScaffoldValues } from '../../server/src/core/scaffold';

const ROOT = 'file:///w/';
const REPORTED = new Set(['error', 'warning']);

/** More than these, and pairs of answers are enough. */
const MOST = 300;

/** All answers to the questions with choices that are asked; the other questions keep their defaults. */
function everything({ inputs }: ScaffoldInfo): ScaffoldValues[] {
  let all: Record<string, string>[] = [{}];
  for (const { key, choices, when } of inputs) {
    if (!choices) continue;
    all = all.flatMap((values) =>
      when && !when.is.includes(values[when.key] ?? '')
        ? [values]
        : choices
            .filter((choice) => !choice.when || choice.when.is.includes(values[choice.when.key] ?? ''))
            .map(({ value }) => ({ ...values, [key]: value })),
    );
  }
  return all;
}

/** Where there are many, those among them that are needed to have each answer beside each other answer. */
function combinations(info: ScaffoldInfo): ScaffoldValues[] {
  const all = everything(info);
  if (all.length <= MOST) return all;
  const pairsOf = (values: ScaffoldValues) => {
    const answers = Object.entries(values).map(([key, value]) => `${key}=${value}`);
    return answers.flatMap((one, i) => answers.slice(i + 1).map((other) => `${one} ${other}`));
  };
  const open = new Set(all.flatMap(pairsOf));
  const chosen: ScaffoldValues[] = [];
  while (open.size > 0) {
    const gain = (values: ScaffoldValues) => pairsOf(values).filter((pair) => open.has(pair)).length;
    const best = all.reduce((top, values) => (gain(values) > gain(top) ? values : top));
    for (const pair of pairsOf(best)) open.delete(pair);
    chosen.push(best);
  }
  return chosen;
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

const describeAnswers = (values: ScaffoldValues) => Object.values(values).join(' ') || 'defaults';

for (const info of listScaffolds()) {
  describe(info.name, () => {
    for (const values of combinations(info)) {
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
  const lockdown = listScaffolds().find(({ name }) => name === 'namespace-lockdown')!;
  for (const values of combinations(lockdown)) {
    it(describeAnswers(values), () => {
      const expected = values.activator === 'trusted' ? ['authorization-policy.yaml activator-identity-trusted'] : [];
      const { files } = renderScaffold('namespace-lockdown', values);
      expect(findingsOf([...files, modelFor(values)])).toEqual(expected);
    });
  }
});
