import { apiProblems } from '../schema/api-version';
import { replaceScalar } from '../yaml/edit-yaml';
import { defineDocumentRule } from './define';

export default defineDocumentRule({
  id: 'api-group-kind-mismatch',
  severity: 'error',
  summary: 'a kind under an API group that does not have it, a misspelt kind, or a kind that no longer exists',
  sources: [
    'groups and kinds in the CRDs of each project (schemas/SOURCE.md)',
    'kserve v0.7: serving.kubeflow.org became serving.kserve.io; Istio 1.6 removed rbac.istio.io and authentication.istio.io',
  ],
  peers: ['CRD schema, in part'],
  on: 'document',
  check(document, report) {
    if (document.relevance === 'foreign') return;
    for (const { code, at, message, replace } of apiProblems(document.yaml.root)) {
      if (code !== 'group') continue;
      const fixes = replace
        ? [
            {
              title: `Write ${replace.value}`,
              safe: true,
              edits: () => [{ document, ...replaceScalar(replace.node, replace.value) }],
            },
          ]
        : [];
      report({ at, message, fixes });
    }
  },
});
