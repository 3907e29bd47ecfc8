import { defineCompositionRule } from './define';

export default defineCompositionRule({
  id: 'kustomize-base-missing',
  severity: 'warning',
  summary: 'a kustomization names a file or folder that is not there',
  sources: [
    'kustomize api/internal/target/kusttarget.go: a resource, component or patch that cannot be loaded fails the build',
  ],
  peers: [],
  on: 'composition',
  check({ span, facts }, report) {
    report({
      at: span,
      message: {
        what: `There is no manifest and no kustomization at ${facts.path}`,
        why: 'kustomize then builds nothing; a file that git ignores or that meshward.exclude names counts as missing here',
        todo: 'Correct the path, or add what it names',
      },
    });
  },
});
