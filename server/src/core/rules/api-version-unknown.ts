import { apiProblems } from '../schema/api-version';
import { addFirstEntry, replaceScalar } from '../yaml/edit-yaml';
import { defineDocumentRule } from './define';

export default defineDocumentRule({
  id: 'api-version-unknown',
  severity: 'error',
  summary: 'an apiVersion that does not exist for the kind, or is missing',
  sources: ['served versions in the CRDs of each project and in the Kubernetes API (schemas/SOURCE.md)'],
  peers: ['CRD schema'],
  on: 'document',
  check(document, report) {
    if (document.relevance === 'foreign') return;
    for (const problem of apiProblems(document.yaml.root)) {
      if (problem.code === 'group') continue;
      const { at, message, replace, add } = problem;
      const fixes = [
        ...(replace
          ? [
              {
                title: `Use ${replace.value}`,
                safe: true,
                edits: () => [{ document, ...replaceScalar(replace.node, replace.value) }],
              },
            ]
          : []),
        // What is read of broken YAML may not hold what is added.
        ...(add && document.yaml.problems.length === 0
          ? [
              {
                title: `Add ${add.line}`,
                safe: true,
                edits: () => [{ document, ...addFirstEntry(document.text, add.map, add.line) }],
              },
            ]
          : []),
      ];
      report({ at, message, fixes });
    }
  },
});
